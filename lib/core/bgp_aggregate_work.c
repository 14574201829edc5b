/* Aggregates: what is beneath each, and what becomes of it. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_aggregate_in.h"
#include "core/bgp_import.h"

#define BIT(code) (UINT64_C(1) << (code))

/* What an aggregate costs that is made again, in destinations looked at. */
#define SETTLE_COST 20

/* ---- what destinations contribute ---- */

static uint32_t
dest_hash(uint32_t dest)
{
	return (uint32_t)hash_bytes(&dest, sizeof(dest), 0);
}

static bool
entry_is(const void *ctx, uint32_t at, const void *dest)
{
	const struct followed *t = ctx;
	const struct entry *e = pool_at(&t->entries, at);

	return e->dest == *(const uint32_t *)dest;
}

static void
entry_drop(struct bgp_aggregates *all, struct followed *t, uint32_t at)
{
	struct entry *e = pool_at(&t->entries, at);
	uint32_t hash = dest_hash(e->dest);

	map_del(&t->shards[map_shard(hash)], hash, at);
	bgp_set_drop(bgp_rib_sets(all->rib), e->set);
	*e = (struct entry){ .dest = BGP_NONE };
	pool_free(&t->entries, at);
}

static struct entry *
entry_make(struct followed *t, uint32_t dest)
{
	uint32_t hash = dest_hash(dest), at = pool_alloc(&t->entries);
	struct entry *e = pool_at(&t->entries, at);

	map_add(&t->shards[map_shard(hash)], hash, at);
	*e = (struct entry){ .dest = dest, .round = t->round };
	return e;
}

/* Takes the one route out of all that cover it, and puts the other in. */
static void
recount(struct bgp_aggregates *all, struct followed *t, const struct prefix *p,
    const struct bgp_set *before, const struct bgp_set *now)
{
	struct aggregate *a;
	int len = p->len;

	while ((a = aggregate_above(all, t, p, &len)) != NULL) {
		if (before != NULL)
			bgp_summary_count(&a->sum, before, -1);
		if (now != NULL)
			bgp_summary_count(&a->sum, now, 1);
		a->dirty = true;
	}
}

/* The destination may have another best path, or none. */
static void
look_at(struct bgp_aggregates *all, struct followed *t, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(all->rib, dest);
	struct bgp_set *before = NULL, *now = NULL;
	uint32_t hash = dest_hash(dest), at;
	struct entry *e = NULL;
	struct bgp_net net;
	int len;

	bgp_rib_net(all->rib, dest, &net);
	at = map_find(&t->shards[map_shard(hash)], hash, entry_is, t, &dest);
	if (at != MAP_NONE)
		e = pool_at(&t->entries, at);
	if (e != NULL && e->round == t->round)
		before = e->set;
	if (best != NULL && best->source != all->source)
		now = bgp_sets_at(bgp_rib_sets(all->rib), best->set);
	len = net.prefix.len;
	if (before != now)
		recount(all, t, &net.prefix, before, now);
	if (best == NULL ||
	    aggregate_above(all, t, &net.prefix, &len) == NULL) {
		if (e != NULL)
			entry_drop(all, t, at);
		return;
	}
	if (e == NULL)
		e = entry_make(t, dest);
	if (now != NULL)
		bgp_set_hold(now);
	bgp_set_drop(bgp_rib_sets(all->rib), e->set);
	e->set = now;
	e->round = t->round;
}

/* ---- those that are gone ---- */

/* The last of the array takes the place of the one that goes. */
static void
forget(struct bgp_aggregates *all, uint32_t at)
{
	struct aggregate *a = &all->at[at];
	struct followed *t = aggregate_table(all, a->pub.table);
	uint32_t last = (uint32_t)--all->n;

	map_del(&t->prefixes, aggregate_hash(&a->pub.prefix), at);
	bgp_summary_fini(&a->sum);
	if (at == last)
		return;
	*a = all->at[last];
	t = aggregate_table(all, a->pub.table);
	map_move(&t->prefixes, aggregate_hash(&a->pub.prefix), last, at);
}

/* What was beneath these alone is not looked at any more. */
static void
forget_gone(struct bgp_aggregates *all, struct followed *t)
{
	size_t before = all->n;

	for (uint32_t i = 0; i < all->n;)
		if (all->at[i].gone && all->at[i].pub.table == t->table)
			forget(all, i);
		else
			i++;
	if (all->n < before)
		aggregate_count_anew(all, t);
}

