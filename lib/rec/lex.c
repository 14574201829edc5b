/*
 * JSON text as tokens, checked on the way (RFC 8259).
 *
 * Nothing is decoded and nothing allocated: a token is a piece of the text, so
 * that numbers and strings can be passed on as they were written. What may come
 * next is one state and one bit for each open bracket; there is no recursion,
 * and so no input that runs out of stack.
 */
#include "rec/lex.h"
#include "base/utf8.h"

#include <string.h>

enum {
	WANT_VALUE,          /* at the start, after a key, after a comma */
	WANT_VALUE_OR_CLOSE, /* after [ */
	WANT_KEY,            /* after a comma */
	WANT_KEY_OR_CLOSE,   /* after { */
	WANT_COMMA_OR_CLOSE, /* after a value */
	WANT_END,            /* after the value that is the text */
};

void
lex_init(struct lex *l, const char *text, size_t n)
{
	*l = (struct lex){ .from = text, .at = text, .end = text + n };
}

static enum lex_token
bad(struct lex *l, const char *at, const char *what)
{
	l->from = at;
	l->what = what;
	l->at = l->end;
	return LEX_BAD;
}

/* Over a comment; false: it is none, or does not end. */
static bool
skip_comment(struct lex *l)
{
	size_t left = (size_t)(l->end - l->at);
	const char *stop = NULL;

	if (left >= 2 && l->at[1] == '/') {
		stop = memchr(l->at, '\n', left);
		l->at = stop ? stop : l->end;
		return true;
	}
	if (left >= 4 && l->at[1] == '*')
		stop = memmem(l->at + 2, left - 2, "*/", 2);
	if (stop != NULL)
		l->at = stop + 2;
	return stop != NULL;
}

/* Over what is blank; false: a slash that begins no comment. */
static bool
skip_blank(struct lex *l)
{
	while (l->at < l->end) {
		switch (*l->at) {
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			l->at++;
			break;
		case '/':
			if (!skip_comment(l))
				return false;
			break;
		default:
			return true;
		}
	}
	return true;
}

/* ---- scalars ---- */

