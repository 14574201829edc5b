/* What would turn a decision, by asking the decision. */
#include "core/bgp_flip.h"
#include "../../t.h"
#include "core/bgp_explain.h"
#include "core/bgp_set.h"

#define N 4

static uint32_t
draw(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 16) % below;
}

/* Paths that are alike enough for every step to decide now and then. */
static void
random_paths(struct bgp_set *sets, struct bgp_candidate *c, uint32_t *seed)
{
	for (size_t i = 0; i < N; i++) {
		sets[i] = (struct bgp_set){
			.has_low = 1u << BGP_LOCAL_PREF,
			.weight = draw(seed, 8) == 0,
			.local_pref = 100 + (draw(seed, 4) == 0),
			.as_path_length = (uint16_t)(1 + draw(seed, 2)),
			.origin = (uint8_t)draw(seed, 3),
			.med = draw(seed, 3),
			.first_as = 1 + draw(seed, 2),
		};
		c[i] = (struct bgp_candidate){ .set = &sets[i],
			.external = draw(seed, 2),
			.router_id = draw(seed, 3),
			.path_id = (uint32_t)i };
	}
}

static void
set_value(struct bgp_set *s, struct bgp_flip flip)
{
	if (flip.rung == BGP_BY_WEIGHT)
		s->weight = flip.value;
	else if (flip.rung == BGP_BY_LOCAL_PREF)
		s->local_pref = flip.value;
	else if (flip.rung == BGP_BY_MED)
		s->med = flip.value;
	else
		s->origin = (uint8_t)flip.value;
}

static size_t
best_of(const struct bgp_candidate *c)
{
	static const struct bgp_decide_opts opts;
	uint8_t lost[N];

	return bgp_decide(c, N, &opts, lost).best;
}

static void
a_change_that_is_named_turns_it_and_one_less_does_not(void)
{
	static const struct bgp_decide_opts opts;
	uint32_t seed = 1, named[BGP_NRUNGS] = { 0 };

	for (int round = 0; round < 20000; round++) {
		struct bgp_candidate c[N];
		struct bgp_set sets[N];
		struct bgp_decision d;
		struct bgp_flip flip;
		uint8_t lost[N];
		size_t i;

		random_paths(sets, c, &seed);
		d = bgp_decide(c, N, &opts, lost);
		i = (d.best + 1 + draw(&seed, N - 1)) % N;
		flip = bgp_flip_find(c, N, &opts, (enum bgp_rung)lost[i],
		    bgp_winner_over(c, N, &opts, lost, d.best, i), i);
		named[flip.rung]++;
		CHECK(flip.rung != BGP_NO_PATH);
		set_value(&sets[i], flip);
		CHECK(best_of(c) == i);
		if (flip.rung == BGP_BY_LOCAL_PREF ||
		    flip.rung == BGP_BY_WEIGHT)
			flip.value--;
		else
			flip.value++;
		set_value(&sets[i], flip);
		CHECK(best_of(c) != i);
	}
	CHECK(named[BGP_BY_WEIGHT] > 0 && named[BGP_BY_LOCAL_PREF] > 0);
	CHECK(named[BGP_BY_MED] > 0 && named[BGP_BY_ORIGIN] > 0);
}

static void
no_attribute_helps_against_the_end_of_numbers(void)
{
	static const struct bgp_decide_opts opts;
	struct bgp_set sets[2] = {
		{ .weight = UINT32_MAX, .as_path_length = 1 },
		{ .weight = UINT32_MAX - 1, .as_path_length = 2 },
	};
	struct bgp_candidate c[2] = { { .set = &sets[0] },
		{ .set = &sets[1] } };

	CHECK(bgp_flip_find(c, 2, &opts, BGP_BY_WEIGHT, 0, 1).rung ==
	      BGP_NO_PATH);
}

static void
med_is_lost_to_who_is_of_the_same_as(void)
{
	static const struct bgp_decide_opts opts;
	struct bgp_set sets[3] = {
		{ .first_as = 1, .med = 0 },
		{ .first_as = 2, .med = 1 },
		{ .first_as = 2, .med = 7 },
	};
	struct bgp_candidate c[3] = { { .set = &sets[0] },
		{ .set = &sets[1], .router_id = 1 }, { .set = &sets[2] } };
	uint8_t lost[3];
	struct bgp_decision d = bgp_decide(c, 3, &opts, lost);

	CHECK(d.best == 0 && lost[2] == BGP_BY_MED);
	CHECK(bgp_winner_over(c, 3, &opts, lost, d.best, 2) == 1);
	CHECK(bgp_winner_over(c, 3, &opts, lost, d.best, 1) == 0);
}

int
main(void)
{
	RUN(a_change_that_is_named_turns_it_and_one_less_does_not);
	RUN(no_attribute_helps_against_the_end_of_numbers);
	RUN(med_is_lost_to_who_is_of_the_same_as);
	return DONE();
}
