/*
 * The RPKI to Router protocol, versions 0 and 1 (RFC 6810, 8210): PDUs between
 * a router and a cache of validated ROAs.
 */
#ifndef WIRE_RTR_H
#define WIRE_RTR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/names.h"
#include "value/roa.h"

enum {
	RTR_VERSION = 1,
	RTR_PORT = 323,
	RTR_HEADER_SIZE = 8,
	RTR_MAX_SIZE = 1 << 16, /* no PDU that is spoken comes near it */
};

enum rtr_type { /* RFC 8210 5 */
	RTR_SERIAL_NOTIFY = 0,
	RTR_SERIAL_QUERY = 1,
	RTR_RESET_QUERY = 2,
	RTR_CACHE_RESPONSE = 3,
	RTR_IP4_PREFIX = 4,
	RTR_IP6_PREFIX = 6,
	RTR_END_OF_DATA = 7,
	RTR_CACHE_RESET = 8,
	RTR_ROUTER_KEY = 9,
	RTR_ERROR = 10,
};

enum rtr_error { /* RFC 8210 12 */
	RTR_CORRUPT = 0,
	RTR_INTERNAL = 1,
	RTR_NO_DATA = 2,
	RTR_INVALID_REQUEST = 3,
	RTR_UNSUPPORTED_VERSION = 4,
	RTR_UNSUPPORTED_TYPE = 5,
	RTR_WITHDRAWAL_UNKNOWN = 6,
	RTR_DUPLICATE = 7,
	RTR_UNEXPECTED_VERSION = 8,
};

extern const struct name rtr_error_names[];

struct rtr_pdu {
	uint8_t version, type;
	uint16_t session; /* or, of RTR_ERROR, the error's code */
	uint32_t serial;  /* of notify, query and end of data */
	/* Of the end of data, in seconds; 0 in version 0, which has none. */
	uint32_t refresh, retry, expire;
	bool announce;    /* of a prefix; false: it is withdrawn */
	struct roa roa;   /* of a prefix */
	struct rbuf pdu;  /* of RTR_ERROR: what it is about; borrowed */
	struct rbuf text; /* of RTR_ERROR: UTF-8; borrowed */
};

/*
 * The length of the PDU that begins here, once its header is there; 0: more is
 * needed. One that is impossible is a fault.
 */
bool rtr_length(struct rbuf, size_t *length, struct fault *);
/* A whole PDU. The fault's code is an enum rtr_error. */
bool rtr_decode(struct rbuf, struct rtr_pdu *, struct fault *);
/* Router keys are not written. */
bool rtr_encode(struct wbuf *, const struct rtr_pdu *);

#endif
