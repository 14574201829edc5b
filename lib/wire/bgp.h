/*
 * BGP-4 messages as plain structs, and their codecs.
 *
 * RFC 4271 (BGP-4), 4760 (multiprotocol), 5492 and 9072 (capabilities), 6793
 * (4-octet AS), 7606 (errors in UPDATEs), 7911 (ADD-PATH), 8654 (extended
 * messages), 2918 and 7313 (route refresh), 9003 (shutdown text).
 *
 * What is decoded borrows from the message: every rbuf and pointer in these
 * structs points into it. Encoders write into the caller's wbuf; when that goes
 * bad, so has the encoding. `body` is always the message behind its header, so
 * an offset in a message is fault.at - message.
 */
#ifndef WIRE_BGP_H
#define WIRE_BGP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "value/addr.h"
#include "value/community.h"
#include "value/dist.h"
#include "value/family.h"
#include "value/names.h"
#include "value/prefix.h"

enum {
	BGP_PORT = 179,
	BGP_VERSION = 4,
	BGP_MARKER_SIZE = 16,
	BGP_HEADER_SIZE = 19,
	BGP_MAX_SIZE = 4096,
	BGP_MAX_EXTENDED_SIZE = 65535, /* RFC 8654 */
	BGP_MAX_FAMILIES = 32,         /* in one OPEN; more are not listed */
};

enum bgp_type {
	BGP_OPEN = 1,
	BGP_UPDATE,
	BGP_NOTIFICATION,
	BGP_KEEPALIVE,
	BGP_ROUTE_REFRESH,
};

/* What a NOTIFICATION says: code << 8 | subcode; also fault.code. */
#define BGP_ERROR(code, subcode) ((uint16_t)((code) << 8 | (subcode)))
#define BGP_ERROR_CODE(e)        ((e) >> 8)
#define BGP_ERROR_SUBCODE(e)     ((e)&0xff)

enum {
	BGP_ERR_SYNC = BGP_ERROR(1, 1), /* RFC 4271 6.1 */
	BGP_ERR_LENGTH = BGP_ERROR(1, 2),
	BGP_ERR_TYPE = BGP_ERROR(1, 3),
	BGP_ERR_OPEN = BGP_ERROR(2, 0), /* RFC 4271 6.2 */
	BGP_ERR_VERSION = BGP_ERROR(2, 1),
	BGP_ERR_PEER_AS = BGP_ERROR(2, 2),
	BGP_ERR_ID = BGP_ERROR(2, 3),
	BGP_ERR_PARAMETER = BGP_ERROR(2, 4),
	BGP_ERR_HOLD_TIME = BGP_ERROR(2, 6),
	BGP_ERR_CAPABILITY = BGP_ERROR(2, 7), /* RFC 5492 5 */
	BGP_ERR_ROLE = BGP_ERROR(2, 11),      /* RFC 9234 4.2 */
	BGP_ERR_UPDATE = BGP_ERROR(3, 0),     /* RFC 4271 6.3 */
	BGP_ERR_ATTRIBUTES = BGP_ERROR(3, 1),
	BGP_ERR_WELL_KNOWN = BGP_ERROR(3, 2),
	BGP_ERR_MISSING = BGP_ERROR(3, 3),
	BGP_ERR_FLAGS = BGP_ERROR(3, 4),
	BGP_ERR_ATTRIBUTE_LENGTH = BGP_ERROR(3, 5),
	BGP_ERR_ORIGIN = BGP_ERROR(3, 6),
	BGP_ERR_NEXT_HOP = BGP_ERROR(3, 8),
	BGP_ERR_OPTIONAL = BGP_ERROR(3, 9),
	BGP_ERR_NETWORK = BGP_ERROR(3, 10),
	BGP_ERR_AS_PATH = BGP_ERROR(3, 11),
	BGP_ERR_HOLD_TIMER = BGP_ERROR(4, 0),
	BGP_ERR_FSM = BGP_ERROR(5, 0),
	BGP_ERR_FSM_OPENSENT = BGP_ERROR(5, 1), /* RFC 6608 */
	BGP_ERR_FSM_OPENCONFIRM = BGP_ERROR(5, 2),
	BGP_ERR_FSM_ESTABLISHED = BGP_ERROR(5, 3),
	BGP_CEASE = BGP_ERROR(6, 0), /* RFC 4486 */
	BGP_CEASE_MAX_PREFIXES = BGP_ERROR(6, 1),
	BGP_CEASE_SHUTDOWN = BGP_ERROR(6, 2),
	BGP_CEASE_DECONFIGURED = BGP_ERROR(6, 3),
	BGP_CEASE_RESET = BGP_ERROR(6, 4),
	BGP_CEASE_REJECTED = BGP_ERROR(6, 5),
	BGP_CEASE_CONFIGURATION = BGP_ERROR(6, 6),
	BGP_CEASE_COLLISION = BGP_ERROR(6, 7),
	BGP_CEASE_RESOURCES = BGP_ERROR(6, 8),
	BGP_CEASE_HARD_RESET = BGP_ERROR(6, 9), /* RFC 8538 */
	BGP_CEASE_BFD_DOWN = BGP_ERROR(6, 10),  /* RFC 9384 */
	BGP_ERR_REFRESH = BGP_ERROR(7, 1),      /* RFC 7313 5 */
	BGP_ERR_SEND_HOLD = BGP_ERROR(8, 0),    /* RFC 9687 */
};

