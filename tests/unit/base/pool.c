/* Pools: handles stay, pointers stay, what was freed is given out again. */
#include "base/pool.h"
#include "../../t.h"

static void
elements_never_move_while_the_pool_grows(void)
{
	struct pool p;
	uint32_t first, *at;

	pool_init(&p, 20);
	first = pool_alloc(&p);
	at = pool_at(&p, first);
	*at = 7;
	for (unsigned i = 0; i < 3 * POOL_BLOCK; i++)
		pool_alloc(&p);
	CHECK(pool_at(&p, first) == at && *at == 7);
	CHECK(p.live == 3 * POOL_BLOCK + 1);
	CHECK(pool_memory(&p) >= 4 * POOL_BLOCK * 20);
	pool_fini(&p);
}

static void
a_freed_handle_is_the_next_one_given_out_and_is_zero(void)
{
	struct pool p;
	uint32_t a, b, c;

	pool_init(&p, 8);
	a = pool_alloc(&p);
	b = pool_alloc(&p);
	c = pool_alloc(&p);
	memset(pool_at(&p, b), 0xff, 8);
	pool_free(&p, a);
	pool_free(&p, b);
	CHECK(pool_alloc(&p) == b);
	CHECK(*(uint64_t *)pool_at(&p, b) == 0);
	CHECK(pool_alloc(&p) == a);
	CHECK(pool_alloc(&p) == c + 1);
	pool_fini(&p);
}

int
main(void)
{
	RUN(elements_never_move_while_the_pool_grows);
	RUN(a_freed_handle_is_the_next_one_given_out_and_is_zero);
	return DONE();
}
