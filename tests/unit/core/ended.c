/* What a dump must not bring back. */
#include "core/ended.h"

#include "../../t.h"
#include "wire/rtnl.h"

#include <string.h>

static struct rtnl_route
route_by(const char *prefix, uint32_t interface)
{
	struct rtnl_route route = {
		.table = 254,
		.n_next_hops = 1,
		.next_hops[0] = { .interface = interface, .weight = 1 },
	};

	CHECK(prefix_parse(&route.prefix, prefix, strlen(prefix), NULL));
	return route;
}

static void
a_route_that_ended_is_known(void)
{
	struct rtnl_route a = route_by("10.0.0.0/8", 2);
	struct rtnl_route b = route_by("10.0.0.0/16", 2);
	struct ended e = { 0 };

	CHECK(!ended_has(&e, &a));
	ended_event(&e, &a, true);
	ended_event(&e, &a, true);
	CHECK(ended_has(&e, &a));
	CHECK(!ended_has(&e, &b));
	ended_fini(&e);
	CHECK(!ended_has(&e, &a));
}

static void
one_that_came_back_is_not(void)
{
	struct rtnl_route a = route_by("2001:db8::/32", 2);
	struct ended e = { 0 };

	ended_event(&e, &a, true);
	ended_event(&e, &a, false);
	CHECK(!ended_has(&e, &a));
	ended_event(&e, &a, true);
	CHECK(ended_has(&e, &a));
	ended_fini(&e);
}

static void
another_way_to_the_same_place_stays(void)
{
	struct rtnl_route a = route_by("10.0.0.0/8", 2);
	struct rtnl_route b = route_by("10.0.0.0/8", 3);
	struct ended e = { 0 };

	ended_event(&e, &a, true);
	CHECK(!ended_has(&e, &b));
	ended_fini(&e);
}

static void
the_order_of_next_hops_does_not_matter(void)
{
	struct rtnl_route a = route_by("10.0.0.0/8", 2), b;
	struct ended e = { 0 };

	a.n_next_hops = 2;
	a.next_hops[1] = a.next_hops[0];
	a.next_hops[1].interface = 3;
	b = a;
	b.next_hops[0] = a.next_hops[1];
	b.next_hops[1] = a.next_hops[0];
	ended_event(&e, &a, true);
	CHECK(ended_has(&e, &b));
	ended_fini(&e);
}

static void
many_that_end_are_all_known(void)
{
	struct ended e = { 0 };

	for (uint32_t i = 1; i <= 10000; i++) {
		struct rtnl_route route = route_by("10.0.0.0/8", i);

		ended_event(&e, &route, true);
	}
	for (uint32_t i = 1; i <= 10000; i++) {
		struct rtnl_route route = route_by("10.0.0.0/8", i);

		CHECK(ended_has(&e, &route));
	}
	ended_fini(&e);
}

int
main(void)
{
	RUN(a_route_that_ended_is_known);
	RUN(one_that_came_back_is_not);
	RUN(another_way_to_the_same_place_stays);
	RUN(the_order_of_next_hops_does_not_matter);
	RUN(many_that_end_are_all_known);
	return DONE();
}
