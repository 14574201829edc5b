/* From `peer` records to neighbours: terms, what holds one down, changes. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "edge/secret.h"
#include "speaker.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
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

bool
neighbor_is_external(const struct neighbor *n)
{
	return n->terms.fsm.local_as != n->terms.fsm.remote_as;
}

/* ---- terms ---- */

/* Without `families`: that of the addresses that the session runs over. */
static void
read_families(struct neighbor *n, struct bgp_fsm_config *c)
{
	const struct rec_peer *p = neighbor_peer(n);

	if (!HAS(p, peer, families)) {
		c->families[c->n_families++] = p->remote_address.ip == ADDR_IP6
						   ? FAMILY_IPV6_UNICAST
						   : FAMILY_IPV4_UNICAST;
	}
	for (uint32_t i = 0; i < p->families.n; i++)
		if (bgp_family_known(p->families.at[i]) &&
		    c->n_families < BGP_MAX_FAMILIES)
			c->families[c->n_families++] = p->families.at[i];
	for (unsigned i = 0; i < c->n_families; i++)
		c->add_path[i] =
		    member_add_path(p, c->families[i], &(uint16_t){ 0 });
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
	o->time = DEFAULT_RESTART_TIME;
	if (HAS(g, graceful_restart, restart_time))
		o->time = (uint16_t)g->restart_time;
	else if (HAS(r, router, restart_time))
		o->time = (uint16_t)r->restart_time;
	n->restart.stale_time =
	    MONO_S(HAS(g, graceful_restart, stale_time) ? g->stale_time
							: DEFAULT_STALE_TIME);
}

static void
read_engine(struct neighbor *n, struct bgp_fsm_config *c)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct rec_router *r = &n->speaker->router->router;

	c->local_as = HAS(p, peer, local_as) ? p->local_as : r->as;
	c->remote_as = p->remote_as;
	c->local_id = addr_u32(&r->router_id);
	c->hold_time = HAS(p, peer, hold_time) ? (uint16_t)p->hold_time
					       : DEFAULT_HOLD_TIME;
	c->passive = p->passive;
	c->connect_retry =
	    MONO_S(HAS(p, peer, connect_retry) ? p->connect_retry
					       : DEFAULT_CONNECT_RETRY);
	read_restart(n, &c->restart);
	c->idle_hold_min = IDLE_HOLD_MIN;
	c->idle_hold_max = IDLE_HOLD_MAX;
	read_families(n, c);
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

static struct terms
read_terms(struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);
	struct terms t;

	memset(&t, 0, sizeof(t)); /* terms are compared as bytes */
	t.remote = p->remote_address;
	t.local = p->local_address;
	t.port = HAS(p, peer, port) ? (uint16_t)p->port : BGP_PORT;
	t.client = p->route_reflector_client;
	read_engine(n, &t.fsm);
	read_reach(n, &t);
	read_key(n, &t);
	return t;
}

/* ---- chains ---- */

/* RFC 8212: across a border nothing goes without a policy. */
static enum bgp_chain_default
otherwise(const struct neighbor *n)
{
	return neighbor_is_external(n) ? BGP_CHAIN_CLOSED : BGP_CHAIN_OPEN;
}

/* The same names may be another chain by now: equal ones are one. */
static void
swap_import(struct neighbor *n)
{
	struct bgp_chain *old = n->import;

	n->import = bgp_chain_new(
	    n->speaker->policies, &neighbor_peer(n)->import, otherwise(n));
	for (unsigned i = 0; i < n->n_members; i++)
		n->members[i]->import.chain = n->import;
	if (old != NULL && old != n->import)
		member_all_refilter(n);
	if (old != NULL)
		bgp_chain_free(old);
}

static void
swap_export(struct neighbor *n)
{
	struct bgp_chain *old = n->export;

	n->export = bgp_chain_new(
	    n->speaker->policies, &neighbor_peer(n)->export_, otherwise(n));
	if (old != NULL && old != n->export) {
		for (unsigned i = 0; i < n->n_members; i++)
			if (n->members[i]->in_force)
				bgp_export_policy(n->speaker->export,
				    n->members[i]->told, n->export);
		speaker_work(n->speaker);
	}
	if (old != NULL)
		bgp_chain_free(old);
}

