/* Parts between colons, compared one by one. */
#include "core/wild.h"

#include <string.h>

bool
wild_is(const char *wild, const char *text)
{
	for (;;) {
		size_t n = strcspn(wild, ":"), m = strcspn(text, ":");

		if (!(n == 1 && wild[0] == '*') &&
		    (n != m || memcmp(wild, text, n) != 0))
			return false;
		wild += n;
		text += m;
		if (*wild != *text)
			return false;
		if (*wild == 0)
			return true;
		wild++;
		text++;
	}
}
