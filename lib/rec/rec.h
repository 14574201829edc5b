/*
 * The vocabulary: every record that the tools exchange, as one tagged union.
 *
 * A record is a plain struct, and a table of its fields (tables.c) from which
 * the readers, the writer, --strict, diff, the view for people, the manual page
 * and the JSON Schema come. Adding a field is a member here and a line there.
 *
 * Presence is a bit: field i of the type's table is there when bit i of `has`
 * is set, so zero and absent never meet. Every object, nested ones too,
 * begins with its `has`.
 *
 * Ownership: what a record points at is borrowed from the arena it was read
 * into; rec_dup() owns.
 */
#ifndef REC_REC_H
#define REC_REC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value/addr.h"
#include "value/community.h"
#include "value/dist.h"
#include "value/prefix.h"

struct arena;
struct name;
struct obuf;

enum rec_type {
	REC_NONE, /* not a record, or of no type that we know */
	REC_BEGIN,
	REC_END,
	REC_ROUTER,
	REC_PEER,
	REC_POLICY,
	REC_VRF,
	REC_INTERFACE,
	REC_TUNNEL,
	REC_CLOUD,
	REC_REQUIREMENTS,
	REC_SCENARIO,
	REC_INTERFACE_STATE,
	REC_ROUTE,
	REC_LABEL,
	REC_LSP,
	REC_LFIB,
	REC_EOR,
	REC_PEER_STATE,
	REC_ROUTER_STATE,
	REC_ADJACENCY,
	REC_TUNNEL_STATE,
	REC_CLOUD_STATE,
	REC_INSTALL_STATE,
	REC_MESSAGE,
	REC_SESSION,
	REC_FLOW,
	REC_STEP,
	REC_DIFFERENCE,
	REC_VERDICT,
	REC_ADVICE,
	REC_COMMAND,
	REC_REPLY,
	REC_LOG,
	REC_NTYPES,
};

/* A list of T, in the arena of the record; all have the layout of rec_list. */
#define LIST_OF(T)                                                             \
	struct {                                                               \
		uint32_t n;                                                    \
		T *at;                                                         \
	}

struct rec_list {
	uint32_t n;
	void *at;
};

typedef LIST_OF(const char *) rec_names;
typedef LIST_OF(uint32_t) rec_numbers;

/* Opaque bytes: hex in text. */
struct rec_bytes {
	uint32_t n;
	const uint8_t *at;
};

/* AS_PATH: numbers stand in sequences; sets and confederations in objects. */
enum {
	AS_SET = 1, /* the numbers of RFC 4271 4.3 and RFC 5065 3 */
	AS_SEQUENCE,
	AS_CONFED_SEQUENCE,
	AS_CONFED_SET,
};
struct rec_segment {
	uint8_t type;
	uint32_t n;
	const uint32_t *asns;
};
typedef LIST_OF(struct rec_segment) rec_as_path;

/* ---- parts of records ---- */

struct rec_path { /* one way to forward; several are ECMP */
	uint64_t has;
	struct addr next_hop;
	const char *interface;
	rec_numbers labels;
	uint32_t weight;
};

struct rec_aggregator {
	uint64_t has;
	uint32_t as;
	struct addr address;
};

struct rec_unknown { /* a path attribute that has no form here */
	uint64_t has;
	uint8_t code, flags;
	const char *name;
	struct rec_bytes value;
};

struct rec_flowspec { /* RFC 8955, 8956: a packet must be all of it */
	uint64_t has;
	struct prefix dst, src;
	uint32_t dst_offset, src_offset;
	/* operators and values, as value/flow.h has them */
	const char *protocol, *port, *dst_port, *src_port, *icmp_type;
	const char *icmp_code, *tcp_flags, *packet_length, *dscp, *fragment;
	const char *flow_label;
};

