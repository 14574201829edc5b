/* Export: rules of telling, attributes, sharing, and neighbours that end with
 * exactly the table that they should have. */
#include "core/bgp_export.h"
#include "../../t.h"
#include "base/obuf.h"
#include "core/bgp_import.h"
#include "core/bgp_policy.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "rec/rec.h"
#include "value/family.h"

enum { N = 4, PREFIXES = 50, OUR_AS = 65000 };

static const struct bgp_codec codec = { .as4 = true, .session = BGP_EXTERNAL };

/* A neighbour: its source, what it was told, by the UPDATEs it got. */
struct neighbor {
	struct bgp_import in;
	uint32_t member;
	struct obuf got;
	bool has[PREFIXES];
	struct {
		uint32_t hop, med, local_pref, path_length, first_as;
		uint64_t attributes;
		uint32_t originator, clusters;
	} told[PREFIXES];
	unsigned updates, end_of_rib, announced, withdrawn;
};

struct world {
	struct bgp_sets *sets;
	struct bgp_rib *rib;
	struct bgp_policies *policies;
	struct bgp_chain *all;
	struct bgp_export *x;
	uint16_t table;
	struct neighbor n[N];
};

static struct bgp_chain *
chain(struct world *w, const char *name)
{
	rec_names names = { 1, &name };

	return bgp_chain_new(w->policies, &names, BGP_CHAIN_CLOSED);
}

/* The i-th is of AS 65001 + i, or of ours where `internal` has its bit. */
static void
begin(struct world *w, unsigned internal)
{
	*w = (struct world){ .sets = bgp_sets_new() };
	w->rib = bgp_rib_new(w->sets, NULL, &(struct bgp_decide_opts){ 0 });
	w->policies = bgp_policies_new(w->sets);
	w->all = chain(w, "accept");
	w->x = bgp_export_new(w->rib);
	w->table = bgp_rib_table(w->rib, "", FAMILY_IPV4_UNICAST);
	for (unsigned i = 0; i < N; i++) {
		bool external = !(internal >> i & 1);
		struct bgp_source s = { .protocol = "bgp",
			.external = external,
			.router_id = i + 1,
			.address = addr_ip4(0x0a000001 + (i << 8)) };

		snprintf(s.name, sizeof(s.name), "n%u", i);
		w->n[i].in = (struct bgp_import){
			.rib = w->rib,
			.chain = w->all,
			.source = bgp_rib_source_add(w->rib, &s),
			.vrf = "",
			.local_as = OUR_AS,
			.remote_as = external ? 65001 + i : OUR_AS,
			.router_id = 99,
			.cluster_id = 99,
			.external = external,
			.local_address = addr_ip4(0x0a000002 + (i << 8)),
		};
		w->n[i].member = BGP_NONE;
	}
}

static struct bgp_target
target(const struct world *w, unsigned i)
{
	const struct bgp_import *in = &w->n[i].in;

	return (struct bgp_target){
		.table = w->table,
		.source = in->source,
		.chain = w->all,
		.codec = &codec,
		.external = in->external,
		.local_as = OUR_AS,
		.remote_as = in->remote_as,
		.router_id = 99,
		.cluster_id = 99,
		.local_address = in->local_address,
		.remote_address = bgp_rib_source(w->rib, in->source)->address,
	};
}

static void
join(struct world *w, unsigned i)
{
	struct bgp_target t = target(w, i);

	w->n[i].member = bgp_export_join(w->x, &t);
}

static void
end(struct world *w)
{
	for (unsigned i = 0; i < N; i++)
		obuf_fini(&w->n[i].got);
	bgp_export_free(w->x);
	bgp_rib_free(w->rib);
	bgp_chain_free(w->all);
	bgp_policies_free(w->policies);
	CHECK(bgp_sets_count(w->sets) == 0);
	bgp_sets_free(w->sets);
}

static struct bgp_nlri
nlri(unsigned i)
{
	return (struct bgp_nlri){
		.prefix = { addr_ip4(0xc0000000 + (i << 8)), 24 },
	};
}

