/*
 * Cutting a stream into records, one byte once: what has been followed is not
 * looked at again when more comes, so that a record in a thousand pieces costs
 * no more than one that comes whole.
 *
 * Brackets, strings and comments are followed, and nothing else. That is enough
 * to find the end of a record, and where a torn one breaks off: a bracket that
 * opens where no value may stand begins the next record.
 */
#include "rec/frame.h"
#include "rec/fault.h"
#include "rec/pass.h"

#include <stdio.h>
#include <string.h>

enum { PLAIN, STRING, ESCAPE, SLASH, LINE_COMMENT, COMMENT, COMMENT_STAR };

/* Between records: what an array lets come next. */
enum { ELEMENT_OR_CLOSE, ELEMENT, COMMA_OR_CLOSE };

void
rec_frame_feed(struct rec_frame *f, const void *bytes, size_t n)
{
	if (f->handed > 0) {
		obuf_take(&f->in, f->handed);
		f->handed = 0;
	}
	obuf_put(&f->in, bytes, n);
}

void
rec_frame_end(struct rec_frame *f)
{
	f->ended = true;
}

void
rec_frame_fini(struct rec_frame *f)
{
	obuf_fini(&f->in);
	*f = (struct rec_frame){ 0 };
}

/* ---- faults ---- */

/*
 * Whatever has been seen is given up, and told of with the line where it begins
 * or where we are; we go on at the end of this line.
 */
static enum rec_framed
give_up(struct rec_frame *f, struct rec_fault *fault, bool where_it_begins,
    const char *what)
{
	if (f->seen < obuf_left(&f->in) && obuf_at(&f->in)[f->seen] == '\n')
		f->inside--; /* is still to be skipped */
	fault->line = f->line + (where_it_begins ? 0 : f->inside) + 1;
	fault->key[0] = '\0';
	snprintf(fault->text, sizeof(fault->text), "%s", what);
	obuf_take(&f->in, f->seen);
	f->line += f->inside;
	f->seen = f->inside = f->depth = 0;
	f->lexis = PLAIN;
	f->last = '\0';
	f->recovering = f->amid_line = f->lenient = true;
	return FRAME_FAULT;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\x1e';
}

/* Drops what is up to the next newline; false: it has not come yet. */
static bool
skip_line(struct rec_frame *f)
{
	size_t left = obuf_left(&f->in);
	const char *at = obuf_at(&f->in);
	const char *end = left > 0 ? memchr(at, '\n', left) : NULL;

	if (end == NULL) {
		obuf_take(&f->in, left);
		return false;
	}
	obuf_take(&f->in, (size_t)(end - at) + 1);
	f->line++;
	f->amid_line = false;
	return true;
}

/* To a line that begins with a bracket; false: none has come yet. */
static bool
recover(struct rec_frame *f)
{
	while (!f->amid_line || skip_line(f)) {
		const char *at = obuf_at(&f->in);
		size_t left = obuf_left(&f->in), blanks = 0;

		while (blanks < left && is_blank(at[blanks]))
			f->line += at[blanks++] == '\n';
		f->amid_line = blanks < left && at[blanks] != '{';
		obuf_take(&f->in, blanks);
		if (blanks == left)
			return false;
		if (!f->amid_line) {
			f->recovering = false;
			return true;
		}
	}
	return false;
}

/* From the second byte of a comment on; what is wrong, or NULL. */
static const char *
comment_byte(struct rec_frame *f, char c)
{
	switch (f->lexis) {
	case SLASH:
		if (c != '/' && c != '*')
			return "not JSON";
		f->lexis = c == '/' ? LINE_COMMENT : COMMENT;
		break;
	case LINE_COMMENT:
		f->lexis = c == '\n' ? PLAIN : LINE_COMMENT;
		break;
	case COMMENT:
		f->lexis = c == '*' ? COMMENT_STAR : COMMENT;
		break;
	case COMMENT_STAR:
		if (c != '*')
			f->lexis = c == '/' ? PLAIN : COMMENT;
		break;
	}
	return NULL;
}

/* ---- inside of a record ---- */

/* A bracket opens where a value may stand. */
static const char *
open_bracket(struct rec_frame *f, char c)
{
	bool in_object = f->depth > 0 && f->objects >> (f->depth - 1) & 1;

	if (f->depth > 0 && f->last != ':' && f->last != '[' &&
	    (in_object || f->last != ','))
		return "the record is not closed";
	if (f->depth == REC_FRAME_DEPTH)
		return "nested too deeply";
	f->objects &= ~(UINT64_C(1) << f->depth);
	f->objects |= (uint64_t)(c == '{') << f->depth;
	f->depth++;
	return NULL;
}

static const char *
close_bracket(struct rec_frame *f, char c)
{
	bool in_object = f->objects >> (f->depth - 1) & 1;

	if (in_object != (c == '}'))
		return "a bracket closes what another opened";
	f->depth--;
	return NULL;
}

/* A byte outside of strings and comments. */
static const char *
plain_byte(struct rec_frame *f, char c)
{
	const char *what = NULL;

	if (c == '"')
		f->lexis = STRING;
	else if (c == '/')
		f->lexis = SLASH;
	else if (c == '{' || c == '[')
		what = open_bracket(f, c);
	else if (c == '}' || c == ']')
		what = close_bracket(f, c);
	if (what == NULL && !is_blank(c) && c != '/')
		f->last = c;
	return what;
}

