/* Changing one thing of an attribute set. */
#include "core/bgp_edit.h"

#include "core/bgp_set.h"

#include <string.h>

#define BIT(code) (UINT64_C(1) << (code))
#define ROOM      (BGP_MAX_EXTENDED_SIZE + 16)

void
bgp_attrs_add_community(struct wbuf *w, struct bgp_attrs *a, uint32_t community)
{
	uint8_t *from = w->at;

	if (bgp_has(a, BGP_COMMUNITIES))
		put_bytes(w, a->communities.at, rbuf_left(&a->communities));
	put_u32(w, community);
	if (w->bad)
		return;
	a->communities = rbuf(from, (size_t)(w->at - from));
	a->has |= BIT(BGP_COMMUNITIES);
}

void
bgp_attrs_add_otc(struct wbuf *w, struct bgp_attrs *a, uint32_t as)
{
	uint8_t *from = w->at;
	struct bgp_unknown all;

	bgp_unknown_encode(w, &a->unknown, false);
	put_u8(w, BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE);
	put_u8(w, BGP_ONLY_TO_CUSTOMER);
	put_u8(w, 4);
	put_u32(w, as);
	if (w->bad)
		return;
	all = a->unknown;
	all.raw = rbuf(from, (size_t)(w->at - from));
	all.codes[BGP_ONLY_TO_CUSTOMER / 64] |= BIT(BGP_ONLY_TO_CUSTOMER % 64);
	a->unknown = all;
}

/* The set with these attributes, and what the other has beside them. */
static struct bgp_set *
intern_like(
    struct bgp_sets *sets, struct bgp_set *like, const struct bgp_attrs *a)
{
	const struct bgp_next_hop *now = bgp_set_next_hop(sets, like);
	struct bgp_hop hop = { .addr = now->addr,
		.link_local = now->link_local,
		.has_rd = now->has_rd };
	bool beside = like->hop != 0 && !bgp_set_has(like, BGP_NEXT_HOP);
	struct bgp_set *to =
	    bgp_sets_intern(sets, a, beside ? &hop : NULL, like->weight);

	return to != NULL ? to : bgp_set_hold(like);
}

struct bgp_set *
bgp_set_with_community(
    struct bgp_sets *sets, struct bgp_set *from, uint32_t community)
{
	uint8_t room[ROOM];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_attrs a;

	bgp_set_open(from, &a);
	bgp_attrs_add_community(&w, &a, community);
	return intern_like(sets, from, &a);
}

static bool
has_ext_community(struct rbuf all, const struct ext_community *wanted)
{
	const uint8_t *one;

	while ((one = get_bytes(&all, sizeof(wanted->b))) != NULL)
		if (memcmp(one, wanted->b, sizeof(wanted->b)) == 0)
			return true;
	return false;
}

bool
bgp_set_has_ext_community(
    const struct bgp_set *set, const struct ext_community *wanted)
{
	struct bgp_attrs a;

	if (!bgp_set_has(set, BGP_EXT_COMMUNITIES))
		return false;
	bgp_set_open(set, &a);
	return has_ext_community(a.ext_communities, wanted);
}

struct bgp_set *
bgp_set_with_ext_community(struct bgp_sets *sets, struct bgp_set *from,
    const struct ext_community *more)
{
	uint8_t room[ROOM];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_attrs a;

	bgp_set_open(from, &a);
	if (bgp_has(&a, BGP_EXT_COMMUNITIES)) {
		if (has_ext_community(a.ext_communities, more))
			return bgp_set_hold(from);
		put_bytes(
		    &w, a.ext_communities.at, rbuf_left(&a.ext_communities));
	}
	put_bytes(&w, more->b, sizeof(more->b));
	if (w.bad)
		return bgp_set_hold(from);
	a.ext_communities = rbuf(room, wbuf_used(&w));
	a.has |= BIT(BGP_EXT_COMMUNITIES);
	return intern_like(sets, from, &a);
}

struct bgp_set *
bgp_set_with_local_pref(
    struct bgp_sets *sets, struct bgp_set *from, uint32_t local_pref)
{
	struct bgp_attrs a;

	bgp_set_open(from, &a);
	a.local_pref = local_pref;
	a.has |= BIT(BGP_LOCAL_PREF);
	return intern_like(sets, from, &a);
}

struct bgp_set *
bgp_set_with_otc(struct bgp_sets *sets, struct bgp_set *from, uint32_t as)
{
	uint8_t room[ROOM];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_attrs a;

	bgp_set_open(from, &a);
	bgp_attrs_add_otc(&w, &a, as);
	return intern_like(sets, from, &a);
}
