/*
 * A live stage of a pipeline: what `run`, `watch`, `sync` and `up` share.
 *
 * A stage reads records - first the files named, each a statement, all of them
 * or none, then standard input or another daemon's socket - keeps them
 * (core/store.h), passes them on, and serves a control socket. The verb hears
 * what changed, in terms of records, and writes records of its own.
 *
 * Whoever reads what a stage writes is a sink: standard output, and each client
 * of the control socket. A sink holds a bounded amount of output; a verb with
 * much to say (a RIB) keeps a cursor per sink and writes while there is room,
 * so a slow reader delays nobody and costs no memory. States of which only the
 * latest counts are said to all sinks with stage_say().
 *
 * The verb owns nothing here but its context; every callback comes from the
 * loop, one at a time.
 */
#ifndef STAGE_STAGE_H
#define STAGE_STAGE_H

#include <stdbool.h>

#include "base/mono.h"
#include "cli/opts.h"
#include "rec/rec.h"

struct cli;
struct loop;
struct stage;
struct stage_sink;
struct store;

/* Why a stage should end. */
enum stage_end {
	STAGE_TERMINATED, /* SIGTERM or SIGINT: Cease; installed state stays */
	STAGE_CONSUMER_GONE, /* nobody reads standard output any more */
	STAGE_PRODUCER_GONE, /* a live producer ended; its records are swept */
	STAGE_INPUT_DONE,    /* --once: all input read */
};

/* A set of record types. */
#define STAGE_TYPE(t) (UINT64_C(1) << (t))

struct stage_ops {
	const char *name; /* TOOL-VERB: names the socket */
	uint64_t wants;   /* types that change() is called for */
	uint64_t eats;    /* types that are not passed on */
	bool observes;    /* changes nothing: with --once no socket is needed */

	/*
	 * Before anything else: keep the stage, open what is needed. false: it
	 * cannot begin, which has been told; cli->status is returned.
	 */
	bool (*start)(void *ctx, struct stage *);

	/*
	 * Whether a record makes sense beyond what its table says; otherwise it
	 * is refused for the reason in the fault. With --feed it is called
	 * without a start. May be NULL.
	 */
	bool (*check)(void *ctx, const struct rec *, struct rec_fault *);

	/*
	 * One record became, changed or went: old or new is NULL where there is
	 * none. Both are borrowed. A record repeated word for word is told only
	 * when it is configuration (old == new), since files it names may have
	 * changed.
	 */
	void (*change)(void *ctx, const struct rec *old, const struct rec *new);
	/* An eor came, and what it covered is swept. May be NULL. */
	void (*eor)(void *ctx, const struct rec *eor);
	/* The files are read, what they state was told. May be NULL. */
	void (*ready)(void *ctx);

	/*
	 * A reader of the whole stream came: write what is so now and go on
	 * with what changes, as there is room. May be NULL.
	 */
	void (*sink_open)(void *ctx, struct stage_sink *);
	/* There is room again, after stage_sink_full() held. May be NULL. */
	void (*sink_room)(void *ctx, struct stage_sink *);
	/* It is gone; the last that is heard of it. May be NULL. */
	void (*sink_close)(void *ctx, struct stage_sink *);

	/*
	 * A command came on the control socket: write the answer to the sink,
	 * and call stage_reply() at once or when all is written. false: the
	 * verb does not know the command. May be NULL. When the sink closes
	 * before the reply, sink_close() tells.
	 */
	bool (*command)(
	    void *ctx, struct stage_sink *, const struct rec_command *);

	/*
	 * Come to an end: when that is done (at once or later), call
	 * stage_finish(). May come twice (SIGTERM amid it): then hurry.
	 */
	void (*end)(void *ctx, enum stage_end);
	/* The last call: release what stands on the loop. May be NULL. */
	void (*close)(void *ctx);
};

/* Options that every live verb has; a member of its options struct. */
struct stage_opts {
	const char *from;      /* --from TOOL-VERB or a socket's path */
	uint32_t restart_time; /* --restart-time SECONDS */
	bool no_output;        /* --no-output */
	bool once;             /* --once */
	bool feed;             /* --feed */
	bool clean;            /* --clean */
};

#define STAGE_OPTS_DEFAULT                                                     \
	{                                                                      \
		.restart_time = 120                                            \
	}

extern const struct opt stage_options[]; /* for OPTS() */

/*
 * Runs the verb as a stage until it has finished; returns the exit status.
 * With --feed it is not a stage but hands its input to the daemon that runs.
 * Operands and common options come from cli, after cli_parse().
 */
int stage_run(struct cli *, const struct stage_ops *, const struct stage_opts *,
    void *ctx);

struct loop *stage_loop(struct stage *);
struct cli *stage_cli(struct stage *);
const struct store *stage_store(struct stage *);

/* ---- writing ---- */

/*
 * A record to every sink of the stream; to those that are full it goes as the
 * latest state of its key when there is room.
 */
void stage_say(struct stage *, const struct rec *);

/* A record to one sink; sinks take what comes, but see stage_sink_full(). */
void stage_sink_write(struct stage_sink *, const struct rec *);
/* Stop writing and wait for sink_room(). */
bool stage_sink_full(const struct stage_sink *);
/* Whatever the verb keeps per sink (a cursor); NULL at first. */
void **stage_sink_data(struct stage_sink *);

/* The end of an answer; `error` is NULL when all is well. */
void stage_reply(struct stage_sink *, const char *error);

/* ---- ending ---- */

/* All done: what is written is drained, then stage_run() returns status. */
void stage_finish(struct stage *, int status);

/*
 * Later than this an end is forced: drains, returns. --once is not hurried.
 */
#define STAGE_END_LIMIT MONO_S(5)

#endif
