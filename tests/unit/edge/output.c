/* Output: what is written when, who is told, and what a line never suffers. */
#include "edge/output.h"

#include "../../t.h"
#include "base/obuf.h"
#include "edge/clock.h"
#include "edge/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct loop *loop;
static struct output *out;
static int fds[2], rooms, gone;

static void
on_room(void *ctx)
{
	(void)ctx;
	rooms++;
}

static void
on_gone(void *ctx, int error)
{
	(void)ctx;
	gone = error;
}

static const struct output_events events = { on_room, on_gone };

static void
setup_on(int fd)
{
	loop = loop_new();
	out = output_new(loop, fd, &events, NULL);
	rooms = gone = 0;
}

static void
teardown(void)
{
	output_free(out);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

static void
setup_pipe(void)
{
	CHECK(pipe(fds) == 0);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	setup_on(fds[1]);
}

/* n lines of `length` bytes, newline included. */
static void
put_lines(size_t n, size_t length)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 1; j < length; j++)
			obuf_putc(output_buf(out), 'x');
		obuf_putc(output_buf(out), '\n');
		output_ready(out);
	}
}

static void
lines_are_written_before_the_loop_sleeps(void)
{
	char got[8] = "";

	setup_pipe();
	put_lines(2, 3);
	CHECK(read(fds[0], got, sizeof(got)) == -1 && errno == EAGAIN);
	CHECK(output_waiting(out) == 6);
	loop_poll(loop);
	CHECK(read(fds[0], got, sizeof(got)) == 6);
	CHECK(memcmp(got, "xx\nxx\n", 6) == 0);
	CHECK(output_waiting(out) == 0);
	teardown();
}

static void
the_flags_of_a_shared_pipe_stay_as_they_are(void)
{
	setup_pipe();
	put_lines(100000, 10);
	loop_poll(loop);
	CHECK(output_waiting(out) > 0);
	CHECK((fcntl(fds[1], F_GETFL) & O_NONBLOCK) == 0);
	teardown();
}

static void
a_slow_reader_is_told_of_and_what_waits_comes_whole(void)
{
	char got[65536];
	size_t all = 0;
	ssize_t n;

	setup_pipe();
	output_limits(out, 200000, 50000);
	put_lines(3000, 100);
	loop_poll(loop);
	CHECK(rooms == 0);
	CHECK(output_is_full(out));
	while ((n = read(fds[0], got, sizeof(got))) > 0) {
		all += (size_t)n;
		loop_poll(loop);
	}
	CHECK(all == 300000);
	CHECK(rooms == 1);
	CHECK(!output_is_full(out));
	teardown();
}

static void
who_saw_it_full_hears_of_room_however_fast_it_came(void)
{
	char got[65536];

	setup_pipe();
	output_limits(out, 1000, 500);
	put_lines(11, 100);
	CHECK(output_is_full(out));
	loop_poll(loop);
	CHECK(read(fds[0], got, sizeof(got)) == 1100);
	CHECK(rooms == 1);
	CHECK(!output_is_full(out));
	teardown();
}

static void
what_a_stuck_reader_finds_ends_with_a_whole_line(void)
{
	char got[1 << 17];
	size_t all = 0;
	ssize_t n;

	setup_pipe();
	put_lines(3000, 777);
	loop_poll(loop);
	errno = 0;
	CHECK(output_drain(out, clock_mono()) == -1 && errno == ETIMEDOUT);
	output_free(out);
	out = NULL;
	while ((n = read(fds[0], got + all, sizeof(got) - all)) > 0)
		all += (size_t)n;
	CHECK(all > 0 && all % 777 == 0);
	CHECK(got[all - 1] == '\n');
	teardown();
}

static void
a_line_longer_than_the_pipe_comes_in_parts(void)
{
	static char got[300003];
	size_t all = 0;
	ssize_t n;

	setup_pipe();
	put_lines(1, 300000);
	put_lines(1, 3);
	loop_poll(loop);
	while ((n = read(fds[0], got + all, sizeof(got) - all)) > 0) {
		all += (size_t)n;
		loop_poll(loop);
	}
	CHECK(all == sizeof(got));
	CHECK(memcmp(got + 299999, "\nxx\n", 4) == 0);
	teardown();
}

