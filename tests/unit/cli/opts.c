/* Command lines against a table that has one option of every kind. */
#include "cli/opts.h"

#include <limits.h>

#include "../../t.h"
#include "base/arena.h"
#include "value/addr.h"
#include "value/names.h"

struct inner {
	bool deep;
};

struct values {
	bool flag, hidden;
	unsigned count;
	const char *string;
	struct opt_list list;
	uint32_t number;
	struct opt_span span;
	int word;
	struct addr addr;
	struct inner inner;
};

static const struct name words[] = {
	{ 7, "seven" },
	{ 8, "eight" },
	{ 0, NULL },
};

static const struct opt inner_options[] = {
	OPT(inner, deep, "deep", 'd', OPT_FLAG, NULL, "nested"),
	{ 0 },
};

static const struct opt options[] = {
	OPT(values, flag, "flag", 'f', OPT_FLAG, NULL, "a flag"),
	OPT(values, count, "count", 'c', OPT_COUNT, NULL, "more"),
	OPT(values, string, "string", 's', OPT_STRING, "TEXT", "a text"),
	OPT(values, list, "list", 'l', OPT_LIST, "FILE", "some files"),
	OPT(values, number, "number", 'n', OPT_UINT, "N", "3 to 9", .lo = 3,
	    .hi = 9),
	OPT(values, span, "labels", 0, OPT_SPAN, "FROM-TO", "a range", .lo = 16,
	    .hi = 1048575),
	OPT(values, word, "word", 'w', OPT_WORD, "seven|eight", "a word",
	    .words = words),
	OPT(values, addr, "address", 'a', OPT_ADDR, "ADDRESS", "where"),
	OPTS(values, inner, inner_options),
	OPT(values, hidden, "hidden", 0, OPT_FLAG, NULL, "selected", .bit = 2),
	{ 0 },
};

/* Parses words until NULL; the lists live in the arena. */
static bool
parse(struct values *v, struct opts *p, struct arena *arena,
    const char *const *argv)
{
	*v = (struct values){ .number = 5 };
	*p = (struct opts){
		.sets = { { options, v, 1 } },
		.argv = argv,
		.arena = arena,
	};
	while (argv[p->argc] != NULL)
		p->argc++;
	return opts_parse(p);
}

#define PARSE(...)                                                             \
	parse(&v, &p, &arena,                                                  \
	    (const char *const[]){                                             \
		__VA_ARGS__,                                                   \
		NULL,                                                          \
	    })

static void
every_kind_reaches_its_member(void)
{
	struct arena arena = { 0 };
	struct values v;
	struct opts p;
	char text[ADDR_TEXT];

	CHECK(PARSE("--flag", "--string", "a b", "--number=9", "--labels",
	    "100-200", "--word", "eight", "--address", "2001:db8::1",
	    "--deep"));
	CHECK(v.flag && v.inner.deep && !v.hidden);
	CHECK_STR(v.string, "a b");
	CHECK(v.number == 9 && v.word == 8);
	CHECK(v.span.from == 100 && v.span.to == 200);
	addr_format(&v.addr, text);
	CHECK_STR(text, "2001:db8::1");
	arena_fini(&arena);
}

static void
defaults_stay_where_nothing_was_given(void)
{
	struct arena arena = { 0 };
	struct values v;
	struct opts p;

	CHECK(PARSE("operand"));
	CHECK(v.number == 5 && !v.flag && v.string == NULL && v.list.n == 0);
	arena_fini(&arena);
}

static void
letters_bundle_and_the_last_takes_the_rest(void)
{
	struct arena arena = { 0 };
	struct values v;
	struct opts p;

	CHECK(PARSE("-ccfn7", "-s", "-f", "-d"));
	CHECK(v.count == 2 && v.flag && v.number == 7 && v.inner.deep);
	CHECK_STR(v.string, "-f");
	arena_fini(&arena);
}

