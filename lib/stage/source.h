/* Records in: from bytes to records, with diagnostics for what is none. */
#ifndef STAGE_SOURCE_H
#define STAGE_SOURCE_H

#include <stdbool.h>

#include "rec/rec.h"

struct cli;

/*
 * One record of an input, read: `rec` is NULL for one of an unknown type, and
 * for one that was refused (which has been told). `text` is the line that may
 * be passed on, canonical, with its newline.
 */
struct source_item {
	const struct rec *rec;
	enum rec_type type;
	bool refused;
	const char *text;
	size_t n;
};

typedef void source_fn(void *ctx, const struct source_item *);

/*
 * Reads all of a named file ("-": standard input), waiting for it, and calls
 * for every object in it. false: it could not be read, which has been told.
 */
bool source_read(struct cli *, const char *path, source_fn *, void *ctx);

/* Every operand in order, or standard input where there is none. */
bool source_read_all(struct cli *, source_fn *, void *ctx);

#endif
