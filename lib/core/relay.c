/*
 * Pass-through under a slow reader.
 *
 * Waiting lines are a list in the order in which they will be written. A live
 * one is also found by its key; the key stands in the line itself, which is
 * read again to compare, so that a waiting line costs no more than its bytes.
 * Each line has the number of its arrival, by which it is known whether an eor
 * waits behind it: whether the last one that came is younger.
 */
#include "core/relay.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/obuf.h"

enum class {
	IN_ORDER,  /* configuration, statements, eor: as they came */
	BY_KEY,    /* live: the latest state */
	IN_BOUNDS, /* all others: as they came, while there is room */
};

struct line {
	struct line *next, *before;
	uint64_t number; /* of its arrival, from 1 */
	size_t n;
	uint32_t hash, slot; /* BY_KEY: of its key; its handle in the map */
	enum class class;
	char *text; /* behind it, in one piece */
};

struct relay {
	size_t limit;
	uint64_t number, last_eor;
	size_t others; /* bytes that are IN_BOUNDS */
	struct line **slots;
	size_t nslots, slots_room;
	uint32_t *unused; /* slots */
	size_t nunused, unused_room;
	struct map by_key;
	struct arena arena; /* of the records that are compared */
	struct line ends; /* of the list: next is the first, before the last */
};

struct relay *
relay_new(size_t limit)
{
	struct relay *q = mem_zalloc(sizeof(*q));

	q->limit = limit;
	q->ends.next = q->ends.before = &q->ends;
	return q;
}

bool
relay_is_empty(const struct relay *q)
{
	return q->ends.next == &q->ends;
}

bool
relay_full(const struct relay *q)
{
	return q->others >= RELAY_OTHERS;
}

/* ---- the list ---- */

static void
insert_before(struct line *at, struct line *l)
{
	l->next = at;
	l->before = at->before;
	at->before->next = l;
	at->before = l;
}

static void
unlink_line(struct line *l)
{
	l->before->next = l->next;
	l->next->before = l->before;
}

static struct line *
line_new(struct relay *q, const char *text, size_t n, enum class class)
{
	struct line *l = mem_alloc(sizeof(*l) + n);

	*l = (struct line){ .number = ++q->number, .n = n, .class = class };
	l->text = memcpy(l + 1, text, n);
	return l;
}

/* ---- by key ---- */

static bool
read_line(struct relay *q, struct rec *r, const char *text, size_t n)
{
	struct rec_fault f;

	return rec_read(r, text, n, 0, &q->arena, &f);
}

/* The context is the relay, which lends its arena. */
static bool
has_key(const void *ctx, uint32_t slot, const void *key)
{
	struct relay *q = *(struct relay *const *)ctx;
	const struct line *l = q->slots[slot];
	struct rec r;

	return read_line(q, &r, l->text, l->n) && rec_key_equal(&r, key);
}

static uint32_t
slot_take(struct relay *q)
{
	if (q->nunused > 0)
		return q->unused[--q->nunused];
	q->slots =
	    mem_grow(q->slots, &q->slots_room, q->nslots, sizeof(*q->slots));
	return (uint32_t)q->nslots++;
}

static void
slot_free(struct relay *q, uint32_t slot)
{
	q->unused = mem_grow(
	    q->unused, &q->unused_room, q->nunused, sizeof(*q->unused));
	q->unused[q->nunused++] = slot;
}

/* ---- in and out ---- */

static void
wait_in_order(struct relay *q, const char *text, size_t n, enum rec_type type)
{
	bool ordered = rec_is_configuration(type) || type == REC_BEGIN ||
		       type == REC_END || type == REC_EOR;
	struct line *l = line_new(q, text, n, ordered ? IN_ORDER : IN_BOUNDS);

	insert_before(&q->ends, l);
	if (type == REC_EOR)
		q->last_eor = l->number;
	if (!ordered)
		q->others += n;
}

/* The line with this record waits, instead of an older one of its key. */
static void
wait_by_key(struct relay *q, const char *text, size_t n, const struct rec *r)
{
	uint64_t hash = rec_key_hash(r);
	struct line *l = line_new(q, text, n, BY_KEY), *old;

	l->hash = (uint32_t)(hash ^ hash >> 32);
	l->slot = map_find(&q->by_key, l->hash, has_key, &q, r);
	if (l->slot == MAP_NONE) {
		l->slot = slot_take(q);
		map_add(&q->by_key, l->hash, l->slot);
		insert_before(&q->ends, l);
	} else {
		old = q->slots[l->slot];
		if (old->number < q->last_eor) {
			l->number = old->number;
			insert_before(old, l);
		} else {
			insert_before(&q->ends, l);
		}
		unlink_line(old);
		free(old);
	}
	q->slots[l->slot] = l;
}

void
relay_put(struct relay *q, const char *line, size_t n, enum rec_type type,
    struct obuf *out)
{
	struct rec r;

	if (relay_is_empty(q) && obuf_left(out) < q->limit) {
		obuf_put(out, line, n);
		return;
	}
	if (rec_is_live(type) && read_line(q, &r, line, n))
		wait_by_key(q, line, n, &r);
	else
		wait_in_order(q, line, n, type);
	arena_reset(&q->arena);
}

/* The first line is done with. */
static void
drop_first(struct relay *q)
{
	struct line *l = q->ends.next;

	if (l->class == BY_KEY) {
		map_del(&q->by_key, l->hash, l->slot);
		slot_free(q, l->slot);
	}
	if (l->class == IN_BOUNDS)
		q->others -= l->n;
	unlink_line(l);
	free(l);
}

void
relay_move(struct relay *q, struct obuf *out)
{
	while (!relay_is_empty(q) && obuf_left(out) < q->limit) {
		const struct line *l = q->ends.next;

		obuf_put(out, l->text, l->n);
		drop_first(q);
	}
}

void
relay_free(struct relay *q)
{
	if (q == NULL)
		return;
	while (!relay_is_empty(q))
		drop_first(q);
	map_fini(&q->by_key);
	arena_fini(&q->arena);
	free(q->slots);
	free(q->unused);
	free(q);
}
