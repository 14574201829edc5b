/* EVPN routes (RFC 7432 7, 9136 3), within the NLRI of their family. */
#ifndef WIRE_BGP_EVPN_H
#define WIRE_BGP_EVPN_H

#include "wire/bgp.h"

enum bgp_evpn_type {
	BGP_EVPN_DISCOVERY = 1, /* of a segment, or of a tag on it */
	BGP_EVPN_MAC_IP,
	BGP_EVPN_MULTICAST,
	BGP_EVPN_SEGMENT,
	BGP_EVPN_PREFIX, /* RFC 9136 */
};

struct bgp_evpn {
	uint8_t type;
	struct rd rd;
	uint8_t esi[10];       /* all types but 3 */
	uint32_t ethernet_tag; /* all types but 4 */
	uint8_t mac[6];        /* type 2 */
	/* 2: may be ADDR_NONE; 3, 4: the originating router; 5: the gateway. */
	struct addr ip;
	struct prefix prefix; /* type 5 */
	struct rbuf labels;   /* 3 octets each, VNIs or labels; not 3 and 4 */
};

/*
 * bgp_nlri.raw of a BGP_NLRI_EVPN. False where the type is none of these or its
 * fields make no sense; e->type is read all the same.
 */
bool bgp_evpn_decode(struct rbuf raw, struct bgp_evpn *e, struct fault *);
void bgp_evpn_encode(struct wbuf *, const struct bgp_evpn *);

#endif
