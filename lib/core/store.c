/*
 * The keeper of records.
 *
 * Configuration and live records stand in two tables, as the ends of statements
 * walk the one, which is small, and sweeps the other, in slices. An entry knows
 * its source and a mark: the statement that repeated it last, or the epoch of
 * its producer. So `not repeated` and `stale` are comparisons, and losing a
 * producer is one addition, whatever it had said.
 */
#include "core/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/changes.h"
#include "core/eor.h"
#include "core/keep.h"

struct source {
	char *name;
	uint32_t epoch; /* live records with an older mark are stale */
	bool live;      /* it has stated live records */
	bool states;    /* it has stated configuration */
};

/*
 * A walk over the live records that has not come to its end. It is for what was
 * stale when it began: it keeps the epochs of that time.
 */
struct sweep {
	struct rec *eor; /* what it is about; NULL: all that is stale */
	uint32_t at;
	uint32_t *epochs; /* of the sources */
	size_t nsources;
};

struct store {
	struct keep configuration, live;
	struct source *sources;
	size_t nsources, sources_room;
	struct changes changes;
	struct sweep *sweeps;
	size_t nsweeps, sweeps_room;
	uint32_t last_statement;
	bool lost; /* something may be stale */
};

struct store *
store_new(void)
{
	return mem_zalloc(sizeof(struct store));
}

const struct store_change *
store_changes(const struct store *s, size_t *n)
{
	*n = s->changes.n;
	return s->changes.at;
}

void
store_settle(struct store *s)
{
	changes_settle(&s->changes);
}

/* ---- sources and statements ---- */

static uint32_t
source_find(struct store *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->nsources; i++)
		if (strcmp(s->sources[i].name, name) == 0)
			return (uint32_t)i;
	s->sources = mem_grow(
	    s->sources, &s->sources_room, s->nsources, sizeof(*s->sources));
	s->sources[s->nsources++] = (struct source){ .name = mem_strdup(name) };
	return (uint32_t)i;
}

void
store_feed_init(struct store *s, struct store_feed *feed, const char *name)
{
	*feed = (struct store_feed){ .source = source_find(s, name) };
}

static void
statement_open(struct store *s, struct store_statement *st, uint32_t source)
{
	*st = (struct store_statement){ ++s->last_statement, source, false };
	s->sources[source].states = true;
}

/*
 * Removes what the source stated before and not in this statement, when that
 * is complete; and what was left in the places of the deleted.
 */
static void
statement_close(struct store *s, struct store_statement *st, bool complete)
{
	struct keep *t = &s->configuration;
	bool removes = complete && !st->refused;

	if (st->id == 0)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct keep_entry *e = &t->at[i];

		if (e->rec == NULL)
			continue;
		if (e->rec->del && e->mark == st->id)
			rec_free(keep_drop(t, e));
		else if (removes && keep_is_there(e) &&
			 e->source == st->source && e->mark != st->id)
			changes_remove(&s->changes, t, e);
	}
	st->id = 0;
}

/* The statement that a record which comes now is part of, or NULL. */
static struct store_statement *
statement_now(struct store_feed *feed)
{
	if (feed->open.id != 0)
		return &feed->open;
	return feed->whole.id != 0 ? &feed->whole : NULL;
}

void
store_refused(struct store_feed *feed)
{
	struct store_statement *st = statement_now(feed);

	if (st != NULL)
		st->refused = true;
}

static bool
refuse(const struct rec *r, struct rec_fault *f, const char *text)
{
	f->line = 0;
	rec_key_format(r, f->key, sizeof(f->key));
	snprintf(f->text, sizeof(f->text), "%s", text);
	return false;
}

/*
 * A statement that is open already ends here without its end, so it deletes
 * nothing. That of the source that the input is itself says nothing new.
 */
static bool
put_begin(struct store *s, struct store_feed *feed, const struct rec *r)
{
	uint32_t source = source_find(s, r->begin.source);

	statement_close(s, &feed->open, false);
	if (feed->whole.id == 0 || feed->whole.source != source)
		statement_open(s, &feed->open, source);
	return true;
}

