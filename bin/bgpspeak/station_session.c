/* What stations are told of sessions, and what is shown of stations. */
#include "edge/clock.h"
#include "speaker.h"
#include "station.h"

static void
put_families(const struct neighbor *n, struct bmp_session *to)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	for (unsigned i = 0; i < n->n_members; i++) {
		const struct member *m = n->members[i];

		if (!m->in_force)
			continue;
		to->families[to->n++] = (struct bmp_family){
			.family = m->family,
			.table = bgp_rib_table(
			    n->speaker->rib, n->terms.vrf, m->family),
			.source = m->source,
			.told = m->told,
			.path_ids = bgp_codec_add_path(&agreed->in, m->family),
			.ended = m->ended,
		};
	}
}

void
station_up(struct station *s, const struct neighbor *n)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);
	const struct link *l;
	struct bmp_session up;

	if (agreed == NULL)
		return;
	l = &n->links[bgp_fsm_conn(&n->fsm)];
	up = (struct bmp_session){
		.name = n->name,
		.remote = n->ends.peer,
		.local = n->ends.local,
		.remote_port = n->ends.peer_port,
		.local_port = n->ends.local_port,
		.as = agreed->remote_as,
		.id = agreed->remote_id,
		.since_us = n->since,
		.received = bytes_of(&l->opens[0]),
		.sent = bytes_of(&l->opens[1]),
		.treated_as_withdrawn = &n->treated_as_withdrawn,
	};
	put_families(n, &up);
	bmp_up(s->engine, n, &up);
}

void
station_all_up(const struct neighbor *n)
{
	for (struct station *s = n->speaker->stations; s != NULL; s = s->next)
		station_up(s, n);
}

/* RFC 7854 4.9. */
static struct bmp_down
why_down(const struct neighbor *n, unsigned conn)
{
	enum { MANUAL_STOP = 2 }; /* of RFC 4271 8.1.2 */
	const struct link *l = &n->links[conn];
	struct bmp_down down = { .reason = BMP_DOWN_EVENT };

	if (obuf_left(&l->notice) > 0) {
		down.reason =
		    l->notice_is_ours ? BMP_DOWN_SENT : BMP_DOWN_RECEIVED;
		down.notification = bytes_of(&l->notice);
	} else if (n->lost) {
		down.reason = BMP_DOWN_CLOSED;
	} else if (!n->fsm.started) {
		down.event = MANUAL_STOP;
	}
	return down;
}

void
station_all_down(const struct neighbor *n, unsigned conn)
{
	const struct bmp_down down = why_down(n, conn);

	for (struct station *s = n->speaker->stations; s != NULL; s = s->next)
		bmp_down(s->engine, n, clock_wall_us(), &down);
}

void
station_all_ended(const struct neighbor *n, uint32_t family)
{
	for (struct station *s = n->speaker->stations; s != NULL; s = s->next)
		bmp_ended(s->engine, n, family);
}

/* ---- show ---- */

void
station_all_state(
    const struct speaker *sp, struct rec_router_state *to, struct arena *arena)
{
	uint32_t n = 0;

	for (const struct station *s = sp->stations; s != NULL; s = s->next)
		n += !s->closing;
	if (n == 0)
		return;
	MARK(to, router_state, bmp);
	to->bmp.at = arena_zalloc(arena, n * sizeof(*to->bmp.at));
	for (const struct station *s = sp->stations; s != NULL; s = s->next) {
		struct rec_bmp_state *b = &to->bmp.at[to->bmp.n];
		struct bmp_counts c = bmp_counts(s->engine);
		bool connected = bmp_state(s->engine) == BMP_CONNECTED;

		if (s->closing)
			continue;
		to->bmp.n++;
		PUT(b, bmp_state, address, record_of(s)->address);
		PUT(b, bmp_state, port, port_of(record_of(s)));
		PUT(b, bmp_state, connected, connected);
		if (s->why != NULL)
			PUT(b, bmp_state, reason, s->why);
		if (connected)
			PUT(b, bmp_state, since, s->since);
		PUT(b, bmp_state, connections, c.connected);
		PUT(b, bmp_state, messages, c.messages);
		PUT(b, bmp_state, announced, c.announced);
		PUT(b, bmp_state, withdrawn, c.withdrawn);
		PUT(b, bmp_state, routes, c.told);
		PUT(b, bmp_state, unsent, c.untold);
	}
}
