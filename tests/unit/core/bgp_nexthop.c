/* Resolving next hops over what was reported. */
#include "core/bgp_nexthop.h"
#include "../../t.h"
#include "core/bgp_set.h"
#include "rec/rec.h"

static struct bgp_sets *sets;
static struct bgp_hops *hops;

static void
begin(void)
{
	sets = bgp_sets_new();
	hops = bgp_hops_new(sets, false);
}

static void
end(void)
{
	bgp_hops_free(hops);
	bgp_sets_free(sets);
}

static struct addr
addr(const char *s)
{
	struct addr a = { 0 };

	CHECK(addr_parse(&a, s, strlen(s), NULL));
	return a;
}

/* `via` NULL: connected. */
static void
route(const char *prefix, const char *via, const char *interface,
    uint32_t metric, bool del)
{
	struct rec_path path = { 0 };
	struct rec_route r = { 0 };

	MARK(&r, route, prefix);
	CHECK(prefix_parse(&r.prefix, prefix, strlen(prefix), NULL));
	PUT(&r, route, protocol, via == NULL ? "connected" : "static");
	PUT(&r, route, metric, metric);
	if (via != NULL)
		PUT(&path, path, next_hop, addr(via));
	if (interface != NULL)
		PUT(&path, path, interface, interface);
	MARK(&r, route, paths);
	r.paths.n = 1;
	r.paths.at = &path;
	bgp_hops_route(hops, &r, del);
}

static void
interface(const char *name, bool up)
{
	struct prefix own = { addr("10.0.0.1"), 24 };
	struct rec_interface_state s = { 0 };

	PUT(&s, interface_state, name, name);
	PUT(&s, interface_state, up, up);
	MARK(&s, interface_state, addresses);
	s.addresses.n = 1;
	s.addresses.at = &own;
	bgp_hops_interface(hops, &s, false);
}

static struct bgp_resolved
resolve(const char *s)
{
	struct addr a = addr(s);

	return bgp_hops_resolve(hops, &a, NULL);
}

/* A set with that next hop: its handle. */
static struct bgp_set *
with_hop(const char *s)
{
	struct bgp_attrs a = { .has = 1u << BGP_NEXT_HOP, .next_hop = addr(s) };

	return bgp_sets_intern(sets, &a, NULL, 0);
}

static void
without_any_route_everything_is_reachable(void)
{
	begin();
	CHECK(resolve("10.0.0.9").reachable && !resolve("10.0.0.9").resolved);
	route("10.0.0.0/24", NULL, "eth0", 0, false);
	CHECK(!resolve("10.1.0.9").reachable);
	route("10.0.0.0/24", NULL, "eth0", 0, true);
	CHECK(!resolve("10.0.0.9").reachable); /* now it is known that not */
	end();
}

static void
the_longest_match_leads_to_a_connected_next_hop(void)
{
	struct bgp_resolved r;

	begin();
	route("10.0.0.0/24", NULL, "eth0", 0, false);
	route("0.0.0.0/0", "10.0.0.254", "eth0", 100, false);
	route("192.0.2.0/24", "10.0.0.7", NULL, 20, false);
	r = resolve("10.0.0.9");
	CHECK(r.resolved && r.metric == 0);
	CHECK(addr_u32(&r.next_hop) == 0x0a000009);
	CHECK_STR(r.interface, "eth0");
	r = resolve("198.51.100.1");
	CHECK(r.resolved && r.metric == 100);
	CHECK(addr_u32(&r.next_hop) == 0x0a0000fe);
	r = resolve("192.0.2.1"); /* over another route */
	CHECK(r.resolved && r.metric == 20);
	CHECK(addr_u32(&r.next_hop) == 0x0a000007);
	end();
}

static void
of_two_routes_the_nearer_is_taken_while_its_interface_is_up(void)
{
	begin();
	interface("eth0", true);
	interface("eth1", true);
	route("10.0.0.0/24", NULL, "eth0", 1, false);
	route("10.0.0.0/24", NULL, "eth1", 2, false);
	CHECK_STR(resolve("10.0.0.9").interface, "eth0");
	interface("eth0", false);
	CHECK_STR(resolve("10.0.0.9").interface, "eth1");
	interface("eth1", false);
	CHECK(!resolve("10.0.0.9").reachable);
	interface("eth0", true);
	route("10.0.0.0/24", NULL, "eth0", 1, true);
	CHECK(!resolve("10.0.0.9").reachable);
	end();
}

