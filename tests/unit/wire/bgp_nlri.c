/* NLRI and next hops of each family, by the RFC that brought it. */
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

static const struct bgp_codec plain = { .as4 = true };

struct row {
	uint32_t family;
	const char *nlri; /* hex of one */
	enum bgp_nlri_kind kind;
	const char *prefix, *rd;
	const char *labels; /* hex */
	bool canonical;
};

static const struct row rows[] = {
	/* clang-format off */
	{ FAMILY_IPV4_MULTICAST, "18e00001", BGP_NLRI_PREFIX,
	    "224.0.1.0/24", "", "", true },
	{ FAMILY_IPV6_MULTICAST, "10ff0e", BGP_NLRI_PREFIX,
	    "ff0e::/16", "", "", true },
	/* RFC 8277 2.2, 2.3: one label, three, one whose bottom is not marked */
	{ FAMILY_IPV4_LABELED_UNICAST, "30" "000141" "7b0101", BGP_NLRI_LABELED,
	    "123.1.1.0/24", "", "000141", true },
	{ FAMILY_IPV4_LABELED_UNICAST, "4f" "000100" "000200" "000301" "0a",
	    BGP_NLRI_LABELED, "10.0.0.0/7", "", "000100000200000301", true },
	{ FAMILY_IPV4_LABELED_UNICAST, "2f" "000640" "0a0100", BGP_NLRI_LABELED,
	    "10.1.0.0/23", "", "000640", false },
	{ FAMILY_IPV6_LABELED_UNICAST, "38" "000141" "20010db8",
	    BGP_NLRI_LABELED, "2001:db8::/32", "", "000141", true },
	/* RFC 8277 2.4, and what there was before it */
	{ FAMILY_IPV4_LABELED_UNICAST, "20" "800000" "0a", BGP_NLRI_LABELED,
	    "10.0.0.0/8", "", "800000", true },
	{ FAMILY_IPV4_LABELED_UNICAST, "20" "000000" "0a", BGP_NLRI_LABELED,
	    "10.0.0.0/8", "", "000000", false },
	{ FAMILY_IPV4_LABELED_UNICAST, "18" "000011", BGP_NLRI_LABELED,
	    "0.0.0.0/0", "", "000011", true },
	/* RFC 4364 4.3.4, 4659 2 */
	{ FAMILY_IPV4_VPN, "70" "030d41" "0000fde900000064" "0a0203",
	    BGP_NLRI_LABELED, "10.2.3.0/24", "65001:100", "030d41", true },
	{ FAMILY_IPV4_VPN, "88" "000100" "030d41" "0001c00002010007" "0a0203",
	    BGP_NLRI_LABELED, "10.2.3.0/24", "192.0.2.1:7", "000100030d41",
	    true },
	{ FAMILY_IPV6_VPN, "98" "030d41" "0002000100000064" "20010db80001" "0000",
	    BGP_NLRI_LABELED, "2001:db8:1::/64", "65536:100", "030d41", true },
	{ FAMILY_IPV4_VPN, "59" "800000" "0000fde900000064" "ff",
	    BGP_NLRI_LABELED, "128.0.0.0/1", "65001:100", "800000", false },
	/* RFC 6514: no label */
	{ FAMILY_IPV4_VPN_MULTICAST, "58" "0000fde900000064" "0a0203",
	    BGP_NLRI_LABELED, "10.2.3.0/24", "65001:100", "", true },
	{ FAMILY_IPV6_VPN_MULTICAST, "60" "0000fde900000064" "20010db8",
	    BGP_NLRI_LABELED, "2001:db8::/32", "65001:100", "", true },
	/* clang-format on */
};

static size_t
bytes_of(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex);

	CHECK(text_unhex(hex, n, to, NULL));
	return n / 2;
}

