/* What of an NLRI is its key, what its path's, and both joined again. */
#include "core/bgp_key.h"
#include "../../t.h"

/* clang-format off */
/* RD 65001:100, label 100; 10.2.0.0/16 */
static const uint8_t vpn[] = { 104, 0, 6, 0x41, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	10, 2 };
/* Type 2: RD, ESI 1.., tag 7, MAC, 10.0.0.1, labels 100 and 200. */
static const uint8_t mac[] = { 2, 40, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0, 7, 48, 2, 0, 0, 0, 0, 1,
	32, 10, 0, 0, 1, 0, 6, 0x40, 0, 12, 0x81 };
/* The same MAC behind another segment, with one label. */
static const uint8_t moved[] = { 2, 37, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 7, 48, 2, 0, 0, 0, 0, 1,
	32, 10, 0, 0, 1, 0, 9, 0x90 };
static const uint8_t mac_key[] = { 2, 37, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 48, 2, 0, 0, 0, 0, 1,
	32, 10, 0, 0, 1, 0, 0, 0 };
/* Type 5: 10.1.0.0/16 behind 10.0.0.1, label 100. */
static const uint8_t ip[] = { 5, 34, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0, 0, 16, 10, 1, 0, 0,
	10, 0, 0, 1, 0, 6, 0x40 };
static const uint8_t ip_key[] = { 5, 34, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 10, 1, 0, 0,
	0, 0, 0, 0, 0, 0, 0 };
/* Type 3: nothing in it but the key. */
static const uint8_t multicast[] = { 3, 17, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	0, 0, 0, 0, 32, 192, 0, 2, 1 };
/* A type that nobody knows. */
static const uint8_t strange[] = { 99, 3, 1, 2, 3 };
static const uint8_t vpls[] = { 0, 17, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	0, 1, 0, 2, 0, 8, 0, 6, 0x41 };
static const uint8_t vpls_key[] = { 0, 17, 0, 0, 0xfd, 0xe9, 0, 0, 0, 100,
	0, 1, 0, 2, 0, 8, 0, 0, 0 };
/* 65001 and 40 bits of a route target; those behind mean nothing. */
static const uint8_t target[] = { 44, 0, 0, 0xfd, 0xe9, 0, 0xf5 };
static const uint8_t target_key[] = { 44, 0, 0, 0xfd, 0xe9, 0, 0xf0 };

static const struct {
	uint32_t family;
	const uint8_t *nlri, *key;
	size_t n, n_key;
	bool tail;
} rows[] = {
	{ FAMILY_L2VPN_EVPN, mac, mac_key, sizeof(mac), sizeof(mac_key), true },
	{ FAMILY_L2VPN_EVPN, moved, mac_key, sizeof(moved), sizeof(mac_key),
	    true },
	{ FAMILY_L2VPN_EVPN, ip, ip_key, sizeof(ip), sizeof(ip_key), true },
	{ FAMILY_L2VPN_EVPN, multicast, multicast, sizeof(multicast),
	    sizeof(multicast), true },
	{ FAMILY_L2VPN_EVPN, strange, strange, sizeof(strange),
	    sizeof(strange), false },
	{ FAMILY_L2VPN_VPLS, vpls, vpls_key, sizeof(vpls), sizeof(vpls_key),
	    true },
	{ FAMILY_IPV4_RTC, target, target_key, sizeof(target),
	    sizeof(target_key), false },
};
/* clang-format on */

static const struct bgp_codec plain;

static struct bgp_nlri
read_one(uint32_t family, const uint8_t *p, size_t n)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(rbuf(p, n), family, &plain);
	struct bgp_nlri one = { 0 };

	CHECK(bgp_nlri_next(&it, &one, NULL));
	CHECK(rbuf_left(&it.left) == 0);
	return one;
}

static bool
is(struct rbuf r, const uint8_t *p, size_t n)
{
	return rbuf_left(&r) == n && memcmp(r.at, p, n) == 0;
}

