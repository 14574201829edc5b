/* What concerns many paths at once, in slices; and the sources. */
#include "base/mem.h"
#include "core/bgp_rib_in.h"

#include <stdlib.h>
#include <string.h>

/* What a destination costs, in paths looked at. */
#define DEST_COST 10

#define MANY_SOURCES 4096

/* Every path is to be looked at once more, wherever the scan stands. */
static void
scan_all(struct bgp_rib *rib)
{
	rib->scan_left = rib->paths[0].used + rib->paths[1].used;
}

/* ---- sources ---- */

uint16_t
bgp_rib_source_add(struct bgp_rib *rib, const struct bgp_source *from)
{
	struct source *s = mem_zalloc(sizeof(*s));
	size_t at;

	/*
	 * Readers may still know what they told by the handle of one that is
	 * gone, so handles are used again late.
	 */
	at = rib->n_sources;
	if (at >= MANY_SOURCES)
		for (at = 1; at < rib->n_sources && rib->sources[at] != NULL;
		     at++)
			;
	if (at == rib->n_sources)
		rib->sources = mem_grow(rib->sources, &rib->room_sources,
		    rib->n_sources++, sizeof(*rib->sources));
	s->pub = *from;
	s->pub.paths = s->pub.accepted = 0;
	rib->sources[at] = s;
	return (uint16_t)at;
}

struct bgp_source *
bgp_rib_source(const struct bgp_rib *rib, uint16_t at)
{
	return &rib->sources[at]->pub;
}

void
bgp_rib_source_stale(struct bgp_rib *rib, uint16_t at)
{
	struct source *s = rib->sources[at];

	if (s->kept > 0)
		scan_all(rib);
	s->epoch++;
	s->kept = 1;
}

void
bgp_rib_source_stale_too(struct bgp_rib *rib, uint16_t at)
{
	struct source *s = rib->sources[at];

	if (s->kept == UINT8_MAX) {
		bgp_rib_source_stale(rib, at);
		return;
	}
	s->epoch++;
	s->kept++;
}

void
bgp_rib_source_sweep(struct bgp_rib *rib, uint16_t at)
{
	rib->sources[at]->kept = 0;
	scan_all(rib);
}

void
bgp_rib_source_down(struct bgp_rib *rib, uint16_t at)
{
	rib->sources[at]->epoch++;
	bgp_rib_source_sweep(rib, at);
}

static void
source_forget(struct bgp_rib *rib, size_t at)
{
	free(rib->sources[at]);
	rib->sources[at] = NULL;
}

void
bgp_rib_source_remove(struct bgp_rib *rib, uint16_t at)
{
	struct source *s = rib->sources[at];

	if (s->pub.paths == 0) {
		source_forget(rib, at);
		return;
	}
	s->removed = true;
	s->again = NULL;
	bgp_rib_source_down(rib, at);
}

void
bgp_rib_refilter(
    struct bgp_rib *rib, uint16_t at, bgp_again_fn *again, void *ctx)
{
	rib->sources[at]->again = again;
	rib->sources[at]->again_ctx = ctx;
	scan_all(rib);
}

/* ---- next hops ---- */

void
bgp_rib_hops_changed(struct bgp_rib *rib)
{
	uint32_t n = bgp_sets_hops(rib->sets);

	if (n > rib->n_hops_dirty) {
		rib->hops_dirty = mem_realloc(rib->hops_dirty, n);
		memset(rib->hops_dirty + rib->n_hops_dirty, 0,
		    n - rib->n_hops_dirty);
		rib->n_hops_dirty = n;
	}
	for (uint32_t i = 1; i < n; i++)
		if (bgp_hop_changed(rib->hops, i))
			rib->hops_dirty[i] = 1;
	scan_all(rib);
}

static bool
hop_is_dirty(const struct bgp_rib *rib, const struct bgp_path *p)
{
	const struct bgp_set *set;

	if (rib->n_hops_dirty == 0)
		return false;
	set = bgp_sets_at(rib->sets, p->set);
	return set != NULL && set->hop < rib->n_hops_dirty &&
	       rib->hops_dirty[set->hop];
}

