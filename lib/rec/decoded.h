/*
 * What was captured: messages of BGP, BMP and LDP, and the sessions they make.
 */
#ifndef REC_DECODED_H
#define REC_DECODED_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/attributes.h"

struct rec_announce { /* in a message: NLRI of one family; no next hop in
			 withdraw */
	uint64_t has;
	uint32_t family;
	struct addr next_hop, next_hop_link_local;
	struct rd next_hop_rd;
	LIST_OF(struct rec_nlri) nlri;
};

struct rec_capability_orf { /* RFC 5291 5 */
	uint64_t has;
	uint8_t type;
	const char *name;
	uint8_t mode;
};

struct rec_orf_entry { /* RFC 5292 3 */
	uint64_t has;
	int action, match;
	uint32_t sequence;
	struct prefix prefix;
	uint32_t min_length, max_length;
};

struct rec_orf { /* in ROUTE-REFRESH: RFC 5291 4 */
	uint64_t has;
	uint8_t type;
	const char *name;
	LIST_OF(struct rec_orf_entry) entries;
	struct rec_bytes value;
};

struct rec_capability_family { /* what a capability says of one */
	uint64_t has;
	uint32_t family;
	const char *mode;  /* ADD-PATH (69): receive, send, both */
	uint32_t next_hop; /* extended next hop (5): an AFI */
	bool forwarding;   /* graceful restart (64, 71): kept all along */
	uint32_t seconds;  /* long-lived graceful restart (71) */
	uint16_t count;    /* multiple labels (8), paths limit (76) */
	uint16_t afi;      /* outbound route filtering (3) */
	uint8_t safi;
	LIST_OF(struct rec_capability_orf) orfs;
};

struct rec_capability {
	uint64_t has;
	uint8_t code;
	const char *name;
	uint32_t family;           /* multiprotocol (1) */
	uint32_t as;               /* four-octet AS number (65) */
	const char *role;          /* BGP role (9) */
	const char *host, *domain; /* FQDN (73) */
	uint32_t restart_time;     /* graceful restart (64) */
	bool restarted, notification;
	LIST_OF(struct rec_capability_family) families;
	uint8_t flags;        /* BGPsec (7), multisession (68) */
	uint16_t afi;         /* BGPsec */
	rec_numbers codes;    /* dynamic capability (67), multisession */
	const char *software; /* software version (75) */
	struct rec_bytes value;
};

struct rec_merged { /* AS4_PATH and AS4_AGGREGATOR in their places */
	uint64_t has;
	rec_as_path as_path;
	struct rec_aggregator aggregator;
};

struct rec_notification { /* in a hard reset (RFC 8538 3.1) */
	uint64_t has;
	uint8_t code, subcode;
	const char *name;
};

struct rec_error { /* what was wrong with a message, and what RFC 7606 does */
	uint64_t has;
	uint32_t offset; /* from the first byte of the message */
	const char *kind, *attribute, *text, *treatment, *clause;
};

struct rec_assumed { /* what a decoder inferred, without the OPENs */
	uint64_t has;
	bool as4, add_path, extended;
};

struct rec_bmp_item { /* a statistic, or a TLV */
	uint64_t has;
	uint32_t code;
	const char *name;
	uint32_t family;
	uint64_t value;
	const char *text;
	struct rec_bytes hex;
};

struct rec_bmp { /* of which BMP message it is, or was in */
	uint64_t has;
	const char *kind;
	struct addr router;
	uint32_t router_port;
	int rib;
	const char *peer_type;
	struct addr peer, peer_id;
	struct rd rd;
	const char *table;
	bool filtered;
	const char *reason;
	uint32_t event;
	LIST_OF(struct rec_bmp_item) items;
};

struct rec_ldp_parameter { /* of a pseudowire's interface (RFC 8077 6.1) */
	uint64_t has;
	uint8_t id;
	const char *name;
	uint16_t number;
	const char *text;
	struct rec_bytes value;
};

struct rec_ldp_attachment { /* RFC 8077 6.2.2 */
	uint64_t has;
	uint8_t type;
	struct rec_bytes value;
};

struct rec_ldp_fec { /* a bare prefix in JSON where only that is present */
	uint64_t has;
	struct prefix prefix;
	uint8_t type;
	const char *name;
	struct addr host;
	uint8_t of;       /* typed wildcard (RFC 5918) */
	struct addr root; /* multipoint (RFC 6388) */
	uint16_t pw_type;
	const char *pw_name;
	bool control_word;
	uint32_t group_id, pw_id;
	LIST_OF(struct rec_ldp_parameter) parameters;
	struct rec_ldp_attachment agi, saii, taii;
	struct rec_bytes value;
};

