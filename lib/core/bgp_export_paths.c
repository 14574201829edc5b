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

/* Of POOL_BLOCK destinations. */
struct told_chunk {
	uint32_t refs;              /* groups that have it */
	uint32_t first[POOL_BLOCK]; /* of each list, plus 1 */
	struct told_path *cells;
	size_t n, room;
	uint32_t freed; /* the first free cell, plus 1 */
};

static void
chunk_drop(struct told_chunk *c, struct bgp_sets *sets)
{
	if (c == NULL || --c->refs > 0)
		return;
	for (size_t i = 0; i < c->n; i++)
		bgp_set_drop(sets, c->cells[i].set);
	free(c->cells);
	free(c);
}

static struct told_chunk *
chunk_clone(struct told_chunk *from)
{
	struct told_chunk *c = mem_alloc(sizeof(*c));

	*c = *from;
	c->refs = 1;
	c->room = c->n;
	c->cells = mem_alloc((c->n + 1) * sizeof(*c->cells));
	if (c->n > 0)
		memcpy(c->cells, from->cells, c->n * sizeof(*c->cells));
	for (size_t i = 0; i < c->n; i++)
		if (c->cells[i].set != NULL)
			bgp_set_hold(c->cells[i].set);
	from->refs--;
	return c;
}

/* The chunk of the destination, which is this group's alone. */
static struct told_chunk *
chunk_of(struct told_paths *t, uint32_t dest)
{
	size_t at = PLACE(dest) >> POOL_SHIFT;

	if (at >= t->n) {
		t->chunks =
		    mem_realloc(t->chunks, (at + 1) * sizeof(*t->chunks));
		while (t->n <= at)
			t->chunks[t->n++] = NULL;
	}
	if (t->chunks[at] == NULL) {
		t->chunks[at] = mem_zalloc(sizeof(**t->chunks));
		t->chunks[at]->refs = 1;
	} else if (t->chunks[at]->refs > 1) {
		t->chunks[at] = chunk_clone(t->chunks[at]);
	}
	return t->chunks[at];
}

static uint32_t *
head_of(struct told_chunk *c, uint32_t dest)
{
	return &c->first[PLACE(dest) & (POOL_BLOCK - 1)];
}

static struct told_path *
cell_at(const struct told_chunk *c, uint32_t link)
{
	return link == 0 ? NULL : &c->cells[link - 1];
}

static struct told_path *
cell_find(struct told_chunk *chunk, uint32_t dest, uint32_t id)
{
	struct told_path *c = cell_at(chunk, *head_of(chunk, dest));

	while (c != NULL && c->id != id)
		c = cell_at(chunk, c->next);
	return c;
}

static struct told_path *
cell_add(struct told_chunk *chunk, uint32_t dest, uint32_t id)
{
	uint32_t *head = head_of(chunk, dest), link = chunk->freed;
	struct told_path *c;

	if (link != 0) {
		chunk->freed = cell_at(chunk, link)->next;
	} else {
		chunk->cells = mem_grow(chunk->cells, &chunk->room, chunk->n,
		    sizeof(*chunk->cells));
		link = (uint32_t)++chunk->n;
	}
	c = cell_at(chunk, link);
	*c = (struct told_path){ .next = *head, .id = id };
	*head = link;
	return c;
}

/* Takes the cell out of its list, where *link leads to it. */
static void
cell_drop(struct bgp_export *x, struct group *g, struct told_chunk *chunk,
    uint32_t *link)
{
	uint32_t at = *link;
	struct told_path *c = cell_at(chunk, at);

	group_count(g, c->source, -1);
	bgp_set_drop(bgp_rib_sets(x->rib), c->set);
	*link = c->next;
	*c = (struct told_path){ .next = chunk->freed };
	chunk->freed = at;
}

void
told_path_forget(
    struct bgp_export *x, struct group *g, uint32_t dest, uint32_t id)
{
	struct told_chunk *chunk = chunk_of(&g->told_paths, dest);
	uint32_t *link = head_of(chunk, dest);

	while (*link != 0 && cell_at(chunk, *link)->id != id)
		link = &cell_at(chunk, *link)->next;
	if (*link != 0)
		cell_drop(x, g, chunk, link);
}

void
told_paths_copy(struct told_paths *to, const struct told_paths *from)
{
	to->n = from->n;
	to->chunks = mem_alloc((to->n + 1) * sizeof(*to->chunks));
	for (size_t i = 0; i < to->n; i++) {
		to->chunks[i] = from->chunks[i];
		if (to->chunks[i] != NULL)
			to->chunks[i]->refs++;
	}
}

void
told_paths_fini(struct told_paths *t, struct bgp_sets *sets)
{
	for (size_t i = 0; i < t->n; i++)
		chunk_drop(t->chunks[i], sets);
	free(t->chunks);
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
	       !bgp_rib_is_fresh(x->rib, g->cursor) &&
	       (g->wanted.reviewing ||
		   !bgp_key_has_tail(bgp_table_family(x->rib, g->like.table)));
}

/* The path's cell, when there is something to say; its source may be new. */
static struct told_path *
cell_touch(struct bgp_export *x, struct group *g, uint32_t dest, uint32_t id,
    const struct sort *s)
{
	struct told_chunk *chunk = chunk_of(&g->told_paths, dest);
	struct told_path *c = cell_find(chunk, dest, id);

	if (c == NULL) {
		c = cell_add(chunk, dest, id);
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
	struct told_chunk *chunk = chunk_of(&g->told_paths, dest);
	const uint32_t *paths;
	uint32_t n = bgp_rib_rank(x->rib, dest, g->like.paths, &paths), *link;

	for (uint32_t i = 0; i < n; i++) {
		struct sort s = export_judge_run(
		    x, g, dest, bgp_rib_path(x->rib, paths[i]));

		if (s.set != NULL)
			tell(x, g, dest, paths[i], &s);
	}
	for (link = head_of(chunk, dest); *link != 0;) {
		struct told_path *c = cell_at(chunk, *link);

		if (c->kept) {
			c->kept = false;
			link = &c->next;
			continue;
		}
		withdraw(x, dest, c->id, member_or_nobody(g, c->source));
		cell_drop(x, g, chunk, link);
	}
}