/* ---- the scan ---- */

static uint32_t
dest_of(const struct bgp_rib *rib, const struct bgp_path *p)
{
	while (!(p->next & PATHS_END))
		p = path_at(rib, p->next);
	return DEST_OF(p->next);
}

/* All paths of the destination that are gone, at once. */
static void
remove_gone(struct bgp_rib *rib, uint32_t h)
{
	struct dest *d = dest_at(rib, h);
	uint32_t *where = &d->first, best = dest_best(d);

	while (!(*where & PATHS_END)) {
		uint32_t at = *where;
		struct bgp_path *p = path_at(rib, at);

		if (path_is_gone(rib, p)) {
			*where = p->next;
			path_free(rib, at);
		} else {
			where = &p->next;
		}
	}
	dest_decide(rib, h, best, false);
}

static void
judge_again(struct bgp_rib *rib, uint32_t h, struct bgp_path *p)
{
	struct source *s = rib->sources[p->source];
	struct bgp_net net;
	struct bgp_offer offer = {
		.source = p->source,
		.path_id = p->path_id,
		.set_in = bgp_sets_at(rib->sets, p->set_in),
		.tail = bgp_bytes_at(&rib->bytes, path_tail(p)),
		.since = p->since,
	};
	uint8_t epoch = p->epoch;

	bgp_rib_net(rib, h, &net);
	offer.stale = epoch != s->epoch;
	s->again(s->again_ctx, &net, &offer);
	bgp_rib_put(rib, &net, &offer);
	bgp_set_drop(rib->sets, offer.set);
	p->epoch = epoch; /* a stale one has not been repeated by this */
}

static void
resolve_again(struct bgp_rib *rib, uint32_t h, uint32_t at)
{
	struct bgp_path *p = path_at(rib, at);
	uint32_t best = dest_best(dest_at(rib, h));
	const struct bgp_set *set = bgp_sets_at(rib->sets, p->set);

	p->flags &= (uint8_t)~BGP_PATH_UNREACHABLE;
	if (path_is_unreachable(
		rib, &rib->tables[dest_at(rib, h)->table], p->source, set))
		p->flags |= BGP_PATH_UNREACHABLE;
	dest_decide(rib, h, best, at == best);
}

/* Whether there was anything to do. */
static bool
look_at(struct bgp_rib *rib, uint32_t at)
{
	struct bgp_path *p = path_at(rib, at);

	if (p->source == 0)
		return false;
	if (path_is_gone(rib, p))
		remove_gone(rib, dest_of(rib, p));
	else if (rib->sources[p->source]->again != NULL)
		judge_again(rib, dest_of(rib, p), p);
	else if (hop_is_dirty(rib, p))
		resolve_again(rib, dest_of(rib, p), at);
	else
		return false;
	return true;
}

/* Behind the last path of one pool comes the first of the other. */
static void
scan_settle(struct bgp_rib *rib)
{
	while ((rib->scan_at & ~PATH_WIDE) >=
	       rib->paths[POOL_OF(rib->scan_at)].used)
		rib->scan_at = ~rib->scan_at & PATH_WIDE;
}

static void
scan_done(struct bgp_rib *rib)
{
	rib->n_hops_dirty = 0;
	for (size_t i = 1; i < rib->n_sources; i++) {
		struct source *s = rib->sources[i];

		if (s == NULL)
			continue;
		s->again = NULL;
		if (s->removed && s->pub.paths == 0)
			source_forget(rib, i);
	}
}

bool
bgp_rib_work(struct bgp_rib *rib, uint32_t budget)
{
	if (order_work(rib, &budget))
		return true;
	if (rib->scan_left == 0)
		return false;
	while (rib->scan_left > 0 && budget > 0) {
		scan_settle(rib);
		budget--;
		rib->scan_left--;
		if (look_at(rib, rib->scan_at++))
			budget -= budget < DEST_COST ? budget : DEST_COST;
	}
	if (rib->scan_left > 0)
		return true;
	scan_done(rib);
	return false;
}
