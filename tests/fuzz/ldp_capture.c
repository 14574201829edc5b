/*
 * Datagrams and segments of one pair of routers with any bytes in them: each
 * record that comes of it can be read, and is written as before. Five bytes a
 * packet, and its payload.
 */
#include "message/ldp_capture.h"

#include "base/arena.h"
#include "base/obuf.h"
#include "wire/ldp.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 5, CLIENT = 41022 };

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
packet(const uint8_t *p, uint32_t at[2])
{
	bool side = p[0] & 0x80, udp = p[0] & 0x40;
	struct frame f = { .src = addr_ip4(side ? 2 : 1),
		.dst = addr_ip4(side ? 1 : 2),
		.sport = side && !udp ? CLIENT : LDP_PORT,
		.dport = side || udp ? LDP_PORT : CLIENT,
		.flags = p[0] & 0x17 };

	f.seq = at[side] + (uint32_t)(int8_t)p[1];
	f.ack = at[!side] + (uint32_t)(int8_t)p[4];
	f.length = p[2] + (p[3] & 0x80u);
	if (!udp)
		at[side] = f.seq + f.length + !!(f.flags & TCP_SYN);
	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ldp_capture *c = ldp_capture_new(LDP_PORT, take, NULL);
	uint32_t at[2] = { 0xffffffc0, 100 };

	for (uint32_t i = 1; size >= HEAD; i++) {
		struct frame f = packet(data, at);
		bool udp = data[0] & 0x40;
		size_t n = data[2];

		data += HEAD;
		size -= HEAD;
		n = n < size ? n : size;
		f.payload = rbuf(data, n);
		f.length = f.length < n ? (uint32_t)n : f.length;
		ldp_capture_add(c, udp ? FRAME_UDP : FRAME_TCP, &f, i, i);
		data += n;
		size -= n;
	}
	ldp_capture_end(c);
	ldp_capture_free(c);
	return 0;
}
