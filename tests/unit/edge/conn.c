/* Connections on the loop: bytes in and out, and their end. */
#include "edge/conn.h"

#include "../../t.h"
#include "edge/loop.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MUCH = 300 << 10 }; /* more than there is room for */

static const struct tcp_options plain;

/* Who owns a connection, and how much of what comes it takes at a time. */
struct owner {
	struct conn *conn;
	size_t takes, taken, seen;
	unsigned connected, lost, drained, left;
};

static struct loop *loop;
static struct conns *all;
static struct owner ours;
static int server, peer;

static void
on_connected(void *ctx)
{
	((struct owner *)ctx)->connected++;
}

static size_t
on_input(void *ctx, const uint8_t *at, size_t n)
{
	struct owner *o = ctx;
	size_t done = n < o->takes ? n : o->takes;

	(void)at;
	o->seen = n;
	o->taken += done;
	return done;
}

static void
on_lost(void *ctx, const char *why)
{
	struct owner *o = ctx;

	CHECK(why[0] != '\0');
	o->lost++;
	conn_close(o->conn);
}

static void
on_drained(void *ctx)
{
	((struct owner *)ctx)->drained++;
}

static void
on_left(void *ctx)
{
	((struct owner *)ctx)->left++;
}

static const struct conn_events events = { on_connected, on_input, on_lost,
	on_drained };

/* Dials over the loopback; the other end is a plain descriptor. */
static void
begin(void)
{
	struct addr here = addr_ip4(INADDR_LOOPBACK);
	struct sockaddr_in at;
	socklen_t n = sizeof(at);
	struct tcp_ends ends;

	ours = (struct owner){ .takes = SIZE_MAX };
	loop = loop_new();
	all = conns_new(loop, on_left, &ours);
	server = tcp_listen(&here, 0, &plain);
	getsockname(server, (struct sockaddr *)&at, &n);
	ours.conn = conn_dial(
	    all, &here, ntohs(at.sin_port), NULL, &plain, &events, &ours);
	CHECK(ours.conn != NULL);
	poll(&(struct pollfd){ .fd = server, .events = POLLIN }, 1, 5000);
	peer = tcp_accept(server, &ends);
	CHECK(peer >= 0);
	while (ours.connected == 0)
		loop_poll(loop);
}

static void
end(void)
{
	conns_free(all);
	loop_free(loop);
	close(server);
	if (peer >= 0)
		close(peer);
}

/* How much of n octets can be said to the connection, which reads meanwhile. */
static size_t
say(size_t n)
{
	static const uint8_t bytes[4096];
	size_t done = 0;

	for (unsigned idle = 0; done < n && idle < 1000; idle++) {
		size_t some =
		    n - done < sizeof(bytes) ? n - done : sizeof(bytes);
		ssize_t sent = tcp_write(peer, bytes, some);

		if (sent > 0) {
			done += (size_t)sent;
			idle = 0;
		}
		loop_poll(loop);
	}
	return done;
}

static void
what_is_not_done_with_comes_again_with_more(void)
{
	begin();
	ours.takes = 0;
	CHECK(say(10) == 10);
	while (ours.seen < 10)
		loop_poll(loop);
	ours.takes = 4;
	conn_look(ours.conn);
	CHECK(ours.taken == 4);
	CHECK(say(1) == 1);
	while (ours.taken < 8)
		loop_poll(loop);
	CHECK(ours.seen == 7);
	end();
}

static void
what_there_is_no_room_for_is_read_when_there_is(void)
{
	size_t said;

	begin();
	ours.takes = 0;
	said = say(MUCH);
	CHECK(ours.seen > 0 && ours.seen < MUCH);
	ours.takes = SIZE_MAX;
	conn_look(ours.conn);
	while (ours.taken < said)
		loop_poll(loop);
	CHECK(ours.taken == said && ours.lost == 0);
	end();
}

static void
what_was_said_leaves_before_the_end(void)
{
	char got[8] = "";

	begin();
	obuf_put(conn_out(ours.conn), "goodbye", 7);
	conn_flush(ours.conn);
	conn_close(ours.conn);
	CHECK(conns_leaving(all) == 1);
	for (unsigned i = 0; i < 100; i++)
		loop_poll(loop);
	CHECK(recv(peer, got, sizeof(got), 0) == 7);
	CHECK(recv(peer, got, sizeof(got), 0) == 0);
	close(peer);
	peer = -1;
	CHECK(ours.left == 0);
	while (ours.left == 0)
		loop_poll(loop);
	CHECK(conns_leaving(all) == 0);
	end();
}

static void
that_the_other_end_has_gone_is_told_once(void)
{
	begin();
	close(peer);
	peer = -1;
	while (ours.lost == 0)
		loop_poll(loop);
	loop_poll(loop);
	CHECK(ours.lost == 1 && conns_leaving(all) == 0);
	end();
}

int
main(void)
{
	RUN(what_is_not_done_with_comes_again_with_more);
	RUN(what_there_is_no_room_for_is_read_when_there_is);
	RUN(what_was_said_leaves_before_the_end);
	RUN(that_the_other_end_has_gone_is_told_once);
	return DONE();
}
