/* Routes of many neighbours, by destination. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_key.h"
#include "core/bgp_set.h"
#include "message/bgp_choice_in.h"
#include "message/bgp_records.h"
#include "message/bgp_route_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No NLRI of any family has a longer key. */
#define NLRI_ROOM 4096

/* Fields of a route that stand elsewhere; others are kept as they are. */
#define BIT(member) (UINT64_C(1) << AT_route_##member)
#define KNOWN                                                                  \
	(BIT(rib) | BIT(vrf) | BIT(family) | BIT(rd) | BIT(prefix) |           \
	    BIT(path_id) | BIT(peer) | BIT(peer_as) | BIT(weight) |            \
	    BIT(reason) | BIT(compared) | BIT(time) | BIT(file) |              \
	    BIT(protocol) | BIT(assumed))

static uint32_t
vrf_of(struct bgp_choice *c, const char *name)
{
	size_t i = 0;

	while (i < c->n_vrfs && strcmp(c->vrfs[i], name) != 0)
		i++;
	if (i < c->n_vrfs)
		return (uint32_t)i;
	c->vrfs = mem_grow(c->vrfs, &c->room_vrfs, i, sizeof(char *));
	c->vrfs[c->n_vrfs++] = mem_strdup(name);
	return (uint32_t)i;
}

struct bgp_choice *
bgp_choice_new(const struct bgp_decide_opts *opts)
{
	struct bgp_choice *c = mem_zalloc(sizeof(*c));

	c->opts = *opts;
	c->sets = bgp_sets_new();
	vrf_of(c, "");
	return c;
}

void
bgp_choice_free(struct bgp_choice *c)
{
	for (size_t i = 0; i < c->n_paths; i++) {
		bgp_set_drop(c->sets, c->paths[i].set);
		rec_free(c->paths[i].rest);
	}
	for (size_t i = 0; i < c->n; i++)
		free((void *)(uintptr_t)c->dests[i].nlri.at);
	for (size_t i = 0; i < c->n_neighbors; i++)
		free(c->neighbors[i].name);
	for (size_t i = 0; i < c->n_vrfs; i++)
		free(c->vrfs[i]);
	free(c->vrfs);
	free(c->neighbors);
	free(c->known);
	free(c->paths);
	free(c->dests);
	free(c->candidates);
	free(c->at);
	free(c->lost);
	map_fini(&c->by_dest);
	map_fini(&c->by_neighbor);
	bgp_sets_free(c->sets);
	arena_fini(&c->arena);
	free(c);
}

/* ---- neighbours ---- */

static bool
neighbor_is(const void *ctx, uint32_t at, const void *key)
{
	return strcmp(((const struct bgp_choice *)ctx)->neighbors[at].name,
		   key) == 0;
}

static uint32_t
neighbor_of(struct bgp_choice *c, const struct rec_route *r)
{
	const char *name = HAS(r, route, peer) ? r->peer : "";
	uint32_t hash = (uint32_t)hash_bytes(name, strlen(name), 0);
	uint32_t at = map_find(&c->by_neighbor, hash, neighbor_is, c, name);

	if (at == MAP_NONE) {
		at = (uint32_t)c->n_neighbors++;
		c->neighbors = mem_grow(c->neighbors, &c->room_neighbors, at,
		    sizeof(*c->neighbors));
		c->neighbors[at] =
		    (struct neighbor){ .name = mem_strdup(name) };
		addr_parse(&c->neighbors[at].address, name, strlen(name), NULL);
		map_add(&c->by_neighbor, hash, at);
	}
	if (HAS(r, route, peer_as))
		c->neighbors[at].as = r->peer_as;
	return at;
}

static void
know(struct bgp_choice *c, const char *name, const struct addr *address,
    uint32_t as, const struct addr *router_id)
{
	struct known *k;

	c->known =
	    mem_grow(c->known, &c->room_known, c->n_known, sizeof(*c->known));
	k = &c->known[c->n_known++];
	*k = (struct known){ .address = *address, .as = as };
	if (name != NULL)
		snprintf(k->name, sizeof(k->name), "%s", name);
	if (router_id != NULL && router_id->ip == ADDR_IP4)
		k->router_id = addr_u32(router_id);
}

