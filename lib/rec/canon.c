/* Canonical lines: the same tokens without what is between them. */
#include "rec/canon.h"
#include "base/obuf.h"
#include "rec/fault.h"
#include "rec/lex.h"

#include <string.h>

/* Where in the output the member "type" stands, from its quote on. */
struct found {
	size_t at, end; /* end 0: not found */
	bool text;      /* its value is a string */
};

static bool
is_type(const struct lex *l)
{
	return l->depth == 1 && l->at - l->from == 6 &&
	       memcmp(l->from, "\"type\"", 6) == 0;
}

/* The token, with the comma or the colon that belongs before it. */
static void
put_token(struct obuf *out, const struct lex *l, enum lex_token last,
    enum lex_token token)
{
	bool opened = last == LEX_OPEN_OBJECT || last == LEX_OPEN_ARRAY;

	if (last == LEX_KEY)
		obuf_putc(out, ':');
	else if (last != LEX_END && !opened && token != LEX_CLOSE)
		obuf_putc(out, ',');
	obuf_put(out, l->from, (size_t)(l->at - l->from));
}

/* All of the text; false at what is not JSON. Notes the first "type". */
static bool
put_tokens(struct obuf *out, struct lex *l, struct found *type)
{
	enum lex_token last = LEX_END, token;
	bool in_type = false;

	for (; (token = lex_next(l)) > LEX_END; last = token) {
		put_token(out, l, last, token);
		if (in_type && last == LEX_KEY)
			type->text = token == LEX_STRING;
		if (in_type && token != LEX_KEY && l->depth == 1) {
			type->end = obuf_left(out);
			in_type = false;
		}
		if (token == LEX_KEY && type->end == 0 && is_type(l)) {
			type->at = obuf_left(out) - 6;
			in_type = true;
		}
	}
	return token == LEX_END;
}

/* Moves "type":"NAME" behind the opening bracket, which is at `start`. */
static void
type_to_front(struct obuf *out, size_t start, const struct found *type)
{
	size_t n = type->end - type->at, before = type->at - 1 - (start + 1);
	char *front;

	if (type->at == start + 1)
		return;
	obuf_need(out, n);
	front = out->mem + out->from + start + 1;
	memcpy(out->mem + out->used, out->mem + out->from + type->at, n);
	memmove(front + n + 1, front, before);
	memcpy(front, out->mem + out->used, n);
	front[n] = ',';
}

bool
rec_canonical(struct obuf *out, const char *text, size_t n, struct rec_fault *f)
{
	size_t start = obuf_left(out);
	struct found type = { 0 };
	struct lex l;

	lex_init(&l, text, n);
	if (!put_tokens(out, &l, &type)) {
		rec_fault_at(f, text, l.from, l.what);
		goto undo;
	}
	if (out->mem[out->from + start] != '{') {
		rec_fault_at(f, text, text, "a record is a JSON object");
		goto undo;
	}
	if (!type.text) {
		rec_fault_at(f, text, text,
		    type.end > 0 ? "type is not a string" : "type is missing");
		goto undo;
	}
	type_to_front(out, start, &type);
	obuf_putc(out, '\n');
	return true;
undo:
	out->used = out->from + start;
	return false;
}

bool
rec_canonical_value(struct obuf *out, const char *text, size_t n)
{
	size_t start = obuf_left(out);
	struct found type = { 0 };
	struct lex l;

	lex_init(&l, text, n);
	if (put_tokens(out, &l, &type))
		return true;
	out->used = out->from + start;
	return false;
}
