/* Initialization: what we offer, and what comes of what the neighbour does
 * (RFC 5036 3.5.3, 5561 3, 3478 2). */
#include "core/ldp_session.h"

static const struct capability {
	uint16_t type;
	uint8_t bit;
} known[] = {
	{ LDP_TLV_DYNAMIC_CAPABILITY, LDP_CAN_ANNOUNCE },
	{ LDP_TLV_TYPED_WILDCARD, LDP_CAN_TYPED_WILDCARD },
	{ LDP_TLV_UNRECOGNIZED_NOTIFICATION, LDP_CAN_UNRECOGNIZED },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

/* ---- ours ---- */

static void
put_session(struct wbuf *w, const struct ldp_session_config *c)
{
	ldp_tlv_encode(w,
	    &(struct ldp_tlv){
		.type = LDP_TLV_SESSION,
		.session = {
		    .version = LDP_VERSION,
		    .keepalive = c->keepalive,
		    .flags = (c->on_demand ? LDP_SESSION_ON_DEMAND : 0) |
			     (c->loop_detection ? LDP_SESSION_LOOP_DETECTION
						: 0),
		    .path_vector_limit =
			c->loop_detection ? c->path_vector_limit : 0,
		    .max_pdu = c->max_pdu,
		    .lsr = c->peer.lsr,
		    .space = c->peer.space,
		},
	    });
}

static void
put_restart(struct wbuf *w, const struct ldp_session_config *c)
{
	if (c->restart)
		ldp_tlv_encode(w,
		    &(struct ldp_tlv){
			.type = LDP_TLV_FT_SESSION,
			.ignore = true,
			.ft = {
			    .flags = LDP_FT_RESTART,
			    .reconnect = c->reconnect,
			    .recovery = c->recovery,
			},
		    });
}

void
ldp_offer(
    const struct ldp_session_config *c, uint32_t message_id, struct wbuf *w)
{
	struct ldp_message m = { .type = LDP_INITIALIZATION, .id = message_id };
	uint8_t *pdu = ldp_pdu_begin(w, c->lsr, 0);
	uint8_t *message = ldp_message_begin(w, &m);

	put_session(w, c);
	put_restart(w, c);
	for (unsigned i = 0; i < KNOWN; i++)
		ldp_tlv_encode(w, &(struct ldp_tlv){
				      .type = known[i].type,
				      .ignore = true,
				      .octet = LDP_STATE,
				  });
	ldp_message_end(w, message);
	ldp_pdu_end(w, pdu);
}

void
ldp_notify(struct wbuf *w, uint32_t lsr, uint32_t message_id, uint32_t status,
    const struct ldp_message *about)
{
	struct ldp_message m = { .type = LDP_NOTIFICATION, .id = message_id };
	uint8_t *pdu = ldp_pdu_begin(w, lsr, 0);
	uint8_t *message = ldp_message_begin(w, &m);
	struct ldp_tlv t = { .type = LDP_TLV_STATUS };

	t.status.code =
	    status | (ldp_status_is_fatal(status) ? LDP_STATUS_E : 0);
	if (about != NULL) {
		t.status.message_id = about->id;
		t.status.message_type = about->type;
	}
	ldp_tlv_encode(w, &t);
	ldp_message_end(w, message);
	ldp_pdu_end(w, pdu);
}

/* ---- theirs ---- */

static uint8_t
bit_of(uint16_t type)
{
	for (unsigned i = 0; i < KNOWN; i++)
		if (known[i].type == type)
			return known[i].bit;
	return 0;
}

/* Announced (S) or taken back; what is beyond the room is not shown. */
static void
take_capability(const struct ldp_tlv *t, struct ldp_agreed *a)
{
	uint8_t bit = bit_of(t->type);
	unsigned i = 0;

	while (i < a->n_capabilities && a->capabilities[i] != t->type)
		i++;
	if (t->octet & LDP_STATE) {
		a->can |= bit;
		if (i == a->n_capabilities && i < LDP_MAX_CAPABILITIES)
			a->capabilities[a->n_capabilities++] = t->type;
	} else {
		a->can &= (uint8_t)~bit;
		if (i < a->n_capabilities)
			a->capabilities[i] =
			    a->capabilities[--a->n_capabilities];
	}
}

bool
ldp_capability(
    const struct ldp_message *m, struct ldp_agreed *a, struct fault *f)
{
	struct rbuf r = m->params;
	struct ldp_tlv t;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;

		if (!ldp_tlv_next(&r, &t, f))
			return false;
		/* RFC 5561 9: that one is for the whole session */
		if (t.type == LDP_TLV_DYNAMIC_CAPABILITY)
			return fault(f, at, LDP_MALFORMED_VALUE,
			    "dynamic announcement is not to be taken back");
		if (ldp_tlv_is_capability(t.type))
			take_capability(&t, a);
	}
	return true;
}

static bool
take_session(const struct ldp_session_config *c, const struct ldp_tlv *t,
    struct ldp_agreed *a, struct fault *f)
{
	const void *at = t->value.at;

	if (t->session.version != LDP_VERSION)
		return fault(f, at, LDP_BAD_VERSION, "version is not 1");
	if (t->session.lsr != c->lsr || t->session.space != 0)
		return fault(f, at, LDP_REJECTED_NO_HELLO,
		    "the Initialization is for another router");
	if (t->session.keepalive == 0)
		return fault(
		    f, at, LDP_REJECTED_KEEPALIVE, "keepalive time of 0");
	a->keepalive = t->session.keepalive < c->keepalive
			   ? t->session.keepalive
			   : c->keepalive;
	/* "A value of 255 or less specifies the default" */
	a->max_pdu =
	    t->session.max_pdu > 255 ? t->session.max_pdu : LDP_MAX_LENGTH;
	if (a->max_pdu > c->max_pdu)
		a->max_pdu = c->max_pdu;
	/* of packets, where the two differ labels are unsolicited */
	a->on_demand =
	    c->on_demand && (t->session.flags & LDP_SESSION_ON_DEMAND);
	a->loop_detection = t->session.flags & LDP_SESSION_LOOP_DETECTION;
	a->path_vector_limit = t->session.path_vector_limit;
	return true;
}

bool
ldp_agree(const struct ldp_session_config *c, const struct ldp_message *m,
    struct ldp_agreed *a, struct fault *f)
{
	struct rbuf r = m->params;
	struct ldp_tlv t;

	*a = (struct ldp_agreed){ 0 };
	while (rbuf_left(&r) > 0) {
		if (!ldp_tlv_next(&r, &t, f))
			return false;
		if (t.type == LDP_TLV_SESSION) {
			if (!take_session(c, &t, a, f))
				return false;
		} else if (t.type == LDP_TLV_FT_SESSION &&
			   (t.ft.flags & LDP_FT_RESTART)) {
			a->restart = c->restart;
			a->reconnect = t.ft.reconnect;
			a->recovery = t.ft.recovery;
		} else if (ldp_tlv_is_capability(t.type)) {
			take_capability(&t, a);
		}
	}
	return true;
}
