/* Writing packets with TCP: IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293). */
#include "wire/frame_encode.h"

enum { IP4_SIZE = 20, IP6_SIZE = 40, TCP_SIZE = 20, TCP = 6, TTL = 64 };
enum { DONT_FRAGMENT = 0x4000, WINDOW = UINT16_MAX };
enum { IP4_CHECKSUM = 10, TCP_CHECKSUM = 16 }; /* where they stand */

void
pcap_header_encode(struct wbuf *w, uint32_t link_type)
{
	enum { SNAPLEN = 262144 };

	put_u32(w, 0xa1b2c3d4);
	put_u16(w, 2);
	put_u16(w, 4);
	put_u32(w, 0); /* of the time zone; nobody uses it */
	put_u32(w, 0);
	put_u32(w, SNAPLEN);
	put_u32(w, link_type);
}

void
pcap_packet_encode(struct wbuf *w, int64_t time_us, size_t n)
{
	put_u32(w, (uint64_t)time_us / 1000000);
	put_u32(w, (uint64_t)time_us % 1000000);
	put_u32(w, n);
	put_u32(w, n);
}

/* RFC 1071: the sum of all words, not yet folded. */
static uint32_t
sum(const uint8_t *at, size_t n, uint32_t so_far)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		so_far += (uint32_t)at[i] << 8 | at[i + 1];
	if (n % 2 != 0)
		so_far += (uint32_t)at[n - 1] << 8;
	return so_far;
}

static void
checksum_put(uint8_t *to, uint32_t all)
{
	while (all >> 16 != 0)
		all = (all & 0xffff) + (all >> 16);
	to[0] = (uint8_t)(~all >> 8);
	to[1] = (uint8_t)~all;
}

static void
put_ip4(struct wbuf *w, const struct frame *f, size_t n)
{
	uint8_t *start = w->at;

	put_u8(w, 0x45);
	put_u8(w, 0);
	put_u16(w, IP4_SIZE + n);
	put_u16(w, 0);
	put_u16(w, DONT_FRAGMENT);
	put_u8(w, TTL);
	put_u8(w, TCP);
	put_u16(w, 0);
	put_bytes(w, f->src.b, 4);
	put_bytes(w, f->dst.b, 4);
	if (!w->bad)
		checksum_put(start + IP4_CHECKSUM, sum(start, IP4_SIZE, 0));
}

static void
put_ip6(struct wbuf *w, const struct frame *f, size_t n)
{
	put_u32(w, 0x60000000);
	put_u16(w, n);
	put_u8(w, TCP);
	put_u8(w, TTL);
	put_bytes(w, f->src.b, 16);
	put_bytes(w, f->dst.b, 16);
}

void
frame_encode(struct wbuf *w, const struct frame *f)
{
	size_t n = TCP_SIZE + rbuf_left(&f->payload);
	size_t octets = addr_bits(&f->src) / 8;
	uint8_t *start;
	uint32_t all;

	if (f->src.ip == ADDR_IP6)
		put_ip6(w, f, n);
	else
		put_ip4(w, f, n);
	start = w->at;
	put_u16(w, f->sport);
	put_u16(w, f->dport);
	put_u32(w, f->seq);
	put_u32(w, f->ack);
	put_u8(w, TCP_SIZE / 4 << 4);
	put_u8(w, f->flags);
	put_u16(w, WINDOW);
	put_u16(w, 0);
	put_u16(w, 0);
	put_bytes(w, f->payload.at, rbuf_left(&f->payload));
	if (w->bad)
		return;
	/* RFC 9293 3.1: with addresses, protocol and length before it */
	all = sum(f->src.b, octets, TCP + (uint32_t)n);
	all = sum(f->dst.b, octets, all);
	checksum_put(start + TCP_CHECKSUM, sum(start, n, all));
}