/* Of a table that has none any more; by now nothing is kept of it either. */
static void
table_forget(struct bgp_aggregates *all, size_t at)
{
	aggregate_table_free(all, all->tables[at]);
	all->tables[at] = all->tables[--all->n_tables];
}

/* ---- work ---- */

static bool
is_touched(const struct bgp_aggregates *all, const struct followed *t,
    const struct prefix *p)
{
	const struct aggregate *a;
	int len = p->len;

	while ((a = aggregate_above(all, t, p, &len)) != NULL)
		if (a->touch)
			return true;
	return false;
}

/* What came from beneath is told again; true when there is more. */
static bool
touch_some(struct bgp_aggregates *all, struct followed *t, uint32_t *budget)
{
	while (t->touching && t->touch_at < t->entries.used) {
		const struct entry *e = pool_at(&t->entries, t->touch_at);
		struct bgp_net net;

		if (*budget == 0)
			return true;
		--*budget;
		t->touch_at++;
		if (e->dest == BGP_NONE)
			continue;
		bgp_rib_net(all->rib, e->dest, &net);
		if (is_touched(all, t, &net.prefix))
			bgp_rib_touch(all->rib, e->dest);
	}
	t->touching = false;
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].pub.table == t->table)
			all->at[i].touch = false;
	return false;
}

/* True when it is told: no policy has refused it. */
static bool
offer(struct bgp_aggregates *all, const struct aggregate *a, uint32_t now)
{
	const struct bgp_source *s = bgp_rib_source(all->rib, all->source);
	const struct bgp_net net = { .table = a->pub.table,
		.prefix = a->pub.prefix };
	struct bgp_import in = {
		.rib = all->rib,
		.chain = a->pub.chain,
		.source = all->source,
		.local_as = s->as,
		.router_id = s->router_id,
		.now = now,
	};
	uint8_t room[BGP_SUMMARY_ROOM];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_attrs attrs;

	bgp_summary_attrs(&a->sum, &w, &attrs);
	attrs.has |= BIT(BGP_AGGREGATOR);
	attrs.aggregator.as = a->pub.as;
	attrs.aggregator.address = a->pub.router_id;
	return bgp_import_own(&in, &net, &attrs);
}

static void
settle(struct bgp_aggregates *all, struct followed *t, struct aggregate *a,
    uint32_t now)
{
	a->dirty = false;
	if (!bgp_summary_is_whole(&a->sum))
		aggregate_withdraw(all, t, a);
	else
		aggregate_activate(t, a, offer(all, a, now));
}

/* Once all is counted; true when there is more. */
static bool
settle_some(struct bgp_aggregates *all, struct followed *t, uint32_t *budget,
    uint32_t now)
{
	for (size_t i = 0; i < all->n; i++) {
		struct aggregate *a = &all->at[i];

		if (!a->dirty || a->gone || a->pub.table != t->table)
			continue;
		if (*budget < SETTLE_COST)
			return true;
		*budget -= SETTLE_COST;
		settle(all, t, a, now);
	}
	return !bgp_rib_seen_all(all->rib, t->cursor) || t->touching;
}

static bool
table_work(struct bgp_aggregates *all, struct followed *t, uint32_t *budget,
    uint32_t now)
{
	uint32_t dests[BGP_READ_MOST], n;

	if (touch_some(all, t, budget))
		return true;
	forget_gone(all, t);
	while (*budget > 0) {
		n = bgp_rib_read(all->rib, t->cursor, dests, *budget);
		if (n == 0)
			return settle_some(all, t, budget, now);
		for (uint32_t i = 0; i < n; i++)
			look_at(all, t, dests[i]);
		*budget -= n;
	}
	return true;
}

bool
bgp_aggregates_work(struct bgp_aggregates *all, uint32_t budget, uint32_t now)
{
	bool more = false;

	for (size_t i = all->n_tables; i-- > 0;) {
		bool some = table_work(all, all->tables[i], &budget, now);

		if (!some && all->tables[i]->prefixes.used == 0)
			table_forget(all, i);
		more |= some;
	}
	return more;
}
