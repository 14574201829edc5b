/* Why a path of a destination was chosen, or was not. */
#ifndef CORE_BGP_EXPLAIN_H
#define CORE_BGP_EXPLAIN_H

#include "core/bgp_rib.h"

struct bgp_explained {
	enum bgp_rung rung; /* that decided */
	/* What this one was compared with; NULL: it was alone. */
	const struct bgp_path *other;
	struct bgp_candidate own, others;
};

/* False: it could not be chosen; its flags say why. */
bool bgp_rib_explain(struct bgp_rib *, uint32_t dest, const struct bgp_path *,
    struct bgp_explained *);

/*
 * Who removed candidate i, by what bgp_decide() has said: the best, except that
 * MED is compared within one neighbour AS, and then it was the best of that AS
 * among those that got as far.
 */
size_t bgp_winner_over(const struct bgp_candidate *, size_t n,
    const struct bgp_decide_opts *, const uint8_t *lost, size_t best, size_t i);

#define BGP_RUNG_TEXT 48

/* What the rung compares, for a person; "" where there is nothing to say. */
void bgp_rung_text(
    enum bgp_rung, const struct bgp_candidate *, char to[BGP_RUNG_TEXT]);

#endif