static void
lists_and_operands_keep_their_order(void)
{
	struct arena arena = { 0 };
	struct values v;
	struct opts p;

	CHECK(PARSE("x", "-l", "a", "-", "--list=b", "-lc", "--", "-f"));
	CHECK(v.list.n == 3 && p.args.n == 3 && !v.flag);
	CHECK_STR(v.list.at[0], "a");
	CHECK_STR(v.list.at[1], "b");
	CHECK_STR(v.list.at[2], "c");
	CHECK_STR(p.args.at[0], "x");
	CHECK_STR(p.args.at[1], "-");
	CHECK_STR(p.args.at[2], "-f");
	arena_fini(&arena);
}

static void
what_is_wrong_is_told(void)
{
	static const struct {
		const char *argv[3];
		const char *error;
	} cases[] = {
		{ { "--flga" }, "unknown option --flga; did you mean --flag?" },
		{ { "--num" }, "unknown option --num; did you mean --number?" },
		{ { "--zzzzzz" }, "unknown option --zzzzzz" },
		{ { "--hidden" }, "unknown option --hidden" },
		{ { "-fz" }, "unknown option -z" },
		{ { "--flag=yes" }, "--flag takes no argument" },
		{ { "--number" }, "--number needs an argument, N" },
		{ { "-fn" }, "-n needs an argument, N" },
		{ { "-n", "2" }, "-n: \"2\" is not a number from 3 to 9" },
		{ { "-n10" }, "-n: \"10\" is not a number from 3 to 9" },
		{ { "-n", "+4" }, "-n: \"+4\" is not a number from 3 to 9" },
		{ { "--number=" }, "--number: \"\" is not a number "
				   "from 3 to 9" },
		{ { "--labels", "20" },
		    "--labels: \"20\" is not FROM-TO from 16 to 1048575" },
		{ { "--labels", "30-20" },
		    "--labels: \"30-20\" ends before it begins" },
		{ { "--labels", "3-20" },
		    "--labels: \"3-20\" is not FROM-TO from 16 to 1048575" },
		{ { "-w", "six" }, "-w: \"six\" is none of seven, eight" },
		{ { "-a", "10.0.0" }, "-a: \"10.0.0\" is not an IP address" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct values v;
		struct opts p;
		const char *argv[] = { cases[i].argv[0], cases[i].argv[1],
			NULL };

		CHECK(!parse(&v, &p, &arena, argv));
		CHECK_STR(p.error, cases[i].error);
		arena_fini(&arena);
	}
}

static void
a_row_exists_only_where_its_bit_is_selected(void)
{
	struct values v = { 0 };
	struct arena arena = { 0 };
	struct opts p = {
		.sets = { { options, &v, 2 } },
		.argc = 1,
		.argv = (const char *const[]){ "--hidden" },
		.arena = &arena,
	};

	CHECK(opts_parse(&p));
	CHECK(v.hidden);
	arena_fini(&arena);
}

static void
count_rows(void *n, const struct opt *opt)
{
	CHECK(opt->kind != OPT_TABLE);
	++*(unsigned *)n;
}

static void
each_walks_nested_tables_too(void)
{
	struct opts p = { .sets = { { options, NULL, 0 } } };
	unsigned n = 0;

	opts_each(&p, count_rows, &n);
	CHECK(n == 9);
}

static void
a_guess_is_close_or_not_made(void)
{
	unsigned best = UINT_MAX;

	CHECK(opts_is_closer("decoed", "decode", &best));
	CHECK(best == 2);
	CHECK(opts_is_closer("decoed", "decoded", &best));
	CHECK(!opts_is_closer("decoed", "encode", &best));
	best = UINT_MAX;
	CHECK(!opts_is_closer("x", "y", &best));
	CHECK(!opts_is_closer("", "run", &best));
	CHECK(!opts_is_closer("plan", "decode", &best));
}

int
main(void)
{
	RUN(every_kind_reaches_its_member);
	RUN(defaults_stay_where_nothing_was_given);
	RUN(letters_bundle_and_the_last_takes_the_rest);
	RUN(lists_and_operands_keep_their_order);
	RUN(what_is_wrong_is_told);
	RUN(a_row_exists_only_where_its_bit_is_selected);
	RUN(each_walks_nested_tables_too);
	RUN(a_guess_is_close_or_not_made);
	return DONE();
}
