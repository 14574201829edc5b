/*
 * Pass-through under a slow reader (records.md, rule 3).
 *
 * While the reader keeps up, lines go straight into the buffer of the output.
 * Once that holds `limit` bytes, they wait here:
 *
 * - configuration, begin and end wait in order, however many;
 * - live records wait as the latest state of each key;
 * - all others wait in RELAY_OTHERS bytes; relay_full() then says that input
 *   must not be read until there is room.
 *
 * What comes out is what went in, in order, without the live records that were
 * overtaken by a newer state of their key - with one exception: when an eor
 * waits behind the older state, the newer takes its place instead of the end
 * of the queue. So an eor is never written before what it covers, and nothing
 * of one key is ever written out of turn.
 */
#ifndef CORE_RELAY_H
#define CORE_RELAY_H

#include "rec/rec.h"

#define RELAY_OTHERS (UINT32_C(16) << 20)

struct relay;

/* `limit`: as many bytes in the output's buffer are as many as it may hold. */
struct relay *relay_new(size_t limit);
void relay_free(struct relay *);

/*
 * One line with its newline, of the type that rec_pass() or rec_read() said;
 * it is copied.
 */
void relay_put(struct relay *, const char *line, size_t n, enum rec_type,
    struct obuf *out);

/* Moves what waits into the buffer while that holds less than the limit. */
void relay_move(struct relay *, struct obuf *out);

bool relay_is_empty(const struct relay *);
bool relay_full(const struct relay *);

#endif
