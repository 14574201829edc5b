/* NLRI, a row per family. */
#include "wire/bgp_nlri.h"
#include "wire/bgp_evpn.h"
#include "wire/bgp_flowspec.h"
#include "wire/bgp_mvpn.h"

typedef bool nlri_decode(struct rbuf *, const struct bgp_nlri_row *,
    struct bgp_nlri *, struct fault *);

enum { LABELS = 1, RD = 2 }; /* what stands before the prefix */

struct bgp_nlri_row {
	uint32_t family;
	uint8_t ip; /* of the prefix, where there is one */
	uint8_t before;
	uint8_t hops;
	uint8_t kind;
	nlri_decode *decode;
};

/* ---- prefixes ---- */

static bool
prefix_take(struct rbuf *r, const struct bgp_nlri_row *row, const uint8_t *at,
    unsigned bits, struct bgp_nlri *n, struct fault *f)
{
	unsigned octets = (bits + 7) / 8;
	const uint8_t *from;

	if (bits > (row->ip == ADDR_IP4 ? 32 : 128))
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix is longer than an address");
	from = get_bytes(r, octets);
	if (r->bad)
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix runs past the end");
	n->prefix = (struct prefix){ .addr.ip = row->ip, .len = (uint8_t)bits };
	memcpy(n->prefix.addr.b, from, octets);
	if (bits % 8 != 0) /* trailing bits mean nothing */
		n->prefix.addr.b[octets - 1] &= (uint8_t)(0xff00 >> bits % 8);
	return true;
}

/* RFC 4271 4.3: the length in bits, then as many octets as hold it. */
static bool
prefix_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned bits = get_u8(r);

	n->kind = BGP_NLRI_PREFIX;
	return prefix_take(r, row, at, bits, n, f);
}

static uint32_t
label_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

/*
 * How many labels there are in `bits` bits: up to the bottom of the stack, or
 * a value that withdraws (0 before RFC 8277). A speaker of single labels need
 * not mark the bottom (RFC 8277 2.2): where none is, there is one label.
 */
static unsigned
labels_count(const struct rbuf *r, unsigned bits)
{
	size_t room = rbuf_left(r) < bits / 8 ? rbuf_left(r) : bits / 8;

	for (unsigned n = 0; 3 * (n + 1) <= room; n++) {
		uint32_t label = label_at(r->at + 3 * n);

		if (label & 1 || label == 0 || label == BGP_LABEL_WITHDRAWN)
			return n + 1;
	}
	return 1;
}

/* RFC 8277 2, 4364 4.3.4: the length counts labels and RD too. */
static bool
labeled_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	const uint8_t *at = r->at, *rd;
	unsigned bits = get_u8(r), before = 0, octets = 0;

	n->kind = BGP_NLRI_LABELED;
	n->has_rd = row->before & RD;
	if (n->has_rd)
		before = 8 * sizeof(n->rd.b);
	if (row->before & LABELS && bits > before)
		octets = 3 * labels_count(r, bits - before);
	before += 8 * octets;
	if (bits < before || (row->before & LABELS && octets == 0))
		return fault(f, at, BGP_ERR_NETWORK,
		    "length has no room for label and route distinguisher");
	n->labels = get_sub(r, octets);
	rd = n->has_rd ? get_bytes(r, sizeof(n->rd.b)) : NULL;
	if (r->bad)
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix runs past the end");
	if (rd != NULL)
		memcpy(n->rd.b, rd, sizeof(n->rd.b));
	return prefix_take(r, row, at, bits - before, n, f);
}

/* ---- those that are no prefixes ---- */

/* RFC 4684 4: origin AS and route target, or the first bits of them. */
static bool
target_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	const uint8_t *at = r->at, *from;
	uint8_t whole[12] = { 0 };
	struct rbuf w = rbuf(whole, sizeof(whole));
	unsigned bits = get_u8(r), octets = (bits + 7) / 8;

	(void)row;
	if ((bits > 0 && bits < 32) || bits > 8 * sizeof(whole))
		return fault(
		    f, at, BGP_ERR_NETWORK, "length is neither 0 nor 32 to 96");
	from = get_bytes(r, octets);
	if (r->bad)
		return fault(
		    f, at, BGP_ERR_NETWORK, "route target runs past the end");
	memcpy(whole, from, octets);
	if (bits % 8 != 0)
		whole[octets - 1] &= (uint8_t)(0xff00 >> bits % 8);
	n->kind = BGP_NLRI_TARGET;
	n->target_bits = (uint8_t)bits;
	n->origin_as = get_u32(&w);
	memcpy(n->target.b, w.at, sizeof(n->target.b));
	return true;
}

