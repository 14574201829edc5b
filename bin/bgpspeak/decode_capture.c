/* Captures as input of decode: pcap, pcapng. */
#include <inttypes.h>

#include "decode.h"
#include "edge/pcap.h"
#include "wire/frame.h"

bool
decode_capture_is(const uint8_t *at, size_t n)
{
	return capture_is(at, n);
}

static void
frame_read(struct decode *d, const struct capture_frame *c)
{
	struct frame f;

	d->number = c->number;
	switch (frame_decode(c->link_type, rbuf(c->at, c->n), &f)) {
	case FRAME_TCP:
		bgp_capture_add(
		    d->capture, &f, (uint32_t)c->number, c->time_us);
		break;
	case FRAME_FRAGMENT:
		cli_warn(d->cli,
		    "%s: frame %" PRIu64 ": IP fragments are not put together",
		    d->source, c->number);
		break;
	case FRAME_CUT:
		if (d->cut++ == 0)
			d->first_cut = c->number;
		break;
	case FRAME_UNKNOWN:
		decode_damage(d, c->offset, "link type is not known");
		break;
	case FRAME_OTHER:
		break;
	}
}

void
decode_capture(struct decode *d, struct input *in)
{
	char why[256];
	struct capture *c = capture_open(in, why, sizeof(why));
	struct capture_frame f;
	int got = 0;

	d->unit = "frame";
	d->cut = 0;
	if (c == NULL) {
		cli_refuse(d->cli, d->source, "%s", why);
		return;
	}
	while (!d->failed && (got = capture_next(c, &f)) > 0) {
		frame_read(d, &f);
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	bgp_capture_end(d->capture);
	if (d->cut > 0) /* nobody knows whether it was BGP */
		cli_warn(d->cli,
		    "%s: %" PRIu64 " frames are cut off inside their headers, "
		    "the first is frame %" PRIu64,
		    d->source, d->cut, d->first_cut);
	if (!d->failed && got < 0) /* which says where, too */
		cli_refuse(d->cli, d->source, "%s", capture_error(c));
	capture_close(c);
}
