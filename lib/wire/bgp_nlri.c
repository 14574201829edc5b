/* NLRI and next hops, a row per family. */
#include "wire/bgp_nlri.h"

typedef bool nlri_decode(struct rbuf *, const struct bgp_nlri_row *,
    struct bgp_nlri *, struct fault *);

struct bgp_nlri_row {
	uint32_t family;
	uint8_t ip; /* of the prefix, where there is one */
	nlri_decode *decode;
};

/* RFC 4271 4.3: the length in bits, then as many octets as hold it. */
static bool
prefix_decode(struct rbuf *r, const struct bgp_nlri_row *row,
    struct bgp_nlri *n, struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned bits = get_u8(r);
	unsigned octets = (bits + 7) / 8;
	const uint8_t *from;

	if (bits > (row->ip == ADDR_IP4 ? 32 : 128))
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix is longer than an address");
	from = get_bytes(r, octets);
	if (r->bad)
		return fault(
		    f, at, BGP_ERR_NETWORK, "prefix runs past the end");
	n->kind = BGP_NLRI_PREFIX;
	n->prefix = (struct prefix){ .addr.ip = row->ip, .len = (uint8_t)bits };
	memcpy(n->prefix.addr.b, from, octets);
	if (bits % 8 != 0) /* trailing bits mean nothing */
		n->prefix.addr.b[octets - 1] &= (uint8_t)(0xff00 >> bits % 8);
	return true;
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
	{ FAMILY_IPV4_UNICAST, ADDR_IP4, prefix_decode },
	{ FAMILY_IPV6_UNICAST, ADDR_IP6, prefix_decode },
	{ FAMILY_IPV4_MULTICAST, ADDR_IP4, prefix_decode },
	{ FAMILY_IPV6_MULTICAST, ADDR_IP6, prefix_decode },
};
static const struct bgp_nlri_row opaque = { 0, 0, opaque_decode };

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

void
bgp_nlri_encode(struct wbuf *w, const struct bgp_nlri *n)
{
	if (n->has_path_id)
		put_u32(w, n->path_id);
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		put_u8(w, n->prefix.len);
		put_bytes(w, n->prefix.addr.b, (n->prefix.len + 7u) / 8);
		break;
	case BGP_NLRI_OPAQUE:
		put_bytes(w, n->raw.at, rbuf_left(&n->raw));
		break;
	}
}

/* ---- next hops ---- */

/* RFC 4760 3, 2545 3, 4364 4.3.4, 4659 3.2.1, 8950 3: what a length means. */
static const struct hop_row {
	uint8_t length, ip;
	bool rd, link_local;
} hops[] = {
	{ 4, ADDR_IP4, false, false },
	{ 12, ADDR_IP4, true, false },
	{ 16, ADDR_IP6, false, false },
	{ 24, ADDR_IP6, true, false },
	{ 32, ADDR_IP6, false, true },
	{ 48, ADDR_IP6, true, true },
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
	bool known = bgp_family_known(family);

	*h = (struct bgp_hop){ .raw = raw };
	for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++) {
		const struct hop_row *row = &hops[i];

		if (row->length != rbuf_left(&raw) || (known && row->rd))
			continue;
		if (family == FAMILY_IPV6_UNICAST && row->ip == ADDR_IP4)
			continue;
		hop_read(raw, row, h);
		return true;
	}
	return !known || fault(f, raw.at, BGP_ERR_OPTIONAL,
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
