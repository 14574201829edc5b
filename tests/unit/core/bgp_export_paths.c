/* ADD-PATH: at random, and then everyone has what the RIB would tell. */
#include "bgp_neighbors.h"

enum { IDS = 3, MOST = 64 };

static const struct bgp_codec paths_codec = { .as4 = true,
	.session = BGP_EXTERNAL,
	.add_path_n = 1,
	.add_path = { FAMILY_IPV4_UNICAST } };

/* What a reader has, by prefix. */
struct reader {
	struct neighbor *n;
	uint16_t paths; /* 0: without ADD-PATH */
	struct {
		uint32_t id, length;
	} has[PREFIXES][MOST];
	unsigned n_has[PREFIXES];
	unsigned messages, announced;
};

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(*seed >> 8) * below >> 24);
}

/* A neighbour's path: `length` AS numbers; 0 withdraws it. */
static void
say(struct world *w, unsigned from, unsigned i, uint32_t id, unsigned length)
{
	struct neighbor *n = &w->n[from];
	uint8_t path[64], body[256], message[512];
	struct wbuf p = wbuf(path, sizeof(path)), b = wbuf(body, sizeof(body));
	struct wbuf m = wbuf(message, sizeof(message));
	struct bgp_nlri one = nlri(i);
	struct bgp_attrs a = { 0 };
	struct bgp_update u;

	one.has_path_id = true;
	one.path_id = id;
	put_u8(&p, BGP_AS_SEQUENCE);
	put_u8(&p, length);
	for (unsigned j = 0; j < length; j++)
		put_u32(&p, n->in.remote_as);
	a.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH | 1u << BGP_NEXT_HOP;
	a.as_path = bgp_as_path_of(path, &p);
	a.next_hop = bgp_rib_source(w->rib, n->in.source)->address;
	bgp_attrs_encode(&b, &a, &paths_codec);
	if (length > 0)
		bgp_announce_encode(&m, &paths_codec, FAMILY_IPV4_UNICAST, NULL,
		    rbuf(body, wbuf_used(&b)), &one, 1);
	else
		bgp_withdraw_encode(
		    &m, &paths_codec, FAMILY_IPV4_UNICAST, &one, 1);
	CHECK(bgp_update_decode(rbuf(message + BGP_HEADER_SIZE,
				    wbuf_used(&m) - BGP_HEADER_SIZE),
		  &paths_codec, &u) == BGP_FINE);
	bgp_import_update(&n->in, &u, &paths_codec);
}

/* ---- readers ---- */

static void
forget_one(struct reader *r, const struct bgp_nlri *one)
{
	unsigned i = number_of(one);

	for (unsigned j = 0; j < r->n_has[i]; j++)
		if (r->has[i][j].id == one->path_id) {
			r->has[i][j] = r->has[i][--r->n_has[i]];
			return;
		}
}

static void
learn_one(struct reader *r, const struct bgp_nlri *one, uint32_t length)
{
	unsigned i = number_of(one);

	r->announced++;
	forget_one(r, one); /* the same identifier again replaces */
	CHECK(r->n_has[i] < MOST);
	r->has[i][r->n_has[i]].id = one->path_id;
	r->has[i][r->n_has[i]++].length = length;
}

static bool
read_some(struct world *w, struct reader *r, size_t want, uint32_t budget)
{
	const struct bgp_codec *how = r->paths > 0 ? &paths_codec : &codec;
	struct obuf *got = &r->n->got;
	bool more;

	bgp_export_fill(w->x, r->n->member, got, want, budget, &more);
	while (obuf_left(got) > 0) {
		const uint8_t *at = (const uint8_t *)obuf_at(got);
		struct bgp_header h;
		struct bgp_nlri one;
		struct bgp_nlri_iter it;
		struct bgp_update u;

		CHECK(bgp_header_decode(at, false, &h, NULL));
		CHECK(bgp_update_decode(rbuf(at + BGP_HEADER_SIZE,
					    h.length - BGP_HEADER_SIZE),
			  how, &u) == BGP_FINE);
		r->messages++;
		it = bgp_nlri_walk(u.withdrawn, FAMILY_IPV4_UNICAST, how);
		while (bgp_nlri_next(&it, &one, NULL))
			forget_one(r, &one);
		it = bgp_nlri_walk(u.nlri, FAMILY_IPV4_UNICAST, how);
		while (bgp_nlri_next(&it, &one, NULL))
			learn_one(r, &one, bgp_as_path_length(u.attrs.as_path));
		obuf_take(got, h.length);
	}
	return more;
}

static bool
reader_has(const struct reader *r, unsigned i, uint32_t id, uint32_t length)
{
	for (unsigned j = 0; j < r->n_has[i]; j++)
		if (r->has[i][j].id == id && r->has[i][j].length == length)
			return true;
	return false;
}

