/*
 * The full reader: a tree of json-c is read by the tables into a record.
 *
 * What is JSON and what is not is decided by our own tokens before (lex.h), as
 * json-c takes much that is none. The way from the record to the value that is
 * read is kept, so that a fault can be found again in the text: for its line,
 * and for the value as it was written.
 */
#include "rec/json.h"
#include "base/arena.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "base/text.h"
#include "rec/canon.h"
#include "rec/fault.h"
#include "rec/lex.h"
#include "rec/scan.h"
#include "value/family.h"
#include "value/names.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TIME_MAX (INT64_MAX / 1000000 - 1) /* seconds */

struct reader {
	const char *text;
	size_t n;
	struct arena *arena;
	struct rec_fault *fault; /* NULL: nobody asks why */
	const struct rec *rec;
	json_object *top;
	unsigned flags, depth;
	struct lex_step way[LEX_DEPTH];
};

static bool read_object(struct reader *, const struct object *, void *to,
    json_object *from, unsigned required);

/* ---- faults ---- */

static bool read_field(
    struct reader *, const struct field *, void *to, json_object *from);

/* The name of the record for people, from the keys that can be read. */
static void
name_record(const struct reader *r, char *to, size_t room)
{
	const struct object *object = &rec_objects[r->rec->type];
	struct rec named = { .type = r->rec->type };
	struct reader quiet = *r;

	*to = '\0';
	if (named.type == REC_NONE)
		return;
	quiet.fault = NULL;
	quiet.depth = 0;
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];
		json_object *value;

		if (f->flags & FIELD_KEY &&
		    json_object_object_get_ex(r->top, f->name, &value) &&
		    read_field(
			&quiet, f, (char *)&named.has + f->offset, value))
			named.has |= UINT64_C(1) << i;
	}
	rec_key_format(&named, to, room);
}

/* `peer "aws-1": bfd.interval_ms`, `policy "p": rules[0].then` */
static void
name_place(const struct reader *r, char *to, size_t room)
{
	size_t used;

	name_record(r, to, room);
	used = strlen(to);
	for (unsigned i = 0; i < r->depth && used < room; i++) {
		const struct lex_step *step = &r->way[i];

		if (step->key == NULL)
			snprintf(to + used, room - used, "[%u]", step->index);
		else
			snprintf(to + used, room - used, "%s%.40s",
			    used > 0 ? i > 0 ? "." : ": " : "", step->key);
		used += strlen(to + used);
	}
}

/* The text of the value at the end of the way; false: it cannot be found. */
static bool
find_value(const struct reader *r, struct lex *l, const char **value, size_t *n)
{
	lex_init(l, r->text, r->n);
	return lex_find(l, r->way, r->depth, value, n);
}

__attribute__((format(printf, 2, 3))) static bool
refuse(struct reader *r, const char *format, ...)
{
	const char *value;
	struct lex l;
	va_list args;
	size_t n;

	if (r->fault == NULL)
		return false;
	if (!find_value(r, &l, &value, &n))
		l.from = r->text;
	rec_fault_at(r->fault, r->text, l.from, "");
	name_place(r, r->fault->key, sizeof(r->fault->key));
	va_start(args, format);
	vsnprintf(r->fault->text, sizeof(r->fault->text), format, args);
	va_end(args);
	return false;
}

/* The same, of the value as it stands there: `"30" is not a number`. */
static bool
refuse_value(struct reader *r, const char *why)
{
	char shown[48] = "it";
	const char *value;
	struct lex l;
	size_t n;

	if (r->fault == NULL)
		return false;
	if (find_value(r, &l, &value, &n)) {
		if (*value == '{' || *value == '[')
			strcpy(shown, *value == '{' ? "an object" : "an array");
		else
			rec_fault_excerpt(shown, value, n);
	}
	return refuse(r, "%s%s", shown, why);
}

static bool
refuse_word(struct reader *r, const struct name *words)
{
	char why[100] = " is not ";
	size_t used = strlen(why);

	for (unsigned i = 0; words[i].name != NULL && used < sizeof(why); i++) {
		const char *before = i == 0                      ? ""
				     : words[i + 1].name != NULL ? ", "
								 : " or ";

		snprintf(why + used, sizeof(why) - used, "%s%s", before,
		    words[i].name);
		used += strlen(why + used);
	}
	return refuse_value(r, why);
}

