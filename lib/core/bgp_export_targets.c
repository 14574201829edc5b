/*
 * Route target membership (RFC 4684): which VPN routes a neighbour wants.
 *
 * What it wants it announces, as routes of a family of their own. A group reads
 * that table by a cursor, as it reads the routes that it tells, and keeps what
 * its neighbour has there. When that changes, a second cursor goes over the
 * routes: of what was told before and what is wanted now, the difference alone
 * is said.
 */
#include "base/mem.h"
#include "core/bgp_export_in.h"
#include "value/family.h"

#include <stdlib.h>
#include <string.h>

enum { ALL_BITS = 96, AS_BITS = 32, TARGET_BITS = ALL_BITS - AS_BITS };

bool
bgp_export_by_target(uint32_t family)
{
	static const uint32_t families[] = {
		FAMILY_IPV4_VPN,
		FAMILY_IPV6_VPN,
		FAMILY_IPV4_VPN_MULTICAST,
		FAMILY_IPV6_VPN_MULTICAST,
		FAMILY_IPV4_VPN_FLOWSPEC,
		FAMILY_IPV6_VPN_FLOWSPEC,
		FAMILY_L2VPN_EVPN,
		FAMILY_L2VPN_VPLS,
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (families[i] == family)
			return true;
	return false;
}

void
bgp_export_wait(struct bgp_export *x, uint32_t member, bool on)
{
	x->members[member].waits = on;
}

/* ---- memberships ---- */

static int
membership_cmp(const struct membership *a, const struct membership *b)
{
	int order = (a->bits > b->bits) - (a->bits < b->bits);

	if (order == 0)
		order = (a->target > b->target) - (a->target < b->target);
	if (order == 0)
		order = (a->as > b->as) - (a->as < b->as);
	return order;
}

/* Of the first that is not below it. */
static size_t
place_of(const struct wanted *w, const struct membership *m)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (membership_cmp(&w->at[mid], m) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The bits that a membership of that length compares; high ones first. */
static uint64_t
masked(uint64_t target, unsigned bits)
{
	unsigned n = bits < AS_BITS ? 0 : bits - AS_BITS;

	return n == 0 ? 0 : target & ~UINT64_C(0) << (TARGET_BITS - n);
}

static uint64_t
number_of(const uint8_t community[8])
{
	struct rbuf r = rbuf(community, 8);

	return get_u64(&r);
}

/* Whether that is a change. */
static bool
wanted_set(struct wanted *w, const struct membership *m, bool on)
{
	size_t at = place_of(w, m);
	bool is = at < w->n && membership_cmp(&w->at[at], m) == 0;

	if (is == on)
		return false;
	if (on) {
		w->at = mem_grow(w->at, &w->room, w->n, sizeof(*w->at));
		memmove(
		    w->at + at + 1, w->at + at, (w->n++ - at) * sizeof(*w->at));
		w->at[at] = *m;
		w->of_bits[m->bits]++;
	} else {
		memmove(
		    w->at + at, w->at + at + 1, (--w->n - at) * sizeof(*w->at));
		w->of_bits[m->bits]--;
	}
	return true;
}

static bool
wants_target(const struct wanted *w, uint64_t target)
{
	for (unsigned bits = AS_BITS; bits <= ALL_BITS; bits++) {
		struct membership m = { .target = masked(target, bits),
			.bits = (uint8_t)bits };
		size_t at;

		if (w->of_bits[bits] == 0)
			continue;
		at = place_of(w, &m);
		if (at < w->n && w->at[at].bits == bits &&
		    w->at[at].target == m.target)
			return true;
	}
	return false;
}

/* RFC 4360 4, RFC 5668 2; RFC 7432 7.6: that of an Ethernet segment. */
static bool
is_target(const uint8_t community[8])
{
	return community[1] == 0x02 &&
	       (community[0] <= 0x02 || community[0] == 0x06);
}

/* RFC 4684 6: the default, or any of its targets. */
bool
export_wants(const struct group *g, const struct bgp_set *set)
{
	const uint8_t *community;
	struct bgp_attrs a;

	if (g->like.memberships == NOBODY || g->wanted.of_bits[0] > 0)
		return true;
	if (!bgp_set_has(set, BGP_EXT_COMMUNITIES))
		return false;
	bgp_set_open(set, &a);
	while ((community = get_bytes(&a.ext_communities, 8)) != NULL)
		if (is_target(community) &&
		    wants_target(&g->wanted, number_of(community)))
			return true;
	return false;
}

/* ---- following them ---- */

static uint16_t
memberships_table(const struct bgp_export *x, const struct group *g)
{
	return bgp_rib_table(
	    x->rib, bgp_table_vrf(x->rib, g->like.table), FAMILY_IPV4_RTC);
}

void
export_wanted_begin(const struct bgp_export *x, struct group *g)
{
	uint16_t table;

	if (g->like.memberships == NOBODY)
		return;
	table = memberships_table(x, g);
	g->wanted.cursor = bgp_rib_follow(x->rib, table);
	bgp_rib_watch(x->rib, table, true);
}

void
export_wanted_end(const struct bgp_export *x, struct group *g)
{
	if (g->like.memberships == NOBODY)
		return;
	bgp_rib_watch(x->rib, memberships_table(x, g), false);
	bgp_rib_unfollow(x->rib, g->wanted.cursor);
	if (g->wanted.reviewing)
		bgp_rib_unfollow(x->rib, g->wanted.review);
	free(g->wanted.at);
}

/* Its next hop counts for nothing here: the neighbour itself is told. */
static bool
has_announced(const struct bgp_rib *rib, uint32_t dest, uint16_t source)
{
	const struct bgp_path *p = bgp_rib_first(rib, dest);

	for (; p != NULL; p = bgp_rib_next(rib, p))
		if (p->source == source &&
		    !(p->flags & (BGP_PATH_INELIGIBLE & ~BGP_PATH_UNREACHABLE)))
			return true;
	return false;
}

static bool
take_membership(const struct bgp_export *x, struct group *g, uint32_t dest)
{
	struct membership m;
	struct bgp_nlri n;

	bgp_rib_nlri(x->rib, dest, NULL, &n);
	m = (struct membership){
		.target = masked(number_of(n.target.b), n.target_bits),
		.as = n.target_bits == 0 ? 0 : n.origin_as,
		.bits = n.target_bits,
	};
	return wanted_set(
	    &g->wanted, &m, has_announced(x->rib, dest, g->like.memberships));
}

static void
review_begin(const struct bgp_export *x, struct group *g)
{
	g->wanted.review = bgp_rib_follow(x->rib, g->like.table);
	g->wanted.reviewing = true;
	g->wanted.again = false;
}

void
export_wanted_read(struct bgp_export *x, struct group *g, uint32_t *budget)
{
	uint32_t dests[BGP_READ_MOST], n;
	bool changed = false;

	if (g->like.memberships == NOBODY)
		return;
	while (*budget > 0 && (n = bgp_rib_read(x->rib, g->wanted.cursor, dests,
				   *budget)) > 0) {
		for (uint32_t i = 0; i < n; i++)
			changed |= take_membership(x, g, dests[i]);
		*budget -= n;
	}
	x->terms += changed;
	if (!changed || !g->started)
		return;
	if (g->wanted.reviewing)
		g->wanted.again =
		    true; /* to its end first: it shall have one */
	else
		review_begin(x, g);
}

void
export_wanted_reviewed(const struct bgp_export *x, struct group *g)
{
	if (!bgp_rib_seen_all(x->rib, g->wanted.review))
		return;
	bgp_rib_unfollow(x->rib, g->wanted.review);
	g->wanted.reviewing = false;
	if (g->wanted.again)
		review_begin(x, g);
}

bool
export_wanted_pending(const struct bgp_export *x, const struct group *g)
{
	return g->like.memberships != NOBODY &&
	       (g->wanted.reviewing ||
		   !bgp_rib_seen_all(x->rib, g->wanted.cursor));
}

/* ---- telling memberships themselves ---- */

/*
 * RFC 4684 3.2: a client hears of what it wants itself, as others may want the
 * same; who is no client hears of what clients want, whatever is best.
 */
void
export_reflects_targets(const struct bgp_export *x, struct group *g)
{
	bool ours =
	    bgp_table_family(x->rib, g->like.table) == FAMILY_IPV4_RTC &&
	    !g->like.external && !g->like.member;

	g->gives_back = ours && g->like.client;
	g->prefers_clients = ours && !g->like.client && g->like.paths == 0;
}

const struct bgp_path *
export_best(const struct bgp_export *x, const struct group *g, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(x->rib, dest);
	const struct bgp_source *source;
	const uint32_t *paths;
	uint32_t n;

	if (!g->prefers_clients || best == NULL)
		return best;
	source = bgp_rib_source(x->rib, best->source);
	if (source->client || source->external || source->local)
		return best;
	n = bgp_rib_rank(x->rib, dest, BGP_ALL_PATHS, &paths);
	for (uint32_t i = 0; i < n; i++) {
		const struct bgp_path *p = bgp_rib_path(x->rib, paths[i]);

		if (bgp_rib_source(x->rib, p->source)->client)
			return p;
	}
	return best;
}
