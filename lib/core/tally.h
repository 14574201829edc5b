/* How often each of many small keys was counted: a multiset. */
#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

#define TALLY_KEY 12 /* octets; what a shorter key leaves is 0 */

struct tally_entry {
	uint8_t key[TALLY_KEY];
	uint32_t n;
};

/* All zeros is empty; `at` holds the keys that are counted, in no order. */
struct tally {
	struct map map;
	struct tally_entry *at;
	size_t n, room;
};

/* One more (by 1), or one less (by -1) of a key that is counted. */
void tally_count(struct tally *, const void *key, size_t size, int by);
void tally_fini(struct tally *);

#endif