/* ---- values ---- */

static uint64_t
uint_max(const struct field *f)
{
	if (f->hi > 0)
		return f->hi;
	return f->size >= 8 ? INT64_MAX : (UINT64_C(1) << 8 * f->size) - 1;
}

static void
store_uint(void *to, size_t size, uint64_t v)
{
	switch (size) {
	case sizeof(uint8_t):
		*(uint8_t *)to = (uint8_t)v;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)to = (uint16_t)v;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)to = (uint32_t)v;
		break;
	case sizeof(uint64_t):
		*(uint64_t *)to = v;
		break;
	}
}

static bool
read_uint(struct reader *r, const struct field *f, void *to, json_object *from)
{
	uint64_t v = json_object_get_uint64(from), max = uint_max(f);
	bool or_zero = f->flags & FIELD_OR_ZERO;
	char why[64];

	if (json_object_is_type(from, json_type_double))
		return refuse_value(r, " is not a whole number");
	if (!json_object_is_type(from, json_type_int))
		return refuse_value(r, " is not a number");
	if (json_object_get_int64(from) >= 0 &&
	    ((v >= f->lo && v <= max) || (or_zero && v == 0))) {
		store_uint(to, f->size, v);
		return true;
	}
	snprintf(why, sizeof(why), " is %s%ju..%ju",
	    or_zero ? "neither 0 nor " : "not in ", (uintmax_t)f->lo,
	    (uintmax_t)max);
	return refuse_value(r, why);
}

/* Seconds; what is smaller than a microsecond is cut off. */
static bool
read_time(struct reader *r, int64_t *to, json_object *from)
{
	/* As it was written: the value of a double would round. */
	const char *s = json_object_get_string(from), *dot = strchr(s, '.');
	size_t whole = dot ? (size_t)(dot - s) : strlen(s);
	uint64_t seconds, us = 0;

	if (!json_object_is_type(from, json_type_double) &&
	    !json_object_is_type(from, json_type_int))
		return refuse_value(r, " is not a number");
	if (!text_u64(s, whole, TIME_MAX, &seconds, NULL))
		return refuse_value(r, " is not a time in seconds");
	for (unsigned i = 0, unit = 100000; dot != NULL && dot[++i] != '\0';
	     unit /= 10) {
		if (dot[i] < '0' || dot[i] > '9')
			return refuse_value(r, " is not a time in seconds");
		us += unit * (unsigned)(dot[i] - '0');
	}
	*to = (int64_t)(seconds * 1000000 + us);
	return true;
}

static bool
read_bool(struct reader *r, bool *to, json_object *from)
{
	if (!json_object_is_type(from, json_type_boolean))
		return refuse_value(r, " is neither true nor false");
	*to = json_object_get_boolean(from);
	return true;
}

/* A piece of the text itself, as one canonical line. */
static bool
read_json(struct reader *r, const char **to)
{
	struct obuf line = { 0 };
	const char *value;
	struct lex l;
	size_t n;

	/* The key may stand there with an escape. */
	if (!find_value(r, &l, &value, &n))
		return refuse(r, "it cannot be found in the text");
	rec_canonical_value(&line, value, n);
	*to = arena_strndup(r->arena, obuf_at(&line), obuf_left(&line));
	obuf_fini(&line);
	return true;
}

/* ---- strings ---- */

static bool
read_name(struct reader *r, const struct field *f, const char **to,
    const char *s, size_t n)
{
	int value;

	if (n == 0)
		return refuse(r, "it is empty");
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f)
			return refuse_value(r, " has a blank in it");
	if (f->words != NULL && !name_find(f->words, s, n, &value))
		return refuse_word(r, f->words);
	*to = arena_strndup(r->arena, s, n);
	return true;
}

static bool
read_hex(struct reader *r, struct rec_bytes *to, const char *s, size_t n,
    struct fault *why)
{
	uint8_t *bytes = arena_alloc(r->arena, n / 2 + 1);

	to->at = bytes;
	to->n = (uint32_t)(n / 2);
	return text_unhex(s, n, bytes, why);
}

