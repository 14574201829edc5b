/*
 * The control socket: each client is a feed of commands and a sink of answers.
 *
 * The stage itself knows two commands. `stream` makes the client a reader of
 * the whole stream; `feed` makes what follows on the connection input of the
 * stage, answered when the client has said all. Any other is the verb's.
 */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/unix.h"
#include "stage/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct client {
	struct control *control;
	struct client *next;
	struct stage_sink *sink;
	struct feed *feed;   /* NULL: it has said all */
	bool streams, feeds; /* what it has asked for */
	int fd;
};

struct control {
	struct stage *stage;
	struct unix_listener listener;
	struct loop_fd *watch;
	struct loop_task *part; /* from clients that are done */
	struct client *clients;
};

static void
client_free(struct client *c)
{
	struct stage *st = c->control->stage;
	struct client **at = &c->control->clients;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	readers_drop(st, c->sink);
	if (sink_is_answering(c->sink) && st->ops->sink_close != NULL)
		st->ops->sink_close(st->ctx, c->sink);
	if (c->feed != NULL)
		feed_free(c->feed);
	sink_free(c->sink);
	close(c->fd);
	free(c);
}

/* ---- what comes from a client ---- */

/* One at a time: what comes amid a stream or an answer is not heard. */
static void
on_command(void *ctx, const struct rec_command *command)
{
	struct client *c = ctx;
	struct stage *st = c->control->stage;

	if (c->streams || sink_is_answering(c->sink))
		return;
	if (strcmp(command->verb, "stream") == 0) {
		c->streams = true;
		readers_add(st, c->sink);
		return;
	}
	sink_answer(c->sink, command->id);
	if (strcmp(command->verb, "feed") == 0) {
		c->feeds = true;
		feed_accept(c->feed);
	} else if (st->ops->command == NULL ||
		   !st->ops->command(st->ctx, c->sink, command)) {
		stage_reply(c->sink, "unknown command");
	}
}

static void
on_end(void *ctx, struct feed *feed, int error)
{
	struct client *c = ctx;
	char text[80];

	(void)error;
	if (c->feeds && feed_refused(feed) > 0) {
		snprintf(text, sizeof(text),
		    "%u records were refused; the daemon has said why",
		    feed_refused(feed));
		stage_reply(c->sink, text);
	} else if (c->feeds) {
		stage_reply(c->sink, NULL);
	}
	feed_free(feed);
	c->feed = NULL;
	loop_task_defer(c->control->part);
}

static const struct feed_events feed_events = {
	.end = on_end,
	.command = on_command,
};

/* ---- what goes to a client ---- */

static void
on_room(void *who, struct stage_sink *sink)
{
	struct client *c = who;

	readers_room(c->control->stage, sink);
	intake_check(c->control->stage);
}

static void
on_gone(void *who, struct stage_sink *sink, int error)
{
	(void)sink;
	(void)error;
	client_free(who);
}

static const struct sink_events sink_events = {
	.room = on_room,
	.gone = on_gone,
};

/* ---- coming and going ---- */

/*
 * Who has said all is done with when it was answered, or is gone itself; who
 * closes only one half may go on reading a stream.
 */
static void
part_from_clients(void *ctx)
{
	struct control *control = ctx;
	struct client *c, *next;

	for (c = control->clients; c != NULL; c = next) {
		next = c->next;
		if (c->feed == NULL &&
		    (sink_is_hung_up(c->sink) ||
			(!c->streams && sink_is_idle(c->sink))))
			client_free(c);
	}
}

/* false: for want of descriptors. */
static bool
add_client(struct control *control, int fd)
{
	struct stage *st = control->stage;
	int to_read = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	struct client *c;

	if (to_read == -1)
		return false;
	c = mem_zalloc(sizeof(*c));
	c->control = control;
	c->fd = fd;
	c->sink = sink_new(st->loop, fd, &sink_events, c);
	c->feed = feed_new(st, to_read, "control socket", &feed_events, c);
	c->next = control->clients;
	control->clients = c;
	return true;
}

static void
on_connection(void *ctx)
{
	struct control *control = ctx;
	int fd;

	part_from_clients(control);
	while ((fd = unix_accept(control->listener.fd)) >= 0)
		if (!add_client(control, fd))
			break;
	if (fd == -1 && errno == EAGAIN)
		return;
	cli_warn(control->stage->cli, "%s: %s", control->listener.path,
	    strerror(errno));
	if (fd != -1)
		close(fd);
	loop_fd_rest(control->watch, mono_add(clock_mono(), UNIX_ACCEPT_REST));
}

/* ---- the socket ---- */

struct control *
control_new(struct stage *st, const char *path)
{
	struct control *control = mem_zalloc(sizeof(*control));

	control->stage = st;
	if (unix_listen(&control->listener, path) == 0) {
		control->part =
		    loop_task_new(st->loop, part_from_clients, control);
		control->watch = loop_fd_new(st->loop, control->listener.fd,
		    on_connection, NULL, control);
		loop_fd_want(control->watch, LOOP_READ);
		return control;
	}
	free(control);
	if (errno == EADDRINUSE) {
		cli_error(st->cli,
		    "%s: another %s is running; set EDGEPIPE_RUN to run a "
		    "second edge",
		    path, st->ops->name);
		st->status = CLI_FAILED;
	} else if (st->opts->no_output) {
		st->status = cli_failed(st->cli, "%s", path);
	} else {
		cli_warn(st->cli, "%s: %s; going on without a control socket",
		    path, strerror(errno));
	}
	return NULL;
}

void
control_free(struct control *control)
{
	mono soon = mono_add(clock_mono(), MONO_MS(500));

	while (control->clients != NULL) {
		sink_drain(control->clients->sink, soon);
		client_free(control->clients);
	}
	loop_fd_free(control->watch);
	loop_task_free(control->part);
	unix_close(&control->listener);
	free(control);
}
