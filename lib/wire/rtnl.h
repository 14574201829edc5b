/*
 * rtnetlink: routes, links and addresses as the kernel speaks of them.
 *
 * Numbers of protocols, scopes, types and tables are those of
 * <linux/rtnetlink.h>. Unlike every other protocol here it is in host order,
 * for it never leaves the machine.
 */
#ifndef WIRE_RTNL_H
#define WIRE_RTNL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value/prefix.h"

struct fault;
struct wbuf;

#define RTNL_NEXT_HOPS 64 /* of one route; more are a fault */
#define RTNL_NAME      16 /* IFNAMSIZ */

struct rtnl_next_hop {
	struct addr gateway; /* ADDR_NONE: the destination is on the link;
				IPv6 for an IPv4 route is RTA_VIA (RFC 8950) */
	uint32_t interface;  /* index; 0: the kernel finds it */
	uint16_t weight;   /* 1 to 256, 1 for the only one; 0 is written as 1 */
	bool onlink;       /* the gateway need not be in a connected network */
	bool dead;         /* its link is down or gone; only read */
	bool encapsulated; /* MPLS or another tunnel on top; only read */
};

struct rtnl_route {
	struct prefix prefix;
	uint32_t table;
	uint8_t protocol, scope, type;
	uint32_t metric;    /* RTA_PRIORITY; IPv6 never has 0 */
	struct addr source; /* preferred source address, or ADDR_NONE */
	bool cloned;        /* an entry of a cache, not a route; only read */
	bool replaces;      /* took the place of one of its key; only read */
	unsigned n_next_hops;
	struct rtnl_next_hop next_hops[RTNL_NEXT_HOPS];
};

struct rtnl_link {
	uint32_t index;
	char name[RTNL_NAME];
	char kind[RTNL_NAME];        /* "vrf", "vlan"; "" is a real one */
	char master_kind[RTNL_NAME]; /* "vrf", "bridge"; "" without master */
	bool admin_up;               /* somebody wants it up */
	bool up;                     /* and it can carry packets (RFC 2863) */
	bool loopback;
	uint32_t mtu;
	uint32_t master;    /* index of bridge, bond or VRF; 0: none */
	uint32_t vrf_table; /* of a link of kind "vrf", otherwise 0 */
};

struct rtnl_addr {
	uint32_t interface;
	struct prefix prefix; /* our address, host bits and all */
	struct addr peer;     /* of a point-to-point link, or ADDR_NONE */
	uint8_t scope;
	uint32_t flags; /* IFA_F_ */
};

enum rtnl_kind { RTNL_OTHER, RTNL_ROUTE, RTNL_LINK, RTNL_ADDR };

struct rtnl_message {
	enum rtnl_kind kind;
	bool deleted; /* it is gone, as against: it is so */
	bool answer;  /* a part of a dump, as against: an event */
	union {
		struct rtnl_route route;
		struct rtnl_link link;
		struct rtnl_addr addr;
	};
};

/*
 * One message, header included. What is well-formed but not of these kinds is
 * RTNL_OTHER and true: bridge ports, MPLS and multicast routes, routes that
 * also look at the source or the TOS. A blackhole has no next hop, and so has a
 * route by a nexthop object of which the kernel does not tell the contents.
 */
bool rtnl_decode(
    struct rtnl_message *, const void *at, size_t n, struct fault *);

/* ---- requests, one message each, for netlink.h ---- */

#define RTNL_ROUTE_MAX 4096 /* enough for any route */
#define RTNL_GET_MAX   64   /* enough for the questions below */

enum rtnl_op {
	/* EEXIST where there is one with that prefix, table and metric. */
	RTNL_ADD,
	/* In place of that one, if there is one. */
	RTNL_REPLACE,
	/*
	 * The first that is equal in what is given: table, prefix, metric, and
	 * protocol, type, next hops where not 0, scope (IPv4) where not
	 * RT_SCOPE_NOWHERE. ESRCH.
	 */
	RTNL_DEL,
};

/* False when it does not fit or cannot be said: the writer is then bad. */
bool rtnl_route_encode(struct wbuf *, enum rtnl_op, const struct rtnl_route *);

/*
 * Dumps; with ip 4 or 6; table and protocol 0: all of them. A table that was
 * never used is ENOENT, not an empty answer.
 */
bool rtnl_routes_get(
    struct wbuf *, unsigned ip, uint32_t table, uint8_t protocol);
bool rtnl_links_get(struct wbuf *);
bool rtnl_addrs_get(struct wbuf *, unsigned ip); /* 0: both */

#endif
