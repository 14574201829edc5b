/* Filling in why a record was refused. */
#ifndef REC_FAULT_H
#define REC_FAULT_H

#include "rec/rec.h"

/*
 * Fills *f, which may be NULL: the line of `at` counted from the start of the
 * text, no key. Always false.
 */
bool rec_fault_at(
    struct rec_fault *f, const char *text, const char *at, const char *what);

/* The line of `at`, from 1. */
unsigned rec_fault_line(const char *text, const char *at);

/*
 * The part of `text` that a person is shown of a value: at most 40 characters,
 * without control characters.
 */
void rec_fault_excerpt(char to[48], const char *text, size_t n);

#endif