static bool
one(const uint8_t *p, size_t n, uint32_t family, const struct bgp_codec *codec,
    struct bgp_nlri *nlri)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(rbuf(p, n), family, codec);
	struct fault f = { 0 };

	if (bgp_nlri_next(&it, nlri, &f))
		return rbuf_left(&it.left) == 0;
	CHECK(n == 0 || (f.what != NULL && f.code == BGP_ERR_NETWORK));
	return false;
}

static void
each_family_is_read_to_its_parts(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		uint8_t raw[32], labels[9];
		size_t n = bytes_of(row->nlri, raw);
		char text[PREFIX_TEXT];
		struct bgp_nlri nlri;

		CHECK(one(raw, n, row->family, &plain, &nlri));
		CHECK(nlri.kind == row->kind);
		prefix_format(&nlri.prefix, text);
		CHECK_STR(text, row->prefix);
		CHECK(bgp_nlri_is_canonical(&nlri) == row->canonical);
		if (nlri.kind == BGP_NLRI_PREFIX)
			continue;
		CHECK(nlri.has_rd == (*row->rd != '\0'));
		if (nlri.has_rd) {
			rd_format(&nlri.rd, text);
			CHECK_STR(text, row->rd);
		}
		n = bytes_of(row->labels, labels);
		CHECK(rbuf_left(&nlri.labels) == n);
		CHECK(memcmp(nlri.labels.at, labels, n) == 0);
	}
}

static void
route_targets_are_whole_or_in_part(void)
{
	static const struct {
		const char *hex;
		uint8_t bits;
		uint32_t as;
		const char *target;
	} targets[] = {
		{ "00", 0, 0, "0x0000000000000000" },
		{ "20"
		  "0000fde9",
		    32, 65001, "0x0000000000000000" },
		{ "60"
		  "0000fde9"
		  "0002fde900000064",
		    96, 65001, "rt:65001:100" },
		{ "41"
		  "0000fde9"
		  "0002fde980",
		    65, 65001, "rt:65001:2147483648" },
	};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		uint8_t raw[16], out[16];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = bytes_of(targets[i].hex, raw);
		char text[EXT_COMMUNITY_TEXT];
		struct bgp_nlri nlri;

		CHECK(one(raw, n, FAMILY_IPV4_RTC, &plain, &nlri));
		CHECK(nlri.kind == BGP_NLRI_TARGET);
		CHECK(nlri.target_bits == targets[i].bits);
		CHECK(nlri.origin_as == targets[i].as);
		ext_community_format(&nlri.target, text);
		CHECK_STR(text, targets[i].target);
		bgp_nlri_encode(&w, &nlri);
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	}
}

static void
each_is_written_as_it_was(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		uint8_t raw[32], out[32];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = bytes_of(row->nlri, raw);
		struct bgp_nlri nlri;

		CHECK(one(raw, n, row->family, &plain, &nlri));
		bgp_nlri_encode(&w, &nlri);
		CHECK(wbuf_used(&w) == n);
		/* Trailing bits apart, which mean nothing. */
		CHECK(memcmp(out, raw, n - 1) == 0);
		if (row->canonical)
			CHECK(out[n - 1] == raw[n - 1]);
	}
}

static void
vpls_blocks_are_read_and_written(void)
{
	uint8_t raw[19], out[19];
	size_t n = bytes_of("00110001c0a8c901007b000500010008029ce1", raw);
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_nlri nlri;
	struct bgp_vpls v;

	CHECK(one(raw, n, FAMILY_L2VPN_VPLS, &plain, &nlri));
	CHECK(bgp_nlri_is_canonical(&nlri));
	CHECK(bgp_vpls_decode(nlri.raw, &v));
	CHECK(v.ve_id == 5 && v.block_offset == 1 && v.block_size == 8);
	CHECK(v.label_base >> 4 == 10702);
	bgp_vpls_encode(&w, &v);
	CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	raw[18] = 0xe0;
	CHECK(one(raw, n, FAMILY_L2VPN_VPLS, &plain, &nlri));
	CHECK(!bgp_nlri_is_canonical(&nlri));
	for (size_t cut = 0; cut < n; cut++) {
		CHECK(!one(raw, cut, FAMILY_L2VPN_VPLS, &plain, &nlri));
		CHECK(!bgp_vpls_decode(rbuf(raw, cut), &v));
	}
}

