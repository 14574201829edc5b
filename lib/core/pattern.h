/*
 * AS-path patterns: regular expressions of PCRE2, with `_` for the edge of an
 * AS number as in the configuration of many routers: the beginning, the end, a
 * space, or one of , { } ( ) [ ]. A match anywhere counts.
 */
#ifndef CORE_PATTERN_H
#define CORE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/* NULL on a fault: `why` says what is wrong, in words. */
struct pattern *pattern_new(const char *text, char *why, size_t room);
void pattern_free(struct pattern *);

/* What takes unreasonably long is no match. */
bool pattern_match(const struct pattern *, const char *s, size_t n);

#endif
