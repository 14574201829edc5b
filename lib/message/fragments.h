/*
 * Fragments of IP packets put together (RFC 791 3.2, RFC 8200 4.5), for
 * captures.
 *
 * Where two fragments of an IPv4 packet disagree, the one that came first is
 * right; an IPv6 packet whose fragments overlap otherwise than by coming twice
 * is dropped, as every receiver drops it (RFC 5722). A packet is given up when
 * its parts do not come within FRAGMENTS_SECONDS of capture time, and the
 * oldest when there are more than FRAGMENTS_MAX: that bounds the memory.
 */
#ifndef MESSAGE_FRAGMENTS_H
#define MESSAGE_FRAGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/frame.h"

enum {
	FRAGMENTS_MAX = 512,
	FRAGMENTS_SECONDS = 60, /* RFC 8200 4.5, RFC 1122 3.3.2 */
};

struct fragments;

struct fragments *fragments_new(void);
void fragments_free(struct fragments *);

/*
 * True when this fragment was the last that lacked: *whole is what the packet
 * carried, borrowed until the next call.
 */
bool fragments_add(struct fragments *, const struct ip_part *, uint64_t frame,
    int64_t time_us, struct ip_part *whole);

/* Packets that were given up, and the frame where the first of them began. */
struct fragments_lost {
	uint64_t n, first;
};

/* No more will come; says what was lost since the call before. */
struct fragments_lost fragments_end(struct fragments *);

#endif