/* ---- header ---- */

struct bgp_header {
	uint16_t length; /* of the whole message */
	uint8_t type;
};

/*
 * The first BGP_HEADER_SIZE octets of a message. `extended`: messages over 4096
 * octets were agreed on (never for OPEN and KEEPALIVE, RFC 8654 4).
 */
bool bgp_header_decode(
    const uint8_t *p, bool extended, struct bgp_header *, struct fault *);

/* Starts a message and returns its start; end fills in its length. */
uint8_t *bgp_message_begin(struct wbuf *, enum bgp_type);
void bgp_message_end(struct wbuf *, uint8_t *start);

/*
 * What a NOTIFICATION for this fault carries as data (RFC 4271 6.1, 6.2): the
 * wrong length or type, the version we speak, the capability. For an UPDATE
 * take bgp_error.data; for BGP_ERR_REFRESH it is the whole message.
 */
struct rbuf bgp_fault_data(const struct fault *);

/* ---- OPEN ---- */

enum bgp_capability_code {
	BGP_CAP_MULTIPROTOCOL = 1,
	BGP_CAP_ROUTE_REFRESH = 2,
	BGP_CAP_ORF = 3,
	BGP_CAP_EXTENDED_NEXT_HOP = 5,
	BGP_CAP_EXTENDED_MESSAGE = 6,
	BGP_CAP_ROLE = 9,
	BGP_CAP_GRACEFUL_RESTART = 64,
	BGP_CAP_AS4 = 65,
	BGP_CAP_ADD_PATH = 69,
	BGP_CAP_ENHANCED_REFRESH = 70,
	BGP_CAP_LONG_LIVED_RESTART = 71,
	BGP_CAP_FQDN = 73,
};

struct bgp_capability {
	uint8_t code;
	struct rbuf value;
};

/* Walks all capabilities of an OPEN, in its order. */
struct bgp_capability_iter {
	struct rbuf params, caps;
	bool extended; /* RFC 9072 */
};
bool bgp_capability_next(struct bgp_capability_iter *, struct bgp_capability *);

enum { BGP_ADD_PATH_RECEIVE = 1, BGP_ADD_PATH_SEND = 2 };
enum { BGP_GR_RESTARTED = 1, BGP_GR_NOTIFICATION = 2 }; /* R and N */
enum { BGP_GR_PRESERVED = 0x80 }; /* F, of a family; of LLGR too */

struct bgp_cap_family { /* a family and what its capability says of it */
	uint32_t family;
	uint32_t
	    value;     /* ADD-PATH mode; GR flags; next-hop AFI; LLGR seconds */
	uint8_t flags; /* LLGR alone */
};

struct bgp_cap_families {
	uint8_t n;
	struct bgp_cap_family at[BGP_MAX_FAMILIES];
};

/* What one side can do: the summary of its capabilities. */
struct bgp_caps {
	bool as4, route_refresh, enhanced_refresh, extended_message;
	bool graceful_restart, has_role;
	uint32_t as;  /* with as4 */
	uint8_t role; /* RFC 9234: 0 provider, 1 RS, 2 RS client, 3 customer, 4
			 peer */
	uint8_t restart_flags; /* BGP_GR_ */
	uint16_t restart_time;
	struct bgp_cap_families families, add_path, restart, next_hop, llgr;
	struct rbuf host, domain; /* FQDN */
};

