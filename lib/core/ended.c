/* A set of routes by a digest of what tells them apart. */
#include "core/ended.h"
#include "base/hash.h"
#include "base/mem.h"
#include "wire/rtnl.h"

#include <stdlib.h>

/* The sum over next hops: their order does not matter to the kernel. */
static uint64_t
digest(const struct rtnl_route *route)
{
	const uint32_t number[] = { route->table, route->metric,
		route->protocol, route->type, route->prefix.len };
	uint64_t hash = hash_bytes(number, sizeof(number), 0), hops = 0;

	for (unsigned i = 0; i < route->n_next_hops; i++) {
		const struct rtnl_next_hop *hop = &route->next_hops[i];

		hops += hash_bytes(
		    &hop->gateway, sizeof(hop->gateway), hop->interface);
	}
	hash =
	    hash_bytes(&route->prefix.addr, sizeof(route->prefix.addr), hash);
	return hash_bytes(&hops, sizeof(hops), hash);
}

static bool
is_at(const void *ctx, uint32_t at, const void *key)
{
	const struct ended *e = ctx;

	return e->at[at] == *(const uint64_t *)key;
}

static uint32_t
find(const struct ended *e, uint64_t key)
{
	return map_find(&e->index, (uint32_t)key, is_at, e, &key);
}

void
ended_event(struct ended *e, const struct rtnl_route *route, bool deleted)
{
	uint64_t key = digest(route);
	uint32_t at = find(e, key);

	if (!deleted && at != MAP_NONE)
		map_del(&e->index, (uint32_t)key, at);
	if (!deleted || at != MAP_NONE)
		return;
	e->at = mem_grow(e->at, &e->room, e->n, sizeof(*e->at));
	e->at[e->n] = key;
	map_add(&e->index, (uint32_t)key, (uint32_t)e->n++);
}

bool
ended_has(const struct ended *e, const struct rtnl_route *route)
{
	return e->index.used > 0 && find(e, digest(route)) != MAP_NONE;
}

void
ended_fini(struct ended *e)
{
	map_fini(&e->index);
	free(e->at);
	*e = (struct ended){ 0 };
}
