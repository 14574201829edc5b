/* A default route of our own, whatever the table has. */
#include "bgp_neighbors.h"

/* As the others keep it: what is told of 0.0.0.0/0 counts as the number 0. */
enum { DEFAULT = 0 };

static void
join_with_default(struct world *w, unsigned i, struct bgp_chain *chain)
{
	struct bgp_target t = target(w, i);

	t.default_route = true;
	t.chain = chain;
	w->n[i].member = bgp_export_join(w->x, &t);
}

static void
put_default(struct world *w, unsigned from)
{
	struct bgp_net net = { .table = w->table, .prefix.addr = addr_ip4(0) };
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
		       1u << BGP_NEXT_HOP | 1u << BGP_COMMUNITIES,
		.as_path.width = 4,
		.next_hop = addr_ip4(0x0a000001),
		.communities = rbuf("\0\1\0\2", 4),
	};
	struct bgp_set *set = bgp_sets_intern(w->sets, &a, NULL, 0);

	bgp_rib_put(w->rib, &net,
	    &(struct bgp_offer){
		.source = w->n[from].in.source, .set_in = set, .set = set });
	bgp_set_drop(w->sets, set);
}

static bool
is_of_the_table(const struct neighbor *n)
{
	return n->told[DEFAULT].attributes >> BGP_COMMUNITIES & 1;
}

static void
it_is_told_before_the_end_with_ourselves_as_next_hop(void)
{
	struct world w;

	begin(&w, 0);
	join_with_default(&w, 1, w.all);
	CHECK(bgp_export_pending(w.x, w.n[1].member));
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && w.n[1].end_of_rib == 1);
	CHECK(w.n[1].announced == 1 && w.n[1].told[DEFAULT].path_length == 1);
	CHECK(w.n[1].told[DEFAULT].hop == addr_u32(&w.n[1].in.local_address));
	CHECK(bgp_export_count(w.x, w.n[1].member) == 1);
	end(&w);
}

static void
no_policy_keeps_it_back(void)
{
	struct bgp_chain *none;
	struct world w;

	begin(&w, 0);
	none = chain(&w, "reject");
	announce(&w, 0, 5, 0);
	join_with_default(&w, 1, none);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && !w.n[1].has[5]);
	bgp_chain_free(none);
	end(&w);
}

/* What show says: nothing else is told of 0.0.0.0/0 meanwhile. */
static void
it_can_be_shown_in_the_place_of_that_of_the_table(void)
{
	struct bgp_net net = { .prefix.addr = addr_ip4(0) };
	uint8_t room[4096];
	struct wbuf w1 = wbuf(room, sizeof(room)), w2 = w1, w3 = w1;
	const struct bgp_path *best;
	struct bgp_attrs a;
	struct bgp_hop hop;
	struct world w;
	uint32_t dest, id = 7;

	begin(&w, 0);
	put_default(&w, 0);
	join_with_default(&w, 1, w.all);
	join(&w, 2);
	fill_all(&w);
	net.table = w.table;
	dest = bgp_rib_find(w.rib, &net);
	best = bgp_rib_best(w.rib, dest);
	CHECK(bgp_export_show_default(w.x, w.n[1].member, &w1, &a, &hop, &id));
	CHECK(id == 0 && bgp_as_path_length(a.as_path) == 1);
	CHECK(addr_cmp(&hop.addr, &w.n[1].in.local_address) == 0);
	CHECK(!bgp_export_show(w.x, w.n[1].member, dest, best, &w2, &a, &hop));
	CHECK(!bgp_export_show_default(w.x, w.n[2].member, &w2, &a, &hop, &id));
	CHECK(bgp_export_show(w.x, w.n[2].member, dest, best, &w3, &a, &hop));
	end(&w);
}

static void
it_comes_and_goes_amid_a_session(void)
{
	struct world w;

	begin(&w, 0);
	announce(&w, 0, 5, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(!w.n[1].has[DEFAULT]);
	bgp_export_default(w.x, w.n[1].member, true);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && w.n[1].has[5]);
	bgp_export_default(w.x, w.n[1].member, false);
	fill_all(&w);
	CHECK(!w.n[1].has[DEFAULT] && w.n[1].has[5]);
	CHECK(w.n[1].end_of_rib == 1 && w.n[1].withdrawn == 1);
	CHECK(bgp_export_count(w.x, w.n[1].member) == 1);
	end(&w);
}

static void
that_of_the_table_stands_back_until_it_is_over(void)
{
	struct world w;

	begin(&w, 0);
	put_default(&w, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && is_of_the_table(&w.n[1]));
	bgp_export_default(w.x, w.n[1].member, true);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && !is_of_the_table(&w.n[1]));
	CHECK(bgp_export_count(w.x, w.n[1].member) == 1);
	put_default(&w, 2);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && !is_of_the_table(&w.n[1]));
	bgp_export_default(w.x, w.n[1].member, false);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && is_of_the_table(&w.n[1]));
	end(&w);
}

static void
who_joins_later_and_who_refreshes_has_it_too(void)
{
	struct world w;

	begin(&w, 0);
	announce(&w, 0, 5, 0);
	join_with_default(&w, 1, w.all);
	fill(&w, 1, 1, 1);
	join_with_default(&w, 2, w.all);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT] && w.n[2].has[DEFAULT]);
	w.n[1].has[DEFAULT] = false;
	bgp_export_again(w.x, w.n[1].member, false);
	fill_all(&w);
	CHECK(w.n[1].has[DEFAULT]);
	end(&w);
}

/* Not of a default route alone: another kind of neighbour, amid a session. */
static void
on_other_terms_what_no_longer_goes_there_is_withdrawn(void)
{
	struct bgp_target t;
	struct world w;

	begin(&w, 0xf);
	announce(&w, 0, 5, 0);
	t = target(&w, 1);
	t.client = true;
	t.default_route = true;
	w.n[1].member = bgp_export_join(w.x, &t);
	fill_all(&w);
	CHECK(w.n[1].has[5] && w.n[1].told[5].clusters == 1);
	t.client = false;
	bgp_export_renew(w.x, w.n[1].member, &t);
	fill_all(&w);
	CHECK(!w.n[1].has[5] && w.n[1].has[DEFAULT]);
	t.client = true;
	bgp_export_renew(w.x, w.n[1].member, &t);
	fill_all(&w);
	CHECK(w.n[1].has[5] && w.n[1].end_of_rib == 1);
	end(&w);
}

int
main(void)
{
	RUN(it_is_told_before_the_end_with_ourselves_as_next_hop);
	RUN(no_policy_keeps_it_back);
	RUN(it_can_be_shown_in_the_place_of_that_of_the_table);
	RUN(it_comes_and_goes_amid_a_session);
	RUN(that_of_the_table_stands_back_until_it_is_over);
	RUN(who_joins_later_and_who_refreshes_has_it_too);
	RUN(on_other_terms_what_no_longer_goes_there_is_withdrawn);
	return DONE();
}
