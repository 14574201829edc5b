/* Packets that are written are read again, and their checksums are right. */
#include "wire/frame_encode.h"
#include "base/text.h"

#include "../../t.h"

static const uint8_t payload[] = { 0xff, 0x01, 0x80 };

/* Of the same struct frame, from either IP version. */
static struct frame
frame_of(unsigned ip)
{
	uint8_t a[16] = { 192, 0, 2, 1, [15] = 1 };
	uint8_t b[16] = { 192, 0, 2, 2, [15] = 2 };

	return (struct frame){
		.src = addr_from(ip, a),
		.dst = addr_from(ip, b),
		.sport = 179,
		.dport = 41022,
		.seq = 0xfffffffe,
		.ack = 7,
		.flags = TCP_ACK | TCP_SYN,
		.payload = rbuf(payload, sizeof(payload)),
	};
}

/* One's complement sum of words: all ones where a checksum is right. */
static uint32_t
words_sum(const uint8_t *at, size_t n, uint32_t all)
{
	for (size_t i = 0; i < n; i++)
		all += i % 2 == 0 ? (uint32_t)at[i] << 8 : at[i];
	while (all >> 16 != 0)
		all = (all & 0xffff) + (all >> 16);
	return all;
}

static void
a_packet_is_read_as_it_was_written(void)
{
	for (unsigned ip = ADDR_IP4; ip <= ADDR_IP6; ip += 2) {
		const struct frame f = frame_of(ip);
		size_t head = ip == ADDR_IP4 ? 20 : 40,
		       addrs = ip == ADDR_IP4 ? 8 : 32;
		uint8_t out[128];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n;

		frame_encode(&w, &f);
		n = wbuf_used(&w);
		CHECK(!w.bad && n == head + 20 + sizeof(payload));
		if (ip == ADDR_IP4)
			CHECK(words_sum(out, head, 0) == 0xffff);
		/* addresses, protocol and length stand before TCP */
		CHECK(words_sum(out + head - addrs, n - head + addrs,
			  6 + (uint32_t)(n - head)) == 0xffff);
		CHECK(memcmp(out + head - addrs, f.src.b, addrs / 2) == 0);
		CHECK(memcmp(out + n - 3, payload, 3) == 0);
		CHECK(out[head + 13] == (TCP_ACK | TCP_SYN));
	}
}

/* A writer without the room is bad, and writes nothing beyond it. */
static void
no_room_is_told(void)
{
	const struct frame f = frame_of(ADDR_IP4);

	for (size_t n = 0; n < 43; n++) {
		uint8_t *p = malloc(n + 1);
		struct wbuf w = wbuf(p, n);

		frame_encode(&w, &f);
		CHECK(w.bad);
		free(p);
	}
}

static void
a_capture_begins_with_its_link_type(void)
{
	uint8_t out[PCAP_HEADER_SIZE + PCAP_PACKET_SIZE];
	struct wbuf w = wbuf(out, sizeof(out));
	char hex[2 * sizeof(out) + 1];

	pcap_header_encode(&w, PCAP_RAW_IP);
	pcap_packet_encode(&w, INT64_C(1447830000123456), 40);
	text_put_hex(hex, out, wbuf_used(&w));
	CHECK_STR(hex, "a1b2c3d400020004000000000000000000040000"
		       "00000065"
		       "564c21f0"
		       "0001e240"
		       "00000028"
		       "00000028");
}

int
main(void)
{
	RUN(a_packet_is_read_as_it_was_written);
	RUN(no_room_is_told);
	RUN(a_capture_begins_with_its_link_type);
	return DONE();
}
