/* A session with a cache of ROAs: one TCP connection (RFC 8210). */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "rpki.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PDUS_SLICE 4000      /* in one turn of the loop */
#define ROOM_IN    (1 << 18) /* of at least one PDU, however long */

static void perform(struct rpki_cache *, const struct rtr_out *);

static void
hang_up(struct rpki_cache *c)
{
	if (c->fd == -1)
		return;
	loop_fd_free(c->watch);
	close(c->fd);
	c->watch = NULL;
	c->fd = -1;
	c->in_used = 0;
}

static void
lose(struct rpki_cache *c, const char *why)
{
	struct rtr_out out;

	rtr_lost(&c->engine, clock_mono(), why, &out);
	perform(c, &out);
}

/* PDUs that are whole; the rest moves to the front. */
static void
take_pdus(struct rpki_cache *c)
{
	size_t at = 0, took = 1;

	for (unsigned i = 0; i < PDUS_SLICE && took > 0 && c->fd != -1; i++) {
		struct rtr_out out;

		took = rtr_input(&c->engine, clock_mono(),
		    rbuf(c->in + at, c->in_used - at), &out);
		at += took;
		perform(c, &out);
	}
	if (c->fd == -1)
		return;
	c->in_used -= at;
	memmove(c->in, c->in + at, c->in_used);
}

static void
on_readable(void *ctx)
{
	struct rpki_cache *c = ctx;
	/* never more than one slice takes off again: a PDU has 8 octets */
	size_t room = PDUS_SLICE * RTR_HEADER_SIZE;
	ssize_t n;

	if (room < RTR_MAX_SIZE)
		room = RTR_MAX_SIZE;
	if (room > ROOM_IN - c->in_used)
		room = ROOM_IN - c->in_used;
	n = tcp_read(c->fd, c->in + c->in_used, room);
	if (n == 0)
		lose(c, "the cache has closed the connection");
	else if (n > 0)
		c->in_used += (size_t)n;
	else if (errno != EAGAIN)
		lose(c, "the connection to the cache is lost");
	if (n > 0)
		take_pdus(c);
}

static void
on_writable(void *ctx)
{
	struct rpki_cache *c = ctx;
	struct rtr_out out;

	loop_fd_want(c->watch, LOOP_READ);
	if (!c->dialling)
		return;
	c->dialling = false;
	if (tcp_connected(c->fd) == -1) {
		lose(c, "the cache cannot be reached");
		return;
	}
	rtr_connected(&c->engine, clock_mono(), &out);
	perform(c, &out);
}

static void
dial(struct rpki_cache *c)
{
	c->fd = tcp_connect(
	    &c->address, c->port, NULL, 0, &(struct tcp_options){ 0 });
	if (c->fd == -1) {
		lose(c, "the cache cannot be reached");
		return;
	}
	c->dialling = true;
	c->watch =
	    loop_fd_new(c->speaker->loop, c->fd, on_readable, on_writable, c);
	loop_fd_want(c->watch, LOOP_WRITE);
}

static void
set_timer(struct rpki_cache *c)
{
	loop_timer_set(c->timer, rtr_deadline(&c->engine));
}

/* Queries are a dozen octets: what has no room for them is not alive. */
static void
perform(struct rpki_cache *c, const struct rtr_out *out)
{
	struct cli *cli = c->speaker->cli;

	if (out->n > 0 && c->fd != -1 &&
	    tcp_write(c->fd, out->bytes, out->n) != (ssize_t)out->n &&
	    !out->close)
		lose(c, "the cache takes no query");
	if (out->close) {
		hang_up(c);
		cli_warn(cli, "RPKI cache %s: %s", c->name, c->engine.why);
	}
	if (out->changed) {
		cli_info(cli, "RPKI cache %s: %zu ROAs", c->name,
		    rpki_count(c->engine.table));
		rpki_changed(c->speaker);
	}
	if (out->dial)
		dial(c);
	set_timer(c);
}

static void
on_timer(void *ctx)
{
	struct rpki_cache *c = ctx;
	struct rtr_out out;

	rtr_tick(&c->engine, clock_mono(), &out);
	perform(c, &out);
}

void
rpki_cache_begin(
    struct rpki_cache *c, struct speaker *sp, const struct rec_rpki_cache *rec)
{
	char *end;

	c->speaker = sp;
	c->address = rec->address;
	c->port = HAS(rec, rpki_cache, port) ? (uint16_t)rec->port : RTR_PORT;
	end = addr_format(&rec->address, c->name);
	snprintf(end, sizeof(c->name) - (size_t)(end - c->name), " port %u",
	    c->port);
	c->fd = -1;
	c->in = mem_alloc(ROOM_IN);
	c->timer = loop_timer_new(sp->loop, on_timer, c);
	rtr_init(&c->engine, clock_mono());
	set_timer(c);
}

void
rpki_cache_end(struct rpki_cache *c)
{
	hang_up(c);
	loop_timer_free(c->timer);
	rtr_fini(&c->engine);
	free(c->in);
}
