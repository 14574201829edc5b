/* A router and a monitoring station, which makes of messages what it can. */
#ifndef TESTS_UNIT_CORE_BMP_BED_H
#define TESTS_UNIT_CORE_BMP_BED_H

#include "bgp_neighbors.h"
#include "core/bmp.h"
#include "wire/bmp.h"

enum { VIEWS = 4, PRE = 0, POST, OUT, LOC, ALL_VIEWS = 15 };

/* What a station makes of the messages: tables by view and neighbour. */
struct heard {
	bool up[N], own;
	struct route {
		bool there;
		unsigned length, local_pref;
		uint32_t hop;
	} rib[VIEWS][N][PREFIXES];
	unsigned ended[VIEWS][N];
	unsigned types[BMP_ROUTE_MIRRORING + 1];
	unsigned announced, withdrawn, reason, stats;
	uint64_t stat[32];
	uint8_t notification;
	char label[64];
};

struct bed {
	struct world w;
	struct bmp *b;
	struct bmp_clock now;
	struct obuf out;
	struct heard h;
	bool up[N];
	uint32_t treated[N];
	bool other_terms;
};

static inline uint32_t
address_of(unsigned i)
{
	return 0x0a000001 + (i << 8);
}

/* ---- the station ---- */

static inline void
hear_update(
    struct heard *h, const struct bmp_message *m, unsigned view, unsigned from)
{
	static const struct bgp_codec reading = {
		.as4 = true, .session = BGP_UNKNOWN_SESSION, .own_table = true
	};
	struct rbuf body = m->bgp;
	struct bgp_nlri_iter it;
	struct bgp_update u;
	struct bgp_nlri one;
	uint32_t family;

	get_bytes(&body, BGP_HEADER_SIZE);
	CHECK(bgp_update_decode(body, &reading, &u) == BGP_FINE);
	if (bgp_update_is_end_of_rib(&u, &family)) {
		h->ended[view][from]++;
		return;
	}
	it = bgp_nlri_walk(u.withdrawn, FAMILY_IPV4_UNICAST, &reading);
	for (; bgp_nlri_next(&it, &one, NULL); h->withdrawn++) {
		/* nothing is withdrawn that was not told */
		CHECK(h->rib[view][from][number_of(&one)].there);
		h->rib[view][from][number_of(&one)].there = false;
	}
	it = bgp_nlri_walk(u.nlri, FAMILY_IPV4_UNICAST, &reading);
	for (; bgp_nlri_next(&it, &one, NULL); h->announced++)
		h->rib[view][from][number_of(&one)] = (struct route){
			.there = true,
			.length = bgp_as_path_length(u.attrs.as_path),
			.local_pref = u.attrs.local_pref,
			.hop = addr_u32(&u.attrs.next_hop),
		};
}

static inline void
hear_stats(struct heard *h, const struct bmp_message *m)
{
	struct rbuf tlvs = m->tlvs;
	struct bmp_tlv tlv;
	struct bmp_stat stat;
	uint32_t n = 0;

	memset(h->stat, 0, sizeof(h->stat));
	for (; bmp_tlv_next(&tlvs, &tlv); n++) {
		bmp_stat_decode(&tlv, &stat);
		CHECK(stat.name != NULL);
		if (tlv.type < 32)
			h->stat[tlv.type] += stat.value;
	}
	CHECK(n == m->count);
}

static inline void
hear(struct bed *t, const struct bmp_message *m)
{
	struct heard *h = &t->h;
	bool own = m->peer.type == BMP_LOC_RIB;
	unsigned from = own ? 0 : addr_u32(&m->peer.address) >> 8 & 0xff;
	unsigned view = own                                    ? LOC
			: m->peer.flags & BMP_FLAG_OUT         ? OUT
			: m->peer.flags & BMP_FLAG_POST_POLICY ? POST
							       : PRE;
	struct bmp_tlv tlv;
	struct rbuf tlvs = m->tlvs;

	h->types[m->type]++;
	switch (m->type) {
	case BMP_PEER_UP:
		CHECK(own ? !h->own : !h->up[from]);
		*(own ? &h->own : &h->up[from]) = true;
		memset(h->rib[view][from], 0, sizeof(h->rib[view][from]));
		CHECK(bmp_tlv_next(&tlvs, &tlv));
		snprintf(h->label, sizeof(h->label), "%.*s",
		    (int)rbuf_left(&tlv.value), (const char *)tlv.value.at);
		break;
	case BMP_PEER_DOWN:
		CHECK(h->up[from]);
		h->up[from] = false;
		for (unsigned v = 0; v < LOC; v++)
			memset(h->rib[v][from], 0, sizeof(h->rib[v][from]));
		h->reason = m->reason;
		h->notification = rbuf_left(&m->bgp) > 20 ? m->bgp.at[20] : 0;
		break;
	case BMP_ROUTE_MONITORING:
		CHECK(own ? h->own : h->up[from]);
		hear_update(h, m, view, from);
		break;
	case BMP_STATISTICS:
		hear_stats(h, m);
		break;
	default:
		break;
	}
}

static inline void
read_all(struct bed *t)
{
	while (obuf_left(&t->out) > 0) {
		const uint8_t *at = (const uint8_t *)obuf_at(&t->out);
		struct bmp_header head;
		struct bmp_message m;
		struct fault f;

		CHECK(obuf_left(&t->out) >= BMP_HEADER_SIZE &&
		      bmp_header_decode(at, &head, NULL));
		CHECK(bmp_decode(rbuf(at, head.length), &m, &f));
		hear(t, &m);
		obuf_take(&t->out, head.length);
	}
}

/* ---- the router ---- */

