/* Desired and actual routes: what is asked of the kernel, and what never is. */
#include "fib_fixture.h"

/* ---- the difference ---- */

static void
only_what_differs_is_added(void)
{
	struct wanted a, b;

	begin();
	have(A, "192.0.2.1", false);
	want(&a, A, "192.0.2.1");
	want(&b, B, "192.0.2.1");
	CHECK(asks(RTNL_ADD, B));
	CHECK(asked.route.next_hops[0].interface == 2);
	obey();
	CHECK(asks_nothing());
	CHECK(fib_is_settled(fib) && fib_installed(fib) == 2);
	want(&a, A, "192.0.2.1"); /* the same once more */
	CHECK(asks_nothing());
	finish();
}

static void
another_next_hop_is_a_replacement(void)
{
	struct wanted a, b;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	want(&b, A, "192.0.2.2");
	CHECK(asks(RTNL_REPLACE, A));
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 1);
	finish();
}

static void
what_is_no_longer_wanted_goes_at_once(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	want_none(A);
	CHECK(asks(RTNL_DEL, A));
	CHECK(asked.route.n_next_hops == 0);
	CHECK(asked.route.scope == RT_SCOPE_NOWHERE); /* of any scope */
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 0);
	want_none(B); /* never heard of */
	CHECK(asks_nothing() && fib_is_settled(fib));
	finish();
}

static void
what_is_left_of_an_earlier_run_goes_on_a_sweep_only(void)
{
	struct wanted a;

	begin();
	have(A, "192.0.2.1", false);
	have(B, "192.0.2.1", false);
	CHECK(asks_nothing() && fib_installed(fib) == 2);
	want(&a, A, "192.0.2.1");
	CHECK(asks_nothing());
	fib_sweep(fib, FAMILY_IPV4_UNICAST);
	CHECK(asks(RTNL_DEL, B));
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 1);
	have(B, "192.0.2.7", false); /* from now on there is no excuse */
	CHECK(asks(RTNL_DEL, B));
	finish();
}

static void
families_are_swept_separately(void)
{
	begin();
	have(A, "192.0.2.1", false);
	have(C, "fd00::1", false);
	fib_sweep(fib, FAMILY_IPV6_UNICAST);
	CHECK(asks(RTNL_DEL, C));
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 1);
	fib_sweep(fib, 0);
	CHECK(asks(RTNL_DEL, A));
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 0);
	finish();
}

static void
clearing_removes_all_that_is_ours(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	have(C, "fd00::1", false);
	fib_clear(fib);
	CHECK(asks(RTNL_DEL, C) && (obey(), true));
	CHECK(asks_nothing() && !fib_is_settled(fib)); /* A is on its way */
	asked.tag = 0;
	have(A, "192.0.2.1", false);
	CHECK(!answer(0));
	CHECK(asks(RTNL_DEL, A));
	obey();
	CHECK(asks_nothing() && fib_is_settled(fib));
	finish();
}

/* ---- others' routes ---- */

static void
routes_of_others_are_passed_over(void)
{
	struct rtnl_route route = kernel_route(A, "192.0.2.9");
	struct wanted a;

	begin();
	route.protocol = RTPROT_BIRD;
	fib_have(fib, &route, false);
	route.protocol = OURS;
	route.metric = METRIC + 1;
	fib_have(fib, &route, false);
	route.metric = METRIC;
	route.table = TABLE + 1;
	fib_have(fib, &route, false);
	route.table = TABLE;
	route.cloned = true;
	fib_have(fib, &route, false);
	CHECK(fib_installed(fib) == 0);
	fib_sweep(fib, 0);
	CHECK(asks_nothing());
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A)); /* never a replacement */
	finish();
}

static void
where_another_has_one_ours_waits_and_is_told_once(void)
{
	struct rtnl_route other = kernel_route(A, "192.0.2.9");
	struct wanted a;

	begin();
	other.protocol = RTPROT_STATIC;
	fib_have(fib, &other, false);
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	CHECK(answer(EEXIST));
	CHECK(asks_nothing() && fib_failed(fib) == 1);
	fib_retry(fib);
	CHECK(asks(RTNL_ADD, A));
	CHECK(!answer(EEXIST)); /* it is known by now */
	CHECK(asks_nothing());
	fib_have(fib, &other, true); /* it makes room: no need to wait */
	CHECK(asks(RTNL_ADD, A));
	obey();
	CHECK(asks_nothing() && fib_failed(fib) == 0);
	finish();
}

static void
what_another_replaced_is_not_there_any_more(void)
{
	struct rtnl_route other = kernel_route(A, "192.0.2.9");
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	other.protocol = RTPROT_STATIC;
	fib_have(fib, &other, false); /* beside ours: `ip route append` */
	CHECK(asks_nothing() && fib_installed(fib) == 1);
	other.replaces = true;
	fib_have(fib, &other, false);
	CHECK(fib_installed(fib) == 0);
	CHECK(asks(RTNL_ADD, A)); /* which is refused, and does no harm */
	finish();
}

static void
only_plain_unicast_of_the_global_table_is_ours(void)
{
	uint32_t label = 100;
	struct wanted w;

	wanted(&w, A, "192.0.2.1", "eth0");
	CHECK(fib_is_ours_to_install(&w.route));
	PUT(&w.route, route, rib, RIB_ADJ_IN);
	CHECK(!fib_is_ours_to_install(&w.route));
	wanted(&w, A, "192.0.2.1", "eth0");
	PUT(&w.route, route, protocol, "connected");
	CHECK(!fib_is_ours_to_install(&w.route));
	PUT(&w.route, route, protocol, "bgp");
	CHECK(fib_is_ours_to_install(&w.route));
	PUT(&w.route, route, vrf, "red");
	CHECK(!fib_is_ours_to_install(&w.route));
	wanted(&w, A, "192.0.2.1", "eth0");
	PUT(&w.route, route, family, FAMILY_IPV4_MULTICAST);
	CHECK(!fib_is_ours_to_install(&w.route));
	wanted(&w, A, "192.0.2.1", "eth0");
	w.path.labels.at = &label;
	w.path.labels.n = 1;
	MARK(&w.path, path, labels);
	CHECK(!fib_is_ours_to_install(&w.route));
	wanted(&w, A, "192.0.2.1", "eth0");
	w.route.has = 0;
	CHECK(!fib_is_ours_to_install(&w.route));
}

int
main(void)
{
	RUN(only_what_differs_is_added);
	RUN(another_next_hop_is_a_replacement);
	RUN(what_is_no_longer_wanted_goes_at_once);
	RUN(what_is_left_of_an_earlier_run_goes_on_a_sweep_only);
	RUN(families_are_swept_separately);
	RUN(clearing_removes_all_that_is_ours);
	RUN(routes_of_others_are_passed_over);
	RUN(where_another_has_one_ours_waits_and_is_told_once);
	RUN(what_another_replaced_is_not_there_any_more);
	RUN(only_plain_unicast_of_the_global_table_is_ours);
	return DONE();
}
