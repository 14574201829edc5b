/* What a `peer` record and the router record ask of a session. */
#include "cli/cli.h"
#include "core/bgp_role.h"
#include "edge/secret.h"
#include "speaker.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_HOLD_TIME     90
#define DEFAULT_CONNECT_RETRY 10
#define DEFAULT_RESTART_TIME  120
#define DEFAULT_STALE_TIME    360
#define IDLE_HOLD_MIN         MONO_S(1)
#define IDLE_HOLD_MAX         MONO_S(120)

static const struct name restart_modes[] = {
	{ BGP_RESTART_HELPER, "helper" },
	{ BGP_RESTART_FULL, "full" },
	{ BGP_RESTART_OFF, "off" },
	{ 0 },
};

static const struct name roles[] = {
	{ BGP_ROLE_PROVIDER, "provider" },
	{ BGP_ROLE_RS, "rs" },
	{ BGP_ROLE_RS_CLIENT, "rs_client" },
	{ BGP_ROLE_CUSTOMER, "customer" },
	{ BGP_ROLE_PEER, "peer" },
	{ 0 },
};

/* Without `families`: that of the addresses that the session runs over. */
static void
read_families(struct neighbor *n, unsigned ip, struct bgp_fsm_config *c)
{
	const struct rec_peer *p = neighbor_peer(n);

	if (!HAS(p, peer, families)) {
		c->families[c->n_families++] =
		    ip == ADDR_IP6 ? FAMILY_IPV6_UNICAST : FAMILY_IPV4_UNICAST;
	}
	for (uint32_t i = 0; i < p->families.n; i++)
		if (bgp_family_known(p->families.at[i]) &&
		    c->n_families < BGP_MAX_FAMILIES)
			c->families[c->n_families++] = p->families.at[i];
	for (unsigned i = 0; i < c->n_families; i++) {
		c->add_path[i] =
		    member_add_path(p, c->families[i], &(uint16_t){ 0 });
		c->hop6[i] =
		    bgp_family_extends_hop(c->families[i]) &&
		    (HAS(p, peer, extended_next_hop) ? p->extended_next_hop
						     : ip == ADDR_IP6);
	}
}

static void
read_restart(struct neighbor *n, struct bgp_restart_offer *o)
{
	const struct rec_graceful_restart *g =
	    &neighbor_peer(n)->graceful_restart;
	const struct rec_router *r = &n->speaker->router->router;
	int mode = HAS(neighbor_peer(n), peer, graceful_restart)
		       ? BGP_RESTART_FULL
		       : BGP_RESTART_HELPER;

	if (HAS(g, graceful_restart, mode))
		name_find(restart_modes, g->mode, strlen(g->mode), &mode);
	o->mode = (enum bgp_restart_mode)mode;
	o->notification =
	    !HAS(g, graceful_restart, notification) || g->notification;
	o->long_lived = neighbor_peer(n)->long_lived_restart;
	o->time = DEFAULT_RESTART_TIME;
	if (HAS(g, graceful_restart, restart_time))
		o->time = (uint16_t)g->restart_time;
	else if (HAS(r, router, restart_time))
		o->time = (uint16_t)r->restart_time;
	n->restart.stale_time =
	    MONO_S(HAS(g, graceful_restart, stale_time) ? g->stale_time
							: DEFAULT_STALE_TIME);
}

/* RFC 9234 4: a role is towards another AS. */
static void
read_role(struct neighbor *n, struct bgp_fsm_config *c)
{
	const struct rec_peer *p = neighbor_peer(n);
	int role;

	if (!HAS(p, peer, role) || c->local_as == c->remote_as ||
	    !name_find(roles, p->role, strlen(p->role), &role))
		return;
	c->has_role = true;
	c->role = (uint8_t)role;
	c->role_strict = p->role_strict;
}

static void
read_engine(struct neighbor *n, unsigned ip, struct bgp_fsm_config *c)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct rec_router *r = &n->speaker->router->router;

	c->local_as = as_of(r, p);
	c->member = as_is_member(r, p->remote_as);
	c->remote_as = p->remote_as;
	c->local_id = addr_u32(&r->router_id);
	c->hold_time = HAS(p, peer, hold_time) ? (uint16_t)p->hold_time
					       : DEFAULT_HOLD_TIME;
	c->passive = p->passive;
	c->connect_retry =
	    MONO_S(HAS(p, peer, connect_retry) ? p->connect_retry
					       : DEFAULT_CONNECT_RETRY);
	read_restart(n, &c->restart);
	read_role(n, c);
	c->idle_hold_min = IDLE_HOLD_MIN;
	c->idle_hold_max = IDLE_HOLD_MAX;
	read_families(n, ip, c);
}

/*
 * One hop to an eBGP neighbour unless it says `multihop` or a ttl; with `gtsm`
 * (RFC 5082) we send 255 and take what has come over no router.
 */
static void
read_reach(struct neighbor *n, struct terms *t)
{
	const struct rec_peer *p = neighbor_peer(n);

	if (p->gtsm) {
		t->ttl = 255;
		t->min_ttl = HAS(p, peer, ttl) ? (uint8_t)(256 - p->ttl) : 255;
	} else if (HAS(p, peer, ttl)) {
		t->ttl = (uint8_t)p->ttl;
	} else if (t->fsm.local_as != t->fsm.remote_as && !p->multihop) {
		t->ttl = 1;
	}
	if (HAS(p, peer, interface)) {
		snprintf(
		    t->interface, sizeof(t->interface), "%s", p->interface);
		t->ifindex = if_nametoindex(p->interface);
	}
	if (HAS(p, peer, vrf))
		snprintf(t->vrf, sizeof(t->vrf), "%s", p->vrf);
}

static void
read_key(struct neighbor *n, struct terms *t)
{
	const struct rec_peer *p = neighbor_peer(n);
	ssize_t size;

	if (!HAS(p, peer, password_file))
		return;
	size = secret_read(
	    n->speaker->cli->secrets, p->password_file, t->key, sizeof(t->key));
	if (size < 0)
		held_because(n, "password_file: %s: %s", p->password_file,
		    errno == EPERM ? "others may read it (mode 0600 is needed)"
				   : strerror(errno));
	else
		t->key_n = (uint8_t)size;
}

struct terms
terms_read(struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);
	struct terms t;

	memset(&t, 0, sizeof(t)); /* terms are compared as bytes */
	t.remote = p->remote_address;
	t.remote_len = (uint8_t)addr_bits(&t.remote);
	if (neighbor_is_range(n)) {
		t.remote = prefix_mask(p->remote_prefix).addr;
		t.remote_len = p->remote_prefix.len;
	}
	t.local = p->local_address;
	t.port = HAS(p, peer, port) ? (uint16_t)p->port : BGP_PORT;
	t.client = p->route_reflector_client;
	t.local_as_mode = as_local_mode(p);
	read_engine(n, t.remote.ip, &t.fsm);
	read_reach(n, &t);
	read_key(n, &t);
	return t;
}
