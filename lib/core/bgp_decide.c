/* The ladder, and climbing it. */
#include "core/bgp_decide.h"
#include "core/bgp_set.h"

#include <string.h>

/* Less than 0: a is better. */
typedef int cmp_fn(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *);
typedef uint64_t value_fn(const struct bgp_candidate *);

static int
less(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static uint64_t
llgr_stale_of(const struct bgp_candidate *c)
{
	return (c->set->limits & BGP_SET_LLGR_STALE) != 0;
}

static int
by_llgr_stale(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(llgr_stale_of(a), llgr_stale_of(b));
}

static uint64_t
weight_of(const struct bgp_candidate *c)
{
	return c->set->weight;
}

static int
by_weight(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(b->set->weight, a->set->weight);
}

static uint64_t
local_pref_of(const struct bgp_candidate *c)
{
	return bgp_set_has(c->set, BGP_LOCAL_PREF) ? c->set->local_pref
						   : BGP_DEFAULT_LOCAL_PREF;
}

static int
by_local_pref(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(local_pref_of(b), local_pref_of(a));
}

static uint64_t
local_of(const struct bgp_candidate *c)
{
	return c->local;
}

static int
by_local(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return b->local - a->local;
}

static uint64_t
length_of(const struct bgp_candidate *c)
{
	return c->set->as_path_length;
}

static int
by_length(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(a->set->as_path_length, b->set->as_path_length);
}

static uint64_t
origin_of(const struct bgp_candidate *c)
{
	return c->set->origin;
}

static int
by_origin(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(a->set->origin, b->set->origin);
}

static uint64_t
med_of(const struct bgp_candidate *c)
{
	return c->set->med;
}

/* Comparable among routes of one neighbour AS alone (RFC 4271 9.1.2.2 c). */
static int
by_med(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	if (!o->always_compare_med && a->set->first_as != b->set->first_as)
		return 0;
	return less(a->set->med, b->set->med);
}

static uint64_t
external_of(const struct bgp_candidate *c)
{
	return c->external;
}

static int
by_session(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return b->external - a->external;
}

static uint64_t
metric_of(const struct bgp_candidate *c)
{
	return c->igp_metric;
}

static int
by_metric(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(a->igp_metric, b->igp_metric);
}

static uint64_t
since_of(const struct bgp_candidate *c)
{
	return c->since;
}

static int
by_age(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	if (!o->oldest || !a->external || !b->external)
		return 0;
	return less(a->since, b->since);
}

/* RFC 4456 9: the ORIGINATOR_ID stands for the neighbour's identifier. */
static uint64_t
id_of(const struct bgp_candidate *c)
{
	return bgp_set_has(c->set, BGP_ORIGINATOR_ID) ? c->set->originator_id
						      : c->router_id;
}

static int
by_router_id(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(id_of(a), id_of(b));
}

static uint64_t
clusters_of(const struct bgp_candidate *c)
{
	return c->set->cluster_list_length;
}

static int
by_clusters(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	(void)o;
	return less(a->set->cluster_list_length, b->set->cluster_list_length);
}

static int
by_address(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o)
{
	int order;

	(void)o;
	if (a->address == NULL || b->address == NULL)
		order = (a->address != NULL) - (b->address != NULL);
	else
		order = addr_cmp(a->address, b->address);
	return order != 0 ? order : less(a->path_id, b->path_id);
}

/* clang-format off */
static const struct rung {
	const char *name;
	cmp_fn *cmp;
	value_fn *value;
} ladder[BGP_NRUNGS] = {
	[BGP_NO_PATH]   = { .name = "no_path" },
	[BGP_ONLY_PATH] = { .name = "only_path" },
	[BGP_BY_LLGR_STALE] = { "llgr_stale", by_llgr_stale, llgr_stale_of },
	[BGP_BY_WEIGHT]     = { "weight",     by_weight,     weight_of },
	[BGP_BY_LOCAL_PREF] = { "local_pref", by_local_pref, local_pref_of },
	[BGP_BY_LOCALLY_ORIGINATED] =
	                      { "locally_originated", by_local, local_of },
	[BGP_BY_AS_PATH_LENGTH] =
	                      { "as_path_length", by_length, length_of },
	[BGP_BY_ORIGIN]     = { "origin",     by_origin,     origin_of },
	[BGP_BY_MED]        = { "med",        by_med,        med_of },
	[BGP_BY_SESSION]    = { "ebgp_over_ibgp", by_session, external_of },
	[BGP_BY_IGP_METRIC] = { "igp_metric", by_metric,     metric_of },
	[BGP_BY_OLDEST]     = { "oldest",     by_age,        since_of },
	[BGP_BY_ROUTER_ID]  = { "router_id",  by_router_id,  id_of },
	[BGP_BY_CLUSTER_LIST_LENGTH] =
	                      { "cluster_list_length", by_clusters, clusters_of },
	[BGP_BY_PEER_ADDRESS] =
	                      { "peer_address", by_address, NULL },
};
/* clang-format on */

#define FIRST_RUNG BGP_BY_LLGR_STALE

const char *
bgp_rung_name(enum bgp_rung rung)
{
	return ladder[rung].name;
}

uint64_t
bgp_rung_value(enum bgp_rung rung, const struct bgp_candidate *c)
{
	return ladder[rung].value == NULL ? 0 : ladder[rung].value(c);
}

/* The first rung on which the two differ; *order says for whom. */
static enum bgp_rung
compare(const struct bgp_candidate *a, const struct bgp_candidate *b,
    const struct bgp_decide_opts *o, int *order)
{
	for (unsigned r = FIRST_RUNG; r < BGP_NRUNGS; r++) {
		*order = ladder[r].cmp(a, b, o);
		if (*order != 0)
			return (enum bgp_rung)r;
	}
	return BGP_BY_PEER_ADDRESS;
}

/* Whether one that is left beats this one. */
static bool
is_beaten(const struct bgp_candidate *all, size_t n, size_t i, cmp_fn *cmp,
    const struct bgp_decide_opts *o, const uint8_t *lost)
{
	for (size_t j = 0; j < n; j++)
		if (lost[j] == BGP_NO_PATH && cmp(&all[j], &all[i], o) < 0)
			return true;
	return false;
}

/*
 * Removes who is worse than the best. Not transitive in the case of MED, where
 * each is held against all; that one who beats others may go first does no
 * harm, as who beat him is left and beats them as well.
 */
static size_t
climb(enum bgp_rung rung, const struct bgp_candidate *all, size_t n,
    const struct bgp_decide_opts *o, uint8_t *lost)
{
	cmp_fn *cmp = ladder[rung].cmp;
	size_t best = n, gone = 0;

	for (size_t i = 0; i < n; i++)
		if (lost[i] == BGP_NO_PATH &&
		    (best == n || cmp(&all[i], &all[best], o) < 0))
			best = i;
	for (size_t i = 0; i < n; i++) {
		if (lost[i] != BGP_NO_PATH || i == best)
			continue;
		if (rung == BGP_BY_MED ? is_beaten(all, n, i, cmp, o, lost)
				       : cmp(&all[best], &all[i], o) < 0) {
			lost[i] = (uint8_t)rung;
			gone++;
		}
	}
	return gone;
}

/* The best of those that the rung removed. */
static size_t
best_loser(enum bgp_rung rung, const struct bgp_candidate *all, size_t n,
    const struct bgp_decide_opts *o, const uint8_t *lost)
{
	size_t best = n;
	int order;

	for (size_t i = 0; i < n; i++) {
		if (lost[i] != rung)
			continue;
		if (best != n)
			compare(&all[i], &all[best], o, &order);
		if (best == n || order < 0)
			best = i;
	}
	return best;
}

static struct bgp_decision
decide_two(const struct bgp_candidate *c, const struct bgp_decide_opts *o,
    uint8_t *lost)
{
	struct bgp_decision d;
	int order;

	d.rung = compare(&c[0], &c[1], o, &order);
	d.best = order > 0;
	d.runner_up = 1 - d.best;
	lost[d.runner_up] = (uint8_t)d.rung;
	return d;
}

struct bgp_decision
bgp_decide(const struct bgp_candidate *all, size_t n,
    const struct bgp_decide_opts *o, uint8_t *lost)
{
	struct bgp_decision d = { .rung = BGP_NO_PATH };
	size_t left = n;

	if (n == 0)
		return d;
	memset(lost, BGP_NO_PATH, n);
	d.rung = BGP_ONLY_PATH;
	if (n == 1)
		return d;
	if (n == 2)
		return decide_two(all, o, lost);
	for (unsigned r = FIRST_RUNG; r < BGP_NRUNGS && left > 1; r++) {
		size_t gone = climb((enum bgp_rung)r, all, n, o, lost);

		if (gone > 0)
			d.rung = (enum bgp_rung)r;
		left -= gone;
	}
	while (lost[d.best] != BGP_NO_PATH)
		d.best++;
	for (size_t i = d.best + 1; i < n && left > 1; i++)
		if (lost[i] == BGP_NO_PATH) /* equal in all: the first */
			lost[i] = (uint8_t)(d.rung = BGP_BY_PEER_ADDRESS);
	d.runner_up = best_loser(d.rung, all, n, o, lost);
	return d;
}
