/* Packets as they pass an interface, as input of decode. */
#include <errno.h>
#include <inttypes.h>

#include "decode_frames.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/pcap.h"
#include "wire/bmp.h"

enum { SNAPLEN = 1 << 18 }; /* what tcpdump takes */

struct live {
	struct frames fs;
	struct loop *loop;
	struct loop_timer *end;
	struct capture *capture;
	bool failed;
};

/* What carries TCP of the port, and what may carry what does. */
static const char *
live_filter(struct decode *d)
{
	static const char tunnels[] =
	    "ip[6:2] & 0x3fff != 0 or "
	    "proto 4 or proto 41 or proto 47 or proto 97 or proto 137 or "
	    "ip6 proto 0 or ip6 proto 43 or ip6 proto 44 or ip6 proto 51 or "
	    "ip6 proto 60 or "
	    "udp dst port 4789 or udp dst port 8472 or udp dst port 6081 or "
	    "udp dst port 4790 or udp dst port 4754 or udp dst port 6635 or "
	    "ether proto 0x8847 or ether proto 0x8848 or "
	    "ether proto 0x8100 or ether proto 0x88a8 or "
	    "ether proto 0x9100 or ether proto 0x8864";
	uint32_t bmp = d->opts->bmp_port;
	char *text;

	if (d->opts->packets != NULL)
		return d->opts->packets;
	text = arena_alloc(&d->cli->arena, sizeof(tunnels) + 80);
	snprintf(text, sizeof(tunnels) + 80,
	    "tcp port %" PRIu32 " or tcp port %" PRIu32 " or tcp port %" PRIu32
	    " or %s",
	    d->opts->port, bmp != 0 ? bmp : BMP_PORT_ASSIGNED,
	    bmp != 0 ? bmp : BMP_PORT, tunnels);
	return text;
}

static void
live_take(void *ctx, const struct capture_frame *c)
{
	struct live *l = ctx;
	struct pcap_frame frame = { c->at, c->n, c->len, c->time_us,
		c->link_type };

	l->fs.d->number++;
	frames_add(&l->fs, &frame);
}

static void
live_read(void *ctx)
{
	struct live *l = ctx;

	if (capture_read(l->capture, live_take, l) != 0) {
		cli_error(l->fs.d->cli, "%s: %s", l->fs.d->source,
		    capture_error(l->capture));
		l->failed = true;
	}
	decode_flush(l->fs.d);
	if (l->failed || l->fs.d->failed)
		loop_stop(l->loop);
}

static void
live_end(void *ctx)
{
	struct live *l = ctx;

	live_read(l);
	loop_stop(l->loop);
}

/* What the kernel still holds back is waited for. */
static void
live_signal(void *ctx, int signal)
{
	struct live *l = ctx;

	(void)signal;
	loop_timer_set(
	    l->end, mono_add(clock_mono(), 2 * MONO_MS(CAPTURE_WAIT_MS)));
}

static bool
live_open(struct live *l)
{
	struct decode *d = l->fs.d;
	const struct decode_opts *o = d->opts;
	char why[512];

	l->capture = capture_open(o->interface, live_filter(d),
	    o->snaplen != 0 ? o->snaplen : SNAPLEN, why, sizeof(why));
	if (l->capture != NULL)
		return true;
	if (errno == EPERM) {
		cli_error(d->cli,
		    "%s: no right to capture; be root, or give the program "
		    "cap_net_raw (setcap cap_net_raw+ep)",
		    o->interface);
		d->cli->status = CLI_NOT_PERMITTED;
	} else if (errno == EBADMSG) {
		d->cli->status =
		    cli_usage(d->cli, "--filter: %s (pcap-filter(7))", why);
	} else {
		cli_error(d->cli, "%s: %s", o->interface, why);
		d->cli->status = CLI_UNAVAILABLE;
	}
	return false;
}

static void
live_run(struct live *l)
{
	struct loop_fd *fd =
	    loop_fd_new(l->loop, capture_fd(l->capture), live_read, NULL, l);

	l->end = loop_timer_new(l->loop, live_end, l);
	loop_fd_want(fd, LOOP_READ);
	loop_run(l->loop);
	loop_timer_free(l->end);
	loop_fd_free(fd);
}

void
decode_live(struct decode *d)
{
	struct live l = { .loop = loop_new() };
	uint64_t dropped;

	d->source = d->opts->interface;
	if (l.loop == NULL || loop_signals(l.loop, live_signal, &l) < 0) {
		d->cli->status = cli_failed(d->cli, "event loop");
		loop_free(l.loop);
		return;
	}
	l.fs = frames_begin(d);
	if (live_open(&l)) {
		cli_info(d->cli, "%s: capturing", d->source);
		live_run(&l);
		dropped = capture_dropped(l.capture);
		if (dropped > 0)
			cli_warn(d->cli,
			    "%s: %" PRIu64
			    " packets were dropped, as they came "
			    "faster than they were read (a narrower --filter, "
			    "a smaller --snaplen)",
			    d->source, dropped);
		if (l.failed)
			d->cli->status = CLI_UNAVAILABLE;
		capture_close(l.capture);
	}
	frames_end(&l.fs);
	decode_flush(d);
	loop_free(l.loop);
}
