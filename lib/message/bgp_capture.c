/* Captured BGP sessions as records. */
#include "message/bgp_capture.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "message/bgp_cut.h"
#include "message/bgp_records.h"
#include "message/stream.h"

struct bgp_capture {
	struct streams *streams;
	struct arena arena;
	uint32_t number;
	int64_t time_us;
	record_sink *sink;
	void *ctx;
	uint16_t port;
	struct bgp_reading assumed;
};

/* One TCP connection; index 0 and 1 are the sides of its stream. */
struct session {
	struct bgp_cutter cutter[2];
	struct bgp_reading reading[2];
	struct bgp_open open[2];
	bool has_open[2];
	bool begun[2]; /* something was read */
};

struct bgp_capture *
bgp_capture_new(uint16_t port, record_sink *sink, void *ctx)
{
	struct bgp_capture *c = mem_zalloc(sizeof(*c));

	c->streams = streams_new();
	c->port = port;
	c->sink = sink;
	c->ctx = ctx;
	return c;
}

void
bgp_capture_assume(struct bgp_capture *c, const struct bgp_reading *how)
{
	c->assumed = *how;
}

static struct session *
session_new(const struct bgp_capture *c)
{
	struct session *s = mem_zalloc(sizeof(*s));

	s->reading[0] = s->reading[1] = c->assumed;
	return s;
}

static void
session_free(void *ctx, struct stream *s)
{
	(void)ctx;
	free(*stream_data(s));
}

void
bgp_capture_free(struct bgp_capture *c)
{
	streams_end(c->streams, session_free, NULL);
	streams_free(c->streams);
	arena_fini(&c->arena);
	free(c);
}

/* ---- the two OPENs ---- */

/* One OPEN alone tells what its sender cannot do. */
static void
reading_narrow(struct bgp_reading *r, const struct bgp_caps *caps)
{
	struct bgp_codec *c = &r->codec;

	c->as4 &= caps->as4;
	c->extended &= caps->extended_message;
	if (caps->add_path.n == 0)
		c->add_path_n = 0;
	r->as4_known |= !caps->as4;
	r->add_path_known |= caps->add_path.n == 0;
	r->extended_known |= !caps->extended_message;
}

static void
open_learn(struct session *s, unsigned side, struct rbuf body)
{
	struct bgp_open *o = &s->open[side];

	if (!bgp_open_decode(body, o, NULL))
		return;
	/* What it borrows goes with the packet. */
	o->params = o->caps.host = o->caps.domain = (struct rbuf){ 0 };
	s->has_open[side] = true;
	if (!s->has_open[!side]) {
		reading_narrow(&s->reading[0], &o->caps);
		reading_narrow(&s->reading[1], &o->caps);
		return;
	}
	for (unsigned i = 0; i < 2; i++) {
		struct bgp_reading *r = &s->reading[i];

		bgp_codec_agree(&r->codec, &s->open[i], &s->open[!i]);
		r->codec.observed = true;
		r->as4_known = r->add_path_known = r->extended_known = true;
	}
}

/* ---- records ---- */

static struct rec_message *
message_begin(const struct bgp_capture *c, const struct stream *st,
    unsigned side, struct rec *r)
{
	const struct stream_end *from = stream_from(st, side);
	const struct stream_end *to = stream_from(st, !side);
	struct rec_message *m = &r->message;

	*r = (struct rec){ .type = REC_MESSAGE };
	PUT(m, message, time, c->time_us);
	PUT(m, message, frame, c->number);
	PUT(m, message, src, from->addr);
	PUT(m, message, sport, from->port);
	PUT(m, message, dst, to->addr);
	PUT(m, message, dport, to->port);
	return m;
}

static void
message_emit(struct bgp_capture *c, struct stream *st, unsigned side,
    struct rbuf message, const struct fault *header)
{
	struct session *s = *stream_data(st);
	struct rec r;
	struct rec_message *m = message_begin(c, st, side, &r);

	if (header->what == NULL && message.at[18] == BGP_OPEN)
		open_learn(s, side,
		    rbuf(message.at + BGP_HEADER_SIZE,
			rbuf_left(&message) - BGP_HEADER_SIZE));
	s->begun[side] = true;
	bgp_record_message(m, message, header, &s->reading[side], &c->arena);
	c->sink(c->ctx, &r, HAS(m, message, error) ? &m->error : NULL);
	arena_reset(&c->arena);
}

/* Octets that are no whole message, and why. */
static void
partial_emit(struct bgp_capture *c, struct stream *st, unsigned side,
    struct rbuf octets, const struct fault *why, bool is_error)
{
	struct session *s = *stream_data(st);
	struct rec r;
	struct rec_message *m = message_begin(c, st, side, &r);

	PUT(m, message, protocol, "bgp");
	PUT(m, message, kind, "partial");
	PUT(m, message, length, (uint32_t)rbuf_left(&octets));
	if (rbuf_left(&octets) > 0)
		PUT(m, message, data,
		    (struct rec_bytes){
			(uint32_t)rbuf_left(&octets), octets.at });
	PUT(&m->error, error, text, why->what);
	if (why->at != NULL)
		PUT(&m->error, error, offset,
		    (uint32_t)((const uint8_t *)why->at - octets.at));
	MARK(m, message, error);
	s->begun[side] = true;
	c->sink(c->ctx, &r, is_error ? &m->error : NULL);
	arena_reset(&c->arena);
}

