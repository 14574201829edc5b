/* Packing a group's UPDATEs: destinations with equal attributes share them. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_export_in.h"
#include "core/bgp_key.h"
#include "value/family.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 2048        /* destinations at a time */
#define INDEX (2 * BATCH) /* a power of two; it grows */

void
sorted_fini(struct sorted *s)
{
	free(s->sorts);
	free(s->items);
	free(s->index);
	arena_fini(&s->arena);
}

/* ---- sorting ---- */

static bool
same_sort(const struct sort *a, const struct sort *b)
{
	return a->set == b->set && a->source == b->source &&
	       a->except == b->except && a->only == b->only &&
	       a->self == b->self && a->keep_med == b->keep_med;
}

static uint32_t
index_place(const struct sorted *s, const struct sort *want)
{
	const struct {
		const void *set;
		uint16_t source, except, only, flags;
	} key = { want->set, want->source, want->except, want->only,
		(uint16_t)(want->self | want->keep_med << 1) };

	return (uint32_t)hash_bytes(&key, sizeof(key), 0) & (s->n_index - 1);
}

/* A destination makes two sorts at most, but with ADD-PATH any number. */
static void
index_grow(struct sorted *s)
{
	if (s->n_sorts + 1 < s->n_index / 2)
		return;
	s->n_index *= 2;
	free(s->index);
	s->index = mem_zalloc(s->n_index * sizeof(*s->index));
	for (size_t n = 0; n < s->n_sorts; n++) {
		uint32_t i = index_place(s, &s->sorts[n]);

		while (s->index[i] != 0)
			i = (i + 1) & (s->n_index - 1);
		s->index[i] = (uint32_t)n + 1;
	}
}

/* The number of the sort, taken over from the caller with its set. */
static size_t
sort_find(struct sorted *s, struct bgp_sets *sets, const struct sort *want)
{
	uint32_t i;

	if (s->found < s->n_sorts && same_sort(&s->sorts[s->found], want)) {
		bgp_set_drop(sets, want->set);
		return s->found;
	}
	index_grow(s);
	i = index_place(s, want);
	for (; s->index[i] != 0; i = (i + 1) & (s->n_index - 1))
		if (same_sort(&s->sorts[s->index[i] - 1], want)) {
			bgp_set_drop(sets, want->set);
			return s->found = s->index[i] - 1;
		}
	s->sorts =
	    mem_grow(s->sorts, &s->room_sorts, s->n_sorts, sizeof(*s->sorts));
	s->sorts[s->n_sorts] = *want;
	s->sorts[s->n_sorts].first = s->sorts[s->n_sorts].last = NO_ITEM;
	s->index[i] = (uint32_t)++s->n_sorts;
	return s->found = s->n_sorts - 1;
}

/* What is withdrawn may be gone from the RIB before its message is written. */
static void
item_keep(struct sorted *s, struct bgp_nlri *n)
{
	size_t size = rbuf_left(&n->raw);
	uint8_t *copy;

	if (size == 0)
		return;
	copy = arena_alloc(&s->arena, size);
	memcpy(copy, n->raw.at, size);
	n->raw = rbuf(copy, size);
}

void
export_add(
    struct bgp_export *x, const struct saying *what, const struct sort *want)
{
	struct sorted *s = &x->sorted;
	struct bgp_nlri *nlri;
	size_t number = sort_find(s, bgp_rib_sets(x->rib), want);
	struct sort *to = &s->sorts[number];
	uint32_t at = (uint32_t)s->n_items;

	s->items =
	    mem_grow(s->items, &s->room_items, s->n_items++, sizeof(*s->items));
	s->items[at].dest = what->dest;
	s->items[at].next = NO_ITEM;
	nlri = &s->items[at].nlri;
	bgp_rib_nlri(x->rib, what->dest, what->path, nlri);
	nlri->has_path_id = what->id != 0;
	nlri->path_id = what->id;
	if (what->path == NULL)
		item_keep(s, nlri);
	if (to->first == NO_ITEM)
		to->first = at;
	else
		s->items[to->last].next = at;
	to->last = at;
}

uint16_t
member_or_nobody(const struct group *g, uint16_t source)
{
	return !g->gives_back && source < g->n_is_member && g->is_member[source]
		   ? source
		   : NOBODY;
}

static void
withdraw(struct bgp_export *x, uint32_t dest, uint16_t except, uint16_t only)
{
	export_add(x, &(struct saying){ .dest = dest },
	    &(struct sort){ .except = except, .only = only });
}

/* That of the one before where nothing but the prefix can differ. */
struct sort
export_judge_run(struct bgp_export *x, struct group *g, uint32_t dest,
    const struct bgp_path *path)
{
	struct sorted *s = &x->sorted;

	if (path == NULL || export_hides(x, dest, path))
		return (struct sort){ 0 };
	if (path->set != s->last_set || path->source != s->last.source ||
	    bgp_chain_sees_prefix(g->like.chain)) {
		bgp_set_drop(bgp_rib_sets(x->rib), s->last.set);
		s->last = export_judge(x, g, dest, path);
		s->last_set = path->set;
	}
	if (s->last.set != NULL)
		bgp_set_hold(s->last.set);
	return s->last;
}

/*
 * What the group has been told and what it is to be told now, and what of that
 * is a message. Nobody gets his own route back, so who sends the best path has
 * what was told before withdrawn.
 */
