/*
 * The table that results: what neighbours have announced and not withdrawn,
 * after all routes and messages that were taken, in their order.
 *
 * A neighbour's routes go when its session does: with a NOTIFICATION of either
 * side, a state that is no longer established, the end of the connection, and
 * an OPEN, which begins a new one. Memory is bounded by the destinations that
 * there ever were; attributes that many routes have are kept once.
 */
#ifndef MESSAGE_BGP_TABLE_H
#define MESSAGE_BGP_TABLE_H

#include "message/bgp_message_routes.h"

struct bgp_table;

struct bgp_table *bgp_table_new(void);
/* A `route` or a `message`; others say nothing. */
void bgp_table_add(struct bgp_table *, const struct rec *);
/* The captured connection between the two has ended. */
void bgp_table_end(
    struct bgp_table *, const struct addr *, const struct addr *);
/* All routes: by family, destination and path id, then as neighbours came. */
void bgp_table_each(struct bgp_table *, route_sink *, void *ctx);
void bgp_table_free(struct bgp_table *);

#endif
