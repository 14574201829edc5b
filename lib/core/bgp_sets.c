/* The table of interned attribute sets, and of their next hops. */
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/bgp_set.h"
#include "value/community.h"

#include <stdlib.h>
#include <string.h>

#define RAW_MAX 65535

union slot {
	struct bgp_set *set;
	uint32_t next_free;
};

struct bgp_sets {
	struct map maps[MAP_SHARDS];
	union slot *slots; /* by handle; the first is not used */
	size_t room;
	uint32_t used, freed, count;
	size_t bytes;

	struct map hop_map;
	struct bgp_next_hop *hops; /* by handle; the first is none */
	size_t hop_room;
	uint32_t hop_used, hop_freed; /* free ones are chained by hash */

	uint8_t raw[RAW_MAX]; /* where a set is encoded to be looked up */
};

/* What the map looks for. */
struct set_key {
	const uint8_t *raw;
	size_t size;
	uint32_t hop; /* of another family than IPv4; 0: it is in raw */
	uint32_t weight;
};

struct bgp_sets *
bgp_sets_new(void)
{
	struct bgp_sets *t = mem_zalloc(sizeof(*t));

	t->slots = mem_grow(t->slots, &t->room, 0, sizeof(*t->slots));
	t->used = 1;
	t->hops = mem_grow(t->hops, &t->hop_room, 0, sizeof(*t->hops));
	t->hops[0] = (struct bgp_next_hop){ 0 };
	t->hop_used = 1;
	return t;
}

static bool
set_is(const void *ctx, uint32_t at, const void *want)
{
	const struct bgp_sets *t = ctx;
	const struct bgp_set *s = t->slots[at].set;
	const struct set_key *k = want;

	return s->size == k->size && s->weight == k->weight &&
	       memcmp(s->raw, k->raw, k->size) == 0 &&
	       (s->hop == k->hop ||
		   (k->hop == 0 && bgp_set_has(s, BGP_NEXT_HOP)));
}

static uint32_t
set_hash(const struct set_key *k)
{
	return (uint32_t)hash_bytes(
	    k->raw, k->size, (uint64_t)k->weight << 32 | k->hop);
}

static void
free_all(struct bgp_sets *t, struct map *m)
{
	for (uint32_t i = 0; m->slots != NULL && i <= m->mask; i++)
		if (m->slots[i].at != MAP_NONE)
			free(t->slots[m->slots[i].at].set);
	map_fini(m);
}

void
bgp_sets_free(struct bgp_sets *t)
{
	if (t == NULL)
		return;
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		free_all(t, &t->maps[i]);
	map_fini(&t->hop_map);
	free(t->slots);
	free(t->hops);
	free(t);
}

/* ---- next hops ---- */

static bool
hop_is(const void *ctx, uint32_t at, const void *want)
{
	const struct bgp_next_hop *h =
	    &((const struct bgp_sets *)ctx)->hops[at];
	const struct bgp_next_hop *k = want;

	return memcmp(&h->addr, &k->addr, sizeof(h->addr)) == 0 &&
	       h->has_rd == k->has_rd &&
	       memcmp(&h->link_local, &k->link_local, sizeof(h->link_local)) ==
		   0;
}

static void
hop_key(struct bgp_next_hop *k, const struct bgp_hop *hop)
{
	*k = (struct bgp_next_hop){
		.addr = hop->addr,
		.link_local = hop->link_local,
		.has_rd = hop->has_rd,
	};
	k->hash = (uint32_t)hash_bytes(&k->addr, sizeof(k->addr),
	    hash_bytes(&k->link_local, sizeof(k->link_local), k->has_rd));
}

static uint32_t
hop_find(const struct bgp_sets *t, const struct bgp_next_hop *k)
{
	return map_find(&t->hop_map, k->hash, hop_is, t, k);
}

/* The handle of the next hop, counted for one more set. */
static uint32_t
hop_take(struct bgp_sets *t, const struct bgp_next_hop *k)
{
	uint32_t at = hop_find(t, k);

	if (at == MAP_NONE) {
		at = t->hop_freed;
		if (at != 0) {
			t->hop_freed = t->hops[at].hash;
		} else {
			t->hops = mem_grow(t->hops, &t->hop_room, t->hop_used,
			    sizeof(*t->hops));
			at = t->hop_used++;
		}
		t->hops[at] = *k;
		map_add(&t->hop_map, k->hash, at);
	}
	t->hops[at].refs++;
	return at;
}

