/*
 * Bytes in. Plain content is read by read(), so that a live pipe stays live;
 * libarchive would wait for a full block even where there is nothing to unpack.
 */
#include "edge/input.h"

#include "base/mem.h"
#include "base/obuf.h"
#include "edge/loop.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 65536 };

static const struct magic {
	unsigned n;
	uint8_t bytes[6];
} magics[] = {
	{ 2, { 0x1f, 0x8b } },                     /* gzip */
	{ 3, { 'B', 'Z', 'h' } },                  /* bzip2 */
	{ 4, { 0x28, 0xb5, 0x2f, 0xfd } },         /* zstd */
	{ 6, { 0xfd, '7', 'z', 'X', 'Z', 0x00 } }, /* xz */
};

struct input {
	int fd;
	bool begun, ended;
	int error;    /* errno of the failure, 0 while there is none */
	char why[96]; /* and in words */
	uint64_t offset, n_read; /* after unpacking and before */
	/* bytes unpacked and not yet taken */
	uint8_t *mem;
	size_t from, used, room;
	/* NULL for plain content; otherwise it is fed from `packed` */
	struct archive *archive;
	uint8_t packed[BLOCK];
	size_t n_packed;
};

/* ---- opening ---- */

struct input *
input_open_fd(int fd)
{
	struct input *in = mem_zalloc(sizeof(*in));

	in->fd = fd;
	return in;
}

struct input *
input_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd == -1 ? NULL : input_open_fd(fd);
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	if (in->archive != NULL)
		archive_read_free(in->archive);
	close(in->fd);
	free(in->mem);
	free(in);
}

static ssize_t
read_fd(struct input *in, void *to, size_t room)
{
	ssize_t n;

	do
		n = read(in->fd, to, room);
	while (n == -1 && errno == EINTR);
	in->n_read += n > 0 ? (uint64_t)n : 0;
	return n;
}

static int
fail(struct input *in, int error, const char *why)
{
	in->ended = true;
	in->error = error;
	snprintf(in->why, sizeof(in->why), "%s", why);
	return -1;
}

/* ---- compression ---- */

/* What is known of the magic: matches, cannot match, or needs more bytes. */
static int
magic_test(const struct magic *m, const uint8_t *at, size_t n)
{
	size_t known = n < m->n ? n : m->n;

	if (memcmp(m->bytes, at, known) != 0)
		return 0;
	return n < m->n ? -1 : 1;
}

/* 1: packed; 0: plain; -1: more bytes are needed to know. */
static int
is_packed(const uint8_t *at, size_t n)
{
	int open = 0;

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		int test = magic_test(&magics[i], at, n);

		if (test == 1)
			return 1;
		open |= test;
	}
	return open;
}

/* libarchive asks for packed bytes: first those that were looked at. */
static la_ssize_t
feed(struct archive *archive, void *ctx, const void **at)
{
	struct input *in = ctx;
	ssize_t n = (ssize_t)in->n_packed;

	in->n_packed = 0;
	*at = in->packed;
	if (n == 0)
		n = read_fd(in, in->packed, sizeof(in->packed));
	if (n == -1) {
		in->error = errno;
		archive_set_error(archive, errno, "%s", strerror(errno));
	}
	return n;
}

static int
archive_fail(struct input *in)
{
	const char *why = archive_error_string(in->archive);

	return fail(in, in->error != 0 ? in->error : EBADMSG,
	    why != NULL ? why : "damaged compression");
}

static int
archive_begin(struct input *in)
{
	struct archive_entry *entry;
	int result;

	in->archive = archive_read_new();
	if (in->archive == NULL)
		return fail(in, ENOMEM, strerror(ENOMEM));
	archive_read_support_filter_gzip(in->archive);
	archive_read_support_filter_bzip2(in->archive);
	archive_read_support_filter_zstd(in->archive);
	archive_read_support_filter_xz(in->archive);
	archive_read_support_format_raw(in->archive);
	archive_read_support_format_empty(in->archive);
	if (archive_read_open(in->archive, in, NULL, feed, NULL) != ARCHIVE_OK)
		return archive_fail(in);
	result = archive_read_next_header(in->archive, &entry);
	if (result == ARCHIVE_EOF)
		in->ended = true;
	else if (result != ARCHIVE_OK)
		return archive_fail(in);
	return 0;
}

/* ---- reading ---- */

static void
keep(struct input *in, const uint8_t *at, size_t n)
{
	memcpy(in->mem + in->used, at, n);
	in->used += n;
}

