/*
 * The label database as stories: independent control, downstream unsolicited,
 * liberal retention (RFC 5036 2.6).
 */
#include "ldp_world.h"

static const struct ldp_lib_config plain;

/* A neighbour 2.2.2.2 at 10.0.12.2, which has been told all there is. */
static uint32_t
two(struct world *w)
{
	uint32_t at = w_up(w, (struct ldp_lib_session){ .lsr = 0x02020202 });

	w_hear(w, at, "address 10.0.12.2");
	w_told(w, at);
	return at;
}

static uint32_t
three(struct world *w)
{
	uint32_t at = w_up(w, (struct ldp_lib_session){ .lsr = 0x03030303 });

	w_hear(w, at, "address 10.0.13.3");
	w_told(w, at);
	return at;
}

static void
a_neighbour_is_told_addresses_and_then_labels(void)
{
	struct addr ours = w_addr("10.0.12.1");
	struct world w;
	uint32_t n;

	/* RFC 5036 3.5.5.1, 3.5.7.1.1 */
	w_begin(&w, plain);
	ldp_lib_address(w.lib, &ours, false);
	w_route(&w, "10.0.12.0/24", "@eth1");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 0x02020202 });
	CHECK_STR(w_told(&w, n), "address 10.0.12.1\n"
				 "map 10.0.12.0/24 3\n"
				 "map 10.9.0.0/16 16\n");
	CHECK_STR(w_told(&w, n), "");
	ldp_lib_address(w.lib, &ours, true);
	CHECK_STR(w_told(&w, n), "address_withdraw 10.0.12.1\n");
	w_end(&w);
}

static void
another_label_space_of_a_router_is_another_neighbour(void)
{
	struct ldp_lib_session s = { .lsr = 0x02020202 };
	struct world w;
	uint32_t one, other;

	w_begin(&w, plain);
	w_route(&w, "10.0.12.0/24", "@eth1");
	one = w_up(&w, s);
	s.space = 1;
	other = w_up(&w, s);
	CHECK(one != other);
	CHECK_STR(w_told(&w, one), "map 10.0.12.0/24 3\n");
	CHECK_STR(w_told(&w, other), "map 10.0.12.0/24 3\n");
	w_end(&w);
}

static void
many_connected_networks_share_a_message(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	w_route(&w, "10.0.12.0/24", "@eth1");
	w_route(&w, "10.0.13.0/24", "@eth2");
	w_route(&w, "192.0.2.1/32", "@lo");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 0x02020202 });
	CHECK_STR(
	    w_told(&w, n), "map 10.0.12.0/24 10.0.13.0/24 192.0.2.1/32 3\n");
	w_end(&w);
}

static void
a_label_of_the_next_hop_makes_an_lsp(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = two(&w);
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "+label 10.9.0.0/16 1.1.1.1:0 local 16\n");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "+lfib 16 10.0.12.2@eth1/200\n"
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n"
	    "+label 10.9.0.0/16 2.2.2.2:0 remote 200\n");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(w_records(&w, "lfib lsp label"), "");
	w_end(&w);
}

static void
implicit_null_is_a_path_without_a_label(void)
{
	struct world w;
	uint32_t n;

	/* RFC 5036 3.4.2.1, RFC 3031 3.16: the hop before the last pops */
	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = two(&w);
	w_hear(&w, n, "map 10.9.0.0/16 3");
	CHECK_STR(w_records(&w, "lfib lsp"),
	    "+lfib 16 10.0.12.2@eth1\n"
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1\n");
	w_end(&w);
}

static void
explicit_null_is_told_by_choice(void)
{
	struct ldp_lib_config c = { .explicit_null = true };
	struct world w;
	uint32_t n;

	w_begin(&w, c);
	w_route(&w, "192.0.2.1/32", "@lo");
	w_route(&w, "2001:db8::1/128", "@lo");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2, .families = 3 });
	CHECK_STR(w_told(&w, n), "map 192.0.2.1/32 0\n"
				 "map 2001:db8::1/128 2\n");
	w_end(&w);
}

static void
a_route_that_moves_takes_the_label_that_was_kept(void)
{
	struct world w;
	uint32_t n2, n3;

	/* liberal retention (RFC 5036 2.6.2.2, A.1.2) */
	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n2 = two(&w);
	n3 = three(&w);
	w_hear(&w, n2, "map 10.9.0.0/16 200");
	w_hear(&w, n3, "map 10.9.0.0/16 300");
	w_records(&w, "");
	w_route(&w, "10.9.0.0/16", "10.0.13.3@eth2");
	CHECK_STR(w_records(&w, "lfib lsp label"),
	    "+lfib 16 10.0.13.3@eth2/300\n"
	    "+lsp 10.9.0.0/16 10.0.13.3@eth2/300\n");
	CHECK_STR(w_told(&w, n2), ""); /* our label stays */
	w_end(&w);
}

