/*
 * The kernel's state over netlink: dumps at first, events from then on, and
 * dumps again whenever events cannot be trusted: some were lost, a dump was
 * interrupted, or a link went up or down - the kernel then drops and revives
 * routes without a word.
 */
#include "world.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "core/ended.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#define DUMP_REST MONO_S(1)

/* Tags of dumps, in the order they run; requests are tagged from TAG_FIRST. */
enum { TAG_LINKS, TAG_ADDRS, TAG_ROUTES4, TAG_ROUTES6, TAG_FIRST };

struct world {
	struct cli *cli;
	struct netlink *netlink;
	struct loop_task *task;   /* a resync, once a turn */
	struct loop_timer *later; /* the same when the kernel refused it */
	const struct world_events *events;
	void *ctx;
	struct links links;
	struct ended ended; /* since the dump began */
	uint32_t table;
	uint8_t protocol;
	bool dumping, again; /* a dump runs; it must be done once more */
	bool refused, told;  /* the kernel would not; this has been said */
};

/* ---- dumps ---- */

static void
ask(struct world *w, bool encoded, const struct wbuf *b, uint64_t tag)
{
	if (encoded)
		netlink_dump(w->netlink, b->start, wbuf_used(b), tag);
}

static void
ask_routes(struct world *w, unsigned ip, uint64_t tag)
{
	_Alignas(8) uint8_t room[RTNL_GET_MAX];
	struct wbuf b = wbuf(room, sizeof(room));

	ask(w, rtnl_routes_get(&b, ip, w->table, w->protocol), &b, tag);
}

static void
resync(void *ctx)
{
	_Alignas(8) uint8_t room[RTNL_GET_MAX];
	struct world *w = ctx;
	struct wbuf b = wbuf(room, sizeof(room));

	if (w->dumping) {
		w->again = true;
		return;
	}
	w->dumping = true;
	w->again = w->refused = false;
	links_mark(&w->links);
	w->events->begin(w->ctx);
	ask(w, rtnl_links_get(&b), &b, TAG_LINKS);
	b = wbuf(room, sizeof(room));
	ask(w, rtnl_addrs_get(&b, 0), &b, TAG_ADDRS);
	ask_routes(w, 4, TAG_ROUTES4);
	ask_routes(w, 6, TAG_ROUTES6);
}

static void
sweep_links(struct world *w)
{
	struct links_entry *e;
	bool gone;

	while ((e = links_sweep(&w->links, &gone)) != NULL) {
		w->events->link(w->ctx, e, gone);
		if (gone)
			links_del(&w->links, e->link.index);
	}
}

/* What the kernel refuses it may refuse for long: that has to wait. */
static void
dump_failed(struct world *w, int error)
{
	w->again = true;
	if (error == EINTR || error == ENOBUFS)
		return; /* things changed meanwhile */
	w->refused = true;
	if (!w->told)
		cli_warn(w->cli,
		    "netlink: cannot read the tables: %s; trying again every "
		    "second",
		    strerror(error));
	w->told = true;
}

static void
dumped(struct world *w, uint64_t tag, int error)
{
	/* A table that was never used does not exist: it is empty. */
	if (error != 0 && error != ENOENT)
		dump_failed(w, error);
	if (tag == TAG_ADDRS && !w->again)
		sweep_links(w);
	if (tag != TAG_ROUTES6)
		return;
	w->dumping = false;
	ended_fini(&w->ended);
	w->told = w->refused;
	if (w->refused)
		loop_timer_set(w->later, mono_add(clock_mono(), DUMP_REST));
	else if (w->again)
		loop_task_soon(w->task);
	else
		w->events->complete(w->ctx);
}

/* ---- what comes ---- */

