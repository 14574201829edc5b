/*
 * Headers, outermost first. Each layer is a function that takes its header off
 * the reader and names the next one by EtherType or IP protocol; the tables
 * below say who reads that.
 */
#include "wire/frame.h"

enum {
	ETHERTYPE_IP4 = 0x0800,
	ETHERTYPE_IP6 = 0x86dd,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_QINQ = 0x88a8, /* 802.1ad */
	ETHERTYPE_QINQ_OLD = 0x9100,
	ETHERTYPE_PPPOE = 0x8864,
	ETHERTYPE_MPLS = 0x8847,
	ETHERTYPE_MPLS_MULTICAST = 0x8848,
	PROTOCOL_TCP = 6,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_AH = 51,
	DEPTH_MAX = 16, /* headers in headers */
};

struct walk {
	struct frame *f;
	struct rbuf r;
	uint32_t missing; /* octets of the IP packet behind the captured ones */
	unsigned depth;
};

typedef enum frame_kind layer(struct walk *);

static layer ip4, ip6, vlan, mpls, pppoe, tcp, ip6_option, ip6_fragment, ip6_ah;

struct layer_row {
	uint16_t number;
	layer *read;
};

static const struct layer_row ethertypes[] = {
	{ ETHERTYPE_IP4, ip4 },
	{ ETHERTYPE_IP6, ip6 },
	{ ETHERTYPE_VLAN, vlan },
	{ ETHERTYPE_QINQ, vlan },
	{ ETHERTYPE_QINQ_OLD, vlan },
	{ ETHERTYPE_PPPOE, pppoe },
	{ ETHERTYPE_MPLS, mpls },
	{ ETHERTYPE_MPLS_MULTICAST, mpls },
	{ 0, NULL },
};

static const struct layer_row ppp_protocols[] = {
	{ 0x0021, ip4 },
	{ 0x0057, ip6 },
	{ 0, NULL },
};

static const struct layer_row ip_protocols[] = {
	{ PROTOCOL_TCP, tcp },
	{ 0, ip6_option },  /* hop-by-hop options (RFC 8200 4.3) */
	{ 43, ip6_option }, /* routing (RFC 8200 4.4) */
	{ PROTOCOL_FRAGMENT, ip6_fragment },
	{ PROTOCOL_AH, ip6_ah },
	{ 60, ip6_option },  /* destination options (RFC 8200 4.6) */
	{ 135, ip6_option }, /* mobility (RFC 6275 6.1) */
	{ 0, NULL },
};

static enum frame_kind
next(struct walk *w, const struct layer_row *rows, unsigned number)
{
	if (w->r.bad)
		return FRAME_CUT;
	if (++w->depth > DEPTH_MAX)
		return FRAME_OTHER;
	for (; rows->read != NULL; rows++)
		if (rows->number == number)
			return rows->read(w);
	return FRAME_OTHER;
}

/* ---- between the link and IP ---- */

static enum frame_kind
vlan(struct walk *w)
{
	get_u16(&w->r); /* priority and VLAN */
	return next(w, ethertypes, get_u16(&w->r));
}

/* RFC 3032 2.1; nothing says what is behind the stack but its first nibble. */
static enum frame_kind
mpls(struct walk *w)
{
	unsigned version;

	while (!(get_u32(&w->r) & 0x100) && !w->r.bad)
		;
	if (rbuf_left(&w->r) == 0)
		return FRAME_CUT;
	version = w->r.at[0] >> 4;
	if (version != 4 && version != 6)
		return FRAME_OTHER;
	return version == 4 ? ip4(w) : ip6(w);
}

static enum frame_kind
ppp(struct walk *w)
{
	unsigned protocol = get_u8(&w->r);

	if (protocol % 2 == 0) /* RFC 1661 2: odd is the last octet */
		protocol = protocol << 8 | get_u8(&w->r);
	return next(w, ppp_protocols, protocol);
}

static enum frame_kind
pppoe(struct walk *w) /* RFC 2516 4 */
{
	get_bytes(&w->r, 6);
	return ppp(w);
}

/* ---- IP ---- */

/*
 * What is behind the packet's own end is padding of the link; what is missing
 * before it was not captured. 0: cut off by the sender's segmentation offload,
 * so that the capture itself is the length.
 */
static void
ip_trim(struct walk *w, size_t length)
{
	size_t left = rbuf_left(&w->r);

	w->missing = 0;
	if (length == 0)
		return;
	if (length < left)
		w->r.end = w->r.at + length;
	else
		w->missing = (uint32_t)(length - left);
}

static enum frame_kind
ip4(struct walk *w) /* RFC 791 3.1 */
{
	unsigned head = get_u8(&w->r), size = (head & 15) * 4;
	unsigned total, fragment, protocol;
	const uint8_t *src, *dst;

	get_u8(&w->r);
	total = get_u16(&w->r);
	get_u16(&w->r);
	fragment = get_u16(&w->r);
	get_u8(&w->r);
	protocol = get_u8(&w->r);
	get_u16(&w->r);
	src = get_bytes(&w->r, 4);
	dst = get_bytes(&w->r, 4);
	if (w->r.bad)
		return FRAME_CUT;
	if (head >> 4 != 4 || size < 20 || (total != 0 && total < size))
		return FRAME_OTHER;
	get_bytes(&w->r, size - 20); /* options */
	if (w->r.bad)
		return FRAME_CUT;
	w->f->src = addr_from(ADDR_IP4, src);
	w->f->dst = addr_from(ADDR_IP4, dst);
	if (protocol != PROTOCOL_TCP || total == size)
		return FRAME_OTHER;
	if (fragment & 0x3fff) /* an offset, or more to come */
		return FRAME_FRAGMENT;
	ip_trim(w, total == 0 ? 0 : total - size);
	return tcp(w);
}

