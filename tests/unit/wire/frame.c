/* Frames of every link type down to the same TCP segment. */
#include "wire/frame.h"
#include "base/text.h"

#include "../../t.h"

#define TCP                                                                    \
	"00b3a03e"                                                             \
	"000003e9"                                                             \
	"00001389"                                                             \
	"50180000"                                                             \
	"00000000"                                                             \
	"616263"

/* IPv4 192.0.2.1 -> 192.0.2.2, 20 + 20 + 3 octets. */
#define V4                                                                     \
	"4500002b00000000"                                                     \
	"40060000"                                                             \
	"c0000201"                                                             \
	"c0000202" TCP
/* With four octets of options. */
#define V4_OPTIONS                                                             \
	"4600002f00000000"                                                     \
	"40060000"                                                             \
	"c0000201"                                                             \
	"c0000202"                                                             \
	"01010101" TCP
/* IPv6 2001:db8::1 -> ::2 */
#define V6_ADDRS                                                               \
	"20010db8000000000000000000000001"                                     \
	"20010db8000000000000000000000002"
#define V6                                                                     \
	"60000000"                                                             \
	"00170640" V6_ADDRS TCP
/* Hop-by-hop, an atomic fragment, destination options, then TCP. */
#define V6_EXTENSIONS                                                          \
	"60000000"                                                             \
	"002f0040" V6_ADDRS "2c00010400000000"                                 \
	"3c00000000000001"                                                     \
	"0600010400000000" TCP
#define MACS "020202020202040404040404"
#define WLAN "08010000" MACS "0606060606060000"
/* An IPv4 header before another, of unknown length. */
#define OUTER(protocol)                                                        \
	"4500000000000000"                                                     \
	"40" protocol "0000c0000209c000020a"

static const struct {
	int link;
	const char *hex;
	enum frame_kind kind;
} frames[] = {
	{ 0, "02000000" V4, FRAME_TCP },
	{ 0, "00000002" V4, FRAME_TCP },
	{ 0, "1e000000" V6, FRAME_TCP },
	{ 1, MACS "0800" V4, FRAME_TCP },
	{ 1, MACS "0800" V4_OPTIONS, FRAME_TCP },
	{ 1, MACS "0800" V4 "000000", FRAME_TCP }, /* padding */
	{ 1,
	    MACS "81000064"
		 "0800" V4,
	    FRAME_TCP },
	{ 1,
	    MACS "88a80064"
		 "81000065"
		 "86dd" V6,
	    FRAME_TCP },
	{ 1, MACS "86dd" V6_EXTENSIONS, FRAME_TCP },
	{ 1,
	    MACS "8864"
		 "110000010000"
		 "0021" V4,
	    FRAME_TCP },
	{ 1,
	    MACS "8847"
		 "0001403f"
		 "0001413f" V4,
	    FRAME_TCP },
	{ 1,
	    MACS "0806"
		 "0001",
	    FRAME_OTHER },
	{ 1,
	    MACS "0800"
		 "450000280000200040060000c0000201c0000202" TCP,
	    FRAME_FRAGMENT },
	{ 1,
	    MACS "0800"
		 "4500002b0000000040110000c0000201c0000202" TCP,
	    FRAME_UDP },
	{ 9, "ff030021" V4, FRAME_TCP },
	{ 9, "21" V4, FRAME_TCP },
	{ 50, "ff030057" V6, FRAME_TCP },
	{ 51,
	    "110000010000"
	    "0021" V4,
	    FRAME_TCP },
	{ 101, V4, FRAME_TCP },
	{ 101, V6, FRAME_TCP },
	{ 104, "0f000800" V4, FRAME_TCP },
	{ 107, "18410800" V4, FRAME_TCP },
	{ 107, "184103cc" V4, FRAME_TCP },
	{ 107, "18410300800000000800" V4, FRAME_TCP },
	{ 108, "00000002" V4, FRAME_TCP },
	{ 113, "00000001000602020202020200000800" V4, FRAME_TCP },
	{ 228, V4, FRAME_TCP },
	{ 229, V6, FRAME_TCP },
	{ 276, "0800000000000002000100060202020202020000" V4, FRAME_TCP },
	{ 105,
	    WLAN "aaaa03000000"
		 "0800" V4,
	    FRAME_TCP },
	{ 105,
	    "08410000" MACS "0606060606060000"
	    "aaaa03000000"
	    "0800" V4,
	    FRAME_OTHER }, /* encrypted */
	{ 178,
	    "4d474302"
	    "02000000" V4,
	    FRAME_TCP },
	{ 178,
	    "4d474380"
	    "0002"
	    "0101" MACS "0800" V4,
	    FRAME_TCP },
	{ 178,
	    "4d474480"
	    "0002"
	    "0101" MACS "0800" V4,
	    FRAME_OTHER },
	{ 239,
	    "02000001"
	    "0500"
	    "0100"
	    "01000000"
	    "2f00"
	    "0900" V4,
	    FRAME_TCP },
	{ 239,
	    "02000001"
	    "0005"
	    "0001"
	    "01000000"
	    "002f"
	    "0009" V4,
	    FRAME_TCP },
	{ 239,
	    "02000001"
	    "0300"
	    "0100"
	    "2f00"
	    "0900" V4,
	    FRAME_OTHER },
	{ 101,
	    OUTER("2f") "0000"
			"0800" V4,
	    FRAME_TCP },
	{ 101,
	    OUTER("2f") "b000"
			"6558"
			"000000000000000700000001" MACS "0800" V4,
	    FRAME_TCP },
	{ 101,
	    OUTER("2f") "4000"
			"0800"
			"00000000" V4,
	    FRAME_OTHER }, /* routed */
	{ 101,
	    OUTER("2f") "0002"
			"0800" V4,
	    FRAME_OTHER }, /* no such version */
	{ 101, OUTER("04") V4, FRAME_TCP },
	{ 101, OUTER("29") V6, FRAME_TCP },
	{ 101,
	    OUTER("11") "c35012b500000000"
			"0800000000002a00" MACS "0800" V4,
	    FRAME_TCP },
	{ 101,
	    OUTER("11") "c35017c100000000"
			"0100080000002a0001020304" V4,
	    FRAME_TCP },
	{ 101, OUTER("11") "c350003500000000" V4, FRAME_UDP }, /* DNS */
	{ 9999, V4, FRAME_UNKNOWN },
};

