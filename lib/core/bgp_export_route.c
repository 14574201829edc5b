/* Whether a group is told of a route, and with which attributes. */
#include "core/bgp_aggregate.h"
#include "core/bgp_edit.h"
#include "core/bgp_export_in.h"
#include "core/bgp_key.h"
#include "core/bgp_role.h"
#include "value/family.h"

#include <string.h>

#define BIT(code) (UINT64_C(1) << (code))

/* RFC 9234 5: what is for customers alone. */
static bool
is_leak(const struct group *g, const struct bgp_set *set, uint32_t family)
{
	return g->like.has_role && set->otc != 0 && bgp_role_minds(family) &&
	       !bgp_role_is_above(g->like.role);
}

/* RFC 1997, RFC 9494 4.3: what the communities of the route forbid. */
static bool
is_forbidden(const struct group *g, const struct bgp_set *set)
{
	return (set->limits & BGP_SET_LLGR_STALE && !g->like.long_lived) ||
	       set->limits & BGP_SET_NO_ADVERTISE ||
	       (g->like.external && set->limits & BGP_SET_NO_EXPORT) ||
	       ((g->like.external || g->like.member) &&
		   set->limits & BGP_SET_NO_SUBCONFED);
}

/* RFC 4271 5.1.3: on the network that we share with the neighbour. */
static bool
is_third_party(const struct group *g, const struct addr *hop)
{
	return g->like.shared.addr.ip != ADDR_NONE &&
	       prefix_has(&g->like.shared, hop);
}

static bool
is_self(const struct group *g, uint32_t family, const struct sort *s,
    const struct addr *hop, enum bgp_set_hop said)
{
	if (hop->ip == ADDR_NONE)
		return !bgp_key_hopless(family);
	if (g->gives_back) /* RFC 4684 3.2: to clients, whatever policy says */
		return g->like.local_address.ip != ADDR_NONE;
	if (said == BGP_HOP_SELF)
		return true;
	if (said == BGP_HOP_UNCHANGED || bgp_key_keeps_hop(family))
		return false;
	if (addr_is_link_local(hop)) /* of no use beyond its link */
		return true;
	if (g->like.external)
		return !is_third_party(g, hop);
	return g->like.next_hop_self && !s->reflected;
}

/*
 * Ourselves only with an address of ours, and never where a label goes with the
 * next hop, as it is none of ours. IPv6 with IPv4 routes is for those who said
 * that they know it (RFC 8950 4).
 */
static bool
can_say_hop(const struct group *g, uint32_t family, const struct sort *s,
    const struct addr *hop)
{
	if (s->self && bgp_key_keeps_hop(family))
		return false;
	if (s->self)
		hop = &g->like.local_address;
	if (family == FAMILY_IPV4_UNICAST && hop->ip == ADDR_NONE)
		return false;
	return (!s->self || hop->ip != ADDR_NONE) &&
	       (hop->ip != ADDR_IP6 || !bgp_family_extends_hop(family) ||
		   g->like.hop6);
}

/*
 * RFC 4271 9.2, RFC 4456 6: from iBGP to iBGP only as a reflector. RFC 4364 7:
 * never back to the site that it comes from.
 */
static bool
may_pass(const struct group *g, const struct bgp_source *source,
    const struct bgp_set *set, const struct sort *s)
{
	if (s->reflected && !source->client && !g->like.client)
		return false;
	if (g->like.has_site && bgp_set_has_ext_community(set, &g->like.site))
		return false;
	return !is_forbidden(g, set);
}

bool
export_hides(
    const struct bgp_export *x, uint32_t dest, const struct bgp_path *path)
{
	struct bgp_net net;

	if (x->aggregates == NULL)
		return false;
	bgp_rib_net(x->rib, dest, &net);
	return bgp_aggregates_hide(x->aggregates, &net, path);
}

struct sort
export_judge(const struct bgp_export *x, const struct group *g, uint32_t dest,
    const struct bgp_path *path)
{
	struct bgp_sets *sets = bgp_rib_sets(x->rib);
	const struct bgp_source *source;
	struct bgp_judgement verdict;
	struct sort out = { 0 };
	struct bgp_route route;
	struct bgp_net net;

	source = bgp_rib_source(x->rib, path->source);
	out.source = path->source;
	out.local = source->local;
	out.reflected = !g->like.external && !g->like.member &&
			!source->external && !source->member && !source->local;
	bgp_rib_net(x->rib, dest, &net);
	route = (struct bgp_route){
		.set = bgp_sets_at(sets, path->set),
		.prefix = &net.prefix,
		.family = bgp_table_family(x->rib, net.table),
		.source = path->source,
		.peer = source->local ? "" : source->name,
		.protocol = source->protocol,
	};
	route.route_type = bgp_route_type(route.family, net.nlri);
	if (!may_pass(g, source, route.set, &out) ||
	    is_leak(g, route.set, route.family))
		return out;
	verdict = bgp_chain_run(g->like.chain, &route);
	if (!verdict.accept || !export_wants(g, verdict.set))
		return out;
	out.self = is_self(g, route.family, &out,
	    &bgp_set_next_hop(sets, verdict.set)->addr, verdict.hop);
	if (!can_say_hop(g, route.family, &out,
		&bgp_set_next_hop(sets, verdict.set)->addr))
		return out;
	/* RFC 4271 5.1.4: MED goes no further than the neighbouring AS. */
	out.keep_med = !g->like.external || out.local || verdict.med_set;
	out.set = bgp_set_hold(verdict.set);
	return out;
}

