/*
 * The BGP Monitoring Protocol (RFC 7854; 8671 for Adj-RIB-Out, 9069 for
 * Loc-RIB, 9736 for what a Peer Up may say besides): what a router tells of its
 * BGP sessions to a station that only listens.
 *
 * Decoded structs borrow from the message.
 */
#ifndef WIRE_BMP_H
#define WIRE_BMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/addr.h"
#include "value/dist.h"
#include "value/names.h"

enum {
	BMP_VERSION = 3,
	BMP_PORT = 11019,         /* what most routers are configured to */
	BMP_PORT_ASSIGNED = 1790, /* IANA */
	BMP_HEADER_SIZE = 6,
	BMP_PEER_SIZE = 42,     /* of the per-peer header */
	BMP_MAX_SIZE = 1 << 20, /* RFC 7854 sets no limit; longer is damage */
};

enum bmp_type { /* RFC 7854 4.1 */
	BMP_ROUTE_MONITORING,
	BMP_STATISTICS,
	BMP_PEER_DOWN,
	BMP_PEER_UP,
	BMP_INITIATION,
	BMP_TERMINATION,
	BMP_ROUTE_MIRRORING,
};

struct bmp_header {
	uint8_t type;
	uint32_t length; /* of the whole message */
};

/* The first BMP_HEADER_SIZE octets of a message. */
bool bmp_header_decode(const uint8_t *p, struct bmp_header *, struct fault *);

enum { /* peer types */
	BMP_GLOBAL,
	BMP_RD,
	BMP_LOCAL,
	BMP_LOC_RIB, /* RFC 9069 4.1: no peer, the router's own table */
};

enum { /* peer flags */
	BMP_FLAG_IP6 = 0x80,
	BMP_FLAG_POST_POLICY = 0x40,
	BMP_FLAG_AS2 = 0x20,      /* AS_PATH has 2-octet numbers */
	BMP_FLAG_OUT = 0x10,      /* Adj-RIB-Out (RFC 8671 4) */
	BMP_FLAG_FILTERED = 0x80, /* of BMP_LOC_RIB (RFC 9069 4.2) */
};

struct bmp_peer {
	uint8_t type, flags;
	struct rd rd;
	struct addr address; /* ADDR_NONE: it is no peer */
	uint32_t as, id;     /* the identifier in host order */
	int64_t time_us;     /* since the epoch; 0: not known */
};

enum { /* why a peer went down, RFC 7854 4.9 */
	BMP_DOWN_SENT = 1,
	BMP_DOWN_EVENT,
	BMP_DOWN_RECEIVED,
	BMP_DOWN_CLOSED,
	BMP_DOWN_DECONFIGURED,
	BMP_DOWN_TLVS, /* RFC 9069 4.5 */
};

/* A whole message; which members there are, its type says. */
struct bmp_message {
	uint8_t type;
	struct bmp_peer peer; /* all but initiation and termination */
	struct rbuf bgp; /* route monitoring; peer down: the NOTIFICATION */
	/* peer up */
	struct addr local;
	uint16_t local_port, remote_port;
	struct rbuf sent, received; /* the OPENs, whole messages */
	/* peer down */
	uint8_t reason;
	uint16_t event;   /* BMP_DOWN_EVENT: of RFC 4271 8.1 */
	uint32_t count;   /* statistics: as the message says */
	struct rbuf tlvs; /* all but route monitoring; may be empty */
	struct rbuf rest; /* of a type or a reason that is not known */
};

bool bmp_decode(struct rbuf message, struct bmp_message *, struct fault *);
void bmp_encode(struct wbuf *, const struct bmp_message *);
/* Whether messages of the type are about a peer. */
bool bmp_has_peer(uint8_t type);

struct bmp_tlv {
	uint16_t type;
	struct rbuf value;
};

/* The next one; false at the end or where it is torn (`bad`). */
bool bmp_tlv_next(struct rbuf *, struct bmp_tlv *);

void bmp_tlv_encode(struct wbuf *, uint16_t type, const void *value, size_t);

enum { BMP_SYSTEM_DESCRIPTION = 1, BMP_SYSTEM_NAME };      /* RFC 7854 4.4 */
enum { BMP_MIRROR_MESSAGE, BMP_MIRROR_INFORMATION };       /* RFC 7854 4.7 */
enum { BMP_TABLE_NAME = 3, BMP_ADMIN_LABEL };              /* RFC 9736 5 */
enum { BMP_TERMINATION_REASON = 1, BMP_CLOSED_BY_US = 0 }; /* RFC 7854 4.5 */

enum { /* RFC 7854 4.8, RFC 8671 6.2 */
	BMP_STAT_ADJ_IN = 7,
	BMP_STAT_LOC,
	BMP_STAT_ADJ_IN_FAMILY,
	BMP_STAT_LOC_FAMILY,
	BMP_STAT_TREATED_AS_WITHDRAWN,
	BMP_STAT_ADJ_OUT = 15,
	BMP_STAT_ADJ_OUT_FAMILY = 17,
};

struct bmp_stat {
	const char *name; /* NULL: of a type or a size that is not known */
	uint32_t family;  /* 0: it is not of one */
	uint64_t value;
};

void bmp_stat_decode(const struct bmp_tlv *, struct bmp_stat *);
/* A TLV; the family only where the type is of one. */
void bmp_stat_encode(
    struct wbuf *, unsigned type, uint32_t family, uint64_t value);

extern const struct name bmp_type_names[], bmp_peer_type_names[],
    bmp_down_names[], bmp_mirror_names[], bmp_termination_names[];
/* Of the TLVs of a message of that type; RFC 9736 keeps them apart. */
const char *bmp_tlv_name(uint8_t type, uint16_t tlv);

#endif
