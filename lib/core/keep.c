/* Records by key, each with who stated it: the table behind the store. */
#include "core/keep.h"

#include <stdlib.h>

#include "base/mem.h"

static bool
has_key(const void *ctx, uint32_t at, const void *key)
{
	const struct keep *t = ctx;

	return rec_key_equal(t->at[at].rec, key);
}

static uint32_t
hash_of(const struct rec *r)
{
	uint64_t hash = rec_key_hash(r);

	return (uint32_t)(hash ^ hash >> 32);
}

struct keep_entry *
keep_find(const struct keep *t, const struct rec *key)
{
	uint32_t at = map_find(&t->index, hash_of(key), has_key, t, key);

	return at == MAP_NONE ? NULL : &t->at[at];
}

struct keep_entry *
keep_add(struct keep *t, const struct rec *r)
{
	uint32_t at;

	if (t->nunused > 0) {
		at = t->unused[--t->nunused];
	} else {
		t->at = mem_grow(t->at, &t->room, t->n, sizeof(*t->at));
		at = (uint32_t)t->n++;
	}
	t->at[at] =
	    (struct keep_entry){ .rec = rec_dup(r), .hash = hash_of(r) };
	map_add(&t->index, t->at[at].hash, at);
	return &t->at[at];
}

struct rec *
keep_drop(struct keep *t, struct keep_entry *e)
{
	uint32_t at = (uint32_t)(e - t->at);
	struct rec *r = e->rec;

	map_del(&t->index, e->hash, at);
	e->rec = NULL;
	t->unused = mem_grow(
	    t->unused, &t->unused_room, t->nunused, sizeof(*t->unused));
	t->unused[t->nunused++] = at;
	return r;
}

void
keep_fini(struct keep *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->at[i].rec != NULL)
			rec_free(t->at[i].rec);
	free(t->at);
	free(t->unused);
	map_fini(&t->index);
}
