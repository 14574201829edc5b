/* Capabilities as steps: those that the session engine does not act on. */
#include "message/bgp_form_parts.h"
#include "wire/bgp.h"

/* clang-format off */
STEPS bgpsec[] = { /* RFC 8205 2.1 */
	UINT(1, capability, flags),
	UINT(2, capability, afi),
	END
};
STEPS family_and_one[] = { /* RFC 8277 2.1 */
	STEP(AFI_SAFI, 3, capability_family, family),
	UINT(1, capability_family, count),
	END
};
STEPS multiple_labels[] = {
	INTO(LIST, 4, capability, families, family_and_one), END
};
STEPS family_and_two[] = { /* PATHS-LIMIT, draft */
	STEP(AFI_SAFI, 3, capability_family, family),
	UINT(2, capability_family, count),
	END
};
STEPS paths_limit[] = {
	INTO(LIST, 5, capability, families, family_and_two), END
};
STEPS orf_type[] = {
	WORD(1, capability_orf, type, bgp_orf_names),
	UINT(1, capability_orf, mode),
	END
};
STEPS orf_family[] = { /* RFC 5291 5 */
	UINT(2, capability_family, afi),
	ZERO(1),
	UINT(1, capability_family, safi),
	INTO(COUNT, 1, capability_family, orfs, orf_type),
	END
};
STEPS orf[] = { INTO(LIST, 5, capability, families, orf_family), END };
STEPS dynamic[] = { STEP(NUMBERS, 1, capability, codes), END };
STEPS multisession[] = { /* draft: what one session is about */
	UINT(1, capability, flags),
	STEP(NUMBERS, 1, capability, codes),
	END
};
STEPS software[] = { STEP(TEXT, 1, capability, software), END };

static const struct bgp_form caps[] = {
	{ BGP_CAP_ORF, 0, orf },
	{ 7, 0, bgpsec },
	{ 8, 0, multiple_labels },
	{ 67, 0, dynamic },
	{ 68, 0, multisession },
	{ 75, 0, software },
	{ 76, 0, paths_limit },
	{ 130, 0, orf },
	{ 131, 0, multisession },
};
static const struct bgp_forms forms = { OF(caps) };
/* clang-format on */

static const struct object *
capability_object(void)
{
	return rec_objects[REC_MESSAGE].fields[AT_message_capabilities].object;
}

bool
bgp_form_capability_decode(
    struct rec_capability *to, struct rbuf value, struct arena *arena)
{
	const struct bgp_step *steps = bgp_form_steps(&forms, to->code, 0);

	return steps != NULL &&
	       bgp_form_read(value, steps, capability_object(), to, arena);
}

bool
bgp_form_capability_has(const struct rec_capability *c)
{
	const uint64_t about = UINT64_C(1) << AT_capability_code |
			       UINT64_C(1) << AT_capability_name;

	return (c->has & ~about) != 0 &&
	       bgp_form_steps(&forms, c->code, 0) != NULL;
}

bool
bgp_form_capability_encode(
    struct wbuf *w, const struct rec_capability *from, struct bgp_unfit *why)
{
	return bgp_form_write(w, bgp_form_steps(&forms, from->code, 0),
	    capability_object(), from, why);
}
