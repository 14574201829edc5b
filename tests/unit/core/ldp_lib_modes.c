/*
 * The label database as stories: ordered control, labels on demand, loop
 * detection, and messages that are refused (RFC 5036 2.6.1.2, 2.8, A.1).
 */
#include "ldp_world.h"

static uint32_t
up(struct world *w, uint32_t lsr, const char *address, bool on_demand)
{
	char words[64];
	uint32_t at = w_up(
	    w, (struct ldp_lib_session){ .lsr = lsr, .on_demand = on_demand });

	snprintf(words, sizeof(words), "address %s", address);
	w_hear(w, at, words);
	w_told(w, at);
	return at;
}

/* ---- ordered control ---- */

static void
ordered_control_waits_for_the_next_hop(void)
{
	struct ldp_lib_config c = { .ordered = true };
	struct world w;
	uint32_t n2, n3;

	/* A.1.2, A.1.5 with RFC 5036 2.6.1.2 */
	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.0.12.0/24", "@eth1");
	n2 = up(&w, 2, "10.0.12.2", false);
	n3 = w_up(&w, (struct ldp_lib_session){ .lsr = 3 });
	CHECK_STR(w_told(&w, n3), "map 10.0.12.0/24 3\n");
	w_hear(&w, n2, "map 10.9.0.0/16 200");
	CHECK_STR(w_told(&w, n3), "map 10.9.0.0/16 16\n");
	w_hear(&w, n2, "withdraw 10.9.0.0/16 200");
	CHECK_STR(w_told(&w, n3), "withdraw 10.9.0.0/16 16\n");
	w_end(&w);
}

/* ---- on demand ---- */

static void
on_demand_a_label_is_told_to_who_asks(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n;

	/* A.1.1 */
	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "@eth1");
	n = up(&w, 2, "10.0.12.2", true);
	CHECK_STR(w_told(&w, n), "");
	w_hear(&w, n, "request 10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 3 for 2\n");
	CHECK_STR(w_told(&w, n), "");
	w_hear(&w, n, "request 10.77.0.0/16");
	CHECK_STR(w_told(&w, n), "notice no_route 3\n");
	w_end(&w);
}

static void
a_request_of_an_unsolicited_session_is_answered_too(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "@eth1");
	w_route(&w, "10.8.0.0/16", "10.0.12.2@eth1");
	n = up(&w, 2, "10.0.12.2", false);
	w_hear(&w, n, "request 10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 3 for 2\n");
	w_hear(&w, n, "request 10.8.0.0/16"); /* LRq.4 */
	CHECK_STR(w_told(&w, n), "notice loop_detected 3\n");
	w_end(&w);
}

static void
what_was_released_is_told_again_to_who_asks(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "@eth1");
	n = up(&w, 2, "10.0.12.2", false);
	w_hear(&w, n, "release 10.9.0.0/16 3");
	CHECK_STR(w_told(&w, n), "");
	w_hear(&w, n, "request 10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 3 for 3\n");
	w_end(&w);
}

static void
ordered_a_request_waits_and_may_be_aborted(void)
{
	struct ldp_lib_config c = { .ordered = true };
	struct world w;
	uint32_t n2, n3;

	/* A.1.1 LRq.9, A.1.3 */
	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n2 = up(&w, 2, "10.0.12.2", true);
	n3 = up(&w, 3, "10.0.13.3", true);
	w.id = 100;
	w_hear(&w, n3, "request 10.9.0.0/16");
	CHECK_STR(w_told(&w, n3), "");
	w_hear(&w, n3, "abort 10.9.0.0/16 101");
	CHECK_STR(w_told(&w, n3), "notice label_request_aborted 101\n");
	w_hear(&w, n3, "request 10.9.0.0/16");
	w_hear(&w, n2, "map 10.9.0.0/16 200");
	CHECK_STR(w_told(&w, n3), "map 10.9.0.0/16 16 for 103\n");
	w_end(&w);
}