static enum frame_kind
ip6(struct walk *w) /* RFC 8200 3 */
{
	unsigned head = get_u32(&w->r) >> 28;
	unsigned length = get_u16(&w->r), protocol = get_u8(&w->r);
	const uint8_t *src, *dst;

	get_u8(&w->r);
	src = get_bytes(&w->r, 16);
	dst = get_bytes(&w->r, 16);
	if (w->r.bad)
		return FRAME_CUT;
	if (head != 6)
		return FRAME_OTHER;
	w->f->src = addr_from(ADDR_IP6, src);
	w->f->dst = addr_from(ADDR_IP6, dst);
	ip_trim(w, length);
	return next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_option(struct walk *w)
{
	unsigned protocol = get_u8(&w->r);

	get_bytes(&w->r, get_u8(&w->r) * 8u + 6);
	return next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_ah(struct walk *w) /* RFC 4302 2.2: in words of four, less two */
{
	unsigned protocol = get_u8(&w->r);

	get_bytes(&w->r, get_u8(&w->r) * 4u + 6);
	return next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_fragment(struct walk *w) /* RFC 8200 4.5 */
{
	unsigned protocol = get_u8(&w->r), offset;

	get_u8(&w->r);
	offset = get_u16(&w->r);
	get_u32(&w->r);
	if (!w->r.bad && offset & 0xfff9)
		return protocol == PROTOCOL_TCP ? FRAME_FRAGMENT : FRAME_OTHER;
	return next(w, ip_protocols, protocol);
}

static enum frame_kind
tcp(struct walk *w) /* RFC 9293 3.1 */
{
	struct frame *f = w->f;
	unsigned size;

	f->sport = get_u16(&w->r);
	f->dport = get_u16(&w->r);
	f->seq = get_u32(&w->r);
	f->ack = get_u32(&w->r);
	size = get_u8(&w->r) >> 4;
	f->flags = get_u8(&w->r);
	get_bytes(&w->r, 6);
	if (w->r.bad)
		return FRAME_CUT;
	if (size < 5)
		return FRAME_OTHER;
	get_bytes(&w->r, size * 4 - 20); /* options */
	if (w->r.bad)
		return FRAME_CUT;
	f->payload = w->r;
	f->length = (uint32_t)rbuf_left(&w->r) + w->missing;
	return FRAME_TCP;
}

/* ---- links ---- */

static enum frame_kind
raw_ip(struct walk *w)
{
	if (rbuf_left(&w->r) == 0)
		return FRAME_CUT;
	return w->r.at[0] >> 4 == 6 ? ip6(w) : ip4(w);
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
		return ip4(w);
	case 10: /* Linux; and the BSDs, each its own */
	case 24:
	case 28:
	case 30:
		return ip6(w);
	}
	return FRAME_OTHER;
}

static enum frame_kind
ethernet(struct walk *w)
{
	get_bytes(&w->r, 12);
	return next(w, ethertypes, get_u16(&w->r));
}

static enum frame_kind
cooked(struct walk *w)
{
	get_bytes(&w->r, 14);
	return next(w, ethertypes, get_u16(&w->r));
}

static enum frame_kind
cooked2(struct walk *w)
{
	unsigned type = get_u16(&w->r);

	get_bytes(&w->r, 18);
	return next(w, ethertypes, type);
}

static enum frame_kind
ppp_framed(struct walk *w) /* RFC 1662 3.1; address and control may be gone */
{
	if (rbuf_left(&w->r) >= 2 && w->r.at[0] == 0xff)
		get_u16(&w->r);
	return ppp(w);
}

static enum frame_kind
hdlc(struct walk *w)
{
	get_u16(&w->r);
	return next(w, ethertypes, get_u16(&w->r));
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
		return next(w, ethertypes, get_u16(&w->r));
	get_u8(&w->r);
	nlpid = get_u8(&w->r);
	if (nlpid == 0) /* padding */
		nlpid = get_u8(&w->r);
	switch (nlpid) {
	case 0xcc:
		return ip4(w);
	case 0x8e:
		return ip6(w);
	case 0x80: /* SNAP */
		get_bytes(&w->r, 3);
		return next(w, ethertypes, get_u16(&w->r));
	}
	return FRAME_OTHER;
}

static const struct link_row {
	int type;
	layer *read;
} links[] = {
	{ 0, bsd_null },
	{ 1, ethernet },
	{ 9, ppp_framed },
	{ 12, raw_ip },
	{ 14, raw_ip },
	{ 50, ppp_framed },
	{ 51, pppoe },
	{ 101, raw_ip },
	{ 104, hdlc },
	{ 107, frame_relay },
	{ 108, bsd_null },
	{ 113, cooked },
	{ 228, ip4 },
	{ 229, ip6 },
	{ 276, cooked2 },
};

enum frame_kind
frame_decode(int link_type, struct rbuf r, struct frame *f)
{
	struct walk w = { .f = f, .r = r };

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == link_type)
			return links[i].read(&w);
	return FRAME_UNKNOWN;
}
