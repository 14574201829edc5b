/* Packets as they pass an interface, as input of decode. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "edge/loop.h"
#include "edge/pcap.h"
#include "stage/frames_in.h"

enum { SNAPLEN = 1 << 18 }; /* what tcpdump takes */

struct live {
	struct frames fs;
	struct loop *loop;
	struct loop_timer *end;
	struct capture *capture;
	bool failed;
};

/* What is of the ports, and what may carry what is. */
static const char *
live_filter(const struct frames_to *to)
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
	size_t room = sizeof(tunnels) + strlen(to->ports) + 8;
	char *text;

	if (to->packets != NULL)
		return to->packets;
	text = arena_alloc(&to->cli->arena, room);
	snprintf(text, room, "%s or %s", to->ports, tunnels);
	return text;
}

static void
live_take(void *ctx, const struct capture_frame *c)
{
	struct live *l = ctx;
	struct pcap_frame frame = { c->at, c->n, c->len, c->time_us,
		c->link_type };

	++*l->fs.to->number;
	frames_add(&l->fs, &frame);
}

static void
live_read(void *ctx)
{
	struct live *l = ctx;
	const struct frames_to *to = l->fs.to;

	if (capture_read(l->capture, live_take, l) != 0) {
		cli_error(
		    to->cli, "%s: %s", to->source, capture_error(l->capture));
		l->failed = true;
	}
	if (!to->pause(to->ctx, NULL) || l->failed)
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
	const struct frames_to *to = l->fs.to;
	char why[512];

	l->capture = capture_open(to->interface, live_filter(to),
	    to->snaplen != 0 ? to->snaplen : SNAPLEN, why, sizeof(why));
	if (l->capture != NULL)
		return true;
	if (errno == EPERM) {
		cli_error(to->cli,
		    "%s: no right to capture; be root, or give the program "
		    "cap_net_raw (setcap cap_net_raw+ep)",
		    to->interface);
		to->cli->status = CLI_NOT_PERMITTED;
	} else if (errno == EBADMSG) {
		to->cli->status =
		    cli_usage(to->cli, "--filter: %s (pcap-filter(7))", why);
	} else {
		cli_error(to->cli, "%s: %s", to->interface, why);
		to->cli->status = CLI_UNAVAILABLE;
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
frames_live(const struct frames_to *to)
{
	struct live l = { .loop = loop_new() };
	uint64_t dropped;

	if (l.loop == NULL || loop_signals(l.loop, live_signal, &l) < 0) {
		to->cli->status = cli_failed(to->cli, "event loop");
		loop_free(l.loop);
		return;
	}
	l.fs = frames_begin(to);
	if (live_open(&l)) {
		cli_info(to->cli, "%s: capturing", to->source);
		live_run(&l);
		dropped = capture_dropped(l.capture);
		if (dropped > 0)
			cli_warn(to->cli,
			    "%s: %" PRIu64
			    " packets were dropped, as they came "
			    "faster than they were read (a narrower --filter, "
			    "a smaller --snaplen)",
			    to->source, dropped);
		if (l.failed)
			to->cli->status = CLI_UNAVAILABLE;
		capture_close(l.capture);
	}
	frames_end(&l.fs);
	loop_free(l.loop);
}
