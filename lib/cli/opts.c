/* Parses a command line against tables of options. */
#include "cli/opts.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "value/addr.h"
#include "value/names.h"

/* What an option is looked up by: a long name, or a letter. */
struct wanted {
	const char *name; /* NULL: by the letter */
	size_t n;
	char letter;
};

/* One option as it stands in argv. */
struct use {
	const struct opt *opt;
	void *member;
	char spelled[64]; /* "--count", "-n": for messages */
	const char *value;
};

static bool wrong(struct opts *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static bool
wrong(struct opts *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->error, sizeof(p->error), fmt, ap);
	va_end(ap);
	return false;
}

static bool
is_wanted(const struct opt *opt, const struct wanted *w)
{
	if (w->name == NULL)
		return opt->letter == w->letter;
	return strncmp(opt->name, w->name, w->n) == 0 &&
	       opt->name[w->n] == '\0';
}

static const struct opt *
table_find(const struct opt_into *set, const struct wanted *w, void **member)
{
	const struct opt *opt;
	char *into = set->into;

	for (opt = set->table; opt != NULL && opt->name != NULL; opt++) {
		if (opt->bit != 0 && (opt->bit & set->mask) == 0)
			continue;
		if (opt->kind == OPT_TABLE) {
			struct opt_into nested = {
				.table = opt->table,
				.into = into + opt->offset,
				.mask = set->mask,
			};
			const struct opt *found =
			    table_find(&nested, w, member);

			if (found != NULL)
				return found;
		} else if (is_wanted(opt, w)) {
			*member = into + opt->offset;
			return opt;
		}
	}
	return NULL;
}

static const struct opt *
find(const struct opts *p, const struct wanted *w, void **member)
{
	for (unsigned i = 0; i < OPTS_SETS; i++) {
		const struct opt *opt = table_find(&p->sets[i], w, member);

		if (opt != NULL)
			return opt;
	}
	return NULL;
}

static void
table_each(const struct opt_into *set, opts_visit *visit, void *ctx)
{
	const struct opt *opt;

	for (opt = set->table; opt != NULL && opt->name != NULL; opt++) {
		struct opt_into nested = { opt->table, NULL, set->mask };

		if (opt->bit != 0 && (opt->bit & set->mask) == 0)
			continue;
		if (opt->kind == OPT_TABLE)
			table_each(&nested, visit, ctx);
		else
			visit(ctx, opt);
	}
}

void
opts_each(const struct opts *p, opts_visit *visit, void *ctx)
{
	for (unsigned i = 0; i < OPTS_SETS; i++)
		table_each(&p->sets[i], visit, ctx);
}

/* Edits (insert, delete, replace) between two words; words are short. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[64], n = (unsigned)strlen(b);

	if (n >= 64)
		return UINT_MAX;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; *a != '\0'; i++, a++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			unsigned least = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j - 1] + 1 < least)
				least = row[j - 1] + 1;
			if (row[j] + 1 < least)
				least = row[j] + 1;
			row[j] = least;
		}
	}
	return row[n];
}

bool
opts_is_closer(const char *meant, const char *word, unsigned *best)
{
	unsigned d = distance(meant, word);
	size_t n = strlen(meant);

	/* The beginning of a word means it as much as one wrong letter. */
	if (n >= 2 && strncmp(meant, word, n) == 0)
		d = 1;
	if (d > 2 || d >= n || d >= *best)
		return false;
	*best = d;
	return true;
}

struct closest {
	const char *meant, *name;
	unsigned best;
};

static void
compare(void *ctx, const struct opt *opt)
{
	struct closest *c = ctx;

	if (opts_is_closer(c->meant, opt->name, &c->best))
		c->name = opt->name;
}

static bool
unknown(struct opts *p, const char *name, size_t n)
{
	char meant[64];
	struct closest c = { .meant = meant, .best = UINT_MAX };

	snprintf(meant, sizeof(meant), "%.*s", (int)n, name);
	opts_each(p, compare, &c);
	if (c.name == NULL)
		return wrong(p, "unknown option --%s", meant);
	return wrong(
	    p, "unknown option --%s; did you mean --%s?", meant, c.name);
}

static void
list_add(struct opts *p, struct opt_list *list, const char *s)
{
	/* No list outgrows the command line. */
	if (list->at == NULL)
		list->at = arena_alloc(
		    p->arena, (size_t)(p->argc + 1) * sizeof(*list->at));
	list->at[list->n++] = s;
}

static bool
set_uint(
    struct opts *p, const struct use *u, const char *s, size_t n, uint32_t *v)
{
	uint32_t hi = u->opt->hi != 0 ? u->opt->hi : UINT32_MAX;

