/*
 * Captured frames down to a TCP segment: link layer, IPv4 or IPv6, TCP.
 *
 * Link types are LINKTYPE_ numbers (tcpdump.org/linktypes.html): 0 BSD null, 1
 * Ethernet, 9, 50 and 51 PPP, 12, 14 and 101 raw IP, 104 Cisco HDLC, 107
 * Frame Relay, 108 BSD loop, 113 and 276 Linux cooked, 228 IPv4, 229 IPv6.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "value/addr.h"

enum frame_kind {
	FRAME_TCP,      /* all members of struct frame are set */
	FRAME_OTHER,    /* something else than TCP */
	FRAME_FRAGMENT, /* of an IP packet with TCP; addresses are set */
	FRAME_CUT,      /* ends inside its headers */
	FRAME_UNKNOWN,  /* of a link type that is none of the above */
};

enum {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

struct frame {
	struct addr src, dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags;
	struct rbuf payload; /* as much as was captured */
	uint32_t length;     /* of the payload on the wire */
};

enum frame_kind frame_decode(int link_type, struct rbuf, struct frame *);

#endif
