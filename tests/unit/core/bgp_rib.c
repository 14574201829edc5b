/* The RIB: paths, the best of them, who hears of what, and work in slices. */
#include "core/bgp_rib.h"
#include "../../t.h"
#include "core/bgp_nexthop.h"
#include "core/bgp_rib_in.h"
#include "core/bgp_set.h"
#include "rec/rec.h"
#include "value/family.h"

enum { N_SETS = 4 };

struct world {
	struct bgp_sets *sets;
	struct bgp_hops *hops;
	struct bgp_rib *rib;
	struct bgp_set *set[N_SETS]; /* the later, the better */
	uint16_t table;
	uint16_t source[4];
};

/* Sets differ in LOCAL_PREF, and each has a next hop of its own. */
static struct bgp_set *
make_set(struct bgp_sets *t, unsigned i)
{
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
		       1u << BGP_NEXT_HOP | 1u << BGP_LOCAL_PREF,
		.as_path.width = 4,
		.next_hop = addr_ip4(0x0a000001 + i * 256),
		.local_pref = 100 + i,
	};

	return bgp_sets_intern(t, &a, NULL, 0);
}

static uint32_t
read_one(struct bgp_rib *rib, uint32_t cursor)
{
	uint32_t dest;

	return bgp_rib_read(rib, cursor, &dest, 1) > 0 ? dest : BGP_NONE;
}

static void
begin(struct world *w)
{
	*w = (struct world){ .sets = bgp_sets_new() };
	w->hops = bgp_hops_new(w->sets, false);
	w->rib = bgp_rib_new(w->sets, w->hops, &(struct bgp_decide_opts){ 0 });
	w->table = bgp_rib_table(w->rib, "", FAMILY_IPV4_UNICAST);
	for (unsigned i = 0; i < N_SETS; i++)
		w->set[i] = make_set(w->sets, i);
	for (unsigned i = 0; i < 4; i++) {
		struct bgp_source s = { .protocol = "bgp",
			.external = true,
			.router_id = i,
			.address = addr_ip4(i) };

		w->source[i] = bgp_rib_source_add(w->rib, &s);
	}
}

static void
end(struct world *w)
{
	bgp_rib_free(w->rib);
	for (unsigned i = 0; i < N_SETS; i++) {
		CHECK(w->set[i]->refs == 1);
		bgp_set_drop(w->sets, w->set[i]);
	}
	CHECK(bgp_sets_count(w->sets) == 0);
	bgp_hops_free(w->hops);
	bgp_sets_free(w->sets);
}

static struct bgp_net
net(const struct world *w, unsigned i)
{
	return (struct bgp_net){ .table = w->table,
		.prefix = { addr_ip4(0x0a000000 + (i << 8)), 24 } };
}

static void
put(struct world *w, unsigned i, unsigned source, unsigned set)
{
	struct bgp_net n = net(w, i);
	struct bgp_offer o = { .source = w->source[source],
		.set_in = w->set[set],
		.set = w->set[set] };

	bgp_rib_put(w->rib, &n, &o);
}

static void
del(struct world *w, unsigned i, unsigned source)
{
	struct bgp_net n = net(w, i);

	bgp_rib_del(w->rib, &n, w->source[source], 0);
}

/* The set of the best path to the i-th prefix, or NULL. */
static const struct bgp_set *
best(const struct world *w, unsigned i)
{
	struct bgp_net n = net(w, i);
	uint32_t h = bgp_rib_find(w->rib, &n);
	const struct bgp_path *p =
	    h == BGP_NONE ? NULL : bgp_rib_best(w->rib, h);

	return p == NULL ? NULL : bgp_sets_at(w->sets, p->set);
}

static void
work(struct world *w)
{
	while (bgp_rib_work(w->rib, 7))
		;
}

static void
the_better_path_is_chosen_and_the_next_takes_its_place(void)
{
	struct world w;
	struct bgp_net n;

	begin(&w);
	n = net(&w, 1);
	put(&w, 1, 0, 1);
	CHECK(best(&w, 1) == w.set[1]);
	CHECK(bgp_rib_reason(w.rib, bgp_rib_find(w.rib, &n)) == BGP_ONLY_PATH);
	put(&w, 1, 1, 3);
	put(&w, 1, 2, 2);
	CHECK(best(&w, 1) == w.set[3]);
	CHECK(bgp_rib_reason(w.rib, bgp_rib_find(w.rib, &n)) ==
	      BGP_BY_LOCAL_PREF);
	del(&w, 1, 1);
	CHECK(best(&w, 1) == w.set[2]);
	CHECK(bgp_table_count(w.rib, w.table) == 1);
	del(&w, 1, 0);
	del(&w, 1, 2);
	CHECK(best(&w, 1) == NULL);
	CHECK(bgp_table_count(w.rib, w.table) == 0);
	CHECK(w.rib->dests[KEY4].live == 0);
	end(&w);
}

