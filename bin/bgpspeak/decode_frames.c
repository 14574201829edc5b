/* Frames to segments: link types, tunnels, fragments and --filter. */
#include "decode_frames.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/fragments.h"
#include "edge/pcap.h"
#include "wire/frame.h"

/* --filter for frames of one link type. */
struct link_filter {
	int link_type;
	struct capture_filter *filter;
};

struct frames
frames_begin(struct decode *d)
{
	d->unit = "frame";
	return (struct frames){
		.d = d,
		.fragments = fragments_new(),
		.unknown = -1,
	};
}

/* ---- --filter ---- */

static const struct capture_filter *
filter_of(struct frames *fs, int link_type)
{
	struct decode *d = fs->d;
	struct link_filter *row;
	char why[256];

	for (size_t i = 0; i < fs->n_filters; i++)
		if (fs->filters[i].link_type == link_type)
			return fs->filters[i].filter;
	fs->filters = mem_grow(fs->filters, &fs->filters_room, fs->n_filters,
	    sizeof(*fs->filters));
	row = &fs->filters[fs->n_filters++];
	row->link_type = link_type;
	row->filter =
	    capture_filter_new(d->opts->packets, link_type, why, sizeof(why));
	if (row->filter == NULL) {
		d->cli->status = cli_usage(d->cli,
		    "--filter: %s (link type %d of %s; pcap-filter(7))", why,
		    link_type, d->source);
		fs->failed = true;
	}
	return row->filter;
}

/* ---- frames ---- */

/* Each packet that becomes whole may be part of another. */
static enum frame_kind
segment_find(struct frames *fs, const struct pcap_frame *c, struct frame *f)
{
	enum frame_kind kind = frame_decode(c->link_type, rbuf(c->at, c->n), f);
	struct ip_part whole;

	while (kind == FRAME_FRAGMENT && fragments_add(fs->fragments, &f->part,
					     fs->d->number, c->time_us, &whole))
		kind = frame_rest(&whole, f);
	return kind;
}

void
frames_add(struct frames *fs, const struct pcap_frame *c)
{
	struct decode *d = fs->d;
	struct frame f;

	switch (segment_find(fs, c, &f)) {
	case FRAME_TCP:
		bgp_capture_add(
		    d->capture, &f, (uint32_t)d->number, c->time_us);
		bmp_capture_add(d->bmp, &f, (uint32_t)d->number, c->time_us);
		decode_segment(d, &f, c->time_us);
		break;
	case FRAME_CUT:
		if (fs->cut++ == 0)
			fs->first_cut = d->number;
		break;
	case FRAME_UNKNOWN:
		if (fs->unknown != c->link_type)
			decode_damage(d, fs->offset,
			    "link type is not known; its frames are skipped");
		fs->unknown = c->link_type;
		break;
	case FRAME_FRAGMENT:
	case FRAME_OTHER:
		break;
	}
}

void
frames_add_wanted(struct frames *fs, const struct pcap_frame *c)
{
	const struct capture_filter *filter;

	if (fs->d->opts->packets == NULL) {
		frames_add(fs, c);
		return;
	}
	filter = filter_of(fs, c->link_type);
	if (filter != NULL && capture_filter_match(filter, c->at, c->n, c->len))
		frames_add(fs, c);
}

/* What is lost was BGP or not, nobody knows: warnings. */
void
frames_end(struct frames *fs)
{
	struct decode *d = fs->d;
	struct fragments_lost lost = fragments_end(fs->fragments);
	uint64_t crowded;

	crowded = bgp_capture_crowded(d->capture);
	bgp_capture_end(d->capture);
	bmp_capture_end(d->bmp);
	if (fs->cut > 0)
		cli_warn(d->cli,
		    "%s: %" PRIu64 " frames are cut off inside their headers, "
		    "the first is frame %" PRIu64,
		    d->source, fs->cut, fs->first_cut);
	if (crowded > 0)
		cli_warn(d->cli,
		    "%s: too many connections at once: %" PRIu64 " were given "
		    "up before their end, the quietest first (--filter takes "
		    "fewer)",
		    d->source, crowded);
	if (lost.n > 0)
		cli_warn(d->cli,
		    "%s: %" PRIu64 " IP packets lack fragments, "
		    "the first begins in frame %" PRIu64,
		    d->source, lost.n, lost.first);
	for (size_t i = 0; i < fs->n_filters; i++)
		capture_filter_free(fs->filters[i].filter);
	free(fs->filters);
	fragments_free(fs->fragments);
}
