/* Origin validation: one hash map of prefixes, probed for each length. */
#include "core/rpki.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

#define LENGTHS 129 /* of IPv6; 0 is one */

struct entry {
	struct roa roa;
	uint32_t next; /* of the same prefix, or free as well; or MAP_NONE */
};

struct rpki {
	struct map map; /* prefix -> its first entry */
	struct entry *entries;
	size_t n, room, used;
	uint32_t free;                /* the first free entry, or MAP_NONE */
	uint32_t lengths[2][LENGTHS]; /* how many entries there are of each */
};

struct rpki *
rpki_new(void)
{
	struct rpki *r = mem_zalloc(sizeof(*r));

	r->free = MAP_NONE;
	return r;
}

void
rpki_free(struct rpki *r)
{
	if (r == NULL)
		return;
	map_fini(&r->map);
	free(r->entries);
	free(r);
}

size_t
rpki_count(const struct rpki *r)
{
	return r->used;
}

static bool
prefix_is(const void *ctx, uint32_t at, const void *want)
{
	const struct rpki *r = ctx;

	return prefix_cmp(&r->entries[at].roa.prefix, want) == 0;
}

static uint32_t
prefix_hash(const struct prefix *p)
{
	return (uint32_t)hash_bytes(&p->addr, sizeof(p->addr), p->len);
}

static uint32_t
find_first(const struct rpki *r, const struct prefix *p)
{
	return map_find(&r->map, prefix_hash(p), prefix_is, r, p);
}

static bool
is_same(const struct roa *a, const struct roa *b)
{
	return a->as == b->as && a->max_length == b->max_length;
}

static uint32_t
take_entry(struct rpki *r)
{
	uint32_t at = r->free;

	if (at != MAP_NONE) {
		r->free = r->entries[at].next;
		return at;
	}
	r->entries = mem_grow(r->entries, &r->room, r->n, sizeof(*r->entries));
	return (uint32_t)r->n++;
}

static uint32_t *
length_of(struct rpki *r, const struct prefix *p)
{
	return &r->lengths[p->addr.ip == ADDR_IP6][p->len];
}

bool
rpki_add(struct rpki *r, const struct roa *roa)
{
	uint32_t first = find_first(r, &roa->prefix), at = first;

	while (at != MAP_NONE && !is_same(&r->entries[at].roa, roa))
		at = r->entries[at].next;
	if (at != MAP_NONE)
		return false;
	at = take_entry(r);
	r->entries[at] = (struct entry){ *roa, MAP_NONE };
	if (first == MAP_NONE) {
		map_add(&r->map, prefix_hash(&roa->prefix), at);
	} else {
		r->entries[at].next = r->entries[first].next;
		r->entries[first].next = at;
	}
	r->used++;
	++*length_of(r, &roa->prefix);
	return true;
}

/* Takes it out of the row of its prefix, where `before` stands before it. */
static void
unlink_entry(struct rpki *r, uint32_t at, uint32_t before)
{
	struct entry *e = &r->entries[at];
	uint32_t hash = prefix_hash(&e->roa.prefix);

	if (before != MAP_NONE)
		r->entries[before].next = e->next;
	else if (e->next != MAP_NONE)
		map_move(&r->map, hash, at, e->next);
	else
		map_del(&r->map, hash, at);
	r->used--;
	--*length_of(r, &e->roa.prefix);
	e->next = r->free;
	r->free = at;
}

bool
rpki_remove(struct rpki *r, const struct roa *roa)
{
	uint32_t before = MAP_NONE, at = find_first(r, &roa->prefix);

	while (at != MAP_NONE && !is_same(&r->entries[at].roa, roa)) {
		before = at;
		at = r->entries[at].next;
	}
	if (at == MAP_NONE)
		return false;
	unlink_entry(r, at, before);
	return true;
}

enum rpki_state
rpki_validate(const struct rpki *r, const struct prefix *p, uint32_t as)
{
	const uint32_t *lengths = r->lengths[p->addr.ip == ADDR_IP6];
	enum rpki_state state = RPKI_NOT_FOUND;

	for (int len = p->len; len >= 0; len--) {
		struct prefix network = *p;
		uint32_t at;

		if (lengths[len] == 0)
			continue;
		network.len = (uint8_t)len;
		network = prefix_mask(network);
		at = find_first(r, &network);
		for (; at != MAP_NONE; at = r->entries[at].next) {
			const struct roa *roa = &r->entries[at].roa;

			if (as != 0 && roa->as == as &&
			    p->len <= roa->max_length)
				return RPKI_VALID;
			state = RPKI_INVALID;
		}
	}
	return state;
}

enum rpki_state
rpki_judge(const struct rpki_sources *all, const struct prefix *p, uint32_t as)
{
	enum rpki_state state = RPKI_NOT_FOUND;

	for (unsigned i = 0; i < all->n && state != RPKI_VALID; i++) {
		enum rpki_state said = rpki_validate(all->at[i], p, as);

		if (said != RPKI_NOT_FOUND)
			state = said;
	}
	return state;
}
