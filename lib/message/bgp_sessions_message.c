/* What messages say of their sessions. */
#include <stdio.h>
#include <string.h>

#include "message/bgp_sessions_in.h"
#include "value/family.h"

static void
open_learn(struct session *s, struct side *side, const struct rec_message *m)
{
	struct rec_session_side *to = &side->said;
	uint32_t n = m->capabilities.n, names = 0, families = 0;

	side->has_open = true;
	PUT(to, session_side, as, m->as);
	PUT(to, session_side, hold_time, m->hold_time);
	PUT(to, session_side, router_id, m->router_id);
	to->capabilities.at = arena_alloc(&s->arena, (n + 1) * sizeof(char *));
	to->families.at = arena_alloc(&s->arena, (n + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < n; i++) {
		const struct rec_capability *c = &m->capabilities.at[i];
		char text[24];
		const char *name = text;

		snprintf(text, sizeof(text), "unknown_%u", c->code);
		if (HAS(c, capability, name))
			name = c->name;
		if (HAS(c, capability, family))
			to->families.at[families++] = c->family;
		to->capabilities.n = names;
		if (!name_in(&to->capabilities, name))
			to->capabilities.at[names++] =
			    arena_strndup(&s->arena, name, strlen(name));
	}
	/* RFC 4760 8: without the capability, IPv4 unicast */
	if (families == 0)
		to->families.at[families++] = FAMILY_IPV4_UNICAST;
	to->capabilities.n = names;
	to->families.n = families;
	MARK(to, session_side, capabilities);
	MARK(to, session_side, families);
}

static uint32_t
destinations(const struct rec_announce *at, uint32_t n)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += at[i].nlri.n;
	return sum;
}

#define COUNT(side, member, by)                                                \
	PUT(side, session_side, member, (side)->member + (by))

static void
message_count(struct rec_session_side *to, const struct rec_message *m)
{
	const char *kind = m->kind;
	uint32_t n = destinations(m->announce.at, m->announce.n);

	if (strcmp(kind, "update") == 0)
		COUNT(to, update, 1);
	else if (strcmp(kind, "keepalive") == 0)
		COUNT(to, keepalive, 1);
	else if (strcmp(kind, "open") == 0)
		COUNT(to, open, 1);
	else if (strcmp(kind, "notification") == 0)
		COUNT(to, notification, 1);
	else if (strcmp(kind, "route_refresh") == 0)
		COUNT(to, route_refresh, 1);
	else
		COUNT(to, other, 1);
	if (n > 0)
		COUNT(to, announced, n);
	n = destinations(m->withdraw.at, m->withdraw.n);
	if (n > 0)
		COUNT(to, withdrawn, n);
	if (HAS(m, message, error))
		COUNT(to, malformed, 1);
}

static void
notification_take(
    struct bgp_sessions *v, struct session *s, const struct rec_message *m)
{
	static const char what[] = "notification: ";
	char text[sizeof(what) + 96];

	if (s->reason != NULL)
		return;
	snprintf(text, sizeof(text), "%s%s", what,
	    HAS(m, message, name) ? m->name : "");
	if (HAS(m, message, text))
		s->text = arena_strndup(&s->arena, m->text, strlen(m->text));
	session_end(v, s, text, &m->src);
}

/* The states in which there is no connection (RFC 4271 8.2.2). */
static bool
is_down(const char *state)
{
	return strcmp(state, "idle") == 0 || strcmp(state, "connect") == 0 ||
	       strcmp(state, "active") == 0;
}

static void
state_take(
    struct bgp_sessions *v, struct session *s, const struct rec_message *m)
{
	char text[96];

	s->is_up = strcmp(m->new_state, "established") == 0;
	if (!is_down(m->new_state))
		return;
	snprintf(
	    text, sizeof(text), "state: %s to %s", m->old_state, m->new_state);
	session_end(v, s, text, NULL);
}

/* In a dump nothing but its messages says that a session is another one. */
static bool
begins_anew(const struct session *s, const struct rec_message *m, unsigned side)
{
	if (s->ends[0].port != NO_PORT)
		return false;
	if (strcmp(m->kind, "open") == 0)
		return s->sides[side].has_open || s->reason != NULL ||
		       s->is_up || s->sides[side].said.update > 0;
	if (strcmp(m->kind, "state_change") == 0)
		return strcmp(m->new_state, "established") == 0 &&
		       (s->reason != NULL || s->is_up);
	return s->reason != NULL && strcmp(m->kind, "notification") != 0;
}

/* A session that is no more does not begin by going from idle to connect. */
static bool
is_idle_talk(const struct session *s, const struct rec_message *m)
{
	return strcmp(m->kind, "state_change") == 0 &&
	       strcmp(m->new_state, "established") != 0 &&
	       (s == NULL || s->reason != NULL) &&
	       strcmp(m->old_state, "established") != 0;
}

static struct session *
session_of(struct bgp_sessions *v, const struct rec_message *m, unsigned *side)
{
	const struct end ends[2] = {
		{ m->src, HAS(m, message, sport) ? (uint16_t)m->sport : 0 },
		{ m->dst, HAS(m, message, dport) ? (uint16_t)m->dport : 0 },
	};
	struct session *s = session_find(v, ends);

	if (is_idle_talk(s, m))
		return NULL;
	*side = s != NULL && !end_is(&s->ends[0], &ends[0]);
	if (s != NULL && begins_anew(s, m, *side)) {
		session_tell(v, s);
		s = NULL;
	}
	if (s != NULL)
		return s;
	*side = 0;
	return session_begin(v, ends);
}

void
bgp_sessions_message(struct bgp_sessions *v, const struct rec_message *m)
{
	unsigned side;
	struct session *s;

	if (strcmp(m->protocol, "bgp") != 0 || !HAS(m, message, src) ||
	    strcmp(m->kind, "partial") == 0)
		return;
	s = session_of(v, m, &side);
	if (s == NULL)
		return;
	session_touch(v, s, m->time);
	if (HAS(m, message, peer_as))
		PUT(&s->sides[side].said, session_side, as, m->peer_as);
	if (HAS(m, message, local_as))
		PUT(&s->sides[!side].said, session_side, as, m->local_as);
	if (strcmp(m->kind, "state_change") == 0) {
		state_take(v, s, m);
		return;
	}
	s->messages++;
	message_count(&s->sides[side].said, m);
	if (strcmp(m->kind, "open") == 0)
		open_learn(s, &s->sides[side], m);
	else if (strcmp(m->kind, "notification") == 0)
		notification_take(v, s, m);
}
