/* Links: what stands before an IP packet, by the link type of the capture. */
#include "wire/frame_in.h"

static const struct layer_row ppp_protocols[] = {
	{ 0x0021, frame_ip4 },
	{ 0x0057, frame_ip6 },
	{ 0x0281, frame_mpls },
	{ 0x0283, frame_mpls },
	{ 0, NULL },
};

enum frame_kind
frame_ppp(struct walk *w) /* RFC 1661 2; RFC 1662 3.1: these two may be gone */
{
	unsigned protocol;

	if (rbuf_left(&w->r) >= 2 && w->r.at[0] == 0xff)
		get_u16(&w->r);
	protocol = get_u8(&w->r);
	if (protocol % 2 == 0) /* odd is the last octet */
		protocol = protocol << 8 | get_u8(&w->r);
	return frame_next(w, ppp_protocols, protocol);
}

enum frame_kind
frame_pppoe(struct walk *w) /* RFC 2516 4 */
{
	get_bytes(&w->r, 6);
	return frame_ppp(w);
}

/* 802.2 with SNAP, as RFC 1042 and RFC 1483 have it. */
static enum frame_kind
llc(struct walk *w)
{
	unsigned dsap_ssap = get_u16(&w->r), control = get_u8(&w->r);

	if (w->r.bad)
		return FRAME_CUT;
	if (dsap_ssap != 0xaaaa || control != 3)
		return FRAME_OTHER;
	get_u24(&w->r); /* who numbers the types */
	return frame_by_ethertype(w);
}

enum frame_kind
frame_ethernet(struct walk *w)
{
	unsigned type;

	get_bytes(&w->r, 12);
	type = get_u16(&w->r);
	if (type <= 1500 && !w->r.bad) /* a length (IEEE 802.3 3.2.6) */
		return llc(w);
	return frame_ethertype(w, type);
}

/* The family is in the byte order of who captured: the small octet is it. */
static enum frame_kind
bsd_null(struct walk *w)
{
	uint32_t family = get_u32(&w->r);

	if (w->r.bad)
		return FRAME_CUT;
	if (family > 0xffff)
		family >>= 24;
	switch (family) {
	case 2:
		return frame_ip4(w);
	case 10: /* Linux; and the BSDs, each its own */
	case 24:
	case 28:
	case 30:
		return frame_ip6(w);
	}
	return FRAME_OTHER;
}

static enum frame_kind
cooked(struct walk *w)
{
	get_bytes(&w->r, 14);
	return frame_by_ethertype(w);
}

static enum frame_kind
cooked2(struct walk *w)
{
	unsigned type = get_u16(&w->r);

	get_bytes(&w->r, 18);
	return frame_ethertype(w, type);
}

static enum frame_kind
ppp_pppd(struct walk *w) /* the address is the direction */
{
	get_u16(&w->r);
	return frame_ppp(w);
}

static enum frame_kind
hdlc(struct walk *w)
{
	get_u16(&w->r);
	return frame_by_ethertype(w);
}

/* RFC 2427; Cisco's own form has an EtherType behind the address. */
static enum frame_kind
frame_relay(struct walk *w)
{
	unsigned nlpid;

	while (!(get_u8(&w->r) & 1) && !w->r.bad) /* the address goes on */
		;
	if (w->r.bad || rbuf_left(&w->r) < 2)
		return FRAME_CUT;
	if (w->r.at[0] != 0x03)
		return frame_by_ethertype(w);
	get_u8(&w->r);
	nlpid = get_u8(&w->r);
	if (nlpid == 0) /* padding */
		nlpid = get_u8(&w->r);
	switch (nlpid) {
	case 0xcc:
		return frame_ip4(w);
	case 0x8e:
		return frame_ip6(w);
	case 0x80: /* SNAP */
		get_bytes(&w->r, 3);
		return frame_by_ethertype(w);
	}
	return FRAME_OTHER;
}

/* One octet says the direction. */
static enum frame_kind
ppp_direction(struct walk *w)
{
	get_u8(&w->r);
	return frame_ppp(w);
}

static enum frame_kind
hdlc_direction(struct walk *w)
{
	get_u8(&w->r);
	return hdlc(w);
}

static enum frame_kind
frame_relay_direction(struct walk *w)
{
	get_u8(&w->r);
	return frame_relay(w);
}

static enum frame_kind
token_ring(struct walk *w) /* RFC 1042 */
{
	const uint8_t *head = get_bytes(&w->r, 14);

	if (head != NULL && head[8] & 0x80 && rbuf_left(&w->r) > 0)
		get_bytes(&w->r, w->r.at[0] & 0x1f); /* the route */
	return llc(w);
}

static enum frame_kind
fddi(struct walk *w)
{
	get_bytes(&w->r, 13);
	return llc(w);
}

static enum frame_kind
slip(struct walk *w)
{
	get_bytes(&w->r, 16);
	return frame_ip(w);
}

static enum frame_kind
enc(struct walk *w) /* OpenBSD's IPsec */
{
	get_bytes(&w->r, 12);
	return frame_ip(w);
}

static enum frame_kind
pflog(struct walk *w)
{
	unsigned size = get_u8(&w->r);

	get_bytes(&w->r, (size < 1 ? 0 : (size + 3) / 4 * 4 - 1));
	return frame_ip(w);
}

static enum frame_kind
fibre_channel(struct walk *w)
{
	get_bytes(&w->r, 16);
	return llc(w);
}

static enum frame_kind
firewire(struct walk *w)
{
	get_bytes(&w->r, 16);
	return frame_by_ethertype(w);
}

/* ---- IEEE 802.11 ---- */

