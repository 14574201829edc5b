/*
 * From a neighbour's UPDATE to paths in the RIB: what must not be taken (loops,
 * a false first AS, next hops that are us), the import policy, the limit.
 */
#ifndef CORE_BGP_IMPORT_H
#define CORE_BGP_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/bgp.h"

struct bgp_chain;
struct bgp_hops;
struct bgp_net;
struct bgp_rib;

/* One neighbour, as import sees it; the caller owns and may change it. */
struct bgp_import {
	struct bgp_rib *rib;
	const struct bgp_hops *hops; /* whose addresses are ours; may be NULL */
	struct bgp_chain *chain;     /* borrowed */
	uint16_t source;
	uint32_t family; /* the only one to be taken; 0: all that are known */
	const char *vrf; /* "" for the global table */
	uint32_t local_as, remote_as;
	uint32_t router_id, cluster_id; /* ours */
	uint32_t true_as;       /* ours for others than this one; 0: the same */
	uint32_t confederation; /* that we are in; or 0 */
	uint32_t prepend_as;    /* in front of what comes; or 0 */
	bool external, member;  /* as in bgp_export.h */
	struct addr local_address; /* ours, on this session */
	bool has_role;             /* RFC 9234: ours, as in the capability */
	uint8_t role;
	bool graceful_shutdown; /* it is about to go: last choice (RFC 8326) */
	bool long_lived;        /* what is stale is LLGR_STALE (RFC 9494) */
	uint32_t allow_own_as;
	/* RFC 4364 7: of what comes from there, which has it from then on. */
	struct ext_community site;
	bool has_site;
	uint32_t max_prefixes; /* 0: no limit */
	uint32_t now;          /* seconds: set before each UPDATE */
};

struct bgp_imported {
	uint32_t announced, withdrawn; /* NLRI that were taken */
	bool over_limit;               /* Cease/1 (RFC 4486) */
};

/*
 * Takes a decoded UPDATE (treatment below AFI_SAFI_DISABLE): what is treated as
 * withdrawn is withdrawn. The codec is that of the neighbour's messages.
 */
struct bgp_imported bgp_import_update(
    struct bgp_import *, const struct bgp_update *, const struct bgp_codec *);

/* The policy of the neighbour has changed: its paths are judged again. */
void bgp_import_refilter(struct bgp_import *);

/*
 * A route of our own, under a source that is local, with these attributes and a
 * weight of 32768; the chain judges it as an import. Whether it has let it in.
 */
bool bgp_import_own(
    struct bgp_import *, const struct bgp_net *, const struct bgp_attrs *);

/*
 * One route of our own (redistribution), under a source that is local: ORIGIN
 * incomplete, the metric as MED where it is not 0, no next hop but ourselves.
 * To delete, the prefix is enough.
 */
void bgp_import_local(struct bgp_import *, uint32_t family,
    const struct prefix *, uint32_t metric, bool del);

#endif
