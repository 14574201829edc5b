/* Aggregates: what is beneath each, and what becomes of it. */
#include "core/bgp_aggregate.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/pool.h"
#include "core/bgp_import.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "core/bgp_summary.h"

#include <stdlib.h>

#define BIT(code) (UINT64_C(1) << (code))

/* What an aggregate costs that is made again, in destinations looked at. */
#define SETTLE_COST 20

struct aggregate {
	struct bgp_aggregate pub;
	struct bgp_summary sum;
	bool dirty;  /* its attributes may be others */
	bool active; /* it is in the RIB, and not rejected */
	bool gone;   /* until what it hid was told again */
	bool touch;  /* what is beneath it is to be told again */
};

/* What a destination beneath an aggregate contributed. */
struct entry {
	uint32_t round;      /* in which that was counted; or the pool's */
	uint32_t dest;       /* BGP_NONE: a free place */
	struct bgp_set *set; /* held; NULL: nothing */
};

struct followed { /* a table with aggregates */
	uint16_t table;
	uint32_t cursor;
	uint32_t round;                /* how often all was counted anew */
	struct map prefixes;           /* of aggregates */
	uint64_t lengths[3];           /* of these: a bit each */
	struct map shards[MAP_SHARDS]; /* of entries */
	struct pool entries;
	bool touching;
	uint32_t touch_at;
};

struct bgp_aggregates {
	struct bgp_rib *rib;
	uint16_t source;
	struct aggregate *at;
	size_t n, room;
	struct followed **tables;
	size_t n_tables, room_tables;
};

/* ---- finding ---- */

static uint32_t
prefix_hash(const struct prefix *p)
{
	return (uint32_t)hash_bytes(&p->addr, sizeof(p->addr), p->len);
}

static bool
prefix_is(const void *ctx, uint32_t at, const void *key)
{
	const struct bgp_aggregates *all = ctx;

	return prefix_cmp(&all->at[at].pub.prefix, key) == 0;
}

static struct followed *
table_find(const struct bgp_aggregates *all, uint16_t table)
{
	for (size_t i = 0; i < all->n_tables; i++)
		if (all->tables[i]->table == table)
			return all->tables[i];
	return NULL;
}

static struct aggregate *
find(const struct bgp_aggregates *all, uint16_t table, const struct prefix *p)
{
	const struct followed *t = table_find(all, table);
	uint32_t at = t == NULL ? MAP_NONE
				: map_find(&t->prefixes, prefix_hash(p),
				      prefix_is, all, p);

	return at == MAP_NONE ? NULL : &all->at[at];
}

/*
 * The next shorter one that covers the prefix, from *len on, which is the
 * prefix's own length to begin with; NULL when there is none.
 */
static struct aggregate *
next_above(const struct bgp_aggregates *all, const struct followed *t,
    const struct prefix *p, int *len)
{
	while (--*len >= 0) {
		struct prefix up = { p->addr, (uint8_t)*len };
		uint32_t at;

		if (!(t->lengths[*len / 64] >> *len % 64 & 1))
			continue;
		up = prefix_mask(up);
		at = map_find(
		    &t->prefixes, prefix_hash(&up), prefix_is, all, &up);
		if (at != MAP_NONE)
			return &all->at[at];
	}
	return NULL;
}

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

/* ---- what destinations contribute ---- */

static struct bgp_sets *
sets_of(const struct bgp_aggregates *all)
{
	return bgp_rib_sets(all->rib);
}

