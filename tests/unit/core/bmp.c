/* A monitoring station: what it hears, whatever happens and however slow it is.
 */
#include "core/bmp.h"
#include "bgp_neighbors.h"
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

static uint32_t
address_of(unsigned i)
{
	return 0x0a000001 + (i << 8);
}

/* ---- the station ---- */

static void
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

static void
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

static void
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

static void
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

static void
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

static void
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

static void
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

static void
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

static void
lift(struct bed *t)
{
	bmp_free(t->b);
	obuf_fini(&t->out);
	end(&t->w);
}

static void
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

static struct route
route_of(const struct bgp_set *set)
{
	struct bgp_attrs a;

	bgp_set_open(set, &a);
	return (struct route){ true, bgp_as_path_length(a.as_path),
		a.local_pref, addr_u32(&a.next_hop) };
}

static struct route
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

static bool
is_equal(struct route a, struct route b)
{
	return a.there == b.there &&
	       (!a.there || (a.length == b.length && a.hop == b.hop &&
				a.local_pref == b.local_pref));
}

static bool
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

/* ---- stories ---- */

static void
it_is_told_who_we_are_then_sessions_then_the_table_and_its_end(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	come_up(&t, 1, false);
	for (unsigned p = 0; p < 20; p++)
		announce(&t.w, 0, p, 1);
	tell_all(&t);
	CHECK(t.h.types[BMP_INITIATION] == 1);
	CHECK(t.h.types[BMP_PEER_UP] == 3 && t.h.own);
	CHECK(strcmp(t.h.label, "a neighbour") == 0);
	CHECK(knows_all(&t, ALL_VIEWS));
	CHECK(t.h.announced == 4 * 20); /* in, in, out to the other, own */
	CHECK(t.h.ended[PRE][0] == 1 && t.h.ended[POST][0] == 1);
	CHECK(t.h.ended[OUT][0] == 1 && t.h.ended[LOC][0] == 1);
	/* who has not said all has no end, but for what it is told */
	CHECK(t.h.ended[PRE][1] == 0 && t.h.ended[OUT][1] == 1);
	bmp_ended(t.b, &t.w.n[1], FAMILY_IPV4_UNICAST);
	tell_all(&t);
	CHECK(t.h.ended[PRE][1] == 1 && t.h.ended[POST][1] == 1);
	CHECK(t.h.ended[OUT][1] == 1 && t.h.ended[PRE][0] == 1);
	lift(&t);
}

static void
only_what_was_asked_for_is_told(void)
{
	for (unsigned views = 1; views <= ALL_VIEWS; views++) {
		struct bed t;

		lay(&t, views);
		come_up(&t, 0, true);
		come_up(&t, 1, true);
		announce(&t.w, 0, 1, 1);
		announce(&t.w, 1, 1, 2);
		tell_all(&t);
		CHECK(knows_all(&t, views));
		CHECK(t.h.own == !!(views & BMP_TELL_LOC));
		withdraw(&t.w, 0, 1);
		tell_all(&t);
		CHECK(knows_all(&t, views));
		lift(&t);
	}
}

