/* Taking a neighbour's UPDATEs into the RIB. */
#include "core/bgp_import.h"
#include "core/bgp_edit.h"
#include "core/bgp_key.h"
#include "core/bgp_nexthop.h"
#include "core/bgp_policy.h"
#include "core/bgp_rib.h"
#include "core/bgp_role.h"
#include "core/bgp_set.h"
#include "value/family.h"

#include <string.h>

#define SCRATCH 4096

/*
 * Nobody talks us out of what is ours, whatever LOCAL_PREF a policy gives to
 * their routes; the number is the one that others use.
 */
#define LOCAL_WEIGHT 32768

/* What all NLRI of one field of an UPDATE have in common. */
struct batch {
	struct bgp_import *in;
	uint32_t family;
	uint16_t table;
	uint8_t flags;
	struct bgp_set *set;
};

/* Some of these at a time. */
struct window {
	struct bgp_net nets[BGP_READ_MOST];
	struct rbuf tails[BGP_READ_MOST];
	uint32_t path_ids[BGP_READ_MOST];
	uint8_t rooms[BGP_READ_MOST][BGP_KEY_ROOM];
};

/* ---- checks ---- */

static unsigned
count_as(struct bgp_as_path path, uint32_t asn)
{
	struct bgp_segment seg;
	unsigned count = 0;

	while (bgp_segment_next(&path, &seg))
		for (unsigned i = 0; i < seg.n; i++)
			count += bgp_segment_asn(&seg, i) == asn;
	return count;
}

/* RFC 5065 5: nobody outside a confederation sends segments of one. */
static bool
has_confederation(struct bgp_as_path path)
{
	struct bgp_segment seg;

	while (bgp_segment_next(&path, &seg))
		if (seg.type >= BGP_AS_CONFED_SEQUENCE)
			return true;
	return false;
}

/* The AS that it came from; RFC 5065 4: of a member, in its own segment. */
static bool
is_first_as(const struct bgp_import *in, const struct bgp_set *set)
{
	struct bgp_as_path path = bgp_set_as_path(set);
	struct bgp_segment seg;

	if (!in->member)
		return set->first_as ==
		       (in->prepend_as != 0 ? in->prepend_as : in->remote_as);
	return bgp_segment_next(&path, &seg) &&
	       seg.type == BGP_AS_CONFED_SEQUENCE &&
	       bgp_segment_asn(&seg, 0) == in->remote_as;
}

/* More often in the path than it may be. */
static bool
has_own_as(const struct bgp_import *in, struct bgp_as_path path)
{
	unsigned ours = in->allow_own_as + (in->prepend_as != 0);

	return count_as(path, in->local_as) > ours ||
	       (in->true_as != 0 &&
		   count_as(path, in->true_as) > in->allow_own_as) ||
	       (in->confederation != 0 && in->confederation != in->local_as &&
		   count_as(path, in->confederation) > in->allow_own_as);
}

/* RFC 4271 9.1.2 (our AS), RFC 4456 8 (our router and cluster). */
static bool
is_loop(const struct bgp_import *in, const struct bgp_set *set)
{
	struct bgp_attrs a;
	struct rbuf r;

	if (has_own_as(in, bgp_set_as_path(set)))
		return true;
	if (bgp_set_has(set, BGP_ORIGINATOR_ID) &&
	    set->originator_id == in->router_id)
		return true;
	if (set->cluster_list_length == 0)
		return false;
	bgp_set_open(set, &a);
	for (r = a.cluster_list; rbuf_left(&r) > 0;)
		if (get_u32(&r) == in->cluster_id)
			return true;
	return false;
}

/* RFC 4271 6.3: a host that is not us; on loopback for sessions there. */
static bool
is_bad_hop(const struct bgp_import *in, const struct addr *hop)
{
	if (hop->ip == ADDR_NONE || addr_is_unspecified(hop) ||
	    addr_is_multicast(hop))
		return true;
	if (addr_is_loopback(hop) && !addr_is_loopback(&in->local_address))
		return true;
	/* of whose link we know nothing, as it may be behind a router */
	if (addr_is_link_local(hop) &&
	    bgp_rib_source(in->rib, in->source)->interface[0] == '\0')
		return true;
	return addr_cmp(hop, &in->local_address) == 0 ||
	       (in->hops != NULL && bgp_hops_own(in->hops, hop));
}

