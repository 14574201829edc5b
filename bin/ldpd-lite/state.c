/* Neighbours as `adjacency` records. */
#include "daemon.h"
#include "edge/clock.h"
#include "value/names.h"

#include <stdio.h>
#include <string.h>

/* Why it is not up; "" when it is. */
static const char *
reason_of(const struct neighbor *n)
{
	if (n->held[0] != '\0')
		return n->held;
	if (n->session.state == LDP_OPERATIONAL || n->session.why == NULL)
		return "";
	return n->session.why;
}

static void
put_hellos(
    const struct neighbor *n, struct rec_adjacency *a, struct arena *arena)
{
	a->hellos.at = arena_zalloc(arena, n->n_links * sizeof(*a->hellos.at));
	for (size_t i = 0; i < n->n_links; i++) {
		const struct heard_on *l = &n->links[i];
		struct rec_hello *h = &a->hellos.at[a->hellos.n++];

		if (l->ifindex == 0)
			PUT(h, hello, targeted, true);
		else if (l->interface[0] != '\0')
			PUT(h, hello, interface, l->interface);
		PUT(h, hello, address, l->source);
		PUT(h, hello, hold_time, l->hold);
	}
	if (a->hellos.n > 0)
		MARK(a, adjacency, hellos);
}

static void
put_capabilities(const struct ldp_agreed *agreed, struct rec_adjacency *a,
    struct arena *arena)
{
	a->capabilities.at = arena_alloc(
	    arena, LDP_MAX_CAPABILITIES * sizeof(*a->capabilities.at));
	for (unsigned i = 0; i < agreed->n_capabilities; i++) {
		const char *name = ldp_tlv_name(agreed->capabilities[i]);

		if (name != NULL)
			a->capabilities.at[a->capabilities.n++] = name;
	}
	if (a->capabilities.n > 0)
		MARK(a, adjacency, capabilities);
}

static void
put_agreed(
    const struct neighbor *n, struct rec_adjacency *a, struct arena *arena)
{
	const struct ldp_agreed *agreed = &n->session.agreed;
	struct ldp_lib_counts counts;

	PUT(a, adjacency, keepalive_time, agreed->keepalive);
	PUT(a, adjacency, max_pdu_length, agreed->max_pdu);
	put_capabilities(agreed, a, arena);
	if (agreed->on_demand)
		PUT(a, adjacency, on_demand, true);
	if (agreed->loop_detection)
		PUT(a, adjacency, loop_detection, true);
	if (agreed->restart) {
		PUT(a, adjacency, reconnect_time, agreed->reconnect);
		PUT(a, adjacency, recovery_time, agreed->recovery);
	}
	ldp_lib_count(n->daemon->lib, n->lib, &counts);
	PUT(a, adjacency, received, counts.remote);
	PUT(a, adjacency, advertised, counts.told);
	PUT(a, adjacency, addresses, counts.addresses);
	PUT(a, adjacency, since, n->since);
}

static void
put_notice(const struct ldp_notice *notice, struct rec_adjacency *a)
{
	const char *name = ldp_status_name(notice->status);

	if (!notice->sent && !notice->received)
		return;
	PUT(a, adjacency, direction, notice->sent ? "sent" : "received");
	PUT(a, adjacency, code, notice->status);
	if (name != NULL)
		PUT(a, adjacency, notification, name);
}

void
state_read(const struct neighbor *n, struct rec *rec, struct arena *arena)
{
	struct rec_adjacency *a = &rec->adjacency;

	*rec = (struct rec){ .type = REC_ADJACENCY };
	PUT(a, adjacency, name, n->name);
	PUT(a, adjacency, state,
	    name_of(ldp_state_names, (int)n->session.state));
	if (n->terms.remote.ip != ADDR_NONE) {
		PUT(a, adjacency, remote_address, n->terms.remote);
		PUT(a, adjacency, local_address, n->terms.local);
		PUT(a, adjacency, active, n->terms.active);
		PUT(a, adjacency, gtsm, n->terms.gtsm);
	}
	put_hellos(n, a, arena);
	if (n->in_lib)
		put_agreed(n, a, arena);
	PUT(a, adjacency, messages_in, n->session.messages_in);
	PUT(a, adjacency, messages_out,
	    n->session.messages_out + n->label_messages);
	PUT(a, adjacency, established, n->session.established);
	if (reason_of(n)[0] != '\0')
		PUT(a, adjacency, reason, reason_of(n));
	put_notice(&n->session.notice, a);
	PUT(a, adjacency, time, clock_wall_us());
}

void
state_tell_always(struct neighbor *n)
{
	struct arena arena = { 0 };
	struct rec rec;

	n->told_state = n->session.state;
	n->told_notices = n->session.notices;
	snprintf(n->told_reason, sizeof(n->told_reason), "%s", reason_of(n));
	state_read(n, &rec, &arena);
	stage_say(n->daemon->stage, &rec);
	arena_fini(&arena);
}

/* Up, down, and each notification; not every attempt. */
void
state_tell(struct neighbor *n)
{
	if (n->told_state == 0 || n->told_notices != n->session.notices ||
	    strcmp(n->told_reason, reason_of(n)) != 0 ||
	    (n->session.state == LDP_OPERATIONAL) !=
		(n->told_state == LDP_OPERATIONAL))
		state_tell_always(n);
}

void
state_tell_gone(struct neighbor *n)
{
	struct rec rec = { .type = REC_ADJACENCY, .del = true };

	PUT(&rec.adjacency, adjacency, name, n->name);
	stage_say(n->daemon->stage, &rec);
}
