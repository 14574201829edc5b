/* --help and --version, from the tables. */
#include "cli/help.h"

#include <string.h>

#include "cli/cli.h"

#define WIDTH 78 /* of running text */

static const struct {
	int status;
	const char *verbs; /* only these, between spaces; NULL: all */
	const char *text;
} exits[] = {
	{ CLI_DONE, NULL, "done" },
	{ CLI_NO, " show check verify diff why ", "the answer is no" },
	{ CLI_CHANGES, " plan ", "there are changes" },
	{ CLI_USAGE, NULL, "the command line makes no sense" },
	{ CLI_REFUSED, NULL, "some input was refused" },
	{ CLI_UNAVAILABLE,
	    " run watch sync up plan apply down show check verify rotate "
	    "adopt ",
	    "a remote or a service is unavailable" },
	{ CLI_FAILED, NULL, "the system failed us" },
	{ CLI_AGAIN, " sync up plan apply down verify rotate adopt ",
	    "the world is still working on it, try again" },
	{ CLI_NOT_PERMITTED, NULL, "not permitted" },
};

/* A verb means the same in every tool, so its name says how it can exit. */
static bool
is_of(const char *verbs, const char *name)
{
	char word[32];

	snprintf(word, sizeof(word), " %s ", name);
	return verbs == NULL || strstr(verbs, word) != NULL;
}

struct columns {
	FILE *f;
	int width;
};

/* The long name with its argument: "count N". */
static int
long_width(const struct opt *opt)
{
	size_t n = strlen(opt->name);

	if (opt->arg != NULL)
		n += 1 + strlen(opt->arg);
	return (int)n;
}

static void
measure(void *ctx, const struct opt *opt)
{
	struct columns *c = ctx;
	int n = long_width(opt);

	if (n > c->width)
		c->width = n;
}

static void
print_option(void *ctx, const struct opt *opt)
{
	const struct columns *c = ctx;

	if (opt->letter != 0)
		fprintf(c->f, "  -%c, ", opt->letter);
	else
		fputs("      ", c->f);
	fprintf(c->f, "--%s%s%s%*s  %s\n", opt->name,
	    opt->arg != NULL ? " " : "", opt->arg != NULL ? opt->arg : "",
	    c->width - long_width(opt), "", opt->help);
}

static void
print_indented(const char *text, FILE *f)
{
	bool begins = true;

	for (; *text != '\0'; text++) {
		if (begins && *text != '\n')
			fputs("  ", f);
		fputc(*text, f);
		begins = *text == '\n';
	}
	if (!begins)
		fputc('\n', f);
}

/* Paragraphs, folded between words. */
static void
print_folded(const char *text, FILE *f)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, " \n");

		if (column > 0)
			fputc(column + 1 + n > WIDTH ? '\n' : ' ', f);
		column = column + 1 + n > WIDTH ? n : column + 1 + n;
		fwrite(text, 1, n, f);
		text += n;
		if (*text == '\n') {
			fputc('\n', f);
			column = 0;
		}
		text += *text != '\0';
	}
	fputc('\n', f);
}

void
help_verb(const struct tool *tool, const struct verb *verb, FILE *f)
{
	struct opts all = cli_opts(NULL, verb, NULL);
	struct columns c = { .f = f };

	fprintf(f, "Usage: %s %s [option ...]%s%s\n\n%s\n", tool->name,
	    verb->name, *verb->args != '\0' ? " " : "", verb->args, verb->help);
	if (verb->about != NULL) {
		fputc('\n', f);
		print_folded(verb->about, f);
	}
	fputs("\nOptions:\n", f);
	opts_each(&all, measure, &c);
	opts_each(&all, print_option, &c);
	if (verb->examples != NULL) {
		fputs("\nExamples:\n", f);
		print_indented(verb->examples, f);
	}
	fputs("\nExit status:\n", f);
	for (size_t i = 0; i < sizeof(exits) / sizeof(*exits); i++)
		if (is_of(exits[i].verbs, verb->name))
			fprintf(
			    f, "  %2d  %s\n", exits[i].status, exits[i].text);
	fprintf(f, "\nMore: man %s, man 7 edgepipe-records\n", tool->name);
}

void
help_tool(const struct tool *tool, FILE *f)
{
	int width = 0;

	for (const struct verb *v = tool->verbs; v->name != NULL; v++)
		if ((int)strlen(v->name) > width)
			width = (int)strlen(v->name);
	fprintf(f,
	    "Usage: %s VERB [option ...] [operand ...]\n\n%s\n\nVerbs:\n",
	    tool->name, tool->help);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++)
		fprintf(f, "  %-*s  %s\n", width, v->name, v->help);
	fprintf(f, "\n'%s VERB --help' tells the options, with examples.\n",
	    tool->name);
}

void
help_version(const struct tool *tool, FILE *f)
{
	fprintf(f, "%s (edgepipe) " EDGEPIPE_VERSION "\n", tool->name);
}
