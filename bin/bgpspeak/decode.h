/*
 * The parts of decode: decode.c knows the options and joins; each kind of input
 * has a file and a row in its table; decode_out.c is where records go.
 */
#ifndef BGPSPEAK_DECODE_H
#define BGPSPEAK_DECODE_H

#include "base/obuf.h"
#include "cli/cli.h"
#include "cli/view.h"
#include "edge/input.h"
#include "message/bgp_capture.h"
#include "message/bgp_filter.h"
#include "message/bgp_records.h"
#include "message/bgp_sessions.h"
#include "message/bgp_table.h"
#include "message/bmp_capture.h"

struct decode_filter_opts {
	struct opt_list peer, prefix, prefix_file, as_path, origin_as;
	struct opt_list community, family, rd, rt, vrf, config, kind;
	const char *since, *until;
};

struct decode_opts {
	uint32_t port, bmp_port;
	bool messages, routes, rib, sessions; /* views, at most one */
	struct decode_filter_opts filter;
	const char *interface, *packets; /* --interface, --filter */
	uint32_t snaplen;
	struct opt_list bmp_listen, assume;
	bool hex;
	uint32_t jobs;
};

extern const struct opt decode_filter_options[];

/* Types of records that are printed. */
enum { LINES_MESSAGE, LINES_ROUTE, LINES_SESSION, VIEW_LINES };

enum { MRT_TYPES = 65 }; /* IANA's, and room */

/* What a capture has in the place of what was looked for. */
struct decode_seen {
	uint64_t segments; /* of TCP */
	uint64_t records;  /* that were found in them */
	unsigned n;
	struct decode_port {
		uint16_t port;
		uint64_t segments;
	} at[16]; /* the first to come */
};

struct decode {
	struct cli *cli;
	const struct decode_opts *opts;
	struct mrt_reader *mrt;
	struct bgp_capture *capture;
	struct bmp_capture *bmp;
	struct bgp_reading assumed; /* --assume */
	struct bgp_filter *filter;
	struct bgp_table *table;        /* --rib */
	struct bgp_sessions *sessions;  /* --sessions */
	struct view *lines[VIEW_LINES]; /* --table */
	struct obuf out;
	const char *source;
	const char *unit; /* what is counted: "frame", "record" */
	uint64_t number;
	int64_t time_us;            /* of the MRT record before, 0: none yet */
	uint64_t unread[MRT_TYPES]; /* MRT records in hex, by type */
	struct decode_seen seen;
	int live;      /* a descriptor that bytes arrive on, or -1 */
	bool failed;   /* standard output takes no more */
	bool merging;  /* a worker of decode_merge() */
	int64_t stamp; /* of its record before */
	bool held;     /* `out` is taken by another, not flushed */
};

/* ---- kinds of input: whether it begins so, and all of it ---- */

void decode_capture(struct decode *, struct input *);
void decode_live(struct decode *); /* an interface, until a signal */
bool decode_bmp_is(const uint8_t *at, size_t n);
void decode_bmp(struct decode *, struct input *);
bool decode_mrt_is(const uint8_t *at, size_t n);
void decode_mrt(struct decode *, struct input *);

/* ---- what is wanted ---- */

/* False: an option is wrong, and it was said. */
bool decode_filter_open(struct decode *);

/* --hex: lines of text. */
void decode_hex(struct decode *, struct input *);
/* Routers that connect to ADDRESS:PORT, until a signal. */
void decode_listen(struct decode *, const struct opt_list *places);

/* ---- several files as one ---- */

typedef void decode_file(struct decode *, const char *path);

bool decode_merges(const struct decode *);
void decode_merge(struct decode *, decode_file *);
/* In a worker, for decode_out.c. */
void decode_merge_print(struct decode *, const struct rec *);

/* ---- out ---- */

/* False: the views do not go together, or with the filters. */
bool decode_out_open(struct decode *);
/* Nothing is asked about the attributes of a table's entries. */
bool decode_only_writes(const struct decode *);
/* Says what the views have to say at the end. */
void decode_out_end(struct decode *);
void decode_out_close(struct decode *);
/* A record_sink; ctx is the struct decode. */
void decode_take(void *ctx, const struct rec *, const struct rec_error *);
/* A captured segment, after the messages that it completed. */
void decode_segment(struct decode *, const struct frame *, int64_t time_us);
/* A line that is written already. */
void decode_line(struct decode *, const char *, size_t n);
void decode_flush(struct decode *);
/* Before we wait for more input, all that there is has been said. */
void decode_flush_if_waiting(struct decode *);
/* How far a file is, now and then; its last bytes are read ahead. */
void decode_progress(struct decode *, const struct input *);
void decode_damage(struct decode *, uint64_t offset, const char *what);
/* Bytes that are not there: the file ended, or could not be read on. */
void decode_damage_end(struct decode *, struct input *, const char *what);

#endif
