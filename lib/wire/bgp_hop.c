/* Next hops of MP_REACH_NLRI. */
#include "wire/bgp_nlri.h"

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

bool
bgp_family_extends_hop(uint32_t family)
{
	switch (family) {
	case FAMILY_IPV4_UNICAST:
	case FAMILY_IPV4_MULTICAST:
	case FAMILY_IPV4_LABELED_UNICAST:
	case FAMILY_IPV4_VPN:
	case FAMILY_IPV4_VPN_MULTICAST:
		return true;
	default:
		return false;
	}
}

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
	uint8_t allowed = bgp_family_hops(family);

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

/* ---- writing ---- */

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
