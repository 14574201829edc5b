/* Resolving next hops over the routes and interfaces that were reported. */
#include "core/bgp_nexthop.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "core/bgp_set.h"
#include "rec/rec.h"

#include <stdlib.h>
#include <string.h>

/* A route over a route over a route: deeper is a loop, or as good as one. */
#define MAX_DEPTH 4

struct way {
	struct addr next_hop; /* ADDR_NONE: connected */
	char interface[16];   /* empty: over whatever reaches next_hop */
};

struct route {
	uint32_t next; /* of the same prefix, in no order; POOL_NONE ends */
	uint32_t metric;
	struct prefix prefix;
	char protocol[20];
	uint8_t n_ways;
	struct way *ways; /* the first that is up is taken */
};

#define MAX_WAYS 16

struct interface {
	char name[16];
	bool up;
	struct prefix *addresses;
	uint32_t n_addresses;
};

struct state {
	struct addr addr; /* whose answer this is: handles are used again */
	struct bgp_resolved answer;
	bool changed;
};

struct bgp_hops {
	const struct bgp_sets *sets;
	bool off, fed, dirty; /* fed: a route has come, ever */
	struct map map;       /* prefix -> first route */
	struct pool routes;
	uint32_t lengths[2][129]; /* routes by length, IPv4 and IPv6 */
	struct interface *interfaces;
	size_t n_interfaces, room_interfaces;
	struct state *states; /* by handle of the next hop */
	size_t n_states;
};

static struct route *
route_at(const struct bgp_hops *h, uint32_t at)
{
	return pool_at(&h->routes, at);
}

struct bgp_hops *
bgp_hops_new(const struct bgp_sets *sets, bool off)
{
	struct bgp_hops *h = mem_zalloc(sizeof(*h));

	h->sets = sets;
	h->off = off;
	pool_init(&h->routes, sizeof(struct route));
	return h;
}

void
bgp_hops_free(struct bgp_hops *h)
{
	if (h == NULL)
		return;
	for (uint32_t i = 0; i < h->routes.used; i++)
		free(route_at(h, i)->ways); /* NULL in free places */
	map_fini(&h->map);
	pool_fini(&h->routes);
	for (size_t i = 0; i < h->n_interfaces; i++)
		free(h->interfaces[i].addresses);
	free(h->interfaces);
	free(h->states);
	free(h);
}

/* ---- routes ---- */

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

