/* What `show` says beyond the stream: of a neighbour, and of the speaker. */
#include "core/bgp_set.h"
#include "edge/clock.h"
#include "message/bgp_records.h"
#include "speaker.h"
#include "station.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- a neighbour ---- */

/* The time that is left of what runs on any of the connections. */
static mono
soonest(const struct bgp_fsm *fsm, size_t offset)
{
	mono at = MONO_NEVER;

	for (unsigned i = 0; i < BGP_NCONNS; i++) {
		const char *conn = (const char *)&fsm->conns[i];

		at = mono_min(at, *(const mono *)(const void *)(conn + offset));
	}
	return at;
}

static uint32_t
left(mono deadline, mono now)
{
	return deadline.us <= now.us
		   ? 0
		   : (uint32_t)((deadline.us - now.us) / 1000000);
}

static void
put_timers(const struct neighbor *n, struct rec_peer_state *s)
{
	const struct bgp_fsm *fsm = &n->fsm;
	mono now = clock_mono();
	mono hold = soonest(fsm, offsetof(struct bgp_conn, hold));
	mono keepalive = soonest(fsm, offsetof(struct bgp_conn, keepalive));
	mono retry = soonest(fsm, offsetof(struct bgp_conn, retry));
	struct rec_timers *t = &s->timers;

	if (hold.us != INT64_MAX)
		PUT(t, timers, hold, left(hold, now));
	if (keepalive.us != INT64_MAX)
		PUT(t, timers, keepalive, left(keepalive, now));
	if (retry.us != INT64_MAX)
		PUT(t, timers, connect_retry, left(retry, now));
	if (fsm->idle_until.us != INT64_MAX)
		PUT(t, timers, idle_hold, left(fsm->idle_until, now));
	if (t->has != 0)
		MARK(s, peer_state, timers);
}

static void
put_tables(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	MARK(s, peer_state, tables);
	s->tables.at =
	    arena_zalloc(arena, n->n_members * sizeof(*s->tables.at));
	for (unsigned i = 0; i < n->n_members; i++) {
		const struct member *m = n->members[i];
		const struct bgp_source *source =
		    bgp_rib_source(n->speaker->rib, m->source);
		struct rec_table_count *t = &s->tables.at[s->tables.n++];

		PUT(t, table_count, family, m->family);
		PUT(t, table_count, received, source->paths);
		PUT(t, table_count, accepted, source->accepted);
		PUT(t, table_count, advertised,
		    m->in_force ? bgp_export_count(n->speaker->export, m->told)
				: 0);
	}
}

static void
put_messages(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	MARK(s, peer_state, messages);
	s->messages.at =
	    arena_zalloc(arena, TRAFFIC_KINDS * sizeof(*s->messages.at));
	for (int kind = BGP_OPEN; kind < TRAFFIC_KINDS; kind++) {
		struct rec_message_count *c = &s->messages.at[s->messages.n++];

		PUT(c, message_count, kind, name_of(bgp_type_names, kind));
		PUT(c, message_count, received, n->traffic.received[kind]);
		PUT(c, message_count, sent, n->traffic.sent[kind]);
	}
}

static struct rec_message
read_open(const struct obuf *open, struct arena *arena)
{
	const struct bgp_reading reading = { .as4_known = true };
	struct rec_message m = { 0 };
	const struct fault fine = { 0 };
	uint8_t *copy;

	if (obuf_left(open) == 0)
		return m;
	/* the record borrows, and the OPEN may be another by then */
	copy = arena_alloc(arena, obuf_left(open));
	memcpy(copy, obuf_at(open), obuf_left(open));
	bgp_record_message(
	    &m, rbuf(copy, obuf_left(open)), &fine, &reading, arena);
	return m;
}

