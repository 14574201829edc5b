/* TCP connections on the loop. */
#include "edge/conn.h"

#include "base/mem.h"
#include "edge/clock.h"
#include "edge/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of bytes in; more than any unit that an owner waits for. */
#define ROOM_IN (128u << 10)
/* Reads of one wake-up: the loop has others to serve. */
#define READS_AT_ONCE 4
/* How long last words may take to leave. */
#define LEAVE_TIME MONO_S(2)

enum phase {
	DIALLING,
	STANDING,
	LEAVING, /* closed by its owner, with something still to be written */
	GONE,
};

struct conn {
	struct conns *all;
	struct conn *next;
	enum phase phase;
	int fd;
	bool deaf; /* conn_read(false) */
	const struct conn_events *events;
	void *ctx;
	struct loop_fd *watch;
	struct loop_timer *timer; /* while it leaves */
	struct tcp_ends ends;
	uint8_t *in; /* from its first bytes on */
	size_t in_used;
	struct obuf out;
};

struct conns {
	struct loop *loop;
	struct conn *first;
	struct loop_task *task;
	loop_fn *left;
	void *ctx;
	unsigned leaving;
};

/* ---- all of them ---- */

static void
gone(struct conn *c)
{
	if (c->phase == GONE)
		return;
	c->all->leaving -= c->phase == LEAVING;
	c->phase = GONE;
	loop_fd_free(c->watch);
	if (c->timer != NULL)
		loop_timer_free(c->timer);
	close(c->fd);
	loop_task_soon(c->all->task);
}

static void
reap(struct conns *all)
{
	struct conn **at = &all->first, *c;

	while ((c = *at) != NULL) {
		if (c->phase != GONE) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		free(c->in);
		obuf_fini(&c->out);
		free(c);
	}
}

/* Not before the callback that closed it has returned. */
static void
on_gone(void *ctx)
{
	struct conns *all = ctx;

	reap(all);
	if (all->leaving == 0)
		all->left(all->ctx);
}

struct conns *
conns_new(struct loop *loop, loop_fn *left, void *ctx)
{
	struct conns *all = mem_zalloc(sizeof(*all));

	all->loop = loop;
	all->left = left;
	all->ctx = ctx;
	all->task = loop_task_new(loop, on_gone, all);
	return all;
}

void
conns_free(struct conns *all)
{
	for (struct conn *c = all->first; c != NULL; c = c->next)
		gone(c);
	reap(all);
	loop_task_free(all->task);
	free(all);
}

unsigned
conns_leaving(const struct conns *all)
{
	return all->leaving;
}

/* ---- bytes ---- */

/* The text lives for ever. */
static const char *
why(int error)
{
	const char *text = strerrordesc_np(error);

	return text != NULL ? text : "unknown error";
}

static void
want(struct conn *c)
{
	unsigned what = 0;

	if (c->phase == DIALLING)
		what = LOOP_WRITE;
	else if (c->phase == STANDING)
		what = (c->deaf || c->in_used == ROOM_IN ? 0 : LOOP_READ) |
		       (obuf_left(&c->out) > 0 ? LOOP_WRITE : 0);
	else if (c->phase == LEAVING)
		what = LOOP_READ | LOOP_WRITE;
	if (c->phase != GONE)
		loop_fd_want(c->watch, what);
}

void
conn_look(struct conn *c)
{
	size_t done;

	if (c->phase != STANDING || c->in_used == 0)
		return;
	done = c->events->input(c->ctx, c->in, c->in_used);
	if (c->phase != STANDING)
		return;
	c->in_used -= done;
	memmove(c->in, c->in + done, c->in_used);
	want(c); /* while all of the room is taken nothing is read */
}

/* Whatever is still said to us is lost; its end is ours. */
static void
read_leaving(struct conn *c)
{
	uint8_t lost[4096];
	ssize_t n = tcp_read(c->fd, lost, sizeof(lost));

	if (n == 0 || (n < 0 && errno != EAGAIN))
		gone(c);
}

