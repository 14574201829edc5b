/* bgpspeak run: speaks BGP to the configured peers. */
#include "cli/cli.h"
#include "speaker.h"
#include "verbs.h"

const struct opt run_options[] = {
	OPT(run_opts, no_resolve, "no-resolve", 0, OPT_FLAG, NULL,
	    "every next hop counts as reachable"),
	OPTS(run_opts, stage, stage_options),
	{ 0 },
};

static bool
on_start(void *ctx, struct stage *stage)
{
	struct speaker *sp = ctx;

	sp->stage = stage;
	speaker_open(sp);
	return true;
}

static void
on_close(void *ctx)
{
	speaker_close(ctx);
}

static bool
on_check(void *ctx, const struct rec *rec, struct rec_fault *fault)
{
	return speaker_check(ctx, rec, fault);
}

/* ---- what records do ---- */

typedef void change_fn(
    struct speaker *, const struct rec *old, const struct rec *new);

static void
on_router(struct speaker *sp, const struct rec *old, const struct rec *new)
{
	if (old != new)
		speaker_router(sp, new);
	else
		rpki_reload(sp);
}

static void
on_route(struct speaker *sp, const struct rec *old, const struct rec *new)
{
	const struct rec *r = new != NULL ? new : old;

	if (!HAS(&r->route, route, rib)) /* else another speaker's answer */
		redistribute_route(sp, old, new);
}

static void
on_lsp(struct speaker *sp, const struct rec *old, const struct rec *new)
{
	bgp_hops_lsp(
	    sp->hops, new != NULL ? &new->lsp : &old->lsp, new == NULL);
	speaker_work(sp);
}

static void
on_interface(struct speaker *sp, const struct rec *old, const struct rec *new)
{
	bgp_hops_mpls(sp->hops,
	    new != NULL ? new->interface.name : old->interface.name,
	    new != NULL &&new->interface.mpls);
	speaker_work(sp);
}

static change_fn *const changes[REC_NTYPES] = {
	[REC_ROUTER] = on_router,
	[REC_PEER] = neighbor_change,
	[REC_POLICY] = speaker_policy,
	[REC_INTERFACE] = on_interface,
	[REC_INTERFACE_STATE] = speaker_interface,
	[REC_LSP] = on_lsp,
	[REC_ROUTE] = on_route,
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
	speaker_ready(ctx);
}

static void
on_sink_open(void *ctx, struct stage_sink *sink)
{
	output_open(ctx, sink);
}

static void
on_sink_room(void *ctx, struct stage_sink *sink)
{
	(void)sink;
	speaker_work(ctx);
}

static void
on_sink_close(void *ctx, struct stage_sink *sink)
{
	answer_close(ctx, sink);
	output_close(ctx, sink);
}

static bool
on_command(
    void *ctx, struct stage_sink *sink, const struct rec_command *command)
{
	return answer_command(ctx, sink, command);
}

/*
 * What is installed stays, as it is the installer's. When nobody reads us any
 * more the whole line is being restarted, so that neighbours which
 * agreed to it keep our routes; otherwise we say Cease.
 */
static void
on_end(void *ctx, enum stage_end why)
{
	struct speaker *sp = ctx;

	if (why == STAGE_INPUT_DONE && !sp->converged && speaker_expects(sp))
		return; /* --once: when all is told; see on_work() */
	if (sp->ending)
		stage_finish(sp->stage, sp->status);
	else
		speaker_end(sp, CLI_DONE, why == STAGE_CONSUMER_GONE);
}

int
run_main(struct cli *cli)
{
	static const struct stage_ops ops = {
		.name = "bgpspeak-run",
		.wants = STAGE_TYPE(REC_ROUTER) | STAGE_TYPE(REC_PEER) |
			 STAGE_TYPE(REC_POLICY) | STAGE_TYPE(REC_INTERFACE) |
			 STAGE_TYPE(REC_INTERFACE_STATE) | STAGE_TYPE(REC_LSP) |
			 STAGE_TYPE(REC_ROUTE),
		.start = on_start,
		.check = on_check,
		.close = on_close,
		.change = on_change,
		.ready = on_ready,
		.sink_open = on_sink_open,
		.sink_room = on_sink_room,
		.sink_close = on_sink_close,
		.command = on_command,
		.end = on_end,
	};
	struct run_opts opts = { .stage = STAGE_OPTS_DEFAULT };
	struct speaker sp = { .cli = cli, .opts = &opts };

	if (!cli_parse(cli, &opts))
		return cli->status;
	return stage_run(cli, &ops, &opts.stage, &sp);
}
