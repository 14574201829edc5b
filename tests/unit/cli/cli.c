/* A tool of two verbs, run with its streams in memory. */
#include "cli/cli.h"

#include <errno.h>

#include "../../t.h"
#include "cli/spec.h"
#include "cli/term.h"
#include "rec/rec.h"

struct speak_opts {
	uint32_t times;
	const char *loud;
};

static const struct opt speak_options[] = {
	OPT(speak_opts, times, "times", 'n', OPT_UINT, "N", "say it N times",
	    .lo = 1, .hi = 3),
	OPT(speak_opts, loud, "loud", 0, OPT_STRING, "FILE", "what is loud",
	    .hint = OPT_FILE),
	{ 0 },
};

static int
speak_main(struct cli *cli)
{
	struct speak_opts o = { .times = 1 };

	if (!cli_parse(cli, &o))
		return cli->status;
	for (uint32_t i = 0; i < o.times; i++)
		fprintf(cli->out, "%s\n",
		    cli->args.n > 0 ? cli->args.at[0] : "well");
	cli_debug(cli, "said %u", (unsigned)o.times);
	cli_info(cli, "info");
	cli_warn(cli, "beware of \033[31m\nforged: error: line");
	return CLI_DONE;
}

static int
refuse_main(struct cli *cli)
{
	struct rec_fault f = {
		.line = 12,
		.key = "peer \"aws-1\": hold_time",
		.text = "2 is neither 0 nor 3..65535",
	};

	if (!cli_parse(cli, NULL))
		return cli->status;
	cli_refused(cli, "site.json", &f);
	cli_refuse(cli, "rib.mrt", "record %d: cut off", 3);
	return CLI_DONE;
}

static int
fail_main(struct cli *cli)
{
	errno = atoi(cli->argv[0]);
	return cli_failed(cli, "netns \"%s\"", "dc");
}

static const struct verb verbs[] = {
	{ "speak", speak_main, "[file ...]", "say it", speak_options,
	    CLI_CONFIG, "# loudly\ntool speak --loud x", NULL },
	{ "check", refuse_main, "[file ...]", "refuse it", NULL, CLI_STRICT,
	    NULL,
	    "A paragraph that is longer than a line of a terminal, so that it "
	    "is folded between words.\n\nAnother." },
	{ "fail", fail_main, "", "fail", NULL, 0, NULL, NULL },
	{ 0 },
};

static const struct tool tool = { "tool", "a tool for tests", verbs };

/* One run; both texts are freed by run_fini(). */
struct run {
	int status;
	char *out, *err;
};

static struct run
run(const char *const *argv)
{
	struct run r = { 0 };
	struct cli cli = { .tool = &tool };
	size_t n, m;
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	cli.out = open_memstream(&r.out, &n);
	cli.err = open_memstream(&r.err, &m);
	r.status = cli_run(&cli, argc, argv);
	fclose(cli.out);
	fclose(cli.err);
	return r;
}

#define TOOL(...) run((const char *const[]){ "tool", __VA_ARGS__, NULL })

static void
run_fini(struct run *r)
{
	free(r->out);
	free(r->err);
}

static bool
has(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		return true;
	printf("# \"%s\" is not in:\n# %s\n", part, text);
	return false;
}

static void
a_verb_gets_its_options_and_operands(void)
{
	struct run r = TOOL("speak", "-n", "2", "hello", "-q");

	CHECK(r.status == CLI_DONE);
	CHECK_STR(r.out, "hello\nhello\n");
	CHECK_STR(r.err, "");
	run_fini(&r);
}

static void
diagnostics_cannot_forge_lines_or_steer_the_terminal(void)
{
	struct run r = TOOL("speak");

	CHECK_STR(r.err,
	    "tool: info: info\n"
	    "tool: warning: beware of \\x1b[31m\\x0aforged: error: line\n");
	run_fini(&r);
}