struct rec_nlri { /* a bare prefix in JSON where only that is present */
	uint64_t has;
	struct prefix prefix;
	uint32_t path_id;
	struct rd rd;
	rec_numbers labels;
	uint32_t origin_as; /* RFC 4684 */
	struct ext_community route_target;
	uint8_t bits; /* of the two; absent: all */
	/* EVPN (RFC 7432, 9136) */
	uint8_t route_type;
	const char *esi, *mac; /* octets in hex, with colons */
	uint32_t ethernet_tag;
	struct addr ip, gateway, originator;
	rec_numbers vnis; /* all 24 bits of what may be labels */
	/* VPLS (RFC 4761) */
	uint32_t ve_id, block_offset, block_size, label_base;
	/* MVPN (RFC 6514) */
	uint32_t source_as;
	struct addr source, group;
	struct rec_bytes route_key;
	const char *name; /* of the route type of BGP-LS (RFC 9552) */
	struct rec_flowspec flow;
	struct rec_bytes hex; /* NLRI of a family that is not decoded */
	struct rec_bytes raw; /* as on the wire, where that is unusual */
};

/* ---- parts of path attributes that few routes have ---- */

struct rec_pmsi_tunnel { /* RFC 6514 5; which members: by the type */
	uint64_t has;
	uint8_t flags, type;
	const char *name;
	uint32_t label, vni; /* the same 24 bits */
	struct addr endpoint, source, group, extended_tunnel_id, root;
	uint32_t tunnel_id, p2mp_id;
	uint8_t fec_type; /* mLDP (RFC 6388) */
	uint16_t address_family;
	struct rec_bytes opaque;
	uint32_t sub_domain, bfr_id; /* BIER (RFC 8556) */
	struct addr bfr_prefix;
	struct rec_bytes value;
};

struct rec_tunnel_sub_tlv { /* RFC 9012 3 */
	uint64_t has;
	uint8_t type;
	const char *name;
	struct addr endpoint;
	uint16_t flags;
	uint32_t vni;
	const char *mac;
	uint32_t session_id;
	struct rec_bytes cookie;
	uint32_t key, color, preference;
	uint16_t protocol, port, block;
	uint8_t ds, handling, priority;
	rec_numbers labels;
	const char *text;
	struct rec_bytes value;
};

struct rec_tunnel_tlv {
	uint64_t has;
	uint16_t type;
	const char *name;
	LIST_OF(struct rec_tunnel_sub_tlv) sub_tlvs;
};

struct rec_srgb {
	uint64_t has;
	uint32_t base, range;
};

struct rec_srv6_structure { /* RFC 9252 3.2.1 */
	uint64_t has;
	uint8_t type;
	const char *name;
	uint8_t locator_block, locator_node, function, argument;
	uint8_t transposition_length, transposition_offset;
	struct rec_bytes value;
};

struct rec_srv6_sid { /* RFC 9252 3.1 */
	uint64_t has;
	uint8_t type;
	const char *name;
	struct addr sid;
	uint8_t flags;
	uint16_t behavior;
	const char *behavior_name;
	LIST_OF(struct rec_srv6_structure) sub_tlvs;
	struct rec_bytes value;
};

struct rec_prefix_sid { /* RFC 8669 3, RFC 9252 2 */
	uint64_t has;
	uint8_t type;
	const char *name;
	uint16_t flags;
	uint32_t label_index;
	LIST_OF(struct rec_srgb) srgb;
	LIST_OF(struct rec_srv6_sid) sub_tlvs;
	struct rec_bytes value;
};

struct rec_te { /* RFC 5543 3 */
	uint64_t has;
	uint8_t switching;
	const char *name;
	uint8_t encoding;
	struct rec_bytes value;
};

struct rec_pe_label { /* RFC 6514 8 */
	uint64_t has;
	struct addr address;
	uint32_t label;
};

struct rec_aigp_tlv {
	uint64_t has;
	uint8_t type;
	struct rec_bytes value;
};

struct rec_domain { /* RFC 10039 4 */
	uint64_t has;
	uint32_t as;
	uint16_t number;
	uint8_t safi;
};

struct rec_domains {
	uint64_t has;
	LIST_OF(struct rec_domain) domains;
};

struct rec_bfd_tlv {
	uint64_t has;
	uint8_t type;
	const char *name;
	struct addr source;
	struct rec_bytes value;
};

struct rec_bfd_discriminator { /* RFC 9026 3.1.6 */
	uint64_t has;
	uint8_t mode;
	uint32_t discriminator;
	LIST_OF(struct rec_bfd_tlv) tlvs;
};

/*
 * Path attributes, the same members in a route, in a message and in an
 * ATTR_SET, which has the first of them alone.
 */
