/* Destinations of every family as parts of records. */
#include "base/text.h"
#include "message/bgp_record_parts.h"
#include "value/names.h"
#include "wire/bgp_evpn.h"
#include "wire/bgp_mvpn.h"

static void
put_labels(rec_numbers *to, struct rbuf r, struct arena *arena)
{
	uint32_t n = (uint32_t)rbuf_left(&r) / 3;
	uint32_t *at = ARRAY(arena, uint32_t, n);

	for (uint32_t i = 0; i < n; i++)
		at[i] = get_u24(&r) >> 4;
	to->n = n;
	to->at = at;
}

static void
put_labeled(struct rec_nlri *to, const struct bgp_nlri *n, struct arena *arena)
{
	struct rbuf first = n->labels;

	if (n->has_rd)
		PUT(to, nlri, rd, n->rd);
	PUT(to, nlri, prefix, n->prefix);
	if (rbuf_left(&first) == 0 || get_u24(&first) == BGP_LABEL_WITHDRAWN)
		return;
	put_labels(&to->labels, n->labels, arena);
	MARK(to, nlri, labels);
}

static void
put_target(struct rec_nlri *to, const struct bgp_nlri *n)
{
	const unsigned all = 8 * (4 + sizeof(n->target.b));

	if (n->target_bits < all)
		PUT(to, nlri, bits, n->target_bits);
	if (n->target_bits > 0)
		PUT(to, nlri, origin_as, n->origin_as);
	if (n->target_bits > 32)
		PUT(to, nlri, route_target, n->target);
}

/* "00:11:22": n octets in hex with colons between. */
static const char *
octets_text(const uint8_t *from, size_t n, struct arena *arena)
{
	char text[3 * 10 + 1], *to = text;

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*to++ = ':';
		to = text_put_hex(to, from + i, 1);
	}
	return arena_strndup(arena, text, (size_t)(to - text));
}

/* Nothing there says whether they are labels or VNIs (RFC 8365 5.1.3). */
static void
put_vnis(struct rec_nlri *to, struct rbuf r, struct arena *arena)
{
	uint32_t n = (uint32_t)rbuf_left(&r) / 3;
	uint32_t *at = ARRAY(arena, uint32_t, n);

	put_labels(&to->labels, r, arena);
	MARK(to, nlri, labels);
	for (uint32_t i = 0; i < n; i++)
		at[i] = get_u24(&r);
	to->vnis.n = n;
	to->vnis.at = at;
	MARK(to, nlri, vnis);
}

static void
put_evpn_ip(struct rec_nlri *to, const struct bgp_evpn *e)
{
	if (e->ip.ip == ADDR_NONE)
		return;
	if (e->type == BGP_EVPN_MAC_IP)
		PUT(to, nlri, ip, e->ip);
	else if (e->type == BGP_EVPN_PREFIX)
		PUT(to, nlri, gateway, e->ip);
	else
		PUT(to, nlri, originator, e->ip);
}

static void
put_evpn(struct rec_nlri *to, struct rbuf raw, struct arena *arena)
{
	struct bgp_evpn e;

	if (!bgp_evpn_decode(raw, &e, NULL)) {
		PUT(to, nlri, route_type, e.type);
		PUT(to, nlri, hex, bytes(raw));
		return;
	}
	PUT(to, nlri, route_type, e.type);
	PUT(to, nlri, rd, e.rd);
	if (e.type != BGP_EVPN_MULTICAST)
		PUT(to, nlri, esi, octets_text(e.esi, sizeof(e.esi), arena));
	if (e.type != BGP_EVPN_SEGMENT)
		PUT(to, nlri, ethernet_tag, e.ethernet_tag);
	if (e.type == BGP_EVPN_MAC_IP)
		PUT(to, nlri, mac, octets_text(e.mac, sizeof(e.mac), arena));
	if (e.type == BGP_EVPN_PREFIX)
		PUT(to, nlri, prefix, e.prefix);
	put_evpn_ip(to, &e);
	if (rbuf_left(&e.labels) > 0)
		put_vnis(to, e.labels, arena);
}

