/* Messages to the routes that they change. */
#include "message/bgp_message_routes.h"

#include <string.h>

#include "message/bgp_record_parts.h"

static bool
is_treated(const struct rec_message *m, const char *how)
{
	return HAS(m, message, error) && HAS(&m->error, error, treatment) &&
	       strcmp(m->error.treatment, how) == 0;
}

/* Nothing of it is announced, whatever stands there. */
static bool
is_void(const struct rec_message *m)
{
	return is_treated(m, "session_reset");
}

/* All of it is withdrawn, what is announced as well. */
static bool
is_withdraw(const struct rec_message *m)
{
	return is_treated(m, "treat_as_withdraw") ||
	       is_treated(m, "afi_safi_disable");
}

void
bgp_message_attributes(const struct rec_message *m, struct rec_attributes *a)
{
	*a = m->attributes;
	DROP(a, attributes, as4_path);
	DROP(a, attributes, as4_aggregator);
	a->as4_path.n = 0;
	if (!HAS(m, message, merged))
		return;
	a->as_path = m->merged.as_path;
	if (HAS(&m->merged, merged, aggregator))
		a->aggregator = m->merged.aggregator;
}

/* ---- destinations ---- */

static void
destination_put(struct rec_route *to, const struct rec_nlri *n)
{
	const uint64_t plain =
	    UINT64_C(1) << AT_nlri_prefix | UINT64_C(1) << AT_nlri_path_id |
	    UINT64_C(1) << AT_nlri_rd | UINT64_C(1) << AT_nlri_labels |
	    UINT64_C(1) << AT_nlri_raw;

	if (HAS(n, nlri, path_id))
		PUT(to, route, path_id, n->path_id);
	if (HAS(n, nlri, prefix) && (n->has & ~plain) == 0) {
		PUT(to, route, prefix, n->prefix);
		if (HAS(n, nlri, rd))
			PUT(to, route, rd, n->rd);
		if (HAS(n, nlri, labels))
			PUT(to, route, labels, n->labels);
	} else if (HAS(n, nlri, hex) &&
		   (n->has & ~(plain | UINT64_C(1) << AT_nlri_hex)) == 0) {
		PUT(to, route, hex, n->hex);
	} else {
		PUT(to, route, nlri, *n);
		DROP(&to->nlri, nlri, path_id);
	}
}

static void
routes_of(
    struct rec *r, const struct rec_announce *from, route_sink *sink, void *ctx)
{
	struct rec_route *to = &r->route;
	uint64_t has;

	PUT(to, route, family, from->family);
	has = to->has;
	for (uint32_t i = 0; i < from->nlri.n; i++) {
		destination_put(to, &from->nlri.at[i]);
		sink(ctx, r);
		to->has = has;
	}
}

static void
withdraw(const struct rec *base, const struct rec_announce *from, uint32_t n,
    route_sink *sink, void *ctx)
{
	for (uint32_t i = 0; i < n; i++) {
		struct rec r = *base;

		r.del = true;
		routes_of(&r, &from[i], sink, ctx);
	}
}

static void
announce(const struct rec *base, const struct rec_message *m, route_sink *sink,
    void *ctx)
{
	struct rec_attributes a;

	bgp_message_attributes(m, &a);
	for (uint32_t i = 0; i < m->announce.n; i++) {
		const struct rec_announce *from = &m->announce.at[i];
		struct rec r = *base;

		bgp_record_route(&r.route, &a);
		DROP(&r.route, route, next_hop);
		if (HAS(from, announce, next_hop))
			PUT(&r.route, route, next_hop, from->next_hop);
		if (HAS(from, announce, next_hop_link_local))
			PUT(&r.route, route, next_hop_link_local,
			    from->next_hop_link_local);
		routes_of(&r, from, sink, ctx);
	}
}

static void
peer_put(struct rec_route *to, const struct addr *from, char *name)
{
	addr_format(from, name);
	PUT(to, route, peer, name);
}

/* A router's own tables: the neighbour is whose they are, in or out. */
static void
monitored_put(struct rec_route *to, const struct rec_bmp *from, char *name)
{
	if (HAS(from, bmp, rib))
		to->rib = from->rib;
	if (HAS(from, bmp, rd))
		PUT(to, route, rd, from->rd);
	if (HAS(from, bmp, peer))
		peer_put(to, &from->peer, name);
}

void
bgp_message_routes(const struct rec_message *m, route_sink *sink, void *ctx)
{
	struct rec r = { .type = REC_ROUTE };
	char peer[ADDR_TEXT];

	if ((m->announce.n == 0 && m->withdraw.n == 0) || is_void(m))
		return;
	PUT(&r.route, route, rib, RIB_ADJ_IN_PRE);
	PUT(&r.route, route, protocol, "bgp");
	if (HAS(m, message, bmp))
		monitored_put(&r.route, &m->bmp, peer);
	else if (HAS(m, message, src))
		peer_put(&r.route, &m->src, peer);
	if (HAS(m, message, peer_as))
		PUT(&r.route, route, peer_as, m->peer_as);
	if (HAS(m, message, time))
		PUT(&r.route, route, time, m->time);
	withdraw(&r, m->withdraw.at, m->withdraw.n, sink, ctx);
	if (is_withdraw(m))
		withdraw(&r, m->announce.at, m->announce.n, sink, ctx);
	else
		announce(&r, m, sink, ctx);
}
