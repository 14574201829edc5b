/*
 * The RIB as `route` records, to everyone who reads the stream.
 *
 * A reader has a cursor on each table, and knows per destination whether it was
 * told a route. While it is slow nothing piles up: what changed twice is told
 * once. Routes of this machine are not told back to it; where one of them is
 * best, the BGP route is gone for the reader.
 */
#include "base/mem.h"
#include "core/bgp_key.h"
#include "core/bgp_set.h"
#include "edge/clock.h"
#include "message/bgp_records.h"
#include "speaker.h"
#include "value/label.h"
#include "wire/bgp.h"

#include <stdlib.h>
#include <string.h>

/* Destinations that one turn looks at for one reader. */
#define READ_SLICE 2048

/*
 * What a record says behind its destination, as it is written: most routes that
 * stand next to each other in the journal have it in common. Good for one turn,
 * in which neither resolution nor the clock moves.
 */
struct said {
	int64_t start;  /* of the clock that `since` is by, since the epoch */
	struct rec rec; /* the one that is being made */
	uint64_t table; /* what it has of the table */
	struct bgp_path path; /* of which it is; set 0: there is none */
	const char *reason;
	struct rec_written written;
	struct obuf text;
};

struct following {
	uint32_t cursor;
	struct bgp_told told;
	bool ended; /* the eor is written */
};

struct reader {
	struct reader *next;
	struct stage_sink *sink;
	uint16_t n; /* tables that it follows: all that there were */
	size_t room;
	struct following *tables;
};

/* ---- one route ---- */

/* A link-local next hop is on the link of who named it. */
static struct bgp_resolved
resolve(struct speaker *sp, const struct bgp_set *set,
    const struct bgp_source *source)
{
	const struct addr *hop = &bgp_set_next_hop(sp->sets, set)->addr;

	struct bgp_hops *by = source->hops != NULL ? source->hops : sp->hops;

	if (addr_is_link_local(hop) && source->interface[0] != '\0')
		return bgp_hops_resolve(by, hop, source->interface);
	return *bgp_hop_get(by, set->hop);
}

/*
 * With labels it is the egress that they are for: an LSP leads there, which may
 * change while the route stays. Implicit null is none.
 */
static void
put_egress(
    const struct addr *hop, const struct rec_route *r, struct rec_path *path)
{
	PUT(path, path, next_hop, *hop);
	if (r->labels.n == 1 && r->labels.at[0] == LABEL_IMPLICIT)
		return;
	MARK(path, path, labels);
	path->labels.n = r->labels.n;
	path->labels.at = r->labels.at;
}

static void
put_paths(struct speaker *sp, const struct bgp_set *set,
    const struct bgp_source *source, struct rec_route *r, struct arena *arena)
{
	struct bgp_resolved via = resolve(sp, set, source);
	char *interface;
	struct rec_path *path;

	if (!via.resolved)
		return;
	path = arena_zalloc(arena, sizeof(*path));
	if (bgp_key_is_labeled(r->family)) {
		put_egress(&bgp_set_next_hop(sp->sets, set)->addr, r, path);
	} else {
		if (via.next_hop.ip != ADDR_NONE)
			PUT(path, path, next_hop, via.next_hop);
		if (via.interface[0] != '\0') {
			interface = arena_strndup(
			    arena, via.interface, strlen(via.interface));
			PUT(path, path, interface, interface);
		}
	}
	MARK(r, route, paths);
	r->paths.n = 1;
	r->paths.at = path;
}

static void
put_path_attributes(const struct bgp_attrs *attrs, const struct addr *hop,
    const struct addr *link_local, struct rec_route *r, struct arena *arena)
{
	struct rec_attributes a = { 0 };

	bgp_record_attributes(&a, attrs, NULL, arena);
	bgp_record_route(r, &a);
	if (hop->ip != ADDR_NONE)
		PUT(r, route, next_hop, *hop);
	if (link_local->ip != ADDR_NONE)
		PUT(r, route, next_hop_link_local, *link_local);
}

static void
put_attributes(struct speaker *sp, const struct bgp_set *set,
    struct rec_route *r, struct arena *arena)
{
	const struct bgp_next_hop *hop = bgp_set_next_hop(sp->sets, set);
	struct bgp_attrs attrs;

