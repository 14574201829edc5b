/*
 * Flow specifications (RFC 8955 4, 8956 3): components, each at most once and
 * in the order of their types. What breaks that, or has a type that is not
 * known, is malformed (RFC 8955 4.2).
 */
#include "wire/bgp_flowspec.h"

enum {
	LONG_FORM = 0xf0, /* a length of 12 bits in two octets (8955 4.1) */
	ANY_LENGTH = 1 | 2 | 4 | 8,
};

static const struct bgp_flow_row rows[BGP_FLOW_NTYPES] = {
	/* clang-format off */
	[BGP_FLOW_PROTOCOL]  = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_PORT]      = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_DST_PORT]  = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_SRC_PORT]  = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_ICMP_TYPE] = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_ICMP_CODE] = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_TCP_FLAGS] = { FLOW_TCP_FLAGS, 1, 1 | 2 },
	[BGP_FLOW_LENGTH]    = { FLOW_NUMBER,    1, ANY_LENGTH },
	[BGP_FLOW_DSCP]      = { FLOW_NUMBER,    1, 1 },
	[BGP_FLOW_FRAGMENT]  = { FLOW_FRAGMENT,  1, 1 },
	[BGP_FLOW_LABEL]     = { FLOW_NUMBER,    4, ANY_LENGTH },
	/* clang-format on */
};

const struct bgp_flow_row *
bgp_flow_row(unsigned type)
{
	return type < BGP_FLOW_NTYPES && rows[type].lengths != 0 ? &rows[type]
								 : NULL;
}

/* ---- reading ---- */

/* `bits` of them to bit `offset` of an address; what is behind is dropped. */
static void
bits_place(uint8_t *to, const uint8_t *from, unsigned offset, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if (from[i / 8] & 0x80 >> i % 8)
			to[(offset + i) / 8] |=
			    (uint8_t)(0x80 >> (offset + i) % 8);
}

static void
bits_take(uint8_t *to, const uint8_t *from, unsigned offset, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if (from[(offset + i) / 8] & 0x80 >> (offset + i) % 8)
			to[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

/* RFC 8955 4.2.2.1; 8956 3.1: the pattern begins behind the offset. */
static bool
get_prefix(
    struct rbuf *r, unsigned ip, struct bgp_flow_part *p, struct fault *f)
{
	const uint8_t *at = r->at, *from;
	unsigned len = get_u8(r);
	unsigned offset = ip == ADDR_IP6 ? get_u8(r) : 0;

	if (len > (ip == ADDR_IP4 ? 32 : 128))
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix is longer than an address");
	if (offset >= len && offset > 0)
		return fault(f, at, BGP_ERR_NETWORK,
		    "prefix is no longer than its offset");
	from = get_bytes(r, (len - offset + 7) / 8);
	if (r->bad)
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix runs past the end");
	p->prefix =
	    (struct prefix){ .addr.ip = (uint8_t)ip, .len = (uint8_t)len };
	p->offset = (uint8_t)offset;
	bits_place(p->prefix.addr.b, from, offset, len - offset);
	return true;
}

static bool
get_ops(struct rbuf *r, unsigned type, struct rbuf *ops, struct fault *f)
{
	const uint8_t *at = r->at;

	if (!flow_ops_take(r, ops, f)) {
		if (f != NULL)
			f->code = BGP_ERR_NETWORK;
		return false;
	}
	return flow_ops_fit(*ops, rows[type].lengths) ||
	       fault(f, at, BGP_ERR_NETWORK,
		   "value is of a length that its component cannot have");
}

static bool
get_part(struct rbuf *r, struct bgp_flow *flow, struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned type = get_u8(r);
	struct bgp_flow_part *p;

	if (type == 0 || type >= BGP_FLOW_NTYPES ||
	    (type == BGP_FLOW_LABEL && flow->ip != ADDR_IP6))
		return fault(
		    f, at, BGP_ERR_NETWORK, "component type is not known");
	if (flow->has >> type != 0)
		return fault(f, at, BGP_ERR_NETWORK,
		    flow->has >> type & 1 ? "component appears twice"
					  : "components are out of order");
	flow->has |= 1u << type;
	p = &flow->parts[type];
	if (type <= BGP_FLOW_SRC)
		return get_prefix(r, flow->ip, p, f);
	return get_ops(r, type, &p->ops, f);
}

bool
bgp_flow_decode(struct rbuf raw, unsigned ip, bool has_rd,
    struct bgp_flow *flow, struct fault *f)
{
	struct rbuf r = raw;
	unsigned length = get_u8(&r);
	const uint8_t *rd;

	flow->ip = (uint8_t)ip;
	flow->has_rd = has_rd;
	flow->has = 0;
	if (length >= LONG_FORM)
		length = (length & 0xf) << 8 | get_u8(&r);
	if (r.bad || length != rbuf_left(&r))
		return fault(f, raw.at, BGP_ERR_NETWORK,
		    "flow specification is not as long as it says");
	rd = has_rd ? get_bytes(&r, sizeof(flow->rd.b)) : NULL;
	if (r.bad)
		return fault(f, raw.at, BGP_ERR_NETWORK,
		    "no room for a route distinguisher");
	if (rd != NULL)
		memcpy(flow->rd.b, rd, sizeof(flow->rd.b));
	while (rbuf_left(&r) > 0)
		if (!get_part(&r, flow, f))
			return false;
	return true;
}

/* ---- writing ---- */

static void
put_prefix(struct wbuf *w, const struct bgp_flow_part *p, unsigned ip)
{
	uint8_t pattern[16] = { 0 };
	unsigned bits = p->prefix.len - p->offset;

	bits_take(pattern, p->prefix.addr.b, p->offset, bits);
	put_u8(w, p->prefix.len);
	if (ip == ADDR_IP6)
		put_u8(w, p->offset);
	put_bytes(w, pattern, (bits + 7) / 8);
}

static void
put_parts(struct wbuf *w, const struct bgp_flow *flow)
{
	if (flow->has_rd)
		put_bytes(w, flow->rd.b, sizeof(flow->rd.b));
	for (unsigned type = 1; type < BGP_FLOW_NTYPES; type++) {
		const struct bgp_flow_part *p = &flow->parts[type];

		if (!(flow->has >> type & 1))
			continue;
		put_u8(w, type);
		if (type <= BGP_FLOW_SRC)
			put_prefix(w, p, flow->ip);
		else
			put_bytes(w, p->ops.at, rbuf_left(&p->ops));
	}
}

void
bgp_flow_encode(struct wbuf *w, const struct bgp_flow *flow)
{
	uint8_t *length = put_len(w, 1);
	size_t n;

	put_parts(w, flow);
	if (w->bad)
		return;
	n = (size_t)(w->at - length) - 1;
	if (n < LONG_FORM) {
		end_len(w, length, 1);
		return;
	}
	/* Longer than one octet can say: move it up by one. */
	if (n > 0xfff || put_room(w, 1) == NULL) {
		w->bad = true;
		return;
	}
	memmove(length + 2, length + 1, n);
	length[0] = (uint8_t)(LONG_FORM | n >> 8);
	length[1] = (uint8_t)n;
}

bool
bgp_flow_is_canonical(const struct bgp_flow *flow)
{
	for (unsigned type = BGP_FLOW_PROTOCOL; type < BGP_FLOW_NTYPES; type++)
		if (flow->has >> type & 1 &&
		    !flow_ops_are_canonical(flow->parts[type].ops,
			rows[type].kind, rows[type].shortest))
			return false;
	return true;
}
