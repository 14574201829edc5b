/* Taking NLRI apart into keys and tails, and joining them. */
#include "core/bgp_key.h"
#include "wire/bgp_evpn.h"

enum {
	SAFI_UNICAST = 1,
	SAFI_MULTICAST = 2,
	SAFI_LABELED = 4,
	SAFI_VPN = 128,
	SAFI_VPN_MULTICAST = 129,
	SAFI_RTC = 132,
	SAFI_FLOWSPEC = 133,
	SAFI_VPN_FLOWSPEC = 134,
};

static bool
is_ip(uint32_t family)
{
	return FAMILY_AFI(family) == 1 || FAMILY_AFI(family) == 2;
}

enum bgp_key_kind
bgp_key_kind(uint32_t family)
{
	if (!is_ip(family))
		return BGP_KEY_NLRI;
	switch (FAMILY_SAFI(family)) {
	case SAFI_UNICAST:
	case SAFI_MULTICAST:
	case SAFI_LABELED:
		return BGP_KEY_PREFIX;
	case SAFI_VPN:
	case SAFI_VPN_MULTICAST:
		return BGP_KEY_RD_PREFIX;
	default:
		return BGP_KEY_NLRI;
	}
}

bool
bgp_key_is_labeled(uint32_t family)
{
	return is_ip(family) && (FAMILY_SAFI(family) == SAFI_LABELED ||
				    FAMILY_SAFI(family) == SAFI_VPN);
}

bool
bgp_key_has_tail(uint32_t family)
{
	return bgp_key_is_labeled(family) || family == FAMILY_L2VPN_EVPN ||
	       family == FAMILY_L2VPN_VPLS;
}

bool
bgp_key_keeps_hop(uint32_t family)
{
	switch (bgp_key_kind(family)) {
	case BGP_KEY_PREFIX:
		return bgp_key_is_labeled(family);
	case BGP_KEY_RD_PREFIX:
		return true;
	case BGP_KEY_NLRI:
		break;
	}
	return FAMILY_SAFI(family) != SAFI_RTC;
}

bool
bgp_key_hopless(uint32_t family)
{
	return is_ip(family) && (FAMILY_SAFI(family) == SAFI_FLOWSPEC ||
				    FAMILY_SAFI(family) == SAFI_VPN_FLOWSPEC);
}

/* RFC 7432 7, 9136 3.1: segment, gateway and labels are no part of the key. */
static void
evpn_write(struct wbuf *w, struct rbuf raw)
{
	static const uint8_t no_label[3];
	struct bgp_evpn e;

	if (!bgp_evpn_decode(raw, &e, NULL))
		return; /* of a type that we do not know: all of it */
	if (rbuf_left(&e.labels) > 0)
		e.labels = rbuf(no_label, sizeof(no_label));
	if (e.type == BGP_EVPN_MAC_IP || e.type == BGP_EVPN_PREFIX)
		memset(e.esi, 0, sizeof(e.esi));
	if (e.type == BGP_EVPN_PREFIX)
		memset(e.ip.b, 0, sizeof(e.ip.b));
	bgp_evpn_encode(w, &e);
}

/* Bits behind its length mean nothing. */
static void
target_write(struct wbuf *w, const struct bgp_nlri *n)
{
	struct bgp_nlri bare = *n;

	bare.has_path_id = false;
	bgp_nlri_encode(w, &bare);
}

/* RFC 4761 3.2.2: what the labels are may change. */
static void
vpls_write(struct wbuf *w, struct rbuf raw)
{
	struct bgp_vpls v;

	if (!bgp_vpls_decode(raw, &v))
		return;
	v.label_base = 0;
	bgp_vpls_encode(w, &v);
}

void
bgp_key_split(struct bgp_key *k, struct rbuf *tail, const struct bgp_nlri *n,
    uint8_t room[BGP_KEY_ROOM])
{
	struct wbuf w = wbuf(room, BGP_KEY_ROOM);

	k->prefix = n->prefix;
	k->rd = n->rd;
	k->nlri = *tail = (struct rbuf){ 0 };
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		return;
	case BGP_NLRI_LABELED:
		*tail = n->labels;
		return;
	case BGP_NLRI_TARGET:
		target_write(&w, n);
		break;
	case BGP_NLRI_EVPN:
		evpn_write(&w, n->raw);
		break;
	case BGP_NLRI_VPLS:
		vpls_write(&w, n->raw);
		break;
	default:
		break;
	}
	k->nlri = n->raw;
	if (wbuf_used(&w) == 0 || w.bad)
		return;
	k->nlri = rbuf(room, wbuf_used(&w));
	if (n->kind != BGP_NLRI_TARGET)
		*tail = n->raw;
}

static void
join_labeled(struct bgp_nlri *n, uint32_t family, const struct bgp_key *k,
    struct rbuf tail)
{
	/* RFC 8277 2.4: withdrawn, a label says nothing. */
	static const uint8_t withdrawn[3] = { 0x80, 0, 0 };

	n->kind = BGP_NLRI_LABELED;
	n->rd = k->rd;
	n->has_rd = bgp_key_kind(family) == BGP_KEY_RD_PREFIX;
	if (bgp_key_is_labeled(family))
		n->labels = rbuf_left(&tail) > 0
				? tail
				: rbuf(withdrawn, sizeof(withdrawn));
}

void
bgp_key_join(struct bgp_nlri *n, uint32_t family, const struct bgp_key *k,
    struct rbuf tail)
{
	static const struct bgp_codec plain;
	struct bgp_nlri_iter it;

	*n = (struct bgp_nlri){ .prefix = k->prefix };
	if (bgp_key_kind(family) == BGP_KEY_NLRI) {
		it = bgp_nlri_walk(
		    rbuf_left(&tail) > 0 ? tail : k->nlri, family, &plain);
		bgp_nlri_next(&it, n, NULL);
		return;
	}
	if (bgp_key_kind(family) == BGP_KEY_RD_PREFIX ||
	    bgp_key_is_labeled(family))
		join_labeled(n, family, k, tail);
}
