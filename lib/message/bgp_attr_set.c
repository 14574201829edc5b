/* ATTR_SET (RFC 6368 5): the AS it is from, and attributes as in an UPDATE. */
#include "message/bgp_attr_set.h"

#include "message/bgp_encode_parts.h"
#include "message/bgp_record_parts.h"

/* One list of members in three structs: it begins and ends alike in each. */
enum {
	SIZE = offsetof(struct rec_attributes, unknown) +
	       sizeof(struct rec_list) -
	       offsetof(struct rec_attributes, next_hop),
	SHIFT = AT_attr_set_next_hop - AT_attributes_next_hop,
};
_Static_assert(AT_attr_set_unknown - AT_attributes_unknown == SHIFT &&
		   offsetof(struct rec_attr_set, unknown) +
			   sizeof(struct rec_list) -
			   offsetof(struct rec_attr_set, next_hop) ==
		       SIZE,
    "one list");

static bool
is_exact(const struct rec_attr_set *set, struct rbuf value, struct arena *arena)
{
	size_t n = rbuf_left(&value);
	struct wbuf w = wbuf(arena_alloc(arena, n + 1), n);

	return bgp_attr_set_encode(&w, set, NULL) && !w.bad &&
	       wbuf_used(&w) == n && memcmp(w.start, value.at, n) == 0;
}

bool
bgp_attr_set_decode(
    struct rec_attributes *to, struct rbuf value, struct arena *arena)
{
	const struct bgp_codec codec = { .as4 = true, .session = BGP_INTERNAL };
	struct rec_attr_set *set = ARRAY(arena, struct rec_attr_set, 1);
	struct rbuf r = value;
	struct bgp_update u = { 0 };
	struct rec_attributes inner;
	uint32_t origin_as = get_u32(&r);

	if (r.bad || bgp_attrs_decode(r, &codec, &u) != BGP_FINE)
		return false;
	bgp_record_plain_attributes(&inner, &u.attrs, arena);
	memcpy(&set->next_hop, &inner.next_hop, SIZE);
	set->has = inner.has << SHIFT;
	PUT(set, attr_set, origin_as, origin_as);
	if (!is_exact(set, value, arena))
		return false;
	to->attr_set.n = 1;
	to->attr_set.at = set;
	MARK(to, attributes, attr_set);
	return true;
}

bool
bgp_attr_set_encode(
    struct wbuf *w, const struct rec_attr_set *set, struct rec_fault *f)
{
	struct rec_attributes inner = { .has = set->has >> SHIFT };
	struct bgp_encode_from from = { .attributes = &inner, .as4 = true };
	struct arena arena = { 0 };
	bool fine;

	memcpy(&inner.next_hop, &set->next_hop, SIZE);
	if (HAS(&inner, attributes, next_hop))
		from.next_hop = &inner.next_hop;
	put_u32(w, set->origin_as);
	fine = bgp_encode_attributes(w, &from, (struct rbuf){ 0 }, &arena, f);
	arena_fini(&arena);
	return fine;
}
