/* The order of a table's changes, and the cursors in it. */
#include "base/mem.h"
#include "core/bgp_rib_in.h"

#include <stdlib.h>

static struct links *
links_at(const struct bgp_rib *rib, uint32_t h)
{
	return CLASS_OF(h) == CLASS_CURSOR ? &rib->cursors[PLACE_OF(h)].links
					   : &dest_at(rib, h)->links;
}

static struct table *
table_of(const struct bgp_rib *rib, uint32_t h)
{
	return &rib->tables[CLASS_OF(h) == CLASS_CURSOR
				? rib->cursors[PLACE_OF(h)].table
				: dest_at(rib, h)->table];
}

/* Puts h behind `prev`, or in front of all for BGP_NONE. */
static void
insert(struct bgp_rib *rib, struct table *t, uint32_t h, uint32_t prev)
{
	struct links *l = links_at(rib, h);

	l->prev = prev;
	l->next = prev == BGP_NONE ? t->head : links_at(rib, prev)->next;
	if (prev == BGP_NONE)
		t->head = h;
	else
		links_at(rib, prev)->next = h;
	if (l->next == BGP_NONE)
		t->tail = h;
	else
		links_at(rib, l->next)->prev = h;
}

static void
take_out(struct bgp_rib *rib, struct table *t, uint32_t h)
{
	struct links *l = links_at(rib, h);

	if (l->prev == BGP_NONE)
		t->head = l->next;
	else
		links_at(rib, l->prev)->next = l->next;
	if (l->next == BGP_NONE)
		t->tail = l->prev;
	else
		links_at(rib, l->next)->prev = l->prev;
}

void
order_append(struct bgp_rib *rib, uint32_t h)
{
	struct table *t = table_of(rib, h);

	insert(rib, t, h, t->tail);
}

void
order_remove(struct bgp_rib *rib, uint32_t h)
{
	take_out(rib, table_of(rib, h), h);
}

void
order_touch(struct bgp_rib *rib, uint32_t h)
{
	struct table *t = table_of(rib, h);

	if (t->cursors == 0 && dest_is_empty(dest_at(rib, h))) {
		dests_free(rib, &h, 1);
		return;
	}
	if (t->tail == h)
		return;
	take_out(rib, t, h);
	insert(rib, t, h, t->tail);
}

void
bgp_rib_touch(struct bgp_rib *rib, uint32_t h)
{
	dest_at(rib, h)->news = 1;
	order_touch(rib, h);
}

/* ---- cursors ---- */

/* A cursor behind `prev`, or in front of all for BGP_NONE. */
static uint32_t
cursor_make(struct bgp_rib *rib, uint16_t table, uint32_t prev, uint32_t rank)
{
	size_t at;

	for (at = 0; at < rib->n_cursors; at++) {
		struct cursor *c = &rib->cursors[at];

		if (c->used && c->table == table && c->rank >= rank)
			c->rank++;
	}
	for (at = 0; at < rib->n_cursors && rib->cursors[at].used; at++)
		;
	if (at == rib->n_cursors)
		rib->cursors = mem_grow(rib->cursors, &rib->room_cursors,
		    rib->n_cursors++, sizeof(*rib->cursors));
	rib->cursors[at] =
	    (struct cursor){ .table = table, .used = true, .rank = rank };
	rib->cursors[at].fresh = prev == BGP_NONE;
	insert(rib, &rib->tables[table],
	    (uint32_t)at | (uint32_t)CLASS_CURSOR << CLASS_SHIFT, prev);
	rib->tables[table].cursors++;
	return (uint32_t)at;
}

uint32_t
bgp_rib_follow(struct bgp_rib *rib, uint16_t table)
{
	return cursor_make(rib, table, BGP_NONE, 0);
}

uint32_t
bgp_rib_follow_at(struct bgp_rib *rib, uint32_t at)
{
	const struct cursor *c = &rib->cursors[at];
	bool fresh = c->fresh;
	uint32_t made = cursor_make(rib, c->table,
	    at | (uint32_t)CLASS_CURSOR << CLASS_SHIFT, c->rank + 1);

	rib->cursors[made].fresh = fresh;
	return made;
}

void
bgp_rib_watch(struct bgp_rib *rib, uint16_t table, bool on)
{
	rib->tables[table].watchers += on ? 1 : UINT32_MAX;
}

/* Only when nothing is left that just this one has held back. */
static void
cursor_drop(struct bgp_rib *rib, uint32_t at)
{
	struct cursor *c = &rib->cursors[at];

	take_out(rib, &rib->tables[c->table],
	    at | (uint32_t)CLASS_CURSOR << CLASS_SHIFT);
	rib->tables[c->table].cursors--;
	c->used = c->closing = false;
	for (size_t i = 0; i < rib->n_cursors; i++)
		if (rib->cursors[i].used && rib->cursors[i].table == c->table &&
		    rib->cursors[i].rank > c->rank)
			rib->cursors[i].rank--;
}

/*
 * What stands before the first of all cursors was seen by all. Of that only
 * what this one read at last is new.
 */
static void
free_seen(struct bgp_rib *rib, struct cursor *c)
{
	uint32_t empty[BGP_READ_MOST], n = 0, h = c->links.prev;

	for (; c->rank == 0 && c->held > 0 && h != BGP_NONE; c->held--) {
		struct dest *d = dest_at(rib, h);

		if (dest_is_empty(d))
			empty[n++] = h;
		else
			d->news = 0;
		h = d->links.prev;
	}
	c->held = 0;
	dests_free(rib, empty, n);
}

