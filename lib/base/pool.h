/*
 * Many elements of one size, by 32-bit handles. They stand in blocks that never
 * move, so pointers stay good and growing costs one block, not a copy of all.
 * Blocks are kept until the end; handles are used again, the last freed first.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

#define POOL_NONE  UINT32_MAX
#define POOL_SHIFT 12
#define POOL_BLOCK (UINT32_C(1) << POOL_SHIFT)

struct pool {
	char **blocks;
	size_t room, n_blocks;
	uint32_t each;  /* bytes of an element, at least 4 */
	uint32_t used;  /* handles below this have been given out */
	uint32_t freed; /* the first free one of them, or POOL_NONE */
	uint32_t live;
};

void pool_init(struct pool *, uint32_t each);
void pool_fini(struct pool *);

/* A handle; the element's bytes are zero. */
uint32_t pool_alloc(struct pool *);
/* The element's first four bytes are then the pool's; the rest stays. */
void pool_free(struct pool *, uint32_t at);
size_t pool_memory(const struct pool *);

static inline void *
pool_at(const struct pool *p, uint32_t at)
{
	return p->blocks[at >> POOL_SHIFT] +
	       (size_t)(at & (POOL_BLOCK - 1)) * p->each;
}

#endif
