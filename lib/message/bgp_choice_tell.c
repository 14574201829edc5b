/* The best path of each destination, and what the others lacked. */
#include "base/mem.h"
#include "core/bgp_explain.h"
#include "core/bgp_flip.h"
#include "core/bgp_set.h"
#include "message/bgp_choice_in.h"
#include "message/bgp_route_set.h"

#include <stdio.h>
#include <string.h>

/* ---- the decision ---- */

static size_t
candidates_of(struct bgp_choice *c, const struct dest *d)
{
	size_t n = 0;

	for (uint32_t at = d->first; at != NONE; at = c->paths[at].next) {
		const struct path *p = &c->paths[at];
		const struct neighbor *from = &c->neighbors[p->neighbor];

		if (p->set == NULL || (p->before && from->judged))
			continue;
		if (n == c->room_candidates) {
			c->room_candidates = n * 2 + 8;
			c->candidates = mem_realloc(c->candidates,
			    c->room_candidates * sizeof(*c->candidates));
			c->at = mem_realloc(
			    c->at, c->room_candidates * sizeof(*c->at));
			c->lost = mem_realloc(c->lost, c->room_candidates);
		}
		c->at[n] = at;
		c->candidates[n++] = (struct bgp_candidate){
			.set = p->set,
			.local = from->name[0] == '\0',
			.external = c->local_as == 0 || from->as != c->local_as,
			.since = (uint32_t)(p->time / 1000000),
			.router_id = from->router_id,
			.address = from->address.ip != ADDR_NONE
				       ? &from->address
				       : NULL,
			.path_id = p->path_id,
		};
	}
	return n;
}

static void
put_key(const struct bgp_choice *c, const struct dest *d, struct rec_route *r)
{
	static const struct rd no_rd;

	PUT(r, route, family, d->family);
	if (d->vrf != 0)
		PUT(r, route, vrf, c->vrfs[d->vrf]);
	if (d->prefix.addr.ip != ADDR_NONE)
		PUT(r, route, prefix, d->prefix);
	if (memcmp(&d->rd, &no_rd, sizeof(no_rd)) != 0)
		PUT(r, route, rd, d->rd);
}

static void
tell_best(struct bgp_choice *c, const struct dest *d, uint32_t at,
    enum bgp_rung rung, bgp_choice_fn *each, void *ctx)
{
	const struct path *p = &c->paths[at];
	const struct neighbor *from = &c->neighbors[p->neighbor];
	struct rec best = { .type = REC_ROUTE };
	struct rec_route *r = &best.route;

	if (p->rest != NULL)
		best = *p->rest;
	best.del = false;
	put_key(c, d, r);
	PUT(r, route, rib, RIB_LOC);
	PUT(r, route, protocol, "bgp");
	bgp_set_put_route(r, c->sets, p->set, &c->arena);
	if (from->name[0] != '\0')
		PUT(r, route, peer, from->name);
	if (p->path_id != 0)
		PUT(r, route, path_id, p->path_id);
	PUT(r, route, reason, bgp_rung_name(rung));
	if (p->time != 0)
		PUT(r, route, time, p->time);
	each(ctx, &best);
	arena_reset(&c->arena);
}

/* {"local_pref":101} */
static void
change_text(struct bgp_flip flip, char *to, size_t room)
{
	static const char *const origins[] = { "igp", "egp", "incomplete" };

	if (flip.rung == BGP_BY_ORIGIN)
		snprintf(to, room, "{\"origin\":\"%s\"}",
		    origins[flip.value < 2 ? flip.value : 2]);
	else
		snprintf(to, room, "{\"%s\":%u}", bgp_rung_name(flip.rung),
		    flip.value);
}

static void
tell_lost(struct bgp_choice *c, const struct dest *d, size_t n,
    const struct bgp_decision *decided, size_t i, bgp_choice_fn *each,
    void *ctx)
{
	const struct bgp_candidate *all = c->candidates;
	enum bgp_rung rung = (enum bgp_rung)c->lost[i];
	size_t by =
	    bgp_winner_over(all, n, &c->opts, c->lost, decided->best, i);
	struct bgp_flip flip = bgp_flip_find(all, n, &c->opts, rung, by, i);
	const struct neighbor *own = &c->neighbors[c->paths[c->at[i]].neighbor];
	const struct neighbor *other =
	    &c->neighbors[c->paths[c->at[by]].neighbor];
	struct rec verdict = { .type = REC_VERDICT };
	struct rec_finding *v = &verdict.finding;
	char left[BGP_RUNG_TEXT], right[BGP_RUNG_TEXT], change[64];
	struct rec_route key = { 0 };

	put_key(c, d, &key);
	PUT(v, finding, of, "route");
	PUT(v, finding, family, d->family);
	if (HAS(&key, route, rd))
		PUT(v, finding, rd, d->rd);
	if (HAS(&key, route, prefix))
		PUT(v, finding, prefix, d->prefix);
	if (all[i].path_id != 0)
		PUT(v, finding, path_id, all[i].path_id);
	if (own->name[0] != '\0')
		PUT(v, finding, peer, own->name);
	PUT(v, finding, verdict, "lost");
	PUT(v, finding, reason, bgp_rung_name(rung));
	bgp_rung_text(rung, &all[i], left);
	bgp_rung_text(rung, &all[by], right);
	MARK(v, finding, compared);
	PUT(&v->compared, compared, own, left);
	PUT(&v->compared, compared, other, right);
	if (other->name[0] != '\0')
		PUT(&v->compared, compared, peer, other->name);
	if (flip.rung != BGP_NO_PATH) {
		change_text(flip, change, sizeof(change));
		PUT(v, finding, change, change);
	}
	each(ctx, &verdict);
}

static bool
decide(struct bgp_choice *c, const struct dest *d, bool explain,
    bgp_choice_fn *each, void *ctx)
{
	size_t n = candidates_of(c, d);
	struct bgp_decision decided;

	if (n == 0)
		return false;
	decided = bgp_decide(c->candidates, n, &c->opts, c->lost);
	tell_best(c, d, c->at[decided.best], decided.rung, each, ctx);
	for (size_t i = 0; explain && i < n; i++)
		if (i != decided.best)
			tell_lost(c, d, n, &decided, i, each, ctx);
	return true;
}

void
bgp_choice_each(
    struct bgp_choice *c, bool explain, bgp_choice_fn *each, void *ctx)
{
	bgp_choice_fill(c);
	for (size_t i = 0; i < c->n; i++)
		decide(c, &c->dests[i], explain, each, ctx);
}

/* Whether one is within the other. */
static bool
covers(const struct prefix *outer, const struct prefix *inner)
{
	return outer->addr.ip == inner->addr.ip && outer->len <= inner->len &&
	       prefix_has(outer, &inner->addr);
}

bool
bgp_choice_of(struct bgp_choice *c, const struct prefix *prefix, bool explain,
    bgp_choice_fn *each, void *ctx)
{
	int longest = -1;
	bool any = false;

	bgp_choice_fill(c);
	for (size_t i = 0; i < c->n; i++) {
		const struct dest *d = &c->dests[i];

		if (d->prefix.len > longest && covers(&d->prefix, prefix) &&
		    candidates_of(c, d) > 0)
			longest = d->prefix.len;
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->dests[i].prefix.len == longest &&
		    covers(&c->dests[i].prefix, prefix))
			any |= decide(c, &c->dests[i], explain, each, ctx);
	return any;
}
