/* The table of interned strings of bytes. */
#include "core/bgp_bytes.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct bgp_bytes_slot {
	uint8_t *at; /* NULL: free */
	uint32_t size;
	uint32_t refs; /* of a free one: the next that is free */
};

static uint32_t
hash_of(const struct rbuf *r)
{
	return (uint32_t)hash_bytes(r->at, rbuf_left(r), 0);
}

static bool
is(const void *ctx, uint32_t at, const void *want)
{
	const struct bgp_bytes_slot *s =
	    &((const struct bgp_bytes *)ctx)->slots[at];
	const struct rbuf *r = want;

	return s->size == rbuf_left(r) && memcmp(s->at, r->at, s->size) == 0;
}

uint32_t
bgp_bytes_find(const struct bgp_bytes *t, struct rbuf r)
{
	uint32_t hash = hash_of(&r);
	uint32_t at = map_find(&t->maps[map_shard(hash)], hash, is, t, &r);

	return at == MAP_NONE ? 0 : at;
}

static uint32_t
slot_take(struct bgp_bytes *t)
{
	uint32_t at = t->freed;

	if (at != 0) {
		t->freed = t->slots[at].refs;
		return at;
	}
	if (t->used == 0)
		t->used = 1;
	t->slots = mem_grow(t->slots, &t->room, t->used, sizeof(*t->slots));
	return t->used++;
}

uint32_t
bgp_bytes_intern(struct bgp_bytes *t, struct rbuf r)
{
	uint32_t at, hash = hash_of(&r);

	if (rbuf_left(&r) == 0)
		return 0;
	at = bgp_bytes_find(t, r);
	if (at != 0)
		return bgp_bytes_hold(t, at);
	at = slot_take(t);
	t->slots[at] = (struct bgp_bytes_slot){
		.at = mem_alloc(rbuf_left(&r)),
		.size = (uint32_t)rbuf_left(&r),
		.refs = 1,
	};
	memcpy(t->slots[at].at, r.at, t->slots[at].size);
	t->memory += t->slots[at].size;
	map_add(&t->maps[map_shard(hash)], hash, at);
	return at;
}

uint32_t
bgp_bytes_hold(struct bgp_bytes *t, uint32_t at)
{
	if (at != 0)
		t->slots[at].refs++;
	return at;
}

void
bgp_bytes_drop(struct bgp_bytes *t, uint32_t at)
{
	struct bgp_bytes_slot *s;
	struct rbuf r;
	uint32_t hash;

	if (at == 0 || --t->slots[at].refs > 0)
		return;
	s = &t->slots[at];
	r = rbuf(s->at, s->size);
	hash = hash_of(&r);
	map_del(&t->maps[map_shard(hash)], hash, at);
	t->memory -= s->size;
	free(s->at);
	*s = (struct bgp_bytes_slot){ .refs = t->freed };
	t->freed = at;
}

struct rbuf
bgp_bytes_at(const struct bgp_bytes *t, uint32_t at)
{
	if (at == 0)
		return (struct rbuf){ 0 };
	return rbuf(t->slots[at].at, t->slots[at].size);
}

size_t
bgp_bytes_memory(const struct bgp_bytes *t)
{
	size_t n = t->memory + t->room * sizeof(*t->slots);

	for (unsigned i = 0; i < MAP_SHARDS; i++)
		n += map_memory(&t->maps[i]);
	return n;
}

void
bgp_bytes_fini(struct bgp_bytes *t)
{
	for (uint32_t i = 1; i < t->used; i++)
		free(t->slots[i].at);
	free(t->slots);
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		map_fini(&t->maps[i]);
	*t = (struct bgp_bytes){ 0 };
}
