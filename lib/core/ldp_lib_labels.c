/*
 * Label messages of a neighbour, as appendix A of RFC 5036 has them: A.1.1
 * request, A.1.2 mapping, A.1.3 abort, A.1.4 release, A.1.5 withdraw, and the
 * notifications that answer ours. FECs of wildcards: RFC 5036 3.4.1, RFC 5918.
 */
#include "core/ldp_lib_in.h"
#include "core/prefix_set.h"

enum { ALL = LDP_LIB_IP4 | LDP_LIB_IP6, RETRY = 15 /* seconds */ };

struct take {
	struct ldp_lib *lib;
	mono now;
	uint32_t at;
	struct peer *peer;
	const struct params *p;
	struct fault *f;
};

/* ---- which FECs ---- */

typedef bool each_fn(struct take *, const struct prefix *);
typedef void wild_fn(struct take *, uint8_t families);

static uint8_t
families_of(const struct ldp_fec *e)
{
	struct rbuf info = e->info;

	if (e->type == LDP_FEC_WILDCARD)
		return ALL;
	if (e->type != LDP_FEC_TYPED_WILDCARD || e->of != LDP_FEC_PREFIX)
		return 0;
	switch (get_u16(&info)) {
	case LDP_AFI_IPV4:
		return LDP_LIB_IP4;
	case LDP_AFI_IPV6:
		return LDP_LIB_IP6;
	}
	return 0;
}

/*
 * Each element by itself; `wild` for wildcards, where the message may have
 * them. One that is not for us ends it (RFC 5036 3.4.1).
 */
static bool
each_fec(struct take *t, each_fn *each, wild_fn *wild)
{
	struct rbuf r = t->p->fecs;
	struct prefix prefix;
	struct ldp_fec e;
	uint8_t families;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;

		if (!ldp_fec_next(&r, &e, t->f))
			return false;
		families = families_of(&e);
		if (e.type == LDP_FEC_PREFIX) {
			prefix = prefix_mask(e.prefix);
			if (!each(t, &prefix))
				return false;
		} else if (wild != NULL && families != 0) {
			wild(t, families);
		} else {
			return fault(t->f, at, LDP_UNKNOWN_FEC,
			    "no FEC that this message may be about");
		}
	}
	return true;
}

/* ---- mapping ---- */

static void
binding_set(struct take *t, uint32_t fec, struct binding *b)
{
	bool loops = t->lib->config.loop_detection;

	if (!(b->flags & B_REMOTE)) {
		t->peer->remote++;
		b->flags |= B_REMOTE | B_NEWS;
	} else if (b->remote != t->p->label) {
		b->flags |= B_NEWS;
	}
	b->remote = t->p->label;
	b->flags &= (uint16_t) ~(B_STALE | B_LOOPS | B_ASKED | B_DENIED);
	trail_drop(t->lib, b->trail);
	b->trail = loops ? trail_of(t->lib, t->p->hops, t->p->path) : 0;
	if (b->flags & B_NEWS)
		fec_news(t->lib, fec);
}

/* LMp.8: one that came by us already is of no use, and it is told so. */
static void
map_loop(struct take *t, const struct prefix *prefix)
{
	uint32_t fec = fec_find(t->lib, prefix);
	struct binding *b;

	if (fec == NONE)
		return;
	b = binding_need(t->peer, fec);
	binding_drop(t->lib, t->peer, fec, b);
	b->flags &= (uint16_t)~B_ASKED;
	b->flags |= B_LOOPS;
	fec_settle(t->lib, t->now, fec);
}

static void
release_old(struct take *t, const struct prefix *prefix, uint32_t label)
{
	uint8_t element[32];
	struct wbuf w = wbuf(element, sizeof(element));
	struct ldp_fec e = { .type = LDP_FEC_PREFIX,
		.family =
		    prefix->addr.ip == ADDR_IP4 ? LDP_AFI_IPV4 : LDP_AFI_IPV6,
		.prefix = *prefix };

	ldp_fec_encode(&w, &e);
	reply_release(
	    t->peer, rbuf(element, wbuf_used(&w)), &label, LDP_SUCCESS);
}

