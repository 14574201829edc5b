/* Attributes between `route` records and interned sets. */
#include "message/bgp_route_set.h"
#include "core/bgp_key.h"
#include "core/bgp_set.h"
#include "message/bgp_encode_parts.h"
#include "message/bgp_records.h"

/* More than all attributes of a message take. */
#define ROOM BGP_MAX_EXTENDED_SIZE

/* Of IPv4 unicast the next hop is among the attributes (RFC 4271 5.1.3). */
static bool
is_in_body(const struct rec_route *r)
{
	return r->family == FAMILY_IPV4_UNICAST && r->next_hop.ip == ADDR_IP4;
}

struct bgp_set *
bgp_set_of_route(struct bgp_sets *sets, const struct rec_route *r,
    struct arena *arena, struct rec_fault *f)
{
	static const struct bgp_codec codec = { .as4 = true };
	struct rec_attributes a;
	struct bgp_encode_from from = { .attributes = &a, .as4 = true };
	struct bgp_hop hop = { .addr = r->next_hop,
		.link_local = r->next_hop_link_local,
		.has_rd = bgp_key_kind(r->family) == BGP_KEY_RD_PREFIX };
	bool beside = HAS(r, route, next_hop) && !is_in_body(r);
	uint8_t bytes[ROOM];
	struct wbuf w = wbuf(bytes, sizeof(bytes));
	struct bgp_update u = { 0 };
	struct bgp_set *set;
	struct rbuf raw;

	bgp_route_attributes(&a, r);
	if (HAS(r, route, next_hop) && !beside)
		from.next_hop = &r->next_hop;
	if (!HAS(r, route, next_hop_link_local))
		hop.link_local = (struct addr){ 0 };
	if (!bgp_encode_attributes(&w, &from, (struct rbuf){ 0 }, arena, f))
		return NULL;
	raw = rbuf(bytes, w.bad ? 0 : wbuf_used(&w));
	set = r->weight != 0 && HAS(r, route, weight)
		  ? NULL
		  : bgp_sets_find(sets, raw, beside ? &hop : NULL);
	if (set != NULL)
		return set;
	bgp_attrs_decode(raw, &codec, &u);
	set = w.bad ? NULL
		    : bgp_sets_intern(sets, &u.attrs, beside ? &hop : NULL,
			  HAS(r, route, weight) ? r->weight : 0);
	if (set == NULL)
		bgp_encode_refuse(f, "", "its attributes are too long");
	return set;
}

void
bgp_set_put_route(struct rec_route *r, const struct bgp_sets *sets,
    const struct bgp_set *set, struct arena *arena)
{
	const struct bgp_next_hop *hop = bgp_set_next_hop(sets, set);
	struct rec_attributes a = { 0 };
	struct bgp_attrs attrs;

	bgp_route_drop_attributes(r);
	r->written = NULL;
	bgp_set_open(set, &attrs);
	bgp_record_attributes(&a, &attrs, NULL, arena);
	bgp_record_route(r, &a);
	if (hop->addr.ip != ADDR_NONE)
		PUT(r, route, next_hop, hop->addr);
	if (hop->link_local.ip != ADDR_NONE)
		PUT(r, route, next_hop_link_local, hop->link_local);
	DROP(r, route, weight);
	if (set->weight != 0)
		PUT(r, route, weight, set->weight);
}

struct rbuf
bgp_nlri_of_route(const struct rec_route *r, uint8_t *room, size_t n)
{
	struct wbuf w = wbuf(room, n);

	if (bgp_key_kind(r->family) != BGP_KEY_NLRI ||
	    !bgp_encode_destination(&w, r, NULL) || w.bad)
		return (struct rbuf){ 0 };
	return rbuf(room, wbuf_used(&w));
}
