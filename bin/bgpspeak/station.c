/*
 * Monitoring stations, which are told of sessions and routes (RFC 7854): one
 * TCP connection each, which we make and on which they say nothing. What goes
 * over it core/bmp.h knows.
 */
#include "station.h"
#include "base/mem.h"
#include "edge/clock.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Enough waits for the station; more is asked for when that has gone. */
#define OUT_ENOUGH (256u << 10)
/* Routes that one turn tells one station, or forgets. */
#define FILL_SLICE   4000
#define FORGET_SLICE 50000

#define STATS_INTERVAL 60 /* seconds, where the record says nothing */
#define CONNECT_RETRY  30 /* RFC 7854 3.2 */

static void
set_timer(struct station *s)
{
	loop_timer_set(s->timer, bmp_deadline(s->engine));
}

/* ---- the connection ---- */

static void
hang_up(struct station *s)
{
	if (s->fd < 0)
		return;
	loop_fd_free(s->watch);
	close(s->fd);
	s->watch = NULL;
	s->fd = -1;
	s->waits = false;
	obuf_take(&s->out, obuf_left(&s->out));
}

static void
lose(struct station *s, const char *why)
{
	hang_up(s);
	bmp_lost(s->engine, clock_mono(), clock_jitter());
	s->why = why;
	cli_warn(s->speaker->cli, "BMP station %s: %s", s->name, why);
	set_timer(s);
	speaker_work(s->speaker);
}

static const char *
why_of(int error)
{
	const char *text = strerrordesc_np(error);

	return text != NULL ? text : "unknown error";
}

/* It has nothing to say; that it closes is what we listen for. */
static void
on_read(void *ctx)
{
	struct station *s = ctx;
	uint8_t lost[4096];
	ssize_t n = tcp_read(s->fd, lost, sizeof(lost));

	if (n == 0)
		lose(s, "the station closed the connection");
	else if (n < 0 && errno != EAGAIN)
		lose(s, why_of(errno));
}

static struct bmp_clock
clock_now(void)
{
	return (struct bmp_clock){ clock_mono(), clock_wall_us() };
}

static void
come_up(struct station *s)
{
	struct speaker *sp = s->speaker;
	const struct rec_router *r = &s->router->router;
	const struct bmp_clock now = clock_now();
	char id[ADDR_TEXT];

	addr_format(&r->router_id, id);
	s->why = NULL;
	s->since = now.wall_us;
	bmp_connected(s->engine, &now,
	    &(struct bmp_router){
		.name = HAS(r, router, name) ? r->name : id,
		.description = "edgepipe bgpspeak " EDGEPIPE_VERSION,
		.as = as_outside(r),
		.id = addr_u32(&r->router_id),
	    },
	    &s->out);
	for (size_t i = 0; i < sp->n_neighbors; i++)
		station_up(s, sp->neighbors[i]);
	cli_info(sp->cli, "BMP station %s: connected", s->name);
	loop_fd_want(s->watch, LOOP_READ);
	set_timer(s);
	speaker_work(sp);
}

static void
on_write(void *ctx)
{
	struct station *s = ctx;
	size_t left = obuf_left(&s->out);

	if (bmp_state(s->engine) == BMP_DIALLING) {
		if (tcp_connected(s->fd) < 0 || tcp_ends(s->fd, &s->ends) < 0)
			lose(s, why_of(errno));
		else
			come_up(s);
		return;
	}
	if (tcp_flush(s->fd, &s->out) < 0 && errno != EAGAIN) {
		lose(s, why_of(errno));
		return;
	}
	s->waits = obuf_left(&s->out) > 0;
	if (obuf_left(&s->out) < left)
		bmp_sent(s->engine, clock_mono(), s->waits);
	if (!s->waits)
		loop_fd_want(s->watch, LOOP_READ);
	set_timer(s);
	speaker_work(s->speaker);
}

static void
dial(struct station *s)
{
	const struct rec_bmp_station *r = record_of(s);

	s->fd = tcp_connect(
	    &r->address, port_of(r), NULL, 0, &(struct tcp_options){ 0 });
	if (s->fd < 0) {
		lose(s, why_of(errno));
		return;
	}
	s->watch = loop_fd_new(s->speaker->loop, s->fd, on_read, on_write, s);
	loop_fd_want(s->watch, LOOP_WRITE);
}

static void
on_timer(void *ctx)
{
	struct station *s = ctx;
	const char *why;

	switch (bmp_tick(s->engine, clock_mono(), &why)) {
	case BMP_DO_DIAL:
		dial(s);
		break;
	case BMP_DO_HANG_UP:
		lose(s, why);
		break;
	case BMP_DO_NOTHING:
		speaker_work(s->speaker); /* there may be reports */
		break;
	}
	set_timer(s);
}

/* ---- what there is to be told ---- */

static void
station_free(struct station *s)
{
	hang_up(s);
	loop_timer_free(s->timer);
	bmp_free(s->engine);
	obuf_fini(&s->out);
	rec_free(s->router);
	free(s);
}