static const char *
lost_text(struct arena *arena, uint32_t lost)
{
	static const char what[] = " octets were not captured";
	char text[TEXT_U64 + sizeof(what)];
	char *at = text_put_u32(text, lost);

	memcpy(at, what, sizeof(what));
	return arena_strndup(
	    arena, text, (size_t)(at - text) + sizeof(what) - 1);
}

/* ---- bytes ---- */

static void
junk_emit(struct bgp_capture *c, struct stream *st, unsigned side,
    struct rbuf octets, const struct fault *f)
{
	static const struct fault torn = {
		.what = "end of a message that was not captured whole",
	};
	static const struct fault before = {
		.what = "end of a message that began before the capture",
	};
	const struct session *s = *stream_data(st);

	if (f->what != NULL)
		partial_emit(c, st, side, octets, f, true);
	else if (s->begun[side] || stream_is_whole(st, side))
		partial_emit(c, st, side, octets, &torn, true);
	else
		partial_emit(c, st, side, octets, &before, false);
}

static void
messages_read(struct bgp_capture *c, struct stream *st, unsigned side)
{
	struct session *s = *stream_data(st);

	for (;;) {
		struct rbuf bytes = stream_bytes(st, side);
		struct fault f;
		size_t n;
		enum bgp_cut cut =
		    bgp_cut_next(&s->cutter[side], bytes, &n, &f);

		if (cut == BGP_CUT_MORE)
			return;
		if (cut == BGP_CUT_MESSAGE)
			message_emit(c, st, side, rbuf(bytes.at, n), &f);
		else
			junk_emit(c, st, side, rbuf(bytes.at, n), &f);
		stream_take(st, side, n);
	}
}

static void
side_read(struct bgp_capture *c, struct stream *st, unsigned side, bool all)
{
	struct session *s = *stream_data(st);
	struct fault hole = { 0 };
	uint32_t lost;

	for (;;) {
		messages_read(c, st, side);
		lost = stream_hole(st, side, all);
		if (lost == 0)
			return;
		hole.what = lost_text(&c->arena, lost);
		partial_emit(c, st, side, stream_bytes(st, side), &hole, true);
		stream_skip(st, side);
		s->cutter[side].in_step = false;
	}
}

/*
 * Octets from before those that the capture of this side began with, as two
 * segments may change places there, too: their messages come late.
 */
static void
early_read(
    struct bgp_capture *c, struct stream *st, unsigned side, struct rbuf octets)
{
	static const struct fault part = {
		.what = "part of a message that is not captured whole",
	};
	struct bgp_cutter cutter = { 0 };
	struct fault f;
	enum bgp_cut cut;
	size_t n;

	while ((cut = bgp_cut_next(&cutter, octets, &n, &f)) != BGP_CUT_MORE) {
		struct rbuf one = get_sub(&octets, n);

		if (cut == BGP_CUT_MESSAGE)
			message_emit(c, st, side, one, &f);
		else if (f.what != NULL)
			partial_emit(c, st, side, one, &f, true);
		else
			partial_emit(c, st, side, one, &part, false);
	}
	if (rbuf_left(&octets) > 0)
		partial_emit(c, st, side, octets, &part, false);
}

/* A connection ends: no hole in it will be filled any more. */
static void
session_end(void *ctx, struct stream *st)
{
	static const struct fault cut = {
		.what = "message is not captured to its end",
	};
	struct bgp_capture *c = ctx;

	for (unsigned side = 0; side < 2; side++) {
		struct rbuf left;

		side_read(c, st, side, true);
		left = stream_bytes(st, side);
		if (rbuf_left(&left) > 0)
			partial_emit(c, st, side, left, &cut, false);
	}
	free(*stream_data(st));
	*stream_data(st) = NULL;
}

void
bgp_capture_add(struct bgp_capture *c, const struct frame *f, uint32_t number,
    int64_t time_us)
{
	struct stream *st;
	unsigned side;
	enum stream_event event;
	uint32_t early;

	if (f->sport != c->port && f->dport != c->port)
		return;
	event = streams_add(c->streams, f, &st, &side, session_end, c);
	c->number = number;
	c->time_us = time_us;
	if (event == STREAM_NONE)
		return;
	if (*stream_data(st) == NULL)
		*stream_data(st) = session_new(c);
	if (stream_is_whole(st, side) && f->flags & TCP_SYN)
		((struct session *)*stream_data(st))->cutter[side].in_step =
		    true;
	early = stream_early(st, side, f);
	if (early > 0)
		early_read(c, st, side, rbuf(f->payload.at, early));
	side_read(c, st, side, false);
	side_read(c, st, !side, false);
}

uint64_t
bgp_capture_crowded(const struct bgp_capture *c)
{
	return streams_crowded(c->streams);
}

void
bgp_capture_end(struct bgp_capture *c)
{
	streams_end(c->streams, session_end, c);
}
