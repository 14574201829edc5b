/* Aggregates: those that there are, and what they hide. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_aggregate_in.h"

#include <stdlib.h>

/* ---- finding ---- */

uint32_t
aggregate_hash(const struct prefix *p)
{
	return (uint32_t)hash_bytes(&p->addr, sizeof(p->addr), p->len);
}

static bool
prefix_is(const void *ctx, uint32_t at, const void *key)
{
	const struct bgp_aggregates *all = ctx;

	return prefix_cmp(&all->at[at].pub.prefix, key) == 0;
}

struct followed *
aggregate_table(const struct bgp_aggregates *all, uint16_t table)
{
	for (size_t i = 0; i < all->n_tables; i++)
		if (all->tables[i]->table == table)
			return all->tables[i];
	return NULL;
}

static struct aggregate *
find(const struct bgp_aggregates *all, uint16_t table, const struct prefix *p)
{
	const struct followed *t = aggregate_table(all, table);
	uint32_t at = t == NULL ? MAP_NONE
				: map_find(&t->prefixes, aggregate_hash(p),
				      prefix_is, all, p);

	return at == MAP_NONE ? NULL : &all->at[at];
}

struct aggregate *
aggregate_above(const struct bgp_aggregates *all, const struct followed *t,
    const struct prefix *p, int *len)
{
	while (--*len >= 0) {
		struct prefix up = { p->addr, (uint8_t)*len };
		uint32_t at;

		if (!(t->lengths[*len / 64] >> *len % 64 & 1))
			continue;
		up = prefix_mask(up);
		at = map_find(
		    &t->prefixes, aggregate_hash(&up), prefix_is, all, &up);
		if (at != MAP_NONE)
			return &all->at[at];
	}
	return NULL;
}

/* ---- what neighbours are told ---- */

bool
bgp_aggregates_hide(const struct bgp_aggregates *all, const struct bgp_net *net,
    const struct bgp_path *path)
{
	const struct followed *t = aggregate_table(all, net->table);
	const struct aggregate *a;
	int len = net->prefix.len;

	if (t == NULL || path->source == all->source)
		return false;
	while ((a = aggregate_above(all, t, &net->prefix, &len)) != NULL)
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

void
aggregate_activate(struct followed *t, struct aggregate *a, bool active)
{
	if (a->active != active && a->pub.summary_only)
		touch(t, a);
	a->active = active;
}

/* ---- those that come and go ---- */

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
void
aggregate_count_anew(struct bgp_aggregates *all, struct followed *t)
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
	map_add(&t->prefixes, aggregate_hash(&pub->prefix), at);
	t->lengths[len / 64] |= UINT64_C(1) << len % 64;
	return &all->at[at];
}

void
bgp_aggregates_set(struct bgp_aggregates *all, const struct bgp_aggregate *pub)
{
	struct followed *t = aggregate_table(all, pub->table);
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
		aggregate_count_anew(all, t);
}

void
aggregate_withdraw(
    struct bgp_aggregates *all, struct followed *t, struct aggregate *a)
{
	struct bgp_net net = { .table = t->table, .prefix = a->pub.prefix };

	bgp_rib_del(all->rib, &net, all->source, 0);
	aggregate_activate(t, a, false);
}

/* It stays, and hides nothing, until what it hid was told again. */
void
bgp_aggregates_del(
    struct bgp_aggregates *all, uint16_t table, const struct prefix *p)
{
	struct followed *t = aggregate_table(all, table);
	struct aggregate *a = find(all, table, p);

	if (a == NULL)
		return;
	aggregate_withdraw(all, t, a);
	a->pub.chain = NULL;
	a->gone = true;
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
aggregate_table_free(struct bgp_aggregates *all, struct followed *t)
{
	bgp_rib_unfollow(all->rib, t->cursor);
	for (uint32_t i = 0; i < t->entries.used; i++)
		bgp_set_drop(bgp_rib_sets(all->rib),
		    ((struct entry *)pool_at(&t->entries, i))->set);
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		map_fini(&t->shards[i]);
	map_fini(&t->prefixes);
	pool_fini(&t->entries);
	free(t);
}

void
bgp_aggregates_free(struct bgp_aggregates *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n_tables; i++)
		aggregate_table_free(all, all->tables[i]);
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