static void
a_request_whose_route_goes_is_denied(void)
{
	struct ldp_lib_config c = { .ordered = true };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = up(&w, 3, "10.0.13.3", true);
	w_hear(&w, n, "request 10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "");
	w_no_route(&w, "10.9.0.0/16");
	CHECK_STR(w_told(&w, n), "notice no_route 2\n");
	w_end(&w);
}

static void
on_demand_we_ask_the_next_hop(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.8.0.0/16", "10.0.13.3@eth2");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2, .on_demand = true });
	w_hear(&w, n, "address 10.0.12.2");
	CHECK_STR(w_told(&w, n), "request 10.9.0.0/16\n");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n");
	/* one that moves away before the answer has come is taken back */
	w_route(&w, "10.7.0.0/16", "10.0.12.2@eth1");
	CHECK_STR(w_told(&w, n), "request 10.7.0.0/16\n");
	w_route(&w, "10.7.0.0/16", "10.0.13.3@eth2");
	CHECK_STR(w_told(&w, n), "abort 10.7.0.0/16 for 1\n");
	w_end(&w);
}

static void
a_denied_request_is_made_again_later(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2, .on_demand = true });
	w_hear(&w, n, "address 10.0.12.2");
	CHECK_STR(w_told(&w, n), "request 10.9.0.0/16\n");
	w_hear(&w, n, "notice no_route 2147483648");
	CHECK_STR(w_told(&w, n), "");
	w.now = ldp_lib_deadline(w.lib);
	CHECK(w.now.us != MONO_NEVER.us);
	ldp_lib_tick(w.lib, w.now);
	CHECK_STR(w_told(&w, n), "request 10.9.0.0/16\n");
	w_end(&w);
}

/* ---- loop detection ---- */

static void
hops_and_path_go_on_with_a_label(void)
{
	struct ldp_lib_config c = { .loop_detection = true };
	struct w_trail trail = { 2, 2, { 0x4, 0x2 } };
	struct world w;
	uint32_t n2, n3;

	/* RFC 5036 2.8.1, A.2.8 */
	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.0.12.0/24", "@eth1");
	n2 = up(&w, 2, "10.0.12.2", false);
	n3 = w_up(&w, (struct ldp_lib_session){ .lsr = 3 });
	CHECK_STR(w_told(&w, n3), "map 10.9.0.0/16 16 hops 0 via 1010101\n"
				  "map 10.0.12.0/24 3 hops 1\n");
	w_hear_with(&w, n2, "map 10.9.0.0/16 200", &trail);
	CHECK_STR(w_told(&w, n3),
	    "map 10.9.0.0/16 16 hops 3 via 4 via 2 via 1010101\n");
	w_hear_with(&w, n2, "map 10.9.0.0/16 200", &trail);
	CHECK_STR(w_told(&w, n3), ""); /* nothing is new */
	w_end(&w);
}

static void
a_label_that_came_by_us_is_released(void)
{
	struct ldp_lib_config c = { .loop_detection = true, .max_hops = 10 };
	struct w_trail trail = { 2, 2, { OUR_LSR, 0x2 } },
		       far = { 10, 0, { 0 } };
	struct ldp_lib_fec f;
	struct world w;
	uint32_t n, at;

	/* A.1.2 LMp.8 */
	w_begin(&w, c);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = up(&w, 2, "10.0.12.2", false);
	w_hear(&w, n, "map 10.9.0.0/16 200");
	w_hear_with(&w, n, "map 10.9.0.0/16 200", &trail);
	CHECK_STR(w_records(&w, "lsp"), "");
	CHECK_STR(w_told(&w, n), "release 10.9.0.0/16 200 loop_detected\n");
	f.prefix = w_prefix("10.9.0.0/16");
	CHECK(ldp_lib_find_fec(w.lib, &f.prefix, &at, &f));
	CHECK(f.why == LDP_LIB_LOOP);
	w_hear_with(&w, n, "map 10.9.0.0/16 200", &far);
	CHECK_STR(w_records(&w, "lsp"), "");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n");
	w_end(&w);
}

/* ---- what is refused ---- */

/* A message of these octets behind its head; whether the session goes on. */
static bool
hear_octets(
    struct world *w, uint32_t peer, uint16_t type, const char *octets, size_t n)
{
	struct ldp_message m = {
		.type = type, .id = 7, .params = rbuf(octets, n)
	};

	return ldp_lib_receive(w->lib, w->now, peer, &m, &w->fault);
}

#define OCTETS(s) s, sizeof(s) - 1

