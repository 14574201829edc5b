/* Changes tried on the decision itself, the smallest first. */
#include "core/bgp_flip.h"
#include "base/mem.h"
#include "core/bgp_set.h"

#include <stdlib.h>
#include <string.h>

/* Whether candidate i would be the best with this value. */
static bool
would_win(const struct bgp_candidate *all, size_t n,
    const struct bgp_decide_opts *o, size_t i, struct bgp_flip flip)
{
	struct bgp_candidate *c = mem_alloc(n * sizeof(*c));
	uint8_t *lost = mem_alloc(n);
	struct bgp_set own = *all[i].set; /* its fields, not its bytes */
	size_t best;

	if (flip.rung == BGP_BY_WEIGHT)
		own.weight = flip.value;
	if (flip.rung == BGP_BY_LOCAL_PREF) {
		own.local_pref = flip.value;
		own.has_low |= 1u << BGP_LOCAL_PREF;
	}
	if (flip.rung == BGP_BY_ORIGIN)
		own.origin = (uint8_t)flip.value;
	if (flip.rung == BGP_BY_MED)
		own.med = flip.value;
	memcpy(c, all, n * sizeof(*c));
	c[i].set = &own;
	best = bgp_decide(c, n, o, lost).best;
	free(c);
	free(lost);
	return best == i;
}

struct bgp_flip
bgp_flip_find(const struct bgp_candidate *all, size_t n,
    const struct bgp_decide_opts *o, enum bgp_rung lost_by, size_t winner,
    size_t i)
{
	/* Which attributes a policy sets, and whether more of it is better. */
	static const struct {
		enum bgp_rung rung;
		bool more;
	} ways[] = {
		{ BGP_BY_MED, false },
		{ BGP_BY_ORIGIN, false },
		{ BGP_BY_LOCAL_PREF, true },
		{ BGP_BY_WEIGHT, true },
	};

	for (size_t k = 0; k < sizeof(ways) / sizeof(*ways); k++) {
		enum bgp_rung rung = ways[k].rung;
		uint64_t has = bgp_rung_value(rung, &all[winner]);
		uint64_t end = ways[k].more ? UINT32_MAX : 0;
		struct bgp_flip flip = { rung, (uint32_t)has };

		if (rung > lost_by || (!ways[k].more && rung != lost_by))
			continue;
		if (rung == lost_by && would_win(all, n, o, i, flip))
			return flip; /* a tie, and then what comes below */
		if (has == end)
			continue;
		flip.value += ways[k].more ? 1 : UINT32_MAX;
		if (would_win(all, n, o, i, flip))
			return flip;
	}
	return (struct bgp_flip){ BGP_NO_PATH, 0 };
}