static void
labels_are_written_with_the_bottom_marked(void)
{
	uint8_t out[16];
	struct wbuf w = wbuf(out, sizeof(out));

	bgp_labels_encode(&w, (uint32_t[]){ 16, 20 }, 2);
	bgp_labels_encode(&w, NULL, 0);
	CHECK(wbuf_used(&w) == 9);
	CHECK(memcmp(out, "\0\1\0\0\1\x41\x80\0\0", 9) == 0);
}

static void
path_ids_stand_before_each(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		const struct bgp_codec codec = { .add_path_n = 1,
			.add_path = { row->family } };
		uint8_t raw[36] = { 0, 0, 1, 7 }, out[36];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = 4 + bytes_of(row->nlri, raw + 4);
		struct bgp_nlri nlri;

		CHECK(one(raw, n, row->family, &codec, &nlri));
		CHECK(nlri.has_path_id && nlri.path_id == 263);
		CHECK(rbuf_left(&nlri.raw) == n - 4);
		bgp_nlri_encode(&w, &nlri);
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n - 1) == 0);
	}
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[32];
		size_t n = bytes_of(rows[i].nlri, raw);
		struct bgp_nlri nlri;

		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *p = t_exact(raw, cut);

			CHECK(!one(p, cut, rows[i].family, &plain, &nlri));
			free(p);
		}
	}
}

/* What a flip leaves readable is still written as it is. */
static void
every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t raw[32], out[64];
		size_t n = bytes_of(rows[i].nlri, raw);
		struct bgp_nlri nlri;

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(raw, n);
			struct wbuf w = wbuf(out, sizeof(out));

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (one(p, n, rows[i].family, &plain, &nlri)) {
				bgp_nlri_encode(&w, &nlri);
				CHECK(wbuf_used(&w) == n);
				CHECK(memcmp(out, p, n - 1) == 0);
			}
			free(p);
		}
	}
}

static void
a_length_that_cannot_be_is_refused(void)
{
	static const struct {
		uint32_t family;
		const char *hex;
	} bad[] = {
		{ FAMILY_IPV4_LABELED_UNICAST, "00" },
		{ FAMILY_IPV4_LABELED_UNICAST, "17000011" },
		{ FAMILY_IPV4_LABELED_UNICAST, "390000110a0102030400" },
		{ FAMILY_IPV4_VPN, "00" },
		{ FAMILY_IPV4_VPN, "57000011"
				   "0000fde900000064" },
		{ FAMILY_IPV4_VPN, "40"
				   "0000fde900000064" },
		{ FAMILY_IPV4_VPN_MULTICAST, "3f"
					     "0000fde900000064" },
		{ FAMILY_IPV4_RTC, "1f"
				   "0000fde9" },
		{ FAMILY_IPV4_RTC, "61"
				   "0000fde9"
				   "0002fde90000006400" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t raw[32];
		size_t n = bytes_of(bad[i].hex, raw);
		struct bgp_nlri nlri;

		CHECK(!one(raw, n, bad[i].family, &plain, &nlri));
	}
}

/* What can be walked over is counted; that it makes no sense is told. */
static void
a_malformed_route_is_told_at_its_place(void)
{
#define RD "0000fde900000064"
	static const struct {
		uint32_t family;
		const char
		    *hex; /* a good one, or one to pass over; a bad one */
		size_t at;
	} bad[] = {
		{ FAMILY_IPV4_FLOWSPEC,
		    "03038106"
		    "06048119038106",
		    8 },
		{ FAMILY_IPV4_MVPN,
		    "010c" RD "c0000201"
		    "010d" RD "c000020100",
		    24 },
		{ FAMILY_L2VPN_EVPN,
		    "0602aabb"
		    "0311" RD "00000000"
		    "21c0000201",
		    18 },
	};
#undef RD

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(bad[i].hex, raw), count = 0;
		struct fault f = { 0 };

		CHECK(!bgp_nlri_check(
		    bgp_nlri_walk(rbuf(raw, n), bad[i].family, &plain), &count,
		    &f));
		CHECK(count == 2 && f.code == BGP_ERR_NETWORK);
		CHECK(f.at == raw + bad[i].at);
	}
}

