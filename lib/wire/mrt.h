/*
 * MRT dumps (RFC 6396; 8050 for ADD-PATH): records of routing tables and of
 * messages that a collector received.
 *
 * Decoded structs borrow from the record. Types that are not read here are
 * MRT_OTHER, and their body is whole.
 */
#ifndef WIRE_MRT_H
#define WIRE_MRT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/addr.h"
#include "value/names.h"
#include "wire/bgp.h"

enum {
	MRT_HEADER_SIZE = 12,
	MRT_MAX_SIZE = 1 << 24, /* longer than any record in use: damage */
};

enum mrt_kind {
	MRT_OTHER,
	MRT_PEERS,   /* TABLE_DUMP_V2: the peers of the RIB records behind it */
	MRT_RIB,     /* TABLE_DUMP_V2: a destination and its entries */
	MRT_ROUTE,   /* TABLE_DUMP: a destination and its one entry */
	MRT_MESSAGE, /* a BGP message, or the body of one */
	MRT_STATE,   /* a change of a session's state */
};

struct mrt_record {
	enum mrt_kind kind;
	uint16_t type, subtype;
	uint32_t length; /* of the record behind its header */
	int64_t time_us; /* since the epoch */
	struct rbuf body;
};

/* The name of a type that is not read here, or NULL. */
extern const struct name mrt_type_names[];

/* The first MRT_HEADER_SIZE octets; sets all but the body. */
bool mrt_header_decode(const uint8_t *p, struct mrt_record *, struct fault *);
/* At most a day from that time, as the records of one dump mostly are. */
bool mrt_is_near(const struct mrt_record *, int64_t time_us);
/* The body: `length` octets. Takes the microseconds of an _ET type off. */
bool mrt_body_decode(struct rbuf body, struct mrt_record *, struct fault *);

/* ---- tables ---- */

struct mrt_place { /* RFC 6397 3: degrees, NAN where it is not to be told */
	float latitude, longitude;
};

struct mrt_peer {
	struct addr address;
	uint32_t id, as; /* the identifier in host order */
	struct mrt_place place;
};

struct mrt_peers {
	uint32_t collector; /* its identifier, host order */
	struct rbuf view;   /* the name of the table */
	uint16_t n;
	bool geo; /* GEO_PEER_TABLE: with places */
	struct mrt_place place;
	struct rbuf peers;
};

bool mrt_peers_decode(
    const struct mrt_record *, struct mrt_peers *, struct fault *);
/* The next peer; false at the end or where it is torn (`bad`). */
bool mrt_peer_next(struct mrt_peers *, struct mrt_peer *);

struct mrt_rib {
	uint32_t sequence, family;
	struct bgp_nlri nlri; /* opaque: a family without a form, and entries */
	bool add_path;        /* entries have path ids (RFC 8050 4.1) */
	uint16_t n;
	struct rbuf entries;
};

struct mrt_entry {
	uint16_t peer;      /* index among the peers (MRT_RIB) */
	struct mrt_peer of; /* the peer itself (MRT_ROUTE) */
	int64_t time_us;    /* when the route came */
	bool has_path_id;
	uint32_t path_id;
	struct rbuf attributes;
};

bool mrt_rib_decode(
    const struct mrt_record *, struct mrt_rib *, struct fault *);
bool mrt_entry_next(struct rbuf *, const struct mrt_rib *, struct mrt_entry *);

struct mrt_route {
	struct rbuf rest; /* octets behind it, which say nothing */
	uint32_t family;
	struct prefix prefix;
	struct mrt_entry entry;
};

bool mrt_route_decode(
    const struct mrt_record *, struct mrt_route *, struct fault *);

/* ---- sessions ---- */

struct mrt_session {
	uint32_t peer_as, local_as;
	struct addr peer, local; /* ADDR_NONE where the form has none */
	bool sent;               /* by the collector: _LOCAL (RFC 6396 4.4.2) */
	bool as4;                /* AS numbers in the message are 4 octets */
	bool add_path; /* NLRI in the message have path ids (RFC 8050) */
	/* MRT_MESSAGE */
	uint8_t message_type; /* BGP_; 0: `message` begins with its header */
	struct rbuf message;
	/* MRT_STATE: bgp_state_names; what is behind it says nothing */
	uint16_t old_state, new_state;
	struct rbuf rest;
};

bool mrt_session_decode(
    const struct mrt_record *, struct mrt_session *, struct fault *);

#endif
