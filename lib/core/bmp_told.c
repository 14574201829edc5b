/* What a station was told of routes, by destination. */
#include "base/mem.h"
#include "core/bmp_in.h"

#include <stdlib.h>

/* As in bgp_told: the class of a handle is that of the table. */
#define PLACE(dest) ((dest)&0xfffffff)

uint32_t *
told_routes_head(struct told_routes *t, uint32_t dest)
{
	size_t chunk = PLACE(dest) >> POOL_SHIFT;

	if (t->pool.each == 0)
		pool_init(&t->pool, sizeof(struct told_route));
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

struct told_route *
told_route_at(const struct told_routes *t, uint32_t link)
{
	return link == 0 ? NULL : pool_at(&t->pool, link - 1);
}

struct told_route *
told_route_add(struct told_routes *t, uint32_t *head)
{
	uint32_t at = pool_alloc(&t->pool);
	struct told_route *r = pool_at(&t->pool, at);

	r->next = *head;
	*head = at + 1;
	return r;
}

void
told_route_drop(struct told_routes *t, struct bgp_sets *sets, uint32_t *link)
{
	uint32_t at = *link - 1;
	struct told_route *r = pool_at(&t->pool, at);

	bgp_set_drop(sets, bgp_sets_at(sets, r->set));
	*link = r->next;
	r->set = 0;
	pool_free(&t->pool, at);
}

size_t
told_routes_memory(const struct told_routes *t)
{
	size_t bytes = t->pool.each == 0 ? 0 : pool_memory(&t->pool);

	for (size_t i = 0; i < t->n; i++)
		if (t->chunks[i] != NULL)
			bytes += POOL_BLOCK * sizeof(uint32_t);
	return bytes;
}

/* ---- forgetting ---- */

static void
spent_fini(struct told_routes *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->chunks[i]);
	free(t->chunks);
	if (t->pool.each != 0)
		pool_fini(&t->pool);
}

bool
bmp_work(struct bmp *b, uint32_t budget)
{
	while (b->n_spent > 0) {
		struct told_spent *s = &b->spent[b->n_spent - 1];

		for (; s->at < s->routes.pool.used; s->at++) {
			struct told_route *r;

			if (budget-- == 0)
				return true;
			r = pool_at(&s->routes.pool, s->at);
			bgp_set_drop(b->sets, bgp_sets_at(b->sets, r->set));
		}
		spent_fini(&s->routes);
		b->n_spent--;
	}
	return false;
}
