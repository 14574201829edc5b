/* vrfctl watch: the kernel's links and routes to records, live. */
#include "base/arena.h"
#include "base/mem.h"
#include "core/kernel.h"
#include "core/store.h"
#include "stage/stage.h"
#include "value/family.h"
#include "vrfctl.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

struct watch_opts {
	struct stage_opts stage;
};

const struct opt watch_options[] = {
	OPTS(watch_opts, stage, stage_options),
	{ 0 },
};

/* Where a reader that came late stands in what has been said before. */
struct cursor {
	enum rec_type type;
	uint32_t at;
	bool done;
};

struct watch {
	struct stage *stage;
	struct world *world;
	struct store *said; /* the records that are true now */
	struct store_feed kernel;
	struct arena arena;
	bool complete, once;
};

/* Types and protocols whose completeness is said, with and without routes. */
static const char *const protocols[] = { "connected", "static", "kernel" };

/* ---- what was said, to whom ---- */

/* Says what the store has found to be new, changed or gone. */
static void
say_changes(struct watch *w)
{
	const struct store_change *c;
	size_t n;

	c = store_changes(w->said, &n);
	for (size_t i = 0; i < n; i++, c++) {
		struct rec gone;

		if (c->new != NULL) {
			stage_say(w->stage, c->new);
			continue;
		}
		gone = rec_gone(c->old);
		stage_say(w->stage, &gone);
	}
	store_settle(w->said);
}

/* The first picture: all that is true, without how it came to be known. */
static void
say_all(struct watch *w)
{
	static const enum rec_type types[] = { REC_INTERFACE_STATE, REC_ROUTE };
	const struct rec *r;

	store_settle(w->said);
	for (size_t i = 0; i < 2; i++)
		for (uint32_t at = 0;
		     (r = store_next(w->said, types[i], &at)) != NULL;)
			stage_say(w->stage, r);
}

static struct rec
eor_of(const char *of, const char *protocol, uint32_t family)
{
	struct rec r = { .type = REC_EOR };

	PUT(&r.eor, eor, of, of);
	if (protocol != NULL)
		PUT(&r.eor, eor, protocol, protocol);
	if (family != 0)
		PUT(&r.eor, eor, family, family);
	return r;
}

typedef void each_eor(void *ctx, const struct rec *);

/* Every eor that a complete picture of the kernel amounts to. */
static void
for_eors(each_eor *each, void *ctx)
{
	struct rec r = eor_of("interface_state", NULL, 0);

	each(ctx, &r);
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		r = eor_of("route", protocols[i], FAMILY_IPV4_UNICAST);
		each(ctx, &r);
		r = eor_of("route", protocols[i], FAMILY_IPV6_UNICAST);
		each(ctx, &r);
	}
}

static void
say_eor(void *ctx, const struct rec *r)
{
	stage_say(ctx, r);
}

static void
write_eor(void *ctx, const struct rec *r)
{
	stage_sink_write(ctx, r);
}

/* Goes on telling a late reader, as far as it has room. */
static void
sink_room(void *ctx, struct stage_sink *sink)
{
	struct watch *w = ctx;
	struct cursor *c = *stage_sink_data(sink);
	const struct rec *r;

	while (c != NULL && !c->done && !stage_sink_full(sink)) {
		r = store_next(w->said, c->type, &c->at);
		if (r != NULL) {
			stage_sink_write(sink, r);
		} else if (c->type == REC_INTERFACE_STATE) {
			*c = (struct cursor){ .type = REC_ROUTE };
		} else {
			c->done = true;
			if (w->complete)
				for_eors(write_eor, sink);
		}
	}
}

static void
sink_open(void *ctx, struct stage_sink *sink)
{
	struct cursor *c = mem_zalloc(sizeof(*c));

	c->type = REC_INTERFACE_STATE;
	*stage_sink_data(sink) = c;
	sink_room(ctx, sink);
}

static void
sink_close(void *ctx, struct stage_sink *sink)
{
	(void)ctx;
	free(*stage_sink_data(sink));
}

/* ---- what the kernel says ---- */

