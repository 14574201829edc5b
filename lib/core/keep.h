/* Records by key, each with who stated it: the table behind the store. */
#ifndef CORE_KEEP_H
#define CORE_KEEP_H

#include "base/map.h"
#include "rec/rec.h"

struct keep_entry {
	struct rec *rec; /* owned; NULL: free */
	uint32_t hash, source, mark;
};

/* All zeros is empty. */
struct keep {
	struct keep_entry *at;
	size_t n, room;
	uint32_t *unused; /* indices of free entries */
	size_t nunused, unused_room;
	struct map index;
};

/*
 * A record that was deleted in a statement that is still open leaves its `del`
 * in its place, so that the key is known to have been given; it counts as
 * absent.
 */
static inline bool
keep_is_there(const struct keep_entry *e)
{
	return e->rec != NULL && !e->rec->del;
}

struct keep_entry *keep_find(const struct keep *, const struct rec *key);

/* A new entry with a copy of the record, which was looked for and not found. */
struct keep_entry *keep_add(struct keep *, const struct rec *);

/* The entry is free; its record is the caller's. */
struct rec *keep_drop(struct keep *, struct keep_entry *);

void keep_fini(struct keep *);

#endif
