/* EVPN routes (RFC 7432 7, 9136 3): five types, each with its own fields. */
#include "wire/bgp_evpn.h"

enum { TYPE_5_IP4 = 34, TYPE_5_IP6 = 58 }; /* RFC 9136 3.1: octets */

/* An address that says its length in bits before; 0 where `none` is fine. */
static bool
get_ip(struct rbuf *r, bool none, struct addr *to, struct fault *f)
{
	const uint8_t *at = r->at, *from;
	uint8_t bits = get_u8(r);

	*to = (struct addr){ 0 };
	if (bits == 0 && none && !r->bad)
		return true;
	if (bits != 32 && bits != 128)
		return fault(f, at, 0, "address is neither of 32 nor 128 bits");
	from = get_bytes(r, bits / 8);
	if (from == NULL)
		return fault(f, at, 0, "address runs past the end");
	*to = addr_from(bits == 32 ? ADDR_IP4 : ADDR_IP6, from);
	return true;
}

static void
get_into(struct rbuf *r, uint8_t *to, size_t n)
{
	const uint8_t *from = get_bytes(r, n);

	if (from != NULL)
		memcpy(to, from, n);
}

/* RFC 7432 7.2: one label, or two. */
static bool
get_mac_ip(struct rbuf *r, struct bgp_evpn *e, struct fault *f)
{
	const uint8_t *at;

	get_into(r, e->esi, sizeof(e->esi));
	e->ethernet_tag = get_u32(r);
	at = r->at;
	if (get_u8(r) != 8 * sizeof(e->mac))
		return fault(f, at, 0, "MAC address is not of 48 bits");
	get_into(r, e->mac, sizeof(e->mac));
	if (!get_ip(r, true, &e->ip, f))
		return false;
	if (rbuf_left(r) != 3 && rbuf_left(r) != 6)
		return fault(f, r->at, 0, "not one label or two");
	e->labels = get_sub(r, rbuf_left(r));
	return true;
}

/* RFC 9136 3.1: the length says which IP the prefix and the gateway are of. */
static bool
get_prefix(struct rbuf *r, struct bgp_evpn *e, struct fault *f)
{
	unsigned ip =
	    rbuf_left(r) + sizeof(e->rd.b) == TYPE_5_IP4 ? ADDR_IP4 : ADDR_IP6;
	size_t n = ip == ADDR_IP4 ? 4 : 16;
	struct prefix masked;
	const uint8_t *at;

	if (rbuf_left(r) + sizeof(e->rd.b) !=
	    (n == 4 ? TYPE_5_IP4 : TYPE_5_IP6))
		return fault(f, r->at, 0, "route is of the wrong length");
	get_into(r, e->esi, sizeof(e->esi));
	e->ethernet_tag = get_u32(r);
	at = r->at;
	e->prefix.len = get_u8(r);
	e->prefix.addr = addr_from(ip, get_bytes(r, n));
	e->ip = addr_from(ip, get_bytes(r, n));
	e->labels = get_sub(r, 3);
	if (e->prefix.len > 8 * n)
		return fault(f, at, 0, "prefix is longer than an address");
	masked = prefix_mask(e->prefix);
	return prefix_cmp(&masked, &e->prefix) == 0 ||
	       fault(f, at, 0, "prefix has bits behind its length");
}

bool
bgp_evpn_decode(struct rbuf raw, struct bgp_evpn *e, struct fault *f)
{
	struct rbuf r = raw;

	*e = (struct bgp_evpn){ .type = get_u8(&r) };
	if (get_u8(&r) != rbuf_left(&r) || r.bad)
		return fault(f, raw.at, 0, "route is not as long as it says");
	get_into(&r, e->rd.b, sizeof(e->rd.b));
	switch (e->type) {
	case BGP_EVPN_DISCOVERY:
		get_into(&r, e->esi, sizeof(e->esi));
		e->ethernet_tag = get_u32(&r);
		e->labels = get_sub(&r, 3);
		break;
	case BGP_EVPN_MAC_IP:
		if (!get_mac_ip(&r, e, f))
			return false;
		break;
	case BGP_EVPN_MULTICAST:
		e->ethernet_tag = get_u32(&r);
		if (!get_ip(&r, false, &e->ip, f))
			return false;
		break;
	case BGP_EVPN_SEGMENT:
		get_into(&r, e->esi, sizeof(e->esi));
		if (!get_ip(&r, false, &e->ip, f))
			return false;
		break;
	case BGP_EVPN_PREFIX:
		if (!get_prefix(&r, e, f))
			return false;
		break;
	default: /* what came over the wire is no enum of ours */
		return fault(f, raw.at, 0, "route type is not known");
	}
	if (r.bad || rbuf_left(&r) > 0)
		return fault(f, r.at, 0, "route is of the wrong length");
	return true;
}

/* ---- writing ---- */

static void
put_ip(struct wbuf *w, const struct addr *a)
{
	put_u8(w, addr_bits(a));
	put_bytes(w, a->b, addr_bits(a) / 8);
}

static void
put_labels(struct wbuf *w, const struct bgp_evpn *e)
{
	put_bytes(w, e->labels.at, rbuf_left(&e->labels));
}

static void
put_body(struct wbuf *w, const struct bgp_evpn *e)
{
	size_t n = addr_bits(&e->prefix.addr) / 8;

	if (e->type != BGP_EVPN_MULTICAST)
		put_bytes(w, e->esi, sizeof(e->esi));
	if (e->type != BGP_EVPN_SEGMENT)
		put_u32(w, e->ethernet_tag);
	if (e->type == BGP_EVPN_MAC_IP) {
		put_u8(w, 8 * sizeof(e->mac));
		put_bytes(w, e->mac, sizeof(e->mac));
	}
	if (e->type == BGP_EVPN_PREFIX) {
		put_u8(w, e->prefix.len);
		put_bytes(w, e->prefix.addr.b, n);
		put_bytes(w, e->ip.b, n);
	} else if (e->type != BGP_EVPN_DISCOVERY) {
		put_ip(w, &e->ip);
	}
	put_labels(w, e);
}

void
bgp_evpn_encode(struct wbuf *w, const struct bgp_evpn *e)
{
	uint8_t *length;

	put_u8(w, e->type);
	length = put_len(w, 1);
	put_bytes(w, e->rd.b, sizeof(e->rd.b));
	put_body(w, e);
	end_len(w, length, 1);
}
