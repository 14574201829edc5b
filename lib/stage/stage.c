/* The life of a stage: what it keeps, whom it tells, how it ends. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "stage/client.h"
#include "stage/private.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Records of the store that one turn of the loop looks at. */
#define STAGE_SLICE 4096

const struct opt stage_options[] = {
	OPT(stage_opts, from, "from", 0, OPT_STRING, "DAEMON",
	    "read from TOOL-VERB or a socket, not from standard input"),
	OPT(stage_opts, restart_time, "restart-time", 0, OPT_UINT, "SECONDS",
	    "keep live records of a producer that went (120)", .lo = 0,
	    .hi = 86400),
	OPT(stage_opts, no_output, "no-output", 0, OPT_FLAG, NULL,
	    "write nothing, only serve the control socket"),
	OPT(stage_opts, once, "once", 0, OPT_FLAG, NULL,
	    "exit at the end of input, when all is done"),
	OPT(stage_opts, feed, "feed", 0, OPT_FLAG, NULL,
	    "send the input to the daemon that is running, and copy it"),
	OPT(stage_opts, clean, "clean", 0, OPT_FLAG, NULL,
	    "remove installed state at the end"),
	{ 0 },
};

/* ---- taking records in ---- */

void
stage_pass(struct stage *st, const char *line, size_t n, enum rec_type type)
{
	if (st->cli->no_pass || (st->ops->eats & STAGE_TYPE(type)) != 0)
		return;
	for (struct stage_reader *r = st->readers; r != NULL; r = r->next)
		sink_pass(r->sink, line, n, type);
}

void
stage_pass_lines(struct stage *st, const struct obuf *lines)
{
	const char *at = obuf_at(lines), *end;
	size_t left = obuf_left(lines);

	while (left > 0 && (end = memchr(at, '\n', left)) != NULL) {
		size_t n = (size_t)(end + 1 - at);

		stage_pass(st, at, n, rec_peek(at, n));
		at += n;
		left -= n;
	}
}

void
stage_queue_eor(struct stage *st, const struct rec *eor)
{
	struct stage_eor **at = &st->eors;
	struct stage_eor *e;

	while (*at != NULL && !rec_key_equal((*at)->rec, eor))
		at = &(*at)->next;
	if (*at != NULL) {
		(*at)->told = false;
		return;
	}
	e = mem_zalloc(sizeof(*e));
	e->rec = rec_dup(eor);
	*at = e;
}

static void
forget_eors(struct stage *st)
{
	struct stage_eor *e;

	while ((e = st->eors) != NULL) {
		st->eors = e->next;
		rec_free(e->rec);
		free(e);
	}
}

bool
stage_check(
    const struct stage *st, const struct rec *r, struct rec_fault *fault)
{
	return st->ops->check == NULL || st->ops->check(st->ctx, r, fault);
}

bool
stage_take(struct stage *st, struct store_feed *feed, const char *source,
    const struct source_item *item)
{
	struct rec_fault f = { 0 };

	if (item->refused) {
		store_refused(feed);
		return false;
	}
	if (item->rec == NULL)
		return true;
	if (!store_put(st->store, feed, item->rec, &f)) {
		f.line = item->line;
		cli_refused(st->cli, source, &f);
		return false;
	}
	if (item->type == REC_EOR)
		stage_queue_eor(st, item->rec);
	return true;
}

/* ---- telling the verb ---- */

/*
 * What a sweep removes has not been said by anyone: readers are told as well.
 */
static void
pass_removed(struct stage *st, const struct rec *old)
{
	struct obuf line = { 0 };
	struct rec gone = rec_gone(old);

	rec_write(&line, &gone);
	stage_pass(st, obuf_at(&line), obuf_left(&line), gone.type);
	obuf_fini(&line);
}

static void
tell_changes(struct stage *st, bool swept)
{
	const struct store_change *change;
	size_t n;

	change = store_changes(st->store, &n);
	for (size_t i = 0; i < n; i++, change++) {
		const struct rec *r = change->new ? change->new : change->old;

		if (swept && change->new == NULL)
			pass_removed(st, change->old);
		if ((st->ops->wants & STAGE_TYPE(r->type)) != 0)
			st->ops->change(st->ctx, change->old, change->new);
	}
	store_settle(st->store);
}

static void
tell_eors(struct stage *st)
{
	struct obuf line = { 0 };

	for (struct stage_eor *e = st->eors; e != NULL; e = e->next) {
		if (e->told)
			continue;
		e->told = true;
		rec_write(&line, e->rec);
		stage_pass(st, obuf_at(&line), obuf_left(&line), REC_EOR);
		obuf_take(&line, obuf_left(&line));
		if (st->ops->eor != NULL)
			st->ops->eor(st->ctx, e->rec);
	}
	obuf_fini(&line);
}

void
stage_settle(struct stage *st)
{
	bool more;

	tell_changes(st, false);
	more = store_work(st->store, STAGE_SLICE);
	tell_changes(st, true);
	if (more)
		loop_task_soon(st->work);
	else
		tell_eors(st);
}

