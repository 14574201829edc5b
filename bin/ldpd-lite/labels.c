/*
 * The label database: routes and addresses into it, records out of it, and the
 * file that keeps labels over a restart, written before any of them is told.
 */
#include "base/obuf.h"
#include "core/store.h"
#include "daemon.h"
#include "edge/clock.h"
#include "edge/input.h"
#include "value/family.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* FECs of one turn, and records. */
enum { SLICE = 4096, RECORDS = 4096 };

/* ---- the state file ---- */

static void
state_path(char to[PATH_MAX])
{
	const char *dir = getenv("EDGEPIPE_STATE");

	snprintf(to, PATH_MAX, "%s/ldpd-lite.labels",
	    dir != NULL ? dir : "/var/lib/edgepipe");
}

/* Without the file labels change with each restart, and no more than that. */
static void
state_failed(struct daemon *d, const char *path)
{
	cli_warn(d->cli, "%s: %s; labels will not outlast a restart", path,
	    strerror(errno));
	if (d->state_fd >= 0)
		close(d->state_fd);
	d->state_fd = -1;
}

/* All of it anew, in place of what has grown long. */
static void
state_rewrite(struct daemon *d)
{
	char path[PATH_MAX], new[PATH_MAX + 4];
	struct obuf o = { 0 };

	state_path(path);
	snprintf(new, sizeof(new), "%s.new", path);
	ldp_lib_state(d->lib, &o, true);
	if (d->state_fd >= 0)
		close(d->state_fd);
	d->state_fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (d->state_fd < 0 ||
	    write(d->state_fd, obuf_at(&o), obuf_left(&o)) !=
		(ssize_t)obuf_left(&o) ||
	    rename(new, path) < 0)
		state_failed(d, path);
	d->state_lines = ldp_lib_state_lines(d->lib);
	obuf_fini(&o);
}

static size_t
count_lines(const char *at, size_t n)
{
	size_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += at[i] == '\n';
	return lines;
}

static void
state_append(struct daemon *d)
{
	struct obuf o = { 0 };
	char path[PATH_MAX];

	if (!ldp_lib_has_state(d->lib))
		return;
	ldp_lib_state(d->lib, &o, false);
	d->state_lines += count_lines(obuf_at(&o), obuf_left(&o));
	if (d->state_fd >= 0 && write(d->state_fd, obuf_at(&o),
				    obuf_left(&o)) != (ssize_t)obuf_left(&o)) {
		state_path(path);
		state_failed(d, path);
	}
	obuf_fini(&o);
	if (d->state_fd >= 0 &&
	    d->state_lines > 1000 + 2 * ldp_lib_state_lines(d->lib))
		state_rewrite(d);
}

static void
state_load(struct daemon *d)
{
	struct obuf all = { 0 };
	char path[PATH_MAX];
	struct fault f;

	state_path(path);
	if (access(path, F_OK) == 0) {
		if (!input_all(path, &all))
			cli_warn(d->cli, "%s: %s", path, strerror(errno));
		else if (!ldp_lib_load(
			     d->lib, obuf_at(&all), obuf_left(&all), &f))
			cli_warn(d->cli,
			    "%s:%zu: %s; labels from there on are not kept",
			    path,
			    1 + count_lines(
				    obuf_at(&all), (size_t)((const char *)f.at -
							    obuf_at(&all))),
			    f.what);
		else
			d->restarted = obuf_left(&all) > 0;
	}
	obuf_fini(&all);
	state_rewrite(d);
}

/* ---- configuration ---- */

/* Everything that the store has, for a database that is new. */
static void
feed(struct daemon *d)
{
	const struct store *store = stage_store(d->stage);
	const struct rec *r;
	uint32_t at = 0;

	while ((r = store_next(store, REC_INTERFACE_STATE, &at)) != NULL)
		labels_interface(d, NULL, r);
	at = 0;
	while ((r = store_next(store, REC_ROUTE, &at)) != NULL)
		labels_route(d, NULL, r);
}

static void
renew(struct daemon *d, const struct ldp_lib_config *c)
{
	for (size_t i = 0; i < d->n_neighbors; i++)
		session_end(d->neighbors[i], LDP_SHUTDOWN,
		    "the router has another identifier");
	ldp_lib_free(d->lib);
	d->lib = ldp_lib_new(c);
	if (c->lsr != 0)
		state_load(d);
	feed(d);
}

void
labels_configure(struct daemon *d)
{
	struct ldp_lib_config c = {
		.first_label = d->opts->labels.from,
		.last_label = d->opts->labels.to,
		.label_rest = MONO_S(d->opts->stage.restart_time),
	};
	struct ldp_policy *old = d->policy;

	if (d->router != NULL)
		c.lsr = addr_u32(&d->router->router.router_id);
	d->policy = ldp_policy_new(daemon_config(d), &c);
	if (c.lsr != d->lsr)
		renew(d, &c);
	else
		ldp_lib_configure(d->lib, clock_mono(), &c);
	d->lsr = c.lsr;
	if (old != NULL)
		ldp_policy_free(old); /* it was borrowed until now */
}

