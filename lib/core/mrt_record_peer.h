/* A peer of a dump's index as a part of its record. */
#ifndef CORE_MRT_RECORD_PEER_H
#define CORE_MRT_RECORD_PEER_H

#include "base/arena.h"
#include "rec/rec.h"
#include "wire/mrt.h"

/* geo: it is of a table of places, and has one. */
void mrt_record_peer(
    struct rec_mrt_peer *, const struct mrt_peer *, bool geo, struct arena *);

#endif
