/*
 * What of an NLRI says which route it is, and what is only told of it.
 *
 * Routes of some families carry labels, or other fields that may change while
 * the route stays the same one (RFC 8277 2.3, 7432 7.2, 9136 3.1, 4761 3.2.2).
 * They belong to the path and not to the destination: the tail. Families whose
 * destinations are no prefixes are carried as a reflector does: the key is the
 * NLRI with those fields set to 0, which is also the form that withdraws it.
 */
#ifndef CORE_BGP_KEY_H
#define CORE_BGP_KEY_H

#include "wire/bgp.h"

enum bgp_key_kind {
	BGP_KEY_PREFIX,    /* a prefix of IPv4 or IPv6 */
	BGP_KEY_RD_PREFIX, /* the same behind a route distinguisher */
	BGP_KEY_NLRI,      /* bytes */
};

enum bgp_key_kind bgp_key_kind(uint32_t family);
/* Whether paths may have a tail. */
bool bgp_key_has_tail(uint32_t family);
/* Whether labels stand before its prefixes, which mean nothing elsewhere. */
bool bgp_key_is_labeled(uint32_t family);
/* Whether next hops of the family are never changed: what is told holds there.
 */
bool bgp_key_keeps_hop(uint32_t family);
/* Whether its routes need no next hop (RFC 8955 4). */
bool bgp_key_hopless(uint32_t family);

/* A destination without its table; nlri borrows, and is for BGP_KEY_NLRI. */
struct bgp_key {
	struct prefix prefix;
	struct rd rd;
	struct rbuf nlri;
};

#define BGP_KEY_ROOM 64

/*
 * The key and the tail of an NLRI; both borrow from it, and from `room` where
 * the key had to be written.
 */
void bgp_key_split(struct bgp_key *, struct rbuf *tail, const struct bgp_nlri *,
    uint8_t room[BGP_KEY_ROOM]);

/* The NLRI again; without a tail as it is withdrawn. Borrows from both. */
void bgp_key_join(struct bgp_nlri *, uint32_t family, const struct bgp_key *,
    struct rbuf tail);

#endif
