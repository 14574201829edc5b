/* What becomes of requests that fail, and of what happens in the meantime. */
#include "fib_fixture.h"

/* ---- failures ---- */

static void
what_failed_is_tried_again_after_a_growing_pause(void)
{
	struct wanted a;

	begin();
	CHECK(fib_deadline(fib).us == MONO_NEVER.us);
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	CHECK(answer(ENETUNREACH));
	CHECK(fib_is_settled(fib) && asks_nothing());
	for (int64_t pause = 1; pause < 100; pause *= 2) {
		int64_t seconds = pause < 30 ? pause : 30;

		CHECK(mono_sub(fib_deadline(fib), now) == MONO_S(seconds));
		now = fib_deadline(fib);
		fib_retry(fib);
		CHECK(fib_deadline(fib).us == MONO_NEVER.us);
		CHECK(asks(RTNL_ADD, A));
		CHECK(!answer(ENETUNREACH));
	}
	fib_retry(fib);
	CHECK(asks(RTNL_ADD, A));
	obey();
	CHECK(asks_nothing() && fib_failed(fib) == 0);
	want(&a, A, "192.0.2.2");
	CHECK(asks(RTNL_REPLACE, A));
	CHECK(answer(ENETUNREACH)); /* a new failure */
	fib_retry(fib);
	CHECK(asks(RTNL_REPLACE, A));
	finish();
}

static void
a_failure_that_is_not_wanted_any_more_is_forgotten(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	CHECK(answer(ENETUNREACH));
	want_none(A);
	CHECK(asks_nothing());
	CHECK(fib_failed(fib) == 0 && fib_is_settled(fib));
	fib_retry(fib);
	CHECK(asks_nothing());
	finish();
}

static void
a_delete_of_what_is_gone_has_succeeded(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	want_none(A);
	CHECK(asks(RTNL_DEL, A));
	CHECK(!answer(ESRCH));
	CHECK(asks_nothing() && fib_installed(fib) == 0);
	CHECK(fib_failed(fib) == 0);
	finish();
}

static void
a_missing_interface_fails_and_takes_the_old_route_away(void)
{
	struct rtnl_link link = { .index = 4, .name = "eth2", .up = true };
	struct wanted a;
	const struct rec_route *r;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	r = wanted(&a, A, "192.0.2.1", "eth2");
	fib_want(fib, &r->prefix, r);
	CHECK(asks(RTNL_DEL, A));
	obey();
	CHECK(asks_nothing() && fib_failed(fib) == 1);
	links_set(&links, &link);
	fib_retry(fib);
	CHECK(asks(RTNL_ADD, A) && asked.route.next_hops[0].interface == 4);
	obey();
	CHECK(asks_nothing() && fib_failed(fib) == 0);
	finish();
}

static void
what_the_kernel_makes_something_else_of_is_no_endless_loop(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	have(A, "192.0.2.77", false);
	CHECK(answer(0));
	CHECK(asks_nothing() && fib_failed(fib) == 1);
	fib_retry(fib);
	CHECK(asks(RTNL_REPLACE, A));
	obey();
	CHECK(asks_nothing() && fib_failed(fib) == 0);
	finish();
}

/* ---- what happens meanwhile ---- */

static void
one_request_at_a_time_for_a_prefix(void)
{
	struct wanted a, b, c;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	want(&b, A, "192.0.2.2");
	want(&c, A, "192.0.2.3");
	CHECK(asks_nothing());
	obey();
	CHECK(asks(RTNL_REPLACE, A));
	CHECK(addr_u32(&asked.route.next_hops[0].gateway) == 0xc0000203);
	obey();
	CHECK(asks_nothing());
	finish();
}

static void
what_was_wanted_meanwhile_does_not_wait_for_a_failure(void)
{
	struct wanted a, b;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	want(&b, A, "192.0.2.2");
	answer(ENETUNREACH);
	CHECK(asks(RTNL_ADD, A));
	CHECK(addr_u32(&asked.route.next_hops[0].gateway) == 0xc0000202);
	want_none(A);
	answer(ENETUNREACH);
	CHECK(asks_nothing());
	CHECK(fib_failed(fib) == 0 && fib_is_settled(fib));
	finish();
}

static void
an_event_while_busy_is_believed(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	have(A, "192.0.2.1", false);
	have(A, "192.0.2.1", true); /* a flap, right behind it */
	answer(0);
	CHECK(fib_installed(fib) == 0);
	fib_retry(fib); /* as for every link that moves */
	CHECK(asks(RTNL_ADD, A));
	obey();
	CHECK(asks_nothing() && fib_installed(fib) == 1);
	finish();
}

static void
without_an_event_the_answer_is_believed(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	CHECK(!answer(0));
	CHECK(fib_installed(fib) == 1 && asks_nothing());
	finish();
}

