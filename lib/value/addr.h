/* IPv4 and IPv6 addresses. */
#ifndef VALUE_ADDR_H
#define VALUE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct fault;

enum { ADDR_NONE = 0, ADDR_IP4 = 4, ADDR_IP6 = 6 };

/* Bytes past the address are zero, so that two can be compared whole. */
struct addr {
	uint8_t ip; /* the IP version, or ADDR_NONE */
	uint8_t b[16];
};

#define ADDR_TEXT 46

struct addr addr_ip4(uint32_t host_order);
uint32_t addr_u32(const struct addr *); /* an IPv4 address in host order */

/* Dotted quad without leading zeros, or RFC 4291 2.2; no zone. */
bool addr_parse(struct addr *, const char *s, size_t n, struct fault *);
/* RFC 5952; room ADDR_TEXT, ends with a NUL, returns where that is. */
char *addr_format(const struct addr *, char *to);

/* Of 4 or 16 bytes. */
static inline struct addr
addr_from(unsigned ip, const uint8_t *bytes)
{
	struct addr a = { .ip = (uint8_t)ip };

	memcpy(a.b, bytes, ip == ADDR_IP4 ? 4 : 16);
	return a;
}

static inline unsigned
addr_bits(const struct addr *a)
{
	return a->ip == ADDR_IP4 ? 32 : a->ip == ADDR_IP6 ? 128 : 0;
}

int addr_cmp(const struct addr *, const struct addr *); /* IPv4 first */
bool addr_is_link_local(const struct addr *);           /* fe80::/10 */
bool addr_is_multicast(const struct addr *);
bool addr_is_loopback(const struct addr *);
bool addr_is_unspecified(const struct addr *);

#endif
