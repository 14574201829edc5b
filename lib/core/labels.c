/* Labels by key: taken, dropped to rest, written as lines. */
#include "core/labels.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/obuf.h"
#include "value/label.h"

#include <stdlib.h>

enum state { FREE, USED, KEPT, RESTING };

struct entry {
	char *key; /* NULL: it never had one */
	uint32_t hash;
	uint8_t state;
	bool unsaved;
	mono until; /* while it rests */
};

struct rest {
	uint32_t label;
	mono until;
};

struct labels {
	uint32_t first, last;
	uint32_t next; /* nobody has had this one nor those behind it */
	int64_t rest;
	struct entry *entries; /* of the labels from first on */
	size_t n, room;
	struct map keys;
	/*
	 * Those that were dropped, in their order. One that its key has taken
	 * again since is still there: see is_resting().
	 */
	struct rest *rests;
	size_t n_rests, rests_room, rests_from;
	uint32_t *unsaved; /* labels whose line is to be written */
	size_t n_unsaved, unsaved_room;
	uint32_t used, keyed;
	size_t text; /* octets of all keys */
};

struct labels *
labels_new(uint32_t first, uint32_t last, int64_t rest)
{
	struct labels *l = mem_zalloc(sizeof(*l));

	l->first = l->next = first;
	l->last = last;
	l->rest = rest;
	return l;
}

void
labels_free(struct labels *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++)
		free(l->entries[i].key);
	free(l->entries);
	free(l->rests);
	free(l->unsaved);
	map_fini(&l->keys);
	free(l);
}

void
labels_rest(struct labels *l, int64_t rest)
{
	l->rest = rest;
}

/* ---- keys ---- */

static bool
key_is(const void *ctx, uint32_t at, const void *key)
{
	const struct labels *l = ctx;

	return strcmp(l->entries[at].key, key) == 0;
}

static uint32_t
find(const struct labels *l, uint32_t hash, const char *key)
{
	return map_find(&l->keys, hash, key_is, l, key);
}

static void
unkey(struct labels *l, uint32_t at)
{
	struct entry *e = &l->entries[at];

	if (e->key == NULL)
		return;
	map_del(&l->keys, e->hash, at);
	l->text -= strlen(e->key);
	l->keyed--;
	free(e->key);
	e->key = NULL;
}

static void
rekey(struct labels *l, uint32_t at, uint32_t hash, const char *key)
{
	struct entry *e = &l->entries[at];

	unkey(l, at);
	e->key = mem_strdup(key);
	e->hash = hash;
	map_add(&l->keys, hash, at);
	l->text += strlen(key);
	l->keyed++;
}

/* So many entries that the label has one. */
static struct entry *
entry_of(struct labels *l, uint32_t label)
{
	while (l->n <= label - l->first) {
		l->entries =
		    mem_grow(l->entries, &l->room, l->n, sizeof(*l->entries));
		l->entries[l->n++] = (struct entry){ .state = FREE };
	}
	return &l->entries[label - l->first];
}

/* ---- giving out ---- */

static void
save(struct labels *l, uint32_t label)
{
	struct entry *e = &l->entries[label - l->first];

	if (e->unsaved)
		return;
	e->unsaved = true;
	l->unsaved = mem_grow(
	    l->unsaved, &l->unsaved_room, l->n_unsaved, sizeof(*l->unsaved));
	l->unsaved[l->n_unsaved++] = label;
}

/* Whether what stands in the order of rest is still so. */
static bool
is_resting(const struct labels *l, const struct rest *r)
{
	const struct entry *e = &l->entries[r->label - l->first];

	return e->state == RESTING && e->until.us == r->until.us;
}

/* The one that rests longest; those taken again meanwhile are passed over. */
static const struct rest *
rested(struct labels *l)
{
	while (l->rests_from < l->n_rests) {
		const struct rest *r = &l->rests[l->rests_from];

		if (is_resting(l, r))
			return r;
		l->rests_from++;
	}
	l->rests_from = l->n_rests = 0;
	return NULL;
}

static uint32_t
take_any(struct labels *l, mono now)
{
	const struct rest *r;

	while (l->next <= l->last) {
		uint32_t label = l->next++;

		if (entry_of(l, label)->state == FREE)
			return label;
	}
	r = rested(l);
	if (r == NULL || !mono_due(r->until, now))
		return LABEL_NONE;
	l->rests_from++;
	return r->label;
}

