/*
 * The command line of every tool: verbs, common options, diagnostics and exit
 * status. A tool's main.c is a table of verbs; a verb is a file:
 *
 *	int
 *	decode_main(struct cli *cli)
 *	{
 *		struct decode_opts o = { .count = UINT32_MAX };
 *
 *		if (!cli_parse(cli, &o))
 *			return cli->status;
 *		for (unsigned i = 0; i < cli->args.n; i++)
 *			decode_file(cli, &o, cli->args.at[i]);
 *		return cli->status;
 *	}
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "cli/opts.h"

struct rec_fault;

#define EDGEPIPE_VERSION "0.1.0"

/* After sysexits; the same in every tool. */
enum {
	CLI_DONE = 0,
	CLI_NO = 1,           /* ran, and the answer is no */
	CLI_CHANGES = 2,      /* plan: there are changes */
	CLI_USAGE = 64,       /* the command line makes no sense */
	CLI_REFUSED = 65,     /* some input was refused */
	CLI_UNAVAILABLE = 69, /* a remote or a service is unavailable */
	CLI_FAILED = 71,      /* the system failed us */
	CLI_AGAIN = 75,       /* the world is still working on it, try again */
	CLI_NOT_PERMITTED = 77,
};

/* Common options that a verb selects; the others are there in every verb. */
enum {
	CLI_CONFIG = 1,    /* -c FILE */
	CLI_STRICT = 2,    /* --strict */
	CLI_PASS = 4,      /* --no-pass */
	CLI_SECRETS = 8,   /* --secrets DIR */
	CLI_TABLE = 16,    /* --table */
	CLI_PROGRESS = 32, /* --progress */
};

enum cli_level { CLI_ERROR, CLI_WARN, CLI_INFO, CLI_DEBUG };

struct cli;

struct verb {
	const char *name;
	int (*main)(struct cli *);
	const char *args;          /* operands as the usage line shows them */
	const char *help;          /* one line, lower case, no full stop */
	const struct opt *options; /* its own; may be NULL */
	unsigned common;           /* CLI_CONFIG | ... */
	/* Lines "# what it does" and "command" in turn, for --help. */
	const char *examples;
	const char *about; /* paragraphs for --help; may be NULL */
};

struct tool {
	const char *name;
	const char *help;         /* one line */
	const struct verb *verbs; /* ends with { 0 } */
};

/* One run of one verb; what a verb is given in place of globals. */
struct cli {
	const struct tool *tool;
	const struct verb *verb;
	FILE *out, *err;
	int argc;
	const char *const *argv; /* after the verb */
	int status;              /* what to exit with when all else is well */
	struct arena arena;
	bool out_color, err_color;

	/* After cli_parse(). */
	struct opt_list args;   /* the operands, in order */
	struct opt_list config; /* -c */
	const char *secrets;    /* --secrets, or NULL */
	bool strict, no_pass, table;
	bool progress; /* --progress, and standard error is a terminal */
	bool progress_shown;

	/* As given; what follows from them is above or in the functions. */
	struct {
		bool help, version, progress;
		unsigned quiet, verbose;
		int log_format, color;
	} given;
};

/* Runs the verb that argv names and returns the exit status. */
int cli_main(const struct tool *, int argc, char **argv);

/*
 * Parses the options of the verb into its struct (NULL: it has none of its
 * own). false: all is said and done, return cli->status.
 */
bool cli_parse(struct cli *, void *options);

/* ---- diagnostics: "tool: level: message" on standard error ---- */

#define CLI_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

void cli_error(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);
void cli_warn(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);
void cli_info(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);
void cli_debug(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);

/* An error, and the status to return for it. */
int cli_usage(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);
/* The text of errno is added; CLI_NOT_PERMITTED or CLI_FAILED. */
int cli_failed(struct cli *, const char *fmt, ...) CLI_PRINTF(2, 3);

/*
 * Input was refused: an error "source:line: key: text"; the status becomes
 * CLI_REFUSED and the rest goes on. cli_refuse() is for what is no record.
 */
void cli_refused(struct cli *, const char *source, const struct rec_fault *);
void cli_refuse(struct cli *, const char *source, const char *fmt, ...)
    CLI_PRINTF(3, 4);

/* With --progress: "what: done of total" in place on the terminal. */
void cli_progress(
    struct cli *, const char *what, uint64_t done, uint64_t total);

/* ---- for the rest of lib/cli, and its tests ---- */

/* The options of a verb: its own, then the common ones that it has. */
struct opts cli_opts(struct cli *, const struct verb *, void *options);

/* cli_main() with the streams that *cli names. */
int cli_run(struct cli *, int argc, const char *const *argv);

#endif
