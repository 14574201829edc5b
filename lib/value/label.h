/* MPLS labels (RFC 3032). */
#ifndef VALUE_LABEL_H
#define VALUE_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define LABEL_MAX           0xfffffu
#define LABEL_IPV4_EXPLICIT 0u
#define LABEL_IPV6_EXPLICIT 2u
#define LABEL_IMPLICIT      3u
#define LABEL_FIRST         16u /* 0-15 are reserved */

bool label_parse(uint32_t *, const char *s, size_t n, struct fault *);

#endif
