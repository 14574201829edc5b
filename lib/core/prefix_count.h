/*
 * How many routes there are to each prefix: a source may have several, with
 * different metrics, and only the last one that goes takes the prefix with it.
 */
#ifndef CORE_PREFIX_COUNT_H
#define CORE_PREFIX_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "value/prefix.h"

struct prefix_counted {
	struct prefix prefix;
	uint8_t kind; /* the caller's: prefixes of two kinds are two */
	uint32_t n;
};

/* All zeros is empty. */
struct prefix_count {
	struct map map;
	struct prefix_counted *at;
	size_t n, room;
};

/* One more, or one less (of none: still none); both return how many. */
uint32_t prefix_count_add(
    struct prefix_count *, uint8_t kind, const struct prefix *);
uint32_t prefix_count_del(
    struct prefix_count *, uint8_t kind, const struct prefix *);
void prefix_count_fini(struct prefix_count *);

#endif
