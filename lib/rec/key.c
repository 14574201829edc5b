/*
 * Which records are one and the same, which are equal, what they are called.
 *
 * Equality is of the fields that are present, never of whole structs: padding
 * and what a reader left in absent fields do not count.
 */
#include "base/hash.h"
#include "base/obuf.h"
#include "rec/rec.h"
#include "rec/write.h"

#include <string.h>

#define BIT(member) (UINT64_C(1) << AT_route_##member)

/* records.md: what a route is identified by follows from whose view it is. */
static uint64_t
route_key(const struct rec_route *t)
{
	uint64_t mask = BIT(rib) | BIT(vrf) | BIT(family) | BIT(prefix) |
			BIT(hex) | BIT(nlri);

	if (!HAS(t, route, rib))
		return mask | BIT(protocol) | BIT(metric);
	mask |= BIT(rd);
	return t->rib == RIB_LOC ? mask : mask | BIT(peer) | BIT(path_id);
}

#define NLRI_BIT(member) (UINT64_C(1) << AT_nlri_##member)

/*
 * What may change while it stays the same route: RFC 7432 7.2, 9136 3.1 (the
 * Ethernet segment of a MAC address or a prefix, and the gateway), 4761 3.2.2.
 */
static uint64_t
nlri_key(const struct rec_nlri *n)
{
	uint64_t key =
	    n->has & ~(NLRI_BIT(labels) | NLRI_BIT(vnis) | NLRI_BIT(gateway) |
			 NLRI_BIT(label_base) | NLRI_BIT(raw));

	if (HAS(n, nlri, route_type) &&
	    (n->route_type == 2 || n->route_type == 5))
		key &= ~NLRI_BIT(esi);
	return key;
}

/* The fields that are the key and are present. */
static uint64_t
key_fields(const struct rec *r)
{
	const struct object *object = &rec_objects[r->type];
	uint64_t mask = 0;

	if (r->type == REC_ROUTE)
		return r->has & route_key(&r->route);
	for (unsigned i = 0; i < object->n; i++)
		if (object->fields[i].flags & FIELD_KEY)
			mask |= UINT64_C(1) << i;
	return r->has & mask;
}

/* A `loc` route says whose answer it is, though there is only one. */
struct rec
rec_gone(const struct rec *r)
{
	struct rec gone = *r;

	gone.has = key_fields(r);
	if (r->type == REC_ROUTE)
		gone.has |= r->has & BIT(protocol);
	gone.del = true;
	return gone;
}

/* ---- equality ---- */

static bool fields_equal(
    const struct object *, uint64_t which, const void *, const void *);

static bool
as_paths_equal(const rec_as_path *a, const rec_as_path *b)
{
	if (a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++) {
		const struct rec_segment *s = &a->at[i], *t = &b->at[i];

		if (s->type != t->type || s->n != t->n)
			return false;
		if (s->n > 0 &&
		    memcmp(s->asns, t->asns, s->n * sizeof(*s->asns)) != 0)
			return false;
	}
	return true;
}

static bool
bytes_equal(const struct rec_bytes *a, const struct rec_bytes *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->at, b->at, a->n) == 0);
}

static bool
values_equal(const struct field *f, const void *a, const void *b)
{
	switch ((enum field_kind)f->kind) {
	case F_NAME:
	case F_TEXT:
	case F_JSON:
		return strcmp(*(const char *const *)a,
			   *(const char *const *)b) == 0;
	case F_HEX:
		return bytes_equal(a, b);
	case F_AS_PATH:
		return as_paths_equal(a, b);
	case F_OBJECT:
		return *(const uint64_t *)a == *(const uint64_t *)b &&
		       fields_equal(f->object, *(const uint64_t *)a, a, b);
	case F_BOOL:
	case F_UINT:
	case F_TIME:
	case F_ENUM:
	case F_ADDR:
	case F_PREFIX:
	case F_IFADDR:
	case F_RANGE:
	case F_FAMILY:
	case F_RD:
	case F_RT:
	case F_COMMUNITY:
	case F_LARGE:
	case F_EXT:
		break;
	}
	/* Numbers, and structs of bytes or words without holes. */
	return memcmp(a, b, f->size) == 0;
}

static bool
lists_equal(
    const struct field *f, const struct rec_list *a, const struct rec_list *b)
{
	if (a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++) {
		size_t at = i * (size_t)f->size;

		if (!values_equal(
			f, (const char *)a->at + at, (const char *)b->at + at))
			return false;
	}
	return true;
}

static bool
fields_equal(
    const struct object *object, uint64_t which, const void *a, const void *b)
{
	for (; which != 0; which &= which - 1) {
		const struct field *f = &object->fields[__builtin_ctzll(which)];
		const void *in_a = (const char *)a + f->offset;
		const void *in_b = (const char *)b + f->offset;

		if (f->flags & FIELD_LIST ? !lists_equal(f, in_a, in_b)
					  : !values_equal(f, in_a, in_b))
			return false;
	}
	return true;
}

