/* The daemon as a whole: its record, its work, its beginning and end. */
#include "daemon.h"
#include "edge/clock.h"

#include <stdlib.h>

/* How long neighbours are waited for, before what was before is swept. */
#define CONVERGE_LEAST MONO_S(15)
#define CONVERGE_MOST  MONO_S(120)

const struct rec_ldp_router *
daemon_config(const struct daemon *d)
{
	return d->router != NULL && HAS(&d->router->router, router, ldp)
		   ? &d->router->router.ldp
		   : NULL;
}

void
daemon_router(struct daemon *d, const struct rec *new)
{
	struct rec *old = d->router;
	const struct rec_ldp_router *was = daemon_config(d);

	d->router = new != NULL ? rec_dup(new) : NULL;
	discovery_targets(d, was, daemon_config(d));
	if (old != NULL)
		rec_free(old);
	labels_configure(d);
	discovery_configure(d);
	for (size_t i = 0; i < d->n_neighbors; i++) {
		neighbor_review(d->neighbors[i]);
		state_tell(d->neighbors[i]);
	}
	daemon_work(d);
}

/* ---- what there is to do ---- */

void
daemon_work(struct daemon *d)
{
	loop_task_soon(d->work);
}

static bool
is_waited_for(const struct neighbor *n)
{
	if (!n->running)
		return false;
	if (n->session.state != LDP_OPERATIONAL)
		return true;
	return (n->session.agreed.can & LDP_CAN_UNRECOGNIZED) &&
	       !ldp_lib_is_complete(n->daemon->lib, n->lib);
}

static void
on_converge(void *ctx)
{
	struct daemon *d = ctx;
	mono now = clock_mono();
	bool all = true;

	for (size_t i = 0; i < d->n_neighbors; i++)
		all &= !is_waited_for(d->neighbors[i]);
	if (!all && !mono_due(d->converge_by, now)) {
		loop_timer_set(d->converge_timer, mono_add(now, MONO_S(1)));
		return;
	}
	d->converged = true;
	ldp_lib_forget(d->lib, now);
	labels_converged(d, NULL);
	daemon_work(d);
	if (d->opts->stage.once)
		daemon_end(d, CLI_DONE, false);
}

static void
on_work(void *ctx)
{
	struct daemon *d = ctx;
	bool more;

	discovery_work(d);
	more = labels_work(d);
	for (size_t i = 0; i < d->n_neighbors; i++)
		more |= session_pump(d->neighbors[i]);
	if (more)
		loop_task_soon(d->work);
	if (d->ending && conns_leaving(d->conns) == 0)
		stage_finish(d->stage, d->status);
}

/* ---- beginning and end ---- */

/* The last word has left. */
static void
on_left(void *ctx)
{
	daemon_work(ctx);
}

void
daemon_open(struct daemon *d)
{
	d->loop = stage_loop(d->stage);
	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		d->tcp[ip] = d->udp[ip] = -1;
	d->conns = conns_new(d->loop, on_left, d);
	d->work = loop_task_new(d->loop, on_work, d);
	d->converge_timer = loop_timer_new(d->loop, on_converge, d);
	discovery_open(d);
	labels_open(d);
}

void
daemon_ready(struct daemon *d)
{
	mono now = clock_mono();

	d->ready = true;
	listen_open(d);
	discovery_configure(d);
	d->converge_by = mono_add(now, CONVERGE_MOST);
	loop_timer_set(d->converge_timer, mono_add(now, CONVERGE_LEAST));
	daemon_work(d);
}

void
daemon_end(struct daemon *d, int status, bool restart)
{
	d->ending = true;
	d->status = status;
	listen_close(d);
	for (size_t i = 0; i < d->n_neighbors; i++) {
		struct neighbor *n = d->neighbors[i];
		bool kept = restart && n->session.agreed.restart &&
			    n->terms.reconnect > 0;

		session_end(n, kept ? 0 : LDP_SHUTDOWN, "the daemon ends");
	}
	daemon_work(d);
}

void
daemon_close(struct daemon *d)
{
	if (d->loop == NULL)
		return; /* it never began */
	listen_close(d);
	while (d->n_neighbors > 0)
		neighbor_free(d->neighbors[d->n_neighbors - 1]);
	discovery_close(d);
	labels_close(d);
	conns_free(d->conns);
	loop_task_free(d->work);
	loop_timer_free(d->converge_timer);
	if (d->router != NULL)
		rec_free(d->router);
	free(d->neighbors);
	arena_fini(&d->arena);
}
