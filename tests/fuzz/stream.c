/*
 * Segments in any order, of a sender whose octets follow from their sequence
 * numbers: whatever comes out is at its place. Six bytes of input a segment.
 */
#include "message/stream.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t
octet(uint32_t seq)
{
	return (uint8_t)(seq * 2654435761u >> 24);
}

static void
nothing(void *ctx, struct stream *s)
{
	(void)ctx;
	(void)s;
}

struct reader {
	bool begun;
	uint32_t at; /* sequence number of the next octet */
};

static void
read_all(struct stream *s, unsigned side, struct reader *r, bool all)
{
	for (;;) {
		struct rbuf bytes = stream_bytes(s, side);
		uint32_t lost;

		for (size_t i = 0; i < rbuf_left(&bytes); i++)
			if (bytes.at[i] != octet(r->at++))
				abort();
		stream_take(s, side, rbuf_left(&bytes));
		lost = stream_hole(s, side, all);
		if (lost == 0)
			return;
		stream_skip(s, side);
		r->at += lost;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct streams *t = streams_new();
	struct stream *s = NULL;
	struct reader reader = { 0 };
	uint8_t payload[512];

	for (; size >= 6; data += 6, size -= 6) {
		uint32_t seq = 0xffffff00u + (data[0] << 4 | data[1] >> 4);
		struct frame f = { .src = addr_ip4(1),
			.dst = addr_ip4(2),
			.sport = 1,
			.dport = 2,
			.seq = seq,
			.length = data[2] + 1u };
		unsigned side;

		for (uint32_t i = 0; i < f.length; i++)
			payload[i] = octet(seq + i);
		f.payload = rbuf(payload, f.length - data[2] % 4 % f.length);
		if (!reader.begun)
			reader = (struct reader){ true, seq };
		if (streams_add(t, &f, &s, &side, nothing, NULL) == STREAM_NONE)
			abort();
		read_all(s, side, &reader, false);
		f = (struct frame){ .src = addr_ip4(2),
			.dst = addr_ip4(1),
			.sport = 2,
			.dport = 1,
			.flags = data[3] % 2 ? TCP_ACK : 0,
			.ack = seq + (uint32_t)(data[4] << 2) };
		streams_add(t, &f, &s, &side, nothing, NULL);
		if (s != NULL)
			read_all(s, 0, &reader, data[5] % 16 == 0);
	}
	streams_free(t);
	return 0;
}
