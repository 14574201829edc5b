/*
 * The vocabulary as a JSON Schema: a definition for each kind of value, each
 * object inside of records, and each type; the type then chooses its own. What
 * a pattern cannot say (host bits, a length over 32) stays with the readers.
 */
#include "rec/schema.h"
#include "base/obuf.h"
#include "rec/kinds.h"
#include "rec/write.h"
#include "value/names.h"

/* Raised when types or keys are added; none is ever given another meaning. */
#define VERSION "1"

/* "extended community" as a key. */
static void
put_kind_name(struct obuf *out, const struct kind *kind)
{
	for (const char *s = kind->name; *s != '\0'; s++)
		obuf_putc(out, *s == ' ' ? '_' : *s);
}

static void
put_ref(struct obuf *out, const char *name)
{
	obuf_printf(out, "{\"$ref\":\"#/$defs/%s\"}", name);
}

/* ---- values ---- */

static void
put_words(struct obuf *out, const struct name *words)
{
	obuf_puts(out, "{\"enum\":[");
	for (const struct name *word = words; word->name != NULL; word++) {
		obuf_puts(out, word == words ? "" : ",");
		rec_write_text(out, word->name);
	}
	obuf_puts(out, "]}");
}

static void
put_uint(struct obuf *out, const struct field *f)
{
	uint64_t hi = f->hi;

	if (hi == 0)
		hi =
		    f->size >= 8 ? INT64_MAX : (UINT64_C(1) << 8 * f->size) - 1;
	obuf_puts(out, "{\"type\":\"integer\",");
	if (f->flags & FIELD_OR_ZERO)
		obuf_puts(out, "\"anyOf\":[{\"const\":0},{");
	obuf_printf(out, "\"minimum\":%ju,\"maximum\":%ju", (uintmax_t)f->lo,
	    (uintmax_t)hi);
	obuf_puts(out, f->flags & FIELD_OR_ZERO ? "}]}" : "}");
}

static void put_one(struct obuf *, const struct field *);

/* An object, or bare the value of the one field that may be. */
static void
put_part(struct obuf *out, const struct object *part)
{
	for (unsigned i = 0; i < part->n; i++) {
		if (part->fields[i].flags & FIELD_BARE) {
			obuf_puts(out, "{\"anyOf\":[");
			put_one(out, &part->fields[i]);
			obuf_putc(out, ',');
			put_ref(out, part->name);
			obuf_puts(out, "]}");
			return;
		}
	}
	put_ref(out, part->name);
}

static void
put_one(struct obuf *out, const struct field *f)
{
	if (f->words != NULL)
		put_words(out, f->words);
	else if (f->object != NULL)
		put_part(out, f->object);
	else if (f->kind == F_UINT)
		put_uint(out, f);
	else if (f->kind == F_JSON)
		obuf_puts(out, "true");
	else {
		obuf_puts(out, "{\"$ref\":\"#/$defs/");
		put_kind_name(out, &rec_kinds[f->kind]);
		obuf_puts(out, "\"}");
	}
}

/* A key: its help beside what its value must be. */
static void
put_field(struct obuf *out, const struct field *f)
{
	rec_write_text(out, f->name);
	obuf_puts(out, ":{\"description\":");
	rec_write_text(out, f->help);
	obuf_puts(out, ",\"allOf\":[");
	if (rec_is_array(f))
		obuf_puts(out, "{\"type\":\"array\",\"items\":");
	put_one(out, f);
	obuf_puts(out, rec_is_array(f) ? "}]}" : "]}");
}

/* ---- objects ---- */

/* The names of the fields that have all of these flags. */
static void
put_required(struct obuf *out, const struct object *object, unsigned flags)
{
	const char *comma = "";

	obuf_puts(out, "\"required\":[");
	for (unsigned i = 0; i < object->n; i++) {
		if ((object->fields[i].flags & flags) != flags)
			continue;
		obuf_puts(out, comma);
		rec_write_text(out, object->fields[i].name);
		comma = ",";
	}
	obuf_putc(out, ']');
}

static void
put_fields(struct obuf *out, const struct object *object)
{
	for (unsigned i = 0; i < object->n; i++) {
		obuf_puts(out, i > 0 ? "," : "");
		put_field(out, &object->fields[i]);
	}
}

