/*
 * Path attributes from records to bytes: a row says which key each is made of,
 * and how its value is written. bgp_encode_layout.c puts them in order.
 */
#include "message/bgp_attr_set.h"
#include "message/bgp_encode_parts.h"

enum { SEGMENT_MAX = 255 };
#define WELL_KNOWN     BGP_FLAG_TRANSITIVE
#define TRANSITIVE     (BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE)
#define NON_TRANSITIVE BGP_FLAG_OPTIONAL

/* ---- values ---- */

static bool
put_origin(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	(void)f;
	put_u8(w, (uint64_t)from->attributes->origin);
	return true;
}

static bool
put_asn(struct wbuf *w, uint32_t asn, bool as4, struct rec_fault *f)
{
	if (!as4 && asn > UINT16_MAX)
		return bgp_encode_refuse(
		    f, "", "an AS number does not fit in two octets");
	put_be(w, asn, as4 ? 4 : 2);
	return true;
}

/* The numbers of adjacent sequences, which are one in a record. */
struct run {
	const struct rec_segment *segments;
	uint32_t n;
};

static size_t
run_numbers(const struct run *run)
{
	size_t n = 0;

	for (uint32_t i = 0; i < run->n; i++)
		n += run->segments[i].n;
	return n;
}

/* In segments that are full, but for the last (RFC 4271 5.1.2). */
static bool
run_put(struct wbuf *w, const struct run *run, bool as4, struct rec_fault *f)
{
	size_t left = run_numbers(run), room = 0;

	for (uint32_t i = 0; i < run->n; i++) {
		const struct rec_segment *s = &run->segments[i];

		for (uint32_t k = 0; k < s->n; k++, left--, room--) {
			if (room == 0) {
				room = left < SEGMENT_MAX ? left : SEGMENT_MAX;
				put_u8(w, s->type);
				put_u8(w, room);
			}
			if (!put_asn(w, s->asns[k], as4, f))
				return false;
		}
	}
	return true;
}

static bool
path_put(struct wbuf *w, const rec_as_path *path, bool as4, struct rec_fault *f)
{
	for (uint32_t i = 0; i < path->n;) {
		struct run run = { &path->at[i], 1 };
		uint8_t type = path->at[i].type;

		while (type == BGP_AS_SEQUENCE && i + run.n < path->n &&
		       path->at[i + run.n].type == type)
			run.n++;
		i += run.n;
		if (run_numbers(&run) == 0 ||
		    (type != BGP_AS_SEQUENCE &&
			path->at[i - 1].n > SEGMENT_MAX))
			return bgp_encode_refuse(
			    f, "", "a segment is not of 1 to 255 AS numbers");
		if (!run_put(w, &run, as4, f))
			return false;
	}
	return true;
}

static bool
put_as_path(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return path_put(w, &from->attributes->as_path, from->as4, f);
}

static bool
put_as4_path(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return path_put(w, &from->attributes->as4_path, true, f);
}

static bool
put_next_hop(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	if (from->next_hop->ip != ADDR_IP4)
		return bgp_encode_refuse(f, "", "it is not an IPv4 address");
	put_bytes(w, from->next_hop->b, 4);
	return true;
}

static bool
put_nothing(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	(void)w;
	(void)from;
	(void)f;
	return true;
}

static bool
put_router(struct wbuf *w, const struct addr *a, struct rec_fault *f)
{
	if (a->ip != ADDR_IP4)
		return bgp_encode_refuse(f, "", "it is not an IPv4 address");
	put_bytes(w, a->b, 4);
	return true;
}

static bool
aggregator_put(struct wbuf *w, const struct rec_aggregator *a, bool as4,
    struct rec_fault *f)
{
	return put_asn(w, a->as, as4, f) && put_router(w, &a->address, f);
}

static bool
put_aggregator(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return aggregator_put(w, &from->attributes->aggregator, from->as4, f);
}

static bool
put_as4_aggregator(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return aggregator_put(w, &from->attributes->as4_aggregator, true, f);
}

/* Members that are one number. */
#define PUT_NUMBER(member, width)                                              \
	static bool put_##member(struct wbuf *w,                               \
	    const struct bgp_encode_from *from, struct rec_fault *f)           \
	{                                                                      \
		(void)f;                                                       \
		put_be(w, from->attributes->member, width);                    \
		return true;                                                   \
	}
PUT_NUMBER(med, 4)
PUT_NUMBER(local_pref, 4)
#undef PUT_NUMBER

static bool
put_communities(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	const rec_numbers *list = &from->attributes->communities;

	(void)f;
	for (uint32_t i = 0; i < list->n; i++)
		put_u32(w, list->at[i]);
	return true;
}

static bool
put_large_communities(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	const struct rec_attributes *a = from->attributes;

	(void)f;
	for (uint32_t i = 0; i < a->large_communities.n; i++) {
		put_u32(w, a->large_communities.at[i].global);
		put_u32(w, a->large_communities.at[i].local1);
		put_u32(w, a->large_communities.at[i].local2);
	}
	return true;
}

