/* From what is heard to neighbours, and what a session with each is to be. */
#include "base/mem.h"
#include "daemon.h"
#include "edge/clock.h"
#include "edge/secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEPALIVE_TIME = 180, MAX_PATH = 254 };

static struct neighbor *
find(const struct daemon *d, struct ldp_id id)
{
	for (size_t i = 0; i < d->n_neighbors; i++)
		if (ldp_id_equal(d->neighbors[i]->id, id))
			return d->neighbors[i];
	return NULL;
}

static void
on_timer(void *ctx)
{
	session_tick(ctx);
}

static struct neighbor *
add(struct daemon *d, struct ldp_id id)
{
	struct neighbor *n = mem_zalloc(sizeof(*n));

	n->daemon = d;
	n->id = id;
	ldp_id_format(id, n->name);
	n->timer = loop_timer_new(d->loop, on_timer, n);
	n->session.state = LDP_NON_EXISTENT;
	d->neighbors = mem_grow(d->neighbors, &d->neighbors_room,
	    d->n_neighbors, sizeof(*d->neighbors));
	d->neighbors[d->n_neighbors++] = n;
	return n;
}

void
neighbor_free(struct neighbor *n)
{
	struct daemon *d = n->daemon;
	size_t i = 0;

	while (d->neighbors[i] != n)
		i++;
	d->neighbors[i] = d->neighbors[--d->n_neighbors];
	if (n->conn != NULL)
		conn_close(n->conn);
	loop_timer_free(n->timer);
	explicit_bzero(n->terms.key, sizeof(n->terms.key));
	free(n->links);
	free(n);
}

/* ---- terms ---- */

static void
hold(struct neighbor *n, const char *what, const char *why)
{
	snprintf(n->held, sizeof(n->held), "%s%s%s", what,
	    why[0] != '\0' ? ": " : "", why);
}

/* Its own password, or that of all. */
static const char *
password_file(const struct neighbor *n)
{
	const struct rec_ldp_router *c = daemon_config(n->daemon);

	if (c == NULL)
		return NULL;
	for (uint32_t i = 0; i < c->neighbors.n; i++)
		if (addr_u32(&c->neighbors.at[i].router_id) == n->id.lsr &&
		    HAS(&c->neighbors.at[i], ldp_neighbor, password_file))
			return c->neighbors.at[i].password_file;
	return HAS(c, ldp_router, password_file) ? c->password_file : NULL;
}

static void
read_key(struct neighbor *n, struct terms *t)
{
	const char *file = password_file(n);
	ssize_t size;

	if (file == NULL)
		return;
	size =
	    secret_read(n->daemon->cli->secrets, file, t->key, sizeof(t->key));
	if (size >= 0)
		t->key_n = (uint8_t)size;
	else
		hold(n, file,
		    errno == EPERM ? "others may read it (mode 0600 is needed)"
				   : strerror(errno));
}

static void
read_transport(struct neighbor *n, const struct ldp_heard *h, struct terms *t)
{
	const struct daemon *d = n->daemon;
	const char *name;

	t->remote = h->transport[h->ip];
	t->local = d->hello.transport[h->ip];
	/* RFC 5036 2.5.2: the higher address, as a number */
	t->active = addr_cmp(&t->local, &t->remote) > 0;
	t->gtsm = h->gtsm && !d->hello.no_gtsm;
	if (!addr_is_link_local(&t->remote))
		return;
	name = discovery_name(d, h->scope);
	if (name != NULL)
		snprintf(t->interface, sizeof(t->interface), "%s", name);
}

/* Holds it down where they cannot be had. */
static struct terms
read_terms(struct neighbor *n, const struct ldp_heard *h)
{
	const struct rec_ldp_router *c = daemon_config(n->daemon);
	struct terms t;

	memset(&t, 0, sizeof(t)); /* terms are compared as bytes */
	n->held[0] = '\0';
	if (h->status != 0)
		hold(n, ldp_status_name(h->status), "");
	else if (h->ip == LDP_N_IP)
		hold(n, "waits for a hello of the preferred IP version", "");
	else
		read_transport(n, h, &t);
	t.keepalive = KEEPALIVE_TIME;
	if (c != NULL) {
		if (HAS(c, ldp_router, keepalive_time))
			t.keepalive = (uint16_t)c->keepalive_time;
		t.on_demand = c->on_demand;
		t.loop_detection = c->loop_detection;
		t.max_path = HAS(c, ldp_router, max_path) ? (uint8_t)c->max_path
							  : MAX_PATH;
	}
	if (n->daemon->router != NULL &&
	    HAS(&n->daemon->router->router, router, restart_time))
		t.reconnect = 1000 * n->daemon->router->router.restart_time;
	read_key(n, &t);
	return t;
}

/*
 * Of several that say that they are at one address, as when a router gets
 * another identifier, the key stays while any of them has one.
 */
static void
renew_key(struct neighbor *n)
{
	const struct daemon *d = n->daemon;
	const struct neighbor *with = n;

	for (size_t i = 0; i < d->n_neighbors && with->terms.key_n == 0; i++)
		if (d->neighbors[i]->running &&
		    addr_cmp(
			&d->neighbors[i]->terms.remote, &n->terms.remote) == 0)
			with = d->neighbors[i];
	listen_key(
	    n->daemon, &n->terms.remote, with->terms.key, with->terms.key_n);
}