/* What a neighbour announces: a path of its AS and `more` others. */
static void
send(struct world *w, unsigned from, unsigned i, struct bgp_attrs *a,
    unsigned more)
{
	struct neighbor *n = &w->n[from];
	uint8_t path[64], body[512], message[1024];
	struct wbuf p = wbuf(path, sizeof(path)), b = wbuf(body, sizeof(body));
	struct wbuf m = wbuf(message, sizeof(message));
	struct bgp_codec c = { .as4 = true, .session = BGP_INTERNAL };
	struct bgp_nlri one = nlri(i);
	struct bgp_update u;

	put_u8(&p, BGP_AS_SEQUENCE);
	put_u8(&p, 1 + more);
	put_u32(&p, n->in.external ? n->in.remote_as : 64999);
	for (unsigned j = 0; j < more; j++)
		put_u32(&p, 64000 + j);
	if (!n->in.external && !bgp_has(a, BGP_LOCAL_PREF)) {
		a->has |= 1u << BGP_LOCAL_PREF;
		a->local_pref = 100;
	}
	a->has |= 1u << BGP_ORIGIN | 1u << BGP_AS_PATH | 1u << BGP_NEXT_HOP;
	a->as_path = bgp_as_path_of(path, &p);
	if (a->next_hop.ip == ADDR_NONE)
		a->next_hop = bgp_rib_source(w->rib, n->in.source)->address;
	bgp_attrs_encode(&b, a, &c);
	CHECK(bgp_announce_encode(&m, &c, FAMILY_IPV4_UNICAST, NULL,
		  rbuf(body, wbuf_used(&b)), &one, 1) == 1);
	c.session = n->in.external ? BGP_EXTERNAL : BGP_INTERNAL;
	CHECK(bgp_update_decode(rbuf(message + BGP_HEADER_SIZE,
				    wbuf_used(&m) - BGP_HEADER_SIZE),
		  &c, &u) <= BGP_ATTRIBUTE_DISCARD);
	bgp_import_update(&n->in, &u, &c);
}

static void
announce(struct world *w, unsigned from, unsigned i, unsigned more)
{
	send(w, from, i, &(struct bgp_attrs){ 0 }, more);
}

static void
withdraw(struct world *w, unsigned from, unsigned i)
{
	struct bgp_net net = { w->table, nlri(i).prefix };

	bgp_rib_del(w->rib, &net, w->n[from].in.source, 0);
}

/* ---- the other side ---- */

static unsigned
number_of(const struct bgp_nlri *one)
{
	return (addr_u32(&one->prefix.addr) >> 8) & 0xff;
}

static void
learn(struct neighbor *n, const struct bgp_update *u)
{
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(u->withdrawn, FAMILY_IPV4_UNICAST, &codec);
	struct bgp_as_path path = u->attrs.as_path;
	struct bgp_segment seg;
	struct bgp_nlri one;

	while (bgp_nlri_next(&it, &one, NULL)) {
		n->withdrawn++;
		n->has[number_of(&one)] = false;
	}
	it = bgp_nlri_walk(u->nlri, FAMILY_IPV4_UNICAST, &codec);
	while (bgp_nlri_next(&it, &one, NULL)) {
		unsigned i = number_of(&one);

		n->announced++;
		n->has[i] = true;
		n->told[i].hop = addr_u32(&u->attrs.next_hop);
		n->told[i].attributes = u->attrs.has;
		n->told[i].med = u->attrs.med;
		n->told[i].local_pref = u->attrs.local_pref;
		n->told[i].path_length = bgp_as_path_length(path);
		n->told[i].originator = u->attrs.originator_id;
		n->told[i].clusters =
		    (uint32_t)rbuf_left(&u->attrs.cluster_list) / 4;
		if (bgp_segment_next(&path, &seg))
			n->told[i].first_as = bgp_segment_asn(&seg, 0);
		path = u->attrs.as_path;
	}
}

/* Up to `want` octets to the i-th, which reads them; whether there is more. */
static bool
fill(struct world *w, unsigned i, size_t want, uint32_t budget)
{
	struct neighbor *n = &w->n[i];
	const struct bgp_codec reading = { .as4 = true,
		.session = n->in.external ? BGP_EXTERNAL : BGP_INTERNAL };
	bool more;

	bgp_export_fill(w->x, n->member, &n->got, want, budget, &more);
	while (obuf_left(&n->got) > 0) {
		const uint8_t *at = (const uint8_t *)obuf_at(&n->got);
		struct bgp_header h;
		struct bgp_update u;
		uint32_t family;

		CHECK(bgp_header_decode(at, false, &h, NULL));
		CHECK(h.type == BGP_UPDATE);
		CHECK(bgp_update_decode(rbuf(at + BGP_HEADER_SIZE,
					    h.length - BGP_HEADER_SIZE),
			  &reading, &u) == BGP_FINE);
		n->updates++;
		if (bgp_update_is_end_of_rib(&u, &family))
			n->end_of_rib++;
		else
			learn(n, &u);
		obuf_take(&n->got, h.length);
	}
	return more;
}

