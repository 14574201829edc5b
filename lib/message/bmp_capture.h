/*
 * BMP in captured packets: segments in, records out. Each side of a connection
 * may be the router's: mostly it connects, but it may listen as well (RFC 7854
 * 3.2).
 */
#ifndef MESSAGE_BMP_CAPTURE_H
#define MESSAGE_BMP_CAPTURE_H

#include "message/bgp_capture.h"

struct bmp_capture;

/* port 0: those of IANA and of custom, 1790 and 11019. */
struct bmp_capture *bmp_capture_new(
    uint16_t port, record_sink *sink, void *ctx);
/* How messages of peers are read whose OPENs have not come. */
void bmp_capture_assume(struct bmp_capture *, const struct bgp_reading *);
/* A TCP segment: its number in the input and when it was captured. */
void bmp_capture_add(struct bmp_capture *, const struct frame *,
    uint32_t number, int64_t time_us);
/* No more will come (of this file, if others follow). */
void bmp_capture_end(struct bmp_capture *);
void bmp_capture_free(struct bmp_capture *);

#endif
