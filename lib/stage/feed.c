/* A live input of records: bytes of the loop, to records, to store and readers.
 */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/input.h"
#include "stage/private.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* State and commands; what is decoded or found is nothing to keep. */
#define FEED_WANTS ((STAGE_TYPE(REC_MESSAGE) - 1) | STAGE_TYPE(REC_COMMAND))

struct feed {
	struct stage *stage;
	struct source *source;
	struct store_feed store;
	struct input_stream *stream;
	const struct feed_events *events;
	void *ctx;
	char *name;
	int fd;
	unsigned refused;
	bool accepted, is_live;
	/* the lines of a statement that is open, to be passed as one */
	struct obuf statement;
	bool is_open, is_torn; /* torn: one of its records was refused */
};

/* The item as it is when the verb has something against it: refused. */
static struct source_item
checked(struct feed *f, const struct source_item *item)
{
	struct source_item out = *item;
	struct rec_fault fault = { 0 };

	if (item->rec == NULL || stage_check(f->stage, item->rec, &fault))
		return out;
	fault.line = item->line;
	cli_refused(f->stage->cli, f->name, &fault);
	out.refused = true;
	out.rec = NULL;
	return out;
}

/* ---- passing on ---- */

static void
pass_statement(struct feed *f)
{
	stage_pass_lines(f->stage, &f->statement);
	obuf_take(&f->statement, obuf_left(&f->statement));
	f->is_open = false;
}

/*
 * Statements are passed when they end, for others may come in from elsewhere
 * amid them. One that is torn goes without its end, as it deletes nothing.
 */
static void
pass(struct feed *f, const struct source_item *item)
{
	bool is_end = item->type == REC_END;

	if (item->type == REC_BEGIN) {
		pass_statement(f);
		f->is_open = true;
		f->is_torn = false;
	}
	if (!f->is_open || (!is_end && item->type != REC_BEGIN &&
			       !rec_is_configuration(item->type))) {
		stage_pass(f->stage, item->text, item->n, item->type);
		return;
	}
	if (!is_end || !f->is_torn)
		obuf_put(&f->statement, item->text, item->n);
	if (is_end)
		pass_statement(f);
}

/* ---- taking in ---- */

/*
 * An eor is not passed on here but when its sweep is done, so that whoever
 * reads it has been told what the sweep removed.
 */
static bool
take(void *ctx, const struct source_item *item)
{
	struct feed *f = ctx;
	struct source_item now;

	if (item->rec != NULL && item->type == REC_COMMAND &&
	    f->events->command != NULL && !f->accepted) {
		f->events->command(f->ctx, &item->rec->command);
		return true;
	}
	if (!f->accepted) {
		f->refused += item->refused;
		return true;
	}
	now = checked(f, item);
	f->is_live |= rec_is_live(now.type);
	if (!stage_take(f->stage, &f->store, f->name, &now)) {
		f->refused++;
		f->is_torn = true;
	} else if (now.type != REC_EOR) {
		pass(f, &now);
	}
	return true;
}

static void
on_data(void *ctx, const char *at, size_t n)
{
	struct feed *f = ctx;
	bool enough = !source_push(f->source, at, n);

	if (!f->accepted)
		return;
	stage_settle(f->stage);
	intake_check(f->stage);
	if (enough) /* --strict: the first fault ends the stream */
		f->events->end(f->ctx, f, ECANCELED);
}

static void
on_end(void *ctx, int error)
{
	struct feed *f = ctx;

	source_finish(f->source);
	pass_statement(f);
	if (f->accepted)
		stage_settle(f->stage);
	f->events->end(f->ctx, f, error);
}

static const struct input_events input_events = {
	.data = on_data,
	.end = on_end,
};

struct feed *
feed_new(struct stage *st, int fd, const char *name,
    const struct feed_events *events, void *ctx)
{
	struct feed *f = mem_zalloc(sizeof(*f));

	f->stage = st;
	f->fd = fd;
	f->name = mem_strdup(name);
	f->events = events;
	f->ctx = ctx;
	f->source = source_new(st->cli, f->name, FEED_WANTS, take, f);
	store_feed_init(st->store, &f->store, name);
	f->stream = input_stream_new(st->loop, fd, &input_events, f);
	return f;
}

void
feed_free(struct feed *f)
{
	input_stream_free(f->stream);
	close(f->fd);
	source_free(f->source);
	obuf_fini(&f->statement);
	free(f->name);
	free(f);
}

struct store_feed *
feed_store(struct feed *f)
{
	return &f->store;
}

bool
feed_is_live(const struct feed *f)
{
	return f->is_live;
}

unsigned
feed_refused(const struct feed *f)
{
	return f->refused;
}

void
feed_accept(struct feed *f)
{
	f->accepted = true;
}

void
feed_pause(struct feed *f, bool paused)
{
	if (paused)
		input_stream_pause(f->stream);
	else
		input_stream_resume(f->stream);
}
