/* Canonical lines, recognised without being parsed into records. */
#ifndef REC_PASS_H
#define REC_PASS_H

#include "rec/rec.h"

/*
 * The length, with its newline, of the canonical line at the start of the
 * buffer: {"type":"NAME" and the rest of one well-formed JSON object in UTF-8,
 * without white space between its tokens, without a second "type", nested at
 * most PASS_DEPTH deep. *type says which, REC_NONE for one unknown here.
 *
 * 0 when it is anything else, or not all there yet: that is for the reader.
 */
size_t rec_pass(const char *at, size_t n, enum rec_type *type);

#define PASS_DEPTH 24

#endif
