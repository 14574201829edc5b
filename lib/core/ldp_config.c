/* What may not stand in the `ldp` of a router record. */
#include "core/ldp_config.h"
#include "rec/rec.h"

#include <stdio.h>

static bool
refuse(struct rec_fault *f, const char *key, uint32_t i, const char *text)
{
	snprintf(f->key, sizeof(f->key), "ldp.%s[%u]", key, i);
	snprintf(f->text, sizeof(f->text), "%s", text);
	return false;
}

static bool
is_unicast(const struct addr *a)
{
	return !addr_is_unspecified(a) && !addr_is_multicast(a) &&
	       !addr_is_loopback(a) && !addr_is_link_local(a);
}

/* RFC 7552 6.1: an address that any neighbour can reach. */
static bool
check_transport(const struct rec_ldp_router *c, struct rec_fault *f)
{
	for (uint32_t i = 0; i < c->transport.n; i++) {
		if (!is_unicast(&c->transport.at[i]))
			return refuse(f, "transport", i,
			    "is no address that neighbours can connect to");
		for (uint32_t k = 0; k < i; k++)
			if (c->transport.at[k].ip == c->transport.at[i].ip)
				return refuse(f, "transport", i,
				    "is the second of its IP version");
	}
	return true;
}

static bool
check_targeted(const struct rec_ldp_router *c, struct rec_fault *f)
{
	for (uint32_t i = 0; i < c->targeted.n; i++)
		if (!is_unicast(&c->targeted.at[i]))
			return refuse(f, "targeted", i,
			    "is no address of a router elsewhere");
	return true;
}

static bool
check_neighbors(const struct rec_ldp_router *c, struct rec_fault *f)
{
	for (uint32_t i = 0; i < c->neighbors.n; i++) {
		const struct addr *id = &c->neighbors.at[i].router_id;

		if (id->ip != ADDR_IP4)
			return refuse(f, "neighbors", i,
			    "router_id is not an IPv4 address");
		for (uint32_t k = 0; k < i; k++)
			if (addr_cmp(&c->neighbors.at[k].router_id, id) == 0)
				return refuse(f, "neighbors", i,
				    "that router_id stands there twice");
	}
	return true;
}

bool
ldp_config_check(const struct rec_router *r, struct rec_fault *f)
{
	if (r->router_id.ip != ADDR_IP4) {
		snprintf(f->key, sizeof(f->key), "router_id");
		snprintf(f->text, sizeof(f->text), "is not an IPv4 address");
		return false;
	}
	return !HAS(r, router, ldp) ||
	       (check_transport(&r->ldp, f) && check_targeted(&r->ldp, f) &&
		   check_neighbors(&r->ldp, f));
}
