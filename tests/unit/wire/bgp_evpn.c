/* EVPN routes: RFC 7432 7, 9136 3. */
#include "wire/bgp_evpn.h"
#include "base/text.h"

#include "../../t.h"

#define RD  "0000fde900000064"
#define ESI "00112233445566778899"
#define IP6 "20010db8000000000000000000000001"

static const struct row {
	const char *hex;
	uint8_t type;
	const char *ip;
	unsigned labels; /* octets */
} rows[] = {
	/* clang-format off */
	{ "0119" RD ESI "0000000a" "000141", 1, "", 3 },
	{ "0221" RD ESI "0000000a" "30020000000001" "00" "000141", 2, "", 3 },
	{ "0225" RD ESI "0000000a" "30020000000001" "200a000001" "000141",
	    2, "10.0.0.1", 3 },
	{ "0234" RD ESI "0000000a" "30020000000001" "80" IP6 "002710" "004e20",
	    2, "2001:db8::1", 6 },
	{ "0311" RD "0000000a" "20c0000201", 3, "192.0.2.1", 0 },
	{ "031d" RD "0000000a" "80" IP6, 3, "2001:db8::1", 0 },
	{ "0417" RD ESI "20c0000201", 4, "192.0.2.1", 0 },
	{ "0522" RD ESI "0000000a" "180a0203000a000001" "002710",
	    5, "10.0.0.1", 3 },
	{ "053a" RD ESI "0000000a" "20" "20010db8000000000000000000000000"
	    IP6 "002710", 5, "2001:db8::1", 3 },
	/* clang-format on */
};

static size_t
bytes_of(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex);

	CHECK(text_unhex(hex, n, to, NULL));
	return n / 2;
}

static void
each_type_has_its_fields(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(rows[i].hex, raw);
		char ip[ADDR_TEXT] = "", rd[DIST_TEXT];
		struct bgp_evpn e;

		CHECK(bgp_evpn_decode(rbuf(raw, n), &e, NULL));
		CHECK(e.type == rows[i].type);
		rd_format(&e.rd, rd);
		CHECK_STR(rd, "65001:100");
		if (e.ip.ip != ADDR_NONE)
			addr_format(&e.ip, ip);
		CHECK_STR(ip, rows[i].ip);
		CHECK(rbuf_left(&e.labels) == rows[i].labels);
		CHECK(e.esi[9] == (e.type == 3 ? 0 : 0x99));
		CHECK(e.ethernet_tag == (e.type == 4 ? 0 : 10));
		CHECK(e.mac[5] == (e.type == 2));
	}
}

static void
each_is_written_as_it_was(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[64], out[64];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = bytes_of(rows[i].hex, raw);
		struct bgp_evpn e;

		CHECK(bgp_evpn_decode(rbuf(raw, n), &e, NULL));
		bgp_evpn_encode(&w, &e);
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	}
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *p = t_exact(raw, cut);
			struct fault f = { 0 };
			struct bgp_evpn e;

			CHECK(!bgp_evpn_decode(rbuf(p, cut), &e, &f));
			CHECK(f.what != NULL);
			if (cut >= 2) { /* as short as it says itself */
				p[1] = (uint8_t)(cut - 2);
				/*
				 * Of two labels one may be left, and of IPv6
				 * enough for IPv4.
				 */
				CHECK(!bgp_evpn_decode(rbuf(p, cut), &e, &f) ||
				      rows[i].labels == 6 || n == 60);
			}
			free(p);
		}
	}
}

/* What can be read after a flip is written as it is. */
static void
every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[64], out[64];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(raw, n);
			struct wbuf w = wbuf(out, sizeof(out));
			struct bgp_evpn e;

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (bgp_evpn_decode(rbuf(p, n), &e, NULL)) {
				bgp_evpn_encode(&w, &e);
				CHECK(wbuf_used(&w) == n);
				CHECK(memcmp(out, p, n) == 0);
			}
			free(p);
		}
	}
}

static void
what_makes_no_sense_is_refused(void)
{
	static const char *const bad[] = {
		"0602aabb",
		"0222" RD ESI "0000000a"
		"30020000000001"
		"00"
		"00014100",
		"0221" RD ESI "0000000a"
		"31020000000001"
		"00"
		"000141",
		"0225" RD ESI "0000000a"
		"30020000000001"
		"210a000001"
		"000141",
		"030d" RD "0000000a"
		"00",
		"0522" RD ESI "0000000a"
		"210a0203000a000001"
		"002710",
		"0522" RD ESI "0000000a"
		"100a0203000a000001"
		"002710",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(bad[i], raw);
		struct bgp_evpn e;

		CHECK(!bgp_evpn_decode(rbuf(raw, n), &e, NULL));
		CHECK(e.type == raw[0]);
	}
}

int
main(void)
{
	RUN(each_type_has_its_fields);
	RUN(each_is_written_as_it_was);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(what_makes_no_sense_is_refused);
	return DONE();
}
