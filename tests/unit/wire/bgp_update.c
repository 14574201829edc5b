/* UPDATEs, by RFC 4271 4.3 and RFC 7606. */
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

static const struct bgp_codec wide = { .as4 = true };
static const struct bgp_codec narrow = { 0 };

/*
 * Withdraws 10.9.0.0/16; announces 10.0.0.0/24 and 10.0.1.0/25 by 192.0.2.1,
 * AS path 65001 {65002 65003}, MED 10, LOCAL_PREF 200, a community, and an
 * unknown attribute 99.
 */
static const uint8_t golden[] = {
	/* clang-format off */
	0, 3,  16, 10, 9,
	0, 63,
	0x40, 1, 1, 0,
	0x40, 2, 16,  2, 1, 0, 0, 0xfd, 0xe9,
	              1, 2, 0, 0, 0xfd, 0xea, 0, 0, 0xfd, 0xeb,
	0x40, 3, 4, 192, 0, 2, 1,
	0x80, 4, 4, 0, 0, 0, 10,
	0x40, 5, 4, 0, 0, 0, 200,
	0xc0, 8, 4, 0xfc, 0, 0, 100,
	0x80, 10, 4, 192, 0, 2, 9,
	0xc0, 99, 2, 0xab, 0xcd,
	24, 10, 0, 0,
	25, 10, 0, 1, 0,
	/* clang-format on */
};

/* Where the golden message has what. */
enum { AT_ORIGIN = 7, AT_AS_PATH = 11, AT_NEXT_HOP = 30, AT_MED = 37 };

static struct bgp_update
decoded(const uint8_t *p, size_t n, const struct bgp_codec *codec)
{
	struct bgp_update u;

	bgp_update_decode(rbuf(p, n), codec, &u);
	return u;
}

static unsigned
count(struct rbuf nlri, uint32_t family, const struct bgp_codec *codec)
{
	size_t n;

	return bgp_nlri_check(bgp_nlri_walk(nlri, family, codec), &n, NULL)
		   ? (unsigned)n
		   : 999;
}

static void
all_that_an_update_says_is_read(void)
{
	struct bgp_update u = decoded(golden, sizeof(golden), &wide);
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(u.nlri, FAMILY_IPV4_UNICAST, &wide);
	struct bgp_unknown unknown = u.attrs.unknown;
	struct bgp_attr a;
	struct bgp_nlri n;
	char text[PREFIX_TEXT];

	CHECK(u.error.treatment == BGP_FINE);
	CHECK(count(u.withdrawn, FAMILY_IPV4_UNICAST, &wide) == 1);
	CHECK(bgp_nlri_next(&it, &n, NULL));
	prefix_format(&n.prefix, text);
	CHECK_STR(text, "10.0.0.0/24");
	CHECK(bgp_nlri_next(&it, &n, NULL));
	prefix_format(&n.prefix, text);
	CHECK_STR(text, "10.0.1.0/25");
	CHECK(!bgp_nlri_next(&it, &n, NULL) && !it.left.bad);
	CHECK(u.attrs.origin == BGP_IGP);
	CHECK(bgp_as_path_length(u.attrs.as_path) == 2);
	CHECK(bgp_as_path_has(u.attrs.as_path, 65003));
	CHECK(addr_u32(&u.attrs.next_hop) == 0xc0000201);
	CHECK(bgp_has(&u.attrs, BGP_MED) && u.attrs.med == 10);
	CHECK(bgp_has(&u.attrs, BGP_LOCAL_PREF) && u.attrs.local_pref == 200);
	CHECK(rbuf_left(&u.attrs.communities) == 4);
	CHECK(rbuf_left(&u.attrs.cluster_list) == 4);
	CHECK(bgp_unknown_next(&unknown, &a) && a.code == 99);
	CHECK(!bgp_unknown_next(&unknown, &a));
}

