/* Looking up words: the tables are short, so from the top down. */
#include "value/names.h"

#include <string.h>

const char *
name_of(const struct name *table, int value)
{
	for (; table->name != NULL; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

bool
name_find(const struct name *table, const char *s, size_t n, int *value)
{
	for (; table->name != NULL; table++) {
		if (strlen(table->name) != n || memcmp(table->name, s, n) != 0)
			continue;
		*value = table->value;
		return true;
	}
	return false;
}
