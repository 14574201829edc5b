/* Flow specifications (RFC 8955, 8956), within the NLRI of their families. */
#ifndef WIRE_BGP_FLOWSPEC_H
#define WIRE_BGP_FLOWSPEC_H

#include "value/flow.h"
#include "wire/bgp.h"

enum bgp_flow_type {
	BGP_FLOW_DST = 1,
	BGP_FLOW_SRC,
	BGP_FLOW_PROTOCOL,
	BGP_FLOW_PORT,
	BGP_FLOW_DST_PORT,
	BGP_FLOW_SRC_PORT,
	BGP_FLOW_ICMP_TYPE,
	BGP_FLOW_ICMP_CODE,
	BGP_FLOW_TCP_FLAGS,
	BGP_FLOW_LENGTH,
	BGP_FLOW_DSCP,
	BGP_FLOW_FRAGMENT,
	BGP_FLOW_LABEL, /* IPv6 alone */
	BGP_FLOW_NTYPES,
};

struct bgp_flow_part {
	struct prefix prefix; /* destination and source */
	uint8_t offset;  /* bits of the prefix that do not matter; IPv6 alone */
	struct rbuf ops; /* the others: as flow.h reads them */
};

struct bgp_flow {
	uint8_t ip; /* ADDR_IP4 or ADDR_IP6: what the family is of */
	bool has_rd;
	struct rd rd;
	uint32_t has; /* a bit per type */
	struct bgp_flow_part parts[BGP_FLOW_NTYPES];
};

/* How the operators of a type are written; NULL for the prefixes. */
struct bgp_flow_row {
	enum flow_kind kind;
	uint8_t shortest; /* octets of a value, where it fits (RFC: SHOULD) */
	uint8_t lengths;  /* that it may have, summed (RFC: MUST) */
};
const struct bgp_flow_row *bgp_flow_row(unsigned type);

/* bgp_nlri.raw of a BGP_NLRI_FLOW, whose prefix.addr.ip and has_rd these are.
   Refuses what is malformed by RFC 8955 4.2. */
bool bgp_flow_decode(struct rbuf raw, unsigned ip, bool has_rd,
    struct bgp_flow *, struct fault *);
void bgp_flow_encode(struct wbuf *, const struct bgp_flow *);
/* Whether its operators are as their text would be written. */
bool bgp_flow_is_canonical(const struct bgp_flow *);

#endif