/* ---- facts ---- */

void
labels_route(struct daemon *d, const struct rec *old, const struct rec *new)
{
	const struct rec *r = new != NULL ? new : old;

	if (HAS(&r->route, route, rib))
		return; /* a speaker's answer */
	ldp_lib_route(d->lib, clock_mono(), &r->route, new == NULL);
	daemon_work(d);
}

/*
 * An address that is a network of its own, as loopback interfaces have them:
 * the kernel has no route to it but in its local table, which nobody reads.
 */
static void
tell_host(struct daemon *d, const struct prefix *p, bool del)
{
	struct rec_path here = { 0 };
	struct rec_route r = { 0 };

	if (p->len != addr_bits(&p->addr) || addr_is_link_local(&p->addr))
		return;
	PUT(&r, route, protocol, "connected");
	PUT(&r, route, family,
	    p->addr.ip == ADDR_IP4 ? FAMILY_IPV4_UNICAST : FAMILY_IPV6_UNICAST);
	PUT(&r, route, prefix, *p);
	MARK(&r, route, paths);
	r.paths.n = 1;
	r.paths.at = &here;
	ldp_lib_route(d->lib, clock_mono(), &r, del);
}

static bool
speaks(const struct rec_interface_state *s)
{
	return s->up && !HAS(s, interface_state, vrf);
}

/* Whether an interface has the address now; as that network, where it counts.
 */
static bool
is_there(const struct daemon *d, const struct prefix *p, bool whole)
{
	const struct rec *r;
	uint32_t at = 0;

	while ((r = store_next(
		    stage_store(d->stage), REC_INTERFACE_STATE, &at)) != NULL)
		for (uint32_t i = 0; speaks(&r->interface_state) &&
				     i < r->interface_state.addresses.n;
		     i++) {
			const struct prefix *is =
			    &r->interface_state.addresses.at[i];

			if (addr_cmp(&is->addr, &p->addr) == 0 &&
			    (!whole || is->len == p->len))
				return true;
		}
	return false;
}

/* One that is still there, or has only moved, is never gone. */
static void
tell_addresses(struct daemon *d, const struct rec *r, bool del)
{
	const struct rec_interface_state *s = &r->interface_state;

	for (uint32_t i = 0; speaks(s) && i < s->addresses.n; i++) {
		const struct prefix *p = &s->addresses.at[i];

		if (addr_is_loopback(&p->addr))
			continue;
		if (!del || !is_there(d, p, false))
			ldp_lib_address(d->lib, &p->addr, del);
		if (!del || !is_there(d, p, true))
			tell_host(d, p, del);
	}
}

void
labels_interface(struct daemon *d, const struct rec *old, const struct rec *new)
{
	if (new != NULL)
		tell_addresses(d, new, false);
	if (old != NULL)
		tell_addresses(d, old, true);
	daemon_work(d);
}

/* ---- what comes of it ---- */

void
labels_converged(struct daemon *d, struct stage_sink *sink)
{
	static const char *const kinds[] = { "lfib", "lsp" };

	for (unsigned i = 0; i < 2; i++) {
		struct rec rec = { .type = REC_EOR };

		PUT(&rec.eor, eor, of, kinds[i]);
		PUT(&rec.eor, eor, protocol, "ldp");
		if (sink != NULL)
			stage_sink_write(sink, &rec);
		else
			stage_say(d->stage, &rec);
	}
}

static void
on_timer(void *ctx)
{
	struct daemon *d = ctx;

	ldp_lib_tick(d->lib, clock_mono());
	daemon_work(d);
}

bool
labels_work(struct daemon *d)
{
	bool more = ldp_lib_work(d->lib, clock_mono(), SLICE);
	const struct rec *r;

	state_append(d);
	for (unsigned i = 0; i < RECORDS; i++) {
		r = ldp_lib_record(d->lib);
		if (r == NULL)
			break;
		stage_say(d->stage, r);
	}
	loop_timer_set(d->lib_timer, ldp_lib_deadline(d->lib));
	return more || ldp_lib_has_records(d->lib);
}

/* ---- beginning and end ---- */

void
labels_open(struct daemon *d)
{
	d->state_fd = -1;
	d->lib = ldp_lib_new(&(struct ldp_lib_config){ 0 });
	d->lib_timer = loop_timer_new(d->loop, on_timer, d);
}

void
labels_close(struct daemon *d)
{
	ldp_lib_free(d->lib);
	loop_timer_free(d->lib_timer);
	if (d->policy != NULL)
		ldp_policy_free(d->policy);
	if (d->state_fd >= 0)
		close(d->state_fd);
}
