/* Captured LDP as records. */
#include "message/ldp_capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "message/ldp_records.h"
#include "message/stream.h"

/* Octets that show whether a PDU begins: its head, and a message's. */
enum { HEADS = LDP_HEADER_SIZE + 4 };

struct ldp_capture {
	struct streams *streams;
	struct arena arena;
	uint32_t number;
	int64_t time_us;
	record_sink *sink;
	void *ctx;
	uint16_t port;
};

/* Of one TCP connection, by side. */
struct session {
	bool in_step[2]; /* the next octet begins a PDU */
	bool begun[2];   /* something was read */
};

/* From whom to whom. */
struct way {
	const struct stream_end *from, *to;
};

struct ldp_capture *
ldp_capture_new(uint16_t port, record_sink *sink, void *ctx)
{
	struct ldp_capture *c = mem_zalloc(sizeof(*c));

	c->streams = streams_new();
	c->port = port;
	c->sink = sink;
	c->ctx = ctx;
	return c;
}

static void
session_free(void *ctx, struct stream *s)
{
	(void)ctx;
	free(*stream_data(s));
}

void
ldp_capture_free(struct ldp_capture *c)
{
	streams_end(c->streams, session_free, NULL);
	streams_free(c->streams);
	arena_fini(&c->arena);
	free(c);
}

/* ---- records ---- */

static struct rec_message *
message_begin(const struct ldp_capture *c, const struct way *way, struct rec *r)
{
	struct rec_message *m = &r->message;

	*r = (struct rec){ .type = REC_MESSAGE };
	PUT(m, message, time, c->time_us);
	PUT(m, message, frame, c->number);
	PUT(m, message, src, way->from->addr);
	PUT(m, message, sport, way->from->port);
	PUT(m, message, dst, way->to->addr);
	PUT(m, message, dport, way->to->port);
	return m;
}

/* Octets that are no whole message, and why. */
static void
partial_emit(struct ldp_capture *c, const struct way *way, struct rbuf octets,
    const struct fault *why, bool is_error)
{
	struct rec r;
	struct rec_message *m = message_begin(c, way, &r);
	const char *status = ldp_status_name(why->code);

	PUT(m, message, protocol, "ldp");
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
	if (why->code != LDP_SUCCESS && status != NULL)
		PUT(&m->error, error, treatment, status);
	MARK(m, message, error);
	c->sink(c->ctx, &r, is_error ? &m->error : NULL);
	arena_reset(&c->arena);
}

static void
pdu_emit(struct ldp_capture *c, const struct way *way, struct rbuf whole)
{
	struct ldp_message one;
	struct ldp_pdu p;
	struct fault f;

	if (!ldp_pdu_decode(whole, &p, &f)) {
		partial_emit(c, way, whole, &f, true);
		return;
	}
	while (rbuf_left(&p.messages) > 0) {
		struct rbuf left = p.messages;
		struct rec r;
		struct rec_message *m;

		if (!ldp_message_next(&p.messages, &one, &f)) {
			partial_emit(c, way, left, &f, true);
			return;
		}
		m = message_begin(c, way, &r);
		ldp_record_message(
		    m, &p, &one, rbuf_left(&p.messages) > 0, &c->arena);
		c->sink(c->ctx, &r, HAS(m, message, error) ? &m->error : NULL);
		arena_reset(&c->arena);
	}
}

/* ---- hellos ---- */

static void
datagram_add(struct ldp_capture *c, const struct frame *f)
{
	static const struct fault cut = {
		.what = "datagram is not captured to its end",
	};
	const struct stream_end from = { f->src, f->sport },
				to = { f->dst, f->dport };
	const struct way way = { &from, &to };

	if (rbuf_left(&f->payload) < f->length)
		partial_emit(c, &way, f->payload, &cut, false);
	else
		pdu_emit(c, &way, f->payload);
}

/* ---- sessions ---- */

/*
 * Where a PDU may begin: its head, and messages that we know, as far as they
 * are there, which fill it.
 */
static bool
is_head(struct rbuf r)
{
	unsigned version = get_u16(&r), left = get_u16(&r);

	get_bytes(&r, LDP_HEADER_SIZE - LDP_LENGTH_END);
	if (r.bad || version != LDP_VERSION || left > LDP_MAX_LENGTH ||
	    left < LDP_HEADER_SIZE - LDP_LENGTH_END + LDP_MESSAGE_HEAD)
		return false;
	left -= LDP_HEADER_SIZE - LDP_LENGTH_END;
	while (left > 0 && rbuf_left(&r) >= 4) {
		uint16_t type = get_u16(&r) & (LDP_U - 1);
		unsigned length = get_u16(&r);

		if (ldp_message_name(type) == NULL || length + 4 > left ||
		    length + 4 < LDP_MESSAGE_HEAD)
			return false;
		left -= length + 4;
		get_bytes(&r, length);
	}
	return true;
}

/* How many octets stand before the next PDU, as far as can be seen. */
static size_t
junk_length(struct rbuf r)
{
	const uint8_t *p = r.at;

	while ((size_t)(r.end - p) >= HEADS &&
	       !is_head(rbuf(p, (size_t)(r.end - p))))
		p++;
	return (size_t)(p - r.at);
}

