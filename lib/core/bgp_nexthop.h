/*
 * Resolution of next hops (RFC 4271 9.1.2.1): whether each is reachable, over
 * which connected next hop and interface, and at what IGP metric.
 *
 * The input are routes of others (connected, static, kernel, any daemon's) and
 * the state of interfaces, as records. While no route has come, every next hop
 * counts as reachable: a route server needs no resolution. Next hops go by the
 * handles that bgp_set.h gave them; what changed is noted per handle, and the
 * RIB then looks at its paths once for all of them.
 */
#ifndef CORE_BGP_NEXTHOP_H
#define CORE_BGP_NEXTHOP_H

#include <stdbool.h>
#include <stdint.h>

#include "value/addr.h"

struct bgp_sets;
struct rec_interface_state;
struct rec_lsp;
struct rec_route;

struct bgp_hops;

struct bgp_resolved {
	bool reachable;
	bool resolved; /* next_hop and interface are known */
	uint32_t metric;
	struct addr next_hop; /* the connected one */
	char interface[16];   /* may be empty */
};

/* `off`: resolve nothing, ever (--no-resolve). */
struct bgp_hops *bgp_hops_new(const struct bgp_sets *, bool off);
void bgp_hops_free(struct bgp_hops *);

/* Routes with `rib` set are not for this and ignored. */
void bgp_hops_route(struct bgp_hops *, const struct rec_route *, bool del);
void bgp_hops_interface(
    struct bgp_hops *, const struct rec_interface_state *, bool del);
/* Whether labels go over the interface. */
void bgp_hops_mpls(struct bgp_hops *, const char *interface, bool on);
void bgp_hops_lsp(struct bgp_hops *, const struct rec_lsp *, bool del);

/*
 * Other views of the same, which live as long: inside a VRF (of ""  it is the
 * global one), and by LSPs, for routes with labels. What is reported, settled
 * and asked for changes goes by way of the global view.
 */
struct bgp_hops *bgp_hops_of_vrf(struct bgp_hops *, const char *vrf);
struct bgp_hops *bgp_hops_labeled(struct bgp_hops *);

/*
 * Resolves again what may have changed; whether anything did. Then
 * bgp_hop_changed() says which, until the next call.
 */
bool bgp_hops_settle(struct bgp_hops *);
bool bgp_hop_changed(const struct bgp_hops *, uint32_t hop);

/* The answer for a next hop's handle; borrowed until the next settle. */
const struct bgp_resolved *bgp_hop_get(struct bgp_hops *, uint32_t hop);
/* Whether the address is one of our own. */
bool bgp_hops_own(const struct bgp_hops *, const struct addr *);
/* Any address. `interface` is the scope of a link-local one, or NULL. */
struct bgp_resolved bgp_hops_resolve(
    const struct bgp_hops *, const struct addr *, const char *interface);

#endif
