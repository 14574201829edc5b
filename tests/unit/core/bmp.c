/* A monitoring station: what it hears, whatever happens and however slow it is.
 */
#include "bmp_bed.h"

static void
it_is_told_who_we_are_then_sessions_then_the_table_and_its_end(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	come_up(&t, 1, false);
	for (unsigned p = 0; p < 20; p++)
		announce(&t.w, 0, p, 1);
	tell_all(&t);
	CHECK(t.h.types[BMP_INITIATION] == 1);
	CHECK(t.h.types[BMP_PEER_UP] == 3 && t.h.own);
	CHECK(strcmp(t.h.label, "a neighbour") == 0);
	CHECK(knows_all(&t, ALL_VIEWS));
	CHECK(t.h.announced == 4 * 20); /* in, in, out to the other, own */
	CHECK(t.h.ended[PRE][0] == 1 && t.h.ended[POST][0] == 1);
	CHECK(t.h.ended[OUT][0] == 1 && t.h.ended[LOC][0] == 1);
	/* who has not said all has no end, but for what it is told */
	CHECK(t.h.ended[PRE][1] == 0 && t.h.ended[OUT][1] == 1);
	bmp_ended(t.b, &t.w.n[1], FAMILY_IPV4_UNICAST);
	tell_all(&t);
	CHECK(t.h.ended[PRE][1] == 1 && t.h.ended[POST][1] == 1);
	CHECK(t.h.ended[OUT][1] == 1 && t.h.ended[PRE][0] == 1);
	lift(&t);
}

static void
only_what_was_asked_for_is_told(void)
{
	for (unsigned views = 1; views <= ALL_VIEWS; views++) {
		struct bed t;

		lay(&t, views);
		come_up(&t, 0, true);
		come_up(&t, 1, true);
		announce(&t.w, 0, 1, 1);
		announce(&t.w, 1, 1, 2);
		tell_all(&t);
		CHECK(knows_all(&t, views));
		CHECK(t.h.own == !!(views & BMP_TELL_LOC));
		withdraw(&t.w, 0, 1);
		tell_all(&t);
		CHECK(knows_all(&t, views));
		lift(&t);
	}
}

/* RFC 9069 5.1: they are of another peer, which a station would mix up. */
static void
routes_of_a_vrf_are_none_of_the_global_table(void)
{
	struct prefix prefix = nlri(1).prefix;
	struct bgp_import in;
	struct bed t;

	lay(&t, BMP_TELL_LOC);
	come_up(&t, 0, true);
	in = t.w.n[0].in;
	in.vrf = "red";
	bgp_import_local(&in, FAMILY_IPV4_UNICAST, &prefix, 0, false);
	announce(&t.w, 0, 2, 1);
	tell_all(&t);
	CHECK(t.h.announced == 1 && t.h.ended[LOC][0] == 1);
	CHECK(knows_all(&t, BMP_TELL_LOC));
	bgp_import_local(&in, FAMILY_IPV4_UNICAST, &prefix, 0, true);
	tell_all(&t);
	CHECK(t.h.withdrawn == 0);
	lift(&t);
}

