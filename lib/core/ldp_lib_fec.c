/* Entries of FECs, and what follows for one from all that is known of it. */
#include "base/hash.h"
#include "core/ldp_lib_in.h"
#include "core/prefix_set.h"
#include "value/label.h"

static uint32_t
hash_of(const struct prefix *p)
{
	return (uint32_t)hash_bytes(p, sizeof(*p), 0);
}

static bool
is_prefix(const void *ctx, uint32_t at, const void *key)
{
	return prefix_cmp(&fec_at(ctx, at)->prefix, key) == 0;
}

uint32_t
fec_find(const struct ldp_lib *lib, const struct prefix *p)
{
	return map_find(&lib->fec_map, hash_of(p), is_prefix, lib, p);
}

uint32_t
fec_need(struct ldp_lib *lib, const struct prefix *p)
{
	uint32_t at = fec_find(lib, p);

	if (at != MAP_NONE)
		return at;
	at = pool_alloc(&lib->fecs);
	/* the round of ldp_lib_work() has grown by one */
	if (lib->scan_left > 0 && at == lib->fecs.used - 1)
		lib->scan_left++;
	*fec_at(lib, at) = (struct fec){
		.prefix = *p,
		.live = true,
		.routes = NONE,
		.label = LABEL_NONE,
		.advert = LABEL_NONE,
		.said_label = LABEL_NONE,
		.said_local = LABEL_NONE,
	};
	map_add(&lib->fec_map, hash_of(p), at);
	return at;
}

void
fec_news(struct ldp_lib *lib, uint32_t at)
{
	struct fec *f = fec_at(lib, at);

	if (f->news)
		return;
	f->news = true;
	fifo_push(&lib->news, at);
}

static bool
is_known_to_peers(const struct ldp_lib *lib, uint32_t at)
{
	for (size_t i = 0; i < lib->n_peers; i++) {
		const struct binding *b = binding_of(lib->peers[i], at);

		if (b->flags != 0 || b->releases > 0)
			return true;
	}
	return false;
}

void
fec_tidy(struct ldp_lib *lib, uint32_t at)
{
	struct fec *f = fec_at(lib, at);

	if (f->routes != NONE || f->label != LABEL_NONE || f->news ||
	    f->said_ways != 0 || f->said_lfib != 0 ||
	    f->said_local != LABEL_NONE || is_known_to_peers(lib, at))
		return;
	map_del(&lib->fec_map, hash_of(&f->prefix), at);
	f->live = false;
	pool_free(&lib->fecs, at);
}

/* ---- forwarding ---- */

/* The label for a next hop, or why there is none. */
static enum ldp_lib_why
way_of(const struct ldp_lib *lib, uint32_t at, const struct hop *hop,
    struct way *way)
{
	const struct place *place = place_at(lib, hop->place);
	const struct binding *b;

	if (place->peer == NONE)
		return LDP_LIB_NO_NEIGHBOR;
	b = binding_of(lib->peers[place->peer], at);
	if (b->flags & B_LOOPS)
		return LDP_LIB_LOOP;
	if (!(b->flags & B_REMOTE))
		return LDP_LIB_NO_MAPPING;
	if (b->flags & B_REFUSED)
		return LDP_LIB_NOT_ACCEPTED;
	*way = (struct way){ *hop, place->peer, b->remote };
	return LDP_LIB_REACHED;
}

unsigned
fec_ways(const struct ldp_lib *lib, const struct fec *f, uint32_t at,
    struct way *ways, enum ldp_lib_why *why)
{
	const struct hopset *hops = fec_hops(lib, f);
	enum ldp_lib_why one;
	unsigned n = 0;

	*why = f->ours ? LDP_LIB_OURS : LDP_LIB_NO_ROUTE;
	for (unsigned i = 0; hops != NULL && i < hops->n; i++) {
		if (hops->at[i].place == NONE || n == MAX_WAYS)
			continue;
		one = way_of(lib, at, &hops->at[i], &ways[n]);
		n += one == LDP_LIB_REACHED;
		/* the neighbour that we know most of says why */
		if (!f->ours && one > *why)
			*why = one;
	}
	if (n > 0)
		*why = LDP_LIB_REACHED;
	return n;
}