/* Writes *u again, through the same steps as a speaker. */
static size_t
encoded(const struct bgp_update *u, const struct bgp_codec *codec, uint8_t *to,
    size_t room)
{
	uint8_t attrs[4096];
	struct wbuf a = wbuf(attrs, sizeof(attrs)), w = wbuf(to, room);
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(u->nlri, FAMILY_IPV4_UNICAST, codec);
	struct bgp_nlri nlri[64];
	size_t n = 0;

	while (n < 64 && bgp_nlri_next(&it, &nlri[n], NULL))
		n++;
	bgp_attrs_encode(&a, &u->attrs, codec);
	CHECK(!a.bad);
	CHECK(bgp_announce_encode(&w, codec, FAMILY_IPV4_UNICAST, NULL,
		  rbuf(attrs, wbuf_used(&a)), nlri, n) == n);
	return wbuf_used(&w);
}

static void
what_was_read_is_written_as_it_was(void)
{
	struct bgp_update u = decoded(golden, sizeof(golden), &wide);
	uint8_t out[4096];
	size_t n = encoded(&u, &wide, out, sizeof(out));

	/* All but the withdrawn prefix, which has a message of its own. */
	CHECK(n == BGP_HEADER_SIZE + sizeof(golden) - 3);
	CHECK(memcmp(out + BGP_HEADER_SIZE + 2, golden + 5,
		  sizeof(golden) - 5) == 0);
}

static void
every_truncation_is_refused(void)
{
	for (size_t n = 0; n < sizeof(golden); n++) {
		uint8_t *p = t_exact(golden, n);
		struct bgp_update u = decoded(p, n, &wide);

		/* Cut between two prefixes it is a message like any other. */
		if (n != sizeof(golden) - 9 && n != sizeof(golden) - 5)
			CHECK(u.error.treatment == BGP_SESSION_RESET);
		free(p);
	}
}

static void
every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(golden) * 8; i++) {
		uint8_t *p = t_exact(golden, sizeof(golden));
		struct bgp_update u;
		const uint8_t *at;

		p[i / 8] ^= (uint8_t)(1 << i % 8);
		u = decoded(p, sizeof(golden), &wide);
		at = u.error.fault.at;
		if (u.error.treatment != BGP_FINE) {
			CHECK(at >= p && at <= p + sizeof(golden));
			CHECK(u.error.fault.what != NULL);
			CHECK(u.error.clause != NULL);
			CHECK(u.error.fault.code >> 8 == 3);
		}
		free(p);
	}
}

/* ---- RFC 7606, a row per clause ---- */

struct fault_row {
	const char *attributes; /* hex */
	const char *nlri;
	enum bgp_treatment treatment;
	uint16_t code;
	uint8_t attribute;
	const char *clause;
};

#define ORIGIN "40010100"
#define PATH   "40020602010000fde9"
#define HOP    "400304c0000201"
#define NLRI   "180a0000"

