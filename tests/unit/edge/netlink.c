/* The netlink socket, with the kernel of a network namespace of our own. */
#include "edge/netlink.h"

#include "../../t.h"
#include "base/buf.h"
#include "base/fault.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "wire/rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <sched.h>

enum { TABLE = 1000, MANY = 10000, FLOOD = 40000 };

/* What a socket has told so far. */
struct told {
	unsigned routes, gone, done, failed, overruns;
	uint64_t tag;
	int error;
	char why[128];
};

static void
on_message(void *ctx, const void *message, size_t n)
{
	struct told *told = ctx;
	struct rtnl_message m;
	struct fault f;

	CHECK(rtnl_decode(&m, message, n, &f));
	if (m.kind == RTNL_ROUTE && m.route.table == TABLE) {
		told->routes += !m.deleted;
		told->gone += m.deleted;
	}
}

static void
on_done(void *ctx, uint64_t tag, int error, const char *why)
{
	struct told *told = ctx;

	told->done++;
	if (error == 0)
		return;
	told->failed++;
	told->error = error;
	told->tag = tag;
	snprintf(told->why, sizeof(told->why), "%s", why != NULL ? why : "");
}

static void
on_overrun(void *ctx)
{
	struct told *told = ctx;

	told->overruns++;
}

static const struct netlink_events events = { on_message, on_done, on_overrun };

static struct loop *loop;
static struct netlink *nl;
static struct told told;

static void
setup(void)
{
	loop = loop_new();
	nl = netlink_open(loop, NULL, &events, &told);
	CHECK(nl != NULL);
	told = (struct told){ 0 };
}

static void
teardown(void)
{
	netlink_free(nl);
	loop_free(loop);
}

/* The kernel answers within the call: no answer in many rounds is none. */
static void
finish(void)
{
	for (unsigned i = 0; i < 100000 && netlink_waiting(nl) > 0; i++)
		loop_poll(loop);
	CHECK(netlink_waiting(nl) == 0);
}

/* 10.0.0.0/32 and on, to nowhere. */
static struct rtnl_route
route_of(uint32_t i)
{
	return (struct rtnl_route){
		.prefix = { addr_ip4(0x0a000000 + i), 32 },
		.table = TABLE,
		.protocol = RTPROT_BGP,
		.type = RTN_BLACKHOLE,
	};
}

static void
ask(enum rtnl_op op, const struct rtnl_route *route, uint64_t tag)
{
	uint8_t bytes[RTNL_ROUTE_MAX];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	CHECK(rtnl_route_encode(&w, op, route));
	netlink_request(nl, bytes, wbuf_used(&w), tag);
}

static void
ask_for(enum rtnl_op op, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		struct rtnl_route route = route_of(i);

		ask(op, &route, i);
	}
}

static void
ask_dump(struct netlink *of, uint64_t tag)
{
	uint8_t bytes[RTNL_GET_MAX];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	CHECK(rtnl_routes_get(&w, 4, TABLE, RTPROT_BGP));
	netlink_dump(of, bytes, wbuf_used(&w), tag);
}

static void
thousands_of_routes_are_made_listed_and_removed(void)
{
	mono begin = clock_mono();

	setup();
	ask_for(RTNL_ADD, 0, MANY);
	finish();
	printf("# %d routes made in %ld ms\n", MANY,
	    (long)(mono_sub(clock_mono(), begin) / 1000));
	CHECK(told.done == MANY && told.failed == 0);
	ask_dump(nl, 0);
	finish();
	CHECK(told.routes == MANY);
	ask_for(RTNL_DEL, 0, MANY);
	ask_dump(nl, 0);
	told.routes = 0;
	finish();
	CHECK(told.done == 2 * MANY + 2 && told.failed == 0);
	CHECK(told.routes == 0);
	teardown();
}

static void
one_failure_among_many_is_told_with_its_tag_and_the_reason(void)
{
	struct rtnl_route bad = route_of(500);

	setup();
	bad.type = RTN_UNICAST;
	bad.n_next_hops = 1;
	bad.next_hops[0].gateway = addr_ip4(0xc0000201);
	ask_for(RTNL_ADD, 0, 500);
	ask(RTNL_ADD, &bad, 500);
	ask_for(RTNL_ADD, 501, 1000);
	finish();
	CHECK(told.done == 1000 && told.failed == 1);
	CHECK(told.tag == 500 && told.error == ENETUNREACH);
	CHECK(told.why[0] != '\0');
	printf("# the kernel says: %s\n", told.why);
	ask_for(RTNL_ADD, 998, 1000);
	finish();
	CHECK(told.failed == 3 && told.error == EEXIST && told.tag == 999);
	ask_for(RTNL_DEL, 0, 500);
	ask_for(RTNL_DEL, 501, 1000);
	finish();
	CHECK(told.failed == 3);
	teardown();
}

