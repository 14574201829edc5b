/* Talking to a daemon's control socket, waiting for what it says. */
#include "stage/client.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/draft.h"
#include "edge/input.h"
#include "edge/unix.h"
#include "stage/private.h"
#include "stage/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
client_path(const char *name, char *to, size_t room)
{
	const char *run = getenv("EDGEPIPE_RUN");

	if (strchr(name, '/') != NULL)
		snprintf(to, room, "%s", name);
	else
		snprintf(to, room, "%s/%s.sock",
		    run != NULL && *run != '\0' ? run : "/run/edgepipe", name);
}

/* To the socket; that the daemon has gone is an error, and no signal. */
static bool
write_all(int fd, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t done = send(fd, at, n, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
send_record(int fd, const struct rec *r)
{
	struct obuf line = { 0 };
	bool sent;

	rec_write(&line, r);
	sent = write_all(fd, obuf_at(&line), obuf_left(&line));
	obuf_fini(&line);
	return sent;
}

/* A connection that waits; -1 when no daemon answers, which has been told. */
static int
dial(struct cli *cli, const char *daemon)
{
	char path[CLIENT_PATH];
	int fd;

	client_path(daemon, path, sizeof(path));
	fd = unix_connect(path);
	if (fd < 0)
		cli_error(cli, "%s: %s; is %s running?", path, strerror(errno),
		    daemon);
	else if (fcntl(fd, F_SETFL, 0) < 0) /* from here on it waits */
		cli_failed(cli, "%s", path);
	return fd;
}

/* ---- answers ---- */

struct answer {
	struct cli *cli;
	client_fn *each;
	void *ctx;
	int status; /* -1: no reply yet */
};

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct answer *a = ctx;

	if (item->rec == NULL || item->type != REC_REPLY) {
		if (item->refused || a->each == NULL ||
		    a->each(a->ctx, item->rec, item->text, item->n))
			return true;
		a->status = CLI_DONE;
		return false;
	}
	a->status = CLI_DONE;
	if (!item->rec->reply.ok) {
		cli_error(a->cli, "%s",
		    HAS(&item->rec->reply, reply, text) ? item->rec->reply.text
							: "refused");
		a->status = CLI_NO;
	}
	return false;
}

/* Reads the answer to its reply; closes the connection. */
static int
await_reply(struct cli *cli, int fd, client_fn *each, void *ctx)
{
	struct answer a = {
		.cli = cli,
		.each = each,
		.ctx = ctx,
		.status = -1,
	};

	source_read_fd(cli, fd, "daemon", on_item, &a);
	if (a.status < 0) {
		cli_error(cli, "the daemon hung up before it had answered");
		a.status = CLI_UNAVAILABLE;
	}
	return a.status;
}

int
client_ask(struct cli *cli, const char *daemon,
    const struct rec_command *command, client_fn *each, void *ctx)
{
	struct rec r = { .type = REC_COMMAND, .command = *command };
	int fd = dial(cli, daemon);

	if (fd < 0)
		return CLI_UNAVAILABLE;
	if (!send_record(fd, &r)) {
		close(fd);
		return cli_failed(cli, "%s", daemon);
	}
	return await_reply(cli, fd, each, ctx);
}

/* ---- --feed ---- */

struct feeding {
	struct cli *cli;
	int fd;
	struct obuf lines; /* not sent yet */
	const struct stage_ops *ops;
	void *ops_ctx;
	const char *path;    /* of a named file, with */
	struct draft *draft; /* what it holds */
	bool refused;        /* something since the last begin */
	bool failed;
};

/* Sends what has been collected, and copies it to standard output. */
static bool
send_lines(struct feeding *f)
{
	const char *at = obuf_at(&f->lines);
	size_t n = obuf_left(&f->lines);

	if (n == 0)
		return true;
	f->failed = f->failed || !write_all(f->fd, at, n) ||
		    (!f->cli->no_pass && fwrite(at, 1, n, f->cli->out) != n);
	obuf_take(&f->lines, n);
	return !f->failed;
}

/* What the daemon would refuse of a file, when it has taken half of it. */
static bool
draft_item(struct feeding *f, const struct source_item *item)
{
	struct rec_fault fault = { 0 };

	if (f->draft == NULL || item->rec == NULL)
		return true;
	if ((f->ops->check == NULL ||
		f->ops->check(f->ops_ctx, item->rec, &fault)) &&
	    draft_put(f->draft, item->rec, &fault))
		return true;
	fault.line = item->line;
	cli_refused(f->cli, f->path, &fault);
	return false;
}

/*
 * A stream goes on after a refused record, but the statement that held it must
 * delete nothing: the daemon does not hear its end.
 */
static bool
feed_item(void *ctx, const struct source_item *item)
{
	struct feeding *f = ctx;

	if (item->type == REC_BEGIN)
		f->refused = false;
	if (item->refused || !draft_item(f, item))
		f->refused = true;
	else if (item->type != REC_END || !f->refused)
		obuf_put(&f->lines, item->text, item->n);
	return true;
}

static bool
feed_stream_item(void *ctx, const struct source_item *item)
{
	return feed_item(ctx, item) && send_lines(ctx);
}

static void
put_bracket(struct feeding *f, enum rec_type type, const char *source)
{
	struct rec bracket = { .type = type };

	PUT(&bracket.begin, begin, source, source);
	rec_write(&f->lines, &bracket);
}

/* A named file is a statement, sent whole or not at all. */
static void
feed_file(struct feeding *f, const char *path)
{
	int before = f->cli->status;

	f->cli->status = CLI_DONE;
	f->path = path;
	f->draft = draft_new(path);
	put_bracket(f, REC_BEGIN, path);
	if (source_read(f->cli, path, feed_item, f) &&
	    f->cli->status == CLI_DONE) {
		put_bracket(f, REC_END, path);
		send_lines(f);
		f->cli->status = before;
	} else {
		obuf_take(&f->lines, obuf_left(&f->lines));
	}
	draft_free(f->draft);
	f->draft = NULL;
}

int
client_feed(struct cli *cli, const struct stage_ops *ops, void *ctx)
{
	struct rec r = { .type = REC_COMMAND };
	struct feeding f = { .cli = cli, .ops = ops, .ops_ctx = ctx };
	const char *daemon = ops->name;

	PUT(&r.command, command, id, 1);
	PUT(&r.command, command, verb, "feed");
	f.fd = dial(cli, daemon);
	if (f.fd < 0)
		return CLI_UNAVAILABLE;
	f.failed = !send_record(f.fd, &r);
	for (unsigned i = 0; !f.failed && i < cli->args.n; i++)
		feed_file(&f, cli->args.at[i]);
	if (!f.failed && cli->args.n == 0)
		source_read(cli, "-", feed_stream_item, &f);
	fflush(cli->out);
	obuf_fini(&f.lines);
	if (f.failed)
		cli->status = cli_failed(cli, "feeding %s", daemon);
	shutdown(f.fd, SHUT_WR);
	if (await_reply(cli, f.fd, NULL, NULL) == CLI_NO)
		cli->status = CLI_REFUSED;
	return cli->status;
}
