/* Who connects to us: listening, and finding whose connection it is. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "speaker.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The one descriptor of an address, perhaps over one interface or in one VRF
 * alone. It is there, closed, while it cannot be had.
 */
struct listener {
	struct speaker *speaker;
	struct listener *next;
	struct addr local;
	uint16_t port;
	char device[16]; /* the interface or VRF; or empty */
	bool vrf;        /* the latter, where its neighbours alone are */
	bool wanted;
	int fd, error;    /* -1, and why */
	uint32_t ifindex; /* of the device that it is bound to */
	struct loop_fd *watch;
};

static const char *
vrf_of(const struct listener *l)
{
	return l->vrf ? l->device : "";
}

bool
listen_fits(const struct neighbor *n, const struct tcp_ends *ends)
{
	const struct terms *t = &n->terms;

	return (t->local.ip == ADDR_NONE ||
		   addr_cmp(&t->local, &ends->local) == 0) &&
	       (ends->interface == 0 || t->ifindex == 0 ||
		   t->ifindex == ends->interface) &&
	       /* in a VRF all come in by the VRF's own */
	       (ends->arrived == 0 || t->ifindex == 0 || t->vrf[0] != '\0' ||
		   t->ifindex == ends->arrived);
}

static struct neighbor *
whose(struct speaker *sp, const char *vrf, const struct tcp_ends *ends)
{
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];

		if (!neighbor_is_range(n) &&
		    addr_cmp(&n->terms.remote, &ends->peer) == 0 &&
		    strcmp(n->terms.vrf, vrf) == 0 && listen_fits(n, ends))
			return n;
	}
	return range_welcome(sp, vrf, ends);
}

static void
on_connection(void *ctx)
{
	struct listener *l = ctx;
	struct tcp_ends ends;
	int fd;

	while ((fd = tcp_accept(l->fd, &ends)) >= 0) {
		struct neighbor *n = whose(l->speaker, vrf_of(l), &ends);
		char text[ADDR_TEXT];

		if (n != NULL) {
			session_accept(n, fd, &ends);
			continue;
		}
		addr_format(&ends.peer, text);
		cli_info(l->speaker->cli,
		    "a connection from %s, who is not configured", text);
		close(fd);
	}
	if (errno == EAGAIN)
		return;
	cli_warn(
	    l->speaker->cli, "cannot take a connection: %s", strerror(errno));
	loop_fd_rest(l->watch, mono_add(clock_mono(), TCP_ACCEPT_REST));
}

/* ---- keys ---- */

static void
set_key(const struct listener *l, const struct neighbor *n, bool gone)
{
	const struct terms *t = &n->terms;
	struct prefix from = { t->remote, t->remote_len };
	char text[ADDR_TEXT];

	if (l->fd < 0 || n->range != NULL || t->remote.ip != l->local.ip ||
	    strcmp(t->vrf, vrf_of(l)) != 0)
		return; /* its range has it */
	if (tcp_key(l->fd, &from, t->key, gone ? 0 : t->key_n) == 0 || gone ||
	    t->key_n == 0)
		return;
	addr_format(&t->remote, text);
	cli_error(l->speaker->cli, "peer \"%s\": TCP-MD5 with %s: %s", n->name,
	    text, strerror(errno));
}

void
listen_key(struct neighbor *n, bool gone)
{
	const struct listener *l = n->speaker->listeners;

	if (n->terms.key_n == 0)
		return;
	for (; l != NULL; l = l->next)
		set_key(l, n, gone);
}

/* ---- guards ---- */

/* The longest prefix goes first: whom a record names is none of a range. */
static int
guard_order(const void *a, const void *b)
{
	const struct tcp_guard *x = a, *y = b;

	return y->from.len - x->from.len;
}

/* Those of the VRF, if any of them has to be near (RFC 5082). */
static void
set_guard(const struct listener *l)
{
	const struct speaker *sp = l->speaker;
	struct tcp_guard *rules = mem_alloc(
	    (sp->n_neighbors + 1) * sizeof(*rules)); /* not of no size */
	size_t n = 0, near = 0;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		const struct terms *t = &sp->neighbors[i]->terms;

		if (t->remote.ip != l->local.ip || sp->neighbors[i]->range ||
		    strcmp(t->vrf, vrf_of(l)) != 0)
			continue;
		rules[n++] = (struct tcp_guard){
			{ t->remote, t->remote_len },
			t->min_ttl,
		};
		near += t->min_ttl > 0;
	}
	qsort(rules, n, sizeof(*rules), guard_order);
	if (tcp_guard(l->fd, l->local.ip, rules, near > 0 ? n : 0) == -1)
		cli_warn(sp->cli, "cannot guard what listens by TTL: %s",
		    strerror(errno));
	free(rules);
}

