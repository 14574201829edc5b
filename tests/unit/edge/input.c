/* Input: plain and packed, whole and damaged, as it arrives. */
#include "edge/input.h"

#include "../../t.h"
#include "edge/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/* clang-format off */
/* "one\ntwo\n" as the four programs pack it. */
static const uint8_t gzip[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0xcf,
	0x4b, 0xe5, 0x2a, 0x29, 0xcf, 0xe7, 0x02, 0x00, 0xe6, 0x0b, 0xba, 0x12,
	0x08, 0x00, 0x00, 0x00,
};
static const uint8_t bzip2[] = {
	0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0xa7, 0x14,
	0x2b, 0x77, 0x00, 0x00, 0x02, 0xc1, 0x80, 0x00, 0x10, 0x02, 0x01, 0x84,
	0x80, 0x20, 0x00, 0x21, 0x80, 0x0c, 0x02, 0x38, 0xf5, 0x1b, 0x8b, 0xb9,
	0x22, 0x9c, 0x28, 0x48, 0x53, 0x8a, 0x15, 0xbb, 0x80,
};
static const uint8_t zstd[] = {
	0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x41, 0x00, 0x00, 0x6f, 0x6e, 0x65,
	0x0a, 0x74, 0x77, 0x6f, 0x0a, 0xe6, 0xa6, 0x0e, 0x40,
};
static const uint8_t xz[] = {
	0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46,
	0x02, 0x00, 0x21, 0x01, 0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3,
	0x01, 0x00, 0x07, 0x6f, 0x6e, 0x65, 0x0a, 0x74, 0x77, 0x6f, 0x0a, 0x00,
	0x51, 0xab, 0x9e, 0xaf, 0x57, 0x75, 0x70, 0x49, 0x00, 0x01, 0x20, 0x08,
	0xbb, 0x19, 0xd9, 0xbb, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00,
	0x00, 0x04, 0x59, 0x5a,
};
/* clang-format on */

static int
descriptor_of(const void *at, size_t n)
{
	FILE *file = tmpfile();
	int fd;

	fwrite(at, 1, n, file);
	fflush(file);
	fd = dup(fileno(file));
	lseek(fd, 0, SEEK_SET);
	fclose(file);
	return fd;
}

static void
check_content(const void *packed, size_t n)
{
	struct input *in = input_open_fd(descriptor_of(packed, n));
	char got[16] = "";

	CHECK(input_read(in, got, sizeof(got)) == 8);
	CHECK_STR(got, "one\ntwo\n");
	CHECK(input_read(in, got, sizeof(got)) == 0);
	CHECK(input_read(in, got, sizeof(got)) == 0);
	CHECK(input_error(in) == NULL);
	CHECK(input_offset(in) == 8);
	input_close(in);
}

static void
content_comes_unpacked_whatever_packed_it(void)
{
	check_content("one\ntwo\n", 8);
	check_content(gzip, sizeof(gzip));
	check_content(bzip2, sizeof(bzip2));
	check_content(zstd, sizeof(zstd));
	check_content(xz, sizeof(xz));
}

/* Each as it is, and cut off at every octet behind its magic. */
static void
every_truncation_of_packed_content_is_a_failure(void)
{
	static const struct {
		const uint8_t *at;
		size_t n, magic;
	} packed[] = {
		{ gzip, sizeof(gzip), 2 },
		{ bzip2, sizeof(bzip2), 3 },
		{ zstd, sizeof(zstd), 4 },
		{ xz, sizeof(xz), 6 },
	};

	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		for (size_t n = packed[i].magic; n < packed[i].n; n++) {
			struct input *in =
			    input_open_fd(descriptor_of(packed[i].at, n));
			char got[16];
			ssize_t got_n;

			while ((got_n = input_read(in, got, sizeof(got))) > 0)
				continue;
			CHECK(got_n == -1 && errno == EBADMSG);
			CHECK_STR(input_error(in), "compression is cut off");
			input_close(in);
		}
}

static void
what_is_whole_of_cut_content_comes_before_the_failure(void)
{
	/* All but the last octet of the check sum. */
	struct input *in = input_open_fd(descriptor_of(zstd, sizeof(zstd) - 1));
	char got[16] = "";
	const uint8_t *at;

	CHECK(input_peek(in, 100, &at) == 8);
	CHECK(input_read(in, got, sizeof(got)) == 8);
	CHECK_STR(got, "one\ntwo\n");
	CHECK(input_read(in, got, sizeof(got)) == -1 && errno == EBADMSG);
	input_close(in);
}

