/* BMP messages of each type, and what is refused. */
#include "wire/bmp.h"
#include "base/text.h"
#include "value/family.h"

#include "../../t.h"

#define MARKER "ffffffffffffffffffffffffffffffff"
#define PEER_AT(type, flags, address)                                          \
	type flags "0000fde900000064"                                          \
		   "000000000000000000000000" address "0000fde9"               \
		   "c0000201"                                                  \
		   "564c5f700001e240"
#define PEER(type, flags) PEER_AT(type, flags, "c0000201")
#define EOR               MARKER "001702"
#define OPEN              MARKER "001d0104fde9005ac000020100"

static const char *const golden[] = {
	[BMP_ROUTE_MONITORING] = "030000004700" PEER("00", "40") EOR "00000000",
	[BMP_STATISTICS] = "030000004b01" PEER("01", "00") "00000002"
							   "000000040000002a"
							   "0009000b00010100"
							   "000000000f4240",
	[BMP_PEER_DOWN] =
	    "030000004602" PEER("00", "00") "01" MARKER "0015030602",
	[BMP_PEER_UP] =
	    "030000008403" PEER("00", "10") "000000000000000000000000c0000202"
					    "00b3a03e" OPEN OPEN "00030002626c",
	[BMP_INITIATION] = "030000001704"
			   "00010003"
			   "465252"
			   "00020006"
			   "646331613262",
	[BMP_TERMINATION] = "030000000c05"
			    "00010002"
			    "0003",
	[BMP_ROUTE_MIRRORING] = "030000004d06" PEER_AT(
	    "03", "80", "00000000") "000100020001"
				    "00000013" MARKER "001304",
};
enum { N_GOLDEN = sizeof(golden) / sizeof(golden[0]) };

/* The octets of one of them, in room for 256. */
static size_t
octets(unsigned type, uint8_t *to)
{
	size_t n = strlen(golden[type]) / 2;

	CHECK(text_unhex(golden[type], 2 * n, to, NULL));
	return n;
}

static bool
decode(unsigned type, uint8_t *p, struct bmp_message *m)
{
	return bmp_decode(rbuf(p, octets(type, p)), m, NULL);
}

static void
each_type_is_read_and_written_again(void)
{
	for (unsigned type = 0; type < N_GOLDEN; type++) {
		uint8_t p[256], back[256];
		struct bmp_message m;
		struct wbuf w = wbuf(back, sizeof(back));

		CHECK(decode(type, p, &m) && m.type == type);
		bmp_encode(&w, &m);
		CHECK(!w.bad && wbuf_used(&w) == octets(type, p));
		CHECK(memcmp(p, back, wbuf_used(&w)) == 0);
	}
}

static void
the_header_of_a_peer_says_which_session_it_is(void)
{
	uint8_t p[256];
	struct bmp_message m;

	CHECK(decode(BMP_ROUTE_MONITORING, p, &m));
	CHECK(m.peer.type == BMP_GLOBAL);
	CHECK(m.peer.flags == BMP_FLAG_POST_POLICY);
	CHECK(m.peer.rd.b[3] == 0xe9 && m.peer.rd.b[7] == 100);
	CHECK(addr_u32(&m.peer.address) == 0xc0000201);
	CHECK(m.peer.as == 65001 && m.peer.id == 0xc0000201);
	CHECK(m.peer.time_us == INT64_C(0x564c5f70) * 1000000 + 123456);
	CHECK(rbuf_left(&m.bgp) == 23 && rbuf_left(&m.rest) == 0);
	p[7] |= BMP_FLAG_IP6;
	CHECK(bmp_decode(rbuf(p, p[4]), &m, NULL));
	CHECK(m.peer.address.ip == ADDR_IP6);
	CHECK(decode(BMP_ROUTE_MIRRORING, p, &m));
	CHECK(m.peer.address.ip == ADDR_NONE); /* F is not V */
}

static void
a_peer_that_goes_up_brings_its_opens(void)
{
	uint8_t p[256];
	struct bmp_message m;
	struct bmp_tlv t;

	CHECK(decode(BMP_PEER_UP, p, &m));
	CHECK(addr_u32(&m.local) == 0xc0000202);
	CHECK(m.local_port == 179 && m.remote_port == 41022);
	CHECK(rbuf_left(&m.sent) == 29 && rbuf_left(&m.received) == 29);
	CHECK(m.sent.at + 29 == m.received.at);
	CHECK(bmp_tlv_next(&m.tlvs, &t) && rbuf_left(&t.value) == 2);
	CHECK_STR(bmp_tlv_name(m.type, t.type), "table_name");
	CHECK(!bmp_tlv_next(&m.tlvs, &t));
}

