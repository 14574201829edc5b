/* Aggregates: when they are there, what they hide, and from whom. */
#include "core/bgp_aggregate.h"
#include "bgp_neighbors.h"

/* As neighbours keep it: these count as the numbers 0, 16 and 32. */
enum { WIDE, LOW = 16, HIGH = 32, ROUTES = 48 };

static const struct prefix wide = { { .ip = ADDR_IP4, .b = { 192, 0 } }, 16 };
static const struct prefix low = { { .ip = ADDR_IP4, .b = { 192, 0, 16 } },
	20 };
static const struct prefix high = { { .ip = ADDR_IP4, .b = { 192, 0, 32 } },
	20 };

struct site {
	struct world w;
	struct bgp_aggregates *all;
	uint16_t source;
};

static void
open(struct site *s)
{
	struct bgp_source source = { .name = "aggregate",
		.protocol = "aggregate",
		.local = true,
		.as = OUR_AS,
		.router_id = 99 };

	begin(&s->w, 0);
	s->source = bgp_rib_source_add(s->w.rib, &source);
	s->all = bgp_aggregates_new(s->w.rib, s->source);
	bgp_export_aggregates(s->w.x, s->all);
}

static void
run(struct site *s)
{
	do
		while (bgp_aggregates_work(s->all, 50, 1))
			;
	while (bgp_rib_work(s->w.rib, 1000));
	fill_all(&s->w);
}

static void
shut(struct site *s)
{
	bgp_export_aggregates(s->w.x, NULL);
	bgp_aggregates_free(s->all);
	end(&s->w);
}

static void
set(struct site *s, const struct prefix *p, bool summary_only)
{
	bgp_aggregates_set(s->all, &(struct bgp_aggregate){ .table = s->w.table,
				       .prefix = *p,
				       .summary_only = summary_only,
				       .chain = s->w.all,
				       .as = OUR_AS,
				       .router_id = 99 });
}

static const struct bgp_path *
path_of(struct site *s, const struct prefix *p)
{
	struct bgp_net net = { .table = s->w.table, .prefix = *p };
	uint32_t dest = bgp_rib_find(s->w.rib, &net);

	return dest == BGP_NONE ? NULL : bgp_rib_best(s->w.rib, dest);
}

static void
it_is_there_while_a_route_beneath_it_is(void)
{
	struct site s;

	open(&s);
	set(&s, &wide, false);
	join(&s.w, 1);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE]);
	announce(&s.w, 0, 5, 2);
	announce(&s.w, 0, 6, 2);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && s.w.n[1].has[5] && s.w.n[1].has[6]);
	CHECK(s.w.n[1].told[WIDE].path_length == 1 &&
	      s.w.n[1].told[WIDE].first_as == OUR_AS);
	CHECK(bgp_aggregates_count(s.all, s.w.table, &wide) == 2);
	withdraw(&s.w, 0, 5);
	run(&s);
	CHECK(s.w.n[1].has[WIDE]);
	withdraw(&s.w, 0, 6);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE]);
	CHECK(bgp_aggregates_count(s.all, s.w.table, &wide) == 0);
	shut(&s);
}

static void
it_says_who_has_made_it_and_that_numbers_were_left_out(void)
{
	struct bgp_attrs a;
	struct site s;

	open(&s);
	set(&s, &wide, false);
	announce(&s.w, 0, 5, 2);
	run(&s);
	bgp_set_open(bgp_sets_at(s.w.sets, path_of(&s, &wide)->set), &a);
	CHECK(bgp_has(&a, BGP_ATOMIC_AGGREGATE));
	CHECK(a.aggregator.as == OUR_AS && a.aggregator.address == 99);
	CHECK(!bgp_has(&a, BGP_MED) && !bgp_has(&a, BGP_LOCAL_PREF));
	shut(&s);
}

static void
a_route_to_the_same_prefix_is_not_beneath_it(void)
{
	struct prefix same = nlri(5).prefix;
	struct site s;

	open(&s);
	set(&s, &same, true);
	join(&s.w, 1);
	announce(&s.w, 0, 5, 0);
	run(&s);
	CHECK(s.w.n[1].has[5] && s.w.n[1].told[5].path_length == 2);
	CHECK(path_of(&s, &same)->source == s.w.n[0].in.source);
	shut(&s);
}

