/* A packed message on its way from the group to one member of it. */
#include "base/obuf.h"
#include "core/bgp_export_in.h"

#include <string.h>

static bool
is_for(const struct member *m, const struct packed *p)
{
	if (p->only != NOBODY)
		return p->only == m->target.source;
	return p->except == NOBODY || p->except != m->target.source;
}

/* Puts the member's own address where the next hop is to be ourselves. */
static void
patch_hop(const struct member *m, const struct packed *p, uint8_t *message)
{
	const struct bgp_target *t = &m->target;
	uint8_t *hop = message + p->hop_at;
	size_t n = p->hop_size < 16 ? p->hop_size : 16;

	/* RFC 4271 5.1.3: nobody is told that he is himself the next hop. */
	if (!p->self && (addr_bits(&t->remote_address) != 8 * n ||
			    memcmp(hop, t->remote_address.b, n) != 0))
		return;
	if (addr_bits(&t->local_address) != 8 * n)
		return;
	memcpy(hop, t->local_address.b, n);
	if (p->hop_size == 32)
		memcpy(hop + 16, t->local_link_local.b, 16);
}

size_t
export_copy_out(const struct group *g, struct member *m, struct obuf *to)
{
	const struct packed *p = &g->packed[m->at - g->base];
	size_t n = 0;

	if (is_for(m, p)) {
		uint8_t *out = (uint8_t *)obuf_need(to, p->size);

		n = p->size;
		memcpy(out, g->bytes + m->byte_at, n);
		if (p->hop_at != 0)
			patch_hop(m, p, out);
		obuf_used(to, n);
	}
	m->at++;
	m->byte_at += p->size;
	return n;
}