static void
put_capabilities(
    const struct neighbor *n, struct rec_peer_state *s, struct arena *arena)
{
	const struct link *l = &n->links[bgp_fsm_conn(&n->fsm)];
	struct rec_message theirs = read_open(&l->opens[0], arena);
	struct rec_message ours = read_open(&l->opens[1], arena);

	MARK(s, peer_state, capabilities_sent);
	s->capabilities_sent.n = ours.capabilities.n;
	s->capabilities_sent.at = ours.capabilities.at;
	MARK(s, peer_state, capabilities_received);
	s->capabilities_received.n = theirs.capabilities.n;
	s->capabilities_received.at = theirs.capabilities.at;
}

void
state_show(const struct neighbor *n, struct rec *rec, struct arena *arena)
{
	struct rec_peer_state *s = &rec->peer_state;

	state_read(n, rec, arena);
	put_timers(n, s);
	put_tables(n, s, arena);
	put_messages(n, s, arena);
	if (bgp_fsm_agreed(&n->fsm) == NULL)
		return;
	PUT(s, peer_state, since, n->since);
	put_capabilities(n, s, arena);
}

/* ---- the speaker ---- */

static void
put_destinations(
    const struct speaker *sp, struct rec_router_state *s, struct arena *arena)
{
	uint16_t n = bgp_rib_tables(sp->rib);

	MARK(s, router_state, tables);
	s->tables.at = arena_zalloc(arena, n * sizeof(*s->tables.at));
	for (uint16_t i = 0; i < n; i++) {
		struct rec_table_count *t = &s->tables.at[s->tables.n++];

		if (bgp_table_vrf(sp->rib, i)[0] != '\0')
			PUT(t, table_count, vrf, bgp_table_vrf(sp->rib, i));
		PUT(t, table_count, family, bgp_table_family(sp->rib, i));
		PUT(t, table_count, destinations, bgp_table_count(sp->rib, i));
	}
}

/* Of the process, as the kernel counts; 0: it does not say. */
static size_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long size, pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu %lu", &size, &pages) != 2)
		pages = 0;
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void
put_memory(
    const struct speaker *sp, struct rec_router_state *s, struct arena *arena)
{
	const struct {
		const char *part;
		size_t bytes;
	} parts[] = {
		{ "rib", bgp_rib_memory(sp->rib) },
		{ "attributes", bgp_sets_memory(sp->sets) },
		{ "resident", resident() },
	};
	const uint32_t n = sizeof(parts) / sizeof(*parts);

	MARK(s, router_state, memory);
	s->memory.at = arena_zalloc(arena, n * sizeof(*s->memory.at));
	for (uint32_t i = 0; i < n; i++) {
		struct rec_memory *m = &s->memory.at[s->memory.n++];

		PUT(m, memory, part, parts[i].part);
		PUT(m, memory, bytes, parts[i].bytes);
	}
}

void
state_router(struct speaker *sp, struct rec *rec, struct arena *arena)
{
	struct rec_router_state *s = &rec->router_state;
	uint32_t up = 0;

	*rec = (struct rec){ .type = REC_ROUTER_STATE };
	for (size_t i = 0; i < sp->n_neighbors; i++)
		up += bgp_fsm_agreed(&sp->neighbors[i]->fsm) != NULL;
	if (sp->router != NULL) {
		const struct rec_router *r = &sp->router->router;

		if (HAS(r, router, name))
			PUT(s, router_state, name, r->name);
		PUT(s, router_state, as, r->as);
		PUT(s, router_state, router_id, r->router_id);
	}
	PUT(s, router_state, peers, (uint32_t)sp->n_neighbors);
	PUT(s, router_state, established, up);
	PUT(s, router_state, converged, sp->converged);
	put_destinations(sp, s, arena);
	PUT(s, router_state, attribute_sets, bgp_sets_count(sp->sets));
	put_memory(sp, s, arena);
	rpki_state(sp, s, arena);
	station_all_state(sp, s, arena);
	PUT(s, router_state, longest_round, (uint32_t)loop_longest(sp->loop));
	PUT(s, router_state, time, clock_wall_us());
}
