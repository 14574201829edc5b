/*
 * The label database as stories: labels that are withdrawn and released, and
 * sessions that end and come back (RFC 5036 3.5.10, 3.5.11, RFC 3478).
 */
#include "ldp_world.h"

static const struct ldp_lib_config plain = {
	.label_rest = MONO_S(60), .last_label = 17, .first_label = 16
};

static uint32_t
two(struct world *w, int64_t recovery)
{
	uint32_t at = w_up(w, (struct ldp_lib_session){
				  .lsr = 0x02020202, .recovery = recovery });

	w_hear(w, at, "address 10.0.12.2");
	w_told(w, at);
	return at;
}

/* One route by way of 2.2.2.2, whose label is 200; ours is 16, and told. */
static uint32_t
begin(struct world *w, struct ldp_lib_config c)
{
	uint32_t n;

	w_begin(w, c);
	w_route(w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = two(w, 0);
	w_hear(w, n, "map 10.9.0.0/16 200");
	w_records(w, "");
	return n;
}

static struct ldp_lib_counts
counts(const struct world *w)
{
	struct ldp_lib_counts c;

	ldp_lib_count(w->lib, UINT32_MAX, &c);
	return c;
}

static void
a_route_that_goes_is_withdrawn_and_the_label_kept_until_released(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_no_route(&w, "10.9.0.0/16");
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "-lfib 16\n-lsp 10.9.0.0/16\n-label 10.9.0.0/16 1.1.1.1:0 local "
	    "16\n");
	CHECK_STR(w_told(&w, n), "withdraw 10.9.0.0/16 16\n");
	CHECK(counts(&w).labels == 1);
	w_hear(&w, n, "release 10.9.0.0/16 16");
	CHECK(counts(&w).labels == 0);
	w_hear(&w, n, "withdraw 10.9.0.0/16 200");
	CHECK_STR(w_told(&w, n), "release 10.9.0.0/16 200\n");
	w_records(&w, "");
	CHECK(counts(&w).fecs == 0); /* nothing is left of it */
	w_end(&w);
}

static void
a_released_label_rests_before_another_fec_has_it(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_no_route(&w, "10.9.0.0/16");
	w_told(&w, n);
	w_route(&w, "10.1.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.2.0.0/16", "10.0.12.2@eth1"); /* no label is left */
	CHECK_STR(w_told(&w, n), "map 10.1.0.0/16 17\n");
	w_hear(&w, n, "release 10.9.0.0/16 16");
	CHECK_STR(w_told(&w, n), "");
	CHECK(ldp_lib_deadline(w.lib).us == w.now.us + MONO_S(60));
	w.now = mono_add(w.now, MONO_S(60));
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_told(&w, n), "map 10.2.0.0/16 16\n");
	w_end(&w);
}

static void
a_route_that_is_back_before_the_release_has_its_label_again(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* withdraw and release cross: the release is of the first mapping */
	w_no_route(&w, "10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "withdraw 10.9.0.0/16 16\n");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 16\n");
	w_hear(&w, n, "release 10.9.0.0/16 16");
	CHECK(counts(&w).told == 1);
	CHECK_STR(w_told(&w, n), "");
	/* the next one is the neighbour's own wish */
	w_hear(&w, n, "release 10.9.0.0/16 16");
	CHECK(counts(&w).told == 0);
	CHECK_STR(w_told(&w, n), "");
	w_end(&w);
}

static void
what_changes_twice_before_it_is_told_is_not_told(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_no_route(&w, "10.9.0.0/16");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	CHECK_STR(w_told(&w, n), "");
	CHECK_STR(w_records(&w, "lfib lsp label"), "");
	w_end(&w);
}

static void
every_withdrawal_is_answered_with_a_release(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* A.1.5: also of what it never told */
	w_hear(&w, n, "withdraw 10.77.0.0/16 300");
	w_hear(&w, n, "withdraw 10.9.0.0/16 999");
	CHECK_STR(w_records(&w, "lsp"), ""); /* another label */
	w_hear(&w, n, "withdraw 10.9.0.0/16");
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	CHECK_STR(w_told(&w, n), "release 10.77.0.0/16 300\n"
				 "release 10.9.0.0/16 999\n"
				 "release 10.9.0.0/16\n");
	w_end(&w);
}

