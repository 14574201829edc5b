/* Export: the rules of telling, attributes, and sharing. */
#include "bgp_neighbors.h"

static void
a_new_neighbour_gets_the_table_and_then_end_of_rib(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 20; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].announced == 20 && w.n[1].end_of_rib == 1);
	CHECK(w.n[1].updates == 2); /* one UPDATE for equal attributes */
	CHECK(bgp_export_count(w.x, w.n[1].member) == 20);
	announce(&w, 0, 30, 1);
	withdraw(&w, 0, 3);
	fill_all(&w);
	CHECK(w.n[1].has[30] && !w.n[1].has[3] && w.n[1].end_of_rib == 1);
	CHECK(!bgp_export_pending(w.x, w.n[1].member));
	end(&w);
}

static void
ebgp_gets_our_as_in_front_and_our_address(void)
{
	struct bgp_attrs a = { .has = 1u << BGP_MED | 1u << BGP_LOCAL_PREF,
		.med = 10,
		.local_pref = 300 };
	struct world w;

	begin(&w, 1);
	send(&w, 0, 1, &a, 0); /* from iBGP */
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000102);
	CHECK(w.n[2].told[1].hop == 0x0a000202); /* each its own */
	CHECK(w.n[1].told[1].first_as == OUR_AS);
	CHECK(w.n[1].told[1].path_length == 2);
	CHECK(!(w.n[1].told[1].attributes >> BGP_MED & 1));
	CHECK(!(w.n[1].told[1].attributes >> BGP_LOCAL_PREF & 1));
	end(&w);
}

static void
ibgp_keeps_path_next_hop_and_med_and_gets_local_pref(void)
{
	struct bgp_attrs a = { .has = 1u << BGP_MED, .med = 10 };
	struct world w;

	begin(&w, 2 | 4);
	send(&w, 0, 1, &a, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000001);
	CHECK(w.n[1].told[1].first_as == 65001);
	CHECK(w.n[1].told[1].path_length == 1);
	CHECK(w.n[1].told[1].med == 10);
	CHECK(w.n[1].told[1].local_pref == 100);
	announce(&w, 2, 2, 0); /* from another iBGP neighbour */
	fill_all(&w);
	CHECK(!w.n[1].has[2]);
	end(&w);
}

static void
a_reflector_passes_ibgp_routes_on_to_its_clients(void)
{
	struct bgp_target t;
	struct world w;

	begin(&w, 3);
	announce(&w, 0, 1, 0);
	t = target(&w, 1);
	t.client = true;
	t.next_hop_self = true;
	w.n[1].member = bgp_export_join(w.x, &t);
	fill_all(&w);
	CHECK(w.n[1].has[1]);
	CHECK(w.n[1].told[1].originator == 1 && w.n[1].told[1].clusters == 1);
	CHECK(w.n[1].told[1].hop == 0x0a000001); /* as it was */
	end(&w);
}

static void
nobody_gets_his_own_route_back(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 3; i++)
		join(&w, i);
	fill_all(&w);
	announce(&w, 0, 1, 3);
	fill_all(&w);
	CHECK(!w.n[0].has[1] && w.n[1].has[1] && w.n[2].has[1]);
	announce(&w, 1, 1, 1); /* a better one: its sender loses the other */
	fill_all(&w);
	CHECK(w.n[0].has[1] && !w.n[1].has[1] && w.n[2].has[1]);
	CHECK(w.n[1].withdrawn == 1 && w.n[0].withdrawn == 0);
	withdraw(&w, 1, 1);
	fill_all(&w);
	CHECK(!w.n[0].has[1] && w.n[1].has[1] && w.n[2].has[1]);
	end(&w);
}

static void
well_known_communities_are_obeyed(void)
{
	static const uint8_t no_export[] = { 0xff, 0xff, 0xff, 1 };
	static const uint8_t no_advertise[] = { 0xff, 0xff, 0xff, 2 };
	struct bgp_attrs a = { .has = 1u << BGP_COMMUNITIES,
		.communities = rbuf(no_export, 4) };
	struct world w;

	begin(&w, 2);
	send(&w, 0, 1, &a, 0);
	a.communities = rbuf(no_advertise, 4);
	send(&w, 0, 2, &a, 0);
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	CHECK(w.n[1].has[1] && !w.n[2].has[1]);
	CHECK(!w.n[1].has[2] && !w.n[2].has[2]);
	end(&w);
}