/* Follows the record by one byte; what is wrong, or NULL. */
static const char *
follow_byte(struct rec_frame *f, char c)
{
	f->inside += c == '\n';
	switch (f->lexis) {
	case PLAIN:
		return plain_byte(f, c);
	case STRING:
		if (c == '\n')
			return "a string without end";
		f->lexis = c == '"' ? PLAIN : c == '\\' ? ESCAPE : STRING;
		break;
	case ESCAPE:
		f->lexis = STRING;
		break;
	case SLASH:
	case LINE_COMMENT:
	case COMMENT:
	case COMMENT_STAR:
		return comment_byte(f, c);
	}
	return NULL;
}

/* The text is whole; perhaps it is a canonical line after all. */
static enum rec_framed
hand_out(struct rec_frame *f, struct rec_text *text)
{
	const char *at = obuf_at(&f->in);
	size_t n = f->seen, left = obuf_left(&f->in);

	*text = (struct rec_text){ .at = at, .n = n, .line = f->line + 1 };
	if (f->inside == 0 && n < left && at[n] == '\n')
		text->canonical = rec_pass(at, n + 1, &text->type) == n + 1;
	f->handed = n;
	f->line += f->inside;
	f->seen = f->inside = 0;
	f->last = '\0';
	f->want = COMMA_OR_CLOSE;
	return FRAME_TEXT;
}

/*
 * A torn record is noticed where the next one begins inside of it. That one is
 * looked at again, if it begins its line.
 */
static enum rec_framed
give_up_before(struct rec_frame *f, struct rec_fault *fault, const char *what)
{
	const char *at = obuf_at(&f->in), *here = at + f->seen;
	bool anew = *here == '{';

	for (const char *p = here; anew && p > at && p[-1] != '\n'; p--)
		anew = is_blank(p[-1]);
	give_up(f, fault, anew, what);
	if (anew)
		f->recovering = f->amid_line = false;
	return FRAME_FAULT;
}

static enum rec_framed
follow(struct rec_frame *f, struct rec_text *text, struct rec_fault *fault)
{
	const char *at = obuf_at(&f->in);
	size_t left = obuf_left(&f->in);

	for (; f->seen < left; f->seen++) {
		const char *what = follow_byte(f, at[f->seen]);

		if (what != NULL)
			return give_up_before(f, fault, what);
		if (f->depth == 0 && f->lexis == PLAIN) {
			f->seen++;
			return hand_out(f, text);
		}
		if (f->seen >= REC_FRAME_MAX)
			return give_up(
			    f, fault, true, "a record of more than 16 MiB");
	}
	if (f->ended)
		return give_up(f, fault, true, "the input ends amid a record");
	return FRAME_MORE;
}

/* ---- between records ---- */

/* A bracket or a comma of arrays; what is wrong, or NULL. */
static const char *
array_byte(struct rec_frame *f, char c)
{
	if (c == ',' && f->want == COMMA_OR_CLOSE && f->arrays > 0) {
		f->want = ELEMENT;
		return NULL;
	}
	if (c == ']' && f->want != ELEMENT && f->arrays > 0) {
		f->arrays--;
		f->want = COMMA_OR_CLOSE;
		return NULL;
	}
	if (f->lenient && (c == ',' || c == ']'))
		return NULL;
	if (f->want == COMMA_OR_CLOSE && f->arrays > 0 && !f->lenient)
		return "a comma is missing in the array";
	if (c == '[') {
		f->arrays++;
		f->want = ELEMENT_OR_CLOSE;
		return NULL;
	}
	return c == '{' ? NULL : "neither a record nor an array of records";
}

/* A byte between records. */
static const char *
between_byte(struct rec_frame *f, char c)
{
	f->inside += c == '\n';
	if (f->lexis != PLAIN)
		return comment_byte(f, c);
	if (c != '/' && !is_blank(c))
		return array_byte(f, c);
	if (c == '/')
		f->lexis = SLASH;
	return NULL;
}

/* To the next record; FRAME_TEXT: it begins here. */
static enum rec_framed
find_record(struct rec_frame *f, struct rec_fault *fault)
{
	const char *at = obuf_at(&f->in), *what = NULL;
	size_t left = obuf_left(&f->in);
	bool found = false;

	for (; f->seen < left; f->seen++) {
		what = between_byte(f, at[f->seen]);
		found = f->lexis == PLAIN && at[f->seen] == '{';
		if (found || what != NULL)
			break;
	}
	if (what == NULL && f->ended && !found) {
		if (f->lexis == COMMENT || f->lexis == COMMENT_STAR)
			what = "a comment without end";
		else if (f->arrays > 0 && !f->lenient)
			what = "an array without end";
		f->arrays = 0;
	}
	if (what != NULL)
		return give_up(f, fault, false, what);
	obuf_take(&f->in, f->seen);
	f->line += f->inside;
	f->seen = f->inside = 0;
	return found ? FRAME_TEXT : FRAME_MORE;
}

/* Most records are canonical lines, which go through at once. */
static bool
take_canonical(struct rec_frame *f, struct rec_text *text)
{
	size_t n = rec_pass(obuf_at(&f->in), obuf_left(&f->in), &text->type);

	if (n == 0 || n > REC_FRAME_MAX)
		return false;
	text->at = obuf_at(&f->in);
	text->n = n - 1;
	text->line = ++f->line;
	text->canonical = true;
	f->handed = n;
	f->want = COMMA_OR_CLOSE;
	return true;
}

enum rec_framed
rec_frame_next(
    struct rec_frame *f, struct rec_text *text, struct rec_fault *fault)
{
	enum rec_framed found;

	if (f->handed > 0) {
		obuf_take(&f->in, f->handed);
		f->handed = 0;
	}
	if (f->depth == 0) {
		if (f->recovering && !recover(f))
			return FRAME_MORE;
		found = find_record(f, fault);
		if (found != FRAME_TEXT)
			return found;
		if (take_canonical(f, text))
			return FRAME_TEXT;
	}
	return follow(f, text, fault);
}