/* ---- next hops ---- */

#define ZERO8 "0000000000000000"
#define IP4   "c0000201"
#define IP6   "20010db8000000000000000000000001"
#define LL    "fe800000000000000000000000000001"

static const struct hop_row {
	uint32_t family;
	const char *hex;
	const char *addr, *link_local; /* addr "": refused */
	bool has_rd;
} hop_rows[] = {
	{ FAMILY_IPV4_UNICAST, IP4, "192.0.2.1", "", false },
	{ FAMILY_IPV4_UNICAST, IP6, "2001:db8::1", "", false }, /* RFC 8950 */
	{ FAMILY_IPV4_UNICAST, IP6 LL, "2001:db8::1", "fe80::1", false },
	{ FAMILY_IPV4_UNICAST, ZERO8 IP4, "", "", false },
	{ FAMILY_IPV6_UNICAST, IP6 LL, "2001:db8::1", "fe80::1", false },
	{ FAMILY_IPV6_UNICAST, IP4, "", "", false },
	{ FAMILY_IPV4_LABELED_UNICAST, IP4, "192.0.2.1", "", false },
	{ FAMILY_IPV6_LABELED_UNICAST, IP6, "2001:db8::1", "", false },
	{ FAMILY_IPV4_VPN, ZERO8 IP4, "192.0.2.1", "", true },
	{ FAMILY_IPV4_VPN, ZERO8 IP6, "2001:db8::1", "", true }, /* RFC 8950 */
	{ FAMILY_IPV4_VPN, IP4, "", "", false },
	{ FAMILY_IPV6_VPN, "0000fde900000064" IP6, "2001:db8::1", "", true },
	{ FAMILY_IPV6_VPN, ZERO8 IP6 ZERO8 LL, "2001:db8::1", "fe80::1", true },
	{ FAMILY_IPV6_VPN, ZERO8 IP4, "", "", false },
	{ FAMILY_IPV4_RTC, IP4, "192.0.2.1", "", false },
	{ FAMILY_BGP_LS, IP4, "192.0.2.1", "", false },
	{ FAMILY_BGP_LS, ZERO8 IP4, "", "", false },
	{ FAMILY_IPV4_VPN, ZERO8 IP6 ZERO8 LL, "2001:db8::1", "fe80::1", true },
	{ FAMILY_IPV4_LABELED_UNICAST, IP6 LL, "2001:db8::1", "fe80::1",
	    false },
	{ FAMILY_IPV4_FLOWSPEC, "", "", "", false }, /* RFC 8955 4 */
	{ FAMILY_IPV4_MVPN, IP4, "192.0.2.1", "", false },
	{ FAMILY(1, 85), ZERO8 IP4, "192.0.2.1", "", true },
	{ FAMILY(1, 85), "0102", "", "", false },
};

/* An UPDATE whose MP_REACH has this next hop and no NLRI. */
static size_t
reach_of(const struct hop_row *row, uint8_t *to, size_t room)
{
	struct wbuf w = wbuf(to, room);
	uint8_t hop[64];
	size_t n = bytes_of(row->hex, hop);

	put_u16(&w, 0);
	put_u16(&w, 8 + n);
	put_u16(&w, 0x800e);
	put_u8(&w, 5 + n);
	put_u16(&w, FAMILY_AFI(row->family));
	put_u8(&w, FAMILY_SAFI(row->family));
	put_u8(&w, n);
	put_bytes(&w, hop, n);
	put_u8(&w, 0);
	return wbuf_used(&w);
}

