/* Path attributes, and what is wrong with them, as parts of records. */
#include "message/bgp_attr_set.h"
#include "message/bgp_form.h"
#include "message/bgp_record_parts.h"

#include "base/text.h"

const char *
bgp_record_name(const struct name *table, uint8_t code, struct arena *arena)
{
	const char *name = name_of(table, code);
	char text[16] = "unknown_";

	if (name != NULL)
		return name;
	text_put_u32(text + 8, code);
	return arena_strndup(arena, text, strlen(text));
}

static void
put_words(rec_numbers *to, struct rbuf r, struct arena *arena)
{
	size_t n = rbuf_left(&r) / 4;
	uint32_t *at = ARRAY(arena, uint32_t, n);

	for (size_t i = 0; i < n; i++)
		at[i] = get_u32(&r);
	to->n = (uint32_t)n;
	to->at = at;
}

/* ---- path attributes ---- */

static void
put_path(rec_as_path *to, struct bgp_as_path path, struct arena *arena)
{
	struct bgp_as_path count = path;
	struct bgp_segment s;
	uint32_t n = 0;

	while (bgp_segment_next(&count, &s))
		n++;
	to->n = n;
	to->at = ARRAY(arena, struct rec_segment, n);
	for (uint32_t i = 0; i < n && bgp_segment_next(&path, &s); i++) {
		uint32_t *asns = ARRAY(arena, uint32_t, s.n);

		for (unsigned k = 0; k < s.n; k++)
			asns[k] = bgp_segment_asn(&s, k);
		to->at[i] = (struct rec_segment){ s.type, s.n, asns };
	}
}

static void
put_aggregator(struct rec_aggregator *to, const struct bgp_aggregator *from)
{
	to->has = 0;
	PUT(to, aggregator, as, from->as);
	PUT(to, aggregator, address, addr_ip4(from->address));
}

void
bgp_record_merge(struct bgp_attrs *a, struct arena *arena)
{
	size_t n = 2 * rbuf_left(&a->as_path.raw) + rbuf_left(&a->as4_path.raw);
	struct wbuf w;

	if (!bgp_has(a, BGP_AS4_PATH) && !bgp_has(a, BGP_AS4_AGGREGATOR))
		return;
	w = wbuf(arena_alloc(arena, n + 1), n);
	bgp_attrs_merge_as4(a, &w);
}

void
bgp_record_merged(
    struct rec_message *m, const struct bgp_attrs *from, struct arena *arena)
{
	struct bgp_attrs a;

	if ((!bgp_has(from, BGP_AS4_PATH) &&
		!bgp_has(from, BGP_AS4_AGGREGATOR)) ||
	    !bgp_has(from, BGP_AS_PATH) || from->as_path.width == 4)
		return;
	a = *from;
	bgp_record_merge(&a, arena);
	m->merged.has = 0;
	put_path(&m->merged.as_path, a.as_path, arena);
	MARK(&m->merged, merged, as_path);
	if (bgp_has(&a, BGP_AGGREGATOR)) {
		put_aggregator(&m->merged.aggregator, &a.aggregator);
		MARK(&m->merged, merged, aggregator);
	}
	MARK(m, message, merged);
}

static void
put_large(struct rec_attributes *to, struct rbuf r, struct arena *arena)
{
	size_t n = rbuf_left(&r) / 12;
	struct large_community *at = ARRAY(arena, struct large_community, n);

	for (size_t i = 0; i < n; i++) {
		at[i].global = get_u32(&r);
		at[i].local1 = get_u32(&r);
		at[i].local2 = get_u32(&r);
	}
	to->large_communities.n = (uint32_t)n;
	to->large_communities.at = at;
}

static void
put_ext(struct rec_attributes *to, struct rbuf r, struct arena *arena)
{
	size_t n = rbuf_left(&r) / 8;
	struct ext_community *at = ARRAY(arena, struct ext_community, n);

	for (size_t i = 0; i < n; i++)
		memcpy(at[i].b, get_bytes(&r, 8), 8);
	to->ext_communities.n = (uint32_t)n;
	to->ext_communities.at = at;
}

