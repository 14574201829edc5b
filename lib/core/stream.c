/* TCP reassembly, for captures. */
#include "core/stream.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/obuf.h"

enum { WINDOW = 1 << 26 }; /* wider than any that a BGP speaker opens */

/* Bytes that came before their turn; pieces never overlap. */
struct piece {
	struct piece *next;
	uint32_t seq, n;
	uint8_t at[];
};

struct side {
	struct stream_end from;
	bool begun;     /* `next` is known */
	bool whole;     /* its SYN was seen */
	uint32_t first; /* sequence number: of that SYN, or of what was seen */
	uint32_t next;  /* sequence number of the first byte not in `ready` */
	uint32_t acked; /* what the receiver has acknowledged */
	bool has_acked;
	unsigned waited; /* segments since that included what is held */
	struct obuf ready;
	struct piece *held; /* in order */
	uint32_t held_bytes, held_pieces;
};

struct stream {
	struct side sides[2];
	uint32_t older, newer; /* by last use; MAP_NONE at the ends */
	uint32_t hash;
	bool reset;
	void *data;
};

struct streams {
	struct map map;
	uint32_t oldest, newest, n;
	struct stream *at[STREAM_MAX];
};

/* Sequence numbers go around (RFC 9293 3.4). */
static int32_t
after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/* ---- which connection ---- */

struct key {
	struct stream_end a, b;
};

static bool
same_end(const struct stream_end *a, const struct stream_end *b)
{
	return a->port == b->port && addr_cmp(&a->addr, &b->addr) == 0;
}

static bool
stream_has_key(const void *ctx, uint32_t at, const void *k)
{
	const struct streams *t = ctx;
	const struct stream *s = t->at[at];
	const struct key *key = k;

	return (same_end(&s->sides[0].from, &key->a) &&
		   same_end(&s->sides[1].from, &key->b)) ||
	       (same_end(&s->sides[0].from, &key->b) &&
		   same_end(&s->sides[1].from, &key->a));
}

static uint64_t
end_hash(const struct stream_end *e)
{
	return hash_bytes(e->addr.b, sizeof(e->addr.b), e->port);
}

/* The same for both directions. */
static uint32_t
key_hash(const struct key *k)
{
	return (uint32_t)(end_hash(&k->a) + end_hash(&k->b));
}

static void
unlink_stream(struct streams *t, uint32_t at)
{
	struct stream *s = t->at[at];

	if (s->older != MAP_NONE)
		t->at[s->older]->newer = s->newer;
	else
		t->oldest = s->newer;
	if (s->newer != MAP_NONE)
		t->at[s->newer]->older = s->older;
	else
		t->newest = s->older;
}

static void
link_newest(struct streams *t, uint32_t at)
{
	struct stream *s = t->at[at];

	s->older = t->newest;
	s->newer = MAP_NONE;
	if (t->newest != MAP_NONE)
		t->at[t->newest]->newer = at;
	else
		t->oldest = at;
	t->newest = at;
}

struct streams *
streams_new(void)
{
	struct streams *t = mem_zalloc(sizeof(*t));

	t->oldest = t->newest = MAP_NONE;
	return t;
}

static void
side_clear(struct side *d)
{
	while (d->held != NULL) {
		struct piece *p = d->held;

		d->held = p->next;
		free(p);
	}
	obuf_fini(&d->ready);
	*d = (struct side){ .from = d->from };
}

static void
stream_clear(struct stream *s)
{
	side_clear(&s->sides[0]);
	side_clear(&s->sides[1]);
	s->data = NULL;
	s->reset = false;
}

void
streams_free(struct streams *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		stream_clear(t->at[i]);
		free(t->at[i]);
	}
	map_fini(&t->map);
	free(t);
}

void
streams_end(struct streams *t, stream_gone *gone, void *ctx)
{
	for (uint32_t i = t->oldest; i != MAP_NONE; i = t->at[i]->newer)
		gone(ctx, t->at[i]);
	for (uint32_t i = 0; i < t->n; i++) {
		stream_clear(t->at[i]);
		free(t->at[i]);
	}
	map_fini(&t->map);
	*t = (struct streams){ .oldest = MAP_NONE, .newest = MAP_NONE };
}

