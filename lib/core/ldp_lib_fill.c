/*
 * What a neighbour is to be told: first answers, then FEC by FEC what it should
 * have heard against what it has (RFC 5036 3.5.7, 3.5.10; for labels on demand
 * 3.5.8, 3.5.9).
 */
#include "core/ldp_lib_in.h"

/* ---- one FEC ---- */

/* The label that the neighbour should have; LABEL_NONE: none. */
static uint32_t
wanted_label(const struct peer *p, const struct fec *f, const struct binding *b)
{
	bool has = (b->flags & B_TOLD) && b->told == f->advert;

	if (!peer_may_have(p, f))
		return LABEL_NONE;
	if (p->session.on_demand && !has && !(b->flags & B_REQUESTED))
		return LABEL_NONE;
	return f->advert;
}

static void
tell_mapping(const struct ldp_lib *lib, struct pack *k, const struct fec *f,
    struct binding *b)
{
	uint8_t more[4 * MAX_TRAIL + 64];
	struct wbuf w = wbuf(more, sizeof(more));
	struct ldp_tlv id = { .type = LDP_TLV_REQUEST_ID,
		.number = b->request };

	if (b->flags & B_REQUESTED)
		ldp_tlv_encode(&w, &id);
	trail_encode(lib, f, &w);
	pack_fec(k, LDP_LABEL_MAPPING, &f->prefix, f->advert,
	    rbuf(more, wbuf_used(&w)));
	b->told = f->advert;
	b->told_trail = trail_told(lib, f);
	b->flags |= B_TOLD;
	b->flags &= (uint16_t) ~(B_REQUESTED | B_RELEASED);
}

static void
tell_label(const struct ldp_lib *lib, struct pack *k, const struct fec *f,
    struct binding *b)
{
	uint32_t label = wanted_label(k->peer, f, b);
	bool has = (b->flags & B_TOLD) && b->told == label;
	bool refused = (b->flags & B_RELEASED) && b->told == label;

	if ((b->flags & B_TOLD) && !has) {
		pack_fec(k, LDP_LABEL_WITHDRAW, &f->prefix, b->told,
		    (struct rbuf){ 0 });
		b->flags &= (uint16_t)~B_TOLD;
		if (b->releases < UINT16_MAX)
			b->releases++;
	}
	if (label == LABEL_NONE)
		return;
	if (has ? k->peer->again || (b->flags & B_REQUESTED) ||
		      b->told_trail != trail_told(lib, f)
		: !refused || (b->flags & B_REQUESTED))
		tell_mapping(lib, k, f, b);
}

/* RFC 5036 A.1.1: what was asked for cannot be had. */
static void
tell_denial(struct pack *k, const struct fec *f, struct binding *b)
{
	uint32_t status = LDP_NO_ROUTE;

	if (!(b->flags & B_REQUESTED))
		return;
	if (f->wanted && !f->ours && f->label == LABEL_NONE)
		status = LDP_NO_LABELS;
	else if (f->wanted && peer_may_have(k->peer, f))
		return; /* the next hop has to answer us first */
	reply_notice(
	    k->peer, status, b->request, LDP_LABEL_REQUEST, (struct rbuf){ 0 });
	b->flags &= (uint16_t)~B_REQUESTED;
}

/* Whether packets for the FEC go to this neighbour. */
static bool
is_next_hop(
    const struct ldp_lib *lib, const struct peer *p, const struct fec *f)
{
	const struct hopset *hops = fec_hops(lib, f);

	for (unsigned i = 0; hops != NULL && i < hops->n; i++) {
		uint32_t place = hops->at[i].place, peer;

		if (place == NONE)
			continue;
		peer = place_at(lib, place)->peer;
		if (peer != NONE && lib->peers[peer] == p)
			return true;
	}
	return false;
}

/* We ask who is the next hop, on demand; and take it back when it is not. */
static void
tell_request(const struct ldp_lib *lib, struct pack *k, const struct fec *f,
    struct binding *b)
{
	struct ldp_tlv id = { .type = LDP_TLV_REQUEST_ID, .number = b->asked };
	uint8_t more[4 * MAX_TRAIL + 64];
	struct wbuf w = wbuf(more, sizeof(more));
	bool wanted;