static void
dest_sort(struct bgp_export *x, struct group *g, uint32_t dest)
{
	uint16_t before = bgp_told_get(&g->told, dest), now;
	const struct bgp_path *best = export_best(x, g, dest);
	struct sort s = export_judge_run(x, g, dest, best);
	bool sure = !g->told_unsure;

	now = s.set == NULL ? 0 : s.source;
	if (now != before)
		group_tell(g, dest, before, now);
	if (now == 0) {
		if (before != 0 || !sure)
			withdraw(x, dest,
			    sure ? member_or_nobody(g, before) : NOBODY,
			    NOBODY);
		return;
	}
	s.except = member_or_nobody(g, now);
	if (s.except != NOBODY && ((before != now && before != 0) || !sure))
		withdraw(x, dest, NOBODY, s.except);
	if (s.except != NOBODY && g->n_members == 1)
		bgp_set_drop(bgp_rib_sets(x->rib), s.set);
	else
		export_add(
		    x, &(struct saying){ .dest = dest, .path = best }, &s);
}

/* Told and no longer wanted, or wanted and not told: else nothing is new. */
static void
dest_review(struct bgp_export *x, struct group *g, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(x->rib, dest);
	struct sort s = export_judge_run(x, g, dest, best);
	bool told = bgp_told_get(&g->told, dest) != 0;

	if (s.set != NULL)
		bgp_set_drop(bgp_rib_sets(x->rib), s.set);
	if (told != (s.set != NULL))
		dest_sort(x, g, dest);
}

/* Without path identifiers there is one default route, which is our own. */
bool
export_replaces(
    const struct bgp_export *x, const struct group *g, uint32_t dest)
{
	struct bgp_net net;

	if (!g->like.default_route || g->like.paths > 0)
		return false;
	bgp_rib_net(x->rib, dest, &net);
	return net.prefix.len == 0;
}

static void
dest_pack(struct bgp_export *x, struct group *g, uint32_t dest)
{
	if (export_replaces(x, g, dest))
		group_tell(g, dest, bgp_told_get(&g->told, dest), 0);
	else if (g->like.paths > 0)
		export_paths(x, g, dest);
	else if (g->wanted.reviewing)
		dest_review(x, g, dest);
	else if (g->prefers_clients || bgp_rib_is_news(x->rib, g->cursor, dest))
		dest_sort(x, g, dest);
}

/* ---- a batch ---- */

static void
sorts_write(struct bgp_export *x, struct group *g)
{
	struct sorted *s = &x->sorted;

	for (size_t i = 0; i < s->n_sorts; i++)
		if (s->sorts[i].set == NULL)
			export_withdraw(x, g, &s->sorts[i]);
	for (size_t i = 0; i < s->n_sorts; i++)
		if (s->sorts[i].set != NULL) {
			export_announce(x, g, &s->sorts[i]);
			bgp_set_drop(bgp_rib_sets(x->rib), s->sorts[i].set);
		}
}

bool
export_pack(struct bgp_export *x, struct group *g, uint32_t *budget)
{
	struct sorted *s = &x->sorted;
	bool review = g->wanted.reviewing;
	uint32_t cursor = review ? g->wanted.review : g->cursor;
	uint32_t dests[BGP_READ_MOST], some, n = 0;

	if (s->index == NULL) {
		s->n_index = INDEX;
		s->index = mem_alloc(INDEX * sizeof(*s->index));
	}
	memset(s->index, 0, s->n_index * sizeof(*s->index));
	s->n_sorts = s->n_items = 0;
	arena_reset(&s->arena);
	g->started = true;
	while (n < BATCH / 2 && s->n_items < BATCH && *budget != 0 &&
	       (some = bgp_rib_read(x->rib, cursor, dests, *budget)) > 0) {
		bgp_told_prefetch(&g->told, dests, some);
		for (uint32_t i = 0; i < some; i++)
			dest_pack(x, g, dests[i]);
		*budget -= some;
		n += some;
	}
	bgp_set_drop(bgp_rib_sets(x->rib), s->last.set);
	s->last = (struct sort){ 0 };
	s->last_set = 0;
	sorts_write(x, g);
	if (review)
		export_wanted_reviewed(x, g);
	return n > 0 || review;
}

struct sort
export_default(const struct bgp_export *x)
{
	const struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH,
		.as_path.width = 4,
	};

	return (struct sort){
		.set = bgp_sets_intern(bgp_rib_sets(x->rib), &a, NULL, 0),
		.self = true,
		.local = true,
		.keep_med = true,
	};
}

void
export_pack_default(struct bgp_export *x, struct group *g, bool on)
{
	uint32_t family = bgp_table_family(x->rib, g->like.table);
	struct sort s = export_default(x);
	struct item *item;

	g->default_due = false;
	g->started = true;
	if (g->like.local_address.ip == ADDR_NONE)
		goto out;
	x->sorted.items =
	    mem_grow(x->sorted.items, &x->sorted.room_items, 0, sizeof(*item));
	item = &x->sorted.items[0];
	*item = (struct item){ .next = NO_ITEM };
	item->nlri.prefix.addr.ip =
	    FAMILY_AFI(family) == 1 ? ADDR_IP4 : ADDR_IP6;
	item->nlri.has_path_id = g->like.paths > 0;
	item->nlri.path_id = EXPORT_DEFAULT_ID;
	if (on)
		export_announce(x, g, &s);
	else
		export_withdraw(x, g, &s);
out:
	bgp_set_drop(bgp_rib_sets(x->rib), s.set);
}
