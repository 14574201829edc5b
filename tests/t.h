/*
 * A unit test: static functions whose names are sentences, listed in main by
 * RUN(); TAP on standard output, read by prove.
 */
#ifndef TESTS_T_H
#define TESTS_T_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int t_count, t_failed_tests, t_failed;

#define CHECK(cond)                                                            \
	do {                                                                   \
		if (!(cond)) {                                                 \
			t_failed++;                                            \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);    \
		}                                                              \
	} while (0)

/* Both are NUL-terminated; shows the two when they differ. */
#define CHECK_STR(got, want)                                                   \
	do {                                                                   \
		const char *t_g = (got), *t_w = (want);                        \
		if (strcmp(t_g, t_w) != 0) {                                   \
			t_failed++;                                            \
			printf("# %s:%d: got \"%s\", want \"%s\"\n", __FILE__, \
			    __LINE__, t_g, t_w);                               \
		}                                                              \
	} while (0)

#define RUN(test)                                                              \
	do {                                                                   \
		t_failed = 0;                                                  \
		test();                                                        \
		t_failed_tests += t_failed > 0;                                \
		printf("%sok %d - %s\n", t_failed ? "not " : "", ++t_count,    \
		    #test);                                                    \
	} while (0)

#define DONE() (printf("1..%d\n", t_count), t_failed_tests > 0)

/*
 * The next of a row of numbers that look random and are the same in each run
 * (xorshift); the state begins as anything but 0.
 */
static inline uint64_t
t_draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/*
 * A copy on the heap of exactly n bytes, so that ASan sees one byte too far.
 * Not inline: a compiler that knows the size warns of what must not happen.
 */
static __attribute__((noinline, unused)) uint8_t *
t_exact(const void *from, size_t n)
{
	uint8_t *p = malloc(n ? n : 1);

	if (p == NULL)
		abort();
	if (n > 0)
		memcpy(p, from, n);
	return p;
}

#endif