static void
fill_all(struct world *w)
{
	bool more = true;

	while (more) {
		more = bgp_rib_work(w->rib, 1000);
		for (unsigned i = 0; i < N; i++)
			if (w->n[i].member != BGP_NONE)
				more |= fill(w, i, 1000, 1000);
	}
}

/* ---- stories ---- */

static void
a_new_neighbour_gets_the_table_and_then_end_of_rib(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 20; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].announced == 20 && w.n[1].end_of_rib == 1);
	CHECK(w.n[1].updates == 2); /* one UPDATE for equal attributes */
	CHECK(bgp_export_count(w.x, w.n[1].member) == 20);
	announce(&w, 0, 30, 1);
	withdraw(&w, 0, 3);
	fill_all(&w);
	CHECK(w.n[1].has[30] && !w.n[1].has[3] && w.n[1].end_of_rib == 1);
	CHECK(!bgp_export_pending(w.x, w.n[1].member));
	end(&w);
}

static void
ebgp_gets_our_as_in_front_and_our_address(void)
{
	struct bgp_attrs a = { .has = 1u << BGP_MED | 1u << BGP_LOCAL_PREF,
		.med = 10,
		.local_pref = 300 };
	struct world w;

	begin(&w, 1);
	send(&w, 0, 1, &a, 0); /* from iBGP */
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000102);
	CHECK(w.n[2].told[1].hop == 0x0a000202); /* each its own */
	CHECK(w.n[1].told[1].first_as == OUR_AS);
	CHECK(w.n[1].told[1].path_length == 2);
	CHECK(!(w.n[1].told[1].attributes >> BGP_MED & 1));
	CHECK(!(w.n[1].told[1].attributes >> BGP_LOCAL_PREF & 1));
	end(&w);
}

static void
ibgp_keeps_path_next_hop_and_med_and_gets_local_pref(void)
{
	struct bgp_attrs a = { .has = 1u << BGP_MED, .med = 10 };
	struct world w;

	begin(&w, 2 | 4);
	send(&w, 0, 1, &a, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000001);
	CHECK(w.n[1].told[1].first_as == 65001);
	CHECK(w.n[1].told[1].path_length == 1);
	CHECK(w.n[1].told[1].med == 10);
	CHECK(w.n[1].told[1].local_pref == 100);
	announce(&w, 2, 2, 0); /* from another iBGP neighbour */
	fill_all(&w);
	CHECK(!w.n[1].has[2]);
	end(&w);
}

static void
a_reflector_passes_ibgp_routes_on_to_its_clients(void)
{
	struct bgp_target t;
	struct world w;

	begin(&w, 3);
	announce(&w, 0, 1, 0);
	t = target(&w, 1);
	t.client = true;
	t.next_hop_self = true;
	w.n[1].member = bgp_export_join(w.x, &t);
	fill_all(&w);
	CHECK(w.n[1].has[1]);
	CHECK(w.n[1].told[1].originator == 1 && w.n[1].told[1].clusters == 1);
	CHECK(w.n[1].told[1].hop == 0x0a000001); /* as it was */
	end(&w);
}

static void
nobody_gets_his_own_route_back(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 3; i++)
		join(&w, i);
	fill_all(&w);
	announce(&w, 0, 1, 3);
	fill_all(&w);
	CHECK(!w.n[0].has[1] && w.n[1].has[1] && w.n[2].has[1]);
	announce(&w, 1, 1, 1); /* a better one: its sender loses the other */
	fill_all(&w);
	CHECK(w.n[0].has[1] && !w.n[1].has[1] && w.n[2].has[1]);
	CHECK(w.n[1].withdrawn == 1 && w.n[0].withdrawn == 0);
	withdraw(&w, 1, 1);
	fill_all(&w);
	CHECK(!w.n[0].has[1] && w.n[1].has[1] && w.n[2].has[1]);
	end(&w);
}

static void
well_known_communities_are_obeyed(void)
{
	static const uint8_t no_export[] = { 0xff, 0xff, 0xff, 1 };
	static const uint8_t no_advertise[] = { 0xff, 0xff, 0xff, 2 };
	struct bgp_attrs a = { .has = 1u << BGP_COMMUNITIES,
		.communities = rbuf(no_export, 4) };
	struct world w;

	begin(&w, 2);
	send(&w, 0, 1, &a, 0);
	a.communities = rbuf(no_advertise, 4);
	send(&w, 0, 2, &a, 0);
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	CHECK(w.n[1].has[1] && !w.n[2].has[1]);
	CHECK(!w.n[1].has[2] && !w.n[2].has[2]);
	end(&w);
}