static bool
map_one(struct take *t, const struct prefix *prefix)
{
	const struct prefix_set *accept = t->peer->accept;
	uint32_t fec = fec_find(t->lib, prefix);
	struct binding *b;

	if (t->peer->remote >= t->lib->config.max_fecs &&
	    (fec == NONE || !(binding_of(t->peer, fec)->flags & B_REMOTE)))
		return fault(t->f, t->p->fecs.at, LDP_INTERNAL_ERROR,
		    "more labels than one neighbour may tell");
	if (fec == NONE)
		fec = fec_need(t->lib, prefix);
	b = binding_need(t->peer, fec);
	if ((b->flags & B_REMOTE) && b->remote != t->p->label &&
	    !(b->flags & B_STALE))
		release_old(t, prefix, b->remote);
	binding_set(t, fec, b);
	b->flags &= (uint16_t)~B_REFUSED;
	if (accept != NULL && !prefix_set_has(accept, prefix))
		b->flags |= B_REFUSED;
	fec_settle(t->lib, t->now, fec);
	return true;
}

static bool
map_loop_one(struct take *t, const struct prefix *prefix)
{
	map_loop(t, prefix);
	return true;
}

static bool
take_mapping(struct take *t)
{
	if (!trail_loops(t->lib, t->p->hops, t->p->path))
		return each_fec(t, map_one, NULL);
	if (!each_fec(t, map_loop_one, NULL))
		return false;
	reply_release(t->peer, t->p->fecs, &t->p->label, LDP_LOOP_DETECTED);
	return true;
}

/* ---- withdraw ---- */

static void
unmap(struct take *t, uint32_t fec)
{
	struct binding *b;

	if (fec >= t->peer->n)
		return;
	b = &t->peer->bindings[fec];
	if (t->p->has_label && (b->flags & B_REMOTE) &&
	    b->remote != t->p->label)
		return;
	if (!(b->flags & (B_REMOTE | B_LOOPS)))
		return;
	binding_drop(t->lib, t->peer, fec, b);
	fec_settle(t->lib, t->now, fec);
}

static bool
withdraw_one(struct take *t, const struct prefix *prefix)
{
	uint32_t fec = fec_find(t->lib, prefix);

	if (fec != NONE)
		unmap(t, fec);
	return true;
}

static void
withdraw_all(struct take *t, uint8_t families)
{
	for (uint32_t fec = 0; fec < t->peer->n; fec++)
		if (t->peer->bindings[fec].flags & (B_REMOTE | B_LOOPS) &&
		    families & family_of(&fec_at(t->lib, fec)->prefix))
			unmap(t, fec);
}

/* Each withdrawal is answered, also that of what we never had (A.1.5). */
static bool
take_withdraw(struct take *t)
{
	bool good = each_fec(t, withdraw_one, withdraw_all);

	if (good)
		reply_release(t->peer, t->p->fecs,
		    t->p->has_label ? &t->p->label : NULL, LDP_SUCCESS);
	return good;
}

/* ---- release ---- */

/*
 * The answer to a withdrawal of ours, as messages keep their order; or the
 * neighbour does not want it, and is not told again until that changes.
 */
static void
release(struct take *t, uint32_t fec)
{
	struct binding *b;

	if (fec >= t->peer->n)
		return;
	b = &t->peer->bindings[fec];
	if (b->releases > 0) {
		b->releases--;
	} else if ((b->flags & B_TOLD) &&
		   (!t->p->has_label || t->p->label == b->told)) {
		b->flags &= (uint16_t)~B_TOLD;
		b->flags |= B_RELEASED;
	} else {
		return;
	}
	fec_settle(t->lib, t->now, fec);
}

static bool
release_one(struct take *t, const struct prefix *prefix)
{
	uint32_t fec = fec_find(t->lib, prefix);

	if (fec != NONE)
		release(t, fec);
	return true;
}

static void
release_all(struct take *t, uint8_t families)
{
	for (uint32_t fec = 0; fec < t->peer->n; fec++) {
		const struct binding *b = &t->peer->bindings[fec];

		if (((b->flags & B_TOLD) || b->releases > 0) &&
		    families & family_of(&fec_at(t->lib, fec)->prefix))
			release(t, fec);
	}
}

/* ---- request, abort ---- */

static void
deny(struct take *t, uint32_t status)
{
	reply_notice(t->peer, status, t->p->id, t->p->type, (struct rbuf){ 0 });
}

