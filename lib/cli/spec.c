/* A tool's verbs and options for other programs, from the tables. */
#include "cli/spec.h"

#include <string.h>

#include "base/obuf.h"
#include "cli/cli.h"
#include "rec/schema.h"
#include "value/names.h"

/* One verb being printed. */
struct spec {
	const struct tool *tool;
	const struct verb *verb;
	FILE *f;
	unsigned n; /* options so far */
};

static void
print_json(const char *s, FILE *f)
{
	fputc('"', f);
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputs(*s == '\n' ? "\\n" : (char[]){ *s, '\0' }, f);
	}
	fputc('"', f);
}

static void
json_option(void *ctx, const struct opt *opt)
{
	struct spec *s = ctx;

	fprintf(s->f, "%s{\"name\":\"%s\"", s->n++ > 0 ? "," : "", opt->name);
	if (opt->letter != 0)
		fprintf(s->f, ",\"letter\":\"%c\"", opt->letter);
	if (opt->arg != NULL) {
		fputs(",\"arg\":", s->f);
		print_json(opt->arg, s->f);
	}
	if (opt->kind == OPT_WORD) {
		const struct name *w = opt->words;

		fputs(",\"words\":[", s->f);
		for (; w->name != NULL; w++)
			fprintf(s->f, "%s\"%s\"", w != opt->words ? "," : "",
			    w->name);
		fputc(']', s->f);
	}
	fputs(",\"help\":", s->f);
	print_json(opt->help, s->f);
	fputc('}', s->f);
}

void
spec_print(const struct tool *tool, FILE *f)
{
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		struct opts all = cli_opts(NULL, v, NULL);
		struct spec s = { .tool = tool, .verb = v, .f = f };

		fprintf(f,
		    "{\"tool\":\"%s\",\"verb\":\"%s\",\"args\":", tool->name,
		    v->name);
		print_json(v->args, f);
		fputs(",\"help\":", f);
		print_json(v->help, f);
		if (v->examples != NULL) {
			fputs(",\"examples\":", f);
			print_json(v->examples, f);
		}
		fputs(",\"options\":[", f);
		opts_each(&all, json_option, &s);
		fputs("]}\n", f);
	}
}

static void
print_with(void (*write)(struct obuf *), FILE *f)
{
	struct obuf text = { 0 };

	write(&text);
	fwrite(obuf_at(&text), 1, obuf_left(&text), f);
	obuf_fini(&text);
}

void
spec_schema(const struct tool *tool, FILE *f)
{
	(void)tool; /* all share it */
	print_with(rec_schema, f);
}

void
spec_records(const struct tool *tool, FILE *f)
{
	(void)tool;
	print_with(rec_manual, f);
}

/* Whether operands of the verb are files. */
static bool
takes_files(const struct verb *v)
{
	return strstr(v->args, "file") != NULL ||
	       strstr(v->args, "FILE") != NULL;
}

static void
print_words(const struct name *words, FILE *f)
{
	for (const struct name *w = words; w->name != NULL; w++)
		fprintf(f, "%s%s", w != words ? " " : "", w->name);
}

/* ---- bash ---- */

static void
bash_argument(void *ctx, const struct opt *opt)
{
	const struct spec *s = ctx;

	if (opt->arg == NULL)
		return;
	fprintf(s->f, "\t%s:--%s", s->verb->name, opt->name);
	if (opt->letter != 0)
		fprintf(s->f, " | %s:-%c", s->verb->name, opt->letter);
	fputs(") ", s->f);
	if (opt->kind == OPT_WORD) {
		fputs("words=\"", s->f);
		print_words(opt->words, s->f);
		fputs("\"", s->f);
	} else if (opt->hint == OPT_FILE) {
		fputs("files=-f", s->f);
	} else if (opt->hint == OPT_DIR) {
		fputs("files=-d", s->f);
	} else {
		fputs(":", s->f);
	}
	fputs(" ;;\n", s->f);
}

static void
bash_option(void *ctx, const struct opt *opt)
{
	struct spec *s = ctx;

	fprintf(s->f, "%s--%s", s->n++ > 0 ? " " : "", opt->name);
}

static void
bash_arguments(const struct tool *tool, FILE *f)
{
	fputs("\tcase $verb:$prev in\n", f);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		struct opts all = cli_opts(NULL, v, NULL);

		opts_each(&all, bash_argument, &(struct spec){ tool, v, f, 0 });
	}
	fputs("\t*) argument= ;;\n\tesac\n", f);
}

static void
bash_options(const struct tool *tool, FILE *f)
{
	fputs("\t[[ -n $argument ]] || case $verb:$cur in\n", f);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		struct opts all = cli_opts(NULL, v, NULL);

		fprintf(f, "\t%s:-*) words=\"", v->name);
		opts_each(&all, bash_option, &(struct spec){ tool, v, f, 0 });
		fputs("\" ;;\n", f);
		if (takes_files(v))
			fprintf(f, "\t%s:*) files=-f ;;\n", v->name);
	}
	fputs("\tesac\n", f);
}

/* Where `=` breaks words, --name=VALUE arrives as three of them. */
static void
bash_print(const struct tool *tool, FILE *f)
{
	fprintf(f, "# bash completion for %s, from its tables\n", tool->name);
	fputs("# shellcheck shell=bash\n", f);
	fprintf(f, "_%s()\n{\n", tool->name);
	fputs("\tlocal cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]}\n"
	      "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tlocal words='' files='' argument=yes\n\n"
	      "\tif [[ $cur == = ]]; then\n\t\tcur=''\n"
	      "\telif [[ $prev == = ]]; then\n"
	      "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	      "\tif ((COMP_CWORD == 1)); then\n\t\tverb=''\n\t\twords=\"",
	    f);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++)
		fprintf(f, "%s ", v->name);
	fputs("--help --version\"\n\tfi\n", f);
	bash_arguments(tool, f);
	bash_options(tool, f);
	fputs(
	    "\tCOMPREPLY=()\n\tif [[ -n $words ]]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "\telif [[ -n $files ]]; then\n"
	    "\t\tcompopt -o filenames 2>/dev/null\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen \"$files\" -- \"$cur\")\n"
	    "\tfi\n}\n",
	    f);
	fprintf(f, "complete -F _%s %s\n", tool->name, tool->name);
}

