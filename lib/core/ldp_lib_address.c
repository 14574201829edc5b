/* Whose address a next hop is (RFC 5036 2.7), and our own addresses. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/ldp_lib_in.h"

#include <stdlib.h>

struct key {
	struct addr addr;
	uint32_t scope;
};

static struct key
key_of(const struct addr *a, uint32_t interface)
{
	return (struct key){ *a, addr_is_link_local(a) ? interface : NONE };
}

static uint32_t
hash_of(const struct key *k)
{
	return (uint32_t)hash_bytes(&k->addr, sizeof(k->addr), k->scope);
}

static bool
is_place(const void *ctx, uint32_t at, const void *key)
{
	const struct place *p = place_at(ctx, at);
	const struct key *k = key;

	return p->scope == k->scope && addr_cmp(&p->addr, &k->addr) == 0;
}

uint32_t
place_need(struct ldp_lib *lib, const struct addr *a, uint32_t interface)
{
	struct key key = key_of(a, interface);
	uint32_t hash = hash_of(&key);
	uint32_t at = map_find(&lib->place_map, hash, is_place, lib, &key);

	if (at != MAP_NONE)
		return at;
	at = pool_alloc(&lib->places);
	*place_at(lib, at) =
	    (struct place){ .addr = *a, .scope = key.scope, .peer = NONE };
	map_add(&lib->place_map, hash, at);
	return at;
}

static void
place_tidy(struct ldp_lib *lib, uint32_t at)
{
	struct place *p = place_at(lib, at);
	struct key key = { p->addr, p->scope };

	if (p->hops > 0 || p->n > 0)
		return;
	map_del(&lib->place_map, hash_of(&key), at);
	free(p->claims);
	p->claims = NULL;
	p->addr.ip = ADDR_NONE;
	pool_free(&lib->places, at);
}

void
place_use(struct ldp_lib *lib, uint32_t at, int by)
{
	place_at(lib, at)->hops += (uint32_t)by;
	place_tidy(lib, at);
}

/* Whose hellos come from there; or who said it first. */
static void
place_settle(struct ldp_lib *lib, uint32_t at)
{
	struct place *p = place_at(lib, at);
	uint32_t peer = p->n == 0 ? NONE : p->claims[0].peer;

	for (uint32_t i = p->n; i-- > 0;)
		if (p->claims[i].heard)
			peer = p->claims[i].peer;
	if (peer == p->peer)
		return;
	p->peer = peer;
	if (p->hops > 0)
		fec_settle_all(lib);
}

static struct claim *
claim_of(const struct place *p, uint32_t peer)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->claims[i].peer == peer)
			return &p->claims[i];
	return NULL;
}

bool
place_claim(struct ldp_lib *lib, uint32_t peer, const struct addr *a,
    uint32_t interface, bool heard)
{
	uint32_t at = place_need(lib, a, interface);
	struct place *p = place_at(lib, at);
	struct claim *c = claim_of(p, peer);

	if (c == NULL) {
		if (lib->peers[peer]->addresses == MAX_ADDRESSES) {
			place_tidy(lib, at);
			return false;
		}
		p->claims =
		    mem_grow(p->claims, &p->room, p->n, sizeof(*p->claims));
		c = &p->claims[p->n++];
		*c = (struct claim){ .peer = peer };
		lib->peers[peer]->addresses++;
	}
	c->heard |= heard;
	c->said |= !heard;
	c->stale = false;
	place_settle(lib, at);
	return true;
}

static void
claim_remove(struct ldp_lib *lib, uint32_t at, struct claim *c)
{
	struct place *p = place_at(lib, at);

	lib->peers[c->peer]->addresses--;
	p->n--;
	memmove(c, c + 1, (size_t)(&p->claims[p->n] - c) * sizeof(*c));
}

void
place_unclaim(struct ldp_lib *lib, uint32_t peer, const struct addr *a,
    uint32_t interface, bool heard)
{
	struct key key = key_of(a, interface);
	uint32_t at =
	    map_find(&lib->place_map, hash_of(&key), is_place, lib, &key);
	struct claim *c;

	if (at == MAP_NONE || (c = claim_of(place_at(lib, at), peer)) == NULL)
		return;
	if (heard)
		c->heard = false;
	else
		c->said = false;
	if (!c->heard && !c->said)
		claim_remove(lib, at, c);
	place_settle(lib, at);
	place_tidy(lib, at);
}

void
places_age(struct ldp_lib *lib, uint32_t peer)
{
	for (uint32_t at = 0; at < lib->places.used; at++) {
		struct claim *c = claim_of(place_at(lib, at), peer);

		if (c != NULL)
			c->stale = true;
	}
}

void
places_sweep(struct ldp_lib *lib, uint32_t peer)
{
	for (uint32_t at = 0; at < lib->places.used; at++) {
		struct claim *c = claim_of(place_at(lib, at), peer);

		if (c == NULL || !c->stale)
			continue;
		claim_remove(lib, at, c);
		place_settle(lib, at);
		place_tidy(lib, at);
	}
}

void
places_fini(struct ldp_lib *lib)
{
	for (uint32_t at = 0; at < lib->places.used; at++)
		free(place_at(lib, at)->claims);
	pool_fini(&lib->places);
	map_fini(&lib->place_map);
}

/* ---- our own ---- */

/* Those of all families, some to a message. */
void
addresses_tell(struct ldp_lib *lib, struct peer *p)
{
	reply_addresses(p, LDP_ADDRESS, lib->own, lib->n_own, LDP_LIB_IP4);
	reply_addresses(p, LDP_ADDRESS, lib->own, lib->n_own, LDP_LIB_IP6);
}

static size_t
own_find(const struct ldp_lib *lib, const struct addr *a)
{
	size_t i = 0;

	while (i < lib->n_own && addr_cmp(&lib->own[i], a) != 0)
		i++;
	return i;
}

void
ldp_lib_address(struct ldp_lib *lib, const struct addr *a, bool del)
{
	size_t i = own_find(lib, a);
	uint8_t family = a->ip == ADDR_IP4 ? LDP_LIB_IP4 : LDP_LIB_IP6;

	/* RFC 7552 7.1: those mean nothing to others */
	if (del == (i == lib->n_own) || addr_is_link_local(a) ||
	    addr_is_loopback(a))
		return;
	if (del) {
		lib->own[i] = lib->own[--lib->n_own];
	} else {
		lib->own = mem_grow(
		    lib->own, &lib->own_room, lib->n_own, sizeof(*lib->own));
		lib->own[lib->n_own++] = *a;
	}
	for (i = 0; i < lib->n_peers; i++)
		if (lib->peers[i]->state == PEER_UP)
			reply_addresses(lib->peers[i],
			    del ? LDP_ADDRESS_WITHDRAW : LDP_ADDRESS, a, 1,
			    family);
}
