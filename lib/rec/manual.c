/*
 * The vocabulary as a manual page: prose that says how records are used, and
 * after it the tables. One clause a line, as mdoc wants it.
 */
#include "base/obuf.h"
#include "rec/kinds.h"
#include "rec/schema.h"
#include "value/names.h"

#include <ctype.h>
#include <string.h>

static const char before[] =
    ".\\\" Written by make man from lib/rec/fields.h: edit that.\n"
    ".Dd November 22, 2026\n"
    ".Dt EDGEPIPE-RECORDS 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm edgepipe-records\n"
    ".Nd what the edgepipe tools read and write\n"
    ".Sh DESCRIPTION\n"
    "A record is one JSON object with a\n"
    ".Ic type .\n"
    "Configuration, what is so now, commands and results are all records,\n"
    "so that the tools can be joined by pipes.\n"
    ".Ss The stream\n"
    "Tools write one record a line, in UTF-8, with\n"
    ".Ic type\n"
    "as the first key.\n"
    "They read records in any layout: on one line or many,\n"
    "with comments as in C, and in arrays, which stand for their elements.\n"
    "A stage of a pipeline passes on what it reads,\n"
    "also records and keys that it does not know.\n"
    "With\n"
    ".Fl -strict\n"
    "an unknown key is a fault.\n"
    ".Ss Adding and deleting\n"
    "Records with the same key are one:\n"
    "the later replaces the earlier.\n"
    "With\n"
    ".Ic op\n"
    "set to\n"
    ".Cm del\n"
    "a record is deleted, for which its key is enough;\n"
    ".Cm add\n"
    "is the default.\n"
    "What stands between\n"
    ".Ic begin\n"
    "and\n"
    ".Ic end\n"
    "of one source is a statement:\n"
    "at its end, what that source stated before and did not repeat is\n"
    "deleted.\n"
    "A file that is read is a statement too,\n"
    "and is taken whole or not at all.\n"
    ".Ss Bad input\n"
    "A record with a fault is refused whole, and the rest goes on.\n"
    "A diagnostic names the source, the line, the key and the reason.\n"
    ".Ss Routes\n"
    "Whose view a\n"
    ".Ic route\n"
    "is follows from its\n"
    ".Ic rib .\n"
    "Without one it is the statement of a source, and its key is\n"
    ".Ic protocol , vrf , family , prefix\n"
    "and\n"
    ".Ic metric .\n"
    "In\n"
    ".Cm adj_in_pre , adj_in\n"
    "and\n"
    ".Cm adj_out ,\n"
    "which are views of one neighbour, the key is\n"
    ".Ic peer , vrf , family , rd , prefix\n"
    "and\n"
    ".Ic path_id .\n"
    "In\n"
    ".Cm loc\n"
    "it is the one best answer, with the key\n"
    ".Ic vrf , family , rd\n"
    "and\n"
    ".Ic prefix .\n";

static const char after[] =
    ".Sh EXAMPLES\n"
    "A neighbour, as a person writes it:\n"
    ".Bd -literal -offset indent\n"
    "{\"type\":\"peer\", \"name\":\"aws-dx-1\", \"remote_as\":64512,\n"
    " \"remote_address\":\"169.254.10.1\", // over the first line\n"
    " \"import\":[\"accept\"], \"export\":[\"our-networks\"]}\n"
    ".Ed\n"
    ".Pp\n"
    "A route that was chosen:\n"
    ".Bd -literal -offset indent\n"
    "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\",\n"
    " \"family\":\"ipv4_unicast\",\"prefix\":\"172.16.0.0/24\",\n"
    " \"next_hop\":\"192.168.0.2\",\"as_path\":[64512],\n"
    " \"local_pref\":200,\"reason\":\"local_pref\"}\n"
    ".Ed\n"
    ".Sh SEE ALSO\n"
    ".Xr bgpspeak 8 ,\n"
    ".Xr vrfctl 8\n"
    ".Sh STANDARDS\n"
    ".Rs\n"
    ".%T The JavaScript Object Notation (JSON) Data Interchange Format\n"
    ".%R RFC 8259\n"
    ".Re\n";

