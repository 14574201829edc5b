/* LDP neighbours by their identifier, and the adjacencies of each. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/ldp_hello_in.h"

#include <stdio.h>
#include <stdlib.h>

char *
ldp_id_format(struct ldp_id id, char to[LDP_ID_TEXT])
{
	struct addr lsr = addr_ip4(id.lsr);
	char *end = addr_format(&lsr, to);

	return end +
	       snprintf(end, (size_t)(to + LDP_ID_TEXT - end), ":%u", id.space);
}

/* ---- neighbours ---- */

static uint32_t
hash_of(struct ldp_id id)
{
	uint64_t key = (uint64_t)id.lsr << 16 | id.space;

	return (uint32_t)hash_bytes(&key, sizeof(key), 0x1d9);
}

static bool
is_of(const void *ctx, uint32_t at, const void *key)
{
	const struct ldp_table *t = ctx;

	return ldp_id_equal(t->at[at]->id, *(const struct ldp_id *)key);
}

struct ldp_heard *
ldp_table_find(const struct ldp_table *t, struct ldp_id id)
{
	uint32_t at = map_find(&t->by_id, hash_of(id), is_of, t, &id);

	return at != MAP_NONE ? t->at[at] : NULL;
}

struct ldp_heard *
ldp_table_add(struct ldp_table *t, struct ldp_id id)
{
	struct ldp_heard *h = mem_zalloc(sizeof(*h));

	h->id = id;
	h->ip = LDP_N_IP;
	t->at = mem_grow(t->at, &t->room, t->n, sizeof(*t->at));
	map_add(&t->by_id, hash_of(id), (uint32_t)t->n);
	t->at[t->n++] = h;
	return h;
}

void
ldp_table_remove(struct ldp_table *t, struct ldp_heard *h)
{
	uint32_t hash = hash_of(h->id);
	uint32_t at = map_find(&t->by_id, hash, is_of, t, &h->id);
	uint32_t last = (uint32_t)--t->n;

	map_del(&t->by_id, hash, at);
	if (at != last) {
		map_move(&t->by_id, hash_of(t->at[last]->id), last, at);
		t->at[at] = t->at[last];
	}
	free(h);
}

void
ldp_table_fini(struct ldp_table *t)
{
	while (t->oldest != NULL)
		ldp_table_leave(t, t->oldest);
	while (t->n > 0)
		free(t->at[--t->n]);
	free(t->at);
	map_fini(&t->by_id);
}

/* ---- adjacencies ---- */

struct ldp_adjacency *
ldp_table_adjacency(
    const struct ldp_heard *h, uint32_t ifindex, const struct addr *source)
{
	struct ldp_adjacency *a;

	for (a = h->adjacencies; a != NULL; a = a->next)
		if (a->ifindex == ifindex && a->source.ip == source->ip &&
		    (ifindex != 0 || addr_cmp(&a->source, source) == 0))
			break;
	return a;
}

struct ldp_adjacency *
ldp_table_join(struct ldp_table *t, struct ldp_heard *h, uint32_t ifindex,
    const struct addr *source)
{
	struct ldp_adjacency *a = mem_zalloc(sizeof(*a));

	a->of = h;
	a->ifindex = ifindex;
	a->source = *source;
	a->next = h->adjacencies;
	h->adjacencies = a;
	h->by_ip[source->ip == ADDR_IP6]++;
	a->older = t->newest;
	*(t->newest != NULL ? &t->newest->newer : &t->oldest) = a;
	t->newest = a;
	t->n_adjacencies++;
	return a;
}

void
ldp_table_leave(struct ldp_table *t, struct ldp_adjacency *a)
{
	struct ldp_adjacency **at = &a->of->adjacencies;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	*(a->older != NULL ? &a->older->newer : &t->oldest) = a->newer;
	*(a->newer != NULL ? &a->newer->older : &t->newest) = a->older;
	a->of->by_ip[a->source.ip == ADDR_IP6]--;
	t->n_adjacencies--;
	free(a);
}

struct ldp_adjacency *
ldp_table_least(const struct ldp_table *t)
{
	struct ldp_adjacency *a = t->oldest;

	while (a != NULL && a->of->busy)
		a = a->newer;
	return a;
}
