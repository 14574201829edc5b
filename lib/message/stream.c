/* TCP reassembly, for captures. */
#include "message/stream.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "message/stream_in.h"

enum {
	WINDOW = 1 << 26, /* wider than any that a BGP speaker opens */
	NEAR = 1 << 20,   /* numbers of one connection, seen at two places */
};

struct stream {
	struct side sides[2];
	uint32_t older, newer; /* by last use; MAP_NONE at the ends */
	uint32_t hash;
	uint64_t tags; /* of the frame that began it */
	bool talks;    /* it has carried octets */
	bool reset;
	bool closed; /* a FIN was seen, or a reset */
	void *data;
};

/* By last use. */
struct list {
	uint32_t oldest, newest;
};

struct streams {
	struct map map;
	/* Those that only knock go first, so that a scan drives out no session:
	 * 0 are these, 1 those that talk. */
	struct list lists[2];
	uint32_t n;
	uint64_t held;    /* octets that wait, of all connections */
	uint64_t crowded; /* connections that went unfinished, for room */
	struct stream *at[STREAM_MAX];
};

/* ---- which connection ---- */

/* The ends and tags of a frame, and its numbers. */
struct key {
	struct stream_end a, b;
	const struct frame *f;
	bool elsewhere; /* in other tags */
};

static bool
same_end(const struct stream_end *a, const struct stream_end *b)
{
	return a->port == b->port && addr_cmp(&a->addr, &b->addr) == 0;
}

static bool
is_near(uint32_t a, uint32_t b)
{
	return after(a, b) < NEAR && after(b, a) < NEAR;
}

/*
 * Tenants may have equal addresses and ports, in tags of their own; and one
 * connection may have several tags, as labels differ each way, a router moves
 * packets from one VLAN to another, and a tap takes tags off on one side. The
 * numbers tell which, as each connection begins with its own.
 */
static bool
numbers_fit(const struct stream *s, const struct frame *f, unsigned side)
{
	const struct side *d = &s->sides[side], *other = &s->sides[!side];

	if (f->flags & TCP_SYN && d->begun)
		return d->whole && f->seq == d->first;
	if (d->begun)
		return is_near(f->seq, d->next);
	return f->flags & TCP_ACK && other->begun &&
	       is_near(f->ack, other->next);
}

static bool
stream_has_key(const void *ctx, uint32_t at, const void *k)
{
	const struct streams *t = ctx;
	const struct stream *s = t->at[at];
	const struct key *key = k;
	bool back;

	if ((s->tags == key->f->tags) == key->elsewhere)
		return false;
	back = same_end(&s->sides[0].from, &key->b) &&
	       same_end(&s->sides[1].from, &key->a);
	if (!back && !(same_end(&s->sides[0].from, &key->a) &&
			 same_end(&s->sides[1].from, &key->b)))
		return false;
	return !key->elsewhere || numbers_fit(s, key->f, back);
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
	struct list *l = &t->lists[s->talks];

	if (s->older != MAP_NONE)
		t->at[s->older]->newer = s->newer;
	else
		l->oldest = s->newer;
	if (s->newer != MAP_NONE)
		t->at[s->newer]->older = s->older;
	else
		l->newest = s->older;
}

static void
link_newest(struct streams *t, uint32_t at)
{
	struct stream *s = t->at[at];
	struct list *l = &t->lists[s->talks];

	s->older = l->newest;
	s->newer = MAP_NONE;
	if (l->newest != MAP_NONE)
		t->at[l->newest]->newer = at;
	else
		l->oldest = at;
	l->newest = at;
}

static void
lists_clear(struct streams *t)
{
	for (unsigned i = 0; i < 2; i++)
		t->lists[i] = (struct list){ MAP_NONE, MAP_NONE };
}

struct streams *
streams_new(void)
{
	struct streams *t = mem_zalloc(sizeof(*t));

	lists_clear(t);
	return t;
}

static void
stream_clear(struct stream *s)
{
	side_clear(&s->sides[0]);
	side_clear(&s->sides[1]);
	s->data = NULL;
	s->reset = s->closed = false;
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
	for (unsigned k = 0; k < 2; k++)
		for (uint32_t i = t->lists[k].oldest; i != MAP_NONE;
		     i = t->at[i]->newer)
			gone(ctx, t->at[i]);
	for (uint32_t i = 0; i < t->n; i++) {
		stream_clear(t->at[i]);
		free(t->at[i]);
	}
	map_fini(&t->map);
	*t = (struct streams){ .n = 0 };
	lists_clear(t);
}

/* A place for another connection: a fresh one, or that of the quietest. */
static uint32_t
stream_place(struct streams *t, stream_gone *gone, void *ctx)
{
	uint32_t at = t->lists[0].oldest;

	if (t->n < STREAM_MAX) {
		t->at[t->n] = mem_zalloc(sizeof(struct stream));
		return t->n++;
	}
	if (at == MAP_NONE)
		at = t->lists[1].oldest;
	t->crowded += t->at[at]->talks && !t->at[at]->closed;
	gone(ctx, t->at[at]);
	stream_clear(t->at[at]);
	unlink_stream(t, at);
	map_del(&t->map, t->at[at]->hash, at);
	return at;
}

/*
 * More waits behind holes than memory is meant for: the quietest connections
 * begin anew with what comes next.
 */
static void
holders_go(struct streams *t, stream_gone *gone, void *ctx)
{
	for (uint32_t i = t->lists[1].oldest;
	     i != MAP_NONE && t->held > STREAMS_HELD / 2; i = t->at[i]->newer) {
		struct stream *s = t->at[i];

		if (s->sides[0].held == NULL && s->sides[1].held == NULL)
			continue;
		t->crowded++;
		gone(ctx, s);
		stream_clear(s);
	}
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
	side_skip(&s->sides[side]);
}

uint64_t
streams_crowded(const struct streams *t)
{
	return t->crowded;
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
	struct key key = { { f->src, f->sport }, { f->dst, f->dport }, f,
		false };
	uint32_t hash = key_hash(&key);
	uint32_t at = map_find(&t->map, hash, stream_has_key, t, &key);
	enum stream_event event = STREAM_SAME;

	if (at == MAP_NONE) {
		key.elsewhere = true;
		at = map_find(&t->map, hash, stream_has_key, t, &key);
	}
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
		**s = (struct stream){ .hash = hash, .tags = f->tags };
		(*s)->sides[0].from = key.a;
		(*s)->sides[1].from = key.b;
		(*s)->sides[0].held_of_all = (*s)->sides[1].held_of_all =
		    &t->held;
		map_add(&t->map, hash, at);
		event = STREAM_BEGAN;
	}
	(*s)->talks |= rbuf_left(&f->payload) > 0;
	link_newest(t, at);
	return event;
}

enum stream_event
streams_add(struct streams *t, const struct frame *f, struct stream **s,
    unsigned *side, stream_gone *gone, void *ctx)
{
	enum stream_event event;
	struct side *d, *other;
	uint32_t seq = f->seq;

	if (t->held > STREAMS_HELD)
		holders_go(t, gone, ctx);
	event = stream_find(t, f, s, side, gone, ctx);
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
	(*s)->closed |= f->flags & (TCP_RST | TCP_FIN);
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
