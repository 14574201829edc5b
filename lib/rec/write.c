/*
 * The streaming writer: a record's table is walked by its bits of presence, and
 * every kind of value is formatted in its place in the output buffer.
 *
 * Each value asks for ROOM beforehand, which is enough for a key and any value
 * of fixed size; only texts, and lists of them, ask for more.
 */
#include "rec/write.h"
#include "base/obuf.h"
#include "base/text.h"
#include "base/utf8.h"
#include "rec/plain.h"
#include "rec/rec.h"
#include "value/family.h"
#include "value/names.h"

#include <stdio.h>

#define ROOM 160

struct sink {
	struct obuf *out;
	char *end; /* of the room that there is */
};

static char *put_object(
    struct sink *, char *at, const struct object *, const void *from);

static char *
more_room(struct sink *k, char *at, size_t n)
{
	k->out->used = (size_t)(at - k->out->mem);
	at = obuf_need(k->out, n);
	k->end = k->out->mem + k->out->room;
	return at;
}

static inline char *
room(struct sink *k, char *at, size_t n)
{
	return (size_t)(k->end - at) < n ? more_room(k, at, n) : at;
}

/* ---- texts ---- */

static inline bool
is_plain(char c)
{
	return (signed char)c >= 0x20 && c != '"' && c != '\\';
}

/* One character that does not stand for itself (RFC 8259 7). */
static char *
put_escape(char *at, char c)
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (const char *p = named; *p != '\0'; p += 2) {
		if (*p == c) {
			*at++ = '\\';
			*at++ = p[1];
			return at;
		}
	}
	return at + sprintf(at, "\\u%04x", (unsigned)c);
}

/* The rest of a text with something special in it, and the quote. */
static char *
put_special(char *at, const char *s, const char *end)
{
	while (s < end) {
		unsigned len = utf8_len(s, (size_t)(end - s));

		if (len == 0) {
			memcpy(at, "\xef\xbf\xbd", 3); /* U+FFFD */
			at += 3;
			s++;
			continue;
		}
		if (len == 1 && !is_plain(*s)) {
			at = put_escape(at, *s++);
			continue;
		}
		memcpy(at, s, len);
		at += len;
		s += len;
	}
	*at++ = '"';
	return at;
}

/* One to eight bytes as one word, those in the middle perhaps twice. */
static inline uint64_t
load_few(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t first, last;

	if (n >= 4) {
		memcpy(&first, s, 4);
		memcpy(&last, s + n - 4, 4);
	} else {
		first = last = p[0] * 0x01010101u;
		last = (uint32_t)p[n / 2] << 8 | p[n - 1] | (last & 0xffff0000);
	}
	return (uint64_t)last << 32 | first;
}

/*
 * Takes six bytes for each of the text's, which is what \u0001 needs. Almost
 * all texts are plain, and short.
 */
static char *
put_text(struct sink *k, char *at, const char *s)
{
	size_t n = strlen(s);
	const char *end = s + n;
	uint64_t eight;

	at = room(k, at, 6 * n + ROOM);
	*at++ = '"';
	for (; end - s > 8; s += 8, at += 8) {
		memcpy(&eight, s, 8);
		if (plain_specials(eight) != 0)
			return put_special(at, s, end);
		memcpy(at, &eight, 8);
	}
	n = (size_t)(end - s);
	if (n > 0 && plain_specials(load_few(s, n)) != 0)
		return put_special(at, s, end);
	memcpy(at, s, n);
	at += n;
	*at++ = '"';
	return at;
}

/* A word of a table, which needs no escape. */
static inline char *
put_word(char *at, const char *word)
{
	*at++ = '"';
	at = stpcpy(at, word);
	*at++ = '"';
	return at;
}

static char *
put_json(struct sink *k, char *at, const char *json)
{
	size_t n = strlen(json);

	at = room(k, at, n + ROOM);
	memcpy(at, json, n);
	return at + n;
}

static char *
put_hex(struct sink *k, char *at, const struct rec_bytes *bytes)
{
	at = room(k, at, 2 * (size_t)bytes->n + ROOM);
	*at++ = '"';
	at = text_put_hex(at, bytes->at, bytes->n);
	*at++ = '"';
	return at;
}