	bgp_set_open(set, &attrs);
	put_path_attributes(&attrs, &hop->addr, &hop->link_local, r, arena);
	if (set->weight != 0)
		PUT(r, route, weight, set->weight);
}

static void
put_table(struct speaker *sp, uint16_t table, struct rec *rec)
{
	const char *vrf = bgp_table_vrf(sp->rib, table);
	struct rec_route *r = &rec->route;

	*rec = (struct rec){ .type = REC_ROUTE };
	PUT(r, route, rib, RIB_LOC);
	PUT(r, route, protocol, "bgp");
	if (vrf[0] != '\0')
		PUT(r, route, vrf, vrf);
	PUT(r, route, family, bgp_table_family(sp->rib, table));
}

static void
put_destination(struct speaker *sp, uint32_t dest, const struct bgp_path *path,
    struct rec_route *r, struct arena *arena)
{
	struct bgp_nlri nlri;

	bgp_rib_nlri(sp->rib, dest, path, &nlri);
	bgp_record_destination(r, &nlri, arena);
	if (path == NULL)
		return;
	PUT(r, route, protocol,
	    bgp_rib_source(sp->rib, path->source)->protocol);
	if (path->path_id != 0)
		PUT(r, route, path_id, path->path_id);
}

static void
put_key(struct speaker *sp, uint32_t dest, const struct bgp_path *path,
    struct rec *rec, struct arena *arena)
{
	struct bgp_net net;

	bgp_rib_net(sp->rib, dest, &net);
	put_table(sp, net.table, rec);
	put_destination(sp, dest, path, &rec->route, arena);
}

/* Why the path cannot be chosen, or by which step the best was. */
static const char *
reason_of(struct speaker *sp, uint32_t dest, const struct bgp_path *path)
{
	static const struct name flaws[] = {
		{ BGP_PATH_REJECTED, "rejected by the import policy" },
		{ BGP_PATH_LOOP, "we have been there already" },
		{ BGP_PATH_FIRST_AS, "as_path begins with another AS" },
		{ BGP_PATH_CONFED, "as_path names a confederation" },
		{ BGP_PATH_BAD_HOP, "the next hop cannot be one" },
		{ BGP_PATH_LEAK, "a leak, by only_to_customer (RFC 9234)" },
		{ BGP_PATH_UNREACHABLE, "the next hop is unreachable" },
		{ 0 },
	};

	if (path == bgp_rib_best(sp->rib, dest))
		return bgp_rung_name(bgp_rib_reason(sp->rib, dest));
	for (const struct name *f = flaws; f->name != NULL; f++)
		if ((path->flags & f->value) != 0)
			return f->name;
	return NULL;
}

/* When the clock of `since` began, by the other one. */
static int64_t
start_of_clock(void)
{
	return clock_wall_us() - (int64_t)speaker_now() * 1000000;
}

/* All that is said of a path but for its destination. */
static void
put_path(struct speaker *sp, const struct bgp_path *path,
    const struct bgp_set *set, const char *reason, int64_t start,
    struct rec_route *r, struct arena *arena)
{
	const struct bgp_source *source = bgp_rib_source(sp->rib, path->source);

	if (set != NULL) {
		if (!source->local)
			put_paths(sp, set, source, r, arena);
		put_attributes(sp, set, r, arena);
	}
	if (!source->local)
		PUT(r, route, peer, source->name);
	if (reason != NULL)
		PUT(r, route, reason, reason);
	if (bgp_rib_is_stale(sp->rib, path))
		PUT(r, route, stale, true);
	PUT(r, route, time, start + (int64_t)path->since * 1000000);
}

void
output_route(struct speaker *sp, uint32_t dest, const struct bgp_path *path,
    int rib, struct rec *rec, struct arena *arena)
{
	const struct bgp_set *set = bgp_sets_at(sp->sets,
	    rib != RIB_ADJ_IN_PRE && path->set != 0 ? path->set : path->set_in);
	struct rec_route *r = &rec->route;

	put_key(sp, dest, path, rec, arena);
	PUT(r, route, rib, rib);
	put_path(sp, path, set,
	    rib == RIB_ADJ_IN_PRE ? NULL : reason_of(sp, dest, path),
	    start_of_clock(), r, arena);
}

