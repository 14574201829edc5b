/* IP and TCP headers, outermost first, and which header follows on which. */
#include "wire/frame.h"

#include "wire/frame_in.h"

enum {
	PROTOCOL_TCP = 6,
	PROTOCOL_FRAGMENT = 44,
	DEPTH_MAX = 32, /* headers in headers */
};

static layer vlan, tcp, ip6_option, ip6_fragment, ip6_ah;

static const struct layer_row ethertypes[] = {
	{ 0x0800, frame_ip4 },
	{ 0x86dd, frame_ip6 },
	{ 0x8100, vlan },
	{ 0x88a8, vlan }, /* 802.1ad */
	{ 0x9100, vlan }, /* before it */
	{ 0x8847, frame_mpls },
	{ 0x8848, frame_mpls }, /* upstream-assigned (RFC 5332) */
	{ 0x8864, frame_pppoe },
	{ 0x6558, frame_ethernet }, /* transparent bridging, in tunnels */
	{ 0x880b, frame_ppp },      /* PPTP (RFC 2637) */
	{ 0x88be, frame_erspan2 },
	{ 0x22eb, frame_erspan3 },
	{ 0, NULL },
};

static const struct layer_row ip_protocols[] = {
	{ PROTOCOL_TCP, tcp },
	{ 17, frame_udp },
	{ 47, frame_gre },
	{ 4, frame_ip4 },    /* RFC 2003, RFC 2473 */
	{ 41, frame_ip6 },   /* RFC 4213, RFC 2473 */
	{ 137, frame_mpls }, /* RFC 4023 */
	{ 97, frame_etherip },
	{ 143, frame_ethernet }, /* RFC 8986 */
	{ 0, ip6_option },       /* hop-by-hop options (RFC 8200 4.3) */
	{ 43, ip6_option },      /* routing (RFC 8200 4.4) */
	{ PROTOCOL_FRAGMENT, ip6_fragment },
	{ 51, ip6_ah },
	{ 60, ip6_option },  /* destination options (RFC 8200 4.6) */
	{ 135, ip6_option }, /* mobility (RFC 6275 6.1) */
	{ 139, ip6_option }, /* host identity (RFC 7401 5.1) */
	{ 140, ip6_option }, /* shim6 (RFC 5533 5) */
	{ 0, NULL },
};

enum frame_kind
frame_next(struct walk *w, const struct layer_row *rows, unsigned number)
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

enum frame_kind
frame_ethertype(struct walk *w, unsigned number)
{
	return frame_next(w, ethertypes, number);
}

enum frame_kind
frame_by_ethertype(struct walk *w)
{
	return frame_ethertype(w, get_u16(&w->r));
}

static enum frame_kind
vlan(struct walk *w)
{
	frame_tag(w, get_u16(&w->r) & 0xfff); /* without its priority */
	return frame_by_ethertype(w);
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

static bool
is_read(unsigned protocol)
{
	for (const struct layer_row *row = ip_protocols; row->read != NULL;
	     row++)
		if (row->number == protocol)
			return true;
	return false;
}

/* `field` is the offset in units of eight octets, as both headers have it. */
static enum frame_kind
fragment(
    struct walk *w, uint32_t id, unsigned field, bool more, unsigned protocol)
{
	if (!is_read(protocol))
		return FRAME_OTHER;
	w->f->part = (struct ip_part){
		.src = w->f->src,
		.dst = w->f->dst,
		.id = id,
		.offset = field * 8,
		.protocol = (uint8_t)protocol,
		.more = more,
		.payload = w->r,
		.missing = w->missing,
		.tags = w->f->tags,
	};
	return FRAME_FRAGMENT;
}

enum frame_kind
frame_ip(struct walk *w)
{
	if (rbuf_left(&w->r) == 0)
		return FRAME_CUT;
	return w->r.at[0] >> 4 == 6 ? frame_ip6(w) : frame_ip4(w);
}

enum frame_kind
frame_ip4(struct walk *w) /* RFC 791 3.1 */
{
	unsigned head = get_u8(&w->r), size = (head & 15) * 4;
	unsigned total, id, field, protocol;
	const uint8_t *src, *dst;

	get_u8(&w->r);
	total = get_u16(&w->r);
	id = get_u16(&w->r);
	field = get_u16(&w->r);
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
	if (total == size)
		return FRAME_OTHER;
	w->f->src = addr_from(ADDR_IP4, src);
	w->f->dst = addr_from(ADDR_IP4, dst);
	ip_trim(w, total == 0 ? 0 : total - size);
	if (field & 0x3fff) /* an offset, or more to come */
		return fragment(
		    w, id, field & 0x1fff, field & 0x2000, protocol);
	return frame_next(w, ip_protocols, protocol);
}

enum frame_kind
frame_ip6(struct walk *w) /* RFC 8200 3 */
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
	return frame_next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_option(struct walk *w)
{
	unsigned protocol = get_u8(&w->r);

	get_bytes(&w->r, get_u8(&w->r) * 8u + 6);
	return frame_next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_ah(struct walk *w) /* RFC 4302 2.2: in words of four, less two */
{
	unsigned protocol = get_u8(&w->r);

	get_bytes(&w->r, get_u8(&w->r) * 4u + 6);
	return frame_next(w, ip_protocols, protocol);
}

static enum frame_kind
ip6_fragment(struct walk *w) /* RFC 8200 4.5 */
{
	unsigned protocol = get_u8(&w->r), field;
	uint32_t id;

	get_u8(&w->r);
	field = get_u16(&w->r);
	id = get_u32(&w->r);
	if (w->r.bad)
		return FRAME_CUT;
	if (field & 0xfff9)
		return fragment(w, id, field >> 3, field & 1, protocol);
	return frame_next(w, ip_protocols, protocol);
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

enum frame_kind
frame_rest(const struct ip_part *whole, struct frame *f)
{
	struct walk w = { .f = f, .r = whole->payload };

	w.missing = whole->missing;
	f->src = whole->src;
	f->dst = whole->dst;
	return frame_next(&w, ip_protocols, whole->protocol);
}
