/* Resolving next hops over the routes and interfaces that were reported. */
#include "base/mem.h"
#include "core/bgp_nexthop_in.h"
#include "core/bgp_set.h"
#include "rec/rec.h"

#include <stdlib.h>

/* ---- views ---- */

static struct bgp_hops *
view_new(const struct bgp_sets *sets, bool off, enum view view)
{
	struct bgp_hops *h = mem_zalloc(sizeof(*h));

	h->sets = sets;
	h->off = off;
	h->view = view;
	h->root = h;
	pool_init(&h->routes, sizeof(struct route));
	return h;
}

struct bgp_hops *
bgp_hops_new(const struct bgp_sets *sets, bool off)
{
	return view_new(sets, off, VIEW_GLOBAL);
}

static struct bgp_hops *
view_of(struct bgp_hops *root, enum view view, const char *vrf)
{
	struct bgp_hops *h = root;

	while (h != NULL && (h->view != view || strcmp(h->vrf, vrf) != 0))
		h = h->next;
	if (h != NULL)
		return h;
	h = view_new(root->sets, root->off, view);
	copy_name(h->vrf, sizeof(h->vrf), vrf);
	h->root = root;
	h->next = root->next;
	root->next = h;
	return h;
}

struct bgp_hops *
bgp_hops_of_vrf(struct bgp_hops *root, const char *vrf)
{
	return vrf[0] == '\0' ? root : view_of(root, VIEW_VRF, vrf);
}

struct bgp_hops *
bgp_hops_labeled(struct bgp_hops *root)
{
	return view_of(root, VIEW_LABELED, "");
}

