/* What next hops are resolved over: routes and LSPs, by prefix. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_nexthop_in.h"
#include "rec/rec.h"

#include <stdlib.h>

static bool
prefix_is(const void *ctx, uint32_t at, const void *want)
{
	return prefix_cmp(&route_at(ctx, at)->prefix, want) == 0;
}

static uint32_t
prefix_hash(const struct prefix *p)
{
	return (uint32_t)hash_bytes(&p->addr, sizeof(p->addr), p->len);
}

static uint32_t *
lengths_of(struct bgp_hops *h, const struct prefix *p)
{
	return &h->lengths[p->addr.ip == ADDR_IP6][p->len];
}

/* Whether both say the same route: protocol, prefix and metric. */
static bool
same_route(const struct route *a, const struct route *b)
{
	return a->metric == b->metric && strcmp(a->protocol, b->protocol) == 0;
}

static void
route_add(struct bgp_hops *h, const struct route *r)
{
	uint32_t hash = prefix_hash(&r->prefix);
	uint32_t first = map_find(&h->map, hash, prefix_is, h, &r->prefix);
	uint32_t at = first == MAP_NONE ? POOL_NONE : first;

	while (at != POOL_NONE && !same_route(route_at(h, at), r))
		at = route_at(h, at)->next;
	if (at != POOL_NONE) {
		uint32_t next = route_at(h, at)->next;

		free(route_at(h, at)->ways);
		*route_at(h, at) = *r;
		route_at(h, at)->next = next;
		return;
	}
	at = pool_alloc(&h->routes);
	*route_at(h, at) = *r;
	route_at(h, at)->next = POOL_NONE;
	++*lengths_of(h, &r->prefix);
	if (first == MAP_NONE) {
		map_add(&h->map, hash, at);
	} else { /* behind the first, which the map knows */
		route_at(h, at)->next = route_at(h, first)->next;
		route_at(h, first)->next = at;
	}
}

static void
route_del(struct bgp_hops *h, const struct route *r)
{
	uint32_t hash = prefix_hash(&r->prefix);
	uint32_t at = map_find(&h->map, hash, prefix_is, h, &r->prefix);
	uint32_t prev = POOL_NONE, next;

	if (at == MAP_NONE)
		return;
	while (at != POOL_NONE && !same_route(route_at(h, at), r)) {
		prev = at;
		at = route_at(h, at)->next;
	}
	if (at == POOL_NONE)
		return;
	next = route_at(h, at)->next;
	if (prev != POOL_NONE)
		route_at(h, prev)->next = next;
	else if (next != POOL_NONE)
		map_move(&h->map, hash, at, next);
	else
		map_del(&h->map, hash, at);
	--*lengths_of(h, &r->prefix);
	free(route_at(h, at)->ways);
	route_at(h, at)->ways = NULL;
	pool_free(&h->routes, at);
}

static void
ways_read(struct route *r, const struct rec_path *paths, size_t n)
{
	if (paths == NULL)
		n = 0;

	r->n_ways = (uint8_t)(n < MAX_WAYS ? n : MAX_WAYS);
	r->ways = mem_zalloc((r->n_ways + 1u) * sizeof(*r->ways));
	for (unsigned i = 0; i < r->n_ways; i++) {
		const struct rec_path *path = &paths[i];

		if (HAS(path, path, next_hop))
			r->ways[i].next_hop = path->next_hop;
		if (HAS(path, path, interface))
			copy_name(r->ways[i].interface,
			    sizeof(r->ways[i].interface), path->interface);
	}
	if (n == 0)
		r->n_ways = 1; /* connected, to what nobody says */
}

static void
change(struct bgp_hops *h, struct route *r, bool del)
{
	h->fed = h->root->dirty = true;
	if (del)
		route_del(h, r);
	else
		route_add(h, r);
}

void
bgp_hops_route(struct bgp_hops *h, const struct rec_route *rec, bool del)
{
	struct route r = { .prefix = rec->prefix };

	if (h->off || HAS(rec, route, rib))
		return;
	if (HAS(rec, route, metric))
		r.metric = rec->metric;
	copy_name(r.protocol, sizeof(r.protocol), rec->protocol);
	if (!del)
		ways_read(&r, HAS(rec, route, paths) ? rec->paths.at : NULL,
		    rec->paths.n);
	change(
	    bgp_hops_of_vrf(h, HAS(rec, route, vrf) ? rec->vrf : ""), &r, del);
}

void
bgp_hops_lsp(struct bgp_hops *h, const struct rec_lsp *rec, bool del)
{
	struct route r = { .prefix = rec->fec };

	if (h->off)
		return;
	if (HAS(rec, lsp, protocol))
		copy_name(r.protocol, sizeof(r.protocol), rec->protocol);
	if (!del)
		ways_read(&r, rec->paths.at, rec->paths.n);
	change(bgp_hops_labeled(h), &r, del);
}

/* ---- matching ---- */

/* The first way of the route that is up, or NULL. */
static const struct way *
way_of(const struct bgp_hops *h, const struct route *r)
{
	for (unsigned i = 0; i < r->n_ways; i++)
		if (r->ways[i].interface[0] == 0 ||
		    !hops_is_down(h, r->ways[i].interface))
			return &r->ways[i];
	return NULL;
}

const struct way *
hops_best_way(
    const struct bgp_hops *h, const struct prefix *p, uint32_t *metric)
{
	uint32_t at = map_find(&h->map, prefix_hash(p), prefix_is, h, p);
	const struct way *best = NULL, *way;

	if (at == MAP_NONE)
		return NULL;
	for (; at != POOL_NONE; at = route_at(h, at)->next) {
		const struct route *r = route_at(h, at);

		if (best != NULL && r->metric >= *metric)
			continue;
		way = way_of(h, r);
		if (way == NULL)
			continue;
		best = way;
		*metric = r->metric;
	}
	return best;
}

const struct way *
hops_longest_match(
    const struct bgp_hops *h, const struct addr *a, uint32_t *metric)
{
	const uint32_t *lengths = h->lengths[a->ip == ADDR_IP6];

	for (int len = (int)addr_bits(a); len >= 0; len--) {
		struct prefix p = { .addr = *a, .len = (uint8_t)len };
		const struct way *way;

		if (lengths[len] == 0)
			continue;
		p = prefix_mask(p);
		way = hops_best_way(h, &p, metric);
		if (way != NULL)
			return way;
	}
	return NULL;
}
