/*
 * From the RIB to neighbours: who gets which route, with which attributes, in
 * which UPDATEs.
 *
 * Neighbours that would get the same are one group: same table, same policy,
 * same kind of session and capabilities. A group has one cursor on the RIB and
 * packs its UPDATEs once. A member copies them out, leaves out what it sent
 * itself, and patches the next hop where that is to be the member's own local
 * address. Which destinations a group has told is two bytes each; there is no
 * Adj-RIB-Out. A member that does not keep up leaves for a group of its own,
 * so that it holds up nobody and memory stays bounded.
 *
 * With ADD-PATH a group tells several paths of a destination. The identifier of
 * each is that of the path in the RIB, so it stays while the path does; what
 * was told is a list per destination then.
 *
 * RFC 4271 9.1.3 and 9.2, RFC 4724 2 (End-of-RIB), RFC 4456 (reflection), RFC
 * 1997 (well-known communities), RFC 2545 (IPv6 next hops), RFC 8212, RFC 7911,
 * RFC 4684 (who wants which VPN routes).
 */
#ifndef CORE_BGP_EXPORT_H
#define CORE_BGP_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value/addr.h"
#include "wire/bgp.h"

struct bgp_aggregates;
struct bgp_chain;
struct bgp_path;
struct bgp_rib;
struct obuf;

struct bgp_export;

struct bgp_export *bgp_export_new(struct bgp_rib *);
void bgp_export_free(struct bgp_export *);

/* What is beneath these is told to nobody where they say so; borrowed. */
void bgp_export_aggregates(struct bgp_export *, const struct bgp_aggregates *);

#define BGP_ALL_PATHS UINT16_MAX

/* One neighbour and one family, as export sees it. */
struct bgp_target {
	uint16_t table;
	uint16_t source;         /* the same neighbour as a source of the RIB */
	uint16_t memberships;    /* and as that of route targets, which then are
				  * all that it is told of (RFC 4684); or 0 */
	struct bgp_chain *chain; /* borrowed; one chain is shared by a group */
	const struct bgp_codec *codec; /* copied: what it can read */
	bool external; /* in another AS, and in no confederation with us */
	bool member;   /* in another AS of our confederation (RFC 5065) */
	bool client;   /* a route reflector client */
	bool as_override, remove_private_as;
	bool next_hop_self;
	bool hop6; /* its IPv4 routes may have IPv6 next hops (RFC 8950) */
	bool default_route; /* of our own, instead of that of the table and
			     * whatever policy says; of IPv4 or IPv6 */
	uint16_t paths;  /* ADD-PATH: how many of each destination; 0: without,
			  * the best alone; BGP_ALL_PATHS: all */
	bool long_lived; /* it knows LLGR_STALE (RFC 9494 4.3) */
	bool graceful_shutdown; /* all that is told says so (RFC 8326) */
	bool has_role;          /* RFC 9234: ours, as in the capability */
	uint8_t role;
	bool has_site; /* RFC 4364 7: what comes from this one stays away */
	struct ext_community site;
	uint32_t local_as, remote_as;
	uint32_t true_as; /* goes behind local_as in paths; 0: does not */
	uint32_t router_id, cluster_id;              /* ours */
	struct addr local_address, local_link_local; /* next hop "self" in the
						      * family of the table */
	struct addr remote_address;
	struct prefix shared; /* the connected network of the session: a next
			       * hop in it is passed on (RFC 4271 5.1.3);
			       * ADDR_NONE when there is none */
};

/*
 * Begins to tell the neighbour: the whole table, End-of-RIB, then changes.
 * Returns a handle.
 */
uint32_t bgp_export_join(struct bgp_export *, const struct bgp_target *);
void bgp_export_leave(struct bgp_export *, uint32_t member);
/*
 * Everything again: a ROUTE-REFRESH (RFC 2918), without another End-of-RIB;
 * enhanced: between BoRR and EoRR (RFC 7313).
 */
void bgp_export_again(struct bgp_export *, uint32_t member, bool enhanced);
/* Another policy: what it no longer accepts is withdrawn. */
void bgp_export_policy(
    struct bgp_export *, uint32_t member, struct bgp_chain *);

/*
 * Other terms of what it is told, but for default_route: all is told anew, and
 * what no longer goes to it is withdrawn. Its table, itself as a source and its
 * codec are as they were.
 */
void bgp_export_renew(
    struct bgp_export *, uint32_t member, const struct bgp_target *);
/* Of one that is told already: default_route. */
void bgp_export_default(struct bgp_export *, uint32_t member, bool);
/* Whether memberships of route targets say who gets routes of the family. */
bool bgp_export_by_target(uint32_t family);
/* Nothing is told until it is called again with false (RFC 4684 6). */
void bgp_export_wait(struct bgp_export *, uint32_t member, bool);

/*
 * Appends whole messages until `want` octets or more wait in `to`, or there is
 * nothing more to tell; looks at no more than `budget` destinations. Returns
 * the octets appended; *more says whether to come again without any change.
 */
size_t bgp_export_fill(struct bgp_export *, uint32_t member, struct obuf *to,
    size_t want, uint32_t budget, bool *more);

/* Whether there is something to tell. */
bool bgp_export_pending(const struct bgp_export *, uint32_t member);
/* Prefixes that the neighbour has from us. */
uint32_t bgp_export_count(const struct bgp_export *, uint32_t member);

/* Another number when somebody may be told something else of the same RIB. */
uint32_t bgp_export_terms(const struct bgp_export *);

/* How many paths of a destination it is told; see bgp_target. */
uint16_t bgp_export_paths(const struct bgp_export *, uint32_t member);
/*
 * What the neighbour would be told of a path now (`show`, adj_out): the
 * attributes are written to w, borrowed by *attrs and *hop. False: nothing.
 */
bool bgp_export_show(struct bgp_export *, uint32_t member, uint32_t dest,
    const struct bgp_path *, struct wbuf *w, struct bgp_attrs *attrs,
    struct bgp_hop *hop);
/* The same of the default route of our own; false: it is told none. */
bool bgp_export_show_default(struct bgp_export *, uint32_t member,
    struct wbuf *w, struct bgp_attrs *attrs, struct bgp_hop *hop,
    uint32_t *path_id);

#endif
