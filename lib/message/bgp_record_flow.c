/* Flow specifications as records, and back. */
#include "message/bgp_encode_parts.h"
#include "message/bgp_record_parts.h"
#include "wire/bgp_flowspec.h"

/* Where the text of a component is, and how its presence is told. */
#define ROW(type, member)                                                      \
	[type] = { offsetof(struct rec_flowspec, member),                      \
		AT_flowspec_##member, #member }
static const struct row {
	size_t offset;
	int field;
	const char *key;
} rows[BGP_FLOW_NTYPES] = {
	ROW(BGP_FLOW_PROTOCOL, protocol),
	ROW(BGP_FLOW_PORT, port),
	ROW(BGP_FLOW_DST_PORT, dst_port),
	ROW(BGP_FLOW_SRC_PORT, src_port),
	ROW(BGP_FLOW_ICMP_TYPE, icmp_type),
	ROW(BGP_FLOW_ICMP_CODE, icmp_code),
	ROW(BGP_FLOW_TCP_FLAGS, tcp_flags),
	ROW(BGP_FLOW_LENGTH, packet_length),
	ROW(BGP_FLOW_DSCP, dscp),
	ROW(BGP_FLOW_FRAGMENT, fragment),
	ROW(BGP_FLOW_LABEL, flow_label),
};
#undef ROW

static const char *
ops_text(struct rbuf ops, enum flow_kind kind, struct arena *arena)
{
	char *text = arena_alloc(arena, FLOW_TEXT(rbuf_left(&ops)));

	flow_ops_format(ops, kind, text);
	return text;
}

static void
put_prefixes(struct rec_flowspec *to, const struct bgp_flow *flow)
{
	const struct bgp_flow_part *dst = &flow->parts[BGP_FLOW_DST];
	const struct bgp_flow_part *src = &flow->parts[BGP_FLOW_SRC];

	if (flow->has >> BGP_FLOW_DST & 1) {
		PUT(to, flowspec, dst, dst->prefix);
		if (dst->offset > 0)
			PUT(to, flowspec, dst_offset, dst->offset);
	}
	if (flow->has >> BGP_FLOW_SRC & 1) {
		PUT(to, flowspec, src, src->prefix);
		if (src->offset > 0)
			PUT(to, flowspec, src_offset, src->offset);
	}
}

void
bgp_record_flow(
    struct rec_nlri *to, const struct bgp_nlri *n, struct arena *arena)
{
	struct bgp_flow flow;

	if (!bgp_flow_decode(
		n->raw, n->prefix.addr.ip, n->has_rd, &flow, NULL)) {
		PUT(to, nlri, hex, bytes(n->raw));
		return;
	}
	if (flow.has_rd)
		PUT(to, nlri, rd, flow.rd);
	to->flow.has = 0;
	MARK(to, nlri, flow);
	put_prefixes(&to->flow, &flow);
	for (unsigned type = BGP_FLOW_PROTOCOL; type < BGP_FLOW_NTYPES;
	     type++) {
		const char **member =
		    (const char **)((char *)&to->flow + rows[type].offset);

		if (!(flow.has >> type & 1))
			continue;
		*member = ops_text(
		    flow.parts[type].ops, bgp_flow_row(type)->kind, arena);
		to->flow.has |= UINT64_C(1) << rows[type].field;
	}
}

/* ---- from records ---- */

static bool
take_prefix(struct bgp_flow_part *to, unsigned ip, const struct prefix *prefix,
    uint32_t offset, const char *key, struct rec_fault *f)
{
	struct bgp_flow_part masked = { .prefix = *prefix };

	if (prefix->addr.ip != ip)
		return bgp_encode_refuse(
		    f, key, "it is not of the address family");
	if (offset > 0 && (ip != ADDR_IP6 || offset >= prefix->len))
		return bgp_encode_refuse(
		    f, key, "it is no longer than its offset");
	masked.prefix.len = (uint8_t)offset;
	masked.prefix = prefix_mask(masked.prefix);
	for (unsigned i = 0; i < sizeof(prefix->addr.b); i++)
		if (masked.prefix.addr.b[i] != 0)
			return bgp_encode_refuse(
			    f, key, "it has bits before its offset");
	to->prefix = *prefix;
	to->offset = (uint8_t)offset;
	return true;
}

static bool
take_prefixes(
    struct bgp_flow *to, const struct rec_flowspec *from, struct rec_fault *f)
{
	if (HAS(from, flowspec, dst)) {
		to->has |= 1u << BGP_FLOW_DST;
		if (!take_prefix(&to->parts[BGP_FLOW_DST], to->ip, &from->dst,
			HAS(from, flowspec, dst_offset) ? from->dst_offset : 0,
			"dst", f))
			return false;
	}
	if (!HAS(from, flowspec, src))
		return true;
	to->has |= 1u << BGP_FLOW_SRC;
	return take_prefix(&to->parts[BGP_FLOW_SRC], to->ip, &from->src,
	    HAS(from, flowspec, src_offset) ? from->src_offset : 0, "src", f);
}

/* The operators are written to w, where the part then has them. */
static bool
take_ops(struct rbuf *ops, struct wbuf *w, unsigned type, const char *text,
    struct rec_fault *f)
{
	const struct bgp_flow_row *row = bgp_flow_row(type);
	const uint8_t *at = w->at;
	struct fault fault = { 0 };

	if (!flow_ops_parse(
		w, row->kind, row->shortest, text, strlen(text), &fault))
		return bgp_encode_refuse(f, rows[type].key, fault.what);
	*ops = rbuf(at, (size_t)(w->at - at));
	if (w->bad)
		return bgp_encode_refuse(
		    f, rows[type].key, "there is no room for so many");
	return flow_ops_fit(*ops, row->lengths) ||
	       bgp_encode_refuse(
		   f, rows[type].key, "more bits than the field has");
}

static bool
take_parts(struct bgp_flow *to, struct wbuf *ops,
    const struct rec_flowspec *from, struct rec_fault *f)
{
	if (!take_prefixes(to, from, f))
		return false;
	for (unsigned type = BGP_FLOW_PROTOCOL; type < BGP_FLOW_NTYPES;
	     type++) {
		const char *const *member =
		    (const char *const *)((const char *)from +
					  rows[type].offset);

		if (!(from->has >> rows[type].field & 1))
			continue;
		if (type == BGP_FLOW_LABEL && to->ip != ADDR_IP6)
			return bgp_encode_refuse(
			    f, "flow_label", "it is of IPv6 alone");
		if (!take_ops(&to->parts[type].ops, ops, type, *member, f))
			return false;
		to->has |= 1u << type;
	}
	return true;
}

bool
bgp_encode_flow(struct wbuf *w, unsigned ip, bool has_rd,
    const struct rec_nlri *n, struct rec_fault *f)
{
	uint8_t room[0xfff];
	struct wbuf ops = wbuf(room, sizeof(room));
	struct bgp_flow flow = {
		.ip = (uint8_t)ip, .has_rd = has_rd, .rd = n->rd
	};
	uint8_t out[2 + 0xfff];
	struct wbuf whole = wbuf(out, sizeof(out));

	if (!HAS(n, nlri, flow))
		return bgp_encode_refuse(f, "flow", "it is missing");
	if (has_rd && !HAS(n, nlri, rd))
		return bgp_encode_refuse(f, "rd", "it is missing");
	if (!take_parts(&flow, &ops, &n->flow, f))
		return bgp_encode_inside(f, "flow", UINT32_MAX);
	bgp_flow_encode(&whole, &flow);
	if (whole.bad)
		return bgp_encode_refuse(
		    f, "flow", "it is longer than 4095 octets");
	put_bytes(w, out, wbuf_used(&whole));
	return true;
}