static void
check_twice(const uint8_t *packed, size_t n, size_t zeros, const char *behind)
{
	uint8_t copy[256] = { 0 };
	struct input *in;
	const uint8_t *at;
	ssize_t got;

	memcpy(copy, packed, n);
	memcpy(copy + n + zeros, packed, n);
	n = 2 * n + 2 * zeros;
	memcpy(copy + n, behind, strlen(behind));
	in = input_open_fd(descriptor_of(copy, n + strlen(behind)));
	got = input_peek(in, 100, &at);
	CHECK(got == 16 && memcmp(at, "one\ntwo\none\ntwo\n", 16) == 0);
	input_take(in, (size_t)got);
	CHECK(input_peek(in, 1, &at) == (*behind != '\0' ? -1 : 0));
	input_close(in);
}

static void
streams_one_behind_another_are_one_content(void)
{
	for (size_t zeros = 0; zeros < 9; zeros += 4) {
		check_twice(gzip, sizeof(gzip), zeros, "");
		check_twice(bzip2, sizeof(bzip2), zeros, "");
		check_twice(zstd, sizeof(zstd), zeros, "");
		check_twice(xz, sizeof(xz), zeros, "");
	}
	check_twice(gzip, sizeof(gzip), 0, "and no more");
	check_twice(bzip2, sizeof(bzip2), 0, "and no more");
	check_twice(zstd, sizeof(zstd), 0, "and no more");
	check_twice(xz, sizeof(xz), 0, "and no more");
}

static void
a_live_pipe_of_packed_content_gives_what_has_come(void)
{
	/* "one\n" and "two\n", flushed between; the rest never comes. */
	static const uint8_t first[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x03, 0xca, 0xcf, 0x4b, 0xe5, 0x02, 0x00,
		0x00, 0x00, 0xff, 0xff };
	static const uint8_t second[] = { 0x2a, 0x29, 0xcf, 0xe7, 0x02, 0x00,
		0x00, 0x00, 0xff, 0xff };
	const uint8_t *at;
	struct input *in;
	int fds[2];

	CHECK(pipe(fds) == 0);
	in = input_open_fd(fds[0]);
	CHECK(write(fds[1], first, sizeof(first)) == sizeof(first));
	CHECK(input_peek(in, 1, &at) == 4 && memcmp(at, "one\n", 4) == 0);
	input_take(in, 4);
	CHECK(write(fds[1], second, sizeof(second)) == sizeof(second));
	CHECK(input_peek(in, 1, &at) == 4 && memcmp(at, "two\n", 4) == 0);
	close(fds[1]);
	CHECK(input_peek(in, 100, &at) == 4);
	CHECK_STR(input_error(in), "compression is cut off");
	input_close(in);
}

