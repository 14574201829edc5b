/*
 * Packets in packets: MPLS (RFC 3032), GRE (RFC 2784, 2890), VXLAN (RFC 7348),
 * Geneve (RFC 8926), MPLS and GRE in UDP (RFC 7510, 8086), ERSPAN, EtherIP.
 */
#include "wire/frame_in.h"

static layer vxlan, vxlan_gpe, geneve;

/* By the port that the packet goes to: the other one is any (RFC 7348 5). */
static const struct layer_row udp_ports[] = {
	{ 4789, vxlan },
	{ 8472, vxlan }, /* Linux, before the port was assigned */
	{ 6081, geneve },
	{ 4790, vxlan_gpe },
	{ 4754, frame_gre },
	{ 6635, frame_mpls },
	{ 0, NULL },
};

/* Next protocols of VXLAN-GPE. */
static const struct layer_row gpe_protocols[] = {
	{ 1, frame_ip4 },
	{ 2, frame_ip6 },
	{ 3, frame_ethernet },
	{ 5, frame_mpls },
	{ 0, NULL },
};

/*
 * Nothing says what is behind the stack but its first nibble: IP, or the
 * control word of a pseudowire (RFC 4385 3), where only Ethernet is read.
 */
enum frame_kind
frame_mpls(struct walk *w)
{
	uint32_t entry;

	do {
		entry = get_u32(&w->r);
		frame_tag(w, entry >> 12);
	} while (!(entry & 0x100) && !w->r.bad);
	if (rbuf_left(&w->r) == 0)
		return FRAME_CUT;
	switch (w->r.at[0] >> 4) {
	case 4:
		return frame_ip4(w);
	case 6:
		return frame_ip6(w);
	case 0:
		get_u32(&w->r);
		return frame_ethernet(w);
	}
	return FRAME_OTHER;
}

enum { /* RFC 2784 2.1, RFC 2890 2, RFC 2637 4.1 */
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACK = 0x0080, /* of version 1 */
	GRE_VERSION = 0x0007,
};

enum frame_kind
frame_gre(struct walk *w)
{
	unsigned flags = get_u16(&w->r), type = get_u16(&w->r);
	unsigned version = flags & GRE_VERSION;

	if (version > 1 || flags & GRE_ROUTING)
		return w->r.bad ? FRAME_CUT : FRAME_OTHER;
	if (flags & GRE_CHECKSUM)
		get_u32(&w->r);
	if (flags & GRE_KEY && version == 0)
		frame_tag(w, get_u32(&w->r));
	else if (flags & GRE_KEY) /* PPTP: a length, and a call of one way */
		get_u32(&w->r);
	if (flags & GRE_SEQUENCE)
		get_u32(&w->r);
	else if (type == 0x88be) /* ERSPAN type I has no header of its own */
		type = 0x6558;
	if (version == 1 && flags & GRE_ACK)
		get_u32(&w->r);
	return frame_ethertype(w, type);
}

enum frame_kind
frame_erspan2(struct walk *w)
{
	get_u64(&w->r);
	return frame_ethernet(w);
}

enum frame_kind
frame_erspan3(struct walk *w)
{
	get_u64(&w->r);
	if (get_u32(&w->r) & 1) /* and what the platform adds */
		get_u64(&w->r);
	return frame_ethernet(w);
}

enum frame_kind
frame_etherip(struct walk *w) /* RFC 3378 3 */
{
	get_u16(&w->r);
	return frame_ethernet(w);
}

enum frame_kind
frame_udp(struct walk *w) /* RFC 768 */
{
	struct frame *f = w->f;
	unsigned sport = get_u16(&w->r), dport = get_u16(&w->r);

	get_u32(&w->r); /* length, which IP has said, and checksum */
	for (const struct layer_row *row = udp_ports; row->read != NULL; row++)
		if (row->number == dport)
			return frame_next(w, udp_ports, dport);
	if (w->r.bad)
		return FRAME_CUT;
	f->sport = (uint16_t)sport;
	f->dport = (uint16_t)dport;
	f->payload = w->r;
	f->length = (uint32_t)rbuf_left(&w->r) + w->missing;
	return FRAME_UDP;
}

static enum frame_kind
vxlan(struct walk *w) /* RFC 7348 5 */
{
	get_u32(&w->r);
	frame_tag(w, get_u32(&w->r) >> 8);
	return frame_ethernet(w);
}

static enum frame_kind
vxlan_gpe(struct walk *w)
{
	unsigned protocol = get_u32(&w->r) & 0xff;

	frame_tag(w, get_u32(&w->r) >> 8);
	return frame_next(w, gpe_protocols, protocol);
}

static enum frame_kind
geneve(struct walk *w) /* RFC 8926 3.4; options in words of four */
{
	unsigned options = (get_u8(&w->r) & 0x3f) * 4;
	unsigned type;

	get_u8(&w->r);
	type = get_u16(&w->r);
	frame_tag(w, get_u32(&w->r) >> 8);
	get_bytes(&w->r, options);
	return frame_ethertype(w, type);
}