static void
on_read(void *ctx)
{
	struct conn *c = ctx;

	if (c->phase == LEAVING) {
		read_leaving(c);
		return;
	}
	if (c->in == NULL)
		c->in = mem_alloc(ROOM_IN);
	for (unsigned i = 0; i < READS_AT_ONCE && c->phase == STANDING; i++) {
		ssize_t n;

		if (c->deaf || c->in_used == ROOM_IN)
			break;
		n = tcp_read(c->fd, c->in + c->in_used, ROOM_IN - c->in_used);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			c->events->lost(c->ctx,
			    n == 0 ? "the neighbour closed the connection"
				   : why(errno));
			return;
		}
		c->in_used += (size_t)n;
		conn_look(c);
	}
}

static void
write_leaving(struct conn *c)
{
	if (tcp_flush(c->fd, &c->out) < 0) {
		gone(c);
	} else if (obuf_left(&c->out) == 0) {
		loop_fd_want(c->watch, LOOP_READ);
		shutdown(c->fd, SHUT_WR);
	}
}

static void
stand(struct conn *c)
{
	if (tcp_connected(c->fd) < 0 || tcp_ends(c->fd, &c->ends) < 0) {
		c->events->lost(c->ctx, why(errno));
		return;
	}
	c->phase = STANDING;
	want(c);
	c->events->connected(c->ctx);
}

static void
on_write(void *ctx)
{
	struct conn *c = ctx;

	if (c->phase == DIALLING) {
		stand(c);
		return;
	}
	if (c->phase == LEAVING) {
		write_leaving(c);
		return;
	}
	if (tcp_flush(c->fd, &c->out) < 0) {
		c->events->lost(c->ctx, why(errno));
		return;
	}
	want(c);
	if (obuf_left(&c->out) == 0)
		c->events->drained(c->ctx);
}

/* ---- one ---- */

static struct conn *
add(struct conns *all, int fd, enum phase phase,
    const struct conn_events *events, void *ctx)
{
	struct conn *c = mem_zalloc(sizeof(*c));

	c->all = all;
	c->next = all->first;
	all->first = c;
	c->phase = phase;
	c->fd = fd;
	c->events = events;
	c->ctx = ctx;
	c->watch = loop_fd_new(all->loop, fd, on_read, on_write, c);
	want(c);
	return c;
}

struct conn *
conn_dial(struct conns *all, const struct addr *peer, uint16_t port,
    const struct addr *local, const struct tcp_options *options,
    const struct conn_events *events, void *ctx)
{
	int fd = tcp_connect(peer, port, local, 0, options);

	return fd >= 0 ? add(all, fd, DIALLING, events, ctx) : NULL;
}

struct conn *
conn_take(struct conns *all, int fd, const struct tcp_ends *ends,
    const struct conn_events *events, void *ctx)
{
	struct conn *c = add(all, fd, STANDING, events, ctx);

	c->ends = *ends;
	return c;
}

void
conn_hand_over(struct conn *c, const struct conn_events *events, void *ctx)
{
	c->events = events;
	c->ctx = ctx;
}

const struct tcp_ends *
conn_ends(const struct conn *c)
{
	return &c->ends;
}

int
conn_fd(const struct conn *c)
{
	return c->fd;
}

struct obuf *
conn_out(struct conn *c)
{
	return &c->out;
}

void
conn_flush(struct conn *c)
{
	want(c);
}

void
conn_read(struct conn *c, bool on)
{
	c->deaf = !on;
	want(c);
}

static void
on_late(void *ctx)
{
	gone(ctx);
}

void
conn_close(struct conn *c)
{
	if (c->phase != STANDING || obuf_left(&c->out) == 0) {
		if (c->phase != LEAVING)
			gone(c);
		return;
	}
	c->phase = LEAVING;
	c->all->leaving++;
	c->timer = loop_timer_new(c->all->loop, on_late, c);
	loop_timer_set(c->timer, mono_add(clock_mono(), LEAVE_TIME));
	want(c);
}
