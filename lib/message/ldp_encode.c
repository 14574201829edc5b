/* LDP messages from records, the way back of ldp_records.c. */
#include <stdio.h>

#include "base/obuf.h"
#include "message/ldp_fields.h"
#include "message/ldp_records.h"

enum { LENGTHS = 300 }; /* more than one octet of length can say, and a head */

static bool
refuse(struct rec_fault *f, const char *key, uint32_t i, const char *text)
{
	if (f == NULL)
		return false;
	f->line = 0;
	snprintf(f->key, sizeof(f->key), i == UINT32_MAX ? "%s" : "%s[%u]", key,
	    (unsigned)i);
	snprintf(f->text, sizeof(f->text), "%s", text);
	return false;
}

static struct rbuf
reader(struct rec_bytes b)
{
	return rbuf(b.at, b.n);
}

static void
put_parameters(struct wbuf *w, const struct rec_ldp_parameter *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct ldp_parameter p = { .id = at[i].id };
		uint8_t two[2];

		if (HAS(&at[i], ldp_parameter, number)) {
			two[0] = (uint8_t)(at[i].number >> 8);
			two[1] = (uint8_t)at[i].number;
			p.value = rbuf(two, sizeof(two));
		} else if (HAS(&at[i], ldp_parameter, text)) {
			p.value = rbuf(at[i].text, strlen(at[i].text));
		} else {
			p.value = reader(at[i].value);
		}
		ldp_parameter_encode(w, &p);
	}
}

static uint16_t
family_of(const struct addr *a)
{
	return a->ip == ADDR_IP6 ? LDP_AFI_IPV6 : LDP_AFI_IPV4;
}

static struct ldp_attachment
attachment(const struct rec_ldp_attachment *a)
{
	return (struct ldp_attachment){ a->type, reader(a->value) };
}

static uint8_t
fec_type(const struct rec_ldp_fec *e)
{
	int type;

	if (HAS(e, ldp_fec, type))
		return e->type;
	if (HAS(e, ldp_fec, name) &&
	    name_find(ldp_fec_names, e->name, strlen(e->name), &type))
		return (uint8_t)type;
	return HAS(e, ldp_fec, prefix) ? LDP_FEC_PREFIX : 0;
}

static void
put_fec(struct wbuf *w, const struct rec_ldp_fec *from, struct arena *arena)
{
	size_t room = (from->parameters.n + 1) * LENGTHS;
	struct wbuf parameters = wbuf(arena_alloc(arena, room), room);
	struct ldp_fec e = {
		.type = fec_type(from),
		.prefix = from->prefix,
		.of = from->of,
		.info = reader(from->value),
		.opaque = reader(from->value),
		.root = from->root,
		.control_word = from->control_word,
		.pw_type = (uint16_t)from->pw_type,
		.group = from->group_id,
		.has_pw_id = HAS(from, ldp_fec, pw_id),
		.pw_id = from->pw_id,
		.agi = attachment(&from->agi),
		.saii = attachment(&from->saii),
		.taii = attachment(&from->taii),
	};

	if (e.type == LDP_FEC_HOST)
		e.prefix = (struct prefix){ from->host,
			(uint8_t)addr_bits(&from->host) };
	e.family =
	    family_of(HAS(from, ldp_fec, root) ? &from->root : &e.prefix.addr);
	put_parameters(&parameters, from->parameters.at, from->parameters.n);
	w->bad |= parameters.bad;
	e.parameters = rbuf(parameters.start, wbuf_used(&parameters));
	ldp_fec_encode(w, &e);
}

static bool
tlv_type(const struct rec_ldp_tlv *from, uint16_t *type)
{
	*type = (uint16_t)from->type;
	return HAS(from, ldp_tlv, type) ||
	       (HAS(from, ldp_tlv, name) && ldp_tlv_find(from->name, type));
}

static size_t
value_room(const struct rec_ldp_tlv *t)
{
	size_t n = t->value.n + t->addresses.n * sizeof(struct addr) +
		   t->parameters.n * LENGTHS + 1;

	for (uint32_t i = 0; i < t->fecs.n; i++)
		n += LENGTHS + t->fecs.at[i].value.n;
	return n;
}

static bool
put_tlv(struct wbuf *w, const struct rec_ldp_tlv *from, uint32_t i,
    struct arena *arena, struct rec_fault *f)
{
	size_t room = value_room(from);
	struct wbuf value = wbuf(arena_alloc(arena, room), room);
	struct ldp_tlv t = {
		.ignore = from->ignore,
		.forward = from->forward,
	};