bool
output_sent(struct speaker *sp, const struct neighbor *n,
    const struct member *m, uint32_t dest, const struct bgp_path *path,
    uint32_t path_id, struct rec *rec, struct arena *arena)
{
	struct wbuf w = wbuf(
	    arena_alloc(arena, BGP_MAX_EXTENDED_SIZE), BGP_MAX_EXTENDED_SIZE);
	struct rec_route *r = &rec->route;
	struct bgp_attrs attrs;
	struct bgp_hop hop;

	if (!bgp_export_show(sp->export, m->told, dest, path, &w, &attrs, &hop))
		return false;
	put_key(sp, dest, path, rec, arena);
	PUT(r, route, rib, RIB_ADJ_OUT);
	PUT(r, route, protocol, "bgp");
	put_path_attributes(&attrs, &hop.addr, &hop.link_local, r, arena);
	PUT(r, route, peer, n->name);
	DROP(r, route, path_id);
	if (path_id != 0)
		PUT(r, route, path_id, path_id);
	return true;
}

bool
output_sent_default(struct speaker *sp, const struct neighbor *n,
    const struct member *m, struct rec *rec, struct arena *arena)
{
	struct wbuf w = wbuf(
	    arena_alloc(arena, BGP_MAX_EXTENDED_SIZE), BGP_MAX_EXTENDED_SIZE);
	struct rec_route *r = &rec->route;
	struct prefix all = {
		.addr.ip = FAMILY_AFI(m->family) == 1 ? ADDR_IP4 : ADDR_IP6
	};
	struct bgp_attrs attrs;
	struct bgp_hop hop;
	uint32_t path_id;

	if (!bgp_export_show_default(
		sp->export, m->told, &w, &attrs, &hop, &path_id))
		return false;
	*rec = (struct rec){ .type = REC_ROUTE };
	PUT(r, route, rib, RIB_ADJ_OUT);
	PUT(r, route, protocol, "bgp");
	PUT(r, route, family, m->family);
	PUT(r, route, prefix, all);
	put_path_attributes(&attrs, &hop.addr, &hop.link_local, r, arena);
	PUT(r, route, peer, n->name);
	if (path_id != 0)
		PUT(r, route, path_id, path_id);
	return true;
}

/* ---- one reader ---- */

static void
follow_all(struct speaker *sp, struct reader *r)
{
	while (r->n < bgp_rib_tables(sp->rib)) {
		r->tables =
		    mem_grow(r->tables, &r->room, r->n, sizeof(*r->tables));
		r->tables[r->n] = (struct following){
			.cursor = bgp_rib_follow(sp->rib, r->n),
		};
		r->n++;
	}
}

static bool
was_said(const struct said *s, const struct bgp_path *p, const char *reason)
{
	return s->path.set == p->set && s->path.source == p->source &&
	       s->path.since == p->since && s->path.epoch == p->epoch &&
	       s->reason == reason && p->set != 0;
}

/* Labels stand between, and are the destination's own: paths stay in front. */
static uint64_t
fields_in_common(const struct rec *rec)
{
	unsigned from =
	    HAS(&rec->route, route, labels) ? AT_route_from_rd : AT_route_paths;

	return rec->has & (UINT64_MAX << from);
}

static void
say(struct said *s, const struct bgp_path *p, const char *reason)
{
	uint64_t fields = fields_in_common(&s->rec);

	obuf_take(&s->text, obuf_left(&s->text));
	rec_write_fields(&s->text, &s->rec, fields);
	s->path = *p;
	s->reason = reason;
	s->written = (struct rec_written){
		.fields = fields,
		.n = (uint32_t)obuf_left(&s->text),
		.text = obuf_at(&s->text),
	};
}

static void
read_best(struct speaker *sp, struct said *s, uint32_t dest,
    const struct bgp_path *best)
{
	const struct bgp_set *set = bgp_sets_at(sp->sets, best->set);
	const char *reason = reason_of(sp, dest, best);
	struct rec_route *r = &s->rec.route;

	put_destination(sp, dest, best, r, &sp->arena);
	if (!was_said(s, best, reason)) {
		put_path(sp, best, set, reason, s->start, r, &sp->arena);
		say(s, best, reason);
	} else if (HAS(r, route, labels)) {
		put_paths(sp, set, bgp_rib_source(sp->rib, best->source), r,
		    &sp->arena);
	}
	r->has &= ~s->written.fields;
	r->written = &s->written;
}

