/* Records in: from bytes to records, with diagnostics for what is none. */
#ifndef STAGE_SOURCE_H
#define STAGE_SOURCE_H

#include <stdbool.h>

#include "rec/rec.h"

struct cli;

/*
 * One record of an input, read: `rec` is NULL for one of an unknown type, and
 * for one that was refused (which has been told). `text` is the line that may
 * be passed on, canonical, with its newline. All is borrowed for the call.
 */
struct source_item {
	const struct rec *rec;
	enum rec_type type;
	unsigned line; /* where it begins, from 1 */
	bool refused;
	const char *text;
	size_t n;
};

/* false: enough, stop reading. */
typedef bool source_fn(void *ctx, const struct source_item *);

/* A source that is handed its bytes as they come. */
struct source;

/* `wants`: the types (1 << type) to be read; others come as text alone. */
struct source *source_new(
    struct cli *, const char *name, uint64_t wants, source_fn *, void *ctx);
void source_free(struct source *);
/* false: the function wants no more. */
bool source_push(struct source *, const char *at, size_t n);
/* The end: what is torn is told. */
void source_finish(struct source *);

/*
 * Reads all of a named file ("-": standard input), waiting for it, and calls
 * for every object in it. false: it could not be read, which has been told.
 */
bool source_read(struct cli *, const char *path, source_fn *, void *ctx);

/* The same of a descriptor, which is closed; `name` is for diagnostics. */
bool source_read_fd(
    struct cli *, int fd, const char *name, source_fn *, void *ctx);

/* Whether an operand names a file: such input is whole, as no stream is. */
bool source_is_named(const struct cli *);

#endif
