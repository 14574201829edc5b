/* A site of origin: what comes from there never goes back (RFC 4364 7). */
#include "bgp_neighbors.h"
#include "core/bgp_edit.h"

static const struct ext_community here = { { 0, 3, 0, 1, 0, 0, 0, 7 } };
static const struct ext_community there = { { 0, 3, 0, 1, 0, 0, 0, 8 } };

static void
join_at(struct world *w, unsigned i, const struct ext_community *site)
{
	struct bgp_target t = target(w, i);

	w->n[i].in.has_site = true;
	w->n[i].in.site = *site;
	t.has_site = true;
	t.site = *site;
	w->n[i].member = bgp_export_join(w->x, &t);
}

static const struct bgp_set *
set_of(struct world *w, unsigned i)
{
	struct bgp_net net = { .table = w->table, .prefix = nlri(i).prefix };
	uint32_t dest = bgp_rib_find(w->rib, &net);

	return bgp_sets_at(w->sets, bgp_rib_best(w->rib, dest)->set);
}

static void
two_neighbours_of_a_site_do_not_hear_of_each_other(void)
{
	struct world w;

	begin(&w, 0);
	join_at(&w, 0, &here);
	join_at(&w, 1, &here);
	join_at(&w, 2, &there);
	join(&w, 3);
	announce(&w, 0, 5, 0);
	announce(&w, 2, 6, 0);
	announce(&w, 3, 7, 0);
	fill_all(&w);
	CHECK(!w.n[1].has[5] && w.n[2].has[5] && w.n[3].has[5]);
	CHECK(w.n[0].has[6] && w.n[1].has[6] && w.n[3].has[6]);
	CHECK(w.n[0].has[7] && w.n[1].has[7] && w.n[2].has[7]);
	CHECK(bgp_set_has_ext_community(set_of(&w, 5), &here));
	CHECK(bgp_set_has_ext_community(set_of(&w, 6), &there));
	CHECK(!bgp_set_has_ext_community(set_of(&w, 7), &here));
	end(&w);
}

/* By a link of its own the site may bring what another one has marked. */
static void
one_that_is_there_stays_and_is_not_put_twice(void)
{
	uint8_t both[16];
	struct world w;
	struct bgp_attrs a = { .has = 1u << BGP_EXT_COMMUNITIES };

	memcpy(both, &there, 8);
	memcpy(both + 8, &here, 8);
	begin(&w, 0);
	join_at(&w, 0, &here);
	join_at(&w, 1, &there);
	a.ext_communities = rbuf(both, 8);
	send(&w, 0, 5, &a, 0);
	a.ext_communities = rbuf(both, 16);
	send(&w, 0, 6, &a, 0);
	fill_all(&w);
	CHECK(set_of(&w, 5) == set_of(&w, 6));
	CHECK(!w.n[1].has[5]);
	end(&w);
}

static void
another_site_on_new_terms_is_told_what_it_was_not(void)
{
	struct bgp_target t;
	struct world w;

	begin(&w, 0);
	join_at(&w, 0, &here);
	join_at(&w, 1, &here);
	announce(&w, 0, 5, 0);
	fill_all(&w);
	CHECK(!w.n[1].has[5]);
	t = target(&w, 1);
	t.has_site = true;
	t.site = there;
	bgp_export_renew(w.x, w.n[1].member, &t);
	fill_all(&w);
	CHECK(w.n[1].has[5]);
	t.site = here;
	bgp_export_renew(w.x, w.n[1].member, &t);
	fill_all(&w);
	CHECK(!w.n[1].has[5]);
	end(&w);
}

int
main(void)
{
	RUN(two_neighbours_of_a_site_do_not_hear_of_each_other);
	RUN(one_that_is_there_stays_and_is_not_put_twice);
	RUN(another_site_on_new_terms_is_told_what_it_was_not);
	return DONE();
}