static bool
pump(struct station *s)
{
	const struct bmp_clock now = clock_now();
	bool more = bmp_work(s->engine, FORGET_SLICE);

	more |= bmp_fill(s->engine, &now, &s->out, OUT_ENOUGH, FILL_SLICE);
	if (obuf_left(&s->out) == 0 || s->waits)
		return more;
	s->waits = true;
	bmp_sent(s->engine, now.mono, true);
	loop_fd_want(s->watch, LOOP_READ | LOOP_WRITE);
	set_timer(s);
	return more;
}

bool
station_all_pump(struct speaker *sp)
{
	struct station **at = &sp->stations, *s;
	bool more = false;

	while ((s = *at) != NULL) {
		bool again = pump(s);

		more |= again;
		if (again || !s->closing) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		station_free(s);
	}
	return more;
}

/* ---- beginning and end ---- */

static unsigned
views_of(const struct rec_bmp_station *r)
{
	static const struct name views[] = {
		{ BMP_TELL_PRE, "pre_policy" },
		{ BMP_TELL_POST, "post_policy" },
		{ BMP_TELL_OUT, "adj_out" },
		{ BMP_TELL_LOC, "loc_rib" },
		{ 0 },
	};
	unsigned all = 0;

	for (uint32_t i = 0; i < r->what.n; i++) {
		const char *word = r->what.at[i];
		int view;

		if (name_find(views, word, strlen(word), &view))
			all |= (unsigned)view;
	}
	return r->what.n > 0 ? all : BMP_TELL_PRE;
}

static void
begin(struct speaker *sp, uint32_t which)
{
	struct station *s = mem_zalloc(sizeof(*s));
	const struct rec_bmp_station *r;
	char address[ADDR_TEXT];

	s->speaker = sp;
	s->next = sp->stations;
	sp->stations = s;
	s->router = rec_dup(sp->router);
	s->which = which;
	s->fd = -1;
	r = record_of(s);
	addr_format(&r->address, address);
	snprintf(s->name, sizeof(s->name), "%s port %u", address, port_of(r));
	s->engine = bmp_new(
	    &(struct bmp_config){
		.rib = sp->rib,
		.export = sp->export,
		.views = views_of(r),
		.stats_interval = HAS(r, bmp_station, stats_interval)
				      ? r->stats_interval
				      : STATS_INTERVAL,
		.connect_retry = HAS(r, bmp_station, connect_retry)
				     ? r->connect_retry
				     : CONNECT_RETRY,
	    },
	    clock_mono());
	s->timer = loop_timer_new(sp->loop, on_timer, s);
	set_timer(s);
}

/* Says goodbye; what it was told is forgotten in slices. */
static void
end(struct station *s)
{
	bmp_terminate(s->engine, &s->out);
	if (bmp_state(s->engine) == BMP_CONNECTED) {
		loop_fd_free(s->watch);
		farewell_say(s->speaker, s->fd, bytes_of(&s->out));
		s->fd = -1;
	}
	hang_up(s);
	obuf_take(&s->out, obuf_left(&s->out));
	bmp_lost(s->engine, clock_mono(), 1000);
	loop_timer_set(s->timer, MONO_NEVER);
	s->closing = true;
	speaker_work(s->speaker);
}

static bool
is_same(const struct station *s, const struct rec_router *r, uint32_t which)
{
	const struct rec_bmp_station *a = record_of(s), *b = &r->bmp.at[which];
	const struct rec_router *old = &s->router->router;

	return !s->closing && addr_cmp(&a->address, &b->address) == 0 &&
	       a->has == b->has && a->port == b->port &&
	       views_of(a) == views_of(b) &&
	       a->stats_interval == b->stats_interval &&
	       a->connect_retry == b->connect_retry &&
	       as_outside(old) == as_outside(r) &&
	       addr_cmp(&old->router_id, &r->router_id) == 0 &&
	       HAS(old, router, name) == HAS(r, router, name) &&
	       (!HAS(r, router, name) || strcmp(old->name, r->name) == 0);
}

static bool
is_wanted(const struct station *s, const struct rec *router)
{
	for (uint32_t i = 0; router != NULL && i < router->router.bmp.n; i++)
		if (is_same(s, &router->router, i))
			return true;
	return false;
}

static bool
is_there(const struct speaker *sp, uint32_t which)
{
	for (const struct station *s = sp->stations; s != NULL; s = s->next)
		if (is_same(s, &sp->router->router, which))
			return true;
	return false;
}

void
station_all_review(struct speaker *sp)
{
	for (struct station *s = sp->stations; s != NULL; s = s->next)
		if (!s->closing && !is_wanted(s, sp->router))
			end(s);
	for (uint32_t i = 0; sp->router != NULL && i < sp->router->router.bmp.n;
	     i++)
		if (!is_there(sp, i))
			begin(sp, i);
}

void
station_all_end(struct speaker *sp)
{
	for (struct station *s = sp->stations; s != NULL; s = s->next)
		if (!s->closing)
			end(s);
}

void
station_all_free(struct speaker *sp)
{
	while (sp->stations != NULL) {
		struct station *s = sp->stations;

		sp->stations = s->next;
		station_free(s);
	}
}