struct bgp_open {
	uint8_t version;
	uint32_t as;  /* the 4-octet one where it was said */
	uint16_t as2; /* of the fixed field; the encoder makes its own */
	uint16_t hold_time;
	uint32_t id;        /* host order */
	bool extended;      /* parameters in the form of RFC 9072 */
	struct rbuf params; /* the optional parameters as they stand */
	struct bgp_caps caps;
};

/* Also checks version, AS 0, hold time 1 and 2, identifier 0. */
bool bgp_open_decode(struct rbuf body, struct bgp_open *, struct fault *);
/* A whole message, with `params` when there are any, else from `caps`. */
bool bgp_open_encode(struct wbuf *, const struct bgp_open *);

/* Walks the capabilities of a decoded OPEN. */
struct bgp_capability_iter bgp_open_capabilities(const struct bgp_open *);

bool bgp_cap_families_has(const struct bgp_cap_families *, uint32_t family);
/* The value, or 0. */
uint32_t bgp_cap_families_value(
    const struct bgp_cap_families *, uint32_t family);
bool bgp_cap_families_add(
    struct bgp_cap_families *, uint32_t family, uint32_t value);
/* Whether its prefixes are IPv4 and its next hops may be IPv6 (RFC 8950 4). */
bool bgp_family_extends_hop(uint32_t family);

/* ---- what the two OPENs agreed on ---- */

enum bgp_session { BGP_UNKNOWN_SESSION, BGP_INTERNAL, BGP_EXTERNAL };

/* How messages of one direction of one session are to be read or written. */
struct bgp_codec {
	bool as4;      /* AS numbers are 4 octets */
	bool extended; /* messages up to 65535 octets */
	enum bgp_session session;
	bool one_family; /* no other is spoken in the session */
	/* On the way: what its ends are configured to take is not known. */
	bool observed;
	uint8_t add_path_n; /* families whose NLRI carry a path id */
	uint32_t add_path[BGP_MAX_FAMILIES];
	/*
	 * Not 0: attributes of a RIB entry of this family in a MRT dump, where
	 * MP_REACH is cut down to its next hop (RFC 6396 4.3.4).
	 */
	uint32_t rib_entry;
	/*
	 * A router tells of its own table (BMP): routes that begin in it have
	 * next hop 0.0.0.0, and from some no AS_PATH.
	 */
	bool own_table;
};

/* The codec of messages from `from` to `to`; session from the AS numbers. */
void bgp_codec_agree(
    struct bgp_codec *, const struct bgp_open *from, const struct bgp_open *to);
bool bgp_codec_add_path(const struct bgp_codec *, uint32_t family);
/* The longest message, in octets. */
size_t bgp_codec_max(const struct bgp_codec *);

/* ---- NLRI ---- */

enum bgp_nlri_kind {
	BGP_NLRI_PREFIX,     /* prefix */
	BGP_NLRI_LABELED,    /* prefix, with labels, an RD or both */
	BGP_NLRI_TARGET,     /* origin_as and target, target_bits of them */
	BGP_NLRI_EVPN,       /* raw: bgp_evpn.h reads it */
	BGP_NLRI_VPLS,       /* raw: bgp_vpls_decode() does */
	BGP_NLRI_MVPN,       /* raw: bgp_mvpn.h */
	BGP_NLRI_FLOW,       /* raw: bgp_flowspec.h, with has_rd and the ip of
				`prefix` */
	BGP_NLRI_LINK_STATE, /* raw: a type, a length, and what is not read */
	BGP_NLRI_OPAQUE, /* a family that is not decoded: all that was left */
};

/* A label as withdrawn routes have it, where it says nothing (RFC 8277 2.4). */
#define BGP_LABEL_WITHDRAWN 0x800000u

struct bgp_nlri {
	enum bgp_nlri_kind kind;
	bool has_path_id, has_rd;
	uint32_t path_id;
	struct prefix prefix;
	struct rbuf raw; /* without the path id, with the length octet */
	struct rd rd;
	struct rbuf labels;  /* 3 octets each: label, TC, bottom (RFC 3032) */
	uint8_t target_bits; /* 0: any; 32 to 96 (RFC 4684 4) */
	uint32_t origin_as;
	struct ext_community target;
};

struct bgp_nlri_row;

struct bgp_nlri_iter {
	struct rbuf left;               /* bad after a fault */
	const struct bgp_nlri_row *row; /* how NLRI of the family are read */
	bool add_path;
};

struct bgp_nlri_iter bgp_nlri_walk(
    struct rbuf nlri, uint32_t family, const struct bgp_codec *);
