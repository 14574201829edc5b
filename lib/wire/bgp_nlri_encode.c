/* NLRI, written; and whether what was read is as we would write it. */
#include "wire/bgp.h"
#include "wire/bgp_flowspec.h"

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
	case BGP_NLRI_MVPN:
	case BGP_NLRI_FLOW:
	case BGP_NLRI_LINK_STATE:
	case BGP_NLRI_OPAQUE:
		put_bytes(w, n->raw.at, rbuf_left(&n->raw));
		break;
	}
}

/* Whether all bits behind the last that counts are 0: of octets, if any. */
static bool
ends_clean(const struct bgp_nlri *n, unsigned bits)
{
	return bits % 8 == 0 || rbuf_left(&n->raw) == 0 ||
	       (n->raw.end[-1] & (0xff >> bits % 8)) == 0;
}

static bool
labels_canonical(struct rbuf r)
{
	size_t n = rbuf_left(&r) / 3;
	struct rbuf first = r;

	if (n == 1 && get_u24(&first) == BGP_LABEL_WITHDRAWN)
		return true;
	for (; n > 0; n--)
		if ((get_u24(&r) & 0xf) != (n == 1)) /* TC, and the bottom */
			return false;
	return true;
}

/* Whether its text, and what has none, would become these octets again. */
static bool
flow_canonical(const struct bgp_nlri *n)
{
	uint8_t again[2 + 0xfff];
	struct wbuf w = wbuf(again, sizeof(again));
	struct bgp_flow flow;

	if (!bgp_flow_decode(n->raw, n->prefix.addr.ip, n->has_rd, &flow, NULL))
		return true; /* it has no other form */
	bgp_flow_encode(&w, &flow);
	return wbuf_used(&w) == rbuf_left(&n->raw) &&
	       memcmp(again, n->raw.at, wbuf_used(&w)) == 0 &&
	       bgp_flow_is_canonical(&flow);
}

bool
bgp_nlri_is_canonical(const struct bgp_nlri *n)
{
	struct bgp_vpls vpls;

	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		return ends_clean(n, n->prefix.len);
	case BGP_NLRI_LABELED:
		return ends_clean(n, n->prefix.len) &&
		       labels_canonical(n->labels);
	case BGP_NLRI_TARGET:
		return ends_clean(n, n->target_bits);
	case BGP_NLRI_VPLS: /* label bases are written as bottom labels are */
		return !bgp_vpls_decode(n->raw, &vpls) ||
		       (vpls.label_base & 0xf) == 1;
	case BGP_NLRI_FLOW:
		return flow_canonical(n);
	case BGP_NLRI_EVPN:
	case BGP_NLRI_MVPN:
	case BGP_NLRI_LINK_STATE:
	case BGP_NLRI_OPAQUE:
		break;
	}
	return true;
}
