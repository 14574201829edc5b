/*
 * Segments of one connection with any bytes in them: each record that comes of
 * it can be read, and is written as before. (The record itself may differ: what
 * is no UTF-8 in a text is replaced.) Five bytes a segment, and its payload.
 */
#include "message/bgp_capture.h"

#include "base/arena.h"
#include "base/obuf.h"
#include "wire/bgp.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENT_HEAD = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct arena arena = { 0 };
	struct obuf line = { 0 }, again = { 0 };
	struct rec back;

	(void)ctx;
	(void)error;
	rec_write(&line, r);
	if (!rec_read(&back, obuf_at(&line), obuf_left(&line), REC_STRICT,
		&arena, NULL))
		abort();
	rec_write(&again, &back);
	if (obuf_left(&line) != obuf_left(&again) ||
	    memcmp(obuf_at(&line), obuf_at(&again), obuf_left(&line)) != 0)
		abort();
	obuf_fini(&line);
	obuf_fini(&again);
	arena_fini(&arena);
}

/* Which side and its flags; how far to move; how long; what it acknowledges. */
static struct frame
segment(const uint8_t *p, uint32_t at[2])
{
	bool side = p[0] & 0x80;
	struct frame f = { .src = addr_ip4(side ? 2 : 1),
		.dst = addr_ip4(side ? 1 : 2),
		.sport = side ? 41022 : BGP_PORT,
		.dport = side ? BGP_PORT : 41022,
		.flags = p[0] & 0x17 };

	f.seq = at[side] + (uint32_t)(int8_t)p[1];
	f.ack = at[!side] + (uint32_t)(int8_t)p[4];
	f.length = p[2] + (p[3] & 0x80u);
	at[side] = f.seq + f.length + !!(f.flags & TCP_SYN);
	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bgp_capture *c = bgp_capture_new(BGP_PORT, take, NULL);
	uint32_t at[2] = { 0xffffffc0, 100 };

	for (uint32_t i = 1; size >= SEGMENT_HEAD; i++) {
		struct frame f = segment(data, at);
		size_t n = data[2];

		data += SEGMENT_HEAD;
		size -= SEGMENT_HEAD;
		n = n < size ? n : size;
		f.payload = rbuf(data, n);
		f.length = f.length < n ? (uint32_t)n : f.length;
		bgp_capture_add(c, &f, i, i);
		data += n;
		size -= n;
	}
	bgp_capture_end(c);
	bgp_capture_free(c);
	return 0;
}