static void
start(struct neighbor *n)
{
	const struct terms *t = &n->terms;
	struct ldp_session old = n->session;
	struct ldp_session_config c = {
		.lsr = n->daemon->hello.lsr,
		.peer = n->id,
		.active = t->active,
		.keepalive = t->keepalive,
		.max_pdu = LDP_MAX_LENGTH,
		.on_demand = t->on_demand,
		.loop_detection = t->loop_detection,
		.path_vector_limit = t->loop_detection ? t->max_path : 0,
		.restart = true,
		.reconnect = t->reconnect,
		.recovery = n->daemon->restarted ? t->reconnect : 0,
	};

	ldp_session_init(&n->session, &c);
	n->session.established = old.established;
	n->session.notice = old.notice;
	n->session.notices = old.notices;
	n->session.messages_in = old.messages_in;
	n->session.messages_out = old.messages_out;
	renew_key(n);
	n->running = true;
	session_begin(n);
	listen_review(n->daemon, n);
}

static void
stop(struct neighbor *n, uint32_t status, const char *why)
{
	if (!n->running)
		return;
	session_end(n, status, why);
	n->running = false;
	if (n->terms.key_n > 0) {
		explicit_bzero(n->terms.key, sizeof(n->terms.key));
		n->terms.key_n = 0;
		renew_key(n);
	}
}

void
neighbor_review(struct neighbor *n)
{
	const struct ldp_heard *h = ldp_hellos_find(n->daemon->hellos, n->id);
	struct terms t;

	if (h == NULL)
		return;
	t = read_terms(n, h);
	if (n->running && (n->held[0] != '\0' ||
			      n->session.config.lsr != n->daemon->hello.lsr ||
			      memcmp(&t, &n->terms, sizeof(t)) != 0))
		stop(n, h->status != 0 ? h->status : LDP_SHUTDOWN,
		    h->status != 0 ? ldp_status_name(h->status)
				   : "its terms have changed");
	n->terms = t;
	if (!n->running && n->held[0] == '\0')
		start(n);
}

/* ---- where it is heard ---- */

static struct heard_on *
link_find(struct neighbor *n, const struct ldp_adjacency *a)
{
	for (size_t i = 0; i < n->n_links; i++)
		if (n->links[i].ifindex == a->ifindex &&
		    addr_cmp(&n->links[i].source, &a->source) == 0)
			return &n->links[i];
	return NULL;
}

static void
link_tell(struct neighbor *n, const struct heard_on *l, bool up)
{
	if (n->in_lib)
		ldp_lib_link(n->daemon->lib, clock_mono(), n->lib, l->interface,
		    &l->source, up);
}

static void
link_add(struct neighbor *n, const struct ldp_adjacency *a)
{
	const char *name = discovery_name(n->daemon, a->ifindex);
	struct heard_on *l;

	n->links =
	    mem_grow(n->links, &n->links_room, n->n_links, sizeof(*n->links));
	l = &n->links[n->n_links++];
	*l = (struct heard_on){
		.ifindex = a->ifindex,
		.source = a->source,
		.hold = a->hold,
		.seen = true,
	};
	snprintf(
	    l->interface, sizeof(l->interface), "%s", name != NULL ? name : "");
	link_tell(n, l, true);
}

static bool
review_links(struct neighbor *n, const struct ldp_heard *h)
{
	const struct ldp_adjacency *a = h != NULL ? h->adjacencies : NULL;
	bool changed = false;

	for (size_t i = 0; i < n->n_links; i++)
		n->links[i].seen = false;
	for (; a != NULL; a = a->next) {
		struct heard_on *l = link_find(n, a);

		if (l != NULL) {
			l->seen = true;
			l->hold = a->hold;
			continue;
		}
		link_add(n, a);
		changed = true;
	}
	for (size_t i = 0; i < n->n_links;) {
		if (n->links[i].seen) {
			i++;
			continue;
		}
		link_tell(n, &n->links[i], false);
		n->links[i] = n->links[--n->n_links];
		changed = true;
	}
	return changed;
}

/* What is gone is told and forgotten. */
static void
lose(struct neighbor *n, uint16_t status)
{
	stop(n, status,
	    status == LDP_HOLD_EXPIRED ? "no hello came for the hold time"
				       : "its link is down");
	review_links(n, NULL);
	state_tell_gone(n);
	neighbor_free(n);
}

void
neighbor_heard(struct daemon *d, struct ldp_id id, uint16_t status)
{
	const struct ldp_heard *h = ldp_hellos_find(d->hellos, id);
	struct neighbor *n = find(d, id);
	bool changed;

	if (h == NULL) {
		if (n != NULL)
			lose(n, status);
		return;
	}
	if (n == NULL) {
		n = add(d, id);
		n->sequence = h->sequence;
	}
	changed = review_links(n, h);
	neighbor_review(n);
	if (n->sequence != h->sequence && n->running)
		session_hurry(n); /* RFC 5036 2.5.3: it is another now */
	n->sequence = h->sequence;
	if (changed)
		state_tell_always(n);
	else
		state_tell(n);
}
