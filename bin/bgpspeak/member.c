/* The families of a neighbour: what it announces, and what it is told. */
#include "base/mem.h"
#include "cli/cli.h"
#include "core/bgp_key.h"
#include "edge/clock.h"
#include "speaker.h"
#include "station.h"

#include <stdlib.h>
#include <string.h>

/* RFC 4684 6: for its memberships, before it gets routes. */
#define TARGETS_WAIT MONO_S(60)

/* ---- what there is ---- */

static void
member_free(struct neighbor *n, struct member *m)
{
	bgp_rib_source_remove(n->speaker->rib, m->source);
	free(m);
}

static bool
is_wanted(const struct neighbor *n, uint32_t family)
{
	const struct bgp_fsm_config *c = &n->terms.fsm;

	for (unsigned i = 0; i < c->n_families; i++)
		if (c->families[i] == family)
			return true;
	return false;
}

static struct member *
member_of(const struct neighbor *n, uint32_t family)
{
	for (unsigned i = 0; i < n->n_members; i++)
		if (n->members[i]->family == family)
			return n->members[i];
	return NULL;
}

static void
member_add(struct neighbor *n, uint32_t family)
{
	struct member *m = mem_zalloc(sizeof(*m));

	m->family = family;
	m->source = bgp_rib_source_add(
	    n->speaker->rib, &(struct bgp_source){ .protocol = "bgp" });
	n->members[n->n_members++] = m;
	/* so that its eor is said, even when it never comes up */
	bgp_rib_table(n->speaker->rib, n->terms.vrf, family);
}

/* A CE's next hops are in its VRF; a label needs a way that carries it. */
static struct bgp_hops *
hops_of(const struct neighbor *n, uint32_t family)
{
	struct bgp_hops *all = n->speaker->hops;

	return bgp_key_is_labeled(family) ? bgp_hops_labeled(all)
					  : bgp_hops_of_vrf(all, n->terms.vrf);
}

static void
fill_source(const struct neighbor *n, uint32_t family, struct bgp_source *s)
{
	s->hops = hops_of(n, family);
	snprintf(s->name, sizeof(s->name), "%s", n->name);
	s->external = neighbor_is_outside(n);
	s->member = neighbor_is_member(n);
	s->client = n->terms.client;
	s->as = n->terms.fsm.remote_as;
	s->address = n->terms.remote;
	snprintf(s->interface, sizeof(s->interface), "%s",
	    n->terms.interface[0] != '\0' ? n->terms.interface : speaker_link(n));
}

void
member_all_take(struct neighbor *n)
{
	const struct bgp_fsm_config *c = &n->terms.fsm;

	for (unsigned i = 0; i < n->n_members;) {
		if (is_wanted(n, n->members[i]->family)) {
			i++;
			continue;
		}
		member_free(n, n->members[i]);
		n->members[i] = n->members[--n->n_members];
	}
	for (unsigned i = 0; i < c->n_families; i++)
		if (member_of(n, c->families[i]) == NULL)
			member_add(n, c->families[i]);
	for (unsigned i = 0; i < n->n_members; i++)
		fill_source(n, n->members[i]->family,
		    bgp_rib_source(n->speaker->rib, n->members[i]->source));
}

void
member_all_free(struct neighbor *n)
{
	while (n->n_members > 0)
		member_free(n, n->members[--n->n_members]);
}

struct member *
member_find(const struct neighbor *n, uint32_t family)
{
	struct member *m = member_of(n, family);

	return m != NULL && m->in_force ? m : NULL;
}

/* ---- ADD-PATH ---- */

uint8_t
member_add_path(const struct rec_peer *p, uint32_t family, uint16_t *paths)
{
	static const struct name modes[] = {
		{ BGP_ADD_PATH_RECEIVE, "receive" },
		{ BGP_ADD_PATH_SEND, "send" },
		{ BGP_ADD_PATH_RECEIVE | BGP_ADD_PATH_SEND, "both" },
		{ 0 },
	};
	const struct rec_add_path *found = NULL;
	int mode = 0;

	/* one of this family goes before one of all, wherever it stands */
	for (uint32_t i = 0; i < p->add_path.n; i++) {
		const struct rec_add_path *a = &p->add_path.at[i];

		if (HAS(a, add_path, family) ? a->family == family
					     : found == NULL)
			found = a;
	}
	if (found == NULL)
		return 0;
	name_find(modes, found->mode, strlen(found->mode), &mode);
	*paths = HAS(found, add_path, paths) ? (uint16_t)found->paths
					     : BGP_ALL_PATHS;
	return (uint8_t)mode;
}

