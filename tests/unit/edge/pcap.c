/* Captures: both formats, live, cut short and bent. */
#include "edge/pcap.h"

#include "../../t.h"
#include "edge/input.h"

#include <unistd.h>

/* clang-format off */
/* Two frames of raw IP, in nanoseconds; then 3 bytes and 2 that come. */
static const uint8_t nano[] = {
	0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0xff, 0, 0, 101, 0, 0, 0,
	1, 0, 0, 0, 0xff, 0xc9, 0x9a, 0x3b, 4, 0, 0, 0, 60, 0, 0, 0,
	'a', 'b', 'c', 'd',
	2, 0, 0, 0, 0xe8, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0,
	'e', 'f', 'g',
};

/* The same first frame by pcapng: section, interface, two packets. */
static const uint8_t ng[] = {
	0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 28, 0, 0, 0,
	1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 20, 0, 0, 0,
	6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x42, 0x0f, 0,
	4, 0, 0, 0, 60, 0, 0, 0, 'a', 'b', 'c', 'd', 36, 0, 0, 0,
	6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0x42, 0x0f, 0,
	3, 0, 0, 0, 3, 0, 0, 0, 'e', 'f', 'g', 0, 36, 0, 0, 0,
};
/* clang-format on */

enum { NANO_FIRST = 24, NANO_SECOND = 44, NG_FIRST = 48, NG_SECOND = 84 };

static struct capture_frame frame;
static struct capture *c;
static struct input *in;
static char why[256];

static void
setup(const void *at, size_t n)
{
	FILE *file = tmpfile();
	int fd;

	fwrite(at, 1, n, file);
	fflush(file);
	fd = dup(fileno(file));
	lseek(fd, 0, SEEK_SET);
	fclose(file);
	in = input_open_fd(fd);
	c = capture_open(in, why, sizeof(why));
}

static void
teardown(void)
{
	capture_close(c);
	input_close(in);
}

static void
frames_come_with_time_length_and_place(void)
{
	setup(nano, sizeof(nano));
	CHECK(capture_next(c, &frame) == 1);
	CHECK(frame.n == 4 && frame.len == 60);
	CHECK(memcmp(frame.at, "abcd", 4) == 0);
	CHECK(frame.time_us == 1999999); /* .999999999, cut */
	CHECK(frame.number == 1 && frame.offset == NANO_FIRST);
	CHECK(frame.link_type == 101);
	CHECK(capture_next(c, &frame) == 1);
	CHECK(frame.time_us == 2000001);
	CHECK(frame.number == 2 && frame.offset == NANO_SECOND);
	CHECK(capture_next(c, &frame) == 0);
	teardown();
}

static void
pcapng_is_read_as_well(void)
{
	setup(ng, sizeof(ng));
	CHECK(capture_next(c, &frame) == 1);
	CHECK(frame.n == 4 && frame.len == 60 && frame.link_type == 1);
	CHECK(frame.time_us == 1000000);
	CHECK(frame.offset == NG_FIRST);
	CHECK(capture_next(c, &frame) == 1);
	CHECK(frame.time_us == 1000001 && frame.offset == NG_SECOND);
	CHECK(capture_next(c, &frame) == 0);
	teardown();
}

static void
what_stands_before_a_cut_is_delivered_and_the_cut_is_told(void)
{
	for (size_t n = NANO_SECOND + 1; n < sizeof(nano); n++) {
		setup(nano, n);
		CHECK(capture_next(c, &frame) == 1);
		CHECK(capture_next(c, &frame) == -1);
		CHECK(
		    strncmp(capture_error(c), "frame 2 (byte 44): ", 19) == 0);
		CHECK(capture_offset(c) == NANO_SECOND);
		teardown();
	}
	for (size_t n = NG_SECOND + 1; n < sizeof(ng); n++) {
		setup(ng, n);
		CHECK(capture_next(c, &frame) == 1);
		CHECK(capture_next(c, &frame) == -1);
		CHECK(capture_offset(c) == NG_SECOND);
		teardown();
	}
}

static void
a_head_that_is_cut_is_refused_in_words(void)
{
	for (size_t n = 0; n < NANO_FIRST; n++) {
		why[0] = '\0';
		setup(nano, n);
		CHECK(c == NULL);
		CHECK(why[0] != '\0');
		teardown();
	}
}

static void
flips(const uint8_t *from, size_t n)
{
	uint8_t copy[256];

	for (size_t i = 0; i < n; i++) {
		memcpy(copy, from, n);
		copy[i] ^= 0x81;
		setup(copy, n);
		while (c != NULL && capture_next(c, &frame) == 1)
			continue;
		teardown();
	}
}

static void
every_flip_survives(void)
{
	flips(nano, sizeof(nano));
	flips(ng, sizeof(ng));
}

static void
a_live_capture_is_delivered_frame_by_frame(void)
{
	int fds[2];

	CHECK(pipe(fds) == 0);
	/* Were more waited for than has been written, it would never end. */
	CHECK(write(fds[1], nano, NANO_SECOND) == NANO_SECOND);
	in = input_open_fd(fds[0]);
	c = capture_open(in, why, sizeof(why));
	CHECK(c != NULL);
	CHECK(capture_next(c, &frame) == 1 && frame.n == 4);
	CHECK(
	    write(fds[1], nano + NANO_SECOND, sizeof(nano) - NANO_SECOND) > 0);
	CHECK(capture_next(c, &frame) == 1 && frame.n == 3);
	close(fds[1]);
	CHECK(capture_next(c, &frame) == 0);
	teardown();
}

static void
captures_are_known_by_their_first_bytes(void)
{
	CHECK(capture_is(nano, 4));
	CHECK(capture_is(ng, 4));
	CHECK(!capture_is(nano, 3));
	CHECK(!capture_is((const uint8_t *)"{\"ty", 4));
}

int
main(void)
{
	RUN(frames_come_with_time_length_and_place);
	RUN(pcapng_is_read_as_well);
	RUN(what_stands_before_a_cut_is_delivered_and_the_cut_is_told);
	RUN(a_head_that_is_cut_is_refused_in_words);
	RUN(every_flip_survives);
	RUN(a_live_capture_is_delivered_frame_by_frame);
	RUN(captures_are_known_by_their_first_bytes);
	return DONE();
}
