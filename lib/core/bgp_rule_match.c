/* Whether a rule is for a route. */
#include "base/buf.h"
#include "base/text.h"
#include "core/bgp_policy_in.h"
#include "core/pattern.h"
#include "core/rpki.h"
#include "core/wild.h"

#include <string.h>

/* Longer paths are matched by their beginning. */
#define PATH_TEXT 4096

/* ---- communities ---- */

size_t
community_size(enum community_kind kind)
{
	static const uint8_t sizes[N_COMMUNITY_KINDS] = {
		[STANDARD] = 4, [LARGE] = 12, [EXTENDED] = 8
	};

	return sizes[kind];
}

static bool
parts_are(const struct wild *w, const uint32_t *parts, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if ((parts[i] ^ w->value[i]) & w->mask[i])
			return false;
	return true;
}

bool
wilds_have(
    const struct wilds *wilds, enum community_kind kind, const uint8_t *bytes)
{
	struct rbuf r = rbuf(bytes, community_size(kind));
	char text[EXT_COMMUNITY_TEXT];
	struct ext_community ext;
	uint32_t parts[3] = { 0 };
	unsigned n = 0;

	switch (kind) {
	case STANDARD:
		for (; n < 2; n++)
			parts[n] = get_u16(&r);
		break;
	case LARGE:
		for (; n < 3; n++)
			parts[n] = get_u32(&r);
		break;
	case EXTENDED:
		memcpy(ext.b, bytes, sizeof(ext.b));
		ext_community_format(&ext, text);
		break;
	case N_COMMUNITY_KINDS:
		return false;
	}
	for (size_t i = 0; i < wilds->n; i++) {
		const struct wild *w = &wilds->at[i];

		if (strcmp(w->text, "*") == 0 ||
		    (kind == EXTENDED ? wild_is(w->text, text)
				      : parts_are(w, parts, n)))
			return true;
	}
	return false;
}

static bool
any_community(const struct rule *r, enum community_kind kind, struct rbuf all)
{
	size_t size = community_size(kind);

	while (rbuf_left(&all) >= size)
		if (wilds_have(&r->match[kind], kind, get_bytes(&all, size)))
			return true;
	return false;
}

static bool
communities_match(const struct rule *r, const struct bgp_set *set)
{
	struct bgp_attrs a;

	if (!r->match[STANDARD].given && !r->match[LARGE].given &&
	    !r->match[EXTENDED].given)
		return true;
	bgp_set_open(set, &a);
	return (!r->match[STANDARD].given ||
		   any_community(r, STANDARD, a.communities)) &&
	       (!r->match[LARGE].given ||
		   any_community(r, LARGE, a.large_communities)) &&
	       (!r->match[EXTENDED].given ||
		   any_community(r, EXTENDED, a.ext_communities));
}

/* ---- AS paths ---- */

/* "65001 65002 {1,2}", confederations in () and []; returns the length. */
static size_t
path_format(struct bgp_as_path path, char *to, size_t room)
{
	/* clang-format off */
	static const char *const marks[] = {
		[BGP_AS_SET] = "{,}",
		[BGP_AS_SEQUENCE] = "\0 ",
		[BGP_AS_CONFED_SEQUENCE] = "( )",
		[BGP_AS_CONFED_SET] = "[,]",
	};
	/* clang-format on */
	char *at = to, *end = to + room - 2 * TEXT_U64;
	struct bgp_segment seg;

	while (bgp_segment_next(&path, &seg) && at < end) {
		const char *mark = marks[seg.type];

		if (at > to)
			*at++ = ' ';
		if (mark[0] != 0)
			*at++ = mark[0];
		for (unsigned i = 0; i < seg.n && at < end; i++) {
			if (i > 0)
				*at++ = mark[1];
			at = text_put_u32(at, bgp_segment_asn(&seg, i));
		}
		if (mark[0] != 0)
			*at++ = mark[2];
	}
	*at = 0;
	return (size_t)(at - to);
}