bool
member_paths_differ(const struct rec_peer *a, const struct rec_peer *b)
{
	if (a->add_path.n != b->add_path.n)
		return true;
	for (uint32_t i = 0; i < a->add_path.n; i++)
		if (a->add_path.at[i].paths != b->add_path.at[i].paths)
			return true;
	return false;
}

/* ---- up and down ---- */

static bool
tells_default(const struct neighbor *n, const struct member *m)
{
	return neighbor_peer(n)->default_originate &&
	       (m->family == FAMILY_IPV4_UNICAST ||
		   m->family == FAMILY_IPV6_UNICAST);
}

static bool
says_targets(const struct bgp_agreed *agreed)
{
	for (unsigned i = 0; i < agreed->n_families; i++)
		if (agreed->families[i] == FAMILY_IPV4_RTC)
			return true;
	return false;
}

/* The source of what limits the routes of the family; 0: there is none. */
static uint16_t
memberships_for(const struct neighbor *n, const struct member *m,
    const struct bgp_agreed *agreed)
{
	return bgp_export_by_target(m->family) && says_targets(agreed)
		   ? member_of(n, FAMILY_IPV4_RTC)->source
		   : 0;
}

static bool
extends_hop(const struct bgp_agreed *agreed, uint32_t family)
{
	for (unsigned i = 0; i < agreed->n_families; i++)
		if (agreed->families[i] == family)
			return agreed->hop6[i];
	return false;
}

/*
 * What we are to say where we are the next hop. Over IPv6, IPv4 routes have us
 * by our IPv6 address, where both know that (RFC 8950). Without any but a
 * link-local address that stands in both places, as others do it.
 */
static void
find_own(const struct neighbor *n, const struct member *m, struct bgp_target *t)
{
	bool ip6 = FAMILY_AFI(m->family) == AFI_IP6 ||
		   (t->hop6 && n->ends.peer.ip == ADDR_IP6);

	speaker_own(n, ip6 ? ADDR_IP6 : ADDR_IP4, &t->local_address,
	    &t->local_link_local, &t->shared);
	if (t->local_address.ip == ADDR_NONE)
		t->local_address = t->local_link_local;
}

static struct bgp_target
target_of(const struct neighbor *n, const struct member *m,
    const struct bgp_agreed *agreed)
{
	const struct rec_peer *p = neighbor_peer(n);
	const struct rec_router *r = &n->speaker->router->router;
	struct bgp_target t = {
		.table =
		    bgp_rib_table(n->speaker->rib, n->terms.vrf, m->family),
		.source = m->source,
		.memberships = memberships_for(n, m, agreed),
		.chain = n->export,
		.codec = &agreed->out,
		.external = neighbor_is_outside(n),
		.member = neighbor_is_member(n),
		.as_override = p->as_override,
		.remove_private_as = p->remove_private_as,
		.client = p->route_reflector_client,
		.next_hop_self = p->next_hop_self,
		.default_route = tells_default(n, m),
		.long_lived = agreed->knows_long_lived,
		.graceful_shutdown = p->graceful_shutdown,
		.has_role = n->terms.fsm.has_role,
		.role = n->terms.fsm.role,
		.has_site = HAS(p, peer, site_of_origin),
		.site = p->site_of_origin,
		.local_as = n->terms.fsm.local_as,
		.remote_as = n->terms.fsm.remote_as,
		.router_id = n->terms.fsm.local_id,
		.cluster_id = HAS(r, router, cluster_id)
				  ? addr_u32(&r->cluster_id)
				  : n->terms.fsm.local_id,
		.remote_address = n->ends.peer,
	};

	t.hop6 = extends_hop(agreed, m->family);
	find_own(n, m, &t);
	if (n->terms.local_as_mode != LOCAL_AS_ALONE)
		t.true_as = as_outside(r);
	if (bgp_codec_add_path(&agreed->out, m->family))
		member_add_path(p, m->family, &t.paths);
	if (bgp_key_kind(m->family) == BGP_KEY_NLRI)
		t.local_address = n->ends.local; /* of either IP version */
	return t;
}

