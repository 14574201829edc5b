/* Points in time: sums, order, and never. */
#include "base/mono.h"
#include "../../t.h"

static void
never_stays_never(void)
{
	CHECK(mono_add(MONO_NEVER, MONO_S(1)).us == INT64_MAX);
	CHECK(mono_add(MONO_NEVER, -MONO_S(1)).us == INT64_MAX);
	CHECK(!mono_due(MONO_NEVER, (mono){ INT64_MAX - 1 }));
	CHECK(!mono_due(MONO_NEVER, MONO_NEVER));
	CHECK(mono_min(MONO_NEVER, (mono){ 5 }).us == 5);
	CHECK(mono_before((mono){ INT64_MAX - 1 }, MONO_NEVER));
}

static void
units_are_microseconds(void)
{
	mono t = mono_add((mono){ 10 }, MONO_S(3) + MONO_MS(2));

	CHECK(t.us == 3002010);
	CHECK(mono_sub(t, (mono){ 10 }) == 3002000);
	CHECK(mono_sub((mono){ 10 }, t) == -3002000);
}

static void
a_deadline_is_due_from_its_moment_on(void)
{
	mono deadline = { 100 };

	CHECK(!mono_due(deadline, (mono){ 99 }));
	CHECK(mono_due(deadline, (mono){ 100 }));
	CHECK(mono_due(deadline, (mono){ 101 }));
}

static void
the_earlier_of_two_is_the_least(void)
{
	mono a = { 1 }, b = { 2 };

	CHECK(mono_before(a, b) && !mono_before(b, a) && !mono_before(a, a));
	CHECK(mono_min(a, b).us == 1 && mono_min(b, a).us == 1);
}

int
main(void)
{
	RUN(never_stays_never);
	RUN(units_are_microseconds);
	RUN(a_deadline_is_due_from_its_moment_on);
	RUN(the_earlier_of_two_is_the_least);
	return DONE();
}
