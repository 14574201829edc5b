/* Strict numbers in text: nothing but digits, no sign, no leading zero. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct fault;

/* All n characters are the number, at most max; says where it is not. */
bool text_u64(
    const char *s, size_t n, uint64_t max, uint64_t *v, struct fault *f);
bool text_u32(
    const char *s, size_t n, uint32_t max, uint32_t *v, struct fault *f);

/* One more than the value of a hex digit, 0 for what is none. */
extern const uint8_t text_hex_digits[256];

/* The value of a hex digit; over 15 for what is none. */
static inline unsigned
text_hex_digit(char c)
{
	return text_hex_digits[(unsigned char)c] - 1u;
}

/* Pairs of hex digits, either case, to n / 2 bytes. */
bool text_unhex(const char *s, size_t n, uint8_t *to, struct fault *f);

/*
 * These write at `to`, end with a NUL, and return where that is.
 * Room: TEXT_U64 for numbers, 2n + 1 for hex.
 */
#define TEXT_U64 21
char *text_put_u32(char *to, uint32_t v);
char *text_put_u64(char *to, uint64_t v);
char *text_put_hex(char *to, const void *from, size_t n);

/* 0 to 255, filled up with NULs. */
extern const char text_octets[256][4];

/* Writes four bytes, whatever the number; returns where its text ends. */
static inline char *
text_put_u8(char *to, uint8_t v)
{
	memcpy(to, text_octets[v], 4);
	return to + 1 + (v >= 10) + (v >= 100);
}

#endif