static bool
put_ext_communities(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	const struct rec_attributes *a = from->attributes;

	(void)f;
	for (uint32_t i = 0; i < a->ext_communities.n; i++)
		put_bytes(w, a->ext_communities.at[i].b, 8);
	return true;
}

static bool
put_originator_id(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return put_router(w, &from->attributes->originator_id, f);
}

static bool
put_cluster_list(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	const struct rec_attributes *a = from->attributes;

	for (uint32_t i = 0; i < a->cluster_list.n; i++)
		if (!put_router(w, &a->cluster_list.at[i], f))
			return false;
	return true;
}

static void
put_family(struct wbuf *w, uint32_t family)
{
	put_u16(w, FAMILY_AFI(family));
	put_u8(w, FAMILY_SAFI(family));
}

static bool
put_reach(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	if (from->message == NULL)
		return bgp_encode_hop(w, from->reach, f);
	put_family(w, from->reach->family);
	if (!bgp_encode_hop(w, from->reach, f))
		return false;
	put_u8(w, 0);
	return bgp_encode_nlri_list(w, from->reach, f);
}

static bool
put_unreach(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	put_family(w, from->unreach->family);
	return bgp_encode_nlri_list(w, from->unreach, f);
}

static bool
put_attr_set(
    struct wbuf *w, const struct bgp_encode_from *from, struct rec_fault *f)
{
	return bgp_attr_set_encode(w, from->attributes->attr_set.at, f);
}

/* ---- the table, in the usual order ---- */

#define KEY(member)  AT_attributes_##member, put_##member
#define FORM(member) AT_attributes_##member, NULL /* by bgp_form.h */
static const struct bgp_encode_row rows[] = {
	/* clang-format off */
	{ BGP_MP_REACH,          NON_TRANSITIVE, BGP_ENCODE_ALWAYS, put_reach },
	{ BGP_MP_UNREACH,        NON_TRANSITIVE, BGP_ENCODE_ALWAYS, put_unreach },
	{ BGP_ORIGIN,            WELL_KNOWN,     KEY(origin) },
	{ BGP_AS_PATH,           WELL_KNOWN,     KEY(as_path) },
	{ BGP_NEXT_HOP,          WELL_KNOWN,     BGP_ENCODE_ALWAYS, put_next_hop },
	{ BGP_MED,               NON_TRANSITIVE, KEY(med) },
	{ BGP_LOCAL_PREF,        WELL_KNOWN,     KEY(local_pref) },
	{ BGP_ATOMIC_AGGREGATE,  WELL_KNOWN,
	    AT_attributes_atomic_aggregate, put_nothing },
	{ BGP_AGGREGATOR,        TRANSITIVE,     KEY(aggregator) },
	{ BGP_COMMUNITIES,       TRANSITIVE,     KEY(communities) },
	{ BGP_ORIGINATOR_ID,     NON_TRANSITIVE, KEY(originator_id) },
	{ BGP_CLUSTER_LIST,      NON_TRANSITIVE, KEY(cluster_list) },
	{ BGP_EXT_COMMUNITIES,   TRANSITIVE,     KEY(ext_communities) },
	{ BGP_AS4_PATH,          TRANSITIVE,     KEY(as4_path) },
	{ BGP_AS4_AGGREGATOR,    TRANSITIVE,     KEY(as4_aggregator) },
	{ BGP_PMSI_TUNNEL,       TRANSITIVE,     FORM(pmsi_tunnel) },
	{ BGP_TUNNEL_ENCAPSULATION, TRANSITIVE,  FORM(tunnel_encapsulation) },
	{ BGP_TRAFFIC_ENGINEERING, NON_TRANSITIVE, FORM(traffic_engineering) },
	{ BGP_IPV6_EXT_COMMUNITIES, TRANSITIVE,  FORM(ipv6_ext_communities) },
	{ BGP_AIGP,              NON_TRANSITIVE, FORM(aigp) },
	{ BGP_PE_LABELS,         TRANSITIVE,     FORM(pe_distinguisher_labels) },
	{ BGP_LARGE_COMMUNITIES, TRANSITIVE,     KEY(large_communities) },
	{ BGP_ONLY_TO_CUSTOMER,  TRANSITIVE,     FORM(only_to_customer) },
	{ BGP_D_PATH,            TRANSITIVE,     FORM(d_path) },
	{ BGP_BFD_DISCRIMINATOR, TRANSITIVE,     FORM(bfd_discriminator) },
	{ BGP_PREFIX_SID,        TRANSITIVE,     FORM(prefix_sid) },
	{ BGP_ATTR_SET,          TRANSITIVE,     KEY(attr_set) },
	/* clang-format on */
};
#undef KEY
#undef FORM

const struct bgp_encode_row *
bgp_encode_rows(size_t *n)
{
	*n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}