/* RFC 4456 8: who brought it into the AS, and the clusters it has passed. */
static void
reflect(const struct bgp_export *x, const struct group *g, const struct sort *s,
    struct wbuf *w, struct bgp_attrs *a)
{
	uint8_t *from = w->at;

	if (g->gives_back) /* or it would drop what it wants itself */
		a->originator_id = g->like.router_id;
	else if (!bgp_has(a, BGP_ORIGINATOR_ID))
		a->originator_id = bgp_rib_source(x->rib, s->source)->router_id;
	put_u32(w, g->like.cluster_id);
	put_bytes(w, a->cluster_list.at, rbuf_left(&a->cluster_list));
	a->cluster_list = rbuf(from, (size_t)(w->at - from));
	a->has |= BIT(BGP_ORIGINATOR_ID) | BIT(BGP_CLUSTER_LIST);
}

/* RFC 4271 5: unknown ones go on when they are transitive, marked Partial. */
static void
pass_unknown(struct wbuf *w, struct bgp_attrs *a)
{
	struct bgp_unknown out = { 0 };
	struct bgp_attr attr;
	uint8_t *from = w->at;
	struct rbuf r;

	bgp_unknown_encode(w, &a->unknown, true);
	out.raw = rbuf(from, w->bad ? 0 : (size_t)(w->at - from));
	for (r = out.raw; bgp_attr_next(&r, &attr);)
		out.codes[attr.code / 64] |= UINT64_C(1) << attr.code % 64;
	a->unknown = out;
}

/* What is added whatever policy says. */
static void
add_marks(const struct bgp_export *x, const struct group *g,
    const struct sort *s, struct wbuf *w, struct bgp_attrs *a)
{
	uint32_t family = bgp_table_family(x->rib, g->like.table);

	if (g->like.graceful_shutdown)
		bgp_attrs_add_community(w, a, COMMUNITY_GRACEFUL_SHUTDOWN);
	if (g->like.has_role && s->set->otc == 0 && bgp_role_minds(family) &&
	    bgp_role_marks(g->like.role))
		bgp_attrs_add_otc(w, a, g->like.local_as);
}

bool
export_attrs(const struct bgp_export *x, const struct group *g,
    const struct sort *s, struct wbuf *w, struct bgp_attrs *a,
    struct bgp_hop *hop)
{
	const struct bgp_next_hop *now =
	    bgp_set_next_hop(bgp_rib_sets(x->rib), s->set);
	bool in_body;

	bgp_set_open(s->set, a);
	if (!s->keep_med)
		a->has &= ~BIT(BGP_MED);
	pass_unknown(w, a);
	add_marks(x, g, s, w, a);
	a->as_path = export_as_path(&g->like, w, a->as_path);
	a->has |= BIT(BGP_AS_PATH);
	if (g->like.external || g->like.member) /* RFC 4456 8: of one AS */
		a->has &= ~(BIT(BGP_ORIGINATOR_ID) | BIT(BGP_CLUSTER_LIST));
	if (g->like.external) {
		a->has &= ~BIT(BGP_LOCAL_PREF);
	} else {
		if (!bgp_has(a, BGP_LOCAL_PREF))
			a->local_pref = BGP_DEFAULT_LOCAL_PREF;
		a->has |= BIT(BGP_LOCAL_PREF);
		if (s->reflected)
			reflect(x, g, s, w, a);
	}
	*hop = (struct bgp_hop){ .addr = now->addr, .has_rd = now->has_rd };
	if (s->self) {
		hop->addr = g->like.local_address;
		hop->link_local = g->like.local_link_local;
	}
	a->has &= ~BIT(BGP_NEXT_HOP);
	in_body =
	    bgp_table_family(x->rib, g->like.table) == FAMILY_IPV4_UNICAST &&
	    hop->addr.ip == ADDR_IP4;
	if (in_body) {
		a->next_hop = hop->addr;
		a->has |= BIT(BGP_NEXT_HOP);
	}
	return !in_body;
}
