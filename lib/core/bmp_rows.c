/* What a station is to be told of a destination, against what it was told. */
#include "base/mem.h"
#include "core/bgp_export.h"
#include "core/bgp_key.h"
#include "core/bmp_in.h"

#include <string.h>

/* A destination that is looked at. */
struct look {
	struct bmp *b;
	struct told_routes *told;
	uint32_t *head;
	uint32_t dest;
	uint16_t table;
	bool again; /* equal attributes do not say that it is the same */
};

/* Of which view, and whose. */
struct whose {
	struct bmp_subject *subject;
	enum bmp_view view;
	uint16_t source, session;
	bool path_ids;
	uint32_t id;
};

static void
row_add(const struct look *l, const struct whose *who, struct bgp_set *set,
    const struct bgp_path *path)
{
	struct bmp *b = l->b;
	struct bmp_row *row;
	size_t size;
	uint8_t *copy;

	b->rows = mem_grow(b->rows, &b->room_rows, b->n_rows, sizeof(*b->rows));
	row = &b->rows[b->n_rows];
	*row = (struct bmp_row){
		.subject = who->subject,
		.view = who->view,
		.set = set,
		.since = path != NULL ? path->since : 0,
		.order = (uint32_t)b->n_rows++,
	};
	bgp_rib_nlri(b->config.rib, l->dest, path, &row->nlri);
	row->nlri.has_path_id = who->path_ids;
	row->nlri.path_id = who->id;
	size = rbuf_left(&row->nlri.raw);
	if (path != NULL || size == 0)
		return;
	/* the destination may be gone before its message is written */
	copy = arena_alloc(&b->arena, size);
	memcpy(copy, row->nlri.raw.at, size);
	row->nlri.raw = rbuf(copy, size);
}

static struct told_route *
find(const struct look *l, const struct whose *who)
{
	struct told_route *r = told_route_at(l->told, *l->head);

	while (r != NULL && (r->view != who->view || r->source != who->source ||
				r->id != who->id || r->session != who->session))
		r = told_route_at(l->told, r->next);
	return r;
}

/* It is so now: that is told unless it was. */
static void
is_now(const struct look *l, const struct whose *who, struct bgp_set *set,
    const struct bgp_path *path)
{
	struct told_route *r = find(l, who);

	if (r != NULL && r->set == set->at && !l->again) {
		r->kept = true;
		return;
	}
	if (r == NULL) {
		r = told_route_add(l->told, l->head);
		r->id = who->id;
		r->source = who->source;
		r->view = (unsigned)who->view & 3;
		r->session = who->session & TOLD_SESSIONS;
	}
	bgp_set_hold(set);
	bgp_set_drop(l->b->sets, bgp_sets_at(l->b->sets, r->set));
	r->set = set->at;
	r->kept = true;
	row_add(l, who, set, path);
}

/* ---- what neighbours announce ---- */

static const struct bmp_source *
source_at(const struct bmp *b, uint16_t source)
{
	return source < b->n_sources && b->sources[source].subject != NULL &&
		       b->sources[source].subject->told
		   ? &b->sources[source]
		   : NULL;
}

static void
path_in(const struct look *l, const struct bgp_path *p)
{
	const struct bmp_source *s = source_at(l->b, p->source);
	struct whose who;

	if (s == NULL || bgp_rib_is_gone(l->b->config.rib, p))
		return;
	who = (struct whose){
		.subject = s->subject,
		.view = VIEW_PRE,
		.source = p->source,
		.session = s->session,
		.path_ids = s->subject->families[s->family].is.path_ids,
		.id = p->path_id,
	};
	if (l->b->config.views & BMP_TELL_PRE)
		is_now(l, &who, bgp_sets_at(l->b->sets, p->set_in), p);
	who.view = VIEW_POST;
	if (l->b->config.views & BMP_TELL_POST && p->set != 0)
		is_now(l, &who, bgp_sets_at(l->b->sets, p->set), p);
}

/* ---- what they are told ---- */