enum {
	WLAN_DATA = 2, /* the type; of its subtypes these are bits: */
	WLAN_NULL = 4, /* no data */
	WLAN_QOS = 8,
	WLAN_BOTH_DS = 0x03, /* flags */
	WLAN_PROTECTED = 0x40,
	WLAN_ORDER = 0x80,
};

static enum frame_kind
wlan(struct walk *w)
{
	unsigned control = get_u8(&w->r), flags = get_u8(&w->r);
	unsigned subtype = control >> 4;

	get_bytes(&w->r, 22);
	if (w->r.bad)
		return FRAME_CUT;
	if ((control >> 2 & 3) != WLAN_DATA || subtype & WLAN_NULL ||
	    flags & WLAN_PROTECTED)
		return FRAME_OTHER;
	if ((flags & WLAN_BOTH_DS) == WLAN_BOTH_DS)
		get_bytes(&w->r, 6);
	if (subtype & WLAN_QOS)
		get_bytes(&w->r, flags & WLAN_ORDER ? 6 : 2);
	return llc(w);
}

/* These are little-endian whoever captured. */
static unsigned
get_le16(struct rbuf *r)
{
	unsigned low = get_u8(r);

	return low | (unsigned)get_u8(r) << 8;
}

static enum frame_kind
radiotap(struct walk *w)
{
	unsigned size;

	get_u16(&w->r);
	size = get_le16(&w->r);
	get_bytes(&w->r, size < 4 ? 0 : size - 4);
	return wlan(w);
}

/* ---- what other tools put before a frame ---- */

/*
 * Junos: a magic number, flags, and perhaps extensions; then the frame, or
 * where it was taken off, the family and the packet.
 */
static enum frame_kind
juniper(struct walk *w, layer *frame)
{
	enum { NO_LINK = 0x02, EXTENDED = 0x80 };
	unsigned magic = get_u24(&w->r), flags = get_u8(&w->r);

	if (!w->r.bad && magic != 0x4d4743)
		return FRAME_OTHER;
	if (flags & EXTENDED)
		get_bytes(&w->r, get_u16(&w->r));
	if (!(flags & NO_LINK))
		return frame(w);
	get_u32(&w->r);
	return frame_ip(w);
}

static enum frame_kind
juniper_ethernet(struct walk *w)
{
	return juniper(w, frame_ethernet);
}

static enum frame_kind
juniper_ppp(struct walk *w)
{
	return juniper(w, frame_ppp);
}

static enum frame_kind
juniper_frame_relay(struct walk *w)
{
	return juniper(w, frame_relay);
}

static enum frame_kind
juniper_hdlc(struct walk *w)
{
	return juniper(w, hdlc);
}

/* Linux's netfilter log: attributes in the byte order of who captured. */
static enum frame_kind
nflog(struct walk *w)
{
	enum { PAYLOAD = 9, SMALL = 0x0fff };

	get_u32(&w->r); /* family, version, resource */
	while (rbuf_left(&w->r) >= 4) {
		unsigned size = get_le16(&w->r), type = get_le16(&w->r);

		if ((type & 0x7fff) > 0xff) { /* it was the other order */
			size = (size & 0xff) << 8 | size >> 8;
			type = (type & 0xff) << 8 | type >> 8;
		}
		if (size < 4)
			return FRAME_OTHER;
		if ((type & SMALL) == PAYLOAD)
			return frame_ip(w);
		get_bytes(&w->r, (size + 3) / 4 * 4 - 4);
	}
	return w->r.bad ? FRAME_CUT : FRAME_OTHER;
}

static enum frame_kind by_link_type(struct walk *, unsigned type);

/* macOS, for each interface its own link type. */
static enum frame_kind
pktap(struct walk *w)
{
	struct rbuf head = w->r;
	unsigned size = get_le16(&head), type;

	get_bytes(&head, 6); /* which is two more of its size */
	type = get_le16(&head);
	get_bytes(&w->r, size < 12 ? 12 : size);
	if (w->r.bad)
		return FRAME_CUT;
	return by_link_type(w, type);
}

static const struct layer_row links[] = {
	{ 1, frame_ethernet },
	{ 0, bsd_null },
	{ 6, token_ring },
	{ 8, slip },
	{ 9, frame_ppp },
	{ 10, fddi },
	{ 12, frame_ip },
	{ 14, frame_ip },
	{ 50, frame_ppp },
	{ 51, frame_pppoe },
	{ 100, llc }, /* ATM (RFC 2684) */
	{ 101, frame_ip },
	{ 104, hdlc },
	{ 105, wlan },
	{ 107, frame_relay },
	{ 108, bsd_null },
	{ 109, enc },
	{ 113, cooked },
	{ 117, pflog },
	{ 122, fibre_channel },
	{ 127, radiotap },
	{ 138, firewire },
	{ 166, ppp_pppd },
	{ 178, juniper_ethernet },
	{ 179, juniper_ppp },
	{ 180, juniper_frame_relay },
	{ 181, juniper_hdlc },
	{ 204, ppp_direction },
	{ 205, hdlc_direction },
	{ 206, frame_relay_direction },
	{ 228, frame_ip4 },
	{ 229, frame_ip6 },
	{ 239, nflog },
	{ 258, pktap },
	{ 276, cooked2 },
	{ 0, NULL },
};

static enum frame_kind
by_link_type(struct walk *w, unsigned type)
{
	for (const struct layer_row *row = links; row->read != NULL; row++)
		if (row->number == type)
			return frame_next(w, row, type);
	return FRAME_UNKNOWN;
}

enum frame_kind
frame_decode(int link_type, struct rbuf r, struct frame *f)
{
	struct walk w = { .f = f, .r = r };

	f->tags = 0;
	return by_link_type(&w, (unsigned)link_type);
}
