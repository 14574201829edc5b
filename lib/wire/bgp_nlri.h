/* Between the BGP codecs: how NLRI and next hops of each family are read. */
#ifndef WIRE_BGP_NLRI_H
#define WIRE_BGP_NLRI_H

#include "wire/bgp.h"

/*
 * The next hop of MP_REACH_NLRI, by its length. False when the family is one
 * that we decode and the length none that it can have.
 */
bool bgp_hop_decode(
    struct rbuf raw, uint32_t family, struct bgp_hop *, struct fault *);
/* Without its length octet. */
void bgp_hop_encode(struct wbuf *, const struct bgp_hop *);

#endif