static void
what_is_rejected_is_kept_but_not_chosen(void)
{
	struct world w;
	struct bgp_net n;
	struct bgp_offer o;

	begin(&w);
	n = net(&w, 1);
	o = (struct bgp_offer){ .source = w.source[0], .set_in = w.set[3] };
	bgp_rib_put(w.rib, &n, &o);
	CHECK(best(&w, 1) == NULL);
	CHECK(bgp_rib_source(w.rib, w.source[0])->paths == 1);
	CHECK(bgp_rib_source(w.rib, w.source[0])->accepted == 0);
	put(&w, 1, 1, 0);
	CHECK(best(&w, 1) == w.set[0]);
	end(&w);
}

static void
what_changed_twice_is_read_once(void)
{
	struct world w;
	struct bgp_net n1, n2;
	uint32_t c;

	begin(&w);
	n1 = net(&w, 1);
	n2 = net(&w, 2);
	c = bgp_rib_follow(w.rib, w.table);
	CHECK(read_one(w.rib, c) == BGP_NONE);
	put(&w, 1, 0, 0);
	put(&w, 2, 0, 0);
	put(&w, 1, 0, 1);
	put(&w, 1, 0, 2);
	CHECK(!bgp_rib_seen_all(w.rib, c));
	CHECK(read_one(w.rib, c) == bgp_rib_find(w.rib, &n2));
	CHECK(read_one(w.rib, c) == bgp_rib_find(w.rib, &n1));
	CHECK(bgp_rib_seen_all(w.rib, c));
	CHECK(read_one(w.rib, c) == BGP_NONE);
	put(&w, 1, 0, 2); /* nothing new */
	put(&w, 1, 1, 0); /* worse */
	CHECK(read_one(w.rib, c) == BGP_NONE);
	bgp_rib_unfollow(w.rib, c);
	end(&w);
}

static void
a_late_reader_gets_the_whole_table_and_then_the_changes(void)
{
	struct world w;
	unsigned n = 0;
	uint32_t c;

	begin(&w);
	for (unsigned i = 0; i < 100; i++)
		put(&w, i, 0, 0);
	c = bgp_rib_follow(w.rib, w.table);
	while (n < 50 && read_one(w.rib, c) != BGP_NONE)
		n++;
	put(&w, 3, 0, 1);  /* seen before: comes again */
	put(&w, 90, 0, 1); /* not yet seen: comes once */
	while (read_one(w.rib, c) != BGP_NONE)
		n++;
	CHECK(n == 101);
	bgp_rib_unfollow(w.rib, c);
	end(&w);
}

static void
a_withdrawal_waits_for_the_slowest_reader(void)
{
	struct world w;
	uint32_t quick, slow;

	begin(&w);
	quick = bgp_rib_follow(w.rib, w.table);
	slow = bgp_rib_follow(w.rib, w.table);
	put(&w, 1, 0, 0);
	del(&w, 1, 0);
	CHECK(read_one(w.rib, quick) != BGP_NONE);
	CHECK(read_one(w.rib, quick) == BGP_NONE);
	CHECK(w.rib->dests[KEY4].live == 1);
	CHECK(read_one(w.rib, slow) != BGP_NONE);
	CHECK(read_one(w.rib, slow) == BGP_NONE);
	CHECK(w.rib->dests[KEY4].live == 0);
	put(&w, 1, 0, 0);
	del(&w, 1, 0);
	while (read_one(w.rib, quick) != BGP_NONE)
		;
	CHECK(w.rib->dests[KEY4].live == 1);
	bgp_rib_unfollow(w.rib, slow); /* nobody waits for it now */
	work(&w);
	CHECK(w.rib->dests[KEY4].live == 0);
	bgp_rib_unfollow(w.rib, quick);
	end(&w);
}

static void
the_paths_of_a_lost_neighbour_go_in_slices(void)
{
	struct world w;
	unsigned slices = 0;

	begin(&w);
	for (unsigned i = 0; i < 200; i++) {
		put(&w, i, 0, 1);
		put(&w, i, 1, 0);
	}
	bgp_rib_source_down(w.rib, w.source[0]);
	put(&w, 7, 0, 2); /* the session is up again already */
	while (bgp_rib_work(w.rib, 100))
		slices++;
	CHECK(slices > 5);
	CHECK(bgp_rib_source(w.rib, w.source[0])->paths == 1);
	CHECK(best(&w, 6) == w.set[0] && best(&w, 7) == w.set[2]);
	bgp_rib_source_remove(w.rib, w.source[0]);
	work(&w);
	CHECK(w.rib->sources[w.source[0]] == NULL);
	CHECK(best(&w, 7) == w.set[0]);
	end(&w);
}

