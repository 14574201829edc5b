/*
 * Several files as one, in the order of time: a process decodes each, and one
 * takes from them whatever is earliest.
 *
 * A worker writes, for each record, when it was (a struct stamp) and its line;
 * it waits when nobody takes them, so memory is bounded by what pipes hold. The
 * order within a file stays. What has no time, as the entries of a table, comes
 * with what stood before it in its file; where nothing did, first.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "decode.h"

enum { MERGE_MAX = 1000, READ_SIZE = 1 << 16 };

struct stamp {
	int64_t time_us;
	uint32_t n; /* octets of the line */
};

struct worker {
	pid_t pid;
	int fd;
	bool ended;
	struct obuf in;
	struct stamp next; /* of the line at the front, when !ended */
};

/* ---- in a worker ---- */

static int64_t
time_of(const struct decode *d, const struct rec *r)
{
	if (r->type == REC_MESSAGE && HAS(&r->message, message, time))
		return r->message.time;
	if (r->type == REC_ROUTE && d->opts->routes &&
	    HAS(&r->route, route, time))
		return r->route.time;
	return d->stamp;
}

void
decode_merge_print(struct decode *d, const struct rec *r)
{
	struct rec named = *r;
	struct stamp s = { 0 };
	size_t at;

	if (r->type == REC_MESSAGE)
		PUT(&named.message, message, file, d->source);
	if (r->type == REC_ROUTE)
		PUT(&named.route, route, file, d->source);
	d->stamp = s.time_us = time_of(d, r);
	at = d->out.used;
	obuf_put(&d->out, &s, sizeof(s));
	rec_write(&d->out, &named);
	s.n = (uint32_t)(d->out.used - at - sizeof(s));
	memcpy(d->out.mem + at, &s, sizeof(s));
}

/* ---- in the one that merges ---- */

static void
worker_start(
    struct decode *d, struct worker *all, unsigned i, decode_file *decode)
{
	struct worker *w = &all[i];
	const char *path = d->cli->args.at[i];
	int ends[2];

	fflush(NULL);
	if (pipe(ends) < 0 || (w->pid = fork()) < 0) {
		d->cli->status = cli_failed(d->cli, "%s", path);
		w->ended = true;
		w->pid = 0;
		return;
	}
	if (w->pid > 0) {
		close(ends[1]);
		w->fd = ends[0];
		return;
	}
	close(ends[0]);
	for (unsigned k = 0; k < i; k++)
		close(all[k].fd); /* else its end would not be seen */
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	d->merging = true;
	d->cli->progress = false;
	decode(d, path);
	_exit(d->failed ? CLI_DONE : d->cli->status);
}

/* At least n octets at the front, or false: there are no more. */
static bool
fill(struct decode *d, struct worker *w, size_t n)
{
	struct pollfd p = { .fd = w->fd, .events = POLLIN };

	while (obuf_left(&w->in) < n) {
		ssize_t got;

		if (poll(&p, 1, 0) == 0)
			decode_flush(d); /* before we wait */
		if (w->in.from > 0) {
			memmove(w->in.mem, obuf_at(&w->in), obuf_left(&w->in));
			w->in.used -= w->in.from;
			w->in.from = 0;
		}
		got = read(w->fd, obuf_need(&w->in, READ_SIZE), READ_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		obuf_used(&w->in, (size_t)got);
	}
	return true;
}

static void
worker_next(struct decode *d, struct worker *w)
{
	if (fill(d, w, sizeof(w->next))) {
		memcpy(&w->next, obuf_at(&w->in), sizeof(w->next));
		if (fill(d, w, sizeof(w->next) + w->next.n)) {
			obuf_take(&w->in, sizeof(w->next));
			return;
		}
	}
	w->ended = true;
}

static struct worker *
earliest(struct worker *all, unsigned n)
{
	struct worker *first = NULL;

	for (unsigned i = 0; i < n; i++)
		if (!all[i].ended && (first == NULL || all[i].next.time_us <
							   first->next.time_us))
			first = &all[i];
	return first;
}

static void
worker_end(struct decode *d, struct worker *w, const char *path)
{
	int status;

	if (w->pid == 0)
		return;
	close(w->fd); /* who still writes ends by it */
	obuf_fini(&w->in);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) > d->cli->status)
		d->cli->status = WEXITSTATUS(status);
	if (WIFSIGNALED(status) && !d->failed) {
		cli_error(d->cli, "%s: its decoder was ended by signal %d",
		    path, WTERMSIG(status));
		d->cli->status = CLI_FAILED;
	}
}

/* Workers inherit it: that many run at once. */
static void
processors_limit(unsigned n)
{
	cpu_set_t have, few;

	if (n == 0 || sched_getaffinity(0, sizeof(have), &have) < 0)
		return;
	CPU_ZERO(&few);
	for (int i = 0; i < CPU_SETSIZE && n > 0; i++)
		if (CPU_ISSET(i, &have)) {
			CPU_SET(i, &few);
			n--;
		}
	sched_setaffinity(0, sizeof(few), &few);
}

bool
decode_merges(const struct decode *d)
{
	const struct decode_opts *o = d->opts;
	unsigned n = d->cli->args.n;

	if (n < 2 || o->rib || o->sessions || d->cli->table)
		return false;
	if (n > MERGE_MAX)
		cli_warn(d->cli,
		    "%u files, of which %d can be merged: they are read one "
		    "after the other",
		    n, MERGE_MAX);
	return n <= MERGE_MAX;
}

void
decode_merge(struct decode *d, decode_file *decode)
{
	const struct opt_list *files = &d->cli->args;
	struct worker *all = mem_zalloc(files->n * sizeof(*all)), *w;

	processors_limit(d->opts->jobs);
	for (unsigned i = 0; i < files->n; i++)
		worker_start(d, all, i, decode);
	for (unsigned i = 0; i < files->n; i++)
		if (!all[i].ended)
			worker_next(d, &all[i]);
	while (!d->failed && (w = earliest(all, files->n)) != NULL) {
		decode_line(d, obuf_at(&w->in), w->next.n);
		obuf_take(&w->in, w->next.n);
		worker_next(d, w);
	}
	decode_flush(d);
	for (unsigned i = 0; i < files->n; i++)
		worker_end(d, &all[i], files->at[i]);
	free(all);
}