/* As a sentence: the first letter is raised, a full stop ends it. */
static void
put_sentence(struct obuf *out, const char *s)
{
	size_t n = strlen(s);

	obuf_putc(out, (char)toupper((unsigned char)s[0]));
	obuf_puts(out, s + 1);
	obuf_puts(out, n > 0 && s[n - 1] == '.' ? "\n" : ".\n");
}

static void
put_words(struct obuf *out, const struct name *words)
{
	for (const struct name *word = words; word->name != NULL; word++)
		obuf_printf(out, "%s%s",
		    word == words          ? ""
		    : word[1].name == NULL ? " or "
					   : " , ",
		    word->name);
}

static void
put_range(struct obuf *out, const struct field *f)
{
	const char *zero = f->flags & FIELD_OR_ZERO ? "0 or " : "";

	if (f->hi > 0)
		obuf_printf(out, " %s%ju to %ju", zero, (uintmax_t)f->lo,
		    (uintmax_t)f->hi);
	else if (f->lo > 0)
		obuf_printf(out, " from %ju", (uintmax_t)f->lo);
}

/* "array of family , required" */
static void
put_kind(struct obuf *out, const struct field *f)
{
	obuf_puts(out, rec_is_array(f) ? "array of " : "");
	if (f->words != NULL)
		put_words(out, f->words);
	else
		obuf_puts(
		    out, f->object ? f->object->name : rec_kinds[f->kind].name);
	if (f->kind == F_UINT)
		put_range(out, f);
	if (f->flags & FIELD_REQUIRED)
		obuf_puts(out, " , required");
}

static void
put_fields(struct obuf *out, const struct object *object)
{
	obuf_puts(out, ".Bl -tag -width Ds\n");
	for (unsigned i = 0; i < object->n; i++) {
		const struct field *f = &object->fields[i];

		obuf_printf(out, ".It Ic %s Pq ", f->name);
		put_kind(out, f);
		obuf_putc(out, '\n');
		put_sentence(out, f->help);
	}
	obuf_puts(out, ".El\n");
}

/* "The key is name." */
static void
put_key(struct obuf *out, const struct object *type)
{
	unsigned n = 0;

	for (unsigned i = 0; i < type->n; i++) {
		if (!(type->fields[i].flags & FIELD_KEY))
			continue;
		obuf_puts(out, n++ == 0 ? "The key is\n.Ic " : " , ");
		obuf_puts(out, type->fields[i].name);
	}
	obuf_puts(out, n > 0 ? " .\n" : "It has no key.\n");
}

static void
put_type(struct obuf *out, enum rec_type which)
{
	const struct object *type = &rec_objects[which];

	obuf_printf(out, ".Ss %s\n", type->name);
	put_sentence(out, type->help);
	if (which == REC_ROUTE)
		obuf_puts(out, "The key follows from\n.Ic rib .\n");
	else
		put_key(out, type);
	obuf_printf(out, "Written by: %s.\nRead by: %s.\n", type->writers,
	    type->readers);
	put_fields(out, type);
}

void
rec_manual(struct obuf *out)
{
	const struct object *parts[REC_PARTS_MAX];
	unsigned n = rec_parts(parts);

	obuf_puts(out, before);
	obuf_puts(out, ".Sh VALUES\n.Bl -tag -width Ds\n");
	for (int kind = 0; kind < REC_NKINDS; kind++)
		obuf_printf(out, ".It %s\n%s\n", rec_kinds[kind].name,
		    rec_kinds[kind].help);
	obuf_puts(out, ".El\n.Sh TYPES\n");
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++)
		put_type(out, (enum rec_type)type);
	obuf_puts(out, ".Sh OBJECTS\nThese stand inside of records.\n");
	for (unsigned i = 0; i < n; i++) {
		obuf_printf(out, ".Ss %s\n", parts[i]->name);
		put_fields(out, parts[i]);
	}
	obuf_puts(out, after);
}
