/*
 * Records to MRT: messages and states of sessions as BGP4MP, routes of tables
 * as TABLE_DUMP_V2, and what decode left in hex as it was.
 *
 * Entries of a table refer to an index of peers that stands before them. Where
 * the records have one (`peer_index_table`), as those of a dump do, what is
 * written goes out as it comes; without it, routes are held to the end, when
 * all peers are known.
 */
#ifndef MESSAGE_MRT_ENCODE_H
#define MESSAGE_MRT_ENCODE_H

#include "base/obuf.h"
#include "rec/rec.h"

struct mrt_encoder;

struct mrt_encoder *mrt_encoder_new(struct obuf *out);
void mrt_encoder_free(struct mrt_encoder *);
/* A message or a route; false: it is refused, *f has the key and the reason. */
bool mrt_encoder_add(
    struct mrt_encoder *, const struct rec *, struct rec_fault *f);
/* Nothing more will come. */
void mrt_encoder_end(struct mrt_encoder *);

#endif
