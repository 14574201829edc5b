/*
 * A named file on its way in: it is taken whole or not at all (records.md,
 * rule 7). Every record goes through draft_put(), every one that could not be
 * read is draft_refused(); so all faults are found before anything is applied.
 */
#ifndef CORE_DRAFT_H
#define CORE_DRAFT_H

#include "rec/rec.h"

struct draft;
struct store;

struct draft *draft_new(const char *source);
void draft_free(struct draft *);

/* False: refused, and *f says why. */
bool draft_put(struct draft *, const struct rec *, struct rec_fault *f);
void draft_refused(struct draft *);
bool draft_ok(const struct draft *);

/*
 * States what the draft holds, as its source; when something in it was
 * refused, does nothing and is false.
 */
bool draft_commit(const struct draft *, struct store *);

#endif
