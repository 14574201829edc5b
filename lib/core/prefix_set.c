/* One hash map of networks, probed for each length that there is. */
#include "core/prefix_set.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

struct prefix_set_entry {
	struct prefix_range range;
	uint32_t next; /* another range of the same network, or MAP_NONE */
};

static bool
network_is(const void *ctx, uint32_t at, const void *want)
{
	const struct prefix_set *s = ctx;

	return prefix_cmp(&s->entries[at].range.prefix, want) == 0;
}

static uint32_t
network_hash(const struct prefix *p)
{
	return (uint32_t)hash_bytes(&p->addr, sizeof(p->addr), p->len);
}

void
prefix_set_add(struct prefix_set *s, const struct prefix_range *r)
{
	const struct prefix *p = &r->prefix;
	uint32_t hash = network_hash(p), at = (uint32_t)s->n;
	uint32_t first = map_find(&s->map, hash, network_is, s, p);

	s->entries =
	    mem_grow(s->entries, &s->room, s->n++, sizeof(*s->entries));
	s->entries[at] = (struct prefix_set_entry){ *r, MAP_NONE };
	s->lengths[p->addr.ip == ADDR_IP6][p->len / 64] |= UINT64_C(1)
							   << p->len % 64;
	if (first == MAP_NONE) {
		map_add(&s->map, hash, at);
		return;
	}
	s->entries[at].next = s->entries[first].next;
	s->entries[first].next = at;
}

bool
prefix_set_has(const struct prefix_set *s, const struct prefix *p)
{
	const uint64_t *lengths = s->lengths[p->addr.ip == ADDR_IP6];

	for (int len = p->len; len >= 0; len--) {
		struct prefix network = *p;
		uint32_t at;

		if (!(lengths[len / 64] >> len % 64 & 1))
			continue;
		network.len = (uint8_t)len;
		network = prefix_mask(network);
		at = map_find(
		    &s->map, network_hash(&network), network_is, s, &network);
		for (; at != MAP_NONE; at = s->entries[at].next)
			if (p->len >= s->entries[at].range.ge &&
			    p->len <= s->entries[at].range.le)
				return true;
	}
	return false;
}

void
prefix_set_fini(struct prefix_set *s)
{
	map_fini(&s->map);
	free(s->entries);
	*s = (struct prefix_set){ 0 };
}
