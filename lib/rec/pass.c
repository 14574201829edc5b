/* Canonical lines, recognised without being parsed into records. */
#include "rec/pass.h"
#include "base/utf8.h"
#include "rec/plain.h"

#include <string.h>

#define HEAD "{\"type\":\""

/* Where we are in a line, and in what: bit d of `arrays` is depth d. */
struct walk {
	const char *at, *end;
	uint32_t arrays;
	unsigned depth;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* RFC 8259 7; halves of surrogate pairs are left to the reader. */
static const char *
escape(const char *at, const char *end)
{
	if (end - at < 2)
		return NULL;
	if (at[1] != 'u')
		return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL
			   ? at + 2
			   : NULL;
	if (end - at < 6)
		return NULL;
	for (int i = 2; i < 6; i++)
		if (!is_hex(at[i]))
			return NULL;
	if ((at[2] | 0x20) == 'd' && !(at[3] >= '0' && at[3] <= '7'))
		return NULL;
	return at + 6;
}

/* Over one character past ASCII; NULL: it is none, or not all there yet. */
static const char *
character(const char *at, const char *end)
{
	unsigned len = utf8_len(at, (size_t)(end - at));

	return len > 1 ? at + len : NULL; /* 1: a control */
}

/* From behind the opening quote to behind the closing one. */
static inline bool
string(struct walk *w)
{
	const char *at = plain_end(w->at, w->end);

	while (at != w->end && *at != '"') {
		at = *at == '\\' ? escape(at, w->end) : character(at, w->end);
		if (at == NULL)
			return false;
		at = plain_end(at, w->end);
	}
	if (at == w->end)
		return false;
	w->at = at + 1;
	return true;
}

/*
 * A key with its colon. One that is not plain ASCII is left to the reader, and
 * so is a "type" that would overrule the first.
 */
static inline bool
key(struct walk *w)
{
	const char *start = w->at + 1, *at;

	if (w->at == w->end || *w->at != '"')
		return false;
	at = plain_end(start, w->end);
	if (w->end - at < 2 || at[0] != '"' || at[1] != ':')
		return false;
	if (w->depth == 1 && at - start == 4 && memcmp(start, "type", 4) == 0)
		return false;
	w->at = at + 2;
	return true;
}

/* At least one digit. */
static bool
digits(struct walk *w)
{
	const char *start = w->at;

	while (w->at < w->end && is_digit(*w->at))
		w->at++;
	return w->at > start;
}

/* RFC 8259 6 */
static inline bool
number(struct walk *w)
{
	if (w->at < w->end && *w->at == '-')
		w->at++;
	if (w->at < w->end && *w->at == '0')
		w->at++;
	else if (!digits(w))
		return false;
	if (w->at < w->end && *w->at == '.') {
		w->at++;
		if (!digits(w))
			return false;
	}
	if (w->at < w->end && (*w->at == 'e' || *w->at == 'E')) {
		w->at++;
		if (w->at < w->end && (*w->at == '+' || *w->at == '-'))
			w->at++;
		return digits(w);
	}
	return true;
}

static bool
literal(struct walk *w, const char *word, size_t n)
{
	if ((size_t)(w->end - w->at) < n || memcmp(w->at, word, n) != 0)
		return false;
	w->at += n;
	return true;
}

/* Goes one deeper, over the opening bracket. */
static inline bool
deeper(struct walk *w, bool array)
{
	w->at++;
	if (++w->depth > PASS_DEPTH)
		return false;
	w->arrays &= ~(UINT32_C(1) << w->depth);
	w->arrays |= (uint32_t)array << w->depth;
	return w->at < w->end;
}

/*
 * A value without the brackets that close it: up to behind its first scalar,
 * or before the bracket that closes an empty one.
 */
static inline bool
value(struct walk *w)
{
	while (w->at < w->end) {
		switch (*w->at) {
		case '"':
			w->at++;
			return string(w);
		case '{':
			if (!deeper(w, false))
				return false;
			if (*w->at == '}')
				return true;
			if (!key(w))
				return false;
			break;
		case '[':
			if (!deeper(w, true))
				return false;
			if (*w->at == ']')
				return true;
			break;
		case 't':
			return literal(w, "true", 4);
		case 'f':
			return literal(w, "false", 5);
		case 'n':
			return literal(w, "null", 4);
		default:
			return number(w);
		}
	}
	return false;
}

/* From behind the value of "type" to behind the bracket of the record. */
static bool
rest(struct walk *w)
{
	bool array;

	while (w->at < w->end) {
		array = w->arrays >> w->depth & 1;
		switch (*w->at++) {
		case ',':
			if (!array && !key(w))
				return false;
			if (!value(w))
				return false;
			break;
		case ']':
		case '}':
			if (array != (w->at[-1] == ']'))
				return false;
			if (--w->depth == 0)
				return true;
			break;
		default:
			return false;
		}
	}
	return false;
}

/* The closing quote of the type's name, which is *from on; or NULL. */
static const char *
head(const char *at, size_t n, const char **from)
{
	const char *end = at + n, *quote;

	if (n < sizeof(HEAD) - 1 || memcmp(at, HEAD, sizeof(HEAD) - 1) != 0)
		return NULL;
	*from = at + sizeof(HEAD) - 1;
	quote = plain_end(*from, end);
	return quote != end && *quote == '"' && quote > *from ? quote : NULL;
}

enum rec_type
rec_peek(const char *line, size_t n)
{
	const char *from, *quote = head(line, n, &from);

	return quote ? rec_type_find(from, (size_t)(quote - from)) : REC_NONE;
}

size_t
rec_pass(const char *at, size_t n, enum rec_type *type)
{
	const char *from, *quote = head(at, n, &from);
	struct walk w = { .at = quote, .end = at + n, .depth = 1 };

	if (quote == NULL)
		return 0;
	w.at++;
	if (!rest(&w) || w.at == w.end || *w.at != '\n')
		return 0;
	*type = rec_type_find(from, (size_t)(quote - from));
	return (size_t)(w.at + 1 - at);
}
