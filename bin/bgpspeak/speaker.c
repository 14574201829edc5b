/* The speaker as a whole: its work in slices, policies, interfaces. */
#include "speaker.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "core/bgp_set.h"
#include "core/store.h"
#include "edge/clock.h"
#include "edge/input.h"
#include "station.h"
#include "value/family.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Paths that one turn of the loop looks at: a few milliseconds. */
#define WORK_SLICE 50000
/* How long one turn tells neighbours what there is, each of them a slice. */
#define PUMP_TIME MONO_MS(3)
/* RFC 4724 4.1, Selection_Deferral_Timer, unless restart_time says it. */
#define DEFERRAL 120

/* ---- work ---- */

bool
speaker_expects(const struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (sp->neighbors[i]->held[0] == '\0' &&
		    !neighbor_is_range(sp->neighbors[i]))
			return true;
	return false;
}

static bool
is_awaited(const struct neighbor *n)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	if (n->held[0] != '\0' || neighbor_is_range(n))
		return false;
	/* RFC 4724 4.1: who is restarting as well waits for us */
	return (agreed == NULL || !agreed->restarted) && !member_all_ended(n);
}

static bool
all_ended(const struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (is_awaited(sp->neighbors[i]))
			return false;
	return speaker_expects(sp);
}

static void
converge(struct speaker *sp)
{
	sp->converged = true;
	restart_over(sp);
}

/* As many as there is time for; the next turn goes on behind the last. */
static bool
pump_all(struct speaker *sp)
{
	mono until = mono_add(clock_mono(), PUMP_TIME);
	bool more = false;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		if (i > 0 && mono_due(until, clock_mono()))
			return true;
		sp->turn = (sp->turn + 1) % sp->n_neighbors;
		more |= session_pump(sp->neighbors[sp->turn]);
	}
	return more;
}

static void
on_work(void *ctx)
{
	struct speaker *sp = ctx;
	bool more;

	if (sp->listen_due)
		listen_review(sp);
	range_sweep(sp);
	if (bgp_hops_settle(sp->hops))
		bgp_rib_hops_changed(sp->rib);
	more = bgp_rib_work(sp->rib, WORK_SLICE);
	if (!more && !sp->converged && all_ended(sp))
		converge(sp);
	/* neighbours hear of what is beneath an aggregate when that is there */
	if (bgp_aggregates_work(sp->aggregates, WORK_SLICE, speaker_now()))
		more = true;
	else
		more |= pump_all(sp);
	more |= output_pump(sp);
	more |= answer_pump(sp);
	more |= station_all_pump(sp);
	if (more)
		loop_task_soon(sp->work);
	else if (sp->converged && sp->opts->stage.once && !sp->ending)
		speaker_end(sp, CLI_DONE, false);
	else if (sp->ending && sp->farewells == NULL)
		stage_finish(sp->stage, sp->status);
}

uint32_t
speaker_now(void)
{
	return (uint32_t)(clock_mono().us / 1000000);
}

void
speaker_work(struct speaker *sp)
{
	loop_task_soon(sp->work);
}

static void
on_deferral(void *ctx)
{
	struct speaker *sp = ctx;

	if (!sp->converged)
		cli_info(sp->cli,
		    "not all neighbours have said End-of-RIB; going on");
	if (!sp->converged)
		converge(sp);
	speaker_work(sp);
}

/* ---- policies ---- */

/* A prefix_file as text; it lives in the arena of this record. */
static const char *
read_file(void *ctx, const char *name, size_t *n)
{
	struct speaker *sp = ctx;
	struct obuf all = { 0 };
	char *text = NULL;

	if (input_all(name, &all)) {
		*n = obuf_left(&all);
		text = arena_strndup(&sp->arena, obuf_at(&all), *n);
	}
	obuf_fini(&all);
	return text;
}

/* What a file must not hold, so that it is taken whole or not at all. */
bool
speaker_check(
    struct speaker *sp, const struct rec *rec, struct rec_fault *fault)
{
	struct bgp_policies *trial;
	struct bgp_sets *sets;
	bool compiles;

	if (rec->del)
		return true;
	if (rec->type == REC_ROUTER && rec->router.router_id.ip != ADDR_IP4) {
		snprintf(fault->key, sizeof(fault->key), "router: router_id");
		snprintf(fault->text, sizeof(fault->text),
		    "it is not an IPv4 address");
		return false;
	}
	if (rec->type != REC_POLICY)
		return true;
	sets = bgp_sets_new(); /* its own: there may be no speaker (--feed) */
	trial = bgp_policies_new(sets);
	compiles = bgp_policies_set(trial, &rec->policy, read_file, sp, fault);
	bgp_policies_free(trial);
	bgp_sets_free(sets);
	arena_fini(&sp->arena);
	return compiles;
}