static void
hop_drop(struct bgp_sets *t, uint32_t at)
{
	struct bgp_next_hop *h = &t->hops[at];

	if (at == 0 || --h->refs > 0)
		return;
	map_del(&t->hop_map, h->hash, at);
	h->hash = t->hop_freed;
	t->hop_freed = at;
}

/* ---- sets ---- */

static uint32_t
slot_take(struct bgp_sets *t)
{
	uint32_t at = t->freed;

	if (at != 0) {
		t->freed = t->slots[at].next_free;
		return at;
	}
	t->slots = mem_grow(t->slots, &t->room, t->used, sizeof(*t->slots));
	return t->used++;
}

/* The neighbour AS and the origin AS: of sequences alone (RFC 4271 9.1.2.2). */
static void
ends_of_path(struct bgp_as_path path, struct bgp_set *s)
{
	struct bgp_segment seg;
	bool first = true;

	while (bgp_segment_next(&path, &seg)) {
		bool sequence = seg.type == BGP_AS_SEQUENCE && seg.n > 0;

		if (seg.type == BGP_AS_CONFED_SEQUENCE ||
		    seg.type == BGP_AS_CONFED_SET)
			continue;
		if (first && sequence)
			s->first_as = bgp_segment_asn(&seg, 0);
		first = false;
		s->origin_as = sequence ? bgp_segment_asn(&seg, seg.n - 1u) : 0;
	}
}

static uint8_t
limits_of(struct rbuf communities)
{
	static const struct {
		uint32_t community;
		uint8_t limit;
	} known[] = {
		{ COMMUNITY_NO_EXPORT, BGP_SET_NO_EXPORT },
		{ COMMUNITY_NO_EXPORT_SUBCONFED, BGP_SET_NO_SUBCONFED },
		{ COMMUNITY_NO_ADVERTISE, BGP_SET_NO_ADVERTISE },
		{ COMMUNITY_LLGR_STALE, BGP_SET_LLGR_STALE },
		{ COMMUNITY_NO_LLGR, BGP_SET_NO_LLGR },
		{ COMMUNITY_GRACEFUL_SHUTDOWN, BGP_SET_GRACEFUL_SHUTDOWN },
	};
	unsigned limits = 0;

	while (rbuf_left(&communities) > 0) {
		uint32_t c = get_u32(&communities);

		if (c >> 16 != 0xffff)
			continue;
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (known[i].community == c)
				limits |= known[i].limit;
	}
	return (uint8_t)limits;
}

static uint32_t
otc_of(struct bgp_unknown unknown)
{
	struct bgp_attr a;

	if ((unknown.codes[0] >> BGP_ONLY_TO_CUSTOMER & 1) == 0)
		return 0;
	while (bgp_unknown_next(&unknown, &a))
		if (a.code == BGP_ONLY_TO_CUSTOMER)
			return get_u32(&a.value);
	return 0;
}

static struct bgp_set *
set_make(struct bgp_sets *t, const struct set_key *k, const struct bgp_attrs *a)
{
	struct bgp_set *s = mem_alloc(offsetof(struct bgp_set, raw) + k->size);

	*s = (struct bgp_set){
		.refs = 1,
		.at = slot_take(t),
		.hash = set_hash(k),
		.local_pref = bgp_has(a, BGP_LOCAL_PREF) ? a->local_pref : 0,
		.med = bgp_has(a, BGP_MED) ? a->med : 0,
		.weight = k->weight,
		.originator_id =
		    bgp_has(a, BGP_ORIGINATOR_ID) ? a->originator_id : 0,
		.has_low = (uint32_t)a->has,
		.size = (uint16_t)k->size,
		.origin = bgp_has(a, BGP_ORIGIN) ? a->origin : BGP_INCOMPLETE,
	};
	if (bgp_has(a, BGP_AS_PATH)) {
		s->as_path_length = (uint16_t)bgp_as_path_length(a->as_path);
		ends_of_path(a->as_path, s);
	}
	if (bgp_has(a, BGP_CLUSTER_LIST))
		s->cluster_list_length =
		    (uint16_t)(rbuf_left(&a->cluster_list) / 4);
	if (bgp_has(a, BGP_COMMUNITIES))
		s->limits = limits_of(a->communities);
	s->otc = otc_of(a->unknown);
	memcpy(s->raw, k->raw, k->size);
	t->slots[s->at].set = s;
	t->count++;
	t->bytes += offsetof(struct bgp_set, raw) + k->size;
	map_add(&t->maps[map_shard(s->hash)], s->hash, s->at);
	return s;
}

