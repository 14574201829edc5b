/*
 * Lines out on a descriptor, without ever waiting for the reader.
 *
 * Lines are collected in a buffer and written before the loop sleeps (or as
 * soon as a good deal has come), so a pipe is live without a system call a
 * line. What the reader does not take waits here; the owner can see when that
 * is too much, and hears when there is room again.
 *
 * How it is written so that nobody else notices, and no line is ever torn:
 *
 * - O_NONBLOCK belongs to the open file, which the shell, its other jobs and
 *   our own standard error may share; setting it would make their writes fail.
 *   A pipe or a terminal is therefore opened again through /proc/self/fd, which
 *   gives a private open file on the same object; a socket has MSG_DONTWAIT; a
 *   regular file never waits. Where it cannot be opened again (no /proc, not
 *   our pipe) poll() is asked before each write.
 * - A pipe takes up to PIPE_BUF bytes whole or not at all, and says POLLOUT
 *   only when it has room for them. Writes are runs of whole lines up to that
 *   size: lines of several writers never mix, and a reader that is killed or
 *   stuck leaves no half line behind. Only a line beyond PIPE_BUF goes in
 *   parts.
 */
#ifndef EDGE_OUTPUT_H
#define EDGE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mono.h"

struct loop;
struct obuf;
struct output;

/* Any may be NULL; each may free the output, if nothing else is on the way. */
struct output_events {
	/* after output_is_full(): `low` bytes or fewer wait */
	void (*room)(void *ctx);
	/* nobody will read on: EPIPE, or what else went wrong; called once */
	void (*gone)(void *ctx, int error);
};

#define OUTPUT_HIGH (1 << 20)
#define OUTPUT_LOW  (1 << 18)

/* Watches for a reader that goes even while there is nothing to write. */
struct output *output_new(
    struct loop *, int fd, const struct output_events *, void *ctx);
/* Instead of OUTPUT_HIGH and OUTPUT_LOW. */
void output_limits(struct output *, size_t high, size_t low);
/* What waits is dropped; the descriptor stays open. */
void output_free(struct output *);

/* Where to write whole lines; then say output_ready(). */
struct obuf *output_buf(struct output *);
/* Callbacks come from the loop, never from here. */
void output_ready(struct output *);

size_t output_waiting(const struct output *);
/* More than `high` bytes were waiting; so it stays until `room`. */
bool output_is_full(const struct output *);
bool output_is_gone(const struct output *);
/*
 * Whether the reader is gone, to ask where nothing else would tell: what comes
 * in on the same socket hides it from us.
 */
bool output_is_hung_up(const struct output *);

/*
 * Waits until all is written, at most to the deadline: the last thing before
 * exit. -1 and errno: ETIMEDOUT, EPIPE or what else went wrong.
 */
int output_drain(struct output *, mono deadline);

#endif
