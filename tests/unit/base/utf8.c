/* UTF-8: every character, and nothing else. */
#include "base/utf8.h"
#include "../../t.h"

#include <stdbool.h>

/* RFC 3629 3, the encoder that the decoder is tested against. */
static unsigned
encode(uint32_t c, char *to)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 63));
		to[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 63));
	to[2] = (char)(0x80 | (c >> 6 & 63));
	to[3] = (char)(0x80 | (c & 63));
	return 4;
}

static void
every_character_has_its_length(void)
{
	unsigned wrong = 0;
	char text[4];

	for (uint32_t c = 0; c < 0x200000; c++) {
		bool real = c < 0xd800 || (c > 0xdfff && c < 0x110000);
		unsigned n = encode(c, text);

		wrong += utf8_len(text, n) != (real ? n : 0);
		wrong += n > 1 && utf8_len(text, n - 1) != 0;
	}
	CHECK(wrong == 0);
}

static void
what_is_longer_than_need_be_is_none(void)
{
	CHECK(utf8_len("\xc0\x80", 2) == 0);
	CHECK(utf8_len("\xc1\xbf", 2) == 0);
	CHECK(utf8_len("\xe0\x9f\xbf", 3) == 0);
	CHECK(utf8_len("\xf0\x8f\xbf\xbf", 4) == 0);
	CHECK(utf8_len("\x80", 1) == 0);
	CHECK(utf8_len("\xff", 1) == 0);
	CHECK(utf8_len("", 0) == 0);
}

int
main(void)
{
	RUN(every_character_has_its_length);
	RUN(what_is_longer_than_need_be_is_none);
	return DONE();
}
