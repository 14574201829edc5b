/* Named files: each is a statement, taken whole or not at all. */
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/draft.h"
#include "stage/private.h"

#include <string.h>

/* A file on its way in, and its lines on their way out. */
struct file {
	struct stage *stage;
	const char *path;
	struct draft *draft;
	struct obuf own;    /* lines that are the file's own statement */
	struct obuf quoted; /* statements of others that it holds */
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
	obuf_put(f->in_quoted ? &f->quoted : &f->own, item->text, item->n);
	if (item->type == REC_END)
		f->in_quoted = false;
	if (item->rec != NULL && !draft_put(f->draft, item->rec, &fault)) {
		fault.line = item->line;
		cli_refused(f->stage->cli, f->path, &fault);
	}
	return true;
}

/* Passes lines whose types nobody has noted: they begin as records do. */
static void
pass_lines(struct stage *st, const struct obuf *lines)
{
	const char *at = obuf_at(lines), *end;
	size_t left = obuf_left(lines);

	while (left > 0 && (end = memchr(at, '\n', left)) != NULL) {
		size_t n = (size_t)(end + 1 - at);

		stage_pass(st, at, n, rec_peek(at, n));
		at += n;
		left -= n;
	}
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

static bool
read_file(struct stage *st, const char *path)
{
	struct file f = { .stage = st, .path = path };
	bool taken;

	f.draft = draft_new(path);
	taken = source_read(st->cli, path, take, &f) && draft_ok(f.draft) &&
		draft_commit(f.draft, st->store);
	if (taken) {
		pass_bracket(st, REC_BEGIN, path);
		pass_lines(st, &f.own);
		pass_bracket(st, REC_END, path);
		pass_lines(st, &f.quoted);
	}
	draft_free(f.draft);
	obuf_fini(&f.own);
	obuf_fini(&f.quoted);
	return taken;
}

bool
stage_read_files(struct stage *st)
{
	bool all = true;

	for (unsigned i = 0; i < st->cli->args.n; i++)
		if (strcmp(st->cli->args.at[i], "-") != 0)
			all &= read_file(st, st->cli->args.at[i]);
	return all;
}
