/* Every family through the RIB: in as bytes, out as the same bytes. */
#include "bgp_neighbors.h"

/* clang-format off */
#define RD 0, 0, 0xfd, 0xe9, 0, 0, 0, 100
#define ESI 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
#define MAC 0, 0, 0, 7, 48, 2, 0, 0, 0, 0, 1

/* A route, the same with another label or segment, and its withdrawal. */
static const struct row {
	uint32_t family;
	uint8_t nlri[48], changed[48], gone[48];
	uint8_t n, n_changed, n_gone;
} rows[] = {
	{ FAMILY_IPV4_MULTICAST, { 16, 10, 2 }, { 16, 10, 2 }, { 16, 10, 2 },
	    3, 3, 3 },
	{ FAMILY_IPV6_UNICAST, { 16, 0xfd, 2 }, { 16, 0xfd, 2 },
	    { 16, 0xfd, 2 }, 3, 3, 3 },
	{ FAMILY_IPV4_LABELED_UNICAST, { 40, 0, 6, 0x41, 10, 2 },
	    { 64, 0, 9, 0x90, 0, 9, 0x91, 10, 2 }, { 40, 0x80, 0, 0, 10, 2 },
	    6, 9, 6 },
	{ FAMILY_IPV6_LABELED_UNICAST, { 40, 0, 6, 0x41, 0xfd, 2 },
	    { 40, 0, 9, 0x91, 0xfd, 2 }, { 40, 0x80, 0, 0, 0xfd, 2 }, 6, 6, 6 },
	{ FAMILY_IPV4_VPN, { 104, 0, 6, 0x41, RD, 10, 2 },
	    { 104, 0, 9, 0x91, RD, 10, 2 }, { 104, 0x80, 0, 0, RD, 10, 2 },
	    14, 14, 14 },
	{ FAMILY_IPV6_VPN, { 104, 0, 6, 0x41, RD, 0xfd, 2 },
	    { 104, 0, 9, 0x91, RD, 0xfd, 2 }, { 104, 0x80, 0, 0, RD, 0xfd, 2 },
	    14, 14, 14 },
	{ FAMILY_IPV4_VPN_MULTICAST, { 80, RD, 10, 2 }, { 80, RD, 10, 2 },
	    { 80, RD, 10, 2 }, 11, 11, 11 },
	{ FAMILY_L2VPN_EVPN, { 2, 33, RD, ESI, MAC, 0, 0, 6, 0x40 },
	    { 2, 33, RD, RD, 0, 0, MAC, 0, 0, 9, 0x90 },
	    { 2, 33, RD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, MAC, 0, 0, 0, 0 },
	    35, 35, 35 },
	{ FAMILY_L2VPN_VPLS, { 0, 17, RD, 0, 1, 0, 2, 0, 8, 0, 6, 0x41 },
	    { 0, 17, RD, 0, 1, 0, 2, 0, 8, 0, 9, 0x91 },
	    { 0, 17, RD, 0, 1, 0, 2, 0, 8, 0, 0, 0 }, 19, 19, 19 },
	{ FAMILY_IPV4_RTC, { 96, 0, 0, 0xfd, 0xe9, 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 },
	    { 96, 0, 0, 0xfd, 0xe9, 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 },
	    { 96, 0, 0, 0xfd, 0xe9, 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 },
	    13, 13, 13 },
};
/* clang-format on */

static const struct bgp_codec internal = { .as4 = true,
	.session = BGP_INTERNAL };