/* Those whose text is checked by the values themselves. */
static bool
parse_string(struct reader *r, const struct field *f, void *to, const char *s,
    size_t n, struct fault *why)
{
	switch ((enum field_kind)f->kind) {
	case F_ADDR:
		return addr_parse(to, s, n, why);
	case F_PREFIX:
		return prefix_parse(to, s, n, why);
	case F_IFADDR:
		return prefix_parse_host(to, s, n, why);
	case F_RANGE:
		return prefix_range_parse(to, s, n, why);
	case F_FAMILY:
		return family_parse(to, s, n, why);
	case F_RD:
		return rd_parse(to, s, n, why);
	case F_RT:
		return rt_parse(to, s, n, why);
	case F_COMMUNITY:
		return community_parse(to, s, n, why);
	case F_LARGE:
		return large_community_parse(to, s, n, why);
	case F_EXT:
		return ext_community_parse(to, s, n, why);
	case F_HEX:
		return read_hex(r, to, s, n, why);
	case F_BOOL:
	case F_UINT:
	case F_TIME:
	case F_NAME:
	case F_TEXT:
	case F_ENUM:
	case F_AS_PATH:
	case F_OBJECT:
	case F_JSON:
		break;
	}
	return false;
}

static bool
read_string(
    struct reader *r, const struct field *f, void *to, json_object *from)
{
	size_t n = (size_t)json_object_get_string_len(from);
	const char *s = json_object_get_string(from);
	struct fault fault = { .what = "malformed" };
	char why[100];

	if (!json_object_is_type(from, json_type_string))
		return refuse_value(r, " is not a string");
	if (strlen(s) != n)
		return refuse_value(r, " has a NUL in it");
	if (f->kind == F_NAME)
		return read_name(r, f, to, s, n);
	if (f->kind == F_ENUM)
		return name_find(f->words, s, n, to) ||
		       refuse_word(r, f->words);
	if (f->kind == F_TEXT) {
		*(const char **)to = arena_strndup(r->arena, s, n);
		return true;
	}
	if (parse_string(r, f, to, s, n, &fault))
		return true;
	snprintf(why, sizeof(why), ": %s", fault.what);
	return refuse_value(r, why);
}

/* ---- AS paths ---- */

static bool
read_asn(struct reader *r, uint32_t *to, json_object *from)
{
	static const struct field asn = { .kind = F_UINT, .size = sizeof(*to) };

	return read_uint(r, &asn, to, from);
}

/* From the numbers of an array those from *i on, up to what is no number. */
static bool
read_numbers(
    struct reader *r, struct rec_segment *to, json_object *from, size_t *i)
{
	size_t n = json_object_array_length(from), first = *i;
	uint32_t *asns = arena_alloc(r->arena, (n - first) * sizeof(*asns) + 1);

	for (; *i < n; ++*i) {
		json_object *one = json_object_array_get_idx(from, *i);

		if (json_object_is_type(one, json_type_object))
			break;
		r->way[r->depth++] = (struct lex_step){ NULL, (uint32_t)*i };
		if (!read_asn(r, &asns[*i - first], one))
			return false;
		r->depth--;
	}
	to->asns = asns;
	to->n = (uint32_t)(*i - first);
	return true;
}

/* {"set":[...]} and its like */
static bool
read_segment(struct reader *r, struct rec_segment *to, json_object *from)
{
	static const struct name types[] = {
		{ AS_SET, "set" },
		{ AS_CONFED_SEQUENCE, "confed_sequence" },
		{ AS_CONFED_SET, "confed_set" },
		{ 0, NULL },
	};
	json_object *numbers;
	size_t done = 0;

	for (const struct name *type = types; type->name != NULL; type++) {
		if (!json_object_object_get_ex(from, type->name, &numbers) ||
		    !json_object_is_type(numbers, json_type_array) ||
		    json_object_object_length(from) != 1)
			continue;
		r->way[r->depth++] = (struct lex_step){ type->name, 0 };
		to->type = (uint8_t)type->value;
		if (!read_numbers(r, to, numbers, &done))
			return false;
		if (done < json_object_array_length(numbers))
			return refuse(r, "it is not an array of AS numbers");
		r->depth--;
		return true;
	}
	return refuse(r, "it is not set, confed_sequence or confed_set");
}

