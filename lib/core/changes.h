/* What happened to the records of a table, until the caller has seen it. */
#ifndef CORE_CHANGES_H
#define CORE_CHANGES_H

#include "core/store.h"

struct keep;
struct keep_entry;

/* All zeros is empty. */
struct changes {
	struct store_change *at;
	size_t n, room;
	struct rec **graves; /* what only changes point at */
	size_t ngraves, graves_room;
};

/* A new entry with the record; no change when that is a `del`. */
struct keep_entry *changes_add(
    struct changes *, struct keep *, const struct rec *);

/* The record, or the `del`, takes the place of what the entry holds. */
void changes_set(struct changes *, struct keep_entry *, const struct rec *);
void changes_unset(
    struct changes *, struct keep_entry *, const struct rec *del);

/* The entry goes, with the record that is there. */
void changes_remove(struct changes *, struct keep *, struct keep_entry *);

void changes_settle(struct changes *);
void changes_fini(struct changes *);

#endif
