/* The door to json-c: trees of plain structs. */
#include "rec/json.h"
#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"

static struct arena arena;

static struct json
parse(const char *text)
{
	struct rec_fault fault = { 0 };
	struct json value;

	CHECK(json_parse(&value, text, strlen(text), &arena, NULL, &fault));
	CHECK_STR(fault.text, "");
	return value;
}

static void
scalars_keep_their_text(void)
{
	static const struct {
		const char *json, *text;
		enum json_kind kind;
	} cases[] = {
		{ "null", "null", JSON_NULL },
		{ "true", "true", JSON_BOOL },
		{ "false", "false", JSON_BOOL },
		{ "0", "0", JSON_INTEGER },
		{ "-12", "-12", JSON_INTEGER },
		{ "18446744073709551615", "18446744073709551615",
		    JSON_INTEGER },
		{ "1.50", "1.50", JSON_NUMBER },
		{ "1e3", "1e3", JSON_NUMBER },
		{ "1447830000.123456", "1447830000.123456", JSON_NUMBER },
		{ "\"\"", "", JSON_STRING },
		{ "\"\\u00fc\\ud83d\\ude00\\n\"", "\xc3\xbc\xf0\x9f\x98\x80\n",
		    JSON_STRING },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json value = parse(cases[i].json);

		CHECK(value.kind == cases[i].kind);
		CHECK_STR(value.text, cases[i].text);
		CHECK(value.n == strlen(cases[i].text));
	}
	CHECK(parse("\"a\\u0000b\"").n == 3);
}

static void
containers_hold_what_is_in_them(void)
{
	struct json top = parse(" { \"a\" : [ 1 , [ ] ] /* */ , \"b\" : {} } ");
	const struct json *a = json_get(&top, "a");

	CHECK(top.kind == JSON_OBJECT && top.n == 2);
	CHECK(a != NULL && a->kind == JSON_ARRAY && a->n == 2);
	CHECK(a != NULL && a->in[1].kind == JSON_ARRAY && a->in[1].n == 0);
	CHECK(json_get(&top, "c") == NULL);
	CHECK(a != NULL && json_get(a, "a") == NULL);
}

static void
a_key_that_stands_twice_is_told(void)
{
	static const struct {
		const char *json;
		bool twice;
	} cases[] = {
		{ "{\"a\":1,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}",
		    false },
		{ "{\"a\":1,\"a\":1}", true },
		{ "[[{\"a\":1,\"\\u0061\":1}]]", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool twice = !cases[i].twice;
		struct json value;

		CHECK(json_parse(&value, cases[i].json, strlen(cases[i].json),
		    &arena, &twice, NULL));
		CHECK(twice == cases[i].twice);
	}
}

/* What json-c takes, and RFC 8259 does not. */
static void
only_json_is_json(void)
{
	static const char *const cases[] = { "", " ", "nan", "NaN", "Infinity",
		"'a'", "{a:1}", "{'a':1}", "[1,]", "{\"a\":1,}", "01", "+1",
		"1.", ".5", "1e", "TRUE", "[1 2]", "{\"a\" 1}", "1 2", "\"\t\"",
		"\"\\x\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\xff\"",
		"\"\xc0\x80\"", "[", "{", "}", "# a", "/* a", "/", "true1" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rec_fault fault = { 0 };
		struct json value;
		bool good;

		good = json_parse(
		    &value, cases[i], strlen(cases[i]), &arena, NULL, &fault);
		CHECK(!good && fault.text[0] != '\0');
		if (good)
			printf("# %s\n", cases[i]);
	}
}

static void
nesting_has_a_limit(void)
{
	struct obuf text = { 0 };
	struct rec_fault fault;
	struct json value;

	for (int depth = 64; depth <= 65; depth++) {
		obuf_take(&text, obuf_left(&text));
		for (int i = 0; i < depth; i++)
			obuf_putc(&text, '[');
		for (int i = 0; i < depth; i++)
			obuf_putc(&text, ']');
		CHECK(json_parse(&value, obuf_at(&text), obuf_left(&text),
			  &arena, NULL, &fault) == (depth == 64));
	}
	CHECK_STR(fault.text, "nested too deeply");
	obuf_fini(&text);
}

int
main(void)
{
	RUN(scalars_keep_their_text);
	RUN(containers_hold_what_is_in_them);
	RUN(a_key_that_stands_twice_is_told);
	RUN(only_json_is_json);
	RUN(nesting_has_a_limit);
	arena_fini(&arena);
	return DONE();
}