static void
a_flush_by_someone_is_undone(void)
{
	struct wanted a;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	obey();
	CHECK(asks_nothing());
	have(A, "192.0.2.1", true);
	CHECK(asks(RTNL_ADD, A));
	finish();
}

static void
a_dump_finds_what_a_link_flap_took_in_silence(void)
{
	struct wanted a, b;

	begin();
	want(&a, A, "192.0.2.1");
	want(&b, B, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A) && (obey(), true));
	CHECK(asks(RTNL_ADD, B) && (obey(), true));
	CHECK(asks_nothing());
	fib_dump_begin(fib);
	have(B, "192.0.2.1", false);
	CHECK(asks_nothing()); /* it is not over */
	fib_dump_end(fib);
	CHECK(asks(RTNL_ADD, A));
	obey();
	CHECK(asks_nothing());
	fib_dump_begin(fib);
	have(A, "192.0.2.1", false);
	fib_dump_begin(fib); /* and once more, from the start */
	have(B, "192.0.2.9", false);
	fib_dump_end(fib);
	CHECK(asks(RTNL_ADD, A) && (obey(), true));
	CHECK(asks(RTNL_REPLACE, B) && (obey(), true));
	CHECK(asks_nothing());
	finish();
}

static void
when_answers_are_lost_nothing_goes_on_before_a_dump(void)
{
	struct wanted a, b;

	begin();
	want(&a, A, "192.0.2.1");
	CHECK(asks(RTNL_ADD, A));
	want(&b, B, "192.0.2.1");
	CHECK(!answer(ENOBUFS)); /* no failure, as far as anyone knows */
	CHECK(asks_nothing() && !fib_is_settled(fib));
	fib_retry(fib);
	CHECK(asks_nothing());
	fib_dump_begin(fib);
	have(A, "192.0.2.1", false);
	fib_dump_end(fib);
	CHECK(asks(RTNL_ADD, B) && (obey(), true));
	CHECK(asks_nothing());
	CHECK(fib_is_settled(fib) && fib_failed(fib) == 0);

	want(&a, A, "192.0.2.2");
	CHECK(asks(RTNL_REPLACE, A));
	CHECK(!answer(ENOBUFS));
	fib_dump_begin(fib);
	have(A, "192.0.2.1", false);
	have(B, "192.0.2.1", false);
	fib_dump_end(fib);
	CHECK(asks(RTNL_REPLACE, A)); /* it had not come about */
	finish();
}

static void
one_next_hop_of_several_can_go(void)
{
	struct rtnl_route route = kernel_route(C, "fd00::1"), part = route;
	struct rec_path paths[2] = { 0 };
	struct wanted w;
	const struct rec_route *r = wanted(&w, C, NULL, NULL);

	begin();
	PUT(&paths[0], path, next_hop, addr("fd00::1"));
	PUT(&paths[0], path, interface, "eth0");
	PUT(&paths[1], path, next_hop, addr("fd01::1"));
	PUT(&paths[1], path, interface, "eth1");
	w.route.paths.at = paths;
	w.route.paths.n = 2;
	route.next_hops[1] = (struct rtnl_next_hop){
		.gateway = addr("fd01::1"), .interface = 3, .weight = 1
	};
	route.n_next_hops = 2;
	fib_have(fib, &route, false);
	fib_want(fib, &r->prefix, r);
	CHECK(asks_nothing());
	fib_have(fib, &part, true); /* as IPv6 tells of it */
	CHECK(fib_installed(fib) == 1);
	CHECK(asks(RTNL_REPLACE, C) && asked.route.n_next_hops == 2);
	obey();
	CHECK(asks_nothing());
	fib_have(fib, &route, true);
	CHECK(fib_installed(fib) == 0 && asks(RTNL_ADD, C));
	finish();
}

int
main(void)
{
	RUN(what_failed_is_tried_again_after_a_growing_pause);
	RUN(a_failure_that_is_not_wanted_any_more_is_forgotten);
	RUN(a_delete_of_what_is_gone_has_succeeded);
	RUN(a_missing_interface_fails_and_takes_the_old_route_away);
	RUN(what_the_kernel_makes_something_else_of_is_no_endless_loop);
	RUN(one_request_at_a_time_for_a_prefix);
	RUN(what_was_wanted_meanwhile_does_not_wait_for_a_failure);
	RUN(an_event_while_busy_is_believed);
	RUN(without_an_event_the_answer_is_believed);
	RUN(a_flush_by_someone_is_undone);
	RUN(a_dump_finds_what_a_link_flap_took_in_silence);
	RUN(when_answers_are_lost_nothing_goes_on_before_a_dump);
	RUN(one_next_hop_of_several_can_go);
	return DONE();
}
