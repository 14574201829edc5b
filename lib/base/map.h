/*
 * The one hash map: an index from a hash to 32-bit handles. The things
 * themselves stand in the caller's array (or wherever a handle leads); the
 * map holds no keys, so that it serves records, routes and attributes alike.
 *
 * Open addressing with linear probing, grown at 7/8, removal by shifting back.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map_slot {
	uint32_t hash;
	uint32_t at; /* MAP_NONE: free */
};

/* All zeros is empty. */
struct map {
	struct map_slot *slots;
	uint32_t used, mask; /* mask + 1 slots, a power of two, when slots */
};

/* Whether the thing behind the handle has the key. */
typedef bool map_eq(const void *ctx, uint32_t at, const void *key);

/* The handle of the key, or MAP_NONE. Inline, so that eq is too. */
static inline uint32_t
map_find(const struct map *m, uint32_t hash, map_eq *eq, const void *ctx,
    const void *key)
{
	if (m->slots == 0)
		return MAP_NONE;
	for (uint32_t i = hash & m->mask;; i = (i + 1) & m->mask) {
		const struct map_slot *s = &m->slots[i];

		if (s->at == MAP_NONE)
			return MAP_NONE;
		if (s->hash == hash && eq(ctx, s->at, key))
			return s->at;
	}
}

/* Some handle with this hash, or MAP_NONE: where one would go on to look. */
static inline uint32_t
map_peek(const struct map *m, uint32_t hash)
{
	if (m->slots == 0)
		return MAP_NONE;
	for (uint32_t i = hash & m->mask;; i = (i + 1) & m->mask)
		if (m->slots[i].at == MAP_NONE || m->slots[i].hash == hash)
			return m->slots[i].at;
}

/* Starts loading the slot of the hash into the cache. */
static inline void
map_prefetch(const struct map *m, uint32_t hash)
{
	if (m->slots != 0)
		__builtin_prefetch(&m->slots[hash & m->mask]);
}

static inline size_t
map_memory(const struct map *m)
{
	return m->slots == 0 ? 0 : (m->mask + (size_t)1) * sizeof(*m->slots);
}

/*
 * Many maps instead of a large one, so that none takes long to grow: for tables
 * of which no step may take over 10 ms. Maps look at the low bits of a hash,
 * this at the high ones.
 */
#define MAP_SHARDS 256u

static inline unsigned
map_shard(uint32_t hash)
{
	return hash >> 24;
}

/* Adds a handle; the caller has looked and found none with the same key. */
void map_add(struct map *, uint32_t hash, uint32_t at);

/* Replaces the handle `from`, added with this hash, by `to`. */
void map_move(struct map *, uint32_t hash, uint32_t from, uint32_t to);

/* Removes the handle, added with this hash; false when it is not there. */
bool map_del(struct map *, uint32_t hash, uint32_t at);

void map_fini(struct map *);

#endif