static void
join(struct neighbor *n, struct member *m, const struct bgp_agreed *agreed)
{
	struct bgp_target t = target_of(n, m, agreed);
	char text[FAMILY_TEXT];

	if (!bgp_key_keeps_hop(m->family) && t.local_address.ip == ADDR_NONE) {
		family_format(m->family, text);
		cli_warn(n->speaker->cli,
		    "peer \"%s\": %s: no address of ours is known to be the "
		    "next hop; only routes with one of their own are told",
		    n->name, text);
	}
	m->told = bgp_export_join(n->speaker->export, &t);
	bgp_export_wait(n->speaker->export, m->told,
	    t.memberships != 0 && n->targets_due.us != MONO_NEVER.us);
	m->in_force = true;
}

static void
come_up(struct neighbor *n, struct member *m, const struct bgp_agreed *agreed)
{
	struct bgp_source *source = bgp_rib_source(n->speaker->rib, m->source);

	fill_source(n, m->family, source);
	source->router_id = agreed->remote_id;
	m->import.local_address = n->ends.local;
	m->ended = m->warned = false;
	join(n, m, agreed);
}

void
member_all_join(struct neighbor *n)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	if (says_targets(agreed))
		n->targets_due = mono_add(clock_mono(), TARGETS_WAIT);
	for (unsigned i = 0; i < agreed->n_families; i++)
		come_up(n, member_of(n, agreed->families[i]), agreed);
	speaker_work(n->speaker);
}

static void
leave(struct neighbor *n, struct member *m)
{
	bgp_export_leave(n->speaker->export, m->told);
	m->in_force = false;
}

void
member_all_leave(struct neighbor *n)
{
	n->targets_due = MONO_NEVER;
	for (unsigned i = 0; i < n->n_members; i++) {
		struct member *m = n->members[i];

		if (m->in_force)
			leave(n, m);
	}
	speaker_work(n->speaker);
}

void
member_all_renew(struct neighbor *n)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	for (unsigned i = 0; i < n->n_members; i++) {
		struct bgp_target t;

		if (!n->members[i]->in_force)
			continue;
		t = target_of(n, n->members[i], agreed);
		bgp_export_renew(n->speaker->export, n->members[i]->told, &t);
	}
	speaker_work(n->speaker);
}

/* It has said which route targets it wants, or was given long enough. */
static void
stop_waiting(struct neighbor *n)
{
	n->targets_due = MONO_NEVER;
	for (unsigned i = 0; i < n->n_members; i++)
		if (n->members[i]->in_force)
			bgp_export_wait(
			    n->speaker->export, n->members[i]->told, false);
	speaker_work(n->speaker);
}

void
member_all_default(struct neighbor *n)
{
	for (unsigned i = 0; i < n->n_members; i++)
		if (n->members[i]->in_force)
			bgp_export_default(n->speaker->export,
			    n->members[i]->told,
			    tells_default(n, n->members[i]));
	speaker_work(n->speaker);
}

void
member_ended(struct neighbor *n, struct member *m)
{
	m->ended = true;
	station_all_ended(n, m->family);
	if (m->family == FAMILY_IPV4_RTC)
		stop_waiting(n);
}

void
member_tick(struct neighbor *n, mono now)
{
	if (mono_due(n->targets_due, now))
		stop_waiting(n);
}

bool
member_all_ended(const struct neighbor *n)
{
	bool any = false;

	for (unsigned i = 0; i < n->n_members; i++) {
		const struct member *m = n->members[i];

		if (m->in_force && !m->ended)
			return false;
		any |= m->in_force;
	}
	return any;
}

void
member_all_refilter(struct neighbor *n)
{
	for (unsigned i = 0; i < n->n_members; i++)
		bgp_import_refilter(&n->members[i]->import);
	speaker_work(n->speaker);
}

void
member_warn(struct neighbor *n, struct member *m)
{
	uint64_t paths = bgp_rib_source(n->speaker->rib, m->source)->paths;
	uint64_t percent = neighbor_peer(n)->max_prefixes_warning;
	char text[FAMILY_TEXT];

	if (m->warned || percent == 0 || m->import.max_prefixes == 0 ||
	    paths * 100 < percent * m->import.max_prefixes)
		return;
	m->warned = true;
	family_format(m->family, text);
	cli_warn(n->speaker->cli,
	    "peer \"%s\": %s: %llu prefixes, of %u that max_prefixes allows",
	    n->name, text, (unsigned long long)paths, m->import.max_prefixes);
}
