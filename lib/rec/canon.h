/* JSON in any layout, written again as one line. */
#ifndef REC_CANON_H
#define REC_CANON_H

#include "rec/rec.h"

/*
 * A record as one line with its newline: without blanks and comments, `type`
 * moved to the front, keys, strings and numbers as they stand. False: it is no
 * JSON object with a type, and nothing was written; the fault's line is counted
 * from the start of the text, which is 1.
 */
bool rec_canonical(
    struct obuf *, const char *text, size_t n, struct rec_fault *);

/* Any value, without a newline. */
bool rec_canonical_value(struct obuf *, const char *text, size_t n);

#endif
