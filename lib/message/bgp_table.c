/* A table of routes of many neighbours, as records leave it. */
#include "message/bgp_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "message/bgp_records.h"

/* Fields of a route that say which one it is; all others are its set's. */
#define BIT(member) (UINT64_C(1) << AT_route_##member)
#define OF_ENTRY                                                               \
	(BIT(rib) | BIT(family) | BIT(prefix) | BIT(rd) | BIT(path_id) |       \
	    BIT(peer) | BIT(peer_as) | BIT(time) | BIT(hex) | BIT(nlri))
#define OF_KEY                                                                 \
	(BIT(family) | BIT(prefix) | BIT(rd) | BIT(path_id) | BIT(hex) |       \
	    BIT(nlri))

struct peer {
	struct addr to; /* whom it spoke to, in a capture; a router, of BMP */
	char name[ADDR_TEXT];
	uint32_t as;
	uint8_t rib; /* of BMP, which has several of one neighbour; else 0 */
	bool has_as;
	uint32_t session; /* routes of former ones are gone */
};

struct entry {
	uint64_t has; /* of OF_ENTRY */
	int64_t time;
	struct rec *odd; /* owned: a destination that is no prefix, or NULL */
	uint32_t family, peer, set, path_id;
	uint32_t session; /* of the peer; 0: withdrawn */
	struct rd rd;
	struct prefix prefix;
	uint8_t rib;
};

struct set { /* what routes have in common, as a route without destination */
	struct rec *route;
	uint32_t hash;
};

struct bgp_table {
	struct map by_key, by_set, by_peer;
	struct entry *entries;
	struct set *sets;
	struct peer *peers;
	size_t n, room, sets_n, sets_room, peers_n, peers_room;
	struct obuf text;
	struct addr to; /* of the message at hand, as in struct peer */
	uint8_t rib;
};

struct bgp_table *
bgp_table_new(void)
{
	return mem_zalloc(sizeof(struct bgp_table));
}

void
bgp_table_free(struct bgp_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		rec_free(t->entries[i].odd);
	for (size_t i = 0; i < t->sets_n; i++)
		rec_free(t->sets[i].route);
	map_fini(&t->by_key);
	map_fini(&t->by_set);
	map_fini(&t->by_peer);
	free(t->entries);
	free(t->sets);
	free(t->peers);
	obuf_fini(&t->text);
	free(t);
}

/* ---- neighbours ---- */

struct peer_key {
	const char *name;
	const struct addr *to;
	uint8_t rib;
};

static bool
peer_is(const void *ctx, uint32_t at, const void *key)
{
	const struct peer *p = &((const struct bgp_table *)ctx)->peers[at];
	const struct peer_key *k = key;

	return strcmp(p->name, k->name) == 0 && p->rib == k->rib &&
	       addr_cmp(&p->to, k->to) == 0;
}

static uint32_t
peer_find(struct bgp_table *t, const char *name, const struct addr *to)
{
	const struct peer_key key = { name, to, t->rib };
	uint32_t hash = (uint32_t)hash_bytes(
	    name, strlen(name), hash_bytes(to, sizeof(*to), t->rib));
	uint32_t at = map_find(&t->by_peer, hash, peer_is, t, &key);
	struct peer *p;

	if (at != MAP_NONE)
		return at;
	at = (uint32_t)t->peers_n++;
	t->peers = mem_grow(t->peers, &t->peers_room, at, sizeof(*t->peers));
	p = &t->peers[at];
	*p = (struct peer){ .to = *to, .rib = t->rib, .session = 1 };
	strncpy(p->name, name, sizeof(p->name) - 1);
	map_add(&t->by_peer, hash, at);
	return at;
}

static void
session_drop(
    struct bgp_table *t, const struct addr *from, const struct addr *to)
{
	char name[ADDR_TEXT];
	uint32_t at;

	addr_format(from, name);
	at = peer_find(t, name, to); /* which may move them */
	t->peers[at].session++;
}

void
bgp_table_end(struct bgp_table *t, const struct addr *a, const struct addr *b)
{
	session_drop(t, a, b);
	session_drop(t, b, a);
}

/* ---- attributes ---- */

static bool
set_is(const void *ctx, uint32_t at, const void *key)
{
	return rec_equal(((const struct bgp_table *)ctx)->sets[at].route, key);
}