static inline void
come_up(struct bed *t, unsigned i, bool ended)
{
	static const uint8_t open[] = {
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0,
		29,
		1,
		4,
		0xfd,
		0xe9,
		0,
		90,
		192,
		0,
		2,
		1,
		0,
	};
	struct bmp_session s = {
		.name = "a neighbour",
		.remote = addr_ip4(address_of(i)),
		.local = addr_ip4(address_of(i) + 1),
		.remote_port = 179,
		.local_port = 40000,
		.as = 65001 + i,
		.id = i + 1,
		.sent = rbuf(open, sizeof(open)),
		.received = rbuf(open, sizeof(open)),
		.n = 1,
		.treated_as_withdrawn = &t->treated[i],
	};

	join(&t->w, i);
	s.families[0] = (struct bmp_family){
		.family = FAMILY_IPV4_UNICAST,
		.table = t->w.table,
		.source = t->w.n[i].in.source,
		.told = t->w.n[i].member,
		.ended = ended,
	};
	bmp_up(t->b, &t->w.n[i], &s);
	t->up[i] = true;
}

static inline void
go_down(struct bed *t, unsigned i, bool kept)
{
	static const uint8_t notice[] = {
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0,
		21,
		3,
		6,
		4,
	};

	bmp_down(t->b, &t->w.n[i], t->now.wall_us,
	    &(struct bmp_down){
		.reason = BMP_DOWN_RECEIVED,
		.notification = rbuf(notice, sizeof(notice)),
	    });
	bgp_export_leave(t->w.x, t->w.n[i].member);
	t->w.n[i].member = BGP_NONE;
	if (kept)
		bgp_rib_source_stale(t->w.rib, t->w.n[i].in.source);
	else
		bgp_rib_source_down(t->w.rib, t->w.n[i].in.source);
	t->up[i] = false;
}

static inline void
connect(struct bed *t)
{
	const char *why;

	CHECK(bmp_state(t->b) == BMP_WAITING);
	t->now.mono = bmp_deadline(t->b);
	CHECK(bmp_tick(t->b, t->now.mono, &why) == BMP_DO_DIAL);
	memset(&t->h, 0, sizeof(t->h));
	bmp_connected(t->b, &t->now,
	    &(struct bmp_router){
		.name = "dc1", .description = "test", .as = OUR_AS, .id = 99 },
	    &t->out);
}

static inline void
lay(struct bed *t, unsigned views)
{
	memset(t, 0, sizeof(*t));
	begin(&t->w, 0);
	t->now.wall_us = INT64_C(1447830000000000);
	t->b = bmp_new(
	    &(struct bmp_config){
		.rib = t->w.rib,
		.export = t->w.x,
		.views = views,
		.stats_interval = 10,
		.connect_retry = 30,
	    },
	    (mono){ 0 });
	connect(t);
}

static inline void
lift(struct bed *t)
{
	bmp_free(t->b);
	obuf_fini(&t->out);
	end(&t->w);
}

static inline void
tell_all(struct bed *t)
{
	bool more = true;

	while (more) {
		more = bgp_rib_work(t->w.rib, 1000);
		more |= bmp_fill(t->b, &t->now, &t->out, 1 << 20, 1000);
	}
	read_all(t);
}

/* ---- what is so ---- */

static inline struct route
route_of(const struct bgp_set *set)
{
	struct bgp_attrs a;

	bgp_set_open(set, &a);
	return (struct route){ true, bgp_as_path_length(a.as_path),
		a.local_pref, addr_u32(&a.next_hop) };
}

static inline struct route
truth(const struct bed *t, unsigned view, unsigned i, unsigned prefix)
{
	const struct world *w = &t->w;
	const struct bgp_net net = { .table = w->table,
		.prefix = nlri(prefix).prefix };
	uint32_t dest = bgp_rib_find(w->rib, &net);
	static uint8_t room[4096];
	struct wbuf out = wbuf(room, sizeof(room));
	const struct bgp_path *p;
	struct bgp_attrs a;
	struct bgp_hop hop;

	if (dest == BGP_NONE)
		return (struct route){ 0 };
	if (view == LOC) {
		p = bgp_rib_best(w->rib, dest);
		return i > 0 || p == NULL
			   ? (struct route){ 0 }
			   : route_of(bgp_sets_at(w->sets, p->set));
	}
	if (!t->up[i])
		return (struct route){ 0 };
	if (view == OUT) {
		p = bgp_rib_best(w->rib, dest);
		return p == NULL || !bgp_export_show(w->x, w->n[i].member, dest,
					p, &out, &a, &hop)
			   ? (struct route){ 0 }
			   : (struct route){ true,
				     bgp_as_path_length(a.as_path),
				     a.local_pref, addr_u32(&hop.addr) };
	}
	for (p = bgp_rib_first(w->rib, dest); p != NULL;
	     p = bgp_rib_next(w->rib, p))
		if (p->source == w->n[i].in.source &&
		    (view == PRE || p->set != 0))
			return route_of(bgp_sets_at(
			    w->sets, view == PRE ? p->set_in : p->set));
	return (struct route){ 0 };
}

static inline bool
is_equal(struct route a, struct route b)
{
	return a.there == b.there &&
	       (!a.there || (a.length == b.length && a.hop == b.hop &&
				a.local_pref == b.local_pref));
}

static inline bool
knows_all(const struct bed *t, unsigned views)
{
	for (unsigned v = 0; v < VIEWS; v++)
		for (unsigned i = 0; i < N; i++)
			for (unsigned p = 0; p < PREFIXES; p++)
				if (!is_equal(t->h.rib[v][i][p],
					views >> v & 1 ? truth(t, v, i, p)
						       : (struct route){ 0 }))
					return false;
	return true;
}

#endif
