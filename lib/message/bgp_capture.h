/*
 * BGP sessions in captured packets: segments in, records out.
 *
 * What the two OPENs of a session say decides how its UPDATEs are read; without
 * them it is found out from each message, and said in `assumed`.
 */
#ifndef MESSAGE_BGP_CAPTURE_H
#define MESSAGE_BGP_CAPTURE_H

#include <stdint.h>

#include "rec/rec.h"
#include "wire/frame.h"

/*
 * Takes a record, valid for the call. `error`: what was wrong in the input, or
 * NULL; a message that the capture begins or ends in is no error.
 */
typedef void record_sink(
    void *ctx, const struct rec *, const struct rec_error *);

struct bgp_capture;
struct bgp_reading;

struct bgp_capture *bgp_capture_new(
    uint16_t port, record_sink *sink, void *ctx);
/* How sessions are read before their OPENs; at first nothing is known. */
void bgp_capture_assume(struct bgp_capture *, const struct bgp_reading *);
/* A TCP segment: its number in the input and when it was captured. */
void bgp_capture_add(struct bgp_capture *, const struct frame *,
    uint32_t number, int64_t time_us);
/* How many connections were given up unfinished, as there were too many. */
uint64_t bgp_capture_crowded(const struct bgp_capture *);
/* No more will come (of this file, if others follow). */
void bgp_capture_end(struct bgp_capture *);
void bgp_capture_free(struct bgp_capture *);

#endif