static bool
as_path_matches(const struct rule *r, const struct bgp_set *set)
{
	char text[PATH_TEXT];
	size_t n;

	if (!r->as_paths.given)
		return true;
	n = path_format(bgp_set_as_path(set), text, sizeof(text));
	for (size_t i = 0; i < r->as_paths.n; i++)
		if (pattern_match(r->as_paths.at[i], text, n))
			return true;
	return false;
}

static bool
origin_as_in(const struct as_numbers *all, uint32_t as)
{
	size_t lo = 0, hi = all->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all->at[mid] < as)
			lo = mid + 1;
		else
			hi = mid;
	}
	return !all->given || (lo < all->n && all->at[lo] == as);
}

/* ---- lists ---- */

static bool
number_in(const rec_numbers *list, uint32_t v)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (list->at[i] == v)
			return true;
	return list->n == 0;
}

static bool
name_in(const rec_names *list, const char *name)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i], name) == 0)
			return true;
	return list->n == 0;
}

/* NAME is also who came of its remote_prefix: NAME@ADDRESS. */
static bool
peer_in(const rec_names *list, const char *peer)
{
	for (uint32_t i = 0; i < list->n; i++) {
		size_t n = strlen(list->at[i]);

		if (strncmp(list->at[i], peer, n) == 0 &&
		    (peer[n] == '\0' || peer[n] == '@'))
			return true;
	}
	return list->n == 0;
}

static bool
origin_in(const struct rec_match *m, int origin)
{
	for (uint32_t i = 0; i < m->origin.n; i++)
		if (m->origin.at[i] == origin)
			return true;
	return m->origin.n == 0;
}

static bool
next_hop_in(const struct rec_match *m, const struct addr *hop)
{
	for (uint32_t i = 0; i < m->next_hop.n; i++)
		if (prefix_has(&m->next_hop.at[i], hop))
			return true;
	return m->next_hop.n == 0;
}

/* Absent attributes count as the decision counts them. */
static bool
numbers_match(const struct rec_match *m, const struct bgp_set *set)
{
	uint32_t local_pref =
	    bgp_set_has(set, BGP_LOCAL_PREF) ? set->local_pref : 100;

	return (!HAS(m, match, med) || m->med == set->med) &&
	       (!HAS(m, match, local_pref) || m->local_pref == local_pref);
}

/* Whose prefixes are those that ROAs speak of. */
static bool
is_public(uint32_t family)
{
	return family == FAMILY_IPV4_UNICAST || family == FAMILY_IPV6_UNICAST ||
	       family == FAMILY_IPV4_LABELED_UNICAST ||
	       family == FAMILY_IPV6_LABELED_UNICAST;
}

/* RFC 6811 2: whose route it is follows from the path. */
static bool
rpki_matches(const struct rule *r, const struct judging *j)
{
	const struct bgp_route *route = j->route;
	uint32_t as = j->set->origin_as;

	if (r->rpki < 0)
		return true;
	if (j->rpki == NULL || !is_public(route->family))
		return r->rpki == RPKI_NOT_FOUND;
	if (as == 0 &&
	    bgp_set_as_path(j->set).raw.at == bgp_set_as_path(j->set).raw.end)
		as = j->local_as;
	return r->rpki == (int)rpki_judge(j->rpki, route->prefix, as);
}

bool
rule_matches(
    const struct rule *r, const struct judging *j, const struct bgp_sets *sets)
{
	const struct rec_match *m = &r->rec->match;
	const struct bgp_route *route = j->route;
	const struct bgp_set *set = j->set;

	if (!HAS(r->rec, rule, match))
		return true;
	if (r->has_prefixes && !prefix_set_has(&r->prefixes, route->prefix))
		return false;
	return number_in(&m->family, route->family) &&
	       number_in(&m->route_type, route->route_type) &&
	       peer_in(&m->peer, route->peer) &&
	       name_in(&m->protocol, route->protocol) &&
	       origin_as_in(&r->origins, set->origin_as) &&
	       origin_in(m, set->origin) && numbers_match(m, set) &&
	       next_hop_in(m, &bgp_set_next_hop(sets, set)->addr) &&
	       communities_match(r, set) && as_path_matches(r, set) &&
	       rpki_matches(r, j);
}