/* RFC 7432 7, 6514 4: type, length, value. */
static bool
typed_decode(struct rbuf *r, const struct bgp_nlri_row *row, struct bgp_nlri *n,
    struct fault *f)
{
	const uint8_t *at = r->at;

	n->kind = row->kind;
	get_u8(r);
	get_bytes(r, get_u8(r));
	return !r->bad ||
	       fault(f, at, BGP_ERR_NETWORK, "route runs past the end");
}

/* RFC 9552 5.2: type and length of two octets each, value. */
static bool
link_state_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	const uint8_t *at = r->at;

	n->kind = row->kind;
	get_u16(r);
	get_bytes(r, get_u16(r));
	return !r->bad ||
	       fault(f, at, BGP_ERR_NETWORK, "route runs past the end");
}

/* RFC 8955 4.1, 8: a length of one octet or two; VPN: an RD is in it. */
static bool
flow_decode(struct rbuf *r, const struct bgp_nlri_row *row, struct bgp_nlri *n,
    struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned length = get_u8(r);

	n->kind = row->kind;
	n->has_rd = row->before & RD;
	n->prefix = (struct prefix){ .addr.ip = row->ip };
	if (length >= 0xf0)
		length = (length & 0xf) << 8 | get_u8(r);
	get_bytes(r, length);
	return !r->bad || fault(f, at, BGP_ERR_NETWORK,
			      "flow specification runs past the end");
}

/* RFC 4761 3.2.2: a length of two octets. */
static bool
vpls_decode(struct rbuf *r, const struct bgp_nlri_row *row, struct bgp_nlri *n,
    struct fault *f)
{
	const uint8_t *at = r->at;

	n->kind = row->kind;
	get_bytes(r, get_u16(r));
	return !r->bad ||
	       fault(f, at, BGP_ERR_NETWORK, "route runs past the end");
}

static bool
opaque_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	(void)row;
	(void)f;
	n->kind = BGP_NLRI_OPAQUE;
	get_bytes(r, rbuf_left(r));
	return true;
}

#define PREFIX(ip, hops) (ip), 0, (hops), BGP_NLRI_PREFIX, prefix_decode
#define LABELED(ip, before, hops)                                              \
	(ip), (before), (hops), BGP_NLRI_LABELED, labeled_decode
#define TYPED(kind)      0, 0, HOP_IP4, (kind), typed_decode
#define FLOW(ip, before) (ip), (before), 0, BGP_NLRI_FLOW, flow_decode
static const struct bgp_nlri_row rows[] = {
	/* clang-format off */
	{ FAMILY_IPV4_UNICAST,         PREFIX(ADDR_IP4, HOP_IP4) },
	{ FAMILY_IPV6_UNICAST,         PREFIX(ADDR_IP6, HOP_IP6) },
	{ FAMILY_IPV4_MULTICAST,       PREFIX(ADDR_IP4, HOP_IP4) },
	{ FAMILY_IPV6_MULTICAST,       PREFIX(ADDR_IP6, HOP_IP6) },
	{ FAMILY_IPV4_LABELED_UNICAST, LABELED(ADDR_IP4, LABELS, HOP_IP4) },
	{ FAMILY_IPV6_LABELED_UNICAST, LABELED(ADDR_IP6, LABELS, HOP_IP6) },
	{ FAMILY_IPV4_VPN,             LABELED(ADDR_IP4, LABELS | RD, HOP_VPN4) },
	{ FAMILY_IPV6_VPN,             LABELED(ADDR_IP6, LABELS | RD, HOP_VPN6) },
	/* RFC 6514: routes to multicast sources have no label. */
	{ FAMILY_IPV4_VPN_MULTICAST,   LABELED(ADDR_IP4, RD, 0) },
	{ FAMILY_IPV6_VPN_MULTICAST,   LABELED(ADDR_IP6, RD, 0) },
	{ FAMILY_IPV4_MVPN,            TYPED(BGP_NLRI_MVPN) },
	{ FAMILY_IPV6_MVPN,            TYPED(BGP_NLRI_MVPN) },
	/* RFC 8955 4: the next hop has no meaning. */
	{ FAMILY_IPV4_FLOWSPEC,        FLOW(ADDR_IP4, 0) },
	{ FAMILY_IPV6_FLOWSPEC,        FLOW(ADDR_IP6, 0) },
	{ FAMILY_IPV4_VPN_FLOWSPEC,    FLOW(ADDR_IP4, RD) },
	{ FAMILY_IPV6_VPN_FLOWSPEC,    FLOW(ADDR_IP6, RD) },
	{ FAMILY_IPV4_RTC,   0, 0, HOP_IP4, BGP_NLRI_TARGET, target_decode },
	{ FAMILY_L2VPN_EVPN,           TYPED(BGP_NLRI_EVPN) },
	{ FAMILY_L2VPN_VPLS, 0, 0, HOP_IP4, BGP_NLRI_VPLS, vpls_decode },
	{ FAMILY_BGP_LS,     0, 0, HOP_IP4, BGP_NLRI_LINK_STATE,
	    link_state_decode },
	/* clang-format on */
};
#undef PREFIX
#undef LABELED
#undef TYPED
#undef FLOW
static const struct bgp_nlri_row opaque = { .kind = BGP_NLRI_OPAQUE,
	.decode = opaque_decode };

