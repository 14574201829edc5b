/* The steps of bgp_form.h, from bytes to fields. */
#include "message/bgp_form_parts.h"

#include "base/text.h"
#include "rec/number.h"
#include "value/community.h"
#include "value/family.h"

static bool take(struct rbuf *r, const struct bgp_step *, const struct object *,
    void *to, uint32_t outer, struct arena *);

static void
name_set(const struct object *o, void *obj, uint8_t key, const char *name)
{
	if (name == NULL)
		return;
	*(const char **)member(o, obj, key) = name;
	mark(obj, key);
}

/* ---- reading ---- */

static uint64_t
get_number(struct rbuf *r, unsigned octets)
{
	uint64_t v = 0;

	while (octets-- > 0)
		v = v << 8 | get_u8(r);
	return v;
}

static bool
take_uint(
    struct rbuf *r, const struct bgp_step *s, const struct object *o, void *to)
{
	const struct field *f = &o->fields[s->key];
	uint64_t v = get_number(r, s->n);

	if (r->bad || v > number_max(f))
		return false;
	number_store(member(o, to, s->key), f->size, v);
	mark(to, s->key);
	if (s->names != NULL)
		name_set(o, to, s->key + 1, name_of(s->names, (int)v));
	return true;
}

static bool
take_addr(
    struct rbuf *r, size_t n, const struct object *o, void *to, uint8_t key)
{
	const uint8_t *at = get_bytes(r, n);

	if (at == NULL || (n != 4 && n != 16))
		return false;
	*(struct addr *)member(o, to, key) =
	    addr_from(n == 4 ? ADDR_IP4 : ADDR_IP6, at);
	mark(to, key);
	return true;
}

/* Of no family: nothing is said. */
static bool
take_family(
    struct rbuf *r, const struct bgp_step *s, const struct object *o, void *to)
{
	uint16_t afi = get_u16(r);

	if (afi == 0 && !r->bad)
		return rbuf_left(r) == 0;
	return (afi == AFI_IP4 || afi == AFI_IP6) &&
	       take_addr(r, afi == AFI_IP4 ? 4 : 16, o, to, s->key);
}

static bool
take_mac(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	const uint8_t *at = get_bytes(r, MAC_OCTETS);
	char text[3 * MAC_OCTETS], *end = text;

	if (at == NULL)
		return false;
	for (unsigned i = 0; i < MAC_OCTETS; i++) {
		if (i > 0)
			*end++ = ':';
		end = text_put_hex(end, at + i, 1);
	}
	name_set(
	    o, to, s->key, arena_strndup(arena, text, (size_t)(end - text)));
	return true;
}

static bool
take_label(
    struct rbuf *r, const struct bgp_step *s, const struct object *o, void *to)
{
	uint32_t bits = get_u24(r);

	*(uint32_t *)member(o, to, s->key) = bits;
	*(uint32_t *)member(o, to, s->key - 1) = bits >> 4;
	mark(to, s->key);
	mark(to, s->key - 1);
	return !r->bad;
}

static bool
take_stack(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	rec_numbers *list = member(o, to, s->key);
	size_t n = rbuf_left(r) / LABEL_OCTETS;

	list->n = (uint32_t)n;
	list->at = arena_alloc(arena, n * sizeof(*list->at) + 1);
	for (size_t i = 0; i < n; i++)
		list->at[i] = get_u32(r) >> 12;
	mark(to, s->key);
	return true;
}

static bool
take_hex(
    struct rbuf *r, size_t n, const struct object *o, void *to, uint8_t key)
{
	const uint8_t *at = get_bytes(r, n);

	*(struct rec_bytes *)member(o, to, key) =
	    (struct rec_bytes){ (uint32_t)n, at };
	mark(to, key);
	return !r->bad;
}

