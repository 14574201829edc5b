/* Any bytes as an rtnetlink message; a route comes back from its request. */
#include "wire/rtnl.h"
#include "base/buf.h"
#include "base/fault.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * What is only read: a gateway of the other family, where there can be none,
 * and a next hop that leads nowhere.
 */
static bool
can_be_said(const struct rtnl_route *route)
{
	bool is_ip6 = route->prefix.addr.ip == ADDR_IP6;

	for (unsigned i = 0; i < route->n_next_hops; i++) {
		const struct rtnl_next_hop *hop = &route->next_hops[i];

		if (is_ip6 && hop->gateway.ip == ADDR_IP4)
			return false;
		if (hop->gateway.ip == ADDR_NONE && hop->interface == 0)
			return false;
	}
	return true;
}

/* As a request, which must hold; then as a message again. */
static size_t
say(const struct rtnl_route *route, uint8_t *to)
{
	struct wbuf w = wbuf(to, RTNL_ROUTE_MAX);

	if (!rtnl_route_encode(&w, RTNL_REPLACE, route))
		abort();
	return wbuf_used(&w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t first[RTNL_ROUTE_MAX], second[RTNL_ROUTE_MAX];
	struct rtnl_message m, again;
	struct fault fault;
	size_t n;

	if (!rtnl_decode(&m, data, size, &fault)) {
		const uint8_t *at = fault.at;

		if (at != NULL && (at < data || at > data + size))
			abort();
		return 0;
	}
	if (m.kind != RTNL_ROUTE || !can_be_said(&m.route))
		return 0;
	n = say(&m.route, first);
	if (!rtnl_decode(&again, first, n, &fault))
		abort();
	if (again.route.n_next_hops > m.route.n_next_hops ||
	    prefix_cmp(&again.route.prefix, &m.route.prefix) != 0)
		abort();
	if (say(&again.route, second) != n || memcmp(first, second, n) != 0)
		abort();
	return 0;
}