static void
a_next_hop_on_the_shared_network_is_passed_on_but_not_to_itself(void)
{
	struct bgp_attrs a = { .next_hop = addr_ip4(0x0a000107) };
	struct bgp_target t;
	struct world w;

	begin(&w, 0);
	send(&w, 0, 1, &a, 0);
	a.next_hop = addr_ip4(0x0a000101); /* the second neighbour */
	send(&w, 0, 2, &a, 0);
	a.next_hop = addr_ip4(0x0b000001);
	send(&w, 0, 3, &a, 0);
	t = target(&w, 1);
	t.shared = (struct prefix){ addr_ip4(0x0a000100), 24 };
	w.n[1].member = bgp_export_join(w.x, &t);
	fill_all(&w);
	CHECK(w.n[1].told[1].hop == 0x0a000107);
	CHECK(w.n[1].told[2].hop == 0x0a000102);
	CHECK(w.n[1].told[3].hop == 0x0a000102);
	end(&w);
}

static void
our_own_routes_go_to_everybody_with_our_address(void)
{
	struct bgp_source s = {
		.name = "connected", .protocol = "connected", .local = true
	};
	struct bgp_import own;
	struct world w;

	begin(&w, 2);
	own = w.n[0].in;
	own.source = bgp_rib_source_add(w.rib, &s);
	bgp_import_local(&own, FAMILY_IPV4_UNICAST,
	    &(struct prefix){ nlri(5).prefix.addr, 24 }, 0, false);
	join(&w, 0);
	join(&w, 1);
	fill_all(&w);
	CHECK(w.n[0].told[5].hop == 0x0a000002);
	CHECK(w.n[0].told[5].path_length == 1);
	CHECK(w.n[1].told[5].hop == 0x0a000102);
	CHECK(w.n[1].told[5].path_length == 0);
	bgp_import_local(&own, FAMILY_IPV4_UNICAST,
	    &(struct prefix){ nlri(5).prefix.addr, 24 }, 0, true);
	fill_all(&w);
	CHECK(!w.n[0].has[5] && !w.n[1].has[5]);
	end(&w);
}