static bool
read_as_path(struct reader *r, rec_as_path *to, json_object *from)
{
	struct rec_segment *segments;
	size_t n;

	if (!json_object_is_type(from, json_type_array))
		return refuse_value(r, " is not an array");
	n = json_object_array_length(from);
	segments = arena_zalloc(r->arena, n * sizeof(*segments) + 1);
	to->n = 0;
	to->at = segments;
	for (size_t i = 0; i < n; to->n++) {
		json_object *one = json_object_array_get_idx(from, i);

		segments[to->n].type = AS_SEQUENCE;
		if (!json_object_is_type(one, json_type_object)) {
			if (!read_numbers(r, &segments[to->n], from, &i))
				return false;
			continue;
		}
		r->way[r->depth++] = (struct lex_step){ NULL, (uint32_t)i++ };
		if (!read_segment(r, &segments[to->n], one))
			return false;
		r->depth--;
	}
	return true;
}

/* ---- fields ---- */

/* An object, or the value of its one field that may stand bare. */
static bool
read_part(
    struct reader *r, const struct object *object, void *to, json_object *from)
{
	if (json_object_is_type(from, json_type_object))
		return read_object(r, object, to, from, FIELD_REQUIRED);
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];

		if (f->flags & FIELD_BARE) {
			*(uint64_t *)to = UINT64_C(1) << i;
			return read_field(r, f, (char *)to + f->offset, from);
		}
	}
	return refuse_value(r, " is not an object");
}

static bool
read_one(struct reader *r, const struct field *f, void *to, json_object *from)
{
	switch ((enum field_kind)f->kind) {
	case F_BOOL:
		return read_bool(r, to, from);
	case F_UINT:
		return read_uint(r, f, to, from);
	case F_TIME:
		return read_time(r, to, from);
	case F_AS_PATH:
		return read_as_path(r, to, from);
	case F_OBJECT:
		return read_part(r, f->object, to, from);
	case F_JSON:
		return read_json(r, to);
	case F_NAME:
	case F_TEXT:
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
	case F_HEX:
		break;
	}
	return read_string(r, f, to, from);
}

static bool
read_list(struct reader *r, const struct field *f, void *to, json_object *from)
{
	struct rec_list *list = to;
	char *elements;
	size_t n;

	if (!json_object_is_type(from, json_type_array))
		return refuse_value(r, " is not an array");
	n = json_object_array_length(from);
	elements = arena_zalloc(r->arena, n * f->size + 1);
	for (size_t i = 0; i < n; i++) {
		r->way[r->depth++] = (struct lex_step){ NULL, (uint32_t)i };
		if (!read_one(r, f, elements + i * f->size,
			json_object_array_get_idx(from, i)))
			return false;
		r->depth--;
	}
	list->n = (uint32_t)n;
	list->at = elements;
	return true;
}

/* The way to it is pushed here, and popped unless it is refused. */
static bool
read_field(struct reader *r, const struct field *f, void *to, json_object *from)
{
	bool good;

	r->way[r->depth++] = (struct lex_step){ f->name, 0 };
	good = f->flags & FIELD_LIST ? read_list(r, f, to, from)
				     : read_one(r, f, to, from);
	r->depth -= good;
	return good;
}

static const struct field *
field_find(const struct object *object, const char *name)
{
	for (const struct field *f = object->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static bool
refuse_unknown(struct reader *r, const struct object *object, const char *key)
{
	const char *nearest = rec_key_nearest(object, key);

	if (!(r->flags & REC_STRICT))
		return true;
	r->way[r->depth++] = (struct lex_step){ key, 0 };
	return nearest ? refuse(r, "unknown key; did you mean %s?", nearest)
		       : refuse(r, "unknown key");
}

/* `required`: the flags that make a field required here. */
static bool
read_object(struct reader *r, const struct object *object, void *to,
    json_object *from, unsigned required)
{
	uint64_t *has = to;

	json_object_object_foreach(from, key, value)
	{
		const struct field *f = field_find(object, key);

		if (r->depth == 0 &&
		    (strcmp(key, "type") == 0 || strcmp(key, "op") == 0))
			continue;
		if (f == NULL && !refuse_unknown(r, object, key))
			return false;
		if (f == NULL)
			continue;
		if (!read_field(r, f, (char *)to + f->offset, value))
			return false;
		*has |= UINT64_C(1) << (f - object->fields);
	}
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];

		if ((f->flags & required) == required && !(*has >> i & 1))
			return refuse(r, "%s is missing", f->name);
	}
	return true;
}