/* One UPDATE from neighbour 0, with that NLRI as it stands. */
static void
take(struct world *w, uint32_t family, bool announce_it, const uint8_t *p,
    size_t n, uint32_t med)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(rbuf(p, n), family, &internal);
	uint8_t attrs[100], message[400];
	struct wbuf a = wbuf(attrs, sizeof(attrs)),
		    m = wbuf(message, sizeof(message));
	struct bgp_hop hop = { .addr = addr_ip4(0x0a000009),
		.has_rd =
		    FAMILY_SAFI(family) >= 128 && FAMILY_SAFI(family) < 132 };
	struct bgp_nlri one = { 0 };
	struct bgp_update u;

	if (FAMILY_AFI(family) == 2)
		hop.addr.ip = ADDR_IP6;
	CHECK(bgp_nlri_next(&it, &one, NULL));
	bgp_attrs_encode(&a,
	    &(struct bgp_attrs){ .has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
					1u << BGP_LOCAL_PREF | 1u << BGP_MED,
		.local_pref = 100,
		.med = med,
		.as_path.width = 4 },
	    &internal);
	if (announce_it)
		CHECK(bgp_announce_encode(&m, &internal, family, &hop,
			  rbuf(attrs, wbuf_used(&a)), &one, 1) == 1);
	else
		CHECK(bgp_withdraw_encode(&m, &internal, family, &one, 1) == 1);
	CHECK(bgp_update_decode(rbuf(message + BGP_HEADER_SIZE,
				    wbuf_used(&m) - BGP_HEADER_SIZE),
		  &internal, &u) == BGP_FINE);
	bgp_import_update(&w->n[0].in, &u, &internal);
}

/* What neighbour 1 is told: one UPDATE, for this NLRI and no other. */
static void
tells(struct world *w, bool announced, const uint8_t *p, size_t n)
{
	struct obuf got = { 0 };
	struct bgp_update u;
	const uint8_t *at;
	struct rbuf nlri;
	bool more;

	bgp_export_fill(w->x, w->n[1].member, &got, 65536, 1000, &more);
	CHECK(!more);
	at = (const uint8_t *)obuf_at(&got);
	CHECK(obuf_left(&got) > BGP_HEADER_SIZE);
	if (obuf_left(&got) == 0)
		return;
	CHECK(bgp_update_decode(
		  rbuf(at + BGP_HEADER_SIZE, obuf_left(&got) - BGP_HEADER_SIZE),
		  &internal, &u) == BGP_FINE);
	CHECK(u.reach.present == announced && u.unreach.present != announced);
	nlri = announced ? u.reach.nlri : u.unreach.nlri;
	CHECK(rbuf_left(&nlri) == n && memcmp(nlri.at, p, n) == 0);
	if (announced) {
		/* RFC 4456 8, and the next hop unchanged; RFC 4684 3.2 */
		bool ours =
		    bgp_table_family(w->rib, w->table) == FAMILY_IPV4_RTC;

		CHECK(u.attrs.originator_id == (ours ? 99 : 1));
		CHECK(u.reach.hop.addr.b[3] ==
		      (ours ? w->n[1].in.local_address.b[3] : 9));
	}
	obuf_fini(&got);
}

static void
every_family_goes_through_and_is_replaced_and_withdrawn(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct bgp_target t;
		struct world w;

		begin(&w, 0xf);
		bgp_rib_source(w.rib, w.n[0].in.source)->client = true;
		w.table = bgp_rib_table(w.rib, "", row->family);
		t = target(&w, 1);
		t.client = true;
		t.codec = &internal;
		w.n[1].member = bgp_export_join(w.x, &t);
		w.n[1].has[0] = fill(&w, 1, 1000, 1000);
		CHECK(w.n[1].end_of_rib == 1);

		take(&w, row->family, true, row->nlri, row->n, 1);
		tells(&w, true, row->nlri, row->n);
		take(&w, row->family, true, row->changed, row->n_changed, 2);
		tells(&w, true, row->changed, row->n_changed);
		CHECK(bgp_table_count(w.rib, w.table) == 1);
		/* as the first was: its label says nothing here */
		take(&w, row->family, false, row->nlri, row->n, 0);
		CHECK(bgp_table_count(w.rib, w.table) == 0);
		tells(&w, false, row->gone, row->n_gone);
		end(&w);
	}
}

