/* ldpd-lite decode: captured LDP to records. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/obuf.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "message/ldp_bindings.h"
#include "message/ldp_capture.h"
#include "stage/frames.h"
#include "verbs.h"
#include "wire/ldp.h"

enum { BLOCK = 1 << 16 };         /* written at once */
enum { PROGRESS_STEP = 1 << 12 }; /* frames */

struct decode_opts {
	uint32_t port, snaplen;
	const char *interface, *packets;
	bool bindings;
};

const struct opt decode_options[] = {
	OPT(decode_opts, port, "port", 0, OPT_UINT, "N",
	    "the port that LDP is on, of UDP and TCP (646)", .lo = 1,
	    .hi = UINT16_MAX),
	OPT(decode_opts, bindings, "bindings", 0, OPT_FLAG, NULL,
	    "a record a change of the label database, not a message"),
	OPT(decode_opts, interface, "interface", 'i', OPT_STRING, "IF",
	    "capture on an interface (any: on all), until SIGINT or SIGTERM"),
	OPT(decode_opts, packets, "filter", 0, OPT_STRING, "EXPR",
	    "only packets that match this expression of pcap-filter(7)"),
	OPT(decode_opts, snaplen, "snaplen", 0, OPT_UINT, "N",
	    "with --interface: take so many octets of a packet (262144)",
	    .lo = 64, .hi = 1 << 18),
	{ 0 },
};

/* The columns of --table. */
static const char *const message_columns[] = { "frame", "src", "dst", "kind",
	"ldp", NULL };
static const char *const label_columns[] = { "time", "neighbor", "peer", "fec",
	"label", "was", "reason", NULL };

struct decode {
	struct cli *cli;
	const struct decode_opts *opts;
	struct ldp_capture *capture;
	struct ldp_bindings *bindings;
	struct view *view;
	struct obuf out;
	const char *source;
	uint64_t number;
	int live; /* a descriptor that octets arrive on, or -1 */
	bool failed;
};

/* ---- out ---- */

static void
flush(struct decode *d)
{
	size_t n = obuf_left(&d->out);

	if (n > 0 && fwrite(obuf_at(&d->out), 1, n, d->cli->out) < n)
		d->failed = true;
	obuf_take(&d->out, n);
	if (fflush(d->cli->out) != 0)
		d->failed = true;
}

static void
print(void *ctx, const struct rec *r)
{
	struct decode *d = ctx;

	if (d->view != NULL)
		view_add(d->view, r);
	else
		rec_write(&d->out, r);
	if (obuf_left(&d->out) >= BLOCK)
		flush(d);
}

static void
tell(struct decode *d, const struct rec_error *e)
{
	bool has = HAS(e, error, attribute);
	char place[32] = "";

	if (HAS(e, error, offset))
		snprintf(
		    place, sizeof(place), " (byte %" PRIu32 ")", e->offset);
	cli_refuse(d->cli, d->source, "frame %" PRIu64 ": %s%s%s%s", d->number,
	    has ? e->attribute : "", has ? ": " : "", e->text, place);
}

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct decode *d = ctx;

	if (error != NULL)
		tell(d, error);
	if (d->bindings != NULL)
		ldp_bindings_message(d->bindings, &r->message);
	else
		print(d, r);
}

/* ---- in ---- */

static void
on_packet(
    void *ctx, enum frame_kind kind, const struct frame *f, int64_t time_us)
{
	struct decode *d = ctx;

	ldp_capture_add(d->capture, kind, f, (uint32_t)d->number, time_us);
	if (d->bindings != NULL && kind == FRAME_TCP &&
	    (f->sport == d->opts->port || f->dport == d->opts->port) &&
	    (f->flags & (TCP_FIN | TCP_RST)) != 0)
		ldp_bindings_end(d->bindings, &f->src, &f->dst, time_us);
}

static void
on_damage(void *ctx, uint64_t offset, const char *what)
{
	struct decode *d = ctx;

	cli_refuse(d->cli, d->source,
	    "frame %" PRIu64 " at byte %" PRIu64 ": %s", d->number, offset,
	    what);
}