static void
put_part_def(struct obuf *out, const struct object *part)
{
	obuf_printf(
	    out, ",\n\"%s\":{\"type\":\"object\",\"properties\":{", part->name);
	put_fields(out, part);
	obuf_puts(out, "},");
	put_required(out, part, FIELD_REQUIRED);
	obuf_putc(out, '}');
}

/* To delete, the key is enough. */
static void
put_type_def(struct obuf *out, const struct object *type)
{
	obuf_printf(out, ",\n\"%s_record\":{\"description\":", type->name);
	rec_write_text(out, type->help);
	obuf_puts(out, ",\"properties\":{\"op\":{\"enum\":[\"add\",\"del\"]},");
	put_fields(out, type);
	obuf_puts(out, "},\"if\":{\"properties\":{\"op\":{\"const\":\"del\"}},"
		       "\"required\":[\"op\"]},\"then\":{");
	put_required(out, type, FIELD_REQUIRED | FIELD_KEY);
	obuf_puts(out, "},\"else\":{");
	put_required(out, type, FIELD_REQUIRED);
	obuf_puts(out, "}}");
}

static void
put_kind_def(struct obuf *out, const struct kind *kind)
{
	obuf_puts(out, ",\n\"");
	put_kind_name(out, kind);
	obuf_puts(out, "\":{\"description\":");
	rec_write_text(out, kind->help);
	obuf_printf(out, ",\"type\":\"%s\"", kind->json);
	if (kind->pattern != NULL) {
		obuf_puts(out, ",\"pattern\":");
		rec_write_text(out, kind->pattern);
	}
	obuf_putc(out, '}');
}

/* The one that is no string with a pattern. */
static void
put_as_path_def(struct obuf *out)
{
	static const char *const segments[] = { "set", "confed_sequence",
		"confed_set" };

	obuf_puts(out, "\"AS_number\":{\"type\":\"integer\",\"minimum\":0,"
		       "\"maximum\":4294967295},\n"
		       "\"AS_path\":{\"type\":\"array\",\"items\":{\"anyOf\":["
		       "{\"$ref\":\"#/$defs/AS_number\"},{\"type\":\"object\","
		       "\"minProperties\":1,\"maxProperties\":1,"
		       "\"additionalProperties\":false,\"properties\":{");
	for (unsigned i = 0; i < 3; i++)
		obuf_printf(out,
		    "%s\"%s\":{\"type\":\"array\","
		    "\"items\":{\"$ref\":\"#/$defs/AS_number\"}}",
		    i > 0 ? "," : "", segments[i]);
	obuf_puts(out, "}}]}}");
}

static bool
has_def(int kind)
{
	return kind != F_UINT && kind != F_ENUM && kind != F_AS_PATH &&
	       kind != F_OBJECT && kind != F_JSON;
}

void
rec_schema(struct obuf *out)
{
	const struct object *parts[REC_PARTS_MAX];
	unsigned n = rec_parts(parts);

	obuf_puts(out,
	    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n"
	    "\"$id\":\"urn:edgepipe:records:" VERSION "\",\n"
	    "\"title\":\"a record of edgepipe\",\"type\":\"object\",\n"
	    "\"properties\":{\"type\":{\"type\":\"string\"}},"
	    "\"required\":[\"type\"],\n\"allOf\":[");
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++)
		obuf_printf(out,
		    "%s\n{\"if\":{\"properties\":{\"type\":"
		    "{\"const\":\"%s\"}}},\"then\":"
		    "{\"$ref\":\"#/$defs/%s_record\"}}",
		    type > REC_NONE + 1 ? "," : "", rec_objects[type].name,
		    rec_objects[type].name);
	obuf_puts(out, "],\n\"$defs\":{\n");
	put_as_path_def(out);
	for (int kind = 0; kind < REC_NKINDS; kind++)
		if (has_def(kind))
			put_kind_def(out, &rec_kinds[kind]);
	for (unsigned i = 0; i < n; i++)
		put_part_def(out, parts[i]);
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++)
		put_type_def(out, &rec_objects[type]);
	obuf_puts(out, "}}\n");
}