static bool
put_end(struct store *s, struct store_feed *feed, const struct rec *r,
    struct rec_fault *f)
{
	uint32_t source = source_find(s, r->begin.source);

	if (feed->open.id != 0 && feed->open.source == source) {
		statement_close(s, &feed->open, true);
		return true;
	}
	if (feed->open.id == 0 && feed->whole.id != 0 &&
	    feed->whole.source == source)
		return true;
	return refuse(r, f, "no statement of this source is open");
}

/* ---- records ---- */

static bool
put_configuration(struct store *s, struct store_feed *feed, const struct rec *r,
    struct rec_fault *f)
{
	const struct store_statement *st = statement_now(feed);
	struct keep *t = &s->configuration;
	struct keep_entry *e = keep_find(t, r);

	if (e != NULL && st != NULL && e->mark == st->id)
		return refuse(r, f, "given twice in one statement");
	if (r->del && st == NULL) {
		if (e != NULL && keep_is_there(e))
			changes_remove(&s->changes, t, e);
		return true;
	}
	if (e == NULL) {
		e = changes_add(&s->changes, t, r);
	} else if (r->del) {
		changes_unset(&s->changes, e, r);
	} else {
		changes_set(&s->changes, e, r);
	}
	e->source = st != NULL ? st->source : feed->source;
	e->mark = st != NULL ? st->id : 0;
	s->sources[e->source].states = true;
	return true;
}

static bool
put_live(struct store *s, const struct store_feed *feed, const struct rec *r)
{
	struct source *source = &s->sources[feed->source];
	struct keep *t = &s->live;
	struct keep_entry *e = keep_find(t, r);

	if (r->del) {
		if (e != NULL)
			changes_remove(&s->changes, t, e);
		return true;
	}
	if (e != NULL) {
		changes_set(&s->changes, e, r);
	} else {
		e = changes_add(&s->changes, t, r);
	}
	e->source = feed->source;
	e->mark = source->epoch;
	source->live = true;
	return true;
}

/* ---- sweeps ---- */

static bool
is_stale(const struct store *s, const struct keep_entry *e)
{
	return e->mark != s->sources[e->source].epoch;
}

/*
 * Begins to remove what is stale and covered; NULL covers everything, so that
 * nothing else is stale until the next loss.
 */
static void
sweep_begin(struct store *s, const struct rec *eor)
{
	struct sweep w = { .nsources = s->nsources };

	if (!s->lost)
		return;
	s->lost = eor != NULL;
	w.eor = eor != NULL ? rec_dup(eor) : NULL;
	w.epochs = mem_alloc(s->nsources * sizeof(*w.epochs));
	for (size_t i = 0; i < s->nsources; i++)
		w.epochs[i] = s->sources[i].epoch;
	s->sweeps = mem_grow(
	    s->sweeps, &s->sweeps_room, s->nsweeps, sizeof(*s->sweeps));
	s->sweeps[s->nsweeps++] = w;
}

/* The first sweep has seen every record. */
static void
sweep_end(struct store *s)
{
	if (s->sweeps[0].eor != NULL)
		rec_free(s->sweeps[0].eor);
	free(s->sweeps[0].epochs);
	s->nsweeps--;
	memmove(s->sweeps, s->sweeps + 1, s->nsweeps * sizeof(*s->sweeps));
}

static bool
is_swept(const struct sweep *w, const struct keep_entry *e)
{
	if (e->rec == NULL || e->source >= w->nsources ||
	    e->mark >= w->epochs[e->source])
		return false;
	return w->eor == NULL || eor_covers(&w->eor->eor, e->rec);
}

bool
store_work(struct store *s, uint32_t budget)
{
	struct keep *t = &s->live;

	while (s->nsweeps > 0) {
		struct sweep *w = &s->sweeps[0];

		for (; w->at < t->n; w->at++) {
			if (budget-- == 0)
				return true;
			if (is_swept(w, &t->at[w->at]))
				changes_remove(&s->changes, t, &t->at[w->at]);
		}
		sweep_end(s);
	}
	return false;
}

