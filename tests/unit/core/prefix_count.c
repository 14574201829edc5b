/* Counting routes by prefix. */
#include "core/prefix_count.h"

#include "../../t.h"

static struct prefix
host(uint32_t n)
{
	return (struct prefix){ addr_ip4(n), 32 };
}

static void
the_last_route_takes_the_prefix_with_it(void)
{
	struct prefix_count c = { 0 };
	struct prefix p = host(1);

	CHECK(prefix_count_del(&c, 0, &p) == 0);
	CHECK(prefix_count_add(&c, 0, &p) == 1);
	CHECK(prefix_count_add(&c, 0, &p) == 2);
	CHECK(prefix_count_del(&c, 0, &p) == 1);
	CHECK(prefix_count_del(&c, 0, &p) == 0);
	CHECK(prefix_count_del(&c, 0, &p) == 0);
	prefix_count_fini(&c);
}

static void
kinds_and_lengths_are_apart(void)
{
	struct prefix_count c = { 0 };
	struct prefix p = host(0), q = { addr_ip4(0), 31 };

	CHECK(prefix_count_add(&c, 0, &p) == 1);
	CHECK(prefix_count_add(&c, 1, &p) == 1);
	CHECK(prefix_count_add(&c, 0, &q) == 1);
	CHECK(prefix_count_del(&c, 1, &p) == 0);
	CHECK(prefix_count_add(&c, 0, &p) == 2);
	prefix_count_fini(&c);
}

static void
many_come_and_go_in_any_order(void)
{
	struct prefix_count c = { 0 };

	for (uint32_t i = 0; i < 3000; i++) {
		struct prefix p = host(i * 7919 % 1000);

		CHECK(prefix_count_add(&c, 0, &p) == i / 1000 + 1);
	}
	for (uint32_t i = 0; i < 3000; i++) {
		struct prefix p = host(i * 617 % 1000);

		CHECK(prefix_count_del(&c, 0, &p) == 2 - i / 1000);
	}
	CHECK(c.n == 0);
	prefix_count_fini(&c);
}

int
main(void)
{
	RUN(the_last_route_takes_the_prefix_with_it);
	RUN(kinds_and_lengths_are_apart);
	RUN(many_come_and_go_in_any_order);
	return DONE();
}
