/* What would have to change for another path to be the best. */
#ifndef CORE_BGP_FLIP_H
#define CORE_BGP_FLIP_H

#include "core/bgp_decide.h"

/* What an attribute would have to be for a loser to be the best. */
struct bgp_flip {
	enum bgp_rung rung; /* weight, local_pref, origin, med; or BGP_NO_PATH:
			       no attribute would help */
	uint32_t value;
};

/*
 * The smallest change of one attribute of candidate i, which lost to `winner`
 * (bgp_winner_over()): of the one that it lost by, where a policy can set that;
 * else of LOCAL_PREF; else of the weight.
 */
struct bgp_flip bgp_flip_find(const struct bgp_candidate *, size_t n,
    const struct bgp_decide_opts *, enum bgp_rung lost_by, size_t winner,
    size_t i);

#endif
