/* bgpspeak show: what the daemon that runs has now. */
#include "show.h"
#include "base/arena.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "stage/client.h"
#include "verbs.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct show_opts {
	bool follow, explain;
	const char *socket;
	struct opt_list rib, vrf, peer, prefix, as_path, origin_as, community;
	struct opt_list family, rd, rt;
};

const struct opt show_options[] = {
	OPT(show_opts, follow, "follow", 'f', OPT_FLAG, NULL,
	    "the whole stream: what is so, then every change"),
	OPT(show_opts, rib, "rib", 0, OPT_LIST, "RIB",
	    "routes of adj_in_pre, adj_in, loc (default), adj_out"),
	OPT(show_opts, explain, "explain", 0, OPT_FLAG, NULL,
	    "every path, and what made it lose or win"),
	OPT(show_opts, vrf, "vrf", 0, OPT_LIST, "VRF",
	    "only routes in it; '' is the global table"),
	OPT(show_opts, peer, "peer", 0, OPT_LIST, "NAME|ADDRESS|AS",
	    "only routes from, with --rib adj_out to this neighbour"),
	OPT(show_opts, prefix, "prefix", 0, OPT_LIST, "PREFIX",
	    "only this prefix; also \"P longer\", \"P shorter\", "
	    "\"P ge N le N\""),
	OPT(show_opts, as_path, "as-path", 0, OPT_LIST, "PATTERN",
	    "only AS paths that match: PCRE2, _ is the edge of a number"),
	OPT(show_opts, origin_as, "origin-as", 0, OPT_LIST, "AS",
	    "only routes that this AS has originated"),
	OPT(show_opts, community, "community", 0, OPT_LIST, "COMMUNITY",
	    "only with it, of any kind: 65001:*, 1:2:*, rt:65001:100"),
	OPT(show_opts, family, "family", 0, OPT_LIST, "FAMILY",
	    "only of this address family: ipv6_unicast"),
	OPT(show_opts, rd, "rd", 0, OPT_LIST, "RD",
	    "only with this route distinguisher; * for a part"),
	OPT(show_opts, rt, "rt", 0, OPT_LIST, "RT",
	    "only with this route target; * for a part"),
	OPT(show_opts, socket, "socket", 0, OPT_STRING, "PATH",
	    "of the daemon's control socket", .hint = OPT_FILE),
	{ 0 },
};

/* Which routes: each goes to the daemon as NAME=VALUE. */
static const struct {
	const char *name;
	size_t at;
} conditions[] = {
	{ "rib", offsetof(struct show_opts, rib) },
	{ "vrf", offsetof(struct show_opts, vrf) },
	{ "peer", offsetof(struct show_opts, peer) },
	{ "prefix", offsetof(struct show_opts, prefix) },
	{ "as-path", offsetof(struct show_opts, as_path) },
	{ "origin-as", offsetof(struct show_opts, origin_as) },
	{ "community", offsetof(struct show_opts, community) },
	{ "family", offsetof(struct show_opts, family) },
	{ "rd", offsetof(struct show_opts, rd) },
	{ "rt", offsetof(struct show_opts, rt) },
};

#define N_CONDITIONS (sizeof(conditions) / sizeof(*conditions))

struct show {
	struct cli *cli;
	struct view *view; /* with --table */
};

static const char *const peer_columns[] = {
	"name",
	"remote_address",
	"remote_as",
	"state",
	"families",
	"received",
	"accepted",
	"advertised",
	"reason",
	NULL,
};

static const char *const route_columns[] = {
	"prefix",
	"next_hop",
	"protocol",
	"peer",
	"rib",
	"local_pref",
	"med",
	"as_path",
	"origin",
	"reason",
	NULL,
};

static const char *const explain_columns[] = {
	"prefix",
	"peer",
	"rib",
	"reason",
	"compared",
	"next_hop",
	"local_pref",
	"med",
	"as_path",
	"origin",
	NULL,
};

static const char *const router_columns[] = {
	"as",
	"router_id",
	"peers",
	"established",
	"converged",
	"tables",
	"attribute_sets",
	"memory",
	"roas",
	NULL,
};

static const char *const policy_columns[] = {
	"name",
	"rules",
	"used_by",
	NULL,
};