static void
a_next_hop_on_the_shared_network_is_passed_on_but_not_to_itself(void)
{
	struct bgp_attrs a = { .next_hop = addr_ip4(0x0a000107) };
	struct bgp_target t;
	struct world w;

	begin(&w, 0);
	send(&w, 0, 1, &a, 0);
	a.next_hop = addr_ip4(0x0a000101); /* the second neighbour */
	send(&w, 0, 2, &a, 0);
	a.next_hop = addr_ip4(0x0b000001);
	send(&w, 0, 3, &a, 0);
	t = target(&w, 1);
	t.shared = (struct prefix){ addr_ip4(0x0a000100), 24 };
	w.n[1].member = bgp_export_join(w.x, &t);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000107);
	CHECK(w.n[1].told[2].hop == 0x0a000102);
	CHECK(w.n[1].told[3].hop == 0x0a000102);
	end(&w);
}

static void
our_own_routes_go_to_everybody_with_our_address(void)
{
	struct bgp_source s = {
		.name = "connected", .protocol = "connected", .local = true
	};
	struct bgp_import own;
	struct world w;

	begin(&w, 2);
	own = w.n[0].in;
	own.source = bgp_rib_source_add(w.rib, &s);
	bgp_import_local(&own, FAMILY_IPV4_UNICAST,
	    &(struct prefix){ nlri(5).prefix.addr, 24 }, 0, false);
	join(&w, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[0].told[5].hop == 0x0a000002);
	CHECK(w.n[0].told[5].path_length == 1);
	CHECK(w.n[1].told[5].hop == 0x0a000102);
	CHECK(w.n[1].told[5].path_length == 0);
	send(&w, 1, 5,
	    &(struct bgp_attrs){
		.has = 1u << BGP_LOCAL_PREF, .local_pref = 900 },
	    0);
	fill_all(&w); /* they do not talk us out of it */
	CHECK(w.n[1].has[5] && w.n[0].told[5].path_length == 1);
	withdraw(&w, 1, 5);
	bgp_import_local(&own, FAMILY_IPV4_UNICAST,
	    &(struct prefix){ nlri(5).prefix.addr, 24 }, 0, true);
	fill_all(&w);
	CHECK(!w.n[0].has[5] && !w.n[1].has[5]);
	end(&w);
}

static void
a_policy_that_accepts_less_withdraws_the_rest(void)
{
	struct bgp_chain *none;
	struct world w;

	begin(&w, 0);
	none = chain(&w, "reject");
	for (unsigned i = 0; i < 10; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	bgp_export_policy(w.x, w.n[1].member, none);
	fill_all(&w);
	CHECK(w.n[1].withdrawn == 10 && w.n[2].withdrawn == 0);
	for (unsigned i = 0; i < 10; i++)
		CHECK(!w.n[1].has[i] && w.n[2].has[i]);
	bgp_export_policy(w.x, w.n[1].member, w.all);
	fill_all(&w);
	CHECK(w.n[1].has[9] && w.n[1].end_of_rib == 1);
	bgp_export_leave(w.x, w.n[1].member);
	w.n[1].member = BGP_NONE;
	bgp_chain_free(none);
	end(&w);
}

static void
a_refresh_tells_all_again(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 10; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	fill_all(&w);
	bgp_export_again(w.x, w.n[1].member, false);
	fill_all(&w);
	CHECK(w.n[1].announced == 20 && w.n[1].withdrawn == 0);
	CHECK(w.n[1].end_of_rib == 1);
	end(&w);
}

static void
a_route_that_a_neighbour_may_not_take_is_kept_out(void)
{
	struct bgp_attrs a = { 0 };
	struct world w;

	begin(&w, 0);
	join(&w, 1);
	a.next_hop = addr_ip4(0x0a000002); /* our own address */
	send(&w, 0, 1, &a, 0);
	w.n[0].in.local_as = 64000; /* our AS is in the path */
	announce(&w, 0, 2, 1);
	w.n[0].in.local_as = OUR_AS;
	announce(&w, 0, 3, 0);
	a = (struct bgp_attrs){ 0 };
	w.n[0].in.external = false; /* sends AS 64999 first, */
	w.n[0].in.remote_as = 65001;
	w.n[0].in.external = true;
	announce(&w, 0, 4, 0);
	fill_all(&w);
	CHECK(!w.n[1].has[1] && !w.n[1].has[2] && w.n[1].has[3]);
	end(&w);
}

static void
attributes_that_fill_a_message_withdraw_what_they_came_with(void)
{
	static uint8_t many[4060];
	struct bgp_attrs a = { .has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
				      1u << BGP_NEXT_HOP |
				      1u << BGP_COMMUNITIES,
		.as_path.width = 4,
		.next_hop = addr_ip4(0x0a000001),
		.communities = rbuf(many, sizeof(many)) };
	struct bgp_net net = { .prefix = nlri(1).prefix };
	struct bgp_offer o = { 0 };
	struct world w;

	begin(&w, 0);
	announce(&w, 0, 1, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].has[1] && bgp_export_count(w.x, w.n[1].member) == 1);
	o.source = w.n[0].in.source;
	o.set = o.set_in = bgp_sets_intern(w.sets, &a, NULL, 0);
	bgp_rib_put(w.rib, &net, &o);
	bgp_set_drop(w.sets, o.set);
	fill_all(&w);
	CHECK(!w.n[1].has[1] && bgp_export_count(w.x, w.n[1].member) == 0);
	a.communities = rbuf(many, 3900); /* this fits */
	o.set = o.set_in = bgp_sets_intern(w.sets, &a, NULL, 0);
	bgp_rib_put(w.rib, &net, &o);
	bgp_set_drop(w.sets, o.set);
	fill_all(&w);
	CHECK(w.n[1].has[1] && bgp_export_count(w.x, w.n[1].member) == 1);
	end(&w);
}

