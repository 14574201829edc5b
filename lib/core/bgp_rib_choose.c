/* Which of a destination's paths is the best. */
#include "base/mem.h"
#include "core/bgp_rib_in.h"

struct bgp_candidate
bgp_rib_candidate(const struct bgp_rib *rib, const struct bgp_path *p)
{
	const struct bgp_source *s = &rib->sources[p->source]->pub;
	const struct bgp_set *set = bgp_sets_at(rib->sets, p->set);
	struct bgp_candidate c = {
		.set = set,
		.local = s->local,
		.external = s->external,
		.since = p->since,
		.router_id = s->router_id,
		.address = s->local ? NULL : &s->address,
		.path_id = s->local ? p->source : p->path_id,
	};

	if (rib->hops != NULL && set != NULL && set->hop != 0 && !s->local)
		c.igp_metric =
		    bgp_hop_get(source_hops(rib, p->source), set->hop)->metric;
	return c;
}

static bool
is_eligible(const struct bgp_rib *rib, const struct bgp_path *p)
{
	return (p->flags & BGP_PATH_INELIGIBLE) == 0 && !path_is_gone(rib, p);
}

/* Fills the scratch with the paths that may be chosen. */
static size_t
gather(struct bgp_rib *rib, const struct dest *d)
{
	size_t n = 0;

	for (uint32_t at = d->first; !(at & PATHS_END);
	     at = path_at(rib, at)->next) {
		const struct bgp_path *p = path_at(rib, at);

		if (!is_eligible(rib, p))
			continue;
		if (n == rib->room_candidates) {
			size_t room = n == 0 ? 16 : 2 * n;

			rib->candidates = mem_realloc(
			    rib->candidates, room * sizeof(*rib->candidates));
			rib->candidate_paths = mem_realloc(rib->candidate_paths,
			    room * sizeof(*rib->candidate_paths));
			rib->lost = mem_realloc(rib->lost, room);
			rib->room_candidates = room;
		}
		rib->candidates[n] = bgp_rib_candidate(rib, p);
		rib->candidate_paths[n++] = at;
	}
	return n;
}

static void
move_to_front(struct bgp_rib *rib, struct dest *d, uint32_t at)
{
	uint32_t *where = &d->first;

	while (*where != at)
		where = &path_at(rib, *where)->next;
	*where = path_at(rib, at)->next;
	path_at(rib, at)->next = d->first;
	d->first = at;
}

/* The handle of the chosen path, or BGP_NONE. */
static uint32_t
choose(struct bgp_rib *rib, struct dest *d)
{
	struct bgp_decision decision;
	const struct bgp_path *only;
	size_t n;

	if (dest_is_empty(d)) {
		d->reason = BGP_NO_PATH;
		return BGP_NONE;
	}
	only = path_at(rib, d->first);
	if (only->next & PATHS_END) { /* the usual case */
		d->reason =
		    is_eligible(rib, only) ? BGP_ONLY_PATH : BGP_NO_PATH;
		return d->reason == BGP_NO_PATH ? BGP_NONE : d->first;
	}
	n = gather(rib, d);
	decision = bgp_decide(rib->candidates, n, &rib->opts, rib->lost);
	d->reason = (uint8_t)decision.rung;
	if (n == 0)
		return BGP_NONE;
	move_to_front(rib, d, rib->candidate_paths[decision.best]);
	return d->first;
}

void
dest_decide(struct bgp_rib *rib, uint32_t h, uint32_t before, bool changed)
{
	struct dest *d = dest_at(rib, h);
	struct table *t = &rib->tables[d->table];
	uint32_t after = choose(rib, d);
	bool news = after != before || (after != BGP_NONE && changed);

	t->count += (uint32_t)((after != BGP_NONE) - (before != BGP_NONE));
	if (news)
		d->news = 1;
	if (news || dest_is_empty(d) || t->watchers > 0)
		order_touch(rib, h);
}

static void
swap(struct bgp_rib *rib, size_t a, size_t b)
{
	struct bgp_candidate c = rib->candidates[a];
	uint32_t path = rib->candidate_paths[a];

	rib->candidates[a] = rib->candidates[b];
	rib->candidates[b] = c;
	rib->candidate_paths[a] = rib->candidate_paths[b];
	rib->candidate_paths[b] = path;
}

uint32_t
bgp_rib_rank(
    struct bgp_rib *rib, uint32_t h, uint32_t limit, const uint32_t **paths)
{
	size_t n = gather(rib, dest_at(rib, h));

	for (size_t i = 0; n > limit && i < limit; i++)
		swap(rib, i,
		    i + bgp_decide(
			    rib->candidates + i, n - i, &rib->opts, rib->lost)
			    .best);
	*paths = rib->candidate_paths;
	return (uint32_t)(n < limit ? n : limit);
}