static void
stale_paths_stay_until_they_are_swept_or_repeated(void)
{
	struct world w;
	struct bgp_net n;
	const struct bgp_path *p;

	begin(&w);
	n = net(&w, 1);
	put(&w, 1, 0, 1);
	put(&w, 2, 0, 1);
	bgp_rib_source_stale(w.rib, w.source[0]);
	work(&w);
	p = bgp_rib_best(w.rib, bgp_rib_find(w.rib, &n));
	CHECK(p != NULL && bgp_rib_is_stale(w.rib, p));
	put(&w, 1, 0, 1);
	CHECK(!bgp_rib_is_stale(w.rib, p));
	bgp_rib_source_stale(w.rib, w.source[0]);
	work(&w); /* what is stale twice goes (RFC 4724 4.2) */
	CHECK(best(&w, 1) == w.set[1] && best(&w, 2) == NULL);
	put(&w, 3, 0, 1);
	bgp_rib_source_sweep(w.rib, w.source[0]);
	work(&w);
	CHECK(best(&w, 1) == NULL && best(&w, 3) == w.set[1]);
	end(&w);
}

static void
worse(void *ctx, const struct bgp_net *n, struct bgp_offer *o)
{
	struct world *w = ctx;

	CHECK(o->set_in == w->set[3] && n->table == w->table);
	o->set = bgp_set_hold(w->set[1]);
}

static void
a_new_policy_judges_what_was_kept(void)
{
	struct world w;

	begin(&w);
	for (unsigned i = 0; i < 50; i++) {
		put(&w, i, 0, 3);
		put(&w, i, 1, 2);
	}
	CHECK(best(&w, 9) == w.set[3]);
	bgp_rib_refilter(w.rib, w.source[0], worse, &w);
	work(&w);
	for (unsigned i = 0; i < 50; i++)
		CHECK(best(&w, i) == w.set[2]);
	for (unsigned i = 0; i < 50; i++)
		del(&w, i, 1);
	CHECK(best(&w, 9) == w.set[1]);
	end(&w);
}

static void
a_next_hop_that_goes_takes_its_paths_out_of_the_choice(void)
{
	struct rec_route r = { 0 };
	struct rec_path path = { 0 };
	struct world w;
	uint32_t c;

	begin(&w);
	PUT(&path, path, interface, "eth0");
	PUT(&r, route, protocol, "connected");
	r.paths.n = 1;
	r.paths.at = &path;
	MARK(&r, route, paths);
	for (unsigned i = 0; i < 2; i++) {
		PUT(&r, route, prefix,
		    (struct prefix){ addr_ip4(0x0a000000 + i * 256), 24 });
		bgp_hops_route(w.hops, &r, false);
	}
	put(&w, 1, 0, 1);
	put(&w, 1, 1, 0);
	put(&w, 2, 1, 0);
	CHECK(best(&w, 1) == w.set[1]);
	c = bgp_rib_follow(w.rib, w.table);
	while (read_one(w.rib, c) != BGP_NONE)
		;
	bgp_hops_route(w.hops, &r, true);
	CHECK(bgp_hops_settle(w.hops));
	bgp_rib_hops_changed(w.rib);
	work(&w);
	CHECK(best(&w, 1) == w.set[0]);
	CHECK(read_one(w.rib, c) != BGP_NONE);
	CHECK(read_one(w.rib, c) == BGP_NONE);
	bgp_hops_route(w.hops, &r, false);
	CHECK(bgp_hops_settle(w.hops));
	bgp_rib_hops_changed(w.rib);
	work(&w);
	CHECK(best(&w, 1) == w.set[1]);
	put(&w, 3, 0, 3);
	CHECK(best(&w, 3) == NULL); /* 10.0.3.1 has no route */
	bgp_rib_unfollow(w.rib, c);
	end(&w);
}