/* The four digits at s as a number; -1: they are none. */
static int
hex4(const char *s, const char *end)
{
	int v = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int c = s[i] | 0x20;

		if (s[i] >= '0' && s[i] <= '9')
			v = v << 4 | (s[i] - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* The length of the escape at s, or 0. Halves of pairs must meet (RFC 8259 7).
 */
static unsigned
escape_len(const char *s, const char *end)
{
	int unit, low;

	if (end - s < 2 || s[1] == '\0')
		return 0;
	if (s[1] != 'u')
		return strchr("\"\\/bfnrt", s[1]) != NULL ? 2 : 0;
	unit = hex4(s + 2, end);
	if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return 0;
	if (unit < 0xd800 || unit > 0xdfff)
		return 6;
	if (end - s < 8 || s[6] != '\\' || s[7] != 'u')
		return 0;
	low = hex4(s + 8, end);
	return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

static bool
string(struct lex *l)
{
	const char *s = l->at + 1;

	while (s < l->end && *s != '"') {
		unsigned len;

		if ((unsigned char)*s < 0x20) {
			bad(l, s, "a control character in a string");
			return false;
		}
		len = *s == '\\' ? escape_len(s, l->end)
				 : utf8_len(s, (size_t)(l->end - s));
		if (len == 0) {
			bad(l, s, *s == '\\' ? "no such escape" : "not UTF-8");
			return false;
		}
		s += len;
	}
	if (s >= l->end) {
		bad(l, l->at, "a string without end");
		return false;
	}
	l->at = s + 1;
	return true;
}

static bool
digits(struct lex *l)
{
	const char *start = l->at;

	while (l->at < l->end && *l->at >= '0' && *l->at <= '9')
		l->at++;
	return l->at > start;
}

static bool
eat(struct lex *l, char a, char b)
{
	if (l->at == l->end || (*l->at != a && *l->at != b))
		return false;
	l->at++;
	return true;
}

/* RFC 8259 6 */
static bool
number(struct lex *l)
{
	eat(l, '-', '-');
	if (!eat(l, '0', '0') && !digits(l))
		return false;
	if (eat(l, '.', '.') && !digits(l))
		return false;
	if (!eat(l, 'e', 'E'))
		return true;
	eat(l, '+', '-');
	return digits(l);
}

static bool
word(struct lex *l, const char *s)
{
	size_t n = strlen(s);

	if ((size_t)(l->end - l->at) < n || memcmp(l->at, s, n) != 0)
		return false;
	l->at += n;
	return true;
}

/* Whether the scalar ends here and is not glued to something. */
static bool
is_edge(const struct lex *l)
{
	return l->at == l->end || strchr(" \t\r\n,:]}/", *l->at) != NULL;
}

static enum lex_token
scalar(struct lex *l)
{
	enum lex_token token = LEX_WORD;
	bool good;

	if (*l->at == '"')
		return string(l) ? LEX_STRING : LEX_BAD;
	if (*l->at == '-' || (*l->at >= '0' && *l->at <= '9')) {
		token = LEX_NUMBER;
		good = number(l);
	} else {
		good = word(l, "true") || word(l, "false") || word(l, "null");
	}
	if (!good || !is_edge(l))
		return bad(l, l->from, "not JSON");
	return token;
}

/* ---- structure ---- */

static bool
in_object(const struct lex *l)
{
	return l->objects >> (l->depth - 1) & 1;
}

static enum lex_token
open_container(struct lex *l, bool object)
{
	if (l->depth == LEX_DEPTH)
		return bad(l, l->at, "nested too deeply");
	l->objects &= ~(UINT64_C(1) << l->depth);
	l->objects |= (uint64_t)object << l->depth;
	l->depth++;
	l->at++;
	l->want = object ? WANT_KEY_OR_CLOSE : WANT_VALUE_OR_CLOSE;
	return object ? LEX_OPEN_OBJECT : LEX_OPEN_ARRAY;
}

static void
value_done(struct lex *l)
{
	l->want = l->depth > 0 ? WANT_COMMA_OR_CLOSE : WANT_END;
}

static enum lex_token
close_container(struct lex *l)
{
	l->at++;
	l->depth--;
	value_done(l);
	return LEX_CLOSE;
}

static enum lex_token
key(struct lex *l)
{
	const char *end;

	if (l->at == l->end || *l->at != '"')
		return bad(l, l->at, "a key is missing");
	if (!string(l))
		return LEX_BAD;
	end = l->at;
	if (!skip_blank(l) || l->at == l->end || *l->at != ':')
		return bad(l, l->at, "a colon is missing");
	l->keys++;
	l->at = end; /* the token; lex_next() finds the colon again */
	l->want = WANT_VALUE;
	return LEX_KEY;
}

static enum lex_token
value(struct lex *l)
{
	enum lex_token token;

	if (l->at == l->end)
		return bad(l, l->at, "it ends too early");
	if (*l->at == '{' || *l->at == '[')
		return open_container(l, *l->at == '{');
	token = scalar(l);
	if (token != LEX_BAD)
		value_done(l);
	return token;
}

/* The comma or the closing bracket after a value. True: a comma. */
static bool
comma(struct lex *l)
{
	if (l->at == l->end || *l->at != ',')
		return false;
	l->at++;
	l->want = in_object(l) ? WANT_KEY : WANT_VALUE;
	return skip_blank(l);
}

enum lex_token
lex_next(struct lex *l)
{
	bool after_key = l->want == WANT_VALUE && l->depth > 0 && in_object(l);
	char closing;

	if (!skip_blank(l))
		return bad(l, l->at, "not JSON");
	if (after_key) {
		l->at++; /* the colon */
		if (!skip_blank(l))
			return bad(l, l->at, "not JSON");
	}
	l->from = l->at;
	if (l->want == WANT_END)
		return l->at == l->end ? LEX_END : bad(l, l->at, "not JSON");
	if (l->want == WANT_COMMA_OR_CLOSE && comma(l))
		l->from = l->at;
	if (l->want == WANT_VALUE)
		return value(l);
	if (l->want == WANT_KEY)
		return key(l);
	closing = in_object(l) ? '}' : ']';
	if (l->at < l->end && *l->at == closing)
		return close_container(l);
	if (l->want == WANT_KEY_OR_CLOSE)
		return key(l);
	if (l->want == WANT_VALUE_OR_CLOSE)
		return value(l);
	return bad(l, l->at,
	    l->at == l->end ? "it ends too early" : "a comma is missing");
}

bool
lex_skip(struct lex *l, enum lex_token token)
{
	unsigned outside = l->depth - 1;

	if (token != LEX_OPEN_OBJECT && token != LEX_OPEN_ARRAY)
		return token != LEX_BAD;
	while (l->depth > outside)
		if (lex_next(l) == LEX_BAD)
			return false;
	return true;
}

/* One step of the way: to the first token of the value, *at where it begins. */
static enum lex_token
step_into(struct lex *l, const struct lex_step *step, const char **at)
{
	size_t n = step->key ? strlen(step->key) : 0;
	enum lex_token token;

	for (uint32_t i = 0;; i++) {
		token = lex_next(l);
		*at = l->from;
		if (token == LEX_BAD || token == LEX_CLOSE)
			return LEX_BAD;
		if (step->key == NULL && i == step->index)
			return token;
		if (token == LEX_KEY) {
			bool found = (size_t)(l->at - l->from) == n + 2 &&
				     memcmp(l->from + 1, step->key, n) == 0;

			token = lex_next(l);
			if (found)
				return token;
		}
		if (!lex_skip(l, token))
			return LEX_BAD;
	}
}

bool
lex_find(struct lex *l, const struct lex_step *way, unsigned nsteps,
    const char **value_at, size_t *n)
{
	enum lex_token token = lex_next(l);
	const char *at = l->from;

	for (unsigned i = 0; i < nsteps; i++) {
		enum lex_token opening =
		    way[i].key ? LEX_OPEN_OBJECT : LEX_OPEN_ARRAY;

		if (token != opening)
			return false;
		token = step_into(l, &way[i], &at);
	}
	*value_at = l->from;
	if (!lex_skip(l, token))
		return false;
	*n = (size_t)(l->at - *value_at);
	l->from = at;
	return true;
}
