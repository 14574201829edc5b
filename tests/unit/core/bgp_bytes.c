/* Interned strings of bytes. */
#include "core/bgp_bytes.h"
#include "../../t.h"

static struct rbuf
text(const char *s)
{
	return rbuf(s, strlen(s));
}

static void
equal_strings_are_one_and_last_as_long_as_someone_holds_them(void)
{
	struct bgp_bytes t = { 0 };
	uint32_t a = bgp_bytes_intern(&t, text("one"));
	uint32_t b = bgp_bytes_intern(&t, text("two"));

	CHECK(a != 0 && b != 0 && a != b);
	CHECK(bgp_bytes_intern(&t, text("one")) == a);
	CHECK(bgp_bytes_find(&t, text("two")) == b);
	bgp_bytes_drop(&t, a);
	CHECK(bgp_bytes_find(&t, text("one")) == a);
	bgp_bytes_drop(&t, a);
	CHECK(bgp_bytes_find(&t, text("one")) == 0);
	CHECK(memcmp(bgp_bytes_at(&t, b).at, "two", 3) == 0);
	CHECK(bgp_bytes_intern(&t, text("three")) == a); /* its place again */
	bgp_bytes_fini(&t);
}

static void
an_empty_string_is_none(void)
{
	struct bgp_bytes t = { 0 };
	struct rbuf none = bgp_bytes_at(&t, 0);

	CHECK(bgp_bytes_intern(&t, text("")) == 0);
	CHECK(rbuf_left(&none) == 0);
	bgp_bytes_drop(&t, 0);
	bgp_bytes_fini(&t);
}

static void
thousands_are_found_again(void)
{
	struct bgp_bytes t = { 0 };
	uint32_t at[3000];

	for (unsigned i = 0; i < 3000; i++)
		at[i] = bgp_bytes_intern(&t, rbuf(&i, sizeof(i)));
	for (unsigned i = 0; i < 3000; i += 2)
		bgp_bytes_drop(&t, at[i]);
	for (unsigned i = 0; i < 3000; i++)
		CHECK(bgp_bytes_find(&t, rbuf(&i, sizeof(i))) ==
		      (i % 2 ? at[i] : 0));
	CHECK(bgp_bytes_memory(&t) > 1500 * sizeof(unsigned));
	bgp_bytes_fini(&t);
}

int
main(void)
{
	RUN(equal_strings_are_one_and_last_as_long_as_someone_holds_them);
	RUN(an_empty_string_is_none);
	RUN(thousands_are_found_again);
	return DONE();
}
