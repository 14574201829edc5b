/* Routes to FECs, and the sets of next hops that they share. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/ldp_lib_in.h"
#include "value/family.h"

#include <stdlib.h>

/* ---- names: there are few, and they stay ---- */

uint32_t
name_handle(struct ldp_lib *lib, const char *name)
{
	if (name == NULL)
		return NONE;
	for (size_t i = 0; i < lib->n_names; i++)
		if (strcmp(lib->names[i], name) == 0)
			return (uint32_t)i;
	lib->names = mem_grow(
	    lib->names, &lib->names_room, lib->n_names, sizeof(*lib->names));
	lib->names[lib->n_names] = mem_strdup(name);
	return (uint32_t)lib->n_names++;
}

/* ---- sets of next hops ---- */

static struct box *
box_at(const struct ldp_lib *lib, uint32_t at)
{
	return pool_at(&lib->hopsets, at);
}

static struct hopset *
hopset_at(const struct ldp_lib *lib, uint32_t at)
{
	return box_at(lib, at)->of;
}

static bool
hopset_is(const void *ctx, uint32_t at, const void *key)
{
	const struct ldp_lib *lib = ctx;
	const struct hopset *one = hopset_at(lib, at), *other = key;

	return one->n == other->n &&
	       memcmp(one->at, other->at, one->n * sizeof(one->at[0])) == 0;
}

/* The set takes part in who uses which places, once. */
static void
hopset_use(struct ldp_lib *lib, const struct hopset *s, int by)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->at[i].place != NONE)
			place_use(lib, s->at[i].place, by);
}

static uint32_t
hopset_hold(struct ldp_lib *lib, const struct hopset *wanted)
{
	size_t size = sizeof(*wanted) + wanted->n * sizeof(wanted->at[0]);
	uint32_t hash = (uint32_t)hash_bytes(
	    wanted->at, wanted->n * sizeof(wanted->at[0]), wanted->n);
	uint32_t at = map_find(&lib->hopset_map, hash, hopset_is, lib, wanted);
	struct hopset *made;

	if (at != MAP_NONE) {
		hopset_at(lib, at)->refs++;
		return at;
	}
	made = mem_alloc(size);
	memcpy(made, wanted, size);
	made->refs = 1;
	made->hash = hash;
	at = pool_alloc(&lib->hopsets);
	box_at(lib, at)->of = made;
	map_add(&lib->hopset_map, hash, at);
	hopset_use(lib, wanted, 1);
	return at;
}

static void
hopset_drop(struct ldp_lib *lib, uint32_t at)
{
	struct hopset *s = hopset_at(lib, at);

	if (--s->refs > 0)
		return;
	map_del(&lib->hopset_map, s->hash, at);
	hopset_use(lib, s, -1);
	free(s);
	box_at(lib, at)->of = NULL;
	pool_free(&lib->hopsets, at);
}

/* The record's paths; without any there is no way at all: handle NONE. */
static uint32_t
hopset_of(struct ldp_lib *lib, const struct rec_route *r)
{
	struct hopset *s;
	uint32_t n = r->paths.n < MAX_WAYS ? r->paths.n : MAX_WAYS, at;

	if (!HAS(r, route, paths) || n == 0)
		return NONE;
	s = mem_zalloc(sizeof(*s) + n * sizeof(s->at[0]));
	for (uint32_t i = 0; i < n; i++) {
		const struct rec_path *p = &r->paths.at[i];
		struct hop *hop = &s->at[s->n++];

		hop->interface = name_handle(lib, p->interface);
		hop->place = NONE;
		if (HAS(p, path, next_hop))
			hop->place =
			    place_need(lib, &p->next_hop, hop->interface);
		else
			s->connected = true;
	}
	at = hopset_hold(lib, s);
	free(s);
	return at;
}

/* ---- routes ---- */

static struct route *
route_at(const struct ldp_lib *lib, uint32_t at)
{
	return pool_at(&lib->routes, at);
}

const struct hopset *
fec_hops(const struct ldp_lib *lib, const struct fec *f)
{
	return f->routes == NONE
		   ? NULL
		   : hopset_at(lib, route_at(lib, f->routes)->hops);
}

/* Whether one goes before the other. */
static bool
is_better(const struct ldp_lib *lib, const struct route *one,
    const struct route *other)
{
	bool here = hopset_at(lib, one->hops)->connected;

	if (one->metric != other->metric)
		return one->metric < other->metric;
	if (here != hopset_at(lib, other->hops)->connected)
		return here;
	return strcmp(lib->names[one->protocol], lib->names[other->protocol]) <
	       0;
}

static void
route_put(struct ldp_lib *lib, struct fec *f, const struct route *r)
{
	uint32_t at = pool_alloc(&lib->routes), *link = &f->routes;

	while (*link != NONE && is_better(lib, route_at(lib, *link), r))
		link = &route_at(lib, *link)->next;
	*route_at(lib, at) = *r;
	route_at(lib, at)->next = *link;
	*link = at;
}

static void
route_remove(struct ldp_lib *lib, struct fec *f, const struct route *r)
{
	uint32_t *link = &f->routes, at;

	while (*link != NONE) {
		struct route *is = route_at(lib, at = *link);

		if (is->protocol == r->protocol && is->metric == r->metric) {
			*link = is->next;
			hopset_drop(lib, is->hops);
			pool_free(&lib->routes, at);
			return;
		}
		link = &is->next;
	}
}

/* Nobody forwards to these by a label. */
static bool
is_no_fec(const struct prefix *p)
{
	return addr_is_multicast(&p->addr) || addr_is_loopback(&p->addr) ||
	       addr_is_link_local(&p->addr);
}

static bool
is_for_us(const struct rec_route *r)
{
	return !HAS(r, route, rib) && HAS(r, route, prefix) &&
	       (!HAS(r, route, vrf) || r->vrf[0] == '\0') &&
	       (r->family == FAMILY_IPV4_UNICAST ||
		   r->family == FAMILY_IPV6_UNICAST) &&
	       !is_no_fec(&r->prefix);
}

void
ldp_lib_route(
    struct ldp_lib *lib, mono now, const struct rec_route *r, bool del)
{
	const char *protocol = HAS(r, route, protocol) ? r->protocol : "";
	struct route is = { .metric = r->metric };
	uint32_t at;

	if (!is_for_us(r))
		return;
	is.protocol = name_handle(lib, protocol);
	is.hops = del ? NONE : hopset_of(lib, r);
	at = is.hops == NONE ? fec_find(lib, &r->prefix)
			     : fec_need(lib, &r->prefix);
	if (at == NONE)
		return;
	route_remove(lib, fec_at(lib, at), &is);
	if (is.hops != NONE)
		route_put(lib, fec_at(lib, at), &is);
	fec_settle(lib, now, at);
}

void
routes_fini(struct ldp_lib *lib)
{
	for (uint32_t at = 0; at < lib->hopsets.used; at++)
		free(hopset_at(lib, at));
	pool_fini(&lib->routes);
	pool_fini(&lib->hopsets);
	map_fini(&lib->hopset_map);
	for (size_t i = 0; i < lib->n_names; i++)
		free(lib->names[i]);
	free(lib->names);
}