/* ---- as a source of the RIB ---- */

static void
fill_import(struct neighbor *n, const struct member *m, struct bgp_import *i)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct rec_router *r = &n->speaker->router->router;

	i->rib = n->speaker->rib;
	i->hops = n->speaker->hops;
	i->source = m->source;
	i->family = m->family;
	i->vrf = "";
	i->local_as = n->terms.fsm.local_as;
	i->remote_as = n->terms.fsm.remote_as;
	i->router_id = n->terms.fsm.local_id;
	i->cluster_id = HAS(r, router, cluster_id) ? addr_u32(&r->cluster_id)
						   : i->router_id;
	i->external = neighbor_is_external(n);
	i->allow_own_as = p->allow_own_as;
	i->max_prefixes = p->max_prefixes;
}

/* ---- review ---- */

/* Passive and connect_retry can change amid a session; all else cannot. */
static bool
needs_reset(const struct terms *old, const struct terms *new)
{
	struct terms a = *old;

	a.fsm.passive = new->fsm.passive;
	a.fsm.connect_retry = new->fsm.connect_retry;
	return memcmp(&a, new, sizeof(a)) != 0;
}

static void
begin(struct neighbor *n)
{
	struct bgp_fsm before = n->fsm;

	bgp_fsm_init(&n->fsm, &n->terms.fsm);
	n->fsm.messages_in = before.messages_in;
	n->fsm.messages_out = before.messages_out;
	n->fsm.established = before.established;
	n->fsm.notice = before.notice;
	restart_apply(n);
	n->running = true;
	session_start(n);
}

static void
halt(struct neighbor *n, uint16_t error, const char *why)
{
	if (n->running)
		session_stop(n, error, why, false);
	n->running = false;
}

/* Without the key, for however short, others could speak in its name. */
static bool
needs_key(const struct terms *old, const struct terms *new)
{
	return addr_cmp(&old->remote, &new->remote) != 0 ||
	       old->key_n != new->key_n ||
	       memcmp(old->key, new->key, old->key_n) != 0;
}

static void
take_terms(struct neighbor *n, const struct terms *t)
{
	bool key = needs_key(&n->terms, t);

	if (key)
		listen_key(n, true);
	n->terms = *t;
	if (key)
		listen_key(n, false);
	member_all_take(n);
}

/* Nothing can be read from its record before there is a router. */
static bool
review_terms(struct neighbor *n)
{
	struct terms t;

	n->held[0] = '\0';
	if (n->speaker->router == NULL) {
		held_because(n, "there is no router record yet");
		halt(n, BGP_CEASE_CONFIGURATION, "the router record is gone");
		return false;
	}
	t = read_terms(n);
	if (n->running && needs_reset(&n->terms, &t))
		halt(n, BGP_CEASE_CONFIGURATION, "its record has changed");
	take_terms(n, &t);
	n->fsm.config.passive = t.fsm.passive;
	n->fsm.config.connect_retry = t.fsm.connect_retry;
	return true;
}

void
neighbor_review(struct neighbor *n)
{
	if (review_terms(n)) {
		for (unsigned i = 0; i < n->n_members; i++)
			fill_import(n, n->members[i], &n->members[i]->import);
		swap_import(n);
		swap_export(n);
		held_find(n);
	}
	if (n->held[0] != '\0')
		halt(n,
		    neighbor_peer(n)->shutdown ? BGP_CEASE_SHUTDOWN
					       : BGP_CEASE_CONFIGURATION,
		    "held down");
	else if (!n->running && n->speaker->ready && !n->speaker->ending)
		begin(n);
	path_review(n);
	if (n->speaker->ready)
		state_tell(n);
}

/* ---- from records ---- */

static void
on_timer(void *ctx)
{
	session_tick(ctx);
}