static void
a_next_hop_is_read_as_its_family_has_it(void)
{
	for (size_t i = 0; i < sizeof(hop_rows) / sizeof(hop_rows[0]); i++) {
		const struct hop_row *row = &hop_rows[i];
		uint8_t body[80];
		size_t n = reach_of(row, body, sizeof(body));
		char text[ADDR_TEXT] = "", local[ADDR_TEXT] = "";
		struct bgp_update u;

		bgp_update_decode(rbuf(body, n), &plain, &u);
		CHECK(u.reach.present);
		if (u.reach.hop.addr.ip != ADDR_NONE)
			addr_format(&u.reach.hop.addr, text);
		if (u.reach.hop.link_local.ip != ADDR_NONE)
			addr_format(&u.reach.hop.link_local, local);
		CHECK_STR(text, row->addr);
		CHECK_STR(local, row->link_local);
		CHECK(u.reach.hop.has_rd == row->has_rd);
		CHECK((u.error.attribute == BGP_MP_REACH) ==
		      (*row->addr == '\0' && row->family != FAMILY(1, 85) &&
			  row->family != FAMILY_IPV4_FLOWSPEC));
	}
}

static void
what_is_announced_comes_back_with_its_next_hop(void)
{
	for (size_t i = 0; i < sizeof(hop_rows) / sizeof(hop_rows[0]); i++) {
		const struct hop_row *row = &hop_rows[i];
		uint8_t body[80], out[160];
		size_t n = reach_of(row, body, sizeof(body));
		struct wbuf w = wbuf(out, sizeof(out));
		struct bgp_nlri nlri = { .kind = BGP_NLRI_PREFIX,
			.prefix.addr.ip = ADDR_IP4 };
		struct bgp_update u, back;

		bgp_update_decode(rbuf(body, n), &plain, &u);
		if (u.error.attribute == BGP_MP_REACH)
			continue;
		CHECK(bgp_announce_encode(&w, &plain, row->family, &u.reach.hop,
			  (struct rbuf){ 0 }, &nlri, 1) == 1);
		bgp_update_decode(rbuf(out + BGP_HEADER_SIZE,
				      wbuf_used(&w) - BGP_HEADER_SIZE),
		    &plain, &back);
		CHECK(rbuf_left(&back.reach.hop.raw) ==
		      rbuf_left(&u.reach.hop.raw));
		CHECK(memcmp(back.reach.hop.raw.at, u.reach.hop.raw.at,
			  rbuf_left(&u.reach.hop.raw)) == 0);
	}
}

static void
what_was_not_read_from_octets_is_canonical(void)
{
	uint8_t label[] = { 0x00, 0x01, 0x41 };
	struct bgp_nlri nlri = {
		.kind = BGP_NLRI_LABELED,
		.prefix = { addr_ip4(0x0a010200), 23 },
		.has_rd = true,
		.labels = rbuf(label, sizeof(label)),
	};

	CHECK(bgp_nlri_is_canonical(&nlri));
}

int
main(void)
{
	RUN(each_family_is_read_to_its_parts);
	RUN(route_targets_are_whole_or_in_part);
	RUN(each_is_written_as_it_was);
	RUN(vpls_blocks_are_read_and_written);
	RUN(labels_are_written_with_the_bottom_marked);
	RUN(path_ids_stand_before_each);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(a_length_that_cannot_be_is_refused);
	RUN(a_malformed_route_is_told_at_its_place);
	RUN(a_next_hop_is_read_as_its_family_has_it);
	RUN(what_is_announced_comes_back_with_its_next_hop);
	RUN(what_was_not_read_from_octets_is_canonical);
	return DONE();
}
