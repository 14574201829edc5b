/* What happened to the records of a table, until the caller has seen it. */
#include "core/changes.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/keep.h"

static void
append(struct changes *c, enum store_what what, const struct rec *old,
    const struct rec *new)
{
	c->at = mem_grow(c->at, &c->room, c->n, sizeof(*c->at));
	c->at[c->n++] = (struct store_change){ what, old, new };
}

static void
bury(struct changes *c, struct rec *r)
{
	c->graves = mem_grow(
	    c->graves, &c->graves_room, c->ngraves, sizeof(*c->graves));
	c->graves[c->ngraves++] = r;
}

struct keep_entry *
changes_add(struct changes *c, struct keep *t, const struct rec *r)
{
	struct keep_entry *e = keep_add(t, r);

	if (!r->del)
		append(c, STORE_ADDED, NULL, e->rec);
	return e;
}

void
changes_set(struct changes *c, struct keep_entry *e, const struct rec *r)
{
	struct rec *old = e->rec;

	if (keep_is_there(e) && rec_equal(old, r)) {
		if (rec_is_configuration(r->type))
			append(c, STORE_REPEATED, old, old);
		return;
	}
	e->rec = rec_dup(r);
	if (old->del) {
		append(c, STORE_ADDED, NULL, e->rec);
		rec_free(old);
	} else {
		append(c, STORE_CHANGED, old, e->rec);
		bury(c, old);
	}
}

void
changes_unset(struct changes *c, struct keep_entry *e, const struct rec *del)
{
	struct rec *old = e->rec;

	e->rec = rec_dup(del);
	if (old->del) {
		rec_free(old);
	} else {
		append(c, STORE_REMOVED, old, NULL);
		bury(c, old);
	}
}

void
changes_remove(struct changes *c, struct keep *t, struct keep_entry *e)
{
	struct rec *r = keep_drop(t, e);

	append(c, STORE_REMOVED, r, NULL);
	bury(c, r);
}

void
changes_settle(struct changes *c)
{
	for (size_t i = 0; i < c->ngraves; i++)
		rec_free(c->graves[i]);
	c->ngraves = 0;
	c->n = 0;
}

void
changes_fini(struct changes *c)
{
	changes_settle(c);
	free(c->at);
	free(c->graves);
}
