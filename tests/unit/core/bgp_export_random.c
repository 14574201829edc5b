/* Export under random changes: neighbours end with what they should have. */
#include "base/arena.h"
#include "bgp_neighbors.h"

/* Prefixes below 192.0.16.0. */
enum { HIDDEN = 16 };

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
forget(struct neighbor *n)
{
	memset(n->has, 0, sizeof(n->has));
	memset(n->told, 0, sizeof(n->told));
	n->restricted = false;
	n->end_of_rib = 0;
}

/* Everyone has what is best, unless it is his own. */
static void
compare(struct world *w)
{
	for (unsigned i = 0; i < PREFIXES; i++) {
		struct bgp_net net = { .table = w->table,
			.prefix = nlri(i).prefix };
		uint32_t dest = bgp_rib_find(w->rib, &net);
		const struct bgp_path *best =
		    dest == BGP_NONE ? NULL : bgp_rib_best(w->rib, dest);

		for (unsigned j = 0; j < N; j++) {
			bool hidden = i < HIDDEN && w->n[j].restricted;
			bool should = best != NULL && !hidden &&
				      best->source != w->n[j].in.source;

			if (w->n[j].member == BGP_NONE)
				continue;
			CHECK(w->n[j].has[i] == should);
			if (should)
				CHECK(w->n[j].told[i].path_length ==
				      bgp_sets_at(w->sets, best->set)
					      ->as_path_length +
					  1u);
		}
	}
}

/* All but the first prefixes; the others with a MED. */
static struct bgp_chain *
some_chain(struct world *w)
{
	static const char text[] =
	    "{\"type\":\"policy\",\"name\":\"some\",\"rules\":["
	    "{\"match\":{\"prefix\":[\"192.0.0.0/20 le 24\"]},"
	    "\"then\":\"reject\"},{\"set\":{\"med\":7}},"
	    "{\"then\":\"accept\"}]}";
	struct arena a = { 0 };
	struct rec_fault f;
	struct rec rec;

	CHECK(rec_read(&rec, text, sizeof(text) - 1, REC_STRICT, &a, &f));
	CHECK(bgp_policies_set(w->policies, &rec.policy, NULL, NULL, &f));
	arena_fini(&a);
	return chain(w, "some");
}

static void
every_neighbour_ends_with_what_it_should_have(void)
{
	struct world w;
	struct bgp_chain *some;
	uint32_t seed = 5;

	begin(&w, 0);
	some = some_chain(&w);
	for (unsigned round = 0; round < 30000; round++) {
		unsigned j = draw(&seed, N), i = draw(&seed, PREFIXES);
		struct neighbor *n = &w.n[j];

		if (draw(&seed, 2))
			announce(&w, j, i, draw(&seed, 4));
		else
			withdraw(&w, j, i);
		if (n->member == BGP_NONE && draw(&seed, 20) == 0)
			join(&w, j);
		else if (n->member != BGP_NONE && draw(&seed, 3) == 0)
			fill(&w, j, draw(&seed, 300), draw(&seed, 20));
		if (n->member != BGP_NONE && draw(&seed, 900) == 0) {
			bgp_export_leave(w.x, n->member);
			n->member = BGP_NONE;
			forget(n);
		}
		if (n->member != BGP_NONE && draw(&seed, 300) == 0) {
			n->restricted = !n->restricted;
			bgp_export_policy(
			    w.x, n->member, n->restricted ? some : w.all);
		}
		if (n->member != BGP_NONE && draw(&seed, 500) == 0)
			bgp_export_again(w.x, n->member, false);
		if (draw(&seed, 900) == 0)
			bgp_rib_source_down(w.rib, n->in.source);
		if (draw(&seed, 10) == 0)
			bgp_rib_work(w.rib, draw(&seed, 40));
		if (draw(&seed, 2000) == 0) {
			fill_all(&w);
			compare(&w);
		}
	}
	fill_all(&w);
	compare(&w);
	for (unsigned j = 0; j < N; j++)
		CHECK(w.n[j].member == BGP_NONE || w.n[j].end_of_rib == 1);
	bgp_export_free(w.x);
	w.x = NULL;
	bgp_chain_free(some);
	end(&w);
}

static void
one_that_does_not_read_holds_up_nobody(void)
{
	struct world w;
	uint32_t seed = 3;

	begin(&w, 0);
	for (unsigned j = 0; j < 3; j++)
		join(&w, j);
	fill_all(&w);
	/* Changes worth far more than what is kept for a slow member. */
	for (unsigned round = 0; round < 30000; round++) {
		announce(&w, 3, draw(&seed, PREFIXES), draw(&seed, 4));
		while (fill(&w, 0, SIZE_MAX, 1000))
			;
		if (round % 7 == 0)
			fill(&w, 2, 4096, 1000);
	}
	for (unsigned i = 0; i < PREFIXES; i += 3)
		withdraw(&w, 3, i);
	fill_all(&w);
	compare(&w);
	CHECK(w.n[1].announced < w.n[0].announced / 2);
	CHECK(w.n[1].end_of_rib == 1 && w.n[2].end_of_rib == 1);
	end(&w);
}

int
main(void)
{
	RUN(every_neighbour_ends_with_what_it_should_have);
	RUN(one_that_does_not_read_holds_up_nobody);
	return DONE();
}
