/* Multicast VPN routes, from records to bytes. */
#include "message/bgp_encode_parts.h"
#include "wire/bgp_mvpn.h"

#define BIT(member) (UINT64_C(1) << AT_nlri_##member)

/* What each type needs (RFC 6514 4); wildcards are of S-PMSI (RFC 6625). */
static const uint64_t needed[BGP_MVPN_NTYPES] = {
	[BGP_MVPN_INTRA_AS] = BIT(rd) | BIT(originator),
	[BGP_MVPN_INTER_AS] = BIT(rd) | BIT(source_as),
	[BGP_MVPN_S_PMSI] = BIT(rd) | BIT(originator),
	[BGP_MVPN_LEAF] = BIT(route_key) | BIT(originator),
	[BGP_MVPN_SOURCE] = BIT(rd) | BIT(source) | BIT(group),
	[BGP_MVPN_SHARED_JOIN] =
	    BIT(rd) | BIT(source_as) | BIT(source) | BIT(group),
	[BGP_MVPN_SOURCE_JOIN] =
	    BIT(rd) | BIT(source_as) | BIT(source) | BIT(group),
};

static const struct {
	uint64_t bit;
	const char *key;
} keys[] = {
	{ BIT(rd), "rd" },
	{ BIT(source_as), "source_as" },
	{ BIT(source), "source" },
	{ BIT(group), "group" },
	{ BIT(originator), "originator" },
	{ BIT(route_key), "route_key" },
};

bool
bgp_encode_mvpn(struct wbuf *w, const struct rec_nlri *n, struct rec_fault *f)
{
	struct bgp_mvpn m = { .type = n->route_type }, back;
	const uint8_t *from = w->at;

	if (m.type == 0 || m.type >= BGP_MVPN_NTYPES)
		return bgp_encode_refuse(f, "route_type", "it is not 1 to 7");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (needed[m.type] & ~n->has & keys[i].bit)
			return bgp_encode_refuse(
			    f, keys[i].key, "it is missing");
	m.rd = n->rd;
	m.source_as = n->source_as;
	if (HAS(n, nlri, source))
		m.source = n->source;
	if (HAS(n, nlri, group))
		m.group = n->group;
	if (HAS(n, nlri, originator))
		m.originator = n->originator;
	m.route_key = rbuf(n->route_key.at, n->route_key.n);
	bgp_mvpn_encode(w, &m);
	return w->bad ||
	       bgp_mvpn_decode(
		   rbuf(from, (size_t)(w->at - from)), &back, NULL) ||
	       bgp_encode_refuse(f, "route_key", "it is no route");
}
