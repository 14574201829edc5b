/*
 * Aggregates (RFC 4271 9.2.2.2): one route in the place of the more specific
 * ones beneath it, or beside them.
 *
 * An aggregate is there while some more specific destination of its table has a
 * best path, of whomever, but of no other aggregate. It follows the table like
 * any reader of the RIB: a cursor brings what has changed, what a destination
 * contributed before is remembered, and the difference is counted
 * (bgp_summary.h). Only another aggregate in a table makes it read that table
 * once more.
 *
 * What it stands for is hidden from neighbours where it says so; export asks
 * about each prefix, so that no order of events lets one slip through, and
 * destinations are told anew when an aggregate comes or goes.
 */
#ifndef CORE_BGP_AGGREGATE_H
#define CORE_BGP_AGGREGATE_H

#include <stdbool.h>
#include <stdint.h>

#include "value/prefix.h"

struct bgp_chain;
struct bgp_net;
struct bgp_path;
struct bgp_rib;

struct bgp_aggregates;

/* They are paths of this source, which is local. */
struct bgp_aggregates *bgp_aggregates_new(struct bgp_rib *, uint16_t source);
void bgp_aggregates_free(struct bgp_aggregates *);

struct bgp_aggregate {
	uint16_t table; /* of IPv4 or IPv6 routes */
	struct prefix prefix;
	bool summary_only;       /* what is beneath it is told to nobody */
	bool as_set;             /* the AS numbers of these go with it */
	bool same_med;           /* only while all of these have the same MED */
	struct bgp_chain *chain; /* judges it, as an import; borrowed */
	uint32_t as, router_id;  /* for AGGREGATOR */
};

/* Adds one, or changes that of the same table and prefix. */
void bgp_aggregates_set(struct bgp_aggregates *, const struct bgp_aggregate *);
void bgp_aggregates_del(
    struct bgp_aggregates *, uint16_t table, const struct prefix *);
/* The next one after *at (0 to begin), or NULL. */
const struct bgp_aggregate *bgp_aggregates_next(
    const struct bgp_aggregates *, uint32_t *at);
/* How many routes are beneath it now. */
uint32_t bgp_aggregates_count(
    const struct bgp_aggregates *, uint16_t table, const struct prefix *);

/*
 * Reads what has changed, for `budget` destinations; true when there is more,
 * and nothing should be told before that was read. `now` is in seconds.
 */
bool bgp_aggregates_work(
    struct bgp_aggregates *, uint32_t budget, uint32_t now);

/* Whether neighbours are not to be told of the destination's path. */
bool bgp_aggregates_hide(const struct bgp_aggregates *, const struct bgp_net *,
    const struct bgp_path *);

#endif