static void
put_vpls(struct rec_nlri *to, struct rbuf raw)
{
	struct bgp_vpls v;

	if (!bgp_vpls_decode(raw, &v)) {
		PUT(to, nlri, hex, bytes(raw));
		return;
	}
	PUT(to, nlri, rd, v.rd);
	PUT(to, nlri, ve_id, v.ve_id);
	PUT(to, nlri, block_offset, v.block_offset);
	PUT(to, nlri, block_size, v.block_size);
	PUT(to, nlri, label_base, v.label_base >> 4);
}

static void
put_mvpn(struct rec_nlri *to, struct rbuf raw)
{
	struct bgp_mvpn m;
	bool good = bgp_mvpn_decode(raw, &m, NULL);

	PUT(to, nlri, route_type, m.type);
	if (!good) {
		PUT(to, nlri, hex, bytes(raw));
		return;
	}
	if (m.type == BGP_MVPN_LEAF)
		PUT(to, nlri, route_key, bytes(m.route_key));
	else
		PUT(to, nlri, rd, m.rd);
	if (m.type == BGP_MVPN_INTER_AS || m.type >= BGP_MVPN_SHARED_JOIN)
		PUT(to, nlri, source_as, m.source_as);
	if (m.source.ip != ADDR_NONE)
		PUT(to, nlri, source, m.source);
	if (m.group.ip != ADDR_NONE)
		PUT(to, nlri, group, m.group);
	if (m.originator.ip != ADDR_NONE)
		PUT(to, nlri, originator, m.originator);
}

static void
put_link_state(struct rec_nlri *to, struct rbuf raw)
{
	static const struct name types[] = {
		/* RFC 9552 5.2, 9514 6 */
		{ 1, "node" },
		{ 2, "link" },
		{ 3, "ipv4_prefix" },
		{ 4, "ipv6_prefix" },
		{ 6, "srv6_sid" },
		{ 0, NULL },
	};
	struct rbuf r = raw;
	uint16_t type = get_u16(&r);
	const char *name = name_of(types, type);

	PUT(to, nlri, route_type, type);
	if (name != NULL)
		PUT(to, nlri, name, name);
	PUT(to, nlri, hex, bytes(raw));
}

void
bgp_record_nlri(
    struct rec_nlri *to, const struct bgp_nlri *n, struct arena *arena)
{
	to->has = 0;
	if (n->has_path_id)
		PUT(to, nlri, path_id, n->path_id);
	if (!bgp_nlri_is_canonical(n))
		PUT(to, nlri, raw, bytes(n->raw));
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		PUT(to, nlri, prefix, n->prefix);
		break;
	case BGP_NLRI_LABELED:
		put_labeled(to, n, arena);
		break;
	case BGP_NLRI_TARGET:
		put_target(to, n);
		break;
	case BGP_NLRI_EVPN:
		put_evpn(to, n->raw, arena);
		break;
	case BGP_NLRI_VPLS:
		put_vpls(to, n->raw);
		break;
	case BGP_NLRI_MVPN:
		put_mvpn(to, n->raw);
		break;
	case BGP_NLRI_FLOW:
		bgp_record_flow(to, n, arena);
		break;
	case BGP_NLRI_LINK_STATE:
		put_link_state(to, n->raw);
		break;
	case BGP_NLRI_OPAQUE:
		PUT(to, nlri, hex, bytes(n->raw));
		break;
	}
}

void
bgp_record_destination(
    struct rec_route *to, const struct bgp_nlri *n, struct arena *arena)
{
	struct rec_nlri *one = &to->nlri;

	if (n->kind == BGP_NLRI_PREFIX) { /* nearly all */
		PUT(to, route, prefix, n->prefix);
		return;
	}
	bgp_record_nlri(one, n, arena);
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
	case BGP_NLRI_LABELED:
		PUT(to, route, prefix, one->prefix);
		if (HAS(one, nlri, rd))
			PUT(to, route, rd, one->rd);
		if (HAS(one, nlri, labels))
			PUT(to, route, labels, one->labels);
		break;
	case BGP_NLRI_TARGET:
	case BGP_NLRI_EVPN:
	case BGP_NLRI_VPLS:
	case BGP_NLRI_MVPN:
	case BGP_NLRI_FLOW:
	case BGP_NLRI_LINK_STATE:
		MARK(to, route, nlri);
		break;
	case BGP_NLRI_OPAQUE:
		PUT(to, route, hex, one->hex);
		break;
	}
}