/* A route that needs no next hop has one for a reflector to pass on. */
static bool
lacks_hop(
    const struct bgp_import *in, const struct bgp_set *set, uint32_t family)
{
	const struct addr *hop =
	    &bgp_set_next_hop(bgp_rib_sets(in->rib), set)->addr;

	return !bgp_key_hopless(family) && is_bad_hop(in, hop);
}

/* RFC 9234 5: what went up or across once does not do so again. */
static bool
is_leak(const struct bgp_import *in, const struct bgp_set *set, uint32_t family)
{
	if (!in->has_role || set->otc == 0 || !bgp_role_minds(family))
		return false;
	return bgp_role_is_above(in->role) ||
	       (in->role == BGP_ROLE_PEER && set->otc != in->remote_as);
}

static uint8_t
check(const struct bgp_import *in, const struct bgp_set *set, uint32_t family)
{
	unsigned flags = 0;

	if (bgp_rib_source(in->rib, in->source)->local)
		return 0;
	if (is_loop(in, set))
		flags |= BGP_PATH_LOOP;
	if ((in->external || in->member) && !is_first_as(in, set))
		flags |= BGP_PATH_FIRST_AS;
	if (in->external && has_confederation(bgp_set_as_path(set)))
		flags |= BGP_PATH_CONFED;
	if (lacks_hop(in, set, family))
		flags |= BGP_PATH_BAD_HOP;
	if (is_leak(in, set, family))
		flags |= BGP_PATH_LEAK;
	return (uint8_t)flags;
}

/* ---- attributes ---- */

/* The attributes without MP_REACH and MP_UNREACH; empty when too long. */
static struct rbuf
without_mp(struct rbuf all, uint8_t *to)
{
	struct wbuf w = wbuf(to, SCRATCH);
	struct bgp_attr a;

	while (bgp_attr_next(&all, &a))
		if (a.code != BGP_MP_REACH && a.code != BGP_MP_UNREACH)
			put_bytes(&w, a.whole.at, rbuf_left(&a.whole));
	return rbuf(to, w.bad ? 0 : wbuf_used(&w));
}

/* As a router does that moves from one AS to another: both are in the path. */
static void
put_own_as(const struct bgp_import *in, struct wbuf *w, struct bgp_attrs *a)
{
	const uint8_t *from = w->at;
	struct bgp_as_path path = a->as_path;
	struct bgp_segment seg;

	if (in->prepend_as == 0 || !bgp_segment_next(&path, &seg) ||
	    bgp_segment_asn(&seg, 0) != in->remote_as)
		return; /* a false first AS is told from what is missing */
	bgp_as_path_prepend(w, a->as_path, in->prepend_as, 1);
	a->as_path = bgp_as_path_of(from, w);
}

/*
 * The set of the UPDATE, held. Most come in the canonical form, and of most an
 * equal one is there already: then nothing is encoded.
 */
static struct bgp_set *
set_of(struct bgp_import *in, const struct bgp_update *u,
    const struct bgp_codec *codec, const struct bgp_hop *hop)
{
	struct bgp_sets *sets = bgp_rib_sets(in->rib);
	struct bgp_attrs a = u->attrs;
	uint8_t scratch[SCRATCH], merged[SCRATCH * 4];
	struct wbuf w = wbuf(merged, sizeof(merged));
	struct rbuf raw = u->attributes;
	struct bgp_set *set;

	if (codec->as4 && u->error.treatment == BGP_FINE &&
	    in->prepend_as == 0) {
		if (u->reach.present || u->unreach.present)
			raw = without_mp(raw, scratch);
		set =
		    rbuf_left(&raw) == 0 ? NULL : bgp_sets_find(sets, raw, hop);
		if (set != NULL)
			return set;
	}
	bgp_attrs_merge_as4(&a, &w);
	put_own_as(in, &w, &a);
	return w.bad ? NULL : bgp_sets_intern(sets, &a, hop, 0);
}

/* ---- NLRI ---- */

static bool
takes(const struct bgp_import *in, uint32_t family)
{
	return in->family != 0 ? family == in->family
			       : bgp_family_known(family);
}