static void
another_label_for_a_fec_releases_the_one_before(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_hear(&w, n, "map 10.9.0.0/16 201");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/201\n");
	CHECK_STR(w_told(&w, n), "release 10.9.0.0/16 200\n");
	w_end(&w);
}

static void
a_wildcard_withdraws_all_and_is_released_as_one(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* RFC 5036 3.4.1, RFC 5918 4 */
	w_route(&w, "2001:db8:9::/48", "10.0.12.2@eth1");
	w_hear(&w, n, "map 2001:db8:9::/48 201");
	w_records(&w, "");
	w_hear(&w, n, "withdraw *6");
	CHECK_STR(w_records(&w, "lsp"), "-lsp 2001:db8:9::/48\n");
	w_hear(&w, n, "withdraw * 999"); /* of that label alone */
	CHECK_STR(w_records(&w, "lsp"), "");
	w_hear(&w, n, "withdraw *");
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	CHECK_STR(w_told(&w, n), "release *6\nrelease * 999\nrelease *\n");
	w_end(&w);
}

static void
a_wildcard_release_is_of_all_that_was_told(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_hear(&w, n, "release *");
	CHECK(counts(&w).told == 0);
	CHECK_STR(w_told(&w, n), "");
	w_end(&w);
}

static void
a_wildcard_request_is_answered_with_everything_again(void)
{
	struct world w;
	uint32_t n;

	/* RFC 5918 4.1 */
	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2, .end_of_lib = true });
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 16\nnotice end_of_lib *4\n");
	CHECK_STR(w_told(&w, n), "");
	w_hear(&w, n, "request *4");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 16\nnotice end_of_lib *4\n");
	w_end(&w);
}

/* ---- sessions ---- */

static void
a_session_that_ends_takes_its_labels_with_it(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	ldp_lib_down(w.lib, w.now, n, 0);
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "-lfib 16\n-lsp 10.9.0.0/16\n"
	    "-label 10.9.0.0/16 2.2.2.2:0 remote 200\n");
	n = two(&w, 0);
	w_hear(&w, n, "map 10.9.0.0/16 210");
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "+lfib 16 10.0.12.2@eth1/210\n"
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/210\n"
	    "+label 10.9.0.0/16 2.2.2.2:0 remote 210\n");
	w_end(&w);
}

static void
who_is_back_before_its_end_was_recorded_is_one_change(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	ldp_lib_down(w.lib, w.now, n, 0);
	n = two(&w, 0);
	w_hear(&w, n, "map 10.9.0.0/16 210");
	CHECK_STR(w_records(&w, "lsp label"),
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/210\n"
	    "+label 10.9.0.0/16 2.2.2.2:0 remote 210\n");
	w_end(&w);
}

static void
a_session_that_ends_frees_what_it_did_not_release(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	w_no_route(&w, "10.9.0.0/16");
	w_told(&w, n);
	ldp_lib_down(w.lib, w.now, n, 0);
	w_records(&w, "");
	CHECK(counts(&w).labels == 0 && counts(&w).fecs == 0);
	w_end(&w);
}

static void
a_graceful_restart_changes_nothing(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* RFC 3478 3.3: stale until it is back, and then until repeated */
	ldp_lib_down(w.lib, w.now, n, MONO_S(60));
	CHECK_STR(w_records(&w, "lfib lsp label"), "");
	n = two(&w, MONO_S(30));
	w_hear(&w, n, "map 10.9.0.0/16 200");
	w.now = mono_add(w.now, MONO_S(30));
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_records(&w, "lfib lsp label"), "");
	w_end(&w);
}

