/*
 * The keeper of records: what was stated, by key, with who stated it
 * (records.md, rules 5 to 7).
 *
 * Configuration comes in statements. While one is open its records are held to
 * be of its source; at its end, what the source stated before and did not
 * repeat is removed - but not when one of its records was refused. A record
 * outside of any statement is added, replaced or removed, and stays. A key has
 * one owner: who stated it last.
 *
 * Live records belong to no statement that a begin opened, as tools write
 * theirs in between. They become stale when their producer is lost, fresh when
 * repeated; an eor removes what stayed stale of its kind, store_expire() all of
 * it. Those in a file are the file's, and go when it is read again without.
 *
 * What changed is queued until store_settle(); nothing is called back.
 */
#ifndef CORE_STORE_H
#define CORE_STORE_H

#include "rec/rec.h"

struct store;

/* Not for callers. */
struct store_statement {
	uint32_t id; /* 0: none */
	uint32_t source;
	bool refused; /* one of its records was */
};

/* One input of records, and the statements that are open in it. */
struct store_feed {
	uint32_t source; /* the input's own name */
	struct store_statement whole, open;
};

enum store_what {
	STORE_ADDED,
	STORE_CHANGED,
	STORE_REMOVED,
	/*
	 * The same configuration again; old and new are the same. Nothing to
	 * do, but for who compares the files that a record names (rule 9).
	 */
	STORE_REPEATED,
};

struct store_change {
	enum store_what what;
	const struct rec *old, *new; /* until store_settle(); NULL: none */
};

struct store *store_new(void);
void store_free(struct store *);

/* A feed of that name; the same name again is the same source. */
void store_feed_init(struct store *, struct store_feed *, const char *name);

/*
 * The input is itself a statement of its name, as a file is. store_end() does
 * what the record of that name does; and removes the live records too.
 */
void store_begin(struct store *, struct store_feed *);
void store_end(struct store *, struct store_feed *);

/*
 * Takes one record: begin and end, configuration, live ones and eor; any other
 * type is not for keeping and no fault. False: refused, and *f says why.
 */
bool store_put(struct store *, struct store_feed *, const struct rec *,
    struct rec_fault *f);

/* A record of the feed could not be read: its statement deletes nothing. */
void store_refused(struct store_feed *);

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
/* The next record of the type from *at on (0 to begin), or NULL. */
const struct rec *store_next(const struct store *, enum rec_type, uint32_t *at);
bool store_is_stale(const struct store *, const struct rec *key);
/* Who stated it last, or NULL. */
const char *store_source(const struct store *, const struct rec *key);
/*
 * The next source from *at on (0 to begin) that has stated configuration, be
 * there nothing left of it; or NULL. What it states has it as store_source().
 */
const char *store_next_source(const struct store *, uint32_t *at);

#endif
