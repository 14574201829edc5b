/*
 * LDP messages (RFC 5036), pseudowires (RFC 8077) and what has come since:
 * capabilities (5561), typed wildcards (5918), End-of-LIB (5919), multipoint
 * FECs (6388), graceful restart (3478), dual stack (7552).
 *
 * A PDU holds messages, a message TLVs, a FEC TLV elements; each is read by a
 * `_next` that takes it from the reader of what it is in. A fault carries the
 * status code that section 3.5.1.2 has for it. What is decoded borrows.
 */
#ifndef WIRE_LDP_H
#define WIRE_LDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/addr.h"
#include "value/names.h"
#include "value/prefix.h"

enum {
	LDP_PORT = 646,
	LDP_VERSION = 1,
	LDP_HEADER_SIZE = 10,  /* of a PDU */
	LDP_LENGTH_END = 4,    /* where its length counts from */
	LDP_MAX_LENGTH = 4096, /* until the session has agreed (3.5.3) */
	LDP_MESSAGE_HEAD = 8,  /* type, length, message id */
	LDP_TLV_HEAD = 4,
};

/* ---- status codes (RFC 5036 3.9 and IANA) ---- */

enum ldp_status {
	LDP_SUCCESS = 0x00,
	LDP_BAD_IDENTIFIER = 0x01,
	LDP_BAD_VERSION = 0x02,
	LDP_BAD_PDU_LENGTH = 0x03,
	LDP_UNKNOWN_MESSAGE = 0x04,
	LDP_BAD_MESSAGE_LENGTH = 0x05,
	LDP_UNKNOWN_TLV = 0x06,
	LDP_BAD_TLV_LENGTH = 0x07,
	LDP_MALFORMED_VALUE = 0x08,
	LDP_HOLD_EXPIRED = 0x09,
	LDP_SHUTDOWN = 0x0a,
	LDP_LOOP_DETECTED = 0x0b,
	LDP_UNKNOWN_FEC = 0x0c,
	LDP_NO_ROUTE = 0x0d,
	LDP_NO_LABELS = 0x0e,
	LDP_LABELS_AVAILABLE = 0x0f,
	LDP_REJECTED_NO_HELLO = 0x10,
	LDP_REJECTED_MODE = 0x11,
	LDP_REJECTED_MAX_PDU = 0x12,
	LDP_REJECTED_LABEL_RANGE = 0x13,
	LDP_KEEPALIVE_EXPIRED = 0x14,
	LDP_REQUEST_ABORTED = 0x15,
	LDP_MISSING_PARAMETERS = 0x16,
	LDP_UNSUPPORTED_FAMILY = 0x17,
	LDP_REJECTED_KEEPALIVE = 0x18,
	LDP_INTERNAL_ERROR = 0x19,
	LDP_END_OF_LIB = 0x2f,         /* RFC 5919 */
	LDP_TRANSPORT_MISMATCH = 0x32, /* RFC 7552 */
	LDP_DUAL_STACK_NONCOMPLIANCE = 0x33,
};

/* Bits of the status TLV beside its code: fatal, to be forwarded. */
#define LDP_STATUS_E    0x80000000u
#define LDP_STATUS_F    0x40000000u
#define LDP_STATUS_CODE 0x3fffffffu

/* "unknown_tlv"; NULL: none of IANA's. */
const char *ldp_status_name(uint32_t code);
/* Whether the session ends with it (the E bit of RFC 5036 3.9). */
bool ldp_status_is_fatal(uint32_t code);

/* ---- PDUs (RFC 5036 3.1) ---- */

struct ldp_pdu {
	uint16_t version, length;
	uint32_t lsr; /* the identifier is both */
	uint16_t space;
	struct rbuf messages;
};

/*
 * How long the PDU is that begins so, at least LDP_LENGTH_END octets of it.
 * `max`: the longest that its length may say.
 */
bool ldp_pdu_size(struct rbuf, unsigned max, size_t *size, struct fault *);
/* A whole one. */
bool ldp_pdu_decode(struct rbuf, struct ldp_pdu *, struct fault *);
/* A header; the length is to be filled by ldp_pdu_end() with what it gives. */
uint8_t *ldp_pdu_begin(struct wbuf *, uint32_t lsr, uint16_t space);
void ldp_pdu_end(struct wbuf *, uint8_t *);

/* ---- messages (RFC 5036 3.4) ---- */