#define REC_PLAIN_ATTRIBUTES                                                   \
	struct addr next_hop, next_hop_link_local;                             \
	int origin; /* 0 igp, 1 egp, 2 incomplete (RFC 4271) */                \
	rec_as_path as_path;                                                   \
	uint32_t local_pref, med;                                              \
	bool atomic_aggregate;                                                 \
	struct rec_aggregator aggregator;                                      \
	rec_numbers communities;                                               \
	LIST_OF(struct large_community) large_communities;                     \
	LIST_OF(struct ext_community) ext_communities;                         \
	struct addr originator_id;                                             \
	LIST_OF(struct addr) cluster_list;                                     \
	uint64_t aigp;                                                         \
	uint32_t only_to_customer;                                             \
	rec_as_path as4_path;                                                  \
	struct rec_aggregator as4_aggregator;                                  \
	LIST_OF(struct rec_unknown) unknown

struct rec_attr_set { /* RFC 6368 5 */
	uint64_t has;
	REC_PLAIN_ATTRIBUTES;
	uint32_t origin_as;
};

#define REC_ATTRIBUTES                                                         \
	REC_PLAIN_ATTRIBUTES;                                                  \
	rec_names ipv6_ext_communities;                                        \
	LIST_OF(struct rec_pmsi_tunnel) pmsi_tunnel;                           \
	LIST_OF(struct rec_tunnel_tlv) tunnel_encapsulation;                   \
	LIST_OF(struct rec_prefix_sid) prefix_sid;                             \
	LIST_OF(struct rec_attr_set) attr_set;                                 \
	LIST_OF(struct rec_te) traffic_engineering;                            \
	LIST_OF(struct rec_aigp_tlv) aigp_tlvs;                                \
	LIST_OF(struct rec_pe_label) pe_distinguisher_labels;                  \
	LIST_OF(struct rec_domains) d_path;                                    \
	LIST_OF(struct rec_bfd_discriminator) bfd_discriminator

struct rec_attributes {
	uint64_t has;
	REC_ATTRIBUTES;
};

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

struct rec_redistribute { /* policies by the protocol whose routes they filter
			   */
	uint64_t has;
	rec_names connected, static_, kernel;
};

struct rec_add_path { /* of a peer: RFC 7911 */
	uint64_t has;
	uint32_t family;
	const char *mode; /* receive, send, both */
	uint32_t paths;
};

struct rec_graceful_restart {
	uint64_t has;
	const char *mode;
	uint32_t restart_time, stale_time;
	bool notification;
};

struct rec_bfd {
	uint64_t has;
	uint32_t interval_ms, multiplier;
	bool multihop;
};

struct rec_bfd_state {
	uint64_t has;
	const char *state, *diagnostic;
	bool multihop;
	uint32_t detection_ms;
};

/* ---- policies ---- */

struct rec_match {
	uint64_t has;
	LIST_OF(struct prefix_range) prefix;
	const char *prefix_file;
	rec_numbers family;
	rec_names as_path; /* patterns */
	const char *as_path_file;
	rec_numbers origin_as;
	const char *origin_as_file;
	rec_names community, large_community, ext_community; /* '*' in a part */
	const char *community_file, *large_community_file, *ext_community_file;
	LIST_OF(struct prefix) next_hop;
	rec_names peer;
	const char *rpki;       /* valid, invalid, not_found */
	rec_numbers route_type; /* of EVPN */
	rec_names protocol;
	LIST_OF(int) origin;
	uint32_t med, local_pref;
};

struct rec_set {
	uint64_t has;
	uint32_t local_pref, med, weight;
	bool med_remove;
	rec_numbers prepend;
	rec_numbers communities_add;
	rec_names communities_remove; /* '*' in a part, or "*" for all */
	LIST_OF(struct large_community) large_communities_add;
	rec_names large_communities_remove;
	LIST_OF(struct ext_community) ext_communities_add;
	rec_names ext_communities_remove;
	const char *next_hop; /* an address, "self" or "unchanged" */
	int origin;
};

enum { THEN_ACCEPT = 1, THEN_REJECT, THEN_NEXT };

struct rec_rule {
	uint64_t has;
	struct rec_match match; /* absent: everything */
	struct rec_set set;
	int then;         /* one of THEN_; absent: as THEN_NEXT */
	const char *call; /* a policy whose verdict stands in its place */
};

/* ---- configuration ---- */

struct rec_begin { /* and `end` */
	uint64_t has;
	const char *source;
};

