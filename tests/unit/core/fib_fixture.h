/* A fib between records and a kernel, for the tests of core/fib.c. */
#ifndef TESTS_FIB_FIXTURE_H
#define TESTS_FIB_FIXTURE_H

#include "../../t.h"
#include "core/fib.h"
#include "core/kernel.h"
#include "core/links.h"
#include "value/family.h"

#include <errno.h>
#include <linux/rtnetlink.h>

enum { TABLE = 254, METRIC = 20, OURS = KERNEL_PROTOCOL_SYNC };

#define A "10.0.1.0/24"
#define B "10.0.2.0/24"
#define C "fd00:3::/64"

static struct fib *fib;
static struct links links;
static struct fib_request asked;
static mono now;

static inline struct prefix
prefix(const char *text)
{
	struct prefix p = { 0 };

	CHECK(prefix_parse(&p, text, strlen(text), NULL));
	return p;
}

static inline struct addr
addr(const char *text)
{
	struct addr a = { 0 };

	CHECK(addr_parse(&a, text, strlen(text), NULL));
	return a;
}

/* A fib and the links eth0 (2) and eth1 (3). */
static inline void
begin(void)
{
	struct rtnl_link link = { .index = 2, .name = "eth0", .up = true };

	fib = fib_new(TABLE, METRIC, OURS);
	links_set(&links, &link);
	link = (struct rtnl_link){ .index = 3, .name = "eth1", .up = true };
	links_set(&links, &link);
	now = (mono){ 0 };
}

static inline void
finish(void)
{
	fib_free(fib);
	links_fini(&links);
}

/* ---- records ---- */

struct wanted {
	struct rec_route route;
	struct rec_path path;
};

/* A loc route with one path; either end of it may be NULL. */
static inline const struct rec_route *
wanted(struct wanted *w, const char *text, const char *next_hop,
    const char *interface)
{
	*w = (struct wanted){ 0 };
	w->route.paths.at = &w->path;
	w->route.paths.n = 1;
	PUT(&w->route, route, rib, RIB_LOC);
	PUT(&w->route, route, prefix, prefix(text));
	PUT(&w->route, route, family,
	    w->route.prefix.addr.ip == ADDR_IP4 ? FAMILY_IPV4_UNICAST
						: FAMILY_IPV6_UNICAST);
	if (next_hop != NULL)
		PUT(&w->path, path, next_hop, addr(next_hop));
	if (interface != NULL)
		PUT(&w->path, path, interface, interface);
	return &w->route;
}

static inline void
want(struct wanted *w, const char *text, const char *next_hop)
{
	const struct rec_route *r = wanted(w, text, next_hop, "eth0");

	fib_want(fib, &r->prefix, r);
}

static inline void
want_none(const char *text)
{
	struct prefix p = prefix(text);

	fib_want(fib, &p, NULL);
}

/* ---- the kernel ---- */

static inline struct rtnl_route
kernel_route(const char *text, const char *gateway)
{
	struct rtnl_route route = {
		.prefix = prefix(text),
		.table = TABLE,
		.protocol = OURS,
		.metric = METRIC,
		.type = RTN_UNICAST,
		.n_next_hops = 1,
		.next_hops[0] = { .interface = 2, .weight = 1 },
	};

	route.next_hops[0].gateway = addr(gateway);
	return route;
}

static inline void
have(const char *text, const char *gateway, bool deleted)
{
	struct rtnl_route route = kernel_route(text, gateway);

	fib_have(fib, &route, deleted);
}

/* The next request is this one. */
static inline bool
asks(enum rtnl_op op, const char *text)
{
	struct prefix p = prefix(text);

	return fib_next(fib, &links, &asked) && asked.op == op &&
	       prefix_cmp(&asked.route.prefix, &p) == 0 &&
	       asked.route.protocol == OURS && asked.route.table == TABLE &&
	       asked.route.metric == METRIC;
}

static inline bool
asks_nothing(void)
{
	return !fib_next(fib, &links, &asked);
}

static inline bool
answer(int error)
{
	return fib_done(fib, asked.tag, error, now);
}

/* The kernel does as asked, and its event comes first, as over netlink. */
static inline void
obey(void)
{
	fib_have(fib, &asked.route, asked.op == RTNL_DEL);
	CHECK(!answer(0));
}

#endif
