/*
 * Commands on the control socket: `show peers`, `show routes [PREFIX]`.
 *
 * An answer may be long and its reader slow: it keeps its place in the RIB and
 * goes on when there is room.
 */
#include "base/mem.h"
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

struct answer {
	struct answer *next;
	struct stage_sink *sink;
	uint16_t table;
	uint32_t at;    /* of bgp_rib_walk() */
	bool all;       /* every path, not the best alone */
	bool by_prefix; /* of this destination alone */
	struct prefix prefix;
};

static void
write_dest(struct speaker *sp, struct answer *a, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(sp->rib, dest);
	const struct bgp_path *path = bgp_rib_first(sp->rib, dest);
	struct rec rec;

	for (; path != NULL; path = bgp_rib_next(sp->rib, path)) {
		if (path != best && !a->all)
			continue;
		output_route(sp, dest, path,
		    path == best ? RIB_LOC : RIB_ADJ_IN, &rec, &sp->arena);
		stage_sink_write(a->sink, &rec);
		arena_reset(&sp->arena);
	}
}

/* False: the sink is full, and it will go on. */
static bool
write_tables(struct speaker *sp, struct answer *a)
{
	for (; a->table < bgp_rib_tables(sp->rib); a->table++, a->at = 0) {
		uint32_t dest;

		while ((dest = bgp_rib_walk(sp->rib, a->table, &a->at)) !=
		       BGP_NONE) {
			write_dest(sp, a, dest);
			if (stage_sink_full(a->sink))
				return false;
		}
	}
	return true;
}

/* The destination, or else the longest that covers it. */
static void
write_prefix(struct speaker *sp, struct answer *a)
{
	struct bgp_net net = { .prefix = a->prefix };

	for (; net.table < bgp_rib_tables(sp->rib); net.table++) {
		uint32_t dest = bgp_rib_find(sp->rib, &net);

		if (dest == BGP_NONE)
			dest = bgp_rib_match(sp->rib, &net);
		if (dest != BGP_NONE)
			write_dest(sp, a, dest);
	}
}

static void
go_on(struct speaker *sp, struct answer *a)
{
	struct stage_sink *sink = a->sink;

	if (a->by_prefix)
		write_prefix(sp, a);
	else if (!write_tables(sp, a))
		return;
	answer_close(sp, sink);
	stage_reply(sink, NULL);
}

void
answer_room(struct speaker *sp, struct stage_sink *sink)
{
	for (struct answer *a = sp->answers; a != NULL; a = a->next)
		if (a->sink == sink) {
			go_on(sp, a);
			return;
		}
}

void
answer_close(struct speaker *sp, struct stage_sink *sink)
{
	struct answer **at = &sp->answers, *a;

	while (*at != NULL && (*at)->sink != sink)
		at = &(*at)->next;
	a = *at;
	if (a == NULL)
		return;
	*at = a->next;
	free(a);
}

/* ---- commands ---- */

static void
show_peers(struct speaker *sp, struct stage_sink *sink, const char *name)
{
	bool any = name == NULL;
	struct rec rec;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		if (name != NULL && strcmp(name, sp->neighbors[i]->name) != 0)
			continue;
		any = true;
		state_read(sp->neighbors[i], &rec, &sp->arena);
		stage_sink_write(sink, &rec);
		arena_reset(&sp->arena);
	}
	stage_reply(sink, any ? NULL : "there is no peer of that name");
}

static bool
read_prefix(struct answer *a, const char *text)
{
	size_t n = strlen(text);

	a->by_prefix = true;
	if (prefix_parse(&a->prefix, text, n, NULL))
		return true;
	if (!addr_parse(&a->prefix.addr, text, n, NULL))
		return false;
	a->prefix.len = (uint8_t)addr_bits(&a->prefix.addr);
	return true;
}

/* Arguments after "routes": "all" and a prefix or an address, in any order. */
static void
show_routes(struct speaker *sp, struct stage_sink *sink, const rec_names *args)
{
	struct answer *a = mem_zalloc(sizeof(*a));

	a->sink = sink;
	for (uint32_t i = 1; i < args->n; i++) {
		if (strcmp(args->at[i], "all") == 0) {
			a->all = true;
		} else if (!read_prefix(a, args->at[i])) {
			free(a);
			stage_reply(sink, "neither a prefix nor an address");
			return;
		}
	}
	a->next = sp->answers;
	sp->answers = a;
	go_on(sp, a);
}

bool
answer_command(
    struct speaker *sp, struct stage_sink *sink, const struct rec_command *c)
{
	const char *what = c->args.n > 0 ? c->args.at[0] : "peers";

	if (strcmp(c->verb, "show") != 0)
		return false;
	if (strcmp(what, "peers") == 0)
		show_peers(sp, sink, c->args.n > 1 ? c->args.at[1] : NULL);
	else if (strcmp(what, "routes") == 0)
		show_routes(sp, sink, &c->args);
	else
		stage_reply(sink, "show what? peers or routes");
	return true;
}