/* All of the ranked paths but those that are its own. */
static void
compare(struct world *w, const struct reader *r)
{
	for (unsigned i = 0; i < PREFIXES; i++) {
		struct bgp_net net = { .table = w->table,
			.prefix = nlri(i).prefix };
		uint32_t dest = bgp_rib_find(w->rib, &net), n = 0;
		unsigned others = 0;
		const uint32_t *paths;

		if (dest != BGP_NONE)
			n = bgp_rib_rank(
			    w->rib, dest, r->paths > 0 ? r->paths : 1, &paths);
		for (uint32_t j = 0; j < n; j++) {
			const struct bgp_path *p =
			    bgp_rib_path(w->rib, paths[j]);
			uint32_t id = r->paths > 0 ? paths[j] + 1 : 0;

			if (p->source == r->n->in.source)
				continue;
			others++;
			CHECK(reader_has(r, i, id,
			    bgp_sets_at(w->sets, p->set)->as_path_length + 1u));
		}
		CHECK(r->n_has[i] == others);
	}
}

static void
join_reader(struct world *w, struct reader *r, unsigned i, uint16_t paths)
{
	struct bgp_target t = target(w, i);

	r->n = &w->n[i];
	r->paths = paths;
	t.paths = paths;
	if (paths > 0)
		t.codec = &paths_codec;
	r->n->member = bgp_export_join(w->x, &t);
}

static void
settle(struct world *w, struct reader *r, unsigned n)
{
	bool more = true;

	while (more) {
		more = bgp_rib_work(w->rib, 1000);
		for (unsigned i = 0; i < n; i++)
			more |= read_some(w, &r[i], 1000, 1000);
	}
	for (unsigned i = 0; i < n; i++)
		compare(w, &r[i]);
}

static void
every_reader_has_the_paths_that_it_asked_for(void)
{
	static struct reader r[N];
	struct world w;
	uint32_t seed = 7;

	begin(&w, 0);
	join_reader(&w, &r[0], 0, BGP_ALL_PATHS);
	join_reader(&w, &r[1], 1, BGP_ALL_PATHS);
	join_reader(&w, &r[2], 2, 2);
	join_reader(&w, &r[3], 3, 0);
	for (unsigned round = 0; round < 30000; round++) {
		unsigned from = draw(&seed, N), to = draw(&seed, N);

		say(&w, from, draw(&seed, PREFIXES), draw(&seed, IDS),
		    draw(&seed, 6));
		if (draw(&seed, 4) == 0)
			read_some(
			    &w, &r[to], draw(&seed, 300), draw(&seed, 20));
		if (draw(&seed, 400) == 0)
			bgp_export_again(w.x, r[to].n->member, false);
		if (draw(&seed, 1500) == 0)
			bgp_rib_source_down(w.rib, w.n[from].in.source);
		if (draw(&seed, 10) == 0)
			bgp_rib_work(w.rib, draw(&seed, 40));
		if (draw(&seed, 1000) == 0)
			settle(&w, r, N);
	}
	settle(&w, r, N);
	end(&w);
}

static void
who_wants_the_best_alone_hears_nothing_of_the_others(void)
{
	static struct reader r[2];
	struct world w;
	unsigned before;

	begin(&w, 0);
	join_reader(&w, &r[0], 0, BGP_ALL_PATHS);
	join_reader(&w, &r[1], 3, 0);
	say(&w, 1, 0, 1, 2);
	settle(&w, r, 2);
	before = r[1].messages;
	CHECK(r[0].n_has[0] == 1);
	for (unsigned length = 3; length < 9; length++) {
		say(&w, 2, 0, 1, length);
		settle(&w, r, 2);
	}
	CHECK(r[0].n_has[0] == 2);
	CHECK(r[0].announced == 7); /* the first is not told again */
	CHECK(r[1].messages == before);
	say(&w, 2, 0, 1, 1); /* now it is the best */
	settle(&w, r, 2);
	CHECK(r[1].messages == before + 1);
	end(&w);
}

/* A new reader sees also what the others have long passed. */
static void
who_comes_late_gets_everything(void)
{
	static struct reader r[3];
	struct world w;

	begin(&w, 0);
	join_reader(&w, &r[0], 0, BGP_ALL_PATHS);
	join_reader(&w, &r[1], 3, 0);
	for (unsigned i = 0; i < PREFIXES; i++) {
		say(&w, 1, i, 1, 2);
		say(&w, 1, i, 2, 3);
		settle(&w, r, 2);
	}
	bgp_export_leave(w.x, r[1].n->member);
	join_reader(&w, &r[2], 2, 0);
	r[1] = r[2];
	settle(&w, r, 2);
	CHECK(r[1].announced == PREFIXES);
	end(&w);
}

int
main(void)
{
	RUN(every_reader_has_the_paths_that_it_asked_for);
	RUN(who_wants_the_best_alone_hears_nothing_of_the_others);
	RUN(who_comes_late_gets_everything);
	return DONE();
}