	if (!tlv_type(from, &t.type))
		return refuse(f, "ldp.tlvs", i, "neither type nor known name");
	for (uint32_t e = 0; e < from->fecs.n; e++) {
		put_fec(&value, &from->fecs.at[e], arena);
		if (value.bad)
			return refuse(f, "ldp.tlvs", i,
			    "a FEC is of no type that is known, or too long");
	}
	for (uint32_t a = 0; a < from->addresses.n; a++)
		put_bytes(&value, from->addresses.at[a].b,
		    addr_bits(&from->addresses.at[a]) / 8);
	put_parameters(&value, from->parameters.at, from->parameters.n);
	put_bytes(&value, from->value.at, from->value.n);
	t.value = rbuf(value.start, wbuf_used(&value));
	ldp_fields_encode(&t, from);
	if (t.type == LDP_TLV_ADDRESS_LIST && !HAS(from, ldp_tlv, afi) &&
	    from->addresses.n > 0)
		t.family = family_of(&from->addresses.at[0]);
	ldp_tlv_encode(w, &t);
	return (!value.bad && !w->bad) ||
	       refuse(f, "ldp.tlvs", i, "it does not fit into a message");
}

static bool
usual_encode(struct wbuf *w, const struct rec_message *m, struct arena *arena,
    struct rec_fault *f)
{
	const struct rec_ldp *l = &m->ldp;
	struct ldp_message head = { .ignore = l->ignore, .id = l->id };
	uint8_t *length;

	if (HAS(l, ldp, type))
		head.type = (uint16_t)l->type;
	else if (!ldp_message_find(m->kind, &head.type))
		return refuse(f, "kind", UINT32_MAX,
		    "no LDP message has this name; ldp.type says its number");
	length = ldp_message_begin(w, &head);
	for (uint32_t i = 0; i < l->tlvs.n; i++)
		if (!put_tlv(w, &l->tlvs.at[i], i, arena, f))
			return false;
	ldp_message_end(w, length);
	return !w->bad ||
	       refuse(f, "ldp.tlvs", UINT32_MAX, "too much for a message");
}

/* What the message says; not when, where and how it was seen. */
static void
content_of(struct obuf *text, const struct rec_message *m)
{
	struct rec r = { .type = REC_MESSAGE };
	struct rec_message *to = &r.message;

	PUT(to, message, protocol, m->protocol);
	PUT(to, message, kind, m->kind);
	PUT(to, message, ldp, m->ldp);
	to->ldp.has &=
	    ~(UINT64_C(1) << AT_ldp_more | UINT64_C(1) << AT_ldp_lsr |
		UINT64_C(1) << AT_ldp_label_space);
	rec_write(text, &r);
}

/* Whether the octets in `raw` still are what the rest of the record says. */
static bool
raw_holds(const struct rec_message *m, struct arena *arena)
{
	struct rbuf octets = reader(m->raw.message);
	struct ldp_pdu p = { 0 };
	struct obuf said = { 0 }, is = { 0 };
	struct rec_message back = { 0 };
	struct ldp_message one;
	bool holds;

	if (!ldp_message_next(&octets, &one, NULL) || rbuf_left(&octets) > 0)
		return false;
	ldp_record_message(&back, &p, &one, false, arena);
	content_of(&said, m);
	content_of(&is, &back);
	holds = obuf_left(&said) == obuf_left(&is) &&
		memcmp(obuf_at(&said), obuf_at(&is), obuf_left(&is)) == 0;
	obuf_fini(&said);
	obuf_fini(&is);
	return holds;
}

bool
ldp_encode_message(struct wbuf *w, const struct rec_message *m,
    struct arena *arena, struct rec_fault *f)
{
	if (!HAS(&m->ldp, ldp, lsr) || m->ldp.lsr.ip != ADDR_IP4)
		return refuse(f, "ldp.lsr", UINT32_MAX,
		    "it is missing, or no IPv4 address");
	if (HAS(m, message, raw) && HAS(&m->raw, raw, message) &&
	    raw_holds(m, arena)) {
		put_bytes(w, m->raw.message.at, m->raw.message.n);
		return !w->bad;
	}
	return usual_encode(w, m, arena, f);
}
