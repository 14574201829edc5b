/* The RIB's tables, destinations and paths: adding, replacing, removing. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_rib_in.h"
#include "value/family.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t key_sizes[N_KEYS] = {
	[KEY4] = 4, [KEY12] = 12, [KEY16] = 16, [KEY24] = 24
};

struct bgp_rib *
bgp_rib_new(struct bgp_sets *sets, struct bgp_hops *hops,
    const struct bgp_decide_opts *opts)
{
	struct bgp_rib *rib = mem_zalloc(sizeof(*rib));

	rib->sets = sets;
	rib->hops = hops;
	rib->opts = *opts;
	for (unsigned i = 0; i < N_KEYS; i++)
		pool_init(&rib->dests[i],
		    (uint32_t)offsetof(struct dest, key) + key_sizes[i]);
	pool_init(&rib->paths[0], sizeof(struct bgp_path));
	pool_init(&rib->paths[POOL_OF(PATH_WIDE)], sizeof(struct wide_path));
	rib->sources = mem_grow(
	    rib->sources, &rib->room_sources, 0, sizeof(*rib->sources));
	rib->sources[rib->n_sources++] = NULL;
	return rib;
}

void
bgp_rib_free(struct bgp_rib *rib)
{
	if (rib == NULL)
		return;
	for (unsigned p = 0; p < N_POOLS; p++)
		for (uint32_t i = 0; i < rib->paths[p].used; i++)
			if (path_at(rib, i | p * PATH_WIDE)->source != 0)
				path_free(rib, i | p * PATH_WIDE);
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		map_fini(&rib->shards[i]);
	for (unsigned i = 0; i < N_KEYS; i++)
		pool_fini(&rib->dests[i]);
	for (unsigned i = 0; i < N_POOLS; i++)
		pool_fini(&rib->paths[i]);
	bgp_bytes_fini(&rib->bytes);
	for (size_t i = 0; i < rib->n_tables; i++)
		free(rib->tables[i].vrf);
	for (size_t i = 1; i < rib->n_sources; i++)
		free(rib->sources[i]);
	free(rib->tables);
	free(rib->sources);
	free(rib->cursors);
	free(rib->candidates);
	free(rib->candidate_paths);
	free(rib->lost);
	free(rib->hops_dirty);
	free(rib);
}

/* ---- tables ---- */

static uint8_t
class_of(uint32_t family)
{
	bool ip6 = FAMILY_AFI(family) == 2;

	switch (bgp_key_kind(family)) {
	case BGP_KEY_PREFIX:
		return ip6 ? KEY16 : KEY4;
	case BGP_KEY_RD_PREFIX:
		return ip6 ? KEY24 : KEY12;
	case BGP_KEY_NLRI:
		break;
	}
	return KEY4;
}

uint16_t
bgp_rib_table(struct bgp_rib *rib, const char *vrf, uint32_t family)
{
	struct table *t;
	size_t i;

	for (i = 0; i < rib->n_tables; i++)
		if (rib->tables[i].family == family &&
		    strcmp(rib->tables[i].vrf, vrf) == 0)
			return (uint16_t)i;
	rib->tables =
	    mem_grow(rib->tables, &rib->room_tables, rib->n_tables, sizeof(*t));
	t = &rib->tables[rib->n_tables++];
	*t = (struct table){
		.vrf = mem_strdup(vrf),
		.family = family,
		.class = class_of(family),
		.kind = (uint8_t)bgp_key_kind(family),
		.wide = bgp_key_has_tail(family),
		.head = BGP_NONE,
		.tail = BGP_NONE,
	};
	return (uint16_t)i;
}

/* ---- destinations ---- */

static void
key_of(const struct bgp_rib *rib, const struct bgp_net *net, struct dest_key *k)
{
	const struct table *t = &rib->tables[net->table];
	uint32_t at;

	k->table = net->table;
	k->len = net->prefix.len;
	k->class = t->class;
	k->size = key_sizes[t->class];
	k->bytes = net->prefix.addr.b;
	if (t->kind == BGP_KEY_PREFIX)
		return;
	k->bytes = k->room;
	if (t->kind == BGP_KEY_RD_PREFIX) {
		memcpy(k->room, net->rd.b, sizeof(net->rd.b));
		memcpy(k->room + sizeof(net->rd.b), net->prefix.addr.b,
		    k->size - sizeof(net->rd.b));
		return;
	}
	at = bgp_bytes_find(&rib->bytes, net->nlri);
	k->len = 0;
	memcpy(k->room, &at, sizeof(at));
}

/* The same, for a destination that is to be: it holds its NLRI. */
static void
key_hold(struct bgp_rib *rib, const struct bgp_net *net, struct dest_key *k)
{
	uint32_t at = bgp_bytes_intern(&rib->bytes, net->nlri);

	memcpy(k->room, &at, sizeof(at));
}

static inline uint32_t
key_hash(const struct dest_key *k)
{
	return (uint32_t)hash_bytes(
	    k->bytes, k->size, (uint64_t)k->table << 8 | k->len);
}

