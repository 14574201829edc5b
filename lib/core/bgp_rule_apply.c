/* What a rule makes of an attribute set. */
#include "base/arena.h"
#include "core/bgp_policy_in.h"

#include <string.h>

#define BIT(code) (UINT64_C(1) << (code))

/* The number to set, or to take away. */
static void
numbers_apply(const struct rec_set *s, struct bgp_attrs *a)
{
	if (HAS(s, set, local_pref)) {
		a->has |= BIT(BGP_LOCAL_PREF);
		a->local_pref = s->local_pref;
	}
	if (HAS(s, set, med_remove) && s->med_remove)
		a->has &= ~BIT(BGP_MED);
	if (HAS(s, set, med)) {
		a->has |= BIT(BGP_MED);
		a->med = s->med;
	}
	if (HAS(s, set, origin))
		a->origin = (uint8_t)s->origin;
}

/* The first of the list is then the nearest (RFC 4271 5.1.2). */
static void
prepend_apply(
    const struct rec_set *s, struct bgp_attrs *a, struct arena *scratch)
{
	for (uint32_t i = s->prepend.n; i-- > 0;) {
		size_t room = rbuf_left(&a->as_path.raw) * 2 + 16;
		uint8_t *to = arena_alloc(scratch, room);
		struct wbuf w = wbuf(to, room);

		bgp_as_path_prepend(&w, a->as_path, s->prepend.at[i], 1);
		a->as_path = bgp_as_path_of(to, &w);
		a->has |= BIT(BGP_AS_PATH);
	}
}

static bool
list_has(const uint8_t *list, size_t n, const uint8_t *one, size_t size)
{
	for (size_t i = 0; i + size <= n; i += size)
		if (memcmp(list + i, one, size) == 0)
			return true;
	return false;
}

/* What is left of `list` without the removed, and what is added behind it. */
static void
communities_apply(struct rbuf *list, const struct wilds *remove,
    enum community_kind kind, struct rbuf add, struct arena *scratch)
{
	size_t size = community_size(kind), n = 0;
	uint8_t *to =
	    arena_alloc(scratch, rbuf_left(list) + rbuf_left(&add) + 1);
	struct rbuf r = *list;

	while (rbuf_left(&r) >= size) {
		const uint8_t *one = get_bytes(&r, size);

		if (wilds_have(remove, kind, one))
			continue;
		memcpy(to + n, one, size);
		n += size;
	}
	while (rbuf_left(&add) >= size) {
		const uint8_t *one = get_bytes(&add, size);

		if (list_has(to, n, one, size))
			continue;
		memcpy(to + n, one, size);
		n += size;
	}
	*list = rbuf(to, n);
}

/* The communities to add as they stand on the wire. */
static struct rbuf
added(const struct rec_set *s, enum community_kind kind, struct arena *scratch)
{
	size_t n = s->communities_add.n;
	struct wbuf w;

	if (kind == LARGE)
		n = s->large_communities_add.n;
	if (kind == EXTENDED)
		n = s->ext_communities_add.n;
	n *= community_size(kind);
	w = wbuf(arena_alloc(scratch, n + 1), n);
	for (uint32_t i = 0; kind == STANDARD && i < s->communities_add.n; i++)
		put_u32(&w, s->communities_add.at[i]);
	for (uint32_t i = 0; kind == LARGE && i < s->large_communities_add.n;
	     i++) {
		put_u32(&w, s->large_communities_add.at[i].global);
		put_u32(&w, s->large_communities_add.at[i].local1);
		put_u32(&w, s->large_communities_add.at[i].local2);
	}
	for (uint32_t i = 0; kind == EXTENDED && i < s->ext_communities_add.n;
	     i++)
		put_bytes(&w, s->ext_communities_add.at[i].b, 8);
	return rbuf(w.start, wbuf_used(&w));
}

static void
all_communities_apply(
    const struct rule *r, struct bgp_attrs *a, struct arena *scratch)
{
	/* clang-format off */
	const struct {
		struct rbuf *list;
		unsigned code;
	} kinds[N_COMMUNITY_KINDS] = {
		[STANDARD] = { &a->communities,       BGP_COMMUNITIES },
		[LARGE]    = { &a->large_communities, BGP_LARGE_COMMUNITIES },
		[EXTENDED] = { &a->ext_communities,   BGP_EXT_COMMUNITIES },
	};
	/* clang-format on */

	for (unsigned i = 0; i < N_COMMUNITY_KINDS; i++) {
		struct rbuf add =
		    added(&r->rec->set, (enum community_kind)i, scratch);

		if (r->remove[i].n == 0 && rbuf_left(&add) == 0)
			continue;
		communities_apply(kinds[i].list, &r->remove[i],
		    (enum community_kind)i, add, scratch);
		a->has &= ~BIT(kinds[i].code);
		if (rbuf_left(kinds[i].list) > 0)
			a->has |= BIT(kinds[i].code);
	}
}

struct bgp_set *
rule_apply(const struct rule *r, struct bgp_sets *sets, struct bgp_set *from)
{
	const struct rec_set *s = &r->rec->set;
	const struct bgp_next_hop *now = bgp_set_next_hop(sets, from);
	struct bgp_hop hop = { .addr = now->addr,
		.link_local = now->link_local,
		.has_rd = now->has_rd };
	bool beside = from->hop != 0 && !bgp_set_has(from, BGP_NEXT_HOP);
	struct arena scratch = { 0 };
	struct bgp_attrs a;
	struct bgp_set *to;

	if (!HAS(r->rec, rule, set))
		return bgp_set_hold(from);
	bgp_set_open(from, &a);
	numbers_apply(s, &a);
	prepend_apply(s, &a, &scratch);
	all_communities_apply(r, &a, &scratch);
	if (r->next_hop.ip == ADDR_IP6 || r->next_hop.ip == now->addr.ip) {
		hop.addr = r->next_hop;
		hop.link_local = (struct addr){ 0 };
	}
	if (r->next_hop.ip == ADDR_IP4 && !beside) {
		a.next_hop = r->next_hop;
		a.has |= BIT(BGP_NEXT_HOP);
	}
	to = bgp_sets_intern(sets, &a, beside ? &hop : NULL,
	    HAS(s, set, weight) ? s->weight : from->weight);
	arena_fini(&scratch);
	return to != NULL ? to : bgp_set_hold(from);
}