/* Cursors that stand where this one does are seen by it in no time. */
static void
pass_cursors(struct bgp_rib *rib, uint32_t at)
{
	struct cursor *c = &rib->cursors[at], *passed;
	struct table *t = &rib->tables[c->table];
	uint32_t self = at | (uint32_t)CLASS_CURSOR << CLASS_SHIFT, next;

	while ((next = c->links.next) != BGP_NONE &&
	       CLASS_OF(next) == CLASS_CURSOR) {
		take_out(rib, t, self);
		insert(rib, t, self, next);
		passed = &rib->cursors[PLACE_OF(next)];
		passed->rank--;
		passed->held = 0; /* it is for the one behind to free */
		c->rank++;
	}
}

/* Moves the cursor behind up to n that follow it, but not past another one. */
static uint32_t
step(struct bgp_rib *rib, uint32_t at, uint32_t *dests, uint32_t n)
{
	struct cursor *c = &rib->cursors[at];
	struct table *t = &rib->tables[c->table];
	uint32_t self = at | (uint32_t)CLASS_CURSOR << CLASS_SHIFT, count = 0;
	uint32_t next = c->links.next;

	while (
	    count < n && next != BGP_NONE && CLASS_OF(next) != CLASS_CURSOR) {
		const struct dest *d = dest_at(rib, next);

		if (!dest_is_empty(d))
			__builtin_prefetch(path_at(rib, d->first));
		dests[count++] = next;
		next = d->links.next;
	}
	if (count > 0) {
		take_out(rib, t, self);
		insert(rib, t, self, dests[count - 1]);
	}
	c->held = (uint8_t)count;
	return count;
}

uint32_t
bgp_rib_read(struct bgp_rib *rib, uint32_t at, uint32_t *dests, uint32_t most)
{
	uint32_t n;

	free_seen(rib, &rib->cursors[at]);
	pass_cursors(rib, at);
	n = step(rib, at, dests, most < BGP_READ_MOST ? most : BGP_READ_MOST);
	if (n == 0)
		rib->cursors[at].fresh = false;
	return n;
}

bool
bgp_rib_is_fresh(const struct bgp_rib *rib, uint32_t at)
{
	return rib->cursors[at].fresh;
}

bool
bgp_rib_is_news(const struct bgp_rib *rib, uint32_t at, uint32_t h)
{
	return rib->cursors[at].fresh || dest_at(rib, h)->news;
}

bool
bgp_rib_seen_all(const struct bgp_rib *rib, uint32_t at)
{
	uint32_t next = rib->cursors[at].links.next;

	while (next != BGP_NONE && CLASS_OF(next) == CLASS_CURSOR)
		next = rib->cursors[PLACE_OF(next)].links.next;
	return next == BGP_NONE;
}

void
bgp_rib_unfollow(struct bgp_rib *rib, uint32_t at)
{
	struct cursor *c = &rib->cursors[at];

	free_seen(rib, c);
	if (c->rank > 0 || c->links.next == BGP_NONE)
		cursor_drop(rib, at);
	else
		c->closing = true;
}

bool
order_work(struct bgp_rib *rib, uint32_t *budget)
{
	uint32_t dests[BGP_READ_MOST];

	for (uint32_t at = 0; at < rib->n_cursors; at++) {
		struct cursor *c = &rib->cursors[at];

		while (c->used && c->closing) {
			uint32_t n = c->rank > 0
					 ? 0
					 : step(rib, at, dests, BGP_READ_MOST);

			if (n == 0)
				cursor_drop(rib, at);
			else
				free_seen(rib, c);
			if (*budget <= n)
				return true;
			*budget -= n;
		}
	}
	return false;
}

/* ---- what a reader has told ---- */

void
bgp_told_prefetch(const struct bgp_told *t, const uint32_t *dests, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = PLACE_OF(dests[i]);

		if (at >> POOL_SHIFT < t->n && t->chunks[at >> POOL_SHIFT])
			__builtin_prefetch(&t->chunks[at >> POOL_SHIFT]
						     [at & (POOL_BLOCK - 1)]);
	}
}

uint16_t
bgp_told_get(const struct bgp_told *t, uint32_t dest)
{
	uint32_t at = PLACE_OF(dest);
	const uint16_t *chunk =
	    at >> POOL_SHIFT < t->n ? t->chunks[at >> POOL_SHIFT] : NULL;

	return chunk == NULL ? 0 : chunk[at & (POOL_BLOCK - 1)];
}

void
bgp_told_set(struct bgp_told *t, uint32_t dest, uint16_t what)
{
	uint32_t at = PLACE_OF(dest);
	size_t chunk = at >> POOL_SHIFT;

	if (chunk >= t->n || t->chunks[chunk] == NULL) {
		if (what == 0)
			return;
		if (chunk >= t->n) {
			t->chunks = mem_realloc(
			    t->chunks, (chunk + 1) * sizeof(*t->chunks));
			while (t->n <= chunk)
				t->chunks[t->n++] = NULL;
		}
		t->chunks[chunk] = mem_zalloc(POOL_BLOCK * sizeof(uint16_t));
	}
	t->chunks[chunk][at & (POOL_BLOCK - 1)] = what;
}

void
bgp_told_fini(struct bgp_told *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->chunks[i]);
	free(t->chunks);
	*t = (struct bgp_told){ 0 };
}
