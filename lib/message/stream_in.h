/*
 * Inside TCP reassembly: one direction of a connection. stream_side.c puts its
 * segments in order, stream.c knows the connections.
 */
#ifndef MESSAGE_STREAM_IN_H
#define MESSAGE_STREAM_IN_H

#include "base/obuf.h"
#include "message/stream.h"

/* Bytes that came before their turn; pieces never overlap. */
struct piece {
	struct piece *next;
	uint32_t seq, n;
	uint8_t at[];
};

struct side {
	struct stream_end from;
	bool begun;     /* `next` is known */
	bool whole;     /* its SYN was seen */
	uint32_t first; /* sequence number: of that SYN, or of what was seen */
	uint32_t next;  /* sequence number of the first byte not in `ready` */
	uint32_t acked; /* what the receiver has acknowledged */
	bool has_acked;
	unsigned waited; /* segments since that included what is held */
	struct obuf ready;
	struct piece *held; /* in order */
	uint32_t held_bytes, held_pieces;
	uint64_t *held_of_all; /* octets in memory, of all connections */
};

/* Sequence numbers go around (RFC 9293 3.4). */
static inline int32_t
after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

void side_clear(struct side *);
/* What a segment carries. */
void side_bytes(struct side *, uint32_t seq, struct rbuf);
/* Another segment of the connection has come. */
void side_wait(struct side *);
/* Goes on behind the hole. */
void side_skip(struct side *);
bool hole_is_lost(const struct side *);

#endif