/* The destination of an NLRI, and what of it belongs to the path. */
static void
net_of(struct bgp_net *net, struct rbuf *tail, const struct bgp_nlri *n,
    uint8_t room[BGP_KEY_ROOM])
{
	struct bgp_key key;

	if (n->kind == BGP_NLRI_PREFIX) { /* nearly all */
		net->prefix = n->prefix;
		*tail = net->nlri = (struct rbuf){ 0 };
		return;
	}
	bgp_key_split(&key, tail, n, room);
	net->prefix = key.prefix;
	net->rd = key.rd;
	net->nlri = key.nlri;
}

/* What the policy looks at: with OTC, where RFC 9234 5 adds it, and the site.
 */
static struct bgp_set *
entered(struct bgp_import *in, struct bgp_set *set, uint32_t family)
{
	struct bgp_sets *sets = bgp_rib_sets(in->rib);
	struct bgp_set *from = bgp_set_hold(set), *to = from;

	if (in->has_role && bgp_role_is_below(in->role) && set->otc == 0 &&
	    bgp_role_minds(family)) {
		to = bgp_set_with_otc(sets, from, in->remote_as);
		bgp_set_drop(sets, from);
		from = to;
	}
	if (in->has_site) {
		to = bgp_set_with_ext_community(sets, from, &in->site);
		bgp_set_drop(sets, from);
	}
	return to;
}

/*
 * What becomes of the policy's verdict, whatever that was: last choice while
 * its sender is about to go (RFC 8326 4.2) or has gone (RFC 9494 4.2).
 */
static struct bgp_set *
settled(struct bgp_import *in, struct bgp_set *set, bool stale)
{
	struct bgp_sets *sets = bgp_rib_sets(in->rib);

	if (stale && in->long_lived && set->limits & BGP_SET_NO_LLGR)
		return NULL;
	if (stale && in->long_lived && !(set->limits & BGP_SET_LLGR_STALE))
		return bgp_set_with_community(sets, set, COMMUNITY_LLGR_STALE);
	if (in->graceful_shutdown ||
	    (in->external && set->limits & BGP_SET_GRACEFUL_SHUTDOWN))
		return bgp_set_with_local_pref(sets, set, 0);
	return bgp_set_hold(set);
}

/* What is chosen from, held; NULL: rejected. */
static struct bgp_set *
judge(struct bgp_import *in, struct bgp_set *set, uint32_t family,
    const struct bgp_net *net, bool stale)
{
	const struct bgp_source *s = bgp_rib_source(in->rib, in->source);
	struct bgp_set *from = entered(in, set, family), *to;
	struct bgp_route route = { from, &net->prefix, family, in->source,
		s->local ? "" : s->name, s->protocol,
		bgp_route_type(family, net->nlri) };

	to = bgp_chain_run(in->chain, &route).set;
	if (to != NULL)
		to = settled(in, to, stale);
	bgp_set_drop(bgp_rib_sets(in->rib), from);
	return to;
}

/* The next NLRI, and the RIB begins to load what stands there. */
static uint32_t
window_fill(struct window *w, const struct bgp_import *in, uint16_t table,
    struct bgp_nlri_iter *it)
{
	struct bgp_nlri one = { 0 };
	uint32_t n = 0;

	for (; n < BGP_READ_MOST && bgp_nlri_next(it, &one, NULL); n++) {
		w->nets[n].table = table;
		net_of(&w->nets[n], &w->tails[n], &one, w->rooms[n]);
		w->path_ids[n] = one.has_path_id ? one.path_id : 0;
	}
	bgp_rib_prefetch(in->rib, w->nets, n);
	return n;
}

static uint32_t
withdraw(struct bgp_import *in, struct rbuf nlri, uint32_t family,
    const struct bgp_codec *codec)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, family, codec);
	uint32_t some, n = 0;
	struct window w;
	uint16_t table;

	if (rbuf_left(&nlri) == 0 || !takes(in, family))
		return 0;
	table = bgp_rib_table(in->rib, in->vrf, family);
	for (; (some = window_fill(&w, in, table, &it)) > 0; n += some)
		for (uint32_t i = 0; i < some; i++)
			bgp_rib_del(
			    in->rib, &w.nets[i], in->source, w.path_ids[i]);
	return n;
}

