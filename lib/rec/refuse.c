/*
 * What is said of a record that is refused, and where it is.
 *
 * The reader works on a tree that knows no lines. Only when something is
 * refused is the text gone through again, along the way that the reader took:
 * good records pay nothing for it.
 */
#include "rec/fault.h"
#include "rec/keys.h"
#include "rec/reader.h"
#include "value/names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The name of the record for people, from the keys that can be read. */
static void
name_record(const struct reader *r, char *to, size_t room)
{
	const struct object *object = &rec_objects[r->type];
	struct rec named = { .type = r->type };
	struct reader quiet = *r;

	*to = '\0';
	if (named.type == REC_NONE)
		return;
	quiet.fault = NULL;
	quiet.depth = 0;
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];
		const struct json *value = json_get(r->top, f->name);

		if (f->flags & FIELD_KEY && value != NULL &&
		    rec_read_field(
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

bool
rec_find_value(
    const struct reader *r, struct lex *l, const char **value, size_t *n)
{
	lex_init(l, r->text, r->n);
	return lex_find(l, r->way, r->depth, value, n);
}

bool
rec_refuse(struct reader *r, const char *format, ...)
{
	const char *value;
	struct lex l;
	va_list args;
	size_t n;

	if (r->fault == NULL)
		return false;
	if (!rec_find_value(r, &l, &value, &n))
		l.from = r->text;
	rec_fault_at(r->fault, r->text, l.from, "");
	name_place(r, r->fault->key, sizeof(r->fault->key));
	va_start(args, format);
	vsnprintf(r->fault->text, sizeof(r->fault->text), format, args);
	va_end(args);
	return false;
}

bool
rec_refuse_value(struct reader *r, const char *why)
{
	char shown[48] = "it";
	const char *value;
	struct lex l;
	size_t n;

	if (r->fault == NULL)
		return false;
	if (rec_find_value(r, &l, &value, &n)) {
		if (*value == '{' || *value == '[')
			strcpy(shown, *value == '{' ? "an object" : "an array");
		else
			rec_fault_excerpt(shown, value, n);
	}
	return rec_refuse(r, "%s%s", shown, why);
}

bool
rec_refuse_word(struct reader *r, const struct name *words)
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
	return rec_refuse_value(r, why);
}

bool
rec_refuse_twice(struct reader *r)
{
	const char *twice = rec_key_twice(r->text, r->n), *end;
	char key[48] = "a key";

	if (r->fault == NULL)
		return false;
	if (twice != NULL) {
		end = memchr(twice + 1, '"', (size_t)(r->text + r->n - twice));
		rec_fault_excerpt(key, twice + 1, (size_t)(end - twice - 1));
	}
	rec_refuse(r, "%s is there twice", key);
	if (twice != NULL)
		r->fault->line = rec_fault_line(r->text, twice);
	return false;
}

bool
rec_refuse_unknown(
    struct reader *r, const struct object *object, const char *key)
{
	const char *nearest = rec_key_nearest(object, key);

	reader_into(r, key, 0);
	return nearest ? rec_refuse(r, "unknown key; did you mean %s?", nearest)
		       : rec_refuse(r, "unknown key");
}
