/* The kinds of values in words, and as patterns. */
#ifndef REC_KINDS_H
#define REC_KINDS_H

#include "rec/rec.h"

struct kind {
	const char *name;    /* "prefix"; in the schema with _ for a blank */
	const char *json;    /* what it is in JSON: "string" */
	const char *pattern; /* of a string, ECMA-262; NULL: any */
	const char *help;    /* a sentence */
};

extern const struct kind rec_kinds[]; /* by enum field_kind */
#define REC_NKINDS (F_JSON + 1)

/* The objects that stand inside of records, each once, those within first. */
#define REC_PARTS_MAX 128
unsigned rec_parts(const struct object *parts[REC_PARTS_MAX]);

#endif