static bool
encodes_to(const struct bgp_nlri *nlri, const uint8_t *p, size_t n)
{
	uint8_t bytes[300];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	bgp_nlri_encode(&w, nlri);
	return !w.bad && is(rbuf(bytes, wbuf_used(&w)), p, n);
}

static void
a_key_is_the_nlri_without_what_may_change(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bgp_nlri one =
		    read_one(rows[i].family, rows[i].nlri, rows[i].n);
		uint8_t room[BGP_KEY_ROOM];
		struct bgp_key k;
		struct rbuf tail;

		CHECK(bgp_key_kind(rows[i].family) == BGP_KEY_NLRI);
		bgp_key_split(&k, &tail, &one, room);
		CHECK(is(k.nlri, rows[i].key, rows[i].n_key));
		if (rows[i].tail)
			CHECK(is(tail, rows[i].nlri, rows[i].n));
		else
			CHECK(rbuf_left(&tail) == 0);
	}
}

static void
a_key_and_its_tail_make_the_nlri_and_a_key_alone_withdraws_it(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bgp_key k = { .nlri = rbuf(rows[i].key, rows[i].n_key) };
		struct bgp_nlri one;

		bgp_key_join(&one, rows[i].family, &k,
		    rows[i].tail ? rbuf(rows[i].nlri, rows[i].n)
				 : (struct rbuf){ 0 });
		if (rows[i].tail)
			CHECK(encodes_to(&one, rows[i].nlri, rows[i].n));
		bgp_key_join(&one, rows[i].family, &k, (struct rbuf){ 0 });
		CHECK(encodes_to(&one, rows[i].key, rows[i].n_key));
	}
}

static void
labels_are_the_paths_and_withdrawn_say_nothing(void)
{
	static const uint8_t gone[] = { 104, 0x80, 0, 0, 0, 0, 0xfd, 0xe9, 0, 0,
		0, 100, 10, 2 };
	struct bgp_nlri one = read_one(FAMILY_IPV4_VPN, vpn, sizeof(vpn));
	uint8_t room[BGP_KEY_ROOM];
	struct bgp_key k;
	struct rbuf tail;

	CHECK(bgp_key_kind(FAMILY_IPV4_VPN) == BGP_KEY_RD_PREFIX);
	bgp_key_split(&k, &tail, &one, room);
	CHECK(is(tail, vpn + 1, 3));
	CHECK(memcmp(k.rd.b, vpn + 4, 8) == 0 && k.prefix.len == 16);
	bgp_key_join(&one, FAMILY_IPV4_VPN, &k, tail);
	CHECK(encodes_to(&one, vpn, sizeof(vpn)));
	bgp_key_join(&one, FAMILY_IPV4_VPN, &k, (struct rbuf){ 0 });
	CHECK(encodes_to(&one, gone, sizeof(gone)));
}

static void
next_hops_stay_where_labels_go_with_them(void)
{
	CHECK(!bgp_key_keeps_hop(FAMILY_IPV4_UNICAST));
	CHECK(!bgp_key_keeps_hop(FAMILY_IPV6_MULTICAST));
	CHECK(!bgp_key_keeps_hop(FAMILY_IPV4_RTC));
	CHECK(bgp_key_keeps_hop(FAMILY_IPV4_LABELED_UNICAST));
	CHECK(bgp_key_keeps_hop(FAMILY_IPV6_VPN));
	CHECK(bgp_key_keeps_hop(FAMILY_IPV4_VPN_MULTICAST));
	CHECK(bgp_key_keeps_hop(FAMILY_L2VPN_EVPN));
	CHECK(bgp_key_hopless(FAMILY_IPV6_FLOWSPEC));
	CHECK(!bgp_key_hopless(FAMILY_L2VPN_EVPN));
}

int
main(void)
{
	RUN(a_key_is_the_nlri_without_what_may_change);
	RUN(a_key_and_its_tail_make_the_nlri_and_a_key_alone_withdraws_it);
	RUN(labels_are_the_paths_and_withdrawn_say_nothing);
	RUN(next_hops_stay_where_labels_go_with_them);
	return DONE();
}