/* False at the end, and at a fault, which left.bad and *f tell. */
bool bgp_nlri_next(struct bgp_nlri_iter *, struct bgp_nlri *, struct fault *f);
/*
 * Whether all of it can be walked and makes sense; how many there are, where n
 * is not NULL.
 */
bool bgp_nlri_check(struct bgp_nlri_iter, size_t *n, struct fault *);
/* With its path id when that is there; an opaque one as it stands. */
void bgp_nlri_encode(struct wbuf *, const struct bgp_nlri *);
/*
 * Whether what was decoded is as we would write it: the bottom of the stack is
 * marked, a withdrawn label is 0x800000, and bits of no meaning are 0.
 */
bool bgp_nlri_is_canonical(const struct bgp_nlri *);

struct bgp_vpls { /* RFC 4761 3.2.2; of RFC 6074 alone the length differs */
	struct rd rd;
	uint16_t ve_id, block_offset, block_size;
	uint32_t label_base; /* 24 bits, the label in the upper 20 */
};

/* False where the length is that of another kind of NLRI. */
bool bgp_vpls_decode(struct rbuf raw, struct bgp_vpls *);
void bgp_vpls_encode(struct wbuf *, const struct bgp_vpls *);

/* The labels on the wire: the last is the bottom; none: withdrawn. */
void bgp_labels_encode(struct wbuf *, const uint32_t *labels, size_t n);

/* Whether NLRI of the family are decoded to their parts. */
bool bgp_family_known(uint32_t family);

/* ---- path attributes ---- */

enum bgp_attr_code {
	BGP_ORIGIN = 1,
	BGP_AS_PATH = 2,
	BGP_NEXT_HOP = 3,
	BGP_MED = 4,
	BGP_LOCAL_PREF = 5,
	BGP_ATOMIC_AGGREGATE = 6,
	BGP_AGGREGATOR = 7,
	BGP_COMMUNITIES = 8,
	BGP_ORIGINATOR_ID = 9,
	BGP_CLUSTER_LIST = 10,
	BGP_MP_REACH = 14,
	BGP_MP_UNREACH = 15,
	BGP_EXT_COMMUNITIES = 16,
	BGP_AS4_PATH = 17,
	BGP_AS4_AGGREGATOR = 18,
	BGP_LARGE_COMMUNITIES = 32,
};

/* Those that are not decoded here, but carried as they came. */
enum bgp_carried_code {
	BGP_CONNECTOR = 20,
	BGP_AS_PATHLIMIT = 21,
	BGP_PMSI_TUNNEL = 22,
	BGP_TUNNEL_ENCAPSULATION = 23,
	BGP_TRAFFIC_ENGINEERING = 24,
	BGP_IPV6_EXT_COMMUNITIES = 25,
	BGP_AIGP = 26,
	BGP_PE_LABELS = 27,
	BGP_LINK_STATE = 29,
	BGP_BGPSEC_PATH = 33,
	BGP_ONLY_TO_CUSTOMER = 35,
	BGP_D_PATH = 36,
	BGP_SFP = 37,
	BGP_BFD_DISCRIMINATOR = 38,
	BGP_PREFIX_SID = 40,
	BGP_BIER = 41,
	BGP_ATTR_SET = 128,
};

enum { /* of PMSI_TUNNEL: IANA, those whose identifier has a form */
	BGP_PMSI_RSVP_TE = 1,
	BGP_PMSI_MLDP_P2MP = 2,
	BGP_PMSI_PIM_SSM = 3,
	BGP_PMSI_PIM_SM = 4,
	BGP_PMSI_BIDIR_PIM = 5,
	BGP_PMSI_INGRESS_REPLICATION = 6,
	BGP_PMSI_MLDP_MP2MP = 7,
	BGP_PMSI_ASSISTED_REPLICATION = 10, /* RFC 9574 */
	BGP_PMSI_BIER = 11,                 /* RFC 8556 */
};

enum { /* attribute flags */
	BGP_FLAG_OPTIONAL = 0x80,
	BGP_FLAG_TRANSITIVE = 0x40,
	BGP_FLAG_PARTIAL = 0x20,
	BGP_FLAG_EXTENDED = 0x10,
};

enum { BGP_IGP, BGP_EGP, BGP_INCOMPLETE };

