/* Sinks: an output, and a relay for what it cannot take yet. */
#include "stage/sink.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "core/relay.h"
#include "edge/clock.h"
#include "edge/output.h"
#include "stage/stage.h"

#include <stdlib.h>

struct stage_sink {
	struct output *out;
	struct relay *relay;
	const struct sink_events *events;
	void *who, *data;
	struct obuf line;   /* one record on its way into the relay */
	uint32_t answering; /* the id of a command, where there is one */
	bool is_answering;
};

/* Moves what waited into the output; tells the owner when nothing waits. */
static void
take_up(void *ctx)
{
	struct stage_sink *sink = ctx;

	relay_move(sink->relay, output_buf(sink->out));
	output_ready(sink->out);
	if (!stage_sink_full(sink))
		sink->events->room(sink->who, sink);
}

static void
lost(void *ctx, int error)
{
	struct stage_sink *sink = ctx;

	sink->events->gone(sink->who, sink, error);
}

static const struct output_events output_events = {
	.room = take_up,
	.gone = lost,
};

struct stage_sink *
sink_new(struct loop *loop, int fd, const struct sink_events *events, void *who)
{
	struct stage_sink *sink = mem_zalloc(sizeof(*sink));

	sink->events = events;
	sink->who = who;
	sink->out = output_new(loop, fd, &output_events, sink);
	sink->relay = relay_new(OUTPUT_HIGH + 1);
	return sink;
}

void
sink_free(struct stage_sink *sink)
{
	output_free(sink->out);
	relay_free(sink->relay);
	obuf_fini(&sink->line);
	free(sink);
}

void
sink_pass(
    struct stage_sink *sink, const char *line, size_t n, enum rec_type type)
{
	if (output_is_gone(sink->out))
		return;
	relay_put(sink->relay, line, n, type, output_buf(sink->out));
	output_ready(sink->out);
}

void
stage_sink_write(struct stage_sink *sink, const struct rec *r)
{
	if (output_is_gone(sink->out))
		return;
	if (relay_is_empty(sink->relay) && !output_is_full(sink->out)) {
		rec_write(output_buf(sink->out), r);
		output_ready(sink->out);
		return;
	}
	rec_write(&sink->line, r);
	sink_pass(sink, obuf_at(&sink->line), obuf_left(&sink->line), r->type);
	obuf_take(&sink->line, obuf_left(&sink->line));
}

bool
stage_sink_full(const struct stage_sink *sink)
{
	return output_is_full(sink->out) || !relay_is_empty(sink->relay) ||
	       output_waiting(sink->out) > OUTPUT_HIGH;
}

void **
stage_sink_data(struct stage_sink *sink)
{
	return &sink->data;
}

void
sink_answer(struct stage_sink *sink, uint32_t id)
{
	sink->answering = id;
	sink->is_answering = true;
}

bool
sink_is_answering(const struct stage_sink *sink)
{
	return sink->is_answering;
}

void
stage_reply(struct stage_sink *sink, const char *error)
{
	struct rec r = { .type = REC_REPLY };

	PUT(&r.reply, reply, id, sink->answering);
	PUT(&r.reply, reply, ok, error == NULL);
	if (error != NULL)
		PUT(&r.reply, reply, text, error);
	sink->is_answering = false;
	stage_sink_write(sink, &r);
}

bool
sink_is_stuck(const struct stage_sink *sink)
{
	return !output_is_gone(sink->out) && relay_full(sink->relay);
}

bool
sink_is_gone(const struct stage_sink *sink)
{
	return output_is_gone(sink->out);
}

bool
sink_is_idle(const struct stage_sink *sink)
{
	return !sink->is_answering && relay_is_empty(sink->relay) &&
	       output_waiting(sink->out) == 0;
}

bool
sink_is_hung_up(const struct stage_sink *sink)
{
	return output_is_hung_up(sink->out);
}

bool
sink_drain(struct stage_sink *sink, mono deadline)
{
	do {
		relay_move(sink->relay, output_buf(sink->out));
		output_ready(sink->out);
		if (output_drain(sink->out, deadline) < 0)
			return false;
	} while (!relay_is_empty(sink->relay) &&
		 mono_before(clock_mono(), deadline));
	return relay_is_empty(sink->relay);
}