static void
on_link(struct world *w, const struct rtnl_link *link, bool deleted)
{
	struct links_entry *e = links_find(&w->links, link->index);
	bool is_new = e == NULL, was_up = !is_new && e->link.up;
	bool renamed = !is_new && strcmp(e->link.name, link->name) != 0;

	if (!is_new && (deleted || renamed))
		w->events->link(w->ctx, e, true);
	if (deleted) {
		links_del(&w->links, link->index);
		loop_task_soon(w->task);
		return;
	}
	e = links_set(&w->links, link);
	if (e == NULL && !w->dumping)
		return; /* but a dump says all, changed or not */
	e = links_find(&w->links, link->index);
	w->events->link(w->ctx, e, false);
	/* in a dump every link is new at first, and its routes are to come */
	if (is_new && w->dumping)
		return;
	if (renamed || was_up != link->up)
		loop_task_soon(w->task);
}

static void
on_route(struct world *w, const struct rtnl_message *m)
{
	if (m->answer && ended_has(&w->ended, &m->route))
		return;
	if (w->dumping && !m->answer)
		ended_event(&w->ended, &m->route, m->deleted);
	w->events->route(w->ctx, &m->route, m->deleted);
}

static void
on_message(void *ctx, const void *at, size_t n)
{
	struct world *w = ctx;
	struct rtnl_message m;
	struct links_entry *e;
	struct fault f;

	if (!rtnl_decode(&m, at, n, &f)) {
		cli_warn(w->cli, "netlink: %s", f.what);
		return;
	}
	switch (m.kind) {
	case RTNL_OTHER:
		return;
	case RTNL_LINK:
		on_link(w, &m.link, m.deleted);
		return;
	case RTNL_ADDR:
		e = links_set_addr(&w->links, &m.addr, m.deleted);
		if (e != NULL)
			w->events->link(w->ctx, e, false);
		return;
	case RTNL_ROUTE:
		on_route(w, &m);
		return;
	}
}

static void
on_done(void *ctx, uint64_t tag, int error, const char *why)
{
	struct world *w = ctx;

	if (tag < TAG_FIRST)
		dumped(w, tag, error);
	else
		w->events->done(w->ctx, tag - TAG_FIRST, error, why);
}

static void
on_overrun(void *ctx)
{
	struct world *w = ctx;

	cli_info(w->cli, "netlink: events were lost, reading the tables again");
	w->dumping = false;
	ended_fini(&w->ended);
	loop_task_soon(w->task);
}

static const struct netlink_events netlink_events = {
	.message = on_message,
	.done = on_done,
	.overrun = on_overrun,
};

/* ---- the object ---- */

struct world *
world_open(struct cli *cli, struct loop *loop, uint32_t table, uint8_t protocol,
    const struct world_events *events, void *ctx)
{
	static const unsigned groups[] = {
		RTNLGRP_LINK,
		RTNLGRP_IPV4_IFADDR,
		RTNLGRP_IPV6_IFADDR,
		RTNLGRP_IPV4_ROUTE,
		RTNLGRP_IPV6_ROUTE,
		0,
	};
	struct world *w = mem_zalloc(sizeof(*w));

	w->cli = cli;
	w->events = events;
	w->ctx = ctx;
	w->table = table;
	w->protocol = protocol;
	w->netlink = netlink_open(loop, groups, &netlink_events, w);
	if (w->netlink == NULL) {
		cli->status = cli_failed(cli, "netlink");
		free(w);
		return NULL;
	}
	w->task = loop_task_new(loop, resync, w);
	w->later = loop_timer_new(loop, resync, w);
	resync(w);
	return w;
}

void
world_close(struct world *w)
{
	if (w == NULL)
		return;
	netlink_free(w->netlink);
	loop_task_free(w->task);
	loop_timer_free(w->later);
	links_fini(&w->links);
	ended_fini(&w->ended);
	free(w);
}

void
world_resync(struct world *w)
{
	loop_task_soon(w->task);
}

const struct links *
world_links(const struct world *w)
{
	return &w->links;
}

void
world_request(struct world *w, enum rtnl_op op, const struct rtnl_route *route,
    uint64_t tag)
{
	_Alignas(8) uint8_t room[RTNL_ROUTE_MAX];
	struct wbuf b = wbuf(room, sizeof(room));

	if (rtnl_route_encode(&b, op, route))
		netlink_request(
		    w->netlink, b.start, wbuf_used(&b), tag + TAG_FIRST);
	else
		w->events->done(
		    w->ctx, tag, EINVAL, "the route cannot be said");
}
