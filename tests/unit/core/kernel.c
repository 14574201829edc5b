/* The kernel's routes and the records of them, both ways. */
#include "core/kernel.h"

#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"
#include "core/links.h"

#include <linux/rtnetlink.h>

static struct addr
addr(const char *text)
{
	struct addr a = { 0 };

	CHECK(addr_parse(&a, text, strlen(text), NULL));
	return a;
}

/* eth0 is 2, eth1 is 3. */
static struct links *
some_links(void)
{
	static struct links links;
	struct rtnl_link link = { .index = 2, .name = "eth0", .up = true };

	links_set(&links, &link);
	link = (struct rtnl_link){ .index = 3, .name = "eth1", .up = true };
	links_set(&links, &link);
	return &links;
}

/* A unicast route of the main table, by eth0. */
static struct rtnl_route
route_of(const char *prefix, uint8_t protocol, const char *gateway)
{
	struct rtnl_route route = {
		.table = RT_TABLE_MAIN,
		.type = RTN_UNICAST,
		.protocol = protocol,
		.n_next_hops = 1,
		.next_hops[0] = { .interface = 2, .weight = 1 },
	};

	CHECK(prefix_parse(&route.prefix, prefix, strlen(prefix), NULL));
	if (gateway != NULL)
		route.next_hops[0].gateway = addr(gateway);
	return route;
}

/* The record of a route as JSON; "" when there is none. */
static const char *
json(const struct rtnl_route *route)
{
	static char line[600];
	struct links *links = some_links();
	struct arena arena = { 0 };
	struct obuf out = { 0 };
	struct rec r;

	line[0] = '\0';
	if (kernel_route_record(route, links, &r, &arena)) {
		rec_write(&out, &r);
		snprintf(line, sizeof(line), "%.*s", (int)obuf_left(&out) - 1,
		    obuf_at(&out));
	}
	obuf_fini(&out);
	arena_fini(&arena);
	links_fini(links);
	return line;
}

/* ---- out of the kernel ---- */

static void
a_network_on_a_link_is_connected(void)
{
	struct rtnl_route route = route_of("10.1.1.0/24", RTPROT_KERNEL, NULL);

	CHECK_STR(json(&route),
	    "{\"type\":\"route\",\"protocol\":\"connected\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"10.1.1.0/24\","
	    "\"metric\":0,\"paths\":[{\"interface\":\"eth0\"}]}");
	route = route_of("fd00:1::/64", RTPROT_KERNEL, NULL);
	route.metric = 256;
	CHECK_STR(json(&route),
	    "{\"type\":\"route\",\"protocol\":\"connected\","
	    "\"family\":\"ipv6_unicast\",\"prefix\":\"fd00:1::/64\","
	    "\"metric\":256,\"paths\":[{\"interface\":\"eth0\"}]}");
}

static void
a_route_of_ip_route_add_is_static(void)
{
	struct rtnl_route route =
	    route_of("0.0.0.0/0", RTPROT_BOOT, "10.1.1.254");

	CHECK_STR(json(&route),
	    "{\"type\":\"route\",\"protocol\":\"static\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"0.0.0.0/0\",\"metric\":0,"
	    "\"paths\":[{\"next_hop\":\"10.1.1.254\","
	    "\"interface\":\"eth0\"}]}");
	route.protocol = RTPROT_STATIC;
	CHECK(strstr(json(&route), "\"static\"") != NULL);
}

