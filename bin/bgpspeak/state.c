/* Neighbours as `peer_state` records. */
#include "edge/clock.h"
#include "message/bgp_records.h"
#include "speaker.h"

#include <stdio.h>
#include <string.h>

static void
put_notice(const struct bgp_notice *notice, struct rec_peer_state *s,
    struct arena *arena)
{
	const struct bgp_notification n = { notice->code, notice->subcode,
		rbuf(notice->data, notice->n) };
	struct rbuf text = bgp_notification_text(&n);

	if (!notice->sent && !notice->received)
		return;
	PUT(s, peer_state, direction, notice->sent ? "sent" : "received");
	PUT(s, peer_state, code, notice->code);
	PUT(s, peer_state, subcode, notice->subcode);
	PUT(s, peer_state, notification,
	    bgp_error_name(notice->code, notice->subcode));
	if (notice->n > 0)
		PUT(s, peer_state, data,
		    (struct rec_bytes){ notice->n, notice->data });
	if (rbuf_left(&text) > 0)
		PUT(s, peer_state, text,
		    arena_strndup(
			arena, (const char *)text.at, rbuf_left(&text)));
}

static void
put_agreed(const struct neighbor *n, const struct bgp_agreed *agreed,
    struct rec_peer_state *s, struct arena *arena)
{
	uint32_t *ended = arena_alloc(arena, sizeof(agreed->families));

	PUT(s, peer_state, local_address, n->ends.local);
	PUT(s, peer_state, router_id, addr_ip4(agreed->remote_id));
	PUT(s, peer_state, hold_time, agreed->hold_time);
	MARK(s, peer_state, families);
	s->families.n = agreed->n_families;
	s->families.at = arena_alloc(arena, sizeof(agreed->families));
	memcpy(s->families.at, agreed->families, sizeof(agreed->families));
	for (unsigned i = 0; i < n->n_members; i++)
		if (n->members[i]->in_force && n->members[i]->ended)
			ended[s->end_of_rib.n++] = n->members[i]->family;
	s->end_of_rib.at = ended;
	if (s->end_of_rib.n > 0)
		MARK(s, peer_state, end_of_rib);
}

/* The families whose routes are kept in that way. */
static void
put_kept(const struct neighbor *n, bool long_lived, rec_numbers *to,
    struct arena *arena)
{
	to->at = arena_alloc(arena, n->restart.n * sizeof(*to->at));
	for (unsigned i = 0; i < n->restart.n; i++) {
		const struct bgp_restart_family *f = &n->restart.at[i];

		if (f->kept != BGP_KEPT_LIVE &&
		    long_lived == (f->long_until.us != INT64_MAX))
			to->at[to->n++] = f->family;
	}
}

static void
put_restart(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	put_kept(n, false, &s->stale, arena);
	if (s->stale.n > 0)
		MARK(s, peer_state, stale);
	put_kept(n, true, &s->long_lived_stale, arena);
	if (s->long_lived_stale.n > 0)
		MARK(s, peer_state, long_lived_stale);
}

static void
put_counts(const struct neighbor *n, struct rec_peer_state *s)
{
	uint32_t received = 0, accepted = 0, advertised = 0;
	uint64_t in = 0, out = 0;

	for (unsigned i = 0; i < n->n_members; i++) {
		const struct member *m = n->members[i];
		const struct bgp_source *source =
		    bgp_rib_source(n->speaker->rib, m->source);

		received += source->paths;
		accepted += source->accepted;
		if (m->in_force)
			advertised +=
			    bgp_export_count(n->speaker->export, m->told);
	}
	PUT(s, peer_state, received, received);
	PUT(s, peer_state, accepted, accepted);
	PUT(s, peer_state, advertised, advertised);
	for (unsigned kind = 0; kind < TRAFFIC_KINDS; kind++) {
		in += n->traffic.received[kind];
		out += n->traffic.sent[kind];
	}
	PUT(s, peer_state, messages_in, in);
	PUT(s, peer_state, messages_out, out);
	PUT(s, peer_state, established, n->fsm.established);
}

/* Why it is not up; "" when it is, or when nothing is known against it. */
static const char *
reason_of(const struct neighbor *n)
{
	if (n->held[0] != '\0')
		return n->held;
	if (neighbor_is_range(n))
		return range_is_full(n) ? "as many as max_peers are there" : "";
	if (bgp_fsm_agreed(&n->fsm) == NULL && n->far)
		return "gtsm: what it sends has a lower TTL: it is behind a "
		       "router, or sends TTL 1 as AWS Direct Connect does: "
		       "then leave gtsm out";
	if (bgp_fsm_agreed(&n->fsm) != NULL || n->fsm.why == NULL)
		return "";
	return n->fsm.why;
}