/* ---- opening and closing ---- */

static void
close_fd(struct listener *l)
{
	if (l->fd < 0)
		return;
	loop_fd_free(l->watch);
	close(l->fd);
	l->fd = -1;
}

static void
tell_failure(struct listener *l, int error)
{
	char text[ADDR_TEXT];

	if (l->error == error)
		return; /* it is known */
	l->error = error;
	addr_format(&l->local, text);
	cli_warn(l->speaker->cli,
	    "cannot listen on %s port %u%s%s: %s; neighbours cannot connect "
	    "to us there",
	    text, l->port, l->device[0] != '\0' ? " of " : "", l->device,
	    strerror(error));
}

/* With the highest TTL, as who wants it wants it of the first answer too. */
static void
open_fd(struct listener *l)
{
	struct speaker *sp = l->speaker;
	bool bound = l->device[0] != '\0';

	l->ifindex = bound ? if_nametoindex(l->device) : 0;
	l->fd = tcp_listen(&l->local, l->port,
	    &(struct tcp_options){
		.device = bound ? l->device : NULL,
		.ttl = 255,
	    });
	if (l->fd < 0) {
		tell_failure(l, errno);
		return;
	}
	l->error = 0;
	l->watch = loop_fd_new(sp->loop, l->fd, on_connection, NULL, l);
	loop_fd_want(l->watch, LOOP_READ);
	for (size_t i = 0; i < sp->n_neighbors; i++)
		set_key(l, sp->neighbors[i], false);
}

static void
want(struct speaker *sp, const struct addr *local, uint16_t port,
    const char *device, bool vrf)
{
	struct listener *l = sp->listeners;

	while (
	    l != NULL && (addr_cmp(&l->local, local) != 0 || l->port != port ||
			     l->vrf != vrf || strcmp(l->device, device) != 0))
		l = l->next;
	if (l == NULL) {
		l = mem_zalloc(sizeof(*l));
		l->speaker = sp;
		l->next = sp->listeners;
		sp->listeners = l;
		l->fd = -1;
		l->local = *local;
		l->port = port;
		l->vrf = vrf;
		snprintf(l->device, sizeof(l->device), "%s", device);
	}
	l->wanted = true;
}

static void
want_all(struct speaker *sp, const char *device, bool vrf)
{
	static const struct addr any[] = { { ADDR_IP4, { 0 } },
		{ ADDR_IP6, { 0 } } };
	const struct rec_router *r = &sp->router->router;
	uint16_t port =
	    HAS(r, router, port) ? (uint16_t)r->port : (uint16_t)BGP_PORT;
	bool named = HAS(r, router, listen) && !vrf;
	const struct addr *at = named ? r->listen.at : any;
	size_t n = named ? r->listen.n : 2;

	for (size_t i = 0; i < n; i++)
		want(sp, &at[i], port, device, vrf);
}

/* What the router record says; and in each VRF that a neighbour is in. */
static void
find_wanted(struct speaker *sp)
{
	const struct rec_router *r;

	if (sp->router == NULL || !sp->ready || sp->ending)
		return;
	r = &sp->router->router;
	for (uint32_t i = 0; i < r->listen_interfaces.n; i++)
		want_all(sp, r->listen_interfaces.at[i], false);
	if (!HAS(r, router, listen_interfaces))
		want_all(sp, "", false);
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (sp->neighbors[i]->terms.vrf[0] != '\0')
			want_all(sp, sp->neighbors[i]->terms.vrf, true);
}

/* A device that has gone and come back is another one. */
static bool
is_stale(const struct listener *l)
{
	return !l->wanted || (l->device[0] != '\0' &&
				 l->ifindex != if_nametoindex(l->device));
}

void
listen_review(struct speaker *sp)
{
	struct listener **at = &sp->listeners, *l;

	for (l = sp->listeners; l != NULL; l = l->next)
		l->wanted = false;
	find_wanted(sp);
	while ((l = *at) != NULL) {
		if (is_stale(l))
			close_fd(l);
		if (!l->wanted) {
			*at = l->next;
			free(l);
			continue;
		}
		at = &l->next;
	}
	for (l = sp->listeners; l != NULL; l = l->next) {
		if (l->fd < 0)
			open_fd(l);
		if (l->fd >= 0)
			set_guard(l);
	}
	sp->listen_due = false;
}

void
listen_end(struct speaker *sp)
{
	struct listener *l;

	while ((l = sp->listeners) != NULL) {
		sp->listeners = l->next;
		close_fd(l);
		free(l);
	}
}