static void
junk_emit(struct ldp_capture *c, struct stream *st, unsigned side, size_t n,
    const struct fault *f)
{
	static const struct fault torn = {
		.what = "end of a PDU that was not captured whole",
	};
	static const struct fault before = {
		.what = "end of a PDU that began before the capture",
	};
	const struct way way = { stream_from(st, side),
		stream_from(st, !side) };
	const struct session *s = *stream_data(st);
	struct rbuf bytes = stream_bytes(st, side);
	bool late = !s->begun[side] && !stream_is_whole(st, side);

	partial_emit(c, &way, rbuf(bytes.at, n),
	    f->what != NULL ? f
	    : late          ? &before
			    : &torn,
	    f->what != NULL || !late);
	stream_take(st, side, n);
}

/* False: more octets are needed. */
static bool
pdu_read(struct ldp_capture *c, struct stream *st, unsigned side)
{
	const struct way way = { stream_from(st, side),
		stream_from(st, !side) };
	struct session *s = *stream_data(st);
	struct rbuf bytes = stream_bytes(st, side);
	struct fault f = { 0 };
	size_t n = rbuf_left(&bytes);

	if (n < HEADS)
		return false;
	if (!s->in_step[side]) {
		size_t junk = junk_length(bytes);
		bool found = n - junk >= HEADS;

		if (!found && junk <= LDP_MAX_LENGTH)
			return false;
		if (junk > 0)
			junk_emit(c, st, side, junk, &f);
		s->in_step[side] = found;
		s->begun[side] |= junk > 0;
		return found;
	}
	s->begun[side] = true;
	if (!ldp_pdu_size(bytes, UINT16_MAX, &n, &f)) {
		s->in_step[side] = false;
		junk_emit(c, st, side,
		    1 + junk_length(rbuf(bytes.at + 1, rbuf_left(&bytes) - 1)),
		    &f);
		return true;
	}
	if (n > rbuf_left(&bytes))
		return false;
	pdu_emit(c, &way, rbuf(bytes.at, n));
	stream_take(st, side, n);
	return true;
}

static void
side_read(struct ldp_capture *c, struct stream *st, unsigned side, bool all)
{
	const struct way way = { stream_from(st, side),
		stream_from(st, !side) };
	struct session *s = *stream_data(st);
	struct fault hole = { 0 };
	char text[48];
	uint32_t lost;

	for (;;) {
		while (pdu_read(c, st, side))
			;
		lost = stream_hole(st, side, all);
		if (lost == 0)
			return;
		snprintf(text, sizeof(text), "%u octets were not captured",
		    (unsigned)lost);
		hole.what = text;
		partial_emit(c, &way, stream_bytes(st, side), &hole, true);
		stream_skip(st, side);
		s->in_step[side] = false;
	}
}

/*
 * Octets from before those that the capture of this side began with, as two
 * segments may change places there, too: their PDUs come late.
 */
static void
early_read(
    struct ldp_capture *c, struct stream *st, unsigned side, struct rbuf octets)
{
	static const struct fault part = {
		.what = "part of a PDU that is not captured whole",
	};
	const struct way way = { stream_from(st, side),
		stream_from(st, !side) };
	struct rbuf junk = get_sub(&octets, junk_length(octets));
	size_t n;

	if (rbuf_left(&junk) > 0)
		partial_emit(c, &way, junk, &part, false);
	while (ldp_pdu_size(octets, UINT16_MAX, &n, NULL) &&
	       n <= rbuf_left(&octets))
		pdu_emit(c, &way, get_sub(&octets, n));
	if (rbuf_left(&octets) > 0)
		partial_emit(c, &way, octets, &part, false);
}

/* A connection ends: no hole in it will be filled any more. */
static void
session_end(void *ctx, struct stream *st)
{
	static const struct fault cut = {
		.what = "PDU is not captured to its end",
	};
	struct ldp_capture *c = ctx;

	for (unsigned side = 0; side < 2; side++) {
		const struct way way = { stream_from(st, side),
			stream_from(st, !side) };
		struct rbuf left;

		side_read(c, st, side, true);
		left = stream_bytes(st, side);
		if (rbuf_left(&left) > 0)
			partial_emit(c, &way, left, &cut, false);
	}
	free(*stream_data(st));
	*stream_data(st) = NULL;
}

static void
segment_add(struct ldp_capture *c, const struct frame *f)
{
	struct stream *st;
	unsigned side;
	enum stream_event event =
	    streams_add(c->streams, f, &st, &side, session_end, c);
	uint32_t early;

	if (event == STREAM_NONE)
		return;
	if (*stream_data(st) == NULL)
		*stream_data(st) = mem_zalloc(sizeof(struct session));
	if (stream_is_whole(st, side) && f->flags & TCP_SYN)
		((struct session *)*stream_data(st))->in_step[side] = true;
	early = stream_early(st, side, f);
	if (early > 0)
		early_read(c, st, side, rbuf(f->payload.at, early));
	side_read(c, st, side, false);
	side_read(c, st, !side, false);
}

void
ldp_capture_add(struct ldp_capture *c, enum frame_kind kind,
    const struct frame *f, uint32_t number, int64_t time_us)
{
	if (f->sport != c->port && f->dport != c->port)
		return;
	c->number = number;
	c->time_us = time_us;
	if (kind == FRAME_UDP)
		datagram_add(c, f);
	else
		segment_add(c, f);
}

uint64_t
ldp_capture_crowded(const struct ldp_capture *c)
{
	return streams_crowded(c->streams);
}

void
ldp_capture_end(struct ldp_capture *c)
{
	streams_end(c->streams, session_end, c);
}
