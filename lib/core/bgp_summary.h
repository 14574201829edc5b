/*
 * What the attributes of an aggregate are made of (RFC 4271 9.2.2.2): counts
 * over the attribute sets of the routes beneath it, so that one route more or
 * less costs what its own attributes cost, however many others there are.
 *
 * Brief, by default: the AS numbers of the routes are left out, and
 * ATOMIC_AGGREGATE says so. With as_set they are kept: what all paths begin
 * with as a sequence, the others as a set, which RFC 9774 advises against.
 * Communities of all routes are kept where no AS number was left out (RFC 1997,
 * RFC 4360 6, RFC 8092 4).
 */
#ifndef CORE_BGP_SUMMARY_H
#define CORE_BGP_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/tally.h"

struct bgp_attrs;
struct bgp_set;
struct wbuf;

enum bgp_summary_kind { /* of communities */
	BGP_SUMMARY_STANDARD,
	BGP_SUMMARY_EXTENDED,
	BGP_SUMMARY_LARGE,
	BGP_SUMMARY_KINDS,
};

/* All zeros but for the two choices is empty. */
struct bgp_summary {
	bool as_set;
	bool same_med; /* the MEDs are counted */
	uint32_t n;    /* routes */
	uint32_t origins[3];
	uint32_t pathful; /* with AS numbers in their path */
	uint32_t atomic;  /* with ATOMIC_AGGREGATE */
	struct tally meds, as_numbers;
	struct tally leading; /* the place in the path and the AS number */
	struct tally communities[BGP_SUMMARY_KINDS];
};

/* A route with these attributes has come (by 1) or gone (by -1). */
void bgp_summary_count(struct bgp_summary *, const struct bgp_set *, int by);
/* Routes of different MEDs are not to be aggregated, if one minds. */
bool bgp_summary_is_whole(const struct bgp_summary *);

#define BGP_SUMMARY_ROOM 4096

/*
 * The attributes, but AGGREGATOR; they borrow from what is written to w, for
 * which BGP_SUMMARY_ROOM is enough. Kinds of which there are too many for a
 * message are left out.
 */
void bgp_summary_attrs(
    const struct bgp_summary *, struct wbuf *w, struct bgp_attrs *);
void bgp_summary_fini(struct bgp_summary *);

#endif
