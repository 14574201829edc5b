/* bgpspeak dump: the routes of the daemon that runs, as an MRT table dump. */
#include "base/arena.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "message/mrt_encode.h"
#include "stage/client.h"
#include "verbs.h"
#include "wire/mrt_encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, PEER_ROOM = 25, INDEX_HEAD = 8 };

struct dump_opts {
	bool after;
	struct opt_list peer, family;
	const char *socket;
};

const struct opt dump_options[] = {
	OPT(dump_opts, after, "after-policy", 0, OPT_FLAG, NULL,
	    "as the import policy has left them, without what it refused"),
	OPT(dump_opts, peer, "peer", 0, OPT_LIST, "NAME|ADDRESS|AS",
	    "only routes from this neighbour"),
	OPT(dump_opts, family, "family", 0, OPT_LIST, "FAMILY",
	    "only of this address family: ipv6_unicast"),
	OPT(dump_opts, socket, "socket", 0, OPT_STRING, "PATH",
	    "of the daemon's control socket", .hint = OPT_FILE),
	{ 0 },
};

/* A neighbour, by its name in records, and as a dump has it. */
struct dumped {
	const char *name, *address;
	struct mrt_peer peer;
};

struct dump {
	struct cli *cli;
	const struct dump_opts *opts;
	FILE *to;
	struct mrt_encoder *mrt;
	struct obuf out;
	struct arena arena;
	uint32_t collector;
	struct dumped *peers;
	size_t n, room;
	uint64_t refused;
	bool failed;
};

static void
flush(struct dump *d)
{
	size_t n = obuf_left(&d->out);

	if (n > 0 && fwrite(obuf_at(&d->out), 1, n, d->to) < n)
		d->failed = true;
	obuf_take(&d->out, n);
}

/* ---- who the routes are from ---- */

static void
add_peer(struct dump *d, const struct rec_peer_state *s)
{
	char address[ADDR_TEXT];
	struct dumped *p;

	if (!HAS(s, peer_state, remote_address))
		return;
	d->peers = mem_grow(d->peers, &d->room, d->n, sizeof(*d->peers));
	p = &d->peers[d->n++];
	addr_format(&s->remote_address, address);
	*p = (struct dumped){
		.name = arena_strndup(&d->arena, s->name, strlen(s->name)),
		.address = arena_strndup(&d->arena, address, strlen(address)),
		.peer = { .address = s->remote_address, .as = s->remote_as },
	};
	if (HAS(s, peer_state, router_id))
		p->peer.id = addr_u32(&s->router_id);
}

static bool
on_state(void *ctx, const struct rec *r, const char *line, size_t n)
{
	struct dump *d = ctx;

	(void)line;
	(void)n;
	if (r != NULL && r->type == REC_PEER_STATE)
		add_peer(d, &r->peer_state);
	if (r != NULL && r->type == REC_ROUTER_STATE &&
	    HAS(&r->router_state, router_state, router_id))
		d->collector = addr_u32(&r->router_state.router_id);
	return true;
}

/* RFC 6396 4.3.1 */
static void
put_index(struct dump *d)
{
	size_t room = INDEX_HEAD + PEER_ROOM * d->n;
	struct wbuf w = wbuf(arena_alloc(&d->arena, room), room);
	struct rec r = { .type = REC_MESSAGE };
	struct rec_message *m = &r.message;
	struct rec_fault fault;

	put_u32(&w, d->collector);
	put_u16(&w, 0); /* the view has no name */
	put_u16(&w, d->n);
	for (size_t i = 0; i < d->n; i++)
		mrt_peer_encode(&w, &d->peers[i].peer);
	PUT(m, message, protocol, "mrt");
	PUT(m, message, kind, "peer_index_table");
	PUT(m, message, time, clock_wall_us());
	PUT(m, message, data,
	    (struct rec_bytes){ (uint32_t)wbuf_used(&w), w.start });
	mrt_encoder_add(d->mrt, &r, &fault);
}

/* ---- the routes ---- */

static const struct dumped *
peer_of(const struct dump *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->peers[i].name, name) == 0)
			return &d->peers[i];
	return NULL;
}

