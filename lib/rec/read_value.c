/*
 * Values of every kind, from JSON. A value is taken in the one form that the
 * vocabulary gives it: a number in quotes is no number, and 3.0 no 3, as the
 * next reader of the same record may be less forgiving.
 */
#include "base/arena.h"
#include "base/fault.h"
#include "base/obuf.h"
#include "base/text.h"
#include "rec/canon.h"
#include "rec/number.h"
#include "rec/reader.h"
#include "value/family.h"
#include "value/names.h"

#include <stdio.h>
#include <string.h>

#define TIME_MAX (INT64_MAX / 1000000 - 1) /* seconds */

/* ---- values ---- */

static bool
read_uint(
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	bool or_zero = f->flags & FIELD_OR_ZERO;
	uint64_t v, max = number_max(f);
	char why[64];

	if (from->kind == JSON_NUMBER)
		return rec_refuse_value(r, " is not a whole number");
	if (from->kind != JSON_INTEGER)
		return rec_refuse_value(r, " is not a number");
	if (text_u64(from->text, from->n, max, &v, NULL) &&
	    (v >= f->lo || (or_zero && v == 0))) {
		number_store(to, f->size, v);
		return true;
	}
	snprintf(why, sizeof(why), " is %s%ju..%ju",
	    or_zero ? "neither 0 nor " : "not in ", (uintmax_t)f->lo,
	    (uintmax_t)max);
	return rec_refuse_value(r, why);
}

/* Seconds; what is smaller than a microsecond is cut off. */
static bool
read_time(struct reader *r, int64_t *to, const struct json *from)
{
	/* From the text: the value of a double would round. */
	const char *s = from->text, *dot;
	uint64_t seconds, us = 0;

	if (from->kind != JSON_NUMBER && from->kind != JSON_INTEGER)
		return rec_refuse_value(r, " is not a number");
	dot = strchr(s, '.');
	if (!text_u64(
		s, dot ? (size_t)(dot - s) : from->n, TIME_MAX, &seconds, NULL))
		return rec_refuse_value(r, " is not a time in seconds");
	for (unsigned i = 0, unit = 100000; dot != NULL && dot[++i] != '\0';
	     unit /= 10) {
		if (dot[i] < '0' || dot[i] > '9')
			return rec_refuse_value(r, " is not a time in seconds");
		us += unit * (unsigned)(dot[i] - '0');
	}
	*to = (int64_t)(seconds * 1000000 + us);
	return true;
}

static bool
read_bool(struct reader *r, bool *to, const struct json *from)
{
	if (from->kind != JSON_BOOL)
		return rec_refuse_value(r, " is neither true nor false");
	*to = from->text[0] == 't';
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
	if (!rec_find_value(r, &l, &value, &n))
		return rec_refuse(r, "it cannot be found in the text");
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
		return rec_refuse(r, "it is empty");
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f)
			return rec_refuse_value(r, " has a blank in it");
	if (f->words != NULL && !name_find(f->words, s, n, &value))
		return rec_refuse_word(r, f->words);
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
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	const char *s = from->text;
	size_t n = from->n;
	struct fault fault = { .what = "malformed" };
	char why[100];

	if (from->kind != JSON_STRING)
		return rec_refuse_value(r, " is not a string");
	if (strlen(s) != n)
		return rec_refuse_value(r, " has a NUL in it");
	if (f->kind == F_NAME)
		return read_name(r, f, to, s, n);
	if (f->kind == F_ENUM)
		return name_find(f->words, s, n, to) ||
		       rec_refuse_word(r, f->words);
	if (f->kind == F_TEXT) {
		*(const char **)to = arena_strndup(r->arena, s, n);
		return true;
	}
	if (parse_string(r, f, to, s, n, &fault))
		return true;
	snprintf(why, sizeof(why), ": %s", fault.what);
	return rec_refuse_value(r, why);
}

/* ---- AS paths ---- */

static bool
read_asn(struct reader *r, uint32_t *to, const struct json *from)
{
	static const struct field asn = { .kind = F_UINT, .size = sizeof(*to) };

	return read_uint(r, &asn, to, from);
}

/* The numbers of an array from *i on, up to an object or the end. */
static bool
read_numbers(struct reader *r, struct rec_segment *to, const struct json *from,
    uint32_t *i)
{
	uint32_t first = *i, last = first;
	uint32_t *asns;

	while (last < from->n && from->in[last].kind != JSON_OBJECT)
		last++;
	asns = arena_alloc(r->arena, (last - first) * sizeof(*asns) + 1);
	for (; *i < last; ++*i) {
		reader_into(r, NULL, *i);
		if (!read_asn(r, &asns[*i - first], &from->in[*i]))
			return false;
		reader_back(r);
	}
	to->asns = asns;
	to->n = last - first;
	return true;
}

/* {"set":[...]} and its like */
static bool
read_segment(struct reader *r, struct rec_segment *to, const struct json *from)
{
	static const struct name types[] = {
		{ AS_SET, "set" },
		{ AS_CONFED_SEQUENCE, "confed_sequence" },
		{ AS_CONFED_SET, "confed_set" },
		{ 0, NULL },
	};
	const struct json *numbers = from->in;
	uint32_t done = 0;
	int type;

	if (from->n != 1 || numbers->kind != JSON_ARRAY ||
	    !name_find(types, numbers->key, strlen(numbers->key), &type))
		return rec_refuse(
		    r, "it is not set, confed_sequence or confed_set");
	reader_into(r, numbers->key, 0);
	to->type = (uint8_t)type;
	if (!read_numbers(r, to, numbers, &done))
		return false;
	if (done < numbers->n)
		return rec_refuse(r, "it is not an array of AS numbers");
	reader_back(r);
	return true;
}

static bool
read_as_path(struct reader *r, rec_as_path *to, const struct json *from)
{
	struct rec_segment *segments;

	if (from->kind != JSON_ARRAY)
		return rec_refuse_value(r, " is not an array");
	segments = arena_zalloc(r->arena, from->n * sizeof(*segments) + 1);
	to->n = 0;
	to->at = segments;
	for (uint32_t i = 0; i < from->n; to->n++) {
		struct rec_segment *segment = &segments[to->n];
		const struct json *one = &from->in[i];

		segment->type = AS_SEQUENCE;
		if (one->kind != JSON_OBJECT) {
			if (!read_numbers(r, segment, from, &i))
				return false;
			continue;
		}
		reader_into(r, NULL, i++);
		if (!read_segment(r, segment, one))
			return false;
		reader_back(r);
	}
	return true;
}

bool
rec_read_value(
    struct reader *r, const struct field *f, void *to, const struct json *from)
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
	case F_JSON:
		return read_json(r, to);
	case F_OBJECT: /* not here, but in read.c */
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