static void
verbose_adds_what_was_done(void)
{
	struct run r = TOOL("speak", "-v");

	CHECK(has(r.err, "tool: debug: said 1\n"));
	run_fini(&r);
}

static void
colour_is_for_the_level_alone_and_no_color_wins(void)
{
	struct run r = TOOL("speak", "--color=always");

	CHECK(has(r.err, "tool: " TERM_YELLOW "warning" TERM_PLAIN ": "));
	run_fini(&r);
	setenv("NO_COLOR", "1", 1);
	r = TOOL("speak", "--color=always");
	CHECK(has(r.err, "tool: warning: "));
	unsetenv("NO_COLOR");
	run_fini(&r);
}

static void
log_records_are_records(void)
{
	struct run r = TOOL("check", "--log-format", "json");

	CHECK(r.status == CLI_REFUSED);
	CHECK(strncmp(r.err, "{\"type\":\"log\",", 14) == 0);
	CHECK(has(r.err, "\"tool\":\"tool\""));
	CHECK(has(r.err, "\"level\":\"error\""));
	CHECK(has(r.err, "\"source\":\"site.json\",\"line\":12,\"text\":"
			 "\"peer \\\"aws-1\\\": hold_time: 2 is"));
	run_fini(&r);
}

static void
refused_input_is_named_and_changes_the_status(void)
{
	struct run r = TOOL("check");

	CHECK(r.status == CLI_REFUSED);
	CHECK_STR(r.err,
	    "tool: error: site.json:12: peer \"aws-1\": hold_time: "
	    "2 is neither 0 nor 3..65535\n"
	    "tool: error: rib.mrt: record 3: cut off\n");
	run_fini(&r);
}

static void
failures_of_the_system_say_why(void)
{
	char number[12];
	struct run r;

	snprintf(number, sizeof(number), "%d", ENOENT);
	r = TOOL("fail", number);
	CHECK(r.status == CLI_FAILED);
	CHECK_STR(
	    r.err, "tool: error: netns \"dc\": No such file or directory\n");
	run_fini(&r);
	snprintf(number, sizeof(number), "%d", EPERM);
	r = TOOL("fail", number);
	CHECK(r.status == CLI_NOT_PERMITTED);
	run_fini(&r);
}

static void
usage_errors_point_to_the_help(void)
{
	static const struct {
		const char *argv[4];
		const char *err;
	} cases[] = {
		{ { "tool", "speek" },
		    "tool: error: unknown verb speek; did you mean speak?\n"
		    "Try 'tool --help'.\n" },
		{ { "tool", "xyzzy" },
		    "tool: error: unknown verb xyzzy\nTry 'tool --help'.\n" },
		{ { "tool", "--nothing" },
		    "tool: error: unknown option --nothing before a verb\n"
		    "Try 'tool --help'.\n" },
		{ { "tool", "speak", "--strict" },
		    "tool: error: unknown option --strict\n"
		    "Try 'tool speak --help'.\n" },
		{ { "tool", "speak", "--log-format=xml" },
		    "tool: error: --log-format: \"xml\" is none of text, "
		    "json\nTry 'tool speak --help'.\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *argv[] = { cases[i].argv[0], cases[i].argv[1],
			cases[i].argv[2], NULL };
		struct run r = run(argv);

		CHECK(r.status == CLI_USAGE);
		CHECK_STR(r.out, "");
		CHECK_STR(r.err, cases[i].err);
		run_fini(&r);
	}
}

static void
no_verb_at_all_is_shown_the_verbs(void)
{
	struct run r = run((const char *const[]){ "tool", NULL });

	CHECK(r.status == CLI_USAGE);
	CHECK(has(r.err, "Verbs:\n  speak  say it\n  check  refuse it\n"));
	run_fini(&r);
}

