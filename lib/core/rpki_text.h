/*
 * ROAs as relying parties export them: JSON with an array `roas` (rpki-client,
 * Routinator, StayRTR and others), or CSV whose lines begin with AS, prefix and
 * maximum length. Read one at a time, so that a long file can be read between
 * other work.
 */
#ifndef CORE_RPKI_TEXT_H
#define CORE_RPKI_TEXT_H

#include "base/arena.h"
#include "rec/rec.h"
#include "value/roa.h"

struct rpki_text {
	const char *at, *end; /* what is not yet read; borrowed */
	unsigned line;        /* of `at`, from 1 */
	bool json;
	bool over; /* nothing more is to be had */
	struct arena arena;
};

/* Finds out which of the two it is; false: neither, and *f says so. */
bool rpki_text_init(
    struct rpki_text *, const char *text, size_t n, struct rec_fault *f);
void rpki_text_fini(struct rpki_text *);

enum rpki_read { RPKI_READ_END, RPKI_READ_ROA, RPKI_READ_FAULT };

/* On a fault f->line is its line, and what follows can be read. */
enum rpki_read rpki_text_next(
    struct rpki_text *, struct roa *, struct rec_fault *f);

#endif
