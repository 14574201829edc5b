/* Between the BGP codecs: the next hops of each family. */
#ifndef WIRE_BGP_NLRI_H
#define WIRE_BGP_NLRI_H

#include "wire/bgp.h"

enum { /* lengths that a next hop may have, a bit each; 0: any */
	HOP_4 = 1,
	HOP_12 = 2, /* an RD and 4 */
	HOP_16 = 4,
	HOP_24 = 8,  /* an RD and 16 */
	HOP_32 = 16, /* two addresses, the second link-local (RFC 2545 3) */
	HOP_48 = 32, /* the same, with RDs */
	HOP_IP4 = HOP_4 | HOP_16 | HOP_32, /* RFC 8950 */
	HOP_IP6 = HOP_16 | HOP_32,
	HOP_VPN4 = HOP_12 | HOP_24 | HOP_48, /* RFC 8950 */
	HOP_VPN6 = HOP_24 | HOP_48,
};

/* The lengths that next hops of the family may have. */
uint8_t bgp_family_hops(uint32_t family);

/*
 * The next hop of MP_REACH_NLRI, by its length. False when the family is one
 * that we decode and the length none that it can have.
 */
bool bgp_hop_decode(
    struct rbuf raw, uint32_t family, struct bgp_hop *, struct fault *);
/* Without its length octet. */
void bgp_hop_encode(struct wbuf *, const struct bgp_hop *);

#endif