static void
put_clusters(struct rec_attributes *to, struct rbuf r, struct arena *arena)
{
	size_t n = rbuf_left(&r) / 4;
	struct addr *at = ARRAY(arena, struct addr, n);

	for (size_t i = 0; i < n; i++)
		at[i] = addr_ip4(get_u32(&r));
	to->cluster_list.n = (uint32_t)n;
	to->cluster_list.at = at;
}

/*
 * Attributes that the speaker passes on without looking, but that have a form
 * here: taken out of those that are listed in hex.
 */
static void
put_forms(
    struct rec_attributes *to, struct bgp_unknown *unknown, struct arena *arena)
{
	struct bgp_unknown it = *unknown;
	struct bgp_attr a;

	while (bgp_unknown_next(&it, &a))
		if (bgp_form_decode(to, a.code, a.value, arena) ||
		    (a.code == BGP_ATTR_SET &&
			bgp_attr_set_decode(to, a.value, arena)))
			unknown->codes[a.code / 64] &=
			    ~(UINT64_C(1) << a.code % 64);
}

static uint32_t
put_unknowns(struct rec_unknown *to, const struct bgp_unknown *from)
{
	struct bgp_unknown it;
	struct bgp_attr a;
	const char *name;
	uint32_t n = 0;

	if (from == NULL)
		return 0;
	it = *from;
	while (bgp_unknown_next(&it, &a)) {
		if (to != NULL) {
			to[n].has = 0;
			PUT(&to[n], unknown, code, a.code);
			name = name_of(bgp_attr_names, a.code);
			if (name != NULL)
				PUT(&to[n], unknown, name, name);
			PUT(&to[n], unknown, flags, a.flags);
			PUT(&to[n], unknown, value, bytes(a.value));
		}
		n++;
	}
	return n;
}

static bool
any(const struct bgp_unknown *u)
{
	return u != NULL &&
	       (u->codes[0] | u->codes[1] | u->codes[2] | u->codes[3]) != 0;
}

static void
put_unknown(struct rec_attributes *to, const struct bgp_unknown *unknown,
    const struct bgp_unknown *refused, struct arena *arena)
{
	uint32_t n;

	if (!any(unknown) && !any(refused))
		return;
	n = put_unknowns(NULL, unknown) + put_unknowns(NULL, refused);
	to->unknown.at = ARRAY(arena, struct rec_unknown, n);
	to->unknown.n = put_unknowns(to->unknown.at, unknown);
	to->unknown.n += put_unknowns(to->unknown.at + to->unknown.n, refused);
	MARK(to, attributes, unknown);
}

/* Those that few routes have. */
static void
put_rare(
    struct rec_attributes *to, const struct bgp_attrs *a, struct arena *arena)
{
	if (bgp_has(a, BGP_AGGREGATOR)) {
		put_aggregator(&to->aggregator, &a->aggregator);
		MARK(to, attributes, aggregator);
	}
	if (bgp_has(a, BGP_LARGE_COMMUNITIES)) {
		put_large(to, a->large_communities, arena);
		MARK(to, attributes, large_communities);
	}
	if (bgp_has(a, BGP_EXT_COMMUNITIES)) {
		put_ext(to, a->ext_communities, arena);
		MARK(to, attributes, ext_communities);
	}
	if (bgp_has(a, BGP_ORIGINATOR_ID))
		PUT(to, attributes, originator_id, addr_ip4(a->originator_id));
	if (bgp_has(a, BGP_CLUSTER_LIST)) {
		put_clusters(to, a->cluster_list, arena);
		MARK(to, attributes, cluster_list);
	}
	if (bgp_has(a, BGP_AS4_PATH)) {
		put_path(&to->as4_path, a->as4_path, arena);
		MARK(to, attributes, as4_path);
	}
	if (bgp_has(a, BGP_AS4_AGGREGATOR)) {
		put_aggregator(&to->as4_aggregator, &a->as4_aggregator);
		MARK(to, attributes, as4_aggregator);
	}
}

