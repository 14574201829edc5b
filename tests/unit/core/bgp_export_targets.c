/* Route target membership (RFC 4684): who is told of which VPN routes. */
#include "bgp_neighbors.h"

enum { ROUTES = 40, TARGETS = 8, ROUTER_ID = 99 };

static const struct bgp_codec internal = { .as4 = true,
	.session = BGP_INTERNAL };
static const struct bgp_codec with_ids = { .as4 = true,
	.session = BGP_INTERNAL,
	.add_path_n = 1,
	.add_path = { FAMILY_IPV4_VPN } };

/* The routes of neighbour 0, and what neighbour 1 wants and has of them. */
struct lab {
	struct world w;
	uint16_t wishes; /* neighbour 1, as a source of memberships */
	uint16_t targets;
	const struct bgp_codec *codec;
	bool has[ROUTES];
	unsigned announced, withdrawn, ends;
};

static struct bgp_net
vpn(const struct lab *l, unsigned i)
{
	return (struct bgp_net){
		.table = l->w.table,
		.rd = { { 0, 0, 0xfd, 0xe9, 0, 0, 0, 1 } },
		.prefix = { addr_ip4(0x0a000000 + (i << 8)), 24 },
	};
}

static struct bgp_set *
set_of(struct lab *l, const void *communities, size_t n, uint32_t local_pref,
    bool has_rd)
{
	struct bgp_attrs a = { .has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
				      1u << BGP_LOCAL_PREF,
		.local_pref = local_pref,
		.as_path.width = 4,
		.ext_communities = rbuf(communities, n) };

	if (n > 0)
		a.has |= 1u << BGP_EXT_COMMUNITIES;
	return bgp_sets_intern(l->w.sets, &a,
	    &(struct bgp_hop){ .addr = addr_ip4(9), .has_rd = has_rd }, 0);
}

/* A route with these extended communities, or none: gone. */
static void
route(struct lab *l, unsigned i, const void *communities, size_t n)
{
	static const uint8_t label[3] = { 0, 6, 0x41 };
	struct bgp_net net = vpn(l, i);
	struct bgp_set *set = set_of(l, communities, n, 100, true);

	bgp_rib_put(l->w.rib, &net,
	    &(struct bgp_offer){ .source = l->w.n[0].in.source,
		.set_in = set,
		.set = set,
		.tail = rbuf(label, sizeof(label)) });
	bgp_set_drop(l->w.sets, set);
}

static void
route_gone(struct lab *l, unsigned i)
{
	struct bgp_net net = vpn(l, i);

	bgp_rib_del(l->w.rib, &net, l->w.n[0].in.source, 0);
}

#define RT(n)                                                                  \
	{                                                                      \
		0, 2, 0xfd, 0xe9, 0, 0, 0, (n)                                 \
	}

static void
route_to(struct lab *l, unsigned i, unsigned target)
{
	uint8_t rt[8] = RT((uint8_t)target);

	route(l, i, rt, 8);
}

static void
offer_membership(struct lab *l, const uint8_t *nlri, uint16_t source,
    uint8_t flags, uint32_t local_pref)
{
	struct bgp_net net = { .table = l->targets,
		.nlri = rbuf(nlri, 1u + (nlri[0] + 7u) / 8) };
	struct bgp_set *set = set_of(l, NULL, 0, local_pref, false);

	bgp_rib_put(l->w.rib, &net,
	    &(struct bgp_offer){ .source = source,
		.flags = flags,
		.set_in = set,
		.set = flags & BGP_PATH_REJECTED ? NULL : set });
	bgp_set_drop(l->w.sets, set);
}

static void
wish(struct lab *l, const uint8_t *nlri, bool on)
{
	struct bgp_net net = { .table = l->targets,
		.nlri = rbuf(nlri, 1u + (nlri[0] + 7u) / 8) };

	if (on)
		offer_membership(l, nlri, l->wishes, 0, 100);
	else
		bgp_rib_del(l->w.rib, &net, l->wishes, 0);
}

static void
wish_target(struct lab *l, unsigned target, bool on)
{
	uint8_t nlri[13] = { 96, 0, 0, 0xfd, 0xe9, 0, 2, 0xfd, 0xe9, 0, 0, 0,
		(uint8_t)target };

	wish(l, nlri, on);
}

