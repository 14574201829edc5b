/* AS-path patterns. */
#include "core/pattern.h"
#include "../../t.h"

static bool
matches(const char *pattern, const char *path)
{
	char why[100] = "";
	struct pattern *p = pattern_new(pattern, why, sizeof(why));
	bool yes;

	CHECK(p != NULL);
	yes = p != NULL && pattern_match(p, path, strlen(path));
	pattern_free(p);
	return yes;
}

static void
an_underscore_is_the_edge_of_a_number(void)
{
	static const char *const yes[] = { "65001", "1 65001", "65001 1",
		"1 65001 2", "1 {65001,3}", "(65001 7)", "[9,65001]" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		CHECK(matches("_65001_", yes[i]));
	CHECK(!matches("_65001_", "165001"));
	CHECK(!matches("_65001_", "1 650012 3"));
	CHECK(matches("_1_2_", "5 1 2"));
}

static void
anchors_and_repetition_are_those_of_pcre(void)
{
	CHECK(matches("^$", ""));
	CHECK(!matches("^$", "1"));
	CHECK(matches("^65001( 65001)*$", "65001 65001"));
	CHECK(matches("^\\d+ \\d+$", "1 2"));
	CHECK(!matches("^\\d+ \\d+$", "1 2 3"));
}

static void
in_a_class_or_escaped_it_is_itself(void)
{
	CHECK(matches("[_]", "a_b"));
	CHECK(!matches("[_]", "1 2"));
	CHECK(!matches("\\_", "1 2"));
}

static void
a_bad_pattern_says_what_is_wrong(void)
{
	char why[100] = "";

	CHECK(pattern_new("(1", why, sizeof(why)) == NULL);
	CHECK_STR(why, "\"(1\": missing closing parenthesis");
}

static void
one_that_would_take_ages_is_no_match(void)
{
	char path[2000];

	memset(path, '1', sizeof(path) - 1);
	path[sizeof(path) - 1] = 0;
	CHECK(!matches("^(1+)+$x", path));
}

int
main(void)
{
	RUN(an_underscore_is_the_edge_of_a_number);
	RUN(anchors_and_repetition_are_those_of_pcre);
	RUN(in_a_class_or_escaped_it_is_itself);
	RUN(a_bad_pattern_says_what_is_wrong);
	RUN(one_that_would_take_ages_is_no_match);
	return DONE();
}
