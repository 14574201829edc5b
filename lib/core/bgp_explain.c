/* The decision told in words: which rung, and what it compared. */
#include "core/bgp_explain.h"
#include "base/text.h"
#include "core/bgp_rib_in.h"

#include <stdio.h>
#include <string.h>

size_t
bgp_winner_over(const struct bgp_candidate *c, size_t n,
    const struct bgp_decide_opts *o, const uint8_t *lost, size_t best, size_t i)
{
	size_t winner = best;

	if (lost[i] != BGP_BY_MED || o->always_compare_med ||
	    c[best].set->first_as == c[i].set->first_as)
		return best;
	for (size_t j = 0; j < n; j++)
		if (c[j].set->first_as == c[i].set->first_as &&
		    (lost[j] >= BGP_BY_MED || lost[j] == BGP_NO_PATH) &&
		    c[j].set->med < c[winner == best ? i : winner].set->med)
			winner = j;
	return winner;
}

bool
bgp_rib_explain(struct bgp_rib *rib, uint32_t dest, const struct bgp_path *p,
    struct bgp_explained *e)
{
	const uint32_t *paths;
	uint32_t n = bgp_rib_rank(rib, dest, UINT32_MAX, &paths);
	struct bgp_decision d =
	    bgp_decide(rib->candidates, n, &rib->opts, rib->lost);
	size_t i = 0, other;

	while (i < n && bgp_rib_path(rib, paths[i]) != p)
		i++;
	if (i == n)
		return false;
	*e = (struct bgp_explained){
		.rung = i == d.best ? d.rung : (enum bgp_rung)rib->lost[i],
		.own = rib->candidates[i],
	};
	if (n == 1)
		return true;
	other = i == d.best ? d.runner_up
			    : bgp_winner_over(rib->candidates, n, &rib->opts,
				  rib->lost, d.best, i);
	e->other = bgp_rib_path(rib, paths[other]);
	e->others = rib->candidates[other];
	return true;
}

static void
address_text(const struct bgp_candidate *c, char to[BGP_RUNG_TEXT])
{
	char *end = to;

	if (c->address != NULL)
		end = addr_format(c->address, to);
	if (c->path_id != 0 && (size_t)(end - to) < BGP_RUNG_TEXT)
		snprintf(end, BGP_RUNG_TEXT - (size_t)(end - to),
		    "%spath_id %u", end == to ? "" : " ", c->path_id);
}

void
bgp_rung_text(
    enum bgp_rung rung, const struct bgp_candidate *c, char to[BGP_RUNG_TEXT])
{
	static const char *const origins[] = { "igp", "egp", "incomplete" };
	uint64_t value = bgp_rung_value(rung, c);
	struct addr id;

	to[0] = '\0';
	switch (rung) {
	case BGP_NO_PATH:
	case BGP_ONLY_PATH:
		break;
	case BGP_BY_ORIGIN:
		snprintf(
		    to, BGP_RUNG_TEXT, "%s", origins[value < 2 ? value : 2]);
		break;
	case BGP_BY_LLGR_STALE:
		snprintf(to, BGP_RUNG_TEXT, "%s", value ? "stale" : "fresh");
		break;
	case BGP_BY_LOCALLY_ORIGINATED:
		snprintf(to, BGP_RUNG_TEXT, "%s", value ? "local" : "learned");
		break;
	case BGP_BY_SESSION:
		snprintf(to, BGP_RUNG_TEXT, "%s", value ? "ebgp" : "ibgp");
		break;
	case BGP_BY_ROUTER_ID:
		id = addr_ip4((uint32_t)value);
		addr_format(&id, to);
		break;
	case BGP_BY_PEER_ADDRESS:
		address_text(c, to);
		break;
	case BGP_BY_WEIGHT:
	case BGP_BY_LOCAL_PREF:
	case BGP_BY_AS_PATH_LENGTH:
	case BGP_BY_MED:
	case BGP_BY_IGP_METRIC:
	case BGP_BY_OLDEST:
	case BGP_BY_CLUSTER_LIST_LENGTH:
	case BGP_NRUNGS:
		text_put_u64(to, value);
		break;
	}
}
