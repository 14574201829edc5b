/* bgpspeak encode: records to BGP messages, as octets, packets or a dump. */
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/obuf.h"
#include "base/text.h"
#include "cli/cli.h"
#include "message/bgp_encode.h"
#include "message/bgp_packets.h"
#include "message/mrt_encode.h"
#include "stage/source.h"
#include "verbs.h"

enum { BLOCK = 1 << 16 }; /* written at once, where nobody waits for it */

struct encode_opts {
	bool raw, hex, pcap, mrt;
};

const struct opt encode_options[] = {
	OPT(encode_opts, raw, "raw", 0, OPT_FLAG, NULL,
	    "octets, one message behind the other (default)"),
	OPT(encode_opts, hex, "hex", 0, OPT_FLAG, NULL,
	    "a line of hex digits a message"),
	OPT(encode_opts, pcap, "pcap", 0, OPT_FLAG, NULL,
	    "a capture, with TCP connections made up around the messages"),
	OPT(encode_opts, mrt, "mrt", 0, OPT_FLAG, NULL,
	    "an MRT dump: messages, states, and the routes of tables"),
	{ 0 },
};

struct encode {
	struct cli *cli;
	const struct encode_opts *opts;
	struct mrt_encoder *mrt;
	struct bgp_packets *packets;
	struct arena arena;
	struct obuf out;
	uint8_t *message; /* room for one */
	const char *source;
	bool live; /* somebody may wait for what standard input gives */
	bool failed;
	/* Records of what goes over no wire, as of a change of state. */
	uint64_t left_out;
	unsigned first_line;
	char first_kind[40];
};

/* ---- out ---- */

static void
flush(struct encode *e)
{
	size_t n = obuf_left(&e->out);

	if (n > 0 && fwrite(obuf_at(&e->out), 1, n, e->cli->out) < n)
		e->failed = true;
	obuf_take(&e->out, n);
	if (fflush(e->cli->out) != 0)
		e->failed = true;
}

/* Before we wait for more input, all that there is has been said. */
static void
flush_if_waiting(struct encode *e)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	if (obuf_left(&e->out) >= BLOCK ||
	    (e->live && obuf_left(&e->out) > 0 && poll(&p, 1, 0) == 0))
		flush(e);
}

static void
put_hex(struct obuf *o, struct rbuf message)
{
	size_t n = rbuf_left(&message);

	text_put_hex(obuf_need(o, 2 * n + 1), message.at, n);
	obuf_used(o, 2 * n);
	obuf_putc(o, '\n');
}

static bool
message_put(struct encode *e, const struct rec_message *m, struct rec_fault *f)
{
	struct wbuf w = wbuf(e->message, BGP_MAX_EXTENDED_SIZE);
	struct rbuf message;

	if (!bgp_encode_message(&w, m, &e->arena, f))
		return false;
	message = rbuf(e->message, wbuf_used(&w));
	if (e->packets != NULL)
		return bgp_packets_add(e->packets, m, message, f);
	if (e->opts->hex)
		put_hex(&e->out, message);
	else
		obuf_put(&e->out, message.at, rbuf_left(&message));
	return true;
}

/* ---- in ---- */

/* Whether this form has a place for such a record. */
static bool
is_wanted(const struct encode *e, const struct rec *r)
{
	if (r->type == REC_ROUTE)
		return e->mrt != NULL;
	if (strcmp(r->message.kind, "partial") == 0)
		return false;
	if (strcmp(r->message.kind, "state_change") == 0 ||
	    strcmp(r->message.protocol, "mrt") == 0)
		return e->mrt != NULL;
	return true;
}

static void
leave_out(struct encode *e, const struct rec *r, unsigned line)
{
	const char *kind = r->type == REC_ROUTE ? "route" : r->message.kind;

	if (e->left_out++ > 0)
		return;
	e->first_line = line;
	snprintf(e->first_kind, sizeof(e->first_kind), "%s", kind);
}

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct encode *e = ctx;
	const struct rec *r = item->rec;
	struct rec_fault f = { 0 };
	bool done;

	if (item->refused || r == NULL ||
	    (r->type != REC_MESSAGE && r->type != REC_ROUTE))
		return true;
	if (!is_wanted(e, r)) {
		leave_out(e, r, item->line);
		return true;
	}
	if (e->mrt != NULL)
		done = mrt_encoder_add(e->mrt, r, &f);
	else
		done = message_put(e, &r->message, &f);
	arena_reset(&e->arena);
	if (!done) {
		f.line = item->line;
		cli_refused(e->cli, e->source, &f);
	}
	flush_if_waiting(e);
	return !e->failed && (done || !e->cli->strict);
}

static void
file_encode(struct encode *e, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct stat st;

	e->source = is_stdin ? "standard input" : path;
	e->left_out = 0;
	e->live =
	    is_stdin && fstat(STDIN_FILENO, &st) == 0 && !S_ISREG(st.st_mode);
	source_read(e->cli, path, on_item, e);
	if (e->left_out > 0)
		cli_warn(e->cli,
		    "%s: %" PRIu64 " records are of what is no message here, "
		    "and left out; the first is %s in line %u",
		    e->source, e->left_out, e->first_kind, e->first_line);
}

static int
encode(struct cli *cli, const struct encode_opts *o)
{
	struct encode e = { .cli = cli, .opts = o };

	e.message = mem_alloc(BGP_MAX_EXTENDED_SIZE);
	if (o->mrt)
		e.mrt = mrt_encoder_new(&e.out);
	if (o->pcap)
		e.packets = bgp_packets_new(&e.out);
	if (cli->args.n == 0)
		file_encode(&e, "-");
	for (unsigned i = 0; i < cli->args.n && !e.failed; i++)
		file_encode(&e, cli->args.at[i]);
	if (o->mrt) {
		mrt_encoder_end(e.mrt);
		mrt_encoder_free(e.mrt);
	}
	if (o->pcap)
		bgp_packets_free(e.packets);
	if (!e.failed)
		flush(&e);
	free(e.message);
	arena_fini(&e.arena);
	obuf_fini(&e.out);
	return e.failed ? cli_failed(cli, "standard output") : cli->status;
}

int
encode_main(struct cli *cli)
{
	struct encode_opts o = { 0 };

	if (!cli_parse(cli, &o))
		return cli->status;
	if (o.raw + o.hex + o.pcap + o.mrt > 1)
		return cli_usage(
		    cli, "only one of --raw, --hex, --pcap and --mrt");
	if (!o.hex && isatty(fileno(cli->out)))
		return cli_usage(cli,
		    "octets are not for a terminal: --hex, or redirect them");
	return encode(cli, &o);
}
