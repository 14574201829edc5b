/* Frames to segments and datagrams: link types, tunnels, fragments. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "edge/pcap.h"
#include "message/fragments.h"
#include "stage/frames_in.h"

/* --filter for frames of one link type. */
struct link_filter {
	int link_type;
	struct capture_filter *filter;
};

struct frames
frames_begin(const struct frames_to *to)
{
	return (struct frames){
		.to = to,
		.fragments = fragments_new(),
		.unknown = -1,
	};
}

/* ---- --filter ---- */

static const struct capture_filter *
filter_of(struct frames *fs, int link_type)
{
	const struct frames_to *to = fs->to;
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
	    capture_filter_new(to->packets, link_type, why, sizeof(why));
	if (row->filter == NULL) {
		to->cli->status = cli_usage(to->cli,
		    "--filter: %s (link type %d of %s; pcap-filter(7))", why,
		    link_type, to->source);
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

	while (
	    kind == FRAME_FRAGMENT && fragments_add(fs->fragments, &f->part,
					  *fs->to->number, c->time_us, &whole))
		kind = frame_rest(&whole, f);
	return kind;
}

void
frames_add(struct frames *fs, const struct pcap_frame *c)
{
	const struct frames_to *to = fs->to;
	struct frame f;
	enum frame_kind kind = segment_find(fs, c, &f);

	switch (kind) {
	case FRAME_TCP:
	case FRAME_UDP:
		to->take(to->ctx, kind, &f, c->time_us);
		break;
	case FRAME_CUT:
		if (fs->cut++ == 0)
			fs->first_cut = *to->number;
		break;
	case FRAME_UNKNOWN:
		if (fs->unknown != c->link_type)
			to->damage(to->ctx, fs->offset,
			    "link type is not known; its frames are skipped");
		fs->unknown = c->link_type;
		break;
	case FRAME_FRAGMENT:
	case FRAME_OTHER:
		break;
	}
}

/* Only those that --filter lets through. */
static void
add_wanted(struct frames *fs, const struct pcap_frame *c)
{
	const struct capture_filter *filter;

	if (fs->to->packets == NULL) {
		frames_add(fs, c);
		return;
	}
	filter = filter_of(fs, c->link_type);
	if (filter != NULL && capture_filter_match(filter, c->at, c->n, c->len))
		frames_add(fs, c);
}

/* Nobody knows whether what is lost was of interest: warnings. */
void
frames_end(struct frames *fs)
{
	const struct frames_to *to = fs->to;
	struct fragments_lost lost = fragments_end(fs->fragments);
	uint64_t crowded = to->end(to->ctx);

	if (fs->cut > 0)
		cli_warn(to->cli,
		    "%s: %" PRIu64 " frames are cut off inside their headers, "
		    "the first is frame %" PRIu64,
		    to->source, fs->cut, fs->first_cut);
	if (crowded > 0)
		cli_warn(to->cli,
		    "%s: too many connections at once: %" PRIu64 " were given "
		    "up before their end, the quietest first (--filter takes "
		    "fewer)",
		    to->source, crowded);
	if (lost.n > 0)
		cli_warn(to->cli,
		    "%s: %" PRIu64 " IP packets lack fragments, "
		    "the first begins in frame %" PRIu64,
		    to->source, lost.n, lost.first);
	for (size_t i = 0; i < fs->n_filters; i++)
		capture_filter_free(fs->filters[i].filter);
	free(fs->filters);
	fragments_free(fs->fragments);
}

/* ---- of a file ---- */

/* In what the file ends, of which there are n octets. */
static const char *
cut_in(const struct pcap_reader *p, ssize_t n)
{
	enum { BLOCK_HEAD = 8 };

	if (!p->begun)
		return "ends inside the header of the file";
	if (p->ng)
		return n < BLOCK_HEAD ? "ends inside the header of a block"
				      : "ends inside a block";
	return n < (ssize_t)p->head ? "ends inside the header of a frame"
				    : "ends inside a frame";
}

/* One frame, or what is none; false at the end or where there is no going on.
 */
static bool
file_next(struct frames *fs, struct input *in, struct pcap_reader *p)
{
	const struct frames_to *to = fs->to;
	struct pcap_frame c;
	enum pcap_step step = PCAP_MORE;
	const uint8_t *at;
	size_t size = 1;
	ssize_t n = 0;
	struct fault f;

	for (size_t want = 0; step == PCAP_MORE && size > want;) {
		want = size;
		n = input_peek(in, want, &at);
		if (n < (ssize_t)want)
			break;
		step = pcap_next(p, rbuf(at, (size_t)n), &size, &c, &f);
	}
	if (n == 0)
		return false;
	fs->offset = input_offset(in);
	*to->number += step != PCAP_OTHER;
	if (step == PCAP_MORE)
		to->damage(to->ctx, fs->offset,
		    input_error(in) != NULL ? input_error(in) : cut_in(p, n));
	else if (step == PCAP_BAD)
		to->damage(to->ctx, fs->offset, f.what);
	else if (step == PCAP_FRAME)
		add_wanted(fs, &c);
	if (step == PCAP_MORE || step == PCAP_BAD)
		return false;
	input_take(in, size);
	return !fs->failed;
}

bool
frames_are(const uint8_t *at, size_t n)
{
	return pcap_is(at, n);
}

void
frames_read(const struct frames_to *to, struct input *in)
{
	struct frames fs = frames_begin(to);
	struct pcap_reader p = { 0 };

	while (file_next(&fs, in, &p) && to->pause(to->ctx, in))
		;
	frames_end(&fs);
	pcap_fini(&p);
}
