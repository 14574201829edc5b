/* How many routes there are to each prefix. */
#include "core/prefix_count.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

static uint32_t
hash_of(uint8_t kind, const struct prefix *p)
{
	return (uint32_t)hash_bytes(p, sizeof(*p), kind);
}

static bool
is_key(const void *ctx, uint32_t at, const void *key)
{
	const struct prefix_count *c = ctx;
	const struct prefix_counted *one = &c->at[at], *wanted = key;

	return one->kind == wanted->kind &&
	       prefix_cmp(&one->prefix, &wanted->prefix) == 0;
}

static uint32_t
find(const struct prefix_count *c, uint8_t kind, const struct prefix *p)
{
	struct prefix_counted key = { .prefix = *p, .kind = kind };

	return map_find(&c->map, hash_of(kind, p), is_key, c, &key);
}

uint32_t
prefix_count_add(struct prefix_count *c, uint8_t kind, const struct prefix *p)
{
	uint32_t at = find(c, kind, p);

	if (at != MAP_NONE)
		return ++c->at[at].n;
	c->at = mem_grow(c->at, &c->room, c->n, sizeof(*c->at));
	c->at[c->n] = (struct prefix_counted){ *p, kind, 1 };
	map_add(&c->map, hash_of(kind, p), (uint32_t)c->n++);
	return 1;
}

/* The last of the array takes the place of the one that goes. */
static void
forget(struct prefix_count *c, uint32_t at)
{
	const struct prefix_counted *one = &c->at[at];
	uint32_t last = (uint32_t)--c->n;

	map_del(&c->map, hash_of(one->kind, &one->prefix), at);
	if (at == last)
		return;
	c->at[at] = c->at[last];
	map_move(&c->map, hash_of(one->kind, &one->prefix), last, at);
}

uint32_t
prefix_count_del(struct prefix_count *c, uint8_t kind, const struct prefix *p)
{
	uint32_t at = find(c, kind, p);

	if (at == MAP_NONE)
		return 0;
	if (c->at[at].n > 1)
		return --c->at[at].n;
	forget(c, at);
	return 0;
}

void
prefix_count_fini(struct prefix_count *c)
{
	map_fini(&c->map);
	free(c->at);
	*c = (struct prefix_count){ 0 };
}
