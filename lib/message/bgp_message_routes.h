/*
 * What a message announces and withdraws: a route record for each destination,
 * as the neighbour that takes it would see it.
 *
 * An UPDATE that RFC 7606 treats as a withdraw withdraws here too; one that
 * resets the session changes nothing, as the reset does. Where AS_PATH is of 2
 * octets a number, it is made whole with AS4_PATH (RFC 6793 4.2.3).
 */
#ifndef MESSAGE_BGP_MESSAGE_ROUTES_H
#define MESSAGE_BGP_MESSAGE_ROUTES_H

#include "base/arena.h"
#include "rec/rec.h"

/* Takes a route, valid for the call. */
typedef void route_sink(void *ctx, const struct rec *);

/* In the order in which they count: first what is withdrawn. */
void bgp_message_routes(const struct rec_message *, route_sink *, void *ctx);

/* The attributes of its routes; the path made whole. */
void bgp_message_attributes(
    const struct rec_message *, struct rec_attributes *);

#endif
