/* Which next hop goes with a route: IPv6 with IPv4 (RFC 8950), link-local. */
#include "bgp_neighbors.h"

#define NH6 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define LL6 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static const struct addr far6 = { ADDR_IP6, { NH6, 9 } };
static const struct addr our6 = { ADDR_IP6, { NH6, 1 } };
static const struct addr peer6 = { ADDR_IP6, { NH6, 2 } };
static const struct addr their_link = { ADDR_IP6, { LL6, 9 } };
static const struct addr our_link = { ADDR_IP6, { LL6, 1 } };

static const struct bgp_codec internal = { .as4 = true,
	.session = BGP_INTERNAL };

/* An IPv4 route of neighbour 0 with that next hop, in MP_REACH. */
static void
take(struct world *w, const struct addr *next_hop)
{
	uint8_t path[] = { BGP_AS_SEQUENCE, 1, 0, 0, 0xfd, 0xe9 };
	uint8_t attrs[100], message[400];
	struct wbuf a = wbuf(attrs, sizeof(attrs)),
		    m = wbuf(message, sizeof(message));
	struct bgp_nlri one = nlri(1);
	struct bgp_update u;

	bgp_attrs_encode(&a,
	    &(struct bgp_attrs){ .has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
					1u << BGP_LOCAL_PREF,
		.local_pref = 100,
		.as_path = { rbuf(path, sizeof(path)), 4 } },
	    &internal);
	CHECK(bgp_announce_encode(&m, &internal, FAMILY_IPV4_UNICAST,
		  &(struct bgp_hop){ .addr = *next_hop },
		  rbuf(attrs, wbuf_used(&a)), &one, 1) == 1);
	CHECK(bgp_update_decode(rbuf(message + BGP_HEADER_SIZE,
				    wbuf_used(&m) - BGP_HEADER_SIZE),
		  &internal, &u) == BGP_FINE);
	bgp_import_update(&w->n[0].in, &u, &internal);
}

/* What neighbour 1 is told of it, in `room`; false: nothing but End-of-RIB. */
static bool
told(struct world *w, const struct bgp_target *t, struct bgp_update *u,
    uint8_t room[400])
{
	struct obuf got = { 0 };
	struct bgp_header h;
	bool more;

	w->n[1].member = bgp_export_join(w->x, t);
	bgp_export_fill(w->x, w->n[1].member, &got, 65536, 1000, &more);
	CHECK(!more && obuf_left(&got) < 400);
	memcpy(room, obuf_at(&got), obuf_left(&got));
	obuf_fini(&got);
	CHECK(bgp_header_decode(room, false, &h, NULL));
	CHECK(bgp_update_decode(
		  rbuf(room + BGP_HEADER_SIZE, h.length - BGP_HEADER_SIZE),
		  &codec, u) <= BGP_ATTRIBUTE_DISCARD);
	return h.length > BGP_HEADER_SIZE + 4;
}

static struct bgp_target
over_ip6(const struct world *w)
{
	struct bgp_target t = target(w, 1);

	t.hop6 = true;
	t.local_address = our6;
	t.remote_address = peer6;
	return t;
}

static void
an_ipv6_next_hop_goes_on_to_those_who_know_that(void)
{
	uint8_t room[400];
	struct bgp_update u;
	struct bgp_target t;
	struct world w;

	begin(&w, 2);
	take(&w, &far6);
	t = target(&w, 1);
	CHECK(!told(&w, &t, &u, room));
	bgp_export_leave(w.x, w.n[1].member);
	t.hop6 = true;
	CHECK(told(&w, &t, &u, room));
	CHECK(u.reach.present && u.reach.family == FAMILY_IPV4_UNICAST);
	CHECK(addr_cmp(&u.reach.hop.addr, &far6) == 0);
	CHECK(!bgp_has(&u.attrs, BGP_NEXT_HOP) && rbuf_left(&u.nlri) == 0);
	end(&w);
}

static void
over_ipv6_we_are_the_next_hop_by_our_ipv6_address(void)
{
	uint8_t room[400];
	struct bgp_update u;
	struct bgp_target t;
	struct world w;

	begin(&w, 0);
	announce(&w, 0, 1, 0); /* an IPv4 next hop */
	t = over_ip6(&w);
	t.local_link_local = our_link;
	CHECK(told(&w, &t, &u, room));
	CHECK(u.reach.family == FAMILY_IPV4_UNICAST);
	CHECK(addr_cmp(&u.reach.hop.addr, &our6) == 0);
	CHECK(addr_cmp(&u.reach.hop.link_local, &our_link) == 0);
	bgp_export_leave(w.x, w.n[1].member);
	t.hop6 = false; /* not for who does not know it */
	CHECK(!told(&w, &t, &u, room));
	end(&w);
}

static void
both_kinds_go_to_one_neighbour(void)
{
	uint8_t room[400];
	struct bgp_update u;
	struct bgp_target t;
	struct world w;

	begin(&w, 2);
	announce(&w, 0, 1, 0);
	t = over_ip6(&w); /* iBGP: the next hop stays, and is in the body */
	CHECK(told(&w, &t, &u, room));
	CHECK(rbuf_left(&u.nlri) > 0 && !u.reach.present);
	CHECK(addr_u32(&u.attrs.next_hop) == 0x0a000001);
	end(&w);
}

/* 254.128.0.0 begins as fe80:: does; only a whole address is one. */
static void
an_address_of_the_other_kind_is_not_the_neighbours_own(void)
{
	struct bgp_attrs a = { .next_hop = addr_ip4(0x20010db8) };
	uint8_t room[400];
	struct bgp_update u;
	struct bgp_target t;
	struct world w;

	begin(&w, 3);
	bgp_rib_source(w.rib, w.n[0].in.source)->client = true;
	send(&w, 0, 1, &a, 0);
	t = over_ip6(&w);
	t.client = true;
	CHECK(told(&w, &t, &u, room));
	CHECK(addr_u32(&u.attrs.next_hop) == 0x20010db8);
	end(&w);
}

static void
a_link_local_next_hop_stays_on_its_link(void)
{
	uint8_t room[400];
	struct bgp_update u;
	struct bgp_target t;
	struct world w;

	begin(&w, 2);
	take(&w, &their_link); /* it may be behind a router */
	t = over_ip6(&w);
	CHECK(!told(&w, &t, &u, room));
	bgp_export_leave(w.x, w.n[1].member);
	strcpy(bgp_rib_source(w.rib, w.n[0].in.source)->interface, "link");
	take(&w, &their_link);
	CHECK(told(&w, &t, &u, room));
	CHECK(addr_cmp(&u.reach.hop.addr, &our6) == 0);
	end(&w);
}

int
main(void)
{
	RUN(an_ipv6_next_hop_goes_on_to_those_who_know_that);
	RUN(over_ipv6_we_are_the_next_hop_by_our_ipv6_address);
	RUN(both_kinds_go_to_one_neighbour);
	RUN(an_address_of_the_other_kind_is_not_the_neighbours_own);
	RUN(a_link_local_next_hop_stays_on_its_link);
	return DONE();
}