/* ---- numbers ---- */

static inline char *
put_uint(char *at, const void *from, size_t size)
{
	switch (size) {
	case sizeof(uint32_t): /* by far the most */
		return text_put_u32(at, *(const uint32_t *)from);
	case sizeof(uint8_t):
		return text_put_u8(at, *(const uint8_t *)from);
	case sizeof(uint16_t):
		return text_put_u32(at, *(const uint16_t *)from);
	}
	return text_put_u64(at, *(const uint64_t *)from);
}

/* Microseconds as seconds: the leading 1 makes six digits, and room for a dot.
 */
static char *
put_time(char *at, int64_t us)
{
	char *dot = text_put_u64(at, (uint64_t)us / 1000000);

	at = text_put_u32(dot, 1000000 + (uint32_t)((uint64_t)us % 1000000));
	*dot = '.';
	return at;
}

static char *
put_numbers(struct sink *k, char *at, const uint32_t *numbers, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		at = room(k, at, ROOM);
		at = text_put_u32(at, numbers[i]);
		*at++ = ',';
	}
	return at;
}

/* Numbers of sequences stand bare, segments of other types are objects. */
static char *
put_as_path(struct sink *k, char *at, const rec_as_path *path)
{
	static const char *const opening[] = {
		[AS_SET] = "{\"set\":[",
		[AS_CONFED_SEQUENCE] = "{\"confed_sequence\":[",
		[AS_CONFED_SET] = "{\"confed_set\":[",
	};

	*at++ = '[';
	for (uint32_t i = 0; i < path->n; i++) {
		const struct rec_segment *segment = &path->at[i];

		if (segment->type == AS_SEQUENCE) {
			at = put_numbers(k, at, segment->asns, segment->n);
			continue;
		}
		at = room(k, at, ROOM);
		at = stpcpy(at, opening[segment->type]);
		at = put_numbers(k, at, segment->asns, segment->n);
		at -= at[-1] == ',';
		at = stpcpy(room(k, at, ROOM), "]},");
	}
	at -= at[-1] == ',';
	*at++ = ']';
	return at;
}

/* ---- values ---- */

/* The value formats itself between quotes. */
#define QUOTED(format, value)                                                  \
	do {                                                                   \
		*at++ = '"';                                                   \
		at = (format)((value), at);                                    \
		*at++ = '"';                                                   \
	} while (0)

/* Inlined where most values come through, of which there are many. */
static inline __attribute__((always_inline)) char *
put_one_here(struct sink *k, char *at, const struct field *f, const void *from)
{
	switch ((enum field_kind)f->kind) {
	case F_BOOL:
		return stpcpy(at, *(const bool *)from ? "true" : "false");
	case F_UINT:
		return put_uint(at, from, f->size);
	case F_TIME:
		return put_time(at, *(const int64_t *)from);
	case F_NAME:
	case F_TEXT:
		return put_text(k, at, *(const char *const *)from);
	case F_ENUM:
		return put_word(at, name_of(f->words, *(const int *)from));
	case F_ADDR:
		QUOTED(addr_format, (const struct addr *)from);
		return at;
	case F_PREFIX:
	case F_IFADDR:
		QUOTED(prefix_format, (const struct prefix *)from);
		return at;
	case F_RANGE:
		QUOTED(prefix_range_format, (const struct prefix_range *)from);
		return at;
	case F_FAMILY:
		QUOTED(family_format, *(const uint32_t *)from);
		return at;
	case F_RD:
		QUOTED(rd_format, (const struct rd *)from);
		return at;
	case F_RT:
		QUOTED(rt_format, (const struct ext_community *)from);
		return at;
	case F_COMMUNITY:
		QUOTED(community_format, *(const uint32_t *)from);
		return at;
	case F_LARGE:
		QUOTED(large_community_format,
		    (const struct large_community *)from);
		return at;
	case F_EXT:
		QUOTED(
		    ext_community_format, (const struct ext_community *)from);
		return at;
	case F_HEX:
		return put_hex(k, at, from);
	case F_AS_PATH:
		return put_as_path(k, at, from);
	case F_OBJECT:
		return put_object(k, at, f->object, from);
	case F_JSON:
		return put_json(k, at, *(const char *const *)from);
	}
	return at;
}