static void
routes_of_others_carry_their_names(void)
{
	static const struct {
		uint8_t protocol;
		const char *name;
	} cases[] = {
		{ RTPROT_KERNEL, "\"protocol\":\"kernel\"" },
		{ RTPROT_BIRD, "\"protocol\":\"bird\"" },
		{ RTPROT_ZEBRA, "\"protocol\":\"zebra\"" },
		{ RTPROT_OSPF, "\"protocol\":\"ospf\"" },
		{ RTPROT_DHCP, "\"protocol\":\"dhcp\"" },
		{ 77, "\"protocol\":\"proto_77\"" },
		{ 255, "\"protocol\":\"proto_255\"" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rtnl_route route =
		    route_of("10.2.0.0/16", cases[i].protocol, "10.1.1.2");

		CHECK(strstr(json(&route), cases[i].name) != NULL);
	}
}

static void
our_own_routes_are_not_reported(void)
{
	struct rtnl_route route =
	    route_of("10.2.0.0/16", KERNEL_PROTOCOL_SYNC, "10.1.1.2");

	CHECK_STR(json(&route), "");
	route.protocol = KERNEL_PROTOCOL_MPLS;
	CHECK_STR(json(&route), "");
}

static void
other_tables_types_and_caches_are_not_reported(void)
{
	struct rtnl_route route =
	    route_of("10.2.0.0/16", RTPROT_STATIC, "10.1.1.2");

	CHECK(*json(&route) != '\0');
	route.table = RT_TABLE_LOCAL;
	CHECK_STR(json(&route), "");
	route.table = RT_TABLE_MAIN;
	route.cloned = true;
	CHECK_STR(json(&route), "");
	route.cloned = false;
	route.type = RTN_BROADCAST;
	CHECK_STR(json(&route), "");
	route.type = RTN_BLACKHOLE;
	route.n_next_hops = 0;
	CHECK_STR(json(&route), "");
}

static void
networks_that_every_machine_has_are_not_reported(void)
{
	static const char *const networks[] = { "fe80::/64", "ff00::/8",
		"224.0.0.0/4", "::1/128", "127.0.0.0/8" };

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
		struct rtnl_route route =
		    route_of(networks[i], RTPROT_KERNEL, NULL);

		CHECK_STR(json(&route), "");
	}
}

static void
a_dead_next_hop_is_left_out(void)
{
	struct rtnl_route route =
	    route_of("10.2.0.0/16", RTPROT_STATIC, "10.1.1.2");

	route.next_hops[1] = (struct rtnl_next_hop){
		.gateway = addr("10.1.2.2"), .interface = 3, .weight = 2
	};
	route.n_next_hops = 2;
	CHECK(strstr(json(&route),
		  "\"paths\":[{\"next_hop\":\"10.1.1.2\","
		  "\"interface\":\"eth0\",\"weight\":1},"
		  "{\"next_hop\":\"10.1.2.2\",\"interface\":\"eth1\","
		  "\"weight\":2}]") != NULL);
	route.next_hops[0].dead = true;
	CHECK(strstr(json(&route),
		  "\"paths\":[{\"next_hop\":\"10.1.2.2\","
		  "\"interface\":\"eth1\",\"weight\":2}]") != NULL);
	route.next_hops[1].dead = true;
	CHECK_STR(json(&route), "");
}

static void
an_unknown_link_has_no_name_yet(void)
{
	struct rtnl_route route =
	    route_of("10.2.0.0/16", RTPROT_STATIC, "10.1.1.2");

	route.next_hops[0].interface = 9;
	CHECK(strstr(json(&route), "\"paths\":[{\"next_hop\":\"10.1.1.2\"}]") !=
	      NULL);
}

/* ---- into the kernel ---- */

static void
set_path(struct rec_path *path, const char *next_hop, const char *interface)
{
	*path = (struct rec_path){ 0 };
	if (next_hop != NULL)
		PUT(path, path, next_hop, addr(next_hop));
	if (interface != NULL)
		PUT(path, path, interface, interface);
}

static bool
request(struct rec_path *paths, uint32_t n, struct rtnl_route *to)
{
	struct rec_route r = { .paths = { .at = paths, .n = n } };
	struct links *links = some_links();
	const char *why = NULL;
	bool done;

	CHECK(prefix_parse(&r.prefix, "10.2.0.0/16", 11, NULL));
	done = kernel_route_request(&r, links, to, &why);
	CHECK(done || why != NULL);
	links_fini(links);
	return done;
}

