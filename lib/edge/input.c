/* Bytes in: one read() each time that more are wanted, so that a live pipe
 * stays live, unpacked or not. */
#include "edge/input.h"

#include "base/mem.h"
#include "base/obuf.h"
#include "edge/loop.h"
#include "edge/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 65536 };

static const struct packing *const packings[] = {
	&packing_gzip,
	&packing_bzip2,
	&packing_zstd,
	&packing_xz,
};

enum { PACKINGS = sizeof(packings) / sizeof(packings[0]) };

struct input {
	int fd;
	bool begun, ended;
	int error;    /* errno of the failure, 0 while there is none */
	char why[96]; /* and in words */
	uint64_t offset, n_read; /* after unpacking and before */
	/* bytes unpacked and not yet taken */
	uint8_t *mem;
	size_t from, used, room;
	/* NULL for plain content; otherwise unpacked from `packed` */
	const struct packing *packing;
	void *unpacker;
	bool between;       /* one stream ended, there may be another */
	struct rbuf packed; /* of `block` */
	uint8_t block[BLOCK];
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
	if (in->packing != NULL)
		in->packing->end(in->unpacker);
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

/*
 * How it is packed, in *packing (NULL: it is not); false when that takes more
 * octets to know.
 */
static bool
packing_known(const uint8_t *at, size_t n, const struct packing **packing)
{
	bool open = false;

	*packing = NULL;
	for (unsigned i = 0; i < PACKINGS; i++) {
		const struct packing *p = packings[i];

		if (memcmp(p->magic, at, n < p->magic_n ? n : p->magic_n) != 0)
			continue;
		if (n >= p->magic_n) {
			*packing = p;
			return true;
		}
		open = true;
	}
	return !open;
}

/* Another stream, or what tapes and xz(1) fill up with. */
static bool
next_begins(struct input *in)
{
	while (rbuf_left(&in->packed) > 0 && *in->packed.at == 0)
		in->packed.at++;
	if (rbuf_left(&in->packed) == 0)
		return false;
	in->packing->again(in->unpacker);
	in->between = false;
	return true;
}

/* What there is, into `to`; 0 when it takes more octets, -1 at damage. */
static ssize_t
unpack(struct input *in, uint8_t *to, size_t room)
{
	size_t n = 0;

	while (n == 0 && (!in->between || next_begins(in))) {
		switch (in->packing->step(
		    in->unpacker, &in->packed, to, room, &n)) {
		case UNPACK_ON:
			return (ssize_t)n;
		case UNPACK_END:
			in->between = true;
			break;
		case UNPACK_BAD:
			return fail(in, EBADMSG, "damaged compression");
		case UNPACK_LARGE:
			return fail(in, EBADMSG,
			    "compression takes too much memory to undo");
		}
	}
	return (ssize_t)n;
}

/* Reads no more than it takes to unpack something. */
static ssize_t
read_packed(struct input *in, uint8_t *to, size_t room)
{
	ssize_t n;

	while ((n = unpack(in, to, room)) == 0) {
		n = read_fd(in, in->block, sizeof(in->block));
		if (n == -1)
			return fail(in, errno, strerror(errno));
		if (n == 0 && !in->between)
			return fail(in, EBADMSG, "compression is cut off");
		if (n == 0)
			return 0;
		in->packed = rbuf(in->block, (size_t)n);
	}
	return n;
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
static bool
begin(struct input *in)
{
	size_t have = 0;

	in->begun = true;
	while (!packing_known(in->block, have, &in->packing)) {
		ssize_t n =
		    read_fd(in, in->block + have, sizeof(in->block) - have);

		if (n == -1) {
			fail(in, errno, strerror(errno));
			return false;
		}
		if (n == 0) {
			in->ended = true;
			break;
		}
		have += (size_t)n;
	}
	if (in->packing != NULL) {
		in->packed = rbuf(in->block, have);
		in->unpacker = in->packing->begin();
		return true;
	}
	make_room(in);
	keep(in, in->block, have);
	return true;
}

/* One read more; false when there is nothing to be had any more. */
static bool
fill(struct input *in)
{
	uint8_t *to;
	size_t room;
	ssize_t n;

	if (!in->begun)
		return begin(in);
	if (in->ended)
		return false;
	make_room(in);
	to = in->mem + in->used;
	room = in->room - in->used;
	if (in->packing != NULL) {
		n = read_packed(in, to, room);
	} else {
		n = read_fd(in, to, room);
		if (n == -1)
			fail(in, errno, strerror(errno));
	}
	if (n <= 0) {
		in->ended = true;
		return false;
	}
	in->used += (size_t)n;
	return true;
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
