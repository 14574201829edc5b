/* Inside the readers of capture files. */
#ifndef WIRE_PCAP_IN_H
#define WIRE_PCAP_IN_H

#include "wire/pcap.h"

/* In the byte order of who captured. */
static inline uint16_t
pcap_u16(const struct pcap_reader *p, struct rbuf *r)
{
	uint16_t v = get_u16(r);

	return p->swapped ? __builtin_bswap16(v) : v;
}

static inline uint32_t
pcap_u32(const struct pcap_reader *p, struct rbuf *r)
{
	uint32_t v = get_u32(r);

	return p->swapped ? __builtin_bswap32(v) : v;
}

static inline enum pcap_step
pcap_bad(struct fault *f, const void *at, const char *what)
{
	fault(f, at, 0, what);
	return PCAP_BAD;
}

/* Forgets the interfaces, or adds one; NULL when there are too many. */
void pcap_interfaces_clear(struct pcap_reader *);
struct pcap_interface *pcap_interface_add(struct pcap_reader *);

/* pcapng.c */
enum pcap_step pcapng_next(struct pcap_reader *, struct rbuf, size_t *size,
    struct pcap_frame *to, struct fault *);

#endif