static void
what_is_as_it_was_is_not_told_again(void)
{
	struct bed t;
	unsigned before;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	come_up(&t, 1, true);
	announce(&t.w, 0, 1, 1);
	announce(&t.w, 1, 1, 2);
	tell_all(&t);
	before = t.h.announced;
	announce(&t.w, 1, 1, 2);
	tell_all(&t);
	CHECK(t.h.announced == before);
	announce(&t.w, 1, 1, 3); /* not the best: its own two views alone */
	tell_all(&t);
	CHECK(t.h.announced == before + 2 && t.h.withdrawn == 0);
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
a_peer_down_says_why_and_takes_its_routes_along(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	announce(&t.w, 0, 1, 1);
	tell_all(&t);
	go_down(&t, 0, false);
	tell_all(&t);
	CHECK(t.h.types[BMP_PEER_DOWN] == 1 && !t.h.up[0]);
	CHECK(t.h.reason == BMP_DOWN_RECEIVED && t.h.notification == 4);
	CHECK(t.h.withdrawn == 1); /* of our own table */
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
routes_that_outlive_a_session_are_told_in_the_next(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	announce(&t.w, 0, 1, 1);
	announce(&t.w, 0, 2, 1);
	tell_all(&t);
	go_down(&t, 0, true);
	tell_all(&t);
	come_up(&t, 0, false);
	tell_all(&t);
	CHECK(t.h.rib[PRE][0][1].there && t.h.rib[PRE][0][2].there);
	announce(&t.w, 0, 1, 1);
	bgp_rib_source_sweep(t.w.rib, t.w.n[0].in.source);
	tell_all(&t);
	CHECK(t.h.rib[PRE][0][1].there && !t.h.rib[PRE][0][2].there);
	CHECK(knows_all(&t, ALL_VIEWS));
	lift(&t);
}

static void
a_session_that_flaps_while_nothing_is_read_leaves_no_trace(void)
{
	struct bed t;

	lay(&t, BMP_TELL_PRE);
	come_up(&t, 0, true);
	tell_all(&t);
	for (unsigned i = 0; i < 1000; i++) {
		go_down(&t, 0, false);
		come_up(&t, 0, true);
		CHECK(!bmp_fill(t.b, &t.now, &t.out, 0, 1000));
	}
	CHECK(obuf_left(&t.out) == 0);
	tell_all(&t);
	CHECK(t.h.types[BMP_PEER_DOWN] == 1 && t.h.types[BMP_PEER_UP] == 2);
	lift(&t);
}

static void
reports_say_how_many_routes_there_are(void)
{
	struct bed t;
	const char *why;

	lay(&t, BMP_TELL_PRE);
	come_up(&t, 0, true);
	come_up(&t, 1, true);
	for (unsigned p = 0; p < 7; p++)
		announce(&t.w, 0, p, 1);
	t.treated[1] = 3;
	fill_all(&t.w);
	tell_all(&t);
	CHECK(t.h.types[BMP_STATISTICS] == 0);
	t.now.mono = bmp_deadline(t.b);
	CHECK(t.now.mono.us == MONO_S(10));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	tell_all(&t);
	CHECK(t.h.types[BMP_STATISTICS] == 2);
	CHECK(t.h.stat[BMP_STAT_ADJ_IN] == 0);
	CHECK(t.h.stat[BMP_STAT_ADJ_OUT] == 7);
	CHECK(t.h.stat[BMP_STAT_ADJ_OUT_FAMILY] == 7);
	CHECK(t.h.stat[BMP_STAT_TREATED_AS_WITHDRAWN] == 3);
	CHECK(bmp_deadline(t.b).us == MONO_S(20));
	lift(&t);
}

static void
it_is_dialled_again_after_waits_that_double(void)
{
	struct bed t;
	const char *why;
	int64_t wait = 30;

	lay(&t, BMP_TELL_PRE);
	for (unsigned i = 0; i < 8; i++) {
		bmp_lost(t.b, t.now.mono, 1000);
		CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(wait));
		wait = wait < 360 ? wait * 2 : 720;
		t.now.mono = bmp_deadline(t.b);
		CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_DIAL);
	}
	/* nobody answers */
	t.now.mono = bmp_deadline(t.b);
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_HANG_UP);
	bmp_lost(t.b, t.now.mono, 750);
	CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(540));
	/* a connection that has lasted begins with the first wait again */
	connect(&t);
	t.now.mono = mono_add(t.now.mono, MONO_S(31));
	bmp_lost(t.b, t.now.mono, 1000);
	CHECK(mono_sub(bmp_deadline(t.b), t.now.mono) == MONO_S(30));
	lift(&t);
}

static void
who_takes_nothing_is_hung_up_on(void)
{
	struct bed t;
	const char *why = NULL;

	lay(&t, BMP_TELL_PRE);
	bmp_sent(t.b, t.now.mono, true);
	t.now.mono = mono_add(t.now.mono, MONO_S(59));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	bmp_sent(t.b, t.now.mono, true); /* some of it went */
	t.now.mono = mono_add(t.now.mono, MONO_S(59));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_NOTHING);
	t.now.mono = mono_add(t.now.mono, MONO_S(1));
	CHECK(bmp_tick(t.b, t.now.mono, &why) == BMP_DO_HANG_UP);
	CHECK(strcmp(why, "the station takes nothing") == 0);
	lift(&t);
}

