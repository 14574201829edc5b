/* PDUs of the RPKI to Router protocol (RFC 8210 5). */
#include "wire/rtr.h"

enum { ANNOUNCE = 1 };

/* RFC 8210 12 */
const struct name rtr_error_names[] = {
	{ RTR_CORRUPT, "corrupt_data" },
	{ RTR_INTERNAL, "internal_error" },
	{ RTR_NO_DATA, "no_data_available" },
	{ RTR_INVALID_REQUEST, "invalid_request" },
	{ RTR_UNSUPPORTED_VERSION, "unsupported_protocol_version" },
	{ RTR_UNSUPPORTED_TYPE, "unsupported_pdu_type" },
	{ RTR_WITHDRAWAL_UNKNOWN, "withdrawal_of_unknown_record" },
	{ RTR_DUPLICATE, "duplicate_announcement_received" },
	{ RTR_UNEXPECTED_VERSION, "unexpected_protocol_version" },
	{ 0, NULL },
};

bool
rtr_length(struct rbuf in, size_t *length, struct fault *f)
{
	struct rbuf r = in;

	*length = 0;
	get_u32(&r);
	*length = get_u32(&r);
	if (r.bad)
		return true;
	if (*length < RTR_HEADER_SIZE || *length > RTR_MAX_SIZE)
		return fault(f, in.at + 4, RTR_CORRUPT, "impossible length");
	return true;
}

static bool
prefix_decode(struct rbuf *r, struct rtr_pdu *p, struct fault *f)
{
	unsigned ip = p->type == RTR_IP4_PREFIX ? ADDR_IP4 : ADDR_IP6;
	size_t size = ip == ADDR_IP4 ? 4 : 16;
	const uint8_t *start = r->at, *address;

	p->announce = get_u8(r) & ANNOUNCE;
	p->roa.prefix.len = get_u8(r);
	p->roa.max_length = get_u8(r);
	get_u8(r);
	address = get_bytes(r, size);
	p->roa.as = get_u32(r);
	if (r->bad)
		return true; /* the caller says so */
	p->roa.prefix.addr = addr_from(ip, address);
	if (p->roa.prefix.len > 8 * size || p->roa.max_length > 8 * size ||
	    p->roa.max_length < p->roa.prefix.len)
		return fault(
		    f, start + 1, RTR_CORRUPT, "lengths that no prefix has");
	p->roa.prefix = prefix_mask(p->roa.prefix);
	return true;
}

static void
error_decode(struct rbuf *r, struct rtr_pdu *p)
{
	p->pdu = get_sub(r, get_u32(r));
	p->text = get_sub(r, get_u32(r));
}

static bool
body_decode(struct rbuf *r, struct rtr_pdu *p, struct fault *f)
{
	switch (p->type) {
	case RTR_SERIAL_NOTIFY:
	case RTR_SERIAL_QUERY:
		p->serial = get_u32(r);
		return true;
	case RTR_RESET_QUERY:
	case RTR_CACHE_RESPONSE:
	case RTR_CACHE_RESET:
		return true;
	case RTR_IP4_PREFIX:
	case RTR_IP6_PREFIX:
		return prefix_decode(r, p, f);
	case RTR_END_OF_DATA:
		p->serial = get_u32(r);
		if (p->version == 0)
			return true;
		p->refresh = get_u32(r);
		p->retry = get_u32(r);
		p->expire = get_u32(r);
		return true;
	case RTR_ERROR:
		error_decode(r, p);
		return true;
	case RTR_ROUTER_KEY: /* for BGPsec, which is not spoken */
		r->at = r->end;
		return true;
	default:
		return fault(f, r->at - RTR_HEADER_SIZE + 1,
		    RTR_UNSUPPORTED_TYPE, "PDU of an unknown type");
	}
}

bool
rtr_decode(struct rbuf pdu, struct rtr_pdu *p, struct fault *f)
{
	struct rbuf r = pdu;
	size_t length;

	*p = (struct rtr_pdu){ 0 };
	p->version = get_u8(&r);
	p->type = get_u8(&r);
	p->session = get_u16(&r);
	length = get_u32(&r);
	if (r.bad || length != rbuf_left(&pdu))
		return fault(f, pdu.at, RTR_CORRUPT, "PDU of another length");
	if (p->version > RTR_VERSION)
		return fault(f, pdu.at, RTR_UNSUPPORTED_VERSION,
		    "PDU of an unknown version");
	if (!body_decode(&r, p, f))
		return false;
	if (r.bad || p->pdu.bad || p->text.bad || rbuf_left(&r) > 0)
		return fault(f, r.at, RTR_CORRUPT, "PDU of the wrong length");
	return true;
}

/* ---- writing ---- */

static void
prefix_encode(struct wbuf *w, const struct rtr_pdu *p)
{
	put_u8(w, p->announce ? ANNOUNCE : 0);
	put_u8(w, p->roa.prefix.len);
	put_u8(w, p->roa.max_length);
	put_u8(w, 0);
	put_bytes(w, p->roa.prefix.addr.b, p->type == RTR_IP4_PREFIX ? 4 : 16);
	put_u32(w, p->roa.as);
}

static void
error_encode(struct wbuf *w, const struct rtr_pdu *p)
{
	put_u32(w, rbuf_left(&p->pdu));
	put_bytes(w, p->pdu.at, rbuf_left(&p->pdu));
	put_u32(w, rbuf_left(&p->text));
	put_bytes(w, p->text.at, rbuf_left(&p->text));
}

bool
rtr_encode(struct wbuf *w, const struct rtr_pdu *p)
{
	uint8_t *start = w->at, *length;
	struct wbuf ours;

	put_u8(w, p->version);
	put_u8(w, p->type);
	put_u16(w, p->session);
	length = put_len(w, 4);
	switch (p->type) {
	case RTR_SERIAL_NOTIFY:
	case RTR_SERIAL_QUERY:
		put_u32(w, p->serial);
		break;
	case RTR_IP4_PREFIX:
	case RTR_IP6_PREFIX:
		prefix_encode(w, p);
		break;
	case RTR_END_OF_DATA:
		put_u32(w, p->serial);
		if (p->version == 0)
			break;
		put_u32(w, p->refresh);
		put_u32(w, p->retry);
		put_u32(w, p->expire);
		break;
	case RTR_ERROR:
		error_encode(w, p);
		break;
	case RTR_ROUTER_KEY:
		w->bad = true;
		break;
	}
	if (w->bad || w->at - start > RTR_MAX_SIZE)
		return false;
	/* That of the whole PDU, unlike what end_len() would write. */
	ours = wbuf(length, 4);
	put_u32(&ours, (size_t)(w->at - start));
	return true;
}
