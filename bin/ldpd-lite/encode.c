/* ldpd-lite encode: records to LDP PDUs. */
#include <string.h>
#include <unistd.h>

#include "base/obuf.h"
#include "base/text.h"
#include "cli/cli.h"
#include "message/ldp_records.h"
#include "stage/source.h"
#include "verbs.h"

enum { BLOCK = 1 << 16 }; /* written at once */

struct encode_opts {
	bool raw, hex;
};

const struct opt encode_options[] = {
	OPT(encode_opts, raw, "raw", 0, OPT_FLAG, NULL,
	    "octets, one PDU behind the other (default)"),
	OPT(encode_opts, hex, "hex", 0, OPT_FLAG, NULL,
	    "a line of hex digits a PDU"),
	{ 0 },
};

struct encode {
	struct cli *cli;
	const struct encode_opts *opts;
	const char *source;
	struct arena arena;
	struct obuf out;
	uint8_t room[LDP_LENGTH_END + UINT16_MAX]; /* for the PDU */
	struct wbuf pdu;
	uint8_t *length; /* of the PDU that is open, or NULL */
	uint32_t lsr;
	uint16_t space;
	bool failed;
};

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

static void
pdu_end(struct encode *e)
{
	size_t n = wbuf_used(&e->pdu);

	if (e->length == NULL)
		return;
	ldp_pdu_end(&e->pdu, e->length);
	e->length = NULL;
	if (e->opts->hex) {
		text_put_hex(obuf_need(&e->out, 2 * n + 1), e->room, n);
		obuf_used(&e->out, 2 * n);
		obuf_putc(&e->out, '\n');
	} else {
		obuf_put(&e->out, e->room, n);
	}
	if (obuf_left(&e->out) >= BLOCK)
		flush(e);
}

static bool
message_put(struct encode *e, const struct rec_message *m, struct rec_fault *f)
{
	const struct rec_ldp *l = &m->ldp;
	uint32_t lsr = addr_u32(&l->lsr);
	bool done;

	if (e->length != NULL && (lsr != e->lsr || l->label_space != e->space))
		pdu_end(e);
	if (e->length == NULL) {
		e->pdu = wbuf(e->room, sizeof(e->room));
		e->length = ldp_pdu_begin(&e->pdu, lsr, l->label_space);
		e->lsr = lsr;
		e->space = l->label_space;
	}
	done = ldp_encode_message(&e->pdu, m, &e->arena, f);
	arena_reset(&e->arena);
	if (done && !l->more)
		pdu_end(e);
	return done;
}

/* What is left of a PDU when one of its messages is none. */
static void
pdu_mend(struct encode *e, size_t before)
{
	if (e->length == NULL)
		return;
	e->pdu.at = e->room + before;
	e->pdu.bad = false;
	if (before == LDP_HEADER_SIZE)
		e->length = NULL;
}

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct encode *e = ctx;
	const struct rec *r = item->rec;
	size_t before = e->length != NULL ? wbuf_used(&e->pdu) : 0;
	struct rec_fault f = { 0 };
	bool done;

	if (item->refused || r == NULL || r->type != REC_MESSAGE ||
	    strcmp(r->message.protocol, "ldp") != 0)
		return true;
	if (strcmp(r->message.kind, "partial") == 0) {
		cli_warn(e->cli, "%s:%u: a partial message is left out",
		    e->source, item->line);
		return true;
	}
	done = message_put(e, &r->message, &f);
	if (!done) {
		pdu_mend(e, before > 0 ? before : LDP_HEADER_SIZE);
		f.line = item->line;
		cli_refused(e->cli, e->source, &f);
	}
	return !e->failed && (done || !e->cli->strict);
}

static void
file_encode(struct encode *e, const char *path)
{
	e->source = strcmp(path, "-") == 0 ? "standard input" : path;
	source_read(e->cli, path, on_item, e);
	pdu_end(e);
	flush(e);
}

int
encode_main(struct cli *cli)
{
	struct encode_opts o = { 0 };
	static struct encode e; /* too large for the stack */

	if (!cli_parse(cli, &o))
		return cli->status;
	if (o.raw && o.hex)
		return cli_usage(cli, "only one of --raw and --hex");
	if (!o.hex && isatty(fileno(cli->out)))
		return cli_usage(cli,
		    "octets are not for a terminal: --hex, or redirect them");
	e.cli = cli;
	e.opts = &o;
	if (cli->args.n == 0)
		file_encode(&e, "-");
	for (unsigned i = 0; i < cli->args.n && !e.failed; i++)
		file_encode(&e, cli->args.at[i]);
	arena_fini(&e.arena);
	obuf_fini(&e.out);
	return e.failed ? cli_failed(cli, "standard output") : cli->status;
}
