/* Two sets of records compared by key: desired minus actual is steps. */
#include "rec/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/obuf.h"

/* A set, indexed by key. */
struct set {
	struct rec *const *at;
	size_t n;
	struct map index;
};

static uint32_t
hash_of(const struct rec *r)
{
	uint64_t hash = rec_key_hash(r);

	return (uint32_t)(hash ^ hash >> 32);
}

static bool
has_key(const void *ctx, uint32_t at, const void *key)
{
	const struct set *s = ctx;

	return rec_key_equal(s->at[at], key);
}

static uint32_t
set_find(const struct set *s, const struct rec *key)
{
	return map_find(&s->index, hash_of(key), has_key, s, key);
}

static struct set
set_of(struct rec *const *at, size_t n)
{
	struct set s = { .at = at, .n = n };
	uint32_t known;

	for (size_t i = 0; i < n; i++) {
		known = set_find(&s, at[i]);
		if (known == MAP_NONE)
			map_add(&s.index, hash_of(at[i]), (uint32_t)i);
		else
			map_move(&s.index, hash_of(at[i]), known, (uint32_t)i);
	}
	return s;
}

/* The record with the key of this one, or NULL. */
static const struct rec *
set_get(const struct set *s, const struct rec *key)
{
	uint32_t at = set_find(s, key);

	return at == MAP_NONE ? NULL : s->at[at];
}

static void
append(struct rec_diff *d, enum rec_action action, const struct rec *from,
    const struct rec *to)
{
	d->at = mem_grow(d->at, &d->room, d->n, sizeof(*d->at));
	d->at[d->n++] = (struct rec_change){ action, from, to };
}

/* Whether `actual` is as `desired` wants it. */
static bool
agrees(const struct rec *desired, const struct rec *actual, unsigned flags)
{
	struct rec stated = *actual;

	if (!(flags & REC_DIFF_STATED))
		return rec_equal(desired, actual);
	stated.has &= desired->has;
	return rec_equal(desired, &stated);
}

void
rec_diff(struct rec_diff *d, struct rec *const *desired, size_t ndesired,
    struct rec *const *actual, size_t nactual, unsigned flags)
{
	struct set want = set_of(desired, ndesired);
	struct set have = set_of(actual, nactual);

	for (size_t i = 0; i < ndesired; i++) {
		const struct rec *to = desired[i], *from = set_get(&have, to);

		if (set_get(&want, to) != to)
			continue;
		if (from == NULL)
			append(d, REC_ADD, NULL, to);
		else if (!agrees(to, from, flags))
			append(d, REC_CHANGE, from, to);
	}
	for (size_t i = nactual; i-- > 0;)
		if (set_get(&have, actual[i]) == actual[i] &&
		    set_get(&want, actual[i]) == NULL)
			append(d, REC_DELETE, actual[i], NULL);
	map_fini(&want.index);
	map_fini(&have.index);
}

void
rec_diff_fini(struct rec_diff *d)
{
	free(d->at);
	*d = (struct rec_diff){ 0 };
}

/* ---- as records ---- */

static const char *const action_names[] = {
	[REC_ADD] = "add",
	[REC_CHANGE] = "change",
	[REC_DELETE] = "delete",
};

/* The record as JSON, without its newline, in the arena. */
static const char *
as_json(const struct rec *r, struct arena *a)
{
	struct obuf o = { 0 };
	const char *text;

	rec_write(&o, r);
	text = arena_strndup(a, obuf_at(&o), obuf_left(&o) - 1);
	obuf_fini(&o);
	return text;
}

void
rec_change_step(struct rec *step, const struct rec_change *c, struct arena *a)
{
	const struct rec *any = c->to != NULL ? c->to : c->from;
	char key[256];

	rec_key_format(any, key, sizeof(key));
	*step = (struct rec){ .type = REC_STEP };
	PUT(&step->step, step, action, action_names[c->action]);
	PUT(&step->step, step, of, rec_type_name(any->type));
	PUT(&step->step, step, name, arena_strndup(a, key, strlen(key)));
	if (c->from != NULL)
		PUT(&step->step, step, from, as_json(c->from, a));
	if (c->to != NULL)
		PUT(&step->step, step, to, as_json(c->to, a));
}