	if (text_u32(s, n, hi, v, NULL) && *v >= u->opt->lo)
		return true;
	return wrong(p, "%s: \"%s\" is not %s from %u to %u", u->spelled,
	    u->value, u->opt->kind == OPT_SPAN ? "FROM-TO" : "a number",
	    u->opt->lo, hi);
}

static bool
set_span(struct opts *p, const struct use *u)
{
	struct opt_span *span = u->member;
	const char *dash = strchr(u->value, '-');
	size_t n = dash != NULL ? (size_t)(dash - u->value) : 0;

	if (!set_uint(p, u, u->value, n, &span->from) ||
	    !set_uint(p, u, dash + 1, strlen(dash + 1), &span->to))
		return false;
	if (span->from > span->to)
		return wrong(p, "%s: \"%s\" ends before it begins", u->spelled,
		    u->value);
	return true;
}

static bool
set_word(struct opts *p, const struct use *u)
{
	char words[160] = "";
	size_t n = 0;

	if (name_find(u->opt->words, u->value, strlen(u->value), u->member))
		return true;
	for (const struct name *w = u->opt->words; w->name != NULL; w++) {
		int more = snprintf(words + n, sizeof(words) - n, "%s%s",
		    n > 0 ? ", " : "", w->name);

		n += (size_t)more;
		if (n >= sizeof(words))
			break;
	}
	return wrong(
	    p, "%s: \"%s\" is none of %s", u->spelled, u->value, words);
}

static bool
set(struct opts *p, const struct use *u)
{
	switch ((enum opt_kind)u->opt->kind) {
	case OPT_FLAG:
		*(bool *)u->member = true;
		return true;
	case OPT_COUNT:
		++*(unsigned *)u->member;
		return true;
	case OPT_STRING:
		*(const char **)u->member = u->value;
		return true;
	case OPT_LIST:
		list_add(p, u->member, u->value);
		return true;
	case OPT_UINT:
		return set_uint(p, u, u->value, strlen(u->value), u->member);
	case OPT_SPAN:
		return set_span(p, u);
	case OPT_WORD:
		return set_word(p, u);
	case OPT_ADDR:
		if (addr_parse(u->member, u->value, strlen(u->value), NULL))
			return true;
		return wrong(
		    p, "%s: \"%s\" is not an IP address", u->spelled, u->value);
	case OPT_TABLE:
		break;
	}
	return wrong(p, "%s is no option", u->spelled);
}

/* Takes the value from the next word where it did not come with the option. */
static bool
use(struct opts *p, struct use *u, int *i)
{
	if (u->opt->arg == NULL && u->value != NULL)
		return wrong(p, "%s takes no argument", u->spelled);
	if (u->opt->arg != NULL && u->value == NULL) {
		if (*i + 1 >= p->argc)
			return wrong(p, "%s needs an argument, %s", u->spelled,
			    u->opt->arg);
		u->value = p->argv[++*i];
	}
	return set(p, u);
}

static bool
parse_long(struct opts *p, const char *name, int *i)
{
	const char *equals = strchr(name, '=');
	size_t n = equals != NULL ? (size_t)(equals - name) : strlen(name);
	struct use u = { .value = equals != NULL ? equals + 1 : NULL };

	u.opt = find(p, &(struct wanted){ name, n, 0 }, &u.member);
	if (u.opt == NULL)
		return unknown(p, name, n);
	snprintf(u.spelled, sizeof(u.spelled), "--%s", u.opt->name);
	return use(p, &u, i);
}

/* A bundle: flags, of which the last may take the rest as its argument. */
static bool
parse_letters(struct opts *p, const char *letters, int *i)
{
	for (; *letters != '\0'; letters++) {
		struct use u = { .value = NULL };

		u.opt =
		    find(p, &(struct wanted){ .letter = *letters }, &u.member);
		if (u.opt == NULL)
			return wrong(p, "unknown option -%c", *letters);
		snprintf(u.spelled, sizeof(u.spelled), "-%c", *letters);
		if (u.opt->arg != NULL && letters[1] != '\0')
			u.value = letters + 1;
		if (!use(p, &u, i))
			return false;
		if (u.opt->arg != NULL)
			break;
	}
	return true;
}

bool
opts_parse(struct opts *p)
{
	bool only_operands = false;

	for (int i = 0; i < p->argc; i++) {
		const char *s = p->argv[i];

		if (only_operands || s[0] != '-' || s[1] == '\0') {
			list_add(p, &p->args, s);
		} else if (strcmp(s, "--") == 0) {
			only_operands = true;
		} else if (s[1] == '-') {
			if (!parse_long(p, s + 2, &i))
				return false;
		} else if (!parse_letters(p, s + 1, &i)) {
			return false;
		}
	}
	return true;
}