static size_t
bytes(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex) / 2;

	CHECK(text_unhex(hex, 2 * n, to, NULL));
	return n;
}

static void
each_link_type_leads_to_the_segment(void)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		uint8_t p[256];
		size_t n = bytes(frames[i].hex, p);
		struct frame f;
		enum frame_kind kind =
		    frame_decode(frames[i].link, rbuf(p, n), &f);

		if (kind != frames[i].kind)
			printf("# row %zu: %d\n", i, kind);
		CHECK(kind == frames[i].kind);
		if (kind != FRAME_TCP)
			continue;
		CHECK(f.sport == 179 && f.dport == 41022);
		CHECK(f.seq == 1001 && f.ack == 5001 && f.flags == 0x18);
		CHECK(f.src.b[f.src.ip == ADDR_IP4 ? 3 : 15] == 1);
		CHECK(f.dst.b[f.dst.ip == ADDR_IP4 ? 3 : 15] == 2);
		CHECK(f.length == 3 && rbuf_left(&f.payload) == 3);
		CHECK(memcmp(f.payload.at, "abc", 3) == 0);
	}
}

static void
what_was_not_captured_counts_in_the_length(void)
{
	uint8_t p[256];
	size_t n = bytes(V4, p);
	struct frame f;

	CHECK(frame_decode(101, rbuf(p, n - 2), &f) == FRAME_TCP);
	CHECK(rbuf_left(&f.payload) == 1 && f.length == 3);
}

static void
every_truncation_and_every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		uint8_t whole[256];
		size_t n = bytes(frames[i].hex, whole);
		struct frame f;

		for (size_t k = 0; k < n; k++) {
			uint8_t *p = t_exact(whole, k);

			frame_decode(frames[i].link, rbuf(p, k), &f);
			free(p);
		}
		for (size_t k = 0; k < 8 * n; k++) {
			uint8_t *p = t_exact(whole, n);

			p[k / 8] ^= (uint8_t)(1 << k % 8);
			frame_decode(frames[i].link, rbuf(p, n), &f);
			free(p);
		}
	}
}

