/*
 * pcapng: blocks, in sections. Each section has its byte order and its own
 * interfaces, of any link type; each packet names its interface. What is no
 * packet and no interface (names, statistics, secrets) is gone over.
 */
#include "wire/pcap_in.h"

enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET_OLD = 2,
	BLOCK_PACKET_SIMPLE = 3,
	BLOCK_PACKET = 6,
	BYTE_ORDER = 0x1a2b3c4d,
	BLOCK_MIN = 12, /* type, length, and the length again */
	OPTION_END = 0,
	OPTION_RESOLUTION = 9,
	OPTION_OFFSET = 14,
};

/* ---- interfaces ---- */

/* A power of ten, or of two where the highest bit says so. */
static uint64_t
per_second_of(unsigned resolution)
{
	unsigned power = resolution & 0x7f;
	uint64_t n = 1;

	if (resolution & 0x80)
		return power < 64 ? UINT64_C(1) << power : 0;
	if (power > 19) /* more than 64 bits hold */
		return 0;
	while (power-- > 0)
		n *= 10;
	return n;
}

static bool
options_read(
    const struct pcap_reader *p, struct rbuf r, struct pcap_interface *i)
{
	while (rbuf_left(&r) >= 4) {
		unsigned code = pcap_u16(p, &r), n = pcap_u16(p, &r);
		struct rbuf value = get_sub(&r, n);

		get_bytes(&r, (4 - n % 4) % 4);
		if (code == OPTION_END)
			break;
		if (code == OPTION_RESOLUTION)
			i->per_second = per_second_of(get_u8(&value));
		if (code == OPTION_OFFSET) {
			uint64_t a = pcap_u32(p, &value);
			uint64_t b = pcap_u32(p, &value);

			i->offset =
			    (int64_t)(p->swapped ? b << 32 | a : a << 32 | b);
		}
		if (value.bad)
			return false;
	}
	return i->per_second != 0 && !r.bad;
}

static enum pcap_step
interface_read(struct pcap_reader *p, struct rbuf r, struct fault *f)
{
	struct pcap_interface i = { .per_second = 1000000 };
	struct pcap_interface *to;

	i.link_type = pcap_u16(p, &r);
	get_u16(&r);
	i.snap = pcap_u32(p, &r);
	if (r.bad || !options_read(p, r, &i))
		return pcap_bad(f, r.at, "interface that cannot be read");
	to = pcap_interface_add(p);
	if (to == NULL)
		return pcap_bad(f, r.at, "more than 65536 interfaces");
	*to = i;
	return PCAP_OTHER;
}

/* ---- packets ---- */

/* Seconds that no clock counts are 0. */
static int64_t
time_of(const struct pcap_interface *i, uint64_t stamp)
{
	uint64_t seconds = stamp / i->per_second;
	uint64_t rest = stamp % i->per_second;
	int64_t whole;

	if (seconds > INT64_MAX / 2000000 || i->offset > INT64_MAX / 2000000 ||
	    i->offset < INT64_MIN / 2000000)
		return 0;
	whole = (int64_t)seconds + i->offset;
	return whole * 1000000 +
	       (int64_t)((unsigned __int128)rest * 1000000 / i->per_second);
}

static enum pcap_step
packet_read(struct pcap_reader *p, uint32_t kind, struct rbuf r,
    struct pcap_frame *to, struct fault *f)
{
	const uint8_t *start = r.at;
	uint32_t interface = 0;
	uint64_t stamp = 0;

	if (kind == BLOCK_PACKET)
		interface = pcap_u32(p, &r);
	else if (kind == BLOCK_PACKET_OLD) {
		interface = pcap_u16(p, &r);
		get_u16(&r); /* drops */
	}
	if (kind != BLOCK_PACKET_SIMPLE) {
		stamp = pcap_u32(p, &r);
		stamp = stamp << 32 | pcap_u32(p, &r);
		to->n = pcap_u32(p, &r);
	}
	to->len = pcap_u32(p, &r);
	if (interface >= p->n)
		return pcap_bad(f, start, "packet of an unknown interface");
	if (kind == BLOCK_PACKET_SIMPLE) {
		uint32_t snap = p->at[interface].snap;

		to->n = snap != 0 && snap < to->len ? snap : to->len;
	}
	to->at = get_bytes(&r, to->n);
	if (r.bad)
		return pcap_bad(f, start, "packet longer than its block");
	to->time_us = time_of(&p->at[interface], stamp);
	to->link_type = p->at[interface].link_type;
	return PCAP_FRAME;
}

/* ---- blocks ---- */

/* The byte order stands behind the length that is read with it. */
static enum pcap_step
section_begin(struct pcap_reader *p, struct rbuf r, struct fault *f)
{
	uint32_t order;

	get_u64(&r);
	order = get_u32(&r);
	if (order != BYTE_ORDER && __builtin_bswap32(order) != BYTE_ORDER)
		return pcap_bad(f, r.at, "section of unknown byte order");
	p->swapped = order != BYTE_ORDER;
	pcap_interfaces_clear(p);
	return PCAP_OTHER;
}

static enum pcap_step
block_read(struct pcap_reader *p, uint32_t kind, struct rbuf body,
    struct pcap_frame *to, struct fault *f)
{
	switch (kind) {
	case BLOCK_INTERFACE:
		return interface_read(p, body, f);
	case BLOCK_PACKET:
	case BLOCK_PACKET_OLD:
	case BLOCK_PACKET_SIMPLE:
		return packet_read(p, kind, body, to, f);
	}
	return PCAP_OTHER;
}

enum pcap_step
pcapng_next(struct pcap_reader *p, struct rbuf r, size_t *size,
    struct pcap_frame *to, struct fault *f)
{
	struct rbuf head = r, body;
	uint32_t kind, length;

	*size = BLOCK_MIN;
	if (rbuf_left(&r) < *size)
		return PCAP_MORE;
	kind = pcap_u32(p, &head); /* that of a section reads both ways */
	if (kind == BLOCK_SECTION && section_begin(p, r, f) == PCAP_BAD)
		return PCAP_BAD;
	length = pcap_u32(p, &head);
	if (length < BLOCK_MIN || length % 4 != 0 || length > PCAP_BLOCK_MAX)
		return pcap_bad(f, head.at, "no block is so long");
	*size = length;
	if (rbuf_left(&r) < length)
		return PCAP_MORE;
	body = get_sub(&head, length - BLOCK_MIN);
	if (pcap_u32(p, &head) != length)
		return pcap_bad(f, head.at, "block of two lengths");
	return block_read(p, kind, body, to, f);
}
