/* LDP PDUs (RFC 5036 3.1) and the heads of the messages in them (3.4). */
#include "wire/ldp.h"

bool
ldp_pdu_size(struct rbuf r, unsigned max, size_t *size, struct fault *f)
{
	const uint8_t *at = r.at;
	unsigned version = get_u16(&r), length = get_u16(&r);

	if (r.bad)
		return fault(
		    f, r.at, LDP_BAD_PDU_LENGTH, "PDU ends in its head");
	if (version != LDP_VERSION)
		return fault(f, at, LDP_BAD_VERSION, "version is not 1");
	if (length < LDP_HEADER_SIZE - LDP_LENGTH_END || length > max)
		return fault(f, at + 2, LDP_BAD_PDU_LENGTH,
		    "length of the PDU is out of its limits");
	*size = LDP_LENGTH_END + length;
	return true;
}

bool
ldp_pdu_decode(struct rbuf r, struct ldp_pdu *p, struct fault *f)
{
	size_t size;

	if (!ldp_pdu_size(r, UINT16_MAX, &size, f))
		return false;
	if (size != rbuf_left(&r))
		return fault(f, r.at + 2, LDP_BAD_PDU_LENGTH,
		    "length of the PDU is not what there is of it");
	p->version = get_u16(&r);
	p->length = get_u16(&r);
	p->lsr = get_u32(&r);
	p->space = get_u16(&r);
	p->messages = r;
	return true;
}

uint8_t *
ldp_pdu_begin(struct wbuf *w, uint32_t lsr, uint16_t space)
{
	uint8_t *length;

	put_u16(w, LDP_VERSION);
	length = put_len(w, 2);
	put_u32(w, lsr);
	put_u16(w, space);
	return length;
}

void
ldp_pdu_end(struct wbuf *w, uint8_t *length)
{
	end_len(w, length, 2);
}

bool
ldp_message_next(struct rbuf *r, struct ldp_message *m, struct fault *f)
{
	struct rbuf whole = *r;
	unsigned type = get_u16(r), length = get_u16(r);
	struct rbuf rest = get_sub(r, length);

	*m = (struct ldp_message){ 0 };
	if (r->bad || length < LDP_MESSAGE_HEAD - 4)
		return fault(f, whole.at, LDP_BAD_MESSAGE_LENGTH,
		    r->bad ? "message is longer than its PDU"
			   : "message is too short for its head");
	m->type = type & (LDP_U - 1);
	m->ignore = type & LDP_U;
	m->id = get_u32(&rest);
	m->params = rest;
	m->whole = rbuf(whole.at, 4 + length);
	return true;
}

uint8_t *
ldp_message_begin(struct wbuf *w, const struct ldp_message *m)
{
	uint8_t *length;

	put_u16(w, m->type | (m->ignore ? LDP_U : 0u));
	length = put_len(w, 2);
	put_u32(w, m->id);
	return length;
}

void
ldp_message_end(struct wbuf *w, uint8_t *length)
{
	end_len(w, length, 2);
}
