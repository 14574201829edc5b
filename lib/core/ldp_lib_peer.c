/* Neighbours: sessions that come, go and come back (RFC 3478). */
#include "base/mem.h"
#include "core/ldp_lib_in.h"
#include "core/prefix_set.h"

#include <stdlib.h>

/* ---- bindings ---- */

static const struct binding nothing;

const struct binding *
binding_of(const struct peer *p, uint32_t fec)
{
	return fec < p->n ? &p->bindings[fec] : &nothing;
}

struct binding *
binding_need(struct peer *p, uint32_t fec)
{
	uint32_t n = p->n;

	if (fec >= n) {
		n = n + n / 2 > fec ? n + n / 2 : fec + 64;
		p->bindings = mem_realloc(p->bindings, n * sizeof(nothing));
		memset(p->bindings + p->n, 0, (n - p->n) * sizeof(nothing));
		p->n = n;
	}
	return &p->bindings[fec];
}

void
peer_queue(struct peer *p, uint32_t fec)
{
	struct binding *b = binding_need(p, fec);

	if (b->flags & B_QUEUED)
		return;
	b->flags |= B_QUEUED;
	fifo_push(&p->queue, fec);
}

void
binding_drop(
    struct ldp_lib *lib, struct peer *p, uint32_t fec, struct binding *b)
{
	if (b->flags & B_REMOTE) {
		p->remote--;
		b->flags |= B_NEWS;
		fec_news(lib, fec);
	}
	b->flags &= (uint16_t) ~(B_REMOTE | B_STALE | B_REFUSED | B_LOOPS);
	trail_drop(lib, b->trail);
	b->trail = 0;
}

bool
peer_may_have(const struct peer *p, const struct fec *f)
{
	return (p->session.families & family_of(&f->prefix)) &&
	       (p->advertise == NULL ||
		   prefix_set_has(p->advertise, &f->prefix));
}

void
peer_filters(const struct ldp_lib *lib, struct peer *p)
{
	const struct ldp_lib_config *c = &lib->config;
	const struct ldp_lib_filter *is = NULL;

	for (unsigned i = 0; i < c->n_filters; i++)
		if (c->filters[i].lsr == p->session.lsr)
			is = &c->filters[i];
		else if (c->filters[i].lsr == 0 && is == NULL)
			is = &c->filters[i];
	p->advertise = is == NULL ? NULL : is->advertise;
	p->accept = is == NULL ? NULL : is->accept;
	for (uint32_t at = 0; at < p->n; at++) {
		struct binding *b = &p->bindings[at];
		bool in =
		    p->accept == NULL ||
		    ((b->flags & B_REMOTE) &&
			prefix_set_has(p->accept, &fec_at(lib, at)->prefix));

		b->flags &= (uint16_t)~B_REFUSED;
		if (!in && (b->flags & B_REMOTE))
			b->flags |= B_REFUSED;
	}
}

/* ---- coming ---- */

void
peer_walk(struct peer *p, bool again)
{
	p->walking = true;
	p->again |= again;
	p->walk = 0;
}

/* The neighbour as it was; or a place for it. */
static uint32_t
peer_for(struct ldp_lib *lib, const struct ldp_lib_session *s)
{
	uint32_t unused = NONE;

	for (uint32_t i = 0; i < lib->n_peers; i++) {
		const struct peer *p = lib->peers[i];

		if (p->state != PEER_FREE && p->session.lsr == s->lsr &&
		    p->session.space == s->space)
			return i;
		if (p->state == PEER_FREE)
			unused = i;
	}
	if (unused != NONE)
		return unused;
	lib->peers = mem_grow(
	    lib->peers, &lib->peers_room, lib->n_peers, sizeof(*lib->peers));
	lib->peers[lib->n_peers] = mem_zalloc(sizeof(**lib->peers));
	lib->peers[lib->n_peers]->until = MONO_NEVER;
	lib->peers[lib->n_peers]->retry = MONO_NEVER;
	return (uint32_t)lib->n_peers++;
}

uint32_t
ldp_lib_up(struct ldp_lib *lib, mono now, const struct ldp_lib_session *s)
{
	uint32_t at = peer_for(lib, s);
	struct peer *p = lib->peers[at];

	if (p->state == PEER_UP)
		ldp_lib_down(lib, now, at, 0);
	if (p->state == PEER_AWAY && s->recovery == 0)
		peer_sweep(lib, at, LDP_LIB_IP4 | LDP_LIB_IP6);
	p->until = p->state == PEER_AWAY && s->recovery > 0
		       ? mono_add(now, s->recovery)
		       : MONO_NEVER;
	p->state = PEER_UP;
	p->session = *s;
	if (p->session.max_pdu == 0)
		p->session.max_pdu = LDP_MAX_LENGTH;
	p->complete = 0;
	p->ends = s->end_of_lib;
	peer_filters(lib, p);
	peer_walk(p, false);
	addresses_tell(lib, p);
	fec_settle_all(lib);
	return at;
}

