/* The kernel's routes as records, and records as the kernel's routes. */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/rec.h"
#include "wire/rtnl.h"

struct links;

/*
 * Route protocol numbers that are ours, used neither by iproute2's registry nor
 * by FRR: what carries one was installed by these tools, and nothing else was.
 */
#define KERNEL_PROTOCOL_SYNC 245 /* vrfctl sync */
#define KERNEL_PROTOCOL_MPLS 246 /* mplsfwd */

bool kernel_protocol_is_ours(uint8_t protocol);

#define KERNEL_TABLE_MAIN 254

/*
 * A source's statement: `connected`, `static`, `kernel` or the name of the
 * daemon that installed it. False for what `watch` does not report: tools of
 * ours, other types than unicast, caches, loopback, link-local and multicast
 * networks, and routes none of whose next hops has a link that is up.
 */
bool kernel_route_record(const struct rtnl_route *, const struct links *,
    struct rec *, struct arena *);

/*
 * The answer of a RIB for `vrfctl sync`: table, metric and protocol are the
 * caller's to fill in. False, and why, when the kernel could not be told:
 * an interface that is not there (yet), no path at all.
 */
bool kernel_route_request(const struct rec_route *, const struct links *,
    struct rtnl_route *, const char **why);

/* Whether both lead the same way, in whatever order. */
bool kernel_next_hops_same(const struct rtnl_next_hop *a, unsigned n_a,
    const struct rtnl_next_hop *b, unsigned n_b);

#endif
