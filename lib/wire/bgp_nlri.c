/* NLRI and next hops, a row per family. */
#include "wire/bgp_nlri.h"

typedef bool nlri_decode(struct rbuf *, const struct bgp_nlri_row *,
    struct bgp_nlri *, struct fault *);

enum { /* lengths that a next hop may have, a bit each; 0: any */
	HOP_4 = 1,
	HOP_12 = 2, /* an RD and 4 */
	HOP_16 = 4,
	HOP_24 = 8,  /* an RD and 16 */
	HOP_32 = 16, /* two addresses, the second link-local (RFC 2545 3) */
	HOP_48 = 32, /* the same, with RDs */
	HOP_IP4 = HOP_4 | HOP_16 | HOP_32, /* RFC 8950 */
	HOP_IP6 = HOP_16 | HOP_32,
	HOP_VPN4 = HOP_12 | HOP_24 | HOP_48, /* RFC 8950 */
	HOP_VPN6 = HOP_24 | HOP_48,
};

enum { VPLS_SIZE = 17 };
enum { LABELS = 1, RD = 2 }; /* what stands before the prefix */

struct bgp_nlri_row {
	uint32_t family;
	uint8_t ip; /* of the prefix, where there is one */
	uint8_t before;
	uint8_t hops;
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

/* RFC 7432 7: type, length, value. */
static bool
evpn_decode(struct rbuf *r, const struct bgp_nlri_row *row, struct bgp_nlri *n,
    struct fault *f)
{
	const uint8_t *at = r->at;

	(void)row;
	n->kind = BGP_NLRI_EVPN;
	get_u8(r);
	get_bytes(r, get_u8(r));
	return !r->bad ||
	       fault(f, at, BGP_ERR_NETWORK, "route runs past the end");
}

/* RFC 4761 3.2.2: a length of two octets. */
static bool
vpls_decode(struct rbuf *r, const struct bgp_nlri_row *row, struct bgp_nlri *n,
    struct fault *f)
{
	const uint8_t *at = r->at;

	(void)row;
	n->kind = BGP_NLRI_VPLS;
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

static const struct bgp_nlri_row rows[] = {
	/* clang-format off */
	{ FAMILY_IPV4_UNICAST,   ADDR_IP4, 0, HOP_IP4, prefix_decode },
	{ FAMILY_IPV6_UNICAST,   ADDR_IP6, 0, HOP_IP6, prefix_decode },
	{ FAMILY_IPV4_MULTICAST, ADDR_IP4, 0, HOP_IP4, prefix_decode },
	{ FAMILY_IPV6_MULTICAST, ADDR_IP6, 0, HOP_IP6, prefix_decode },
	{ FAMILY_IPV4_LABELED_UNICAST, ADDR_IP4, LABELS, HOP_IP4,
	    labeled_decode },
	{ FAMILY_IPV6_LABELED_UNICAST, ADDR_IP6, LABELS, HOP_IP6,
	    labeled_decode },
	{ FAMILY_IPV4_VPN, ADDR_IP4, LABELS | RD, HOP_VPN4, labeled_decode },
	{ FAMILY_IPV6_VPN, ADDR_IP6, LABELS | RD, HOP_VPN6, labeled_decode },
	/* RFC 6514: routes to multicast sources have no label. */
	{ FAMILY_IPV4_VPN_MULTICAST, ADDR_IP4, RD, 0, labeled_decode },
	{ FAMILY_IPV6_VPN_MULTICAST, ADDR_IP6, RD, 0, labeled_decode },
	{ FAMILY_IPV4_RTC, 0, 0, HOP_IP4, target_decode },
	{ FAMILY_L2VPN_EVPN, 0, 0, HOP_IP4, evpn_decode },
	{ FAMILY_L2VPN_VPLS, 0, 0, HOP_IP4, vpls_decode },
	/* clang-format on */
};
static const struct bgp_nlri_row opaque = { .decode = opaque_decode };

static const struct bgp_nlri_row *
row_of(uint32_t family)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].family == family)
			return &rows[i];
	return &opaque;
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

bool
bgp_nlri_check(struct bgp_nlri_iter it, size_t *n, struct fault *f)
{
	struct bgp_nlri one;
	size_t count = 0;

	while (bgp_nlri_next(&it, &one, f))
		count++;
	if (n != NULL)
		*n = count;
	return !it.left.bad;
}

bool
bgp_vpls_decode(struct rbuf raw, struct bgp_vpls *v)
{
	if (get_u16(&raw) != VPLS_SIZE || rbuf_left(&raw) != VPLS_SIZE)
		return false;
	memcpy(v->rd.b, get_bytes(&raw, sizeof(v->rd.b)), sizeof(v->rd.b));
	v->ve_id = get_u16(&raw);
	v->block_offset = get_u16(&raw);
	v->block_size = get_u16(&raw);
	v->label_base = get_u24(&raw);
	return true;
}

/* ---- writing ---- */

void
bgp_vpls_encode(struct wbuf *w, const struct bgp_vpls *v)
{
	put_u16(w, VPLS_SIZE);
	put_bytes(w, v->rd.b, sizeof(v->rd.b));
	put_u16(w, v->ve_id);
	put_u16(w, v->block_offset);
	put_u16(w, v->block_size);
	put_u24(w, v->label_base);
}

void
bgp_labels_encode(struct wbuf *w, const uint32_t *labels, size_t n)
{
	if (n == 0)
		put_u24(w, BGP_LABEL_WITHDRAWN);
	for (size_t i = 0; i < n; i++)
		put_u24(w, labels[i] << 4 | (i + 1 == n));
}

