/* Finds the verb, parses its options, says what there is to say. */
#include "cli/cli.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/obuf.h"
#include "cli/help.h"
#include "cli/spec.h"
#include "cli/term.h"
#include "rec/rec.h"
#include "value/names.h"

enum { LOG_TEXT, LOG_JSON };

static const struct name log_formats[] = {
	{ LOG_TEXT, "text" },
	{ LOG_JSON, "json" },
	{ 0, NULL },
};

static const struct name colors[] = {
	{ TERM_AUTO, "auto" },
	{ TERM_ALWAYS, "always" },
	{ TERM_NEVER, "never" },
	{ 0, NULL },
};

static const struct opt common_options[] = {
	OPT(cli, config, "config", 'c', OPT_LIST, "FILE",
	    "read configuration records from FILE", .hint = OPT_FILE,
	    .bit = CLI_CONFIG),
	OPT(cli, strict, "strict", 0, OPT_FLAG, NULL,
	    "unknown keys are faults; a stream ends with its first fault",
	    .bit = CLI_STRICT),
	OPT(cli, no_pass, "no-pass", 0, OPT_FLAG, NULL,
	    "do not copy the records that were read", .bit = CLI_PASS),
	OPT(cli, secrets, "secrets", 0, OPT_STRING, "DIR",
	    "where the files of secrets are", .hint = OPT_DIR,
	    .bit = CLI_SECRETS),
	OPT(cli, table, "table", 0, OPT_FLAG, NULL,
	    "a table for people in place of records", .bit = CLI_TABLE),
	OPT(cli, given.progress, "progress", 0, OPT_FLAG, NULL,
	    "say how far it is, on a terminal", .bit = CLI_PROGRESS),
	OPT(cli, given.quiet, "quiet", 'q', OPT_COUNT, NULL,
	    "only errors; twice: not even those"),
	OPT(cli, given.verbose, "verbose", 'v', OPT_COUNT, NULL,
	    "say what is done"),
	OPT(cli, given.log_format, "log-format", 0, OPT_WORD, "text|json",
	    "diagnostics for people, or as log records", .words = log_formats),
	OPT(cli, given.color, "color", 0, OPT_WORD, "auto|always|never",
	    "colour for people; NO_COLOR is heeded", .words = colors),
	OPT(cli, given.help, "help", 'h', OPT_FLAG, NULL, "this help"),
	OPT(cli, given.version, "version", 'V', OPT_FLAG, NULL, "the version"),
	{ 0 },
};

struct opts
cli_opts(struct cli *cli, const struct verb *verb, void *options)
{
	return (struct opts) {
		.sets = {
			{ verb->options, options, UINT_MAX },
			{ common_options, cli, verb->common },
		},
	};
}

/* ---- diagnostics ---- */

static const struct {
	const char *name, *color;
} levels[] = {
	[CLI_ERROR] = { "error", TERM_RED },
	[CLI_WARN] = { "warning", TERM_YELLOW },
	[CLI_INFO] = { "info", "" },
	[CLI_DEBUG] = { "debug", TERM_FAINT },
};

/* What came from elsewhere must not steer the terminal or forge a line. */
static void
put_safe(struct obuf *line, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s, next = (unsigned char)s[1];

		if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			/* U+0080 to U+009F: U+009B begins a sequence */
			obuf_printf(line, "\\x%02x", (unsigned char)*++s);
		else if (c >= ' ' && c != 0x7f)
			obuf_putc(line, *s);
		else
			obuf_printf(line, "\\x%02x", c);
	}
}

static void
put_text(struct cli *cli, struct obuf *line, enum cli_level level,
    const char *where, const char *text)
{
	const char *color = cli->err_color ? levels[level].color : "";

	if (cli->progress_shown)
		obuf_puts(line, "\r\033[K");
	cli->progress_shown = false;
	obuf_printf(line, "%s: %s%s%s: ", cli->tool->name, color,
	    levels[level].name, *color != '\0' ? TERM_PLAIN : "");
	put_safe(line, where);
	put_safe(line, text);
	obuf_putc(line, '\n');
}