static bool
dest_is(const void *ctx, uint32_t h, const void *want)
{
	const struct dest_key *k = want;
	const struct dest *d;

	if (CLASS_OF(h) != k->class)
		return false;
	d = dest_at(ctx, h);
	return d->table == k->table && d->len == k->len &&
	       memcmp(d->key, k->bytes, k->size) == 0;
}

uint32_t
dest_find(const struct bgp_rib *rib, const struct bgp_net *net)
{
	struct dest_key k;
	uint32_t hash;

	key_of(rib, net, &k);
	hash = key_hash(&k);
	return map_find(&rib->shards[map_shard(hash)], hash, dest_is, rib, &k);
}

static uint32_t
dest_make(struct bgp_rib *rib, const struct bgp_net *net, struct dest_key *k,
    uint32_t hash)
{
	uint32_t h = pool_alloc(&rib->dests[k->class]) |
		     (uint32_t)k->class << CLASS_SHIFT;
	struct dest *d = dest_at(rib, h);

	if (rib->tables[net->table].kind == BGP_KEY_NLRI) {
		key_hold(rib, net, k);
		hash = key_hash(k);
	}
	d->first = PATHS_END | h;
	d->table = k->table;
	d->len = k->len;
	d->reason = BGP_NO_PATH;
	memcpy(d->key, k->bytes, k->size);
	map_add(&rib->shards[map_shard(hash)], hash, h);
	rib->tables[k->table].lengths[k->len]++;
	order_append(rib, h);
	return h;
}

static void
dest_free(struct bgp_rib *rib, uint32_t h, uint32_t hash)
{
	struct dest *d = dest_at(rib, h);
	uint32_t at;

	if (rib->tables[d->table].kind == BGP_KEY_NLRI) {
		memcpy(&at, d->key, sizeof(at));
		bgp_bytes_drop(&rib->bytes, at);
	}
	order_remove(rib, h);
	map_del(&rib->shards[map_shard(hash)], hash, h);
	rib->tables[d->table].lengths[d->len]--;
	d->table = NO_TABLE;
	pool_free(&rib->dests[CLASS_OF(h)], PLACE_OF(h));
}

/* Each is a miss in the map: they are waited for together. */
void
dests_free(struct bgp_rib *rib, const uint32_t *h, uint32_t n)
{
	uint32_t hashes[BGP_READ_MOST];

	for (uint32_t i = 0; i < n; i++) {
		const struct dest *d = dest_at(rib, h[i]);
		struct dest_key k = { .table = d->table,
			.len = d->len,
			.size = key_sizes[CLASS_OF(h[i])],
			.bytes = d->key };

		hashes[i] = key_hash(&k);
		map_prefetch(&rib->shards[map_shard(hashes[i])], hashes[i]);
	}
	for (uint32_t i = 0; i < n; i++)
		dest_free(rib, h[i], hashes[i]);
}

static uint32_t
net_hash(const struct bgp_rib *rib, const struct bgp_net *net)
{
	struct dest_key k;

	key_of(rib, net, &k);
	return key_hash(&k);
}

/* Each step waits for what the one before has asked for. */
void
bgp_rib_prefetch(
    const struct bgp_rib *rib, const struct bgp_net *nets, uint32_t n)
{
	uint32_t hashes[BGP_READ_MOST], dests[BGP_READ_MOST];

	for (uint32_t i = 0; i < n; i++) {
		hashes[i] = net_hash(rib, &nets[i]);
		map_prefetch(&rib->shards[map_shard(hashes[i])], hashes[i]);
	}
	for (uint32_t i = 0; i < n; i++) {
		dests[i] =
		    map_peek(&rib->shards[map_shard(hashes[i])], hashes[i]);
		if (dests[i] != MAP_NONE)
			__builtin_prefetch(dest_at(rib, dests[i]));
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct dest *d;

		if (dests[i] == MAP_NONE)
			continue;
		d = dest_at(rib, dests[i]);
		if (!dest_is_empty(d))
			__builtin_prefetch(path_at(rib, d->first));
	}
}

/* ---- paths ---- */

static void
count(struct bgp_rib *rib, const struct bgp_path *p, int by)
{
	struct bgp_source *s = &rib->sources[p->source]->pub;

	s->paths += (uint32_t)by;
	if ((p->flags & BGP_PATH_INELIGIBLE & ~BGP_PATH_UNREACHABLE) == 0)
		s->accepted += (uint32_t)by;
}

static uint32_t
hold(struct bgp_set *s)
{
	return s == NULL ? 0 : bgp_set_hold(s)->at;
}

static void
let_go(struct bgp_rib *rib, struct bgp_path *p)
{
	count(rib, p, -1);
	bgp_set_drop(rib->sets, bgp_sets_at(rib->sets, p->set_in));
	bgp_set_drop(rib->sets, bgp_sets_at(rib->sets, p->set));
	bgp_bytes_drop(&rib->bytes, path_tail(p));
}