/* Before we wait for more input, all that there is has been said. */
static bool
on_pause(void *ctx, const struct input *in)
{
	struct decode *d = ctx;
	struct pollfd p = { .fd = d->live, .events = POLLIN };
	uint64_t done, total;

	if (in == NULL ||
	    (d->live >= 0 && obuf_left(&d->out) > 0 && poll(&p, 1, 0) == 0))
		flush(d);
	if (in != NULL && d->cli->progress && d->number % PROGRESS_STEP == 0) {
		input_progress(in, &done, &total);
		if (done < total)
			cli_progress(d->cli, d->source, done, total);
	}
	return !d->failed;
}

static uint64_t
on_end(void *ctx)
{
	struct decode *d = ctx;
	uint64_t crowded = ldp_capture_crowded(d->capture);

	ldp_capture_end(d->capture);
	return crowded;
}

static struct frames_to
frames_to(struct decode *d)
{
	return (struct frames_to){
		.cli = d->cli,
		.ctx = d,
		.source = d->source,
		.number = &d->number,
		.packets = d->opts->packets,
		.take = on_packet,
		.damage = on_damage,
		.pause = on_pause,
		.end = on_end,
	};
}

static void
input_decode(struct decode *d, struct input *in)
{
	struct frames_to to = frames_to(d);
	const uint8_t *at;
	ssize_t n = input_peek(in, 4, &at);
	uint64_t done, total;

	if (n < 0 && input_error(in) != NULL)
		cli_refuse(d->cli, d->source, "%s", input_error(in));
	else if (n < 0)
		d->cli->status = cli_failed(d->cli, "%s", d->source);
	else if (n > 0 && !frames_are(at, (size_t)n))
		cli_refuse(d->cli, d->source, "no capture (pcap, pcapng)");
	else if (n > 0)
		frames_read(&to, in);
	flush(d);
	input_progress(in, &done, &total);
	if (total > 0)
		cli_progress(d->cli, d->source, done, total);
}

static void
file_decode(struct decode *d, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd =
	    is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	struct input *in = fd < 0 ? NULL : input_open_fd(fd);

	d->source = is_stdin ? "standard input" : path;
	d->number = 0;
	if (in == NULL) {
		d->cli->status = cli_failed(d->cli, "%s", d->source);
		return;
	}
	d->live = fd;
	input_decode(d, in);
	input_close(in);
}

static void
live_decode(struct decode *d)
{
	char ports[48];
	struct frames_to to;

	snprintf(ports, sizeof(ports), "port %" PRIu32, d->opts->port);
	d->source = d->opts->interface;
	to = frames_to(d);
	to.interface = d->opts->interface;
	to.snaplen = d->opts->snaplen;
	to.ports = ports;
	frames_live(&to);
	flush(d);
}

int
decode_main(struct cli *cli)
{
	struct decode_opts o = { .port = LDP_PORT };
	struct decode d = { .cli = cli, .opts = &o, .live = -1 };

	if (!cli_parse(cli, &o))
		return cli->status;
	d.capture = ldp_capture_new((uint16_t)o.port, take, &d);
	if (o.bindings)
		d.bindings = ldp_bindings_new(print, &d);
	if (cli->table)
		d.view = view_new(o.bindings ? REC_LABEL : REC_MESSAGE,
		    o.bindings ? label_columns : message_columns,
		    term_width(cli->out));
	if (o.interface != NULL)
		live_decode(&d);
	else if (cli->args.n == 0)
		file_decode(&d, "-");
	for (unsigned i = 0; i < cli->args.n && !d.failed; i++)
		file_decode(&d, cli->args.at[i]);
	if (d.view != NULL)
		view_print(d.view, cli->out);
	flush(&d);
	if (d.view != NULL)
		view_free(d.view);
	if (d.bindings != NULL)
		ldp_bindings_free(d.bindings);
	ldp_capture_free(d.capture);
	obuf_fini(&d.out);
	return d.failed ? cli_failed(cli, "standard output") : cli->status;
}
