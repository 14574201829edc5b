/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The bytes of the character that begins here; 0 when it is none (section 4).
 */
static inline unsigned
utf8_len(const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;
	uint8_t lead = n > 0 ? p[0] : 0xff, low = 0x80, high = 0xbf;
	unsigned len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || n < len)
		return 0;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	for (unsigned i = 1; i < len; i++, low = 0x80, high = 0xbf)
		if (p[i] < low || p[i] > high)
			return 0;
	return len;
}

#endif
