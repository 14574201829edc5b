/* Memory that is freed whole: many small allocations with one end. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* All zeros is an empty arena. */
struct arena {
	struct arena_block *first; /* newest; blocks are chained */
	char *at, *end;            /* free room in the newest block */
};

/* n bytes, aligned for any type, not zeroed; lives until reset or fini. */
void *arena_alloc(struct arena *, size_t n);
void *arena_zalloc(struct arena *, size_t n);

/* A NUL-terminated copy of n characters. */
char *arena_strndup(struct arena *, const char *s, size_t n);

/* Everything is free again; the largest block is kept for the next round. */
void arena_reset(struct arena *);
void arena_fini(struct arena *);

#endif
