/* What we ask of the kernel, as rtnetlink messages. */
#include "base/buf.h"
#include "wire/rtnl.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

/* In host order; bad when v needs more bits, as the others of buf.h. */
static void
put_host16(struct wbuf *w, uint64_t v)
{
	uint16_t v16 = (uint16_t)v;

	w->bad |= v > UINT16_MAX;
	put_bytes(w, &v16, sizeof(v16));
}

static void
put_host32(struct wbuf *w, uint64_t v)
{
	uint32_t v32 = (uint32_t)v;

	w->bad |= v > UINT32_MAX;
	put_bytes(w, &v32, sizeof(v32));
}

/* ---- messages and attributes ---- */

static uint8_t *
put_header(struct wbuf *w, uint16_t type, uint16_t flags)
{
	uint8_t *start = w->at;

	put_host32(w, 0); /* length, known at the end */
	put_host16(w, type);
	put_host16(w, NLM_F_REQUEST | flags);
	put_host32(w, 0); /* sequence number, of whoever sends it */
	put_host32(w, 0); /* port: to the kernel */
	return start;
}

static bool
end_message(struct wbuf *w, uint8_t *start)
{
	uint32_t len = (uint32_t)(w->at - start);

	if (!w->bad)
		memcpy(start, &len, sizeof(len));
	return !w->bad;
}

/* An attribute, or a struct rtnexthop: both begin with 16 bits of length. */
static uint8_t *
put_start(struct wbuf *w)
{
	uint8_t *start = w->at;

	put_host16(w, 0);
	return start;
}

static void
put_end(struct wbuf *w, uint8_t *start)
{
	static const uint8_t padding[3];
	size_t n = (size_t)(w->at - start);
	uint16_t len = (uint16_t)n;

	w->bad |= n > UINT16_MAX;
	if (w->bad)
		return;
	memcpy(start, &len, sizeof(len));
	put_bytes(w, padding, -n & 3);
}

static void
put_attr(struct wbuf *w, uint16_t type, const void *from, size_t n)
{
	uint8_t *start = put_start(w);

	put_host16(w, type);
	put_bytes(w, from, n);
	put_end(w, start);
}

static void
put_attr32(struct wbuf *w, uint16_t type, uint32_t v)
{
	put_attr(w, type, &v, sizeof(v));
}

static void
put_attr_addr(struct wbuf *w, uint16_t type, const struct addr *a)
{
	put_attr(w, type, a->b, addr_bits(a) / 8);
}

static unsigned
family_of(unsigned ip)
{
	return ip == ADDR_IP4 ? AF_INET : ip == ADDR_IP6 ? AF_INET6 : AF_UNSPEC;
}

/* ---- routes ---- */

/* RFC 8950: an IPv4 route by way of an IPv6 neighbour. */
static void
put_via(struct wbuf *w, const struct addr *gateway)
{
	uint8_t *start = put_start(w);

	put_host16(w, RTA_VIA);
	put_host16(w, family_of(gateway->ip));
	put_bytes(w, gateway->b, addr_bits(gateway) / 8);
	put_end(w, start);
}

static void
put_gateway(struct wbuf *w, unsigned ip, const struct addr *gateway)
{
	if (gateway->ip == ip)
		put_attr_addr(w, RTA_GATEWAY, gateway);
	else if (gateway->ip != ADDR_NONE && ip == ADDR_IP4)
		put_via(w, gateway);
	else
		w->bad |= gateway->ip != ADDR_NONE; /* there is no such thing */
}

static void
put_only(struct wbuf *w, unsigned ip, const struct rtnl_next_hop *hop)
{
	put_gateway(w, ip, &hop->gateway);
	if (hop->interface != 0)
		put_attr32(w, RTA_OIF, hop->interface);
}

