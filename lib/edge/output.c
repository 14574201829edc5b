/* Lines out on a descriptor; output.h says how, and why so. */
#include "edge/output.h"

#include "base/mem.h"
#include "base/obuf.h"
#include "edge/clock.h"
#include "edge/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum way {
	BY_FILE,    /* never waits */
	BY_SEND,    /* a socket */
	BY_PRIVATE, /* a pipe or a terminal, opened again without blocking */
	BY_POLL,    /* one that could not be: ask before each write */
};

enum {
	EAGER = 65536,      /* so much is written at once, loop or no loop */
	PER_ROUND = 262144, /* and no more than that without looking up */
};

struct output {
	int fd; /* to write to; the private one where there is one */
	enum way way;
	bool is_pipe;
	struct loop_fd *watch;
	struct loop_task *flush;
	unsigned wanted; /* LOOP_READ: the reader's going is watched for */
	bool blocked;    /* wait for POLLOUT */
	bool full;
	bool told; /* that it is gone */
	int error; /* why it is, or 0 */
	struct obuf buf;
	size_t high, low;
	const struct output_events *events;
	void *ctx;
};

/* ---- writing ---- */

static bool
is_writable(int fd, int wait_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, wait_ms) > 0;
}

/* How much to hand over next; to a pipe whole lines that it takes whole. */
static size_t
next_write(const struct output *o)
{
	const char *at = obuf_at(&o->buf), *end;
	size_t n = obuf_left(&o->buf);

	if (!o->is_pipe || n <= PIPE_BUF)
		return n < PER_ROUND ? n : PER_ROUND;
	end = memrchr(at, '\n', PIPE_BUF);
	if (end == NULL)
		end = memchr(at + PIPE_BUF, '\n', n - PIPE_BUF);
	return end == NULL ? n : (size_t)(end - at) + 1;
}

static ssize_t
write_once(struct output *o, const char *at, size_t n)
{
	switch (o->way) {
	case BY_SEND:
		return send(o->fd, at, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	case BY_POLL:
		if (!is_writable(o->fd, 0)) {
			errno = EAGAIN;
			return -1;
		}
		return write(o->fd, at, n < PIPE_BUF ? n : PIPE_BUF);
	case BY_FILE:
	case BY_PRIVATE:
		break;
	}
	return write(o->fd, at, n);
}

/* Writes up to `most` bytes, until it blocks or fails. */
static void
write_some(struct output *o, size_t most)
{
	size_t left = obuf_left(&o->buf), keep = left > most ? left - most : 0;

	while (obuf_left(&o->buf) > keep && o->error == 0) {
		ssize_t n = write_once(o, obuf_at(&o->buf), next_write(o));

		if (n >= 0) {
			obuf_take(&o->buf, (size_t)n);
		} else if (errno == EAGAIN) {
			o->blocked = true;
			return;
		} else if (errno != EINTR) {
			o->error = errno;
		}
	}
}

/* ---- what the owner hears ---- */

static void
drop(struct output *o)
{
	obuf_take(&o->buf, obuf_left(&o->buf));
	o->blocked = false;
	o->wanted = 0;
	loop_fd_want(o->watch, 0);
}

/* Sets what to wait for and tells of the change; the owner may free o then. */
static void
settle(struct output *o)
{
	size_t waiting = obuf_left(&o->buf);

	if (o->error != 0) {
		drop(o);
		if (!o->told && o->events->gone != NULL) {
			o->told = true;
			o->events->gone(o->ctx, o->error);
		}
		return;
	}
	loop_fd_want(o->watch, o->wanted | (o->blocked ? LOOP_WRITE : 0));
	if (waiting > 0 && !o->blocked)
		loop_task_soon(o->flush);
	if (o->full && waiting <= o->low) {
		o->full = false;
		if (o->events->room != NULL)
			o->events->room(o->ctx);
	}
}

static void
flush(void *ctx)
{
	struct output *o = ctx;

	if (!o->blocked)
		write_some(o, PER_ROUND);
	settle(o);
}

static void
on_writable(void *ctx)
{
	struct output *o = ctx;

	o->blocked = false;
	flush(o);
}

/*
 * Nobody reads from what we write to, so "readable" is the news that the reader
 * is gone: POLLERR on a pipe, POLLHUP on a socket or a terminal. When it is
 * something else (typing at the terminal, a file, the other half of a control
 * socket) writing alone will have to find out.
 */
static void
on_readable(void *ctx)
{
	struct output *o = ctx;

	if (output_is_hung_up(o))
		o->error = EPIPE;
	else
		o->wanted = 0;
	settle(o);
}

/* ---- the object ---- */

static int
open_again(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static void
choose_way(struct output *o)
{
	struct stat st = { 0 };
	int own;

	fstat(o->fd, &st);
	o->is_pipe = S_ISFIFO(st.st_mode);
	o->way = S_ISSOCK(st.st_mode) ? BY_SEND : BY_FILE;
	if (!o->is_pipe && !isatty(o->fd))
		return;
	own = open_again(o->fd);
	o->way = own == -1 ? BY_POLL : BY_PRIVATE;
	o->fd = own == -1 ? o->fd : own;
}

struct output *
output_new(
    struct loop *loop, int fd, const struct output_events *events, void *ctx)
{
	struct output *o = mem_zalloc(sizeof(*o));

	o->fd = fd;
	choose_way(o);
	o->high = OUTPUT_HIGH;
	o->low = OUTPUT_LOW;
	o->events = events;
	o->ctx = ctx;
	o->watch = loop_fd_new(loop, o->fd, on_readable, on_writable, o);
	o->flush = loop_task_new(loop, flush, o);
	o->wanted = LOOP_READ;
	loop_fd_want(o->watch, o->wanted);
	return o;
}

void
output_limits(struct output *o, size_t high, size_t low)
{
	o->high = high;
	o->low = low;
}

void
output_free(struct output *o)
{
	if (o == NULL)
		return;
	loop_fd_free(o->watch);
	loop_task_free(o->flush);
	if (o->way == BY_PRIVATE)
		close(o->fd);
	obuf_fini(&o->buf);
	free(o);
}

struct obuf *
output_buf(struct output *o)
{
	return &o->buf;
}

void
output_ready(struct output *o)
{
	if (o->error != 0)
		obuf_take(&o->buf, obuf_left(&o->buf));
	/* Before anything is written: whoever saw it so full waits for room. */
	o->full |= obuf_left(&o->buf) > o->high;
	if (obuf_left(&o->buf) >= EAGER && !o->blocked)
		write_some(o, PER_ROUND);
	loop_task_defer(o->flush);
}

size_t
output_waiting(const struct output *o)
{
	return obuf_left(&o->buf);
}

bool
output_is_full(const struct output *o)
{
	return o->full;
}

bool
output_is_gone(const struct output *o)
{
	return o->error != 0;
}

bool
output_is_hung_up(const struct output *o)
{
	struct pollfd p = { .fd = o->fd };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLERR | POLLHUP)) != 0;
}

int
output_drain(struct output *o, mono deadline)
{
	while (o->error == 0 && obuf_left(&o->buf) > 0) {
		int64_t left = mono_sub(deadline, clock_mono());

		o->blocked = false;
		write_some(o, PER_ROUND);
		if (!o->blocked)
			continue;
		if (left <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		/* In steps, for MONO_NEVER does not fit an int. */
		is_writable(
		    o->fd, left > MONO_S(1) ? 1000 : (int)(left / 1000) + 1);
	}
	if (o->error == 0)
		return 0;
	errno = o->error;
	return -1;
}