static void
write_change(struct speaker *sp, struct reader *r, struct following *f,
    struct said *said, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(sp->rib, dest);
	struct rec *rec = &said->rec;

	rec->has = said->table;
	rec->route.written = NULL;
	if (best != NULL && !bgp_rib_source(sp->rib, best->source)->local) {
		read_best(sp, said, dest, best);
		rec->del = false;
		bgp_told_set(&f->told, dest, 1);
	} else if (bgp_told_get(&f->told, dest) != 0) {
		put_destination(sp, dest, NULL, &rec->route, &sp->arena);
		PUT(&rec->route, route, protocol, "bgp");
		rec->del = true;
		bgp_told_set(&f->told, dest, 0);
	} else {
		return;
	}
	stage_sink_write(r->sink, rec);
	arena_reset(&sp->arena);
}

static void
write_eor(struct speaker *sp, struct reader *r, uint16_t table)
{
	const char *vrf = bgp_table_vrf(sp->rib, table);
	struct rec rec = { .type = REC_EOR };

	PUT(&rec.eor, eor, of, "route");
	PUT(&rec.eor, eor, protocol, "bgp");
	if (vrf[0] != '\0')
		PUT(&rec.eor, eor, vrf, vrf);
	PUT(&rec.eor, eor, family, bgp_table_family(sp->rib, table));
	stage_sink_write(r->sink, &rec);
}

/* True when there is more that could be written now. */
static bool
pump_table(
    struct speaker *sp, struct reader *r, struct said *said, uint16_t table)
{
	struct following *f = &r->tables[table];
	uint32_t dests[BGP_READ_MOST], n, done = 0;

	put_table(sp, table, &said->rec);
	said->table = said->rec.has;
	for (; done < READ_SLICE && !stage_sink_full(r->sink); done += n) {
		n = bgp_rib_read(sp->rib, f->cursor, dests, BGP_READ_MOST);
		if (n == 0) {
			if (sp->converged && !f->ended)
				write_eor(sp, r, table);
			f->ended = sp->converged;
			return false;
		}
		bgp_told_prefetch(&f->told, dests, n);
		for (uint32_t i = 0; i < n; i++)
			if (bgp_rib_is_news(sp->rib, f->cursor, dests[i]))
				write_change(sp, r, f, said, dests[i]);
	}
	return !stage_sink_full(r->sink);
}

bool
output_pump(struct speaker *sp)
{
	struct said said = { 0 };
	bool more = false;

	if (sp->readers == NULL || sp->ending || restart_defers_any(sp))
		return false; /* what is installed stays */
	said.start = start_of_clock();
	for (struct reader *r = sp->readers; r != NULL; r = r->next) {
		follow_all(sp, r);
		for (uint16_t t = 0; t < r->n; t++)
			more |= pump_table(sp, r, &said, t);
	}
	obuf_fini(&said.text);
	return more;
}

/* ---- coming and going ---- */

void
output_open(struct speaker *sp, struct stage_sink *sink)
{
	struct reader *r = mem_zalloc(sizeof(*r));
	struct rec rec;

	r->sink = sink;
	r->next = sp->readers;
	sp->readers = r;
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		state_read(sp->neighbors[i], &rec, &sp->arena);
		stage_sink_write(sink, &rec);
	}
	arena_reset(&sp->arena);
	speaker_work(sp);
}

void
output_close(struct speaker *sp, struct stage_sink *sink)
{
	struct reader **at = &sp->readers, *r;

	while (*at != NULL && (*at)->sink != sink)
		at = &(*at)->next;
	r = *at;
	if (r == NULL)
		return;
	*at = r->next;
	for (uint16_t t = 0; t < r->n; t++) {
		bgp_rib_unfollow(sp->rib, r->tables[t].cursor);
		bgp_told_fini(&r->tables[t].told);
	}
	free(r->tables);
	free(r);
}