static const struct fault_row fault_rows[] = {
	/* clang-format off */
	{ ORIGIN PATH HOP, NLRI, BGP_FINE, 0, 0, NULL },
	{ "40010103" PATH HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ORIGIN, 1, "RFC 7606 7.1" },
	{ "4001020000" PATH HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 1, "RFC 7606 7.1" },
	{ "c0010100" PATH HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_FLAGS, 1, "RFC 7606 3 (c)" },
	{ ORIGIN "40020605010000fde9" HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_AS_PATH, 2, "RFC 7606 7.2" },
	{ ORIGIN "4002020200" HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_AS_PATH, 2, "RFC 7606 7.2" },
	{ ORIGIN "40020602020000fde9" HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_AS_PATH, 2, "RFC 7606 7.2" },
	{ ORIGIN "40020602010000fde9" "40030500c0000201", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 3, "RFC 7606 7.3" },
	{ ORIGIN "400206020100000000" HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_AS_PATH, 2, "RFC 7606 7.2" },
	{ ORIGIN PATH HOP "800403000000", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 4, "RFC 7606 7.4" },
	{ ORIGIN PATH HOP "400503000000", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 5, "RFC 7606 7.5" },
	{ ORIGIN PATH HOP "40060100", NLRI,
	    BGP_ATTRIBUTE_DISCARD, BGP_ERR_ATTRIBUTE_LENGTH, 6, "RFC 7606 7.6" },
	{ ORIGIN PATH HOP "c00706fde9c0000201", NLRI,
	    BGP_ATTRIBUTE_DISCARD, BGP_ERR_ATTRIBUTE_LENGTH, 7, "RFC 7606 7.7" },
	{ ORIGIN PATH HOP "c00803000000", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 8, "RFC 7606 7.8" },
	{ ORIGIN PATH HOP "c00800", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 8, "RFC 7606 7.8" },
	{ ORIGIN PATH HOP "80090100", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 9, "RFC 7606 7.9" },
	{ ORIGIN PATH HOP "800a0100", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 10, "RFC 7606 7.10" },
	{ ORIGIN PATH HOP "c0100100", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 16, "RFC 7606 7.14" },
	{ ORIGIN PATH HOP "c0200400000000", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTE_LENGTH, 32, "RFC 8092 6" },
	{ ORIGIN PATH HOP "c011020200", NLRI,
	    BGP_ATTRIBUTE_DISCARD, BGP_ERR_AS_PATH, 17, "RFC 6793 6" },
	/* mandatory ones that are not there */
	{ PATH HOP, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_MISSING, 1, "RFC 7606 3 (d)" },
	{ ORIGIN PATH, NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_MISSING, 3, "RFC 7606 3 (d)" },
	/* twice */
	{ ORIGIN ORIGIN PATH HOP, NLRI,
	    BGP_ATTRIBUTE_DISCARD, BGP_ERR_ATTRIBUTES, 1, "RFC 7606 3 (g)" },
	{ "800f03000101" "800f03000101", "",
	    BGP_SESSION_RESET, BGP_ERR_ATTRIBUTES, 15, "RFC 7606 3 (g)" },
	/* the strongest wins: discard, then withdraw */
	{ "40010103" PATH HOP "40060100", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ORIGIN, 1, "RFC 7606 7.1" },
	/* an attribute that runs past the others */
	{ ORIGIN PATH HOP "8004050000", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTES, 0, "RFC 7606 4" },
	{ ORIGIN PATH HOP "90", NLRI,
	    BGP_TREAT_AS_WITHDRAW, BGP_ERR_ATTRIBUTES, 0, "RFC 7606 4" },
	/* the same where nothing is announced */
	{ ORIGIN PATH "8004050000", "",
	    BGP_SESSION_RESET, BGP_ERR_ATTRIBUTES, 0, "RFC 7606 5.2" },
	/* unreadable NLRI */
	{ ORIGIN PATH HOP, "210a000000",
	    BGP_SESSION_RESET, BGP_ERR_NETWORK, 0, "RFC 7606 5.3" },
	{ ORIGIN PATH HOP, "180a00",
	    BGP_SESSION_RESET, BGP_ERR_NETWORK, 0, "RFC 7606 5.3" },
	{ ORIGIN PATH "800e0900020103c0000200" "00", "",
	    BGP_SESSION_RESET, BGP_ERR_OPTIONAL, 14, "RFC 7606 7.11" },
	{ "800f05000201" "81ff", "",
	    BGP_SESSION_RESET, BGP_ERR_NETWORK, 15, "RFC 7606 7.12" },
	{ "800f020001", "",
	    BGP_SESSION_RESET, BGP_ERR_ATTRIBUTE_LENGTH, 15, "RFC 7606 7.12" },
	/* well-known, but not to us */
	{ ORIGIN PATH HOP "40630100", NLRI,
	    BGP_SESSION_RESET, BGP_ERR_WELL_KNOWN, 99, "RFC 4271 6.3" },
	/* trailing bits of a prefix mean nothing */
	{ ORIGIN PATH HOP, "090aff", BGP_FINE, 0, 0, NULL },
	/* clang-format on */
};

static size_t
update_of(const struct fault_row *row, uint8_t *to)
{
	size_t a = strlen(row->attributes) / 2, n = strlen(row->nlri) / 2;

	to[0] = to[1] = 0;
	to[2] = (uint8_t)(a >> 8);
	to[3] = (uint8_t)a;
	CHECK(text_unhex(row->attributes, 2 * a, to + 4, NULL));
	CHECK(text_unhex(row->nlri, 2 * n, to + 4 + a, NULL));
	return 4 + a + n;
}

