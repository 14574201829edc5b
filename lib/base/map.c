/* Growing, adding and removing in the one hash map; finding is inline. */
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

#define FIRST_SLOTS 16u

static void
slot_put(struct map *m, struct map_slot s)
{
	uint32_t i = s.hash & m->mask;

	while (m->slots[i].at != MAP_NONE)
		i = (i + 1) & m->mask;
	m->slots[i] = s;
}

static void
map_resize(struct map *m, uint32_t slots)
{
	struct map_slot *old = m->slots;
	uint32_t nold = old == NULL ? 0 : m->mask + 1;

	m->slots = mem_alloc(slots * sizeof(*m->slots));
	m->mask = slots - 1;
	for (uint32_t i = 0; i < slots; i++)
		m->slots[i].at = MAP_NONE;
	for (uint32_t i = 0; i < nold; i++)
		if (old[i].at != MAP_NONE)
			slot_put(m, old[i]);
	free(old);
}

void
map_add(struct map *m, uint32_t hash, uint32_t at)
{
	if (m->slots == NULL)
		map_resize(m, FIRST_SLOTS);
	else if (m->used >= (m->mask + 1) / 8 * 7)
		map_resize(m, (m->mask + 1) * 2);
	slot_put(m, (struct map_slot){ .hash = hash, .at = at });
	m->used++;
}

/* The slot of a handle, or NULL. */
static struct map_slot *
slot_find(const struct map *m, uint32_t hash, uint32_t at)
{
	if (m->slots == NULL)
		return NULL;
	for (uint32_t i = hash & m->mask;; i = (i + 1) & m->mask) {
		struct map_slot *s = &m->slots[i];

		if (s->at == MAP_NONE)
			return NULL;
		if (s->at == at && s->hash == hash)
			return s;
	}
}

void
map_move(struct map *m, uint32_t hash, uint32_t from, uint32_t to)
{
	struct map_slot *s = slot_find(m, hash, from);

	if (s != NULL)
		s->at = to;
}

bool
map_del(struct map *m, uint32_t hash, uint32_t at)
{
	struct map_slot *s = slot_find(m, hash, at);
	uint32_t hole;

	if (s == NULL)
		return false;
	hole = (uint32_t)(s - m->slots);
	for (uint32_t i = (hole + 1) & m->mask; m->slots[i].at != MAP_NONE;
	     i = (i + 1) & m->mask) {
		uint32_t home = m->slots[i].hash & m->mask;

		/* It may go back unless its home lies after the hole. */
		if (((i - home) & m->mask) >= ((i - hole) & m->mask)) {
			m->slots[hole] = m->slots[i];
			hole = i;
		}
	}
	m->slots[hole].at = MAP_NONE;
	m->used--;
	return true;
}

void
map_fini(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}
