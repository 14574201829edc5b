/* Tables of words: whole words only. */
#include "value/names.h"
#include "../../t.h"

static const struct name colors[] = {
	{ 3, "red" },
	{ -1, "reddish" },
	{ 0, "none" },
	{ 0 },
};

static void
a_value_has_its_word(void)
{
	CHECK_STR(name_of(colors, 3), "red");
	CHECK_STR(name_of(colors, -1), "reddish");
	CHECK_STR(name_of(colors, 0), "none");
	CHECK(name_of(colors, 4) == NULL);
}

static void
only_the_whole_word_is_found(void)
{
	int v = 77;

	CHECK(name_find(colors, "reddish", 7, &v) && v == -1);
	CHECK(name_find(colors, "reddish", 3, &v) && v == 3);
	v = 77;
	CHECK(!name_find(colors, "reddish", 4, &v));
	CHECK(!name_find(colors, "re", 2, &v));
	CHECK(!name_find(colors, "red\0x", 5, &v));
	CHECK(!name_find(colors, "", 0, &v));
	CHECK(!name_find(colors, "Red", 3, &v));
	CHECK(v == 77);
}

int
main(void)
{
	RUN(a_value_has_its_word);
	RUN(only_the_whole_word_is_found);
	return DONE();
}
