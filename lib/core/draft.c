/* A named file on its way in: it is taken whole or not at all. */
#include "core/draft.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/store.h"

/*
 * The trial is a store with nothing else in it: it finds what is wrong within
 * the file, while the records wait in order for the real one.
 */
struct draft {
	char *source;
	struct rec **records;
	size_t n, room;
	struct store *trial;
	struct store_feed feed;
	bool refused;
};

struct draft *
draft_new(const char *source)
{
	struct draft *d = mem_zalloc(sizeof(*d));

	d->source = mem_strdup(source);
	d->trial = store_new();
	store_feed_init(d->trial, &d->feed, source);
	store_begin(d->trial, &d->feed);
	return d;
}

void
draft_free(struct draft *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n; i++)
		rec_free(d->records[i]);
	free(d->records);
	store_free(d->trial);
	free(d->source);
	free(d);
}

bool
draft_put(struct draft *d, const struct rec *r, struct rec_fault *f)
{
	bool taken = store_put(d->trial, &d->feed, r, f);

	store_settle(d->trial);
	if (!taken) {
		d->refused = true;
		return false;
	}
	d->records = mem_grow(d->records, &d->room, d->n, sizeof(*d->records));
	d->records[d->n++] = rec_dup(r);
	return true;
}

void
draft_refused(struct draft *d)
{
	d->refused = true;
}

bool
draft_ok(const struct draft *d)
{
	return !d->refused;
}

bool
draft_commit(const struct draft *d, struct store *s)
{
	struct store_feed feed;
	struct rec_fault f;

	if (d->refused)
		return false;
	store_feed_init(s, &feed, d->source);
	store_begin(s, &feed);
	for (size_t i = 0; i < d->n; i++)
		store_put(s, &feed, d->records[i], &f);
	store_end(s, &feed);
	return true;
}
