/* Conditions on messages and routes: what holds. */
#include "message/bgp_filter.h"

#include <string.h>

#include "base/text.h"
#include "core/pattern.h"
#include "core/wild.h"
#include "message/bgp_filter_in.h"

/* Longer paths are matched by their beginning. */
#define PATH_TEXT 4096

#define BIT(condition) (1u << BGP_IF_##condition)
#define OF_NLRI        (BIT(PREFIX) | BIT(FAMILY) | BIT(RD))
#define OF_ATTRIBUTES  BGP_IF_OF_ATTRIBUTES

/* ---- lists ---- */

static bool
number_in(const struct numbers *list, uint32_t v)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == v)
			return true;
	return false;
}

static bool
wild_in(const struct texts *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (wild_is(list->at[i], text))
			return true;
	return false;
}

static bool
addr_in(const struct bgp_filter *f, const struct addr *a)
{
	for (size_t i = 0; i < f->peers_n; i++)
		if (addr_cmp(&f->peers[i], a) == 0)
			return true;
	return false;
}

/* ---- attributes ---- */

/* "65001 65002 {1,2}", confederations in () and []; returns the length. */
static size_t
path_format(const rec_as_path *path, char *to, size_t room)
{
	/* clang-format off */
	static const char *const marks[] = {
		[AS_SET] = "{,}",
		[AS_SEQUENCE] = "\0 ",
		[AS_CONFED_SEQUENCE] = "( )",
		[AS_CONFED_SET] = "[,]",
	};
	/* clang-format on */
	char *at = to, *end = to + room - 2 * TEXT_U64;

	for (uint32_t i = 0; i < path->n && at < end; i++) {
		const struct rec_segment *s = &path->at[i];
		const char *mark = marks[s->type];

		if (at > to)
			*at++ = ' ';
		if (mark[0] != 0)
			*at++ = mark[0];
		for (uint32_t k = 0; k < s->n && at < end; k++) {
			if (k > 0)
				*at++ = mark[1];
			at = text_put_u32(at, s->asns[k]);
		}
		if (mark[0] != 0)
			*at++ = mark[2];
	}
	*at = 0;
	return (size_t)(at - to);
}

static bool
path_holds(const struct bgp_filter *f, const rec_as_path *path)
{
	char text[PATH_TEXT];
	size_t n = path_format(path, text, sizeof(text));

	for (size_t i = 0; i < f->patterns_n; i++)
		if (pattern_match(f->patterns[i], text, n))
			return true;
	return false;
}

static bool
origin_holds(const struct bgp_filter *f, const rec_as_path *path)
{
	const struct rec_segment *last = NULL;

	for (uint32_t i = 0; i < path->n; i++)
		if (path->at[i].n > 0)
			last = &path->at[i];
	if (last == NULL)
		return false;
	if (last->type == AS_SEQUENCE || last->type == AS_CONFED_SEQUENCE)
		return number_in(&f->origins, last->asns[last->n - 1]);
	for (uint32_t i = 0; i < last->n; i++)
		if (number_in(&f->origins, last->asns[i]))
			return true;
	return false;
}

static bool
communities_hold(const struct bgp_filter *f, const struct rec_route *r)
{
	char text[EXT_COMMUNITY_TEXT];
	unsigned kinds = f->community_kinds;

	if (HAS(r, route, communities) && kinds & 1u << COMMUNITY_STANDARD)
		for (uint32_t i = 0; i < r->communities.n; i++) {
			community_format(r->communities.at[i], text);
			if (wild_in(&f->communities, text))
				return true;
		}
	if (HAS(r, route, large_communities) && kinds & 1u << COMMUNITY_LARGE)
		for (uint32_t i = 0; i < r->large_communities.n; i++) {
			large_community_format(
			    &r->large_communities.at[i], text);
			if (wild_in(&f->communities, text))
				return true;
		}
	if (HAS(r, route, ext_communities) && kinds & 1u << COMMUNITY_EXTENDED)
		for (uint32_t i = 0; i < r->ext_communities.n; i++) {
			ext_community_format(&r->ext_communities.at[i], text);
			if (wild_in(&f->communities, text))
				return true;
		}
	return false;
}

static bool
targets_hold(const struct bgp_filter *f, const struct rec_route *r)
{
	char text[EXT_COMMUNITY_TEXT];

	if (!HAS(r, route, ext_communities))
		return false;
	for (uint32_t i = 0; i < r->ext_communities.n; i++) {
		ext_community_format(&r->ext_communities.at[i], text);
		if (wild_in(&f->rts, text))
			return true;
	}
	return false;
}

static bool
attributes_hold(
    const struct bgp_filter *f, const struct rec_route *r, unsigned which)
{
	static const rec_as_path empty;
	const rec_as_path *path = HAS(r, route, as_path) ? &r->as_path : &empty;

	if ((which & OF_ATTRIBUTES) == 0)
		return true;
	if (!HAS(r, route, as_path) && which & (BIT(AS_PATH) | BIT(ORIGIN_AS)))
		return false;
	return (!(which & BIT(ORIGIN_AS)) || origin_holds(f, path)) &&
	       (!(which & BIT(AS_PATH)) || path_holds(f, path)) &&
	       (!(which & BIT(COMMUNITY)) || communities_hold(f, r)) &&
	       (!(which & BIT(RT)) || targets_hold(f, r));
}

