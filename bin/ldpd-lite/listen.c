/*
 * Who connects to us. A neighbour may connect before we have heard it, as hello
 * and connection race: the connection of a stranger is kept for the time of a
 * few hellos, and is its as soon as it is heard. Then it is told that there was
 * no hello (RFC 5036 2.5.3).
 */
#include "base/mem.h"
#include "daemon.h"
#include "edge/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Strangers at once: they have completed a handshake, so they are few. */
enum { MAX_STRANGERS = 64 };
#define STRANGER_TIME MONO_S(15)

struct stranger {
	struct daemon *daemon;
	struct stranger *next;
	struct conn *conn;
	struct loop_timer *timer;
};

/* Takes it out of the list; the connection is left alone. */
static struct conn *
part(struct stranger *s)
{
	struct stranger **at = &s->daemon->strangers;
	struct conn *conn = s->conn;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	s->daemon->n_strangers--;
	loop_timer_free(s->timer);
	free(s);
	return conn;
}

/* Not before it has said something: until then it may yet be heard. */
static size_t
on_input(void *ctx, const uint8_t *at, size_t n)
{
	(void)ctx;
	(void)at;
	(void)n;
	return 0;
}

static void
on_lost(void *ctx, const char *why)
{
	(void)why;
	conn_close(part(ctx));
}

static void
on_nothing(void *ctx)
{
	(void)ctx;
}

static const struct conn_events events = {
	.connected = on_nothing,
	.input = on_input,
	.lost = on_lost,
	.drained = on_nothing,
};

static void
on_late(void *ctx)
{
	struct stranger *s = ctx;
	struct daemon *d = s->daemon;
	char text[ADDR_TEXT];
	struct conn *conn = part(s);
	uint8_t bytes[64];
	struct wbuf w = wbuf(bytes, sizeof(bytes));

	addr_format(&conn_ends(conn)->peer, text);
	cli_info(d->cli, "a connection from %s, of whom no hello came", text);
	ldp_notify(&w, d->hello.lsr, 1, LDP_REJECTED_NO_HELLO, NULL);
	obuf_put(conn_out(conn), bytes, wbuf_used(&w));
	conn_close(conn);
}

static void
welcome(struct daemon *d, struct conn *conn)
{
	struct stranger *s;

	if (d->n_strangers == MAX_STRANGERS) {
		conn_close(conn);
		return;
	}
	s = mem_zalloc(sizeof(*s));
	s->daemon = d;
	s->conn = conn;
	s->next = d->strangers;
	d->strangers = s;
	d->n_strangers++;
	s->timer = loop_timer_new(d->loop, on_late, s);
	loop_timer_set(s->timer, mono_add(clock_mono(), STRANGER_TIME));
	conn_hand_over(conn, &events, s);
}

/* Whose it may be: who is heard there, and waits for it. */
static struct neighbor *
whose(struct daemon *d, const struct tcp_ends *ends)
{
	for (size_t i = 0; i < d->n_neighbors; i++) {
		struct neighbor *n = d->neighbors[i];

		if (n->running && !n->terms.active &&
		    addr_cmp(&n->terms.remote, &ends->peer) == 0)
			return n;
	}
	return NULL;
}

static void
take(struct daemon *d, int fd, const struct tcp_ends *ends)
{
	struct conn *conn = conn_take(d->conns, fd, ends, &events, NULL);
	struct neighbor *n = whose(d, ends);

	if (n != NULL && session_accept(n, conn))
		return;
	if (n != NULL)
		session_probe(n);
	welcome(d, conn);
}

void
listen_review(struct daemon *d, struct neighbor *n)
{
	struct stranger *s, *next;

	for (s = d->strangers; s != NULL; s = next) {
		next = s->next;
		if (whose(d, conn_ends(s->conn)) != n)
			continue;
		if (n->terms.key_n > 0) {
			/* from before its key was known: nobody has signed it
			 */
			conn_close(part(s));
		} else if (session_accept(n, s->conn)) {
			part(s);
			return;
		}
	}
}

static void
accept_all(struct daemon *d, unsigned ip)
{
	struct tcp_ends ends;
	int fd;

	while ((fd = tcp_accept(d->tcp[ip], &ends)) >= 0)
		take(d, fd, &ends);
	if (errno == EAGAIN)
		return;
	cli_warn(d->cli, "cannot take a connection: %s", strerror(errno));
	loop_fd_rest(d->tcp_watch[ip], mono_add(clock_mono(), TCP_ACCEPT_REST));
}

static void
on_ip4(void *ctx)
{
	accept_all(ctx, LDP_IP4);
}

static void
on_ip6(void *ctx)
{
	accept_all(ctx, LDP_IP6);
}

/* ---- keys ---- */

void
listen_key(struct daemon *d, const struct addr *peer, const void *key, size_t n)
{
	unsigned ip = peer->ip == ADDR_IP6;
	struct prefix from = { *peer, (uint8_t)addr_bits(peer) };
	char text[ADDR_TEXT];

	if (d->tcp[ip] < 0)
		return;
	if (tcp_key(d->tcp[ip], &from, key, n) == 0) {
		if (n > 0)
			accept_all(
			    d, ip); /* who came before it is a stranger */
		return;
	}
	if (n == 0 && errno == ENOENT)
		return;
	addr_format(peer, text);
	cli_error(d->cli, "TCP-MD5 with %s: %s", text, strerror(errno));
}

/* ---- beginning and end ---- */

/* TTL 255 from the first segment on: GTSM of the other end asks for it. */
void
listen_open(struct daemon *d)
{
	static loop_fn *const on[] = { on_ip4, on_ip6 };
	static const struct addr any[] = { { ADDR_IP4, { 0 } },
		{ ADDR_IP6, { 0 } } };

	for (unsigned ip = 0; ip < LDP_N_IP; ip++) {
		d->tcp[ip] = tcp_listen(
		    &any[ip], LDP_PORT, &(struct tcp_options){ .ttl = 255 });
		if (d->tcp[ip] < 0) {
			cli_warn(d->cli,
			    "cannot listen on port %d over IPv%d: %s; "
			    "neighbours cannot connect to us there",
			    LDP_PORT, ip == LDP_IP4 ? 4 : 6, strerror(errno));
			continue;
		}
		d->tcp_watch[ip] =
		    loop_fd_new(d->loop, d->tcp[ip], on[ip], NULL, d);
		loop_fd_want(d->tcp_watch[ip], LOOP_READ);
	}
}

void
listen_close(struct daemon *d)
{
	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		if (d->tcp_watch[ip] != NULL) {
			loop_fd_free(d->tcp_watch[ip]);
			close(d->tcp[ip]);
			d->tcp_watch[ip] = NULL;
			d->tcp[ip] = -1;
		}
	while (d->strangers != NULL)
		conn_close(part(d->strangers));
}
