/* The steps of bgp_form.h, from fields to bytes. */
#include "base/text.h"
#include "message/bgp_form_parts.h"
#include "value/community.h"
#include "value/family.h"

static bool
unfit(struct bgp_unfit *why, const struct object *o, uint8_t key,
    const char *text)
{
	if (why != NULL)
		*why = (struct bgp_unfit){ o->name, o->fields[key].name, text };
	return false;
}

const struct bgp_form *
bgp_form_find(const struct bgp_forms *forms, uint32_t type, uint32_t outer)
{
	for (size_t i = 0; i < forms->n; i++)
		if (forms->rows[i].type == type &&
		    (forms->rows[i].outer == 0 ||
			forms->rows[i].outer == outer))
			return &forms->rows[i];
	return NULL;
}

const struct bgp_step *
bgp_form_steps(const struct bgp_forms *forms, uint32_t type, uint32_t outer)
{
	const struct bgp_form *form = bgp_form_find(forms, type, outer);

	return form != NULL && form->steps != NULL ? form->steps : forms->steps;
}

unsigned
bgp_form_length(const struct bgp_forms *forms, uint32_t type)
{
	if (forms->wide)
		return type < 128 ? 1 : 2;
	return forms->length_octets;
}

/* ---- values ---- */

/* What is not there is 0: only what names the thing must be there. */
static bool
put_uint(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	const struct field *f = &o->fields[s->key];
	uint64_t v = 0;

	if (there(from, s->key))
		v = number(o, from, s->key);
	else if (f->flags & FIELD_REQUIRED)
		return unfit(why, o, s->key, "it is missing");
	if (s->n < sizeof(v) && v >> 8 * s->n != 0)
		return unfit(why, o, s->key, "it is too large");
	put_be(w, v, s->n);
	return true;
}

static void
put_zeros(struct wbuf *w, unsigned n)
{
	while (n-- > 0)
		put_u8(w, 0);
}

static size_t
addr_octets(const struct addr *a)
{
	return a->ip == ADDR_IP4 ? 4 : 16;
}

static bool
put_addr(struct wbuf *w, size_t n, const struct object *o, const void *from,
    uint8_t key, struct bgp_unfit *why)
{
	const struct addr *a = look(o, from, key);

	if (!there(from, key))
		return unfit(why, o, key, "it is missing");
	if (n > 0 && n != addr_octets(a))
		return unfit(why, o, key, "it is of the other IP version");
	put_bytes(w, a->b, addr_octets(a));
	return true;
}

static bool
put_family(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	const struct addr *a = look(o, from, s->key);

	if (!there(from, s->key)) {
		put_u16(w, 0);
		return true;
	}
	put_u16(w, a->ip == ADDR_IP4 ? AFI_IP4 : AFI_IP6);
	return put_addr(w, 0, o, from, s->key, why);
}

static bool
put_sized(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	put_be(w, addr_octets(look(o, from, s->key)), s->n);
	return put_addr(w, 0, o, from, s->key, why);
}

static bool
put_mac(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	const char *text = *(const char *const *)look(o, from, s->key);
	uint8_t mac[MAC_OCTETS] = { 0 };

	for (unsigned i = 0; there(from, s->key) && i < MAC_OCTETS; i++)
		if (strlen(text) != 3 * MAC_OCTETS - 1 ||
		    (i > 0 && text[3 * i - 1] != ':') ||
		    !text_unhex(text + 3 * i, 2, &mac[i], NULL))
			return unfit(why, o, s->key, "it is no MAC address");
	put_bytes(w, mac, sizeof(mac));
	return true;
}

/* All 24 bits where they are told, else those of the label. */
static void
put_label(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from)
{
	if (there(from, s->key))
		put_u24(w, number(o, from, s->key));
	else if (there(from, s->key - 1))
		put_u24(w, number(o, from, s->key - 1) << 4);
	else
		put_u24(w, 0);
}

static void
put_stack(struct wbuf *w, const rec_numbers *list)
{
	for (uint32_t i = 0; i < list->n; i++)
		put_u32(w, (uint64_t)list->at[i] << 12);
}

static void
put_hex(struct wbuf *w, unsigned octets, const struct rec_bytes *b)
{
	if (octets > 0)
		put_be(w, b->n, octets);
	put_bytes(w, b->at, b->n);
}

static void
put_text(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from)
{
	const char *text = there(from, s->key)
			       ? *(const char *const *)look(o, from, s->key)
			       : "";

	if (s->n > 0)
		put_be(w, strlen(text), s->n);
	put_bytes(w, text, strlen(text));
}

static void
put_numbers(struct wbuf *w, unsigned octets, const rec_numbers *list)
{
	for (uint32_t i = 0; i < list->n; i++)
		put_be(w, list->at[i], octets);
}

static bool
put_afi_safi(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	uint32_t family = *(const uint32_t *)look(o, from, s->key);

	if (!there(from, s->key))
		return unfit(why, o, s->key, "it is missing");
	put_u16(w, FAMILY_AFI(family));
	put_u8(w, FAMILY_SAFI(family));
	return true;
}

