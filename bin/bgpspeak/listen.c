/* Who connects to us: listening, and finding whose connection it is. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The one descriptor of an address, on which somebody may wait. */
struct listener {
	struct speaker *speaker;
	struct listener *next;
	int fd;
	struct addr local;
	struct loop_fd *watch;
};

bool
listen_fits(const struct neighbor *n, const struct tcp_ends *ends)
{
	const struct terms *t = &n->terms;

	return (t->local.ip == ADDR_NONE ||
		   addr_cmp(&t->local, &ends->local) == 0) &&
	       (ends->interface == 0 || t->ifindex == 0 ||
		   t->ifindex == ends->interface);
}

static struct neighbor *
whose(struct speaker *sp, const struct tcp_ends *ends)
{
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];

		if (!neighbor_is_range(n) &&
		    addr_cmp(&n->terms.remote, &ends->peer) == 0 &&
		    listen_fits(n, ends))
			return n;
	}
	return range_welcome(sp, ends);
}

static void
on_connection(void *ctx)
{
	struct listener *l = ctx;
	struct tcp_ends ends;
	int fd;

	while ((fd = tcp_accept(l->fd, &ends)) >= 0) {
		struct neighbor *n = whose(l->speaker, &ends);
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

	if (t->remote.ip != l->local.ip)
		return;
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

	if (n->terms.key_n == 0 || n->range != NULL)
		return; /* its range has it */
	for (; l != NULL; l = l->next)
		set_key(l, n, gone);
}

/* ---- opening and closing ---- */

static void
open_one(struct speaker *sp, const struct addr *local, uint16_t port)
{
	int fd = tcp_listen(local, port, &(struct tcp_options){ 0 });
	struct listener *l;
	char text[ADDR_TEXT];

	if (fd < 0) {
		addr_format(local, text);
		cli_warn(sp->cli,
		    "cannot listen on %s port %u: %s; neighbours cannot "
		    "connect "
		    "to us there",
		    text, port, strerror(errno));
		return;
	}
	l = mem_zalloc(sizeof(*l));
	l->speaker = sp;
	l->next = sp->listeners;
	sp->listeners = l;
	l->fd = fd;
	l->local = *local;
	l->watch = loop_fd_new(sp->loop, fd, on_connection, NULL, l);
	loop_fd_want(l->watch, LOOP_READ);
	for (size_t i = 0; i < sp->n_neighbors; i++)
		set_key(l, sp->neighbors[i], false);
}

void
listen_begin(struct speaker *sp)
{
	static const struct addr any[] = { { ADDR_IP4, { 0 } },
		{ ADDR_IP6, { 0 } } };
	const struct rec_router *r = &sp->router->router;
	uint16_t port =
	    HAS(r, router, port) ? (uint16_t)r->port : (uint16_t)BGP_PORT;
	const struct addr *at = any;
	size_t n = 2;

	listen_end(sp);
	if (HAS(r, router, listen)) {
		at = r->listen.at;
		n = r->listen.n;
	}
	for (size_t i = 0; i < n; i++)
		open_one(sp, &at[i], port);
}

void
listen_end(struct speaker *sp)
{
	struct listener *l;

	while ((l = sp->listeners) != NULL) {
		sp->listeners = l->next;
		loop_fd_free(l->watch);
		close(l->fd);
		free(l);
	}
}
