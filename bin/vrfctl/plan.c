/* vrfctl plan: what sync would change in the kernel, as step records. */
#include "base/arena.h"
#include "base/obuf.h"
#include "cli/term.h"
#include "cli/view.h"
#include "core/draft.h"
#include "core/fib.h"
#include "core/kernel.h"
#include "core/store.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "stage/source.h"
#include "value/family.h"
#include "vrfctl.h"
#include "world.h"

#include <string.h>

struct plan_opts {
	uint32_t table, metric;
};

const struct opt plan_options[] = {
	OPT(plan_opts, table, "kernel-table", 0, OPT_UINT, "N",
	    "the kernel's table (254, main)", .lo = 1),
	OPT(plan_opts, metric, "metric", 0, OPT_UINT, "N",
	    "metric of the routes (20)", .lo = 1),
	{ 0 },
};

struct plan {
	struct cli *cli;
	struct loop *loop;
	struct store *store;
	struct store_feed feed;
	struct fib *fib;
	struct world *world;
	struct view *view;
	size_t steps;
	bool complete4, complete6; /* an eor has said so */
};

/* ---- what is wanted ---- */

/* One operand on its way in; a file is taken whole or not at all. */
struct operand {
	struct plan *plan;
	const char *path;
	struct draft *draft; /* NULL: standard input, record by record */
};

/* What an eor says is complete may lose routes, as in sync. */
static void
note_eor(struct plan *p, const struct rec_eor *e)
{
	bool all = !HAS(e, eor, family);

	if (strcmp(e->of, "route") != 0 || !HAS(e, eor, protocol) ||
	    strcmp(e->protocol, "bgp") != 0 || HAS(e, eor, vrf))
		return;
	p->complete4 |= all || e->family == FAMILY_IPV4_UNICAST;
	p->complete6 |= all || e->family == FAMILY_IPV6_UNICAST;
}

static bool
take(void *ctx, const struct source_item *item)
{
	struct operand *o = ctx;
	struct plan *p = o->plan;
	struct rec_fault fault = { 0 };
	bool taken;

	if (item->refused && o->draft != NULL)
		draft_refused(o->draft);
	if (item->rec == NULL)
		return true;
	if (item->type == REC_EOR)
		note_eor(p, &item->rec->eor);
	taken = o->draft != NULL
		    ? draft_put(o->draft, item->rec, &fault)
		    : store_put(p->store, &p->feed, item->rec, &fault);
	if (!taken) {
		fault.line = item->line;
		cli_refused(p->cli, o->path, &fault);
	}
	return true;
}

static bool
read_operand(struct plan *p, const char *path)
{
	struct operand o = { .plan = p, .path = path };
	bool taken;

	if (strcmp(path, "-") == 0) {
		o.path = "standard input";
		return source_read(p->cli, path, take, &o);
	}
	o.draft = draft_new(path);
	taken = source_read(p->cli, path, take, &o) &&
		draft_commit(o.draft, p->store);
	draft_free(o.draft);
	return taken;
}

/* Without one of its files a plan would tell of routes to be deleted. */
static bool
read_all(struct plan *p)
{
	bool all = true;

	if (p->cli->args.n == 0)
		return read_operand(p, "-");
	for (unsigned i = 0; i < p->cli->args.n; i++)
		all &= read_operand(p, p->cli->args.at[i]);
	return all;
}

/* ---- the kernel, once ---- */

static void
on_link(void *ctx, const struct links_entry *e, bool gone)
{
	(void)ctx;
	(void)e;
	(void)gone;
}

static void
on_route(void *ctx, const struct rtnl_route *route, bool deleted)
{
	struct plan *p = ctx;

	fib_have(p->fib, route, deleted);
}

static void
on_begin(void *ctx)
{
	struct plan *p = ctx;

	fib_dump_begin(p->fib);
}

static void
on_complete(void *ctx)
{
	struct plan *p = ctx;

	fib_dump_end(p->fib);
	loop_stop(p->loop);
}

static const struct world_events world_events = {
	.link = on_link,
	.route = on_route,
	.begin = on_begin,
	.complete = on_complete,
};

