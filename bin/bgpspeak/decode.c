/* bgpspeak decode: captured BGP, MRT dumps and BMP to records. */
#include "decode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message/bgp_assume.h"
#include "message/mrt_records.h"
#include "stage/frames.h"
#include "verbs.h"
#include "wire/bgp.h"

const struct opt decode_options[] = {
	OPT(decode_opts, port, "port", 0, OPT_UINT, "N",
	    "the TCP port that BGP is on (179)", .lo = 1, .hi = UINT16_MAX),
	OPT(decode_opts, jobs, "jobs", 0, OPT_UINT, "N",
	    "read several files on so many processors (all)", .lo = 1),
	OPT(decode_opts, hex, "hex", 0, OPT_FLAG, NULL,
	    "the input is text: one message a line, in hex"),
	OPT(decode_opts, assume, "assume", 0, OPT_LIST, "KEY=VALUE,...",
	    "pin what is inferred: as4=yes, add_path=ipv4_unicast"),
	OPT(decode_opts, bmp_port, "bmp-port", 0, OPT_UINT, "N",
	    "the TCP port that BMP is on (1790 and 11019)", .lo = 1,
	    .hi = UINT16_MAX),
	OPT(decode_opts, bmp_listen, "bmp-listen", 0, OPT_LIST, "ADDR:PORT",
	    "take BMP from routers that connect, until a signal"),
	OPT(decode_opts, interface, "interface", 'i', OPT_STRING, "IF",
	    "capture on an interface (any: on all), until SIGINT or SIGTERM"),
	OPT(decode_opts, packets, "filter", 0, OPT_STRING, "EXPR",
	    "only packets that match this expression of pcap-filter(7)"),
	OPT(decode_opts, snaplen, "snaplen", 0, OPT_UINT, "N",
	    "with --interface: take so many octets of a packet (262144)",
	    .lo = 64, .hi = 1 << 18),
	OPT(decode_opts, messages, "messages", 0, OPT_FLAG, NULL,
	    "a record a message, a route an entry of a table (default)"),
	OPT(decode_opts, routes, "routes", 0, OPT_FLAG, NULL,
	    "a record a destination that is announced or withdrawn"),
	OPT(decode_opts, rib, "rib", 0, OPT_FLAG, NULL,
	    "the routes that are left at the end, of each peer"),
	OPT(decode_opts, sessions, "sessions", 0, OPT_FLAG, NULL,
	    "a record a session: who, how long, what, and why it ended"),
	OPTS(decode_opts, filter, decode_filter_options),
	{ 0 },
};

/* Kinds of input by their first octets, the surest first. */
static const struct {
	bool (*is)(const uint8_t *at, size_t n);
	void (*read)(struct decode *, struct input *);
} kinds[] = {
	{ frames_are, decode_capture },
	{ decode_bmp_is, decode_bmp },
	{ decode_mrt_is, decode_mrt },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
enum { BEGINNING = 12 }; /* octets that tell the kind */

static void
input_decode(struct decode *d, struct input *in)
{
	const uint8_t *at;
	ssize_t n = input_peek(in, d->opts->hex ? 1 : BEGINNING, &at);

	if (n < 0 && errno == EBADMSG)
		cli_refuse(d->cli, d->source, "%s", input_error(in));
	else if (n < 0)
		d->cli->status = cli_failed(d->cli, "%s", d->source);
	if (n <= 0)
		return;
	if (d->opts->hex) {
		decode_hex(d, in);
		return;
	}
	for (unsigned i = 0; i < KINDS; i++)
		if (kinds[i].is(at, (size_t)n)) {
			kinds[i].read(d, in);
			return;
		}
	cli_refuse(d->cli, d->source,
	    "neither a capture (pcap, pcapng) nor an MRT dump nor BMP");
}

static void
file_decode(struct decode *d, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd =
	    is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	struct input *in = fd < 0 ? NULL : input_open_fd(fd);
	uint64_t done, total;
	struct stat st;

	d->source = is_stdin ? "standard input" : path;
	d->number = 0;
	if (in == NULL) {
		d->cli->status = cli_failed(d->cli, "%s", d->source);
		return;
	}
	d->live = fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) ? fd : -1;
	input_decode(d, in);
	decode_flush(d);
	input_progress(in, &done, &total);
	if (total > 0)
		cli_progress(d->cli, d->source, done, total);
	input_close(in);
}

/* KEY=VALUE, with commas between several. */
static bool
assume_parse(struct decode *d)
{
	const struct opt_list *all = &d->opts->assume;
	struct fault f;

	for (unsigned i = 0; i < all->n; i++)
		for (const char *s = all->at[i], *end;; s = end + 1) {
			end = strchrnul(s, ',');
			if (!bgp_assume_parse(
				&d->assumed, s, (size_t)(end - s), &f)) {
				cli_usage(d->cli, "--assume %.*s: %s",
				    (int)(end - s), s, f.what);
				return false;
			}
			if (*end == '\0')
				break;
		}
	return true;
}

int
decode_main(struct cli *cli)
{
	struct decode_opts o = { .port = BGP_PORT };
	struct decode d = { .cli = cli, .opts = &o };

	if (!cli_parse(cli, &o))
		return cli->status;
	if (!assume_parse(&d) || !decode_filter_open(&d) ||
	    !decode_out_open(&d))
		goto out;
	d.mrt = mrt_reader_new(decode_take, &d);
	if (decode_only_writes(&d))
		mrt_reader_write_only(d.mrt);
	d.capture = bgp_capture_new((uint16_t)o.port, decode_take, &d);
	mrt_reader_assume(d.mrt, &d.assumed);
	bgp_capture_assume(d.capture, &d.assumed);
	d.bmp = bmp_capture_new((uint16_t)o.bmp_port, decode_take, &d);
	bmp_capture_assume(d.bmp, &d.assumed);
	if (o.interface != NULL)
		decode_live(&d);
	else if (cli->args.n == 0 && o.bmp_listen.n == 0)
		file_decode(&d, "-");
	if (decode_merges(&d))
		decode_merge(&d, file_decode);
	else
		for (unsigned i = 0; i < cli->args.n && !d.failed; i++)
			file_decode(&d, cli->args.at[i]);
	if (o.bmp_listen.n > 0 && !d.failed)
		decode_listen(&d, &o.bmp_listen);
	decode_out_end(&d);
	bgp_capture_free(d.capture);
	bmp_capture_free(d.bmp);
	mrt_reader_free(d.mrt);
	if (d.failed)
		cli->status = cli_failed(cli, "standard output");
out:
	decode_out_close(&d);
	return cli->status;
}
