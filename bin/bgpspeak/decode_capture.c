/* Capture files as input of decode: pcap, pcapng. */
#include "decode_frames.h"

bool
decode_capture_is(const uint8_t *at, size_t n)
{
	return pcap_is(at, n);
}

/* One frame, or what is none; false at the end or where there is no going on.
 */
static bool
file_next(struct frames *fs, struct input *in, struct pcap_reader *p)
{
	struct decode *d = fs->d;
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
	d->number += step != PCAP_OTHER;
	if (step == PCAP_MORE)
		decode_damage_end(d, in, "ends inside a frame");
	else if (step == PCAP_BAD)
		decode_damage(d, fs->offset, f.what);
	else if (step == PCAP_FRAME)
		frames_add_wanted(fs, &c);
	if (step == PCAP_MORE || step == PCAP_BAD)
		return false;
	input_take(in, size);
	return !d->failed && !fs->failed;
}

void
decode_capture(struct decode *d, struct input *in)
{
	struct frames fs = frames_begin(d);
	struct pcap_reader p = { 0 };

	while (file_next(&fs, in, &p)) {
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	frames_end(&fs);
	pcap_fini(&p);
}
