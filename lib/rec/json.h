/*
 * JSON of any layout as a plain tree: of our records, for the full reader, and
 * of what others write (ip -j, the clouds).
 */
#ifndef REC_JSON_H
#define REC_JSON_H

#include "rec/rec.h"

enum json_kind {
	JSON_NULL,
	JSON_BOOL,    /* text is "true" or "false" */
	JSON_INTEGER, /* text as in the input, but for an exponent */
	JSON_NUMBER,  /* with a fraction or an exponent; text as in the input */
	JSON_STRING,  /* text without escapes; a NUL may be in it */
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json {
	enum json_kind kind;
	uint32_t n;            /* of the text, or of what is in it */
	const char *key;       /* where it stands in an object */
	const char *text;      /* ends with a NUL */
	const struct json *in; /* an array's elements, an object's members */
};

/* Brackets, keys and values in one text: a tree has a hundred bytes for each.
 */
#define JSON_TOKENS_MAX (1u << 20)

/*
 * Reads one value into the arena. Comments are allowed, else RFC 8259 is to be
 * kept. *twice (may be NULL): a key stands twice in one object, of which only
 * the last is in the tree.
 */
bool json_parse(struct json *, const char *text, size_t n, struct arena *,
    bool *twice, struct rec_fault *);

/* The member, or NULL, also where it is no object. */
const struct json *json_get(const struct json *, const char *key);

/* As rec_read(), without the fast reader. */
bool rec_read_json(struct rec *, const char *text, size_t n, unsigned flags,
    struct arena *, struct rec_fault *);

#endif
