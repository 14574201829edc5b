/*
 * Routers that send BMP to us (RFC 7854 3.2): decode as a monitoring station.
 *
 * A reader of ours that is slow slows the routers, as nothing is read from them
 * while much waits for it; so memory is bounded by ROUTERS_MAX messages.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "decode.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/output.h"
#include "edge/tcp.h"
#include "message/bmp_records.h"

enum { ROUTERS_MAX = 256, READ_SIZE = 1 << 16 };
#define DRAIN MONO_S(5)

struct station;

struct router {
	struct station *station;
	struct router *next, **from;
	struct loop_fd *watch;
	struct bmp_reader *reader;
	struct bmp_cutter cutter;
	struct obuf in;
	uint64_t number;
	int fd;
	char name[ADDR_TEXT + TEXT_U64];
};

struct listener {
	struct station *station;
	struct loop_fd *watch;
	int fd;
};

struct station {
	struct decode *d;
	struct loop *loop;
	struct output *out;
	struct loop_task *flush;
	struct router *routers;
	unsigned n_routers, n_listeners;
	struct listener *listeners;
};

/* ---- routers ---- */

static void
router_end(struct router *r)
{
	r->station->n_routers--;
	*r->from = r->next;
	if (r->next != NULL)
		r->next->from = r->from;
	loop_fd_free(r->watch);
	close(r->fd);
	bmp_reader_free(r->reader);
	obuf_fini(&r->in);
	free(r);
}

/* The decoder speaks of the router from here on. */
static void
router_is_next(struct router *r)
{
	r->station->d->source = r->name;
	r->station->d->number = r->number;
	loop_task_defer(r->station->flush);
}

static void
router_cut(struct router *r)
{
	int64_t now = clock_wall_us();
	enum bmp_cut cut;
	struct fault f;
	size_t n;

	for (;;) {
		struct rbuf bytes = rbuf(obuf_at(&r->in), obuf_left(&r->in));

		cut = bmp_cut_next(&r->cutter, bytes, &n, &f);
		if (cut == BMP_CUT_MORE)
			return;
		r->number++;
		router_is_next(r);
		bytes = rbuf(bytes.at, n);
		if (cut == BMP_CUT_MESSAGE)
			bmp_reader_add(
			    r->reader, bytes, (uint32_t)r->number, now);
		else
			bmp_reader_refuse(r->reader, bytes, &f,
			    (uint32_t)r->number, now, true);
		obuf_take(&r->in, n);
	}
}

/* What the connection ends in: the beginning of a message, or nothing. */
static void
router_rest(struct router *r)
{
	struct rbuf bytes = rbuf(obuf_at(&r->in), obuf_left(&r->in));
	struct fault f;

	if (rbuf_left(&bytes) == 0)
		return;
	r->number++;
	router_is_next(r);
	fault(&f, bytes.at, 0, "connection ends inside a message");
	bmp_reader_refuse(
	    r->reader, bytes, &f, (uint32_t)r->number, clock_wall_us(), true);
}

static void
on_octets(void *ctx)
{
	struct router *r = ctx;
	struct cli *cli = r->station->d->cli;
	ssize_t n = tcp_read(r->fd, obuf_need(&r->in, READ_SIZE), READ_SIZE);

	if (n > 0) {
		obuf_used(&r->in, (size_t)n);
		router_cut(r);
		return;
	}
	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0)
		cli_warn(cli, "router %s: %s", r->name, strerror(errno));
	else
		cli_info(cli, "router %s has closed", r->name);
	router_rest(r);
	router_end(r);
}

static void
router_begin(struct station *s, int fd, const struct tcp_ends *ends)
{
	struct router *r = mem_zalloc(sizeof(*r));
	char text[ADDR_TEXT];

	addr_format(&ends->peer, text);
	snprintf(r->name, sizeof(r->name), "%s port %u", text, ends->peer_port);
	r->station = s;
	r->fd = fd;
	r->cutter.in_step = true;
	r->reader = bmp_reader_new(decode_take, s->d);
	bmp_reader_assume(r->reader, &s->d->assumed);
	bmp_reader_router(r->reader, &ends->peer, ends->peer_port);
	r->next = s->routers;
	r->from = &s->routers;
	if (r->next != NULL)
		r->next->from = &r->next;
	s->routers = r;
	s->n_routers++;
	r->watch = loop_fd_new(s->loop, fd, on_octets, NULL, r);
	loop_fd_want(r->watch, output_is_full(s->out) ? 0 : LOOP_READ);
	cli_info(s->d->cli, "router %s", r->name);
}

