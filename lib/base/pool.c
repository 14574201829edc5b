/* Giving out and taking back elements of a pool. */
#include "base/pool.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void
pool_init(struct pool *p, uint32_t each)
{
	*p = (struct pool){ .each = each, .freed = POOL_NONE };
}

void
pool_fini(struct pool *p)
{
	for (size_t i = 0; i < p->n_blocks; i++)
		free(p->blocks[i]);
	free(p->blocks);
	pool_init(p, p->each);
}

uint32_t
pool_alloc(struct pool *p)
{
	uint32_t at = p->freed;

	if (at != POOL_NONE) {
		memcpy(&p->freed, pool_at(p, at), sizeof(p->freed));
	} else {
		at = p->used++;
		if (at >> POOL_SHIFT == p->n_blocks) {
			p->blocks = mem_grow(p->blocks, &p->room, p->n_blocks,
			    sizeof(*p->blocks));
			p->blocks[p->n_blocks++] =
			    mem_alloc((size_t)POOL_BLOCK * p->each);
		}
	}
	p->live++;
	memset(pool_at(p, at), 0, p->each);
	return at;
}

void
pool_free(struct pool *p, uint32_t at)
{
	memcpy(pool_at(p, at), &p->freed, sizeof(p->freed));
	p->freed = at;
	p->live--;
}

size_t
pool_memory(const struct pool *p)
{
	return p->n_blocks * POOL_BLOCK * p->each +
	       p->room * sizeof(*p->blocks);
}