static const struct bgp_nlri_row *
row_of(uint32_t family)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].family == family)
			return &rows[i];
	return &opaque;
}

uint8_t
bgp_family_hops(uint32_t family)
{
	return row_of(family)->hops;
}

bool
bgp_family_known(uint32_t family)
{
	return row_of(family) != &opaque;
}

struct bgp_nlri_iter
bgp_nlri_walk(struct rbuf nlri, uint32_t family, const struct bgp_codec *codec)
{
	const struct bgp_nlri_row *row = row_of(family);

	return (struct bgp_nlri_iter){
		/* A field that was cut off has been told of already. */
		.left = rbuf(nlri.at, rbuf_left(&nlri)),
		.row = row,
		/* Where the parts are not known, neither are the path ids. */
		.add_path = row != &opaque && bgp_codec_add_path(codec, family),
	};
}

bool
bgp_nlri_next(struct bgp_nlri_iter *it, struct bgp_nlri *n, struct fault *f)
{
	struct rbuf *r = &it->left;
	const uint8_t *at = r->at;

	if (rbuf_left(r) == 0)
		return false;
	n->has_path_id = it->add_path;
	n->path_id = it->add_path ? get_u32(r) : 0;
	if (rbuf_left(r) == 0) {
		r->bad = true;
		return fault(
		    f, at, BGP_ERR_NETWORK, "path id runs past the end");
	}
	n->raw.at = r->at;
	if (!it->row->decode(r, it->row, n, f)) {
		r->end = r->at;
		r->bad = true;
		return false;
	}
	n->raw.end = r->at;
	n->raw.bad = false;
	return true;
}

/*
 * Whether what is behind type and length is as its RFC has it. Types that are
 * not known are fine: they are to be passed over (RFC 7606 5.4).
 */
static bool
content_check(const struct bgp_nlri *n, struct fault *f)
{
	union {
		struct bgp_evpn evpn;
		struct bgp_mvpn mvpn;
		struct bgp_flow flow;
	} u;
	bool good = true;

	if (n->kind == BGP_NLRI_EVPN)
		good = bgp_evpn_decode(n->raw, &u.evpn, f) ||
		       u.evpn.type == 0 || u.evpn.type > BGP_EVPN_PREFIX;
	else if (n->kind == BGP_NLRI_MVPN)
		good = bgp_mvpn_decode(n->raw, &u.mvpn, f) ||
		       u.mvpn.type == 0 || u.mvpn.type >= BGP_MVPN_NTYPES;
	else if (n->kind == BGP_NLRI_FLOW)
		good = bgp_flow_decode(
		    n->raw, n->prefix.addr.ip, n->has_rd, &u.flow, f);
	if (!good && f != NULL)
		f->code = BGP_ERR_NETWORK;
	return good;
}

/* Nearly all are prefixes without path ids, of which lengths say it all. */
static bool
prefixes_fit(const struct bgp_nlri_iter *it, size_t *n)
{
	const uint8_t *at = it->left.at;
	size_t left = rbuf_left(&it->left), count = 0;
	unsigned max = it->row->ip == ADDR_IP4 ? 32 : 128;

	if (it->row->kind != BGP_NLRI_PREFIX || it->add_path)
		return false;
	for (; left > 0; count++) {
		unsigned octets = 1 + (at[0] + 7u) / 8;

		if (at[0] > max || octets > left)
			return false;
		at += octets;
		left -= octets;
	}
	if (n != NULL)
		*n = count;
	return true;
}

bool
bgp_nlri_check(struct bgp_nlri_iter it, size_t *n, struct fault *f)
{
	struct bgp_nlri one;
	struct fault first = { 0 };
	bool good = true;
	size_t count = 0;

	if (prefixes_fit(&it, n))
		return true;
	for (; bgp_nlri_next(&it, &one, good ? &first : NULL); count++)
		good = good && content_check(&one, &first);
	if (n != NULL)
		*n = count;
	if (good && !it.left.bad)
		return true;
	return fault(f, first.at, first.code, first.what);
}
