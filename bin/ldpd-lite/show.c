/* ldpd-lite show: what the daemon that runs has now. */
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "core/ldp_metrics.h"
#include "stage/client.h"
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct show_opts {
	bool follow;
	const char *socket;
};

const struct opt show_options[] = {
	OPT(show_opts, follow, "follow", 'f', OPT_FLAG, NULL,
	    "the whole stream: what is so, then every change"),
	OPT(show_opts, socket, "socket", 0, OPT_STRING, "PATH",
	    "of the daemon's control socket", .hint = OPT_FILE),
	{ 0 },
};

/* What may be asked for, and how it looks as a table. */
static const struct what {
	const char *name;
	enum rec_type type;
	const char *columns[10];
} whats[] = {
	{ "neighbors", REC_ADJACENCY,
	    { "name", "state", "remote_address", "received", "advertised",
		"keepalive_time", "reason", NULL } },
	{ "adjacencies", REC_ADJACENCY, { "name", "hellos", "state", NULL } },
	{ "capabilities", REC_ADJACENCY,
	    { "name", "capabilities", "max_pdu_length", "on_demand",
		"loop_detection", "reconnect_time", NULL } },
	{ "bindings", REC_LABEL,
	    { "fec", "neighbor", "direction", "label", "reason", NULL } },
	{ "router", REC_ROUTER_STATE,
	    { "router_id", "peers", "established", "converged", "fecs",
		"labels", "lsps", "hellos", "memory", NULL } },
};

struct show {
	struct cli *cli;
	struct view *view; /* with --table */
	struct rec **said; /* for metrics */
	size_t n, room;
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

static int
ask(struct cli *cli, const struct show_opts *o, const struct what *what)
{
	struct rec_command c = { 0 };
	struct show s = { .cli = cli };
	int status;

	PUT(&c, command, id, 1);
	PUT(&c, command, verb, o->follow ? "stream" : "show");
	c.args.n = cli->args.n;
	c.args.at = cli->args.at;
	if (c.args.n > 0)
		MARK(&c, command, args);
	if (cli->table)
		s.view =
		    view_new(what->type, what->columns, term_width(cli->out));
	status = client_ask(cli, o->socket, &c, on_record, &s);
	if (s.view != NULL) {
		view_print(s.view, cli->out);
		view_free(s.view);
	}
	return status;
}

/* ---- metrics ---- */

static bool
keep_record(void *ctx, const struct rec *r, const char *line, size_t n)
{
	struct show *s = ctx;

	(void)line;
	(void)n;
	if (r == NULL)
		return true;
	s->said = mem_grow(s->said, &s->room, s->n, sizeof(*s->said));
	s->said[s->n++] = rec_dup(r);
	return true;
}

static int
ask_all(struct cli *cli, const char *socket, const char *what, struct show *s)
{
	struct rec_command c = { 0 };

	PUT(&c, command, id, 1);
	PUT(&c, command, verb, "show");
	MARK(&c, command, args);
	c.args.n = 1;
	c.args.at = &what;
	return client_ask(cli, socket, &c, keep_record, s);
}

static int
show_metrics(struct cli *cli, const char *socket)
{
	struct show s = { .cli = cli };
	struct obuf o = { 0 };
	int status = ask_all(cli, socket, "router", &s);

	if (status == CLI_DONE)
		status = ask_all(cli, socket, "neighbors", &s);
	if (status == CLI_DONE) {
		ldp_metrics_write(&o, s.said, s.n);
		if (fwrite(obuf_at(&o), 1, obuf_left(&o), cli->out) !=
			obuf_left(&o) ||
		    fflush(cli->out) != 0)
			status = cli_failed(cli, "standard output");
	}
	obuf_fini(&o);
	while (s.n > 0)
		rec_free(s.said[--s.n]);
	free(s.said);
	return status;
}

/* ---- the verb ---- */

int
show_main(struct cli *cli)
{
	struct show_opts o = { .socket = "ldpd-lite-run" };
	const struct what *what = NULL;
	const char *name;

	if (!cli_parse(cli, &o))
		return cli->status;
	name = cli->args.n > 0 ? cli->args.at[0] : whats[0].name;
	if (o.follow && (cli->table || cli->args.n > 0))
		return cli_usage(cli, "--follow shows the whole stream: no "
				      "--table, nothing to choose");
	if (strcmp(name, "metrics") == 0) {
		if (cli->table || cli->args.n > 1)
			return cli_usage(cli, "show metrics has no --table, "
					      "and nothing to choose");
		return show_metrics(cli, o.socket);
	}
	for (size_t i = 0; i < sizeof(whats) / sizeof(*whats); i++)
		if (strcmp(name, whats[i].name) == 0)
			what = &whats[i];
	if (what == NULL)
		return cli_usage(cli,
		    "show what? neighbors, adjacencies, capabilities, "
		    "bindings, router or metrics");
	return ask(cli, &o, what);
}
