/* A set of prefix ranges, asked for one prefix at a time; size costs nothing.
 */
#ifndef CORE_PREFIX_SET_H
#define CORE_PREFIX_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "value/prefix.h"

struct prefix_set_entry;

/* All zeros is empty. */
struct prefix_set {
	struct map map; /* network -> its first range */
	struct prefix_set_entry *entries;
	size_t n, room;
	uint64_t lengths[2][3]; /* of the networks: a bit each, IPv4 and IPv6 */
};

void prefix_set_add(struct prefix_set *, const struct prefix_range *);
bool prefix_set_has(const struct prefix_set *, const struct prefix *);
void prefix_set_fini(struct prefix_set *);

#endif
