/* The part of a JSON string that stands for itself, eight bytes at a time. */
#ifndef REC_PLAIN_H
#define REC_PLAIN_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define PLAIN_ONES UINT64_C(0x0101010101010101)

/*
 * The high bit of each byte that does not stand for itself in a string: quote,
 * backslash, control, or not ASCII. Only the lowest one set is sure, a borrow
 * may have reached those above it.
 */
static inline uint64_t
plain_specials(uint64_t eight)
{
	uint64_t quote = eight ^ PLAIN_ONES * '"';
	uint64_t slash = eight ^ PLAIN_ONES * '\\';

	return (((quote - PLAIN_ONES) & ~quote) |
		   ((slash - PLAIN_ONES) & ~slash) |
		   ((eight - PLAIN_ONES * ' ') & ~eight) | eight) &
	       PLAIN_ONES * 0x80;
}

/* The first byte that does not stand for itself, or the end. */
static inline const char *
plain_end(const char *at, const char *end)
{
	uint64_t eight, found;

	while (end - at >= 8) {
		memcpy(&eight, at, 8);
		found = plain_specials(le64toh(eight));
		if (found != 0)
			return at + __builtin_ctzll(found) / 8;
		at += 8;
	}
	while (at < end && *at != '"' && *at != '\\' && (int8_t)*at >= ' ')
		at++;
	return at;
}

#endif
