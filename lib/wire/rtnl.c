/*
 * rtnetlink messages to structs: a header, a fixed part and attributes, some of
 * which hold attributes again; everything is padded to four bytes.
 */
#include "wire/rtnl.h"

#include "base/buf.h"
#include "base/fault.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static uint16_t
get_host16(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 2);
	uint16_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof(v));
	return v;
}

static uint32_t
get_host32(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 4);
	uint32_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof(v));
	return v;
}

/* ---- attributes ---- */

typedef void attr_fn(void *to, unsigned type, struct rbuf *value);

/*
 * A value of `len` bytes in all, a header of `header` bytes of which have been
 * read, and its padding, which the last one may lack.
 */
static struct rbuf
get_padded(struct rbuf *r, size_t len, size_t header)
{
	size_t pad = -len & 3;
	struct rbuf value = { .at = r->at, .end = r->at, .bad = true };

	if (len < header) {
		get_bytes(r, SIZE_MAX);
		return value;
	}
	value = get_sub(r, len - header);
	if (!value.bad)
		get_bytes(r, pad < rbuf_left(r) ? pad : rbuf_left(r));
	return value;
}

/* Calls for each; one that cannot be read makes the reader bad. */
static void
get_attrs(struct rbuf *r, attr_fn *take, void *to)
{
	while (rbuf_left(r) > 0) {
		uint16_t len = get_host16(r), type = get_host16(r);
		struct rbuf value = get_padded(r, len, 4);

		take(to, type & NLA_TYPE_MASK, &value);
		if (value.bad) {
			r->at = r->end = value.at;
			r->bad = true;
		}
	}
}

/* The one number that the value is. */
static uint32_t
value_u32(struct rbuf *value)
{
	uint32_t v = get_host32(value);

	if (rbuf_left(value) > 0)
		value->bad = true;
	return v;
}

/* The one address that the value is. */
static struct addr
value_addr(struct rbuf *value, unsigned ip)
{
	const uint8_t *p = get_bytes(value, ip == ADDR_IP4 ? 4 : 16);

	if (rbuf_left(value) > 0)
		value->bad = true;
	return p != NULL ? addr_from(ip, p) : (struct addr){ 0 };
}

static void
value_name(struct rbuf *value, char to[RTNL_NAME])
{
	size_t n = rbuf_left(value);
	const uint8_t *p = get_bytes(value, n);

	if (n == 0 || n > RTNL_NAME || memchr(p, '\0', n) != p + n - 1)
		value->bad = true;
	else
		memcpy(to, p, n);
}

static unsigned
ip_of(unsigned family)
{
	return family == AF_INET    ? ADDR_IP4
	       : family == AF_INET6 ? ADDR_IP6
				    : ADDR_NONE;
}

/* ---- routes ---- */

/* A route on the way: its one next hop stands among its own attributes. */
struct draft {
	struct rtnl_route *route;
	struct rtnl_next_hop only;
};

static void
next_hop_flags(struct rtnl_next_hop *hop, unsigned flags)
{
	hop->onlink = flags & RTNH_F_ONLINK;
	hop->dead = flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN);
}

static bool
is_there(const struct rtnl_next_hop *hop)
{
	return hop->interface != 0 || hop->gateway.ip != ADDR_NONE ||
	       hop->encapsulated;
}

/* What describes a next hop, alone or as one of several. */
static void
next_hop_attr(
    struct rtnl_next_hop *hop, unsigned ip, unsigned type, struct rbuf *value)
{
	switch (type) {
	case RTA_GATEWAY:
		hop->gateway = value_addr(value, ip);
		break;
	case RTA_VIA:
		ip = ip_of(get_host16(value));
		if (ip == ADDR_NONE)
			hop->encapsulated = true; /* not over IP */
		else
			hop->gateway = value_addr(value, ip);
		break;
	case RTA_ENCAP_TYPE:
		hop->encapsulated = true;
		break;
	}
}

static void
member_attr(void *to, unsigned type, struct rbuf *value)
{
	struct draft *draft = to;
	struct rtnl_route *route = draft->route;

	next_hop_attr(&route->next_hops[route->n_next_hops],
	    route->prefix.addr.ip, type, value);
}