static void
copy_name(char *to, size_t room, const char *from)
{
	size_t n = from == NULL ? 0 : strnlen(from, room - 1);

	memset(to, 0, room);
	if (n > 0)
		memcpy(to, from, n);
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
ways_read(struct route *r, const struct rec_route *rec)
{
	uint32_t n = HAS(rec, route, paths) ? rec->paths.n : 0;

	r->n_ways = (uint8_t)(n < MAX_WAYS ? n : MAX_WAYS);
	r->ways = mem_zalloc((r->n_ways + 1u) * sizeof(*r->ways));
	for (uint32_t i = 0; i < r->n_ways; i++) {
		const struct rec_path *path = &rec->paths.at[i];

		if (HAS(path, path, next_hop))
			r->ways[i].next_hop = path->next_hop;
		if (HAS(path, path, interface))
			copy_name(r->ways[i].interface,
			    sizeof(r->ways[i].interface), path->interface);
	}
	if (n == 0)
		r->n_ways = 1; /* connected, to what nobody says */
}

void
bgp_hops_route(struct bgp_hops *h, const struct rec_route *rec, bool del)
{
	struct route r = { .prefix = rec->prefix };

	if (h->off || HAS(rec, route, rib) || HAS(rec, route, vrf))
		return;
	if (HAS(rec, route, metric))
		r.metric = rec->metric;
	copy_name(r.protocol, sizeof(r.protocol), rec->protocol);
	h->fed = h->dirty = true;
	if (del) {
		route_del(h, &r);
		return;
	}
	ways_read(&r, rec);
	route_add(h, &r);
}

/* ---- interfaces ---- */

static struct interface *
interface_find(const struct bgp_hops *h, const char *name)
{
	for (size_t i = 0; i < h->n_interfaces; i++)
		if (strcmp(h->interfaces[i].name, name) == 0)
			return &h->interfaces[i];
	return NULL;
}

void
bgp_hops_interface(
    struct bgp_hops *h, const struct rec_interface_state *rec, bool del)
{
	char name[16];
	struct interface *i;

	copy_name(name, sizeof(name), rec->name);
	i = interface_find(h, name);
	if (i == NULL) {
		if (del)
			return;
		h->interfaces = mem_grow(h->interfaces, &h->room_interfaces,
		    h->n_interfaces, sizeof(*i));
		i = &h->interfaces[h->n_interfaces++];
		*i = (struct interface){ 0 };
		memcpy(i->name, name, sizeof(name));
	}
	h->dirty = true;
	free(i->addresses);
	i->addresses = NULL;
	i->n_addresses = 0;
	if (del) {
		*i = h->interfaces[--h->n_interfaces];
		return;
	}
	i->up = rec->up;
	if (HAS(rec, interface_state, addresses) && rec->addresses.n > 0) {
		i->n_addresses = rec->addresses.n;
		i->addresses =
		    mem_alloc(i->n_addresses * sizeof(*i->addresses));
		memcpy(i->addresses, rec->addresses.at,
		    i->n_addresses * sizeof(*i->addresses));
	}
}

/* One of which nothing was said counts as up. */
static bool
is_down(const struct bgp_hops *h, const char *name)
{
	const struct interface *i = interface_find(h, name);

	return i != NULL && !i->up;
}

bool
bgp_hops_own(const struct bgp_hops *h, const struct addr *a)
{
	for (size_t i = 0; i < h->n_interfaces; i++)
		for (uint32_t j = 0; j < h->interfaces[i].n_addresses; j++)
			if (addr_cmp(&h->interfaces[i].addresses[j].addr, a) ==
			    0)
				return true;
	return false;
}

/* ---- resolving ---- */

/* The first way of the route that is up, or NULL. */
static const struct way *
way_of(const struct bgp_hops *h, const struct route *r)
{
	for (unsigned i = 0; i < r->n_ways; i++)
		if (r->ways[i].interface[0] == 0 ||
		    !is_down(h, r->ways[i].interface))
			return &r->ways[i];
	return NULL;
}

/* That of the route to this prefix with the lowest metric, or NULL. */
static const struct way *
best_way(const struct bgp_hops *h, const struct prefix *p, uint32_t *metric)
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

static const struct way *
longest_match(const struct bgp_hops *h, const struct addr *a, uint32_t *metric)
{
	const uint32_t *lengths = h->lengths[a->ip == ADDR_IP6];

	for (int len = (int)addr_bits(a); len >= 0; len--) {
		struct prefix p = { .addr = *a, .len = (uint8_t)len };
		const struct way *way;

		if (lengths[len] == 0)
			continue;
		p = prefix_mask(p);
		way = best_way(h, &p, metric);
		if (way != NULL)
			return way;
	}
	return NULL;
}

struct bgp_resolved
bgp_hops_resolve(
    const struct bgp_hops *h, const struct addr *a, const char *interface)
{
	struct bgp_resolved out = { .next_hop = *a };
	struct addr at = *a;
	const struct way *way;

	if (addr_is_link_local(a)) { /* on its own link, by definition */
		out.reachable = interface == NULL || !is_down(h, interface);
		out.resolved = interface != NULL;
		copy_name(out.interface, sizeof(out.interface), interface);
		return out;
	}
	if (h->off || !h->fed) {
		out.reachable = true;
		return out;
	}
	for (unsigned depth = 0; depth < MAX_DEPTH; depth++) {
		uint32_t metric;

		way = longest_match(h, &at, &metric);
		if (way == NULL)
			return out;
		if (depth == 0)
			out.metric = metric;
		if (way->next_hop.ip != ADDR_NONE)
			at = way->next_hop;
		if (way->interface[0] == 0 && way->next_hop.ip != ADDR_NONE)
			continue;
		out.reachable = out.resolved = true;
		out.next_hop = at;
		memcpy(out.interface, way->interface, sizeof(out.interface));
		return out;
	}
	return out;
}

/* ---- the answers, by handle ---- */

static bool
same_answer(const struct bgp_resolved *a, const struct bgp_resolved *b)
{
	return a->reachable == b->reachable && a->resolved == b->resolved &&
	       a->metric == b->metric &&
	       addr_cmp(&a->next_hop, &b->next_hop) == 0 &&
	       strcmp(a->interface, b->interface) == 0;
}

const struct bgp_resolved *
bgp_hop_get(struct bgp_hops *h, uint32_t hop)
{
	const struct bgp_next_hop *next = bgp_sets_hop(h->sets, hop);
	struct state *s;

	if (hop >= h->n_states) {
		size_t n = bgp_sets_hops(h->sets);

		h->states = mem_realloc(h->states, n * sizeof(*h->states));
		memset(h->states + h->n_states, 0,
		    (n - h->n_states) * sizeof(*h->states));
		h->n_states = n;
	}
	s = &h->states[hop];
	if (s->addr.ip == ADDR_NONE || addr_cmp(&s->addr, &next->addr) != 0) {
		s->addr = next->addr;
		s->answer = bgp_hops_resolve(h, &next->addr, NULL);
		s->changed = false;
	}
	return &s->answer;
}

bool
bgp_hops_settle(struct bgp_hops *h)
{
	bool any = false;

	for (size_t i = 1; i < h->n_states; i++)
		h->states[i].changed = false;
	if (!h->dirty)
		return false;
	h->dirty = false;
	for (size_t i = 1; i < h->n_states; i++) {
		struct state *s = &h->states[i];
		struct bgp_resolved now;

		if (s->addr.ip == ADDR_NONE)
			continue;
		now = bgp_hops_resolve(h, &s->addr, NULL);
		s->changed = !same_answer(&now, &s->answer);
		s->answer = now;
		any |= s->changed;
	}
	return any;
}

bool
bgp_hop_changed(const struct bgp_hops *h, uint32_t hop)
{
	return hop < h->n_states && h->states[hop].changed;
}
