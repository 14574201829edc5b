/*
 * The keeper of records: what was stated, by key, with who stated it
 * (records.md, rules 5 to 7).
 *
 * Configuration comes in statements. While one is open its records are held to
 * be of its source; at its end, what the source stated before and did not
 * repeat is removed - but not when one of its records was refused. A record
 * outside of any statement is added, replaced or removed, and stays. A key has
 * one owner: who stated it last. A named file is a draft first: it is taken
 * whole or not at all.
 *
 * Live records belong to no statement, even amid one. They become stale when
 * their producer is lost, fresh when repeated; an eor removes what stayed stale
 * of its kind, store_expire() all of it.
 *
 * What changed is queued until store_settle(); nothing is called back.
 */
#ifndef CORE_STORE_H
#define CORE_STORE_H

#include "rec/rec.h"

struct store;
struct store_draft;

/* One input of records: which statement is open in it. */
struct store_feed {
	uint32_t producer; /* whose live records these are */
	uint32_t whole;    /* the statement that the input itself is, or 0 */
	uint32_t open;     /* the statement that a begin opened, or 0 */
};

enum store_what {
	STORE_ADDED,
	STORE_CHANGED,
	STORE_REMOVED,
	STORE_REPEATED, /* the same configuration again: files that it names may
			 * have changed (rule 9); old and new are the same */
};

struct store_change {
	enum store_what what;
	const struct rec *old, *new; /* until store_settle(); NULL where none */
};

struct store *store_new(void);
void store_free(struct store *);

/* A feed of that name; the same name again is the same producer. */
void store_feed_init(struct store *, struct store_feed *, const char *name);

/*
 * Takes one record: begin and end, configuration, live ones and eor; any other
 * type is not for keeping and no fault. False: refused, and *f says why.
 */
bool store_put(struct store *, struct store_feed *, const struct rec *,
    struct rec_fault *f);

/* A record of the feed could not be read: its statement deletes nothing. */
void store_refused(struct store *, struct store_feed *);

/*
 * The producer is gone: a statement left open ends without deleting, and its
 * live records are stale from now on.
 */
void store_lost(struct store *, struct store_feed *);

/* The time for a restart is over: what is stale goes, all of it. */
void store_expire(struct store *);

/*
 * Sweeps that an eor or store_expire() began go on here, for at most `budget`
 * records looked at; true when there is more to do.
 */
bool store_work(struct store *, uint32_t budget);

/* The changes since the last store_settle(), in the order they came. */
const struct store_change *store_changes(const struct store *, size_t *n);
void store_settle(struct store *);

/* The record with the key of this one, or NULL. */
const struct rec *store_find(const struct store *, const struct rec *key);
/* The next record after *at (0 to begin) of the type, or NULL. */
const struct rec *store_next(const struct store *, enum rec_type, uint32_t *at);
bool store_is_stale(const struct store *, const struct rec *key);
/* The name of the source that stated it, or of its producer; or NULL. */
const char *store_source(const struct store *, const struct rec *key);

/*
 * A file on its way in. Every record goes through store_draft_put(), every one
 * that could not be read is store_draft_refused(); so all faults are found.
 */
struct store_draft *store_draft_new(const char *source);
bool store_draft_put(
    struct store_draft *, const struct rec *, struct rec_fault *f);
void store_draft_refused(struct store_draft *);
bool store_draft_ok(const struct store_draft *);
/*
 * The end of the draft, which is freed: as a statement of its source, when
 * nothing in it was refused; else nothing happens, and false is returned.
 */
bool store_draft_commit(struct store_draft *, struct store *);
void store_draft_free(struct store_draft *);

#endif