static void
paths_become_next_hops(void)
{
	struct rec_path paths[2];
	struct rtnl_route route;

	set_path(&paths[0], "10.1.1.2", "eth0");
	set_path(&paths[1], "10.1.2.2", "eth1");
	PUT(&paths[1], path, weight, 300);
	CHECK(request(paths, 2, &route));
	CHECK(route.n_next_hops == 2 && route.type == RTN_UNICAST);
	CHECK(route.scope == RT_SCOPE_UNIVERSE);
	CHECK(route.next_hops[0].interface == 2);
	CHECK(route.next_hops[0].weight == 1);
	CHECK(route.next_hops[0].gateway.ip == ADDR_IP4);
	CHECK(route.next_hops[1].interface == 3);
	CHECK(route.next_hops[1].weight == 256); /* the kernel's most */
}

static void
a_path_without_next_hop_is_on_the_link(void)
{
	struct rec_path path;
	struct rtnl_route route;

	set_path(&path, NULL, "eth1");
	CHECK(request(&path, 1, &route));
	CHECK(route.scope == RT_SCOPE_LINK);
	CHECK(route.next_hops[0].gateway.ip == ADDR_NONE);
	set_path(&path, "0.0.0.0", "eth1");
	CHECK(request(&path, 1, &route));
	CHECK(route.next_hops[0].gateway.ip == ADDR_NONE);
}

static void
what_the_kernel_cannot_be_told_is_refused(void)
{
	struct rec_path path;
	struct rtnl_route route;

	CHECK(!request(NULL, 0, &route));
	set_path(&path, "10.1.1.2", "eth9");
	CHECK(!request(&path, 1, &route));
	set_path(&path, NULL, NULL);
	CHECK(!request(&path, 1, &route));
	set_path(&path, "::", NULL);
	CHECK(!request(&path, 1, &route));
	set_path(&path, "10.1.1.2", NULL); /* the kernel finds the link */
	CHECK(request(&path, 1, &route));
	CHECK(route.next_hops[0].interface == 0);
}

static bool
same(const struct rtnl_route *a, const struct rtnl_route *b)
{
	return kernel_next_hops_same(
	    a->next_hops, a->n_next_hops, b->next_hops, b->n_next_hops);
}

static void
the_order_of_next_hops_does_not_matter(void)
{
	struct rtnl_route a = route_of("10.2.0.0/16", RTPROT_BGP, "10.1.1.2"),
			  b;

	a.next_hops[1] = (struct rtnl_next_hop){
		.gateway = addr("10.1.2.2"), .interface = 3, .weight = 1
	};
	a.n_next_hops = 2;
	b = a;
	b.next_hops[0] = a.next_hops[1];
	b.next_hops[1] = a.next_hops[0];
	CHECK(same(&a, &b));
	b.next_hops[0].weight = 2;
	CHECK(!same(&a, &b));
	b = a;
	b.next_hops[0] = b.next_hops[1]; /* one twice is not the two */
	CHECK(!same(&a, &b));
	CHECK(!same(&b, &a));
	b.n_next_hops = 1;
	CHECK(!same(&a, &b));
}

static void
gateways_and_links_matter(void)
{
	struct rtnl_route a = route_of("10.2.0.0/16", RTPROT_BGP, "10.1.1.2"),
			  b = a;

	b.next_hops[0].weight = 9; /* of one there is nothing to share */
	CHECK(same(&a, &b));
	b.next_hops[0].interface = 3;
	CHECK(!same(&a, &b));
	b.next_hops[0].interface = 0; /* left to the kernel */
	CHECK(same(&a, &b) && same(&b, &a));
	b.next_hops[0].gateway = addr("10.1.1.3");
	CHECK(!same(&a, &b));
}

int
main(void)
{
	RUN(a_network_on_a_link_is_connected);
	RUN(a_route_of_ip_route_add_is_static);
	RUN(routes_of_others_carry_their_names);
	RUN(our_own_routes_are_not_reported);
	RUN(other_tables_types_and_caches_are_not_reported);
	RUN(networks_that_every_machine_has_are_not_reported);
	RUN(a_dead_next_hop_is_left_out);
	RUN(an_unknown_link_has_no_name_yet);
	RUN(paths_become_next_hops);
	RUN(a_path_without_next_hop_is_on_the_link);
	RUN(what_the_kernel_cannot_be_told_is_refused);
	RUN(the_order_of_next_hops_does_not_matter);
	RUN(gateways_and_links_matter);
	return DONE();
}
