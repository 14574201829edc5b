/* The three kinds of BGP communities. */
#ifndef VALUE_COMMUNITY_H
#define VALUE_COMMUNITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value/names.h"

struct fault;

/* RFC 1997; a plain number: 65535:65281 is NO_EXPORT. */
#define COMMUNITY_GRACEFUL_SHUTDOWN   0xffff0000u /* RFC 8326 */
#define COMMUNITY_LLGR_STALE          0xffff0006u /* RFC 9494 */
#define COMMUNITY_NO_LLGR             0xffff0007u
#define COMMUNITY_NO_EXPORT           0xffffff01u
#define COMMUNITY_NO_ADVERTISE        0xffffff02u
#define COMMUNITY_NO_EXPORT_SUBCONFED 0xffffff03u

#define COMMUNITY_TEXT 12

/* AS:VALUE, or a name of the IANA registry in snake_case (no_export). */
bool community_parse(uint32_t *, const char *s, size_t n, struct fault *);
char *community_format(uint32_t, char *to); /* always AS:VALUE */

/* RFC 8092 */
struct large_community {
	uint32_t global, local1, local2;
};

#define LARGE_COMMUNITY_TEXT 33

bool large_community_parse(
    struct large_community *, const char *s, size_t n, struct fault *);
char *large_community_format(const struct large_community *, char *to);

/* RFC 4360: eight bytes, the type first. */
struct ext_community {
	uint8_t b[8];
};

#define EXT_COMMUNITY_TEXT 56

/*
 * A name and its values: "rt:65001:100", "soo:192.0.2.1:7" (as dist.h has
 * them), "color:0:100", "router_mac:02:00:00:00:00:01". What has no name, or
 * bits where a name leaves none, is "0x" and 16 hex digits, so that every value
 * comes back from its text.
 */
bool ext_community_parse(
    struct ext_community *, const char *s, size_t n, struct fault *);
char *ext_community_format(const struct ext_community *, char *to);

/* IANA, BGP Tunnel Encapsulation Attribute Tunnel Types. */
extern const struct name tunnel_type_names[];

/* RFC 5701: two bytes of type, an IPv6 address and a number. */
struct ext6_community {
	uint8_t b[20];
};

#define EXT6_COMMUNITY_TEXT 80

/* "rt:[2001:db8::1]:100"; what has no name is "0x" and 40 hex digits. */
bool ext6_community_parse(
    struct ext6_community *, const char *s, size_t n, struct fault *);
char *ext6_community_format(const struct ext6_community *, char *to);

#endif
