/*
 * Captured frames down to a TCP segment or a UDP datagram: the link, what
 * stands between it and IP, IPv4 or IPv6, tunnels and their inner packets.
 *
 * Link types are LINKTYPE_ numbers (tcpdump.org/linktypes.html); those that
 * carry IP stand in frame_link.c. frame_tunnel.c has what carries packets in
 * packets. The segment is that of the innermost packet.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "value/addr.h"

enum frame_kind {
	FRAME_TCP,      /* all members down to `length` are set */
	FRAME_UDP,      /* the ports, `payload` and `length` are set */
	FRAME_OTHER,    /* something else than these */
	FRAME_FRAGMENT, /* part of an IP packet: `part` is set */
	FRAME_CUT,      /* ends inside its headers */
	FRAME_UNKNOWN,  /* of a link type that is none of those */
};

enum {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

/* What IP carried, whole or a part of it (RFC 791 3.2, RFC 8200 4.5). */
struct ip_part {
	struct addr src, dst;
	uint32_t id;
	uint32_t offset; /* in octets */
	uint8_t protocol;
	bool more;           /* it is not the last one */
	struct rbuf payload; /* as much as was captured */
	uint32_t missing;    /* octets of it that were not */
	uint64_t tags;       /* as those of the frame */
};

struct frame {
	struct addr src, dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags;
	struct rbuf payload; /* as much as was captured */
	uint32_t length;     /* of the payload on the wire */
	/* Of the VLANs, labels, keys and VNIs that it is in; 0: none. */
	uint64_t tags;
	struct ip_part part;
};

enum frame_kind frame_decode(int link_type, struct rbuf, struct frame *);

/* Goes on with what IP carried, once its parts are together. */
enum frame_kind frame_rest(const struct ip_part *, struct frame *);

#endif
