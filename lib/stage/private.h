/* What the files of lib/stage share; nobody else includes it. */
#ifndef STAGE_PRIVATE_H
#define STAGE_PRIVATE_H

#include "base/arena.h"
#include "base/mono.h"
#include "base/obuf.h"
#include "core/store.h"
#include "stage/sink.h"
#include "stage/source.h"
#include "stage/stage.h"

struct control;
struct feed;
struct intake;
struct loop_task;
struct loop_timer;

/* An eor that came: told when its sweep is done, kept for who comes later. */
struct stage_eor {
	struct rec *rec;
	struct stage_eor *next;
	bool told;
};

/* A reader of the whole stream; it first catches up with the store. */
struct stage_reader {
	struct stage_sink *sink;
	struct stage_reader *next;
	enum rec_type type; /* the next live records to be repeated to it */
	uint32_t at;        /* where in the store */
	bool open;          /* all was repeated; the verb knows it */
};

struct stage {
	struct cli *cli;
	const struct stage_ops *ops;
	const struct stage_opts *opts;
	void *ctx;

	struct loop *loop;
	struct store *store;
	struct loop_task *work;    /* changes, sweeps, readers that catch up */
	struct loop_timer *expiry; /* of a producer's restart time */
	struct loop_timer *limit;  /* of an end that takes too long */

	struct stage_sink *out;       /* standard output, or NULL */
	struct stage_reader *readers; /* out first, then clients */
	struct stage_eor *eors;       /* in the order they came */
	struct control *control;
	struct intake *intake; /* standard input or --from, or NULL */

	bool started, ending, finished, producer_gone;
	int status;
};

/* ---- stage.c ---- */

/* Passes one line to every reader, unless its type is eaten. */
void stage_pass(struct stage *, const char *line, size_t n, enum rec_type);
/* Passes lines whose types nobody has noted: they begin as records do. */
void stage_pass_lines(struct stage *, const struct obuf *);
/* Takes an item into the store; false: it is refused, which has been told. */
bool stage_take(struct stage *, struct store_feed *, const char *source,
    const struct source_item *);
/* What the verb has to say against the record; false: it is refused. */
bool stage_check(const struct stage *, const struct rec *, struct rec_fault *);
/* An eor to be told when its sweep is done; a repeated one is a new one. */
void stage_queue_eor(struct stage *, const struct rec *eor);
/* Tells the verb what the store has changed, as soon as the loop turns. */
void stage_settle(struct stage *);
void stage_end(struct stage *, enum stage_end);
/* A live producer is lost: its records go when the restart time is over. */
void stage_lost_producer(struct stage *, struct store_feed *);
/* It is there again. */
void stage_found_producer(struct stage *);
/* Standard input or --from has ended for good. */
void stage_input_done(struct stage *);

/* ---- readers.c ---- */

void readers_open_stdout(struct stage *);
void readers_close(struct stage *);
void readers_add(struct stage *, struct stage_sink *);
void readers_drop(struct stage *, struct stage_sink *);
/*
 * Repeats the store to who came late, at most `budget` records of it; true
 * when there is more that can be written now.
 */
bool readers_catch_up(struct stage *, unsigned budget);
/* What stage_sink_room events do for a reader of the stream. */
void readers_room(struct stage *, struct stage_sink *);
/* A reader cannot take any more: no input until it can. */
bool readers_stuck(const struct stage *);

/* ---- intake.c ---- */

/* Standard input or --from; false when it cannot be, which has been told. */
bool intake_open(struct stage *);
void intake_close(struct stage *);
/* Reads on, or not, as readers allow. */
void intake_check(struct stage *);

/* ---- files.c ---- */

/* Reads the files named; false when one was refused. */
bool stage_read_files(struct stage *);

/* ---- feed.c ---- */

/* A live input of records from a descriptor, which it will close. */
struct feed_events {
	/* ECANCELED: it goes on, but --strict has ended it at a fault */
	void (*end)(void *ctx, struct feed *, int error);
	/* A command, where these are expected; NULL: it is passed on. */
	void (*command)(void *ctx, const struct rec_command *);
};

struct feed *feed_new(struct stage *, int fd, const char *name,
    const struct feed_events *, void *ctx);
void feed_free(struct feed *);
struct store_feed *feed_store(struct feed *);
/* It has brought live records. */
bool feed_is_live(const struct feed *);
/* Records refused so far. */
unsigned feed_refused(const struct feed *);
/* Its records are taken into the store (else only commands are). */
void feed_accept(struct feed *);
void feed_pause(struct feed *, bool paused);

/* ---- control.c ---- */

/*
 * Listens; NULL when it cannot, which has been told. Where a stage cannot do
 * without, its status says so.
 */
struct control *control_new(struct stage *, const char *path);
void control_free(struct control *);

/* ---- client.c ---- */

/* Hands the input of this run to the daemon that is running. */
int client_feed(struct cli *, const struct stage_ops *, void *ctx);

#endif