/*
 * Repeated as it was, a policy changes where it has files; and these may have
 * changed since the record was checked.
 */
void
speaker_policy(struct speaker *sp, const struct rec *old, const struct rec *new)
{
	struct rec_fault f = { 0 };

	if (old == new && !bgp_policy_has_files(&new->policy))
		return;
	if (new == NULL) {
		bgp_policies_del(sp->policies, old->policy.name);
	} else if (!bgp_policies_set(
		       sp->policies, &new->policy, read_file, sp, &f)) {
		cli_refused(
		    sp->cli, store_source(stage_store(sp->stage), new), &f);
		return;
	}
	arena_reset(&sp->arena);
	redistribute_change(sp);
	aggregate_change(sp);
	speaker_review_all(sp);
	speaker_work(sp);
}

/* ---- the router, and its interfaces ---- */

void
speaker_review_all(struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		neighbor_review(sp->neighbors[i]);
}

/* What is in our cluster (RFC 4456 8) and in our confederation, both ways. */
static void
judge_all_again(struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		member_all_renew(sp->neighbors[i]);
		member_all_refilter(sp->neighbors[i]);
	}
}

static bool
confederation_differs(
    const struct rec_confederation *a, const struct rec_confederation *b)
{
	return a->id != b->id || a->members.n != b->members.n ||
	       (a->members.n > 0 &&
		   memcmp(a->members.at, b->members.at,
		       a->members.n * sizeof(*a->members.at)) != 0);
}

void
speaker_router(struct speaker *sp, const struct rec *new)
{
	struct rec *old = sp->router;

	sp->router = new != NULL ? rec_dup(new) : NULL;
	listen_review(sp);
	rpki_review(sp);
	mrt_review(sp);
	if (sp->ready)
		station_all_review(sp);
	redistribute_change(sp);
	aggregate_change(sp);
	speaker_review_all(sp);
	if (old != NULL && sp->router != NULL &&
	    (addr_cmp(&old->router.cluster_id,
		 &sp->router->router.cluster_id) != 0 ||
		confederation_differs(&old->router.confederation,
		    &sp->router->router.confederation)))
		judge_all_again(sp);
	if (old != NULL)
		rec_free(old);
}

/* Addresses say something only in one VRF. */
static bool
is_of_its_vrf(const struct rec_interface_state *s, const struct neighbor *n)
{
	const char *vrf = HAS(s, interface_state, vrf) ? s->vrf : "";

	return strcmp(vrf, n->terms.vrf) == 0;
}

static bool
has_address(const struct rec_interface_state *s, const struct neighbor *n,
    const struct addr *a)
{
	if (!is_of_its_vrf(s, n))
		return false;
	for (uint32_t i = 0; i < s->addresses.n; i++)
		if (addr_cmp(&s->addresses.at[i].addr, a) == 0)
			return true;
	return false;
}

static bool
is_over(const struct neighbor *n, const struct rec_interface_state *s)
{
	if (n->terms.interface[0] != '\0')
		return strcmp(n->terms.interface, s->name) == 0;
	return has_address(s, n, &n->ends.local);
}

/*
 * A neighbour one hop away is gone with the interface: waiting for the hold
 * timer would only send packets into the void.
 */
static void
fall_over(struct speaker *sp, const struct rec_interface_state *s)
{
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];

		if (bgp_fsm_agreed(&n->fsm) != NULL &&
		    neighbor_is_external(n) && !neighbor_peer(n)->multihop &&
		    is_over(n, s))
			session_stop(n, BGP_CEASE_CONFIGURATION,
			    "its interface is down", true);
	}
}

static bool
leads_to(const struct rec_interface_state *s, const struct neighbor *n)
{
	if (n->terms.interface[0] != '\0')
		return strcmp(n->terms.interface, s->name) == 0;
	if (!is_of_its_vrf(s, n))
		return false;
	for (uint32_t i = 0; i < s->addresses.n; i++)
		if (prefix_has(&s->addresses.at[i], &n->terms.remote))
			return true;
	return false;
}

/* A neighbour on the interface is worth an attempt at once. */
static void
hurry(struct speaker *sp, const struct rec_interface_state *s)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (leads_to(s, sp->neighbors[i]))
			session_hurry(sp->neighbors[i]);
}

void
speaker_interface(
    struct speaker *sp, const struct rec *old, const struct rec *new)
{
	bool was_up = old != NULL && old->interface_state.up;
	bool is_up = new != NULL &&new->interface_state.up;

	if (new != NULL)
		bgp_hops_interface(sp->hops, &new->interface_state, false);
	else
		bgp_hops_interface(sp->hops, &old->interface_state, true);
	if (was_up && !is_up)
		fall_over(sp, &old->interface_state);
	if (old != NULL && !was_up && is_up)
		hurry(sp, &new->interface_state);
	if (old == NULL || new == NULL)
		speaker_review_all(sp);
	sp->listen_due = true;
	speaker_work(sp);
}

