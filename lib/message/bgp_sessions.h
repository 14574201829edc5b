/*
 * What became of each BGP session: one record for it, from its messages and,
 * in captures, its TCP segments.
 *
 * In a capture a session is a TCP connection. In a dump it is what a collector
 * and its peer say between two changes of state, or from one OPEN of the peer
 * to the next. Its record comes some seconds (of the input's time) after its
 * end, as octets that were captured late still count, or with
 * bgp_sessions_end().
 */
#ifndef MESSAGE_BGP_SESSIONS_H
#define MESSAGE_BGP_SESSIONS_H

#include "rec/rec.h"
#include "wire/frame.h"

enum { BGP_SESSIONS_MAX = 1 << 16 }; /* then the quietest is told */

struct bgp_sessions;

/* Takes a `session` record, valid for the call. */
typedef void session_sink(void *ctx, const struct rec *);

struct bgp_sessions *bgp_sessions_new(session_sink *, void *ctx);
void bgp_sessions_message(struct bgp_sessions *, const struct rec_message *);
/* A segment, after the messages that it completed. */
void bgp_sessions_segment(
    struct bgp_sessions *, const struct frame *, int64_t time_us);
/* All that are left. */
void bgp_sessions_end(struct bgp_sessions *);
void bgp_sessions_free(struct bgp_sessions *);

#endif
