/* Asking the RIB. */
#include "core/bgp_rib_in.h"
#include "value/family.h"

#include <string.h>

uint16_t
bgp_rib_tables(const struct bgp_rib *rib)
{
	return (uint16_t)rib->n_tables;
}

uint32_t
bgp_table_family(const struct bgp_rib *rib, uint16_t table)
{
	return rib->tables[table].family;
}

const char *
bgp_table_vrf(const struct bgp_rib *rib, uint16_t table)
{
	return rib->tables[table].vrf;
}

uint32_t
bgp_table_count(const struct bgp_rib *rib, uint16_t table)
{
	return rib->tables[table].count;
}

struct bgp_sets *
bgp_rib_sets(const struct bgp_rib *rib)
{
	return rib->sets;
}

uint32_t
bgp_rib_find(const struct bgp_rib *rib, const struct bgp_net *net)
{
	uint32_t h = dest_find(rib, net);

	return h == MAP_NONE || dest_is_empty(dest_at(rib, h)) ? BGP_NONE : h;
}

uint32_t
bgp_rib_match(const struct bgp_rib *rib, const struct bgp_net *net)
{
	const struct table *t = &rib->tables[net->table];
	struct bgp_net probe = *net;

	if (t->kind == BGP_KEY_NLRI)
		return BGP_NONE;
	for (int len = net->prefix.len; len >= 0; len--) {
		uint32_t h;

		if (t->lengths[len] == 0)
			continue;
		probe.prefix.len = (uint8_t)len;
		probe.prefix = prefix_mask(probe.prefix);
		h = dest_find(rib, &probe);
		if (h != MAP_NONE && dest_best(dest_at(rib, h)) != BGP_NONE)
			return h;
	}
	return BGP_NONE;
}

uint32_t
bgp_rib_walk(const struct bgp_rib *rib, uint16_t table, uint32_t *at)
{
	uint8_t class = rib->tables[table].class;
	const struct pool *pool = &rib->dests[class];

	while (*at < pool->used) {
		const struct dest *d = pool_at(pool, (*at)++);

		if (d->table == table && !dest_is_empty(d))
			return (*at - 1) | (uint32_t) class << CLASS_SHIFT;
	}
	return BGP_NONE;
}

static struct prefix
dest_prefix(const struct table *t, const struct dest *d, const uint8_t *key)
{
	unsigned ip = FAMILY_AFI(t->family) == 1 ? ADDR_IP4 : ADDR_IP6;

	return (struct prefix){ addr_from(ip, key), d->len };
}

void
bgp_rib_net(const struct bgp_rib *rib, uint32_t h, struct bgp_net *net)
{
	const struct dest *d = dest_at(rib, h);

	const struct table *t = &rib->tables[d->table];
	const uint8_t *key = d->key;
	uint32_t at;

	*net = (struct bgp_net){ .table = d->table };
	if (t->kind == BGP_KEY_NLRI) {
		memcpy(&at, key, sizeof(at));
		net->nlri = bgp_bytes_at(&rib->bytes, at);
		return;
	}
	if (t->kind == BGP_KEY_RD_PREFIX) {
		memcpy(net->rd.b, key, sizeof(net->rd.b));
		key += sizeof(net->rd.b);
	}
	net->prefix = dest_prefix(t, d, key);
}

void
bgp_rib_nlri(const struct bgp_rib *rib, uint32_t h, const struct bgp_path *p,
    struct bgp_nlri *n)
{
	const struct dest *d = dest_at(rib, h);
	const struct table *t = &rib->tables[d->table];
	struct rbuf tail = { 0 };
	struct bgp_key key;
	struct bgp_net net;

	if (t->kind == BGP_KEY_PREFIX && !t->wide) { /* nearly all */
		*n = (struct bgp_nlri){ .prefix = dest_prefix(t, d, d->key) };
		return;
	}
	bgp_rib_net(rib, h, &net);
	key = (struct bgp_key){ net.prefix, net.rd, net.nlri };
	if (p != NULL)
		tail = bgp_bytes_at(&rib->bytes, path_tail(p));
	bgp_key_join(n, t->family, &key, tail);
}

const struct bgp_path *
bgp_rib_best(const struct bgp_rib *rib, uint32_t h)
{
	uint32_t best = dest_best(dest_at(rib, h));

	return best == BGP_NONE ? NULL : path_at(rib, best);
}

enum bgp_rung
bgp_rib_reason(const struct bgp_rib *rib, uint32_t h)
{
	return (enum bgp_rung)dest_at(rib, h)->reason;
}

static const struct bgp_path *
path_or_null(const struct bgp_rib *rib, uint32_t at)
{
	return at & PATHS_END ? NULL : path_at(rib, at);
}

const struct bgp_path *
bgp_rib_first(const struct bgp_rib *rib, uint32_t h)
{
	return path_or_null(rib, dest_at(rib, h)->first);
}

const struct bgp_path *
bgp_rib_next(const struct bgp_rib *rib, const struct bgp_path *p)
{
	return path_or_null(rib, p->next);
}

const struct bgp_path *
bgp_rib_path(const struct bgp_rib *rib, uint32_t at)
{
	return path_at(rib, at);
}

bool
bgp_rib_is_stale(const struct bgp_rib *rib, const struct bgp_path *p)
{
	const struct source *s = rib->sources[p->source];

	return p->epoch != s->epoch && !path_is_gone(rib, p);
}

bool
bgp_rib_is_gone(const struct bgp_rib *rib, const struct bgp_path *p)
{
	return path_is_gone(rib, p);
}

size_t
bgp_rib_memory(const struct bgp_rib *rib)
{
	size_t n = sizeof(*rib) + bgp_bytes_memory(&rib->bytes);

	for (unsigned i = 0; i < N_POOLS; i++)
		n += pool_memory(&rib->paths[i]);
	for (unsigned i = 0; i < N_KEYS; i++)
		n += pool_memory(&rib->dests[i]);
	for (unsigned i = 0; i < MAP_SHARDS; i++)
		n += map_memory(&rib->shards[i]);
	return n;
}