static void
entry_drop(struct bgp_aggregates *all, struct followed *t, uint32_t at)
{
	struct entry *e = pool_at(&t->entries, at);
	uint32_t hash = dest_hash(e->dest);

	map_del(&t->shards[map_shard(hash)], hash, at);
	bgp_set_drop(sets_of(all), e->set);
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

	while ((a = next_above(all, t, p, &len)) != NULL) {
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
		now = bgp_sets_at(sets_of(all), best->set);
	len = net.prefix.len;
	if (before != now)
		recount(all, t, &net.prefix, before, now);
	if (best == NULL || next_above(all, t, &net.prefix, &len) == NULL) {
		if (e != NULL)
			entry_drop(all, t, at);
		return;
	}
	if (e == NULL)
		e = entry_make(t, dest);
	if (now != NULL)
		bgp_set_hold(now);
	bgp_set_drop(sets_of(all), e->set);
	e->set = now;
	e->round = t->round;
}

/* ---- what neighbours are told ---- */

bool
bgp_aggregates_hide(const struct bgp_aggregates *all, const struct bgp_net *net,
    const struct bgp_path *path)
{
	const struct followed *t = table_find(all, net->table);
	const struct aggregate *a;
	int len = net->prefix.len;

	if (t == NULL || path->source == all->source)
		return false;
	while ((a = next_above(all, t, &net->prefix, &len)) != NULL)
		if (a->active && a->pub.summary_only)
			return true;
	return false;
}

static void
touch(struct followed *t, struct aggregate *a)
{
	a->touch = t->touching = true;
	t->touch_at = 0;
}

static void
set_active(struct followed *t, struct aggregate *a, bool active)
{
	if (a->active != active && a->pub.summary_only)
		touch(t, a);
	a->active = active;
}

/* ---- aggregates that come and go ---- */

static struct followed *
table_make(struct bgp_aggregates *all, uint16_t table)
{
	struct followed *t = mem_zalloc(sizeof(*t));

	t->table = table;
	t->cursor = bgp_rib_follow(all->rib, table);
	pool_init(&t->entries, sizeof(struct entry));
	all->tables = mem_grow(all->tables, &all->room_tables, all->n_tables,
	    sizeof(struct followed *));
	all->tables[all->n_tables++] = t;
	return t;
}

/* The new cursor comes first: what is gone stays in the order until then. */
static void
count_anew(struct bgp_aggregates *all, struct followed *t)
{
	uint32_t cursor = t->cursor;

	t->cursor = bgp_rib_follow(all->rib, t->table);
	bgp_rib_unfollow(all->rib, cursor);
	t->round++;
	for (size_t i = 0; i < all->n; i++) {
		struct aggregate *a = &all->at[i];
		struct bgp_summary none = { .as_set = a->pub.as_set,
			.same_med = a->pub.same_med };

		if (a->pub.table != t->table)
			continue;
		bgp_summary_fini(&a->sum);
		a->sum = none;
		a->dirty = true;
	}
}

static struct aggregate *
add(struct bgp_aggregates *all, struct followed *t,
    const struct bgp_aggregate *pub)
{
	uint32_t at = (uint32_t)all->n;
	uint8_t len = pub->prefix.len;

	all->at = mem_grow(all->at, &all->room, all->n++, sizeof(*all->at));
	all->at[at] = (struct aggregate){ .pub = *pub };
	map_add(&t->prefixes, prefix_hash(&pub->prefix), at);
	t->lengths[len / 64] |= UINT64_C(1) << len % 64;
	return &all->at[at];
}

void
bgp_aggregates_set(struct bgp_aggregates *all, const struct bgp_aggregate *pub)
{
	struct followed *t = table_find(all, pub->table);
	struct aggregate *a = find(all, pub->table, &pub->prefix);
	bool anew = a == NULL;

	if (t == NULL)
		t = table_make(all, pub->table);
	if (a == NULL)
		a = add(all, t, pub);
	if (a->active && a->pub.summary_only != pub->summary_only)
		touch(t, a);
	anew |=
	    a->pub.as_set != pub->as_set || a->pub.same_med != pub->same_med;
	a->pub = *pub;
	a->gone = false;
	a->dirty = true;
	if (anew)
		count_anew(all, t);
}

/* What is not offered any more. */
static void
withdraw(struct bgp_aggregates *all, struct followed *t, struct aggregate *a)
{
	struct bgp_net net = { .table = t->table, .prefix = a->pub.prefix };

	bgp_rib_del(all->rib, &net, all->source, 0);
	set_active(t, a, false);
}

/* It stays, and hides nothing, until what it hid was told again. */
void
bgp_aggregates_del(
    struct bgp_aggregates *all, uint16_t table, const struct prefix *p)
{
	struct followed *t = table_find(all, table);
	struct aggregate *a = find(all, table, p);

	if (a == NULL)
		return;
	withdraw(all, t, a);
	a->pub.chain = NULL;
	a->gone = true;
}

/* The last of the array takes the place of the one that goes. */
static void
forget(struct bgp_aggregates *all, uint32_t at)
{
	struct aggregate *a = &all->at[at];
	struct followed *t = table_find(all, a->pub.table);
	uint32_t last = (uint32_t)--all->n;

	map_del(&t->prefixes, prefix_hash(&a->pub.prefix), at);
	bgp_summary_fini(&a->sum);
	if (at == last)
		return;
	*a = all->at[last];
	t = table_find(all, a->pub.table);
	map_move(&t->prefixes, prefix_hash(&a->pub.prefix), last, at);
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
		count_anew(all, t);
}

static void
table_free(struct bgp_aggregates *all, struct followed *t)
{
	bgp_rib_unfollow(all->rib, t->cursor);
	for (uint32_t i = 0; i < t->entries.used; i++)
		bgp_set_drop(sets_of(all),
		    ((struct entry *)pool_at(&t->entries, i))->set);
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		map_fini(&t->shards[i]);
	map_fini(&t->prefixes);
	pool_fini(&t->entries);
	free(t);
}

/* Of a table that has none any more; by now nothing is kept of it either. */
static void
table_forget(struct bgp_aggregates *all, size_t at)
{
	table_free(all, all->tables[at]);
	all->tables[at] = all->tables[--all->n_tables];
}

/* ---- work ---- */

static bool
is_touched(const struct bgp_aggregates *all, const struct followed *t,
    const struct prefix *p)
{
	const struct aggregate *a;
	int len = p->len;

	while ((a = next_above(all, t, p, &len)) != NULL)
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
		withdraw(all, t, a);
	else
		set_active(t, a, offer(all, a, now));
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
	uint32_t dest;

	if (touch_some(all, t, budget))
		return true;
	forget_gone(all, t);
	while (*budget > 0) {
		dest = bgp_rib_read(all->rib, t->cursor);
		if (dest == BGP_NONE)
			return settle_some(all, t, budget, now);
		look_at(all, t, dest);
		--*budget;
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

/* ---- beginning, end, and what is there ---- */

struct bgp_aggregates *
bgp_aggregates_new(struct bgp_rib *rib, uint16_t source)
{
	struct bgp_aggregates *all = mem_zalloc(sizeof(*all));

	all->rib = rib;
	all->source = source;
	return all;
}

void
bgp_aggregates_free(struct bgp_aggregates *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n_tables; i++)
		table_free(all, all->tables[i]);
	for (size_t i = 0; i < all->n; i++)
		bgp_summary_fini(&all->at[i].sum);
	free(all->tables);
	free(all->at);
	free(all);
}

const struct bgp_aggregate *
bgp_aggregates_next(const struct bgp_aggregates *all, uint32_t *at)
{
	while (*at < all->n) {
		const struct aggregate *a = &all->at[(*at)++];

		if (!a->gone)
			return &a->pub;
	}
	return NULL;
}

uint32_t
bgp_aggregates_count(
    const struct bgp_aggregates *all, uint16_t table, const struct prefix *p)
{
	const struct aggregate *a = find(all, table, p);

	return a == NULL ? 0 : a->sum.n;
}
