/*
 * What of a message its record does not say by itself, so that bgp_encode.h
 * gives the same octets again. Looked at for each message, so nothing is
 * encoded to find it out but OPENs, of which there are few.
 */
#include "message/bgp_encode_parts.h"
#include "message/bgp_record_parts.h"

/* Sequences side by side become one, which is cut up when it is full. */
static bool
path_is_told(struct bgp_as_path path)
{
	struct bgp_segment s;
	bool open = false; /* the segment before has room for more */

	while (bgp_segment_next(&path, &s)) {
		if (open && s.type == BGP_AS_SEQUENCE)
			return false;
		open = s.type == BGP_AS_SEQUENCE && s.n < 255;
	}
	return true;
}

static bool
reach_is_told(const struct bgp_reach *r)
{
	return !r->present || (bgp_nlri_is_told(r->family) &&
				  bgp_hop_is_usual(&r->hop, r->family) &&
				  r->hop.raw.end[0] == 0); /* reserved */
}

/* IPv4 unicast elsewhere than in the body. */
static bool
is_moved(const struct bgp_update *u)
{
	return (u->reach.present && u->reach.family == FAMILY_IPV4_UNICAST &&
		   u->reach.hop.addr.ip == ADDR_IP4) ||
	       (u->unreach.present && u->unreach.family == FAMILY_IPV4_UNICAST);
}

static bool
has_asns(const struct bgp_attrs *a)
{
	return bgp_has(a, BGP_AGGREGATOR) ||
	       (bgp_has(a, BGP_AS_PATH) && rbuf_left(&a->as_path.raw) > 0);
}

bool
bgp_raw_update(struct rec_message *m, const struct bgp_update *u,
    const struct bgp_codec *codec, struct arena *arena)
{
	if (!codec->as4 && has_asns(&u->attrs) &&
	    !HAS(&m->assumed, assumed, as4))
		PUT(&m->raw, raw, as4, false);
	if (u->error.treatment != BGP_FINE || !reach_is_told(&u->reach) ||
	    (u->unreach.present && !bgp_nlri_is_told(u->unreach.family)) ||
	    !path_is_told(u->attrs.as_path) || !path_is_told(u->attrs.as4_path))
		return false;
	if (is_moved(u) || !bgp_layout_is_usual(u->attributes))
		PUT(&m->raw, raw, layout, bgp_layout_of(u->attributes, arena));
	return true;
}

bool
bgp_raw_open(const struct rec_message *m, struct rbuf body, struct arena *arena)
{
	size_t n = BGP_HEADER_SIZE + rbuf_left(&body);
	struct wbuf w = wbuf(arena_alloc(arena, BGP_MAX_SIZE), BGP_MAX_SIZE);

	return bgp_encode_message(&w, m, arena, NULL) && wbuf_used(&w) == n &&
	       memcmp(w.start + BGP_HEADER_SIZE, body.at, rbuf_left(&body)) ==
		   0;
}