/* By what they say, as handles may come to mean something else. */
static uint32_t
ways_hash(const struct ldp_lib *lib, const struct way *ways, unsigned n)
{
	uint64_t h = n;

	for (unsigned i = 0; i < n; i++) {
		const struct addr *a = &place_at(lib, ways[i].hop.place)->addr;

		h = hash_bytes(a, sizeof(*a), h);
		h = hash_bytes(&ways[i].hop.interface, sizeof(uint32_t), h);
		h = hash_bytes(&ways[i].label, sizeof(uint32_t), h);
	}
	return n == 0 ? 0 : (uint32_t)h | 1;
}

unsigned
fec_ways_now(struct ldp_lib *lib, uint32_t at, struct way *ways)
{
	struct fec *f = fec_at(lib, at);
	enum ldp_lib_why why;
	unsigned n = fec_ways(lib, f, at, ways, &why);

	f->ways = ways_hash(lib, ways, n);
	return n;
}

static void
settle_ways(struct ldp_lib *lib, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	struct way ways[MAX_WAYS];
	unsigned n = fec_ways_now(lib, at, ways);
	uint32_t trail = 0;

	if (n > 0)
		trail = binding_of(lib->peers[ways[0].peer], at)->trail;
	if (trail != f->trail) {
		trail_hold(lib, trail);
		trail_drop(lib, f->trail);
		f->trail = trail;
	}
}

/* ---- our label ---- */

/* Somebody may still send packets with it. */
static bool
is_in_use(const struct ldp_lib *lib, uint32_t at, uint32_t label)
{
	for (size_t i = 0; i < lib->n_peers; i++) {
		const struct binding *b = binding_of(lib->peers[i], at);

		if (b->releases > 0 ||
		    ((b->flags & B_TOLD) && b->told == label))
			return true;
	}
	return false;
}

static void
settle_label(struct ldp_lib *lib, mono now, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	char key[PREFIX_TEXT];

	if (f->wanted && !f->ours && f->label == LABEL_NONE) {
		prefix_format(&f->prefix, key);
		f->label = labels_take(lib->labels, now, key);
		lib->starved |= f->label == LABEL_NONE;
	} else if ((!f->wanted || f->ours) && f->label != LABEL_NONE &&
		   !is_in_use(lib, at, f->label)) {
		labels_drop(lib->labels, now, f->label);
		f->label = LABEL_NONE;
	}
}

static uint32_t
advert_of(const struct ldp_lib *lib, const struct fec *f)
{
	if (!f->wanted)
		return LABEL_NONE;
	if (f->ours)
		return !lib->config.explicit_null      ? LABEL_IMPLICIT
		       : f->prefix.addr.ip == ADDR_IP4 ? LABEL_IPV4_EXPLICIT
						       : LABEL_IPV6_EXPLICIT;
	return lib->config.ordered && f->ways == 0 ? LABEL_NONE : f->label;
}

static void
settle_kind(const struct ldp_lib *lib, struct fec *f)
{
	const struct ldp_lib_config *c = &lib->config;
	const struct hopset *hops = fec_hops(lib, f);

	f->wanted = hops != NULL &&
		    (c->fecs == NULL ? f->prefix.len > 0
				     : prefix_set_has(c->fecs, &f->prefix));
	f->ours =
	    hops != NULL &&
	    (hops->connected ||
		(c->egress != NULL && prefix_set_has(c->egress, &f->prefix)));
}

static void
tell_peers(struct ldp_lib *lib, uint32_t at, bool changed)
{
	for (size_t i = 0; i < lib->n_peers; i++) {
		struct peer *p = lib->peers[i];

		/* those may have to be asked */
		if (p->state == PEER_UP && (changed || p->session.on_demand))
			peer_queue(p, at);
	}
}

void
fec_settle(struct ldp_lib *lib, mono now, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	uint32_t ways = f->ways, advert = f->advert, label = f->label;
	uint32_t trail = trail_told(lib, f);
	bool ours = f->ours;

	settle_kind(lib, f);
	settle_ways(lib, at);
	settle_label(lib, now, at);
	f->advert = advert_of(lib, f);
	if (ways != f->ways || label != f->label || advert != f->advert ||
	    ours != f->ours)
		fec_news(lib, at);
	tell_peers(lib, at, advert != f->advert || trail != trail_told(lib, f));
	fec_tidy(lib, at);
}
