/* Captured packets as input of decode: BGP and BMP in them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "decode.h"
#include "stage/frames.h"
#include "wire/bmp.h"

/* ---- nothing found ---- */

/* By the lower port, which is mostly that of the server. */
static void
segment_note(struct decode_seen *s, const struct frame *f)
{
	enum { ROOM = sizeof(s->at) / sizeof(s->at[0]) };
	uint16_t port = f->sport < f->dport ? f->sport : f->dport;
	unsigned i = 0;

	s->segments++;
	while (i < s->n && s->at[i].port != port)
		i++;
	if (i == ROOM)
		return;
	s->at[i].port = port;
	s->at[i].segments++;
	s->n += i == s->n;
}

static int
by_segments(const void *a, const void *b)
{
	const struct decode_port *x = a, *y = b;

	return (x->segments < y->segments) - (x->segments > y->segments);
}

static void
tell_nothing(struct decode *d)
{
	enum { PORTS_TOLD = 5 };
	struct decode_seen *s = &d->seen;
	char ports[256] = "";
	int n = 0;

	if (s->segments == 0) {
		cli_warn(d->cli,
		    "%s: nothing found: %" PRIu64 " frames, none with TCP",
		    d->source, d->number);
		return;
	}
	for (unsigned i = 0; i < s->n; i++)
		if (d->sessions != NULL && s->at[i].port == d->opts->port)
			return; /* sessions without a message */
	qsort(s->at, s->n, sizeof(s->at[0]), by_segments);
	for (unsigned i = 0; i < s->n && i < PORTS_TOLD; i++)
		n += snprintf(ports + n, sizeof(ports) - (size_t)n,
		    "%s%" PRIu16 " (%" PRIu64 ")", i > 0 ? ", " : "",
		    s->at[i].port, s->at[i].segments);
	cli_warn(d->cli,
	    "%s: nothing found: %" PRIu64 " frames, %" PRIu64 " with TCP, of "
	    "ports %s; --port and --bmp-port say where else to look",
	    d->source, d->number, s->segments, ports);
}

/* ---- frames ---- */

static void
segment_take(
    void *ctx, enum frame_kind kind, const struct frame *f, int64_t time_us)
{
	struct decode *d = ctx;

	if (kind != FRAME_TCP)
		return;
	segment_note(&d->seen, f);
	bgp_capture_add(d->capture, f, (uint32_t)d->number, time_us);
	bmp_capture_add(d->bmp, f, (uint32_t)d->number, time_us);
	decode_segment(d, f, time_us);
}

static void
on_damage(void *ctx, uint64_t offset, const char *what)
{
	decode_damage(ctx, offset, what);
}

static bool
on_pause(void *ctx, const struct input *in)
{
	struct decode *d = ctx;

	if (in == NULL) {
		decode_flush(d);
	} else {
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	return !d->failed;
}

static uint64_t
on_end(void *ctx)
{
	struct decode *d = ctx;
	uint64_t crowded = bgp_capture_crowded(d->capture);

	bgp_capture_end(d->capture);
	bmp_capture_end(d->bmp);
	if (d->seen.records == 0 && d->opts->interface == NULL)
		tell_nothing(d);
	return crowded;
}

static struct frames_to
frames_to(struct decode *d)
{
	d->unit = "frame";
	d->seen = (struct decode_seen){ 0 };
	return (struct frames_to){
		.cli = d->cli,
		.ctx = d,
		.source = d->source,
		.number = &d->number,
		.packets = d->opts->packets,
		.take = segment_take,
		.damage = on_damage,
		.pause = on_pause,
		.end = on_end,
	};
}

void
decode_capture(struct decode *d, struct input *in)
{
	struct frames_to to = frames_to(d);

	frames_read(&to, in);
}

void
decode_live(struct decode *d)
{
	uint32_t bmp = d->opts->bmp_port;
	struct frames_to to;
	char ports[80];

	snprintf(ports, sizeof(ports),
	    "tcp port %" PRIu32 " or tcp port %" PRIu32 " or tcp port %" PRIu32,
	    d->opts->port, bmp != 0 ? bmp : BMP_PORT_ASSIGNED,
	    bmp != 0 ? bmp : BMP_PORT);
	d->source = d->opts->interface;
	to = frames_to(d);
	to.interface = d->opts->interface;
	to.snaplen = d->opts->snaplen;
	to.ports = ports;
	frames_live(&to);
	decode_flush(d);
}
