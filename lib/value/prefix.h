/* IPv4 and IPv6 prefixes. */
#ifndef VALUE_PREFIX_H
#define VALUE_PREFIX_H

#include "value/addr.h"

struct prefix {
	struct addr addr;
	uint8_t len;
};

#define PREFIX_TEXT (ADDR_TEXT + 4)

/* ADDRESS/LENGTH without host bits; they are a fault, and it says so. */
bool prefix_parse(struct prefix *, const char *s, size_t n, struct fault *);
/* The same with host bits allowed: an address and its network. */
bool prefix_parse_host(
    struct prefix *, const char *s, size_t n, struct fault *);
char *prefix_format(const struct prefix *, char *to);

struct prefix prefix_mask(struct prefix); /* host bits cleared */
int prefix_cmp(const struct prefix *, const struct prefix *);
/* Whether `in` is `out` or a more specific part of it. */
bool prefix_covers(const struct prefix *out, const struct prefix *in);
bool prefix_has(const struct prefix *, const struct addr *);

/* A prefix and the lengths that match beneath it: "10.0.0.0/8 ge 9 le 24". */
struct prefix_range {
	struct prefix prefix;
	uint8_t ge, le; /* both the prefix's own length when neither was said */
};

#define PREFIX_RANGE_TEXT (PREFIX_TEXT + 14)

bool prefix_range_parse(
    struct prefix_range *, const char *s, size_t n, struct fault *);
char *prefix_range_format(const struct prefix_range *, char *to);
bool prefix_range_has(const struct prefix_range *, const struct prefix *);

#endif
