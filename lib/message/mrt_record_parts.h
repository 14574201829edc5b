/* Parts of the records of dumps. */
#ifndef MESSAGE_MRT_RECORD_PARTS_H
#define MESSAGE_MRT_RECORD_PARTS_H

#include "base/arena.h"
#include "rec/rec.h"
#include "wire/mrt.h"

/* "ospfv2_subtype_0", "type_99_subtype_3": what has no word of its own. */
const char *mrt_record_kind(const struct mrt_record *, struct arena *);

/* A peer of the index; geo: it is of a table of places, and has one. */
void mrt_record_peer(
    struct rec_mrt_peer *, const struct mrt_peer *, bool geo, struct arena *);

#endif
