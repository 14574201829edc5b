/* From `peer` records to neighbours: terms, what holds one down, changes. */
#include "base/mem.h"
#include "cli/cli.h"
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

/* ---- chains ---- */

/* RFC 8212: across a border nothing goes without a policy. */
static enum bgp_chain_default
otherwise(const struct neighbor *n)
{
	return neighbor_is_outside(n) ? BGP_CHAIN_CLOSED : BGP_CHAIN_OPEN;
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

/* Once: what does not go over this border, for lack of a policy (RFC 8212). */
void
neighbor_tell_silence(const struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);
	bool in = HAS(p, peer, import), out = HAS(p, peer, export_);

	if (!neighbor_is_outside(n) || n->fsm.established > 1 || (in && out))
		return;
	cli_info(n->speaker->cli,
	    "peer \"%s\": %s, for lack of a policy (RFC 8212)", n->name,
	    in    ? "it is told nothing"
	    : out ? "nothing of it is taken"
		  : "it is told nothing, and nothing of it is taken");
}

/* ---- as a source of the RIB ---- */

static void
fill_import(struct neighbor *n, const struct member *m, struct bgp_import *i)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct rec_router *r = &n->speaker->router->router;

	i->rib = n->speaker->rib;
	i->hops = bgp_hops_of_vrf(n->speaker->hops, n->terms.vrf);
	i->source = m->source;
	i->family = m->family;
	i->vrf = n->terms.vrf;
	i->local_as = n->terms.fsm.local_as;
	i->remote_as = n->terms.fsm.remote_as;
	i->router_id = n->terms.fsm.local_id;
	i->cluster_id = HAS(r, router, cluster_id) ? addr_u32(&r->cluster_id)
						   : i->router_id;
	i->external = neighbor_is_outside(n);
	i->member = neighbor_is_member(n);
	i->confederation =
	    HAS(r, router, confederation) ? r->confederation.id : 0;
	i->true_as = HAS(p, peer, local_as) && p->local_as != as_outside(r)
			 ? as_outside(r)
			 : 0;
	i->prepend_as =
	    n->terms.local_as_mode == LOCAL_AS_BOTH ? i->local_as : 0;
	i->has_role = n->terms.fsm.has_role;
	i->role = n->terms.fsm.role;
	i->has_site = HAS(p, peer, site_of_origin);
	i->site = p->site_of_origin;
	i->graceful_shutdown = p->graceful_shutdown;
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
	n->fsm.notices = before.notices;
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

/* Held down: on purpose, or for want of something. */
static void
halt_held(struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);

	if (!p->shutdown)
		halt(n, BGP_CEASE_CONFIGURATION, "held down");
	else if (n->running)
		session_shutdown(n,
		    HAS(p, peer, shutdown_message) ? p->shutdown_message : "");
	n->running = false;
}

/* Without the key, for however short, others could speak in its name. */
static bool
needs_key(const struct terms *old, const struct terms *new)
{
	return addr_cmp(&old->remote, &new->remote) != 0 ||
	       strcmp(old->vrf, new->vrf) != 0 ||
	       old->remote_len != new->remote_len || old->key_n != new->key_n ||
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
	n->speaker->listen_due = true;
	if (neighbor_is_range(n))
		member_all_free(n);
	else
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
	t = terms_read(n);
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
		halt_held(n);
	else if (!n->running && !neighbor_is_range(n) && n->speaker->ready &&
		 !n->speaker->ending)
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

struct neighbor *
neighbor_new(struct speaker *sp, const struct rec *rec)
{
	struct neighbor *n = mem_zalloc(sizeof(*n));

	n->speaker = sp;
	n->rec = rec_dup(rec);
	n->name = n->rec->peer.name;
	n->targets_due = n->far_due = MONO_NEVER;
	n->timer = loop_timer_new(sp->loop, on_timer, n);
	bgp_fsm_init(&n->fsm, &n->terms.fsm);
	bgp_restart_init(&n->restart, 0); /* see terms_read() */
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

void
neighbor_remove(struct neighbor *n)
{
	struct speaker *sp = n->speaker;
	size_t i = 0;

	halt(n, BGP_CEASE_DECONFIGURED, "its record is gone");
	state_tell_gone(n);
	while (sp->neighbors[i] != n)
		i++;
	sp->neighbors[i] = sp->neighbors[--sp->n_neighbors];
	neighbor_free(n);
	sp->listen_due = true;
	review_held(sp);
	speaker_work(sp);
}

static bool
site_differs(const struct rec_peer *a, const struct rec_peer *b)
{
	return memcmp(&a->site_of_origin, &b->site_of_origin,
		   sizeof(a->site_of_origin)) != 0;
}

/* What is told to it depends on these, while the session does not. */
static bool
needs_renewal(const struct rec_peer *old, const struct rec_peer *new)
{
	return old->next_hop_self != new->next_hop_self ||
	       old->as_override != new->as_override ||
	       old->remove_private_as != new->remove_private_as ||
	       member_paths_differ(old, new) ||
	       old->graceful_shutdown != new->graceful_shutdown ||
	       site_differs(old, new);
}

/* And on these what is made of its routes. */
static bool
needs_refilter(const struct rec_peer *old, const struct rec_peer *new)
{
	return old->allow_own_as != new->allow_own_as ||
	       old->graceful_shutdown != new->graceful_shutdown ||
	       site_differs(old, new);
}

/* Another limit ends the rest of who was over the old one. */
static bool
ends_rest(const struct rec_peer *old, const struct rec_peer *new)
{
	return old->max_prefixes != new->max_prefixes ||
	       old->max_prefixes_restart != new->max_prefixes_restart;
}

void
neighbor_update(struct neighbor *n, const struct rec *new)
{
	struct rec *old = n->rec;
	bool changed = !rec_equal(old, new);
	bool again;

	n->rec = rec_dup(new);
	n->name = n->rec->peer.name;
	neighbor_review(n);
	if (needs_renewal(&old->peer, &n->rec->peer))
		member_all_renew(n);
	if (old->peer.default_originate != n->rec->peer.default_originate)
		member_all_default(n);
	if (needs_refilter(&old->peer, &n->rec->peer))
		member_all_refilter(n);
	again = ends_rest(&old->peer, &n->rec->peer) ||
		(changed && !n->fsm.started); /* it was stopped for good */
	rec_free(old);
	if (again && n->running)
		session_start(n);
	session_limit(n); /* which may stop it for good */
	if (changed)
		review_held(n->speaker);
}

static void
remove_all(struct neighbor *n)
{
	range_end(n);
	neighbor_remove(n);
}

/* Who is named is no longer one of a range. */
static void
yield_to(struct speaker *sp, const struct rec *rec)
{
	if (HAS(&rec->peer, peer, remote_address))
		range_yield(sp, &rec->peer);
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
	n = i < sp->n_neighbors ? sp->neighbors[i] : NULL;
	if (new == NULL) {
		if (n != NULL)
			remove_all(n);
	} else if (n != NULL) {
		n->range = NULL; /* should it have come of one */
		yield_to(sp, new);
		neighbor_update(n, new);
		range_change(n);
	} else {
		yield_to(sp, new);
		n = neighbor_new(sp, new);
		neighbor_review(n);
	}
}