/* RTA_MULTIPATH: struct rtnexthop and its attributes, again and again. */
static void
get_next_hops(struct draft *draft, struct rbuf *value)
{
	struct rtnl_route *route = draft->route;

	while (rbuf_left(value) > 0) {
		struct rtnl_next_hop *hop =
		    &route->next_hops[route->n_next_hops];
		uint16_t len = get_host16(value);
		uint8_t flags = get_u8(value), hops = get_u8(value);
		uint32_t interface = get_host32(value);
		struct rbuf attrs = get_padded(value, len, 8);

		if (route->n_next_hops == RTNL_NEXT_HOPS) {
			value->bad = true;
			return;
		}
		*hop = (struct rtnl_next_hop){ .interface = interface };
		hop->weight = (uint16_t)(hops + 1);
		next_hop_flags(hop, flags);
		get_attrs(&attrs, member_attr, draft);
		value->bad |= attrs.bad;
		if (value->bad)
			return;
		route->n_next_hops++;
	}
}

static void
route_attr(void *to, unsigned type, struct rbuf *value)
{
	struct draft *draft = to;
	struct rtnl_route *route = draft->route;
	unsigned ip = route->prefix.addr.ip;

	switch (type) {
	case RTA_DST:
		route->prefix.addr = value_addr(value, ip);
		route->prefix.addr.ip = (uint8_t)ip;
		break;
	case RTA_TABLE:
		route->table = value_u32(value);
		break;
	case RTA_PRIORITY:
		route->metric = value_u32(value);
		break;
	case RTA_PREFSRC:
		route->source = value_addr(value, ip);
		break;
	case RTA_MULTIPATH:
		route->n_next_hops = 0;
		get_next_hops(draft, value);
		break;
	case RTA_OIF:
		draft->only.interface = value_u32(value);
		break;
	case RTA_GATEWAY:
	case RTA_VIA:
	case RTA_ENCAP_TYPE:
		next_hop_attr(&draft->only, ip, type, value);
		break;
	}
}

/* struct rtmsg */
static bool
route_decode(struct rtnl_message *m, struct rbuf *r, struct fault *f)
{
	struct rtnl_route *route = &m->route;
	struct draft draft = {
		.route = route,
	};
	unsigned ip = ip_of(get_u8(r)), source_len, tos;
	uint32_t flags;

	*route = (struct rtnl_route){ .prefix.addr.ip = (uint8_t)ip };
	route->prefix.len = get_u8(r);
	source_len = get_u8(r);
	tos = get_u8(r);
	route->table = get_u8(r);
	route->protocol = get_u8(r);
	route->scope = get_u8(r);
	route->type = get_u8(r);
	flags = get_host32(r);
	if (r->bad)
		return fault(f, r->at, 0, "route cut short");
	if (ip == ADDR_NONE || source_len > 0 || tos > 0)
		return true;
	if (route->prefix.len > addr_bits(&route->prefix.addr))
		return fault(f, r->at, 0, "prefix length out of range");
	route->cloned = flags & RTM_F_CLONED;
	next_hop_flags(&draft.only, flags);
	get_attrs(r, route_attr, &draft);
	if (r->bad)
		return fault(f, r->at, 0, "route attribute of a wrong length");
	route->prefix = prefix_mask(route->prefix);
	if (is_there(&draft.only) && route->n_next_hops == 0)
		route->next_hops[route->n_next_hops++] = draft.only;
	if (route->n_next_hops == 1)
		route->next_hops[0].weight = 1;
	m->kind = RTNL_ROUTE;
	return true;
}

/* ---- links ---- */

static void
vrf_attr(void *to, unsigned type, struct rbuf *value)
{
	struct rtnl_link *link = to;

	if (type == IFLA_VRF_TABLE)
		link->vrf_table = value_u32(value);
}

static void
info_attr(void *to, unsigned type, struct rbuf *value)
{
	struct rtnl_link *link = to;

	switch (type) {
	case IFLA_INFO_KIND:
		value_name(value, link->kind);
		break;
	case IFLA_INFO_SLAVE_KIND:
		value_name(value, link->master_kind);
		break;
	case IFLA_INFO_DATA: /* the kernel writes it after the kind */
		if (strcmp(link->kind, "vrf") == 0)
			get_attrs(value, vrf_attr, link);
		break;
	}
}

static void
link_attr(void *to, unsigned type, struct rbuf *value)
{
	struct rtnl_link *link = to;

	switch (type) {
	case IFLA_IFNAME:
		value_name(value, link->name);
		break;
	case IFLA_MTU:
		link->mtu = value_u32(value);
		break;
	case IFLA_MASTER:
		link->master = value_u32(value);
		break;
	case IFLA_LINKINFO:
		get_attrs(value, info_attr, link);
		break;
	}
}