static void
know_state(struct bgp_choice *c, const struct rec_peer_state *s)
{
	struct addr none = { 0 };

	know(c, s->name,
	    HAS(s, peer_state, remote_address) ? &s->remote_address : &none,
	    HAS(s, peer_state, remote_as) ? s->remote_as : 0,
	    HAS(s, peer_state, router_id) ? &s->router_id : NULL);
}

/* By its name; or where routes call it by its address. */
static bool
is_same(const struct known *k, const struct neighbor *n)
{
	return (k->name[0] != '\0' && strcmp(k->name, n->name) == 0) ||
	       (k->address.ip != ADDR_NONE &&
		   addr_cmp(&k->address, &n->address) == 0);
}

void
bgp_choice_fill(struct bgp_choice *c)
{
	for (size_t i = 0; i < c->n_neighbors; i++)
		for (size_t j = 0; j < c->n_known; j++) {
			struct neighbor *n = &c->neighbors[i];
			const struct known *k = &c->known[j];

			if (n->name[0] == '\0' || !is_same(k, n))
				continue;
			if (k->address.ip != ADDR_NONE)
				n->address = k->address;
			if (k->as != 0)
				n->as = k->as;
			if (k->router_id != 0)
				n->router_id = k->router_id;
		}
}

/* ---- destinations ---- */

static bool
dest_is(const void *ctx, uint32_t at, const void *key)
{
	const struct dest *d = &((const struct bgp_choice *)ctx)->dests[at];
	const struct dest *k = key;

	return d->family == k->family && d->vrf == k->vrf &&
	       d->nlri.n == k->nlri.n &&
	       prefix_cmp(&d->prefix, &k->prefix) == 0 &&
	       memcmp(&d->rd, &k->rd, sizeof(d->rd)) == 0 &&
	       (d->nlri.n == 0 ||
		   memcmp(d->nlri.at, k->nlri.at, d->nlri.n) == 0);
}

static uint32_t
dest_hash(const struct dest *d)
{
	uint64_t h = d->family ^ (uint64_t)d->vrf << 32;

	h = hash_bytes(&d->prefix, sizeof(d->prefix), h);
	h = hash_bytes(&d->rd, sizeof(d->rd), h);
	return (uint32_t)hash_bytes(d->nlri.at, d->nlri.n, h);
}

/* The key of a destination without a prefix, as in a RIB (bgp_key.h). */
static struct rec_bytes
nlri_key(const struct rec_route *r, uint8_t *room, uint8_t *key_room)
{
	static const struct bgp_codec plain;
	struct rbuf nlri = bgp_nlri_of_route(r, room, NLRI_ROOM), tail;
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, r->family, &plain);
	struct bgp_nlri one = { 0 };
	struct bgp_key key;

	if (rbuf_left(&nlri) == 0 || !bgp_nlri_next(&it, &one, NULL))
		return (
		    struct rec_bytes){ (uint32_t)rbuf_left(&nlri), nlri.at };
	bgp_key_split(&key, &tail, &one, key_room);
	return (
	    struct rec_bytes){ (uint32_t)rbuf_left(&key.nlri), key.nlri.at };
}

static uint32_t
dest_of(struct bgp_choice *c, const struct rec_route *r)
{
	uint8_t room[NLRI_ROOM], key_room[BGP_KEY_ROOM], *own;
	struct dest d = { .family = r->family, .first = NONE };
	uint32_t hash, at;

	if (HAS(r, route, vrf))
		d.vrf = vrf_of(c, r->vrf);
	if (HAS(r, route, prefix))
		d.prefix = r->prefix;
	if (HAS(r, route, rd))
		d.rd = r->rd;
	if (bgp_key_kind(r->family) == BGP_KEY_NLRI)
		d.nlri = nlri_key(r, room, key_room);
	hash = dest_hash(&d);
	at = map_find(&c->by_dest, hash, dest_is, c, &d);
	if (at != MAP_NONE)
		return at;
	if (d.nlri.n > 0) {
		own = mem_alloc(d.nlri.n);
		memcpy(own, d.nlri.at, d.nlri.n);
		d.nlri.at = own;
	}
	at = (uint32_t)c->n++;
	c->dests = mem_grow(c->dests, &c->room, at, sizeof(*c->dests));
	c->dests[at] = d;
	map_add(&c->by_dest, hash, at);
	return at;
}