/* The attributes as they go out, interned; or NULL: it is told nothing. */
static struct bgp_set *
set_out(const struct look *l, uint32_t member, const struct bgp_path *p)
{
	struct bmp *b = l->b;
	struct wbuf w = wbuf(b->attrs, BMP_ATTRS_ROOM);
	struct bgp_attrs attrs;
	struct bgp_hop hop;
	bool in_body;

	if (!bgp_export_show(
		b->config.export, member, l->dest, p, &w, &attrs, &hop))
		return NULL;
	in_body = bgp_has(&attrs, BGP_NEXT_HOP);
	if (in_body)
		attrs.next_hop = hop.addr;
	return bgp_sets_intern(b->sets, &attrs, in_body ? NULL : &hop, 0);
}

static void
path_out(const struct look *l, const struct bmp_source *s, uint16_t source,
    const struct bgp_path *p, uint32_t id)
{
	const struct bmp_family *f = &s->subject->families[s->family].is;
	const struct whose who = {
		.subject = s->subject,
		.view = VIEW_OUT,
		.source = source,
		.session = s->session,
		.path_ids = id != 0,
		.id = id,
	};
	struct bgp_set *set = set_out(l, f->told, p);

	if (set == NULL)
		return;
	is_now(l, &who, set, p);
	bgp_set_drop(l->b->sets, set);
}

static void
all_out(const struct look *l, uint16_t source)
{
	const struct bmp_source *s = source_at(l->b, source);
	struct bgp_rib *rib = l->b->config.rib;
	const struct bgp_path *best = bgp_rib_best(rib, l->dest);
	const struct bmp_family *f;
	const uint32_t *ranked;
	uint32_t limit, n;

	if (s == NULL || best == NULL)
		return;
	f = &s->subject->families[s->family].is;
	if (f->table != l->table)
		return;
	limit = bgp_export_paths(l->b->config.export, f->told);
	if (limit == 0) {
		path_out(l, s, source, best, 0);
		return;
	}
	n = bgp_rib_rank(rib, l->dest, limit, &ranked);
	for (uint32_t i = 0; i < n; i++)
		path_out(
		    l, s, source, bgp_rib_path(rib, ranked[i]), ranked[i] + 1);
}

/* ---- all views ---- */

static void
own(const struct look *l)
{
	const struct bgp_path *best = bgp_rib_best(l->b->config.rib, l->dest);
	const struct whose who = { .subject = l->b->own, .view = VIEW_LOC };

	if (best != NULL)
		is_now(l, &who, bgp_sets_at(l->b->sets, best->set), best);
}

/* Still there, of those who have seen it: otherwise a Peer Down has said so. */
static bool
is_current(const struct bmp *b, const struct told_route *r, struct whose *who)
{
	const struct bmp_source *s;

	*who = (struct whose){ .view = (enum bmp_view)r->view, .id = r->id };
	who->subject = b->own;
	if (r->view == VIEW_LOC)
		return true;
	s = source_at(b, r->source);
	if (s == NULL || s->session != r->session)
		return false;
	who->subject = s->subject;
	who->path_ids = r->view == VIEW_OUT
			    ? r->id != 0
			    : s->subject->families[s->family].is.path_ids;
	return true;
}

static void
drop_rest(const struct look *l)
{
	uint32_t *link = l->head;

	while (*link != 0) {
		struct told_route *r = told_route_at(l->told, *link);
		struct whose who;

		if (r->kept) {
			link = &r->next;
			continue;
		}
		if (is_current(l->b, r, &who))
			row_add(l, &who, NULL, NULL);
		told_route_drop(l->told, l->b->sets, link);
	}
}

void
bmp_rows_add(struct bmp *b, uint16_t table, uint32_t dest)
{
	struct look l = {
		.b = b,
		.told = &b->tables[table].told,
		.head = told_routes_head(&b->tables[table].told, dest),
		.dest = dest,
		.table = table,
		.again =
		    bgp_key_has_tail(bgp_table_family(b->config.rib, table)),
	};
	struct told_route *r;
	const struct bgp_path *p;

	for (r = told_route_at(l.told, *l.head); r != NULL;
	     r = told_route_at(l.told, r->next))
		r->kept = false;
	if (b->config.views & (BMP_TELL_PRE | BMP_TELL_POST))
		for (p = bgp_rib_first(b->config.rib, dest); p != NULL;
		     p = bgp_rib_next(b->config.rib, p))
			path_in(&l, p);
	if (b->config.views & BMP_TELL_OUT)
		for (size_t i = 0; i < b->n_sources; i++)
			all_out(&l, (uint16_t)i);
	if (bmp_table_is_own(b, table))
		own(&l);
	drop_rest(&l);
}