/* What a message was refused for that was no UPDATE. */
static void
put_refusal(const struct bgp_notice *notice, struct rec_peer_state *s)
{
	if (notice->type == 0 && !notice->placed)
		return;
	MARK(s, peer_state, error);
	PUT(&s->error, error, text, notice->why);
	if (notice->placed)
		PUT(&s->error, error, offset, notice->offset);
	if (notice->type != 0)
		PUT(&s->error, error, kind,
		    name_of(bgp_type_names, notice->type));
}

/* What the neighbour refused of ours. */
static void
put_blame(const struct bgp_notice *notice, struct rec_peer_state *s,
    struct arena *arena)
{
	const struct bgp_notification n = { notice->code, notice->subcode,
		rbuf(notice->data, notice->n) };

	if (bgp_record_blame(&s->error, &n, arena))
		MARK(s, peer_state, error);
}

/* An error in an UPDATE, with what was done about it (RFC 7606). */
static void
put_update_error(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	MARK(s, peer_state, error);
	bgp_record_error(&s->error, &n->error, n->error.fault.at, arena);
	PUT(&s->error, error, offset, n->error_offset);
	PUT(&s->error, error, kind, name_of(bgp_type_names, BGP_UPDATE));
}

/* Of the last message that was refused, or the last NOTIFICATION's if newer. */
static void
put_error(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	const struct bgp_notice *notice = &n->fsm.notice;

	if (n->error.treatment != BGP_FINE && n->error_at == n->fsm.notices)
		put_update_error(n, s, arena);
	else if (notice->received)
		put_blame(notice, s, arena);
	else if (notice->sent && notice->why != NULL)
		put_refusal(notice, s);
}

/* It waits for who connects; the rest is told of each of them. */
static void
put_range(const struct neighbor *n, struct rec_peer_state *s)
{
	if (n->held[0] == '\0')
		s->state = BGP_ACTIVE;
	PUT(s, peer_state, remote_prefix, neighbor_peer(n)->remote_prefix);
	PUT(s, peer_state, peers, range_count(n));
}

static void
put_session(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	if (agreed != NULL)
		put_agreed(n, agreed, s, arena);
	put_restart(n, s, arena);
	put_counts(n, s);
}

void
state_read(const struct neighbor *n, struct rec *rec, struct arena *arena)
{
	const struct rec_peer *p = neighbor_peer(n);
	struct rec_peer_state *s = &rec->peer_state;

	*rec = (struct rec){ .type = REC_PEER_STATE };
	PUT(s, peer_state, name, n->name);
	PUT(s, peer_state, state, (int)bgp_fsm_state(&n->fsm));
	if (HAS(p, peer, remote_address))
		PUT(s, peer_state, remote_address, p->remote_address);
	PUT(s, peer_state, remote_as, p->remote_as);
	if (n->terms.fsm.local_as != 0)
		PUT(s, peer_state, local_as, n->terms.fsm.local_as);
	if (neighbor_is_range(n))
		put_range(n, s);
	else
		put_session(n, s, arena);
	if (reason_of(n)[0] != '\0')
		PUT(s, peer_state, reason, reason_of(n));
	if (n->path != NULL) {
		MARK(s, peer_state, bfd);
		path_state(n, &s->bfd);
	}
	put_error(n, s, arena);
	put_notice(&n->fsm.notice, s, arena);
	PUT(s, peer_state, time, clock_wall_us());
}

void
state_tell_always(struct neighbor *n)
{
	struct arena arena = { 0 };
	struct rec rec;

	n->told_state = bgp_fsm_state(&n->fsm);
	n->told_notices = n->fsm.notices;
	snprintf(n->told_reason, sizeof(n->told_reason), "%s", reason_of(n));
	state_read(n, &rec, &arena);
	stage_say(n->speaker->stage, &rec);
	arena_fini(&arena);
}

/*
 * Every NOTIFICATION is. A neighbour that does not answer would fill the output
 * with its attempts.
 */
static bool
is_news(const struct neighbor *n, enum bgp_state state)
{
	if (n->told_state == 0 || n->told_notices != n->fsm.notices ||
	    strcmp(n->told_reason, reason_of(n)) != 0)
		return true;
	return (state == BGP_ESTABLISHED) != (n->told_state == BGP_ESTABLISHED);
}

void
state_tell(struct neighbor *n)
{
	mrt_state(n);
	if (is_news(n, bgp_fsm_state(&n->fsm)))
		state_tell_always(n);
}

void
state_tell_gone(struct neighbor *n)
{
	struct rec rec = { .type = REC_PEER_STATE, .del = true };

	PUT(&rec.peer_state, peer_state, name, n->name);
	stage_say(n->speaker->stage, &rec);
}