static bool
put_ext6(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	const rec_names *list = look(o, from, s->key);

	for (uint32_t i = 0; i < list->n; i++) {
		struct ext6_community c;

		if (!ext6_community_parse(
			&c, list->at[i], strlen(list->at[i]), NULL))
			return unfit(why, o, s->key,
			    "one of them is no extended community");
		put_bytes(w, c.b, sizeof(c.b));
	}
	return true;
}

/* ---- what has parts ---- */

static bool
put_list(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, struct bgp_unfit *why)
{
	const struct field *f = &o->fields[s->key];
	const struct rec_list *list = look(o, from, s->key);
	const char *at = list->at;

	if (s->kind == STEP_COUNT)
		put_be(w, list->n, s->n);
	for (uint32_t i = 0; i < list->n; i++, at += f->size)
		if (!bgp_form_put(w, s->steps, f->object, at, 0, why))
			return false;
	return true;
}

static bool
put_by_type(struct wbuf *w, const struct bgp_forms *forms,
    const struct object *o, const void *from, uint32_t outer,
    struct bgp_unfit *why)
{
	uint32_t type = (uint32_t)number(o, from, forms->type);
	const struct bgp_step *steps = bgp_form_steps(forms, type, outer);

	if (there(from, forms->value) &&
	    o->fields[forms->value].kind == F_HEX) {
		put_hex(w, 0, look(o, from, forms->value));
		return true;
	}
	if (steps == NULL)
		return unfit(why, o, forms->value, "it is missing");
	return bgp_form_put(w, steps, o, from, type, why);
}

static bool
put_tlv(struct wbuf *w, const struct bgp_forms *forms, const struct object *o,
    const void *from, uint32_t outer, struct bgp_unfit *why)
{
	uint32_t type = (uint32_t)number(o, from, forms->type);
	unsigned octets = bgp_form_length(forms, type);
	uint8_t *start = w->at, *length;

	put_be(w, type, forms->type_octets);
	length = put_len(w, octets);
	if (!put_by_type(w, forms, o, from, outer, why))
		return false;
	if (w->bad)
		return true;
	if (!forms->counts) {
		end_len(w, length, octets);
		return true;
	}
	/* AIGP alone, with two octets of length. */
	length[0] = (uint8_t)((w->at - start) >> 8);
	length[1] = (uint8_t)(w->at - start);
	return true;
}

static bool
put_tlvs(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, uint32_t outer, struct bgp_unfit *why)
{
	const struct field *f = &o->fields[s->key];
	const struct rec_list *list = look(o, from, s->key);
	const char *at = list->at;

	for (uint32_t i = 0; i < list->n; i++, at += f->size)
		if (!put_tlv(w, s->forms, f->object, at, outer, why))
			return false;
	return true;
}

static bool
put_one(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, uint32_t outer, struct bgp_unfit *why)
{
	switch ((enum bgp_step_kind)s->kind) {
	case STEP_END:
		return true;
	case STEP_UINT:
		return put_uint(w, s, o, from, why);
	case STEP_ZERO:
		put_zeros(w, s->n);
		return true;
	case STEP_CONST:
		put_bytes(w, s->octets, s->n);
		return true;
	case STEP_ADDR:
		return put_addr(w, s->n, o, from, s->key, why);
	case STEP_HALF:
		return put_addr(w, 0, o, from, s->key, why);
	case STEP_FAMILY:
		return put_family(w, s, o, from, why);
	case STEP_SIZED:
		return put_sized(w, s, o, from, why);
	case STEP_MAC:
		return put_mac(w, s, o, from, why);
	case STEP_LABEL:
		put_label(w, s, o, from);
		return true;
	case STEP_STACK:
		put_stack(w, look(o, from, s->key));
		return true;
	case STEP_HEX:
		put_hex(w, s->n, look(o, from, s->key));
		return true;
	case STEP_TEXT:
		put_text(w, s, o, from);
		return true;
	case STEP_NUMBERS:
		put_numbers(w, s->n, look(o, from, s->key));
		return true;
	case STEP_AFI_SAFI:
		return put_afi_safi(w, s, o, from, why);
	case STEP_PART:
	case STEP_LIST:
	case STEP_COUNT:
		return put_list(w, s, o, from, why);
	case STEP_TLVS:
		return put_tlvs(w, s, o, from, outer, why);
	case STEP_BY_TYPE:
		return put_by_type(w, s->forms, o, from, outer, why);
	case STEP_EXT6:
		return put_ext6(w, s, o, from, why);
	}
	return false;
}

bool
bgp_form_put(struct wbuf *w, const struct bgp_step *s, const struct object *o,
    const void *from, uint32_t outer, struct bgp_unfit *why)
{
	for (; s->kind != STEP_END; s++)
		if (!put_one(w, s, o, from, outer, why))
			return false;
	return true;
}

bool
bgp_form_write(struct wbuf *w, const struct bgp_step *steps,
    const struct object *o, const void *from, struct bgp_unfit *why)
{
	return bgp_form_put(w, steps, o, from, 0, why);
}
