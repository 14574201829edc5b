/* Of which AS we are for a neighbour, and it for us (RFC 5065, local_as). */
#include "speaker.h"

#include <string.h>

bool
neighbor_is_external(const struct neighbor *n)
{
	return n->terms.fsm.local_as != n->terms.fsm.remote_as;
}

bool
neighbor_is_member(const struct neighbor *n)
{
	return n->terms.fsm.member;
}

bool
neighbor_is_outside(const struct neighbor *n)
{
	return neighbor_is_external(n) && !neighbor_is_member(n);
}

/* In our confederation, and in another AS of it than ours. */
bool
as_is_member(const struct rec_router *r, uint32_t as)
{
	const struct rec_confederation *c = &r->confederation;

	if (!HAS(r, router, confederation) || as == r->as)
		return false;
	for (uint32_t i = 0; i < c->members.n; i++)
		if (c->members.at[i] == as)
			return true;
	return false;
}

/* RFC 5065 4: to all outside we are of the confederation's AS. */
uint32_t
as_outside(const struct rec_router *r)
{
	return HAS(r, router, confederation) ? r->confederation.id : r->as;
}

uint32_t
as_of(const struct rec_router *r, const struct rec_peer *p)
{
	if (HAS(p, peer, local_as))
		return p->local_as;
	if (p->remote_as == r->as || as_is_member(r, p->remote_as))
		return r->as;
	return as_outside(r);
}

enum local_as_mode
as_local_mode(const struct rec_peer *p)
{
	static const struct name modes[] = {
		{ LOCAL_AS_ALONE, "alone" },
		{ LOCAL_AS_SEND, "send" },
		{ LOCAL_AS_BOTH, "both" },
		{ 0 },
	};
	int mode = LOCAL_AS_ALONE;

	if (HAS(p, peer, local_as) && HAS(p, peer, local_as_mode))
		name_find(
		    modes, p->local_as_mode, strlen(p->local_as_mode), &mode);
	return (enum local_as_mode)mode;
}
