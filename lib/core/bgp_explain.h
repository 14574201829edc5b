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

#define BGP_RUNG_TEXT 48

/* What the rung compares, for a person; "" where there is nothing to say. */
void bgp_rung_text(
    enum bgp_rung, const struct bgp_candidate *, char to[BGP_RUNG_TEXT]);

#endif
