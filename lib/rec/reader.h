/* The full reader inside: a tree of JSON is read by the tables. */
#ifndef REC_READER_H
#define REC_READER_H

#include "rec/json.h"
#include "rec/lex.h"

/*
 * Objects in all lists of a record together: `{}` is two bytes of text and
 * several hundred of memory. An UPDATE of 65535 bytes has no more prefixes.
 */
#define READER_OBJECTS_MAX 65536

/*
 * The way from the record to the value that is being read is kept, so that a
 * fault can be found again in the text: for its line, and for the value as it
 * was written.
 */
struct reader {
	const char *text;
	size_t n;
	struct arena *arena;
	struct rec_fault *fault; /* NULL: nobody asks why */
	const struct json *top;
	enum rec_type type;
	unsigned flags, depth;
	uint32_t objects; /* in lists, so far */
	struct lex_step way[LEX_DEPTH];
};

/* Not popped where something was refused. */
static inline void
reader_into(struct reader *r, const char *key, uint32_t index)
{
	r->way[r->depth++] = (struct lex_step){ key, index };
}

static inline void
reader_back(struct reader *r)
{
	r->depth--;
}

/* read.c: a field with all that is in it. */
bool rec_read_field(
    struct reader *, const struct field *, void *to, const struct json *from);

/* read_value.c: one value that is no object. */
bool rec_read_value(
    struct reader *, const struct field *, void *to, const struct json *from);

/* refuse.c: all of them are false. */
bool rec_refuse(struct reader *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Of the value as it stands there: `"30"` with `why` behind it. */
bool rec_refuse_value(struct reader *, const char *why);
bool rec_refuse_word(struct reader *, const struct name *words);
bool rec_refuse_twice(struct reader *);
/* A key that is in no table. */
bool rec_refuse_unknown(
    struct reader *, const struct object *, const char *key);

/* The text of the value at the end of the way; false: it cannot be found. */
bool rec_find_value(
    const struct reader *, struct lex *, const char **value, size_t *n);

#endif