static void
put_prefix(struct wbuf *w, const struct bgp_nlri *n)
{
	put_bytes(w, n->prefix.addr.b, (n->prefix.len + 7u) / 8);
}

static void
put_labeled(struct wbuf *w, const struct bgp_nlri *n)
{
	size_t labels = rbuf_left(&n->labels);
	size_t before = labels + (n->has_rd ? sizeof(n->rd.b) : 0);

	put_u8(w, 8 * before + n->prefix.len);
	put_bytes(w, n->labels.at, labels);
	if (n->has_rd)
		put_bytes(w, n->rd.b, sizeof(n->rd.b));
	put_prefix(w, n);
}

static void
put_target(struct wbuf *w, const struct bgp_nlri *n)
{
	uint8_t whole[12];
	struct wbuf all = wbuf(whole, sizeof(whole));

	put_u32(&all, n->origin_as);
	put_bytes(&all, n->target.b, sizeof(n->target.b));
	put_u8(w, n->target_bits);
	put_bytes(w, whole, (n->target_bits + 7u) / 8);
}

void
bgp_nlri_encode(struct wbuf *w, const struct bgp_nlri *n)
{
	if (n->has_path_id)
		put_u32(w, n->path_id);
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		put_u8(w, n->prefix.len);
		put_prefix(w, n);
		break;
	case BGP_NLRI_LABELED:
		put_labeled(w, n);
		break;
	case BGP_NLRI_TARGET:
		put_target(w, n);
		break;
	case BGP_NLRI_EVPN:
	case BGP_NLRI_VPLS:
	case BGP_NLRI_OPAQUE:
		put_bytes(w, n->raw.at, rbuf_left(&n->raw));
		break;
	}
}

/* Whether all bits behind the last that counts are 0. */
static bool
ends_clean(const struct bgp_nlri *n, unsigned bits)
{
	return bits % 8 == 0 || (n->raw.end[-1] & (0xff >> bits % 8)) == 0;
}

static bool
labels_canonical(struct rbuf r)
{
	size_t n = rbuf_left(&r) / 3;

	if (n == 1 && label_at(r.at) == BGP_LABEL_WITHDRAWN)
		return true;
	for (; n > 0; n--)
		if ((get_u24(&r) & 0xf) != (n == 1)) /* TC, and the bottom */
			return false;
	return true;
}

bool
bgp_nlri_is_canonical(const struct bgp_nlri *n)
{
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		return ends_clean(n, n->prefix.len);
	case BGP_NLRI_LABELED:
		return ends_clean(n, n->prefix.len) &&
		       labels_canonical(n->labels);
	case BGP_NLRI_TARGET:
		return ends_clean(n, n->target_bits);
	case BGP_NLRI_VPLS: /* label bases are written as bottom labels are */
		return rbuf_left(&n->raw) != VPLS_SIZE + 2 ||
		       (n->raw.end[-1] & 0xf) == 1;
	case BGP_NLRI_EVPN:
	case BGP_NLRI_OPAQUE:
		break;
	}
	return true;
}

/* ---- next hops ---- */

/* RFC 4760 3, 2545 3, 4364 4.3.4, 4659 3.2.1, 8950 3: what a length means. */
static const struct hop_row {
	uint8_t length, bit, ip;
	bool rd, link_local;
} hops[] = {
	{ 4, HOP_4, ADDR_IP4, false, false },
	{ 12, HOP_12, ADDR_IP4, true, false },
	{ 16, HOP_16, ADDR_IP6, false, false },
	{ 24, HOP_24, ADDR_IP6, true, false },
	{ 32, HOP_32, ADDR_IP6, false, true },
	{ 48, HOP_48, ADDR_IP6, true, true },
};

static void
hop_read(struct rbuf r, const struct hop_row *row, struct bgp_hop *h)
{
	size_t n = row->ip == ADDR_IP4 ? 4 : 16;
	const uint8_t *p = row->rd ? get_bytes(&r, sizeof(h->rd.b)) : NULL;

	h->has_rd = row->rd;
	if (p != NULL)
		memcpy(h->rd.b, p, sizeof(h->rd.b));
	h->addr = addr_from(row->ip, get_bytes(&r, n));
	if (!row->link_local)
		return;
	if (row->rd)
		get_bytes(&r, sizeof(h->rd.b)); /* of no meaning (4659) */
	h->link_local = addr_from(row->ip, get_bytes(&r, n));
}

bool
bgp_hop_decode(
    struct rbuf raw, uint32_t family, struct bgp_hop *h, struct fault *f)
{
	uint8_t allowed = row_of(family)->hops;

	*h = (struct bgp_hop){ .raw = raw };
	for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++) {
		const struct hop_row *row = &hops[i];

		if (row->length != rbuf_left(&raw) ||
		    (allowed != 0 && !(allowed & row->bit)))
			continue;
		hop_read(raw, row, h);
		return true;
	}
	return allowed == 0 || fault(f, raw.at, BGP_ERR_OPTIONAL,
				   "next hop is of the wrong length");
}

static void
put_hop_addr(struct wbuf *w, const struct bgp_hop *h, const struct addr *a)
{
	if (h->has_rd)
		put_bytes(w, h->rd.b, sizeof(h->rd.b));
	put_bytes(w, a->b, addr_bits(a) / 8);
}

void
bgp_hop_encode(struct wbuf *w, const struct bgp_hop *h)
{
	if (h->addr.ip == ADDR_NONE) {
		put_bytes(w, h->raw.at, rbuf_left(&h->raw));
		return;
	}
	put_hop_addr(w, h, &h->addr);
	if (h->link_local.ip != ADDR_NONE)
		put_hop_addr(w, h, &h->link_local);
}
