/* The schema and the manual: whole, and of every field. */
#include "rec/schema.h"
#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"
#include "rec/json.h"

/* Every reference in the value leads to a definition. */
static void
check_refs(const struct json *defs, const struct json *value)
{
	static const char prefix[] = "#/$defs/";
	const struct json *ref = json_get(value, "$ref");

	if (ref != NULL) {
		CHECK(strncmp(ref->text, prefix, sizeof(prefix) - 1) == 0);
		CHECK(json_get(defs, ref->text + sizeof(prefix) - 1) != NULL);
	}
	if (value->kind == JSON_OBJECT || value->kind == JSON_ARRAY)
		for (uint32_t i = 0; i < value->n; i++)
			check_refs(defs, &value->in[i]);
}

static void
the_schema_is_json_and_its_references_lead_somewhere(void)
{
	struct rec_fault fault = { 0 };
	struct arena arena = { 0 };
	const struct json *defs;
	struct obuf out = { 0 };
	struct json schema;
	bool twice = true;

	rec_schema(&out);
	CHECK(json_parse(
	    &schema, obuf_at(&out), obuf_left(&out), &arena, &twice, &fault));
	CHECK_STR(fault.text, "");
	CHECK(!twice);
	defs = json_get(&schema, "$defs");
	CHECK(defs != NULL);
	if (defs != NULL)
		check_refs(defs, &schema);
	arena_fini(&arena);
	obuf_fini(&out);
}

static void
every_type_and_every_key_is_in_the_manual(void)
{
	struct obuf out = { 0 };
	char line[80];

	rec_manual(&out);
	obuf_putc(&out, '\0');
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++) {
		const struct object *object = &rec_objects[type];

		snprintf(line, sizeof(line), "\n.Ss %s\n", object->name);
		CHECK(strstr(obuf_at(&out), line) != NULL);
		for (unsigned i = 0; i < object->n; i++) {
			snprintf(line, sizeof(line), "\n.It Ic %s Pq ",
			    object->fields[i].name);
			CHECK(strstr(obuf_at(&out), line) != NULL);
		}
	}
	obuf_fini(&out);
}

/* The tables themselves: what all that reads them relies on. */
static void
the_tables_hold_what_they_promise(void)
{
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++) {
		const struct object *object = &rec_objects[type];
		size_t n = strlen(object->name);

		CHECK(rec_type_find(object->name, n) == (enum rec_type)type);
		CHECK(object->n <= 64 && object->fields[object->n].name == 0);
		CHECK(object->put_len < REC_PUT);
		for (unsigned i = 0; i < object->n; i++) {
			const struct field *f = &object->fields[i];

			CHECK(f->put_len == strlen(f->name) + 4);
			CHECK(strlen(f->put) == f->put_len);
			CHECK(
			    strspn(f->name, "abcdefghijklmnopqrstuvwxyz"
					    "0123456789_") == strlen(f->name));
			CHECK(f->size > 0 && f->help[0] != '\0');
			CHECK(f->offset >= sizeof(uint64_t));
			CHECK((f->kind == F_OBJECT) == (f->object != NULL));
			CHECK(f->kind != F_ENUM || f->words != NULL);
		}
	}
	CHECK(rec_type_find("", 0) == REC_NONE);
	CHECK(rec_type_find("route_", 6) == REC_NONE);
	CHECK(rec_type_find("rout", 4) == REC_NONE);
}

int
main(void)
{
	RUN(the_schema_is_json_and_its_references_lead_somewhere);
	RUN(every_type_and_every_key_is_in_the_manual);
	RUN(the_tables_hold_what_they_promise);
	return DONE();
}
