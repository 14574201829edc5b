/* Canonical lines, and what must never be taken for one. */
#include "rec/pass.h"

#include "../../t.h"

static const char route[] =
    "{\"type\":\"route\",\"family\":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\","
    "\"paths\":[{\"next_hop\":\"192.0.2.1\",\"labels\":[]},{}],\"up\":true,"
    "\"down\":false,\"nothing\":null,\"time\":1447830000.123456,"
    "\"exp\":-0.5e+10,\"text\":\"a \\\"b\\\" \\u00e9 \xc3\xa9 "
    "\xf0\x9f\x98\x80\"}"
    "\n";

/* What rec_pass() says of a text that ASan guards the end of. */
static size_t
pass(const char *text, size_t n, enum rec_type *type)
{
	uint8_t *p = t_exact(text, n);
	size_t length = rec_pass((const char *)p, n, type);

	free(p);
	return length;
}

/* Whether the text is, as a whole, one canonical line. */
static bool
passes(const char *text)
{
	enum rec_type type;
	size_t n = strlen(text), length = pass(text, n, &type);

	CHECK(length == 0 || length == n);
	return length > 0;
}

static void
a_canonical_line_passes_with_its_length_and_type(void)
{
	enum rec_type type = REC_NONE;

	CHECK(pass(route, sizeof(route) - 1, &type) == sizeof(route) - 1);
	CHECK(type == REC_ROUTE);
}

static void
the_first_line_of_many_is_measured(void)
{
	static const char two[] = "{\"type\":\"vrf\"}\n{\"type\":\"peer\"}\n";
	enum rec_type type = REC_NONE;

	CHECK(pass(two, sizeof(two) - 1, &type) == 15);
	CHECK(type == REC_VRF);
}

static void
an_unknown_type_passes_as_none(void)
{
	static const char line[] = "{\"type\":\"weather\",\"rain\":1}\n";
	enum rec_type type = REC_ROUTE;

	CHECK(pass(line, sizeof(line) - 1, &type) == sizeof(line) - 1);
	CHECK(type == REC_NONE);
}

static void
every_truncation_is_refused(void)
{
	enum rec_type type;

	for (size_t n = 0; n < sizeof(route) - 1; n++)
		CHECK(pass(route, n, &type) == 0);
}

static void
every_control_character_in_place_of_any_byte_is_refused(void)
{
	enum rec_type type;
	char line[sizeof(route)];

	for (size_t i = 0; i + 2 < sizeof(route); i++)
		for (int c = 0; c < ' '; c++) {
			memcpy(line, route, sizeof(route));
			line[i] = (char)c;
			CHECK(pass(line, sizeof(line) - 1, &type) == 0);
		}
}

static void
what_is_not_json_is_refused(void)
{
	/* What follows {"type":"route" */
	static const char *const bad[] = { "", "\n", "}", "}}\n", ",}\n", "]\n",
		"} \n", "}\r\n", ",\"a\"}\n", ",\"a\":}\n", ",a:1}\n",
		",\"a\":[1,]}\n", ",\"a\":[,1]}\n", ",\"a\":[1}\n",
		",\"a\":{1}}\n", ",\"a\":{\"b\":1]}\n", ",\"a\":{,}}\n",
		",\"a\":tru}\n", ",\"a\":True}\n", ",\"a\":NaN}\n",
		",\"a\":01}\n", ",\"a\":+1}\n", ",\"a\":.5}\n", ",\"a\":1.}\n",
		",\"a\":1e}\n", ",\"a\":-}\n", ",\"a\":0x1}\n", ",\"a\":'b'}\n",
		",\"a\":\"\\x\"}\n", ",\"a\":\"\\u12g4\"}\n", ",\"a\":\"b}\n",
		",\"a\":1 \"b\":2}\n", " \"a\":1}\n", "/**/}\n", "}//\n",
		",\"a\":\"b\n\"}\n" };
	char line[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line), "{\"type\":\"route\"%s", bad[i]);
		CHECK(!passes(line));
	}
	CHECK(!passes("[]\n"));
	CHECK(!passes("{}\n"));
	CHECK(!passes("{\"type\":\"\"}\n"));
	CHECK(!passes("{\"type\":7}\n"));
	CHECK(!passes("// {\"type\":\"route\"}\n"));
}

static void
what_is_not_utf_8_is_refused(void)
{
	static const char *const bad[] = {
		"\x80",             /* no lead */
		"\xc3",             /* torn */
		"\xc0\xaf",         /* overlong */
		"\xe0\x9f\xbf",     /* overlong */
		"\xed\xa0\x80",     /* a surrogate */
		"\xf0\x8f\xbf\xbf", /* overlong */
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xff",
	};
	char line[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line),
		    "{\"type\":\"log\",\"text\":\"%s\"}\n", bad[i]);
		CHECK(!passes(line));
	}
}

static void
unusual_json_is_left_to_the_reader(void)
{
	static const char *const unusual[] = {
		"{\"type\":\"route\", \"a\":1}\n",
		"{ \"type\":\"route\"}\n",
		"{\"type\":\"route\",\"a\":\t1}\n",
		"{\"type\":\"route\",\"a\":[1,\n2]}\n",
		"{\"a\":1,\"type\":\"route\"}\n",
		"{\"type\":\"route\",\"type\":\"peer\"}\n",
		"{\"type\":\"route\",\"t\\u0079pe\":\"peer\"}\n",
		"{\"type\":\"ro\\u0075te\"}\n",
		"{\"type\":\"route\",\"a\":\"\\ud83d\\ude00\"}\n",
	};

	for (size_t i = 0; i < sizeof(unusual) / sizeof(*unusual); i++)
		CHECK(!passes(unusual[i]));
	CHECK(passes("{\"type\":\"route\",\"a\":{\"type\":\"peer\"}}\n"));
}

static void
nesting_is_followed_to_its_limit(void)
{
	char line[256];
	size_t n;

	for (size_t deep = 1; deep < 2 * PASS_DEPTH; deep++) {
		n = (size_t)sprintf(line, "{\"type\":\"x\",\"a\":");
		memset(line + n, '[', deep);
		memset(line + n + deep, ']', deep);
		strcpy(line + n + 2 * deep, "}\n");
		CHECK(passes(line) == (deep < PASS_DEPTH));
	}
}

static void
a_peek_tells_the_type_without_reading_on(void)
{
	CHECK(rec_peek("{\"type\":\"lfib\"", 14) == REC_LFIB);
	CHECK(rec_peek("{\"type\":\"lfib\"junk", 18) == REC_LFIB);
	CHECK(rec_peek("{\"type\":\"lfib", 13) == REC_NONE);
	CHECK(rec_peek("{\"type\":\"lfibs\"}", 16) == REC_NONE);
	CHECK(rec_peek("{\"a\":1}", 7) == REC_NONE);
	CHECK(rec_peek("", 0) == REC_NONE);
}

int
main(void)
{
	RUN(a_canonical_line_passes_with_its_length_and_type);
	RUN(the_first_line_of_many_is_measured);
	RUN(an_unknown_type_passes_as_none);
	RUN(every_truncation_is_refused);
	RUN(every_control_character_in_place_of_any_byte_is_refused);
	RUN(what_is_not_json_is_refused);
	RUN(what_is_not_utf_8_is_refused);
	RUN(unusual_json_is_left_to_the_reader);
	RUN(nesting_is_followed_to_its_limit);
	RUN(a_peek_tells_the_type_without_reading_on);
	return DONE();
}
