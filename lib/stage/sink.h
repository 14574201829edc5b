/* Those who read what a stage writes: standard output, and socket clients. */
#ifndef STAGE_SINK_H
#define STAGE_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mono.h"
#include "rec/rec.h"

struct loop;
struct stage_sink;

/* What a sink tells its owner; `who` is as given to sink_new(). */
struct sink_events {
	void (*room)(void *who, struct stage_sink *); /* all has been taken */
	void (*gone)(void *who, struct stage_sink *, int error);
};

struct stage_sink *sink_new(
    struct loop *, int fd, const struct sink_events *, void *who);
void sink_free(struct stage_sink *);

/* A line with its newline, of the type; waits by the rules of core/relay.h. */
void sink_pass(struct stage_sink *, const char *line, size_t n, enum rec_type);

/*
 * An answer to the command of that id is on its way, until stage_reply().
 */
void sink_answer(struct stage_sink *, uint32_t id);
bool sink_is_answering(const struct stage_sink *);

/* Its queue of other lines is full: whoever feeds it must stop. */
bool sink_is_stuck(const struct stage_sink *);
bool sink_is_gone(const struct stage_sink *);
/* Nothing waits, and no answer is on its way. */
bool sink_is_idle(const struct stage_sink *);
/* See output_is_hung_up(). */
bool sink_is_hung_up(const struct stage_sink *);

/* Waits until all is written, at most to the deadline; false when it was not.
 */
bool sink_drain(struct stage_sink *, mono deadline);

#endif
