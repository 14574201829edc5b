/* Messages of a neighbour: what is in them, and addresses (RFC 5036 3.5.5). */
#include "core/ldp_lib_in.h"
#include "value/label.h"

/* ---- parameters ---- */

/* RFC 5036 3.4.2.1: a label that may be used, or a null. */
static bool
label_is_good(uint32_t label)
{
	return label <= LABEL_MAX &&
	       (label >= LABEL_FIRST || label == LABEL_IMPLICIT ||
		   label == LABEL_IPV4_EXPLICIT ||
		   label == LABEL_IPV6_EXPLICIT);
}

static bool
param(
    struct params *p, const struct ldp_tlv *t, const void *at, struct fault *f)
{
	switch (t->type) {
	case LDP_TLV_FEC:
		p->fecs = t->value;
		break;
	case LDP_TLV_ADDRESS_LIST:
		p->addresses = t->value;
		p->family = t->family;
		break;
	case LDP_TLV_HOP_COUNT:
		p->hops = t->octet;
		break;
	case LDP_TLV_PATH_VECTOR:
		p->path = t->value;
		break;
	case LDP_TLV_GENERIC_LABEL:
		p->has_label = true;
		p->label = t->number;
		return label_is_good(p->label) ||
		       fault(f, at, LDP_MALFORMED_VALUE,
			   "label is reserved, and no null label");
	case LDP_TLV_ATM_LABEL:
	case LDP_TLV_FRAME_RELAY_LABEL:
		return fault(f, at, LDP_MALFORMED_VALUE,
		    "label is of another kind than the session's");
	case LDP_TLV_REQUEST_ID:
		p->has_request = true;
		p->request = t->number;
		break;
	case LDP_TLV_STATUS:
		p->status = t->status.code & LDP_STATUS_CODE;
		p->about = t->status.message_id;
		break;
	}
	return true;
}

static bool
params_read(struct params *p, const struct ldp_message *m, struct fault *f)
{
	struct rbuf r = m->params;
	struct ldp_tlv t;

	*p = (struct params){ .id = m->id, .type = m->type };
	if (!ldp_message_check(m, f))
		return false;
	while (rbuf_left(&r) > 0) {
		const void *at = r.at;

		if (!ldp_tlv_next(&r, &t, f) || !param(p, &t, at, f))
			return false;
	}
	return true;
}

/* ---- addresses ---- */

static bool
take_addresses(
    struct ldp_lib *lib, uint32_t at, const struct params *p, struct fault *f)
{
	struct rbuf r = p->addresses;
	struct addr a;

	if (p->family != LDP_AFI_IPV4 && p->family != LDP_AFI_IPV6)
		return fault(f, r.at, LDP_UNSUPPORTED_FAMILY,
		    "addresses of a family that is not spoken");
	while (ldp_address_next(&r, p->family, &a)) {
		/* without an interface those mean nothing (RFC 7552 7.1) */
		if (addr_is_link_local(&a))
			continue;
		if (p->type == LDP_ADDRESS_WITHDRAW)
			place_unclaim(lib, at, &a, NONE, false);
		else if (!place_claim(lib, at, &a, NONE, false))
			return fault(f, r.at, LDP_INTERNAL_ERROR,
			    "more addresses than one neighbour may have");
	}
	return true;
}

/* ---- all ---- */

static bool
take(struct ldp_lib *lib, mono now, uint32_t at, const struct ldp_message *m,
    struct fault *f)
{
	struct params p;

	if (!params_read(&p, m, f))
		return false;
	if (m->type == LDP_NOTIFICATION)
		return take_notice(lib, now, at, &p, f);
	if (m->type == LDP_ADDRESS || m->type == LDP_ADDRESS_WITHDRAW)
		return take_addresses(lib, at, &p, f);
	return take_labels(lib, now, at, &p, f);
}

static bool
is_ours(uint16_t type)
{
	return type == LDP_NOTIFICATION || type == LDP_ADDRESS ||
	       type == LDP_ADDRESS_WITHDRAW ||
	       (type >= LDP_LABEL_MAPPING && type <= LDP_LABEL_ABORT_REQUEST);
}

bool
ldp_lib_receive(struct ldp_lib *lib, mono now, uint32_t at,
    const struct ldp_message *m, struct fault *f)
{
	struct fault own;

	if (f == NULL)
		f = &own;
	if (!is_ours(m->type) || take(lib, now, at, m, f))
		return true;
	if (ldp_status_is_fatal(f->code))
		return false;
	/* RFC 5036 3.5.1: said, and the message has not been */
	if (m->type != LDP_NOTIFICATION)
		reply_notice(lib->peers[at], f->code, m->id, m->type,
		    (struct rbuf){ 0 });
	return true;
}
