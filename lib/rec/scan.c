/*
 * The fast reader, for one-line records of the bulk types.
 *
 * It walks the text and the type's table side by side, as the writer wrote the
 * one by the other: the next key is nearly always that of one of the next
 * fields. Whatever it does not expect makes it decline, so that every question
 * of what is right has its answer in one place, the full reader.
 */
#include "rec/scan.h"
#include "base/arena.h"
#include "base/text.h"
#include "rec/number.h"
#include "rec/plain.h"
#include "rec/reader.h"
#include "value/family.h"
#include "value/names.h"

#include <string.h>

#define LIST_MAX   4096 /* elements; longer ones are for the other reader */
#define LIST_FIRST 4    /* elements of a list that starts to grow */
#define DIGITS     18   /* that always fit in 64 bits */

struct scan {
	const char *at, *end;
	struct arena *arena;
	uint32_t objects; /* in lists; of too many the full reader tells */
};

/* A string between its quotes, borrowed from the text. */
struct token {
	const char *at;
	size_t n;
};

static bool scan_object(struct scan *, const struct object *, void *to);
static bool scan_bare(struct scan *, const struct object *, void *to);

static bool
scan_char(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static bool
scan_word(struct scan *s, const char *word, size_t n)
{
	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

/* A string of plain ASCII. */
static bool
scan_string(struct scan *s, struct token *t)
{
	const char *close;

	if (!scan_char(s, '"'))
		return false;
	close = plain_end(s->at, s->end);
	if (close == s->end || *close != '"')
		return false;
	*t = (struct token){ s->at, (size_t)(close - s->at) };
	s->at = close + 1;
	return true;
}

/* ---- numbers ---- */

static bool
scan_digits(struct scan *s, uint64_t *v)
{
	const char *start = s->at;
	uint64_t sum = 0;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		sum = sum * 10 + (uint64_t)(*s->at++ - '0');
	*v = sum;
	return s->at > start && s->at - start <= DIGITS &&
	       (*start != '0' || s->at == start + 1);
}

static bool
scan_uint(struct scan *s, const struct field *f, void *to)
{
	uint64_t v, high = number_max(f);

	if (!scan_digits(s, &v) || v > high)
		return false;
	if (v < f->lo && !(v == 0 && f->flags & FIELD_OR_ZERO))
		return false;
	number_store(to, f->size, v);
	return true;
}

/* Seconds with the six decimals that the writer writes. */
static bool
scan_time(struct scan *s, int64_t *to)
{
	uint64_t seconds, v = 0;

	if (!scan_digits(s, &seconds) || seconds > UINT32_MAX ||
	    s->end - s->at < 7 || *s->at++ != '.')
		return false;
	for (int i = 0; i < 6; i++, s->at++) {
		if (*s->at < '0' || *s->at > '9')
			return false;
		v = v * 10 + (uint64_t)(*s->at - '0');
	}
	*to = (int64_t)(seconds * 1000000 + v);
	return true;
}

static bool
scan_bool(struct scan *s, bool *to)
{
	*to = s->at < s->end && *s->at == 't';
	return *to ? scan_word(s, "true", 4) : scan_word(s, "false", 5);
}

/* Numbers that all stand bare, which is one sequence. */
static bool
scan_as_path(struct scan *s, rec_as_path *to)
{
	struct rec_segment *segment;
	const char *at = s->at;
	uint32_t *asns, n = 0;
	size_t room = 1;
	uint64_t v;

	*to = (rec_as_path){ 0 };
	if (!scan_char(s, '['))
		return false;
	if (scan_char(s, ']'))
		return true;
	for (; at < s->end && *at != ']'; at++)
		room += *at == ',';
	asns = arena_alloc(s->arena, room * sizeof(*asns));
	do {
		if (!scan_digits(s, &v) || v > UINT32_MAX)
			return false;
		asns[n++] = (uint32_t)v;
	} while (scan_char(s, ','));
	segment = arena_alloc(s->arena, sizeof(*segment));
	*segment = (struct rec_segment){ AS_SEQUENCE, n, asns };
	to->n = 1;
	to->at = segment;
	return scan_char(s, ']');
}

/* ---- texts ---- */

static bool
copy_text(struct scan *s, const struct token *t, const char **to)
{
	*to = arena_strndup(s->arena, t->at, t->n);
	return true;
}

static bool
is_name(const struct token *t)
{
	bool blank = false;

	for (size_t i = 0; i < t->n; i++)
		blank |= t->at[i] == ' ' || t->at[i] == 0x7f;
	return !blank;
}

static bool
copy_name(struct scan *s, const struct field *f, const struct token *t,
    const char **to)
{
	int value;

	if (t->n == 0 || !is_name(t))
		return false;
	if (f->words != NULL && !name_find(f->words, t->at, t->n, &value))
		return false;
	return copy_text(s, t, to);
}

static bool
copy_hex(struct scan *s, const struct token *t, struct rec_bytes *to)
{
	uint8_t *bytes = arena_alloc(s->arena, t->n / 2);

	*to = (struct rec_bytes){ (uint32_t)(t->n / 2), bytes };
	return text_unhex(t->at, t->n, bytes, NULL);
}

/* What is text in JSON. */
static bool
scan_text(struct scan *s, const struct field *f, void *to)
{
	struct token t;

	if (!scan_string(s, &t))
		return false;
	switch ((enum field_kind)f->kind) {
	case F_NAME:
		return copy_name(s, f, &t, to);
	case F_TEXT:
		return copy_text(s, &t, to);
	case F_ENUM:
		return name_find(f->words, t.at, t.n, to);
	case F_ADDR:
		return addr_parse(to, t.at, t.n, NULL);
	case F_PREFIX:
		return prefix_parse(to, t.at, t.n, NULL);
	case F_IFADDR:
		return prefix_parse_host(to, t.at, t.n, NULL);
	case F_RANGE:
		return prefix_range_parse(to, t.at, t.n, NULL);
	case F_FAMILY:
		return family_parse(to, t.at, t.n, NULL);
	case F_RD:
		return rd_parse(to, t.at, t.n, NULL);
	case F_RT:
		return rt_parse(to, t.at, t.n, NULL);
	case F_COMMUNITY:
		return community_parse(to, t.at, t.n, NULL);
	case F_LARGE:
		return large_community_parse(to, t.at, t.n, NULL);
	case F_EXT:
		return ext_community_parse(to, t.at, t.n, NULL);
	case F_HEX:
		return copy_hex(s, &t, to);
	case F_BOOL:
	case F_UINT:
	case F_TIME:
	case F_AS_PATH:
	case F_OBJECT:
	case F_JSON:
		break;
	}
	return false;
}

/* ---- values, lists, objects ---- */

static inline bool
scan_one(struct scan *s, const struct field *f, void *to)
{
	switch ((enum field_kind)f->kind) {
	case F_BOOL:
		return scan_bool(s, to);
	case F_UINT:
		return scan_uint(s, f, to);
	case F_TIME:
		return scan_time(s, to);
	case F_AS_PATH:
		return scan_as_path(s, to);
	case F_OBJECT:
		return s->at < s->end && *s->at == '{'
			   ? scan_object(s, f->object, to)
			   : scan_bare(s, f->object, to);
	case F_JSON:
		return false;
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
	return scan_text(s, f, to);
}

/* Room for one more, all zeros. */
static void *
list_add(struct scan *s, const struct field *f, struct rec_list *list,
    uint32_t *room)
{
	char *at = list->at, *more;

	if (list->n == *room) {
		*room = *room != 0 ? *room * 2 : LIST_FIRST;
		more = arena_alloc(s->arena, (size_t)*room * f->size);
		if (list->n > 0)
			memcpy(more, at, (size_t)list->n * f->size);
		list->at = at = more;
	}
	return memset(at + (size_t)list->n++ * f->size, 0, f->size);
}

static bool
scan_list(struct scan *s, const struct field *f, struct rec_list *to)
{
	uint32_t room = 0;

	if (f->flags & FIELD_ONE)
		return scan_one(s, f, list_add(s, f, to, &room));
	if (!scan_char(s, '['))
		return false;
	if (scan_char(s, ']'))
		return true;
	do {
		s->objects += f->kind == F_OBJECT;
		if (to->n == LIST_MAX || s->objects > READER_OBJECTS_MAX ||
		    !scan_one(s, f, list_add(s, f, to, &room)))
			return false;
	} while (scan_char(s, ','));
	return scan_char(s, ']');
}

static inline uint64_t
load_eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

/* Whether n bytes are the same; eight of each may be read in any case. */
static inline bool
same_bytes(const char *a, const char *b, size_t n)
{
	uint64_t differ = load_eight(a) ^ load_eight(b);

	if (n < 8)
		return le64toh(differ) << (64 - 8 * n) == 0;
	for (size_t i = 8; differ == 0 && i + 8 < n; i += 8)
		differ = load_eight(a + i) ^ load_eight(b + i);
	return differ == 0 && load_eight(a + n - 8) == load_eight(b + n - 8);
}

/* Whether this field's key stands with its comma or bracket here. */
static inline bool
is_key(const struct scan *s, const struct field *f)
{
	size_t n = f->put_len - 1u, left = (size_t)(s->end - s->at) - 1;

	if (left >= 8 && left >= n)
		return same_bytes(s->at + 1, f->put + 1, n);
	return left >= n && memcmp(s->at + 1, f->put + 1, n) == 0;
}

/* The field whose key is next, from `from` on and around; or NULL. */
static const struct field *
field_find(const struct scan *s, const struct object *o, unsigned from)
{
	for (unsigned i = from; i < o->n; i++)
		if (is_key(s, &o->fields[i]))
			return &o->fields[i];
	for (unsigned i = 0; i < from; i++)
		if (is_key(s, &o->fields[i]))
			return &o->fields[i];
	return NULL;
}

/* Fields, from the comma or bracket before the first, up to the bracket. */
static bool
scan_fields(struct scan *s, const struct object *o, void *to)
{
	const struct field *f = o->fields;
	uint64_t *has = to, bit;
	char *member;

	do {
		f = field_find(s, o, (unsigned)(f - o->fields));
		if (f == NULL)
			return false;
		bit = UINT64_C(1) << (f - o->fields);
		if (*has & bit)
			return false;
		*has |= bit;
		s->at += f->put_len;
		member = (char *)to + f->offset;
		if (f->flags & FIELD_LIST ? !scan_list(s, f, (void *)member)
					  : !scan_one(s, f, member))
			return false;
		f++;
	} while (s->at < s->end && *s->at == ',');
	return scan_char(s, '}');
}

/* Whether all is there that must be. */
static bool
is_complete(const struct object *o, uint64_t has, bool del)
{
	uint8_t must = FIELD_REQUIRED | (del ? FIELD_KEY : 0);

	for (unsigned i = 0; i < o->n; i++, has >>= 1)
		if ((o->fields[i].flags & must) == must && !(has & 1))
			return false;
	return true;
}

/* *to is all zeros. */
static bool
scan_object(struct scan *s, const struct object *o, void *to)
{
	if (s->end - s->at < 2 || *s->at != '{')
		return false;
	if (s->at[1] == '}')
		s->at += 2;
	else if (!scan_fields(s, o, to))
		return false;
	return is_complete(o, *(const uint64_t *)to, false);
}

/* The value of the one field that may stand for its object. */
static bool
scan_bare(struct scan *s, const struct object *o, void *to)
{
	for (unsigned i = 0; i < o->n; i++) {
		const struct field *f = &o->fields[i];

		if (!(f->flags & FIELD_BARE))
			continue;
		*(uint64_t *)to = UINT64_C(1) << i;
		return !(f->flags & FIELD_LIST) &&
		       scan_one(s, f, (char *)to + f->offset);
	}
	return false;
}

bool
rec_scan(struct rec *r, const char *text, size_t n, struct arena *arena)
{
	static const enum rec_type bulk[] = { REC_ROUTE, REC_LABEL, REC_LFIB,
		REC_LSP, REC_EOR, REC_MESSAGE };
	struct scan s = { .at = text, .end = text + n, .arena = arena };
	const struct object *o;
	unsigned i = 0;

	for (; i < sizeof(bulk) / sizeof(*bulk); i++) {
		o = &rec_objects[bulk[i]];
		if (scan_word(&s, o->put, o->put_len))
			break;
	}
	if (i == sizeof(bulk) / sizeof(*bulk))
		return false;
	r->type = bulk[i];
	memset(&r->has, 0, o->size);
	r->del = scan_word(&s, ",\"op\":\"del\"", 11);
	if (!r->del)
		scan_word(&s, ",\"op\":\"add\"", 11);
	if (s.at < s.end && *s.at == ',') {
		if (!scan_fields(&s, o, &r->has))
			return false;
	} else if (!scan_char(&s, '}')) {
		return false;
	}
	scan_char(&s, '\n');
	return s.at == s.end && is_complete(o, r->has, r->del);
}
