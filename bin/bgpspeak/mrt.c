/*
 * What neighbours send, written to MRT files as a collector does (RFC 6396
 * 4.4): a record a message, and one for each change of a session's state.
 *
 * A file is named for the beginning of its period, in UTC, and the next one
 * begins with the first message of the next period. What a round of the loop
 * has brought is in the file before the loop sleeps.
 */
#include "base/mem.h"
#include "edge/clock.h"
#include "speaker.h"
#include "wire/mrt_encode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PERIOD 900 /* seconds, where the record says nothing */
#define ROOM   (BGP_MAX_EXTENDED_SIZE + 64)

struct mrt_log {
	struct speaker *speaker;
	char *pattern;
	int64_t period;  /* seconds */
	int64_t current; /* the beginning of the period that is written */
	FILE *to;        /* NULL: it cannot be written, which was told */
	struct loop_task *flush;
	uint8_t *room;
};

/* ---- files ---- */

static void
fail(struct mrt_log *l, const char *path)
{
	cli_error(l->speaker->cli, "%s: %s; messages are not kept", path,
	    strerror(errno));
}

static void
close_file(struct mrt_log *l)
{
	if (l->to != NULL && fclose(l->to) != 0)
		fail(l, l->pattern);
	l->to = NULL;
}

static void
open_file(struct mrt_log *l)
{
	time_t from = (time_t)l->current;
	char path[4096];
	struct tm tm;

	gmtime_r(&from, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (strftime(path, sizeof(path), l->pattern, &tm) == 0) {
#pragma GCC diagnostic pop
		errno = ENAMETOOLONG;
		fail(l, l->pattern);
		return;
	}
	l->to = fopen(path, "ae"); /* after a restart it goes on */
	if (l->to == NULL)
		fail(l, path);
}

static void
on_flush(void *ctx)
{
	struct mrt_log *l = ctx;

	if (l->to == NULL || fflush(l->to) == 0)
		return;
	fail(l, l->pattern);
	fclose(l->to);
	l->to = NULL;
}

static void
put(struct mrt_log *l, const struct mrt_session *s)
{
	int64_t now = clock_wall_us();
	int64_t period = now / 1000000 / l->period * l->period;
	struct wbuf w = wbuf(l->room, ROOM);

	if (period != l->current) {
		close_file(l);
		l->current = period;
		open_file(l);
	}
	if (l->to == NULL)
		return;
	mrt_session_encode(&w, now, s);
	if (!w.bad)
		fwrite(w.start, 1, wbuf_used(&w), l->to);
	loop_task_defer(l->flush);
}

/* ---- records ---- */

static struct mrt_session
session_of(const struct neighbor *n, const struct tcp_ends *ends)
{
	struct mrt_session s = {
		.peer_as = n->terms.fsm.remote_as,
		.local_as = n->terms.fsm.local_as,
		.peer = n->terms.remote,
		.local = ends->local,
		.as4 = true,
	};

	if (s.local.ip != s.peer.ip)
		s.local = (struct addr){ .ip = s.peer.ip };
	return s;
}

/* Whether the NLRI have path ids: of each family that was agreed by itself. */
static bool
has_path_ids(struct rbuf message, const struct bgp_codec *codec)
{
	struct bgp_update u;
	uint32_t family;

	if (codec->add_path_n == 0 || message.at[18] != BGP_UPDATE)
		return false;
	get_bytes(&message, BGP_HEADER_SIZE);
	bgp_update_decode(message, codec, &u);
	family = u.reach.present     ? u.reach.family
		 : u.unreach.present ? u.unreach.family
				     : FAMILY_IPV4_UNICAST;
	return bgp_codec_add_path(codec, family);
}

void
mrt_message(struct neighbor *n, const struct link *link, struct rbuf message)
{
	struct mrt_log *l = n->speaker->mrt;
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);
	struct mrt_session s;

	if (l == NULL)
		return;
	s = session_of(n, &link->ends);
	s.message = message;
	if (agreed != NULL) {
		s.as4 = agreed->in.as4;
		s.add_path = has_path_ids(message, &agreed->in);
	}
	put(l, &s);
}

void
mrt_state(struct neighbor *n)
{
	struct mrt_log *l = n->speaker->mrt;
	enum bgp_state state = bgp_fsm_state(&n->fsm);
	struct mrt_session s;

	if (l != NULL && n->mrt_state != state &&
	    n->terms.remote.ip != ADDR_NONE) {
		s = session_of(n, &n->ends);
		s.old_state = n->mrt_state == 0 ? BGP_IDLE : n->mrt_state;
		s.new_state = state;
		put(l, &s);
	}
	n->mrt_state = state;
}

/* ---- beginning and end ---- */

static void
begin(struct speaker *sp, const struct rec_mrt *r)
{
	struct mrt_log *l = mem_zalloc(sizeof(*l));

	l->speaker = sp;
	l->pattern = mem_strdup(r->file);
	l->period = HAS(r, mrt, period) ? r->period : PERIOD;
	l->flush = loop_task_new(sp->loop, on_flush, l);
	l->room = mem_alloc(ROOM);
	sp->mrt = l;
}

void
mrt_end(struct speaker *sp)
{
	struct mrt_log *l = sp->mrt;

	if (l == NULL)
		return;
	close_file(l);
	loop_task_free(l->flush);
	free(l->pattern);
	free(l->room);
	free(l);
	sp->mrt = NULL;
}

void
mrt_review(struct speaker *sp)
{
	const struct rec_mrt *r =
	    sp->router != NULL && HAS(&sp->router->router, router, mrt)
		? &sp->router->router.mrt
		: NULL;
	const struct mrt_log *l = sp->mrt;

	if (l != NULL && r != NULL && strcmp(l->pattern, r->file) == 0 &&
	    l->period == (HAS(r, mrt, period) ? r->period : PERIOD))
		return;
	mrt_end(sp);
	if (r != NULL)
		begin(sp, r);
}
