/* bgpspeak decode: captured BGP and MRT dumps to records. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/obuf.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "core/bgp_capture.h"
#include "core/mrt_records.h"
#include "edge/input.h"
#include "edge/pcap.h"
#include "verbs.h"
#include "wire/bgp.h"
#include "wire/frame.h"
#include "wire/mrt.h"

enum { PROGRESS_STEP = 4096 }; /* frames or records */
enum { BLOCK = 1 << 16 };      /* written at once, where nobody waits for it */

struct decode_opts {
	uint32_t port;
};

const struct opt decode_options[] = {
	OPT(decode_opts, port, "port", 0, OPT_UINT, "N",
	    "the TCP port that BGP is on (179)", .lo = 1, .hi = UINT16_MAX),
	{ 0 },
};

struct decode {
	struct cli *cli;
	struct mrt_reader *mrt;
	struct bgp_capture *capture;
	struct view *messages, *routes; /* --table */
	struct obuf out;
	const char *source;
	const char *unit; /* what is counted: "frame", "record" */
	uint64_t number;
	int64_t time_us;         /* of the MRT record before, 0: none yet */
	uint64_t cut, first_cut; /* frames that end inside their headers */
	int live;                /* a descriptor that bytes arrive on, or -1 */
	bool failed;             /* standard output takes no more */
};

static const char *const message_columns[] = { "frame", "src", "dst", "kind",
	"announce", "withdraw", "attributes", NULL };
static const char *const route_columns[] = { "prefix", "next_hop", "as_path",
	"origin", "local_pref", "med", "communities", "peer", NULL };

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

/* Before we wait for more input, all that there is has been said. */
static void
flush_if_waiting(struct decode *d)
{
	struct pollfd p = { .fd = d->live, .events = POLLIN };

	if (d->live >= 0 && obuf_left(&d->out) > 0 && poll(&p, 1, 0) == 0)
		flush(d);
}

/* How far a file is, now and then; its last bytes are read ahead. */
static void
show_progress(struct decode *d, const struct input *in)
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

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
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
		flush(d);
}

/* ---- in ---- */

static void
damage(struct decode *d, uint64_t offset, const char *what)
{
	cli_refuse(d->cli, d->source, "%s %" PRIu64 " at byte %" PRIu64 ": %s",
	    d->unit, d->number, offset, what);
}

/* Bytes that are not there: the file ended, or could not be read on. */
static void
damage_end(struct decode *d, struct input *in, const char *what)
{
	const char *why = input_error(in);

	damage(d, input_offset(in), why != NULL ? why : what);
}

/* Few octets that are no header look like that of a record we read. */
static bool
mrt_is_likely(const struct decode *d, const uint8_t *at, struct mrt_record *m)
{
	return mrt_header_decode(at, m, NULL) && m->kind != MRT_OTHER &&
	       mrt_is_near(m, d->time_us);
}

/* Whether a record begins there, with another behind it or the end. */
static bool
mrt_record_is_at(struct decode *d, struct input *in, size_t from)
{
	struct mrt_record m;
	const uint8_t *at;
	size_t end = from + MRT_HEADER_SIZE;
	ssize_t n = input_peek(in, end, &at);

	if (n < (ssize_t)end || !mrt_is_likely(d, at + from, &m))
		return false;
	end += m.length;
	n = input_peek(in, end + MRT_HEADER_SIZE, &at);
	if (n < (ssize_t)(end + MRT_HEADER_SIZE))
		return n == (ssize_t)end;
	return mrt_is_likely(d, at + end, &m);
}

/* How far away the next record is; all that is left where there is none. */
static size_t
mrt_search(struct decode *d, struct input *in, bool *found)
{
	const uint8_t *at;
	size_t n = 1;

	for (; n < MRT_MAX_SIZE; n++) {
		if (input_peek(in, n + MRT_HEADER_SIZE, &at) <
		    (ssize_t)(n + MRT_HEADER_SIZE))
			break;
		*found = mrt_record_is_at(d, in, n);
		if (*found)
			return n;
	}
	return (size_t)input_peek(in, n, &at);
}

/*
 * A length that cannot be, or no header at all. What is readable up to where
 * the next record begins is said; true when there is a next one.
 */
static bool
mrt_damage(
    struct decode *d, struct input *in, struct mrt_record *m, const char *what)
{
	const uint8_t *at;
	bool found = false;
	size_t size;

	if (d->time_us == 0)
		d->time_us = m->time_us;
	size = mrt_search(d, in, &found);
	input_peek(in, size, &at);
	if (size > MRT_HEADER_SIZE) {
		m->length = (uint32_t)(size - MRT_HEADER_SIZE);
		if (mrt_body_decode(
			rbuf(at + MRT_HEADER_SIZE, m->length), m, NULL))
			mrt_reader_add(d->mrt, m, (uint32_t)d->number);
	}
	if (found)
		damage(d, input_offset(in), what);
	else
		damage_end(d, in, what);
	input_take(in, size);
	return found && !d->failed;
}