/* ---- paths ---- */

static struct path *
path_of(struct bgp_choice *c, uint32_t dest, const struct path *like)
{
	uint32_t *link = &c->dests[dest].first;
	struct path *p;

	for (; *link != NONE; link = &c->paths[*link].next) {
		p = &c->paths[*link];
		if (p->neighbor == like->neighbor &&
		    p->path_id == like->path_id && p->before == like->before)
			return p;
	}
	*link = (uint32_t)c->n_paths; /* before they may move */
	c->paths =
	    mem_grow(c->paths, &c->room_paths, c->n_paths, sizeof(*c->paths));
	p = &c->paths[c->n_paths++];
	*p = *like;
	p->next = NONE;
	return p;
}

static struct rec *
rest_of(const struct rec *r)
{
	struct rec rest = *r;

	bgp_route_drop_attributes(&rest.route);
	rest.route.has &= ~KNOWN;
	rest.route.written = NULL;
	return rest.route.has != 0 ? rec_dup(&rest) : NULL;
}

static bool
is_rung(const char *reason)
{
	for (unsigned i = BGP_ONLY_PATH; i < BGP_NRUNGS; i++)
		if (strcmp(reason, bgp_rung_name((enum bgp_rung)i)) == 0)
			return true;
	return false;
}

/* Whether it is a path at all. */
static bool
is_path(const struct rec_route *r)
{
	int rib = HAS(r, route, rib) ? r->rib : RIB_NONE;

	if (rib != RIB_ADJ_IN && rib != RIB_ADJ_IN_PRE && rib != RIB_LOC)
		return false;
	return !HAS(r, route, reason) || is_rung(r->reason);
}

static bool
route_take(struct bgp_choice *c, const struct rec *rec, struct rec_fault *f)
{
	const struct rec_route *r = &rec->route;
	struct bgp_set *set = NULL;
	struct path *p, like = {
		.path_id = HAS(r, route, path_id) ? r->path_id : 0,
		.before = r->rib == RIB_ADJ_IN_PRE,
	};

	if (!is_path(r))
		return true;
	if (!rec->del) {
		set = bgp_set_of_route(c->sets, r, &c->arena, f);
		arena_reset(&c->arena);
		if (set == NULL)
			return false;
	}
	like.neighbor = neighbor_of(c, r);
	c->neighbors[like.neighbor].judged |= !like.before;
	p = path_of(c, dest_of(c, r), &like);
	bgp_set_drop(c->sets, p->set);
	rec_free(p->rest);
	p->set = set;
	p->rest = rest_of(rec);
	p->time = HAS(r, route, time) ? r->time : 0;
	return true;
}

bool
bgp_choice_take(struct bgp_choice *c, const struct rec *r, struct rec_fault *f)
{
	const struct rec_message *m = &r->message;

	if (r->type == REC_ROUTE)
		return route_take(c, r, f);
	if (r->type == REC_ROUTER)
		c->local_as = r->router.as;
	if (r->type == REC_PEER)
		know(c, r->peer.name, &r->peer.remote_address,
		    r->peer.remote_as, NULL);
	if (r->type == REC_PEER_STATE)
		know_state(c, &r->peer_state);
	for (uint32_t i = 0; r->type == REC_MESSAGE && i < m->peers.n; i++)
		know(c, NULL, &m->peers.at[i].peer, m->peers.at[i].as,
		    &m->peers.at[i].id);
	return true;
}
