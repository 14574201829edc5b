/* From bytes to records: framing, reading, and who is told of what is wrong. */
#include "stage/source.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "edge/input.h"
#include "rec/canon.h"
#include "rec/frame.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOURCE_CHUNK 65536

struct source {
	struct cli *cli;
	const char *name;
	uint64_t wants;
	source_fn *each;
	void *ctx;
	struct rec_frame frame;
	struct arena arena;
	struct obuf line; /* a text made canonical */
	bool whole;       /* a named file: read to its end */
	bool enough;
};

struct source *
source_new(struct cli *cli, const char *name, uint64_t wants, source_fn *each,
    void *ctx)
{
	struct source *src = mem_zalloc(sizeof(*src));

	src->cli = cli;
	src->name = name;
	src->wants = wants;
	src->each = each;
	src->ctx = ctx;
	return src;
}

void
source_free(struct source *src)
{
	rec_frame_fini(&src->frame);
	arena_fini(&src->arena);
	obuf_fini(&src->line);
	free(src);
}

/*
 * Tells. Under --strict a stream ends with its first fault; a named file, of
 * which nothing is taken then, is read on for the others.
 */
static void
refuse(struct source *src, struct rec_fault *fault, struct source_item *item)
{
	cli_refused(src->cli, src->name, fault);
	item->refused = true;
	item->rec = NULL;
	src->enough |= src->cli->strict && !src->whole;
}

/* The line that may be passed on, and the type it says. */
static bool
set_line(struct source *src, const struct rec_text *text,
    struct source_item *item, struct rec_fault *fault)
{
	if (text->canonical) {
		item->text = text->at;
		item->n = text->n + 1;
		item->type = text->type;
		return true;
	}
	obuf_take(&src->line, obuf_left(&src->line));
	if (!rec_canonical(&src->line, text->at, text->n, fault))
		return false;
	item->text = obuf_at(&src->line);
	item->n = obuf_left(&src->line);
	item->type = rec_peek(item->text, item->n);
	return true;
}

static void
take_text(struct source *src, const struct rec_text *text)
{
	struct source_item item = { .line = text->line };
	struct rec_fault fault = { 0 };
	struct rec r;
	bool taken;

	taken = set_line(src, text, &item, &fault);
	if (taken && (src->wants >> item.type & 1) != 0) {
		taken = rec_read(&r, text->at, text->n,
		    src->cli->strict ? REC_STRICT : 0, &src->arena, &fault);
		item.rec = r.type != REC_NONE ? &r : NULL;
	}
	if (!taken) {
		fault.line += text->line - (fault.line > 0);
		refuse(src, &fault, &item);
	}
	if (!src->each(src->ctx, &item))
		src->enough = true;
	arena_reset(&src->arena);
}

static bool
work_off(struct source *src)
{
	struct source_item torn = { .refused = true };
	struct rec_fault fault = { 0 };
	struct rec_text text;

	while (!src->enough) {
		switch (rec_frame_next(&src->frame, &text, &fault)) {
		case FRAME_MORE:
			return true;
		case FRAME_TEXT:
			take_text(src, &text);
			break;
		case FRAME_FAULT:
			refuse(src, &fault, &torn);
			torn.line = fault.line;
			if (!src->each(src->ctx, &torn))
				src->enough = true;
			break;
		}
	}
	return false;
}

bool
source_push(struct source *src, const char *at, size_t n)
{
	rec_frame_feed(&src->frame, at, n);
	return work_off(src);
}

void
source_finish(struct source *src)
{
	rec_frame_end(&src->frame);
	work_off(src);
}

/* ---- files ---- */

static bool
read_input(struct cli *cli, struct input *in, const char *name, bool whole,
    source_fn *each, void *ctx)
{
	struct source *src = source_new(cli, name, UINT64_MAX, each, ctx);
	char *chunk = mem_alloc(SOURCE_CHUNK);
	ssize_t n;

	src->whole = whole;
	while ((n = input_read(in, chunk, SOURCE_CHUNK)) > 0)
		if (!source_push(src, chunk, (size_t)n))
			break;
	if (n == 0)
		source_finish(src);
	else if (n < 0 && errno == EBADMSG)
		cli_refuse(cli, name, "byte %ju: %s",
		    (uintmax_t)input_offset(in), input_error(in));
	else if (n < 0)
		cli_failed(cli, "%s", name);
	free(chunk);
	source_free(src);
	return n >= 0;
}

bool
source_read_fd(
    struct cli *cli, int fd, const char *name, source_fn *each, void *ctx)
{
	struct input *in = input_open_fd(fd);
	bool done;

	if (in == NULL) {
		cli->status = cli_failed(cli, "%s", name);
		close(fd);
		return false;
	}
	done = read_input(cli, in, name, false, each, ctx);
	input_close(in);
	return done;
}

bool
source_read(struct cli *cli, const char *path, source_fn *each, void *ctx)
{
	struct input *in;
	bool done;

	if (strcmp(path, "-") == 0)
		return source_read_fd(
		    cli, dup(STDIN_FILENO), "standard input", each, ctx);
	in = input_open(path);
	if (in == NULL) {
		cli->status = cli_failed(cli, "%s", path);
		return false;
	}
	done = read_input(cli, in, path, true, each, ctx);
	input_close(in);
	return done;
}

bool
source_is_named(const struct cli *cli)
{
	for (unsigned i = 0; i < cli->args.n; i++)
		if (strcmp(cli->args.at[i], "-") != 0)
			return true;
	return false;
}
