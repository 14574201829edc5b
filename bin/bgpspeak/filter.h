/* What the filters share: configuration with -c, data in, records out. */
#ifndef BGPSPEAK_FILTER_H
#define BGPSPEAK_FILTER_H

#include "base/obuf.h"
#include "cli/cli.h"
#include "stage/source.h"

struct filter {
	struct cli *cli;
	struct obuf out;
	const char *source; /* of the data at hand, for diagnostics */
	bool live;          /* somebody may wait for what it gives */
	bool failed;        /* standard output has */
};

/*
 * Calls for each record of the files of -c; false where one of them has a
 * fault, which has been told: then nothing is to be judged with them.
 */
bool filter_config(struct filter *, source_fn *, void *ctx);
/* A bgp_file_fn, whose context is the filter. */
const char *filter_file(void *ctx, const char *name, size_t *n);

/* Calls for each record of the operands, or of standard input. */
void filter_read(struct filter *, source_fn *, void *ctx);

void filter_line(struct filter *, const char *text, size_t n);
void filter_record(struct filter *, const struct rec *);
/* Before more input is waited for, what there is is written. */
void filter_flush_if_waiting(struct filter *);

/* Writes the rest and returns what to exit with. */
int filter_end(struct filter *);

#endif
