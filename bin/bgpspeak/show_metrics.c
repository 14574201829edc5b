/* show metrics: for Prometheus, made of what the daemon says of itself. */
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/bgp_metrics.h"
#include "show.h"
#include "stage/client.h"

#include <stdio.h>
#include <stdlib.h>

struct said {
	struct rec **at;
	size_t n, room;
};

static bool
on_record(void *ctx, const struct rec *r, const char *line, size_t n)
{
	struct said *s = ctx;

	(void)line;
	(void)n;
	if (r == NULL)
		return true;
	s->at = mem_grow(s->at, &s->room, s->n, sizeof(*s->at));
	s->at[s->n++] = rec_dup(r);
	return true;
}

static int
ask(struct cli *cli, const char *socket, const char *what, struct said *s)
{
	struct rec_command c = { 0 };

	PUT(&c, command, id, 1);
	PUT(&c, command, verb, "show");
	MARK(&c, command, args);
	c.args.n = 1;
	c.args.at = &what;
	return client_ask(cli, socket, &c, on_record, s);
}

static int
print(struct cli *cli, const struct said *s)
{
	struct obuf o = { 0 };
	bool done;

	bgp_metrics_write(&o, s->at, s->n);
	done =
	    fwrite(obuf_at(&o), 1, obuf_left(&o), cli->out) == obuf_left(&o) &&
	    fflush(cli->out) == 0;
	obuf_fini(&o);
	return done ? CLI_DONE : cli_failed(cli, "standard output");
}

int
show_metrics(struct cli *cli, const char *socket)
{
	struct said s = { 0 };
	int status = ask(cli, socket, "router", &s);

	if (status == CLI_DONE)
		status = ask(cli, socket, "peers", &s);
	if (status == CLI_DONE)
		status = print(cli, &s);
	while (s.n > 0)
		rec_free(s.at[--s.n]);
	free(s.at);
	return status;
}