enum ldp_type {
	LDP_NOTIFICATION = 0x0001,
	LDP_HELLO = 0x0100,
	LDP_INITIALIZATION = 0x0200,
	LDP_KEEPALIVE = 0x0201,
	LDP_CAPABILITY = 0x0202, /* RFC 5561 */
	LDP_ADDRESS = 0x0300,
	LDP_ADDRESS_WITHDRAW = 0x0301,
	LDP_LABEL_MAPPING = 0x0400,
	LDP_LABEL_REQUEST = 0x0401,
	LDP_LABEL_WITHDRAW = 0x0402,
	LDP_LABEL_RELEASE = 0x0403,
	LDP_LABEL_ABORT_REQUEST = 0x0404,
	LDP_U = 0x8000, /* of a type: whoever does not know it ignores it */
	LDP_F = 0x4000, /* and of a TLV: forwards it all the same */
};

struct ldp_message {
	uint16_t type;
	bool ignore; /* the U bit */
	uint32_t id;
	struct rbuf params; /* TLVs */
	struct rbuf whole;
};

/* The next message of a PDU; false, with a fault, where there is none. */
bool ldp_message_next(struct rbuf *, struct ldp_message *, struct fault *);
/* All TLVs are well-formed, known or to be ignored, and none is missing. */
bool ldp_message_check(const struct ldp_message *, struct fault *);
/* The head; the length is to be filled by ldp_message_end(). */
uint8_t *ldp_message_begin(struct wbuf *, const struct ldp_message *);
void ldp_message_end(struct wbuf *, uint8_t *);

const char *ldp_message_name(uint16_t type); /* "label_mapping" or NULL */
bool ldp_message_find(const char *name, uint16_t *type);

/* ---- TLVs (RFC 5036 3.3) ---- */

enum ldp_tlv_type {
	LDP_TLV_FEC = 0x0100,
	LDP_TLV_ADDRESS_LIST = 0x0101,
	LDP_TLV_HOP_COUNT = 0x0103,
	LDP_TLV_PATH_VECTOR = 0x0104,
	LDP_TLV_GENERIC_LABEL = 0x0200,
	LDP_TLV_ATM_LABEL = 0x0201,
	LDP_TLV_FRAME_RELAY_LABEL = 0x0202,
	LDP_TLV_FT_PROTECTION = 0x0203, /* RFC 3479 */
	LDP_TLV_STATUS = 0x0300,
	LDP_TLV_EXTENDED_STATUS = 0x0301,
	LDP_TLV_RETURNED_PDU = 0x0302,
	LDP_TLV_RETURNED_MESSAGE = 0x0303,
	LDP_TLV_RETURNED_TLVS = 0x0304, /* RFC 5561 */
	LDP_TLV_HELLO = 0x0400,
	LDP_TLV_IPV4_TRANSPORT = 0x0401,
	LDP_TLV_CONFIGURATION_SEQUENCE = 0x0402,
	LDP_TLV_IPV6_TRANSPORT = 0x0403,
	LDP_TLV_MAC_LIST = 0x0404, /* RFC 4762 */
	LDP_TLV_SESSION = 0x0500,
	LDP_TLV_ATM_SESSION = 0x0501,
	LDP_TLV_FRAME_RELAY_SESSION = 0x0502,
	LDP_TLV_FT_SESSION = 0x0503, /* RFC 3478 */
	LDP_TLV_FT_ACK = 0x0504,
	LDP_TLV_FT_CORK = 0x0505,
	LDP_TLV_DYNAMIC_CAPABILITY = 0x0506, /* RFC 5561 */
	LDP_TLV_P2MP = 0x0508,               /* RFC 6388 */
	LDP_TLV_MP2MP = 0x0509,
	LDP_TLV_MAKE_BEFORE_BREAK = 0x050a,
	LDP_TLV_TYPED_WILDCARD = 0x050b, /* RFC 5918 */
	LDP_TLV_MULTI_TOPOLOGY = 0x050c, /* RFC 7307 */
	LDP_TLV_STATE_CONTROL = 0x050d,  /* RFC 7473 */
	LDP_TLV_TARGETED_APPLICATION = 0x050f,
	LDP_TLV_REQUEST_ID = 0x0600,
	LDP_TLV_MTU = 0x0601,                       /* RFC 3988 */
	LDP_TLV_UNRECOGNIZED_NOTIFICATION = 0x0603, /* RFC 5919 */
	LDP_TLV_ICCP = 0x0700,                      /* RFC 7275 */
	LDP_TLV_DUAL_STACK = 0x0701,                /* RFC 7552 */
	LDP_TLV_PW_STATUS = 0x096a,                 /* RFC 8077 */
	LDP_TLV_PW_PARAMETERS = 0x096b,
	LDP_TLV_PW_GROUP = 0x096c,
	LDP_TLV_MP_STATUS = 0x096f, /* RFC 6388 */
	LDP_TLV_VENDOR = 0x3e00,    /* to 0x3eff */
};

enum { /* of ldp_tlv.hello.flags */
	LDP_HELLO_TARGETED = 0x8000,
	LDP_HELLO_REQUEST = 0x4000,
	LDP_HELLO_GTSM = 0x2000, /* RFC 6720 */
};