/* struct ifinfomsg */
static bool
link_decode(struct rtnl_message *m, struct rbuf *r, struct fault *f)
{
	struct rtnl_link *link = &m->link;
	uint8_t family = get_u8(r);
	uint32_t flags;

	*link = (struct rtnl_link){ 0 };
	get_bytes(r, 3); /* padding, hardware type */
	link->index = get_host32(r);
	flags = get_host32(r);
	get_host32(r); /* change mask */
	if (r->bad)
		return fault(f, r->at, 0, "link cut short");
	/* One that leaves a bridge is "deleted", in the bridge's family. */
	if (family != AF_UNSPEC)
		return true;
	link->admin_up = flags & IFF_UP;
	link->up = link->admin_up && (flags & IFF_RUNNING);
	link->loopback = flags & IFF_LOOPBACK;
	get_attrs(r, link_attr, link);
	if (r->bad)
		return fault(f, r->at, 0, "link attribute of a wrong length");
	if (link->name[0] == '\0')
		return fault(f, r->at, 0, "link without a name");
	m->kind = RTNL_LINK;
	return true;
}

/* ---- addresses ---- */

static void
addr_attr(void *to, unsigned type, struct rbuf *value)
{
	struct rtnl_addr *a = to;
	unsigned ip = a->prefix.addr.ip;

	switch (type) {
	case IFA_LOCAL:
		a->prefix.addr = value_addr(value, ip);
		a->prefix.addr.ip = (uint8_t)ip;
		break;
	case IFA_ADDRESS: /* the peer's, where there is IFA_LOCAL */
		a->peer = value_addr(value, ip);
		break;
	case IFA_FLAGS: /* all 32 bits of what the header has 8 of */
		a->flags = value_u32(value);
		break;
	}
}

/* struct ifaddrmsg */
static bool
addr_decode(struct rtnl_message *m, struct rbuf *r, struct fault *f)
{
	struct rtnl_addr *a = &m->addr;
	unsigned ip = ip_of(get_u8(r));
	struct addr none = { .ip = (uint8_t)ip };

	*a = (struct rtnl_addr){ .prefix.addr = none };
	a->prefix.len = get_u8(r);
	a->flags = get_u8(r);
	a->scope = get_u8(r);
	a->interface = get_host32(r);
	if (r->bad)
		return fault(f, r->at, 0, "address cut short");
	if (ip == ADDR_NONE)
		return true;
	if (a->prefix.len > addr_bits(&none))
		return fault(f, r->at, 0, "prefix length out of range");
	get_attrs(r, addr_attr, a);
	if (r->bad)
		return fault(
		    f, r->at, 0, "address attribute of a wrong length");
	if (addr_cmp(&a->prefix.addr, &none) == 0)
		a->prefix.addr = a->peer;
	if (addr_cmp(&a->prefix.addr, &a->peer) == 0)
		a->peer = (struct addr){ 0 };
	if (a->prefix.addr.ip == ADDR_NONE)
		return fault(f, r->at, 0, "address message without an address");
	m->kind = RTNL_ADDR;
	return true;
}

/* struct nlmsghdr */
bool
rtnl_decode(struct rtnl_message *m, const void *at, size_t n, struct fault *f)
{
	struct rbuf r = rbuf(at, n);
	uint32_t len = get_host32(&r);
	uint16_t type = get_host16(&r), flags;

	flags = get_host16(&r);
	get_bytes(&r, 8); /* sequence number, port */
	if (r.bad || len != n)
		return fault(f, at, 0, "netlink message of a wrong length");
	m->kind = RTNL_OTHER;
	m->deleted = false;
	m->answer = flags & NLM_F_MULTI;
	switch (type) {
	case RTM_DELROUTE:
		m->deleted = true;
		return route_decode(m, &r, f);
	case RTM_NEWROUTE:
		if (!route_decode(m, &r, f))
			return false;
		m->route.replaces = flags & NLM_F_REPLACE;
		return true;
	case RTM_DELLINK:
		m->deleted = true;
		return link_decode(m, &r, f);
	case RTM_NEWLINK:
		return link_decode(m, &r, f);
	case RTM_DELADDR:
		m->deleted = true;
		return addr_decode(m, &r, f);
	case RTM_NEWADDR:
		return addr_decode(m, &r, f);
	}
	return true;
}