static void
on_connection(void *ctx)
{
	struct listener *l = ctx;
	struct station *s = l->station;
	struct tcp_ends ends;
	int fd;

	while ((fd = tcp_accept(l->fd, &ends)) >= 0) {
		if (s->n_routers < ROUTERS_MAX) {
			router_begin(s, fd, &ends);
			continue;
		}
		cli_warn(s->d->cli, "no more than %u routers at once",
		    (unsigned)ROUTERS_MAX);
		close(fd);
	}
	if (errno == EAGAIN)
		return;
	cli_warn(s->d->cli, "cannot take a connection: %s", strerror(errno));
	loop_fd_rest(l->watch, mono_add(clock_mono(), TCP_ACCEPT_REST));
}

/* ---- out ---- */

static void
routers_want(struct station *s, unsigned what)
{
	for (struct router *r = s->routers; r != NULL; r = r->next)
		loop_fd_want(r->watch, what);
}

/* What a round has collected, before the loop sleeps. */
static void
flush(void *ctx)
{
	struct station *s = ctx;
	struct obuf *from = &s->d->out;

	obuf_put(output_buf(s->out), obuf_at(from), obuf_left(from));
	obuf_take(from, obuf_left(from));
	output_ready(s->out);
	if (output_is_full(s->out))
		routers_want(s, 0);
}

static void
on_room(void *ctx)
{
	routers_want(ctx, LOOP_READ);
}

/* Nobody reads on: that is the end, and no error unless it is one. */
static void
on_gone(void *ctx, int error)
{
	struct station *s = ctx;

	if (error != EPIPE) {
		errno = error;
		s->d->cli->status = cli_failed(s->d->cli, "standard output");
	}
	loop_stop(s->loop);
}

/* ---- beginning and end ---- */

static void
on_signal(void *ctx, int signal)
{
	struct station *s = ctx;

	(void)signal;
	loop_stop(s->loop);
}

/* ADDR:PORT, an IPv6 address in brackets. */
static bool
place_parse(const char *s, struct addr *a, uint32_t *port)
{
	const char *colon = strrchr(s, ':');
	size_t n;

	if (colon == NULL ||
	    !text_u32(colon + 1, strlen(colon + 1), UINT16_MAX, port, NULL) ||
	    *port == 0)
		return false;
	n = (size_t)(colon - s);
	if (n < 2 || s[0] != '[' || s[n - 1] != ']')
		return addr_parse(a, s, n, NULL) && a->ip == ADDR_IP4;
	return addr_parse(a, s + 1, n - 2, NULL) && a->ip == ADDR_IP6;
}

static bool
listener_open(struct station *s, const char *place)
{
	struct listener *l = &s->listeners[s->n_listeners];
	struct addr local;
	uint32_t port;

	if (!place_parse(place, &local, &port)) {
		s->d->cli->status = cli_usage(s->d->cli,
		    "--bmp-listen %s: is not ADDRESS:PORT, as 0.0.0.0:11019 or "
		    "[::]:11019",
		    place);
		return false;
	}
	l->station = s;
	l->fd = tcp_listen(&local, (uint16_t)port, &(struct tcp_options){ 0 });
	if (l->fd < 0) {
		s->d->cli->status =
		    cli_failed(s->d->cli, "--bmp-listen %s", place);
		return false;
	}
	s->n_listeners++;
	l->watch = loop_fd_new(s->loop, l->fd, on_connection, NULL, l);
	loop_fd_want(l->watch, LOOP_READ);
	cli_info(s->d->cli, "listening for BMP on %s", place);
	return true;
}

static void
station_end(struct station *s)
{
	while (s->routers != NULL)
		router_end(s->routers);
	for (unsigned i = 0; i < s->n_listeners; i++) {
		loop_fd_free(s->listeners[i].watch);
		close(s->listeners[i].fd);
	}
	free(s->listeners);
	if (s->out != NULL) {
		flush(s);
		output_drain(s->out, mono_add(clock_mono(), DRAIN));
		output_free(s->out);
	}
	loop_task_free(s->flush);
	loop_free(s->loop);
}

void
decode_listen(struct decode *d, const struct opt_list *places)
{
	static const struct output_events events = { on_room, on_gone };
	struct station s = { .d = d, .loop = loop_new() };
	bool good;

	if (s.loop == NULL || loop_signals(s.loop, on_signal, &s) < 0) {
		d->cli->status = cli_failed(d->cli, "cannot wait for events");
		return;
	}
	d->unit = "message";
	d->held = true;
	s.listeners = mem_zalloc(places->n * sizeof(*s.listeners));
	s.out = output_new(s.loop, fileno(d->cli->out), &events, &s);
	s.flush = loop_task_new(s.loop, flush, &s);
	good = s.out != NULL;
	for (unsigned i = 0; good && i < places->n; i++)
		good = listener_open(&s, places->at[i]);
	if (good)
		loop_run(s.loop);
	station_end(&s);
	d->held = false;
}