static void
one_that_cannot_be_chosen_makes_none(void)
{
	struct bgp_chain *none;
	struct site s;

	open(&s);
	none = chain(&s.w, "reject");
	s.w.n[0].in.chain = none;
	set(&s, &wide, false);
	announce(&s.w, 0, 5, 0);
	run(&s);
	CHECK(path_of(&s, &wide) == NULL);
	bgp_chain_free(none);
	shut(&s);
}

static void
what_is_beneath_is_hidden_from_all_if_it_says_so(void)
{
	struct site s;

	open(&s);
	set(&s, &wide, true);
	for (unsigned i = 0; i < N; i++)
		join(&s.w, i);
	run(&s);
	announce(&s.w, 0, 5, 0);
	announce(&s.w, 1, 6, 0);
	run(&s);
	for (unsigned i = 0; i < N; i++) {
		CHECK(
		    s.w.n[i].has[WIDE] && !s.w.n[i].has[5] && !s.w.n[i].has[6]);
		CHECK(s.w.n[i].announced == 1); /* not even for a moment */
	}
	shut(&s);
}

static void
what_it_hid_is_told_when_it_goes_or_says_so_no_more(void)
{
	struct site s;

	open(&s);
	announce(&s.w, 0, 5, 0);
	join(&s.w, 1);
	run(&s);
	CHECK(s.w.n[1].has[5]);
	set(&s, &wide, true);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && !s.w.n[1].has[5]);
	set(&s, &wide, false);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && s.w.n[1].has[5]);
	set(&s, &wide, true);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && !s.w.n[1].has[5]);
	bgp_aggregates_del(s.all, s.w.table, &wide);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE] && s.w.n[1].has[5]);
	shut(&s);
}

/* Nobody is left without a way there. */
static void
one_that_a_policy_refuses_hides_nothing(void)
{
	struct bgp_chain *none;
	struct bgp_aggregate a;
	struct site s;

	open(&s);
	none = chain(&s.w, "reject");
	a = (struct bgp_aggregate){ .table = s.w.table,
		.prefix = wide,
		.summary_only = true,
		.chain = none };
	bgp_aggregates_set(s.all, &a);
	announce(&s.w, 0, 5, 0);
	join(&s.w, 1);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE] && s.w.n[1].has[5]);
	bgp_chain_free(none);
	shut(&s);
}

static void
aggregates_may_be_nested_and_one_is_no_reason_for_another(void)
{
	struct site s;

	open(&s);
	set(&s, &wide, true);
	set(&s, &low, false);
	join(&s.w, 1);
	announce(&s.w, 0, 17, 0);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && s.w.n[1].has[LOW] && !s.w.n[1].has[17]);
	CHECK(bgp_aggregates_count(s.all, s.w.table, &wide) == 1);
	announce(&s.w, 0, 5, 0);
	withdraw(&s.w, 0, 17);
	run(&s);
	CHECK(s.w.n[1].has[WIDE] && !s.w.n[1].has[LOW]);
	withdraw(&s.w, 0, 5);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE] && !s.w.n[1].has[LOW]);
	shut(&s);
}

static void
it_goes_before_what_neighbours_say_of_the_same_prefix(void)
{
	struct bgp_offer same = { 0 };
	struct prefix beneath = nlri(17).prefix;
	struct bgp_net net;
	struct site s;

	open(&s);
	net = (struct bgp_net){ .table = s.w.table, .prefix = low };
	set(&s, &low, false);
	announce(&s.w, 0, 17, 0);
	run(&s);
	same.set_in = same.set =
	    bgp_sets_at(s.w.sets, path_of(&s, &beneath)->set);
	same.source = s.w.n[0].in.source;
	bgp_rib_put(s.w.rib, &net, &same);
	CHECK(path_of(&s, &low)->source == s.source);
	shut(&s);
}

static void
a_source_that_goes_takes_it_along(void)
{
	struct site s;

	open(&s);
	set(&s, &wide, true);
	join(&s.w, 1);
	announce(&s.w, 0, 5, 0);
	run(&s);
	CHECK(s.w.n[1].has[WIDE]);
	bgp_rib_source_down(s.w.rib, s.w.n[0].in.source);
	run(&s);
	run(&s);
	CHECK(!s.w.n[1].has[WIDE] && !s.w.n[1].has[5]);
	shut(&s);
}

/* ---- at random ---- */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static const struct {
	const struct prefix *prefix;
	unsigned number, from, to;
} parts[] = {
	{ &wide, WIDE, 1, ROUTES },
	{ &low, LOW, LOW + 1, LOW + 16 },
	{ &high, HIGH, HIGH + 1, HIGH + 16 },
};