static void
check_flips(const uint8_t *packed, size_t n)
{
	uint8_t copy[256];

	memcpy(copy, packed, n);
	for (size_t i = 0; i < 8 * n; i++) {
		struct input *in;
		char got[65536];

		copy[i / 8] ^= (uint8_t)(1 << i % 8);
		in = input_open_fd(descriptor_of(copy, n));
		while (input_read(in, got, sizeof(got)) > 0)
			continue;
		input_close(in);
		copy[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}

static void
every_flip_in_packed_content_survives(void)
{
	check_flips(gzip, sizeof(gzip));
	check_flips(bzip2, sizeof(bzip2));
	check_flips(zstd, sizeof(zstd));
	check_flips(xz, sizeof(xz));
}

static void
nothing_at_all_is_an_end(void)
{
	struct input *in = input_open("/dev/null");
	const uint8_t *at;

	CHECK(input_peek(in, 10, &at) == 0);
	CHECK(input_error(in) == NULL);
	input_close(in);
}

static void
what_begins_like_compression_but_ends_there_is_plain(void)
{
	struct input *in = input_open_fd(descriptor_of("BZ", 2));
	char got[4];

	CHECK(input_read(in, got, sizeof(got)) == 2);
	CHECK(input_read(in, got, sizeof(got)) == 0);
	input_close(in);
}

static void
a_live_pipe_is_read_as_far_as_it_was_asked_for(void)
{
	const uint8_t *at;
	struct input *in;
	int fds[2];

	CHECK(pipe(fds) == 0);
	in = input_open_fd(fds[0]);
	/* Were more than this waited for, the test would never end. */
	CHECK(write(fds[1], "ab", 2) == 2);
	CHECK(input_peek(in, 1, &at) == 2 && at[1] == 'b');
	input_take(in, 1);
	CHECK(write(fds[1], "cd", 2) == 2);
	CHECK(input_peek(in, 1, &at) == 1 && at[0] == 'b');
	CHECK(input_peek(in, 3, &at) == 3 && at[2] == 'd');
	close(fds[1]);
	CHECK(input_peek(in, 100, &at) == 3);
	input_take(in, 3);
	CHECK(input_peek(in, 1, &at) == 0);
	CHECK(input_offset(in) == 4);
	input_close(in);
}

static void
peeking_far_keeps_what_was_there(void)
{
	static uint8_t much[500000];
	const uint8_t *at;
	struct input *in;

	for (size_t i = 0; i < sizeof(much); i++)
		much[i] = (uint8_t)(i * 7 + (i >> 8));
	in = input_open_fd(descriptor_of(much, sizeof(much)));
	CHECK(input_peek(in, 10, &at) >= 10);
	input_take(in, 10);
	CHECK(input_peek(in, 400000, &at) >= 400000);
	CHECK(memcmp(at, much + 10, 400000) == 0);
	input_take(in, 400000);
	CHECK(input_peek(in, 400000, &at) == 99990);
	CHECK(memcmp(at, much + 400010, 99990) == 0);
	input_close(in);
}

static void
a_directory_cannot_be_read(void)
{
	struct input *in = input_open("/");
	const uint8_t *at;

	CHECK(input_peek(in, 1, &at) == -1 && errno == EISDIR);
	CHECK(input_error(in) != NULL);
	input_close(in);
	CHECK(input_open("/nonexistent") == NULL && errno == ENOENT);
}

/* ---- streams ---- */

static char got[32];
static int ended;
static struct input_stream *stream;

static void
on_data(void *ctx, const char *at, size_t n)
{
	(void)ctx;
	strncat(got, at, n);
}

static void
on_end(void *ctx, int error)
{
	(void)ctx;
	ended = error == 0 ? 1 : -error;
	input_stream_free(stream);
}

static const struct input_events events = { on_data, on_end };

static void
a_stream_tells_of_bytes_and_of_its_end_unless_paused(void)
{
	struct loop *loop = loop_new();
	int fds[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	stream = input_stream_new(loop, fds[0], &events, NULL);
	loop_poll(loop); /* a blocking read would never come back */
	CHECK(write(fds[1], "one", 3) == 3);
	loop_poll(loop);
	CHECK_STR(got, "one");
	input_stream_pause(stream);
	CHECK(write(fds[1], "two", 3) == 3);
	close(fds[1]);
	loop_poll(loop);
	CHECK_STR(got, "one");
	CHECK(ended == 0);
	input_stream_resume(stream);
	loop_poll(loop);
	CHECK_STR(got, "onetwo");
	loop_poll(loop);
	CHECK(ended == 1);
	loop_free(loop);
	close(fds[0]);
}

static void
a_file_is_a_stream_too(void)
{
	struct loop *loop = loop_new();
	int fd = descriptor_of("abc", 3);

	got[0] = '\0';
	ended = 0;
	stream = input_stream_new(loop, fd, &events, NULL);
	loop_poll(loop);
	CHECK_STR(got, "abc");
	loop_poll(loop);
	CHECK(ended == 1);
	loop_free(loop);
	close(fd);
}

static void
how_much_was_read_is_counted_before_unpacking(void)
{
	struct input *in = input_open_fd(descriptor_of(gzip, sizeof(gzip)));
	uint64_t done, total;
	int fds[2];
	char some[16];

	input_progress(in, &done, &total);
	CHECK(done == 0 && total == sizeof(gzip));
	CHECK(input_read(in, some, sizeof(some)) == 8);
	input_progress(in, &done, &total);
	CHECK(done == sizeof(gzip) && total == sizeof(gzip));
	input_close(in);
	CHECK(pipe(fds) == 0);
	in = input_open_fd(fds[0]);
	CHECK(write(fds[1], "abc", 3) == 3);
	CHECK(input_read(in, some, sizeof(some)) == 3);
	input_progress(in, &done, &total);
	CHECK(done == 3 && total == 0);
	input_close(in);
	close(fds[1]);
}

int
main(void)
{
	RUN(how_much_was_read_is_counted_before_unpacking);
	RUN(content_comes_unpacked_whatever_packed_it);
	RUN(every_truncation_of_packed_content_is_a_failure);
	RUN(what_is_whole_of_cut_content_comes_before_the_failure);
	RUN(streams_one_behind_another_are_one_content);
	RUN(a_live_pipe_of_packed_content_gives_what_has_come);
	RUN(every_flip_in_packed_content_survives);
	RUN(nothing_at_all_is_an_end);
	RUN(what_begins_like_compression_but_ends_there_is_plain);
	RUN(a_live_pipe_is_read_as_far_as_it_was_asked_for);
	RUN(peeking_far_keeps_what_was_there);
	RUN(a_directory_cannot_be_read);
	RUN(a_stream_tells_of_bytes_and_of_its_end_unless_paused);
	RUN(a_file_is_a_stream_too);
	return DONE();
}