/* IPv6: the next hop is in MP_REACH, with the link-local one where we said. */
static void
ipv6_gets_each_members_own_two_addresses(void)
{
	struct bgp_attrs a = { .has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH };
	struct bgp_hop hop = { .addr = addr_from(6, (uint8_t[16]){ 9, 9 }) };
	struct bgp_net net = { .prefix = { { ADDR_IP6, { 0x20, 1 } }, 32 } };
	struct bgp_offer o = { 0 };
	struct world w;

	begin(&w, 0);
	net.table = bgp_rib_table(w.rib, "", FAMILY_IPV6_UNICAST);
	a.as_path.width = 4;
	o.source = w.n[0].in.source;
	o.set = o.set_in = bgp_sets_intern(w.sets, &a, &hop, 0);
	bgp_rib_put(w.rib, &net, &o);
	bgp_set_drop(w.sets, o.set);
	for (unsigned i = 1; i < 3; i++) {
		struct bgp_target t = target(&w, i);
		struct obuf got = { 0 };
		struct bgp_update u;
		bool more = true;

		t.table = net.table;
		t.local_address = addr_from(6, (uint8_t[16]){ 0x20, i });
		t.local_link_local =
		    addr_from(6, (uint8_t[16]){ 0xfe, 0x80, i });
		w.n[i].member = bgp_export_join(w.x, &t);
		bgp_export_fill(w.x, w.n[i].member, &got, 1000, 1000, &more);
		CHECK(!more);
		CHECK(
		    bgp_update_decode(rbuf(obuf_at(&got) + BGP_HEADER_SIZE,
					  (size_t)(obuf_at(&got)[16] << 8 |
						   (uint8_t)obuf_at(&got)[17]) -
					      BGP_HEADER_SIZE),
			&codec, &u) == BGP_FINE);
		CHECK(u.reach.present && u.reach.family == FAMILY_IPV6_UNICAST);
		CHECK(addr_cmp(&u.reach.hop.addr, &t.local_address) == 0);
		CHECK(addr_cmp(&u.reach.hop.link_local, &t.local_link_local) ==
		      0);
		CHECK(!bgp_has(&u.attrs, BGP_NEXT_HOP));
		CHECK(rbuf_left(&u.reach.nlri) == 5);
		obuf_fini(&got);
	}
	end(&w);
}

int
main(void)
{
	RUN(a_new_neighbour_gets_the_table_and_then_end_of_rib);
	RUN(ebgp_gets_our_as_in_front_and_our_address);
	RUN(ibgp_keeps_path_next_hop_and_med_and_gets_local_pref);
	RUN(a_reflector_passes_ibgp_routes_on_to_its_clients);
	RUN(nobody_gets_his_own_route_back);
	RUN(well_known_communities_are_obeyed);
	RUN(a_next_hop_on_the_shared_network_is_passed_on_but_not_to_itself);
	RUN(our_own_routes_go_to_everybody_with_our_address);
	RUN(a_policy_that_accepts_less_withdraws_the_rest);
	RUN(a_refresh_tells_all_again);
	RUN(a_route_that_a_neighbour_may_not_take_is_kept_out);
	RUN(attributes_that_fill_a_message_withdraw_what_they_came_with);
	RUN(ipv6_gets_each_members_own_two_addresses);
	return DONE();
}
