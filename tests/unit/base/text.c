/* Numbers: what is refused and where, and that all that is written is read. */
#include "../../t.h"
#include "base/fault.h"
#include "base/text.h"

#include <inttypes.h>

static bool
parse(const char *s, uint64_t max, uint64_t *v, struct fault *f, size_t *where)
{
	size_t n = strlen(s);
	char *copy = (char *)t_exact(s, n);
	bool ok = text_u64(copy, n, max, v, f);

	*where = ok ? 0 : (size_t)((const char *)f->at - copy);
	free(copy);
	return ok;
}

static void
numbers_up_to_the_most_are_taken(void)
{
	static const struct {
		const char *text;
		uint64_t max, value;
	} rows[] = {
		{ "0", 0, 0 },
		{ "0", UINT64_MAX, 0 },
		{ "7", 7, 7 },
		{ "65535", 65535, 65535 },
		{ "4294967295", UINT32_MAX, UINT32_MAX },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX },
		{ "10000000000000000000", UINT64_MAX, 10000000000000000000u },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fault f;
		size_t where;
		uint64_t v;

		CHECK(parse(rows[i].text, rows[i].max, &v, &f, &where));
		CHECK(v == rows[i].value);
	}
}

static void
what_is_no_number_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 9, 0, "a number is missing" },
		{ "+1", 9, 0, "not a digit" },
		{ "-1", 9, 0, "not a digit" },
		{ " 1", 9, 0, "not a digit" },
		{ "1 ", 9, 1, "not a digit" },
		{ "12a", 99, 2, "not a digit" },
		{ "0x1", 99, 1, "not a digit" },
		{ "1.0", 99, 1, "not a digit" },
		{ "00", 99, 0, "leading zero" },
		{ "01", 99, 0, "leading zero" },
		{ "8", 7, 0, "number too large" },
		{ "10", 9, 0, "number too large" },
		{ "65536", 65535, 0, "number too large" },
		{ "4294967296", UINT32_MAX, 0, "number too large" },
		{ "18446744073709551616", UINT64_MAX, 0, "number too large" },
		{ "99999999999999999999", UINT64_MAX, 0, "number too large" },
		{ "100000000000000000000", UINT64_MAX, 0, "number too large" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t v = 77;
		struct fault f = { 0 };
		size_t where;

		CHECK(!parse(rows[i].text, rows[i].max, &v, &f, &where));
		CHECK_STR(f.what, rows[i].what);
		CHECK(where == rows[i].at);
		CHECK(v == 77);
	}
}

static void
thirty_two_bits_keep_their_most(void)
{
	uint32_t v = 77;

	CHECK(!text_u32("256", 3, 255, &v, NULL) && v == 77);
	CHECK(!text_u32("4294967296", 10, UINT32_MAX, &v, NULL) && v == 77);
	CHECK(text_u32("255", 3, 255, &v, NULL) && v == 255);
}

static void
check_number(uint64_t v)
{
	char ours[TEXT_U64], libc[32], *end = text_put_u64(ours, v);
	uint64_t back;

	snprintf(libc, sizeof(libc), "%" PRIu64, v);
	CHECK_STR(ours, libc);
	CHECK(end == ours + strlen(ours));
	CHECK(text_u64(ours, (size_t)(end - ours), UINT64_MAX, &back, NULL));
	CHECK(back == v);
	if (v > UINT32_MAX)
		return;
	end = text_put_u32(ours, (uint32_t)v);
	CHECK_STR(ours, libc);
	CHECK(end == ours + strlen(ours));
}

static void
numbers_are_written_as_libc_writes_them(void)
{
	uint64_t state = 21, ten = 1;

	for (uint64_t v = 0; v < 100000; v++)
		check_number(v);
	for (unsigned i = 0; i < 20; i++, ten *= 10) {
		check_number(ten - 1);
		check_number(ten);
		check_number(ten + 1);
	}
	for (unsigned i = 0; i < 64; i++)
		check_number(((uint64_t)1 << i) - 1);
	check_number(UINT64_MAX);
	for (unsigned i = 0; i < 100000; i++)
		check_number(t_draw(&state) >> (i % 64));
}

static void
every_octet_is_written(void)
{
	for (unsigned v = 0; v < 256; v++) {
		char text[8] = "@@@@@@@", libc[16];
		char *end = text_put_u8(text, (uint8_t)v);

		snprintf(libc, sizeof(libc), "%u", v);
		CHECK(text[4] == '@'); /* four bytes, and no more */
		*end = '\0';
		CHECK_STR(text, libc);
	}
}

static void
hex_comes_back_as_the_same_bytes(void)
{
	uint8_t bytes[256], back[256];
	char text[513], *end;

	for (unsigned i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	end = text_put_hex(text, bytes, sizeof(bytes));
	CHECK(end == text + 512 && *end == '\0');
	CHECK(memcmp(text + 0x5a * 2, "5a5b5c", 6) == 0);
	CHECK(memcmp(text + 508, "feff", 4) == 0);
	CHECK(text_unhex(text, 512, back, NULL));
	CHECK(memcmp(bytes, back, sizeof(bytes)) == 0);
	CHECK(text_unhex("fFaA", 4, back, NULL));
	CHECK(back[0] == 0xff && back[1] == 0xaa);
	CHECK(text_unhex("", 0, NULL, NULL));
	CHECK(text_put_hex(text, NULL, 0) == text && text[0] == '\0');
}

static void
what_is_no_hex_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "a", 1, "odd number of hex digits" },
		{ "abc", 3, "odd number of hex digits" },
		{ "ag", 1, "not a hex digit" },
		{ "g", 0, "not a hex digit" },
		{ "0x12", 1, "not a hex digit" },
		{ "12 4", 2, "not a hex digit" },
		{ "/:@G`g", 0, "not a hex digit" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t n = strlen(rows[i].text);
		uint8_t to[8];
		struct fault f = { 0 };

		CHECK(!text_unhex(rows[i].text, n, to, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == rows[i].text + rows[i].at);
	}
}

int
main(void)
{
	RUN(numbers_up_to_the_most_are_taken);
	RUN(what_is_no_number_is_refused_at_its_place);
	RUN(thirty_two_bits_keep_their_most);
	RUN(numbers_are_written_as_libc_writes_them);
	RUN(every_octet_is_written);
	RUN(hex_comes_back_as_the_same_bytes);
	RUN(what_is_no_hex_is_refused_at_its_place);
	return DONE();
}