uint32_t
labels_take(struct labels *l, mono now, const char *key)
{
	uint32_t hash = (uint32_t)hash_bytes(key, strlen(key), 0);
	uint32_t at = find(l, hash, key), label;

	if (at != MAP_NONE) {
		l->used += l->entries[at].state != USED;
		l->entries[at].state = USED;
		return l->first + at;
	}
	label = take_any(l, now);
	if (label == LABEL_NONE)
		return LABEL_NONE;
	rekey(l, label - l->first, hash, key);
	l->entries[label - l->first].state = USED;
	l->used++;
	save(l, label);
	return label;
}

/* Room for one more in the order: what is not so any more goes first. */
static void
rests_tidy(struct labels *l)
{
	size_t to = 0;

	for (size_t i = l->rests_from; i < l->n_rests; i++)
		if (is_resting(l, &l->rests[i]))
			l->rests[to++] = l->rests[i];
	l->n_rests = to;
	l->rests_from = 0;
}

static void
begin_rest(struct labels *l, mono now, uint32_t label)
{
	struct entry *e = &l->entries[label - l->first];

	if (l->n_rests == l->rests_room)
		rests_tidy(l);
	e->state = RESTING;
	e->until = mono_add(now, l->rest);
	l->rests =
	    mem_grow(l->rests, &l->rests_room, l->n_rests, sizeof(*l->rests));
	l->rests[l->n_rests++] = (struct rest){ label, e->until };
}

void
labels_drop(struct labels *l, mono now, uint32_t label)
{
	l->used--;
	begin_rest(l, now, label);
}

mono
labels_deadline(const struct labels *l)
{
	for (size_t i = l->rests_from; i < l->n_rests; i++)
		if (is_resting(l, &l->rests[i]))
			return l->rests[i].until;
	return MONO_NEVER;
}

/* ---- over restarts ---- */

/* LABEL, a blank, the key; the line ends at `end`. */
static bool
load_line(struct labels *l, const char *at, const char *end, struct fault *f)
{
	const char *blank = memchr(at, ' ', (size_t)(end - at));
	uint32_t label, hash, had;
	char *key;

	if (blank == NULL || blank + 1 == end ||
	    !label_parse(&label, at, (size_t)(blank - at), NULL))
		return fault(f, at, 0, "not a label and what it is for");
	if (label < l->first || label > l->last)
		return true;
	key = mem_zalloc((size_t)(end - blank));
	memcpy(key, blank + 1, (size_t)(end - blank - 1));
	hash = (uint32_t)hash_bytes(key, strlen(key), 0);
	had = find(l, hash, key);
	if (had != MAP_NONE && had != label - l->first) {
		unkey(l, had);
		l->entries[had].state = FREE;
	}
	entry_of(l, label)->state = KEPT;
	if (had != label - l->first)
		rekey(l, label - l->first, hash, key);
	free(key);
	return true;
}

bool
labels_load(struct labels *l, const char *text, size_t n, struct fault *f)
{
	const char *end = text + n, *stop;

	for (const char *at = text; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			return true; /* we were stopped while writing it */
		if (!load_line(l, at, stop, f))
			return false;
	}
	return true;
}

void
labels_forget(struct labels *l, mono now)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->entries[i].state == KEPT)
			begin_rest(l, now, l->first + (uint32_t)i);
}

static void
put_line(const struct labels *l, struct obuf *to, uint32_t label)
{
	const struct entry *e = &l->entries[label - l->first];

	obuf_printf(to, "%u %s\n", label, e->key);
}

void
labels_write(struct labels *l, struct obuf *to, bool whole)
{
	for (size_t i = 0; i < l->n_unsaved; i++) {
		uint32_t label = l->unsaved[i];

		l->entries[label - l->first].unsaved = false;
		if (!whole)
			put_line(l, to, label);
	}
	l->n_unsaved = 0;
	for (size_t i = 0; whole && i < l->n; i++)
		if (l->entries[i].key != NULL)
			put_line(l, to, l->first + (uint32_t)i);
}

bool
labels_unsaved(const struct labels *l)
{
	return l->n_unsaved > 0;
}

size_t
labels_lines(const struct labels *l)
{
	return l->keyed;
}

uint32_t
labels_used(const struct labels *l)
{
	return l->used;
}

size_t
labels_memory(const struct labels *l)
{
	return l->room * sizeof(*l->entries) + l->text + l->keyed +
	       l->rests_room * sizeof(*l->rests) +
	       l->unsaved_room * sizeof(*l->unsaved) + map_memory(&l->keys);
}
