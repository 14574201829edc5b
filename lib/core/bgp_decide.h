/*
 * The decision process (RFC 4271 9.1.2): a ladder of rungs, each of which
 * leaves fewer candidates.
 *
 * Every rung removes the candidates that are worse than the best of it among
 * those that are left; for MED only among those of one neighbour AS. So the
 * answer depends on the set of candidates and never on their order (what other
 * implementations call deterministic MED). Two paths of one neighbour that are
 * equal to the end differ in their path id.
 *
 * Two knobs are off unless asked for: `oldest`, as its result depends on
 * history, and `always_compare_med`. A missing MED is 0, a missing LOCAL_PREF
 * 100, as with most implementations.
 */
#ifndef CORE_BGP_DECIDE_H
#define CORE_BGP_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr;
struct bgp_set;

/* The rungs, in their order; the names are those of `reason` in records. */
enum bgp_rung {
	BGP_NO_PATH, /* nothing to choose from */
	BGP_ONLY_PATH,
	BGP_BY_LLGR_STALE, /* RFC 9494 4.2: least of all */
	BGP_BY_WEIGHT,
	BGP_BY_LOCAL_PREF,
	BGP_BY_LOCALLY_ORIGINATED,
	BGP_BY_AS_PATH_LENGTH,
	BGP_BY_ORIGIN,
	BGP_BY_MED,
	BGP_BY_SESSION, /* ebgp_over_ibgp */
	BGP_BY_IGP_METRIC,
	BGP_BY_OLDEST,
	BGP_BY_ROUTER_ID,
	BGP_BY_CLUSTER_LIST_LENGTH,
	BGP_BY_PEER_ADDRESS,
	BGP_NRUNGS,
};

const char *bgp_rung_name(enum bgp_rung);

struct bgp_decide_opts {
	bool always_compare_med;
	bool oldest; /* among eBGP paths the one that came first */
};

#define BGP_DEFAULT_LOCAL_PREF 100

struct bgp_candidate {
	const struct bgp_set *set;
	bool local;    /* originated by this router */
	bool external; /* from eBGP */
	uint32_t igp_metric;
	uint32_t since;             /* when it came, in seconds */
	uint32_t router_id;         /* of the neighbour */
	const struct addr *address; /* of the neighbour; NULL for a local one */
	uint32_t path_id;           /* the last word: paths of one neighbour */
};

struct bgp_decision {
	size_t best;        /* index; undefined when there are none */
	size_t runner_up;   /* the last to be removed */
	enum bgp_rung rung; /* that removed it */
};

/*
 * Chooses among n candidates. `lost`, with room for n, is filled for each with
 * the rung that removed it (BGP_NO_PATH for the best).
 */
struct bgp_decision bgp_decide(const struct bgp_candidate *, size_t n,
    const struct bgp_decide_opts *, uint8_t *lost);

/*
 * What the rung compares, as a number of its attribute (a LOCAL_PREF, a length,
 * an identifier); 0 for peer_address.
 */
uint64_t bgp_rung_value(enum bgp_rung, const struct bgp_candidate *);

#endif
