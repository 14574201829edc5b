/*
 * Compressed streams, each behind the door to its library: all that can be
 * unpacked of the octets that have come is given at once, so that a live stream
 * stays live and one that is cut off loses nothing that is whole.
 */
#ifndef EDGE_UNPACK_H
#define EDGE_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum unpacked {
	UNPACK_ON,    /* goes on: with more octets, or more room */
	UNPACK_END,   /* the stream ends; what follows is another */
	UNPACK_BAD,   /* damaged */
	UNPACK_LARGE, /* wants more memory than any should */
};

/* One kind of compression. */
struct packing {
	unsigned magic_n;
	uint8_t magic[6];
	void *(*begin)(void);
	/* Takes from `packed`, writes up to `room` octets: *n. */
	enum unpacked (*step)(
	    void *, struct rbuf *packed, uint8_t *to, size_t room, size_t *n);
	void (*again)(void *); /* for the next stream, after UNPACK_END */
	void (*end)(void *);
};

extern const struct packing packing_gzip, packing_bzip2, packing_xz,
    packing_zstd;

#endif
