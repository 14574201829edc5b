/* The clocks go on, and chance is no habit. */
#include "edge/clock.h"

#include "../../t.h"

#include <time.h>

static void
monotonic_time_never_goes_back(void)
{
	mono last = clock_mono();

	for (unsigned i = 0; i < 10000; i++) {
		mono now = clock_mono();

		CHECK(!mono_before(now, last));
		last = now;
	}
}

static void
wall_time_is_that_of_everyone(void)
{
	int64_t before = time(NULL), now = clock_wall_us() / 1000000;

	/* time() reads a coarser clock, which may be a tick behind. */
	CHECK(now >= before && now <= time(NULL) + 1);
}

static void
random_bytes_fill_all_and_nothing_more(void)
{
	uint8_t one[600] = { 0 }, two[600] = { 0 };
	unsigned zeros = 0;

	clock_random(one, sizeof(one) - 1);
	clock_random(two, sizeof(two) - 1);
	CHECK(memcmp(one, two, sizeof(one)) != 0);
	CHECK(one[sizeof(one) - 1] == 0);
	for (size_t i = 0; i < sizeof(one) - 1; i++)
		zeros += one[i] == 0;
	CHECK(zeros < 60); /* 2.3 are expected */
}

static void
jitter_shortens_a_wait_by_a_quarter_at_most(void)
{
	uint16_t first = clock_jitter();
	bool differ = false;

	for (unsigned i = 0; i < 200; i++) {
		uint16_t one = clock_jitter();

		CHECK(one >= 750 && one <= 1000);
		differ |= one != first;
	}
	CHECK(differ);
}

int
main(void)
{
	RUN(monotonic_time_never_goes_back);
	RUN(wall_time_is_that_of_everyone);
	RUN(random_bytes_fill_all_and_nothing_more);
	RUN(jitter_shortens_a_wait_by_a_quarter_at_most);
	return DONE();
}
