/* Writing packets with TCP, and the capture files that they are in. */
#ifndef WIRE_FRAME_ENCODE_H
#define WIRE_FRAME_ENCODE_H

#include "wire/frame.h"

enum {
	PCAP_RAW_IP = 101, /* LINKTYPE_RAW: packets without a link layer */
	PCAP_HEADER_SIZE = 24,
	PCAP_PACKET_SIZE = 16,
	TCP_PACKET_HEADERS = 60, /* IPv6 and TCP */
};

/* The header of a capture file; times are in microseconds. */
void pcap_header_encode(struct wbuf *, uint32_t link_type);
/* The header of a packet of n octets. */
void pcap_packet_encode(struct wbuf *, int64_t time_us, size_t n);

/*
 * IPv4 or IPv6 and TCP around the payload, with their checksums; addresses are
 * of one version.
 */
void frame_encode(struct wbuf *, const struct frame *);

#endif