static void
each_fault_is_treated_as_rfc_7606_says(void)
{
	for (size_t i = 0; i < sizeof(fault_rows) / sizeof(fault_rows[0]);
	     i++) {
		const struct fault_row *row = &fault_rows[i];
		uint8_t body[256];
		size_t n = update_of(row, body);
		struct bgp_update u = decoded(body, n, &wide);

		if (u.error.treatment != row->treatment ||
		    u.error.fault.code != row->code ||
		    u.error.attribute != row->attribute)
			printf("# row %zu: %d %04x %d %s\n", i,
			    u.error.treatment, u.error.fault.code,
			    u.error.attribute, u.error.fault.what);
		CHECK(u.error.treatment == row->treatment);
		CHECK(u.error.fault.code == row->code);
		CHECK(u.error.attribute == row->attribute);
		if (row->clause != NULL)
			CHECK_STR(u.error.clause, row->clause);
	}
}

static void
an_external_neighbour_has_no_local_pref(void)
{
	const struct bgp_codec external = { .as4 = true,
		.session = BGP_EXTERNAL };
	struct bgp_update u = decoded(golden, sizeof(golden), &external);

	CHECK(u.error.treatment == BGP_ATTRIBUTE_DISCARD);
	CHECK(!bgp_has(&u.attrs, BGP_LOCAL_PREF));
	CHECK(!bgp_has(&u.attrs, BGP_CLUSTER_LIST));
	CHECK(bgp_has(&u.attrs, BGP_MED));
}

static void
a_fault_in_an_attribute_carries_it_as_data(void)
{
	uint8_t bad[sizeof(golden)];
	struct bgp_update u;

	memcpy(bad, golden, sizeof(bad));
	bad[AT_ORIGIN + 3] = 7;
	u = decoded(bad, sizeof(bad), &wide);
	CHECK(u.error.data.at == bad + AT_ORIGIN);
	CHECK(rbuf_left(&u.error.data) == 4);
	CHECK(u.error.fault.at == bad + AT_ORIGIN + 3);
	CHECK(!bgp_has(&u.attrs, BGP_ORIGIN));
	CHECK(u.refused.codes[0] == 1u << BGP_ORIGIN);
}

static void
path_ids_are_read_where_they_were_agreed_on(void)
{
	static const uint8_t body[] = { 0, 0, 0, 0, /* */
		0, 0, 0, 7, 8, 10, 0, 0, 0, 8, 8, 10 };
	const struct bgp_codec codec = { .add_path_n = 1,
		.add_path = { FAMILY_IPV4_UNICAST } };
	struct bgp_update u = decoded(body, sizeof(body), &codec);
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(u.nlri, FAMILY_IPV4_UNICAST, &codec);
	struct bgp_nlri n;

	CHECK(bgp_nlri_next(&it, &n, NULL) && n.has_path_id && n.path_id == 7);
	CHECK(bgp_nlri_next(&it, &n, NULL) && n.path_id == 8);
	CHECK(!bgp_nlri_next(&it, &n, NULL) && !it.left.bad);
}

static void
end_of_rib_says_nothing_but_the_family(void)
{
	uint32_t families[] = { FAMILY_IPV4_UNICAST, FAMILY_IPV6_UNICAST,
		FAMILY_L2VPN_EVPN };

	for (size_t i = 0; i < 3; i++) {
		uint8_t out[64];
		struct wbuf w = wbuf(out, sizeof(out));
		struct bgp_update u;
		uint32_t family = 0;

		CHECK(bgp_end_of_rib_encode(&w, families[i]));
		u = decoded(out + BGP_HEADER_SIZE,
		    wbuf_used(&w) - BGP_HEADER_SIZE, &wide);
		CHECK(bgp_update_is_end_of_rib(&u, &family));
		CHECK(family == families[i]);
	}
	CHECK(!bgp_update_is_end_of_rib(
	    &(struct bgp_update){ .nlri = rbuf(golden, 1) }, &(uint32_t){ 0 }));
}

