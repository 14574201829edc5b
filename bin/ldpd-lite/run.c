/* ldpd-lite run: speaks LDP over the links of a site. */
#include "cli/cli.h"
#include "core/ldp_config.h"
#include "daemon.h"
#include "verbs.h"

const struct opt run_options[] = {
	OPT(run_opts, labels, "labels", 0, OPT_SPAN, "FROM-TO",
	    "the labels that are ours to give; default 16-99999", .lo = 16,
	    .hi = 1048575),
	OPTS(run_opts, stage, stage_options),
	{ 0 },
};

static bool
on_start(void *ctx, struct stage *stage)
{
	struct daemon *d = ctx;

	d->stage = stage;
	daemon_open(d);
	return true;
}

static void
on_close(void *ctx)
{
	daemon_close(ctx);
}

static bool
on_check(void *ctx, const struct rec *rec, struct rec_fault *fault)
{
	(void)ctx;
	return rec->type != REC_ROUTER || ldp_config_check(&rec->router, fault);
}

/* ---- what records do ---- */

typedef void change_fn(
    struct daemon *, const struct rec *old, const struct rec *new);

static void
on_router(struct daemon *d, const struct rec *old, const struct rec *new)
{
	(void)old;
	daemon_router(d, new);
}

static void
on_interface(struct daemon *d, const struct rec *old, const struct rec *new)
{
	discovery_link(d, (new != NULL ? new : old)->interface.name);
}

static void
on_interface_state(
    struct daemon *d, const struct rec *old, const struct rec *new)
{
	labels_interface(d, old, new);
	if (old != NULL && (new == NULL || old->interface_state.ifindex !=
					       new->interface_state.ifindex))
		discovery_gone(d, old->interface_state.ifindex);
	discovery_link(d, (new != NULL ? new : old)->interface_state.name);
}

static change_fn *const changes[REC_NTYPES] = {
	[REC_ROUTER] = on_router,
	[REC_INTERFACE] = on_interface,
	[REC_INTERFACE_STATE] = on_interface_state,
	[REC_ROUTE] = labels_route,
};

static void
on_change(void *ctx, const struct rec *old, const struct rec *new)
{
	changes[new != NULL ? new->type : old->type](ctx, old, new);
}

/* ---- the stage ---- */

static void
on_ready(void *ctx)
{
	daemon_ready(ctx);
}

static void
on_sink_open(void *ctx, struct stage_sink *sink)
{
	struct daemon *d = ctx;
	struct rec rec;

	for (size_t i = 0; i < d->n_neighbors; i++) {
		state_read(d->neighbors[i], &rec, &d->arena);
		stage_sink_write(sink, &rec);
		arena_reset(&d->arena);
	}
	ldp_lib_repeat(d->lib);
	if (d->converged)
		labels_converged(d, sink);
	daemon_work(d);
}

static bool
on_command(
    void *ctx, struct stage_sink *sink, const struct rec_command *command)
{
	return answer_command(ctx, sink, command);
}

static void
on_end(void *ctx, enum stage_end why)
{
	struct daemon *d = ctx;

	if (why == STAGE_INPUT_DONE && !d->converged)
		return; /* --once: when all is told */
	if (d->ending)
		stage_finish(d->stage, d->status);
	else
		daemon_end(d, CLI_DONE, why == STAGE_CONSUMER_GONE);
}

int
run_main(struct cli *cli)
{
	static const struct stage_ops ops = {
		.name = "ldpd-lite-run",
		.wants = STAGE_TYPE(REC_ROUTER) | STAGE_TYPE(REC_INTERFACE) |
			 STAGE_TYPE(REC_INTERFACE_STATE) |
			 STAGE_TYPE(REC_ROUTE),
		.start = on_start,
		.check = on_check,
		.close = on_close,
		.change = on_change,
		.ready = on_ready,
		.sink_open = on_sink_open,
		.command = on_command,
		.end = on_end,
	};
	struct run_opts opts = { .stage = STAGE_OPTS_DEFAULT,
		.labels = { 16, 99999 } };
	struct daemon d = { .cli = cli, .opts = &opts };

	if (!cli_parse(cli, &opts))
		return cli->status;
	return stage_run(cli, &ops, &opts.stage, &d);
}