/* RFC 8277 2.3: of equal attributes, another label is news all the same. */
static void
another_label_alone_is_told(void)
{
	const struct row *row = &rows[4];
	struct bgp_target t;
	struct world w;

	begin(&w, 0xf);
	w.table = bgp_rib_table(w.rib, "", row->family);
	t = target(&w, 1);
	t.client = true;
	t.codec = &internal;
	w.n[1].member = bgp_export_join(w.x, &t);
	fill(&w, 1, 1000, 1000);
	take(&w, row->family, true, row->nlri, row->n, 1);
	tells(&w, true, row->nlri, row->n);
	take(&w, row->family, true, row->changed, row->n_changed, 1);
	tells(&w, true, row->changed, row->n_changed);
	end(&w);
}

/* How many NLRI neighbour 1 is told, in all messages; -1: not all of it. */
static int
count_told(struct world *w, uint32_t family)
{
	struct obuf got = { 0 };
	struct rbuf left;
	bool more;
	int n = 0;

	bgp_export_fill(w->x, w->n[1].member, &got, 65536, 1000, &more);
	left = rbuf(obuf_at(&got), obuf_left(&got));
	while (rbuf_left(&left) > 0) {
		size_t size = (size_t)(left.at[16] << 8 | left.at[17]);
		struct rbuf body = get_sub(&left, size);
		struct bgp_nlri_iter it;
		struct bgp_nlri one;
		struct bgp_update u;

		CHECK(size <= 4096);
		get_bytes(&body, BGP_HEADER_SIZE);
		CHECK(bgp_update_decode(body, &internal, &u) == BGP_FINE);
		it = bgp_nlri_walk(u.reach.nlri, family, &internal);
		while (bgp_nlri_next(&it, &one, NULL))
			n++;
	}
	obuf_fini(&got);
	return more ? -1 : n;
}

/* RFC 8654 4: what fits no message for this neighbour is not for it. */
static void
an_nlri_that_is_too_long_is_left_out_alone(void)
{
	enum { LONG = 5000 };
	const struct bgp_codec extended = {
		.as4 = true, .extended = true, .session = BGP_INTERNAL
	};
	const struct bgp_hop hop = { .addr = addr_ip4(0x0a000009) };
	const uint32_t family = FAMILY_BGP_LS;
	static uint8_t all[3 * 9 + LONG], message[8192];
	struct wbuf to = wbuf(all, sizeof(all));
	struct wbuf m = wbuf(message, sizeof(message));
	struct bgp_nlri_iter it;
	struct bgp_nlri some[3];
	struct bgp_target t;
	struct bgp_update u;
	struct world w;

	for (unsigned i = 0; i < 3; i++) {
		size_t n = i == 1 ? LONG : 9;

		put_u16(&to, 0xff00 + i); /* of no type that is known */
		put_u16(&to, n - 4);
		for (size_t k = 4; k < n; k++)
			put_u8(&to, i);
	}
	it = bgp_nlri_walk(rbuf(all, wbuf_used(&to)), family, &extended);
	for (unsigned i = 0; i < 3; i++)
		CHECK(bgp_nlri_next(&it, &some[i], NULL));
	CHECK(bgp_announce_encode(&m, &extended, family, &hop,
		  rbuf((const uint8_t[]){ 0x40, 1, 1, 0, 0x40, 2, 0, 0x40, 5, 4,
			   0, 0, 0, 100 },
		      14),
		  some, 3) == 3);
	CHECK(bgp_update_decode(rbuf(message + BGP_HEADER_SIZE,
				    wbuf_used(&m) - BGP_HEADER_SIZE),
		  &extended, &u) == BGP_FINE);
	begin(&w, 0xf);
	bgp_rib_source(w.rib, w.n[0].in.source)->client = true;
	w.table = bgp_rib_table(w.rib, "", family);
	t = target(&w, 1);
	t.client = true;
	t.codec = &internal;
	w.n[1].member = bgp_export_join(w.x, &t);
	fill(&w, 1, 1000, 1000);
	bgp_import_update(&w.n[0].in, &u, &extended);
	CHECK(bgp_table_count(w.rib, w.table) == 3);
	CHECK(count_told(&w, family) == 2);
	end(&w);
}

int
main(void)
{
	RUN(an_nlri_that_is_too_long_is_left_out_alone);
	RUN(every_family_goes_through_and_is_replaced_and_withdrawn);
	RUN(another_label_alone_is_told);
	return DONE();
}