struct rec_confederation { /* RFC 5065 */
	uint64_t has;
	uint32_t id;
	rec_numbers members;
};

struct rec_rpki_cache {
	uint64_t has;
	struct addr address;
	uint32_t port;
};

struct rec_rpki { /* where validated ROAs come from */
	uint64_t has;
	rec_names files;
	LIST_OF(struct rec_rpki_cache) caches;
};

struct rec_mrt { /* where messages are kept */
	uint64_t has;
	const char *file;
	uint32_t period;
};

struct rec_router {
	uint64_t has;
	const char *name;
	uint32_t as;
	struct addr router_id;
	LIST_OF(struct addr) listen;
	uint32_t port;
	struct addr cluster_id;
	struct rec_confederation confederation;
	struct rec_redistribute redistribute;
	struct rec_rpki rpki;
	struct rec_mrt mrt;
	uint32_t restart_time;
};

struct rec_peer {
	uint64_t has;
	const char *name;
	uint32_t remote_as;
	struct addr remote_address;
	struct prefix remote_prefix;
	uint32_t max_peers;
	struct addr local_address;
	uint32_t local_as;
	const char *local_as_mode;
	const char *interface, *vrf;
	uint32_t port;
	bool passive;
	rec_numbers families;
	uint32_t hold_time, connect_retry, ttl;
	bool multihop, gtsm;
	const char *password_file, *ao_file;
	struct rec_bfd bfd;
	uint32_t max_prefixes, max_prefixes_warning, max_prefixes_restart;
	rec_names import, export_;
	bool next_hop_self, route_reflector_client;
	const char *role;
	bool role_strict;
	LIST_OF(struct rec_add_path) add_path;
	struct rec_graceful_restart graceful_restart;
	uint32_t long_lived_restart;
	bool as_override;
	uint32_t allow_own_as;
	bool remove_private_as, default_originate;
	struct ext_community site_of_origin;
	bool shutdown;
	const char *shutdown_message;
	bool graceful_shutdown;
};

struct rec_policy {
	uint64_t has;
	const char *name;
	LIST_OF(struct rec_rule) rules;
};

struct rec_vrf {
	uint64_t has;
	const char *name;
	struct rd rd;
	LIST_OF(struct ext_community) import_rt, export_rt;
	rec_names interfaces;
	uint32_t table, label;
	const char *label_mode;
	uint32_t max_routes;
	struct rec_redistribute redistribute;
};

struct rec_interface {
	uint64_t has;
	const char *name;
	LIST_OF(struct prefix) addresses;
	uint32_t mtu, vlan;
	const char *vxlan; /* raw JSON, until it is made */
	const char *bridge, *vrf;
	bool mpls, ldp;
};

struct rec_tunnel {
	uint64_t has;
	const char *name, *profile;
	struct addr local_address, remote_address;
	const char *local_id, *remote_id;
	const char *psk_file, *certificate_file, *key_file;
	struct prefix inside_local;
	struct addr inside_remote;
	const char *interface;
	rec_names ike, esp;
	uint32_t ike_version;
	const char *lifetimes, *dpd; /* raw JSON, until they are used */
	uint32_t mtu, mss;
	const char *start, *socket;
};

struct rec_cloud {
	uint64_t has;
	const char *name, *provider, *kind, *region;
	int preference; /* 1 primary, 2 backup */
};

struct rec_named { /* requirements, scenario: a name, the rest is for later */
	uint64_t has;
	const char *name;
};

/* ---- what is so now ---- */

struct rec_interface_state {
	uint64_t has;
	const char *name;
	bool up;
	uint32_t ifindex, mtu;
	LIST_OF(struct prefix) addresses;
	const char *vrf;
};

enum {
	RIB_NONE,
	RIB_ADJ_IN_PRE,
	RIB_ADJ_IN,
	RIB_ADJ_OUT,
	RIB_LOC,
	RIB_ADJ_OUT_PRE
};

/*
 * Fields in the form in which they are written, made once for many records that
 * go nowhere else than to the writer: neighbours in the table, each with a
 * comma in front. They are not among those that the record has itself.
 */
struct rec_written {
	uint64_t fields;
	uint32_t n;
	const char *text;
};

struct rec_compared { /* by a step of the decision process, in words */
	uint64_t has;
	const char *own, *other, *peer;
};

