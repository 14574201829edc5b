/* Between rtnetlink's routes and the vocabulary. */
#include "core/kernel.h"
#include "base/arena.h"
#include "base/text.h"
#include "core/links.h"
#include "value/family.h"
#include "value/names.h"

#include <assert.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* /etc/iproute2/rt_protos, under the names their users know. */
static const struct name protocols[] = {
	{ RTPROT_REDIRECT, "redirect" },
	{ RTPROT_KERNEL, "kernel" },
	{ RTPROT_BOOT, "static" }, /* `ip route add` without a protocol */
	{ RTPROT_STATIC, "static" },
	{ RTPROT_GATED, "gated" },
	{ RTPROT_RA, "ra" },
	{ RTPROT_MRT, "mrt" },
	{ RTPROT_ZEBRA, "zebra" },
	{ RTPROT_BIRD, "bird" },
	{ RTPROT_DNROUTED, "dnrouted" },
	{ RTPROT_XORP, "xorp" },
	{ RTPROT_NTK, "ntk" },
	{ RTPROT_DHCP, "dhcp" },
	{ RTPROT_MROUTED, "mrouted" },
	{ RTPROT_KEEPALIVED, "keepalived" },
	{ RTPROT_BABEL, "babel" },
	{ RTPROT_OPENR, "openr" },
	{ RTPROT_BGP, "zebra_bgp" },
	{ RTPROT_ISIS, "isis" },
	{ RTPROT_OSPF, "ospf" },
	{ RTPROT_RIP, "rip" },
	{ RTPROT_EIGRP, "eigrp" },
	{ 0, NULL },
};

bool
kernel_protocol_is_ours(uint8_t protocol)
{
	return protocol == KERNEL_PROTOCOL_SYNC ||
	       protocol == KERNEL_PROTOCOL_MPLS;
}

/* ---- out of the kernel ---- */

static const char *
protocol_name(const struct rtnl_route *route, struct arena *arena)
{
	const char *name = name_of(protocols, route->protocol);
	char number[6 + TEXT_U64] = "proto_";

	if (route->protocol == RTPROT_KERNEL && route->n_next_hops > 0 &&
	    route->next_hops[0].gateway.ip == ADDR_NONE)
		return "connected";
	if (name != NULL)
		return name;
	text_put_u32(number + 6, route->protocol);
	return arena_strndup(arena, number, strlen(number));
}

static bool
is_reported(const struct rtnl_route *route)
{
	return route->table == KERNEL_TABLE_MAIN &&
	       route->type == RTN_UNICAST && !route->cloned &&
	       !kernel_protocol_is_ours(route->protocol) &&
	       !addr_is_link_local(&route->prefix.addr) &&
	       !addr_is_loopback(&route->prefix.addr) &&
	       !addr_is_multicast(&route->prefix.addr);
}

static void
path_record(const struct rtnl_next_hop *hop, const struct links *links,
    bool several, struct rec_path *path, struct arena *arena)
{
	const struct links_entry *e = links_find(links, hop->interface);

	*path = (struct rec_path){ 0 };
	if (hop->gateway.ip != ADDR_NONE)
		PUT(path, path, next_hop, hop->gateway);
	if (e != NULL)
		PUT(path, path, interface,
		    arena_strndup(arena, e->link.name, strlen(e->link.name)));
	if (several)
		PUT(path, path, weight, hop->weight);
}

bool
kernel_route_record(const struct rtnl_route *route, const struct links *links,
    struct rec *r, struct arena *arena)
{
	struct rec_route *to = &r->route;
	uint32_t n = 0;

	if (!is_reported(route))
		return false;
	*r = (struct rec){ .type = REC_ROUTE };
	PUT(to, route, protocol, protocol_name(route, arena));
	PUT(to, route, family,
	    route->prefix.addr.ip == ADDR_IP4 ? FAMILY_IPV4_UNICAST
					      : FAMILY_IPV6_UNICAST);
	PUT(to, route, prefix, route->prefix);
	PUT(to, route, metric, route->metric);
	to->paths.at =
	    arena_alloc(arena, route->n_next_hops * sizeof(*to->paths.at));
	for (unsigned i = 0; i < route->n_next_hops; i++)
		if (!route->next_hops[i].dead)
			path_record(&route->next_hops[i], links,
			    route->n_next_hops > 1, &to->paths.at[n++], arena);
	to->paths.n = n;
	MARK(to, route, paths);
	return n > 0;
}

/* ---- into the kernel ---- */

static bool
path_request(const struct rec_path *path, const struct links *links,
    struct rtnl_next_hop *hop, const char **why)
{
	const struct links_entry *e;

	*hop = (struct rtnl_next_hop){ .weight = 1 };
	/* the kernel takes an unspecified gateway for none, and says so */
	if (HAS(path, path, next_hop) && !addr_is_unspecified(&path->next_hop))
		hop->gateway = path->next_hop;
	if (HAS(path, path, weight) && path->weight > 0)
		hop->weight = path->weight > 256 ? 256 : (uint16_t)path->weight;
	if (!HAS(path, path, interface)) {
		*why = "the path has neither next hop nor interface";
		return hop->gateway.ip != ADDR_NONE;
	}
	e = links_named(links, path->interface);
	if (e == NULL) {
		*why = "the interface is not there";
		return false;
	}
	hop->interface = e->link.index;
	return true;
}

bool
kernel_route_request(const struct rec_route *r, const struct links *links,
    struct rtnl_route *to, const char **why)
{
	*to = (struct rtnl_route){
		.prefix = r->prefix,
		.type = RTN_UNICAST,
		.scope = RT_SCOPE_UNIVERSE,
	};
	if (r->paths.n == 0) {
		*why = "the route has no path";
		return false;
	}
	for (uint32_t i = 0; i < r->paths.n && i < RTNL_NEXT_HOPS; i++)
		if (!path_request(&r->paths.at[i], links,
			&to->next_hops[to->n_next_hops++], why))
			return false;
	if (to->n_next_hops == 1 && to->next_hops[0].gateway.ip == ADDR_NONE)
		to->scope = RT_SCOPE_LINK;
	return true;
}

/* An interface of 0 was left to the kernel, which has named one since. */
static bool
hop_same(
    const struct rtnl_next_hop *a, const struct rtnl_next_hop *b, bool weighs)
{
	return addr_cmp(&a->gateway, &b->gateway) == 0 &&
	       (a->interface == b->interface || a->interface == 0 ||
		   b->interface == 0) &&
	       (!weighs || a->weight == b->weight);
}

bool
kernel_next_hops_same(const struct rtnl_next_hop *a, unsigned n_a,
    const struct rtnl_next_hop *b, unsigned n_b)
{
	uint64_t taken = 0; /* next hops of b that have their like in a */

	static_assert(RTNL_NEXT_HOPS <= 64, "a bit for each");
	if (n_a != n_b)
		return false;
	for (unsigned i = 0; i < n_a; i++) {
		unsigned k = 0;

		while (k < n_b && ((taken >> k & 1) != 0 ||
				      !hop_same(&a[i], &b[k], n_a > 1)))
			k++;
		if (k == n_b)
			return false;
		taken |= UINT64_C(1) << k;
	}
	return true;
}
