/*
 * The event loop, over libevent: epoll, the heap of timers and the delivery of
 * signals are its; rounds, tasks and descriptors that cannot be polled ours.
 */
#include "edge/loop.h"

#include "base/mem.h"
#include "edge/clock.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

TAILQ_HEAD(tasks, loop_task);

static const int signals[] = { SIGTERM, SIGINT, SIGHUP };

enum { N_SIGNALS = sizeof(signals) / sizeof(signals[0]) };

struct loop {
	struct event_base *base;
	struct tasks soon, deferred;
	size_t n_soon;
	uint64_t round; /* counts the times that deferred tasks were run */
	bool stopped;
	int64_t longest; /* round, in microseconds of processor */
	struct event *on_signal[N_SIGNALS]; /* NULL: not asked for */
	loop_signal_fn *signal;
	void *signal_ctx;
};

struct loop_task {
	struct loop *loop;
	loop_fn *run;
	void *ctx;
	struct tasks *queue; /* where it waits, or NULL */
	uint64_t round;      /* the last in which it ran as a deferred one */
	TAILQ_ENTRY(loop_task) next;
};

/* One direction of a descriptor: polled, or always ready. */
struct side {
	struct event *event;
	struct loop_task *task;
	loop_fn *run;
	void *ctx;
};

struct loop_fd {
	struct loop *loop;
	unsigned wanted, wanted_then; /* when the rest is over */
	struct loop_timer *rest;      /* NULL: there never was one */
	struct side sides[2];         /* LOOP_READ, LOOP_WRITE */
};

struct loop_timer {
	struct event *event;
	mono deadline;
	loop_fn *run;
	void *ctx;
};

/* ---- tasks ---- */

struct loop_task *
loop_task_new(struct loop *loop, loop_fn *run, void *ctx)
{
	struct loop_task *task = mem_zalloc(sizeof(*task));

	task->loop = loop;
	task->run = run;
	task->ctx = ctx;
	task->round = loop->round - 1;
	return task;
}

static void
task_queue(struct loop_task *task, struct tasks *queue)
{
	if (task->queue != NULL)
		return; /* either queue is run before the loop sleeps */
	task->queue = queue;
	TAILQ_INSERT_TAIL(queue, task, next);
	task->loop->n_soon += queue == &task->loop->soon;
}

void
loop_task_soon(struct loop_task *task)
{
	task_queue(task, &task->loop->soon);
}

void
loop_task_defer(struct loop_task *task)
{
	struct loop *loop = task->loop;

	/* One that defers itself while it runs has to wait for a round, or
	   this one would never end. */
	if (task->round == loop->round)
		task_queue(task, &loop->soon);
	else
		task_queue(task, &loop->deferred);
}

void
loop_task_cancel(struct loop_task *task)
{
	if (task->queue == NULL)
		return;
	TAILQ_REMOVE(task->queue, task, next);
	task->loop->n_soon -= task->queue == &task->loop->soon;
	task->queue = NULL;
}

void
loop_task_free(struct loop_task *task)
{
	if (task == NULL)
		return;
	loop_task_cancel(task);
	free(task);
}

/* Those that wait now; what they queue again waits for the next round. */
static void
run_soon(struct loop *loop)
{
	struct loop_task *task;

	for (size_t n = loop->n_soon; n > 0; n--) {
		task = TAILQ_FIRST(&loop->soon);
		if (task == NULL)
			return;
		loop_task_cancel(task);
		task->run(task->ctx);
	}
}

static void
run_deferred(struct loop *loop)
{
	struct loop_task *task;

	loop->round++;
	while ((task = TAILQ_FIRST(&loop->deferred)) != NULL) {
		loop_task_cancel(task);
		task->round = loop->round;
		task->run(task->ctx);
	}
	loop->round++;
}

/* ---- descriptors ---- */

static void
side_event(evutil_socket_t fd, short what, void *ctx)
{
	struct side *side = ctx;

	(void)fd;
	(void)what;
	side->run(side->ctx);
}

static void
side_task(void *ctx)
{
	struct side *side = ctx;

	loop_task_soon(side->task); /* before, for run() may free it all */
	side->run(side->ctx);
}

/* epoll refuses what is always ready. */
static bool
can_poll(int fd)
{
	struct epoll_event event = { .events = 0 };
	struct stat st = { 0 };
	bool can;
	int epoll;

	if (fstat(fd, &st) == 0 &&
	    (S_ISSOCK(st.st_mode) || S_ISFIFO(st.st_mode)))
		return true;
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll == -1)
		return !S_ISREG(st.st_mode);
	can =
	    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 || errno != EPERM;
	close(epoll);
	return can;
}

struct loop_fd *
loop_fd_new(
    struct loop *loop, int fd, loop_fn *on_read, loop_fn *on_write, void *ctx)
{
	struct loop_fd *watch = mem_zalloc(sizeof(*watch));
	bool polled = can_poll(fd);

	watch->loop = loop;
	for (unsigned i = 0; i < 2; i++) {
		struct side *side = &watch->sides[i];

		side->run = i == 0 ? on_read : on_write;
		side->ctx = ctx;
		if (side->run == NULL)
			continue;
		if (polled)
			side->event = event_new(loop->base, fd,
			    (i == 0 ? EV_READ : EV_WRITE) | EV_PERSIST,
			    side_event, side);
		else
			side->task = loop_task_new(loop, side_task, side);
	}
	return watch;
}