static uint32_t
set_find(struct bgp_table *t, const struct rec *r)
{
	struct rec own = *r;
	uint32_t hash, at;

	own.has &= ~OF_ENTRY;
	rec_write(&t->text, &own);
	hash = (uint32_t)hash_bytes(obuf_at(&t->text), obuf_left(&t->text), 0);
	obuf_take(&t->text, obuf_left(&t->text));
	at = map_find(&t->by_set, hash, set_is, t, &own);
	if (at != MAP_NONE)
		return at;
	at = (uint32_t)t->sets_n++;
	t->sets = mem_grow(t->sets, &t->sets_room, at, sizeof(*t->sets));
	t->sets[at] = (struct set){ rec_dup(&own), hash };
	map_add(&t->by_set, hash, at);
	return at;
}

/* ---- routes ---- */

struct entry_key {
	const struct entry *entry;
	const struct rec *odd;
};

static bool
entry_is(const void *ctx, uint32_t at, const void *key)
{
	const struct entry *e = &((const struct bgp_table *)ctx)->entries[at];
	const struct entry_key *want = key;
	const struct entry *w = want->entry;

	return e->family == w->family && e->peer == w->peer &&
	       e->path_id == w->path_id && ((e->has ^ w->has) & OF_KEY) == 0 &&
	       prefix_cmp(&e->prefix, &w->prefix) == 0 &&
	       memcmp(&e->rd, &w->rd, sizeof(e->rd)) == 0 &&
	       (e->odd == NULL || rec_equal(e->odd, want->odd));
}

/* The destination of a family whose NLRI are no prefixes. */
static struct rec
odd_of(const struct rec *r)
{
	struct rec odd = *r;

	odd.del = false;
	odd.has &= BIT(hex) | BIT(nlri);
	return odd;
}

static uint32_t
entry_hash(struct bgp_table *t, const struct entry *e, const struct rec *odd)
{
	uint64_t h = e->family ^ (uint64_t)e->path_id << 32;

	h = hash_bytes(&e->prefix, sizeof(e->prefix), h);
	if (e->has & BIT(rd))
		h = hash_bytes(&e->rd, sizeof(e->rd), h);
	if (odd->has != 0) {
		rec_write(&t->text, odd);
		h = hash_bytes(obuf_at(&t->text), obuf_left(&t->text), h);
		obuf_take(&t->text, obuf_left(&t->text));
	}
	return (uint32_t)hash_bytes(&e->peer, sizeof(e->peer), h);
}

static void
entry_begin(struct bgp_table *t, const struct rec *from, struct entry *e)
{
	const struct rec_route *r = &from->route;
	struct peer *p;

	*e = (struct entry){ .has = r->has & OF_ENTRY, .family = r->family };
	e->peer = peer_find(t, HAS(r, route, peer) ? r->peer : "", &t->to);
	p = &t->peers[e->peer];
	if (HAS(r, route, peer_as)) {
		p->as = r->peer_as;
		p->has_as = true;
	}
	e->session = p->session;
	if (HAS(r, route, rib))
		e->rib = (uint8_t)r->rib;
	if (HAS(r, route, time))
		e->time = r->time;
	if (HAS(r, route, path_id))
		e->path_id = r->path_id;
	if (HAS(r, route, rd))
		e->rd = r->rd;
	if (HAS(r, route, prefix))
		e->prefix = r->prefix;
}

static void
route_take(void *ctx, const struct rec *r)
{
	struct bgp_table *t = ctx;
	struct rec odd = odd_of(r);
	struct entry e;
	const struct entry_key key = { &e, &odd };
	uint32_t hash, at;

	entry_begin(t, r, &e);
	hash = entry_hash(t, &e, &odd);
	at = map_find(&t->by_key, hash, entry_is, t, &key);
	if (r->del) {
		if (at != MAP_NONE)
			t->entries[at].session = 0;
		return;
	}
	e.set = set_find(t, r);
	if (at == MAP_NONE) {
		at = (uint32_t)t->n++;
		t->entries =
		    mem_grow(t->entries, &t->room, at, sizeof(*t->entries));
		map_add(&t->by_key, hash, at);
		e.odd = odd.has != 0 ? rec_dup(&odd) : NULL;
	} else {
		e.odd = t->entries[at].odd;
	}
	t->entries[at] = e;
}

/* ---- messages ---- */

static bool
ends_session(const struct rec_message *m)
{
	return strcmp(m->kind, "state_change") == 0 &&
	       HAS(m, message, new_state) &&
	       strcmp(m->new_state, "established") != 0;
}