void
path_free(struct bgp_rib *rib, uint32_t at)
{
	struct bgp_path *p = path_at(rib, at);

	let_go(rib, p);
	p->source = 0;
	pool_free(&rib->paths[POOL_OF(at)], at & ~PATH_WIDE);
}

/* Who only reflects what it cannot read needs no way to where that leads. */
bool
path_is_unreachable(const struct bgp_rib *rib, const struct table *t,
    uint16_t source, const struct bgp_set *set)
{
	if (rib->hops == NULL || set == NULL || set->hop == 0 ||
	    rib->sources[source]->pub.local || t->kind == BGP_KEY_NLRI)
		return false;
	return !bgp_hop_get(source_hops(rib, source), set->hop)->reachable;
}

static void
path_assign(struct bgp_rib *rib, const struct table *t, struct bgp_path *p,
    const struct bgp_offer *o)
{
	uint8_t flags = o->flags;

	if (o->set == NULL)
		flags |= BGP_PATH_REJECTED;
	if (path_is_unreachable(rib, t, o->source, o->set))
		flags |= BGP_PATH_UNREACHABLE;
	if (t->wide) {
		flags |= BGP_PATH_WIDE;
		((struct wide_path *)p)->tail =
		    bgp_bytes_intern(&rib->bytes, o->tail);
	}
	p->set_in = hold(o->set_in);
	p->set = hold(o->set);
	p->path_id = o->path_id;
	p->since = o->since;
	p->source = o->source;
	p->flags = flags;
	p->epoch = rib->sources[o->source]->epoch;
	count(rib, p, 1);
}

/* The place where the path's handle stands, or where the list ends. */
static uint32_t *
path_find(const struct bgp_rib *rib, struct dest *d, uint16_t source,
    uint32_t path_id)
{
	uint32_t *at = &d->first;

	while (!(*at & PATHS_END)) {
		struct bgp_path *p = path_at(rib, *at);

		if (p->source == source && p->path_id == path_id)
			break;
		at = &p->next;
	}
	return at;
}

static bool
says_nothing_new(const struct bgp_rib *rib, const struct bgp_path *p,
    const struct bgp_offer *o)
{
	return p->set_in == (o->set_in == NULL ? 0 : o->set_in->at) &&
	       p->set == (o->set == NULL ? 0 : o->set->at) &&
	       (p->flags & ~(BGP_PATH_UNREACHABLE | BGP_PATH_REJECTED |
			       BGP_PATH_WIDE)) ==
		   (o->flags & ~BGP_PATH_REJECTED) &&
	       !path_is_gone(rib, p) &&
	       (!(p->flags & BGP_PATH_WIDE) ||
		   path_tail(p) == bgp_bytes_find(&rib->bytes, o->tail));
}

static uint32_t
path_make(struct bgp_rib *rib, const struct table *t)
{
	uint32_t wide = t->wide ? PATH_WIDE : 0;

	if (rib->scan_left > 0) /* one more on the scan's way round */
		rib->scan_left++;
	return pool_alloc(&rib->paths[POOL_OF(wide)]) | wide;
}

void
bgp_rib_put(
    struct bgp_rib *rib, const struct bgp_net *net, const struct bgp_offer *o)
{
	const struct table *t = &rib->tables[net->table];
	struct dest_key k;
	uint32_t hash, h, best, at, *where;
	struct bgp_path *p;
	struct wide_path old;

	key_of(rib, net, &k);
	hash = key_hash(&k);
	h = map_find(&rib->shards[map_shard(hash)], hash, dest_is, rib, &k);
	if (h == MAP_NONE)
		h = dest_make(rib, net, &k, hash);
	best = dest_best(dest_at(rib, h));
	where = path_find(rib, dest_at(rib, h), o->source, o->path_id);
	if (*where & PATHS_END) {
		at = path_make(rib, t);
		p = path_at(rib, at);
		path_assign(rib, t, p, o);
		p->next = *where;
		*where = at;
		dest_decide(rib, h, best, false);
		return;
	}
	at = *where;
	p = path_at(rib, at);
	if (says_nothing_new(rib, p, o)) {
		p->epoch = rib->sources[o->source]->epoch; /* not stale */
		return;
	}
	memcpy(&old, p, t->wide ? sizeof(old) : sizeof(*p));
	path_assign(rib, t, p, o);
	let_go(rib, &old.path);
	dest_decide(rib, h, best, at == best);
}

bool
bgp_rib_del(struct bgp_rib *rib, const struct bgp_net *net, uint16_t source,
    uint32_t path_id)
{
	uint32_t h = dest_find(rib, net), best, at, *where;

	if (h == MAP_NONE)
		return false;
	best = dest_best(dest_at(rib, h));
	where = path_find(rib, dest_at(rib, h), source, path_id);
	if (*where & PATHS_END)
		return false;
	at = *where;
	*where = path_at(rib, at)->next;
	path_free(rib, at);
	dest_decide(rib, h, best, false);
	return true;
}