static void
put_record(struct cli *cli, struct obuf *line, enum cli_level level,
    const char *text, const char *source, unsigned source_line)
{
	struct rec r = { .type = REC_LOG };
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	PUT(&r.log, log, time,
	    (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	PUT(&r.log, log, tool, cli->tool->name);
	PUT(&r.log, log, level, levels[level].name);
	if (source != NULL)
		PUT(&r.log, log, source, source);
	if (source_line != 0)
		PUT(&r.log, log, line, source_line);
	PUT(&r.log, log, text, text);
	rec_write(line, &r);
}

static bool
is_silent(const struct cli *cli, enum cli_level level)
{
	if (cli->given.quiet > 0)
		return cli->given.quiet > 1 || level > CLI_ERROR;
	return level == CLI_DEBUG && cli->given.verbose == 0;
}

/* One write a line, so that the tools of a pipeline do not mix theirs. */
static void
say(struct cli *cli, enum cli_level level, const char *source,
    unsigned source_line, const char *text)
{
	struct obuf line = { 0 };
	char where[512] = "";

	if (is_silent(cli, level))
		return;
	if (source != NULL && source_line != 0)
		snprintf(where, sizeof(where), "%s:%u: ", source, source_line);
	else if (source != NULL)
		snprintf(where, sizeof(where), "%s: ", source);
	if (cli->given.log_format == LOG_JSON)
		put_record(cli, &line, level, text, source, source_line);
	else
		put_text(cli, &line, level, where, text);
	fwrite(obuf_at(&line), 1, obuf_left(&line), cli->err);
	fflush(cli->err);
	obuf_fini(&line);
}

static void say_list(struct cli *, enum cli_level, const char *source,
    const char *fmt, va_list) __attribute__((format(printf, 4, 0)));

static void
say_list(struct cli *cli, enum cli_level level, const char *source,
    const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	say(cli, level, source, 0, text);
}

void
cli_error(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_ERROR, NULL, fmt, ap);
	va_end(ap);
}

void
cli_warn(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_WARN, NULL, fmt, ap);
	va_end(ap);
}

void
cli_info(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_INFO, NULL, fmt, ap);
	va_end(ap);
}

void
cli_debug(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_DEBUG, NULL, fmt, ap);
	va_end(ap);
}

int
cli_usage(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_ERROR, NULL, fmt, ap);
	va_end(ap);
	if (cli->given.log_format == LOG_TEXT && cli->given.quiet == 0)
		fprintf(cli->err, "Try '%s%s%s --help'.\n", cli->tool->name,
		    cli->verb != NULL ? " " : "",
		    cli->verb != NULL ? cli->verb->name : "");
	return cli->status = CLI_USAGE;
}

int
cli_failed(struct cli *cli, const char *fmt, ...)
{
	int why = errno;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	cli_error(cli, "%s: %s", text, strerror(why));
	if (why == EPERM || why == EACCES)
		return cli->status = CLI_NOT_PERMITTED;
	return cli->status = CLI_FAILED;
}

void
cli_refused(struct cli *cli, const char *source, const struct rec_fault *f)
{
	char text[sizeof(f->key) + sizeof(f->text) + 2];

	snprintf(text, sizeof(text), "%s%s%s", f->key,
	    f->key[0] != '\0' ? ": " : "", f->text);
	say(cli, CLI_ERROR, source, f->line, text);
	cli->status = CLI_REFUSED;
}

void
cli_refuse(struct cli *cli, const char *source, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, CLI_ERROR, source, fmt, ap);
	va_end(ap);
	cli->status = CLI_REFUSED;
}