struct rec_ldp_tlv { /* which members: by the type */
	uint64_t has;
	uint16_t type;
	const char *name;
	bool ignore, forward; /* the U and F bits */
	LIST_OF(struct rec_ldp_fec) fecs;
	uint32_t label;
	uint8_t v_bits, dlci_length;
	uint16_t vpi, vci;
	uint32_t dlci;
	uint16_t afi;
	LIST_OF(struct addr) addresses;
	uint16_t hold_time;
	bool targeted, request_targeted, gtsm;
	struct addr address;
	uint32_t sequence;
	uint16_t version, keepalive_time;
	bool on_demand, loop_detection;
	uint8_t path_vector_limit;
	uint16_t max_pdu_length;
	struct addr receiver;
	uint16_t receiver_space;
	uint32_t status;
	const char *status_name;
	bool fatal, forward_status;
	uint32_t message_id;
	uint16_t message_type;
	uint8_t hop_count;
	uint32_t flags, reconnect_time, recovery_time;
	bool enabled;
	uint16_t mtu;
	uint8_t preference;
	uint32_t group_id;
	LIST_OF(struct rec_ldp_parameter) parameters;
	struct rec_bytes value;
};

struct rec_ldp { /* RFC 5036 3.4 */
	uint64_t has;
	struct addr lsr;
	uint16_t label_space;
	uint32_t id;
	uint16_t type; /* of a message without a name */
	bool ignore;   /* the U bit */
	bool more;     /* the next message is in the same PDU */
	LIST_OF(struct rec_ldp_tlv) tlvs;
};

struct rec_mrt_peer { /* of a dump's index */
	uint64_t has;
	struct addr peer, id;
	uint32_t as;
	const char *latitude, *longitude;
};

struct rec_raw { /* the form on the wire, where it is not the usual one */
	uint64_t has;
	bool as4;
	struct rec_bytes layout, message;
};

/* ---- the records ---- */

struct rec_message {
	uint64_t has;
	const char *protocol, *kind;
	int64_t time;
	uint32_t frame; /* ordinal in the input, from 1 */
	struct addr src;
	uint32_t sport;
	struct addr dst;
	uint32_t dport;
	uint32_t peer_as, local_as; /* MRT */
	uint32_t length;
	const char *file; /* of several */
	struct rec_assumed assumed;
	struct rec_raw raw;
	/* OPEN */
	uint32_t version, as, hold_time;
	struct addr router_id;
	LIST_OF(struct rec_capability) capabilities;
	/* UPDATE */
	LIST_OF(struct rec_announce) announce, withdraw;
	struct rec_attributes attributes;
	struct rec_merged merged;
	LIST_OF(uint32_t) end_of_rib; /* families (RFC 4724 2) */
	/* NOTIFICATION */
	uint32_t code, subcode;
	const char *name, *text;
	struct rec_notification hard_reset;
	/* ROUTE-REFRESH */
	uint32_t family, subtype;
	int when_to_refresh;
	LIST_OF(struct rec_orf) orfs;
	/* a change of state in MRT */
	const char *old_state, *new_state;
	/* who a dump's routes are from */
	LIST_OF(struct rec_mrt_peer) peers;
	struct rec_bmp bmp;
	struct rec_ldp ldp;
	struct rec_bytes
	    data; /* what has no form of its own, or hex on demand */
	struct rec_error error;
};

struct rec_session_side { /* the messages of one end */
	uint64_t has;
	uint32_t as, hold_time;
	struct addr router_id;
	rec_names capabilities;
	LIST_OF(uint32_t) families;
	uint32_t open, update, notification, keepalive, route_refresh, other;
	uint32_t malformed, announced, withdrawn;
};
struct rec_session { /* and `flow` */
	uint64_t has;
	const char *protocol;
	struct addr src;
	uint32_t sport;
	struct addr dst;
	uint32_t dport;
	int64_t time;
	uint32_t packets, messages;
	uint64_t bytes, lost; /* octets; lost: never captured */
	int64_t end, duration;
	rec_names capabilities;
	LIST_OF(uint32_t) families;
	struct rec_session_side src_side, dst_side;
	const char *reason, *text;
	struct addr ended_by;
};

#endif
