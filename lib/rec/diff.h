/* Two sets of records compared by key: desired minus actual is steps. */
#ifndef REC_DIFF_H
#define REC_DIFF_H

#include "rec/rec.h"

enum rec_action { REC_ADD, REC_CHANGE, REC_DELETE };

enum {
	/* A field that the desired record does not state is not compared. */
	REC_DIFF_STATED = 1,
};

struct rec_change {
	enum rec_action action;
	const struct rec *from, *to; /* borrowed; NULL where there is none */
};

/* All zeros is empty. */
struct rec_diff {
	struct rec_change *at;
	size_t n, room;
};

/*
 * Appends what makes `actual` into `desired`: first adds and changes in the
 * order of `desired`, then deletes in the reverse order of `actual` (what was
 * made last goes first). Of records with one key in a set, the last counts.
 */
void rec_diff(struct rec_diff *, struct rec *const *desired, size_t ndesired,
    struct rec *const *actual, size_t nactual, unsigned flags);
void rec_diff_fini(struct rec_diff *);

/* The change as a `step` record, its texts in the arena; `done` is not set. */
void rec_change_step(
    struct rec *step, const struct rec_change *, struct arena *);

#endif