static void
the_second_path_of_a_route_stands_in_for_the_first(void)
{
	struct prefix prefix = { addr("192.0.2.0"), 24 };
	struct rec_path paths[2] = { 0 };
	struct bgp_resolved second;
	struct rec_route r = { 0 };

	begin();
	PUT(&paths[0], path, next_hop, addr("10.0.0.1"));
	PUT(&paths[0], path, interface, "eth0");
	PUT(&paths[1], path, next_hop, addr("10.0.1.1"));
	PUT(&paths[1], path, interface, "eth1");
	PUT(&r, route, protocol, "ospf");
	PUT(&r, route, prefix, prefix);
	MARK(&r, route, paths);
	r.paths.n = 2;
	r.paths.at = paths;
	bgp_hops_route(hops, &r, false);
	CHECK_STR(resolve("192.0.2.1").interface, "eth0");
	interface("eth0", false);
	second = resolve("192.0.2.1");
	CHECK(addr_u32(&second.next_hop) == 0x0a000101);
	CHECK_STR(second.interface, "eth1");
	r.paths.n = 1; /* replaced */
	bgp_hops_route(hops, &r, false);
	CHECK(!resolve("192.0.2.1").reachable);
	bgp_hops_route(hops, &r, true);
	interface("eth0", true);
	CHECK(!resolve("192.0.2.1").reachable);
	end();
}

static void
a_loop_of_routes_leads_nowhere(void)
{
	begin();
	route("10.1.0.0/16", "10.2.0.1", NULL, 0, false);
	route("10.2.0.0/16", "10.1.0.1", NULL, 0, false);
	CHECK(!resolve("10.1.0.9").reachable);
	end();
}

static void
a_change_is_told_of_the_next_hops_that_it_concerns(void)
{
	struct bgp_set *a, *b;

	begin();
	route("10.0.0.0/24", NULL, "eth0", 0, false);
	a = with_hop("10.0.0.9");
	b = with_hop("10.1.0.9");
	CHECK(bgp_hop_get(hops, a->hop)->reachable);
	CHECK(!bgp_hop_get(hops, b->hop)->reachable);
	bgp_hops_settle(hops);
	CHECK(!bgp_hops_settle(hops));
	route("10.1.0.0/24", NULL, "eth1", 0, false);
	CHECK(bgp_hops_settle(hops));
	CHECK(bgp_hop_changed(hops, b->hop) && !bgp_hop_changed(hops, a->hop));
	CHECK(bgp_hop_get(hops, b->hop)->reachable);
	route("10.2.0.0/24", NULL, "eth1", 0, false);
	CHECK(!bgp_hops_settle(hops)); /* concerns nobody */
	bgp_set_drop(sets, a);
	bgp_set_drop(sets, b);
	a = with_hop("10.2.0.1"); /* a handle that is used again */
	CHECK(bgp_hop_get(hops, a->hop)->reachable);
	bgp_set_drop(sets, a);
	end();
}

static void
our_own_addresses_are_known(void)
{
	struct addr own = addr("10.0.0.1"), other = addr("10.0.0.2");

	begin();
	interface("eth0", true);
	CHECK(bgp_hops_own(hops, &own) && !bgp_hops_own(hops, &other));
	end();
}

static void
link_local_next_hops_need_no_route(void)
{
	struct addr a = addr("fe80::1");

	begin();
	route("10.0.0.0/24", NULL, "eth0", 0, false);
	interface("eth1", true);
	CHECK(bgp_hops_resolve(hops, &a, "eth1").resolved);
	interface("eth1", false);
	CHECK(!bgp_hops_resolve(hops, &a, "eth1").reachable);
	end();
}

int
main(void)
{
	RUN(without_any_route_everything_is_reachable);
	RUN(the_longest_match_leads_to_a_connected_next_hop);
	RUN(of_two_routes_the_nearer_is_taken_while_its_interface_is_up);
	RUN(the_second_path_of_a_route_stands_in_for_the_first);
	RUN(a_loop_of_routes_leads_nowhere);
	RUN(a_change_is_told_of_the_next_hops_that_it_concerns);
	RUN(our_own_addresses_are_known);
	RUN(link_local_next_hops_need_no_route);
	return DONE();
}