/* ---- zsh ---- */

/* Inside single quotes; _arguments also reads brackets and colons. */
static void
zsh_text(const char *s, FILE *f)
{
	for (; *s != '\0'; s++) {
		if (strchr("[]:\\", *s) != NULL)
			fputc('\\', f);
		fputs(*s == '\'' ? "'\\''" : (char[]){ *s, '\0' }, f);
	}
}

static void
zsh_spelling(const struct spec *s, const struct opt *opt, const char *spelled)
{
	bool repeats = opt->kind == OPT_LIST || opt->kind == OPT_COUNT;

	fprintf(s->f, "\t\t\t'%s%s%s[", repeats ? "*" : "", spelled,
	    opt->arg == NULL    ? ""
	    : spelled[1] == '-' ? "="
				: "+");
	zsh_text(opt->help, s->f);
	fputs("]", s->f);
	if (opt->arg != NULL) {
		fputs(":", s->f);
		zsh_text(opt->arg, s->f);
		fputs(":", s->f);
		if (opt->kind == OPT_WORD) {
			fputs("(", s->f);
			print_words(opt->words, s->f);
			fputs(")", s->f);
		} else if (opt->hint == OPT_FILE) {
			fputs("_files", s->f);
		} else if (opt->hint == OPT_DIR) {
			fputs("_files -/", s->f);
		} else {
			fputs(" ", s->f);
		}
	}
	fputs("' \\\n", s->f);
}

static void
zsh_option(void *ctx, const struct opt *opt)
{
	char spelled[64];

	snprintf(spelled, sizeof(spelled), "--%s", opt->name);
	zsh_spelling(ctx, opt, spelled);
	if (opt->letter != 0) {
		snprintf(spelled, sizeof(spelled), "-%c", opt->letter);
		zsh_spelling(ctx, opt, spelled);
	}
}

static void
zsh_print(const struct tool *tool, FILE *f)
{
	fprintf(f, "#compdef %s\n# from its tables\n", tool->name);
	fputs("local -a verbs\nlocal verb\n\nverbs=(\n", f);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		fprintf(f, "\t'%s:", v->name);
		zsh_text(v->help, f);
		fputs("'\n", f);
	}
	fputs(")\nif (( CURRENT == 2 )); then\n\t_describe verb verbs\n"
	      "\treturn\nfi\nverb=$words[2]\nshift words\n"
	      "(( CURRENT-- ))\ncase $verb in\n",
	    f);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		struct opts all = cli_opts(NULL, v, NULL);

		fprintf(f, "\t%s)\n\t\t_arguments -s \\\n", v->name);
		opts_each(&all, zsh_option, &(struct spec){ tool, v, f, 0 });
		fprintf(f, "\t\t\t'*:%s:%s'\n\t\t;;\n",
		    takes_files(v) ? "file" : "operand",
		    takes_files(v) ? "_files" : " ");
	}
	fputs("esac\n", f);
}

/* ---- fish ---- */

static void
fish_text(const char *s, FILE *f)
{
	fputc('\'', f);
	for (; *s != '\0'; s++) {
		if (*s == '\'' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
	fputc('\'', f);
}

static void
fish_option(void *ctx, const struct opt *opt)
{
	const struct spec *s = ctx;

	fprintf(s->f,
	    "complete -c %s -n '__fish_seen_subcommand_from %s' -l %s",
	    s->tool->name, s->verb->name, opt->name);
	if (opt->letter != 0)
		fprintf(s->f, " -s %c", opt->letter);
	if (opt->kind == OPT_WORD) {
		fputs(" -x -a '", s->f);
		print_words(opt->words, s->f);
		fputs("'", s->f);
	} else if (opt->arg != NULL) {
		fputs(opt->hint != OPT_ANY ? " -r -F" : " -x", s->f);
	}
	fputs(" -d ", s->f);
	fish_text(opt->help, s->f);
	fputc('\n', s->f);
}

static void
fish_print(const struct tool *tool, FILE *f)
{
	fprintf(f, "# fish completion for %s, from its tables\n", tool->name);
	fprintf(f, "complete -c %s -f\n", tool->name);
	for (const struct verb *v = tool->verbs; v->name != NULL; v++) {
		struct opts all = cli_opts(NULL, v, NULL);

		fprintf(f, "complete -c %s -n __fish_use_subcommand -a %s -d ",
		    tool->name, v->name);
		fish_text(v->help, f);
		fputc('\n', f);
		if (takes_files(v))
			fprintf(f,
			    "complete -c %s -n "
			    "'__fish_seen_subcommand_from %s' -F\n",
			    tool->name, v->name);
		opts_each(&all, fish_option, &(struct spec){ tool, v, f, 0 });
	}
}

static const struct {
	const char *shell;
	void (*print)(const struct tool *, FILE *);
} shells[] = {
	{ "bash", bash_print },
	{ "zsh", zsh_print },
	{ "fish", fish_print },
};

bool
spec_complete(const struct tool *tool, const char *shell, FILE *f)
{
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
		if (strcmp(shells[i].shell, shell) != 0)
			continue;
		shells[i].print(tool, f);
		return true;
	}
	return false;
}
