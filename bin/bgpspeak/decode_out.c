/* Where what is decoded goes: lines, or a table at the end. */
#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "cli/term.h"
#include "decode.h"

enum { PROGRESS_STEP = 4096 }; /* frames or records */
enum { BLOCK = 1 << 16 };      /* written at once, where nobody waits for it */

/* The columns of --table, by type of record. */
static const struct {
	enum rec_type type;
	const char *columns[9];
} lines[VIEW_LINES] = {
	[LINES_MESSAGE] = { REC_MESSAGE,
	    { "frame", "src", "dst", "kind", "announce", "withdraw",
		"attributes" } },
	[LINES_ROUTE] = { REC_ROUTE,
	    { "prefix", "next_hop", "as_path", "origin", "local_pref", "med",
		"communities", "peer" } },
	[LINES_SESSION] = { REC_SESSION,
	    { "src", "dst", "time", "duration", "messages", "reason",
		"ended_by", "text" } },
};

/* Conditions that ask for more than a session can say. */
#define OF_SESSIONS                                                            \
	(1u << BGP_IF_PEER | 1u << BGP_IF_SINCE | 1u << BGP_IF_UNTIL)
/* Without BGP_IF_UNTIL: a table as it was then. */
#define OF_RIB  (BGP_IF_ANY & ~(1u << BGP_IF_KIND | 1u << BGP_IF_UNTIL))
#define OF_HEAD (1u << BGP_IF_KIND | 1u << BGP_IF_SINCE | 1u << BGP_IF_UNTIL)

/* ---- lines ---- */

static void
print(void *ctx, const struct rec *r)
{
	struct decode *d = ctx;

	for (unsigned i = 0; i < VIEW_LINES && d->cli->table; i++)
		view_add(d->lines[i], r);
	if (d->cli->table)
		return;
	if (d->merging)
		decode_merge_print(d, r);
	else
		rec_write(&d->out, r);
	if (obuf_left(&d->out) >= BLOCK)
		decode_flush(d);
}

static void
print_wanted_route(void *ctx, const struct rec *r)
{
	struct decode *d = ctx;
	unsigned mask = d->table != NULL ? OF_RIB : BGP_IF_ANY & ~OF_HEAD;

	if (bgp_filter_route(d->filter, &r->route, mask))
		print(d, r);
}

/* ---- views ---- */

static bool
views_check(struct decode *d)
{
	const struct decode_opts *o = d->opts;
	unsigned has = bgp_filter_has(d->filter);

	if (o->messages + o->routes + o->rib + o->sessions > 1) {
		cli_usage(d->cli, "--messages, --routes, --rib and --sessions "
				  "do not go together");
		return false;
	}
	if (o->sessions && (has & ~OF_SESSIONS) != 0) {
		cli_usage(d->cli,
		    "--sessions takes --peer, --since and --until alone");
		return false;
	}
	if (o->rib && (has & 1u << BGP_IF_KIND) != 0) {
		cli_usage(d->cli, "--rib needs messages of every --kind");
		return false;
	}
	return true;
}

bool
decode_out_open(struct decode *d)
{
	unsigned width = term_width(d->cli->out);

	if (!views_check(d))
		return false;
	for (unsigned i = 0; i < VIEW_LINES && d->cli->table; i++)
		d->lines[i] = view_new(lines[i].type, lines[i].columns, width);
	if (d->opts->rib)
		d->table = bgp_table_new();
	if (d->opts->sessions)
		d->sessions = bgp_sessions_new(print, d);
	return true;
}

bool
decode_only_writes(const struct decode *d)
{
	return !d->cli->table && d->table == NULL && d->sessions == NULL &&
	       !(bgp_filter_has(d->filter) & BGP_IF_OF_ATTRIBUTES);
}

void
decode_out_end(struct decode *d)
{
	if (d->table != NULL)
		bgp_table_each(d->table, print_wanted_route, d);
	if (d->sessions != NULL)
		bgp_sessions_end(d->sessions);
	for (unsigned i = 0; i < VIEW_LINES && d->cli->table; i++)
		view_print(d->lines[i], d->cli->out);
	decode_flush(d);
}

void
decode_out_close(struct decode *d)
{
	if (d->table != NULL)
		bgp_table_free(d->table);
	if (d->sessions != NULL)
		bgp_sessions_free(d->sessions);
	for (unsigned i = 0; i < VIEW_LINES && d->lines[i] != NULL; i++)
		view_free(d->lines[i]);
	bgp_filter_free(d->filter);
	obuf_fini(&d->out);
}

static void
message_take(struct decode *d, const struct rec *r)
{
	const struct rec_message *m = &r->message;
	const struct bgp_filter *f = d->filter;

	if (d->sessions != NULL) {
		if (bgp_filter_message(f, m, OF_SESSIONS))
			bgp_sessions_message(d->sessions, m);
	} else if (d->table != NULL) {
		if (bgp_filter_message(f, m, 1u << BGP_IF_UNTIL))
			bgp_table_add(d->table, r);
	} else if (d->opts->routes) {
		if (bgp_filter_message(f, m, OF_HEAD))
			bgp_message_routes(m, print_wanted_route, d);
	} else if (bgp_filter_message(f, m, BGP_IF_ANY)) {
		print(d, r);
	}
}

static void
route_take(struct decode *d, const struct rec *r)
{
	unsigned mask = d->table != NULL ? 1u << BGP_IF_UNTIL : BGP_IF_ANY;

	if (d->sessions != NULL ||
	    !bgp_filter_route(d->filter, &r->route, mask))
		return;
	if (d->table != NULL)
		bgp_table_add(d->table, r);
	else
		print(d, r);
}

void
decode_segment(struct decode *d, const struct frame *f, int64_t time_us)
{
	const struct rec_message m = {
		.has = UINT64_C(1) << AT_message_src |
		       UINT64_C(1) << AT_message_dst |
		       UINT64_C(1) << AT_message_time,
		.src = f->src,
		.dst = f->dst,
		.time = time_us,
	};

	if ((d->sessions == NULL && d->table == NULL) ||
	    (f->sport != d->opts->port && f->dport != d->opts->port))
		return;
	if (d->sessions != NULL &&
	    bgp_filter_message(d->filter, &m, OF_SESSIONS))
		bgp_sessions_segment(d->sessions, f, time_us);
	if (d->table != NULL && (f->flags & (TCP_FIN | TCP_RST)) != 0 &&
	    bgp_filter_message(d->filter, &m, 1u << BGP_IF_UNTIL))
		bgp_table_end(d->table, &f->src, &f->dst);
}

/* ---- bytes ---- */

void
decode_line(struct decode *d, const char *line, size_t n)
{
	obuf_put(&d->out, line, n);
	if (obuf_left(&d->out) >= BLOCK)
		decode_flush(d);
}

void
decode_flush(struct decode *d)
{
	size_t n = obuf_left(&d->out);

	if (d->held)
		return;
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

	d->seen.records++;
	if (error != NULL)
		tell(d, error);
	if (r->type == REC_MESSAGE)
		message_take(d, r);
	else
		route_take(d, r);
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