struct rec_route {
	uint64_t has;
	const struct rec_written *written; /* mostly NULL; not in copies */
	int rib; /* RIB_NONE with its bit off: a source's statement */
	const char *protocol, *vrf;
	uint32_t family;
	struct rd rd;
	struct prefix prefix;
	uint32_t path_id;
	uint32_t metric;
	LIST_OF(struct rec_path) paths;
	rec_numbers labels;
	struct rd from_rd;
	const char *peer;
	uint32_t peer_as;
	uint32_t weight;
	const char *reason;
	struct rec_compared compared;
	bool stale;
	int64_t time; /* microseconds since the epoch, not negative */
	/* MVPN (RFC 6514) */
	uint32_t source_as;
	struct addr source, group;
	struct rec_bytes route_key;
	const char *name; /* of the route type of BGP-LS (RFC 9552) */
	struct rec_flowspec flow;
	struct rec_bytes hex; /* NLRI of a family that is not decoded */
	struct rec_nlri nlri; /* of one that has no prefix */
	const char *file;     /* of several */
	struct rec_assumed assumed;
	REC_ATTRIBUTES;
};

struct rec_label {
	uint64_t has;
	struct prefix fec;
	const char *neighbor;
	int direction;    /* 1 local, 2 remote */
	const char *peer; /* who it was told, in a capture */
	uint32_t label;
	uint32_t was; /* the label before */
	const char *reason;
	int64_t time;
};

struct rec_lsp {
	uint64_t has;
	struct prefix fec;
	const char *protocol;
	LIST_OF(struct rec_path) paths;
};

struct rec_lfib {
	uint64_t has;
	uint32_t in_label;
	const char *protocol;
	LIST_OF(struct rec_path) paths;
	const char *vrf;
	rec_names accept_on;
};

struct rec_eor {
	uint64_t has;
	const char *of, *protocol, *vrf;
	uint32_t family;
};

struct rec_timers { /* seconds left */
	uint64_t has;
	uint32_t hold, keepalive, connect_retry, idle_hold;
};

struct rec_message_count {
	uint64_t has;
	const char *kind;
	uint64_t received, sent;
};

struct rec_table_count {
	uint64_t has;
	const char *vrf;
	uint32_t family;
	uint32_t received, accepted, advertised; /* of a neighbour */
	uint32_t destinations;                   /* of the router */
};

struct rec_memory {
	uint64_t has;
	const char *part;
	uint64_t bytes;
};

struct rec_roas {
	uint64_t has;
	const char *source;
	bool connected;
	uint64_t count;
};

struct rec_router_state {
	uint64_t has;
	const char *name;
	uint32_t as;
	struct addr router_id;
	uint32_t peers, established;
	bool converged;
	LIST_OF(struct rec_table_count) tables;
	uint32_t attribute_sets;
	LIST_OF(struct rec_memory) memory;
	LIST_OF(struct rec_roas) roas;
	int64_t time;
};

struct rec_peer_state {
	uint64_t has;
	const char *name;
	int state; /* 1 idle .. 6 established (RFC 4271 8.2.2) */
	struct addr remote_address, local_address;
	struct prefix remote_prefix;
	uint32_t peers; /* of it, that are there */
	uint32_t remote_as, local_as;
	struct addr router_id; /* the neighbour's */
	rec_numbers families;  /* in force */
	uint32_t hold_time;
	rec_numbers
	    end_of_rib; /* families for which the neighbour has said it */
	rec_numbers stale, long_lived_stale;
	uint32_t received, accepted, advertised; /* prefixes */
	uint64_t messages_in, messages_out;
	uint32_t established; /* times, since the start */
	int64_t since;
	struct rec_timers timers;
	LIST_OF(struct rec_table_count) tables;
	LIST_OF(struct rec_message_count) messages;
	LIST_OF(struct rec_capability) capabilities_sent, capabilities_received;
	const char *reason; /* why it is down or held down */
	struct rec_bfd_state bfd;
	struct rec_error error;
	const char *direction; /* of the NOTIFICATION: "sent" or "received" */
	uint32_t code, subcode;
	const char *notification; /* its name */
	struct rec_bytes data;
	const char *text;
	int64_t time;
};

struct rec_state { /* adjacency, tunnel_state, cloud_state, install_state */
	uint64_t has;
	const char *name, *state, *ike, *esp, *interface, *reason;
	int64_t time;
};

