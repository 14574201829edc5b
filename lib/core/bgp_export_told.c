/* What a group has told of destinations, by the source of each, and the counts.
 */
#include "base/mem.h"
#include "core/bgp_export_in.h"

#include <stdlib.h>
#include <string.h>

void
group_count(struct group *g, uint16_t source, int by)
{
	if (source >= g->n_count_of) {
		g->count_of = mem_realloc(
		    g->count_of, (source + 1u) * sizeof(*g->count_of));
		memset(g->count_of + g->n_count_of, 0,
		    (source + 1u - g->n_count_of) * sizeof(*g->count_of));
		g->n_count_of = source + 1u;
	}
	g->count_of[source] += (uint32_t)by;
	g->count += (uint32_t)by;
}

void
group_tell(struct group *g, uint32_t dest, uint16_t before, uint16_t source)
{
	if (before != 0)
		group_count(g, before, -1);
	if (source != 0)
		group_count(g, source, 1);
	bgp_told_set(&g->told, dest, source);
}

void
group_told_copy(struct group *to, const struct group *from)
{
	to->told.chunks =
	    mem_zalloc((from->told.n + 1) * sizeof(*to->told.chunks));
	to->told.n = from->told.n;
	for (size_t i = 0; i < from->told.n; i++) {
		if (from->told.chunks[i] == NULL)
			continue;
		to->told.chunks[i] = mem_alloc(BGP_TOLD_CHUNK);
		memcpy(
		    to->told.chunks[i], from->told.chunks[i], BGP_TOLD_CHUNK);
	}
	told_paths_copy(&to->told_paths, &from->told_paths);
	to->count = from->count;
	to->n_count_of = from->n_count_of;
	to->count_of =
	    mem_alloc((from->n_count_of + 1) * sizeof(*to->count_of));
	if (from->n_count_of > 0)
		memcpy(to->count_of, from->count_of,
		    from->n_count_of * sizeof(*to->count_of));
}
