/* One TCP connection of a neighbour: dialling, bytes in, bytes out, the end. */
#include "base/mem.h"
#include "edge/clock.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Two of the longest messages, so that a whole one always fits. */
#define ROOM_IN (2 * BGP_MAX_EXTENDED_SIZE)
/* Of one read: some 2,000 prefixes, which take a millisecond. */
#define READ_MOST 65536
/* Of one round for what comes in: the loop has others to serve. */
#define READ_TIME MONO_MS(2)
/* How long a NOTIFICATION may take to leave. */
#define FAREWELL_TIME MONO_S(2)

/*
 * A descriptor whose connection is over for us, while the NOTIFICATION behind
 * it is still on its way: closing with unread bytes would reset the connection
 * and take it back.
 */
struct farewell {
	struct speaker *speaker;
	struct farewell *next;
	int fd;
	struct loop_fd *watch;
	struct loop_timer *timer;
	struct obuf out;
};

void
link_init(struct link *l, struct neighbor *n, unsigned conn)
{
	*l = (struct link){ .neighbor = n, .conn = conn, .fd = -1 };
}

void
link_fini(struct link *l)
{
	link_close(l);
	free(l->in);
	obuf_fini(&l->out);
	obuf_fini(&l->opens[0]);
	obuf_fini(&l->opens[1]);
	obuf_fini(&l->notice);
}

/* ---- farewells ---- */

static void
farewell_free(struct farewell *f)
{
	struct farewell **at = &f->speaker->farewells;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	f->speaker->n_farewells--;
	loop_fd_free(f->watch);
	loop_timer_free(f->timer);
	close(f->fd);
	obuf_fini(&f->out);
	speaker_work(f->speaker);
	free(f);
}

static void
farewell_read(void *ctx)
{
	struct farewell *f = ctx;
	uint8_t lost[4096];
	ssize_t n = tcp_read(f->fd, lost, sizeof(lost));

	if (n == 0 || (n < 0 && errno != EAGAIN))
		farewell_free(f);
}

static void
farewell_write(void *ctx)
{
	struct farewell *f = ctx;

	if (tcp_flush(f->fd, &f->out) < 0) {
		farewell_free(f);
		return;
	}
	if (obuf_left(&f->out) > 0)
		return;
	loop_fd_want(f->watch, LOOP_READ);
	shutdown(f->fd, SHUT_WR);
}

static void
farewell_late(void *ctx)
{
	farewell_free(ctx);
}

/*
 * Takes the descriptor and what waits to be written to it. Who connects again
 * and again shall not bind a descriptor each time: beyond one for each
 * neighbour and a few, the NOTIFICATION has to leave at once or not at all.
 */
static void
farewell_new(struct speaker *sp, int fd, struct obuf *out)
{
	enum { SPARE = 16 };
	struct farewell *f;

	if (sp->n_farewells >= sp->n_neighbors + SPARE) {
		tcp_flush(fd, out);
		close(fd);
		obuf_fini(out);
		*out = (struct obuf){ 0 };
		return;
	}
	sp->n_farewells++;
	f = mem_zalloc(sizeof(*f));
	f->speaker = sp;
	f->next = sp->farewells;
	sp->farewells = f;
	f->fd = fd;
	f->out = *out;
	*out = (struct obuf){ 0 };
	f->watch = loop_fd_new(sp->loop, fd, farewell_read, farewell_write, f);
	loop_fd_want(f->watch, LOOP_READ | LOOP_WRITE);
	f->timer = loop_timer_new(sp->loop, farewell_late, f);
	loop_timer_set(f->timer, mono_add(clock_mono(), FAREWELL_TIME));
}

void
farewell_say(struct speaker *sp, int fd, struct rbuf bytes)
{
	struct obuf out = { 0 };

	if (rbuf_left(&bytes) == 0) {
		close(fd);
		return;
	}
	obuf_put(&out, bytes.at, rbuf_left(&bytes));
	farewell_new(sp, fd, &out);
}

void
farewell_all_free(struct speaker *sp)
{
	while (sp->farewells != NULL)
		farewell_free(sp->farewells);
}

/* ---- in and out ---- */

/* The text lives for ever, as the session engine wants it. */
static const char *
why(int error)
{
	const char *text = strerrordesc_np(error);

	return text != NULL ? text : "unknown error";
}

/* A router that lets a TTL of 1 run out is reported as no route. */
static const char *
why_not_there(const struct link *l, int error)
{
	if (error == EHOSTUNREACH && l->neighbor->terms.ttl == 1)
		return "no route to it, or over a router: that needs multihop";
	return why(error);
}

static void
unqueue(struct link *l)
{
	if (!l->queued)
		return;
	l->queued = false;
	TAILQ_REMOVE(&l->neighbor->speaker->heard, l, next);
}