/* ---- going ---- */

/* What we had said, and were about to say, is of the session that is over. */
static void
forget_told(struct ldp_lib *lib, struct peer *p)
{
	enum { KEPT = B_REMOTE | B_STALE | B_REFUSED | B_NEWS | B_RECORDED };

	for (uint32_t at = 0; at < p->n; at++) {
		struct binding *b = &p->bindings[at];

		b->flags &= KEPT;
		b->releases = 0;
		b->told_trail = 0;
	}
	fifo_fini(&p->queue);
	obuf_fini(&p->replies);
	p->replies = (struct obuf){ 0 };
	p->walking = p->again = p->ends = false;
	p->retry = MONO_NEVER;
	fec_settle_all(lib);
}

/* From now on what is not said again before the sweep goes. */
static void
age(struct ldp_lib *lib, uint32_t at)
{
	struct peer *p = lib->peers[at];

	for (uint32_t fec = 0; fec < p->n; fec++)
		if (p->bindings[fec].flags & B_REMOTE)
			p->bindings[fec].flags |= B_STALE;
	places_age(lib, at);
}

void
peer_sweep(struct ldp_lib *lib, uint32_t at, uint8_t families)
{
	struct peer *p = lib->peers[at];

	for (uint32_t fec = 0; fec < p->n; fec++) {
		struct binding *b = &p->bindings[fec];

		if ((b->flags & B_STALE) &&
		    (families & family_of(&fec_at(lib, fec)->prefix)))
			binding_drop(lib, p, fec, b);
	}
	if (families == (LDP_LIB_IP4 | LDP_LIB_IP6))
		places_sweep(lib, at);
	fec_settle_all(lib);
}

static void
peer_gone(struct ldp_lib *lib, uint32_t at)
{
	struct peer *p = lib->peers[at];

	age(lib, at);
	peer_sweep(lib, at, LDP_LIB_IP4 | LDP_LIB_IP6);
	p->until = MONO_NEVER;
	p->state = p->recorded > 0 ? PEER_GONE : PEER_FREE;
}

void
ldp_lib_down(struct ldp_lib *lib, mono now, uint32_t at, int64_t keep)
{
	struct peer *p = lib->peers[at];

	forget_told(lib, p);
	if (keep == 0) {
		peer_gone(lib, at);
		return;
	}
	age(lib, at);
	p->state = PEER_AWAY;
	p->until = mono_add(now, keep);
}

void
peer_tick(struct ldp_lib *lib, mono now, uint32_t at)
{
	struct peer *p = lib->peers[at];

	if (mono_due(p->until, now)) {
		p->until = MONO_NEVER;
		if (p->state == PEER_AWAY)
			peer_gone(lib, at);
		else
			peer_sweep(lib, at, LDP_LIB_IP4 | LDP_LIB_IP6);
	}
	if (!mono_due(p->retry, now))
		return;
	p->retry = MONO_NEVER;
	for (uint32_t fec = 0; fec < p->n; fec++)
		if (p->bindings[fec].flags & B_DENIED) {
			p->bindings[fec].flags &= (uint16_t)~B_DENIED;
			peer_queue(p, fec);
		}
}

void
ldp_lib_link(struct ldp_lib *lib, mono now, uint32_t at, const char *interface,
    const struct addr *a, bool up)
{
	uint32_t name = name_handle(lib, interface);

	(void)now;
	if (up)
		place_claim(lib, at, a, name, true);
	else
		place_unclaim(lib, at, a, name, true);
}

bool
ldp_lib_is_complete(const struct ldp_lib *lib, uint32_t at)
{
	const struct peer *p = lib->peers[at];

	return (p->complete & p->session.families) == p->session.families;
}

void
peers_fini(struct ldp_lib *lib)
{
	for (size_t i = 0; i < lib->n_peers; i++) {
		struct peer *p = lib->peers[i];

		free(p->bindings);
		fifo_fini(&p->queue);
		obuf_fini(&p->replies);
		free(p);
	}
	free(lib->peers);
}