static void
a_full_table_is_cut_into_messages_that_fit(void)
{
	static struct bgp_nlri nlri[3000];
	static uint8_t out[65536];
	const struct bgp_hop hop = { .addr = { ADDR_IP6, { 0xfe, 0x80 } } };
	const size_t n = sizeof(nlri) / sizeof(nlri[0]);
	struct wbuf w = wbuf(out, sizeof(out));
	size_t done = 0, read = 0;

	for (size_t i = 0; i < n; i++)
		nlri[i] = (struct bgp_nlri){
			.prefix = { .len = 64,
			    .addr = { ADDR_IP6,
				{ 0x20, 1, (uint8_t)(i >> 8), (uint8_t)i } } }
		};
	while (done < n) {
		uint8_t *at = w.at;
		size_t got = bgp_announce_encode(&w, &wide, FAMILY_IPV6_UNICAST,
		    &hop, (struct rbuf){ 0 }, nlri + done, n - done);
		struct bgp_update u;

		CHECK(got > 0);
		if (got == 0)
			return;
		CHECK(w.at - at <= BGP_MAX_SIZE);
		if (done + got < n) /* full: not one more would fit */
			CHECK(w.at - at > BGP_MAX_SIZE - 9);
		u = decoded(at + BGP_HEADER_SIZE,
		    (size_t)(w.at - at) - BGP_HEADER_SIZE, &wide);
		read += count(u.reach.nlri, FAMILY_IPV6_UNICAST, &wide);
		CHECK(addr_cmp(&u.reach.hop.addr, &hop.addr) == 0);
		done += got;
	}
	CHECK(read == n);
}

static void
what_has_no_room_is_not_begun(void)
{
	const struct bgp_nlri nlri = { .prefix = { .len = 32,
					   .addr = { ADDR_IP4, { 10 } } } };
	uint8_t out[27];
	struct wbuf w = wbuf(out, sizeof(out));

	CHECK(bgp_withdraw_encode(&w, &narrow, FAMILY_IPV4_UNICAST, &nlri, 1) ==
	      0);
	CHECK(wbuf_used(&w) == 0 && !w.bad);
}

static void
a_narrow_neighbour_gets_as4_path_and_merges_it_again(void)
{
	static const uint8_t path[] = { 2, 3, 0, 0, 0xfd, 0xe9, 0, 1, 0, 0, 0,
		0, 0xfd, 0xea };
	struct bgp_attrs a = { .has = 1u << BGP_AS_PATH | 1u << BGP_AGGREGATOR,
		.as_path = { rbuf(path, sizeof(path)), 4 },
		.aggregator = { 70000, 0x01020304 } };
	uint8_t out[128], merged[128];
	struct wbuf w = wbuf(out, sizeof(out)),
		    m = wbuf(merged, sizeof(merged));
	struct bgp_update u = { 0 };

	bgp_attrs_encode(&w, &a, &narrow);
	CHECK(bgp_attrs_decode(rbuf(out, wbuf_used(&w)), &narrow, &u) ==
	      BGP_FINE);
	CHECK(u.attrs.as_path.width == 2);
	CHECK(bgp_as_path_has(u.attrs.as_path, 23456));
	CHECK(u.attrs.aggregator.as == 23456);
	bgp_attrs_merge_as4(&u.attrs, &m);
	CHECK(!m.bad);
	CHECK(rbuf_left(&u.attrs.as_path.raw) == sizeof(path));
	CHECK(memcmp(u.attrs.as_path.raw.at, path, sizeof(path)) == 0);
	CHECK(u.attrs.aggregator.as == 70000);
	CHECK(!bgp_has(&u.attrs, BGP_AS4_PATH));
}

int
main(void)
{
	RUN(all_that_an_update_says_is_read);
	RUN(what_was_read_is_written_as_it_was);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(each_fault_is_treated_as_rfc_7606_says);
	RUN(an_external_neighbour_has_no_local_pref);
	RUN(a_fault_in_an_attribute_carries_it_as_data);
	RUN(path_ids_are_read_where_they_were_agreed_on);
	RUN(end_of_rib_says_nothing_but_the_family);
	RUN(a_full_table_is_cut_into_messages_that_fit);
	RUN(what_has_no_room_is_not_begun);
	RUN(a_narrow_neighbour_gets_as4_path_and_merges_it_again);
	return DONE();
}