static struct neighbor *
neighbor_new(struct speaker *sp, const struct rec *rec)
{
	struct neighbor *n = mem_zalloc(sizeof(*n));

	n->speaker = sp;
	n->rec = rec_dup(rec);
	n->name = n->rec->peer.name;
	n->timer = loop_timer_new(sp->loop, on_timer, n);
	bgp_fsm_init(&n->fsm, &n->terms.fsm);
	bgp_restart_init(&n->restart, MONO_S(DEFAULT_STALE_TIME));
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		link_init(&n->links[i], n, i);
	sp->neighbors = mem_grow(sp->neighbors, &sp->room_neighbors,
	    sp->n_neighbors, sizeof(struct neighbor *));
	sp->neighbors[sp->n_neighbors++] = n;
	return n;
}

void
neighbor_free(struct neighbor *n)
{
	path_end(n);
	listen_key(n, true);
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		link_fini(&n->links[i]);
	loop_timer_free(n->timer);
	member_all_free(n);
	if (n->import != NULL)
		bgp_chain_free(n->import);
	if (n->export != NULL)
		bgp_chain_free(n->export);
	rec_free(n->rec);
	free(n);
}

/* One of them may have waited for an address to be free. */
static void
review_held(struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (sp->neighbors[i]->held[0] != '\0')
			neighbor_review(sp->neighbors[i]);
}

static void
remove_neighbor(struct speaker *sp, size_t i)
{
	struct neighbor *n = sp->neighbors[i];

	halt(n, BGP_CEASE_DECONFIGURED, "its record is gone");
	state_tell_gone(n);
	sp->neighbors[i] = sp->neighbors[--sp->n_neighbors];
	neighbor_free(n);
	review_held(sp);
	speaker_work(sp);
}

/* Keys that the record may have and that do nothing here: better said. */
static void
warn_of_ignored(struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct {
		bool there;
		const char *key;
	} ignored[] = {
		{ HAS(p, peer, ao_file), "ao_file" },
		{ HAS(p, peer, role), "role" },
		{ HAS(p, peer, long_lived_restart), "long_lived_restart" },
		{ p->as_override, "as_override" },
		{ p->remove_private_as, "remove_private_as" },
		{ p->default_originate, "default_originate" },
		{ HAS(p, peer, site_of_origin), "site_of_origin" },
		{ HAS(p, peer, remote_prefix), "remote_prefix" },
	};

	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		if (ignored[i].there)
			cli_warn(n->speaker->cli,
			    "peer \"%s\": %s does nothing yet", n->name,
			    ignored[i].key);
}

/* What is told to it depends on these, while the session does not. */
static bool
needs_rejoin(const struct rec_peer *old, const struct rec_peer *new)
{
	return old->next_hop_self != new->next_hop_self ||
	       member_paths_differ(old, new);
}

static void
change_neighbor(struct neighbor *n, const struct rec *new)
{
	struct rec *old = n->rec;
	bool changed = !rec_equal(old, new);

	n->rec = rec_dup(new);
	n->name = n->rec->peer.name;
	neighbor_review(n);
	if (needs_rejoin(&old->peer, &n->rec->peer))
		member_all_rejoin(n);
	if (old->peer.allow_own_as != n->rec->peer.allow_own_as)
		member_all_refilter(n);
	session_limit(n);
	rec_free(old);
	if (!changed)
		return;
	warn_of_ignored(n);
	if (n->running && !n->fsm.started)
		session_start(n); /* it was stopped for good: once more */
	review_held(n->speaker);
}

void
neighbor_change(
    struct speaker *sp, const struct rec *old, const struct rec *new)
{
	const struct rec *key = old != NULL ? old : new;
	struct neighbor *n;
	size_t i;

	for (i = 0; i < sp->n_neighbors; i++)
		if (rec_key_equal(sp->neighbors[i]->rec, key))
			break;
	if (new == NULL) {
		if (i < sp->n_neighbors)
			remove_neighbor(sp, i);
	} else if (i < sp->n_neighbors) {
		change_neighbor(sp->neighbors[i], new);
	} else {
		n = neighbor_new(sp, new);
		warn_of_ignored(n);
		neighbor_review(n);
	}
}