/* ---- destinations ---- */

struct destination {
	uint32_t family;
	const struct prefix *prefix; /* or NULL */
	const struct rd *rd;
};

static bool
destination_holds(
    const struct bgp_filter *f, const struct destination *d, unsigned which)
{
	char text[DIST_TEXT];

	if (which & BIT(FAMILY) && !number_in(&f->families, d->family))
		return false;
	if (which & BIT(PREFIX) &&
	    (d->prefix == NULL || !prefix_set_has(&f->prefixes, d->prefix)))
		return false;
	if (!(which & BIT(RD)))
		return true;
	if (d->rd == NULL)
		return false;
	rd_format(d->rd, text);
	return wild_in(&f->rds, text);
}

static bool
nlri_holds(const struct bgp_filter *f, const struct rec_announce *of,
    const struct rec_nlri *n, unsigned which)
{
	const struct destination d = {
		of->family,
		HAS(n, nlri, prefix) ? &n->prefix : NULL,
		HAS(n, nlri, rd) ? &n->rd : NULL,
	};

	return destination_holds(f, &d, which);
}

static bool
groups_hold(const struct bgp_filter *f, const struct rec_announce *at,
    uint32_t groups, unsigned which)
{
	for (uint32_t i = 0; i < groups; i++)
		for (uint32_t k = 0; k < at[i].nlri.n; k++)
			if (nlri_holds(f, &at[i], &at[i].nlri.at[k], which))
				return true;
	return false;
}

/* ---- records ---- */

static bool
time_holds(const struct bgp_filter *f, bool has, int64_t time, unsigned which)
{
	return (!(which & BIT(SINCE)) || (has && time >= f->since)) &&
	       (!(which & BIT(UNTIL)) || (has && time <= f->until));
}

static bool
ends_hold(const struct bgp_filter *f, const struct rec_message *m)
{
	return (HAS(m, message, src) && addr_in(f, &m->src)) ||
	       (HAS(m, message, dst) && addr_in(f, &m->dst)) ||
	       (HAS(m, message, peer_as) && number_in(&f->peer_as, m->peer_as));
}

static bool
head_holds(
    const struct bgp_filter *f, const struct rec_message *m, unsigned which)
{
	if (!time_holds(f, HAS(m, message, time), m->time, which))
		return false;
	if (which & BIT(KIND) && !wild_in(&f->kinds, m->kind))
		return false;
	return !(which & BIT(PEER)) || ends_hold(f, m);
}

/* A message about a family, without destinations. */
static bool
family_holds(const struct bgp_filter *f, const struct rec_message *m)
{
	for (uint32_t i = 0; i < m->end_of_rib.n; i++)
		if (number_in(&f->families, m->end_of_rib.at[i]))
			return true;
	return HAS(m, message, family) && number_in(&f->families, m->family);
}

static bool
message_attributes_hold(
    const struct bgp_filter *f, const struct rec_message *m, unsigned which)
{
	struct rec_route r = { 0 };
	struct rec_attributes a;

	if ((which & OF_ATTRIBUTES) == 0)
		return true;
	bgp_message_attributes(m, &a);
	bgp_record_route(&r, &a);
	return attributes_hold(f, &r, which);
}

bool
bgp_filter_message(
    const struct bgp_filter *f, const struct rec_message *m, unsigned mask)
{
	unsigned which = f->has & mask;

	if (!head_holds(f, m, which))
		return false;
	if ((which & (OF_NLRI | OF_ATTRIBUTES)) == 0)
		return true;
	if ((which & (OF_NLRI | OF_ATTRIBUTES)) == BIT(FAMILY) &&
	    family_holds(f, m))
		return true;
	if ((which & OF_ATTRIBUTES) == 0 &&
	    groups_hold(f, m->withdraw.at, m->withdraw.n, which))
		return true;
	return groups_hold(f, m->announce.at, m->announce.n, which) &&
	       message_attributes_hold(f, m, which);
}

static bool
peer_holds(const struct bgp_filter *f, const struct rec_route *r)
{
	if (HAS(r, route, peer) && wild_in(&f->peer_names, r->peer))
		return true;
	return HAS(r, route, peer_as) && number_in(&f->peer_as, r->peer_as);
}

bool
bgp_filter_route(
    const struct bgp_filter *f, const struct rec_route *r, unsigned mask)
{
	const struct destination d = {
		r->family,
		HAS(r, route, prefix) ? &r->prefix
		: HAS(r, route, nlri) && HAS(&r->nlri, nlri, prefix)
		    ? &r->nlri.prefix
		    : NULL,
		HAS(r, route, rd)                                ? &r->rd
		: HAS(r, route, nlri) && HAS(&r->nlri, nlri, rd) ? &r->nlri.rd
								 : NULL,
	};
	unsigned which = f->has & mask;

	return !(which & BIT(KIND)) &&
	       time_holds(f, HAS(r, route, time), r->time, which) &&
	       destination_holds(f, &d, which) &&
	       (!(which & BIT(PEER)) || peer_holds(f, r)) &&
	       attributes_hold(f, r, which);
}

unsigned
bgp_filter_has(const struct bgp_filter *f)
{
	return f->has;
}
