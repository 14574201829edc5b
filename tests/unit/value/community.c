/* The three kinds of communities as text. */
#include "value/community.h"
#include "../../t.h"
#include "base/fault.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

struct refused {
	const char *text;
	size_t at;
	const char *what;
};

static void
communities_read_and_write_as_two_numbers(void)
{
	static const struct {
		const char *text;
		uint32_t value;
	} rows[] = {
		{ "0:0", 0 },
		{ "64512:100", 64512u << 16 | 100 },
		{ "65535:65535", UINT32_MAX },
		{ "1:65535", 0x1ffff },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[COMMUNITY_TEXT], *end;
		uint32_t v;

		CHECK(community_parse(
		    &v, rows[i].text, strlen(rows[i].text), NULL));
		CHECK(v == rows[i].value);
		end = community_format(v, text);
		CHECK_STR(text, rows[i].text);
		CHECK(end == text + strlen(text));
	}
}

/* Against the numbers of the IANA registry, written out once more. */
static void
names_are_read_and_numbers_are_written(void)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "graceful_shutdown", "65535:0" },
		{ "accept_own", "65535:1" },
		{ "route_filter_translated_v4", "65535:2" },
		{ "route_filter_v4", "65535:3" },
		{ "route_filter_translated_v6", "65535:4" },
		{ "route_filter_v6", "65535:5" },
		{ "llgr_stale", "65535:6" },
		{ "no_llgr", "65535:7" },
		{ "accept_own_nexthop", "65535:8" },
		{ "standby_pe", "65535:9" },
		{ "blackhole", "65535:666" },
		{ "no_export", "65535:65281" },
		{ "no_advertise", "65535:65282" },
		{ "no_export_subconfed", "65535:65283" },
		{ "nopeer", "65535:65284" },
	};
	uint32_t v;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[COMMUNITY_TEXT];

		CHECK(community_parse(
		    &v, rows[i].name, strlen(rows[i].name), NULL));
		community_format(v, text);
		CHECK_STR(text, rows[i].text);
	}
	CHECK(community_parse(&v, "no_export", 9, NULL));
	CHECK(v == COMMUNITY_NO_EXPORT);
	CHECK(community_parse(&v, "no_advertise", 12, NULL));
	CHECK(v == COMMUNITY_NO_ADVERTISE);
	CHECK(community_parse(&v, "no_export_subconfed", 19, NULL));
	CHECK(v == COMMUNITY_NO_EXPORT_SUBCONFED);
}

static void
what_is_no_community_is_refused_at_its_place(void)
{
	static const struct refused rows[] = {
		{ "", 0, "a community is missing" },
		{ "64512", 5, "a colon is missing" },
		{ "64512:", 6, "a number is missing" },
		{ ":100", 0, "a number is missing" },
		{ "65536:1", 0, "number too large" },
		{ "1:65536", 2, "number too large" },
		{ "01:1", 0, "leading zero" },
		{ "1:1:1", 3, "a colon too many" },
		{ "1:1 ", 3, "not a digit" },
		{ "1:-1", 2, "not a digit" },
		{ "0xffff:1", 1, "not a digit" },
		{ "no_expor", 0, "not a well-known community" },
		{ "no_export_", 0, "not a well-known community" },
		{ "no-export", 0, "not a well-known community" },
		{ "NO_EXPORT", 9, "a colon is missing" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct fault f = { 0 };
		uint32_t v = 77;

		CHECK(!community_parse(&v, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(v == 77);
		free(copy);
	}
}

static void
every_community_comes_back_from_its_text(void)
{
	uint64_t state = 51;

	for (unsigned i = 0; i < 300000; i++) {
		uint32_t v = (uint32_t)t_draw(&state), back;
		char text[COMMUNITY_TEXT], *end = community_format(v, text);

		CHECK(community_parse(&back, text, (size_t)(end - text), NULL));
		CHECK(back == v);
	}
}

static void
every_large_community_comes_back_from_its_text(void)
{
	uint64_t state = 52;

	for (unsigned i = 0; i < 300000; i++) {
		struct large_community c, back = { 0 };
		char text[LARGE_COMMUNITY_TEXT], *end;

		c.global = (uint32_t)(t_draw(&state) >> (i % 33 + 31));
		c.local1 = (uint32_t)(t_draw(&state) >> (i % 31 + 32));
		c.local2 = (uint32_t)t_draw(&state);
		end = large_community_format(&c, text);
		CHECK(end < text + sizeof(text) && *end == '\0');
		CHECK(large_community_parse(
		    &back, text, (size_t)(end - text), NULL));
		CHECK(memcmp(&c, &back, sizeof(c)) == 0);
	}
}

static void
the_longest_large_community_fits(void)
{
	struct large_community c = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	char text[LARGE_COMMUNITY_TEXT];

	CHECK(large_community_format(&c, text) == text + sizeof(text) - 1);
	CHECK_STR(text, "4294967295:4294967295:4294967295");
}

static void
what_is_no_large_community_is_refused_at_its_place(void)
{
	static const struct refused rows[] = {
		{ "", 0, "a large community is missing" },
		{ "1", 1, "a colon is missing" },
		{ "1:2", 3, "a colon is missing" },
		{ "1:2:", 4, "a number is missing" },
		{ "1::3", 2, "a number is missing" },
		{ "1:2:3:4", 5, "a colon too many" },
		{ "4294967296:2:3", 0, "number too large" },
		{ "1:2:4294967296", 4, "number too large" },
		{ "1:02:3", 2, "leading zero" },
		{ "1:2:x", 4, "not a digit" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct large_community c = { .global = 77 };
		struct fault f = { 0 };

		CHECK(!large_community_parse(&c, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(c.global == 77);
		free(copy);
	}
}

int
main(void)
{
	RUN(communities_read_and_write_as_two_numbers);
	RUN(names_are_read_and_numbers_are_written);
	RUN(what_is_no_community_is_refused_at_its_place);
	RUN(every_community_comes_back_from_its_text);
	RUN(every_large_community_comes_back_from_its_text);
	RUN(the_longest_large_community_fits);
	RUN(what_is_no_large_community_is_refused_at_its_place);
	return DONE();
}
