/* Keys that stand twice, and keys that are spelled nearly right. */
#ifndef REC_KEYS_H
#define REC_KEYS_H

#include <stddef.h>

struct object;

/*
 * The second of two equal keys in one object of the text, at its quote; NULL
 * where there is none. Only well-formed text.
 */
const char *rec_key_twice(const char *text, size_t n);

/* The key of the table that is spelled nearly so, or NULL. */
const char *rec_key_nearest(const struct object *, const char *key);

#endif
