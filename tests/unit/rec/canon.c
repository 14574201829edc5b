/* Canonical lines: one line, the same tokens. */
#include "rec/canon.h"
#include "../../t.h"
#include "base/obuf.h"

/* As records.md shows them to people, and as one line. */
static const struct {
	const char *text, *line;
} pairs[] = {
	{ "{\"type\":\"peer\",\"name\":\"aws-dx-1\",\"remote_as\":64512,"
	  "\"remote_address\":\"169.254.10.1\","
	  "\"local_address\":\"169.254.10.2\",\n"
	  " \"families\":[\"ipv4_unicast\"],\"hold_time\":30,"
	  "\"password_file\":\"aws-dx-1.md5\","
	  "\"bfd\":{\"interval_ms\":300,\"multiplier\":3},\n"
	  " \"max_prefixes\":100,\"import\":[\"prefer-200\"],"
	  "\"export\":[\"our-prefixes\"]}\n",
	    "{\"type\":\"peer\",\"name\":\"aws-dx-1\",\"remote_as\":64512,"
	    "\"remote_address\":\"169.254.10.1\","
	    "\"local_address\":\"169.254.10.2\","
	    "\"families\":[\"ipv4_unicast\"],\"hold_time\":30,"
	    "\"password_file\":\"aws-dx-1.md5\","
	    "\"bfd\":{\"interval_ms\":300,\"multiplier\":3},"
	    "\"max_prefixes\":100,\"import\":[\"prefer-200\"],"
	    "\"export\":[\"our-prefixes\"]}\n" },
	{ "{\"type\":\"policy\",\"name\":\"prefer-200\",\"rules\":[\n"
	  "  {\"match\":{\"prefix\":[\"172.16.0.0/12 le 24\"]},"
	  "\"set\":{\"local_pref\":200},\"then\":\"accept\"},\n"
	  "  {\"then\":\"reject\"}]}",
	    "{\"type\":\"policy\",\"name\":\"prefer-200\",\"rules\":["
	    "{\"match\":{\"prefix\":[\"172.16.0.0/12 le 24\"]},"
	    "\"set\":{\"local_pref\":200},\"then\":\"accept\"},"
	    "{\"then\":\"reject\"}]}\n" },
	/* Keys that nobody knows and numbers as they were written. */
	{ "{ \"type\" : \"new\" , \"a\" : [ ] , \"b\" : { } , "
	  "\"c\" : [ 1.50 , -0 , 1e400 , 123456789012345678901 , null ] }",
	    "{\"type\":\"new\",\"a\":[],\"b\":{},"
	    "\"c\":[1.50,-0,1e400,123456789012345678901,null]}\n" },
	{ "{\"type\":\"a\",\"s\":\" \\u00e4 // \\\" /* \"}",
	    "{\"type\":\"a\",\"s\":\" \\u00e4 // \\\" /* \"}\n" },
	{ "// before\n{/**/\"type\"/*\n*/:/* \" */\"a\"//\n}// after",
	    "{\"type\":\"a\"}\n" },
	/* `type` comes first. */
	{ "{\"name\":\"x\",\"in\":{\"type\":1},\"type\":\"peer\",\"z\":0}",
	    "{\"type\":\"peer\",\"name\":\"x\",\"in\":{\"type\":1},"
	    "\"z\":0}\n" },
	{ "{\"z\":[],\"type\":\"peer\"}", "{\"type\":\"peer\",\"z\":[]}\n" },
};

static void
it_is_one_line_with_the_same_tokens(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct obuf out = { 0 }, again = { 0 };
		size_t n = strlen(pairs[i].text);
		struct rec_fault f;

		CHECK(rec_canonical(&out, pairs[i].text, n, &f));
		CHECK(
		    rec_canonical(&again, obuf_at(&out), obuf_left(&out), &f));
		obuf_putc(&out, '\0');
		obuf_putc(&again, '\0');
		CHECK_STR(obuf_at(&out), pairs[i].line);
		CHECK_STR(obuf_at(&again), pairs[i].line);
		obuf_fini(&out);
		obuf_fini(&again);
	}
}

static void
what_is_no_record_leaves_nothing_behind(void)
{
	static const struct {
		const char *text, *why;
		unsigned line;
	} cases[] = {
		{ "{\"name\":\"a\"}", "type is missing", 1 },
		{ "{\"in\":{\"type\":\"a\"}}", "type is missing", 1 },
		{ "{\"type\":[\"a\"]}", "type is not a string", 1 },
		{ "[{\"type\":\"a\"}]", "a record is a JSON object", 1 },
		{ "\n{\"type\":\"a\",\n\"b\":tru}", "not JSON", 3 },
		{ "{\"type\":\"a\"} {}", "not JSON", 1 },
		{ "{\"type\":\"a\"", "it ends too early", 1 },
		{ "", "it ends too early", 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct obuf out = { 0 };
		struct rec_fault f = { 0 };

		obuf_puts(&out, "xy");
		obuf_take(&out, 1);
		CHECK(!rec_canonical(
		    &out, cases[i].text, strlen(cases[i].text), &f));
		CHECK_STR(f.text, cases[i].why);
		CHECK(f.line == cases[i].line);
		CHECK(obuf_left(&out) == 1);
		obuf_fini(&out);
	}
}

static void
any_value_can_be_one_line(void)
{
	struct obuf out = { 0 };

	CHECK(rec_canonical_value(&out, " [ 1 , { \"a\" : [ ] } ] ", 23));
	CHECK(!rec_canonical_value(&out, "[1", 2));
	obuf_putc(&out, '\0');
	CHECK_STR(obuf_at(&out), "[1,{\"a\":[]}]");
	obuf_fini(&out);
}

int
main(void)
{
	RUN(it_is_one_line_with_the_same_tokens);
	RUN(what_is_no_record_leaves_nothing_behind);
	RUN(any_value_can_be_one_line);
	return DONE();
}
