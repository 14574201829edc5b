/*
 * Bytes in: files of any compression, read in place, and streams of the loop.
 */
#ifndef EDGE_INPUT_H
#define EDGE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct loop;
struct obuf;

/* ---- a file or a pipe, read while we wait ---- */

struct input;

/*
 * gzip, bzip2, zstd and xz are known by their first bytes and unpacked. All
 * comes as soon as it arrives, and all that is whole of what is cut off.
 */
struct input *input_open(const char *path); /* NULL and errno */
struct input *input_open_fd(int fd);        /* closed by input_close() */
void input_close(struct input *);

/*
 * Borrows at least `want` bytes, fewer only where they end or cannot be read on
 * (input_error() tells which); returns how many are there, which may be more.
 * Reads nothing when it has so many, so it never waits for what nobody asked
 * for. -1 and errno when nothing is left but the failure; EBADMSG is damaged
 * compression. Valid until the next call.
 */
ssize_t input_peek(struct input *, size_t want, const uint8_t **at);
void input_take(struct input *, size_t n); /* n of those are done with */

/* Up to `room` bytes, at least one; 0 at the end; -1 and errno. */
ssize_t input_read(struct input *, void *to, size_t room);

/* A whole file, behind what the buffer has; false and errno. */
bool input_all(const char *path, struct obuf *);

/* How many bytes were taken so far, after unpacking. */
uint64_t input_offset(const struct input *);
/*
 * How much of a file has been read, before unpacking; total is 0 where nobody
 * knows it, as of a pipe.
 */
void input_progress(const struct input *, uint64_t *done, uint64_t *total);
/* Why it could not be read to its end, in words; NULL when nothing failed. */
const char *input_error(const struct input *);

/* ---- a descriptor of the loop ---- */

struct input_stream;

struct input_events {
	/* n > 0 bytes came; borrowed for the call */
	void (*data)(void *ctx, const char *at, size_t n);
	/* no more will: 0 at the end, otherwise the errno; called once */
	void (*end)(void *ctx, int error);
};

/*
 * Calls when bytes come: a pipe, a socket, a terminal or a file. The flags of
 * the descriptor, which others may share, stay as they are. Does not close it.
 * Either callback may free the stream.
 */
struct input_stream *input_stream_new(
    struct loop *, int fd, const struct input_events *, void *ctx);
/* No data and no end until resumed: how a slow reader slows its producer. */
void input_stream_pause(struct input_stream *);
void input_stream_resume(struct input_stream *);
void input_stream_free(struct input_stream *);

#endif
