/*
 * --table: records as an aligned table for people.
 *
 * A cell is the field as the record's line of JSON says it, without the
 * quotes and brackets: what a person sees and what jq sees are one thing.
 */
#include "cli/view.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/obuf.h"

struct view {
	enum rec_type type;
	const char *const *columns;
	struct libscols_table *table;
	struct obuf line, cell; /* reused from row to row */
	unsigned rows;
};

static const struct field *
field_find(enum rec_type type, const char *name)
{
	const struct field *f = rec_objects[type].fields;

	while (f->name != NULL && strcmp(f->name, name) != 0)
		f++;
	return f->name != NULL ? f : NULL;
}

static bool
is_number(const struct field *f)
{
	return (f->flags & FIELD_LIST) == 0 &&
	       (f->kind == F_UINT || f->kind == F_TIME);
}

struct view *
view_new(enum rec_type type, const char *const *columns, unsigned width)
{
	struct view *v = mem_zalloc(sizeof(*v));

	scols_init_debug(0);
	v->type = type;
	v->columns = columns;
	v->table = mem_need(scols_new_table());
	scols_table_enable_noencoding(v->table, 1);
	if (width > 0) {
		scols_table_set_termforce(v->table, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(v->table, width);
	} else {
		scols_table_set_termforce(v->table, SCOLS_TERMFORCE_NEVER);
	}
	for (; *columns != NULL; columns++) {
		const struct field *f = field_find(type, *columns);
		int flags =
		    f != NULL && is_number(f) ? SCOLS_FL_RIGHT : SCOLS_FL_WRAP;

		mem_need(scols_table_new_column(v->table, *columns, 0, flags));
	}
	return v;
}

/* ---- from a line of canonical JSON to cells ---- */

/* The end of the string that begins at s, behind its closing quote. */
static const char *
string_end(const char *s, const char *end)
{
	for (s++; s < end && *s != '"'; s++)
		if (*s == '\\')
			s++;
	return s < end ? s + 1 : end;
}

/* The end of the value that begins at s. */
static const char *
value_end(const char *s, const char *end)
{
	unsigned depth = 0;

	while (s < end) {
		if (*s == '"') {
			s = string_end(s, end);
			continue;
		}
		if (*s == '{' || *s == '[')
			depth++;
		if ((*s == '}' || *s == ']') && depth-- == 0)
			return s;
		if (*s == ',' && depth == 0)
			return s;
		s++;
	}
	return end;
}

/* The value of a key of the line's own object, or NULL. */
static const char *
key_find(const char *s, const char *end, const char *key, const char **value)
{
	size_t n = strlen(key);

	for (s++; s < end && *s == '"';) {
		const char *name = s + 1, *name_end = string_end(s, end);

		*value = name_end + 1; /* behind the colon */
		s = value_end(*value, end);
		if ((size_t)(name_end - 1 - name) == n &&
		    memcmp(name, key, n) == 0)
			return s;
		if (s < end && *s == ',')
			s++;
	}
	return NULL;
}

/* "a", ["a","b"] and {"k":"a","l":["b"]} as: a, a b, a b. */
static void
cell_put(struct obuf *cell, const char *s, const char *end)
{
	while (s < end) {
		const char *from = s;

		if (*s != '"') {
			if (*s == ',')
				obuf_putc(cell, ' ');
			else if (strchr("[]{}", *s) == NULL)
				obuf_putc(cell, *s);
			s++;
			continue;
		}
		s = string_end(s, end);
		if (s < end && *s == ':')
			s++; /* a key: the values speak for themselves */
		else
			obuf_put(cell, from + 1, (size_t)(s - from) - 2);
	}
}

void
view_add(struct view *v, const struct rec *r)
{
	struct libscols_line *row;
	const char *from, *end;

	if (r->type != v->type)
		return;
	obuf_take(&v->line, obuf_left(&v->line));
	rec_write(&v->line, r);
	from = obuf_at(&v->line);
	row = mem_need(scols_table_new_line(v->table, NULL));
	for (size_t i = 0; v->columns[i] != NULL; i++) {
		const char *value;

		end = key_find(
		    from, from + obuf_left(&v->line), v->columns[i], &value);
		obuf_take(&v->cell, obuf_left(&v->cell));
		if (end != NULL)
			cell_put(&v->cell, value, end);
		obuf_putc(&v->cell, '\0');
		if (scols_line_set_data(row, i, obuf_at(&v->cell)) != 0)
			mem_need(NULL);
	}
	v->rows++;
}

void
view_print(struct view *v, FILE *f)
{
	if (v->rows == 0)
		return;
	scols_table_set_stream(v->table, f);
	scols_print_table(v->table); /* a full disk shows in fflush() */
}

void
view_free(struct view *v)
{
	scols_unref_table(v->table);
	obuf_fini(&v->line);
	obuf_fini(&v->cell);
	free(v);
}
