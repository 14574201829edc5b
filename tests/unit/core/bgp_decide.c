/* The ladder: each rung, MED among neighbours, and a reference by definition.
 */
#include "core/bgp_decide.h"
#include "../../t.h"
#include "core/bgp_set.h"

static const struct bgp_decide_opts plain, with_age = { .oldest = true },
					   always = {
						   .always_compare_med = true,
					   };
static const struct addr addrs[] = {
	{ ADDR_IP4, { 10, 0, 0, 1 } },
	{ ADDR_IP4, { 10, 0, 0, 2 } },
	{ ADDR_IP4, { 10, 0, 0, 3 } },
};

/* Two that are equal up to their neighbours' addresses. */
static struct bgp_set sets[3];
static struct bgp_candidate cands[3];

static void
begin(void)
{
	for (unsigned i = 0; i < 3; i++) {
		sets[i] =
		    (struct bgp_set){ .first_as = 65001, .as_path_length = 2 };
		cands[i] = (struct bgp_candidate){
			.set = &sets[i], .external = true, .address = &addrs[i]
		};
	}
}

/* The second wins, by the rung; and again with the two in the other order. */
static void
expect(enum bgp_rung rung, const struct bgp_decide_opts *o)
{
	struct bgp_candidate turned[2] = { cands[1], cands[0] };
	uint8_t lost[2];
	struct bgp_decision d = bgp_decide(cands, 2, o, lost);

	CHECK(d.best == 1 && d.runner_up == 0);
	CHECK_STR(bgp_rung_name(d.rung), bgp_rung_name(rung));
	CHECK(lost[0] == rung && lost[1] == BGP_NO_PATH);
	d = bgp_decide(turned, 2, o, lost);
	CHECK(d.best == 0 && d.rung == rung);
}

static void
nothing_and_one_need_no_rung(void)
{
	uint8_t lost[1];
	struct bgp_decision d = bgp_decide(cands, 0, &plain, lost);

	CHECK(d.rung == BGP_NO_PATH);
	begin();
	d = bgp_decide(cands, 1, &plain, lost);
	CHECK(d.best == 0 && d.rung == BGP_ONLY_PATH);
}

static void
what_is_long_lived_stale_wins_nothing(void)
{
	begin();
	sets[0].limits = BGP_SET_LLGR_STALE;
	sets[0].weight = 1;
	expect(BGP_BY_LLGR_STALE, &plain);
}

static void
the_higher_weight_wins_before_local_pref(void)
{
	begin();
	sets[1].weight = 1;
	sets[0].has_low = 1u << BGP_LOCAL_PREF;
	sets[0].local_pref = 500;
	expect(BGP_BY_WEIGHT, &plain);
}

static void
the_higher_local_pref_wins_and_100_stands_for_none(void)
{
	begin();
	sets[1].has_low = 1u << BGP_LOCAL_PREF;
	sets[1].local_pref = 101;
	sets[0].as_path_length = 1;
	expect(BGP_BY_LOCAL_PREF, &plain);
	CHECK(bgp_rung_value(BGP_BY_LOCAL_PREF, &cands[0]) == 100);
	CHECK(bgp_rung_value(BGP_BY_LOCAL_PREF, &cands[1]) == 101);
}

static void
our_own_route_wins_before_a_shorter_path(void)
{
	begin();
	cands[1].local = true;
	sets[0].as_path_length = 0;
	expect(BGP_BY_LOCALLY_ORIGINATED, &plain);
}

static void
the_shorter_path_wins_before_the_better_origin(void)
{
	begin();
	sets[0].as_path_length = 3;
	sets[1].origin = BGP_INCOMPLETE;
	expect(BGP_BY_AS_PATH_LENGTH, &plain);
}

static void
igp_wins_over_egp_and_egp_over_incomplete(void)
{
	begin();
	sets[0].origin = BGP_EGP;
	sets[1].med = 10;
	expect(BGP_BY_ORIGIN, &plain);
	sets[0].origin = BGP_INCOMPLETE;
	sets[1].origin = BGP_EGP;
	expect(BGP_BY_ORIGIN, &plain);
}

