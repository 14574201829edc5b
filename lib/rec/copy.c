/*
 * Deep copies: measured first, so that each is one piece of memory, which is
 * freed as such and lies together. The same walk measures and copies, so that
 * the two cannot disagree.
 */
#include "base/arena.h"
#include "base/mem.h"
#include "rec/rec.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 8u

_Static_assert(_Alignof(struct rec) <= ALIGNMENT, "pointers and 64-bit words");

/* Where copies go, or only how much they take where mem is NULL. */
struct block {
	char *mem;
	size_t used;
};

/* A copy of n bytes; NULL while measuring. */
static void *
take(struct block *b, const void *from, size_t n)
{
	char *at = b->mem ? b->mem + b->used : NULL;

	if (at != NULL && n > 0)
		memcpy(at, from, n);
	b->used += (n + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	return at;
}

static void
copy_text(struct block *b, const char **to, const char *from)
{
	char *copy = take(b, from, strlen(from) + 1);

	if (copy != NULL)
		*to = copy;
}

static void
copy_bytes(struct block *b, struct rec_bytes *to, const struct rec_bytes *from)
{
	uint8_t *copy = take(b, from->at, from->n);

	if (copy != NULL)
		to->at = copy;
}

static void
copy_as_path(struct block *b, rec_as_path *to, const rec_as_path *from)
{
	struct rec_segment *copy =
	    take(b, from->at, from->n * sizeof(*from->at));

	for (uint32_t i = 0; i < from->n; i++) {
		const struct rec_segment *segment = &from->at[i];
		uint32_t *asns =
		    take(b, segment->asns, segment->n * sizeof(*segment->asns));

		if (copy != NULL)
			copy[i].asns = asns;
	}
	if (copy != NULL)
		to->at = copy;
}

static void copy_object(
    struct block *, const struct object *, void *to, const void *from);

/* What a value points at; the value itself was copied with its struct. */
static void
copy_one(struct block *b, const struct field *f, void *to, const void *from)
{
	switch ((enum field_kind)f->kind) {
	case F_NAME:
	case F_TEXT:
	case F_JSON:
		copy_text(b, to, *(const char *const *)from);
		break;
	case F_HEX:
		copy_bytes(b, to, from);
		break;
	case F_AS_PATH:
		copy_as_path(b, to, from);
		break;
	case F_OBJECT:
		copy_object(b, f->object, to, from);
		break;
	case F_BOOL:
	case F_UINT:
	case F_TIME:
	case F_ENUM:
	case F_ADDR:
	case F_PREFIX:
	case F_IFADDR:
	case F_RANGE:
	case F_FAMILY:
	case F_RD:
	case F_RT:
	case F_COMMUNITY:
	case F_LARGE:
	case F_EXT:
		break;
	}
}

static void
copy_list(struct block *b, const struct field *f, struct rec_list *to,
    const struct rec_list *from)
{
	const char *element = from->at;
	char *copy = take(b, from->at, from->n * (size_t)f->size);

	for (uint32_t i = 0; i < from->n; i++) {
		size_t at = i * (size_t)f->size;

		copy_one(b, f, copy ? copy + at : NULL, element + at);
	}
	if (copy != NULL)
		to->at = copy;
}

/* `to` holds a plain copy already, or is NULL while measuring. */
static void
copy_object(
    struct block *b, const struct object *object, void *to, const void *from)
{
	for (uint64_t has = *(const uint64_t *)from; has != 0; has &= has - 1) {
		const struct field *f = &object->fields[__builtin_ctzll(has)];
		const void *member = (const char *)from + f->offset;
		void *copy = to ? (char *)to + f->offset : NULL;

		if (f->flags & FIELD_LIST)
			copy_list(b, f, copy, member);
		else
			copy_one(b, f, copy, member);
	}
}

static size_t
size_of(const struct rec *r)
{
	struct block measure = { 0 };

	copy_object(&measure, &rec_objects[r->type], NULL, &r->has);
	return measure.used;
}

static void
copy_into(struct rec *to, const struct rec *from, char *mem)
{
	struct block b = { .mem = mem };

	*to = *from;
	if (to->type == REC_ROUTE)
		to->route.written = NULL; /* whoever made it keeps it */
	copy_object(&b, &rec_objects[from->type], &to->has, &from->has);
}

struct rec *
rec_dup(const struct rec *from)
{
	struct rec *to = mem_alloc(sizeof(*to) + size_of(from) + 1);

	copy_into(to, from, (char *)(to + 1));
	return to;
}

void
rec_free(struct rec *r)
{
	free(r);
}

void
rec_copy(struct rec *to, const struct rec *from, struct arena *arena)
{
	copy_into(to, from, arena_alloc(arena, size_of(from) + 1));
}
