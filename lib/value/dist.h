/* Route distinguishers (RFC 4364 4.2) and route targets (RFC 4360 4). */
#ifndef VALUE_DIST_H
#define VALUE_DIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ext_community;
struct fault;

struct rd {
	uint8_t b[8]; /* as on the wire: type (2), value (6) */
};

#define DIST_TEXT 28

/*
 * ASN:NUMBER (type 0 up to 65535, type 2 above) or ADDRESS:NUMBER (type 1).
 * A type 2 with a small AS number is 2:ASN:NUMBER; a type that is none of these
 * is 0x and 16 hex digits. So every value comes back from its text.
 */
bool rd_parse(struct rd *, const char *s, size_t n, struct fault *);
char *rd_format(const struct rd *, char *to);

/* The same three forms (and 2:ASN:NUMBER); no name in front. */
bool rt_parse(struct ext_community *, const char *s, size_t n, struct fault *);
/* Only for what ext_community_is_rt() holds. */
char *rt_format(const struct ext_community *, char *to);
bool ext_community_is_rt(const struct ext_community *);
/* RFC 4360 5: a site of origin. */
bool ext_community_is_site(const struct ext_community *);

#endif
