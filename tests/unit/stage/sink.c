/* Sinks: what waits for a slow reader comes, in order, as soon as it may. */
#include "stage/sink.h"

#include "../../t.h"
#include "base/obuf.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "stage/stage.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#define BIG (3u << 20)

static struct loop *loop;
static struct stage_sink *sink;
static int fds[2], rooms, gone;

static void
on_room(void *who, struct stage_sink *s)
{
	(void)who;
	(void)s;
	rooms++;
}

static void
on_gone(void *who, struct stage_sink *s, int error)
{
	(void)who;
	(void)s;
	gone = error;
}

static const struct sink_events events = { on_room, on_gone };

static void
setup_on(int fd)
{
	loop = loop_new();
	sink = sink_new(loop, fd, &events, NULL);
	rooms = gone = 0;
}

static void
setup(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
	setup_on(fds[1]);
}

static void
teardown(void)
{
	sink_free(sink);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

/* A line of `length` bytes, newline included, of a type nobody knows. */
static void
pass_other(size_t length)
{
	char *line = malloc(length);

	memset(line, 'x', length);
	line[length - 1] = '\n';
	sink_pass(sink, line, length, REC_NONE);
	free(line);
}

static void
say_route(uint32_t metric)
{
	struct rec r = { .type = REC_ROUTE };

	PUT(&r.route, route, protocol, "static");
	PUT(&r.route, route, metric, metric);
	stage_sink_write(sink, &r);
}

static void
pass_state(const char *name, uint32_t mtu)
{
	struct rec r = { .type = REC_INTERFACE_STATE };
	struct obuf line = { 0 };

	PUT(&r.interface_state, interface_state, name, name);
	PUT(&r.interface_state, interface_state, up, true);
	PUT(&r.interface_state, interface_state, mtu, mtu);
	rec_write(&line, &r);
	sink_pass(sink, obuf_at(&line), obuf_left(&line), r.type);
	obuf_fini(&line);
}

/* All that comes until nothing more does; NUL-terminated, to be freed. */
static char *
read_on(size_t *n)
{
	size_t room = 32u << 20;
	char *all = malloc(room);
	ssize_t got;

	*n = 0;
	for (unsigned idle = 0; idle < 3; loop_poll(loop)) {
		got = read(fds[0], all + *n, room - 1 - *n);
		idle = got > 0 ? 0 : idle + 1;
		*n += got > 0 ? (size_t)got : 0;
	}
	all[*n] = '\0';
	return all;
}

static void
a_long_line_holds_up_none_behind_it(void)
{
	FILE *file = tmpfile();

	fds[0] = fds[1] = -1;
	setup_on(fileno(file));
	pass_other(BIG);
	for (unsigned i = 0; i < 20; i++)
		pass_other(100);
	for (unsigned i = 0; i < 20; i++)
		loop_poll(loop);
	CHECK(lseek(fileno(file), 0, SEEK_END) == BIG + 20 * 100);
	teardown();
	fclose(file);
}

/* The reader takes a little just as the sink has become full. */
static void
a_reader_that_wakes_up_at_once_misses_nothing(void)
{
	char got[65536];
	size_t n, all = 0;
	ssize_t some;

	setup();
	for (; !stage_sink_full(sink); all += 1000)
		pass_other(1000);
	some = read(fds[0], got, sizeof(got));
	CHECK(some > 0);
	pass_other(1000);
	free(read_on(&n));
	CHECK(n + (size_t)some == all + 1000);
	CHECK(rooms == 1);
	CHECK(!stage_sink_full(sink));
	teardown();
}

static void
of_a_live_record_the_latest_state_waits(void)
{
	char *all;
	size_t n;

	setup();
	pass_other(BIG);
	for (uint32_t i = 0; i < 1000; i++)
		pass_state("eth0", i);
	pass_state("eth1", 7);
	all = read_on(&n);
	CHECK_STR(all + BIG, "{\"type\":\"interface_state\",\"name\":\"eth0\","
			     "\"up\":true,\"mtu\":999}\n"
			     "{\"type\":\"interface_state\",\"name\":\"eth1\","
			     "\"up\":true,\"mtu\":7}\n");
	free(all);
	teardown();
}

static void
what_is_unknown_waits_in_bounds_then_the_sink_is_stuck(void)
{
	size_t n, put = 0;

	setup();
	for (; !sink_is_stuck(sink) && put < 32u << 20; put += 1 << 16)
		pass_other(1 << 16);
	CHECK(put > 16u << 20 && put < 19u << 20);
	free(read_on(&n));
	CHECK(n == put);
	CHECK(!sink_is_stuck(sink));
	teardown();
}

static void
what_is_said_waits_behind_what_was_passed(void)
{
	char *all;
	size_t n;

	setup();
	pass_other(BIG);
	pass_other(10);
	say_route(5);
	all = read_on(&n);
	CHECK_STR(all + BIG,
	    "xxxxxxxxx\n"
	    "{\"type\":\"route\",\"protocol\":\"static\",\"metric\":5}\n");
	free(all);
	teardown();
}

static void
a_drain_writes_what_waits_too(void)
{
	FILE *file = tmpfile();

	fds[0] = fds[1] = -1;
	setup_on(fileno(file));
	pass_other(BIG);
	pass_other(100);
	CHECK(sink_drain(sink, mono_add(clock_mono(), MONO_S(60))));
	CHECK(lseek(fileno(file), 0, SEEK_END) == BIG + 100);
	teardown();
	fclose(file);
}

static void
a_drain_of_a_stuck_reader_ends_at_its_deadline(void)
{
	setup();
	pass_other(BIG);
	CHECK(!sink_drain(sink, clock_mono()));
	teardown();
}

static void
a_reader_that_goes_is_told_once_and_costs_nothing(void)
{
	setup();
	pass_other(BIG);
	close(fds[0]);
	loop_poll(loop);
	CHECK(gone == EPIPE);
	CHECK(sink_is_gone(sink));
	gone = 0;
	for (unsigned i = 0; i < 20; i++)
		pass_other(BIG);
	loop_poll(loop);
	CHECK(gone == 0);
	CHECK(!sink_is_stuck(sink));
	fds[0] = -1;
	teardown();
}

int
main(void)
{
	RUN(a_long_line_holds_up_none_behind_it);
	RUN(a_reader_that_wakes_up_at_once_misses_nothing);
	RUN(of_a_live_record_the_latest_state_waits);
	RUN(what_is_unknown_waits_in_bounds_then_the_sink_is_stuck);
	RUN(what_is_said_waits_behind_what_was_passed);
	RUN(a_drain_writes_what_waits_too);
	RUN(a_drain_of_a_stuck_reader_ends_at_its_deadline);
	RUN(a_reader_that_goes_is_told_once_and_costs_nothing);
	return DONE();
}
