/* Autonomous system numbers: asplain (RFC 5396), and which are special. */
#ifndef VALUE_ASN_H
#define VALUE_ASN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define ASN_TRANS 23456 /* RFC 6793 9 */

/* A decimal number, 0 to 4294967295. */
bool asn_parse(uint32_t *, const char *s, size_t n, struct fault *);
char *asn_format(uint32_t, char *to); /* room TEXT_U64 */
bool asn_is_private(uint32_t);        /* RFC 6996 */

#endif