static void
put_several(struct wbuf *w, unsigned ip, const struct rtnl_route *route)
{
	uint8_t *all = put_start(w);

	put_host16(w, RTA_MULTIPATH);
	for (unsigned i = 0; i < route->n_next_hops; i++) {
		const struct rtnl_next_hop *hop = &route->next_hops[i];
		uint8_t *one = put_start(w);

		put_u8(w, hop->onlink ? RTNH_F_ONLINK : 0);
		put_u8(w, hop->weight > 0 ? hop->weight - 1u : 0);
		put_host32(w, hop->interface);
		put_gateway(w, ip, &hop->gateway);
		put_end(w, one);
	}
	put_end(w, all);
}

static const struct {
	uint16_t type, flags;
} ops[] = {
	[RTNL_ADD] = { RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL },
	[RTNL_REPLACE] = { RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE },
	[RTNL_DEL] = { RTM_DELROUTE, 0 },
};

/* struct rtmsg */
static void
put_rtmsg(struct wbuf *w, const struct rtnl_route *route)
{
	bool onlink = route->n_next_hops == 1 && route->next_hops[0].onlink;

	put_u8(w, family_of(route->prefix.addr.ip));
	put_u8(w, route->prefix.len);
	put_u8(w, 0); /* length of a source prefix */
	put_u8(w, 0); /* TOS */
	put_u8(w, route->table <= UINT8_MAX ? route->table : RT_TABLE_UNSPEC);
	put_u8(w, route->protocol);
	put_u8(w, route->scope);
	put_u8(w, route->type);
	put_host32(w, onlink ? RTNH_F_ONLINK : 0);
}

bool
rtnl_route_encode(
    struct wbuf *w, enum rtnl_op op, const struct rtnl_route *route)
{
	unsigned ip = route->prefix.addr.ip;
	uint8_t *start = put_header(w, ops[op].type, ops[op].flags);

	if (ip == ADDR_NONE || route->n_next_hops > RTNL_NEXT_HOPS) {
		w->bad = true;
		return false;
	}
	put_rtmsg(w, route);
	put_attr_addr(w, RTA_DST, &route->prefix.addr);
	if (route->table > UINT8_MAX)
		put_attr32(w, RTA_TABLE, route->table);
	if (route->metric != 0)
		put_attr32(w, RTA_PRIORITY, route->metric);
	if (route->source.ip != ADDR_NONE)
		put_attr_addr(w, RTA_PREFSRC, &route->source);
	if (route->n_next_hops == 1)
		put_only(w, ip, &route->next_hops[0]);
	else if (route->n_next_hops > 1)
		put_several(w, ip, route);
	return end_message(w, start);
}

/* ---- dumps ---- */

bool
rtnl_routes_get(struct wbuf *w, unsigned ip, uint32_t table, uint8_t protocol)
{
	struct rtnl_route filter = { .table = table, .protocol = protocol };
	uint8_t *start = put_header(w, RTM_GETROUTE, NLM_F_DUMP);

	filter.prefix.addr.ip = (uint8_t)ip;
	put_rtmsg(w, &filter);
	if (table != 0)
		put_attr32(w, RTA_TABLE, table);
	return end_message(w, start);
}

bool
rtnl_links_get(struct wbuf *w)
{
	uint8_t *start = put_header(w, RTM_GETLINK, NLM_F_DUMP);

	put_host32(w, AF_UNSPEC); /* and padding, hardware type */
	put_host32(w, 0);         /* index: all */
	put_host32(w, 0);         /* flags */
	put_host32(w, 0);         /* change mask */
	put_attr32(w, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return end_message(w, start);
}

bool
rtnl_addrs_get(struct wbuf *w, unsigned ip)
{
	uint8_t *start = put_header(w, RTM_GETADDR, NLM_F_DUMP);

	put_u8(w, family_of(ip));
	put_u8(w, 0);     /* prefix length */
	put_u8(w, 0);     /* flags */
	put_u8(w, 0);     /* scope */
	put_host32(w, 0); /* index: all */
	return end_message(w, start);
}
