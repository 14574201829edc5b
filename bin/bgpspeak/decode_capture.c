/* Captures as input of decode: pcap, pcapng. */
#include <inttypes.h>

#include "core/fragments.h"
#include "decode.h"
#include "edge/pcap.h"
#include "wire/frame.h"

bool
decode_capture_is(const uint8_t *at, size_t n)
{
	return capture_is(at, n);
}

/* Frames of one capture. */
struct frames {
	struct decode *d;
	struct fragments *fragments;
	uint64_t cut, first_cut; /* that end inside their headers */
	int unknown;             /* link type that was told of, or -1 */
};

/* Each packet that becomes whole may be part of another. */
static enum frame_kind
segment_find(struct frames *fs, const struct capture_frame *c, struct frame *f)
{
	enum frame_kind kind = frame_decode(c->link_type, rbuf(c->at, c->n), f);
	struct ip_part whole;

	while (kind == FRAME_FRAGMENT && fragments_add(fs->fragments, &f->part,
					     c->number, c->time_us, &whole))
		kind = frame_rest(&whole, f);
	return kind;
}

static void
frame_read(struct frames *fs, const struct capture_frame *c)
{
	struct frame f;

	fs->d->number = c->number;
	switch (segment_find(fs, c, &f)) {
	case FRAME_TCP:
		bgp_capture_add(
		    fs->d->capture, &f, (uint32_t)c->number, c->time_us);
		bmp_capture_add(
		    fs->d->bmp, &f, (uint32_t)c->number, c->time_us);
		decode_segment(fs->d, &f, c->time_us);
		break;
	case FRAME_CUT:
		if (fs->cut++ == 0)
			fs->first_cut = c->number;
		break;
	case FRAME_UNKNOWN:
		if (fs->unknown != c->link_type)
			decode_damage(fs->d, c->offset,
			    "link type is not known; its frames are skipped");
		fs->unknown = c->link_type;
		break;
	case FRAME_FRAGMENT:
	case FRAME_OTHER:
		break;
	}
}

/* Nobody knows whether it was BGP. */
static void
lost_tell(struct frames *fs)
{
	struct decode *d = fs->d;
	struct fragments_lost lost = fragments_end(fs->fragments);

	if (fs->cut > 0)
		cli_warn(d->cli,
		    "%s: %" PRIu64 " frames are cut off inside their headers, "
		    "the first is frame %" PRIu64,
		    d->source, fs->cut, fs->first_cut);
	if (lost.n > 0)
		cli_warn(d->cli,
		    "%s: %" PRIu64 " IP packets lack fragments, "
		    "the first begins in frame %" PRIu64,
		    d->source, lost.n, lost.first);
}

void
decode_capture(struct decode *d, struct input *in)
{
	char why[256];
	struct capture *c = capture_open(in, why, sizeof(why));
	struct frames fs = { .d = d, .unknown = -1 };
	struct capture_frame f;
	int got = 0;

	d->unit = "frame";
	if (c == NULL) {
		cli_refuse(d->cli, d->source, "%s", why);
		return;
	}
	fs.fragments = fragments_new();
	while (!d->failed && (got = capture_next(c, &f)) > 0) {
		frame_read(&fs, &f);
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	bgp_capture_end(d->capture);
	bmp_capture_end(d->bmp);
	lost_tell(&fs);
	if (!d->failed && got < 0) /* which says where, too */
		cli_refuse(d->cli, d->source, "%s", capture_error(c));
	fragments_free(fs.fragments);
	capture_close(c);
}
