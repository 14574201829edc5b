/* Messages of the label database as octets: in PDUs, and as answers. */
#include "core/ldp_lib_in.h"

enum {
	/* of a message that begins: head, FEC TLV, the largest element */
	FIRST = LDP_MESSAGE_HEAD + LDP_TLV_HEAD + 4 + 16,
	LABEL_SIZE = LDP_TLV_HEAD + 4,
	OURS = 1u << 31, /* message identifiers of the database */
	ADDRESSES = 100, /* to a message, and in the smallest PDU: */
	FEW_ADDRESSES = 12,
};

uint32_t
message_id(struct peer *p)
{
	return OURS | p->message_id++;
}

static void
put_label(struct wbuf *w, uint32_t label)
{
	struct ldp_tlv t = { .type = LDP_TLV_GENERIC_LABEL, .number = label };

	ldp_tlv_encode(w, &t);
}

/* ---- PDUs ---- */

void
pack_begin(
    struct pack *k, const struct ldp_lib *lib, struct peer *p, struct obuf *to)
{
	*k = (struct pack){ .peer = p, .lsr = lib->config.lsr, .to = to };
}

static void
end_message(struct pack *k)
{
	if (k->message == NULL)
		return;
	if (k->fecs != NULL) {
		end_len(&k->w, k->fecs, 2);
		if (k->label != LABEL_NONE)
			put_label(&k->w, k->label);
	}
	ldp_message_end(&k->w, k->message);
	k->message = k->fecs = NULL;
}

static void
end_pdu(struct pack *k)
{
	end_message(k);
	if (k->pdu == NULL)
		return;
	ldp_pdu_end(&k->w, k->pdu);
	obuf_used(k->to, wbuf_used(&k->w));
	k->done += wbuf_used(&k->w);
	k->pdu = NULL;
}

/* A PDU in which so many octets have room, behind what there is. */
static void
need(struct pack *k, size_t n)
{
	size_t room = LDP_LENGTH_END + (size_t)k->peer->session.max_pdu;

	if (k->pdu != NULL && (size_t)(k->w.end - k->w.at) < n)
		end_pdu(k);
	if (k->pdu != NULL)
		return;
	k->w = wbuf(obuf_need(k->to, room), room);
	k->pdu = ldp_pdu_begin(&k->w, k->lsr, 0);
}

static void
begin_message(struct pack *k, uint16_t type)
{
	struct ldp_message m = { .type = type, .id = message_id(k->peer) };

	k->type = type;
	k->id = m.id;
	k->message = ldp_message_begin(&k->w, &m);
	put_u16(&k->w, LDP_TLV_FEC);
	k->fecs = put_len(&k->w, 2);
}

void
pack_fec(struct pack *k, uint16_t type, const struct prefix *prefix,
    uint32_t label, struct rbuf more)
{
	struct ldp_fec fec = { .type = LDP_FEC_PREFIX,
		.family =
		    prefix->addr.ip == ADDR_IP4 ? LDP_AFI_IPV4 : LDP_AFI_IPV6,
		.prefix = *prefix };

	/* a path vector too long for a small PDU; the label counts */
	if (FIRST + LABEL_SIZE + rbuf_left(&more) + LDP_HEADER_SIZE >
	    k->peer->session.max_pdu)
		more = (struct rbuf){ 0 };
	if (k->message == NULL || k->type != type || k->label != label ||
	    label == LABEL_NONE || rbuf_left(&more) > 0 ||
	    (size_t)(k->w.end - k->w.at) < FIRST + LABEL_SIZE) {
		end_message(k);
		need(k, FIRST + LABEL_SIZE + rbuf_left(&more));
		begin_message(k, type);
		k->label = label;
	}
	ldp_fec_encode(&k->w, &fec);
	if (rbuf_left(&more) == 0)
		return;
	end_len(&k->w, k->fecs, 2);
	k->fecs = NULL;
	if (label != LABEL_NONE)
		put_label(&k->w, label);
	put_bytes(&k->w, more.at, rbuf_left(&more));
	end_message(k);
}

void
pack_message(struct pack *k, struct rbuf whole)
{
	end_message(k);
	need(k, rbuf_left(&whole));
	put_bytes(&k->w, whole.at, rbuf_left(&whole));
}

