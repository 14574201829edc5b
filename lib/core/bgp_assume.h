/* What a person pins of how messages are read, where no OPEN says it. */
#ifndef CORE_BGP_ASSUME_H
#define CORE_BGP_ASSUME_H

#include "core/bgp_records.h"

/*
 * One of as4=yes|no, extended=yes|no, add_path=FAMILY (each use adds one) and
 * add_path=no.
 */
bool bgp_assume_parse(
    struct bgp_reading *, const char *s, size_t n, struct fault *);

#endif
