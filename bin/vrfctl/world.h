/*
 * What the kernel says of links, addresses and routes, as of now and from now
 * on: one netlink socket for `watch`, `sync`, `plan` and `show`.
 */
#ifndef VRFCTL_WORLD_H
#define VRFCTL_WORLD_H

#include "core/links.h"
#include "wire/rtnl.h"

struct cli;
struct loop;
struct world;

struct world_events {
	/* A link or one of its addresses changed; gone: the last of it. */
	void (*link)(void *ctx, const struct links_entry *, bool gone);
	void (*route)(void *ctx, const struct rtnl_route *, bool deleted);
	/* A dump of all routes begins; it may begin anew before it is over. */
	void (*begin)(void *ctx);
	/* It is over: what was not said again since `begin` is not there. */
	void (*complete)(void *ctx);
	/* What became of a world_request(). */
	void (*done)(void *ctx, uint64_t tag, int error, const char *why);
};

/*
 * Routes of one table and protocol, 0: of all. NULL when the kernel does not
 * talk to us, which has been told.
 */
struct world *world_open(struct cli *, struct loop *, uint32_t table,
    uint8_t protocol, const struct world_events *, void *ctx);
void world_close(struct world *);

/* Reads everything again: what an event said was not enough. */
void world_resync(struct world *);

const struct links *world_links(const struct world *);

void world_request(
    struct world *, enum rtnl_op, const struct rtnl_route *, uint64_t tag);

#endif
