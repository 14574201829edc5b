/*
 * Blocks of doubling size, each allocation the next piece of the newest one.
 *
 * Under AddressSanitizer what has not been handed out is poisoned, the bytes
 * that round an allocation up included, so that a write past one is seen
 * although its neighbour is ours too.
 */
#include "base/arena.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#define ALIGNMENT   _Alignof(max_align_t)
#define BLOCK_FIRST 4096u
#define BLOCK_LAST  (1u << 20) /* doubling ends here; a larger one may come */

struct arena_block {
	struct arena_block *older;
	size_t size; /* of mem */
	max_align_t mem[];
};

static void
block_use(struct arena *a, struct arena_block *b)
{
	a->at = (char *)b->mem;
	a->end = a->at + b->size;
	ASAN_POISON_MEMORY_REGION(a->at, b->size);
}

static void
block_free(struct arena_block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(b->mem, b->size);
	free(b);
}

static void
block_add(struct arena *a, size_t atleast)
{
	size_t size = a->first == NULL ? BLOCK_FIRST : a->first->size * 2;
	struct arena_block *b;

	if (size > BLOCK_LAST)
		size = BLOCK_LAST;
	if (size < atleast)
		size = atleast;
	b = mem_alloc(sizeof(*b) + size);
	b->older = a->first;
	b->size = size;
	a->first = b;
	block_use(a, b);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t step = (n + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	void *p;

	if (step < n) /* wrapped: more than there is of addresses */
		return mem_alloc(SIZE_MAX);
	if (a->first == NULL || step > (size_t)(a->end - a->at))
		block_add(a, step);
	p = a->at;
	a->at += step;
	ASAN_UNPOISON_MEMORY_REGION(p, n);
	return p;
}

void *
arena_zalloc(struct arena *a, size_t n)
{
	return memset(arena_alloc(a, n), 0, n);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *keep = a->first, *older;

	if (keep == NULL)
		return;
	for (struct arena_block *b = keep->older; b != NULL; b = older) {
		struct arena_block *smaller = b;

		older = b->older;
		if (b->size > keep->size) {
			smaller = keep;
			keep = b;
		}
		block_free(smaller);
	}
	keep->older = NULL;
	a->first = keep;
	block_use(a, keep);
}

void
arena_fini(struct arena *a)
{
	struct arena_block *older;

	for (struct arena_block *b = a->first; b != NULL; b = older) {
		older = b->older;
		block_free(b);
	}
	*a = (struct arena){ 0 };
}
