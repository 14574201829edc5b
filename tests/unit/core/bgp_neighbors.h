/* A router with four neighbours, each of which keeps what it is told. */
#ifndef TESTS_UNIT_CORE_BGP_NEIGHBORS_H
#define TESTS_UNIT_CORE_BGP_NEIGHBORS_H

#include "../../t.h"
#include "base/obuf.h"
#include "core/bgp_export.h"
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
	bool restricted; /* by a policy of the test */
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

static inline struct bgp_chain *
chain(struct world *w, const char *name)
{
	rec_names names = { 1, &name };

	return bgp_chain_new(w->policies, &names, BGP_CHAIN_CLOSED);
}

/* The i-th is of AS 65001 + i, or of ours where `internal` has its bit. */
static inline void
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

static inline struct bgp_target
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

static inline void
join(struct world *w, unsigned i)
{
	struct bgp_target t = target(w, i);

	w->n[i].member = bgp_export_join(w->x, &t);
}

static inline void
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

static inline struct bgp_nlri
nlri(unsigned i)
{
	return (struct bgp_nlri){
		.prefix = { addr_ip4(0xc0000000 + (i << 8)), 24 },
	};
}

/* What a neighbour announces: a path of its AS and `more` others. */
static inline void
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

static inline void
announce(struct world *w, unsigned from, unsigned i, unsigned more)
{
	send(w, from, i, &(struct bgp_attrs){ 0 }, more);
}

static inline void
withdraw(struct world *w, unsigned from, unsigned i)
{
	struct bgp_net net = { .table = w->table, .prefix = nlri(i).prefix };

	bgp_rib_del(w->rib, &net, w->n[from].in.source, 0);
}

/* ---- the other side ---- */

static inline unsigned
number_of(const struct bgp_nlri *one)
{
	return (addr_u32(&one->prefix.addr) >> 8) & 0xff;
}

static inline void
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
static inline bool
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

static inline void
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

#endif
