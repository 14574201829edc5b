/* vrfctl sync: keeps a table of the kernel as the route records say. */
#include "core/fib.h"
#include "core/kernel.h"
#include "core/store.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "stage/source.h"
#include "stage/stage.h"
#include "vrfctl.h"
#include "world.h"

#include <errno.h>
#include <string.h>

struct sync_opts {
	struct stage_opts stage;
	uint32_t table, metric;
};

const struct opt sync_options[] = {
	OPT(sync_opts, table, "kernel-table", 0, OPT_UINT, "N",
	    "the kernel's table (254, main)", .lo = 1),
	OPT(sync_opts, metric, "metric", 0, OPT_UINT, "N",
	    "metric of the routes installed (20)", .lo = 1),
	OPTS(sync_opts, stage, stage_options),
	{ 0 },
};

struct sync {
	const struct sync_opts *opts;
	struct stage *stage;
	struct world *world;
	struct fib *fib;
	struct loop_timer *retry;
	struct loop_task *work;
	bool complete; /* the kernel's routes are known */
	bool ending;   /* finish when settled */
	bool clearing; /* --clean: nothing is wanted any more */
	bool expects;  /* what could not be installed is a matter of status */
	unsigned n_failures; /* since it was settled */
};

enum {
	SLICE = 4096,  /* requests of one turn, in a few system calls */
	FAILURES = 10, /* told one by one, before they are summed up */
};

/* ---- working off the difference ---- */

static void
settled(struct sync *s)
{
	size_t failed = fib_failed(s->fib);

	if (s->n_failures > FAILURES)
		cli_warn(stage_cli(s->stage), "%u more routes: not installed",
		    s->n_failures - FAILURES);
	s->n_failures = 0;
	if (!s->ending)
		return;
	if (s->expects && failed > 0)
		cli_warn(stage_cli(s->stage),
		    "%zu route%s could not be installed", failed,
		    failed == 1 ? "" : "s");
	stage_finish(s->stage, s->expects && failed > 0 ? CLI_AGAIN : CLI_DONE);
}

static void
work(void *ctx)
{
	struct sync *s = ctx;
	struct fib_request request;
	unsigned n = 0;

	if (!s->complete)
		return;
	while (n++ < SLICE && fib_next(s->fib, world_links(s->world), &request))
		world_request(
		    s->world, request.op, &request.route, request.tag);
	if (n > SLICE)
		loop_task_soon(s->work);
	loop_timer_set(s->retry, fib_deadline(s->fib));
	if (fib_is_settled(s->fib))
		settled(s);
}

static void
on_retry(void *ctx)
{
	struct sync *s = ctx;

	fib_retry(s->fib);
	loop_task_soon(s->work);
}

static const char *
failure_text(int error, const char *why)
{
	if (error == 0)
		return "the kernel made something else of it";
	if (error == EEXIST)
		return "another protocol has one of this metric";
	return why != NULL ? why : strerror(error);
}

static void
on_done(void *ctx, uint64_t tag, int error, const char *why)
{
	struct sync *s = ctx;
	bool is_new = fib_done(s->fib, tag, error, clock_mono());
	char name[PREFIX_TEXT];

	if (is_new && s->n_failures++ < FAILURES) {
		prefix_format(fib_prefix(s->fib, tag), name);
		cli_warn(stage_cli(s->stage),
		    "%s: not installed: %s; trying again", name,
		    failure_text(error, why));
	}
	if (error == ENOBUFS)
		world_resync(s->world);
	loop_task_soon(s->work);
}

/* ---- the kernel's side ---- */

static void
on_link(void *ctx, const struct links_entry *e, bool gone)
{
	struct sync *s = ctx;

	(void)e;
	(void)gone;
	fib_retry(s->fib);
	loop_task_soon(s->work);
}

static void
on_route(void *ctx, const struct rtnl_route *route, bool deleted)
{
	struct sync *s = ctx;

	fib_have(s->fib, route, deleted);
	loop_task_soon(s->work);
}