static uint32_t
put_all(const struct batch *b, struct bgp_nlri_iter it)
{
	struct bgp_import *in = b->in;
	struct bgp_offer offer = { .source = in->source,
		.flags = b->flags,
		.set_in = b->set,
		.since = in->now };
	bool each = bgp_chain_sees_prefix(in->chain);
	uint32_t some, n = 0;
	struct window w;

	while ((some = window_fill(&w, in, b->table, &it)) > 0)
		for (uint32_t i = 0; i < some; i++, n++) {
			if (n == 0 || each) {
				bgp_set_drop(bgp_rib_sets(in->rib), offer.set);
				offer.set = judge(
				    in, b->set, b->family, &w.nets[i], false);
			}
			offer.tail = w.tails[i];
			offer.path_id = w.path_ids[i];
			bgp_rib_put(in->rib, &w.nets[i], &offer);
		}
	bgp_set_drop(bgp_rib_sets(in->rib), offer.set);
	return n;
}

static uint32_t
announce(struct bgp_import *in, const struct bgp_update *u, struct rbuf nlri,
    uint32_t family, const struct bgp_hop *hop, const struct bgp_codec *codec)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, family, codec);
	struct batch b = { .in = in, .family = family };
	uint32_t n;

	if (rbuf_left(&nlri) == 0 || !takes(in, family))
		return 0;
	b.set = set_of(in, u, codec, hop);
	if (b.set == NULL)
		return withdraw(in, nlri, family, codec);
	b.table = bgp_rib_table(in->rib, in->vrf, family);
	b.flags = check(in, b.set, family);
	n = put_all(&b, it);
	bgp_set_drop(bgp_rib_sets(in->rib), b.set);
	return n;
}

struct bgp_imported
bgp_import_update(struct bgp_import *in, const struct bgp_update *u,
    const struct bgp_codec *codec)
{
	struct bgp_imported out = { 0 };

	out.withdrawn = withdraw(in, u->withdrawn, FAMILY_IPV4_UNICAST, codec) +
			withdraw(in, u->unreach.nlri, u->unreach.family, codec);
	if (u->error.treatment >= BGP_TREAT_AS_WITHDRAW) {
		out.withdrawn +=
		    withdraw(in, u->nlri, FAMILY_IPV4_UNICAST, codec) +
		    withdraw(in, u->reach.nlri, u->reach.family, codec);
		return out;
	}
	out.announced =
	    announce(in, u, u->nlri, FAMILY_IPV4_UNICAST, NULL, codec) +
	    announce(
		in, u, u->reach.nlri, u->reach.family, &u->reach.hop, codec);
	out.over_limit =
	    in->max_prefixes > 0 &&
	    bgp_rib_source(in->rib, in->source)->paths > in->max_prefixes;
	return out;
}

/* ---- again, and our own ---- */

static void
again(void *ctx, const struct bgp_net *net, struct bgp_offer *offer)
{
	struct bgp_import *in = ctx;
	uint32_t family = bgp_table_family(in->rib, net->table);

	offer->flags = check(in, offer->set_in, family);
	offer->set = judge(in, offer->set_in, family, net, offer->stale);
}

void
bgp_import_refilter(struct bgp_import *in)
{
	bgp_rib_refilter(in->rib, in->source, again, in);
}

bool
bgp_import_own(struct bgp_import *in, const struct bgp_net *net,
    const struct bgp_attrs *attrs)
{
	struct bgp_sets *sets = bgp_rib_sets(in->rib);
	struct bgp_offer offer = { .source = in->source, .since = in->now };
	bool accepted;

	offer.set_in = bgp_sets_intern(sets, attrs, NULL, LOCAL_WEIGHT);
	offer.set = judge(in, offer.set_in,
	    bgp_table_family(in->rib, net->table), net, false);
	accepted = offer.set != NULL;
	bgp_rib_put(in->rib, net, &offer);
	bgp_set_drop(sets, offer.set);
	bgp_set_drop(sets, offer.set_in);
	return accepted;
}

void
bgp_import_local(struct bgp_import *in, uint32_t family,
    const struct prefix *prefix, uint32_t metric, bool del)
{
	const struct bgp_attrs attrs = {
		.has = UINT64_C(1) << BGP_ORIGIN | UINT64_C(1) << BGP_AS_PATH |
		       (uint64_t)(metric != 0) << BGP_MED,
		.origin = BGP_INCOMPLETE,
		.as_path.width = 4,
		.med = metric,
	};
	struct bgp_net net = { .table = bgp_rib_table(in->rib, in->vrf, family),
		.prefix = *prefix };

	if (del)
		bgp_rib_del(in->rib, &net, in->source, 0);
	else
		bgp_import_own(in, &net, &attrs);
}
