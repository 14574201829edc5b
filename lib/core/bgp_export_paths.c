/* ADD-PATH (RFC 7911): several paths of a destination, each by its identifier.
 */
#include "base/mem.h"
#include "core/bgp_export_in.h"
#include "core/bgp_key.h"

#include <stdlib.h>
#include <string.h>

/* As in bgp_told: the class of a handle is that of the table. */
#define PLACE(dest) ((dest)&0xfffffff)

/* ---- what was told ---- */

static uint32_t *
head_of(struct told_paths *t, uint32_t dest)
{
	size_t chunk = PLACE(dest) >> POOL_SHIFT;

	if (t->pool.each == 0)
		pool_init(&t->pool, sizeof(struct told_path));
	if (chunk >= t->n) {
		t->chunks =
		    mem_realloc(t->chunks, (chunk + 1) * sizeof(*t->chunks));
		while (t->n <= chunk)
			t->chunks[t->n++] = NULL;
	}
	if (t->chunks[chunk] == NULL)
		t->chunks[chunk] = mem_zalloc(POOL_BLOCK * sizeof(uint32_t));
	return &t->chunks[chunk][PLACE(dest) & (POOL_BLOCK - 1)];
}

static struct told_path *
cell_at(const struct told_paths *t, uint32_t link)
{
	return link == 0 ? NULL : pool_at(&t->pool, link - 1);
}

static struct told_path *
cell_find(struct told_paths *t, uint32_t dest, uint32_t id)
{
	struct told_path *c = cell_at(t, *head_of(t, dest));

	while (c != NULL && c->id != id)
		c = cell_at(t, c->next);
	return c;
}

static struct told_path *
cell_add(struct told_paths *t, uint32_t dest, uint32_t id)
{
	uint32_t *head = head_of(t, dest), at = pool_alloc(&t->pool);
	struct told_path *c = pool_at(&t->pool, at);

	*c = (struct told_path){ .next = *head, .id = id };
	*head = at + 1;
	return c;
}

/* Takes the cell out of its list, where *link leads to it. */
static void
cell_drop(struct bgp_export *x, struct group *g, uint32_t *link)
{
	uint32_t at = *link - 1;
	struct told_path *c = pool_at(&g->told_paths.pool, at);

	group_count(g, c->source, -1);
	bgp_set_drop(bgp_rib_sets(x->rib), c->set);
	*link = c->next;
	c->set = NULL;
	pool_free(&g->told_paths.pool, at);
}

void
told_path_forget(
    struct bgp_export *x, struct group *g, uint32_t dest, uint32_t id)
{
	uint32_t *link = head_of(&g->told_paths, dest);

	while (*link != 0 && cell_at(&g->told_paths, *link)->id != id)
		link = &cell_at(&g->told_paths, *link)->next;
	if (*link != 0)
		cell_drop(x, g, link);
}

/* The copy does not know what was said of a path, only that it was told. */
void
told_paths_copy(struct told_paths *to, const struct told_paths *from)
{
	for (size_t chunk = 0; chunk < from->n; chunk++)
		for (uint32_t i = 0;
		     from->chunks[chunk] != NULL && i < POOL_BLOCK; i++) {
			const struct told_path *c =
			    cell_at(from, from->chunks[chunk][i]);
			uint32_t dest = (uint32_t)(chunk << POOL_SHIFT) + i;

			for (; c != NULL; c = cell_at(from, c->next))
				cell_add(to, dest, c->id)->source = c->source;
		}
}

void
told_paths_fini(struct told_paths *t, struct bgp_sets *sets)
{
	for (uint32_t i = 0; i < t->pool.used; i++)
		bgp_set_drop(
		    sets, ((struct told_path *)pool_at(&t->pool, i))->set);
	for (size_t i = 0; i < t->n; i++)
		free(t->chunks[i]);
	free(t->chunks);
	pool_fini(&t->pool);
	*t = (struct told_paths){ 0 };
}

/* ---- telling ---- */

static void
withdraw(struct bgp_export *x, uint32_t dest, uint32_t id, uint16_t except)
{
	export_add(x, &(struct saying){ .dest = dest, .id = id },
	    &(struct sort){ .except = except });
}

/*
 * Where labels go with paths, attributes alone do not say whether there is
 * something new; the cursor brings what is, so a review need not.
 */
static bool
is_known(const struct bgp_export *x, const struct group *g,
    const struct told_path *c, const struct sort *s)
{
	return c->set == s->set && c->source == s->source &&
	       (g->wanted.reviewing || (!bgp_rib_is_fresh(x->rib, g->cursor) &&
					   !bgp_key_has_tail(bgp_table_family(
					       x->rib, g->like.table))));
}

/* The path's cell, when there is something to say; its source may be new. */
static struct told_path *
cell_touch(struct bgp_export *x, struct group *g, uint32_t dest, uint32_t id,
    const struct sort *s)
{
	struct told_path *c = cell_find(&g->told_paths, dest, id);

	if (c == NULL) {
		c = cell_add(&g->told_paths, dest, id);
	} else if (is_known(x, g, c, s)) {
		c->kept = true;
		return NULL;
	} else {
		if (c->source != s->source) /* its identifier is used again */
			withdraw(x, dest, id, member_or_nobody(g, c->source));
		group_count(g, c->source, -1);
	}
	group_count(g, s->source, 1);
	return c;
}

/* Takes over the sort's set. */
static void
tell(struct bgp_export *x, struct group *g, uint32_t dest, uint32_t path,
    struct sort *s)
{
	struct saying what = { dest, bgp_rib_path(x->rib, path), path + 1 };
	struct told_path *c = cell_touch(x, g, dest, what.id, s);
	struct bgp_sets *sets = bgp_rib_sets(x->rib);

	s->except = member_or_nobody(g, s->source);
	if (c != NULL) {
		bgp_set_drop(sets, c->set);
		c->set = bgp_set_hold(s->set);
		c->source = s->source;
		c->kept = true;
	}
	if (c == NULL || (s->except != NOBODY && g->n_members == 1))
		bgp_set_drop(sets, s->set);
	else
		export_add(x, &what, s);
}

void
export_paths(struct bgp_export *x, struct group *g, uint32_t dest)
{
	const uint32_t *paths;
	uint32_t n = bgp_rib_rank(x->rib, dest, g->like.paths, &paths), *link;

	for (uint32_t i = 0; i < n; i++) {
		struct sort s = export_judge_run(
		    x, g, dest, bgp_rib_path(x->rib, paths[i]));

		if (s.set != NULL)
			tell(x, g, dest, paths[i], &s);
	}
	for (link = head_of(&g->told_paths, dest); *link != 0;) {
		struct told_path *c = cell_at(&g->told_paths, *link);

		if (c->kept) {
			c->kept = false;
			link = &c->next;
			continue;
		}
		withdraw(x, dest, c->id, member_or_nobody(g, c->source));
		cell_drop(x, g, link);
	}
}
