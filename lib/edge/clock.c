/* The two clocks, and chance. */
#include "edge/clock.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static int64_t
clock_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

mono
clock_mono(void)
{
	return (mono){ clock_us(CLOCK_MONOTONIC) };
}

int64_t
clock_cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int64_t
clock_wall_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

void
clock_random(void *to, size_t n)
{
	char *at = to;

	/* Up to 256 bytes come whole once the kernel is seeded; a signal
	   before that is the only way to fall short. */
	while (n > 0) {
		size_t want = n < 256 ? n : 256;

		if (getrandom(at, want, 0) == (ssize_t)want) {
			at += want;
			n -= want;
		}
	}
}

uint16_t
clock_jitter(void)
{
	uint16_t chance;

	clock_random(&chance, sizeof(chance));
	return (uint16_t)(750 + chance % 251);
}