static struct bgp_set *
set_find(struct bgp_sets *t, const struct set_key *k)
{
	uint32_t hash = set_hash(k);
	uint32_t at = map_find(&t->maps[map_shard(hash)], hash, set_is, t, k);

	return at == MAP_NONE ? NULL : bgp_set_hold(t->slots[at].set);
}

struct bgp_set *
bgp_sets_intern(struct bgp_sets *t, const struct bgp_attrs *from,
    const struct bgp_hop *hop, uint32_t weight)
{
	static const struct bgp_codec canonical = { .as4 = true,
		.extended = true };
	struct wbuf w = wbuf(t->raw, sizeof(t->raw));
	struct bgp_attrs a = *from;
	struct set_key k = { .raw = t->raw, .weight = weight };
	struct bgp_next_hop next = { 0 };
	struct bgp_set *s;
	uint32_t at = 0;

	a.has &= ~(UINT64_C(1) << BGP_MP_REACH | UINT64_C(1) << BGP_MP_UNREACH);
	if (hop != NULL)
		a.has &= ~(UINT64_C(1) << BGP_NEXT_HOP);
	bgp_attrs_encode(&w, &a, &canonical);
	if (w.bad)
		return NULL;
	k.size = wbuf_used(&w);
	if (hop != NULL)
		hop_key(&next, hop);
	else if (bgp_has(&a, BGP_NEXT_HOP))
		hop_key(&next, &(struct bgp_hop){ .addr = a.next_hop });
	if (next.addr.ip != ADDR_NONE)
		at = hop_take(t, &next);
	k.hop = hop != NULL ? at : 0;

	s = set_find(t, &k);
	if (s != NULL) {
		hop_drop(t, at);
		return s;
	}
	s = set_make(t, &k, &a);
	s->hop = at;
	return s;
}

struct bgp_set *
bgp_sets_find(struct bgp_sets *t, struct rbuf raw, const struct bgp_hop *hop)
{
	struct set_key k = { .raw = raw.at, .size = rbuf_left(&raw) };
	struct bgp_next_hop next;

	if (hop != NULL) {
		hop_key(&next, hop);
		k.hop = hop_find(t, &next);
		if (k.hop == MAP_NONE)
			return NULL;
	}
	return set_find(t, &k);
}

struct bgp_set *
bgp_set_hold(struct bgp_set *s)
{
	s->refs++;
	return s;
}

void
bgp_set_drop(struct bgp_sets *t, struct bgp_set *s)
{
	if (s == NULL || --s->refs > 0)
		return;
	map_del(&t->maps[map_shard(s->hash)], s->hash, s->at);
	hop_drop(t, s->hop);
	t->slots[s->at].next_free = t->freed;
	t->freed = s->at;
	t->count--;
	t->bytes -= offsetof(struct bgp_set, raw) + s->size;
	free(s);
}

struct bgp_set *
bgp_sets_at(const struct bgp_sets *t, uint32_t at)
{
	return at == 0 ? NULL : t->slots[at].set;
}

const struct bgp_next_hop *
bgp_set_next_hop(const struct bgp_sets *t, const struct bgp_set *s)
{
	return &t->hops[s->hop];
}

const struct bgp_next_hop *
bgp_sets_hop(const struct bgp_sets *t, uint32_t hop)
{
	return &t->hops[hop];
}

uint32_t
bgp_sets_hops(const struct bgp_sets *t)
{
	return t->hop_used;
}

uint32_t
bgp_sets_count(const struct bgp_sets *t)
{
	return t->count;
}

size_t
bgp_sets_memory(const struct bgp_sets *t)
{
	size_t n = sizeof(*t) + t->bytes + t->room * sizeof(*t->slots) +
		   t->hop_room * sizeof(*t->hops);

	for (unsigned i = 0; i < MAP_SHARDS; i++)
		n += map_memory(&t->maps[i]);
	return n;
}
