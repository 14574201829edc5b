/* Keys that are counted, and are gone when nothing of them is left. */
#include "core/tally.h"

#include "../../t.h"

static uint32_t
count_of(const struct tally *t, uint32_t key)
{
	for (size_t i = 0; i < t->n; i++)
		if (memcmp(t->at[i].key, &key, sizeof(key)) == 0)
			return t->at[i].n;
	return 0;
}

static void
equal_keys_are_one_and_end_with_the_last(void)
{
	struct tally t = { 0 };
	uint32_t a = 1, b = 2;

	tally_count(&t, &a, sizeof(a), 1);
	tally_count(&t, &b, sizeof(b), 1);
	tally_count(&t, &a, sizeof(a), 1);
	CHECK(t.n == 2 && count_of(&t, 1) == 2 && count_of(&t, 2) == 1);
	tally_count(&t, &a, sizeof(a), -1);
	tally_count(&t, &a, sizeof(a), -1);
	CHECK(t.n == 1 && count_of(&t, 1) == 0 && count_of(&t, 2) == 1);
	tally_count(&t, &b, sizeof(b), -1);
	CHECK(t.n == 0);
	tally_fini(&t);
}

/* As many as there are, against an array. */
static void
many_come_and_go_in_any_order(void)
{
	uint32_t seed = 1, want[64] = { 0 };
	struct tally t = { 0 };
	size_t n = 0;

	for (unsigned round = 0; round < 20000; round++) {
		uint32_t key;

		seed = seed * 1664525u + 1013904223u;
		key = seed >> 16 & 63;
		if ((seed >> 24 & 1) == 0 && want[key] > 0) {
			tally_count(&t, &key, sizeof(key), -1);
			want[key]--;
		} else {
			tally_count(&t, &key, sizeof(key), 1);
			want[key]++;
		}
	}
	for (uint32_t key = 0; key < 64; key++) {
		CHECK(count_of(&t, key) == want[key]);
		n += want[key] > 0;
	}
	CHECK(t.n == n);
	tally_fini(&t);
}

int
main(void)
{
	RUN(equal_keys_are_one_and_end_with_the_last);
	RUN(many_come_and_go_in_any_order);
	return DONE();
}
