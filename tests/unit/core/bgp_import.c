/* Import: UPDATEs as they come on the wire, to paths with their flags. */
#include "core/bgp_import.h"
#include "../../t.h"
#include "core/bgp_policy.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "rec/rec.h"
#include "value/family.h"

struct world {
	struct bgp_sets *sets;
	struct bgp_rib *rib;
	struct bgp_policies *policies;
	struct bgp_import in;
	struct bgp_codec codec;
	struct bgp_imported done;
};

static struct bgp_chain *
chain(struct world *w, const char *name)
{
	rec_names names = { 1, &name };

	return bgp_chain_new(w->policies, &names, BGP_CHAIN_CLOSED);
}

static void
begin(struct world *w, bool external)
{
	struct bgp_source s = { .name = "peer",
		.protocol = "bgp",
		.external = external,
		.address = addr_ip4(0x0a000001) };

	*w = (struct world){ .sets = bgp_sets_new() };
	w->rib = bgp_rib_new(w->sets, NULL, &(struct bgp_decide_opts){ 0 });
	w->policies = bgp_policies_new(w->sets);
	w->codec = (struct bgp_codec){ .as4 = true,
		.session = external ? BGP_EXTERNAL : BGP_INTERNAL };
	w->in = (struct bgp_import){
		.rib = w->rib,
		.chain = chain(w, "accept"),
		.source = bgp_rib_source_add(w->rib, &s),
		.vrf = "",
		.local_as = 65000,
		.remote_as = external ? 65001 : 65000,
		.router_id = 0x01010101,
		.cluster_id = 0x01010101,
		.external = external,
		.local_address = addr_ip4(0x0a000002),
		.now = 7,
	};
}

static void
end(struct world *w)
{
	bgp_rib_free(w->rib);
	bgp_chain_free(w->in.chain);
	bgp_policies_free(w->policies);
	CHECK(bgp_sets_count(w->sets) == 0);
	bgp_sets_free(w->sets);
}

/* The body of an UPDATE: attributes, then NLRI, nothing withdrawn. */
static void
update(struct world *w, const void *attrs, size_t n_attrs, const void *nlri,
    size_t n_nlri)
{
	uint8_t body[300];
	struct wbuf b = wbuf(body, sizeof(body));
	struct bgp_update u;

	put_u16(&b, 0);
	put_u16(&b, n_attrs);
	put_bytes(&b, attrs, n_attrs);
	put_bytes(&b, nlri, n_nlri);
	bgp_update_decode(rbuf(body, wbuf_used(&b)), &w->codec, &u);
	w->done = bgp_import_update(&w->in, &u, &w->codec);
}

static const uint8_t nlri[] = { 24, 10, 1, 1, 24, 10, 1, 2 };

#define ORIGIN      0x40, 1, 1, 0
#define PATH(as)    0x40, 2, 6, 2, 1, 0, 0, (as) >> 8, (as)&0xff
#define NEXT_HOP(x) 0x40, 3, 4, 10, 0, 0, x
#define LOCAL_PREF  0x40, 5, 4, 0, 0, 0, 100

static const struct bgp_path *
path_to(const struct world *w, uint32_t net, uint8_t len)
{
	struct bgp_net n = {
		.table = bgp_rib_table(w->rib, "", FAMILY_IPV4_UNICAST),
		.prefix = { addr_ip4(net), len },
	};
	uint32_t dest = bgp_rib_find(w->rib, &n);

	return dest == BGP_NONE ? NULL : bgp_rib_first(w->rib, dest);
}

/* The flags of what these attributes make of 10.1.1.0/24. */
static unsigned
flags(struct world *w, const void *attrs, size_t n)
{
	const struct bgp_path *p;

	update(w, attrs, n, nlri, sizeof(nlri));
	p = path_to(w, 0x0a010100, 24);
	CHECK(p != NULL);
	return p == NULL ? 0xff : p->flags;
}