static char *
put_one(struct sink *k, char *at, const struct field *f, const void *from)
{
	return put_one_here(k, at, f, from);
}

static char *
put_list(struct sink *k, char *at, const struct field *f, const void *from)
{
	const struct rec_list *list = from;
	const char *element = list->at;

	if (f->flags & FIELD_ONE)
		return put_one(k, at, f, element);
	*at++ = '[';
	for (uint32_t i = 0; i < list->n; i++, element += f->size) {
		at = put_one(k, room(k, at, ROOM), f, element);
		*at++ = ',';
	}
	at -= list->n > 0;
	*at++ = ']';
	return at;
}

/* Those of `has`, each with a comma in front. */
static inline char *
put_fields(struct sink *k, char *at, const struct object *object,
    const void *from, uint64_t has)
{
	for (; has != 0; has &= has - 1) {
		const struct field *f = &object->fields[__builtin_ctzll(has)];
		const char *member = (const char *)from + f->offset;

		at = room(k, at, ROOM);
		memcpy(at, f->put, REC_PUT);
		at += f->put_len;
		if (f->flags & FIELD_LIST)
			at = put_list(k, at, f, member);
		else
			at = put_one_here(k, at, f, member);
	}
	return at;
}

static char *
put_object(
    struct sink *k, char *at, const struct object *object, const void *from)
{
	uint64_t has = *(const uint64_t *)from;
	const struct field *f = has ? &object->fields[__builtin_ctzll(has)] : 0;
	size_t start;

	if (f == NULL)
		return stpcpy(at, "{}");
	if ((has & (has - 1)) == 0 && f->flags & FIELD_BARE)
		return put_one(k, at, f, (const char *)from + f->offset);
	start = (size_t)(at - obuf_at(k->out)); /* the buffer may move */
	at = put_fields(k, at, object, from, has);
	k->out->mem[k->out->from + start] =
	    '{'; /* in the place of the first comma */
	*at++ = '}';
	return at;
}

/* What is written already goes in between the fields before and behind it. */
static char *
put_around(struct sink *k, char *at, const struct rec *r)
{
	const struct object *object = &rec_objects[r->type];
	const struct rec_written *w = r->route.written;
	uint64_t before = (w->fields & -w->fields) - 1;

	at = put_fields(k, at, object, &r->has, r->has & before);
	at = room(k, at, w->n + ROOM);
	memcpy(at, w->text, w->n);
	at += w->n;
	return put_fields(k, at, object, &r->has, r->has & ~before);
}

void
rec_write(struct obuf *out, const struct rec *r)
{
	const struct object *object = &rec_objects[r->type];
	struct sink k = { .out = out };
	char *at = obuf_need(out, ROOM);

	k.end = out->mem + out->room;
	memcpy(at, object->put, REC_PUT);
	at += object->put_len;
	if (r->del)
		at = stpcpy(at, ",\"op\":\"del\"");
	if (r->type == REC_ROUTE && r->route.written != NULL)
		at = put_around(&k, at, r);
	else
		at = put_fields(&k, at, object, &r->has, r->has);
	*at++ = '}';
	*at++ = '\n';
	out->used = (size_t)(at - out->mem);
}

void
rec_write_fields(struct obuf *out, const struct rec *r, uint64_t fields)
{
	struct sink k = { .out = out };
	char *at = obuf_need(out, ROOM);

	k.end = out->mem + out->room;
	at =
	    put_fields(&k, at, &rec_objects[r->type], &r->has, r->has & fields);
	out->used = (size_t)(at - out->mem);
}

void
rec_write_text(struct obuf *out, const char *s)
{
	struct sink k = { .out = out };
	char *at = obuf_need(out, ROOM);

	k.end = out->mem + out->room;
	at = put_text(&k, at, s);
	out->used = (size_t)(at - out->mem);
}

void
rec_write_value(struct obuf *out, const struct field *f, const void *value)
{
	struct sink k = { .out = out };
	char *at = obuf_need(out, ROOM);

	k.end = out->mem + out->room;
	at = f->flags & FIELD_LIST ? put_list(&k, at, f, value)
				   : put_one(&k, at, f, value);
	out->used = (size_t)(at - out->mem);
}
