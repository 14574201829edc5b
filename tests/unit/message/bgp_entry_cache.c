/* A table's attributes as text: what is found is what would be written. */
#include "message/bgp_entry_cache.h"

#include "../../t.h"

static struct rec
a_route(uint32_t med, const uint32_t *asns)
{
	static struct rec_segment segment;
	struct rec r = { .type = REC_ROUTE };

	segment = (struct rec_segment){ AS_SEQUENCE, 2, asns };
	PUT(&r.route, route, rib, RIB_ADJ_IN);
	PUT(&r.route, route, origin, 0);
	PUT(&r.route, route, as_path, (rec_as_path){ 1, &segment });
	PUT(&r.route, route, med, med);
	PUT(&r.route, route, peer, "192.0.2.1");
	return r;
}

static bool
lines_equal(const struct rec *a, const struct rec *b)
{
	struct obuf x = { 0 }, y = { 0 };
	bool equal;

	rec_write(&x, a);
	rec_write(&y, b);
	equal = obuf_left(&x) == obuf_left(&y) &&
		memcmp(obuf_at(&x), obuf_at(&y), obuf_left(&x)) == 0;
	obuf_fini(&x);
	obuf_fini(&y);
	return equal;
}

static const uint32_t path[] = { 64512, 4200000000 };
static const struct bgp_codec four = { .as4 = true }, two = { 0 };

static void
what_was_kept_is_written_as_before(void)
{
	struct bgp_entry_cache *c = bgp_entry_cache_new();
	uint8_t octets[8] = { 1, 2, 3 };
	struct rbuf attributes = rbuf(octets, sizeof(octets));
	const struct rec whole = a_route(7, path);
	struct rec r = whole, again = whole;

	CHECK(bgp_entry_find(c, attributes, &four) == NULL);
	bgp_entry_keep(c, attributes, &r);
	CHECK(r.route.written != NULL && !HAS(&r.route, route, as_path));
	CHECK(HAS(&r.route, route, rib) && HAS(&r.route, route, peer));
	CHECK(lines_equal(&r, &whole));
	again.route.written = bgp_entry_find(c, attributes, &four);
	CHECK(again.route.written != NULL);
	again.route.has = r.route.has;
	CHECK(lines_equal(&again, &whole));
	bgp_entry_cache_free(c);
}

static void
other_octets_or_another_reading_are_not_found(void)
{
	struct bgp_entry_cache *c = bgp_entry_cache_new();
	uint8_t octets[8] = { 1, 2, 3 };
	struct rbuf attributes = rbuf(octets, sizeof(octets));
	struct rec r = a_route(7, path);

	bgp_entry_find(c, attributes, &four);
	bgp_entry_keep(c, attributes, &r);
	CHECK(bgp_entry_find(c, attributes, &two) == NULL);
	CHECK(bgp_entry_find(c, rbuf(octets, 7), &four) == NULL);
	CHECK(bgp_entry_find(c, rbuf(octets, 0), &four) == NULL);
	CHECK(bgp_entry_find(c, attributes, &four) != NULL);
	octets[7] = 1;
	CHECK(bgp_entry_find(c, attributes, &four) == NULL);
	bgp_entry_cache_free(c);
}

static void
what_is_too_long_for_its_place_is_written_once(void)
{
	static const uint32_t none[1000];
	struct bgp_entry_cache *c = bgp_entry_cache_new();
	struct rec r = a_route(7, path), whole;
	uint8_t octets[8] = { 1 };
	struct rbuf attributes = rbuf(octets, sizeof(octets));

	PUT(&r.route, route, communities,
	    (rec_numbers){ 1000, (uint32_t *)(uintptr_t)none });
	whole = r;
	bgp_entry_find(c, attributes, &four);
	bgp_entry_keep(c, attributes, &r);
	CHECK(lines_equal(&r, &whole));
	CHECK(bgp_entry_find(c, attributes, &four) == NULL);
	bgp_entry_cache_free(c);
}

static void
a_copy_has_nothing_written(void)
{
	struct bgp_entry_cache *c = bgp_entry_cache_new();
	struct rec r = a_route(7, path), *copy;

	bgp_entry_find(c, rbuf("x", 1), &four);
	bgp_entry_keep(c, rbuf("x", 1), &r);
	copy = rec_dup(&r);
	CHECK(r.route.written != NULL && copy->route.written == NULL);
	rec_free(copy);
	bgp_entry_cache_free(c);
}

int
main(void)
{
	RUN(what_was_kept_is_written_as_before);
	RUN(other_octets_or_another_reading_are_not_found);
	RUN(what_is_too_long_for_its_place_is_written_once);
	RUN(a_copy_has_nothing_written);
	return DONE();
}
