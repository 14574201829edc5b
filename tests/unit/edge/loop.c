/* The loop: what runs when, and what may be freed while it does. */
#include "edge/loop.h"
#include "../../t.h"
#include "edge/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static struct loop *loop;
static char order[32];
static struct loop_task *task;
static struct loop_fd *watch;

static void
note(char c)
{
	size_t n = strlen(order);

	order[n] = c;
	order[n + 1] = '\0';
}

static void
note_a(void *ctx)
{
	(void)ctx;
	note('a');
}

static void
note_b(void *ctx)
{
	(void)ctx;
	note('b');
}

static void
note_and_stop(void *ctx)
{
	note('s');
	loop_stop(ctx);
}

static void
setup(void)
{
	loop = loop_new();
	CHECK(loop != NULL);
	order[0] = '\0';
}

static void
what_is_ready_runs_before_tasks_and_those_before_the_deferred(void)
{
	struct loop_task *soon, *deferred;
	int fds[2];

	setup();
	CHECK(pipe(fds) == 0);
	deferred = loop_task_new(loop, note_b, NULL);
	soon = loop_task_new(loop, note_a, NULL);
	watch = loop_fd_new(loop, fds[0], note_and_stop, NULL, loop);
	loop_fd_want(watch, LOOP_READ);
	loop_task_defer(deferred);
	loop_task_soon(soon);
	CHECK(write(fds[1], "x", 1) == 1);
	loop_poll(loop);
	CHECK_STR(order, "sab");
	loop_fd_free(watch);
	loop_task_free(soon);
	loop_task_free(deferred);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

static void
a_descriptor_is_watched_only_while_wanted(void)
{
	int fds[2];

	setup();
	CHECK(pipe(fds) == 0);
	CHECK(write(fds[1], "x", 1) == 1);
	watch = loop_fd_new(loop, fds[0], note_a, NULL, NULL);
	loop_poll(loop);
	CHECK_STR(order, "");
	loop_fd_want(watch, LOOP_READ);
	loop_poll(loop);
	CHECK_STR(order, "a");
	loop_fd_want(watch, 0);
	loop_poll(loop);
	CHECK_STR(order, "a");
	loop_fd_free(watch);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

static void
rest_until_now(void *ctx)
{
	(void)ctx;
	note('r');
	loop_fd_rest(watch, strlen(order) == 1 ? clock_mono() : MONO_NEVER);
}

static void
a_descriptor_that_rests_is_watched_again_when_it_is_over(void)
{
	int fds[2];

	setup();
	CHECK(pipe(fds) == 0);
	CHECK(write(fds[1], "x", 1) == 1);
	watch = loop_fd_new(loop, fds[0], rest_until_now, NULL, NULL);
	loop_fd_want(watch, LOOP_READ);
	loop_poll(loop);
	CHECK_STR(order, "r");
	for (unsigned i = 0; i < 5; i++)
		loop_poll(loop);
	CHECK_STR(order, "rr");
	loop_fd_free(watch);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

static void
a_regular_file_is_always_ready(void)
{
	FILE *file = tmpfile();

	setup();
	watch = loop_fd_new(loop, fileno(file), note_a, note_b, NULL);
	loop_fd_want(watch, LOOP_READ | LOOP_WRITE);
	loop_poll(loop);
	loop_fd_want(watch, LOOP_WRITE);
	loop_poll(loop);
	CHECK_STR(order, "abb");
	loop_fd_free(watch);
	loop_free(loop);
	fclose(file);
}

static void
free_the_watch(void *ctx)
{
	(void)ctx;
	note('f');
	loop_fd_free(watch);
	watch = NULL;
}

static void
a_watch_may_free_itself(void)
{
	int null = open("/dev/null", O_RDWR), fds[2];

	setup();
	watch = loop_fd_new(loop, null, free_the_watch, free_the_watch, NULL);
	loop_fd_want(watch, LOOP_READ | LOOP_WRITE);
	loop_poll(loop);
	loop_poll(loop);
	CHECK_STR(order, "f");
	CHECK(pipe(fds) == 0);
	watch = loop_fd_new(loop, fds[1], free_the_watch, free_the_watch, NULL);
	loop_fd_want(watch, LOOP_READ | LOOP_WRITE);
	close(fds[0]); /* an error: ready for both */
	loop_poll(loop);
	loop_poll(loop);
	CHECK_STR(order, "ff");
	loop_free(loop);
	close(fds[1]);
	close(null);
}

static void
work_in_slices(void *ctx)
{
	(void)ctx;
	note('w');
	if (strlen(order) < 6)
		loop_task_soon(task);
	else
		loop_stop(loop);
}

static void
long_work_leaves_room_for_descriptors_between_its_slices(void)
{
	int fds[2];

	setup();
	CHECK(pipe(fds) == 0);
	CHECK(write(fds[1], "x", 1) == 1);
	watch = loop_fd_new(loop, fds[0], note_a, NULL, NULL);
	loop_fd_want(watch, LOOP_READ);
	task = loop_task_new(loop, work_in_slices, NULL);
	loop_task_soon(task);
	loop_run(loop);
	CHECK_STR(order, "awawaw");
	loop_fd_free(watch);
	loop_task_free(task);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

static void
defer_itself(void *ctx)
{
	(void)ctx;
	note('d');
	loop_task_defer(task);
}

static void
a_task_that_defers_itself_does_not_hold_up_the_round(void)
{
	setup();
	task = loop_task_new(loop, defer_itself, NULL);
	loop_task_defer(task);
	loop_task_defer(task);
	loop_poll(loop);
	CHECK_STR(order, "d");
	loop_task_cancel(task);
	loop_poll(loop);
	CHECK_STR(order, "d");
	loop_task_free(task);
	loop_free(loop);
}

static mono fired;

static void
note_time(void *ctx)
{
	fired = clock_mono();
	loop_stop(ctx);
}

static void
a_timer_fires_once_and_never_early(void)
{
	struct loop_timer *timer, *moved;
	mono deadline;

	setup();
	timer = loop_timer_new(loop, note_time, loop);
	moved = loop_timer_new(loop, note_a, NULL);
	loop_timer_set(moved, clock_mono());
	loop_timer_set(moved, MONO_NEVER);
	deadline = mono_add(clock_mono(), MONO_MS(3));
	loop_timer_set(timer, deadline);
	loop_run(loop);
	CHECK(!mono_before(fired, deadline));
	CHECK_STR(order, "");
	loop_timer_set(moved, (mono){ 1 }); /* long ago: at once */
	loop_timer_set(timer, clock_mono());
	loop_run(loop);
	loop_poll(loop);
	CHECK_STR(order, "a");
	loop_timer_free(timer);
	loop_timer_free(moved);
	loop_free(loop);
}

static void
note_signal(void *ctx, int number)
{
	note(number == SIGHUP ? 'h' : number == SIGTERM ? 't' : '?');
	if (number == SIGTERM)
		loop_stop(ctx);
}

static void
signals_come_through_the_loop(void)
{
	setup();
	CHECK(loop_signals(loop, note_signal, loop) == 0);
	raise(SIGHUP);
	raise(SIGPIPE);
	loop_poll(loop);
	CHECK_STR(order, "h");
	raise(SIGTERM);
	loop_run(loop);
	CHECK_STR(order, "ht");
	loop_free(loop);
}

int
main(void)
{
	RUN(what_is_ready_runs_before_tasks_and_those_before_the_deferred);
	RUN(a_descriptor_is_watched_only_while_wanted);
	RUN(a_descriptor_that_rests_is_watched_again_when_it_is_over);
	RUN(a_regular_file_is_always_ready);
	RUN(a_watch_may_free_itself);
	RUN(long_work_leaves_room_for_descriptors_between_its_slices);
	RUN(a_task_that_defers_itself_does_not_hold_up_the_round);
	RUN(a_timer_fires_once_and_never_early);
	RUN(signals_come_through_the_loop);
	return DONE();
}
