/* Named files: each is a statement; all are taken, or none. */
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/draft.h"
#include "stage/private.h"

#include <stdlib.h>
#include <string.h>

/* A file on its way in, and its lines on their way out. */
struct file {
	struct stage *stage;
	const char *path;
	struct draft *draft;
	struct obuf own;    /* lines that are the file's own statement */
	struct obuf quoted; /* statements of others that it holds */
	struct rec **eors;  /* passed on when their sweeps are done */
	size_t n_eors, eors_room;
	bool in_quoted;
};

static bool
take(void *ctx, const struct source_item *item)
{
	struct file *f = ctx;
	struct rec_fault fault = { 0 };

	if (item->refused) {
		draft_refused(f->draft);
		return true;
	}
	if (item->type == REC_BEGIN)
		f->in_quoted = true;
	if (item->type == REC_EOR && item->rec != NULL) {
		f->eors = mem_grow(
		    f->eors, &f->eors_room, f->n_eors, sizeof(*f->eors));
		f->eors[f->n_eors++] = rec_dup(item->rec);
	} else {
		obuf_put(
		    f->in_quoted ? &f->quoted : &f->own, item->text, item->n);
	}
	if (item->type == REC_END)
		f->in_quoted = false;
	if (item->rec == NULL)
		return true;
	if (!stage_check(f->stage, item->rec, &fault))
		draft_refused(f->draft);
	else if (draft_put(f->draft, item->rec, &fault))
		return true;
	fault.line = item->line;
	cli_refused(f->stage->cli, f->path, &fault);
	return true;
}

static void
pass_bracket(struct stage *st, enum rec_type type, const char *source)
{
	struct rec r = { .type = type };
	struct obuf line = { 0 };

	PUT(&r.begin, begin, source, source);
	rec_write(&line, &r);
	stage_pass(st, obuf_at(&line), obuf_left(&line), type);
	obuf_fini(&line);
}

/* False: it could not be read, or something in it was refused. */
static bool
file_read(struct file *f, struct stage *st, const char *path)
{
	*f = (struct file){ .stage = st, .path = path };
	f->draft = draft_new(path);
	return source_read(st->cli, path, take, f) && draft_ok(f->draft);
}

static void
file_state(struct file *f)
{
	struct stage *st = f->stage;

	draft_commit(f->draft, st->store);
	pass_bracket(st, REC_BEGIN, f->path);
	stage_pass_lines(st, &f->own);
	pass_bracket(st, REC_END, f->path);
	stage_pass_lines(st, &f->quoted);
	for (size_t i = 0; i < f->n_eors; i++)
		stage_queue_eor(st, f->eors[i]);
}

static void
file_fini(struct file *f)
{
	for (size_t i = 0; i < f->n_eors; i++)
		rec_free(f->eors[i]);
	free(f->eors);
	draft_free(f->draft);
	obuf_fini(&f->own);
	obuf_fini(&f->quoted);
}

/* What they state belongs together, so a fault in one is one in all. */
bool
stage_read_files(struct stage *st)
{
	struct file *files = NULL;
	size_t n = 0, room = 0;
	bool all = true;

	for (unsigned i = 0; i < st->cli->args.n; i++) {
		const char *path = st->cli->args.at[i];

		if (strcmp(path, "-") == 0)
			continue;
		files = mem_grow(files, &room, n, sizeof(*files));
		all &= file_read(&files[n++], st, path);
	}
	for (size_t i = 0; i < n; i++) {
		if (all)
			file_state(&files[i]);
		file_fini(&files[i]);
	}
	free(files);
	return all;
}