static void
read_some(struct link *l)
{
	size_t room = l->in_room - l->in_used;
	ssize_t n = tcp_read(
	    l->fd, l->in + l->in_used, room < READ_MOST ? room : READ_MOST);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		session_lost(l->neighbor, l->conn,
		    n == 0 ? "the neighbour closed the connection"
			   : why(errno));
		return;
	}
	l->in_used += (size_t)n;
	session_input(l->neighbor, l->conn);
}

void
link_read(struct link *l)
{
	if (!l->queued)
		return;
	unqueue(l);
	read_some(l);
}

/* In the order in which they came; who is left waits for the next round. */
void
link_read_all(void *ctx)
{
	mono until = mono_add(clock_mono(), READ_TIME);
	struct speaker *sp = ctx;
	struct link *l;

	while ((l = TAILQ_FIRST(&sp->heard)) != NULL) {
		link_read(l);
		if (mono_due(until, clock_mono()))
			break;
	}
	if (!TAILQ_EMPTY(&sp->heard))
		loop_task_soon(sp->reading);
}

static void
on_read(void *ctx)
{
	struct link *l = ctx;
	struct speaker *sp = l->neighbor->speaker;

	if (l->queued)
		return;
	l->queued = true;
	TAILQ_INSERT_TAIL(&sp->heard, l, next);
	loop_task_soon(sp->reading);
}

static void
on_write(void *ctx)
{
	struct link *l = ctx;
	size_t left;

	if (l->dialling) {
		l->dialling = false;
		if (tcp_connected(l->fd) < 0 || tcp_ends(l->fd, &l->ends) < 0) {
			session_lost(
			    l->neighbor, l->conn, why_not_there(l, errno));
			return;
		}
		loop_fd_want(l->watch, LOOP_READ);
		session_connected(l->neighbor, l->conn);
		return;
	}
	left = obuf_left(&l->out);
	if (tcp_flush(l->fd, &l->out) < 0 && errno != EAGAIN) {
		session_lost(l->neighbor, l->conn, why(errno));
		return;
	}
	if (obuf_left(&l->out) < left)
		session_sent(l->neighbor, l->conn, obuf_left(&l->out) > 0);
	if (obuf_left(&l->out) == 0)
		loop_fd_want(l->watch, LOOP_READ);
	speaker_work(l->neighbor->speaker);
}

static void
attach(struct link *l, int fd)
{
	l->fd = fd;
	l->in_used = 0;
	obuf_take(&l->notice, obuf_left(&l->notice));
	if (l->in == NULL) {
		l->in = mem_alloc(ROOM_IN);
		l->in_room = ROOM_IN;
	}
	l->watch =
	    loop_fd_new(l->neighbor->speaker->loop, fd, on_read, on_write, l);
}

const char *
link_device(const struct terms *t)
{
	return t->interface[0] != '\0' ? t->interface
	       : t->vrf[0] != '\0'     ? t->vrf
				       : NULL;
}

bool
link_dial(struct link *l)
{
	const struct terms *t = &l->neighbor->terms;
	struct tcp_options o = {
		.device = link_device(t),
		.ttl = t->ttl,
		.min_ttl = t->min_ttl,
		.key = t->key_n > 0 ? t->key : NULL,
		.key_length = t->key_n,
	};
	const struct addr *local = t->local.ip != ADDR_NONE ? &t->local : NULL;
	int fd = tcp_connect(&t->remote, t->port, local, 0, &o);

	far_look(l->neighbor);
	if (fd < 0)
		return false;
	attach(l, fd);
	l->dialling = true;
	loop_fd_want(l->watch, LOOP_WRITE);
	return true;
}

const char *
link_why(void)
{
	return why(errno);
}

void
link_attach(struct link *l, int fd, const struct tcp_ends *ends)
{
	attach(l, fd);
	l->ends = *ends;
	loop_fd_want(l->watch, LOOP_READ);
}

void
link_flush(struct link *l)
{
	if (l->fd < 0 || l->dialling || obuf_left(&l->out) == 0)
		return;
	loop_fd_want(l->watch, LOOP_READ | LOOP_WRITE);
	if (l->neighbor->fsm.conns[l->conn].send_hold.us == INT64_MAX)
		session_sent(l->neighbor, l->conn, true);
}

void
link_close(struct link *l)
{
	if (l->fd < 0)
		return;
	unqueue(l);
	loop_fd_free(l->watch);
	if (obuf_left(&l->out) > 0 && !l->dialling)
		farewell_new(l->neighbor->speaker, l->fd, &l->out);
	else
		close(l->fd);
	obuf_take(&l->out, obuf_left(&l->out));
	l->fd = -1;
	l->in_used = 0;
	l->dialling = false;
}
