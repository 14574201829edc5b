/*
 * The attributes of `route` records as interned sets, and back: what was
 * captured, or written by a person, is judged as what comes from a neighbour.
 */
#ifndef MESSAGE_BGP_ROUTE_SET_H
#define MESSAGE_BGP_ROUTE_SET_H

#include "base/arena.h"
#include "rec/rec.h"

struct bgp_set;
struct bgp_sets;

/*
 * The set of a route, held. NULL: no set can be made of it, and *f says why;
 * lists of what is written for it are in the arena.
 */
struct bgp_set *bgp_set_of_route(struct bgp_sets *, const struct rec_route *,
    struct arena *, struct rec_fault *f);

/* Puts the attributes of the set in the place of those that the route has. */
void bgp_set_put_route(struct rec_route *, const struct bgp_sets *,
    const struct bgp_set *, struct arena *);

/*
 * The destination of a route of a family that has no prefixes, as it stands on
 * the wire: in `room`, of n octets. Empty where it is a prefix, or none.
 */
struct rbuf bgp_nlri_of_route(
    const struct rec_route *, uint8_t *room, size_t n);

#endif