static void
the_lower_med_wins_and_none_is_zero(void)
{
	begin();
	sets[0].med = 20;
	sets[0].has_low = 1u << BGP_MED;
	cands[1].external = false;
	expect(BGP_BY_MED, &plain);
}

static void
med_of_different_neighbour_as_counts_only_when_asked(void)
{
	begin();
	sets[0].med = 20;
	sets[0].first_as = 65002;
	cands[1].router_id = 9;
	expect(BGP_BY_MED, &always);
	cands[0].router_id = 10;
	expect(BGP_BY_ROUTER_ID, &plain);
}

static void
ebgp_wins_over_ibgp_before_the_metric(void)
{
	begin();
	cands[0].external = false;
	cands[1].igp_metric = 100;
	expect(BGP_BY_SESSION, &plain);
}

static void
the_nearer_next_hop_wins(void)
{
	begin();
	cands[0].igp_metric = 11;
	cands[1].igp_metric = 10;
	cands[1].router_id = 5;
	expect(BGP_BY_IGP_METRIC, &plain);
}

static void
the_older_path_wins_only_when_asked_and_only_of_ebgp(void)
{
	begin();
	cands[0].since = 200;
	cands[1].since = 100;
	cands[0].router_id = 1;
	expect(BGP_BY_OLDEST, &with_age);
	cands[0].router_id = 2;
	cands[1].router_id = 1;
	expect(BGP_BY_ROUTER_ID, &plain);
	cands[0].external = cands[1].external = false;
	expect(BGP_BY_ROUTER_ID, &with_age);
}

static void
the_originator_id_stands_for_the_router_id(void)
{
	begin();
	cands[0].router_id = 1;
	cands[1].router_id = 9;
	sets[0].has_low = sets[1].has_low = 1u << BGP_ORIGINATOR_ID;
	sets[0].originator_id = 8;
	sets[1].originator_id = 7;
	expect(BGP_BY_ROUTER_ID, &plain);
}

static void
the_shorter_cluster_list_wins(void)
{
	begin();
	sets[0].cluster_list_length = 1;
	expect(BGP_BY_CLUSTER_LIST_LENGTH, &plain);
}

static void
the_lower_address_is_the_last_word(void)
{
	begin();
	cands[0].address = &addrs[2];
	expect(BGP_BY_PEER_ADDRESS, &plain);
}

/*
 * a (AS 1, MED 10, far), b (AS 2, nearest of what is left), c (AS 1, MED 5,
 * farthest): pairwise a beats c? no, c beats a by MED, a beats b by metric, b
 * beats c by metric. By the RFC a is out, then b wins, in every order.
 */
static void
med_is_settled_for_all_before_the_next_rung(void)
{
	static const unsigned orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 },
		{ 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	begin();
	sets[0].first_as = sets[2].first_as = 1;
	sets[1].first_as = 2;
	sets[0].med = 10;
	sets[2].med = 5;
	cands[0].igp_metric = 1;
	cands[1].igp_metric = 2;
	cands[2].igp_metric = 3;
	for (unsigned i = 0; i < 6; i++) {
		struct bgp_candidate c[3];
		struct bgp_decision d;
		uint8_t lost[3];

		for (unsigned j = 0; j < 3; j++)
			c[j] = cands[orders[i][j]];
		d = bgp_decide(c, 3, &plain, lost);
		CHECK(c[d.best].set == &sets[1]);
		CHECK(d.rung == BGP_BY_IGP_METRIC);
		CHECK(c[d.runner_up].set == &sets[2]);
		for (unsigned j = 0; j < 3; j++)
			if (c[j].set == &sets[0])
				CHECK(lost[j] == BGP_BY_MED);
	}
}

/* ---- a slow reference, by the words of RFC 4271 9.1.2.2 ---- */

