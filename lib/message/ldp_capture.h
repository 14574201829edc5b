/*
 * LDP in captured packets: hellos in datagrams and sessions in segments in,
 * records out.
 */
#ifndef MESSAGE_LDP_CAPTURE_H
#define MESSAGE_LDP_CAPTURE_H

#include "message/bgp_capture.h"

struct ldp_capture;

struct ldp_capture *ldp_capture_new(
    uint16_t port, record_sink *sink, void *ctx);
void ldp_capture_free(struct ldp_capture *);
/* A TCP segment or UDP datagram: its number in the input, when it was seen. */
void ldp_capture_add(struct ldp_capture *, enum frame_kind,
    const struct frame *, uint32_t number, int64_t time_us);
/* How many connections were given up unfinished, as there were too many. */
uint64_t ldp_capture_crowded(const struct ldp_capture *);
/* No more will come (of this file, if others follow). */
void ldp_capture_end(struct ldp_capture *);

#endif