static void
put(struct watch *w, const struct rec *r)
{
	store_put(w->said, &w->kernel, r, NULL);
	arena_reset(&w->arena);
	if (w->complete)
		say_changes(w);
}

static void
on_link(void *ctx, const struct links_entry *e, bool gone)
{
	struct watch *w = ctx;
	struct rec r;

	links_record(world_links(w->world), e, &r, &w->arena);
	r.del = gone;
	put(w, &r);
}

/*
 * Whether an event does not say all that it means. IPv6 tells of single next
 * hops of a route that has several. And what takes the place of another
 * protocol's route ends that one without a word.
 */
static bool
says_too_little(const struct rtnl_route *route, bool deleted,
    const struct rec_route *old, const struct rec_route *new)
{
	if (deleted)
		return old != NULL && old->paths.n > new->paths.n;
	return route->replaces && old == NULL &&
	       route->table == KERNEL_TABLE_MAIN &&
	       !kernel_protocol_is_ours(route->protocol);
}

static void
on_route(void *ctx, const struct rtnl_route *route, bool deleted)
{
	struct watch *w = ctx;
	const struct rec *old = NULL;
	struct rec r;
	bool reported;

	reported =
	    kernel_route_record(route, world_links(w->world), &r, &w->arena);
	if (reported)
		old = store_find(w->said, &r);
	if (says_too_little(
		route, deleted, old ? &old->route : NULL, &r.route)) {
		arena_reset(&w->arena);
		world_resync(w->world);
	} else if (reported) {
		r.del = deleted;
		put(w, &r);
	} else {
		arena_reset(&w->arena);
	}
}

static void
on_begin(void *ctx)
{
	struct watch *w = ctx;

	store_lost(w->said, &w->kernel);
	store_feed_init(w->said, &w->kernel, "kernel");
}

static void
on_complete(void *ctx)
{
	struct watch *w = ctx;
	bool first = !w->complete;

	store_expire(w->said);
	while (store_work(w->said, UINT32_MAX))
		;
	w->complete = true;
	if (first) {
		say_all(w);
		for_eors(say_eor, w->stage);
	} else {
		say_changes(w);
	}
	if (w->once)
		stage_finish(w->stage, CLI_DONE);
}

static void
on_done(void *ctx, uint64_t tag, int error, const char *why)
{
	(void)ctx;
	(void)tag;
	(void)error;
	(void)why;
}

static const struct world_events world_events = {
	.link = on_link,
	.route = on_route,
	.begin = on_begin,
	.complete = on_complete,
	.done = on_done,
};

/* ---- the stage ---- */

static bool
start(void *ctx, struct stage *stage)
{
	struct watch *w = ctx;

	w->stage = stage;
	w->said = store_new();
	store_feed_init(w->said, &w->kernel, "kernel");
	return true;
}

/* Configuration goes first: whoever reads on knows what to do with routes. */
static void
ready(void *ctx)
{
	struct watch *w = ctx;

	w->world = world_open(
	    stage_cli(w->stage), stage_loop(w->stage), 0, 0, &world_events, w);
	if (w->world == NULL)
		stage_finish(w->stage, stage_cli(w->stage)->status);
}

/* --once: when the first picture is complete, whenever the input ends. */
static void
end(void *ctx, enum stage_end why)
{
	struct watch *w = ctx;

	if (why == STAGE_INPUT_DONE && !w->complete)
		w->once = true;
	else
		stage_finish(w->stage, CLI_DONE);
}

static void
close_watch(void *ctx)
{
	struct watch *w = ctx;

	world_close(w->world);
	store_free(w->said);
	arena_fini(&w->arena);
}

static const struct stage_ops ops = {
	.name = "vrfctl-watch",
	.observes = true,
	.start = start,
	.ready = ready,
	.sink_open = sink_open,
	.sink_room = sink_room,
	.sink_close = sink_close,
	.end = end,
	.close = close_watch,
};

int
watch_main(struct cli *cli)
{
	struct watch_opts o = { .stage = STAGE_OPTS_DEFAULT };
	struct watch w = { 0 };

	if (!cli_parse(cli, &o))
		return cli->status;
	return stage_run(cli, &ops, &o.stage, &w);
}