static void
lab_begin(struct lab *l, uint16_t paths)
{
	struct bgp_target t;

	*l = (struct lab){ .codec = paths > 0 ? &with_ids : &internal };
	begin(&l->w, 0xf);
	bgp_rib_source(l->w.rib, l->w.n[0].in.source)->client = true;
	l->wishes = l->w.n[2].in.source;
	l->w.table = bgp_rib_table(l->w.rib, "", FAMILY_IPV4_VPN);
	l->targets = bgp_rib_table(l->w.rib, "", FAMILY_IPV4_RTC);
	t = target(&l->w, 1);
	t.client = true;
	t.codec = l->codec;
	t.paths = paths;
	t.memberships = l->wishes;
	l->w.n[1].member = bgp_export_join(l->w.x, &t);
}

static void
learn_vpn(struct lab *l, struct rbuf nlri, bool on)
{
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(nlri, FAMILY_IPV4_VPN, l->codec);
	struct bgp_nlri one;

	while (bgp_nlri_next(&it, &one, NULL)) {
		l->has[addr_u32(&one.prefix.addr) >> 8 & 0xff] = on;
		*(on ? &l->announced : &l->withdrawn) += 1;
	}
}

/* One turn of neighbour 1; whether there is more. */
static bool
turn(struct lab *l, uint32_t budget)
{
	struct obuf got = { 0 };
	bool more;

	bgp_export_fill(l->w.x, l->w.n[1].member, &got, 65536, budget, &more);
	while (obuf_left(&got) > 0) {
		const uint8_t *at = (const uint8_t *)obuf_at(&got);
		struct bgp_header h;
		struct bgp_update u;
		uint32_t family;

		CHECK(bgp_header_decode(at, false, &h, NULL));
		CHECK(bgp_update_decode(rbuf(at + BGP_HEADER_SIZE,
					    h.length - BGP_HEADER_SIZE),
			  l->codec, &u) == BGP_FINE);
		if (bgp_update_is_end_of_rib(&u, &family)) {
			l->ends++;
		} else {
			learn_vpn(l, u.reach.nlri, true);
			learn_vpn(l, u.unreach.nlri, false);
		}
		obuf_take(&got, h.length);
	}
	obuf_fini(&got);
	return more;
}

static void
settle(struct lab *l)
{
	bool more = true;

	l->announced = l->withdrawn = 0;
	for (unsigned i = 0; more && i < 10000; i++) {
		more = bgp_rib_work(l->w.rib, 1000);
		more |= turn(l, 1000);
	}
	CHECK(!more);
}

static void
without_memberships_only_the_end_is_told(void)
{
	struct lab l;

	lab_begin(&l, 0);
	route_to(&l, 1, 100);
	route(&l, 2, NULL, 0);
	settle(&l);
	CHECK(l.ends == 1 && l.announced == 0 && l.withdrawn == 0);
	CHECK(bgp_export_count(l.w.x, l.w.n[1].member) == 0);
	end(&l.w);
}

