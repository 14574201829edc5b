/* Filters: records in, records out, configuration beside them. */
#include "filter.h"
#include "edge/input.h"

#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 }; /* written at once, where nobody waits for it */

/* ---- in ---- */

bool
filter_config(struct filter *f, source_fn *each, void *ctx)
{
	const struct opt_list *files = &f->cli->config;

	for (unsigned i = 0; i < files->n; i++) {
		f->source = files->at[i];
		source_read(f->cli, files->at[i], each, ctx);
	}
	return f->cli->status == CLI_DONE;
}

const char *
filter_file(void *ctx, const char *name, size_t *n)
{
	struct filter *f = ctx;
	struct obuf all = { 0 };
	char *text = NULL;

	if (input_all(name, &all)) {
		*n = obuf_left(&all);
		text = arena_strndup(&f->cli->arena, obuf_at(&all), *n);
	}
	obuf_fini(&all);
	return text;
}

static void
file_read(struct filter *f, const char *path, source_fn *each, void *ctx)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct stat st;

	f->source = is_stdin ? "standard input" : path;
	f->live =
	    is_stdin && fstat(STDIN_FILENO, &st) == 0 && !S_ISREG(st.st_mode);
	source_read(f->cli, path, each, ctx);
}

void
filter_read(struct filter *f, source_fn *each, void *ctx)
{
	const struct opt_list *files = &f->cli->args;

	if (files->n == 0)
		file_read(f, "-", each, ctx);
	for (unsigned i = 0; i < files->n && !f->failed; i++)
		file_read(f, files->at[i], each, ctx);
}

/* ---- out ---- */

static void
flush(struct filter *f)
{
	size_t n = obuf_left(&f->out);

	if (n > 0 && fwrite(obuf_at(&f->out), 1, n, f->cli->out) < n)
		f->failed = true;
	obuf_take(&f->out, n);
	if (fflush(f->cli->out) != 0)
		f->failed = true;
}

void
filter_line(struct filter *f, const char *text, size_t n)
{
	obuf_put(&f->out, text, n);
	if (obuf_left(&f->out) >= BLOCK)
		flush(f);
}

void
filter_record(struct filter *f, const struct rec *r)
{
	rec_write(&f->out, r);
	if (obuf_left(&f->out) >= BLOCK)
		flush(f);
}

void
filter_flush_if_waiting(struct filter *f)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	if (f->live && obuf_left(&f->out) > 0 && poll(&p, 1, 0) == 0)
		flush(f);
}

int
filter_end(struct filter *f)
{
	flush(f);
	obuf_fini(&f->out);
	return f->failed ? cli_failed(f->cli, "standard output")
			 : f->cli->status;
}