/* Room for a block behind the bytes that wait. */
static void
make_room(struct input *in)
{
	if (in->from > 0) {
		in->used -= in->from;
		memmove(in->mem, in->mem + in->from, in->used);
		in->from = 0;
	}
	if (in->room - in->used >= BLOCK)
		return;
	in->room =
	    2 * in->room > in->used + BLOCK ? 2 * in->room : in->used + BLOCK;
	in->mem = mem_realloc(in->mem, in->room);
}

/* Reads as far as it takes to know what it is. */
static int
begin(struct input *in)
{
	int packed;

	in->begun = true;
	while ((packed = is_packed(in->packed, in->n_packed)) == -1) {
		ssize_t n = read_fd(in, in->packed + in->n_packed,
		    sizeof(in->packed) - in->n_packed);

		if (n == -1)
			return fail(in, errno, strerror(errno));
		if (n == 0) {
			in->ended = true;
			break;
		}
		in->n_packed += (size_t)n;
	}
	if (packed == 1)
		return archive_begin(in);
	make_room(in);
	keep(in, in->packed, in->n_packed);
	return 0;
}

/* One read more; false when there is nothing to be had any more. */
static bool
fill(struct input *in)
{
	ssize_t n;

	if (!in->begun)
		return begin(in) == 0;
	if (in->ended)
		return false;
	make_room(in);
	if (in->archive != NULL)
		n = archive_read_data(
		    in->archive, in->mem + in->used, in->room - in->used);
	else
		n = read_fd(in, in->mem + in->used, in->room - in->used);
	if (n < 0) {
		if (in->archive != NULL)
			archive_fail(in);
		else
			fail(in, errno, strerror(errno));
		return false;
	}
	in->used += (size_t)n;
	in->ended = n == 0;
	return n > 0;
}

ssize_t
input_peek(struct input *in, size_t want, const uint8_t **at)
{
	while (in->used - in->from < want && fill(in))
		continue;
	*at = in->mem + in->from;
	if (in->used > in->from || in->error == 0)
		return (ssize_t)(in->used - in->from);
	errno = in->error;
	return -1;
}

void
input_take(struct input *in, size_t n)
{
	in->offset += n;
	in->from += n;
	if (in->from == in->used)
		in->from = in->used = 0;
}

ssize_t
input_read(struct input *in, void *to, size_t room)
{
	const uint8_t *at;
	ssize_t n = input_peek(in, 1, &at);

	if (n <= 0)
		return n;
	if ((size_t)n > room)
		n = (ssize_t)room;
	memcpy(to, at, (size_t)n);
	input_take(in, (size_t)n);
	return n;
}

bool
input_all(const char *path, struct obuf *to)
{
	struct input *in = input_open(path);
	ssize_t got;
	int error;

	if (in == NULL)
		return false;
	while ((got = input_read(in, obuf_need(to, BLOCK), BLOCK)) > 0)
		obuf_used(to, (size_t)got);
	error = errno;
	input_close(in);
	errno = error;
	return got == 0;
}

uint64_t
input_offset(const struct input *in)
{
	return in->offset;
}

void
input_progress(const struct input *in, uint64_t *done, uint64_t *total)
{
	struct stat st;

	*done = in->n_read;
	*total = fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode)
		     ? (uint64_t)st.st_size
		     : 0;
}

const char *
input_error(const struct input *in)
{
	return in->error != 0 ? in->why : NULL;
}

/* ---- streams ---- */

struct input_stream {
	int fd;
	struct loop_fd *watch;
	bool ended;
	const struct input_events *events;
	void *ctx;
	char mem[BLOCK];
};

/* One read for each time the loop says so: it then never blocks. */
static void
stream_read(void *ctx)
{
	struct input_stream *s = ctx;
	ssize_t n = read(s->fd, s->mem, sizeof(s->mem));

	if (n > 0) {
		s->events->data(s->ctx, s->mem, (size_t)n);
		return; /* which may have freed it */
	}
	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	s->ended = true;
	loop_fd_want(s->watch, 0);
	s->events->end(s->ctx, n == 0 ? 0 : errno);
}

struct input_stream *
input_stream_new(
    struct loop *loop, int fd, const struct input_events *events, void *ctx)
{
	struct input_stream *s = mem_alloc(sizeof(*s));

	s->fd = fd;
	s->watch = loop_fd_new(loop, fd, stream_read, NULL, s);
	s->ended = false;
	s->events = events;
	s->ctx = ctx;
	loop_fd_want(s->watch, LOOP_READ);
	return s;
}

void
input_stream_pause(struct input_stream *s)
{
	loop_fd_want(s->watch, 0);
}

void
input_stream_resume(struct input_stream *s)
{
	if (!s->ended)
		loop_fd_want(s->watch, LOOP_READ);
}

void
input_stream_free(struct input_stream *s)
{
	if (s == NULL)
		return;
	loop_fd_free(s->watch);
	free(s);
}
