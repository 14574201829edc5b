/* What a member is told, for who asks (`show`, adj_out). */
#include "core/bgp_export_in.h"

static void
spell_out(const struct bgp_export *x, const struct member *m,
    const struct sort *s, struct wbuf *w, struct bgp_attrs *attrs,
    struct bgp_hop *hop)
{
	if (!export_attrs(x, &x->groups[m->group], s, w, attrs, hop))
		*hop = (struct bgp_hop){ .addr = attrs->next_hop };
	if (s->self) {
		hop->addr = m->target.local_address;
		hop->link_local = m->target.local_link_local;
	}
}

uint16_t
bgp_export_paths(const struct bgp_export *x, uint32_t member)
{
	return x->members[member].target.paths;
}

bool
bgp_export_show(struct bgp_export *x, uint32_t member, uint32_t dest,
    const struct bgp_path *path, struct wbuf *w, struct bgp_attrs *attrs,
    struct bgp_hop *hop)
{
	const struct member *m = &x->members[member];
	struct group *g = &x->groups[m->group];
	struct sort s;

	if ((path->source == m->target.source && !g->gives_back) ||
	    export_hides(x, dest, path) || export_replaces(x, g, dest))
		return false;
	s = export_judge(x, g, dest, path);
	if (s.set == NULL)
		return false;
	spell_out(x, m, &s, w, attrs, hop);
	/* What *attrs borrows: the chain keeps the set until it runs again. */
	bgp_set_drop(bgp_rib_sets(x->rib), s.set);
	return !w->bad;
}

bool
bgp_export_show_default(struct bgp_export *x, uint32_t member, struct wbuf *w,
    struct bgp_attrs *attrs, struct bgp_hop *hop, uint32_t *path_id)
{
	const struct member *m = &x->members[member];
	const struct group *g = &x->groups[m->group];
	struct sort s;

	if (!g->like.default_route || g->like.local_address.ip == ADDR_NONE)
		return false;
	s = export_default(x);
	spell_out(x, m, &s, w, attrs, hop);
	*path_id = g->like.paths > 0 ? EXPORT_DEFAULT_ID : 0;
	/* Of its attributes nothing is longer than the struct. */
	bgp_set_drop(bgp_rib_sets(x->rib), s.set);
	return !w->bad;
}