static void
on_begin(void *ctx)
{
	struct sync *s = ctx;

	fib_dump_begin(s->fib);
}

static void
on_complete(void *ctx)
{
	struct sync *s = ctx;

	fib_dump_end(s->fib);
	fib_retry(s->fib);
	s->complete = true;
	loop_task_soon(s->work);
}

static const struct world_events world_events = {
	.link = on_link,
	.route = on_route,
	.begin = on_begin,
	.complete = on_complete,
	.done = on_done,
};

/* ---- the records' side ---- */

static void
on_change(void *ctx, const struct rec *old, const struct rec *new)
{
	struct sync *s = ctx;
	const struct rec_route *r = new ? &new->route : &old->route;
	bool is = new != NULL &&fib_is_ours_to_install(&new->route);
	bool was = old != NULL && fib_is_ours_to_install(&old->route);

	if (s->clearing || (!is && !was))
		return;
	fib_want(s->fib, &r->prefix, is ? r : NULL);
	loop_task_soon(s->work);
}

static void
on_eor(void *ctx, const struct rec *eor)
{
	struct sync *s = ctx;
	const struct rec_eor *e = &eor->eor;

	if (strcmp(e->of, "route") != 0 || !HAS(e, eor, protocol) ||
	    strcmp(e->protocol, "bgp") != 0 || HAS(e, eor, vrf))
		return;
	fib_sweep(s->fib, HAS(e, eor, family) ? e->family : 0);
	loop_task_soon(s->work);
}

/* ---- the stage ---- */

static bool
start(void *ctx, struct stage *stage)
{
	struct sync *s = ctx;

	s->stage = stage;
	s->fib = fib_new(s->opts->table, s->opts->metric, KERNEL_PROTOCOL_SYNC);
	s->retry = loop_timer_new(stage_loop(stage), on_retry, s);
	s->work = loop_task_new(stage_loop(stage), work, s);
	s->world = world_open(stage_cli(stage), stage_loop(stage),
	    s->opts->table, 0, &world_events, s);
	return s->world != NULL;
}

/*
 * What is installed stays when we are told to end, or when nobody reads our
 * output; with --clean it goes. When the producer is gone for good, or all
 * input was read, what is there to do is done first.
 */
static void
end(void *ctx, enum stage_end why)
{
	struct sync *s = ctx;

	if (s->opts->stage.clean && why != STAGE_INPUT_DONE) {
		s->clearing = true;
		fib_clear(s->fib);
	} else if (why == STAGE_PRODUCER_GONE || why == STAGE_INPUT_DONE) {
		/*
		 * What was refused may be what is installed; and a stream that
		 * has ended without an eor need not have said all.
		 */
		if (why == STAGE_PRODUCER_GONE ||
		    (stage_cli(s->stage)->status == CLI_DONE &&
			source_is_named(stage_cli(s->stage))))
			fib_sweep(s->fib, 0);
	} else {
		stage_finish(s->stage, CLI_DONE);
	}
	s->expects = why == STAGE_INPUT_DONE;
	s->ending = true;
	loop_task_soon(s->work);
}

static void
close_sync(void *ctx)
{
	struct sync *s = ctx;

	world_close(s->world);
	loop_timer_free(s->retry);
	loop_task_free(s->work);
	fib_free(s->fib);
}

static const struct stage_ops ops = {
	.name = "vrfctl-sync",
	.wants = STAGE_TYPE(REC_ROUTE),
	.start = start,
	.change = on_change,
	.eor = on_eor,
	.end = end,
	.close = close_sync,
};

int
sync_main(struct cli *cli)
{
	struct sync_opts o = {
		.stage = STAGE_OPTS_DEFAULT,
		.table = KERNEL_TABLE_MAIN,
		.metric = 20,
	};
	struct sync s = { .opts = &o };

	if (!cli_parse(cli, &o))
		return cli->status;
	return stage_run(cli, &ops, &o.stage, &s);
}