enum { /* of ldp_tlv.session.flags */
	LDP_SESSION_ON_DEMAND = 0x80,
	LDP_SESSION_LOOP_DETECTION = 0x40,
};

enum { LDP_STATE = 0x80 };        /* of a capability: it is there now */
enum { LDP_FT_RESTART = 0x0001 }; /* L: learn from the network (RFC 3478 2) */

struct ldp_tlv {
	uint16_t type;
	bool ignore, forward; /* the U and F bits */
	/*
	 * Octets that have no member: what a list holds (elements, addresses),
	 * the end of a TLV that has one, or all of a TLV without a form here.
	 */
	struct rbuf value;
	union { /* by type */
		struct {
			uint16_t hold, flags;
		} hello;
		struct {
			uint16_t version, keepalive;
			uint8_t flags, path_vector_limit;
			uint16_t max_pdu;
			uint32_t lsr; /* the receiver's identifier */
			uint16_t space;
		} session;
		struct { /* RFC 5036 3.4.6 */
			uint32_t code, message_id;
			uint16_t message_type;
		} status;
		struct { /* RFC 3478 2, RFC 3479 */
			uint16_t flags, reserved;
			uint32_t reconnect, recovery; /* milliseconds */
		} ft;
		struct {
			uint16_t vpi, vci; /* vpi with the V bits */
		} atm;
		uint8_t ip6[16];
		uint16_t family; /* of an address list */
		uint8_t octet;   /* hop count, state of a capability */
		uint16_t mtu;
		uint32_t number; /* any other */
	};
};

/*
 * The next TLV. False, with a fault, where it does not fit (*tlv is all zeros)
 * or its value is malformed: then type and value are set, and the reader is
 * behind it.
 */
bool ldp_tlv_next(struct rbuf *, struct ldp_tlv *, struct fault *);
void ldp_tlv_encode(struct wbuf *, const struct ldp_tlv *);
/* It announces what its sender can do (RFC 5561). */
bool ldp_tlv_is_capability(uint16_t type);

const char *ldp_tlv_name(uint16_t type); /* "fec" or NULL */
bool ldp_tlv_find(const char *name, uint16_t *type);

/* An address of an address list, as long as there is one. */
bool ldp_address_next(struct rbuf *, uint16_t family, struct addr *);

/* ---- FEC elements (RFC 5036 3.4.1) ---- */

enum ldp_fec_type {
	LDP_FEC_WILDCARD = 1,
	LDP_FEC_PREFIX = 2,
	LDP_FEC_HOST = 3,           /* RFC 3036 alone */
	LDP_FEC_TYPED_WILDCARD = 5, /* RFC 5918 */
	LDP_FEC_P2MP = 6,           /* RFC 6388 */
	LDP_FEC_MP2MP_UP = 7,
	LDP_FEC_MP2MP_DOWN = 8,
	LDP_FEC_PWID = 128, /* RFC 8077 */
	LDP_FEC_GENERALIZED_PWID = 129,
};

enum { LDP_AFI_IPV4 = 1, LDP_AFI_IPV6 = 2 };

struct ldp_attachment { /* RFC 8077 6.2.2 */
	uint8_t type;
	struct rbuf value;
};

struct ldp_fec {
	uint8_t type;
	uint16_t family;
	struct prefix prefix; /* of a host too; host bits are kept */
	uint8_t of;           /* typed wildcard: of which type */
	struct rbuf info;     /* and what it says of it */
	struct addr root;     /* multipoint */
	struct rbuf opaque;
	bool control_word;
	uint16_t pw_type;
	uint32_t group; /* PWid alone is in a group */
	bool has_pw_id; /* off: all of the group */
	uint32_t pw_id;
	struct rbuf parameters;
	struct ldp_attachment agi, saii, taii;
};

bool ldp_fec_next(struct rbuf *, struct ldp_fec *, struct fault *);
void ldp_fec_encode(struct wbuf *, const struct ldp_fec *);

extern const struct name ldp_fec_names[];
extern const struct name ldp_pw_names[]; /* types of pseudowires */

/* ---- interface parameters of a pseudowire (RFC 8077 6.1, 4446) ---- */

enum {
	LDP_PARAMETER_MTU = 1,
	LDP_PARAMETER_DESCRIPTION = 3,
	LDP_PARAMETER_VLAN = 6,
	LDP_PARAMETER_VCCV = 12,
};

struct ldp_parameter {
	uint8_t id;
	struct rbuf value;
};

bool ldp_parameter_next(struct rbuf *, struct ldp_parameter *, struct fault *);
void ldp_parameter_encode(struct wbuf *, const struct ldp_parameter *);

extern const struct name ldp_parameter_names[];

#endif
