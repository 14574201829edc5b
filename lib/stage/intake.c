/* Where a stage's records come from: standard input, or a daemon's socket. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/unix.h"
#include "stage/client.h"
#include "stage/private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REDIAL_INTERVAL MONO_S(1)

struct intake {
	struct stage *stage;
	struct feed *feed;         /* NULL: between two dials */
	struct loop_timer *redial; /* --from */
	char path[CLIENT_PATH];
	bool from, waiting; /* --from; it has been said that nobody answers */
	bool only_ends;     /* a regular file: its end is no loss */
};

static void dial(void *ctx);

static void
on_end(void *ctx, struct feed *feed, int error)
{
	struct intake *in = ctx;
	struct stage *st = in->stage;

	if (error == ECANCELED) {
		feed_free(feed);
		in->feed = NULL;
		stage_end(st, STAGE_TERMINATED);
		return;
	}
	if (error != 0)
		cli_error(st->cli, "%s: %s", in->from ? in->path : "input",
		    strerror(error));
	if (in->from ||
	    (feed_is_live(feed) && !in->only_ends && !st->opts->once))
		stage_lost_producer(st, feed_store(feed));
	feed_free(feed);
	in->feed = NULL;
	if (in->from && !st->opts->once)
		loop_timer_set(
		    in->redial, mono_add(clock_mono(), REDIAL_INTERVAL));
	else
		stage_input_done(st);
}

static const struct feed_events feed_events = { .end = on_end };

/* A command line for the daemon's socket: the whole stream, please. */
static bool
ask_stream(int fd)
{
	static const char command[] =
	    "{\"type\":\"command\",\"id\":1,\"verb\":\"stream\"}\n";

	return write(fd, command, sizeof(command) - 1) ==
	       (ssize_t)sizeof(command) - 1;
}

static void
dial(void *ctx)
{
	struct intake *in = ctx;
	struct stage *st = in->stage;
	int fd = unix_connect(in->path);

	if (fd >= 0 && ask_stream(fd)) {
		in->feed = feed_new(st, fd, in->path, &feed_events, in);
		feed_accept(in->feed);
		in->waiting = false;
		stage_found_producer(st);
		return;
	}
	if (!in->waiting)
		cli_warn(st->cli, "%s: %s; trying again every second", in->path,
		    strerror(errno));
	in->waiting = true;
	if (fd >= 0)
		close(fd);
	loop_timer_set(in->redial, mono_add(clock_mono(), REDIAL_INTERVAL));
}

/* A terminal or a device is not read. */
static bool
stdin_is_read(struct intake *in)
{
	struct stat s;

	if (fstat(STDIN_FILENO, &s) < 0)
		return false;
	in->only_ends = S_ISREG(s.st_mode);
	return S_ISFIFO(s.st_mode) || S_ISSOCK(s.st_mode) || in->only_ends;
}

bool
intake_open(struct stage *st)
{
	struct intake *in = mem_zalloc(sizeof(*in));

	in->stage = st;
	in->redial = loop_timer_new(st->loop, dial, in);
	st->intake = in;
	if (st->opts->from != NULL) {
		in->from = true;
		client_path(st->opts->from, in->path, sizeof(in->path));
		dial(in);
	} else if (stdin_is_read(in)) {
		in->feed = feed_new(
		    st, dup(STDIN_FILENO), "standard input", &feed_events, in);
		feed_accept(in->feed);
	} else {
		stage_input_done(st);
	}
	return true;
}

void
intake_close(struct stage *st)
{
	if (st->intake == NULL)
		return;
	if (st->intake->feed != NULL)
		feed_free(st->intake->feed);
	loop_timer_free(st->intake->redial);
	free(st->intake);
	st->intake = NULL;
}

void
intake_check(struct stage *st)
{
	if (st->intake != NULL && st->intake->feed != NULL)
		feed_pause(st->intake->feed, readers_stuck(st));
}
