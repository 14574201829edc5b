/* Flow specifications as records. */
#include "core/bgp_record_parts.h"
#include "wire/bgp_flowspec.h"

/* Where the text of a component is, and how its presence is told. */
#define ROW(type, member)                                                      \
	[type] = { offsetof(struct rec_flowspec, member), AT_flowspec_##member }
static const struct row {
	size_t offset;
	int field;
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