enum { PARTS = 3 };

static bool
is_route(unsigned i)
{
	return i != WIDE && i != LOW && i != HIGH;
}

struct wish {
	bool there, summary_only;
};

static uint16_t
source_of(struct site *s, unsigned i)
{
	struct prefix p = nlri(i).prefix;
	const struct bgp_path *best = path_of(s, &p);

	return best == NULL ? 0 : best->source;
}

static bool
is_active(struct site *s, const struct wish *wish, unsigned part)
{
	for (unsigned i = parts[part].from; i < parts[part].to; i++)
		if (wish[part].there && is_route(i) && source_of(s, i) != 0)
			return true;
	return false;
}

static void
compare(struct site *s, const struct wish *wish)
{
	bool hidden[ROUTES] = { 0 };

	for (unsigned part = 0; part < PARTS; part++)
		for (unsigned i = parts[part].from;
		     i < parts[part].to && wish[part].summary_only; i++)
			hidden[i] |= is_active(s, wish, part);
	for (unsigned j = 0; j < N; j++) {
		if (s->w.n[j].member == BGP_NONE)
			continue;
		for (unsigned part = 0; part < PARTS; part++)
			CHECK(s->w.n[j].has[parts[part].number] ==
			      is_active(s, wish, part));
		for (unsigned i = 1; i < ROUTES; i++)
			CHECK(!is_route(i) ||
			      s->w.n[j].has[i] ==
				  (source_of(s, i) != 0 && !hidden[i] &&
				      source_of(s, i) != s->w.n[j].in.source));
	}
}

static void
change_wish(struct site *s, struct wish *wish, uint32_t *seed)
{
	unsigned part = draw(seed, PARTS);

	wish[part].there = draw(seed, 3) > 0;
	wish[part].summary_only = draw(seed, 2);
	if (wish[part].there)
		set(s, parts[part].prefix, wish[part].summary_only);
	else
		bgp_aggregates_del(s->all, s->w.table, parts[part].prefix);
}

/* With small budgets, so that each change meets work that is half done. */
static void
whatever_happens_neighbours_end_with_what_they_should_have(void)
{
	struct wish wish[PARTS] = { 0 };
	uint32_t seed = 7;
	struct site s;

	open(&s);
	for (unsigned round = 0; round < 40000; round++) {
		unsigned j = draw(&seed, N), i = 1 + draw(&seed, ROUTES - 1);

		if (is_route(i) && draw(&seed, 5) < 2)
			announce(&s.w, j, i, draw(&seed, 4));
		else
			withdraw(&s.w, j, i);
		if (s.w.n[j].member == BGP_NONE && draw(&seed, 20) == 0)
			join(&s.w, j);
		else if (s.w.n[j].member != BGP_NONE && draw(&seed, 3) == 0)
			fill(&s.w, j, draw(&seed, 300), draw(&seed, 20));
		if (draw(&seed, 3) == 0)
			bgp_aggregates_work(s.all, draw(&seed, 60), 1);
		if (draw(&seed, 200) == 0)
			change_wish(&s, wish, &seed);
		if (draw(&seed, 900) == 0)
			bgp_rib_source_down(s.w.rib, s.w.n[j].in.source);
		if (draw(&seed, 10) == 0)
			bgp_rib_work(s.w.rib, draw(&seed, 40));
		if (draw(&seed, 300) == 0) {
			while (bgp_rib_work(s.w.rib, 1000))
				;
			run(&s);
			compare(&s, wish);
		}
	}
	shut(&s);
}

int
main(void)
{
	RUN(it_is_there_while_a_route_beneath_it_is);
	RUN(it_says_who_has_made_it_and_that_numbers_were_left_out);
	RUN(a_route_to_the_same_prefix_is_not_beneath_it);
	RUN(one_that_cannot_be_chosen_makes_none);
	RUN(what_is_beneath_is_hidden_from_all_if_it_says_so);
	RUN(what_it_hid_is_told_when_it_goes_or_says_so_no_more);
	RUN(one_that_a_policy_refuses_hides_nothing);
	RUN(aggregates_may_be_nested_and_one_is_no_reason_for_another);
	RUN(it_goes_before_what_neighbours_say_of_the_same_prefix);
	RUN(a_source_that_goes_takes_it_along);
	RUN(whatever_happens_neighbours_end_with_what_they_should_have);
	return DONE();
}