static const struct rec_interface_state *
interface_of(const struct neighbor *n)
{
	const struct store *store = stage_store(n->speaker->stage);
	const struct tcp_ends *ends = &n->ends;
	const struct rec *r;
	uint32_t at = 0;

	while ((r = store_next(store, REC_INTERFACE_STATE, &at)) != NULL) {
		const struct rec_interface_state *s = &r->interface_state;

		if (ends->interface != 0 && s->ifindex == ends->interface)
			return s;
		if (has_address(s, n, &ends->local))
			return s;
	}
	return NULL;
}

void
speaker_own(const struct neighbor *n, unsigned ip, struct addr *global,
    struct addr *link_local, struct prefix *shared)
{
	const struct rec_interface_state *s = interface_of(n);
	const struct tcp_ends *ends = &n->ends;

	if (ends->local.ip == ip)
		*(addr_is_link_local(&ends->local) ? link_local : global) =
		    ends->local;
	for (uint32_t i = 0; s != NULL && i < s->addresses.n; i++) {
		const struct prefix *p = &s->addresses.at[i];
		bool local = addr_is_link_local(&p->addr);
		struct addr *to = local ? link_local : global;

		if (p->addr.ip != ip)
			continue;
		if (to->ip == ADDR_NONE)
			*to = p->addr;
		if (!local && prefix_has(p, &ends->peer))
			*shared = prefix_mask(*p);
	}
}

const char *
speaker_link(const struct neighbor *n)
{
	const struct rec_interface_state *s = interface_of(n);

	for (uint32_t i = 0; s != NULL && i < s->addresses.n; i++)
		if (prefix_has(&s->addresses.at[i], &n->ends.peer))
			return s->name;
	return "";
}

/* ---- beginning and end ---- */

void
speaker_open(struct speaker *sp)
{
	static const struct bgp_decide_opts decide;

	sp->loop = stage_loop(sp->stage);
	sp->sets = bgp_sets_new();
	sp->hops = bgp_hops_new(sp->sets, sp->opts->no_resolve);
	sp->rib = bgp_rib_new(sp->sets, sp->hops, &decide);
	/* both, so that an eor is said of one that nobody speaks any more */
	bgp_rib_table(sp->rib, "", FAMILY_IPV4_UNICAST);
	bgp_rib_table(sp->rib, "", FAMILY_IPV6_UNICAST);
	sp->policies = bgp_policies_new(sp->sets);
	sp->export = bgp_export_new(sp->rib);
	aggregate_open(sp);
	TAILQ_INIT(&sp->heard);
	sp->reading = loop_task_new(sp->loop, link_read_all, sp);
	sp->work = loop_task_new(sp->loop, on_work, sp);
	sp->deferral = loop_timer_new(sp->loop, on_deferral, sp);
}

void
speaker_ready(struct speaker *sp)
{
	uint32_t wait = DEFERRAL;

	sp->ready = true;
	restart_begin(sp);
	if (sp->router != NULL &&
	    HAS(&sp->router->router, router, restart_time))
		wait = sp->router->router.restart_time;
	speaker_review_all(sp);
	station_all_review(sp);
	listen_review(sp);
	loop_timer_set(sp->deferral, mono_add(clock_mono(), MONO_S(wait)));
	speaker_work(sp);
}

/* Says goodbye to all; the last farewell finishes the stage. */
void
speaker_end(struct speaker *sp, int status, bool restart)
{
	sp->status = status;
	sp->ending = true;
	listen_end(sp);
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];
		const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

		session_stop(n,
		    restart && agreed != NULL && agreed->kept
			? 0
			: BGP_CEASE_SHUTDOWN,
		    "the speaker ends", false);
	}
	station_all_end(sp);
	if (!restart)
		restart_end();
	speaker_work(sp);
}

void
speaker_close(struct speaker *sp)
{
	if (sp->loop == NULL)
		return; /* it never began */
	listen_end(sp);
	station_all_free(sp);
	redistribute_free(sp);
	aggregate_close(sp);
	while (sp->n_neighbors > 0)
		neighbor_free(sp->neighbors[--sp->n_neighbors]);
	path_ports_close(sp);
	rpki_end(sp);
	mrt_end(sp);
	farewell_all_free(sp);
	bgp_export_free(sp->export);
	bgp_policies_free(sp->policies);
	bgp_rib_free(sp->rib);
	bgp_hops_free(sp->hops);
	bgp_sets_free(sp->sets);
	loop_task_free(sp->reading);
	loop_task_free(sp->work);
	loop_timer_free(sp->deferral);
	if (sp->router != NULL)
		rec_free(sp->router);
	free(sp->neighbors);
	arena_fini(&sp->arena);
}
