/* LDP messages as records: what is borrowed is the message's. */
#include "message/ldp_records.h"

#include <stdio.h>

#include "message/ldp_fields.h"

#define ARRAY(arena, type, n)                                                  \
	((type *)arena_alloc((arena), ((n) > 0 ? (n) : 1) * sizeof(type)))

static struct rec_bytes
bytes(struct rbuf r)
{
	return (struct rec_bytes){ (uint32_t)rbuf_left(&r), r.at };
}

/* Text in an interface parameter is not always what it should be. */
static bool
is_plain(struct rbuf r)
{
	for (const uint8_t *p = r.at; p < r.end; p++)
		if (*p < 0x20 || *p > 0x7e)
			return false;
	return rbuf_left(&r) > 0;
}

static void
parameters_record(struct rec_ldp_parameter **at, uint32_t *n, struct rbuf r,
    struct arena *arena)
{
	struct ldp_parameter p;

	*at = ARRAY(arena, struct rec_ldp_parameter, rbuf_left(&r) / 2);
	for (*n = 0; ldp_parameter_next(&r, &p, NULL); ++*n) {
		struct rec_ldp_parameter *to = &(*at)[*n];
		const char *name = name_of(ldp_parameter_names, p.id);
		size_t size = rbuf_left(&p.value);

		*to = (struct rec_ldp_parameter){ 0 };
		PUT(to, ldp_parameter, id, p.id);
		if (name != NULL)
			PUT(to, ldp_parameter, name, name);
		if ((p.id == LDP_PARAMETER_MTU || p.id == LDP_PARAMETER_VLAN) &&
		    size == 2)
			PUT(to, ldp_parameter, number, get_u16(&p.value));
		else if (p.id == LDP_PARAMETER_DESCRIPTION && is_plain(p.value))
			PUT(to, ldp_parameter, text,
			    arena_strndup(
				arena, (const char *)p.value.at, size));
		else
			PUT(to, ldp_parameter, value, bytes(p.value));
	}
}

static struct rec_ldp_attachment
attachment_record(const struct ldp_attachment *a)
{
	struct rec_ldp_attachment to = { 0 };

	PUT(&to, ldp_attachment, type, a->type);
	PUT(&to, ldp_attachment, value, bytes(a->value));
	return to;
}

static void
pw_record(struct rec_ldp_fec *to, const struct ldp_fec *e, struct arena *arena)
{
	const char *name = name_of(ldp_pw_names, e->pw_type);

	PUT(to, ldp_fec, pw_type, e->pw_type);
	if (name != NULL)
		PUT(to, ldp_fec, pw_name, name);
	PUT(to, ldp_fec, control_word, e->control_word);
	if (e->type == LDP_FEC_GENERALIZED_PWID) {
		PUT(to, ldp_fec, agi, attachment_record(&e->agi));
		PUT(to, ldp_fec, saii, attachment_record(&e->saii));
		PUT(to, ldp_fec, taii, attachment_record(&e->taii));
		return;
	}
	PUT(to, ldp_fec, group_id, e->group);
	if (!e->has_pw_id)
		return;
	PUT(to, ldp_fec, pw_id, e->pw_id);
	if (rbuf_left(&e->parameters) == 0)
		return;
	MARK(to, ldp_fec, parameters);
	parameters_record(
	    &to->parameters.at, &to->parameters.n, e->parameters, arena);
}

static void
fec_record(struct rec_ldp_fec *to, const struct ldp_fec *e, struct arena *arena)
{
	*to = (struct rec_ldp_fec){ 0 };
	if (e->type == LDP_FEC_PREFIX) { /* which says all */
		PUT(to, ldp_fec, prefix, prefix_mask(e->prefix));
		return;
	}
	PUT(to, ldp_fec, type, e->type);
	PUT(to, ldp_fec, name, name_of(ldp_fec_names, e->type));
	switch (e->type) {
	case LDP_FEC_HOST:
		PUT(to, ldp_fec, host, e->prefix.addr);
		break;
	case LDP_FEC_TYPED_WILDCARD:
		PUT(to, ldp_fec, of, e->of);
		PUT(to, ldp_fec, value, bytes(e->info));
		break;
	case LDP_FEC_P2MP:
	case LDP_FEC_MP2MP_UP:
	case LDP_FEC_MP2MP_DOWN:
		PUT(to, ldp_fec, root, e->root);
		PUT(to, ldp_fec, value, bytes(e->opaque));
		break;
	case LDP_FEC_PWID:
	case LDP_FEC_GENERALIZED_PWID:
		pw_record(to, e, arena);
		break;
	}
}

static void
fecs_record(struct rec_ldp_tlv *to, struct rbuf r, struct arena *arena)
{
	struct ldp_fec e;

	MARK(to, ldp_tlv, fecs);
	to->fecs.at = ARRAY(arena, struct rec_ldp_fec, rbuf_left(&r));
	while (rbuf_left(&r) > 0 && ldp_fec_next(&r, &e, NULL))
		fec_record(&to->fecs.at[to->fecs.n++], &e, arena);
}

static void
addresses_record(
    struct rec_ldp_tlv *to, struct rbuf r, uint16_t family, struct arena *arena)
{
	MARK(to, ldp_tlv, addresses);
	to->addresses.at = ARRAY(arena, struct addr, rbuf_left(&r) / 4);
	while (ldp_address_next(&r, family, &to->addresses.at[to->addresses.n]))
		to->addresses.n++;
}

