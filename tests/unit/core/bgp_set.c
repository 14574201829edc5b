/* Interned attribute sets: equal is the same, and nothing is lost. */
#include "core/bgp_set.h"
#include "../../t.h"

static const struct bgp_codec as4 = { .as4 = true, .session = BGP_INTERNAL };

/* ORIGIN, AS_PATH 65001 70000 {1 2}, NEXT_HOP, MED, LOCAL_PREF, communities. */
static const uint8_t golden[] = { 0x40, 1, 1, 0, 0x40, 2, 20, 2, 2, 0, 0, 0xfd,
	0xe9, 0, 1, 0x11, 0x70, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0x40, 3, 4, 192,
	0, 2, 1, 0x80, 4, 4, 0, 0, 0, 10, 0x40, 5, 4, 0, 0, 0, 200, 0xc0, 8, 4,
	0xfd, 0xe9, 0, 100, 0xc0, 99, 2, 0xab, 0xcd };

static struct bgp_set *
intern(struct bgp_sets *t, const uint8_t *raw, size_t n,
    const struct bgp_hop *hop, uint32_t weight)
{
	struct bgp_update u = { 0 };

	CHECK(bgp_attrs_decode(rbuf(raw, n), &as4, &u) == BGP_FINE);
	return bgp_sets_intern(t, &u.attrs, hop, weight);
}

static void
equal_attributes_are_one_object(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_set *a = intern(t, golden, sizeof(golden), NULL, 0);
	struct bgp_set *b = intern(t, golden, sizeof(golden), NULL, 0);

	CHECK(a == b && a->refs == 2);
	CHECK(bgp_sets_count(t) == 1);
	CHECK(bgp_sets_at(t, a->at) == a);
	bgp_set_drop(t, a);
	CHECK(bgp_sets_count(t) == 1);
	bgp_set_drop(t, b);
	CHECK(bgp_sets_count(t) == 0);
	bgp_sets_free(t);
}

static void
a_set_knows_what_the_decision_compares(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_set *s = intern(t, golden, sizeof(golden), NULL, 7);

	CHECK(s->as_path_length == 3); /* the AS_SET counts one */
	CHECK(s->first_as == 65001);
	CHECK(s->origin_as == 0); /* ends with a set */
	CHECK(s->local_pref == 200 && s->med == 10 && s->weight == 7);
	CHECK(bgp_set_has(s, BGP_MED) && !bgp_set_has(s, BGP_ORIGINATOR_ID));
	CHECK(addr_u32(&bgp_set_next_hop(t, s)->addr) == 0xc0000201);
	bgp_set_drop(t, s);
	bgp_sets_free(t);
}

static void
the_canonical_bytes_find_the_set_without_decoding(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_set *s = intern(t, golden, sizeof(golden), NULL, 0), *found;

	CHECK(s->size == sizeof(golden));
	CHECK(memcmp(s->raw, golden, sizeof(golden)) == 0);
	found = bgp_sets_find(t, rbuf(golden, sizeof(golden)), NULL);
	CHECK(found == s && s->refs == 2);
	CHECK(bgp_sets_find(t, rbuf(golden, sizeof(golden) - 5), NULL) == NULL);
	bgp_set_drop(t, s);
	bgp_set_drop(t, found);
	CHECK(bgp_sets_find(t, rbuf(golden, sizeof(golden)), NULL) == NULL);
	bgp_sets_free(t);
}

static void
attributes_in_another_order_are_the_same_set(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_set *a = intern(t, golden, sizeof(golden), NULL, 0), *b;
	uint8_t turned[sizeof(golden)];

	memcpy(turned, golden + 4, sizeof(golden) - 4);
	memcpy(turned + sizeof(golden) - 4, golden, 4);
	CHECK(bgp_sets_find(t, rbuf(turned, sizeof(turned)), NULL) == NULL);
	b = intern(t, turned, sizeof(turned), NULL, 0);
	CHECK(a == b);
	bgp_set_drop(t, a);
	bgp_set_drop(t, b);
	bgp_sets_free(t);
}

static void
weight_and_next_hop_make_sets_differ(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_hop one = { .addr = addr_from(6, (uint8_t[16]){ 1 }) };
	struct bgp_hop two = { .addr = addr_from(6, (uint8_t[16]){ 2 }) };
	struct bgp_set *a = intern(t, golden, 4, &one, 0);
	struct bgp_set *b = intern(t, golden, 4, &two, 0);
	struct bgp_set *c = intern(t, golden, 4, &one, 1);
	struct bgp_set *d = bgp_sets_find(t, rbuf(golden, 4), &two);

	CHECK(a != b && a != c && d == b);
	CHECK(bgp_sets_find(t, rbuf(golden, 4), NULL) == NULL);
	CHECK(a->hop == c->hop && a->hop != b->hop);
	bgp_set_drop(t, a);
	bgp_set_drop(t, b);
	bgp_set_drop(t, c);
	bgp_set_drop(t, d);
	CHECK(bgp_sets_count(t) == 0);
	bgp_sets_free(t);
}

static void
what_was_interned_opens_to_the_same_attributes(void)
{
	struct bgp_sets *t = bgp_sets_new();
	struct bgp_set *s = intern(t, golden, sizeof(golden), NULL, 0);
	struct bgp_attrs a;
	uint8_t out[256];
	struct wbuf w = wbuf(out, sizeof(out));

	bgp_set_open(s, &a);
	CHECK(a.med == 10 && a.local_pref == 200 && a.origin == 0);
	CHECK(rbuf_left(&a.communities) == 4);
	CHECK(a.unknown.codes[1] == UINT64_C(1) << (99 - 64));
	bgp_attrs_encode(&w, &a, &as4);
	CHECK(wbuf_used(&w) == sizeof(golden));
	CHECK(memcmp(out, golden, sizeof(golden)) == 0);
	bgp_set_drop(t, s);
	bgp_sets_free(t);
}

static void
handles_of_dropped_sets_and_next_hops_are_used_again(void)
{
	struct bgp_sets *t = bgp_sets_new();

	for (unsigned i = 0; i < 1000; i++) {
		uint8_t raw[sizeof(golden)];
		struct bgp_set *s;

		memcpy(raw, golden, sizeof(raw));
		raw[4 + 23 + 6] = (uint8_t)i; /* the next hop */
		s = intern(t, raw, sizeof(raw), NULL, 0);
		CHECK(s->at == 1 && s->hop == 1);
		bgp_set_drop(t, s);
	}
	CHECK(bgp_sets_hops(t) == 2);
	bgp_sets_free(t);
}

int
main(void)
{
	RUN(equal_attributes_are_one_object);
	RUN(a_set_knows_what_the_decision_compares);
	RUN(the_canonical_bytes_find_the_set_without_decoding);
	RUN(attributes_in_another_order_are_the_same_set);
	RUN(weight_and_next_hop_make_sets_differ);
	RUN(what_was_interned_opens_to_the_same_attributes);
	RUN(handles_of_dropped_sets_and_next_hops_are_used_again);
	return DONE();
}