/* ---- steps ---- */

static const char *const actions[] = {
	[RTNL_ADD] = "add",
	[RTNL_REPLACE] = "change",
	[RTNL_DEL] = "delete",
};

static const char *const columns[] = { "action", "name", "to", NULL };

/* The paths that the route would have, as the JSON of a record. */
static const char *
route_text(const struct rec *r, struct arena *arena)
{
	struct obuf line = { 0 };
	const char *text;

	rec_write(&line, r);
	text = arena_strndup(arena, obuf_at(&line), obuf_left(&line) - 1);
	obuf_fini(&line);
	return text;
}

static void
print_step(struct plan *p, const struct fib_request *request)
{
	const struct rtnl_route *route = &request->route;
	struct rec r = { .type = REC_STEP }, key = { .type = REC_ROUTE };
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	char name[PREFIX_TEXT];
	const struct rec *to;

	prefix_format(&route->prefix, name);
	PUT(&r.step, step, action, actions[request->op]);
	PUT(&r.step, step, of, "route");
	PUT(&r.step, step, name, name);
	PUT(&r.step, step, done, false);
	PUT(&key.route, route, rib, RIB_LOC);
	PUT(&key.route, route, family,
	    route->prefix.addr.ip == ADDR_IP4 ? FAMILY_IPV4_UNICAST
					      : FAMILY_IPV6_UNICAST);
	PUT(&key.route, route, prefix, route->prefix);
	to = store_find(p->store, &key);
	if (to != NULL && request->op != RTNL_DEL)
		PUT(&r.step, step, to, route_text(to, &arena));
	if (p->view != NULL) {
		view_add(p->view, &r);
	} else {
		rec_write(&line, &r);
		fwrite(obuf_at(&line), 1, obuf_left(&line), p->cli->out);
	}
	p->steps++;
	obuf_fini(&line);
	arena_fini(&arena);
}

static void
print_steps(struct plan *p)
{
	struct fib_request request;
	const struct rec *r;
	uint32_t at = 0;

	if (p->cli->table)
		p->view = view_new(REC_STEP, columns, term_width(p->cli->out));
	while ((r = store_next(p->store, REC_ROUTE, &at)) != NULL)
		if (fib_is_ours_to_install(&r->route))
			fib_want(p->fib, &r->route.prefix, &r->route);
	if (p->cli->status == CLI_DONE && source_is_named(p->cli))
		fib_sweep(p->fib, 0);
	if (p->complete4)
		fib_sweep(p->fib, FAMILY_IPV4_UNICAST);
	if (p->complete6)
		fib_sweep(p->fib, FAMILY_IPV6_UNICAST);
	while (fib_next(p->fib, world_links(p->world), &request))
		print_step(p, &request);
	if (p->view != NULL) {
		view_print(p->view, p->cli->out);
		view_free(p->view);
	}
	if (fib_failed(p->fib) > 0)
		cli_warn(p->cli,
		    "%zu routes cannot be installed: their interface is not "
		    "there",
		    fib_failed(p->fib));
}

int
plan_main(struct cli *cli)
{
	struct plan_opts o = { .table = KERNEL_TABLE_MAIN, .metric = 20 };
	struct plan p = { .cli = cli };

	if (!cli_parse(cli, &o))
		return cli->status;
	p.store = store_new();
	store_feed_init(p.store, &p.feed, "plan");
	if (!read_all(&p)) {
		store_free(p.store);
		return cli->status;
	}
	p.fib = fib_new(o.table, o.metric, KERNEL_PROTOCOL_SYNC);
	p.loop = loop_new();
	p.world = world_open(cli, p.loop, o.table, 0, &world_events, &p);
	if (p.world != NULL) {
		loop_run(p.loop);
		print_steps(&p);
	}
	world_close(p.world);
	loop_free(p.loop);
	fib_free(p.fib);
	store_free(p.store);
	if (cli->status == CLI_DONE && p.steps > 0)
		return CLI_CHANGES;
	return cli->status;
}