/* What RFC 7606 2 does about an error, weakest first. */
enum bgp_treatment {
	BGP_FINE,
	BGP_ATTRIBUTE_DISCARD,
	BGP_TREAT_AS_WITHDRAW,
	BGP_AFI_SAFI_DISABLE,
	BGP_SESSION_RESET,
};

struct bgp_error {
	enum bgp_treatment treatment;
	struct fault fault; /* what and where; code for the NOTIFICATION */
	uint8_t attribute;  /* its code; 0: not in an attribute */
	const char *clause; /* "RFC 7606 7.2" */
	struct rbuf data;   /* what the NOTIFICATION carries */
};

struct bgp_attr { /* one attribute as it stands */
	uint8_t flags, code;
	struct rbuf value;
	struct rbuf whole; /* flags, code and length too */
};

/* The next attribute; false at the end, and `bad` in the reader if torn. */
bool bgp_attr_next(struct rbuf *, struct bgp_attr *);

/* AS_PATH: segments of 2- or 4-octet numbers. */
enum {
	BGP_AS_SET = 1,
	BGP_AS_SEQUENCE,
	BGP_AS_CONFED_SEQUENCE, /* RFC 5065 3 */
	BGP_AS_CONFED_SET,
};

struct bgp_as_path {
	struct rbuf raw;
	uint8_t width; /* 2 or 4 octets a number */
};

struct bgp_segment {
	uint8_t type, n, width;
	const uint8_t *asns;
};

/* Takes the first segment off the path (use a copy); false at the end. */
bool bgp_segment_next(struct bgp_as_path *, struct bgp_segment *);
uint32_t bgp_segment_asn(const struct bgp_segment *, unsigned i);
/* Whole segments of known types, none empty (RFC 7606 7.2). */
bool bgp_as_path_check(struct bgp_as_path, struct fault *);
/* RFC 4271 9.1.2.2: a set counts one; confederations nothing (RFC 5065 5.3). */
unsigned bgp_as_path_length(struct bgp_as_path);
bool bgp_as_path_has(struct bgp_as_path, uint32_t asn);
/* The same path in another width; what needs 4 octets is then AS_TRANS. */
void bgp_as_path_encode(struct wbuf *, struct bgp_as_path, uint8_t width);
/* The path, in 4 octets, behind n times asn in a sequence (RFC 4271 5.1.2). */
void bgp_as_path_prepend(
    struct wbuf *, struct bgp_as_path, uint32_t asn, unsigned n);
/* A view of what w has written since `from`, 4 octets a number. */
struct bgp_as_path bgp_as_path_of(const uint8_t *from, const struct wbuf *);

struct bgp_aggregator {
	uint32_t as;
	uint32_t address; /* host order */
};

/*
 * Attributes that this library does not know, as they stand among others: those
 * of `raw` whose code is in `codes`, each once.
 */
struct bgp_unknown {
	struct rbuf raw;
	uint64_t codes[4]; /* a bit per code */
};

/* Takes the first off (use a copy); false at the end. */
bool bgp_unknown_next(struct bgp_unknown *, struct bgp_attr *);
/*
 * Writes them. `passing`: as a speaker passes on what it does not know: only
 * transitive ones, with the Partial bit set (RFC 4271 5).
 */
void bgp_unknown_encode(
    struct wbuf *, const struct bgp_unknown *, bool passing);

struct bgp_attrs {
	uint64_t has; /* a bit per code (all known ones are below 64) */
	uint8_t origin;
	struct bgp_as_path as_path, as4_path;
	struct addr next_hop; /* NEXT_HOP; that of MP_REACH is in bgp_reach */
	uint32_t med, local_pref;
	struct bgp_aggregator aggregator, as4_aggregator;
	struct rbuf communities;       /* 4 octets each */
	struct rbuf ext_communities;   /* 8 */
	struct rbuf large_communities; /* 12 */
	struct rbuf cluster_list;      /* 4 */
	uint32_t originator_id;        /* host order */
	uint64_t partial; /* codes that came with the Partial bit */
	struct bgp_unknown unknown;
};

static inline bool
bgp_has(const struct bgp_attrs *a, unsigned code)
{
	return a->has >> code & 1;
}

/* All but MP_REACH and MP_UNREACH, in ascending order of their codes. */
void bgp_attrs_encode(
    struct wbuf *, const struct bgp_attrs *, const struct bgp_codec *);

