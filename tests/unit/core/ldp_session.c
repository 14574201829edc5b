/* The LDP session engine: stories of two routers. */
#include "ldp_lab.h"

static void
the_active_one_dials_and_both_come_up(void)
{
	struct end a, b;

	meet(&a, &b);
	CHECK(a.dials == 0 && b.dials == 1);
	CHECK(a.s.state == LDP_OPERATIONAL && b.s.state == LDP_OPERATIONAL);
	CHECK(a.ups == 1 && b.ups == 1);
	CHECK_STR(b.said, "initialization keepalive");
	CHECK_STR(a.said, "initialization keepalive");
	CHECK(a.s.agreed.keepalive == 180 && a.s.agreed.max_pdu == 4096);
	CHECK(a.s.agreed.can == (LDP_CAN_ANNOUNCE | LDP_CAN_TYPED_WILDCARD |
				    LDP_CAN_UNRECOGNIZED));
	CHECK(a.s.agreed.restart && !a.s.agreed.on_demand);
}

static void
the_smaller_of_what_both_want_holds(void)
{
	struct end a = end(1, 2), b = end(2, 1);

	a.s.config.keepalive = 30;
	a.s.config.on_demand = true;
	a.s.config.loop_detection = true;
	a.s.config.path_vector_limit = 7;
	b.s.config.max_pdu = 1000;
	connected(&a, at(0));
	connected(&b, at(0));
	carry(&a, &b, at(0));
	CHECK(b.s.agreed.keepalive == 30 && a.s.agreed.keepalive == 30);
	CHECK(b.s.agreed.max_pdu == 1000 && a.s.agreed.max_pdu == 1000);
	CHECK(!a.s.agreed.on_demand && !b.s.agreed.on_demand);
	CHECK(b.s.agreed.loop_detection && b.s.agreed.path_vector_limit == 7);
	CHECK(!a.s.agreed.loop_detection);
	b.s.config.max_pdu = 255; /* which stands for the default */
	b = end(2, 1);
	a = end(1, 2);
	b.s.config.max_pdu = 255;
	a.s.config.on_demand = b.s.config.on_demand = true;
	connected(&a, at(0));
	connected(&b, at(0));
	carry(&a, &b, at(0));
	CHECK(a.s.agreed.max_pdu == 4096);
	CHECK(a.s.agreed.on_demand && b.s.agreed.on_demand);
}

static void
who_falls_silent_is_given_up_after_the_keepalive_time(void)
{
	struct end a, b;

	meet(&a, &b);
	for (int64_t s = 60; s < 180; s += 60) {
		CHECK(ldp_session_deadline(&a.s).us == at(s).us);
		tick(&a, at(s));
	}
	CHECK_STR(a.said, "initialization keepalive keepalive keepalive");
	tick(&a, at(180));
	CHECK(a.downs == 1 && a.closes == 1);
	CHECK(a.status == LDP_KEEPALIVE_EXPIRED);
	CHECK(a.s.graceful);
}

static void
what_was_sent_makes_the_keepalive_wait(void)
{
	struct end a, b;

	meet(&a, &b);
	ldp_session_sent(&a.s, at(50));
	CHECK(ldp_session_deadline(&a.s).us == at(110).us);
}

static void
nobody_home_is_dialled_after_growing_waits(void)
{
	static const int64_t waits[] = { 1, 2, 4, 8, 15, 15 };
	struct end b = end(2, 1);
	struct ldp_actions out;
	int64_t now = 0;

	start(&b, at(0));
	for (unsigned i = 0; i < 6; i++) {
		CHECK(b.dials == i + 1);
		ldp_session_lost(&b.s, at(now), "refused", &out);
		perform(&b, &out);
		start(&b, at(now)); /* heard again: no reason to hurry */
		now += waits[i];
		CHECK(ldp_session_deadline(&b.s).us == at(now).us);
		tick(&b, at(now));
	}
	CHECK(b.ups == 0 && b.downs == 0);
}

static void
a_rejection_is_followed_by_a_back_off(void)
{
	static const int64_t waits[] = { 15, 30, 60, 120, 120 };
	struct end a, b = end(2, 1);
	struct ldp_actions out;
	int64_t now = 0;

	start(&b, at(0));
	for (unsigned i = 0; i < 5; i++) {
		a = end(1, 3); /* it waits for somebody else */
		connected(&b, at(now));
		connected(&a, at(now));
		carry(&a, &b, at(now));
		CHECK(a.status == LDP_REJECTED_NO_HELLO);
		CHECK(b.s.notice.received);
		CHECK(b.s.notice.status == LDP_REJECTED_NO_HELLO);
		now += waits[i];
		CHECK(ldp_session_deadline(&b.s).us == at(now).us);
		tick(&b, at(now));
		CHECK(b.dials == i + 2);
	}
	ldp_session_lost(&b.s, at(now), "refused", &out);
	perform(&b, &out);
	ldp_session_hurry(&b.s, at(now), &out); /* it was configured anew */
	perform(&b, &out);
	CHECK(b.dials == 7);
}

static void
who_says_nothing_after_connecting_is_let_go(void)
{
	struct end a = end(1, 2);

	start(&a, at(0));
	connected(&a, at(0));
	tick(&a, at(15));
	CHECK(a.closes == 1 && a.s.state == LDP_NON_EXISTENT);
}

static void
a_shutdown_says_so_and_rests(void)
{
	struct end a, b;
	struct ldp_actions out;

	meet(&a, &b);
	ldp_session_stop(&b.s, at(1), LDP_SHUTDOWN, "stopped", &out);
	perform(&b, &out);
	carry(&a, &b, at(1));
	CHECK(b.status == LDP_SHUTDOWN && b.downs == 1);
	CHECK(a.downs == 1 && a.s.notice.received && !a.s.graceful);
	CHECK(ldp_session_deadline(&b.s).us == INT64_MAX);
}

static void
a_lost_connection_may_come_back(void)
{
	struct end a, b;
	struct ldp_actions out;

	meet(&a, &b);
	ldp_session_lost(&b.s, at(40), "reset", &out);
	perform(&b, &out);
	CHECK(b.downs == 1 && b.s.graceful);
	CHECK(ldp_session_deadline(&b.s).us == at(41).us);
	tick(&b, at(41));
	CHECK(b.dials == 2);
}

static void
a_session_may_be_asked_whether_it_lives(void)
{
	struct end a, b;
	struct ldp_actions out;

	meet(&a, &b);
	ldp_session_probe(&a.s, at(1), &out);
	perform(&a, &out);
	CHECK_STR(a.said, "initialization keepalive keepalive");
}

int
main(void)
{
	RUN(the_active_one_dials_and_both_come_up);
	RUN(the_smaller_of_what_both_want_holds);
	RUN(who_falls_silent_is_given_up_after_the_keepalive_time);
	RUN(what_was_sent_makes_the_keepalive_wait);
	RUN(nobody_home_is_dialled_after_growing_waits);
	RUN(a_rejection_is_followed_by_a_back_off);
	RUN(who_says_nothing_after_connecting_is_let_go);
	RUN(a_shutdown_says_so_and_rests);
	RUN(a_lost_connection_may_come_back);
	RUN(a_session_may_be_asked_whether_it_lives);
	return DONE();
}
