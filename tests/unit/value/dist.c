/* Route distinguishers and route targets: every value has a text. */
#include "value/dist.h"
#include "../../t.h"
#include "base/fault.h"
#include "value/community.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static const struct {
	const char *text;
	uint8_t b[8];
} golden[] = {
	{ "65001:100", { 0, 0, 0xfd, 0xe9, 0, 0, 0, 100 } },
	{ "0:0", { 0 } },
	{ "65535:4294967295", { 0, 0, 255, 255, 255, 255, 255, 255 } },
	{ "192.0.2.1:7", { 0, 1, 192, 0, 2, 1, 0, 7 } },
	{ "255.255.255.255:65535", { 0, 1, 255, 255, 255, 255, 255, 255 } },
	{ "65536:1", { 0, 2, 0, 1, 0, 0, 0, 1 } },
	{ "4294967295:65535", { 0, 2, 255, 255, 255, 255, 255, 255 } },
	{ "2:65535:1", { 0, 2, 0, 0, 255, 255, 0, 1 } },
	{ "2:0:0", { 0, 2 } },
	{ "2:100", { 0, 0, 0, 2, 0, 0, 0, 100 } },
};

static void
an_rd_reads_and_writes_as_its_bytes(void)
{
	for (size_t i = 0; i < COUNT(golden); i++) {
		struct rd rd = { { 9 } };
		char text[DIST_TEXT], *end;

		CHECK(rd_parse(
		    &rd, golden[i].text, strlen(golden[i].text), NULL));
		CHECK(memcmp(rd.b, golden[i].b, 8) == 0);
		end = rd_format(&rd, text);
		CHECK_STR(text, golden[i].text);
		CHECK(end == text + strlen(text));
	}
}

/* RFC 4360: one byte of type, then the subtype. */
static void
an_rt_has_its_type_in_the_first_byte(void)
{
	for (size_t i = 0; i < COUNT(golden); i++) {
		struct ext_community rt = { { 9 } };
		char text[DIST_TEXT], *end;

		CHECK(rt_parse(
		    &rt, golden[i].text, strlen(golden[i].text), NULL));
		CHECK(ext_community_is_rt(&rt));
		CHECK(rt.b[0] == golden[i].b[1] && rt.b[1] == 2);
		CHECK(memcmp(rt.b + 2, golden[i].b + 2, 6) == 0);
		end = rt_format(&rt, text);
		CHECK_STR(text, golden[i].text);
		CHECK(end == text + strlen(text));
	}
}

static void
an_rd_of_another_type_is_hex(void)
{
	static const char text[] = "0x0003fde900000064";
	struct rd rd;
	char back[DIST_TEXT];

	CHECK(rd_parse(&rd, text, strlen(text), NULL));
	CHECK(rd.b[1] == 3 && rd.b[2] == 0xfd && rd.b[7] == 100);
	rd_format(&rd, back);
	CHECK_STR(back, text);
}

static void
every_rd_comes_back_from_its_text(void)
{
	uint64_t state = 41;

	for (unsigned i = 0; i < 300000; i++) {
		struct rd rd, back;
		char text[DIST_TEXT], *end;
		uint64_t v = t_draw(&state);

		memcpy(rd.b, &v, 8);
		if (i % 4 != 0) {
			rd.b[0] = 0;
			rd.b[1] = (uint8_t)(i % 5);
		}
		if (i % 3 == 0) /* a small AS number of four bytes */
			rd.b[2] = rd.b[3] = 0;
		end = rd_format(&rd, text);
		CHECK(end < text + sizeof(text) && *end == '\0');
		CHECK(rd_parse(&back, text, (size_t)(end - text), NULL));
		CHECK(memcmp(rd.b, back.b, 8) == 0);
	}
}

static void
what_is_no_rd_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 0, "a colon is missing" },
		{ "65001", 5, "a colon is missing" },
		{ ":1", 0, "a number is missing" },
		{ "65001:", 6, "a number is missing" },
		{ "65001:x", 6, "not a digit" },
		{ "x:1", 0, "not a digit" },
		{ "065001:1", 0, "leading zero" },
		{ "65001:01", 6, "leading zero" },
		{ "65001:4294967296", 6, "number too large" },
		{ "65536:65536", 6, "number too large" },
		{ "4294967296:1", 0, "number too large" },
		{ "192.0.2.1:65536", 10, "number too large" },
		{ "192.0.2:1", 7, "an octet is missing" },
		{ "192.0.2.256:1", 8, "octet over 255" },
		{ "192.0.2.1:", 10, "a number is missing" },
		{ "1.10:5", 4, "an octet is missing" }, /* no asdot */
		{ "2:65536:1", 0, "\"2:\" before a large AS number" },
		{ "2:1:65536", 4, "number too large" },
		{ "2::1", 2, "a number is missing" },
		{ "2:1:1:1", 5, "not a digit" },
		{ "1:1:1", 3, "a colon too many" },
		{ "0:1:1", 3, "a colon too many" },
		{ "2001:db8::1:5", 8, "a colon too many" },
		{ "rt:65001:100", 8, "a colon too many" },
		{ "0x", 0, "not 16 hex digits" },
		{ "0x000000000000000", 0, "not 16 hex digits" },
		{ "0x00000000000000000", 0, "not 16 hex digits" },
		{ "0x000000000000000g", 17, "not a hex digit" },
		{ "0X0000000000000000", 18, "a colon is missing" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct rd rd = { { 99 } };
		struct fault f = { 0 };

		CHECK(!rd_parse(&rd, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(rd.b[0] == 99);
		free(copy);
	}
}

static void
a_route_target_is_never_hex(void)
{
	struct ext_community rt = { { 99 } };

	CHECK(!rt_parse(&rt, "0x0002fde900000064", 18, NULL));
	CHECK(rt.b[0] == 99);
}

static void
only_transitive_targets_of_known_types_are_rts(void)
{
	for (unsigned type = 0; type < 256; type++)
		for (unsigned subtype = 0; subtype < 256; subtype++) {
			struct ext_community c = { { (uint8_t)type,
			    (uint8_t)subtype } };

			CHECK(ext_community_is_rt(&c) ==
			      (type <= 2 && subtype == 2));
		}
}

int
main(void)
{
	RUN(an_rd_reads_and_writes_as_its_bytes);
	RUN(an_rt_has_its_type_in_the_first_byte);
	RUN(an_rd_of_another_type_is_hex);
	RUN(every_rd_comes_back_from_its_text);
	RUN(what_is_no_rd_is_refused_at_its_place);
	RUN(a_route_target_is_never_hex);
	RUN(only_transitive_targets_of_known_types_are_rts);
	return DONE();
}