void
cli_progress(struct cli *cli, const char *what, uint64_t done, uint64_t total)
{
	if (!cli->progress)
		return;
	fprintf(cli->err, "\r\033[K%s: %ju of %ju%s", what, (uintmax_t)done,
	    (uintmax_t)total, done == total ? "\n" : "");
	fflush(cli->err);
	cli->progress_shown = done != total;
}

/* ---- from argv to the verb ---- */

bool
cli_parse(struct cli *cli, void *options)
{
	struct opts p = cli_opts(cli, cli->verb, options);
	bool parsed;

	p.argc = cli->argc;
	p.argv = cli->argv;
	p.arena = &cli->arena;
	parsed = opts_parse(&p);
	cli->args = p.args;
	cli->progress = cli->given.progress && isatty(fileno(cli->err)) == 1;
	cli->out_color = term_has_color(cli->given.color, cli->out);
	cli->err_color = term_has_color(cli->given.color, cli->err);
	if (cli->given.help) {
		help_verb(cli->tool, cli->verb, cli->out);
		return false;
	}
	if (cli->given.version) {
		help_version(cli->tool, cli->out);
		return false;
	}
	if (!parsed)
		cli_usage(cli, "%s", p.error);
	return parsed;
}

static int
unknown_verb(struct cli *cli, const char *meant)
{
	const char *closest = NULL;
	unsigned best = UINT_MAX;

	for (const struct verb *v = cli->tool->verbs; v->name != NULL; v++)
		if (opts_is_closer(meant, v->name, &best))
			closest = v->name;
	if (closest != NULL)
		return cli_usage(
		    cli, "unknown verb %s; did you mean %s?", meant, closest);
	return cli_usage(cli, "unknown verb %s", meant);
}

/* What is asked of the tool itself; all but the first two for programs. */
static const struct {
	const char *name, *letter;
	void (*print)(const struct tool *, FILE *);
} questions[] = {
	{ "--help", "-h", help_tool },
	{ "--version", "-V", help_version },
	{ "--spec", NULL, spec_print },
	{ "--schema", NULL, spec_schema },
	{ "--records", NULL, spec_records },
};

static int
ask_tool(struct cli *cli, const char *option, const char *arg)
{
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		const char *letter = questions[i].letter;

		if (strcmp(option, questions[i].name) != 0 &&
		    (letter == NULL || strcmp(option, letter) != 0))
			continue;
		questions[i].print(cli->tool, cli->out);
		return CLI_DONE;
	}
	if (strcmp(option, "--completions") != 0)
		return cli_usage(
		    cli, "unknown option %s before a verb", option);
	if (arg == NULL || !spec_complete(cli->tool, arg, cli->out))
		return cli_usage(cli, "--completions bash, zsh or fish");
	return CLI_DONE;
}

static int
run(struct cli *cli, int argc, const char *const *argv)
{
	const struct verb *v = cli->tool->verbs;

	if (argc < 2) {
		help_tool(cli->tool, cli->err);
		return CLI_USAGE;
	}
	if (argv[1][0] == '-')
		return ask_tool(cli, argv[1], argc > 2 ? argv[2] : NULL);
	while (v->name != NULL && strcmp(v->name, argv[1]) != 0)
		v++;
	if (v->name == NULL)
		return unknown_verb(cli, argv[1]);
	cli->verb = v;
	cli->argc = argc - 2;
	cli->argv = argv + 2;
	return v->main(cli);
}

int
cli_run(struct cli *cli, int argc, const char *const *argv)
{
	int status;

	cli->err_color = term_has_color(TERM_AUTO, cli->err);
	status = run(cli, argc, argv);
	if (status == CLI_DONE)
		status = cli->status;
	if (fflush(cli->out) == EOF && errno != EPIPE)
		status = cli_failed(cli, "standard output");
	arena_fini(&cli->arena);
	return status;
}

int
cli_main(const struct tool *tool, int argc, char **argv)
{
	struct cli cli = { .tool = tool, .out = stdout, .err = stderr };

	return cli_run(&cli, argc, (const char *const *)argv);
}
