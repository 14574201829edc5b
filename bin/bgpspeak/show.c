/* bgpspeak show: what the daemon that runs has now. */
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "stage/client.h"
#include "verbs.h"

#include <stdio.h>
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

int
show_main(struct cli *cli)
{
	struct show_opts o = { .socket = "bgpspeak-run" };
	struct rec_command c = { 0 };
	struct show s = { .cli = cli };
	bool routes;
	int status;

	if (!cli_parse(cli, &o))
		return cli->status;
	routes = cli->args.n > 0 && strcmp(cli->args.at[0], "routes") == 0;
	if (o.follow && (cli->table || cli->args.n > 0))
		return cli_usage(cli, "--follow shows the whole stream: no "
				      "--table, nothing to choose");
	PUT(&c, command, id, 1);
	PUT(&c, command, verb, o.follow ? "stream" : "show");
	if (cli->args.n > 0) {
		MARK(&c, command, args);
		c.args.n = cli->args.n;
		c.args.at = cli->args.at;
	}
	if (cli->table)
		s.view = view_new(routes ? REC_ROUTE : REC_PEER_STATE,
		    routes ? route_columns : peer_columns,
		    term_width(cli->out));
	status = client_ask(cli, o.socket, &c, on_record, &s);
	if (s.view != NULL) {
		view_print(s.view, cli->out);
		view_free(s.view);
	}
	return status;
}