static void
a_reader_that_goes_is_noticed_with_nothing_to_write(void)
{
	setup_pipe();
	loop_poll(loop);
	CHECK(gone == 0);
	close(fds[0]);
	loop_poll(loop);
	CHECK(gone == EPIPE);
	CHECK(output_is_gone(out));
	gone = 0;
	put_lines(1, 5);
	loop_poll(loop);
	CHECK(gone == 0);
	CHECK(output_waiting(out) == 0);
	CHECK(output_drain(out, MONO_NEVER) == -1 && errno == EPIPE);
	fds[0] = open("/dev/null", O_RDONLY);
	teardown();
}

static void
a_reader_that_never_was_is_noticed_too(void)
{
	CHECK(pipe(fds) == 0);
	close(fds[0]);
	setup_on(fds[1]);
	put_lines(1, 5);
	loop_poll(loop);
	CHECK(gone == EPIPE);
	fds[0] = open("/dev/null", O_RDONLY);
	teardown();
}

static void
a_socket_is_never_waited_for_and_its_end_is_noticed(void)
{
	char got[4096];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	setup_on(fds[1]);
	put_lines(100000, 50);
	loop_poll(loop);
	CHECK(output_waiting(out) > 0);
	CHECK((fcntl(fds[1], F_GETFL) & O_NONBLOCK) == 0);
	CHECK(read(fds[0], got, sizeof(got)) == sizeof(got));
	loop_poll(loop);
	CHECK(gone == 0);
	close(fds[0]);
	loop_poll(loop);
	CHECK(gone == EPIPE);
	fds[0] = open("/dev/null", O_RDONLY);
	teardown();
}

static void
a_peer_that_talks_back_is_not_taken_for_gone(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	setup_on(fds[1]);
	CHECK(write(fds[0], "hi", 2) == 2);
	loop_poll(loop);
	loop_poll(loop);
	CHECK(gone == 0);
	put_lines(1, 5);
	loop_poll(loop);
	CHECK(output_waiting(out) == 0);
	teardown();
}

static void
a_file_takes_all_where_it_is_appended_to(void)
{
	FILE *file = tmpfile();

	fputs("before\n", file);
	fflush(file);
	setup_on(fileno(file));
	fds[0] = fds[1] = -1;
	put_lines(100000, 50);
	CHECK(output_drain(out, clock_mono()) == 0);
	CHECK(lseek(fileno(file), 0, SEEK_END) == 7 + 100000 * 50);
	loop_poll(loop);
	CHECK(gone == 0);
	teardown();
	fclose(file);
}

static void
a_full_disk_is_told(void)
{
	int fd = open("/dev/full", O_WRONLY);

	setup_on(fd);
	fds[0] = fds[1] = -1;
	put_lines(1, 5);
	loop_poll(loop);
	CHECK(gone == ENOSPC);
	teardown();
	close(fd);
}

int
main(void)
{
	RUN(lines_are_written_before_the_loop_sleeps);
	RUN(the_flags_of_a_shared_pipe_stay_as_they_are);
	RUN(a_slow_reader_is_told_of_and_what_waits_comes_whole);
	RUN(who_saw_it_full_hears_of_room_however_fast_it_came);
	RUN(what_a_stuck_reader_finds_ends_with_a_whole_line);
	RUN(a_line_longer_than_the_pipe_comes_in_parts);
	RUN(a_reader_that_goes_is_noticed_with_nothing_to_write);
	RUN(a_reader_that_never_was_is_noticed_too);
	RUN(a_socket_is_never_waited_for_and_its_end_is_noticed);
	RUN(a_peer_that_talks_back_is_not_taken_for_gone);
	RUN(a_file_takes_all_where_it_is_appended_to);
	RUN(a_full_disk_is_told);
	return DONE();
}
