/* How often each of many small keys was counted. */
#include "core/tally.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static uint32_t
hash_of(const uint8_t *key)
{
	return (uint32_t)hash_bytes(key, TALLY_KEY, 0);
}

static bool
is_key(const void *ctx, uint32_t at, const void *key)
{
	const struct tally *t = ctx;

	return memcmp(t->at[at].key, key, TALLY_KEY) == 0;
}

static uint32_t
add(struct tally *t, const uint8_t *key)
{
	uint32_t at = (uint32_t)t->n;

	t->at = mem_grow(t->at, &t->room, t->n++, sizeof(*t->at));
	memcpy(t->at[at].key, key, TALLY_KEY);
	t->at[at].n = 0;
	map_add(&t->map, hash_of(key), at);
	return at;
}

/* The last of the array takes the place of the one that goes. */
static void
forget(struct tally *t, uint32_t at)
{
	uint32_t last = (uint32_t)--t->n;

	map_del(&t->map, hash_of(t->at[at].key), at);
	if (at == last)
		return;
	t->at[at] = t->at[last];
	map_move(&t->map, hash_of(t->at[at].key), last, at);
}

void
tally_count(struct tally *t, const void *key, size_t size, int by)
{
	uint8_t whole[TALLY_KEY] = { 0 };
	uint32_t at;

	memcpy(whole, key, size);
	at = map_find(&t->map, hash_of(whole), is_key, t, whole);
	if (at == MAP_NONE)
		at = add(t, whole);
	t->at[at].n += (uint32_t)by;
	if (t->at[at].n == 0)
		forget(t, at);
}

void
tally_fini(struct tally *t)
{
	map_fini(&t->map);
	free(t->at);
	*t = (struct tally){ 0 };
}
