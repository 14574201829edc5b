/*
 * Routes as they are seen on the Internet, from a seed: 60 % /24, paths of 2 to
 * 8 AS, communities on two thirds, 5.4 prefixes to an UPDATE of a full table.
 */
#ifndef TESTS_BENCH_TABLE_H
#define TESTS_BENCH_TABLE_H

#include <stdint.h>
#include <stdlib.h>

#include "wire/bgp.h"

static const struct bgp_codec table_codec = {
	.as4 = true,
	.session = BGP_EXTERNAL,
};

static inline uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(*seed >> 8) * below >> 24);
}

static inline unsigned
number_of(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/*
 * Prefix i, four to a block of 1024 addresses, all differ, three in five are
 * /24.
 */
static inline struct prefix
table_prefix(uint32_t i)
{
	uint32_t block = i / 4, at = (11u << 24) + (block << 10);
	unsigned length = block % 4 == 0 ? 20 : 22;

	if (i % 4 < 2)
		return (struct prefix){ addr_ip4(at + (i % 4 << 8)), 24 };
	if (i % 4 == 2)
		return (struct prefix){ addr_ip4(at + 512),
			block % 5 < 2 ? 24 : 23 };
	return (struct prefix){ addr_ip4(at), (uint8_t)length };
}

/* What of a route is not left to the seed. */
struct table_route {
	uint32_t first_as;
	unsigned hops;        /* 0: as drawn */
	struct addr next_hop; /* ADDR_NONE: it stands elsewhere */
	uint64_t target;      /* a route target; 0: none */
};

/* Communities ascend, as some speakers sort them. */
static inline void
table_attributes(
    struct wbuf *w, uint32_t *seed, const struct table_route *route)
{
	uint8_t path[64], some[64], large[80], target[8];
	struct wbuf p = wbuf(path, sizeof(path)), c = wbuf(some, sizeof(some));
	struct wbuf l = wbuf(large, sizeof(large));
	struct wbuf t = wbuf(target, sizeof(target));
	unsigned drawn = 2 + draw(seed, 7), n = 1 + draw(seed, 8);
	unsigned hops = route->hops > 0 ? route->hops : drawn;
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH,
		.origin =
		    (uint8_t)(draw(seed, 10) == 0 ? BGP_INCOMPLETE : BGP_IGP),
	};

	if (route->next_hop.ip != ADDR_NONE) {
		a.has |= 1u << BGP_NEXT_HOP;
		a.next_hop = route->next_hop;
	}
	put_u8(&p, BGP_AS_SEQUENCE);
	put_u8(&p, hops);
	put_u32(&p, route->first_as);
	for (unsigned i = 1; i < hops; i++)
		put_u32(&p, 24000 + draw(seed, i + 1 < hops ? 5000 : 40000));
	a.as_path = bgp_as_path_of(path, &p);
	if (draw(seed, 3) > 0) {
		for (unsigned i = 0; i < n; i++)
			put_u32(&c, (3000u + 60 * i + draw(seed, 60)) << 16 |
					draw(seed, 30000));
		a.has |= 1u << BGP_COMMUNITIES;
		a.communities = rbuf(some, wbuf_used(&c));
	}
	if (draw(seed, 10) == 0) {
		for (unsigned i = 0; i < 6; i++)
			put_u32(&l, 61000 + 1000 * i + draw(seed, 1000));
		a.has |= UINT64_C(1) << BGP_LARGE_COMMUNITIES;
		a.large_communities = rbuf(large, wbuf_used(&l));
	}
	if (draw(seed, 4) == 0) {
		a.has |= 1u << BGP_MED;
		a.med = draw(seed, 200);
	}
	if (route->target != 0) {
		put_u64(&t, route->target);
		a.has |= 1u << BGP_EXT_COMMUNITIES;
		a.ext_communities = rbuf(target, sizeof(target));
	}
	bgp_attrs_encode(w, &a, &table_codec);
}

#endif
