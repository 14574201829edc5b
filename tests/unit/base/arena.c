/* Arenas: alignment, contents that stay, and reuse. */
#include "base/arena.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif
#include "../../t.h"

static void
an_empty_arena_can_be_reset_and_freed(void)
{
	struct arena a = { 0 };

	arena_reset(&a);
	arena_fini(&a);
	arena_fini(&a);
	CHECK(a.first == NULL);
}

static void
every_allocation_is_aligned_for_any_type(void)
{
	struct arena a = { 0 };

	for (size_t n = 0; n < 300; n++) {
		uintptr_t p = (uintptr_t)arena_alloc(&a, n);

		CHECK(p != 0 && p % _Alignof(max_align_t) == 0);
	}
	arena_fini(&a);
}

static void
allocations_keep_their_bytes(void)
{
	enum { N = 3000 };
	struct arena a = { 0 };
	uint64_t state = 11;
	uint8_t *at[N];
	size_t size[N];

	for (unsigned i = 0; i < N; i++) {
		size[i] = t_draw(&state) % (i % 100 == 0 ? 20000 : 200);
		at[i] = arena_alloc(&a, size[i]);
		memset(at[i], (int)(i & 0xff), size[i]);
	}
	for (unsigned i = 0; i < N; i++)
		for (size_t k = 0; k < size[i]; k++)
			if (at[i][k] != (i & 0xff))
				t_failed++;
	arena_fini(&a);
}

static void
zeroed_memory_is_zero_although_it_was_used(void)
{
	struct arena a = { 0 };

	for (unsigned round = 0; round < 3; round++) {
		uint8_t *p = arena_zalloc(&a, 1000);

		for (unsigned i = 0; i < 1000; i++)
			CHECK(p[i] == 0);
		memset(p, 0xff, 1000);
		arena_reset(&a);
	}
	arena_fini(&a);
}

static void
a_copied_text_ends_with_nul(void)
{
	struct arena a = { 0 };

	CHECK_STR(arena_strndup(&a, "abcdef", 3), "abc");
	CHECK_STR(arena_strndup(&a, NULL, 0), "");
	arena_fini(&a);
}

static void
one_larger_than_any_block_is_served(void)
{
	struct arena a = { 0 };
	size_t n = 5u << 20;
	uint8_t *large = arena_alloc(&a, n), *small = arena_alloc(&a, 1);

	large[0] = large[n - 1] = 1;
	*small = 2;
	CHECK(large[n - 1] == 1);
	arena_fini(&a);
}

/* The second round needs no memory: it stands where the first stood. */
static void
reset_keeps_the_largest_block(void)
{
	struct arena a = { 0 };
	struct arena_block *kept;
	char *first, *again;

	arena_alloc(&a, 10);
	first = arena_alloc(&a, 100000);
	arena_alloc(&a, 3000000);
	arena_reset(&a);
	kept = a.first;
	CHECK((size_t)(a.end - a.at) >= 3000000);
	again = arena_alloc(&a, 3000000);
	CHECK(a.first == kept && again != first);
	arena_alloc(&a, 100000);
	CHECK(a.first != kept);
	arena_reset(&a);
	CHECK(a.first == kept);
	arena_fini(&a);
}

/* Rounding must not make a small number of a large one. */
static void
sizes_near_a_multiple_of_the_alignment_do_not_overlap(void)
{
	struct arena a = { 0 };

	for (size_t n = 1; n < 64; n++) {
		uint8_t *p = arena_alloc(&a, n), *q = arena_alloc(&a, n);

		memset(p, 1, n);
		memset(q, 2, n);
		CHECK(p[n - 1] == 1);
	}
	arena_fini(&a);
}

#ifdef __SANITIZE_ADDRESS__
static void
the_byte_after_an_allocation_is_poisoned(void)
{
	struct arena a = { 0 };

	for (size_t n = 1; n < 100; n++) {
		char *p = arena_alloc(&a, n);

		CHECK(!__asan_address_is_poisoned(p + n - 1));
		CHECK(__asan_address_is_poisoned(p + n));
		arena_alloc(&a, n);
		CHECK(n % 16 == 0 || __asan_address_is_poisoned(p + n));
		arena_reset(&a);
		CHECK(__asan_address_is_poisoned(p));
	}
	arena_fini(&a);
}
#endif

int
main(void)
{
	RUN(an_empty_arena_can_be_reset_and_freed);
	RUN(every_allocation_is_aligned_for_any_type);
	RUN(allocations_keep_their_bytes);
	RUN(zeroed_memory_is_zero_although_it_was_used);
	RUN(a_copied_text_ends_with_nul);
	RUN(one_larger_than_any_block_is_served);
	RUN(reset_keeps_the_largest_block);
	RUN(sizes_near_a_multiple_of_the_alignment_do_not_overlap);
#ifdef __SANITIZE_ADDRESS__
	RUN(the_byte_after_an_allocation_is_poisoned);
#endif
	return DONE();
}