/* ---- decoded ---- */

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

/* ---- plans and findings ---- */

struct rec_step {
	uint64_t has;
	const char *action;    /* add, change, delete */
	const char *of;        /* the type of what changes */
	const char *name;      /* its key, in words */
	const char *from, *to; /* raw JSON: the records before and after */
	const char *reason;
	bool done; /* false: it would be */
	const char *error;
};

struct rec_finding { /* difference, verdict, advice */
	uint64_t has;
	const char *name, *of, *verdict, *reason;
	const char *left, *right; /* raw JSON */
	/* of a route that was judged */
	uint32_t family;
	struct rd rd;
	struct prefix prefix;
	uint32_t path_id;
	const char *peer;
	const char *policy; /* that decided, by its rule */
	uint32_t rule;
	struct rec_compared compared;
	const char *change; /* raw JSON: what would turn the result */
};

struct rec_command {
	uint64_t has;
	uint32_t id;
	const char *verb;
	rec_names args;
	bool follow;
};

struct rec_reply {
	uint64_t has;
	uint32_t id;
	bool ok, more;
	const char *text;
};

struct rec_log {
	uint64_t has;
	int64_t time;
	const char *tool, *level, *source;
	uint32_t line;
	const char *text;
};

struct rec {
	enum rec_type type;
	bool del; /* "op":"del" */
	union {
		uint64_t has;
		struct rec_begin begin; /* and end */
		struct rec_router router;
		struct rec_peer peer;
		struct rec_policy policy;
		struct rec_vrf vrf;
		struct rec_interface interface;
		struct rec_tunnel tunnel;
		struct rec_cloud cloud;
		struct rec_named named;
		struct rec_interface_state interface_state;
		struct rec_route route;
		struct rec_label label;
		struct rec_lsp lsp;
		struct rec_lfib lfib;
		struct rec_eor eor;
		struct rec_peer_state peer_state;
		struct rec_router_state router_state;
		struct rec_state state;
		struct rec_message message;
		struct rec_session session;
		struct rec_step step;
		struct rec_finding finding;
		struct rec_command command;
		struct rec_reply reply;
		struct rec_log log;
	};
};

/* ---- the tables ---- */

enum field_kind {
	F_BOOL,      /* bool */
	F_UINT,      /* uint8_t to uint64_t by size; lo..hi */
	F_TIME,      /* int64_t microseconds; JSON seconds with six decimals */
	F_NAME,      /* const char *; not empty, no blank or control; words */
	F_TEXT,      /* const char *; any text */
	F_ENUM,      /* int; words */
	F_ADDR,      /* struct addr */
	F_PREFIX,    /* struct prefix, no host bits */
	F_IFADDR,    /* struct prefix, host bits kept */
	F_RANGE,     /* struct prefix_range */
	F_FAMILY,    /* uint32_t (family.h) */
	F_RD,        /* struct rd */
	F_RT,        /* struct ext_community that is a route target */
	F_COMMUNITY, /* uint32_t */
	F_LARGE,     /* struct large_community */
	F_EXT,       /* struct ext_community */
	F_HEX,       /* struct rec_bytes */
	F_AS_PATH,   /* rec_as_path */
	F_OBJECT,    /* a struct with a table of its own */
	F_JSON,      /* const char *: any JSON value, one canonical line */
};

enum {
	FIELD_KEY = 1, /* identity: two records with equal keys are one */
	FIELD_REQUIRED =
	    2,             /* must be there; in a del only if it is a KEY too */
	FIELD_LIST = 4,    /* an array of the kind: rec_list */
	FIELD_OR_ZERO = 8, /* F_UINT: 0, or lo..hi */
	FIELD_BARE = 16,   /* where alone, its value stands for the object */
	FIELD_ONE = 32, /* a FIELD_LIST of one, which stands without brackets */
};

#define REC_PUT 32 /* copied whole, which is faster than by length */

struct field {
	const char *name;
	const struct object *object; /* F_OBJECT */
	const struct name *words;    /* F_ENUM; F_NAME: only these, or NULL */
	uint64_t lo, hi;             /* F_UINT: hi 0 is as the width allows */
	const char *help;            /* one line for the manual */
	uint16_t offset, size;       /* of the member; a list's element */
	uint8_t kind, flags, put_len;
	char put[REC_PUT]; /* ,"name": as it is written */
};

