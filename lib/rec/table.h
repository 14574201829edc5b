/*
 * The tables that say of every record which fields it has; tables.c fills them.
 */
#ifndef REC_TABLE_H
#define REC_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name;

enum field_kind {
	F_BOOL,      /* bool */
	F_UINT,      /* uint8_t to uint64_t by size; lo..hi */
	F_TIME,      /* int64_t microseconds; JSON seconds with six decimals */
	F_NAME,      /* const char *; not empty, no blank or control; words */
	F_TEXT,      /* const char *; any text */
	F_ENUM,      /* int; words */
	F_ADDR,      /* struct addr */
	F_PREFIX,    /* struct prefix, no host bits */
	F_IFADDR,    /* struct prefix, host bits kept */
	F_RANGE,     /* struct prefix_range */
	F_FAMILY,    /* uint32_t (family.h) */
	F_RD,        /* struct rd */
	F_RT,        /* struct ext_community that is a route target */
	F_COMMUNITY, /* uint32_t */
	F_LARGE,     /* struct large_community */
	F_EXT,       /* struct ext_community */
	F_HEX,       /* struct rec_bytes */
	F_AS_PATH,   /* rec_as_path */
	F_OBJECT,    /* a struct with a table of its own */
	F_JSON,      /* const char *: any JSON value, one canonical line */
};

enum {
	FIELD_KEY = 1, /* identity: two records with equal keys are one */
	FIELD_REQUIRED =
	    2,             /* must be there; in a del only if it is a KEY too */
	FIELD_LIST = 4,    /* an array of the kind: rec_list */
	FIELD_OR_ZERO = 8, /* F_UINT: 0, or lo..hi */
	FIELD_BARE = 16,   /* where alone, its value stands for the object */
	FIELD_ONE = 32, /* a FIELD_LIST of one, which stands without brackets */
};

#define REC_PUT 32 /* copied whole, which is faster than by length */

struct field {
	const char *name;
	const struct object *object; /* F_OBJECT */
	const struct name *words;    /* F_ENUM; F_NAME: only these, or NULL */
	uint64_t lo, hi;             /* F_UINT: hi 0 is as the width allows */
	const char *help;            /* one line for the manual */
	uint16_t offset, size;       /* of the member; a list's element */
	uint8_t kind, flags, put_len;
	char put[REC_PUT]; /* ,"name": as it is written */
};

/* What stands in brackets. */
static inline bool
rec_is_array(const struct field *f)
{
	return (f->flags & (FIELD_LIST | FIELD_ONE)) == FIELD_LIST;
}

/* Absent records and parts are all zeros; fields in the order of writing. */
struct object {
	const char *name;
	const struct field *fields; /* ends with a NULL name; at most 64 */
	uint16_t size;
	uint8_t n, put_len; /* fields; of put */
	char put[REC_PUT];  /* {"type":"name" as it is written; types only */
	const char *help, *writers, *readers; /* for the manual; types only */
};

/*
 * AT_type_member: where a field stands in its table, and its bit in `has`.
 */
/* clang-format off */
#define OBJECT(type) enum {
#define FIELD(type, member, ...) AT_##type##_##member,
#define UINT FIELD
#define ENUM FIELD
#define WORD FIELD
#define PART FIELD
#define END(type) };
/* clang-format on */
#include "rec/fields.h"

#endif