static void
the_prefixes_of_an_update_share_one_set(void)
{
	static const uint8_t a[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	struct world w;

	begin(&w, true);
	CHECK(flags(&w, a, sizeof(a)) == 0);
	CHECK(w.done.announced == 2 && w.done.withdrawn == 0);
	CHECK(bgp_sets_count(w.sets) == 1);
	CHECK(path_to(&w, 0x0a010200, 24)->set ==
	      path_to(&w, 0x0a010100, 24)->set);
	CHECK(path_to(&w, 0x0a010100, 24)->since == 7);
	update(&w, a, sizeof(a), nlri, sizeof(nlri)); /* the same again */
	CHECK(bgp_sets_count(w.sets) == 1);
	CHECK(bgp_rib_source(w.rib, w.in.source)->paths == 2);
	end(&w);
}

static void
what_ebgp_must_not_send_is_kept_but_not_eligible(void)
{
	static const uint8_t fine[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	static const uint8_t loop[] = { ORIGIN, PATH(65000), NEXT_HOP(1) };
	static const uint8_t other[] = { ORIGIN, PATH(65002), NEXT_HOP(1) };
	static const uint8_t us[] = { ORIGIN, PATH(65001), NEXT_HOP(2) };
	struct world w;

	begin(&w, true);
	CHECK(flags(&w, loop, sizeof(loop)) ==
	      (BGP_PATH_LOOP | BGP_PATH_FIRST_AS));
	CHECK(flags(&w, other, sizeof(other)) == BGP_PATH_FIRST_AS);
	CHECK(flags(&w, us, sizeof(us)) == BGP_PATH_BAD_HOP);
	CHECK(bgp_rib_source(w.rib, w.in.source)->accepted == 0);
	w.in.allow_own_as = 1;
	CHECK(flags(&w, loop, sizeof(loop)) == BGP_PATH_FIRST_AS);
	CHECK(flags(&w, fine, sizeof(fine)) == 0);
	CHECK(bgp_rib_source(w.rib, w.in.source)->accepted == 2);
	end(&w);
}

static void
loopback_is_a_next_hop_only_for_sessions_over_it(void)
{
	static const uint8_t a[] = { ORIGIN, PATH(65001), 0x40, 3, 4, 127, 0, 0,
		11 };
	struct world w;

	begin(&w, true);
	CHECK(flags(&w, a, sizeof(a)) == BGP_PATH_BAD_HOP);
	w.in.local_address = addr_ip4(0x7f00000c);
	CHECK(flags(&w, a, sizeof(a)) == 0);
	end(&w);
}

static void
reflected_routes_of_our_own_are_loops(void)
{
	static const uint8_t id[] = { ORIGIN, PATH(65001), NEXT_HOP(1),
		LOCAL_PREF, 0x80, 9, 4, 1, 1, 1, 1 };
	static const uint8_t cluster[] = { ORIGIN, PATH(65001), NEXT_HOP(1),
		LOCAL_PREF, 0x80, 9, 4, 2, 2, 2, 2, 0x80, 10, 8, 3, 3, 3, 3, 1,
		1, 1, 1 };
	struct world w;

	begin(&w, false);
	CHECK(flags(&w, id, sizeof(id)) == BGP_PATH_LOOP);
	CHECK(flags(&w, cluster, sizeof(cluster)) == BGP_PATH_LOOP);
	w.in.router_id = w.in.cluster_id = 9;
	CHECK(flags(&w, cluster, sizeof(cluster)) == 0);
	end(&w);
}

static void
local_pref_from_ebgp_is_ignored(void)
{
	static const uint8_t a[] = { ORIGIN, PATH(65001), NEXT_HOP(1), 0x40, 5,
		4, 0, 0, 1, 0 };
	struct world w;
	const struct bgp_set *s;

	begin(&w, true);
	CHECK(flags(&w, a, sizeof(a)) == 0);
	s = bgp_sets_at(w.sets, path_to(&w, 0x0a010100, 24)->set);
	CHECK(!bgp_set_has(s, BGP_LOCAL_PREF) && s->local_pref == 0);
	end(&w);
}

static void
a_malformed_attribute_withdraws_what_it_came_with(void)
{
	static const uint8_t fine[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	static const uint8_t bad[] = { 0x40, 1, 1, 9, PATH(65001),
		NEXT_HOP(1) };
	struct world w;

	begin(&w, true);
	CHECK(flags(&w, fine, sizeof(fine)) == 0);
	update(&w, bad, sizeof(bad), nlri, 4);
	CHECK(w.done.withdrawn == 1 && w.done.announced == 0);
	CHECK(path_to(&w, 0x0a010100, 24) == NULL);
	CHECK(path_to(&w, 0x0a010200, 24) != NULL);
	end(&w);
}

static void
two_octet_paths_are_merged(void)
{
	/* AS_PATH 65001 23456, AS4_PATH 70000. */
	static const uint8_t a[] = { ORIGIN, 0x40, 2, 6, 2, 2, 0xfd, 0xe9, 0x5b,
		0xa0, NEXT_HOP(1), 0xc0, 17, 6, 2, 1, 0, 1, 0x11, 0x70 };
	struct world w;
	const struct bgp_set *s;

	begin(&w, true);
	w.codec.as4 = false;
	CHECK(flags(&w, a, sizeof(a)) == 0);
	s = bgp_sets_at(w.sets, path_to(&w, 0x0a010100, 24)->set);
	CHECK(s->first_as == 65001 && s->origin_as == 70000);
	CHECK(s->as_path_length == 2);
	end(&w);
}

static void
ipv6_comes_in_mp_reach_and_goes_in_mp_unreach(void)
{
	static const uint8_t reach[] = { 0x80, 14, 26, 0, 2, 1, 16, 0x20, 1,
		0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 32, 0x20, 1,
		0xd, 0xb9, ORIGIN, PATH(65001) };
	static const uint8_t unreach[] = { 0x80, 15, 8, 0, 2, 1, 32, 0x20, 1,
		0xd, 0xb9 };
	struct bgp_net n = { .prefix = {
				 { ADDR_IP6, { 0x20, 1, 0xd, 0xb9 } }, 32 } };
	struct world w;

	begin(&w, true);
	for (unsigned i = 0; i < 2; i++) { /* decoded, then found */
		update(&w, reach, sizeof(reach), NULL, 0);
		n.table = bgp_rib_table(w.rib, "", FAMILY_IPV6_UNICAST);
		CHECK(w.done.announced == 1);
		CHECK(bgp_rib_find(w.rib, &n) != BGP_NONE);
		CHECK(bgp_sets_count(w.sets) == 1);
	}
	update(&w, unreach, sizeof(unreach), NULL, 0);
	CHECK(w.done.withdrawn == 1);
	CHECK(bgp_rib_find(w.rib, &n) == BGP_NONE);
	end(&w);
}

static void
more_prefixes_than_allowed_are_told(void)
{
	static const uint8_t a[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	struct world w;

	begin(&w, true);
	w.in.max_prefixes = 2;
	update(&w, a, sizeof(a), nlri, sizeof(nlri));
	CHECK(!w.done.over_limit);
	update(&w, a, sizeof(a), nlri, 0);
	w.in.max_prefixes = 1;
	update(&w, a, sizeof(a), nlri, sizeof(nlri));
	CHECK(w.done.over_limit);
	end(&w);
}

static void
a_new_policy_judges_what_came_before(void)
{
	static const uint8_t a[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	struct bgp_chain *old;
	struct world w;

	begin(&w, true);
	update(&w, a, sizeof(a), nlri, sizeof(nlri));
	old = w.in.chain;
	w.in.chain = chain(&w, "reject");
	bgp_import_refilter(&w.in);
	while (bgp_rib_work(w.rib, 1))
		;
	CHECK(path_to(&w, 0x0a010100, 24)->flags == BGP_PATH_REJECTED);
	CHECK(bgp_rib_source(w.rib, w.in.source)->accepted == 0);
	bgp_chain_free(w.in.chain);
	w.in.chain = old;
	bgp_import_refilter(&w.in);
	while (bgp_rib_work(w.rib, 1))
		;
	CHECK(path_to(&w, 0x0a010100, 24)->flags == 0);
	end(&w);
}

/* RFC 9494 4.2: what is stale alone, whatever the policy says. */
static void
long_lived_stale_routes_are_marked_or_go(void)
{
	static const uint8_t plain[] = { ORIGIN, PATH(65001), NEXT_HOP(1) };
	static const uint8_t no_llgr[] = { ORIGIN, PATH(65001), NEXT_HOP(1),
		0xc0, 8, 4, 0xff, 0xff, 0, 7 };
	static const uint8_t other[] = { 24, 10, 1, 3 };
	const struct bgp_path *p;
	struct world w;

	begin(&w, true);
	update(&w, plain, sizeof(plain), nlri, sizeof(nlri));
	update(&w, no_llgr, sizeof(no_llgr), other, sizeof(other));
	bgp_rib_source_stale(w.rib, w.in.source);
	update(&w, plain, sizeof(plain), nlri + 4, 4);
	w.in.long_lived = true;
	bgp_import_refilter(&w.in);
	while (bgp_rib_work(w.rib, 1000))
		;
	p = path_to(&w, 0x0a010100, 24);
	CHECK(bgp_sets_at(w.sets, p->set)->limits & BGP_SET_LLGR_STALE);
	CHECK(p->set != p->set_in && bgp_rib_is_stale(w.rib, p));
	p = path_to(&w, 0x0a010200, 24); /* has been repeated */
	CHECK(p->set == p->set_in);
	p = path_to(&w, 0x0a010300, 24);
	CHECK(p->flags == BGP_PATH_REJECTED);
	update(&w, plain, sizeof(plain), nlri, 4);
	p = path_to(&w, 0x0a010100, 24);
	CHECK(p->set == p->set_in && !bgp_rib_is_stale(w.rib, p));
	end(&w);
}

int
main(void)
{
	RUN(the_prefixes_of_an_update_share_one_set);
	RUN(what_ebgp_must_not_send_is_kept_but_not_eligible);
	RUN(loopback_is_a_next_hop_only_for_sessions_over_it);
	RUN(reflected_routes_of_our_own_are_loops);
	RUN(local_pref_from_ebgp_is_ignored);
	RUN(a_malformed_attribute_withdraws_what_it_came_with);
	RUN(two_octet_paths_are_merged);
	RUN(ipv6_comes_in_mp_reach_and_goes_in_mp_unreach);
	RUN(more_prefixes_than_allowed_are_told);
	RUN(a_new_policy_judges_what_came_before);
	RUN(long_lived_stale_routes_are_marked_or_go);
	return DONE();
}