static void
tlv_record(struct rec_ldp_tlv *to, const struct ldp_tlv *t, bool malformed,
    struct arena *arena)
{
	const char *name = ldp_tlv_name(t->type);

	*to = (struct rec_ldp_tlv){ 0 };
	PUT(to, ldp_tlv, type, t->type);
	if (name != NULL)
		PUT(to, ldp_tlv, name, name);
	if (t->ignore)
		PUT(to, ldp_tlv, ignore, true);
	if (t->forward)
		PUT(to, ldp_tlv, forward, true);
	if (!malformed)
		ldp_fields_record(to, t);
	if (!malformed && t->type == LDP_TLV_STATUS &&
	    ldp_status_name(t->status.code) != NULL)
		PUT(to, ldp_tlv, status_name, ldp_status_name(t->status.code));
	if (!malformed && t->type == LDP_TLV_FEC) {
		fecs_record(to, t->value, arena);
	} else if (!malformed && t->type == LDP_TLV_ADDRESS_LIST) {
		addresses_record(to, t->value, t->family, arena);
	} else if (!malformed && t->type == LDP_TLV_PATH_VECTOR) {
		addresses_record(to, t->value, LDP_AFI_IPV4, arena);
	} else if (!malformed && t->type == LDP_TLV_PW_PARAMETERS) {
		MARK(to, ldp_tlv, parameters);
		parameters_record(
		    &to->parameters.at, &to->parameters.n, t->value, arena);
	} else if (rbuf_left(&t->value) > 0 || malformed) {
		PUT(to, ldp_tlv, value, bytes(t->value));
	}
}

static void
error_record(struct rec_message *m, const struct fault *f,
    const struct ldp_tlv *t, const uint8_t *from)
{
	struct rec_error *e = &m->error;

	if (HAS(m, message, error))
		return; /* the first is what a speaker would tell */
	MARK(m, message, error);
	PUT(e, error, text, f->what);
	PUT(e, error, offset, (uint32_t)((const uint8_t *)f->at - from));
	if (ldp_status_name(f->code) != NULL)
		PUT(e, error, treatment, ldp_status_name(f->code));
	PUT(e, error, clause, "RFC 5036 3.5.1.2");
	if (t != NULL && ldp_tlv_name(t->type) != NULL)
		PUT(e, error, attribute, ldp_tlv_name(t->type));
}

/* False: what is left is no TLV. */
static bool
tlvs_record(
    struct rec_message *m, const struct ldp_message *from, struct arena *arena)
{
	struct rec_ldp *l = &m->ldp;
	struct rbuf r = from->params;
	struct ldp_tlv t;

	MARK(l, ldp, tlvs);
	l->tlvs.at =
	    ARRAY(arena, struct rec_ldp_tlv, rbuf_left(&r) / LDP_TLV_HEAD);
	while (rbuf_left(&r) > 0) {
		struct fault f = { 0 };
		bool fine = ldp_tlv_next(&r, &t, &f);

		if (!fine)
			error_record(m, &f, &t, from->whole.at);
		if (r.bad)
			return false;
		tlv_record(&l->tlvs.at[l->tlvs.n++], &t, !fine, arena);
	}
	return true;
}

static const char *
kind_of(uint16_t type, struct arena *arena)
{
	const char *name = ldp_message_name(type);
	char text[24];
	int n;

	if (name != NULL)
		return name;
	n = snprintf(text, sizeof(text), "unknown_%u", type);
	return arena_strndup(arena, text, (size_t)n);
}

/* Whether the record says all of it. */
static bool
is_told(const struct rec_message *m, const struct ldp_message *from,
    struct arena *arena)
{
	size_t n = rbuf_left(&from->whole);
	struct wbuf w = wbuf(arena_alloc(arena, n), n);

	return ldp_encode_message(&w, m, arena, NULL) && wbuf_used(&w) == n &&
	       memcmp(w.start, from->whole.at, n) == 0;
}

void
ldp_record_message(struct rec_message *m, const struct ldp_pdu *p,
    const struct ldp_message *from, bool more, struct arena *arena)
{
	struct rec_ldp *l = &m->ldp;
	struct fault f = { 0 };
	bool whole;

	PUT(m, message, protocol, "ldp");
	PUT(m, message, kind, kind_of(from->type, arena));
	PUT(m, message, length, (uint32_t)rbuf_left(&from->whole));
	MARK(m, message, ldp);
	PUT(l, ldp, lsr, addr_ip4(p->lsr));
	PUT(l, ldp, label_space, p->space);
	PUT(l, ldp, id, from->id);
	if (ldp_message_name(from->type) == NULL)
		PUT(l, ldp, type, from->type);
	if (from->ignore)
		PUT(l, ldp, ignore, true);
	if (more)
		PUT(l, ldp, more, true);
	whole = tlvs_record(m, from, arena);
	if (!ldp_message_check(from, &f) && f.code == LDP_MISSING_PARAMETERS)
		error_record(m, &f, NULL, from->whole.at);
	if (!whole || !is_told(m, from, arena)) {
		MARK(m, message, raw);
		PUT(&m->raw, raw, message, bytes(from->whole));
	}
}
