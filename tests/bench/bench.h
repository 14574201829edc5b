/* A benchmark: times a piece of work, prints one line of JSON. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* Of our own processor time: what others take on a busy machine is not ours. */
static inline int64_t
bench_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* n operations over so many bytes took so long. */
static inline void
bench_report(const char *name, uint64_t n, int64_t ns, uint64_t bytes)
{
	printf("{\"name\":\"%s\",\"n\":%llu,\"ns_per_op\":%.1f,\"bytes\":%llu,"
	       "\"per_s\":%.0f,\"mb_per_s\":%.0f}\n",
	    name, (unsigned long long)n, (double)ns / (double)n,
	    (unsigned long long)bytes, (double)n * 1e9 / (double)ns,
	    (double)bytes * 1e3 / (double)ns);
	fflush(stdout);
}

/* The best of five runs, so that a busy machine disturbs less. */
#define BENCH(name, n, bytes, work)                                            \
	do {                                                                   \
		int64_t bench_best = INT64_MAX;                                \
                                                                               \
		for (int bench_i = 0; bench_i < 5; bench_i++) {                \
			int64_t bench_t = bench_ns();                          \
                                                                               \
			work;                                                  \
			bench_t = bench_ns() - bench_t;                        \
			if (bench_t < bench_best)                              \
				bench_best = bench_t;                          \
		}                                                              \
		bench_report(name, n, bench_best, bytes);                      \
	} while (0)

#endif
