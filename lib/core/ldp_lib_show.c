/* Questions to the label database. */
#include "core/ldp_lib_in.h"
#include "value/names.h"

const struct name ldp_lib_why_names[] = {
	{ LDP_LIB_REACHED, "reached" },
	{ LDP_LIB_OURS, "ours" },
	{ LDP_LIB_NO_ROUTE, "no_route" },
	{ LDP_LIB_NO_NEIGHBOR, "next_hop_no_neighbor" },
	{ LDP_LIB_NO_MAPPING, "no_label_from_next_hop" },
	{ LDP_LIB_NOT_ACCEPTED, "not_accepted" },
	{ LDP_LIB_LOOP, "loop" },
	{ 0, NULL },
};

static void
fec_show(const struct ldp_lib *lib, uint32_t at, struct ldp_lib_fec *to)
{
	const struct fec *f = fec_at(lib, at);
	struct way ways[MAX_WAYS];

	*to = (struct ldp_lib_fec){ .prefix = f->prefix,
		.has_label = f->advert != LABEL_NONE,
		.label = f->advert };
	fec_ways(lib, f, at, ways, &to->why);
}

bool
ldp_lib_next_fec(
    const struct ldp_lib *lib, uint32_t *at, struct ldp_lib_fec *to)
{
	for (; *at < lib->fecs.used; ++*at)
		if (fec_at(lib, *at)->live) {
			fec_show(lib, (*at)++, to);
			return true;
		}
	return false;
}

bool
ldp_lib_find_fec(const struct ldp_lib *lib, const struct prefix *p,
    uint32_t *at, struct ldp_lib_fec *to)
{
	uint32_t fec = fec_find(lib, p);

	if (fec == NONE)
		return false;
	*at = fec + 1;
	fec_show(lib, fec, to);
	return true;
}

static bool
is_used(const struct ldp_lib *lib, uint32_t fec, uint32_t peer)
{
	struct way ways[MAX_WAYS];
	enum ldp_lib_why why;
	unsigned n = fec_ways(lib, fec_at(lib, fec), fec, ways, &why);

	while (n-- > 0)
		if (ways[n].peer == peer)
			return true;
	return false;
}

bool
ldp_lib_next_binding(const struct ldp_lib *lib, uint32_t fec, uint32_t *at,
    struct ldp_lib_binding *to)
{
	for (; *at < lib->n_peers; ++*at) {
		const struct peer *p = lib->peers[*at];
		const struct binding *b = binding_of(p, fec - 1);

		if (!(b->flags & (B_REMOTE | B_TOLD)) && b->releases == 0)
			continue;
		*to = (struct ldp_lib_binding){ .lsr = p->session.lsr,
			.space = p->session.space,
			.has_remote = b->flags & B_REMOTE,
			.has_told = b->flags & B_TOLD,
			.remote = b->remote,
			.told = b->told,
			.in_use = is_used(lib, fec - 1, *at),
			.stale = b->flags & B_STALE,
			.withdrawn = b->releases > 0 };
		++*at;
		return true;
	}
	return false;
}

static void
count_peer(const struct peer *p, struct ldp_lib_counts *to)
{
	for (uint32_t fec = 0; fec < p->n; fec++)
		to->told += (p->bindings[fec].flags & B_TOLD) != 0;
	to->remote += p->remote;
	to->addresses += p->addresses;
}

static size_t
memory(const struct ldp_lib *lib)
{
	size_t n = pool_memory(&lib->fecs) + pool_memory(&lib->routes) +
		   pool_memory(&lib->places) + map_memory(&lib->fec_map) +
		   lib->news.room * sizeof(uint32_t) +
		   labels_memory(lib->labels);

	for (size_t i = 0; i < lib->n_peers; i++)
		n += lib->peers[i]->n * sizeof(struct binding) +
		     lib->peers[i]->queue.room * sizeof(uint32_t) +
		     lib->peers[i]->replies.room;
	return n;
}

void
ldp_lib_count(const struct ldp_lib *lib, uint32_t at, struct ldp_lib_counts *to)
{
	*to = (struct ldp_lib_counts){ .fecs = lib->fecs.live,
		.labels = labels_used(lib->labels),
		.memory = memory(lib) };
	for (uint32_t fec = 0; fec < lib->fecs.used; fec++)
		if (fec_at(lib, fec)->live && fec_at(lib, fec)->ways != 0)
			to->lsps++;
	for (uint32_t i = 0; i < lib->n_peers; i++)
		if (at == NONE || at == i)
			count_peer(lib->peers[i], to);
}
