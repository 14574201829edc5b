/* Text of parts between colons, some of which may be anything. */
#ifndef CORE_WILD_H
#define CORE_WILD_H

#include <stdbool.h>

/* "rt:65001:*" is "rt:65001:100": the same parts, or '*'. */
bool wild_is(const char *wild, const char *text);

#endif
