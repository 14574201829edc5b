/*
 * The event loop, and the only door to libevent.
 *
 * A round is: what is ready runs (descriptors, timers, signals), then the tasks
 * that asked to go on, then, before the loop sleeps, the deferred ones. Every
 * object here may be freed from within any callback, its own included.
 */
#ifndef EDGE_LOOP_H
#define EDGE_LOOP_H

#include <stdbool.h>

#include "base/mono.h"

struct loop;
struct loop_fd;
struct loop_task;
struct loop_timer;

typedef void loop_fn(void *ctx);
typedef void loop_signal_fn(void *ctx, int signal);

/* Ignores SIGPIPE from here on. NULL and errno when the kernel has no more. */
struct loop *loop_new(void);
/* All that was made of it must be freed before. */
void loop_free(struct loop *);

void loop_run(struct loop *); /* until loop_stop(); ends the round it is in */
void loop_stop(struct loop *);
/*
 * The most processor time, in microseconds, that a round of loop_run() took:
 * so long nobody else is served.
 */
int64_t loop_longest(const struct loop *);
/* One round that does not sleep: for tests, and to look up during long work. */
void loop_poll(struct loop *);

/* ---- descriptors ---- */

enum {
	LOOP_READ = 1,
	LOOP_WRITE = 2,
};

/*
 * Watches nothing until loop_fd_want(). Errors and hang-ups call what is
 * wanted. A descriptor that cannot be polled (a regular file, /dev/null) is
 * always ready. Free it before the descriptor is closed.
 */
struct loop_fd *loop_fd_new(
    struct loop *, int fd, loop_fn *on_read, loop_fn *on_write, void *ctx);
/* Cheap when nothing changes. */
void loop_fd_want(struct loop_fd *, unsigned what);
/*
 * Watches nothing until then, and what was wanted from then on: for who could
 * not take what is ready, and would be called again at once.
 */
void loop_fd_rest(struct loop_fd *, mono until);
void loop_fd_free(struct loop_fd *);

/* ---- time ---- */

struct loop_timer *loop_timer_new(struct loop *, loop_fn *, void *ctx);
/* Fires once, never early; set again, it moves. MONO_NEVER: not at all. */
void loop_timer_set(struct loop_timer *, mono deadline);
void loop_timer_free(struct loop_timer *);

/* ---- work ---- */

struct loop_task *loop_task_new(struct loop *, loop_fn *, void *ctx);
/*
 * Runs it once after the descriptors that are ready. A long piece of work does
 * a slice of it (well below 10 ms) and asks for this again.
 */
void loop_task_soon(struct loop_task *);
/* Runs it once before the loop sleeps: to write out what a round collected. */
void loop_task_defer(struct loop_task *);
void loop_task_cancel(struct loop_task *);
void loop_task_free(struct loop_task *);

/* ---- signals ---- */

/* SIGTERM, SIGINT and SIGHUP come here from now on, until loop_free(). */
int loop_signals(struct loop *, loop_signal_fn *, void *ctx);

#endif