size_t
pack_size(const struct pack *k)
{
	return k->done + (k->pdu == NULL ? 0 : wbuf_used(&k->w));
}

size_t
pack_end(struct pack *k)
{
	end_pdu(k);
	return k->done;
}

/* ---- answers ---- */

/* What a neighbour sent in one PDU has room in one message of the same size. */
static struct wbuf
reply_room(struct peer *p)
{
	return wbuf(obuf_need(&p->replies, LDP_MAX_LENGTH), LDP_MAX_LENGTH);
}

static void
put_fecs(struct wbuf *w, struct rbuf fecs)
{
	struct ldp_tlv t = { .type = LDP_TLV_FEC, .value = fecs };

	if (rbuf_left(&fecs) > 0)
		ldp_tlv_encode(w, &t);
}

static void
put_status(struct wbuf *w, uint32_t status, uint32_t about, uint16_t about_type)
{
	struct ldp_tlv t = { .type = LDP_TLV_STATUS,
		.status = { status, about, about_type } };

	ldp_tlv_encode(w, &t);
}

/* An answer that does not fit is left out: nobody sends what needs it. */
static void
reply_end(struct peer *p, struct wbuf *w, uint8_t *length)
{
	ldp_message_end(w, length);
	if (!w->bad && wbuf_used(w) + LDP_HEADER_SIZE - LDP_LENGTH_END <=
			   p->session.max_pdu)
		obuf_used(&p->replies, wbuf_used(w));
}

void
reply_notice(struct peer *p, uint32_t status, uint32_t about,
    uint16_t about_type, struct rbuf fecs)
{
	struct ldp_message m = { .type = LDP_NOTIFICATION,
		.id = message_id(p) };
	struct wbuf w = reply_room(p);
	uint8_t *length = ldp_message_begin(&w, &m);

	put_status(&w, status, about, about_type);
	put_fecs(&w, fecs);
	reply_end(p, &w, length);
}

void
reply_release(
    struct peer *p, struct rbuf fecs, const uint32_t *label, uint32_t status)
{
	struct ldp_message m = { .type = LDP_LABEL_RELEASE,
		.id = message_id(p) };
	struct wbuf w = reply_room(p);
	uint8_t *length = ldp_message_begin(&w, &m);

	put_fecs(&w, fecs);
	if (label != NULL)
		put_label(&w, *label);
	if (status != LDP_SUCCESS)
		put_status(&w, status, 0, 0);
	reply_end(p, &w, length);
}

/* So many of the family as fit, `most`; how many were looked at. */
static size_t
put_addresses(
    struct wbuf *w, const struct addr *a, size_t n, unsigned ip, unsigned most)
{
	size_t i = 0;

	for (unsigned put = 0; i < n && put < most; i++)
		if (a[i].ip == ip) {
			put_bytes(w, a[i].b, addr_bits(&a[i]) / 8);
			put++;
		}
	return i;
}

void
reply_addresses(struct peer *p, uint16_t type, const struct addr *a, size_t n,
    uint8_t family)
{
	struct ldp_message m = { .type = type };
	unsigned ip = family == LDP_LIB_IP4 ? ADDR_IP4 : ADDR_IP6;
	unsigned most =
	    p->session.max_pdu < LDP_MAX_LENGTH ? FEW_ADDRESSES : ADDRESSES;
	uint8_t list[16 * ADDRESSES];
	size_t looked;

	if (!(p->session.families & family))
		return;
	for (; n > 0; a += looked, n -= looked) {
		struct wbuf w = reply_room(p), l = wbuf(list, sizeof(list));
		struct ldp_tlv t = { .type = LDP_TLV_ADDRESS_LIST,
			.family =
			    ip == ADDR_IP4 ? LDP_AFI_IPV4 : LDP_AFI_IPV6 };
		uint8_t *length;

		looked = put_addresses(&l, a, n, ip, most);
		if (wbuf_used(&l) == 0)
			continue;
		m.id = message_id(p);
		length = ldp_message_begin(&w, &m);
		t.value = rbuf(list, wbuf_used(&l));
		ldp_tlv_encode(&w, &t);
		reply_end(p, &w, length);
	}
}