static void
a_table_that_never_was_is_told_as_such(void)
{
	uint8_t bytes[RTNL_GET_MAX];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	setup();
	CHECK(rtnl_routes_get(&w, 4, 4321, 0));
	netlink_dump(nl, bytes, wbuf_used(&w), 77);
	finish();
	CHECK(told.failed == 1 && told.error == ENOENT && told.tag == 77);
	teardown();
}

static void
all_kinds_of_dumps_hold(void)
{
	uint8_t bytes[RTNL_GET_MAX];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	setup();
	CHECK(rtnl_links_get(&w));
	netlink_dump(nl, bytes, wbuf_used(&w), 0);
	w = wbuf(bytes, sizeof(bytes));
	CHECK(rtnl_addrs_get(&w, 0));
	netlink_dump(nl, bytes, wbuf_used(&w), 0);
	w = wbuf(bytes, sizeof(bytes));
	CHECK(rtnl_addrs_get(&w, 6));
	netlink_dump(nl, bytes, wbuf_used(&w), 0);
	w = wbuf(bytes, sizeof(bytes));
	CHECK(rtnl_routes_get(&w, 4, 0, 0));
	netlink_dump(nl, bytes, wbuf_used(&w), 0);
	w = wbuf(bytes, sizeof(bytes));
	CHECK(rtnl_routes_get(&w, 6, 0, 0));
	netlink_dump(nl, bytes, wbuf_used(&w), 0);
	finish();
	CHECK(told.done == 5 && told.failed == 0);
	teardown();
}

static void
changes_are_heard_of(void)
{
	static const unsigned groups[] = { RTNLGRP_IPV4_ROUTE, 0 };
	struct told heard = { 0 };
	struct netlink *ear;

	setup();
	ear = netlink_open(loop, groups, &events, &heard);
	ask_for(RTNL_ADD, 0, 10);
	ask_for(RTNL_DEL, 0, 4);
	finish();
	loop_poll(loop);
	CHECK(heard.routes == 10 && heard.gone == 4);
	ask_for(RTNL_DEL, 4, 10);
	finish();
	netlink_free(ear);
	teardown();
}

/* The listener's loop does not run while the other floods it. */
static void
an_overrun_is_told_and_a_dump_then_finds_everything(void)
{
	static const unsigned groups[] = { RTNLGRP_IPV4_ROUTE, 0 };
	struct loop *deaf = loop_new();
	struct told heard = { 0 };
	struct netlink *ear = netlink_open(deaf, groups, &events, &heard);

	setup();
	ask_dump(ear, 5);
	loop_poll(deaf); /* the dump goes out, and is cut off */
	ask_for(RTNL_ADD, 0, FLOOD);
	finish();
	for (unsigned i = 0; i < 100000 && heard.overruns == 0; i++)
		loop_poll(deaf);
	CHECK(heard.overruns == 1);
	CHECK(heard.done == 1 && heard.error == ENOBUFS && heard.tag == 5);
	heard = (struct told){ 0 };
	ask_dump(ear, 6);
	for (unsigned i = 0; i < 100000 && heard.done == 0; i++)
		loop_poll(deaf);
	CHECK(heard.done == 1 && heard.error == 0);
	CHECK(heard.routes == FLOOD);
	CHECK(heard.overruns == 0);
	ask_for(RTNL_DEL, 0, FLOOD);
	finish();
	CHECK(told.failed == 0);
	netlink_free(ear);
	loop_free(deaf);
	teardown();
}

int
main(void)
{
	if (unshare(CLONE_NEWNET) == -1) {
		printf(
		    "1..0 # SKIP no network namespace: %s\n", strerror(errno));
		return 0;
	}
	RUN(thousands_of_routes_are_made_listed_and_removed);
	RUN(one_failure_among_many_is_told_with_its_tag_and_the_reason);
	RUN(a_table_that_never_was_is_told_as_such);
	RUN(all_kinds_of_dumps_hold);
	RUN(changes_are_heard_of);
	RUN(an_overrun_is_told_and_a_dump_then_finds_everything);
	return DONE();
}
