/*
 * BFD Control packets (RFC 5880 4.1): two systems tell each other, many times a
 * second, that the path between them carries packets.
 */
#ifndef WIRE_BFD_H
#define WIRE_BFD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/names.h"

enum {
	BFD_VERSION = 1,
	BFD_PORT = 3784,          /* one hop (RFC 5881 4) */
	BFD_PORT_MULTIHOP = 4784, /* RFC 5883 5 */
	BFD_SIZE = 24,            /* of a packet without authentication */
	BFD_MAX_SIZE = 255,
};

enum bfd_state { /* RFC 5880 4.1, Sta */
	BFD_ADMIN_DOWN,
	BFD_DOWN,
	BFD_INIT,
	BFD_UP,
	BFD_NSTATES,
};

enum bfd_diagnostic { /* RFC 5880 4.1, Diag: those that we send */
	BFD_NO_DIAGNOSTIC = 0,
	BFD_TIME_EXPIRED = 1,
	BFD_NEIGHBOR_SIGNALED = 3,
	BFD_ADMINISTRATIVELY = 7,
};

extern const struct name bfd_state_names[];
extern const struct name bfd_diagnostic_names[]; /* all of the registry */

enum { /* flags, in their places in the second octet */
	BFD_FLAG_POLL = 0x20,
	BFD_FLAG_FINAL = 0x10,
	BFD_FLAG_CONTROL_PLANE_INDEPENDENT = 0x08,
	BFD_FLAG_AUTHENTICATED = 0x04,
	BFD_FLAG_DEMAND = 0x02,
	BFD_FLAG_MULTIPOINT = 0x01,
};

/* Intervals are in microseconds, as on the wire. */
struct bfd_packet {
	uint8_t diagnostic; /* five bits */
	uint8_t state;      /* enum bfd_state */
	uint8_t flags;
	uint8_t multiplier; /* Detect Mult */
	uint32_t my, your;  /* discriminators; your 0: not known yet */
	uint32_t min_tx;    /* Desired Min TX Interval */
	uint32_t min_rx;    /* Required Min RX Interval */
	uint32_t min_echo;  /* Required Min Echo RX Interval */
	struct rbuf auth;   /* the section, from its type on; borrowed */
};

/*
 * One datagram. What RFC 5880 6.8.6 discards whatever the session is refused
 * here, with the place.
 */
bool bfd_decode(struct rbuf, struct bfd_packet *, struct fault *);
/* False when there is no room, or a field is wider than the wire's. */
bool bfd_encode(struct wbuf *, const struct bfd_packet *);

#endif
