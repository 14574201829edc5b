/*
 * A netlink socket of the loop: events in, requests out in batches.
 * The only door to libmnl's sockets.
 *
 * Requests collect and go out before the loop sleeps, many to a system call;
 * the kernel carries them out in order, and inside that call. Only the last of
 * a batch asks for an acknowledgement: the kernel reports failures anyway, so
 * what was not reported by then has been done.
 *
 * A socket with groups and another for requests keep an overrun of events from
 * touching the requests.
 */
#ifndef EDGE_NETLINK_H
#define EDGE_NETLINK_H

#include <stddef.h>
#include <stdint.h>

struct loop;
struct netlink;

struct netlink_events {
	/* One message, aligned, header included; borrowed for the call. */
	void (*message)(void *ctx, const void *message, size_t n);
	/*
	 * The end of a dump, or what came of a request: 0, or the errno and
	 * the kernel's own words (may be NULL). EINTR: a dump during which
	 * things changed, ask again. ENOBUFS: nobody knows, see overrun.
	 */
	void (*done)(void *ctx, uint64_t tag, int error, const char *why);
	/*
	 * The kernel had more to say than fits: events are lost and state must
	 * be read again. All that was asked has had its `done` with ENOBUFS.
	 */
	void (*overrun)(void *ctx);
};

/*
 * rtnetlink in the current network namespace. `groups` are RTNLGRP_ numbers,
 * 0 ends. NULL and errno.
 */
struct netlink *netlink_open(struct loop *, const unsigned *groups,
    const struct netlink_events *, void *ctx);
/* Not from within its callbacks. What was not done stays undone. */
void netlink_free(struct netlink *);

/*
 * Both copy a message (as wire/rtnl.h encodes it) and give it its sequence
 * number; `tag` is the caller's, for `done`. Callbacks come from the
 * loop, never from here. Dumps run one after another.
 */
void netlink_dump(
    struct netlink *, const void *message, size_t n, uint64_t tag);
void netlink_request(
    struct netlink *, const void *message, size_t n, uint64_t tag);

/* How many are still to be done. */
size_t netlink_waiting(const struct netlink *);

#endif
