/* Tables between numbers and their words. */
#ifndef VALUE_NAMES_H
#define VALUE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* A table ends with a NULL name. */
struct name {
	int value;
	const char *name;
};

/* The word, or NULL when the table has none. */
const char *name_of(const struct name *table, int value);
bool name_find(const struct name *table, const char *s, size_t n, int *value);

#endif
