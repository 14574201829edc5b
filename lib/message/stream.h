/*
 * TCP segments, as captured, to the bytes that were sent: both directions of
 * every connection, in order, each byte once.
 *
 * What comes again is dropped, what comes early waits, and where two segments
 * disagree the one that came first is right. A capture may begin inside a
 * connection, and may lack segments that did arrive: a hole is given up some
 * segments after the receiver has acknowledged what is behind it (captured on
 * two interfaces, an acknowledgement may stand before what it is for), when too
 * much waits behind it, and at the end. A connection opened anew on the same
 * ports is a new one, and so is one in another VLAN or tunnel, unless its
 *numbers say that it is the same one.
 *
 *	side = streams_add(t, &frame, &stream);
 *	for (;;) {
 *		... read stream_bytes(), stream_take() ...
 *		if (stream_hole(stream, side, false) == 0)
 *			break;
 *		stream_skip(stream, side);
 *	}
 *
 * for both sides, as an acknowledgement on one frees what waits on the other.
 * Memory is bounded by STREAM_MAX connections with STREAM_HELD bytes a side,
 * and STREAMS_HELD of all; the connection that was quiet for longest goes when
 * there is another, and before it those that have carried nothing.
 */
#ifndef MESSAGE_STREAM_H
#define MESSAGE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/frame.h"

enum {
	STREAM_MAX = 4096,
	STREAM_HELD = 1 << 20, /* waiting behind a hole */
	STREAM_PIECES = 1024,  /* in so many pieces */
	STREAM_PATIENCE = 8,   /* segments after the acknowledgement */
	STREAMS_HELD = 1 << 26,
};

struct stream;
struct streams;

struct streams *streams_new(void);
void streams_free(struct streams *);

enum stream_event {
	STREAM_SAME,  /* of a connection that was there */
	STREAM_BEGAN, /* the first of its connection: *s is new, or anew */
	STREAM_NONE,  /* says nothing: no connection, or not TCP's rules */
};

/*
 * One captured segment; *s is its connection and *side its sender: 0 for the
 * end that was seen first. Before a connection is begun anew or makes room for
 * another, `gone` is called with what it was.
 */
typedef void stream_gone(void *ctx, struct stream *);
enum stream_event streams_add(struct streams *, const struct frame *,
    struct stream **s, unsigned *side, stream_gone *gone, void *ctx);

/* Calls for each connection, the quietest first, and forgets it. */
void streams_end(struct streams *, stream_gone *gone, void *ctx);

/* How many connections went unfinished since it was new, for want of room. */
uint64_t streams_crowded(const struct streams *);

struct stream_end {
	struct addr addr;
	uint16_t port;
};

/* Who sends on this side. */
const struct stream_end *stream_from(const struct stream *, unsigned side);
/* Whether the bytes of this side begin with its first (its SYN was seen). */
bool stream_is_whole(const struct stream *, unsigned side);
/*
 * How many octets at the front of a segment's payload stand before the first
 * that was seen, where that was in mid-stream. They are told once, by the call
 * for the segment that streams_add() has just taken.
 */
uint32_t stream_early(struct stream *, unsigned side, const struct frame *);
/* Room for the owner's own data of the connection; NULL at first. */
void **stream_data(struct stream *);

/* In order and not yet taken. */
struct rbuf stream_bytes(const struct stream *, unsigned side);
void stream_take(struct stream *, unsigned side, size_t n);

/*
 * How many octets are missing behind the bytes that are there, when they will
 * not come any more; 0: there is no such hole now. `all`: it is the end, none
 * will be filled.
 */
uint32_t stream_hole(const struct stream *, unsigned side, bool all);
/* Goes on behind the hole; what was not taken before it is gone. */
void stream_skip(struct stream *, unsigned side);

#endif