static bool
on_record(void *ctx, const struct rec *r, const char *line, size_t n)
{
	struct show *s = ctx;

	if (s->view == NULL)
		return fwrite(line, 1, n, s->cli->out) == n &&
		       fflush(s->cli->out) == 0;
	if (r != NULL)
		view_add(s->view, r);
	return true;
}

/* ---- the question ---- */

static const struct opt_list *
list_at(const struct show_opts *o, size_t i)
{
	return (const void *)((const char *)o + conditions[i].at);
}

/* The option that asks for something of routes, or NULL. */
static const char *
asks_of_routes(const struct show_opts *o)
{
	for (size_t i = 0; i < N_CONDITIONS; i++)
		if (list_at(o, i)->n > 0)
			return conditions[i].name;
	return o->explain ? "explain" : NULL;
}

static size_t
count_words(const struct cli *cli, const struct show_opts *o)
{
	size_t n = cli->args.n + 1;

	for (size_t i = 0; i < N_CONDITIONS; i++)
		n += list_at(o, i)->n;
	return n;
}

static const char *
join(struct arena *arena, const char *name, const char *value)
{
	size_t room = strlen(name) + strlen(value) + 2;
	char *word = arena_alloc(arena, room);

	snprintf(word, room, "%s=%s", name, value);
	return word;
}

/* Operands as they are, then options as NAME=VALUE. */
static void
put_words(const struct cli *cli, const struct show_opts *o,
    struct rec_command *c, struct arena *arena)
{
	c->args.at =
	    arena_alloc(arena, count_words(cli, o) * sizeof(*c->args.at));
	for (unsigned i = 0; i < cli->args.n; i++)
		c->args.at[c->args.n++] = cli->args.at[i];
	if (o->explain)
		c->args.at[c->args.n++] = "explain";
	for (size_t i = 0; i < N_CONDITIONS; i++)
		for (unsigned k = 0; k < list_at(o, i)->n; k++)
			c->args.at[c->args.n++] = join(
			    arena, conditions[i].name, list_at(o, i)->at[k]);
	if (c->args.n > 0)
		MARK(c, command, args);
}

static struct view *
view_of(const struct cli *cli, const struct show_opts *o, const char *what)
{
	unsigned width = term_width(cli->out);

	if (strcmp(what, "routes") == 0)
		return view_new(REC_ROUTE,
		    o->explain ? explain_columns : route_columns, width);
	if (strcmp(what, "router") == 0)
		return view_new(REC_ROUTER_STATE, router_columns, width);
	if (strcmp(what, "policies") == 0)
		return view_new(REC_POLICY_STATE, policy_columns, width);
	return view_new(REC_PEER_STATE, peer_columns, width);
}

static int
ask(struct cli *cli, const struct show_opts *o, const char *what)
{
	struct rec_command c = { 0 };
	struct show s = { .cli = cli };
	struct arena arena = { 0 };
	int status;

	PUT(&c, command, id, 1);
	PUT(&c, command, verb, o->follow ? "stream" : "show");
	put_words(cli, o, &c, &arena);
	if (cli->table)
		s.view = view_of(cli, o, what);
	status = client_ask(cli, o->socket, &c, on_record, &s);
	if (s.view != NULL) {
		view_print(s.view, cli->out);
		view_free(s.view);
	}
	arena_fini(&arena);
	return status;
}

int
show_main(struct cli *cli)
{
	struct show_opts o = { .socket = "bgpspeak-run" };
	const char *option, *what;

	if (!cli_parse(cli, &o))
		return cli->status;
	what = cli->args.n > 0 ? cli->args.at[0] : "peers";
	option = asks_of_routes(&o);
	if (o.follow && (cli->table || cli->args.n > 0 || option != NULL))
		return cli_usage(cli, "--follow shows the whole stream: no "
				      "--table, nothing to choose");
	if (option != NULL && strcmp(what, "routes") != 0)
		return cli_usage(
		    cli, "--%s is of routes: show routes --%s", option, option);
	if (strcmp(what, "metrics") != 0)
		return ask(cli, &o, what);
	if (cli->table || cli->args.n > 1)
		return cli_usage(cli, "show metrics has no --table, and "
				      "nothing to choose");
	return show_metrics(cli, o.socket);
}