/* Whether all that we could send there would come back. */
static bool
comes_back(const struct take *t, const struct fec *f)
{
	const struct hopset *hops = fec_hops(t->lib, f);
	unsigned there = 0;

	for (unsigned i = 0; i < hops->n; i++)
		there += hops->at[i].place != NONE &&
			 place_at(t->lib, hops->at[i].place)->peer == t->at;
	return there == hops->n;
}

static bool
request_one(struct take *t, const struct prefix *prefix)
{
	uint32_t fec = fec_find(t->lib, prefix);
	const struct fec *f = fec == NONE ? NULL : fec_at(t->lib, fec);
	struct binding *b;

	if (f == NULL || fec_hops(t->lib, f) == NULL || !f->wanted ||
	    !peer_may_have(t->peer, f)) {
		deny(t, LDP_NO_ROUTE);
	} else if (!f->ours && comes_back(t, f)) {
		deny(t, LDP_LOOP_DETECTED);
	} else {
		b = binding_need(t->peer, fec);
		b->flags |= B_REQUESTED;
		b->request = t->p->id;
		peer_queue(t->peer, fec);
	}
	return true;
}

/* RFC 5918 4: everything again. */
static void
request_all(struct take *t, uint8_t families)
{
	(void)families;
	peer_walk(t->peer, true);
	t->peer->ends = t->peer->session.end_of_lib;
}

static bool
take_request(struct take *t)
{
	if (!trail_loops(t->lib, t->p->hops, t->p->path))
		return each_fec(t, request_one, request_all);
	deny(t, LDP_LOOP_DETECTED);
	return true;
}

static bool
abort_one(struct take *t, const struct prefix *prefix)
{
	uint32_t fec = fec_find(t->lib, prefix);
	struct binding *b;

	if (fec == NONE || fec >= t->peer->n)
		return true;
	b = &t->peer->bindings[fec];
	if (!(b->flags & B_REQUESTED) || b->request != t->p->request)
		return true;
	b->flags &= (uint16_t)~B_REQUESTED;
	reply_notice(t->peer, LDP_REQUEST_ABORTED, t->p->request,
	    LDP_LABEL_REQUEST, (struct rbuf){ 0 });
	return true;
}

bool
take_labels(struct ldp_lib *lib, mono now, uint32_t at, const struct params *p,
    struct fault *f)
{
	struct take t = { lib, now, at, lib->peers[at], p, f };

	switch (p->type) {
	case LDP_LABEL_MAPPING:
		return take_mapping(&t);
	case LDP_LABEL_REQUEST:
		return take_request(&t);
	case LDP_LABEL_WITHDRAW:
		return take_withdraw(&t);
	case LDP_LABEL_RELEASE:
		return each_fec(&t, release_one, release_all);
	case LDP_LABEL_ABORT_REQUEST:
		return each_fec(&t, abort_one, NULL);
	}
	return true;
}

/* ---- notifications ---- */

/* Of what we asked for; denied, it is asked for again later (A.1.9). */
static void
answered(struct take *t, bool denied)
{
	for (uint32_t fec = 0; fec < t->peer->n; fec++) {
		struct binding *b = &t->peer->bindings[fec];

		if (!(b->flags & B_ASKED) || b->asked != t->p->about)
			continue;
		b->flags &= (uint16_t)~B_ASKED;
		if (!denied)
			return;
		b->flags |= B_DENIED;
		t->peer->retry = mono_add(t->now, MONO_S(RETRY));
		return;
	}
}

static bool
ended_one(struct take *t, const struct prefix *prefix)
{
	(void)t, (void)prefix;
	return true;
}

static void
ended(struct take *t, uint8_t families)
{
	t->peer->complete |= families;
	peer_sweep(t->lib, t->at, families);
}

bool
take_notice(struct ldp_lib *lib, mono now, uint32_t at, const struct params *p,
    struct fault *f)
{
	struct take t = { lib, now, at, lib->peers[at], p, f };

	switch (p->status) {
	case LDP_NO_ROUTE:
	case LDP_LOOP_DETECTED:
	case LDP_NO_LABELS:
		answered(&t, true);
		break;
	case LDP_REQUEST_ABORTED:
		answered(&t, false);
		break;
	case LDP_LABELS_AVAILABLE:
		t.peer->retry = now;
		break;
	case LDP_END_OF_LIB:
		return each_fec(&t, ended_one, ended);
	}
	return true;
}
