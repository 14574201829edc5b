/* Captured packets as input of decode: BGP and BMP in them. */
#include <inttypes.h>
#include <stdio.h>

#include "decode.h"
#include "stage/frames.h"
#include "wire/bmp.h"

static void
segment_take(
    void *ctx, enum frame_kind kind, const struct frame *f, int64_t time_us)
{
	struct decode *d = ctx;

	if (kind != FRAME_TCP)
		return;
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
	return crowded;
}

static struct frames_to
frames_to(struct decode *d)
{
	d->unit = "frame";
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
