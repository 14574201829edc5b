/* What makes a member be told all once more: a refresh, other terms. */
#include "core/bgp_export_in.h"

void
bgp_export_again(struct bgp_export *x, uint32_t member, bool enhanced)
{
	struct group *g;

	export_start_over(x, member, x->members[member].target.chain);
	g = &x->groups[x->members[member].group];
	if (enhanced && !g->eor_due) /* not before End-of-RIB: RFC 7313 4 */
		export_pack_refresh(
		    g, bgp_table_family(x->rib, g->like.table), true);
}

void
bgp_export_policy(
    struct bgp_export *x, uint32_t member, struct bgp_chain *chain)
{
	if (x->members[member].target.chain != chain)
		export_start_over(x, member, chain);
}

void
bgp_export_renew(
    struct bgp_export *x, uint32_t member, const struct bgp_target *t)
{
	struct member *m = &x->members[member];
	bool default_route = m->target.default_route;

	m->target = *t;
	m->target.codec = NULL;
	m->target.default_route = default_route;
	export_start_over(x, member, t->chain);
}

void
bgp_export_default(struct bgp_export *x, uint32_t member, bool on)
{
	struct member *m = &x->members[member];

	if (m->target.default_route == on)
		return;
	m->target.default_route = on;
	export_start_over(x, member, m->target.chain);
	if (!on) /* that of the table, if there is one, comes behind it */
		export_pack_default(x, &x->groups[m->group], false);
}