static int64_t
rank(unsigned rung, const struct bgp_candidate *c)
{
	const struct bgp_set *s = c->set;

	switch (rung) {
	case 0:
		return -(int64_t)s->weight;
	case 1:
		return -(int64_t)(bgp_set_has(s, BGP_LOCAL_PREF) ? s->local_pref
								 : 100);
	case 2:
		return !c->local;
	case 3:
		return s->as_path_length;
	case 4:
		return s->origin;
	case 5:
		return s->med;
	case 6:
		return !c->external;
	case 7:
		return c->igp_metric;
	case 8:
		return bgp_set_has(s, BGP_ORIGINATOR_ID) ? s->originator_id
							 : c->router_id;
	case 9:
		return s->cluster_list_length;
	default:
		return c->path_id;
	}
}

static size_t
reference(const struct bgp_candidate *c, size_t n)
{
	bool in[16];
	size_t best = n;

	for (size_t i = 0; i < n; i++)
		in[i] = true;
	for (unsigned rung = 0; rung < 11; rung++) {
		bool out[16] = { false };

		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				if (in[i] && in[j] &&
				    rank(rung, &c[j]) < rank(rung, &c[i]) &&
				    (rung != 5 || c[i].set->first_as ==
						      c[j].set->first_as))
					out[i] = true;
		for (size_t i = 0; i < n; i++)
			in[i] = in[i] && !out[i];
	}
	for (size_t i = 0; i < n; i++)
		if (in[i])
			best = i;
	return best;
}

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
random_sets_are_decided_as_the_definition_says(void)
{
	uint32_t seed = 7;

	for (unsigned round = 0; round < 20000; round++) {
		struct bgp_set s[10];
		struct bgp_candidate c[10];
		uint8_t lost[10];
		size_t n = 1 + draw(&seed, 10);

		for (size_t i = 0; i < n; i++) {
			s[i] = (struct bgp_set){
				.weight = draw(&seed, 20) == 0,
				.local_pref = 99 + draw(&seed, 3),
				.has_low = draw(&seed, 5) == 0
					       ? 1u << BGP_LOCAL_PREF
					       : 0,
				.as_path_length =
				    (uint16_t)(draw(&seed, 4) / 3),
				.origin = (uint8_t)(draw(&seed, 9) / 4),
				.med = draw(&seed, 3),
				.first_as = 1 + draw(&seed, 3),
				.cluster_list_length = (uint16_t)draw(&seed, 2),
			};
			c[i] = (struct bgp_candidate){
				.set = &s[i],
				.external = draw(&seed, 3) > 0,
				.igp_metric = draw(&seed, 4) / 2,
				.router_id = draw(&seed, 3),
				.address = &addrs[0],
				.path_id = (uint32_t)i,
			};
		}
		CHECK(bgp_decide(c, n, &plain, lost).best == reference(c, n));
	}
}

int
main(void)
{
	RUN(nothing_and_one_need_no_rung);
	RUN(what_is_long_lived_stale_wins_nothing);
	RUN(the_higher_weight_wins_before_local_pref);
	RUN(the_higher_local_pref_wins_and_100_stands_for_none);
	RUN(our_own_route_wins_before_a_shorter_path);
	RUN(the_shorter_path_wins_before_the_better_origin);
	RUN(igp_wins_over_egp_and_egp_over_incomplete);
	RUN(the_lower_med_wins_and_none_is_zero);
	RUN(med_of_different_neighbour_as_counts_only_when_asked);
	RUN(ebgp_wins_over_ibgp_before_the_metric);
	RUN(the_nearer_next_hop_wins);
	RUN(the_older_path_wins_only_when_asked_and_only_of_ebgp);
	RUN(the_originator_id_stands_for_the_router_id);
	RUN(the_shorter_cluster_list_wins);
	RUN(the_lower_address_is_the_last_word);
	RUN(med_is_settled_for_all_before_the_next_rung);
	RUN(random_sets_are_decided_as_the_definition_says);
	return DONE();
}
