/* ROAs from the JSON and the CSV of relying parties. */
#include "core/rpki_text.h"
#include "base/fault.h"
#include "base/text.h"
#include "rec/json.h"
#include "value/asn.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MAX_FIELDS = 3, SHOWN = 48 };

struct span {
	const char *at;
	size_t n;
};

static enum rpki_read
refuse(const struct rpki_text *t, struct span where, const char *what,
    struct rec_fault *f)
{
	*f = (struct rec_fault){ .line = t->line };
	snprintf(f->text, sizeof(f->text), "\"%.*s\": %s",
	    (int)(where.n < SHOWN ? where.n : SHOWN), where.at, what);
	return RPKI_READ_FAULT;
}

/* ---- the fields ---- */

/* AS64500, or the number alone. */
static bool
as_read(uint32_t *as, struct span s)
{
	if (s.n > 2 && strncasecmp(s.at, "AS", 2) == 0)
		s = (struct span){ s.at + 2, s.n - 2 };
	return asn_parse(as, s.at, s.n, NULL);
}

/* An empty length: that of the prefix. */
static enum rpki_read
roa_read(const struct rpki_text *t, struct span as, struct span prefix,
    struct span length, struct roa *roa, struct rec_fault *f)
{
	uint32_t most;

	*roa = (struct roa){ 0 };
	if (!as_read(&roa->as, as))
		return refuse(t, as, "not an AS number", f);
	if (!prefix_parse(&roa->prefix, prefix.at, prefix.n, NULL))
		return refuse(t, prefix, "not a prefix", f);
	most = roa->prefix.len;
	if (length.n > 0 && (!text_u32(length.at, length.n,
				 addr_bits(&roa->prefix.addr), &most, NULL) ||
				most < roa->prefix.len))
		return refuse(t, length, "not a length for that prefix", f);
	roa->max_length = (uint8_t)most;
	return RPKI_READ_ROA;
}

/* ---- JSON ---- */

static void
skip_blanks(struct rpki_text *t)
{
	while (t->at < t->end && strchr(" \t\r\n,", *t->at) != NULL) {
		t->line += *t->at == '\n';
		t->at++;
	}
}

/* Behind the `[` of the list; false where there is none. */
static bool
find_list(struct rpki_text *t)
{
	static const char name[] = "\"roas\"";
	const char *at =
	    memmem(t->at, (size_t)(t->end - t->at), name, sizeof(name) - 1);

	if (at == NULL)
		return false;
	for (at += sizeof(name) - 1; at < t->end && *at != '['; at++)
		if (strchr(" \t\r\n:", *at) == NULL)
			return false;
	if (at == t->end)
		return false;
	for (; t->at <= at; t->at++)
		t->line += *t->at == '\n';
	return true;
}

/* The object that begins here; an empty one when it has no end. */
static struct span
object_find(const struct rpki_text *t)
{
	bool quoted = false;
	unsigned depth = 0;

	for (const char *s = t->at; s < t->end; s++) {
		if (quoted && *s == '\\')
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && *s == '{')
			depth++;
		else if (!quoted && *s == '}' && --depth == 0)
			return (struct span){ t->at, (size_t)(s + 1 - t->at) };
	}
	return (struct span){ t->at, 0 };
}

static struct span
member(const struct json *object, const char *key)
{
	const struct json *j = json_get(object, key);

	if (j == NULL || (j->kind != JSON_STRING && j->kind != JSON_INTEGER))
		return (struct span){ "", 0 };
	return (struct span){ j->text, j->n };
}

static enum rpki_read
json_next(struct rpki_text *t, struct roa *roa, struct rec_fault *f)
{
	struct rec_fault inner = { 0 };
	enum rpki_read got;
	struct span text;
	struct json object;

	skip_blanks(t);
	t->over = t->at == t->end || *t->at != '{';
	if (t->at == t->end)
		return refuse(
		    t, (struct span){ "roas", 4 }, "the list has no end", f);
	if (*t->at == ']')
		return RPKI_READ_END;
	text = object_find(t);
	if (t->over || text.n == 0) {
		t->over = true; /* nobody knows where the next one is */
		text.n = (size_t)(t->end - t->at);
		return refuse(t, text, "not an object of the list", f);
	}
	arena_reset(&t->arena);
	if (json_parse(&object, text.at, text.n, &t->arena, NULL, &inner))
		got = roa_read(t, member(&object, "asn"),
		    member(&object, "prefix"), member(&object, "maxLength"),
		    roa, f);
	else
		got = refuse(t, text, "not JSON", f);
	for (; t->at < text.at + text.n; t->at++)
		t->line += *t->at == '\n';
	return got;
}

/* ---- CSV ---- */

static struct span
trimmed(const char *at, const char *end)
{
	while (at < end && strchr(" \t\"", *at) != NULL)
		at++;
	while (end > at && strchr(" \t\r\"", end[-1]) != NULL)
		end--;
	return (struct span){ at, (size_t)(end - at) };
}

static unsigned
fields_cut(const char *at, const char *end, struct span fields[MAX_FIELDS])
{
	unsigned n = 0;

	while (n < MAX_FIELDS && at <= end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma == NULL ? end : comma;

		fields[n++] = trimmed(at, stop);
		at = stop + 1;
	}
	return n;
}

/* The next line that is not blank, a comment, or the names of the columns. */
static enum rpki_read
csv_next(struct rpki_text *t, struct roa *roa, struct rec_fault *f)
{
	while (t->at < t->end) {
		struct span fields[MAX_FIELDS] = { { "", 0 }, { "", 0 },
			{ "", 0 } };
		size_t left = (size_t)(t->end - t->at);
		const char *newline = memchr(t->at, '\n', left);
		const char *stop = newline == NULL ? t->end : newline;
		struct span line = trimmed(t->at, stop);
		enum rpki_read got = RPKI_READ_END;

		if (line.n > 0 && line.at[0] != '#' &&
		    !(line.n >= 3 && strncasecmp(line.at, "ASN", 3) == 0)) {
			unsigned n = fields_cut(t->at, stop, fields);

			got = n < 2 ? refuse(t, line, "not AS,PREFIX,LENGTH", f)
				    : roa_read(t, fields[0], fields[1],
					  fields[2], roa, f);
		}
		t->at = newline == NULL ? t->end : newline + 1;
		t->line++;
		if (got != RPKI_READ_END)
			return got;
	}
	return RPKI_READ_END;
}

/* ---- either ---- */

bool
rpki_text_init(
    struct rpki_text *t, const char *text, size_t n, struct rec_fault *f)
{
	*t = (struct rpki_text){ .at = text, .end = text + n, .line = 1 };
	skip_blanks(t);
	t->json = t->at < t->end && *t->at == '{';
	if (!t->json || find_list(t))
		return true;
	*f = (struct rec_fault){ .line = 1 };
	snprintf(
	    f->text, sizeof(f->text), "JSON without \"roas\", a list of ROAs");
	return false;
}

void
rpki_text_fini(struct rpki_text *t)
{
	arena_fini(&t->arena);
}

enum rpki_read
rpki_text_next(struct rpki_text *t, struct roa *roa, struct rec_fault *f)
{
	if (t->over)
		return RPKI_READ_END;
	return t->json ? json_next(t, roa, f) : csv_next(t, roa, f);
}