/* A place for another connection: a fresh one, or that of the quietest. */
static uint32_t
stream_place(struct streams *t, stream_gone *gone, void *ctx)
{
	uint32_t at = t->oldest;

	if (t->n < STREAM_MAX) {
		t->at[t->n] = mem_zalloc(sizeof(struct stream));
		return t->n++;
	}
	gone(ctx, t->at[at]);
	stream_clear(t->at[at]);
	unlink_stream(t, at);
	map_del(&t->map, t->at[at]->hash, at);
	return at;
}

/* ---- one direction ---- */

static void
ready_add(struct side *d, const uint8_t *p, uint32_t n)
{
	obuf_put(&d->ready, p, n);
	d->next += n;
}

/* Takes over what waited and is now in turn. */
static void
side_join(struct side *d)
{
	while (d->held != NULL && after(d->held->seq, d->next) <= 0) {
		struct piece *p = d->held;
		uint32_t old = d->next - p->seq;

		if (old < p->n)
			ready_add(d, p->at + old, p->n - old);
		d->held = p->next;
		d->held_bytes -= p->n;
		d->held_pieces--;
		d->waited = 0;
		free(p);
	}
}

static void
piece_add(struct side *d, struct piece **where, uint32_t seq, const uint8_t *p,
    uint32_t n)
{
	struct piece *piece = mem_alloc(sizeof(*piece) + n);

	piece->seq = seq;
	piece->n = n;
	memcpy(piece->at, p, n);
	piece->next = *where;
	*where = piece;
	d->held_bytes += n;
	d->held_pieces++;
}

/* Keeps what is not held yet; what is there stays as it is. */
static void
side_hold(struct side *d, uint32_t seq, const uint8_t *p, uint32_t n)
{
	struct piece **where = &d->held;

	while (n > 0) {
		struct piece *h = *where;
		uint32_t part = n;

		if (h != NULL && after(seq, h->seq + h->n) >= 0) {
			where = &h->next;
			continue;
		}
		if (h != NULL && after(seq, h->seq) >= 0) {
			part = h->seq + h->n - seq;
			part = part < n ? part : n;
		} else {
			if (h != NULL && after(seq + n, h->seq) > 0)
				part = h->seq - seq;
			piece_add(d, where, seq, p, part);
			where = &(*where)->next;
		}
		seq += part;
		p += part;
		n -= part;
	}
}

static void
side_bytes(struct side *d, uint32_t seq, struct rbuf r)
{
	uint32_t n = (uint32_t)rbuf_left(&r);
	int32_t ahead;

	if (n == 0)
		return;
	if (!d->begun) {
		d->begun = true;
		d->first = d->next = seq;
	}
	ahead = after(seq, d->next);
	if (ahead > 0) {
		side_hold(d, seq, r.at, n);
		return;
	}
	if ((uint32_t)-ahead >= n) /* all of it came before */
		return;
	if (d->held != NULL) { /* what waits there came first */
		side_hold(
		    d, d->next, r.at + (uint32_t)-ahead, n - (uint32_t)-ahead);
		side_join(d);
		return;
	}
	ready_add(d, r.at + (uint32_t)-ahead, n - (uint32_t)-ahead);
}

/* Another segment of the connection has come. */
static void
side_wait(struct side *d)
{
	if (d->held != NULL && d->has_acked &&
	    after(d->acked, d->held->seq) > 0)
		d->waited++;
	else
		d->waited = 0;
}

static bool
hole_is_lost(const struct side *d)
{
	return d->waited > STREAM_PATIENCE || d->held_bytes > STREAM_HELD ||
	       d->held_pieces > STREAM_PIECES;
}

uint32_t
stream_hole(const struct stream *s, unsigned side, bool all)
{
	const struct side *d = &s->sides[side];

	if (d->held == NULL || !(all || hole_is_lost(d)))
		return 0;
	return d->held->seq - d->next;
}

void
stream_skip(struct stream *s, unsigned side)
{
	struct side *d = &s->sides[side];

	if (d->held == NULL)
		return;
	obuf_take(&d->ready, obuf_left(&d->ready));
	d->next = d->held->seq;
	side_join(d);
}