bool
rec_equal(const struct rec *a, const struct rec *b)
{
	return a->type == b->type && a->del == b->del && a->has == b->has &&
	       fields_equal(&rec_objects[a->type], a->has, &a->has, &b->has);
}

static bool
nlri_keys_equal(const struct rec_nlri *a, const struct rec_nlri *b)
{
	uint64_t key = nlri_key(a);
	const struct field *f = &rec_objects[REC_ROUTE].fields[AT_route_nlri];

	return key == nlri_key(b) && fields_equal(f->object, key, a, b);
}

bool
rec_key_equal(const struct rec *a, const struct rec *b)
{
	uint64_t key;

	if (a->type != b->type)
		return false;
	key = key_fields(a);
	if (key != key_fields(b))
		return false;
	if (a->type == REC_ROUTE && key & BIT(nlri)) {
		if (!nlri_keys_equal(&a->route.nlri, &b->route.nlri))
			return false;
		key &= ~BIT(nlri);
	}
	return fields_equal(&rec_objects[a->type], key, &a->has, &b->has);
}

/* ---- hash ---- */

static uint64_t
value_hash(const struct field *f, const void *value, uint64_t seed)
{
	const struct rec_bytes *bytes = value;
	const char *text;

	if (f->kind == F_NAME || f->kind == F_TEXT) {
		text = *(const char *const *)value;
		return hash_bytes(text, strlen(text), seed);
	}
	if (f->kind == F_HEX)
		return hash_bytes(bytes->at, bytes->n, seed);
	return hash_bytes(value, f->size, seed);
}

static uint64_t
fields_hash(
    const struct object *object, uint64_t key, const void *has, uint64_t hash)
{
	for (; key != 0; key &= key - 1) {
		const struct field *f = &object->fields[__builtin_ctzll(key)];

		if (!(f->flags & FIELD_LIST))
			hash =
			    value_hash(f, (const char *)has + f->offset, hash);
	}
	return hash;
}

uint64_t
rec_key_hash(const struct rec *r)
{
	uint64_t key = key_fields(r), hash = key ^ (uint64_t)r->type << 56;
	const struct rec_nlri *nlri = &r->route.nlri;

	if (r->type == REC_ROUTE && key & BIT(nlri)) {
		const struct field *f =
		    &rec_objects[REC_ROUTE].fields[AT_route_nlri];

		hash = fields_hash(f->object, nlri_key(nlri), nlri, hash);
		key &= ~BIT(nlri);
	}
	return fields_hash(&rec_objects[r->type], key, &r->has, hash);
}

/* ---- names ---- */

/* The field that says most: a prefix, else the first. */
static unsigned
main_field(const struct object *object, uint64_t key)
{
	for (uint64_t left = key; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);

		if (object->fields[i].kind == F_PREFIX)
			return i;
	}
	return (unsigned)__builtin_ctzll(key);
}

/* As in JSON, but only names that people chose keep their quotes. */
static void
put_value(struct obuf *out, const struct rec *r, const struct field *f)
{
	bool chosen = strcmp(f->name, "name") == 0 || f->kind == F_TEXT;
	size_t start = out->used;

	rec_write_value(out, f, (const char *)&r->has + f->offset);
	if (!chosen && out->mem[start] == '"') {
		out->used -= 2;
		memmove(
		    out->mem + start, out->mem + start + 1, out->used - start);
	}
}

void
rec_key_format(const struct rec *r, char *to, size_t room)
{
	const struct object *object = &rec_objects[r->type];
	uint64_t key = key_fields(r);
	struct obuf out = { 0 };
	size_t n;

	obuf_puts(&out, object->name);
	if (r->type == REC_ROUTE && HAS(&r->route, route, prefix))
		key &= ~(BIT(family) | BIT(rib)); /* the prefix shows it */
	if (key != 0) {
		unsigned first = main_field(object, key);

		obuf_putc(&out, ' ');
		put_value(&out, r, &object->fields[first]);
		key &= ~(UINT64_C(1) << first);
	}
	for (; key != 0; key &= key - 1) {
		const struct field *f = &object->fields[__builtin_ctzll(key)];

		obuf_printf(&out, " %s ", f->name);
		put_value(&out, r, f);
	}
	n = obuf_left(&out) < room ? obuf_left(&out) : room - 1;
	while (n > 0 && n < obuf_left(&out) && (out.mem[n] & 0xc0) == 0x80)
		n--; /* not amid a character */
	memcpy(to, obuf_at(&out), n);
	to[n] = '\0';
	obuf_fini(&out);
}