static void
packets_in_packets_end_at_a_depth(void)
{
	enum { DEEP = 300 };
	static const char outer[] = OUTER("04");
	uint8_t p[20 * DEEP + 64];
	struct frame f;
	size_t n = 0;

	for (unsigned i = 0; i < DEEP; i++)
		n += bytes(outer, p + n);
	n += bytes(V4, p + n);
	CHECK(frame_decode(101, rbuf(p, n), &f) == FRAME_OTHER);
	CHECK(frame_decode(101, rbuf(p + 20 * (DEEP - 8), n - 20 * (DEEP - 8)),
		  &f) == FRAME_TCP);
}

static void
a_part_says_which_and_goes_on_when_it_is_whole(void)
{
	uint8_t p[256];
	size_t n = bytes("4500002800072003"
			 "40060000c0000201c0000202" TCP,
	    p);
	struct frame f;

	CHECK(frame_decode(101, rbuf(p, n), &f) == FRAME_FRAGMENT);
	CHECK(f.part.id == 7 && f.part.offset == 24 && f.part.more);
	CHECK(f.part.protocol == 6 && f.part.missing == 0);
	CHECK(rbuf_left(&f.part.payload) == 20);
	n = bytes("60000000"
		  "001f2c40" V6_ADDRS "0600000800000009" TCP,
	    p);
	CHECK(frame_decode(101, rbuf(p, n), &f) == FRAME_FRAGMENT);
	CHECK(f.part.id == 9 && f.part.offset == 8 && !f.part.more);
	CHECK(rbuf_left(&f.part.payload) == 23);
	f.part.offset = 0;
	CHECK(frame_rest(&(struct ip_part){ .src = f.part.src,
			     .dst = f.part.dst,
			     .protocol = 6,
			     .payload = f.part.payload },
		  &f) == FRAME_TCP);
	CHECK(f.length == 3 && f.src.b[15] == 1 && f.dst.b[15] == 2);
}

/* The same packet in other VLANs, labels, keys and VNIs is told apart. */
static void
every_tag_makes_another_frame(void)
{
#define IN_GRE                                                                 \
	"450000440000000040"                                                   \
	"2f0000c0000201c0000202"                                               \
	"20000800"
#define IN_UDP                                                                 \
	"450000000000000040"                                                   \
	"110000c0000201c0000202"                                               \
	"1000"
#define ETHER "020000000001020000000002"
	static const struct {
		int link;
		const char *hex;
	} rows[] = {
		{ 101, "" },
		{ 1, ETHER "8100000a0800" },
		{ 1, ETHER "8100000b0800" },
		{ 1, ETHER "88a8000a8100000b0800" },
		{ 1, ETHER "88a8000b8100000a0800" },
		{ 1, ETHER "88470001a140" },
		{ 1, ETHER "88470001b140" },
		{ 1, ETHER "88470001a0400001b140" },
		{ 101, IN_GRE "0000000c" },
		{ 101, IN_GRE "0000000d" },
		{ 101, IN_UDP "12b500000000"
			      "0800000000000e00" ETHER "0800" },
		{ 101, IN_UDP "12b500000000"
			      "0800000000000f00" ETHER "0800" },
		{ 101, IN_UDP "17c100000000"
			      "0000655800001000" ETHER "0800" },
	};
	enum { N = sizeof(rows) / sizeof(rows[0]) };
	uint64_t tags[N];

	for (size_t i = 0; i < N; i++) {
		uint8_t p[256];
		size_t n = bytes(rows[i].hex, p);
		struct frame f = { .tags = 99 };

		n += bytes(
		    "450000280000000040060000c0000201c0000202" TCP, p + n);
		CHECK(frame_decode(rows[i].link, rbuf(p, n), &f) == FRAME_TCP);
		tags[i] = f.tags;
		CHECK((f.tags == 0) == (i == 0));
		for (size_t k = 0; k < i; k++)
			CHECK(tags[k] != tags[i]);
	}
}

int
main(void)
{
	RUN(every_tag_makes_another_frame);
	RUN(each_link_type_leads_to_the_segment);
	RUN(what_was_not_captured_counts_in_the_length);
	RUN(packets_in_packets_end_at_a_depth);
	RUN(a_part_says_which_and_goes_on_when_it_is_whole);
	RUN(every_truncation_and_every_flip_survives);
	return DONE();
}