/*
 * RFC 6793 4.2.3, for what came from a 2-octet speaker: the true AS_PATH, in 4
 * octets, is written to w and replaces the other in *a, as does the true
 * AGGREGATOR. AS4_PATH and AS4_AGGREGATOR are gone afterwards, also where the
 * AS_PATH was in 4 octets already (RFC 6793 4.1). Room needed: twice the length
 * of AS_PATH and the length of AS4_PATH.
 */
void bgp_attrs_merge_as4(struct bgp_attrs *a, struct wbuf *w);

/* ---- UPDATE ---- */

struct bgp_hop {
	struct addr addr;       /* ADDR_NONE: of a length that says nothing */
	struct addr link_local; /* RFC 2545 3 */
	bool has_rd;
	struct rd rd;
	struct rbuf raw;
};

struct bgp_reach { /* MP_REACH_NLRI, MP_UNREACH_NLRI */
	bool present;
	uint32_t family;
	struct bgp_hop hop; /* MP_REACH alone */
	struct rbuf nlri;
};

struct bgp_update {
	struct rbuf withdrawn, nlri; /* IPv4 unicast, of the body */
	struct bgp_reach reach, unreach;
	struct bgp_attrs attrs;
	struct rbuf attributes;     /* as they stand */
	struct bgp_unknown refused; /* known ones too faulty to be in attrs */
	struct bgp_error error;     /* the worst, by RFC 7606 3 (h) */
};

/*
 * Decodes all that can be read, whatever is wrong; returns error.treatment.
 * What is to be treated as withdrawn still has its attributes (those that could
 * be read); discarded attributes are not in attrs.
 */
enum bgp_treatment bgp_update_decode(
    struct rbuf body, const struct bgp_codec *, struct bgp_update *);
/* Attributes alone, without asking which are missing; *u is all zeros. */
enum bgp_treatment bgp_attrs_decode(
    struct rbuf attributes, const struct bgp_codec *, struct bgp_update *u);

/* RFC 4724 2. */
bool bgp_update_is_end_of_rib(const struct bgp_update *, uint32_t *family);

/*
 * One UPDATE that announces as many of the n as fit; returns how many. `attrs`
 * was written by bgp_attrs_encode(). hop NULL: IPv4 unicast in the body's own
 * NLRI (NEXT_HOP is then in attrs); else in MP_REACH, which stands first
 * (RFC 7606 5.1). Returns 0 when not even one fits; w is then as before.
 */
size_t bgp_announce_encode(struct wbuf *w, const struct bgp_codec *,
    uint32_t family, const struct bgp_hop *hop, struct rbuf attrs,
    const struct bgp_nlri *, size_t n);
/* The same for withdrawing; IPv4 unicast in the body's own field. */
size_t bgp_withdraw_encode(struct wbuf *w, const struct bgp_codec *,
    uint32_t family, const struct bgp_nlri *, size_t n);
bool bgp_end_of_rib_encode(struct wbuf *, uint32_t family);

/* ---- the others ---- */

bool bgp_keepalive_encode(struct wbuf *);

struct bgp_notification {
	uint8_t code, subcode;
	struct rbuf data;
};

bool bgp_notification_decode(
    struct rbuf body, struct bgp_notification *, struct fault *);
/* A whole message; `data` is cut to what fits in 4096 octets. */
bool bgp_notification_encode(struct wbuf *, uint16_t error, struct rbuf data);
/*
 * The text of an administrative shutdown or reset (RFC 9003), not terminated;
 * empty when there is none.
 */
struct rbuf bgp_notification_text(const struct bgp_notification *);

enum { BGP_REFRESH_NORMAL, BGP_REFRESH_BEGIN, BGP_REFRESH_END }; /* RFC 7313 */

struct bgp_refresh {
	uint32_t family;
	uint8_t subtype;
	struct rbuf orf; /* RFC 5291, as it stands */
};

bool bgp_refresh_decode(struct rbuf body, struct bgp_refresh *, struct fault *);
bool bgp_refresh_encode(struct wbuf *, const struct bgp_refresh *);

/* ---- names ---- */

extern const struct name bgp_type_names[]; /* "open", "update", ... */
extern const struct name bgp_capability_names[];
extern const struct name bgp_orf_names[]; /* outbound route filters */
extern const struct name bgp_attr_names[];
extern const struct name bgp_treatment_names[];
extern const struct name bgp_state_names[]; /* 1 "idle" .. 6 "established" */

/* "cease/administrative_shutdown", "hold_timer_expired"; never NULL. */
const char *bgp_error_name(uint8_t code, uint8_t subcode);

#endif
