/*
 * Path attributes: one table says for each what its flags and length must be,
 * how its value is read and written, and what RFC 7606 does when it is wrong.
 */
#include "wire/bgp_attr.h"
#include "value/asn.h"
#include "wire/bgp_nlri.h"

/* ---- reading; lengths have been checked against the table ---- */

static bool
read_origin(struct rbuf r, const struct bgp_codec *codec, struct bgp_update *u,
    struct fault *f)
{
	(void)codec;
	u->attrs.origin = *r.at;
	return *r.at <= BGP_INCOMPLETE ||
	       fault(f, r.at, BGP_ERR_ORIGIN, "origin is none of 0, 1, 2");
}

/* RFC 7607 2: AS 0 is malformed wherever it stands. */
static bool
path_check(struct bgp_as_path path, struct fault *f)
{
	return bgp_as_path_check(path, f) &&
	       (!bgp_as_path_has(path, 0) ||
		   fault(f, path.raw.at, BGP_ERR_AS_PATH, "AS number 0"));
}

static bool
read_as_path(struct rbuf r, const struct bgp_codec *codec, struct bgp_update *u,
    struct fault *f)
{
	u->attrs.as_path = (struct bgp_as_path){ r, codec->as4 ? 4 : 2 };
	return path_check(u->attrs.as_path, f);
}

static bool
read_next_hop(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	(void)codec;
	(void)f;
	u->attrs.next_hop = addr_from(ADDR_IP4, r.at);
	return true;
}

static bool
read_med(struct rbuf r, const struct bgp_codec *codec, struct bgp_update *u,
    struct fault *f)
{
	(void)codec;
	(void)f;
	u->attrs.med = get_u32(&r);
	return true;
}

static bool
read_local_pref(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	(void)codec;
	(void)f;
	u->attrs.local_pref = get_u32(&r);
	return true;
}

static bool
read_nothing(struct rbuf r, const struct bgp_codec *codec, struct bgp_update *u,
    struct fault *f)
{
	(void)r;
	(void)codec;
	(void)u;
	(void)f;
	return true;
}

static bool
aggregator_decode(
    struct rbuf r, bool wide, struct bgp_aggregator *g, struct fault *f)
{
	const uint8_t *at = r.at;

	if (rbuf_left(&r) != (wide ? 8 : 6))
		return fault(f, at, BGP_ERR_ATTRIBUTE_LENGTH,
		    "aggregator is of the wrong length");
	g->as = wide ? get_u32(&r) : get_u16(&r);
	g->address = get_u32(&r);
	return g->as != 0 || fault(f, at, BGP_ERR_OPTIONAL, "AS number 0");
}

static bool
read_aggregator(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	return aggregator_decode(r, codec->as4, &u->attrs.aggregator, f);
}

static bool
read_as4_aggregator(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	(void)codec;
	return aggregator_decode(r, true, &u->attrs.as4_aggregator, f);
}

static bool
read_as4_path(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	(void)codec;
	u->attrs.as4_path = (struct bgp_as_path){ r, 4 };
	return path_check(u->attrs.as4_path, f);
}

static bool
read_originator(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	(void)codec;
	(void)f;
	u->attrs.originator_id = get_u32(&r);
	return true;
}

/* The lists are views; their length has been checked. */
#define READ_VIEW(member)                                                      \
	static bool read_##member(struct rbuf r,                               \
	    const struct bgp_codec *codec, struct bgp_update *u,               \
	    struct fault *f)                                                   \
	{                                                                      \
		(void)codec;                                                   \
		(void)f;                                                       \
		u->attrs.member = r;                                           \
		return true;                                                   \
	}
READ_VIEW(communities)
READ_VIEW(cluster_list)
READ_VIEW(ext_communities)
READ_VIEW(large_communities)
#undef READ_VIEW

/* RFC 6396 4.3.4: a RIB entry has the next hop alone; some have all of it. */
static bool
read_rib_hop(struct rbuf r, const struct bgp_codec *codec, struct bgp_update *u,
    struct fault *f)
{
	struct rbuf hop;

