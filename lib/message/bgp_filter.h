/*
 * Which messages and routes are wanted: conditions in text, asked record by
 * record, before anything is formatted.
 *
 * Conditions of one kind are alternatives; of all kinds that are there one each
 * must hold, for the same destination. What is withdrawn has no attributes, so
 * it has no path, origin, community or route target that could match.
 */
#ifndef MESSAGE_BGP_FILTER_H
#define MESSAGE_BGP_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "rec/rec.h"

enum bgp_condition {
	BGP_IF_PEER,      /* an address; an AS number */
	BGP_IF_PREFIX,    /* P, P longer, P shorter, P covers, P ge N le N */
	BGP_IF_AS_PATH,   /* pattern.h */
	BGP_IF_ORIGIN_AS, /* the last number, or one of the last set */
	BGP_IF_COMMUNITY, /* of any kind; * for a part */
	BGP_IF_FAMILY,
	BGP_IF_KIND, /* of message; a table's entries have none */
	BGP_IF_RD,   /* * for a part */
	BGP_IF_RT,
	BGP_IF_SINCE, /* seconds since the epoch, or 2026-11-22T10:00:00Z */
	BGP_IF_UNTIL,
	BGP_IF_N,
};

#define BGP_IF_OF_ATTRIBUTES                                                   \
	(1u << BGP_IF_AS_PATH | 1u << BGP_IF_ORIGIN_AS |                       \
	    1u << BGP_IF_COMMUNITY | 1u << BGP_IF_RT)
#define BGP_IF_ANY ((1u << BGP_IF_N) - 1)

struct bgp_filter;

struct bgp_filter *bgp_filter_new(void);
void bgp_filter_free(struct bgp_filter *);

/* One more; false: `why` says what is wrong with it. */
bool bgp_filter_add(struct bgp_filter *, enum bgp_condition, const char *text,
    char *why, size_t room);
/* There is a list of such conditions, and it may be empty: nothing holds. */
void bgp_filter_expect(struct bgp_filter *, enum bgp_condition);
/* The kinds of conditions that there are: a bit each. */
unsigned bgp_filter_has(const struct bgp_filter *);

/*
 * Of the conditions in the mask those that are there hold. A message passes
 * when one of its destinations does; both of its ends are peers. A route's
 * peer is the one that it is from.
 */
bool bgp_filter_message(
    const struct bgp_filter *, const struct rec_message *, unsigned mask);
bool bgp_filter_route(
    const struct bgp_filter *, const struct rec_route *, unsigned mask);

#endif
