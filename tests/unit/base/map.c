/* The hash map against a plain array that knows the truth. */
#include "base/map.h"
#include "../../t.h"
#include "base/hash.h"
#include "base/mem.h"

#define NKEYS 200000u
#define STEPS 1000000u

static bool
same_number(const void *ctx, uint32_t at, const void *key)
{
	const uint32_t *keys = ctx;

	return keys[at] == *(const uint32_t *)key;
}

static uint32_t
draw(uint64_t *state)
{
	return (uint32_t)(t_draw(state) >> 32);
}

static uint32_t
hash_of(uint32_t key)
{
	return (uint32_t)hash_bytes(&key, sizeof(key), 1);
}

static uint32_t
find(const struct map *m, const uint32_t *keys, uint32_t key, uint32_t hash)
{
	return map_find(m, hash, same_number, keys, &key);
}

static void
an_empty_map_finds_and_removes_nothing(void)
{
	struct map m = { 0 };
	uint32_t key = 7;

	map_prefetch(&m, 7);
	CHECK(map_find(&m, 7, same_number, &key, &key) == MAP_NONE);
	CHECK(!map_del(&m, 7, 0));
	map_move(&m, 7, 0, 1);
	CHECK(m.used == 0);
	map_fini(&m);
}

static void
a_million_random_changes_agree_with_a_shadow(void)
{
	uint32_t *keys = mem_alloc(NKEYS * sizeof(*keys));
	bool *there = mem_zalloc(NKEYS * sizeof(*there));
	struct map m = { 0 };
	uint64_t state = 88172645463325252u;
	uint32_t used = 0, wrong = 0;

	for (uint32_t i = 0; i < NKEYS; i++)
		keys[i] = i * 2654435761u;
	for (uint32_t step = 0; step < STEPS; step++) {
		uint32_t i = draw(&state) % NKEYS, hash = hash_of(keys[i]);
		uint32_t want = there[i] ? i : MAP_NONE;

		wrong += find(&m, keys, keys[i], hash) != want;
		if (there[i])
			wrong += !map_del(&m, hash, i);
		else
			map_add(&m, hash, i);
		there[i] = !there[i];
		used += there[i] ? 1 : UINT32_MAX;
		wrong += m.used != used;
	}
	for (uint32_t i = 0; i < NKEYS; i++) {
		uint32_t got = find(&m, keys, keys[i], hash_of(keys[i]));

		wrong += got != (there[i] ? i : MAP_NONE);
	}
	CHECK(wrong == 0);
	map_fini(&m);
	free(there);
	free(keys);
}

/* Few hashes: long runs of slots, across the end of the table too. */
static void
removal_keeps_what_collided_with_it(void)
{
	uint32_t keys[64];
	uint64_t state = 1;

	for (uint32_t i = 0; i < 64; i++)
		keys[i] = i;
	for (unsigned round = 0; round < 2000; round++) {
		struct map m = { 0 };
		uint32_t hash[64], gone = 0;

		for (uint32_t i = 0; i < 64; i++) {
			hash[i] = draw(&state) % 8 - 4;
			map_add(&m, hash[i], i);
		}
		while (gone < 64) {
			uint32_t i = draw(&state) % 64;

			if (keys[i] == MAP_NONE)
				continue;
			CHECK(map_del(&m, hash[i], i));
			keys[i] = MAP_NONE;
			gone++;
			for (uint32_t k = 0; k < 64; k++) {
				uint32_t want = keys[k] == k ? k : MAP_NONE;

				CHECK(find(&m, keys, k, hash[k]) == want);
			}
		}
		CHECK(m.used == 0);
		for (uint32_t i = 0; i < 64; i++)
			keys[i] = i;
		map_fini(&m);
	}
}

static void
growth_comes_at_seven_eighths(void)
{
	struct map m = { 0 };

	for (uint32_t i = 0; i < 14; i++)
		map_add(&m, hash_of(i), i);
	CHECK(m.mask == 15);
	map_add(&m, hash_of(14), 14);
	CHECK(m.mask == 31);
	CHECK(m.used == 15);
	map_fini(&m);
}

static void
a_moved_handle_is_found_at_its_new_place(void)
{
	uint32_t keys[] = { 10, 20, 10 };
	struct map m = { 0 };
	uint32_t hash = hash_of(10);

	map_add(&m, hash, 0);
	map_add(&m, hash_of(20), 1);
	map_move(&m, hash, 0, 2);
	keys[0] = 0;
	CHECK(find(&m, keys, 10, hash) == 2);
	CHECK(find(&m, keys, 20, hash_of(20)) == 1);
	CHECK(!map_del(&m, hash, 0));
	CHECK(map_del(&m, hash, 2));
	CHECK(find(&m, keys, 10, hash) == MAP_NONE);
	map_fini(&m);
}

/* Two equal handles cannot be, but two things of one hash can. */
static void
of_two_with_one_hash_the_named_one_goes(void)
{
	uint32_t keys[] = { 1, 2 };
	struct map m = { 0 };

	map_add(&m, 5, 0);
	map_add(&m, 5, 1);
	CHECK(map_del(&m, 5, 0));
	CHECK(find(&m, keys, 1, 5) == MAP_NONE);
	CHECK(find(&m, keys, 2, 5) == 1);
	map_fini(&m);
}

int
main(void)
{
	RUN(an_empty_map_finds_and_removes_nothing);
	RUN(a_million_random_changes_agree_with_a_shadow);
	RUN(removal_keeps_what_collided_with_it);
	RUN(growth_comes_at_seven_eighths);
	RUN(a_moved_handle_is_found_at_its_new_place);
	RUN(of_two_with_one_hash_the_named_one_goes);
	return DONE();
}