static void
what_is_as_it_was_is_not_told_again(void)
{
	struct bed t;
	unsigned before;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	come_up(&t, 1, true);
	announce(&t.w, 0, 1, 1);
	announce(&t.w, 1, 1, 2);
	tell_all(&t);
	before = t.h.announced;
	announce(&t.w, 1, 1, 2);
	tell_all(&t);
	CHECK(t.h.announced == before);
	announce(&t.w, 1, 1, 3); /* not the best: its own two views alone */
	tell_all(&t);
	CHECK(t.h.announced == before + 2 && t.h.withdrawn == 0);
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
a_peer_down_says_why_and_takes_its_routes_along(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	announce(&t.w, 0, 1, 1);
	tell_all(&t);
	go_down(&t, 0, false);
	tell_all(&t);
	CHECK(t.h.types[BMP_PEER_DOWN] == 1 && !t.h.up[0]);
	CHECK(t.h.reason == BMP_DOWN_RECEIVED && t.h.notification == 4);
	CHECK(t.h.withdrawn == 1); /* of our own table */
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
routes_that_outlive_a_session_are_told_in_the_next(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	announce(&t.w, 0, 1, 1);
	announce(&t.w, 0, 2, 1);
	tell_all(&t);
	go_down(&t, 0, true);
	tell_all(&t);
	come_up(&t, 0, false);
	tell_all(&t);
	CHECK(t.h.rib[PRE][0][1].there && t.h.rib[PRE][0][2].there);
	announce(&t.w, 0, 1, 1);
	bgp_rib_source_sweep(t.w.rib, t.w.n[0].in.source);
	tell_all(&t);
	CHECK(t.h.rib[PRE][0][1].there && !t.h.rib[PRE][0][2].there);
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
a_session_that_flaps_while_nothing_is_read_leaves_no_trace(void)
{
	struct bed t;

	lay(&t, BMP_TELL_PRE);
	come_up(&t, 0, true);
	tell_all(&t);
	for (unsigned i = 0; i < 1000; i++) {
		go_down(&t, 0, false);
		come_up(&t, 0, true);
		CHECK(!bmp_fill(t.b, &t.now, &t.out, 0, 1000));
	}
	CHECK(obuf_left(&t.out) == 0);
	tell_all(&t);
	CHECK(t.h.types[BMP_PEER_DOWN] == 1 && t.h.types[BMP_PEER_UP] == 2);
	lift(&t);
}

static void
reports_say_how_many_routes_there_are(void)
{
	struct bed t;
	const char *why;

	lay(&t, BMP_TELL_PRE);
	come_up(&t, 0, true);
	come_up(&t, 1, true);
	for (unsigned p = 0; p < 7; p++)
		announce(&t.w, 0, p, 1);
	t.treated[1] = 3;
	fill_all(&t.w);
	tell_all(&t);
	CHECK(t.h.types[BMP_STATISTICS] == 0);
	t.now.mono = bmp_deadline(t.b);
	CHECK(t.now.mono.us == MONO_S(10));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	tell_all(&t);
	CHECK(t.h.types[BMP_STATISTICS] == 2);
	CHECK(t.h.stat[BMP_STAT_ADJ_IN] == 0);
	CHECK(t.h.stat[BMP_STAT_ADJ_OUT] == 7);
	CHECK(t.h.stat[BMP_STAT_ADJ_OUT_FAMILY] == 7);
	CHECK(t.h.stat[BMP_STAT_TREATED_AS_WITHDRAWN] == 3);
	CHECK(bmp_deadline(t.b).us == MONO_S(20));
	lift(&t);
}

static void
it_is_dialled_again_after_waits_that_double(void)
{
	struct bed t;
	const char *why;
	int64_t wait = 30;

	lay(&t, BMP_TELL_PRE);
	for (unsigned i = 0; i < 8; i++) {
		bmp_lost(t.b, t.now.mono, 1000);
		CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(wait));
		wait = wait < 360 ? wait * 2 : 720;
		t.now.mono = bmp_deadline(t.b);
		CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_DIAL);
	}
	/* nobody answers */
	t.now.mono = bmp_deadline(t.b);
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_HANG_UP);
	bmp_lost(t.b, t.now.mono, 750);
	CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(540));
	/* a connection that has lasted begins with the first wait again */
	connect(&t);
	t.now.mono = mono_add(t.now.mono, MONO_S(31));
	bmp_lost(t.b, t.now.mono, 1000);
	CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(30));
	lift(&t);
}

static void
who_takes_nothing_is_hung_up_on(void)
{
	struct bed t;
	const char *why = NULL;

	lay(&t, BMP_TELL_PRE);
	bmp_sent(t.b, t.now.mono, true);
	t.now.mono = mono_add(t.now.mono, MONO_S(59));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	bmp_sent(t.b, t.now.mono, true); /* some of it went */
	t.now.mono = mono_add(t.now.mono, MONO_S(59));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	t.now.mono = mono_add(t.now.mono, MONO_S(1));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_HANG_UP);
	CHECK(strcmp(why, "the station takes nothing") == 0);
	lift(&t);
}

static void
a_new_connection_is_told_everything_and_nothing_is_kept_between(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	for (unsigned p = 0; p < PREFIXES; p++)
		announce(&t.w, 0, p, p % 3);
	tell_all(&t);
	CHECK(bmp_counts(t.b).told == 3 * PREFIXES);
	bmp_lost(t.b, t.now.mono, 1000);
	CHECK(bmp_work(t.b, 10)); /* in slices */
	while (bmp_work(t.b, 10))
		;
	CHECK(bmp_counts(t.b).told == 0);
	withdraw(&t.w, 0, 0);
	connect(&t);
	bgp_export_leave(t.w.x, t.w.n[0].member);
	come_up(&t, 0, true);
	tell_all(&t);
	CHECK(knows_all(&t, ALL_VIEWS) && t.h.withdrawn == 0);
	CHECK(t.h.announced == 3 * (PREFIXES - 1));
	bmp_terminate(t.b, &t.out);
	read_all(&t);
	CHECK(t.h.types[BMP_TERMINATION] == 1);
	lift(&t);
}

int
main(void)
{
	RUN(it_is_told_who_we_are_then_sessions_then_the_table_and_its_end);
	RUN(only_what_was_asked_for_is_told);
	RUN(routes_of_a_vrf_are_none_of_the_global_table);
	RUN(what_is_as_it_was_is_not_told_again);
	RUN(a_peer_down_says_why_and_takes_its_routes_along);
	RUN(routes_that_outlive_a_session_are_told_in_the_next);
	RUN(a_session_that_flaps_while_nothing_is_read_leaves_no_trace);
	RUN(reports_say_how_many_routes_there_are);
	RUN(it_is_dialled_again_after_waits_that_double);
	RUN(who_takes_nothing_is_hung_up_on);
	RUN(a_new_connection_is_told_everything_and_nothing_is_kept_between);
	return DONE();
}
