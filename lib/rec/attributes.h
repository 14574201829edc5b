/*
 * What BGP says of a destination: NLRI and path attributes, the same in the
 * records of routes and in those of messages.
 */
#ifndef REC_ATTRIBUTES_H
#define REC_ATTRIBUTES_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/list.h"
#include "value/addr.h"
#include "value/community.h"
#include "value/dist.h"
#include "value/prefix.h"

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

/* ---- that few routes have ---- */

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

#endif