static void
two_families_and_two_vrfs_are_separate_tables(void)
{
	struct world w;
	struct bgp_net n = { .prefix = { { ADDR_IP6, { 0x20, 1 } }, 32 } };
	struct bgp_net out;
	uint16_t red;

	begin(&w);
	n.table = bgp_rib_table(w.rib, "", FAMILY_IPV6_UNICAST);
	red = bgp_rib_table(w.rib, "red", FAMILY_IPV6_UNICAST);
	CHECK(n.table != w.table && red != n.table);
	CHECK(bgp_rib_table(w.rib, "red", FAMILY_IPV6_UNICAST) == red);
	bgp_rib_put(w.rib, &n,
	    &(struct bgp_offer){
		.source = w.source[0], .set_in = w.set[0], .set = w.set[0] });
	bgp_rib_net(w.rib, bgp_rib_find(w.rib, &n), &out);
	CHECK(prefix_cmp(&out.prefix, &n.prefix) == 0 && out.table == n.table);
	n.table = red;
	CHECK(bgp_rib_find(w.rib, &n) == BGP_NONE);
	CHECK(bgp_table_count(w.rib, red) == 0);
	end(&w);
}

/* ---- at random, against readers that must end with the same table ---- */

enum { PREFIXES = 200, READERS = 3 };

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
read_some(struct world *w, uint32_t c, struct bgp_told *told, unsigned n)
{
	uint32_t dests[BGP_READ_MOST], got;

	while (n > 0 && (got = bgp_rib_read(w->rib, c, dests, n)) > 0) {
		for (uint32_t i = 0; i < got; i++) {
			uint32_t h = dests[i];
			const struct bgp_path *p = bgp_rib_best(w->rib, h);

			bgp_told_set(told, h, p ? (uint16_t)p->set : 0);
		}
		n -= got;
	}
}

static void
all_readers_end_with_the_table_as_it_is(void)
{
	struct world w;
	struct bgp_told told[READERS] = { 0 };
	uint32_t c[READERS], seed = 11;
	uint16_t model[PREFIXES][4] = { 0 }; /* set + 1 by source */

	begin(&w);
	for (unsigned i = 0; i < READERS; i++)
		c[i] = bgp_rib_follow(w.rib, w.table);
	for (unsigned round = 0; round < 50000; round++) {
		unsigned i = draw(&seed, PREFIXES), s = draw(&seed, 4);
		unsigned set = draw(&seed, N_SETS), r = draw(&seed, READERS);

		if (draw(&seed, 2)) {
			put(&w, i, s, set);
			model[i][s] = (uint16_t)(set + 1);
		} else {
			del(&w, i, s);
			model[i][s] = 0;
		}
		if (draw(&seed, 3) == 0)
			read_some(&w, c[r], &told[r], draw(&seed, 100));
		if (draw(&seed, 500) == 0) {
			bgp_rib_source_down(w.rib, w.source[s]);
			for (unsigned j = 0; j < PREFIXES; j++)
				model[j][s] = 0;
		}
		if (draw(&seed, 700) == 0) {
			bgp_rib_unfollow(w.rib, c[r]);
			bgp_told_fini(&told[r]);
			c[r] = bgp_rib_follow(w.rib, w.table);
		}
		if (draw(&seed, 4) == 0)
			bgp_rib_work(w.rib, draw(&seed, 50));
	}
	work(&w);
	for (unsigned r = 0; r < READERS; r++)
		read_some(&w, c[r], &told[r], UINT32_MAX);
	for (unsigned i = 0, live = 0; i < PREFIXES; i++) {
		struct bgp_net n = net(&w, i);
		uint32_t h = bgp_rib_find(w.rib, &n);
		uint16_t want = 0;

		for (unsigned s = 0; s < 4; s++)
			if (model[i][s] > want)
				want = model[i][s];
		CHECK(best(&w, i) == (want == 0 ? NULL : w.set[want - 1]));
		live += h != BGP_NONE;
		for (unsigned r = 0; r < READERS && h != BGP_NONE; r++)
			CHECK(bgp_told_get(&told[r], h) == want);
		if (i + 1 == PREFIXES)
			CHECK(w.rib->dests[KEY4].live == live);
	}
	for (unsigned r = 0; r < READERS; r++) {
		bgp_rib_unfollow(w.rib, c[r]);
		bgp_told_fini(&told[r]);
	}
	end(&w);
}

int
main(void)
{
	RUN(the_better_path_is_chosen_and_the_next_takes_its_place);
	RUN(what_is_rejected_is_kept_but_not_chosen);
	RUN(what_changed_twice_is_read_once);
	RUN(a_late_reader_gets_the_whole_table_and_then_the_changes);
	RUN(a_withdrawal_waits_for_the_slowest_reader);
	RUN(the_paths_of_a_lost_neighbour_go_in_slices);
	RUN(stale_paths_stay_until_they_are_swept_or_repeated);
	RUN(a_new_policy_judges_what_was_kept);
	RUN(a_next_hop_that_goes_takes_its_paths_out_of_the_choice);
	RUN(two_families_and_two_vrfs_are_separate_tables);
	RUN(all_readers_end_with_the_table_as_it_is);
	return DONE();
}