static void
what_is_wrong_has_its_status(void)
{
	static const char pw[] = "\1\0\0\x08\x80\0\5\0\0\0\0\0"
				 "\2\0\0\4\0\0\0\x64";
	struct ldp_lib_config c = { .max_fecs = 1 };
	struct world w;
	uint32_t n;

	/* RFC 5036 3.4.1, 3.5.1.2 */
	w_begin(&w, c);
	n = up(&w, 2, "10.0.12.2", false);
	CHECK(hear_octets(&w, n, LDP_LABEL_MAPPING, OCTETS(pw)));
	CHECK_STR(w_told(&w, n), "notice unknown_fec 7\n");
	CHECK(w_hear(&w, n, "map * 100")); /* wildcards are no FEC to map */
	CHECK_STR(w_told(&w, n), "notice unknown_fec 2\n");
	CHECK(hear_octets(&w, n, LDP_LABEL_MAPPING,
	    OCTETS("\2\0\0\4\0\0\0\x64"))); /* no FEC */
	CHECK_STR(w_told(&w, n), "notice missing_message_parameters 7\n");
	CHECK(!w_hear(&w, n, "map 10.9.0.0/16 7")); /* a reserved label */
	CHECK(w.fault.code == LDP_MALFORMED_VALUE);
	CHECK(w_hear(&w, n, "map 10.9.0.0/16 100"));
	CHECK(w_hear(&w, n, "map 10.9.0.0/16 101"));
	CHECK(!w_hear(&w, n, "map 10.8.0.0/16 102")); /* one too many */
	CHECK(w.fault.code == LDP_INTERNAL_ERROR);
	w_end(&w);
}

static void
addresses_of_one_neighbour_are_bounded(void)
{
	struct ldp_lib_config c = { 0 };
	struct world w;
	uint32_t n, told = 0;
	char words[64];

	w_begin(&w, c);
	n = up(&w, 2, "10.0.12.2", false);
	do
		snprintf(words, sizeof(words), "address 10.%u.%u.1",
		    told >> 8 & 255, told & 255);
	while (w_hear(&w, n, words) && ++told < 100000);
	CHECK(told > 1000 && told < 100000);
	CHECK(w.fault.code == LDP_INTERNAL_ERROR);
	w_end(&w);
}

static void
a_small_pdu_holds_less(void)
{
	struct ldp_lib_session small = {
		.lsr = 2, .max_pdu = 256, .families = LDP_LIB_IP4 | LDP_LIB_IP6
	};
	struct ldp_lib_config c = { 0 };
	struct obuf bytes = { 0 };
	unsigned addresses = 0, labels = 0, largest = 0;
	struct world w;
	char text[32];
	uint32_t n;
	bool more;

	/* RFC 5036 3.5.3: the maximum that was agreed */
	w_begin(&w, c);
	for (unsigned i = 0; i < 50; i++) {
		struct addr a;

		snprintf(text, sizeof(text), "2001:db8::%x", i + 1);
		a = w_addr(text);
		ldp_lib_address(w.lib, &a, false);
		snprintf(text, sizeof(text), "10.%u.0.0/16", i);
		w_route(&w, text, "@eth1");
	}
	n = w_up(&w, small);
	for (const char *at = w_told(&w, n); *at != '\0'; at++) {
		addresses += strncmp(at, " 2001:", 6) == 0;
		labels += *at == '/';
	}
	CHECK(addresses == 50 && labels == 50);
	w_hear(&w, n, "request *4");
	ldp_lib_fill(w.lib, n, &bytes, 1 << 16, 1000, &more);
	while (obuf_left(&bytes) > 0) {
		struct rbuf r = rbuf(obuf_at(&bytes), obuf_left(&bytes));
		size_t size = 0;

		CHECK(ldp_pdu_size(r, 256, &size, NULL));
		largest = size > largest ? (unsigned)size : largest;
		obuf_take(&bytes, size);
	}
	CHECK(largest > 200 && !more);
	obuf_fini(&bytes);
	w_end(&w);
}

int
main(void)
{
	RUN(ordered_control_waits_for_the_next_hop);
	RUN(on_demand_a_label_is_told_to_who_asks);
	RUN(a_request_of_an_unsolicited_session_is_answered_too);
	RUN(what_was_released_is_told_again_to_who_asks);
	RUN(ordered_a_request_waits_and_may_be_aborted);
	RUN(a_request_whose_route_goes_is_denied);
	RUN(on_demand_we_ask_the_next_hop);
	RUN(a_denied_request_is_made_again_later);
	RUN(hops_and_path_go_on_with_a_label);
	RUN(a_label_that_came_by_us_is_released);
	RUN(what_is_wrong_has_its_status);
	RUN(addresses_of_one_neighbour_are_bounded);
	RUN(a_small_pdu_holds_less);
	return DONE();
}