/* One record; false at the end or where there is no going on. */
static bool
mrt_next(struct decode *d, struct input *in)
{
	struct mrt_record m;
	struct fault f;
	const uint8_t *at;
	ssize_t n = input_peek(in, MRT_HEADER_SIZE, &at);
	size_t want;

	if (n == 0)
		return false;
	d->number++;
	if (n < MRT_HEADER_SIZE) {
		damage_end(d, in, "ends inside a record's header");
		return false;
	}
	if (!mrt_header_decode(at, &m, &f))
		return mrt_damage(d, in, &m, f.what);
	if (m.kind == MRT_OTHER && d->time_us != 0 &&
	    !mrt_is_near(&m, d->time_us))
		return mrt_damage(d, in, &m, "this is no record");
	want = MRT_HEADER_SIZE + m.length;
	n = input_peek(in, want, &at);
	if (n < 0 || (size_t)n < want)
		return mrt_damage(d, in, &m, "record goes on beyond the end");
	d->time_us = m.time_us;
	if (!mrt_body_decode(rbuf(at + MRT_HEADER_SIZE, m.length), &m, &f))
		damage(d, input_offset(in), f.what);
	else
		mrt_reader_add(d->mrt, &m, (uint32_t)d->number);
	input_take(in, want);
	return !d->failed;
}

static void
mrt_read(struct decode *d, struct input *in)
{
	d->unit = "record";
	d->time_us = 0;
	mrt_reader_reset(d->mrt);
	while (mrt_next(d, in)) {
		flush_if_waiting(d);
		show_progress(d, in);
	}
}

static void
frame_read(struct decode *d, const struct capture_frame *c)
{
	struct frame f;

	d->number = c->number;
	switch (frame_decode(c->link_type, rbuf(c->at, c->n), &f)) {
	case FRAME_TCP:
		bgp_capture_add(
		    d->capture, &f, (uint32_t)c->number, c->time_us);
		break;
	case FRAME_FRAGMENT:
		cli_warn(d->cli,
		    "%s: frame %" PRIu64 ": IP fragments are not put together",
		    d->source, c->number);
		break;
	case FRAME_CUT:
		if (d->cut++ == 0)
			d->first_cut = c->number;
		break;
	case FRAME_UNKNOWN:
		damage(d, c->offset, "link type is not known");
		break;
	case FRAME_OTHER:
		break;
	}
}

static void
capture_read(struct decode *d, struct input *in)
{
	char why[256];
	struct capture *c = capture_open(in, why, sizeof(why));
	struct capture_frame f;
	int got = 0;

	d->unit = "frame";
	d->cut = 0;
	if (c == NULL) {
		cli_refuse(d->cli, d->source, "%s", why);
		return;
	}
	while (!d->failed && (got = capture_next(c, &f)) > 0) {
		frame_read(d, &f);
		flush_if_waiting(d);
		show_progress(d, in);
	}
	bgp_capture_end(d->capture);
	if (d->cut > 0) /* nobody knows whether it was BGP */
		cli_warn(d->cli,
		    "%s: %" PRIu64 " frames are cut off inside their headers, "
		    "the first is frame %" PRIu64,
		    d->source, d->cut, d->first_cut);
	if (!d->failed && got < 0) /* which says where, too */
		cli_refuse(d->cli, d->source, "%s", capture_error(c));
	capture_close(c);
}

/* A dump begins with a type that exists and a length that can be. */
static bool
mrt_is(const uint8_t *at, size_t n)
{
	struct mrt_record m;

	return n >= MRT_HEADER_SIZE && mrt_header_decode(at, &m, NULL) &&
	       m.type <= 64;
}

static void
input_decode(struct decode *d, struct input *in)
{
	const uint8_t *at;
	ssize_t n = input_peek(in, MRT_HEADER_SIZE, &at);

	if (n < 0 && input_error(in) != NULL)
		cli_refuse(d->cli, d->source, "%s", input_error(in));
	else if (n < 0)
		d->cli->status = cli_failed(d->cli, "%s", d->source);
	else if (n == 0)
		return;
	else if (capture_is(at, (size_t)n))
		capture_read(d, in);
	else if (mrt_is(at, (size_t)n))
		mrt_read(d, in);
	else
		cli_refuse(d->cli, d->source,
		    "neither a capture (pcap, pcapng) nor an MRT dump");
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
	flush(d);
	input_progress(in, &done, &total);
	if (total > 0)
		cli_progress(d->cli, d->source, done, total);
	input_close(in);
}

static void
tables_print(struct decode *d)
{
	view_print(d->messages, d->cli->out);
	view_print(d->routes, d->cli->out);
	view_free(d->messages);
	view_free(d->routes);
}

int
decode_main(struct cli *cli)
{
	struct decode_opts o = { .port = BGP_PORT };
	struct decode d = { .cli = cli };

	if (!cli_parse(cli, &o))
		return cli->status;
	if (cli->table) {
		unsigned width = term_width(cli->out);

		d.messages = view_new(REC_MESSAGE, message_columns, width);
		d.routes = view_new(REC_ROUTE, route_columns, width);
	}
	d.mrt = mrt_reader_new(take, &d);
	d.capture = bgp_capture_new((uint16_t)o.port, take, &d);
	if (cli->args.n == 0)
		file_decode(&d, "-");
	for (unsigned i = 0; i < cli->args.n && !d.failed; i++)
		file_decode(&d, cli->args.at[i]);
	if (cli->table)
		tables_print(&d);
	bgp_capture_free(d.capture);
	mrt_reader_free(d.mrt);
	obuf_fini(&d.out);
	if (d.failed)
		return cli_failed(cli, "standard output");
	return cli->status;
}
