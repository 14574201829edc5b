/* Hello messages (RFC 5036 3.5.2, RFC 7552 6.1): what they say, and ours. */
#include "core/ldp_hello_in.h"
#include "wire/ldp.h"

static void
read_tlv(const struct ldp_tlv *t, struct ldp_hello *to)
{
	switch (t->type) {
	case LDP_TLV_HELLO:
		to->hold = t->hello.hold;
		to->flags = t->hello.flags;
		break;
	case LDP_TLV_IPV4_TRANSPORT: /* the first of each counts */
		if (to->transport[LDP_IP4].ip == ADDR_NONE)
			to->transport[LDP_IP4] = addr_ip4(t->number);
		break;
	case LDP_TLV_IPV6_TRANSPORT:
		if (to->transport[LDP_IP6].ip == ADDR_NONE)
			to->transport[LDP_IP6] = addr_from(ADDR_IP6, t->ip6);
		break;
	case LDP_TLV_CONFIGURATION_SEQUENCE:
		to->sequence = t->number;
		break;
	case LDP_TLV_DUAL_STACK:
		to->preference = t->number >> 28;
		break;
	}
}

bool
ldp_hello_read(struct rbuf r, struct ldp_hello *to)
{
	struct ldp_message m;
	struct ldp_pdu pdu;
	struct ldp_tlv t;

	*to = (struct ldp_hello){ 0 };
	if (!ldp_pdu_decode(r, &pdu, NULL) ||
	    !ldp_message_next(&pdu.messages, &m, NULL) || m.type != LDP_HELLO ||
	    !ldp_message_check(&m, NULL))
		return false;
	to->id = (struct ldp_id){ pdu.lsr, pdu.space };
	while (rbuf_left(&m.params) > 0 && ldp_tlv_next(&m.params, &t, NULL))
		read_tlv(&t, to);
	return true;
}

static void
put_transport(struct wbuf *w, const struct addr *a)
{
	struct ldp_tlv t = { .type = LDP_TLV_IPV4_TRANSPORT };

	if (a->ip == ADDR_IP6) {
		t.type = LDP_TLV_IPV6_TRANSPORT;
		memcpy(t.ip6, a->b, sizeof(t.ip6));
	} else {
		t.number = addr_u32(a);
	}
	ldp_tlv_encode(w, &t);
}

/* RFC 7552 6.1.1: only who speaks both says which one it prefers. */
static void
put_preference(struct wbuf *w, const struct ldp_hello_config *config)
{
	if (config->transport[LDP_IP4].ip == ADDR_NONE ||
	    config->transport[LDP_IP6].ip == ADDR_NONE)
		return;
	ldp_tlv_encode(w, &(struct ldp_tlv){
			      .type = LDP_TLV_DUAL_STACK,
			      .ignore = true,
			      .number = (config->prefer_ip4 ? 4u : 6u) << 28,
			  });
}

unsigned
ldp_hello_write(const struct ldp_hello_terms *terms, uint8_t *to, unsigned room)
{
	struct ldp_message m = { .type = LDP_HELLO, .id = terms->message_id };
	struct wbuf w = wbuf(to, room);
	uint8_t *pdu = ldp_pdu_begin(&w, terms->config->lsr, 0);
	uint8_t *message = ldp_message_begin(&w, &m);

	ldp_tlv_encode(
	    &w, &(struct ldp_tlv){
		    .type = LDP_TLV_HELLO,
		    .hello = { .hold = terms->hold, .flags = terms->flags },
		});
	put_transport(&w, &terms->config->transport[terms->ip]);
	ldp_tlv_encode(&w, &(struct ldp_tlv){
			       .type = LDP_TLV_CONFIGURATION_SEQUENCE,
			       .number = terms->sequence,
			   });
	put_preference(&w, terms->config);
	ldp_message_end(&w, message);
	ldp_pdu_end(&w, pdu);
	return w.bad ? 0 : (unsigned)wbuf_used(&w);
}
