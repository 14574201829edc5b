/* The inside of next-hop resolution, for the files bgp_nexthop*.c alone. */
#ifndef CORE_BGP_NEXTHOP_IN_H
#define CORE_BGP_NEXTHOP_IN_H

#include <string.h>

#include "base/map.h"
#include "base/pool.h"
#include "core/bgp_nexthop.h"
#include "value/prefix.h"

/* A route over a route over a route: deeper is a loop, or as good as one. */
#define MAX_DEPTH 4

struct way {
	struct addr next_hop; /* ADDR_NONE: connected */
	char interface[16];   /* empty: over whatever reaches next_hop */
};

struct route {
	uint32_t next; /* of the same prefix, in no order; POOL_NONE ends */
	uint32_t metric;
	struct prefix prefix;
	char protocol[20];
	uint8_t n_ways;
	struct way *ways; /* the first that is up is taken */
};

#define MAX_WAYS 16

struct interface {
	char name[16];
	bool said; /* its state; else only that labels go over it */
	bool up, mpls;
	struct prefix *addresses;
	uint32_t n_addresses;
};

struct state {
	struct addr addr; /* whose answer this is: handles are used again */
	struct bgp_resolved answer;
	bool changed;
};

/* Whose next hops a view resolves. */
enum view { VIEW_GLOBAL, VIEW_VRF, VIEW_LABELED };

struct bgp_hops {
	const struct bgp_sets *sets;
	enum view view;
	char vrf[16];
	struct bgp_hops *root, *next; /* the global view has the list */
	bool off, fed, dirty;         /* fed: a route has come, ever */
	struct map map;               /* prefix -> first route */
	struct pool routes;
	uint32_t lengths[2][129]; /* routes by length, IPv4 and IPv6 */
	struct interface *interfaces;
	size_t n_interfaces, room_interfaces;
	struct state *states; /* by handle of the next hop */
	size_t n_states;
};

static inline struct route *
route_at(const struct bgp_hops *h, uint32_t at)
{
	return pool_at(&h->routes, at);
}

static inline void
copy_name(char *to, size_t room, const char *from)
{
	size_t n = from == NULL ? 0 : strnlen(from, room - 1);

	memset(to, 0, room);
	if (n > 0)
		memcpy(to, from, n);
}

/* bgp_nexthop_route.c */
/* Of those to this prefix the one with the lowest metric, or NULL. */
const struct way *hops_best_way(
    const struct bgp_hops *, const struct prefix *, uint32_t *metric);
const struct way *hops_longest_match(
    const struct bgp_hops *, const struct addr *, uint32_t *metric);

/* bgp_nexthop.c */
bool hops_is_down(const struct bgp_hops *, const char *interface);

#endif