void
bgp_hops_free(struct bgp_hops *h)
{
	if (h == NULL)
		return;
	bgp_hops_free(h->next);
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

/* ---- interfaces ---- */

static struct interface *
interface_find(const struct bgp_hops *h, const char *name)
{
	for (size_t i = 0; i < h->n_interfaces; i++)
		if (strcmp(h->interfaces[i].name, name) == 0)
			return &h->interfaces[i];
	return NULL;
}

static struct interface *
interface_take(struct bgp_hops *h, const char *name)
{
	struct interface *i = interface_find(h, name);

	if (i != NULL)
		return i;
	h->interfaces = mem_grow(
	    h->interfaces, &h->room_interfaces, h->n_interfaces, sizeof(*i));
	i = &h->interfaces[h->n_interfaces++];
	*i = (struct interface){ 0 };
	copy_name(i->name, sizeof(i->name), name);
	return i;
}

/* Its state in that view is forgotten, and all of it with nothing left. */
static void
interface_forget(struct bgp_hops *h, const char *name)
{
	struct interface *i = interface_find(h, name);

	if (i == NULL)
		return;
	free(i->addresses);
	i->addresses = NULL;
	i->n_addresses = 0;
	i->said = i->up = false;
	if (!i->mpls)
		*i = h->interfaces[--h->n_interfaces];
}

void
bgp_hops_interface(
    struct bgp_hops *root, const struct rec_interface_state *rec, bool del)
{
	struct interface *i;

	root->dirty = true;
	for (struct bgp_hops *h = root; h != NULL; h = h->next)
		interface_forget(h, rec->name); /* it may leave a VRF */
	if (del)
		return;
	i = interface_take(bgp_hops_of_vrf(root,
			       HAS(rec, interface_state, vrf) ? rec->vrf : ""),
	    rec->name);
	i->said = true;
	i->up = rec->up;
	if (HAS(rec, interface_state, addresses) && rec->addresses.n > 0) {
		i->n_addresses = rec->addresses.n;
		i->addresses =
		    mem_alloc(i->n_addresses * sizeof(*i->addresses));
		memcpy(i->addresses, rec->addresses.at,
		    i->n_addresses * sizeof(*i->addresses));
	}
}

void
bgp_hops_mpls(struct bgp_hops *root, const char *interface, bool on)
{
	root->dirty = true;
	interface_take(root, interface)->mpls = on;
}

/* One of which nothing was said counts as up. */
bool
hops_is_down(const struct bgp_hops *h, const char *name)
{
	const struct interface *i;

	if (h->view == VIEW_LABELED)
		h = h->root;
	i = interface_find(h, name);
	return i != NULL && i->said && !i->up;
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

/* The interface that is up whose network the address is in; or NULL. */
static const struct interface *
connected(const struct bgp_hops *h, const struct addr *a, bool mpls)
{
	for (size_t i = 0; i < h->n_interfaces; i++) {
		const struct interface *in = &h->interfaces[i];

		for (uint32_t j = 0; in->up && j < in->n_addresses; j++)
			if ((in->mpls || !mpls) &&
			    prefix_has(&in->addresses[j], a))
				return in;
	}
	return NULL;
}

/* By routes, one over another where it has to be. */
static struct bgp_resolved
by_routes(const struct bgp_hops *h, const struct addr *a)
{
	struct bgp_resolved out = { .next_hop = *a };
	struct addr at = *a;
	const struct way *way;

	for (unsigned depth = 0; depth < MAX_DEPTH; depth++) {
		uint32_t metric;

		way = hops_longest_match(h, &at, &metric);
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

static struct bgp_resolved
over(const struct interface *i, const struct addr *a)
{
	struct bgp_resolved out = { .next_hop = *a };

	if (i == NULL)
		return out;
	out.reachable = out.resolved = true;
	memcpy(out.interface, i->name, sizeof(out.interface));
	return out;
}

/* The networks of a VRF are those of its interfaces; nobody reports routes. */
static struct bgp_resolved
in_vrf(const struct bgp_hops *h, const struct addr *a)
{
	struct bgp_resolved out = by_routes(h, a);

	return out.reachable ? out : over(connected(h, a, false), a);
}

/*
 * An LSP to that very router, or labels to a neighbour; never IP, where the
 * packet would arrive without its labels. Until an LSP was reported we are no
 * PE, but pass on what others tell: then IP says whether a route is of use.
 */
static struct bgp_resolved
labeled(const struct bgp_hops *h, const struct addr *a)
{
	struct prefix fec = { *a, (uint8_t)addr_bits(a) };
	struct bgp_resolved ip = by_routes(h->root, a), out;
	const struct way *way;
	uint32_t metric;

	if (!h->fed)
		return ip;
	way = hops_best_way(h, &fec, &metric);
	out = over(connected(h->root, a, true), a);
	if (way != NULL) {
		out.reachable = out.resolved = true;
		if (way->next_hop.ip != ADDR_NONE)
			out.next_hop = way->next_hop;
		memcpy(out.interface, way->interface, sizeof(out.interface));
	}
	out.metric = ip.metric;
	return out;
}

struct bgp_resolved
bgp_hops_resolve(
    const struct bgp_hops *h, const struct addr *a, const char *interface)
{
	struct bgp_resolved out = { .next_hop = *a };

	if (addr_is_link_local(a)) { /* on its own link, by definition */
		out.reachable =
		    interface == NULL || !hops_is_down(h, interface);
		out.resolved = interface != NULL;
		copy_name(out.interface, sizeof(out.interface), interface);
		return out;
	}
	if (h->off || (!h->root->fed && !h->fed)) {
		out.reachable = true;
		return out;
	}
	switch (h->view) {
	case VIEW_VRF:
		return in_vrf(h, a);
	case VIEW_LABELED:
		return labeled(h, a);
	case VIEW_GLOBAL:
		break;
	}
	return by_routes(h, a);
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

/* Whether any answer of the view is another. */
static bool
settle(struct bgp_hops *h)
{
	bool any = false;

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
bgp_hops_settle(struct bgp_hops *root)
{
	bool dirty = root->dirty, any = false;

	root->dirty = false;
	for (struct bgp_hops *h = root; h != NULL; h = h->next) {
		for (size_t i = 1; i < h->n_states; i++)
			h->states[i].changed = false;
		any |= dirty && settle(h);
	}
	return any;
}

bool
bgp_hop_changed(const struct bgp_hops *root, uint32_t hop)
{
	for (const struct bgp_hops *h = root; h != NULL; h = h->next)
		if (hop < h->n_states && h->states[hop].changed)
			return true;
	return false;
}
