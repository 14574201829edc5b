/* Kinds of dumped records, peers, and where they stand. */
#include "message/mrt_record_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *
mrt_record_kind(const struct mrt_record *from, struct arena *arena)
{
	const char *name = name_of(mrt_type_names, from->type);
	char text[64] = "type_", *at = text + 5;

	if (name != NULL)
		at = stpcpy(text, name);
	else
		at = text_put_u32(at, from->type);
	memcpy(at, "_subtype_", 9);
	at = text_put_u32(at + 9, from->subtype);
	return arena_strndup(arena, text, (size_t)(at - text));
}

/* NULL: it is not to be told (RFC 6397 3). */
static const char *
degrees(float v, struct arena *arena)
{
	char text[32];

	if (!isfinite(v))
		return NULL;
	snprintf(text, sizeof(text), "%.7g", (double)v);
	return arena_strndup(arena, text, strlen(text));
}

static void
put_place(
    struct rec_mrt_peer *to, const struct mrt_place *p, struct arena *arena)
{
	const char *latitude = degrees(p->latitude, arena);
	const char *longitude = degrees(p->longitude, arena);

	if (latitude != NULL)
		PUT(to, mrt_peer, latitude, latitude);
	if (longitude != NULL)
		PUT(to, mrt_peer, longitude, longitude);
}

void
mrt_record_peer(struct rec_mrt_peer *to, const struct mrt_peer *p, bool geo,
    struct arena *arena)
{
	*to = (struct rec_mrt_peer){ 0 };
	PUT(to, mrt_peer, peer, p->address);
	PUT(to, mrt_peer, as, p->as);
	PUT(to, mrt_peer, id, addr_ip4(p->id));
	if (geo)
		put_place(to, &p->place, arena);
}
