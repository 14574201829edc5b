/* The hash: every byte counts, and equal keys of other lengths differ. */
#include "base/hash.h"
#include "../../t.h"

#include <stdbool.h>

#define LONGEST 200

static const uint8_t zeros[LONGEST];

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* How many of the n values stand there more than once; sorts them. */
static size_t
doubles(uint64_t *v, size_t n)
{
	size_t found = 0;

	qsort(v, n, sizeof(*v), compare);
	for (size_t i = 1; i < n; i++)
		found += v[i] == v[i - 1];
	return found;
}

static void
exactly_the_bytes_of_the_key_are_read(void)
{
	for (size_t n = 0; n < LONGEST; n++) {
		uint8_t *p = t_exact(zeros, n), more[LONGEST + 8];

		memset(more, 0xff, sizeof(more));
		memcpy(more + 3, zeros, n); /* another place, not aligned */
		CHECK(hash_bytes(p, n, 5) == hash_bytes(more + 3, n, 5));
		free(p);
	}
}

static void
zeros_of_each_length_differ(void)
{
	uint64_t h[LONGEST];

	for (size_t n = 0; n < LONGEST; n++)
		h[n] = hash_bytes(zeros, n, 0);
	CHECK(doubles(h, LONGEST) == 0);
}

/* Of 64 bits about half change with any one bit of the key or the seed. */
static void
each_bit_of_the_key_changes_half_of_the_hash(void)
{
	for (size_t n = 1; n <= 64; n++) {
		uint8_t key[64] = { 0 };
		uint64_t base = hash_bytes(key, n, 1);
		unsigned changed = 0;

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint64_t h;
			int by;

			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
			h = hash_bytes(key, n, 1);
			by = __builtin_popcountll(h ^ base);
			CHECK(by > 8 && by < 56);
			changed += (unsigned)by;
			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		CHECK(changed > 8 * n * 28 && changed < 8 * n * 36);
	}
}

static void
each_bit_of_the_seed_changes_the_hash(void)
{
	uint64_t h[65];

	for (unsigned bit = 0; bit < 64; bit++)
		h[bit] = hash_bytes(zeros, 9, (uint64_t)1 << bit);
	h[64] = hash_bytes(zeros, 9, 0);
	CHECK(doubles(h, 65) == 0);
}

/*
 * Prefixes in a row are what tables hold. Over 2^16 buckets, by the low bits
 * as the map does, chi-square stays near the number of buckets.
 */
static void
keys_in_a_row_spread_over_the_buckets(void)
{
	enum { BUCKETS = 1 << 16, KEYS = 1 << 20 };
	static const size_t lengths[] = { 4, 5, 8, 12, 17, 18, 24 };
	uint32_t *count = calloc(BUCKETS, sizeof(*count));

	for (size_t l = 0; l < sizeof(lengths) / sizeof(*lengths); l++) {
		double chi = 0, want = (double)KEYS / BUCKETS;

		memset(count, 0, BUCKETS * sizeof(*count));
		for (uint32_t i = 0; i < KEYS; i++) {
			uint8_t key[24] = { 10, (uint8_t)(i >> 16),
				(uint8_t)(i >> 8), (uint8_t)i };

			count[hash_bytes(key, lengths[l], 0) % BUCKETS]++;
		}
		for (unsigned b = 0; b < BUCKETS; b++)
			chi += (count[b] - want) * (count[b] - want) / want;
		CHECK(chi > BUCKETS * 0.96 && chi < BUCKETS * 1.04);
	}
	free(count);
}

static void
a_million_keys_have_a_million_hashes(void)
{
	size_t n = 1000000;
	uint64_t *h = malloc(n * sizeof(*h));

	for (uint64_t i = 0; i < n; i++) {
		uint64_t key[3] = { i << 40, i * i, 7 };

		h[i] = hash_bytes(key, sizeof(key), 0);
	}
	CHECK(doubles(h, n) == 0);
	free(h);
}

int
main(void)
{
	RUN(exactly_the_bytes_of_the_key_are_read);
	RUN(zeros_of_each_length_differ);
	RUN(each_bit_of_the_key_changes_half_of_the_hash);
	RUN(each_bit_of_the_seed_changes_the_hash);
	RUN(keys_in_a_row_spread_over_the_buckets);
	RUN(a_million_keys_have_a_million_hashes);
	return DONE();
}
