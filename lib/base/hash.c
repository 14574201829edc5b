/*
 * Multiply-fold hashing: two words are multiplied to 128 bits and the halves
 * folded together, so that every bit of one reaches all bits of the other.
 *
 * Both factors are first mixed with what comes of the seed. A key that makes
 * one of them zero, and so hides the other, can then not be chosen without
 * knowing the seed.
 */
#include "base/hash.h"

#include <string.h>

/* The first digits of pi and of e: odd, and about half of their bits set. */
#define PI_BITS 0x243f6a8885a308d3u
#define E_BITS  0xadf85458a2bb4a9bu

static inline uint64_t
load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t
load32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t
fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
hash_bytes(const void *from, size_t n, uint64_t seed)
{
	const uint8_t *p = from;
	uint64_t secret = fold(seed ^ PI_BITS, E_BITS);
	uint64_t h = secret + n, a = 0, b = 0;

	if (n > 16) {
		for (; n > 16; n -= 16, p += 16)
			h = fold(load64(p) ^ h, load64(p + 8) ^ secret);
		/* The last 16, of which some may have been read already. */
		a = load64(p + n - 16);
		b = load64(p + n - 8);
	} else if (n >= 8) {
		a = load64(p);
		b = load64(p + n - 8);
	} else if (n >= 4) {
		a = load32(p);
		b = load32(p + n - 4);
	} else if (n > 0) {
		a = p[0];
		b = (uint64_t)p[n / 2] << 8 | p[n - 1];
	}
	return fold(fold(a ^ h, b ^ secret) ^ h, E_BITS);
}
