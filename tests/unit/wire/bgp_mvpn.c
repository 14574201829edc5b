/* Multicast VPN routes: RFC 6514 4, RFC 6625. */
#include "wire/bgp_mvpn.h"
#include "base/text.h"

#include "../../t.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define RD          "0000fde900000064"
#define AS          "0000fde9"
#define S4                                                                     \
	"20"                                                                   \
	"0a000001"
#define G4                                                                     \
	"20"                                                                   \
	"e8000001"
#define S6                                                                     \
	"80"                                                                   \
	"20010db8000000000000000000000001"
#define G6                                                                     \
	"80"                                                                   \
	"ff3e0000000000000000000000000001"
#define PE4 "c0000201"
#define PE6 "20010db8000000000000000000000009"

static const struct row {
	const char *hex;
	uint8_t type;
	const char *source, *group, *originator;
	unsigned key; /* octets */
} rows[] = {
	/* clang-format off */
	{ "010c" RD PE4, 1, "", "", "192.0.2.1", 0 },
	{ "0118" RD PE6, 1, "", "", "2001:db8::9", 0 },
	{ "020c" RD AS, 2, "", "", "", 0 },
	{ "0316" RD S4 G4 PE4, 3, "10.0.0.1", "232.0.0.1", "192.0.2.1", 0 },
	{ "030e" RD "00" "00" PE4, 3, "", "", "192.0.2.1", 0 },
	{ "0312" RD "00" G4 PE4, 3, "", "232.0.0.1", "192.0.2.1", 0 },
	{ "033a" RD S6 G6 PE6, 3, "2001:db8::1", "ff3e::1", "2001:db8::9", 0 },
	{ "0412" "020c" RD AS PE4, 4, "", "", "192.0.2.1", 14 },
	{ "041c" "0316" RD S4 G4 PE4 PE4, 4, "", "", "192.0.2.1", 24 },
	{ "0512" RD S4 G4, 5, "10.0.0.1", "232.0.0.1", "", 0 },
	{ "0616" RD AS S4 G4, 6, "10.0.0.1", "232.0.0.1", "", 0 },
	{ "072e" RD AS S6 G6, 7, "2001:db8::1", "ff3e::1", "", 0 },
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
check_addr(const struct addr *a, const char *want)
{
	char text[ADDR_TEXT] = "";

	if (a->ip != ADDR_NONE)
		addr_format(a, text);
	CHECK_STR(text, want);
}

static void
each_type_has_its_fields(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[80];
		size_t n = bytes_of(rows[i].hex, raw);
		bool has_as = rows[i].type == 2 || rows[i].type > 5;
		char rd[DIST_TEXT];
		struct bgp_mvpn m;

		CHECK(bgp_mvpn_decode(rbuf(raw, n), &m, NULL));
		CHECK(m.type == rows[i].type);
		rd_format(&m.rd, rd);
		CHECK_STR(rd, m.type == 4 ? "0:0" : "65001:100");
		CHECK(m.source_as == (has_as ? 65001 : 0));
		check_addr(&m.source, rows[i].source);
		check_addr(&m.group, rows[i].group);
		check_addr(&m.originator, rows[i].originator);
		CHECK(rbuf_left(&m.route_key) == rows[i].key);
	}
}

static void
each_is_written_as_it_was(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[80], out[80];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = bytes_of(rows[i].hex, raw);
		struct bgp_mvpn m;

		CHECK(bgp_mvpn_decode(rbuf(raw, n), &m, NULL));
		bgp_mvpn_encode(&w, &m);
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	}
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[80];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *p = t_exact(raw, cut);
			struct fault f = { 0 };
			struct bgp_mvpn m;

			CHECK(!bgp_mvpn_decode(rbuf(p, cut), &m, &f));
			CHECK(f.what != NULL);
			if (cut >= 2) { /* as short as it says itself */
				p[1] = (uint8_t)(cut - 2);
				/* Of IPv6 enough for IPv4 may be left. */
				CHECK(!bgp_mvpn_decode(rbuf(p, cut), &m, &f) ||
				      n - cut == 12);
			}
			free(p);
		}
	}
}

/* What can be read after a flip is written as it is. */
static void
every_flip_survives(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[80], out[80];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(raw, n);
			struct wbuf w = wbuf(out, sizeof(out));
			struct bgp_mvpn m;

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (bgp_mvpn_decode(rbuf(p, n), &m, NULL)) {
				bgp_mvpn_encode(&w, &m);
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
		"000c" RD PE4,          /* no type */
		"080c" RD PE4,          /* none that is known */
		"010d" RD PE4 "00",     /* no address */
		"020d" RD AS "00",      /* too long */
		"050e" RD "00" G4 "00", /* wildcards are for S-PMSI */
		"0511" RD "18"
		"0a0000" G4,
		"0408"
		"020c" RD,
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		uint8_t raw[80];
		size_t n = bytes_of(bad[i], raw);
		struct bgp_mvpn m;

		CHECK(!bgp_mvpn_decode(rbuf(raw, n), &m, NULL));
		CHECK(m.type == raw[0]);
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