static void
put_plain(
    struct rec_attributes *to, const struct bgp_attrs *a, struct arena *arena)
{
	to->has = 0;
	if (bgp_has(a, BGP_NEXT_HOP))
		PUT(to, attributes, next_hop, a->next_hop);
	if (bgp_has(a, BGP_ORIGIN))
		PUT(to, attributes, origin, a->origin);
	if (bgp_has(a, BGP_AS_PATH)) {
		put_path(&to->as_path, a->as_path, arena);
		MARK(to, attributes, as_path);
	}
	if (bgp_has(a, BGP_LOCAL_PREF))
		PUT(to, attributes, local_pref, a->local_pref);
	if (bgp_has(a, BGP_MED))
		PUT(to, attributes, med, a->med);
	if (bgp_has(a, BGP_ATOMIC_AGGREGATE))
		PUT(to, attributes, atomic_aggregate, true);
	if (bgp_has(a, BGP_COMMUNITIES)) {
		put_words(&to->communities, a->communities, arena);
		MARK(to, attributes, communities);
	}
	put_rare(to, a, arena);
}

void
bgp_record_attributes(struct rec_attributes *to, const struct bgp_attrs *a,
    const struct bgp_unknown *refused, struct arena *arena)
{
	struct bgp_unknown unknown = a->unknown;

	put_plain(to, a, arena);
	if (any(&unknown))
		put_forms(to, &unknown, arena);
	put_unknown(to, &unknown, refused, arena);
}

void
bgp_record_plain_attributes(
    struct rec_attributes *to, const struct bgp_attrs *a, struct arena *arena)
{
	put_plain(to, a, arena);
	put_unknown(to, &a->unknown, NULL, arena);
}

/* The fields stand in the same order in both tables. */
enum { SHIFT = AT_route_next_hop - AT_attributes_next_hop };
#define ALL                                                                    \
	((UINT64_C(2) << AT_attributes_bfd_discriminator) - 1) /* the last */
_Static_assert(
    AT_route_bfd_discriminator - AT_attributes_bfd_discriminator == SHIFT,
    "one list, two tables");

/* They are the last members of both. */
enum {
	ATTRIBUTES_AT = offsetof(struct rec_attributes, next_hop),
	ATTRIBUTES_SIZE = sizeof(struct rec_attributes) - ATTRIBUTES_AT,
};
_Static_assert(offsetof(struct rec_route, next_hop) + ATTRIBUTES_SIZE ==
		   sizeof(struct rec_route),
    "one list, two structs");

void
bgp_record_route(struct rec_route *to, const struct rec_attributes *a)
{
	to->has |= a->has << SHIFT;
	memcpy(&to->next_hop, &a->next_hop, ATTRIBUTES_SIZE);
}

void
bgp_route_attributes(struct rec_attributes *to, const struct rec_route *r)
{
	memcpy(&to->next_hop, &r->next_hop, ATTRIBUTES_SIZE);
	to->has = r->has >> SHIFT & ALL;
}

void
bgp_route_drop_attributes(struct rec_route *r)
{
	r->has &= ~(ALL << SHIFT);
}

void
bgp_record_error(struct rec_error *to, const struct bgp_error *e,
    const uint8_t *from, struct arena *arena)
{
	const uint8_t *at = e->fault.at;
	const char *treatment = name_of(bgp_treatment_names, e->treatment);

	to->has = 0;
	PUT(to, error, text, e->fault.what);
	if (at != NULL && at >= from)
		PUT(to, error, offset, (uint32_t)(at - from));
	if (e->attribute != 0)
		PUT(to, error, attribute,
		    bgp_record_name(bgp_attr_names, e->attribute, arena));
	if (treatment != NULL)
		PUT(to, error, treatment, treatment);
	if (e->clause != NULL)
		PUT(to, error, clause, e->clause);
}