/* ---- segments ---- */

/*
 * The ports are used again: a SYN that is not the one that began this side,
 * anything after a reset, or bytes that no window could hold.
 */
static bool
is_anew(const struct stream *s, const struct frame *f, unsigned side)
{
	const struct side *d = &s->sides[side];
	int32_t ahead = after(f->seq, d->next);

	if (f->length == 0 && !(f->flags & TCP_SYN))
		return false;
	if (s->reset)
		return true;
	if (!d->begun)
		return false;
	if (f->flags & TCP_SYN)
		return !d->whole || f->seq != d->first;
	return ahead > WINDOW || ahead < -WINDOW;
}

static enum stream_event
stream_find(struct streams *t, const struct frame *f, struct stream **s,
    unsigned *side, stream_gone *gone, void *ctx)
{
	struct key key = { { f->src, f->sport }, { f->dst, f->dport } };
	uint32_t hash = key_hash(&key);
	uint32_t at = map_find(&t->map, hash, stream_has_key, t, &key);
	enum stream_event event = STREAM_SAME;

	if (at != MAP_NONE) {
		*s = t->at[at];
		*side = same_end(&(*s)->sides[0].from, &key.a) ? 0 : 1;
		unlink_stream(t, at);
		if (is_anew(*s, f, *side)) {
			gone(ctx, *s);
			stream_clear(*s);
			event = STREAM_BEGAN;
		}
	} else {
		if (f->length == 0 && !(f->flags & TCP_SYN))
			return STREAM_NONE;
		at = stream_place(t, gone, ctx);
		*s = t->at[at];
		*side = 0;
		**s = (struct stream){ .hash = hash };
		(*s)->sides[0].from = key.a;
		(*s)->sides[1].from = key.b;
		map_add(&t->map, hash, at);
		event = STREAM_BEGAN;
	}
	link_newest(t, at);
	return event;
}

enum stream_event
streams_add(struct streams *t, const struct frame *f, struct stream **s,
    unsigned *side, stream_gone *gone, void *ctx)
{
	enum stream_event event = stream_find(t, f, s, side, gone, ctx);
	struct side *d, *other;
	uint32_t seq = f->seq;

	if (event == STREAM_NONE)
		return event;
	d = &(*s)->sides[*side];
	other = &(*s)->sides[!*side];
	if (f->flags & TCP_SYN) {
		seq++;
		if (!d->begun) {
			d->begun = d->whole = true;
			d->first = f->seq;
			d->next = seq;
		}
	}
	if (f->flags & TCP_ACK &&
	    (!other->has_acked || after(f->ack, other->acked) > 0)) {
		other->acked = f->ack;
		other->has_acked = true;
	}
	if (f->flags & TCP_RST) /* what it carries is no data */
		(*s)->reset = true;
	else
		side_bytes(d, seq, f->payload);
	side_wait(d);
	side_wait(other);
	return event;
}

const struct stream_end *
stream_from(const struct stream *s, unsigned side)
{
	return &s->sides[side].from;
}

bool
stream_is_whole(const struct stream *s, unsigned side)
{
	return s->sides[side].whole;
}

uint32_t
stream_early(struct stream *s, unsigned side, const struct frame *f)
{
	struct side *d = &s->sides[side];
	uint32_t n = (uint32_t)rbuf_left(&f->payload);
	uint32_t before;

	if (d->whole || !d->begun || n == 0 || s->reset)
		return 0;
	if (after(d->next, d->first) > WINDOW) /* numbers go around */
		d->first = d->next - WINDOW;
	if (after(f->seq, d->first) >= 0)
		return 0;
	before = d->first - f->seq;
	d->first = f->seq;
	return before < n ? before : n;
}

void **
stream_data(struct stream *s)
{
	return &s->data;
}

struct rbuf
stream_bytes(const struct stream *s, unsigned side)
{
	const struct obuf *o = &s->sides[side].ready;

	return rbuf(o->mem == NULL ? NULL : obuf_at(o), obuf_left(o));
}

void
stream_take(struct stream *s, unsigned side, size_t n)
{
	obuf_take(&s->sides[side].ready, n);
}
