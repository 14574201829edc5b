/*
 * What becomes of a neighbour's routes when its session ends, and when it is
 * back: kept and swept, by family.
 *
 *	live    --session lost-->  stale       until the neighbour's restart
 *time stale   --time is over-->  long_lived  as long as both have agreed on
 *	either  --session up---->  back        until its End-of-RIB
 *	live    --BoRR---------->  refreshing  until its EoRR
 *
 * Only what both sides have said in their OPENs is kept: the neighbour that it
 * keeps its forwarding for the family, we that we help. At the end of each
 * state what has not been repeated goes. The caller has the routes; events and
 * the clock go in, actions come out.
 *
 * RFC 4724 4.2, RFC 7313 (refresh), RFC 8538 (after a NOTIFICATION), RFC 9494
 * (long-lived).
 */
#ifndef CORE_BGP_RESTART_H
#define CORE_BGP_RESTART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mono.h"
#include "core/bgp_fsm.h"

enum bgp_kept {
	BGP_KEPT_LIVE,
	BGP_KEPT_STALE,
	BGP_KEPT_LONG_LIVED,
	BGP_KEPT_BACK,
	BGP_KEPT_REFRESHING,
};

struct bgp_restart_family {
	uint32_t family;
	enum bgp_kept kept;
	mono until;          /* when the state ends by itself */
	uint32_t long_lived; /* seconds behind the restart time; 0: none */
	mono long_until;     /* while some are long-lived stale */
};

struct bgp_restart {
	int64_t stale_time; /* microseconds for End-of-RIB, or EoRR, to come */
	unsigned n;
	struct bgp_restart_family at[BGP_MAX_FAMILIES];
};

enum bgp_restart_kind {
	BGP_ROUTES_DROP,      /* all of them */
	BGP_ROUTES_STALE,     /* they are; what was so before goes */
	BGP_ROUTES_STALE_TOO, /* they are; what was so before stays */
	BGP_ROUTES_LONG,      /* what is stale is long-lived stale now */
	BGP_ROUTES_SWEEP,     /* what is stale goes */
};

struct bgp_restart_do {
	unsigned n;
	struct {
		enum bgp_restart_kind kind;
		uint32_t family;
	} at[2 * BGP_MAX_FAMILIES];
};

void bgp_restart_init(struct bgp_restart *, int64_t stale_time);

/* The session is over; `graceful` as bgp_fsm has it. */
void bgp_restart_down(struct bgp_restart *, mono now, const struct bgp_agreed *,
    bool graceful, struct bgp_restart_do *);
void bgp_restart_up(struct bgp_restart *, mono now, const struct bgp_agreed *,
    struct bgp_restart_do *);
void bgp_restart_end_of_rib(
    struct bgp_restart *, uint32_t family, struct bgp_restart_do *);
/* A BoRR, or an EoRR; for families of which End-of-RIB has come. */
void bgp_restart_refresh(struct bgp_restart *, mono now, uint32_t family,
    bool begins, struct bgp_restart_do *);
void bgp_restart_tick(struct bgp_restart *, mono now, struct bgp_restart_do *);
mono bgp_restart_deadline(const struct bgp_restart *);

#endif