	hop = get_sub(&r, get_u8(&r));
	if (r.bad)
		return fault(
		    f, r.at, BGP_ERR_OPTIONAL, "next hop runs past the end");
	u->reach.present = true;
	u->reach.family = codec->rib_entry;
	return bgp_hop_decode(hop, codec->rib_entry, &u->reach.hop, f);
}

static bool
read_mp_reach(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	struct rbuf hop;
	uint16_t afi;

	/* The first octet of an AFI in use is 0 or 64; of a length it is not.
	 */
	if (codec->rib_entry != 0 && r.at[0] != 0)
		return read_rib_hop(r, codec, u, f);
	u->reach.present = true;
	afi = get_u16(&r);
	u->reach.family = FAMILY(afi, get_u8(&r));
	hop = get_sub(&r, get_u8(&r));
	get_u8(&r); /* reserved; once the number of SNPAs */
	if (r.bad)
		return fault(
		    f, r.at, BGP_ERR_OPTIONAL, "next hop runs past the end");
	u->reach.nlri = r;
	return bgp_hop_decode(hop, u->reach.family, &u->reach.hop, f) &&
	       bgp_nlri_check(
		   bgp_nlri_walk(r, u->reach.family, codec), NULL, f);
}

static bool
read_mp_unreach(struct rbuf r, const struct bgp_codec *codec,
    struct bgp_update *u, struct fault *f)
{
	uint16_t afi = get_u16(&r);

	u->unreach.present = true;
	u->unreach.family = FAMILY(afi, get_u8(&r));
	u->unreach.nlri = r;
	return bgp_nlri_check(
	    bgp_nlri_walk(r, u->unreach.family, codec), NULL, f);
}

/* ---- writing the values ---- */

static void
put_origin(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)codec;
	put_u8(w, a->origin);
}

static void
put_as_path(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	bgp_as_path_encode(w, a->as_path, codec->as4 ? 4 : 2);
}

static void
put_next_hop(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)codec;
	put_bytes(w, a->next_hop.b, 4);
}

static void
put_med(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)codec;
	put_u32(w, a->med);
}

static void
put_local_pref(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)codec;
	put_u32(w, a->local_pref);
}

static void
put_nothing(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)w;
	(void)a;
	(void)codec;
}

static void
put_aggregator(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	uint32_t as = a->aggregator.as;

	if (codec->as4)
		put_u32(w, as);
	else
		put_u16(w, as > UINT16_MAX ? ASN_TRANS : as);
	put_u32(w, a->aggregator.address);
}

static void
put_originator(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	(void)codec;
	put_u32(w, a->originator_id);
}

#define PUT_VIEW(member)                                                       \
	static void put_##member(struct wbuf *w, const struct bgp_attrs *a,    \
	    const struct bgp_codec *codec)                                     \
	{                                                                      \
		(void)codec;                                                   \
		put_bytes(w, a->member.at, rbuf_left(&a->member));             \
	}
PUT_VIEW(communities)
PUT_VIEW(cluster_list)
PUT_VIEW(ext_communities)
PUT_VIEW(large_communities)
#undef PUT_VIEW

/* RFC 6793 4.2.2: confederation segments stay out of AS4_PATH. */
static void
put_as4_path(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	bool own = bgp_has(a, BGP_AS4_PATH);
	struct bgp_as_path path = own ? a->as4_path : a->as_path;
	struct bgp_segment s;
	const uint8_t *from = path.raw.at;

	(void)codec;
	while (bgp_segment_next(&path, &s)) {
		if (own || s.type <= BGP_AS_SEQUENCE)
			put_bytes(w, from, (size_t)(path.raw.at - from));
		from = path.raw.at;
	}
}