static void
on_work(void *ctx)
{
	struct stage *st = ctx;

	stage_settle(st);
	if (readers_catch_up(st, STAGE_SLICE))
		loop_task_soon(st->work);
}

/* ---- producers ---- */

void
stage_lost_producer(struct stage *st, struct store_feed *feed)
{
	store_lost(st->store, feed);
	forget_eors(st);
	st->producer_gone = true;
	loop_timer_set(
	    st->expiry, mono_add(clock_mono(), MONO_S(st->opts->restart_time)));
	cli_warn(st->cli,
	    "the producer of live records has ended; what it said goes in %u s",
	    st->opts->restart_time);
}

/* What it does not repeat by the end of the restart time goes all the same. */
void
stage_found_producer(struct stage *st)
{
	st->producer_gone = false;
}

static void
on_expiry(void *ctx)
{
	struct stage *st = ctx;

	store_expire(st->store);
	while (store_work(st->store, UINT32_MAX))
		;
	tell_changes(st, true);
	if (st->producer_gone)
		stage_end(st, STAGE_PRODUCER_GONE);
}

void
stage_input_done(struct stage *st)
{
	if (st->opts->once)
		stage_end(st, STAGE_INPUT_DONE);
}

/* ---- ending ---- */

static void
on_limit(void *ctx)
{
	struct stage *st = ctx;

	cli_warn(st->cli, "gave up waiting for a clean end");
	stage_finish(st, st->status);
}

void
stage_end(struct stage *st, enum stage_end why)
{
	if (st->finished)
		return;
	if (why == STAGE_PRODUCER_GONE)
		st->status = CLI_UNAVAILABLE;
	/* --once ends when all is done, however long that takes */
	if (!st->ending && why != STAGE_INPUT_DONE)
		loop_timer_set(
		    st->limit, mono_add(clock_mono(), STAGE_END_LIMIT));
	st->ending |= why != STAGE_INPUT_DONE;
	st->ops->end(st->ctx, why);
}

void
stage_finish(struct stage *st, int status)
{
	st->finished = true;
	if (status != CLI_DONE)
		st->status = status;
	loop_stop(st->loop);
}

static void
on_signal(void *ctx, int sig)
{
	struct stage *st = ctx;

	if (sig != SIGHUP) {
		stage_end(st, STAGE_TERMINATED);
		return;
	}
	cli_info(st->cli, "reading the files again");
	if (stage_read_files(st))
		stage_settle(st);
}

/* ---- running ---- */

static bool
open_stage(struct stage *st)
{
	st->loop = loop_new();
	if (st->loop == NULL || loop_signals(st->loop, on_signal, st) < 0) {
		cli_failed(st->cli, "event loop");
		return false;
	}
	st->store = store_new();
	st->work = loop_task_new(st->loop, on_work, st);
	st->expiry = loop_timer_new(st->loop, on_expiry, st);
	st->limit = loop_timer_new(st->loop, on_limit, st);
	return true;
}

static void
close_stage(struct stage *st)
{
	intake_close(st);
	if (st->control != NULL)
		control_free(st->control);
	readers_close(st);
	if (st->started && st->ops->close != NULL)
		st->ops->close(st->ctx);
	forget_eors(st);
	if (st->store != NULL)
		store_free(st->store);
	loop_task_free(st->work);
	loop_timer_free(st->expiry);
	loop_timer_free(st->limit);
	loop_free(st->loop);
}

/* Everything that can refuse to begin, in the order a person would look. */
static bool
begin(struct stage *st)
{
	char path[CLIENT_PATH];

	client_path(st->ops->name, path, sizeof(path));
	if (!st->opts->once || !st->ops->observes)
		st->control = control_new(st, path);
	if (st->status != CLI_DONE)
		return false;
	st->started = true;
	if (!st->ops->start(st->ctx, st))
		return false;
	if (!st->opts->no_output)
		readers_open_stdout(st);
	if (!stage_read_files(st))
		return false;
	stage_settle(st);
	if (st->ops->ready != NULL)
		st->ops->ready(st->ctx);
	return intake_open(st);
}

int
stage_run(struct cli *cli, const struct stage_ops *ops,
    const struct stage_opts *opts, void *ctx)
{
	struct stage st = {
		.cli = cli,
		.ops = ops,
		.opts = opts,
		.ctx = ctx,
	};

	if (opts->feed)
		return client_feed(cli, ops, ctx);
	if (!open_stage(&st))
		return cli->status;
	if (begin(&st))
		loop_run(st.loop);
	if (st.out != NULL)
		sink_drain(st.out, mono_add(clock_mono(), STAGE_END_LIMIT));
	close_stage(&st);
	return st.status != CLI_DONE ? st.status : cli->status;
}

struct loop *
stage_loop(struct stage *st)
{
	return st->loop;
}

struct cli *
stage_cli(struct stage *st)
{
	return st->cli;
}

const struct store *
stage_store(struct stage *st)
{
	return st->store;
}