static void
side_enable(struct side *side, bool on)
{
	if (side->event != NULL && on)
		event_add(side->event, NULL);
	else if (side->event != NULL)
		event_del(side->event);
	else if (side->task != NULL && on)
		loop_task_soon(side->task);
	else if (side->task != NULL)
		loop_task_cancel(side->task);
}

void
loop_fd_want(struct loop_fd *watch, unsigned what)
{
	unsigned changed = watch->wanted ^ what;

	watch->wanted = what;
	if (changed & LOOP_READ)
		side_enable(&watch->sides[0], what & LOOP_READ);
	if (changed & LOOP_WRITE)
		side_enable(&watch->sides[1], what & LOOP_WRITE);
}

void
loop_fd_free(struct loop_fd *watch)
{
	if (watch == NULL)
		return;
	loop_timer_free(watch->rest);
	for (unsigned i = 0; i < 2; i++) {
		if (watch->sides[i].event != NULL)
			event_free(watch->sides[i].event);
		loop_task_free(watch->sides[i].task);
	}
	free(watch);
}

static void
rest_over(void *ctx)
{
	struct loop_fd *watch = ctx;

	loop_fd_want(watch, watch->wanted_then);
}

void
loop_fd_rest(struct loop_fd *watch, mono until)
{
	if (watch->rest == NULL)
		watch->rest = loop_timer_new(watch->loop, rest_over, watch);
	watch->wanted_then = watch->wanted;
	loop_fd_want(watch, 0);
	loop_timer_set(watch->rest, until);
}

/* ---- timers ---- */

static void
timer_arm(struct loop_timer *timer)
{
	int64_t us = mono_sub(timer->deadline, clock_mono());
	struct timeval wait = { 0 };

	if (us > 0)
		wait = (struct timeval){ us / 1000000, us % 1000000 };
	event_add(timer->event, &wait);
}

static void
timer_event(evutil_socket_t fd, short what, void *ctx)
{
	struct loop_timer *timer = ctx;

	(void)fd;
	(void)what;
	/* libevent reads the coarse clock, which is up to a tick behind. */
	if (!mono_due(timer->deadline, clock_mono())) {
		timer_arm(timer);
		return;
	}
	timer->deadline = MONO_NEVER;
	timer->run(timer->ctx);
}

struct loop_timer *
loop_timer_new(struct loop *loop, loop_fn *run, void *ctx)
{
	struct loop_timer *timer = mem_zalloc(sizeof(*timer));

	timer->event = evtimer_new(loop->base, timer_event, timer);
	timer->deadline = MONO_NEVER;
	timer->run = run;
	timer->ctx = ctx;
	return timer;
}

void
loop_timer_set(struct loop_timer *timer, mono deadline)
{
	if (timer->deadline.us == deadline.us)
		return;
	timer->deadline = deadline;
	if (deadline.us == MONO_NEVER.us)
		event_del(timer->event);
	else
		timer_arm(timer);
}

void
loop_timer_free(struct loop_timer *timer)
{
	if (timer == NULL)
		return;
	event_free(timer->event);
	free(timer);
}

/* ---- signals ---- */

static void
signal_event(evutil_socket_t number, short what, void *ctx)
{
	struct loop *loop = ctx;

	(void)what;
	loop->signal(loop->signal_ctx, number);
}

int
loop_signals(struct loop *loop, loop_signal_fn *run, void *ctx)
{
	loop->signal = run;
	loop->signal_ctx = ctx;
	for (unsigned i = 0; i < N_SIGNALS; i++) {
		if (loop->on_signal[i] != NULL)
			continue;
		loop->on_signal[i] =
		    evsignal_new(loop->base, signals[i], signal_event, loop);
		if (event_add(loop->on_signal[i], NULL) == -1)
			return -1;
	}
	return 0;
}

/* ---- the loop ---- */

static void
discard(int severity, const char *text)
{
	(void)severity;
	(void)text;
}

struct loop *
loop_new(void)
{
	struct loop *loop = mem_zalloc(sizeof(*loop));

	event_set_mem_functions(mem_alloc, mem_realloc, free);
	event_set_log_callback(discard); /* only bin and cli print */
	loop->base = event_base_new();
	if (loop->base == NULL) {
		free(loop);
		return NULL;
	}
	signal(SIGPIPE, SIG_IGN);
	TAILQ_INIT(&loop->soon);
	TAILQ_INIT(&loop->deferred);
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	for (unsigned i = 0; i < N_SIGNALS; i++)
		if (loop->on_signal[i] != NULL)
			event_free(loop->on_signal[i]);
	event_base_free(loop->base);
	free(loop);
}

static void
loop_round(struct loop *loop, bool wait)
{
	int flags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY;

	if (!wait || loop->n_soon > 0)
		flags |= EVLOOP_NONBLOCK;
	event_base_loop(loop->base, flags);
	run_soon(loop);
	run_deferred(loop);
}

void
loop_run(struct loop *loop)
{
	int64_t then = clock_cpu_us(), now;

	run_deferred(loop);
	for (; !loop->stopped; then = now) {
		loop_round(loop, true);
		now = clock_cpu_us();
		if (now - then > loop->longest)
			loop->longest = now - then;
	}
	loop->stopped = false;
}

int64_t
loop_longest(const struct loop *loop)
{
	return loop->longest;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

void
loop_poll(struct loop *loop)
{
	loop_round(loop, false);
}