static void
a_policy_that_accepts_less_withdraws_the_rest(void)
{
	struct bgp_chain *none;
	struct world w;

	begin(&w, 0);
	none = chain(&w, "reject");
	for (unsigned i = 0; i < 10; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	join(&w, 2);
	fill_all(&w);
	bgp_export_policy(w.x, w.n[1].member, none);
	fill_all(&w);
	CHECK(w.n[1].withdrawn == 10 && w.n[2].withdrawn == 0);
	for (unsigned i = 0; i < 10; i++)
		CHECK(!w.n[1].has[i] && w.n[2].has[i]);
	bgp_export_policy(w.x, w.n[1].member, w.all);
	fill_all(&w);
	CHECK(w.n[1].has[9] && w.n[1].end_of_rib == 1);
	bgp_export_leave(w.x, w.n[1].member);
	w.n[1].member = BGP_NONE;
	bgp_chain_free(none);
	end(&w);
}

static void
a_refresh_tells_all_again(void)
{
	struct world w;

	begin(&w, 0);
	for (unsigned i = 0; i < 10; i++)
		announce(&w, 0, i, 1);
	join(&w, 1);
	fill_all(&w);
	bgp_export_again(w.x, w.n[1].member);
	fill_all(&w);
	CHECK(w.n[1].announced == 20 && w.n[1].withdrawn == 0);
	CHECK(w.n[1].end_of_rib == 1);
	end(&w);
}

static void
a_route_that_a_neighbour_may_not_take_is_kept_out(void)
{
	struct bgp_attrs a = { 0 };
	struct world w;

	begin(&w, 0);
	join(&w, 1);
	a.next_hop = addr_ip4(0x0a000002); /* our own address */
	send(&w, 0, 1, &a, 0);
	w.n[0].in.local_as = 64000; /* our AS is in the path */
	announce(&w, 0, 2, 1);
	w.n[0].in.local_as = OUR_AS;
	announce(&w, 0, 3, 0);
	a = (struct bgp_attrs){ 0 };
	w.n[0].in.external = false; /* sends AS 64999 first, */
	w.n[0].in.remote_as = 65001;
	w.n[0].in.external = true;
	announce(&w, 0, 4, 0);
	fill_all(&w);
	CHECK(!w.n[1].has[1] && !w.n[1].has[2] && w.n[1].has[3]);
	end(&w);
}

/* ---- at random ---- */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
forget(struct neighbor *n)
{
	memset(n->has, 0, sizeof(n->has));
	memset(n->told, 0, sizeof(n->told));
	n->end_of_rib = 0;
}

/* Everyone has what is best, unless it is his own. */
static void
compare(struct world *w)
{
	for (unsigned i = 0; i < PREFIXES; i++) {
		struct bgp_net net = { w->table, nlri(i).prefix };
		uint32_t dest = bgp_rib_find(w->rib, &net);
		const struct bgp_path *best =
		    dest == BGP_NONE ? NULL : bgp_rib_best(w->rib, dest);

		for (unsigned j = 0; j < N; j++) {
			bool should =
			    best != NULL && best->source != w->n[j].in.source;

			if (w->n[j].member == BGP_NONE)
				continue;
			CHECK(w->n[j].has[i] == should);
			if (should)
				CHECK(w->n[j].told[i].path_length ==
				      bgp_sets_at(w->sets, best->set)
					      ->as_path_length +
					  1u);
		}
	}
}

static void
every_neighbour_ends_with_what_it_should_have(void)
{
	struct world w;
	uint32_t seed = 5;

	begin(&w, 0);
	for (unsigned round = 0; round < 30000; round++) {
		unsigned j = draw(&seed, N), i = draw(&seed, PREFIXES);
		struct neighbor *n = &w.n[j];

		if (draw(&seed, 2))
			announce(&w, j, i, draw(&seed, 4));
		else
			withdraw(&w, j, i);
		if (n->member == BGP_NONE && draw(&seed, 20) == 0)
			join(&w, j);
		else if (n->member != BGP_NONE && draw(&seed, 3) == 0)
			fill(&w, j, draw(&seed, 300), draw(&seed, 20));
		if (n->member != BGP_NONE && draw(&seed, 900) == 0) {
			bgp_export_leave(w.x, n->member);
			n->member = BGP_NONE;
			forget(n);
		}
		if (n->member != BGP_NONE && draw(&seed, 500) == 0)
			bgp_export_again(w.x, n->member);
		if (draw(&seed, 900) == 0)
			bgp_rib_source_down(w.rib, n->in.source);
		if (draw(&seed, 10) == 0)
			bgp_rib_work(w.rib, draw(&seed, 40));
		if (draw(&seed, 2000) == 0) {
			fill_all(&w);
			compare(&w);
		}
	}
	fill_all(&w);
	compare(&w);
	for (unsigned j = 0; j < N; j++)
		CHECK(w.n[j].member == BGP_NONE || w.n[j].end_of_rib == 1);
	end(&w);
}

static void
one_that_does_not_read_holds_up_nobody(void)
{
	struct world w;
	uint32_t seed = 3;

	begin(&w, 0);
	for (unsigned j = 0; j < 3; j++)
		join(&w, j);
	fill_all(&w);
	/* Changes worth far more than what is kept for a slow member. */
	for (unsigned round = 0; round < 30000; round++) {
		announce(&w, 3, draw(&seed, PREFIXES), draw(&seed, 4));
		while (fill(&w, 0, SIZE_MAX, 1000))
			;
		if (round % 7 == 0)
			fill(&w, 2, 4096, 1000);
	}
	for (unsigned i = 0; i < PREFIXES; i += 3)
		withdraw(&w, 3, i);
	fill_all(&w);
	compare(&w);
	CHECK(w.n[1].announced < w.n[0].announced / 2);
	CHECK(w.n[1].end_of_rib == 1 && w.n[2].end_of_rib == 1);
	end(&w);
}

int
main(void)
{
	RUN(a_new_neighbour_gets_the_table_and_then_end_of_rib);
	RUN(ebgp_gets_our_as_in_front_and_our_address);
	RUN(ibgp_keeps_path_next_hop_and_med_and_gets_local_pref);
	RUN(a_reflector_passes_ibgp_routes_on_to_its_clients);
	RUN(nobody_gets_his_own_route_back);
	RUN(well_known_communities_are_obeyed);
	RUN(a_next_hop_on_the_shared_network_is_passed_on_but_not_to_itself);
	RUN(our_own_routes_go_to_everybody_with_our_address);
	RUN(a_policy_that_accepts_less_withdraws_the_rest);
	RUN(a_refresh_tells_all_again);
	RUN(a_route_that_a_neighbour_may_not_take_is_kept_out);
	RUN(every_neighbour_ends_with_what_it_should_have);
	RUN(one_that_does_not_read_holds_up_nobody);
	return DONE();
}