static void
source_lost(struct store *s, uint32_t source)
{
	if (!s->sources[source].live)
		return;
	s->sources[source].epoch++;
	s->lost = true;
}

void
store_lost(struct store *s, struct store_feed *feed)
{
	statement_close(s, &feed->open, false);
	statement_close(s, &feed->whole, false);
	source_lost(s, feed->source);
}

void
store_expire(struct store *s)
{
	sweep_begin(s, NULL);
}

void
store_begin(struct store *s, struct store_feed *feed)
{
	statement_open(s, &feed->whole, feed->source);
	source_lost(s, feed->source);
}

void
store_end(struct store *s, struct store_feed *feed)
{
	bool removes = !feed->whole.refused;
	struct keep *t = &s->live;

	statement_close(s, &feed->open, false);
	statement_close(s, &feed->whole, true);
	if (!s->sources[feed->source].live)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct keep_entry *e = &t->at[i];

		if (e->rec == NULL || e->source != feed->source)
			continue;
		if (removes && is_stale(s, e))
			changes_remove(&s->changes, t, e);
		else
			e->mark = s->sources[feed->source].epoch;
	}
}

/* ---- the door ---- */

static bool
put(struct store *s, struct store_feed *feed, const struct rec *r,
    struct rec_fault *f)
{
	if (r->type == REC_BEGIN)
		return put_begin(s, feed, r);
	if (r->type == REC_END)
		return put_end(s, feed, r, f);
	if (rec_is_configuration(r->type))
		return put_configuration(s, feed, r, f);
	if (rec_is_live(r->type))
		return put_live(s, feed, r);
	if (r->type == REC_EOR)
		sweep_begin(s, r);
	return true;
}

bool
store_put(struct store *s, struct store_feed *feed, const struct rec *r,
    struct rec_fault *f)
{
	if (put(s, feed, r, f))
		return true;
	store_refused(feed);
	return false;
}

/* ---- questions ---- */

static const struct keep *
table_of(const struct store *s, enum rec_type type)
{
	return rec_is_live(type) ? &s->live : &s->configuration;
}

static const struct keep_entry *
find(const struct store *s, const struct rec *key)
{
	const struct keep_entry *e = keep_find(table_of(s, key->type), key);

	return e != NULL && keep_is_there(e) ? e : NULL;
}

const struct rec *
store_find(const struct store *s, const struct rec *key)
{
	const struct keep_entry *e = find(s, key);

	return e != NULL ? e->rec : NULL;
}

bool
store_is_stale(const struct store *s, const struct rec *key)
{
	const struct keep_entry *e = find(s, key);

	return e != NULL && rec_is_live(key->type) && is_stale(s, e);
}

const char *
store_source(const struct store *s, const struct rec *key)
{
	const struct keep_entry *e = find(s, key);

	return e != NULL ? s->sources[e->source].name : NULL;
}

const struct rec *
store_next(const struct store *s, enum rec_type type, uint32_t *at)
{
	const struct keep *t = table_of(s, type);

	while (*at < t->n) {
		const struct keep_entry *e = &t->at[(*at)++];

		if (keep_is_there(e) && e->rec->type == type)
			return e->rec;
	}
	return NULL;
}

const char *
store_next_source(const struct store *s, uint32_t *at)
{
	while (*at < s->nsources) {
		const struct source *source = &s->sources[(*at)++];

		if (source->states)
			return source->name;
	}
	return NULL;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	changes_fini(&s->changes);
	while (s->nsweeps > 0)
		sweep_end(s);
	keep_fini(&s->configuration);
	keep_fini(&s->live);
	for (size_t i = 0; i < s->nsources; i++)
		free(s->sources[i].name);
	free(s->sources);
	free(s->sweeps);
	free(s);
}