static bool
take_text(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	size_t n = s->n > 0 ? get_number(r, s->n) : rbuf_left(r);
	const char *at = (const char *)get_bytes(r, n);

	if (at == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		if (at[i] < ' ' || at[i] > '~')
			return false;
	name_set(o, to, s->key, arena_strndup(arena, at, n));
	return true;
}

static bool
take_numbers(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	rec_numbers *list = member(o, to, s->key);
	size_t n = rbuf_left(r) / s->n;

	list->n = (uint32_t)n;
	list->at = arena_alloc(arena, n * sizeof(*list->at) + 1);
	for (size_t i = 0; i < n; i++)
		list->at[i] = (uint32_t)get_number(r, s->n);
	mark(to, s->key);
	return true;
}

static bool
take_afi_safi(
    struct rbuf *r, const struct bgp_step *s, const struct object *o, void *to)
{
	uint16_t afi = get_u16(r);

	*(uint32_t *)member(o, to, s->key) = FAMILY(afi, get_u8(r));
	mark(to, s->key);
	return !r->bad;
}

static bool
take_ext6(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	rec_names *list = member(o, to, s->key);
	size_t n = rbuf_left(r) / EXT6_OCTETS;

	list->n = (uint32_t)n;
	list->at = arena_alloc(arena, n * sizeof(*list->at) + 1);
	for (size_t i = 0; i < n; i++) {
		struct ext6_community c;
		char text[EXT6_COMMUNITY_TEXT];

		memcpy(c.b, get_bytes(r, EXT6_OCTETS), EXT6_OCTETS);
		list->at[i] = arena_strndup(arena, text,
		    (size_t)(ext6_community_format(&c, text) - text));
	}
	mark(to, s->key);
	return true;
}

/* ---- reading what has parts ---- */

/* A list that has room for n objects, none of them filled. */
static struct rec_list *
list_of(const struct object *o, void *to, uint8_t key, size_t n,
    struct arena *arena)
{
	struct rec_list *list = member(o, to, key);

	list->n = 0;
	list->at = arena_zalloc(arena, n * o->fields[key].size + 1);
	mark(to, key);
	return list;
}

static void *
list_next(const struct field *f, struct rec_list *list)
{
	return (char *)list->at + (size_t)list->n++ * f->size;
}

static bool
take_list(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, size_t most, struct arena *arena)
{
	const struct field *f = &o->fields[s->key];
	struct rec_list *list = list_of(o, to, s->key, most, arena);

	while (rbuf_left(r) > 0 && list->n < most)
		if (!take(r, s->steps, f->object, list_next(f, list), 0, arena))
			return false;
	return true;
}

/* Whether the steps write what they have read. */
static bool
is_exact(struct rbuf r, const struct bgp_step *steps, const struct object *o,
    const void *from, uint32_t outer, struct arena *arena)
{
	size_t n = rbuf_left(&r);
	struct wbuf w = wbuf(arena_alloc(arena, n + 1), n);

	return bgp_form_put(&w, steps, o, from, outer, NULL) && !w.bad &&
	       wbuf_used(&w) == n && memcmp(w.start, r.at, n) == 0;
}

/* All of r by the steps; *to is as it was where that cannot be. */
static bool
take_all(struct rbuf r, const struct bgp_step *steps, const struct object *o,
    void *to, uint32_t outer, struct arena *arena)
{
	struct rbuf rest = r;
	void *before = arena_alloc(arena, o->size);

	memcpy(before, to, o->size);
	if (take(&rest, steps, o, to, outer, arena) && rbuf_left(&rest) == 0 &&
	    is_exact(r, steps, o, to, outer, arena))
		return true;
	memcpy(to, before, o->size);
	return false;
}

/* What is behind a type: by its row, or in hex. */
static void
take_by_type(struct rbuf r, const struct bgp_forms *forms,
    const struct object *o, void *to, uint32_t outer, struct arena *arena)
{
	uint32_t type = (uint32_t)number(o, to, forms->type);

	const struct bgp_step *steps = bgp_form_steps(forms, type, outer);

	if (steps != NULL && take_all(r, steps, o, to, type, arena))
		return;
	take_hex(&r, rbuf_left(&r), o, to, forms->value);
}

/* Type and length; false at the end, and r is bad where it is torn. */
static bool
tlv_next(struct rbuf *r, const struct bgp_forms *forms, uint32_t *type,
    struct rbuf *value)
{
	unsigned octets;
	size_t n;

	if (rbuf_left(r) == 0)
		return false;
	*type = (uint32_t)get_number(r, forms->type_octets);
	octets = bgp_form_length(forms, *type);
	n = get_number(r, octets);
	if (forms->counts) {
		octets += forms->type_octets;
		n = n >= octets ? n - octets : SIZE_MAX;
	}
	*value = get_sub(r, n);
	return !r->bad;
}

static bool
take_tlvs(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, uint32_t outer, struct arena *arena)
{
	const struct bgp_forms *forms = s->forms;
	const struct field *f = &o->fields[s->key];
	struct rec_list *list;
	struct rbuf count = *r, value;
	uint32_t type;
	size_t n = 0;

	while (tlv_next(&count, forms, &type, &value))
		n++;
	if (count.bad)
		return false;
	if (n == 0)
		return true;
	list = list_of(o, to, s->key, n, arena);
	while (tlv_next(r, forms, &type, &value)) {
		void *one = list_next(f, list);

		number_store(member(f->object, one, forms->type),
		    f->object->fields[forms->type].size, type);
		mark(one, forms->type);
		if (forms->names != NULL)
			name_set(f->object, one, forms->type + 1,
			    name_of(forms->names, (int)type));
		take_by_type(value, forms, f->object, one, outer, arena);
	}
	return true;
}

static bool
take_part(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, struct arena *arena)
{
	const struct field *f = &o->fields[s->key];
	struct rec_list *list = list_of(o, to, s->key, 1, arena);

	return take(r, s->steps, f->object, list_next(f, list), 0, arena);
}

static bool
take_one(struct rbuf *r, const struct bgp_step *s, const struct object *o,
    void *to, uint32_t outer, struct arena *arena)
{
	switch ((enum bgp_step_kind)s->kind) {
	case STEP_END:
		return true;
	case STEP_UINT:
		return take_uint(r, s, o, to);
	case STEP_ZERO:
	case STEP_CONST: /* is_exact() will see what they were */
		return get_bytes(r, s->n) != NULL;
	case STEP_ADDR:
		return take_addr(
		    r, s->n > 0 ? s->n : rbuf_left(r), o, to, s->key);
	case STEP_HALF:
		return take_addr(r, rbuf_left(r) / 2, o, to, s->key);
	case STEP_FAMILY:
		return take_family(r, s, o, to);
	case STEP_SIZED:
		return take_addr(r, get_number(r, s->n), o, to, s->key);
	case STEP_MAC:
		return take_mac(r, s, o, to, arena);
	case STEP_LABEL:
		return take_label(r, s, o, to);
	case STEP_STACK:
		return take_stack(r, s, o, to, arena);
	case STEP_HEX:
		return take_hex(r,
		    s->n > 0 ? get_number(r, s->n) : rbuf_left(r), o, to,
		    s->key);
	case STEP_TEXT:
		return take_text(r, s, o, to, arena);
	case STEP_NUMBERS:
		return take_numbers(r, s, o, to, arena);
	case STEP_AFI_SAFI:
		return take_afi_safi(r, s, o, to);
	case STEP_PART:
		return take_part(r, s, o, to, arena);
	case STEP_LIST:
		return take_list(r, s, o, to, rbuf_left(r) / s->n, arena);
	case STEP_COUNT:
		return take_list(r, s, o, to, get_number(r, s->n), arena);
	case STEP_TLVS:
		return take_tlvs(r, s, o, to, outer, arena);
	case STEP_BY_TYPE:
		take_by_type(*r, s->forms, o, to, outer, arena);
		get_bytes(r, rbuf_left(r));
		return true;
	case STEP_EXT6:
		return take_ext6(r, s, o, to, arena);
	}
	return false;
}

static bool
take(struct rbuf *r, const struct bgp_step *s, const struct object *o, void *to,
    uint32_t outer, struct arena *arena)
{
	for (; s->kind != STEP_END; s++)
		if (!take_one(r, s, o, to, outer, arena) || r->bad)
			return false;
	return true;
}

bool
bgp_form_read(struct rbuf r, const struct bgp_step *steps,
    const struct object *o, void *to, struct arena *arena)
{
	return take_all(r, steps, o, to, 0, arena);
}