static bool
on_route(void *ctx, const struct rec *r, const char *line, size_t n)
{
	struct dump *d = ctx;
	const struct dumped *from;
	struct rec_fault fault = { 0 };
	struct rec copy;

	(void)line;
	(void)n;
	if (r == NULL || r->type != REC_ROUTE || !HAS(&r->route, route, peer))
		return true;
	from = peer_of(d, r->route.peer);
	if (from == NULL)
		return true; /* it came when the index was made */
	copy = *r;
	PUT(&copy.route, route, peer, from->address);
	PUT(&copy.route, route, peer_as, from->peer.as);
	if (!mrt_encoder_add(d->mrt, &copy, &fault) && d->refused++ == 0)
		cli_refused(d->cli, "daemon", &fault);
	if (obuf_left(&d->out) >= BLOCK)
		flush(d);
	return !d->failed;
}

/* ---- asking ---- */

static void
add_word(struct dump *d, rec_names *args, const char *name, const char *value)
{
	size_t room = strlen(name) + strlen(value) + 1;
	char *word = arena_alloc(&d->arena, room);

	snprintf(word, room, "%s%s", name, value);
	args->at[args->n++] = word;
}

static int
ask(struct dump *d, const char *what, client_fn *each)
{
	const struct dump_opts *o = d->opts;
	struct rec_command c = { 0 };

	PUT(&c, command, id, 1);
	PUT(&c, command, verb, "show");
	MARK(&c, command, args);
	c.args.at = arena_alloc(
	    &d->arena, (2 + o->peer.n + o->family.n) * sizeof(*c.args.at));
	add_word(d, &c.args, what, "");
	if (each == on_route) {
		add_word(
		    d, &c.args, "rib=", o->after ? "adj_in" : "adj_in_pre");
		for (unsigned i = 0; i < o->peer.n; i++)
			add_word(d, &c.args, "peer=", o->peer.at[i]);
		for (unsigned i = 0; i < o->family.n; i++)
			add_word(d, &c.args, "family=", o->family.at[i]);
	}
	return client_ask(d->cli, o->socket, &c, each, d);
}

static int
write_all(struct dump *d)
{
	int status = ask(d, "router", on_state);

	if (status == CLI_DONE)
		status = ask(d, "peers", on_state);
	if (status != CLI_DONE)
		return status;
	put_index(d);
	status = ask(d, "routes", on_route);
	mrt_encoder_end(d->mrt);
	flush(d);
	if (fflush(d->to) != 0)
		d->failed = true;
	return status;
}

/* A named file is there when it is whole, and not before. */
static int
write_file(struct dump *d, const char *path)
{
	size_t room = strlen(path) + sizeof(".part");
	char *next = arena_alloc(&d->arena, room);
	int status;

	snprintf(next, room, "%s.part", path);
	d->to = fopen(next, "we");
	if (d->to == NULL)
		return cli_failed(d->cli, "%s", path);
	status = write_all(d);
	if (fclose(d->to) != 0)
		d->failed = true;
	if (status == CLI_DONE && !d->failed && rename(next, path) == 0)
		return status;
	if (status == CLI_DONE)
		status = cli_failed(d->cli, "%s", path);
	unlink(next);
	return status;
}

int
dump_main(struct cli *cli)
{
	struct dump_opts o = { .socket = "bgpspeak-run" };
	struct dump d = { .cli = cli, .opts = &o, .to = cli->out };
	int status;

	if (!cli_parse(cli, &o))
		return cli->status;
	if (cli->args.n > 1)
		return cli_usage(cli, "one file, or none: standard output");
	if (cli->args.n == 0 && isatty(fileno(cli->out)))
		return cli_usage(cli, "octets are not for a terminal: name a "
				      "file, or redirect them");
	d.mrt = mrt_encoder_new(&d.out);
	if (cli->args.n == 1)
		status = write_file(&d, cli->args.at[0]);
	else if ((status = write_all(&d)) == CLI_DONE && d.failed)
		status = cli_failed(cli, "standard output");
	mrt_encoder_free(d.mrt);
	obuf_fini(&d.out);
	arena_fini(&d.arena);
	free(d.peers);
	return status == CLI_DONE ? cli->status : status;
}
