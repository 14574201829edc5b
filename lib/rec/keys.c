/* Keys that stand twice, and keys that are spelled nearly right. */
#include "rec/keys.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "rec/lex.h"
#include "rec/rec.h"

#include <stdlib.h>
#include <string.h>

/* ---- twice ---- */

/*
 * Hashes of keys, each with its object mixed in: 64 bits do not meet. An object
 * may have a million keys; to compare each with each would take for ever.
 */
struct seen {
	struct map map;
	uint64_t *hashes;
	size_t n, room;
};

static bool
hash_equal(const void *ctx, uint32_t at, const void *key)
{
	const struct seen *seen = ctx;

	return seen->hashes[at] == *(const uint64_t *)key;
}

/* Whether it was there before. */
static bool
seen_add(struct seen *seen, uint64_t hash)
{
	uint32_t low = (uint32_t)hash;

	if (map_find(&seen->map, low, hash_equal, seen, &hash) != MAP_NONE)
		return true;
	seen->hashes =
	    mem_grow(seen->hashes, &seen->room, seen->n, sizeof(*seen->hashes));
	seen->hashes[seen->n] = hash;
	map_add(&seen->map, low, (uint32_t)seen->n++);
	return false;
}

const char *
rec_key_twice(const char *text, size_t n)
{
	uint64_t object[LEX_DEPTH + 1] = { 0 }, objects = 0;
	const char *twice = NULL;
	struct seen seen = { 0 };
	enum lex_token token;
	struct lex l;

	lex_init(&l, text, n);
	while (twice == NULL && (token = lex_next(&l)) > LEX_END) {
		size_t len = (size_t)(l.at - l.from);

		if (token == LEX_OPEN_OBJECT)
			object[l.depth] = ++objects;
		else if (token == LEX_KEY &&
			 seen_add(
			     &seen, hash_bytes(l.from, len, object[l.depth])))
			twice = l.from;
	}
	map_fini(&seen.map);
	free(seen.hashes);
	return twice;
}

/* ---- nearly ---- */

#define KEY_MAX 32

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Characters to add, drop or change; row by row of the usual square. */
static unsigned
distance(const char *a, size_t alen, const char *b, size_t blen)
{
	unsigned row[KEY_MAX + 1], diagonal, above;

	for (unsigned j = 0; j <= blen; j++)
		row[j] = j;
	for (unsigned i = 1; i <= alen; i++) {
		diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= blen; j++) {
			above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
			    diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[blen];
}

const char *
rec_key_nearest(const struct object *object, const char *key)
{
	size_t n = strlen(key);
	unsigned best = n < 6 ? 2 : 3; /* less than these */
	const char *nearest = NULL;

	if (n > KEY_MAX)
		return NULL;
	for (const struct field *f = object->fields; f->name != NULL; f++) {
		unsigned away = distance(key, n, f->name, strlen(f->name));

		if (away < best) {
			best = away;
			nearest = f->name;
		}
	}
	return nearest;
}
