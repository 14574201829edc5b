/* Readers of the whole stream: they catch up with the store, then follow. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/loop.h"
#include "stage/private.h"

#include <stdlib.h>
#include <unistd.h>

static struct stage_reader *
find(const struct stage *st, const struct stage_sink *sink)
{
	struct stage_reader *r = st->readers;

	while (r != NULL && r->sink != sink)
		r = r->next;
	return r;
}

/* ---- catching up ---- */

static void
write_bracket(struct stage_sink *sink, enum rec_type type, const char *source)
{
	struct rec r = { .type = type };

	PUT(&r.begin, begin, source, source);
	stage_sink_write(sink, &r);
}

/* Configuration of one source, as a statement. */
static void
repeat_statement(struct stage *st, struct stage_sink *sink, const char *source)
{
	write_bracket(sink, REC_BEGIN, source);
	for (enum rec_type t = REC_ROUTER; t <= REC_SCENARIO; t++) {
		const struct rec *r;
		uint32_t at = 0;

		if ((st->ops->eats & STAGE_TYPE(t)) != 0)
			continue;
		while ((r = store_next(st->store, t, &at)) != NULL)
			if (store_source(st->store, r) == source)
				stage_sink_write(sink, r);
	}
	write_bracket(sink, REC_END, source);
}

/*
 * Configuration is small: it is repeated in one go, so that no statement that
 * is open elsewhere comes in between. A source of which nothing is left makes
 * an empty statement, as the reader may have heard of it before.
 */
static void
repeat_configuration(struct stage *st, struct stage_sink *sink)
{
	const char *source;
	uint32_t at = 0;

	while ((source = store_next_source(st->store, &at)) != NULL)
		repeat_statement(st, sink, source);
}

static bool
is_repeated(const struct stage *st, enum rec_type type)
{
	return rec_is_live(type) && (st->ops->eats & STAGE_TYPE(type)) == 0 &&
	       !st->cli->no_pass;
}

/* Live records, while there is room; true when all have been written. */
static bool
repeat_live(struct stage *st, struct stage_reader *reader, unsigned *budget)
{
	for (; reader->type < REC_NTYPES; reader->type++, reader->at = 0) {
		const struct rec *r;

		if (!is_repeated(st, reader->type))
			continue;
		while ((r = store_next(st->store, reader->type, &reader->at)) !=
		       NULL) {
			stage_sink_write(reader->sink, r);
			if (--*budget == 0 || stage_sink_full(reader->sink))
				return false;
		}
	}
	return true;
}

static void
open_reader(struct stage *st, struct stage_reader *reader)
{
	for (struct stage_eor *e = st->eors; e != NULL; e = e->next)
		if (e->told && !st->cli->no_pass)
			stage_sink_write(reader->sink, e->rec);
	reader->open = true;
	if (st->ops->sink_open != NULL)
		st->ops->sink_open(st->ctx, reader->sink);
}

bool
readers_catch_up(struct stage *st, unsigned budget)
{
	for (struct stage_reader *r = st->readers; r != NULL; r = r->next) {
		if (r->open || stage_sink_full(r->sink))
			continue;
		if (repeat_live(st, r, &budget))
			open_reader(st, r);
		if (budget == 0)
			return true;
	}
	return false;
}

/* ---- coming and going ---- */

void
readers_add(struct stage *st, struct stage_sink *sink)
{
	struct stage_reader *r = mem_zalloc(sizeof(*r));

	r->sink = sink;
	r->type = REC_INTERFACE_STATE;
	r->next = st->readers;
	st->readers = r;
	if (!st->cli->no_pass)
		repeat_configuration(st, sink);
	loop_task_soon(st->work);
}

void
readers_drop(struct stage *st, struct stage_sink *sink)
{
	struct stage_reader **at = &st->readers;
	struct stage_reader *r;

	while (*at != NULL && (*at)->sink != sink)
		at = &(*at)->next;
	r = *at;
	if (r == NULL)
		return;
	*at = r->next;
	if (r->open && st->ops->sink_close != NULL)
		st->ops->sink_close(st->ctx, sink);
	free(r);
}

void
readers_room(struct stage *st, struct stage_sink *sink)
{
	struct stage_reader *r = find(st, sink);

	if (r != NULL && !r->open)
		loop_task_soon(st->work);
	else if (st->ops->sink_room != NULL)
		st->ops->sink_room(st->ctx, sink);
}

/* ---- standard output ---- */

static void
stdout_room(void *who, struct stage_sink *sink)
{
	struct stage *st = who;

	readers_room(st, sink);
	intake_check(st);
}

static void
stdout_gone(void *who, struct stage_sink *sink, int error)
{
	struct stage *st = who;

	(void)error;
	readers_drop(st, sink);
	cli_info(st->cli, "nobody reads the output any more");
	intake_check(st);
	stage_end(st, STAGE_CONSUMER_GONE);
}

static const struct sink_events stdout_events = {
	.room = stdout_room,
	.gone = stdout_gone,
};

/* Nothing is known yet, so it has nothing to catch up with. */
void
readers_open_stdout(struct stage *st)
{
	st->out = sink_new(st->loop, STDOUT_FILENO, &stdout_events, st);
	readers_add(st, st->out);
	open_reader(st, st->readers);
}

void
readers_close(struct stage *st)
{
	if (st->out == NULL)
		return;
	readers_drop(st, st->out);
	sink_free(st->out);
	st->out = NULL;
}

bool
readers_stuck(const struct stage *st)
{
	for (const struct stage_reader *r = st->readers; r; r = r->next)
		if (sink_is_stuck(r->sink))
			return true;
	return false;
}

void
stage_say(struct stage *st, const struct rec *rec)
{
	for (struct stage_reader *r = st->readers; r != NULL; r = r->next)
		if (r->open)
			stage_sink_write(r->sink, rec);
}