	if (!k->peer->session.on_demand)
		return;
	wanted = !f->ours && is_next_hop(lib, k->peer, f);
	if (wanted && !(b->flags & (B_REMOTE | B_ASKED | B_DENIED))) {
		pack_fec(k, LDP_LABEL_REQUEST, &f->prefix, LABEL_NONE,
		    (struct rbuf){ 0 });
		b->asked = k->id;
		b->flags |= B_ASKED;
	} else if (!wanted && (b->flags & B_ASKED)) {
		b->flags &= (uint16_t)~B_ASKED;
		ldp_tlv_encode(&w, &id);
		pack_fec(k, LDP_LABEL_ABORT_REQUEST, &f->prefix, LABEL_NONE,
		    rbuf(more, wbuf_used(&w)));
	}
}

static void
tell(struct ldp_lib *lib, struct pack *k, uint32_t at)
{
	struct binding *b = binding_need(k->peer, at);
	const struct fec *f = fec_at(lib, at);

	tell_label(lib, k, f, b);
	tell_denial(k, f, b);
	tell_request(lib, k, f, b);
}

/* ---- all of them ---- */

/* The next FEC of the whole table, or of those that changed. */
static bool
next_fec(struct ldp_lib *lib, struct peer *p, uint32_t *at)
{
	if (p->walking) {
		*at = p->walk++;
		if (*at < lib->fecs.used)
			return true;
		p->walking = p->again = false;
	}
	if (p->queue.n == 0)
		return false;
	*at = fifo_pop(&p->queue);
	p->bindings[*at].flags &= (uint16_t)~B_QUEUED;
	return true;
}

static void
put_replies(struct pack *k)
{
	struct obuf *from = &k->peer->replies;
	struct rbuf r = rbuf(obuf_at(from), obuf_left(from));
	struct ldp_message m;

	while (rbuf_left(&r) > 0 && ldp_message_next(&r, &m, NULL))
		pack_message(k, m.whole);
	obuf_take(from, obuf_left(from));
}

/* RFC 5919 4 */
static void
put_end(struct pack *k)
{
	static const struct {
		uint8_t family, element[5];
	} ends[] = {
		{ LDP_LIB_IP4, { LDP_FEC_TYPED_WILDCARD, LDP_FEC_PREFIX, 2, 0,
				   LDP_AFI_IPV4 } },
		{ LDP_LIB_IP6, { LDP_FEC_TYPED_WILDCARD, LDP_FEC_PREFIX, 2, 0,
				   LDP_AFI_IPV6 } },
	};

	for (unsigned i = 0; i < 2; i++)
		if (k->peer->session.families & ends[i].family)
			reply_notice(k->peer, LDP_END_OF_LIB, 0, 0,
			    rbuf(ends[i].element, sizeof(ends[i].element)));
	put_replies(k);
}

size_t
ldp_lib_fill(struct ldp_lib *lib, uint32_t at, struct obuf *to, size_t want,
    uint32_t budget, bool *more)
{
	struct peer *p = lib->peers[at];
	struct pack k;
	uint32_t fec;

	pack_begin(&k, lib, p, to);
	put_replies(&k);
	while (budget-- > 0 && pack_size(&k) < want &&
	       !labels_unsaved(lib->labels) && next_fec(lib, p, &fec)) {
		if (!fec_at(lib, fec)->live)
			continue;
		tell(lib, &k, fec);
		fec_tidy(lib, fec);
	}
	if (p->ends && !p->walking && lib->scan_left == 0) {
		p->ends = false;
		put_end(&k);
	}
	*more = ldp_lib_pending(lib, at);
	return pack_end(&k);
}

bool
ldp_lib_pending(const struct ldp_lib *lib, uint32_t at)
{
	const struct peer *p = lib->peers[at];

	return p->state == PEER_UP &&
	       (p->walking || p->ends || p->queue.n > 0 ||
		   obuf_left(&p->replies) > 0);
}
