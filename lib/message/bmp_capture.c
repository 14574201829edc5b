/* Captured BMP sessions as records. */
#include "message/bmp_capture.h"

#include <stdlib.h>

#include "base/mem.h"
#include "message/bgp_records.h"
#include "message/bmp_records.h"
#include "message/stream.h"

struct bmp_capture {
	struct streams *streams;
	uint32_t number;
	int64_t time_us;
	record_sink *sink;
	void *ctx;
	uint16_t port;
	struct bgp_reading assumed;
};

/* One TCP connection; by the side that sends. */
struct session {
	struct bmp_reader *reader[2];
	struct bmp_cutter cutter[2];
	bool begun[2]; /* a message was read */
};

struct bmp_capture *
bmp_capture_new(uint16_t port, record_sink *sink, void *ctx)
{
	struct bmp_capture *c = mem_zalloc(sizeof(*c));

	c->streams = streams_new();
	c->port = port;
	c->sink = sink;
	c->ctx = ctx;
	return c;
}

void
bmp_capture_assume(struct bmp_capture *c, const struct bgp_reading *how)
{
	c->assumed = *how;
}

/* Its reader, which most stations never need: they say nothing. */
static struct bmp_reader *
reader_of(struct bmp_capture *c, struct stream *st, unsigned side)
{
	struct session *s = *stream_data(st);
	const struct stream_end *from = stream_from(st, side);

	if (s->reader[side] == NULL) {
		s->reader[side] = bmp_reader_new(c->sink, c->ctx);
		bmp_reader_assume(s->reader[side], &c->assumed);
		bmp_reader_router(s->reader[side], &from->addr, from->port);
	}
	return s->reader[side];
}

static void
refuse(struct bmp_capture *c, struct stream *st, unsigned side,
    struct rbuf octets, const char *what, bool is_error)
{
	struct fault f;

	fault(&f, octets.at, 0, what);
	bmp_reader_refuse(reader_of(c, st, side), octets, &f, c->number,
	    c->time_us, is_error);
}

static void
messages_read(struct bmp_capture *c, struct stream *st, unsigned side)
{
	struct session *s = *stream_data(st);

	for (;;) {
		struct rbuf bytes = stream_bytes(st, side);
		struct fault f;
		size_t n;
		enum bmp_cut cut =
		    bmp_cut_next(&s->cutter[side], bytes, &n, &f);

		if (cut == BMP_CUT_MORE)
			return;
		bytes = rbuf(bytes.at, n);
		s->begun[side] |= cut == BMP_CUT_MESSAGE;
		if (cut == BMP_CUT_MESSAGE)
			bmp_reader_add(reader_of(c, st, side), bytes, c->number,
			    c->time_us);
		else if (s->begun[side] || stream_is_whole(st, side))
			refuse(c, st, side, bytes, f.what, true);
		else
			refuse(c, st, side, bytes,
			    "end of a message that began before the capture",
			    false);
		stream_take(st, side, n);
	}
}

static void
side_read(struct bmp_capture *c, struct stream *st, unsigned side, bool all)
{
	struct session *s = *stream_data(st);

	for (;;) {
		messages_read(c, st, side);
		if (stream_hole(st, side, all) == 0)
			return;
		refuse(c, st, side, stream_bytes(st, side),
		    "octets behind these were not captured", true);
		stream_skip(st, side);
		s->cutter[side].in_step = false;
	}
}

static void
session_free(void *ctx, struct stream *st)
{
	struct session *s = *stream_data(st);

	(void)ctx;
	if (s == NULL)
		return;
	for (unsigned side = 0; side < 2; side++)
		if (s->reader[side] != NULL)
			bmp_reader_free(s->reader[side]);
	free(s);
	*stream_data(st) = NULL;
}

static void
session_end(void *ctx, struct stream *st)
{
	struct bmp_capture *c = ctx;

	for (unsigned side = 0; side < 2; side++) {
		struct rbuf left;

		side_read(c, st, side, true);
		left = stream_bytes(st, side);
		if (rbuf_left(&left) > 0)
			refuse(c, st, side, left,
			    "message is not captured to its end", false);
	}
	session_free(NULL, st);
}

static bool
is_ours(const struct bmp_capture *c, uint16_t port)
{
	if (c->port != 0)
		return port == c->port;
	return port == BMP_PORT || port == BMP_PORT_ASSIGNED;
}

void
bmp_capture_add(struct bmp_capture *c, const struct frame *f, uint32_t number,
    int64_t time_us)
{
	struct stream *st;
	struct session *s;
	unsigned side;
	enum stream_event event;

	if (!is_ours(c, f->sport) && !is_ours(c, f->dport))
		return;
	event = streams_add(c->streams, f, &st, &side, session_end, c);
	c->number = number;
	c->time_us = time_us;
	if (event == STREAM_NONE)
		return;
	if (*stream_data(st) == NULL)
		*stream_data(st) = mem_zalloc(sizeof(struct session));
	s = *stream_data(st);
	if (stream_is_whole(st, side) && f->flags & TCP_SYN)
		s->cutter[side].in_step = true;
	side_read(c, st, side, false);
	side_read(c, st, !side, false);
}

void
bmp_capture_end(struct bmp_capture *c)
{
	streams_end(c->streams, session_end, c);
}

void
bmp_capture_free(struct bmp_capture *c)
{
	streams_end(c->streams, session_free, NULL);
	streams_free(c->streams);
	free(c);
}
