/*
 * Routes that ended while the kernel was being asked for all of them. It fills
 * a part of the answer and queues it in two steps: a route may end in between,
 * and its end is then read before the part in which it still stands.
 */
#ifndef CORE_ENDED_H
#define CORE_ENDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

struct rtnl_route;

/* All zeros is none. */
struct ended {
	uint64_t *at; /* digests of routes */
	size_t n, room;
	struct map index;
};

/* An event of the time of the dump: the route ended, or began (again). */
void ended_event(struct ended *, const struct rtnl_route *, bool deleted);
/* Whether a route of the answer is one that has ended since it was filled. */
bool ended_has(const struct ended *, const struct rtnl_route *);
void ended_fini(struct ended *); /* all zeros again */

#endif