static void
equal_paths_are_one_lsp_with_a_label_each(void)
{
	struct world w;
	uint32_t n2, n3;

	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1 10.0.13.3@eth2");
	n2 = two(&w);
	n3 = three(&w);
	w_hear(&w, n2, "map 10.9.0.0/16 200");
	w_hear(&w, n3, "map 10.9.0.0/16 300");
	CHECK_STR(w_records(&w, "lsp"),
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/200 10.0.13.3@eth2/300\n");
	w_hear(&w, n2, "withdraw 10.9.0.0/16 200");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.13.3@eth2/300\n");
	w_end(&w);
}

static void
two_links_to_one_neighbour_have_its_label_twice(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1 10.1.12.2@eth3");
	n = two(&w);
	w_hear(&w, n, "address 10.1.12.2");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(w_records(&w, "lsp"),
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/200 10.1.12.2@eth3/200\n");
	w_route(&w, "10.9.0.0/16", "10.1.12.2@eth3");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.1.12.2@eth3/200\n");
	w_end(&w);
}

static void
an_address_withdrawn_is_no_next_hop_any_more(void)
{
	struct world w;
	uint32_t n;

	/* RFC 5036 3.5.6 */
	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = two(&w);
	w_hear(&w, n, "map 10.9.0.0/16 200");
	w_records(&w, "");
	w_hear(&w, n, "address_withdraw 10.0.12.2");
	CHECK_STR(w_records(&w, "lfib lsp"), "-lfib 16\n-lsp 10.9.0.0/16\n");
	w_hear(&w, n, "address 10.0.12.2");
	CHECK_STR(w_records(&w, "lfib lsp"),
	    "+lfib 16 10.0.12.2@eth1/200\n"
	    "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n");
	w_end(&w);
}

static void
who_says_hello_from_an_address_has_it(void)
{
	struct addr a = w_addr("10.0.12.2");
	struct world w;
	uint32_t n2, n3;

	w_begin(&w, plain);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n3 = three(&w);
	w_hear(&w, n3, "address 10.0.12.2"); /* so it says */
	w_hear(&w, n3, "map 10.9.0.0/16 300");
	n2 = w_up(&w, (struct ldp_lib_session){ .lsr = 0x02020202 });
	w_hear(&w, n2, "map 10.9.0.0/16 200");
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/300\n");
	ldp_lib_link(w.lib, w.now, n2, "eth1", &a, true);
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n");
	ldp_lib_link(w.lib, w.now, n2, "eth1", &a, false);
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/300\n");
	w_end(&w);
}

static void
link_local_next_hops_are_known_by_hellos(void)
{
	struct addr a = w_addr("fe80::2");
	struct world w;
	uint32_t n;

	/* RFC 7552 7.1: no Address message has them */
	w_begin(&w, plain);
	w_route(&w, "2001:db8:9::/48", "fe80::2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2, .families = 3 });
	w_hear(&w, n, "address fe80::2");
	w_hear(&w, n, "map 2001:db8:9::/48 200");
	CHECK_STR(w_records(&w, "lsp"), "");
	ldp_lib_link(w.lib, w.now, n, "eth2", &a, true);
	CHECK_STR(w_records(&w, "lsp"), ""); /* another link */
	ldp_lib_link(w.lib, w.now, n, "eth1", &a, true);
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 2001:db8:9::/48 fe80::2@eth1/200\n");
	w_end(&w);
}

static void
of_two_routes_the_lowest_metric_counts(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	n = two(&w);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 16\n");
	w_route_of(&w, "10.9.0.0/16", "connected", 0, "@eth7", false);
	CHECK_STR(w_told(&w, n), "withdraw 10.9.0.0/16 16\n"
				 "map 10.9.0.0/16 3\n");
	w_route_of(&w, "10.9.0.0/16", "connected", 0, "", true);
	CHECK_STR(w_told(&w, n), "withdraw 10.9.0.0/16 3\n"
				 "map 10.9.0.0/16 16\n");
	w_end(&w);
}

static void
a_label_that_ends_here_is_looked_up_until_it_is_released(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	n = two(&w);
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	w_told(&w, n);
	w_records(&w, "");
	w_route_of(&w, "10.9.0.0/16", "connected", 0, "@eth7", false);
	CHECK_STR(
	    w_records(&w, "lfib lsp"), "+lfib 16 here\n-lsp 10.9.0.0/16\n");
	w_told(&w, n);
	w_hear(&w, n, "release 10.9.0.0/16 16");
	CHECK_STR(w_records(&w, "lfib"), "-lfib 16\n");
	w_end(&w);
}

static void
what_nobody_forwards_to_gets_no_label(void)
{
	struct world w;
	uint32_t n;

	w_begin(&w, plain);
	n = two(&w);
	w_route(&w, "0.0.0.0/0", "10.0.12.2@eth1");
	w_route(&w, "127.0.0.0/8", "@lo");
	w_route(&w, "224.0.0.0/4", "@eth1");
	w_route(&w, "fe80::/64", "@eth1");
	w_route(&w, "10.8.0.0/16", ""); /* a black hole */
	CHECK_STR(w_told(&w, n), "");
	w_end(&w);
}

int
main(void)
{
	RUN(a_neighbour_is_told_addresses_and_then_labels);
	RUN(another_label_space_of_a_router_is_another_neighbour);
	RUN(many_connected_networks_share_a_message);
	RUN(a_label_of_the_next_hop_makes_an_lsp);
	RUN(implicit_null_is_a_path_without_a_label);
	RUN(explicit_null_is_told_by_choice);
	RUN(a_route_that_moves_takes_the_label_that_was_kept);
	RUN(equal_paths_are_one_lsp_with_a_label_each);
	RUN(two_links_to_one_neighbour_have_its_label_twice);
	RUN(an_address_withdrawn_is_no_next_hop_any_more);
	RUN(who_says_hello_from_an_address_has_it);
	RUN(link_local_next_hops_are_known_by_hellos);
	RUN(of_two_routes_the_lowest_metric_counts);
	RUN(a_label_that_ends_here_is_looked_up_until_it_is_released);
	RUN(what_nobody_forwards_to_gets_no_label);
	return DONE();
}