static void
a_peer_that_goes_down_says_why(void)
{
	static const struct {
		const char *hex;
		uint16_t event;
		size_t bgp, tlvs, rest;
	} rows[] = {
		{ "01" MARKER "0015030602", 0, 21, 0, 0 },
		{ "020018", 24, 0, 0, 0 },
		{ "03" MARKER "0015030602", 0, 21, 0, 0 },
		{ "04", 0, 0, 0, 0 },
		{ "05", 0, 0, 0, 0 },
		{ "060003000161", 0, 0, 5, 0 },
		{ "09abcd", 0, 0, 0, 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t p[256];
		struct bmp_message m;
		size_t n = strlen(rows[i].hex) / 2;

		octets(BMP_PEER_DOWN, p);
		CHECK(text_unhex(rows[i].hex, 2 * n, p + 48, NULL));
		p[4] = (uint8_t)(48 + n);
		CHECK(bmp_decode(rbuf(p, 48 + n), &m, NULL));
		CHECK(m.reason == p[48] && m.event == rows[i].event);
		CHECK(rbuf_left(&m.bgp) == rows[i].bgp);
		CHECK(rbuf_left(&m.tlvs) == rows[i].tlvs);
		CHECK(rbuf_left(&m.rest) == rows[i].rest);
	}
}

static void
statistics_have_names_families_and_values(void)
{
	uint8_t p[256];
	struct bmp_message m;
	struct bmp_tlv t;
	struct bmp_stat s;

	CHECK(decode(BMP_STATISTICS, p, &m) && m.count == 2);
	CHECK(bmp_tlv_next(&m.tlvs, &t));
	bmp_stat_decode(&t, &s);
	CHECK_STR(s.name, "rejected_by_policy");
	CHECK(s.value == 42 && s.family == 0);
	CHECK(bmp_tlv_next(&m.tlvs, &t));
	bmp_stat_decode(&t, &s);
	CHECK_STR(s.name, "adj_in_routes");
	CHECK(s.value == 1000000 && s.family == FAMILY_IPV4_UNICAST);
	t.type = 7; /* eight octets, these are eleven */
	bmp_stat_decode(&t, &s);
	CHECK(s.name == NULL);
	t.type = 999;
	bmp_stat_decode(&t, &s);
	CHECK(s.name == NULL);
}

static void
every_truncation_is_refused(void)
{
	for (unsigned type = 0; type < N_GOLDEN; type++) {
		uint8_t whole[256];
		size_t n = octets(type, whole);

		for (size_t k = 0; k < n; k++) {
			uint8_t *p = t_exact(whole, k);
			struct bmp_message m;
			struct fault f = { 0 };

			CHECK(!bmp_decode(rbuf(p, k), &m, &f));
			CHECK(f.what != NULL && f.at != NULL);
			free(p);
		}
	}
}

/* The same, with a length that agrees: what ends is inside the message. */
static void
every_shorter_message_is_refused_or_whole(void)
{
	for (unsigned type = 0; type < N_GOLDEN; type++) {
		uint8_t whole[256];
		size_t n = octets(type, whole);

		for (size_t k = BMP_HEADER_SIZE; k < n; k++) {
			uint8_t *p = t_exact(whole, k), back[256];
			struct bmp_message m;
			struct wbuf w = wbuf(back, sizeof(back));

			p[4] = (uint8_t)k;
			if (bmp_decode(rbuf(p, k), &m, NULL)) {
				bmp_encode(&w, &m);
				CHECK(wbuf_used(&w) == k &&
				      memcmp(p, back, k) == 0);
			}
			free(p);
		}
	}
}

static void
every_flip_survives(void)
{
	for (unsigned type = 0; type < N_GOLDEN; type++) {
		uint8_t whole[256];
		size_t n = octets(type, whole);

		for (size_t k = 0; k < 8 * n; k++) {
			uint8_t *p = t_exact(whole, n);
			struct bmp_message m;
			struct bmp_tlv t;
			struct bmp_stat s;

			p[k / 8] ^= (uint8_t)(1 << k % 8);
			if (bmp_decode(rbuf(p, n), &m, NULL))
				while (bmp_tlv_next(&m.tlvs, &t))
					bmp_stat_decode(&t, &s);
			free(p);
		}
	}
}

static void
what_is_no_header_is_refused(void)
{
	static const struct {
		uint8_t p[BMP_HEADER_SIZE];
		bool good;
	} rows[] = {
		{ { 3, 0, 0, 0, 6, 4 }, true }, { { 3, 0, 0, 0, 48, 0 }, true },
		{ { 3, 0, 0, 0, 47, 0 }, false }, /* no room for the peer */
		{ { 2, 0, 0, 0, 48, 0 }, false },
		{ { 3, 0, 0, 0, 5, 4 }, false },
		{ { 3, 0, 16, 0, 0, 4 }, true },
		{ { 3, 0, 16, 0, 1, 4 }, false },
		{ { 3, 0, 0, 0, 6, 99 }, true }, /* a type of tomorrow */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(bmp_header_decode(rows[i].p, &(struct bmp_header){ 0 },
			  NULL) == rows[i].good);
}

static void
statistics_are_written_as_they_are_read(void)
{
	for (unsigned type = 0; type < 18; type++) {
		uint8_t p[32];
		struct wbuf w = wbuf(p, sizeof(p));
		struct rbuf r;
		struct bmp_tlv tlv;
		struct bmp_stat s;

		bmp_stat_encode(&w, type, FAMILY_IPV6_UNICAST, 70000 + type);
		r = rbuf(p, wbuf_used(&w));
		CHECK(bmp_tlv_next(&r, &tlv) && rbuf_left(&r) == 0);
		bmp_stat_decode(&tlv, &s);
		CHECK(tlv.type == type && s.value == 70000 + type);
		CHECK(s.family == 0 || s.family == FAMILY_IPV6_UNICAST);
	}
}

int
main(void)
{
	RUN(each_type_is_read_and_written_again);
	RUN(the_header_of_a_peer_says_which_session_it_is);
	RUN(a_peer_that_goes_up_brings_its_opens);
	RUN(a_peer_that_goes_down_says_why);
	RUN(statistics_have_names_families_and_values);
	RUN(every_truncation_is_refused);
	RUN(every_shorter_message_is_refused_or_whole);
	RUN(every_flip_survives);
	RUN(what_is_no_header_is_refused);
	RUN(statistics_are_written_as_they_are_read);
	return DONE();
}