/* What stands in brackets. */
static inline bool
rec_is_array(const struct field *f)
{
	return (f->flags & (FIELD_LIST | FIELD_ONE)) == FIELD_LIST;
}

/* Absent records and parts are all zeros; fields in the order of writing. */
struct object {
	const char *name;
	const struct field *fields; /* ends with a NULL name; at most 64 */
	uint16_t size;
	uint8_t n, put_len; /* fields; of put */
	char put[REC_PUT];  /* {"type":"name" as it is written; types only */
	const char *help, *writers, *readers; /* for the manual; types only */
};

/*
 * AT_type_member: where a field stands in its table, and its bit in `has`.
 */
/* clang-format off */
#define OBJECT(type) enum {
#define FIELD(type, member, ...) AT_##type##_##member,
#define UINT FIELD
#define ENUM FIELD
#define WORD FIELD
#define PART FIELD
#define END(type) };
/* clang-format on */
#include "rec/fields.h"

extern const struct object rec_objects[REC_NTYPES]; /* [REC_NONE] is empty */

/* The type whose name this is, or REC_NONE. */
enum rec_type rec_type_find(const char *s, size_t n);
const char *rec_type_name(enum rec_type);

/* What should be: stated by a person or a tool, in statements. */
static inline bool
rec_is_configuration(enum rec_type type)
{
	return type >= REC_ROUTER && type <= REC_SCENARIO;
}

/* What is so now: it has a key and one owner. An eor is about these. */
static inline bool
rec_is_live(enum rec_type type)
{
	return type >= REC_INTERFACE_STATE && type <= REC_INSTALL_STATE &&
	       type != REC_EOR;
}

/*
 * Presence by member name; `obj` points at the struct, `type` is the name its
 * fields stand under in fields.h: HAS(&r->route, route, med).
 */
#define HAS(obj, type, member) ((obj)->has >> AT_##type##_##member & 1)
#define PUT(obj, type, member, ...)                                            \
	((obj)->has |= UINT64_C(1) << AT_##type##_##member,                    \
	    (obj)->member = __VA_ARGS__)
#define MARK(obj, type, member)                                                \
	((obj)->has |= UINT64_C(1) << AT_##type##_##member)
#define DROP(obj, type, member)                                                \
	((obj)->has &= ~(UINT64_C(1) << AT_##type##_##member))

/* ---- reading and writing ---- */

/* Why a record was refused; both texts are complete in themselves. */
struct rec_fault {
	unsigned line; /* from 1, of what was read; 0 where there is none */
	char key[96];  /* "peer \"aws-1\": hold_time"; may be empty */
	char text[160];
};

enum {
	REC_STRICT = 1, /* unknown keys are faults */
};

/*
 * The type of a line that begins as ours do ({"type":"NAME"), without parsing
 * it; REC_NONE for any other.
 */
enum rec_type rec_peek(const char *line, size_t n);

/*
 * Reads one object. The record borrows from the arena, not from the text.
 * REC_NONE in *r and true: well-formed, of an unknown type (the faults of
 * which are nobody's business here). Uses the fast reader where it can.
 */
bool rec_read(struct rec *r, const char *text, size_t n, unsigned flags,
    struct arena *, struct rec_fault *);

/* One line with its newline, no allocation but of the buffer's growth. */
void rec_write(struct obuf *, const struct rec *);
/* These fields alone, each with a comma in front. */
void rec_write_fields(struct obuf *, const struct rec *, uint64_t fields);

/* A deep copy, freed by rec_free(). */
struct rec *rec_dup(const struct rec *);
void rec_free(struct rec *);
/* A deep copy into the arena. */
void rec_copy(struct rec *to, const struct rec *from, struct arena *);

/* ---- identity and difference ---- */

uint64_t rec_key_hash(const struct rec *);
/* The record's end: "op":"del" and its key, borrowed from it. */
struct rec rec_gone(const struct rec *);
bool rec_key_equal(const struct rec *, const struct rec *); /* type too */
bool rec_equal(const struct rec *, const struct rec *);     /* every field */
/* "peer \"aws-1\"", "route 10.0.0.0/8 vrf A": for people; truncates. */
void rec_key_format(const struct rec *, char *to, size_t room);

#endif
