/* What an end-of-RIB record is about. */
#include "core/eor.h"

#include <string.h>

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Absent in the eor: any. */
static bool
means(const char *asked, const char *got)
{
	return asked == NULL || same_text(asked, got);
}

/*
 * An lfib's `vrf` is where it leads, not where it belongs: labels are of the
 * whole router.
 */
bool
eor_covers(const struct rec_eor *eor, const struct rec *r)
{
	const struct rec_route *route = &r->route;

	if (strcmp(eor->of, rec_type_name(r->type)) != 0)
		return false;
	if (r->type == REC_LSP)
		return means(eor->protocol, r->lsp.protocol);
	if (r->type == REC_LFIB)
		return means(eor->protocol, r->lfib.protocol);
	if (r->type != REC_ROUTE)
		return true;
	return means(eor->protocol, route->protocol) &&
	       same_text(eor->vrf, route->vrf) &&
	       (!HAS(eor, eor, family) || eor->family == route->family);
}
