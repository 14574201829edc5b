/* What a person pins of how messages are read, where no OPEN says it. */
#ifndef MESSAGE_BGP_ASSUME_H
#define MESSAGE_BGP_ASSUME_H

#include "message/bgp_records.h"

/*
 * One of as4=yes|no, extended=yes|no, add_path=FAMILY (each use adds one) and
 * add_path=no.
 */
bool bgp_assume_parse(
    struct bgp_reading *, const char *s, size_t n, struct fault *);

#endif
