/* Sets of prefix ranges, against a list of the same. */
#include "core/prefix_set.h"
#include "../../t.h"

static struct prefix_range
range(const char *s)
{
	struct prefix_range r = { 0 };

	CHECK(prefix_range_parse(&r, s, strlen(s), NULL));
	return r;
}

static bool
has(const struct prefix_set *s, const char *text)
{
	struct prefix p = { 0 };

	CHECK(prefix_parse(&p, text, strlen(text), NULL));
	return prefix_set_has(s, &p);
}

static void
a_range_has_the_lengths_that_it_says(void)
{
	struct prefix_set s = { 0 };
	struct prefix_range r = range("10.0.0.0/8 ge 16 le 24");

	prefix_set_add(&s, &r);
	r = range("192.0.2.0/24");
	prefix_set_add(&s, &r);
	r = range("2001:db8::/32 le 48");
	prefix_set_add(&s, &r);
	CHECK(has(&s, "10.1.0.0/16") && has(&s, "10.1.2.0/24"));
	CHECK(!has(&s, "10.0.0.0/8") && !has(&s, "10.0.0.0/25"));
	CHECK(!has(&s, "11.0.0.0/16"));
	CHECK(has(&s, "192.0.2.0/24") && !has(&s, "192.0.2.0/25"));
	CHECK(has(&s, "2001:db8:1::/48") && !has(&s, "2001:db8:1::/49"));
	prefix_set_fini(&s);
}

static void
two_ranges_of_one_network_both_count(void)
{
	struct prefix_set s = { 0 };
	struct prefix_range r = range("0.0.0.0/0");

	prefix_set_add(&s, &r);
	r = range("0.0.0.0/0 ge 30");
	prefix_set_add(&s, &r);
	CHECK(has(&s, "0.0.0.0/0") && has(&s, "10.0.0.1/32"));
	CHECK(!has(&s, "10.0.0.0/8"));
	prefix_set_fini(&s);
}

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
a_large_set_answers_as_the_list_would(void)
{
	enum { RANGES = 300 };
	struct prefix_range list[RANGES];
	struct prefix_set s = { 0 };
	uint32_t seed = 1;

	for (unsigned i = 0; i < RANGES; i++) {
		uint8_t len = (uint8_t)draw(&seed, 17);
		struct prefix p = { addr_ip4(draw(&seed, 256) << 20), len };

		list[i].prefix = prefix_mask(p);
		list[i].ge = (uint8_t)(len + draw(&seed, 4));
		list[i].le = (uint8_t)(list[i].ge + draw(&seed, 4));
		prefix_set_add(&s, &list[i]);
	}
	for (unsigned i = 0; i < 5000; i++) {
		struct prefix p = { addr_ip4(draw(&seed, 256) << 20),
			(uint8_t)draw(&seed, 24) };
		bool want = false;

		p = prefix_mask(p);
		for (unsigned j = 0; j < RANGES; j++)
			want |= prefix_range_has(&list[j], &p);
		CHECK(prefix_set_has(&s, &p) == want);
	}
	prefix_set_fini(&s);
}

int
main(void)
{
	RUN(a_range_has_the_lengths_that_it_says);
	RUN(two_ranges_of_one_network_both_count);
	RUN(a_large_set_answers_as_the_list_would);
	return DONE();
}