/* ---- records ---- */

static bool
read_op(struct reader *r, bool *del)
{
	json_object *op;
	const char *s;

	if (!json_object_object_get_ex(r->top, "op", &op))
		return true;
	s = json_object_get_string(op);
	r->way[r->depth++] = (struct lex_step){ "op", 0 };
	if (!json_object_is_type(op, json_type_string) ||
	    (strcmp(s, "add") != 0 && strcmp(s, "del") != 0))
		return refuse_value(r, " is neither add nor del");
	r->depth--;
	*del = s[0] == 'd';
	return true;
}

static bool
refuse_twice(struct reader *r, const char *twice)
{
	char key[48] = "a key";
	const char *end;

	if (r->fault == NULL)
		return false;
	if (twice != NULL) {
		end = memchr(twice + 1, '"', (size_t)(r->text + r->n - twice));
		rec_fault_excerpt(key, twice + 1, (size_t)(end - twice - 1));
	}
	refuse(r, "%s is there twice", key);
	if (twice != NULL)
		r->fault->line = rec_fault_line(r->text, twice);
	return false;
}

/* The members of all objects, of which json-c keeps one of each name. */
static uint32_t
count_keys(json_object *o)
{
	uint32_t n = 0;

	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += count_keys(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, value)
		{
			(void)key;
			n += 1 + count_keys(value);
		}
	}
	return n;
}

static bool
read_record(struct reader *r, struct rec *to, uint32_t keys)
{
	json_object *type;
	const char *name;

	if (!json_object_is_type(r->top, json_type_object))
		return rec_fault_at(
		    r->fault, r->text, r->text, "a record is a JSON object");
	if (!json_object_object_get_ex(r->top, "type", &type))
		return refuse(r, "type is missing");
	r->way[0].key = "type";
	r->depth = 1;
	if (!json_object_is_type(type, json_type_string))
		return refuse_value(r, " is not a string");
	r->depth = 0;
	name = json_object_get_string(type);
	to->type =
	    rec_type_find(name, (size_t)json_object_get_string_len(type));
	if (to->type == REC_NONE)
		return true;
	if (count_keys(r->top) != keys)
		return refuse_twice(r, rec_key_twice(r->text, r->n));
	return read_op(r, &to->del) &&
	       read_object(r, &rec_objects[to->type], &to->has, r->top,
		   to->del ? FIELD_REQUIRED | FIELD_KEY : FIELD_REQUIRED);
}

/* The tree of a text that is well-formed; depth is checked by the tokens. */
static json_object *
parse_tree(const char *text, size_t n)
{
	json_tokener *tok = mem_need(json_tokener_new_ex(LEX_DEPTH + 1));
	json_object *top = json_tokener_parse_ex(tok, text, (int)n);

	json_tokener_free(tok);
	return top;
}

bool
rec_read_json(struct rec *to, const char *text, size_t n, unsigned flags,
    struct arena *arena, struct rec_fault *fault)
{
	struct reader r = { text, n, arena, fault, to, .flags = flags };
	enum lex_token token;
	struct lex l;
	bool good;

	*to = (struct rec){ 0 };
	lex_init(&l, text, n);
	while ((token = lex_next(&l)) > LEX_END)
		;
	if (token == LEX_BAD)
		return rec_fault_at(fault, text, l.from, l.what);
	if (n > INT_MAX)
		return rec_fault_at(fault, text, text, "too long");
	r.top = parse_tree(text, n);
	good = read_record(&r, to, l.keys);
	json_object_put(r.top);
	return good;
}

bool
rec_read(struct rec *to, const char *text, size_t n, unsigned flags,
    struct arena *arena, struct rec_fault *fault)
{
	if (rec_scan(to, text, n, arena))
		return true;
	return rec_read_json(to, text, n, flags, arena, fault);
}