static void
a_new_connection_is_told_everything_and_nothing_is_kept_between(void)
{
	struct bed t;

	lay(&t, ALL_VIEWS);
	come_up(&t, 0, true);
	for (unsigned p = 0; p < PREFIXES; p++)
		announce(&t.w, 0, p, p % 3);
	tell_all(&t);
	CHECK(bmp_counts(t.b).told == 3 * PREFIXES);
	bmp_lost(t.b, t.now.mono, 1000);
	CHECK(bmp_work(t.b, 10)); /* in slices */
	while (bmp_work(t.b, 10))
		;
	CHECK(bmp_counts(t.b).told == 0);
	withdraw(&t.w, 0, 0);
	connect(&t);
	bgp_export_leave(t.w.x, t.w.n[0].member);
	come_up(&t, 0, true);
	tell_all(&t);
	CHECK(knows_all(&t, ALL_VIEWS) && t.h.withdrawn == 0);
	CHECK(t.h.announced == 3 * (PREFIXES - 1));
	bmp_terminate(t.b, &t.out);
	read_all(&t);
	CHECK(t.h.types[BMP_TERMINATION] == 1);
	lift(&t);
}

/* ---- chance ---- */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void
happen(struct bed *t, struct bgp_chain *none, uint32_t *seed)
{
	unsigned i = draw(seed, N), p = draw(seed, PREFIXES);
	struct bgp_target terms;

	switch (draw(seed, 40)) {
	case 0:
		if (t->up[i])
			go_down(t, i, draw(seed, 2));
		break;
	case 1:
		if (!t->up[i])
			come_up(t, i, draw(seed, 2));
		break;
	case 2: /* another import policy */
		t->w.n[i].in.chain =
		    t->w.n[i].in.chain == none ? t->w.all : none;
		bgp_import_refilter(&t->w.n[i].in);
		break;
	case 3: /* other terms of export: a longer path */
		if (!t->up[i])
			break;
		terms = target(&t->w, i);
		terms.true_as = draw(seed, 2) ? 64777 : 0;
		bgp_export_renew(t->w.x, t->w.n[i].member, &terms);
		break;
	case 4:
		bgp_rib_source_sweep(t->w.rib, t->w.n[i].in.source);
		break;
	default:
		if (t->up[i] && draw(seed, 3))
			announce(&t->w, i, p, draw(seed, 4));
		else if (t->up[i])
			withdraw(&t->w, i, p);
		break;
	}
}

/* Whatever happened while it was slow, in the end it knows what is so. */
static void
a_slow_station_knows_the_latest_state_in_the_end(void)
{
	for (uint32_t seed = 1; seed <= 60; seed++) {
		uint32_t s = seed * 7919;
		unsigned views = 1 + draw(&s, ALL_VIEWS);
		struct bgp_chain *none;
		struct bed t;

		lay(&t, views);
		none = chain(&t.w, "reject");
		for (unsigned n = 0; n < 2000; n++) {
			happen(&t, none, &s);
			if (draw(&s, 4) == 0)
				bmp_fill(t.b, &t.now, &t.out, 1 + draw(&s, 400),
				    draw(&s, 30));
			if (draw(&s, 10) == 0)
				read_all(&t);
			if (draw(&s, 10) == 0)
				bgp_rib_work(t.w.rib, draw(&s, 30));
			for (unsigned i = 0; i < N; i++)
				if (t.up[i] && draw(&s, 20) == 0)
					fill(&t.w, i, 1000, 20);
		}
		tell_all(&t);
		CHECK(knows_all(&t, views));
		for (unsigned i = 0; i < N; i++)
			CHECK(t.h.up[i] == t.up[i]);
		bgp_chain_free(none);
		lift(&t);
	}
}

int
main(void)
{
	RUN(it_is_told_who_we_are_then_sessions_then_the_table_and_its_end);
	RUN(only_what_was_asked_for_is_told);
	RUN(what_is_as_it_was_is_not_told_again);
	RUN(a_peer_down_says_why_and_takes_its_routes_along);
	RUN(routes_that_outlive_a_session_are_told_in_the_next);
	RUN(a_session_that_flaps_while_nothing_is_read_leaves_no_trace);
	RUN(reports_say_how_many_routes_there_are);
	RUN(it_is_dialled_again_after_waits_that_double);
	RUN(who_takes_nothing_is_hung_up_on);
	RUN(a_new_connection_is_told_everything_and_nothing_is_kept_between);
	RUN(a_slow_station_knows_the_latest_state_in_the_end);
	return DONE();
}
