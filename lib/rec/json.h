/* The full reader, of any layout: the only door to json-c. */
#ifndef REC_JSON_H
#define REC_JSON_H

#include "rec/rec.h"

/* As rec_read(), without the fast reader. */
bool rec_read_json(struct rec *, const char *text, size_t n, unsigned flags,
    struct arena *, struct rec_fault *);

/*
 * The second of two equal keys in one object of the text, at its quote; NULL
 * where there is none. Only well-formed text.
 */
const char *rec_key_twice(const char *text, size_t n);

/* The key of the table that is spelled nearly so, or NULL. */
const char *rec_key_nearest(const struct object *, const char *key);

#endif