/* RFC 4684 4 and 6: which of four routes each membership lets through. */
static void
a_membership_is_a_prefix_of_as_and_target(void)
{
	static const uint8_t communities[][8] = {
		RT(100), RT(101),
		{ 2, 2, 0, 1, 0, 0, 0, 100 },       /* of a 4-octet AS */
		{ 6, 2, 2, 0, 0, 0, 0, 1 },         /* of an Ethernet segment */
		{ 0, 3, 0xfd, 0xe9, 0, 0, 0, 100 }, /* an origin, no target */
	};
	static const struct {
		uint8_t nlri[13];
		uint8_t through; /* a bit per route; the last has nothing */
	} rows[] = {
		{ { 0 }, 0x3f },
		{ { 32, 0, 0, 0, 7 }, 0x0f },
		{ { 96, 0, 0, 0, 7, 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 }, 0x01 },
		{ { 95, 0, 0, 0, 7, 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 }, 0x03 },
		{ { 88, 0, 0, 0, 7, 0, 2, 0xfd, 0xe9, 0, 0, 0 }, 0x03 },
		{ { 96, 0, 0, 0, 7, 0, 2, 0xfd, 0xe9, 0, 0, 0, 102 }, 0 },
		{ { 33, 0, 0, 0, 7, 0 }, 0x0f },
		{ { 38, 0, 0, 0, 7, 0 }, 0x07 },
		{ { 48, 0, 0, 0, 7, 2, 2 }, 0x04 },
		{ { 48, 0, 0, 0, 7, 6, 2 }, 0x08 },
		{ { 48, 0, 0, 0, 7, 0, 3 }, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned through = 0;
		struct lab l;

		lab_begin(&l, 0);
		for (unsigned j = 0; j < 5; j++)
			route(&l, j, communities[j], 8);
		route(&l, 5, NULL, 0);
		wish(&l, rows[i].nlri, true);
		settle(&l);
		for (unsigned j = 0; j < 6; j++)
			through |= (unsigned)l.has[j] << j;
		CHECK(through == rows[i].through);
		wish(&l, rows[i].nlri, false);
		settle(&l);
		CHECK(bgp_export_count(l.w.x, l.w.n[1].member) == 0);
		end(&l.w);
	}
}

static void
any_of_several_targets_is_enough(void)
{
	static const uint8_t two[][8] = { RT(1), RT(2) };
	struct lab l;

	lab_begin(&l, 0);
	route(&l, 1, two, sizeof(two));
	wish_target(&l, 2, true);
	settle(&l);
	CHECK(l.has[1]);
	end(&l.w);
}

static void
a_change_of_memberships_says_the_difference_alone(void)
{
	struct lab l;

	lab_begin(&l, 0);
	for (unsigned i = 0; i < ROUTES; i++)
		route_to(&l, i, i % 4);
	wish_target(&l, 0, true);
	settle(&l);
	CHECK(l.announced == ROUTES / 4 && l.ends == 1);
	wish_target(&l, 1, true);
	settle(&l);
	CHECK(l.announced == ROUTES / 4 && l.withdrawn == 0);
	wish_target(&l, 0, false);
	settle(&l);
	CHECK(l.announced == 0 && l.withdrawn == ROUTES / 4);
	/* the same target, of another AS: nothing is new */
	wish(&l,
	    (const uint8_t[]){ 96, 0, 0, 0, 1, 0, 2, 0xfd, 0xe9, 0, 0, 0, 1 },
	    true);
	wish_target(&l, 1, false);
	settle(&l);
	CHECK(l.announced == 0 && l.withdrawn == 0 && l.ends == 1);
	CHECK(l.has[1] && !l.has[0]);
	end(&l.w);
}

static void
what_policy_refused_is_no_membership(void)
{
	static const uint8_t any[] = { 0 };
	struct lab l;

	lab_begin(&l, 0);
	route_to(&l, 1, 1);
	offer_membership(&l, any, l.wishes, BGP_PATH_REJECTED, 100);
	offer_membership(&l, any, l.w.n[3].in.source, 0, 100);
	settle(&l);
	CHECK(l.announced == 0);
	end(&l.w);
}

static void
who_waits_is_told_nothing_until_it_is_over(void)
{
	struct lab l;

	lab_begin(&l, 0);
	route_to(&l, 1, 1);
	bgp_export_wait(l.w.x, l.w.n[1].member, true);
	settle(&l);
	CHECK(l.announced == 0 && l.ends == 0);
	wish_target(&l, 1, true);
	bgp_export_wait(l.w.x, l.w.n[1].member, false);
	CHECK(bgp_export_pending(l.w.x, l.w.n[1].member));
	settle(&l);
	CHECK(l.has[1] && l.ends == 1);
	end(&l.w);
}

static void
a_refresh_tells_what_is_wanted_alone(void)
{
	struct lab l;

	lab_begin(&l, 0);
	for (unsigned i = 0; i < ROUTES; i++)
		route_to(&l, i, i % 4);
	wish_target(&l, 3, true);
	settle(&l);
	bgp_export_again(l.w.x, l.w.n[1].member, false);
	settle(&l);
	CHECK(l.announced == ROUTES / 4 && l.withdrawn == 0);
	end(&l.w);
}

/* Routes and memberships come and go in any order, in turns of any size. */
static void
at_rest_it_has_what_it_wants(uint16_t paths)
{
	bool wanted[TARGETS + 1] = { false };
	unsigned of[ROUTES];
	struct lab l;

	lab_begin(&l, paths);
	srand(7 + paths);
	for (unsigned i = 0; i < ROUTES; i++)
		of[i] = TARGETS; /* it does not exist */
	for (unsigned step = 0; step < 4000; step++) {
		unsigned i = (unsigned)rand() % ROUTES,
			 t = (unsigned)rand() % TARGETS;

		if (rand() % 3 == 0) {
			wanted[t] = !wanted[t];
			wish_target(&l, t, wanted[t]);
		} else if (rand() % 4 == 0) {
			of[i] = TARGETS;
			route_gone(&l, i);
		} else {
			of[i] = t;
			route_to(&l, i, t);
		}
		if (rand() % 50 == 0)
			bgp_export_again(l.w.x, l.w.n[1].member, false);
		turn(&l, (uint32_t)rand() % 9);
		if (rand() % 20 > 0)
			continue;
		settle(&l);
		for (i = 0; i < ROUTES; i++)
			CHECK(l.has[i] == wanted[of[i]]);
	}
	end(&l.w);
}

static void
at_rest_a_neighbour_has_what_it_wants(void)
{
	at_rest_it_has_what_it_wants(0);
}

static void
with_add_path_too(void)
{
	at_rest_it_has_what_it_wants(BGP_ALL_PATHS);
}

/* ---- memberships themselves ---- */

/* What the i-th is told of memberships: the last UPDATE with routes. */
static bool
told_membership(struct lab *l, unsigned i, struct bgp_update *u, uint8_t *keep)
{
	struct obuf got = { 0 };
	bool more, found = false;

	bgp_export_fill(l->w.x, l->w.n[i].member, &got, 65536, 1000, &more);
	while (obuf_left(&got) > 0) {
		const uint8_t *at = (const uint8_t *)obuf_at(&got);
		struct bgp_header h;
		uint32_t family;

		CHECK(bgp_header_decode(at, false, &h, NULL));
		memcpy(keep, at, h.length);
		CHECK(bgp_update_decode(rbuf(keep + BGP_HEADER_SIZE,
					    h.length - BGP_HEADER_SIZE),
			  &internal, u) == BGP_FINE);
		found |= !bgp_update_is_end_of_rib(u, &family);
		obuf_take(&got, h.length);
		if (found)
			break;
	}
	obuf_fini(&got);
	return found;
}

static void
lab_of_targets(struct lab *l, bool client)
{
	struct bgp_target t;

	lab_begin(l, 0);
	bgp_export_leave(l->w.x, l->w.n[1].member);
	t = target(&l->w, 1);
	t.client = client;
	t.codec = &internal;
	t.table = l->targets;
	l->w.n[1].member = bgp_export_join(l->w.x, &t);
	bgp_rib_source(l->w.rib, t.source)->client = client;
}

/* RFC 4684 3.2: or it would not hear that others want the same. */
static void
a_client_is_told_of_its_own_membership_as_ours(void)
{
	static const uint8_t any[] = { 0 };
	uint8_t keep[4096];
	struct bgp_update u;
	struct lab l;

	lab_of_targets(&l, true);
	offer_membership(&l, any, l.w.n[1].in.source, 0, 100);
	CHECK(told_membership(&l, 1, &u, keep));
	CHECK(u.attrs.originator_id == ROUTER_ID);
	CHECK(addr_cmp(&u.reach.hop.addr, &l.w.n[1].in.local_address) == 0);
	CHECK(bgp_export_count(l.w.x, l.w.n[1].member) == 1);
	end(&l.w);
}

static void
who_is_no_client_is_told_of_what_clients_want(void)
{
	static const uint8_t any[] = { 0 };
	uint8_t keep[4096];
	struct bgp_update u;
	struct lab l;

	lab_of_targets(&l, false);
	/* 3 is no client, and best; 0 is a client */
	offer_membership(&l, any, l.w.n[3].in.source, 0, 200);
	told_membership(&l, 1, &u, keep);
	CHECK(bgp_export_count(l.w.x, l.w.n[1].member) == 0);
	offer_membership(&l, any, l.w.n[0].in.source, 0, 100);
	CHECK(told_membership(&l, 1, &u, keep));
	CHECK(u.attrs.local_pref == 100 && u.attrs.originator_id == 1);
	CHECK(bgp_export_count(l.w.x, l.w.n[1].member) == 1);
	end(&l.w);
}

int
main(void)
{
	RUN(without_memberships_only_the_end_is_told);
	RUN(a_membership_is_a_prefix_of_as_and_target);
	RUN(any_of_several_targets_is_enough);
	RUN(a_change_of_memberships_says_the_difference_alone);
	RUN(what_policy_refused_is_no_membership);
	RUN(who_waits_is_told_nothing_until_it_is_over);
	RUN(a_refresh_tells_what_is_wanted_alone);
	RUN(at_rest_a_neighbour_has_what_it_wants);
	RUN(with_add_path_too);
	RUN(a_client_is_told_of_its_own_membership_as_ours);
	RUN(who_is_no_client_is_told_of_what_clients_want);
	return DONE();
}
