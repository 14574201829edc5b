/* Strict numbers from text, and quick numbers to text. */
#include "base/text.h"
#include "base/fault.h"

#include <string.h>

/* clang-format off */
#define ONES(t) \
	t "0", t "1", t "2", t "3", t "4", t "5", t "6", t "7", t "8", t "9"
#define TENS(t) \
	ONES(t "0"), ONES(t "1"), ONES(t "2"), ONES(t "3"), ONES(t "4"), \
	ONES(t "5"), ONES(t "6"), ONES(t "7"), ONES(t "8"), ONES(t "9")

const char text_octets[256][4] = {
	ONES(""), ONES("1"), ONES("2"), ONES("3"), ONES("4"),
	ONES("5"), ONES("6"), ONES("7"), ONES("8"), ONES("9"),
	TENS("1"),
	ONES("20"), ONES("21"), ONES("22"), ONES("23"), ONES("24"),
	"250", "251", "252", "253", "254", "255",
};

/* 00 to 99, side by side */
static const char pairs[] =
	"0001020304050607080910111213141516171819"
	"2021222324252627282930313233343536373839"
	"4041424344454647484950515253545556575859"
	"6061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

const uint8_t text_hex_digits[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	['A'] = 11, 12, 13, 14, 15, 16,
	['a'] = 11, 12, 13, 14, 15, 16,
};
/* clang-format on */

bool
text_u64(const char *s, size_t n, uint64_t max, uint64_t *v, struct fault *f)
{
	uint64_t sum = 0;

	if (n == 0)
		return fault(f, s, 0, "a number is missing");
	for (size_t i = 0; i < n; i++) {
		unsigned digit = (unsigned char)s[i] - (unsigned)'0';

		if (digit > 9)
			return fault(f, s + i, 0, "not a digit");
		if (i > 0 && s[0] == '0')
			return fault(f, s, 0, "leading zero");
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum) || sum > max)
			return fault(f, s, 0, "number too large");
	}
	*v = sum;
	return true;
}

bool
text_u32(const char *s, size_t n, uint32_t max, uint32_t *v, struct fault *f)
{
	uint64_t wide;

	if (!text_u64(s, n, max, &wide, f))
		return false;
	*v = (uint32_t)wide;
	return true;
}

bool
text_unhex(const char *s, size_t n, uint8_t *to, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		unsigned digit = text_hex_digit(s[i]);

		if (digit > 15)
			return fault(f, s + i, 0, "not a hex digit");
		if (i % 2 == 0 && i + 1 == n)
			return fault(f, s + n, 0, "odd number of hex digits");
		if (i % 2 == 0)
			to[i / 2] = (uint8_t)(digit << 4);
		else
			to[i / 2] |= (uint8_t)digit;
	}
	return true;
}

/* Backwards, two digits at a time, into room for 20; where they begin. */
static char *
digits_before(char *end, uint64_t v)
{
	while (v >= 100) {
		end -= 2;
		memcpy(end, pairs + v % 100 * 2, 2);
		v /= 100;
	}
	if (v >= 10) {
		end -= 2;
		memcpy(end, pairs + v * 2, 2);
	} else {
		*--end = (char)('0' + v);
	}
	return end;
}

/* Exactly two and four digits, with leading zeros. */
static inline char *
put_two(char *to, uint32_t v)
{
	memcpy(to, pairs + v * 2, 2);
	return to + 2;
}

static inline char *
put_four(char *to, uint32_t v)
{
	return put_two(put_two(to, v / 100), v % 100);
}

/* Under 10000, without leading zeros. */
static inline char *
put_few(char *to, uint32_t v)
{
	if (v < 256)
		return text_put_u8(to, (uint8_t)v);
	if (v >= 1000)
		return put_four(to, v);
	*to = (char)('0' + v / 100);
	return put_two(to + 1, v % 100);
}

char *
text_put_u32(char *to, uint32_t v)
{
	if (v < 10000)
		to = put_few(to, v);
	else if (v < 100000000)
		to = put_four(put_few(to, v / 10000), v % 10000);
	else
		to = put_four(
		    put_four(put_few(to, v / 100000000), v / 10000 % 10000),
		    v % 10000);
	*to = '\0';
	return to;
}

char *
text_put_u64(char *to, uint64_t v)
{
	char digits[TEXT_U64], *end = digits + sizeof(digits), *from;
	size_t n;

	if (v <= UINT32_MAX)
		return text_put_u32(to, (uint32_t)v);
	from = digits_before(end, v);
	n = (size_t)(end - from);
	memcpy(to, from, n);
	to[n] = '\0';
	return to + n;
}

char *
text_put_hex(char *to, const void *from, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const uint8_t *p = from;

	for (size_t i = 0; i < n; i++) {
		*to++ = digit[p[i] >> 4];
		*to++ = digit[p[i] & 15];
	}
	*to = '\0';
	return to;
}
