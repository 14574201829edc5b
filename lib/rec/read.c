/*
 * The full reader: objects and lists, and the records that they make.
 *
 * Everything that a record needs is copied into the arena, so that it outlives
 * its text. The first fault ends the reading of a record: people repair one
 * thing at a time, and the rest may follow from it.
 */
#include "base/arena.h"
#include "rec/fault.h"
#include "rec/reader.h"
#include "rec/scan.h"

#include <string.h>

static bool read_object(struct reader *, const struct object *, void *to,
    const struct json *from, unsigned required);

/* An object, or the value of its one field that may stand bare. */
static bool
read_part(struct reader *r, const struct object *object, void *to,
    const struct json *from)
{
	if (from->kind == JSON_OBJECT)
		return read_object(r, object, to, from, FIELD_REQUIRED);
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];

		if (f->flags & FIELD_BARE) {
			*(uint64_t *)to = UINT64_C(1) << i;
			return rec_read_value(
			    r, f, (char *)to + f->offset, from);
		}
	}
	return rec_refuse_value(r, " is not an object");
}

static bool
read_one(
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	return f->kind == F_OBJECT ? read_part(r, f->object, to, from)
				   : rec_read_value(r, f, to, from);
}

static bool
read_list(
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	struct rec_list *list = to;
	char *elements;

	if (from->kind != JSON_ARRAY)
		return rec_refuse_value(r, " is not an array");
	r->objects += f->kind == F_OBJECT ? from->n : 0;
	if (r->objects > READER_OBJECTS_MAX)
		return rec_refuse(r, "more than %d objects in one record",
		    READER_OBJECTS_MAX);
	elements = arena_zalloc(r->arena, from->n * (size_t)f->size + 1);
	for (uint32_t i = 0; i < from->n; i++) {
		reader_into(r, NULL, i);
		if (!read_one(
			r, f, elements + i * (size_t)f->size, &from->in[i]))
			return false;
		reader_back(r);
	}
	list->n = from->n;
	list->at = elements;
	return true;
}

static bool
read_lone(
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	struct rec_list *list = to;

	list->n = 1;
	list->at = arena_zalloc(r->arena, f->size);
	return read_one(r, f, list->at, from);
}

bool
rec_read_field(
    struct reader *r, const struct field *f, void *to, const struct json *from)
{
	bool fine;

	reader_into(r, f->name, 0);
	if (f->flags & FIELD_ONE)
		fine = read_lone(r, f, to, from);
	else if (f->flags & FIELD_LIST)
		fine = read_list(r, f, to, from);
	else
		fine = read_one(r, f, to, from);
	if (!fine)
		return false;
	reader_back(r);
	return true;
}

static const struct field *
field_find(const struct object *object, const char *name)
{
	for (const struct field *f = object->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

/* One key with its value; true also for one that is not known. */
static bool
read_member(struct reader *r, const struct object *object, void *to,
    const struct json *from)
{
	const struct field *f = field_find(object, from->key);

	if (f == NULL)
		return !(r->flags & REC_STRICT) ||
		       rec_refuse_unknown(r, object, from->key);
	if (!rec_read_field(r, f, (char *)to + f->offset, from))
		return false;
	*(uint64_t *)to |= UINT64_C(1) << (f - object->fields);
	return true;
}

/* `required`: the flags that together make a field required here. */
static bool
read_object(struct reader *r, const struct object *object, void *to,
    const struct json *from, unsigned required)
{
	for (uint32_t i = 0; i < from->n; i++) {
		const char *key = from->in[i].key;

		if (r->depth == 0 &&
		    (strcmp(key, "type") == 0 || strcmp(key, "op") == 0))
			continue;
		if (!read_member(r, object, to, &from->in[i]))
			return false;
	}
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];

		if ((f->flags & required) == required &&
		    !(*(uint64_t *)to >> i & 1))
			return rec_refuse(r, "%s is missing", f->name);
	}
	return true;
}

/* ---- records ---- */

static bool
read_op(struct reader *r, bool *del)
{
	const struct json *op = json_get(r->top, "op");

	if (op == NULL)
		return true;
	reader_into(r, "op", 0);
	if (op->kind != JSON_STRING ||
	    (strcmp(op->text, "add") != 0 && strcmp(op->text, "del") != 0))
		return rec_refuse_value(r, " is neither add nor del");
	reader_back(r);
	*del = op->text[0] == 'd';
	return true;
}

/* Which type it is; REC_NONE for one that is not known. */
static bool
read_type(struct reader *r)
{
	const struct json *type = json_get(r->top, "type");

	if (r->top->kind != JSON_OBJECT)
		return rec_fault_at(
		    r->fault, r->text, r->text, "a record is a JSON object");
	if (type == NULL)
		return rec_refuse(r, "type is missing");
	reader_into(r, "type", 0);
	if (type->kind != JSON_STRING)
		return rec_refuse_value(r, " is not a string");
	reader_back(r);
	r->type = rec_type_find(type->text, type->n);
	return true;
}

bool
rec_read_json(struct rec *to, const char *text, size_t n, unsigned flags,
    struct arena *arena, struct rec_fault *fault)
{
	struct reader r = { text, n, arena, fault, .flags = flags };
	struct json top;
	bool twice;

	*to = (struct rec){ 0 };
	if (!json_parse(&top, text, n, arena, &twice, fault))
		return false;
	r.top = &top;
	if (!read_type(&r))
		return false;
	to->type = r.type;
	if (r.type == REC_NONE)
		return true;
	if (twice)
		return rec_refuse_twice(&r);
	return read_op(&r, &to->del) &&
	       read_object(&r, &rec_objects[to->type], &to->has, &top,
		   to->del ? FIELD_REQUIRED | FIELD_KEY : FIELD_REQUIRED);
}

bool
rec_read(struct rec *to, const char *text, size_t n, unsigned flags,
    struct arena *arena, struct rec_fault *fault)
{
	return rec_scan(to, text, n, arena) ||
	       rec_read_json(to, text, n, flags, arena, fault);
}