static void
put_as4_aggregator(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	const struct bgp_aggregator *g = bgp_has(a, BGP_AS4_AGGREGATOR)
					     ? &a->as4_aggregator
					     : &a->aggregator;

	(void)codec;
	put_u32(w, g->as);
	put_u32(w, g->address);
}

/* ---- the table ---- */

/* Where the length says all. */
static bool
any_form(struct rbuf r, struct bgp_error *e)
{
	(void)r;
	(void)e;
	return true;
}

static const struct bgp_attr_row rows[] = {
/* clang-format off */
#define WELL_KNOWN     BGP_FLAG_TRANSITIVE
#define TRANSITIVE     (BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE)
#define NON_TRANSITIVE BGP_FLAG_OPTIONAL
#define DISCARD        BGP_ATTRIBUTE_DISCARD
#define WITHDRAW       BGP_TREAT_AS_WITHDRAW
#define RESET          BGP_SESSION_RESET
[BGP_ORIGIN] = { WELL_KNOWN, 0, 1, 1, 1,
    WITHDRAW, "RFC 7606 7.1",
    .decode = read_origin, .encode = put_origin },
[BGP_AS_PATH] = { WELL_KNOWN, 0, 1, 0, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.2",
    .decode = read_as_path, .encode = put_as_path },
[BGP_NEXT_HOP] = { WELL_KNOWN, 0, 4, 4, 4,
    WITHDRAW, "RFC 7606 7.3",
    .decode = read_next_hop, .encode = put_next_hop },
[BGP_MED] = { NON_TRANSITIVE, 0, 4, 4, 4,
    WITHDRAW, "RFC 7606 7.4",
    .decode = read_med, .encode = put_med },
[BGP_LOCAL_PREF] = { WELL_KNOWN, BGP_ATTR_INTERNAL, 4, 4, 4,
    WITHDRAW, "RFC 7606 7.5",
    .decode = read_local_pref, .encode = put_local_pref },
[BGP_ATOMIC_AGGREGATE] = { WELL_KNOWN, 0, 1, 0, 0,
    DISCARD, "RFC 7606 7.6",
    .decode = read_nothing, .encode = put_nothing,
    .flags_clause = "RFC 7606 3 (f)" },
[BGP_AGGREGATOR] = { TRANSITIVE, 0, 1, 6, 8,
    DISCARD, "RFC 7606 7.7",
    .decode = read_aggregator, .encode = put_aggregator,
    .flags_clause = "RFC 7606 3 (f)" },
[BGP_COMMUNITIES] = { TRANSITIVE, 0, 4, 4, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.8",
    .decode = read_communities, .encode = put_communities },
[BGP_ORIGINATOR_ID] = { NON_TRANSITIVE, BGP_ATTR_INTERNAL, 4, 4, 4,
    WITHDRAW, "RFC 7606 7.9",
    .decode = read_originator, .encode = put_originator },
[BGP_CLUSTER_LIST] = { NON_TRANSITIVE, BGP_ATTR_INTERNAL, 4, 4, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.10",
    .decode = read_cluster_list, .encode = put_cluster_list },
[BGP_MP_REACH] = { NON_TRANSITIVE, 0, 1, 5, BGP_ATTR_ANY,
    RESET, "RFC 7606 7.11",
    .decode = read_mp_reach },
[BGP_MP_UNREACH] = { NON_TRANSITIVE, 0, 1, 3, BGP_ATTR_ANY,
    RESET, "RFC 7606 7.12",
    .decode = read_mp_unreach },
[BGP_EXT_COMMUNITIES] = { TRANSITIVE, 0, 8, 8, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.14",
    .decode = read_ext_communities, .encode = put_ext_communities },
[BGP_AS4_PATH] = { TRANSITIVE, 0, 1, 1, BGP_ATTR_ANY,
    DISCARD, "RFC 6793 6",
    .decode = read_as4_path, .encode = put_as4_path },
[BGP_AS4_AGGREGATOR] = { TRANSITIVE, 0, 8, 8, 8,
    DISCARD, "RFC 6793 6",
    .decode = read_as4_aggregator, .encode = put_as4_aggregator },
[BGP_LARGE_COMMUNITIES] = { TRANSITIVE, 0, 12, 12, BGP_ATTR_ANY,
    WITHDRAW, "RFC 8092 6",
    .decode = read_large_communities, .encode = put_large_communities },
/* carried as they came */
[BGP_PMSI_TUNNEL] = { TRANSITIVE, 0, 1, 5, BGP_ATTR_ANY,
    WITHDRAW, "RFC 6514 5", .form = bgp_check_pmsi },
[BGP_TUNNEL_ENCAPSULATION] = { TRANSITIVE, 0, 1, 4, BGP_ATTR_ANY,
    WITHDRAW, "RFC 9012 13", .flags_clause = "RFC 9012 13",
    .form = bgp_check_tunnels },
[BGP_TRAFFIC_ENGINEERING] = { NON_TRANSITIVE, 0, 1, 36, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.13", .form = bgp_check_te },
[BGP_IPV6_EXT_COMMUNITIES] = { TRANSITIVE, 0, 20, 20, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.15", .form = any_form },
[BGP_AIGP] = { NON_TRANSITIVE, 0, 1, 3, BGP_ATTR_ANY,
    DISCARD, "RFC 7311 3.2", .flags_clause = "RFC 7311 3.2",
    .form = bgp_check_aigp },
[BGP_PE_LABELS] = { TRANSITIVE, 0, 1, 7, BGP_ATTR_ANY,
    WITHDRAW, "RFC 6514 8", .form = bgp_check_pe_labels },
[BGP_LINK_STATE] = { NON_TRANSITIVE, 0, 1, 4, BGP_ATTR_ANY,
    DISCARD, "RFC 9552 8.2.2", .form = bgp_check_link_state },
[BGP_BGPSEC_PATH] = { NON_TRANSITIVE, 0, 1, 8, BGP_ATTR_ANY,
    WITHDRAW, "RFC 8205 5.2", .form = bgp_check_bgpsec },
[BGP_ONLY_TO_CUSTOMER] = { TRANSITIVE, 0, 4, 4, 4,
    WITHDRAW, "RFC 9234 5", .form = any_form },
[BGP_D_PATH] = { TRANSITIVE, 0, 1, 8, BGP_ATTR_ANY,
    WITHDRAW, "RFC 10039 4", .form = bgp_check_d_path },
[BGP_SFP] = { TRANSITIVE, 0, 1, 3, BGP_ATTR_ANY,
    WITHDRAW, "RFC 9015 3.2.1", .form = bgp_check_sfp },
[BGP_BFD_DISCRIMINATOR] = { TRANSITIVE, 0, 1, 11, BGP_ATTR_ANY,
    DISCARD, "RFC 9026 3.1.6", .form = bgp_check_bfd },
[BGP_PREFIX_SID] = { TRANSITIVE, BGP_ATTR_INTERNAL, 1, 3, BGP_ATTR_ANY,
    DISCARD, "RFC 8669 6", .external_clause = "RFC 8669 4",
    .form = bgp_check_prefix_sid },
[BGP_BIER] = { TRANSITIVE, 0, 1, 4, BGP_ATTR_ANY,
    DISCARD, "RFC 9793 4", .form = bgp_check_bier },
[BGP_ATTR_SET] = { TRANSITIVE, 0, 1, 4, BGP_ATTR_ANY,
    WITHDRAW, "RFC 7606 7.16", .form = bgp_check_attr_set },
#undef WELL_KNOWN
#undef TRANSITIVE
#undef NON_TRANSITIVE
#undef DISCARD
#undef WITHDRAW
#undef RESET
	/* clang-format on */
};

const struct bgp_attr_row *
bgp_attr_row(uint8_t code)
{
	if (code >= sizeof(rows) / sizeof(rows[0]) || rows[code].treatment == 0)
		return NULL;
	return &rows[code];
}
