/* Where what is decoded goes: lines, or a table at the end. */
#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "cli/term.h"
#include "decode.h"

enum { PROGRESS_STEP = 4096 }; /* frames or records */
enum { BLOCK = 1 << 16 };      /* written at once, where nobody waits for it */

static const char *const message_columns[] = { "frame", "src", "dst", "kind",
	"announce", "withdraw", "attributes", NULL };
static const char *const route_columns[] = { "prefix", "next_hop", "as_path",
	"origin", "local_pref", "med", "communities", "peer", NULL };

void
decode_out_open(struct decode *d)
{
	unsigned width = term_width(d->cli->out);

	if (!d->cli->table)
		return;
	d->messages = view_new(REC_MESSAGE, message_columns, width);
	d->routes = view_new(REC_ROUTE, route_columns, width);
}

void
decode_out_close(struct decode *d)
{
	if (d->messages != NULL) {
		view_print(d->messages, d->cli->out);
		view_print(d->routes, d->cli->out);
		view_free(d->messages);
		view_free(d->routes);
	}
	obuf_fini(&d->out);
}

void
decode_flush(struct decode *d)
{
	size_t n = obuf_left(&d->out);

	if (n > 0 && fwrite(obuf_at(&d->out), 1, n, d->cli->out) < n)
		d->failed = true;
	obuf_take(&d->out, n);
	if (fflush(d->cli->out) != 0)
		d->failed = true;
}

/* Before we wait for more input, all that there is has been said. */
void
decode_flush_if_waiting(struct decode *d)
{
	struct pollfd p = { .fd = d->live, .events = POLLIN };

	if (d->live >= 0 && obuf_left(&d->out) > 0 && poll(&p, 1, 0) == 0)
		decode_flush(d);
}

/* How far a file is, now and then; its last bytes are read ahead. */
void
decode_progress(struct decode *d, const struct input *in)
{
	uint64_t done, total;

	if (!d->cli->progress || d->number % PROGRESS_STEP != 0)
		return;
	input_progress(in, &done, &total);
	if (done < total)
		cli_progress(d->cli, d->source, done, total);
}

/* A speaker would lose an attribute and go on (RFC 7606 2): a warning. */
static bool
is_slight(const struct rec_error *e)
{
	return HAS(e, error, treatment) &&
	       strcmp(e->treatment, "attribute_discard") == 0;
}

static void
tell(struct decode *d, const struct rec_error *e)
{
	const char *attribute = HAS(e, error, attribute) ? e->attribute : "";
	const char *colon = *attribute != '\0' ? ": " : "";
	char place[48] = "";

	if (HAS(e, error, offset))
		snprintf(
		    place, sizeof(place), " (byte %" PRIu32 ")", e->offset);
	if (is_slight(e))
		cli_warn(d->cli, "%s: %s %" PRIu64 ": %s%s%s%s", d->source,
		    d->unit, d->number, attribute, colon, e->text, place);
	else
		cli_refuse(d->cli, d->source, "%s %" PRIu64 ": %s%s%s%s",
		    d->unit, d->number, attribute, colon, e->text, place);
}

void
decode_take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct decode *d = ctx;

	if (error != NULL)
		tell(d, error);
	if (d->messages != NULL) {
		view_add(d->messages, r);
		view_add(d->routes, r);
		return;
	}
	rec_write(&d->out, r);
	if (obuf_left(&d->out) >= BLOCK)
		decode_flush(d);
}

void
decode_damage(struct decode *d, uint64_t offset, const char *what)
{
	cli_refuse(d->cli, d->source, "%s %" PRIu64 " at byte %" PRIu64 ": %s",
	    d->unit, d->number, offset, what);
}

/* Bytes that are not there: the file ended, or could not be read on. */
void
decode_damage_end(struct decode *d, struct input *in, const char *what)
{
	const char *why = input_error(in);

	decode_damage(d, input_offset(in), why != NULL ? why : what);
}