static void
help_of_a_verb_is_whole(void)
{
	struct run r = TOOL("speak", "--help");

	CHECK(r.status == CLI_DONE);
	CHECK(has(r.out, "Usage: tool speak [option ...] [file ...]\n"));
	CHECK(has(r.out, "  -n, --times N"));
	CHECK(has(r.out, "  -c, --config FILE"));
	CHECK(strstr(r.out, "--strict") == NULL);
	CHECK(has(r.out, "  # loudly\n  tool speak --loud x\n"));
	CHECK(has(r.out, "  65  some input was refused\n"));
	CHECK(strstr(r.out, "there are changes") == NULL);
	run_fini(&r);
	r = TOOL("check", "-h");
	CHECK(has(r.out,
	    "\n\nA paragraph that is longer than a line of a terminal, "
	    "so that it is folded\nbetween words.\n\nAnother.\n\n"));
	CHECK(has(r.out, "   1  the answer is no\n"));
	run_fini(&r);
}

static void
the_version_is_told_with_and_without_a_verb(void)
{
	struct run r = TOOL("--version");

	CHECK_STR(r.out, "tool (edgepipe) " EDGEPIPE_VERSION "\n");
	run_fini(&r);
	r = TOOL("speak", "-V");
	CHECK_STR(r.out, "tool (edgepipe) " EDGEPIPE_VERSION "\n");
	run_fini(&r);
}

static void
the_spec_is_a_line_of_json_a_verb(void)
{
	struct run r = TOOL("--spec");

	CHECK(has(r.out, "{\"tool\":\"tool\",\"verb\":\"speak\",\"args\":"
			 "\"[file ...]\",\"help\":\"say it\","));
	CHECK(has(r.out, "{\"name\":\"times\",\"letter\":\"n\","
			 "\"arg\":\"N\",\"help\":\"say it N times\"}"));
	CHECK(has(r.out, "\"words\":[\"auto\",\"always\",\"never\"]"));
	run_fini(&r);
}

static void
completions_are_for_three_shells(void)
{
	struct run r = TOOL("--completions", "bash");

	CHECK(has(r.out, "speak:--loud) files=-f ;;"));
	CHECK(has(r.out, "complete -F _tool tool\n"));
	run_fini(&r);
	r = TOOL("--completions", "zsh");
	CHECK(has(r.out, "#compdef tool\n"));
	CHECK(has(r.out, "'--loud=[what is loud]:FILE:_files'"));
	run_fini(&r);
	r = TOOL("--completions", "fish");
	CHECK(has(r.out, "complete -c tool -n '__fish_seen_subcommand_from "
			 "speak' -l loud -r -F -d 'what is loud'\n"));
	run_fini(&r);
	r = TOOL("--completions", "csh");
	CHECK(r.status == CLI_USAGE);
	run_fini(&r);
}

static void
the_vocabulary_comes_from_every_tool(void)
{
	struct run r = TOOL("--schema");

	CHECK(has(r.out, "\"$schema\":"));
	run_fini(&r);
	r = TOOL("--records");
	CHECK(has(r.out, ".Dt EDGEPIPE-RECORDS 7\n"));
	run_fini(&r);
}

int
main(void)
{
	unsetenv("NO_COLOR");
	RUN(a_verb_gets_its_options_and_operands);
	RUN(diagnostics_cannot_forge_lines_or_steer_the_terminal);
	RUN(verbose_adds_what_was_done);
	RUN(colour_is_for_the_level_alone_and_no_color_wins);
	RUN(log_records_are_records);
	RUN(refused_input_is_named_and_changes_the_status);
	RUN(failures_of_the_system_say_why);
	RUN(usage_errors_point_to_the_help);
	RUN(no_verb_at_all_is_shown_the_verbs);
	RUN(help_of_a_verb_is_whole);
	RUN(the_version_is_told_with_and_without_a_verb);
	RUN(the_spec_is_a_line_of_json_a_verb);
	RUN(completions_are_for_three_shells);
	RUN(the_vocabulary_comes_from_every_tool);
	return DONE();
}