/* Whoever says so: of one end is the collector, which has no routes. */
static void
session_over(struct bgp_table *t, const struct rec_message *m)
{
	bool is_captured = HAS(m, message, sport);

	session_drop(t, &m->src, is_captured ? &m->dst : &t->to);
	session_drop(t, &m->dst, is_captured ? &m->src : &t->to);
}

/* All tables of a neighbour that a router tells of, or the router's own. */
static void
monitored_drop(struct bgp_table *t, const struct rec_bmp *bmp)
{
	char name[ADDR_TEXT] = "";

	if (HAS(bmp, bmp, peer))
		addr_format(&bmp->peer, name);
	for (size_t i = 0; i < t->peers_n; i++) {
		struct peer *p = &t->peers[i];

		if (p->rib != 0 && strcmp(p->name, name) == 0 &&
		    addr_cmp(&p->to, &t->to) == 0)
			p->session++;
	}
}

/* BMP repeats the whole table after a peer has come up (RFC 7854 5). */
static void
monitored_take(struct bgp_table *t, const struct rec_message *m)
{
	static const struct addr nobody;
	const struct rec_bmp *bmp = &m->bmp;

	t->to = HAS(bmp, bmp, router) ? bmp->router : nobody;
	t->rib = HAS(bmp, bmp, rib) ? (uint8_t)bmp->rib : 0;
	if (strcmp(m->kind, "peer_up") == 0 ||
	    strcmp(m->kind, "peer_down") == 0)
		monitored_drop(t, bmp);
	else if (t->rib != 0 && strcmp(m->kind, "update") == 0)
		bgp_message_routes(m, route_take, t);
	t->to = nobody;
	t->rib = 0;
}

static void
message_take(struct bgp_table *t, const struct rec_message *m)
{
	static const struct addr nobody;
	bool is_captured = HAS(m, message, sport);

	/* The collector of a dump is one, whatever its address. */
	t->to = is_captured ? m->dst : nobody;
	if (strcmp(m->kind, "update") == 0)
		bgp_message_routes(m, route_take, t);
	else if (strcmp(m->kind, "notification") == 0)
		session_over(t, m);
	else if (strcmp(m->kind, "open") == 0 || ends_session(m))
		session_drop(t, &m->src, &t->to);
	t->to = nobody;
}

void
bgp_table_add(struct bgp_table *t, const struct rec *r)
{
	if (r->type == REC_ROUTE)
		route_take(t, r);
	else if (r->type == REC_MESSAGE && HAS(&r->message, message, bmp))
		monitored_take(t, &r->message);
	else if (r->type == REC_MESSAGE)
		message_take(t, &r->message);
}

/* ---- out ---- */

static int
entry_cmp(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a;
	const struct entry *y = *(const struct entry *const *)b;
	int c = (x->family > y->family) - (x->family < y->family);

	if (c == 0)
		c = prefix_cmp(&x->prefix, &y->prefix);
	if (c == 0)
		c = memcmp(&x->rd, &y->rd, sizeof(x->rd));
	if (c == 0)
		c = (x->path_id > y->path_id) - (x->path_id < y->path_id);
	if (c == 0)
		c = (x->peer > y->peer) - (x->peer < y->peer);
	return c != 0 ? c : (x > y) - (x < y);
}

static void
entry_emit(const struct bgp_table *t, const struct entry *e, route_sink *sink,
    void *ctx)
{
	struct rec r = *t->sets[e->set].route;
	struct rec_route *to = &r.route;
	const struct peer *p = &t->peers[e->peer];

	if (e->odd != NULL) {
		to->hex = e->odd->route.hex;
		to->nlri = e->odd->route.nlri;
	}
	to->has |= e->has;
	to->rib = e->rib;
	to->family = e->family;
	to->prefix = e->prefix;
	to->rd = e->rd;
	to->path_id = e->path_id;
	to->peer = p->name;
	if (p->name[0] == 0)
		DROP(to, route, peer);
	to->peer_as = p->as;
	if (p->has_as) /* of the neighbour, whichever record said it */
		MARK(to, route, peer_as);
	to->time = e->time;
	sink(ctx, &r);
}

void
bgp_table_each(struct bgp_table *t, route_sink *sink, void *ctx)
{
	const struct entry **sorted =
	    mem_alloc((t->n > 0 ? t->n : 1) * sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct entry *e = &t->entries[i];

		if (e->session == t->peers[e->peer].session)
			sorted[n++] = e;
	}
	qsort(sorted, n, sizeof(*sorted), entry_cmp);
	for (size_t i = 0; i < n; i++)
		entry_emit(t, sorted[i], sink, ctx);
	free(sorted);
}