static void
what_is_not_repeated_goes_with_the_recovery_time(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	ldp_lib_down(w.lib, w.now, n, MONO_S(60));
	two(&w, MONO_S(30));
	CHECK(ldp_lib_deadline(w.lib).us == w.now.us + MONO_S(30));
	CHECK_STR(w_records(&w, "lsp"), "");
	w.now = mono_add(w.now, MONO_S(30));
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	w_end(&w);
}

static void
or_with_end_of_lib(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* RFC 5919 */
	ldp_lib_down(w.lib, w.now, n, MONO_S(60));
	n = two(&w, MONO_S(30));
	CHECK(!ldp_lib_is_complete(w.lib, n));
	w_hear(&w, n, "end 6");
	CHECK_STR(w_records(&w, "lsp"), "");
	w_hear(&w, n, "end 4");
	CHECK(ldp_lib_is_complete(w.lib, n));
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	w_end(&w);
}

static void
who_did_not_keep_its_forwarding_begins_anew(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	/* RFC 3478 3.3: a recovery time of 0 */
	ldp_lib_down(w.lib, w.now, n, MONO_S(60));
	two(&w, 0);
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	w_end(&w);
}

static void
who_does_not_come_back_is_gone(void)
{
	struct world w;
	uint32_t n = begin(&w, plain);

	ldp_lib_down(w.lib, w.now, n, MONO_S(60));
	w.now = mono_add(w.now, MONO_S(59));
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_records(&w, "lsp"), "");
	w.now = mono_add(w.now, MONO_S(1));
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_records(&w, "lsp"), "-lsp 10.9.0.0/16\n");
	w_end(&w);
}

static void
our_own_restart_keeps_our_labels(void)
{
	struct obuf file = { 0 };
	struct world w;
	uint32_t n;

	begin(&w, plain);
	ldp_lib_state(w.lib, &file, true);
	w_end(&w);

	w_begin(&w, plain);
	CHECK(ldp_lib_load(w.lib, obuf_at(&file), obuf_left(&file), NULL));
	w_route(&w, "10.8.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 0x02020202 });
	CHECK_STR(w_told(&w, n), "map 10.8.0.0/16 17\nmap 10.9.0.0/16 16\n");
	w_end(&w);
	obuf_fini(&file);
}

static void
no_label_is_told_before_its_state_was_taken(void)
{
	struct obuf bytes = { 0 };
	struct world w;
	uint32_t n;
	bool more;

	w_begin(&w, plain);
	n = two(&w, 0);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	CHECK(ldp_lib_has_state(w.lib));
	CHECK(ldp_lib_fill(w.lib, n, &bytes, 1000, 1000, &more) == 0 && more);
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 16\n"); /* takes it first */
	w_end(&w);
	obuf_fini(&bytes);
}

int
main(void)
{
	RUN(a_route_that_goes_is_withdrawn_and_the_label_kept_until_released);
	RUN(a_released_label_rests_before_another_fec_has_it);
	RUN(a_route_that_is_back_before_the_release_has_its_label_again);
	RUN(what_changes_twice_before_it_is_told_is_not_told);
	RUN(every_withdrawal_is_answered_with_a_release);
	RUN(another_label_for_a_fec_releases_the_one_before);
	RUN(a_wildcard_withdraws_all_and_is_released_as_one);
	RUN(a_wildcard_release_is_of_all_that_was_told);
	RUN(a_wildcard_request_is_answered_with_everything_again);
	RUN(a_session_that_ends_takes_its_labels_with_it);
	RUN(who_is_back_before_its_end_was_recorded_is_one_change);
	RUN(a_session_that_ends_frees_what_it_did_not_release);
	RUN(a_graceful_restart_changes_nothing);
	RUN(what_is_not_repeated_goes_with_the_recovery_time);
	RUN(or_with_end_of_lib);
	RUN(who_did_not_keep_its_forwarding_begins_anew);
	RUN(who_does_not_come_back_is_gone);
	RUN(our_own_restart_keeps_our_labels);
	RUN(no_label_is_told_before_its_state_was_taken);
	return DONE();
}
