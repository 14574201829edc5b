/* The attributes of `route` records as sets, and back. */
#include "message/bgp_route_set.h"
#include "../../t.h"
#include "base/obuf.h"
#include "core/bgp_set.h"
#include "value/family.h"

#define HEAD                                                                   \
	"{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\","         \
	"\"family\""

static struct bgp_sets *sets;

static struct rec
route(const char *text, struct arena *arena)
{
	struct rec_fault f;
	struct rec r;

	CHECK(rec_read(&r, text, strlen(text), REC_STRICT, arena, &f));
	return r;
}

static const char *const routes[] = {
	HEAD ":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\","
	     "\"next_hop\":\"192.0.2.1\",\"origin\":\"egp\","
	     "\"as_path\":[65001,{\"set\":[1,2]}],"
	     "\"local_pref\":70,\"med\":5,\"communities\":[\"65001:1\"],"
	     "\"large_communities\":[\"65001:1:2\"],"
	     "\"ext_communities\":[\"rt:65001:1\"],\"peer\":\"a\"}\n",
	HEAD ":\"ipv6_unicast\",\"prefix\":\"2001:db8::/32\","
	     "\"next_hop\":\"2001:db8::1\","
	     "\"next_hop_link_local\":\"fe80::1\",\"origin\":\"igp\","
	     "\"as_path\":[],\"peer\":\"a\",\"weight\":7}\n",
	HEAD ":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\","
	     "\"next_hop\":\"2001:db8::1\",\"origin\":\"igp\","
	     "\"as_path\":[4200000000],\"originator_id\":\"192.0.2.9\","
	     "\"cluster_list\":[\"192.0.2.8\"],\"peer\":\"a\"}\n",
	HEAD ":\"ipv4_vpn\",\"rd\":\"65001:1\",\"prefix\":\"10.0.0.0/8\","
	     "\"labels\":[100],\"next_hop\":\"192.0.2.1\",\"origin\":\"igp\","
	     "\"as_path\":[1],\"unknown\":[{\"code\":99,\"flags\":192,"
	     "\"value\":\"00ff\"}],\"peer\":\"a\"}\n",
	HEAD ":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\",\"peer\":\"a\"}\n",
};

static void
what_a_set_is_made_of_comes_back_from_it(void)
{
	sets = bgp_sets_new();
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		struct arena arena = { 0 };
		struct rec r = route(routes[i], &arena);
		struct bgp_set *set, *again;
		struct obuf text = { 0 };
		struct rec_fault f;

		set = bgp_set_of_route(sets, &r.route, &arena, &f);
		again = bgp_set_of_route(sets, &r.route, &arena, &f);
		CHECK(set != NULL && set == again);
		bgp_set_put_route(&r.route, sets, set, &arena);
		rec_write(&text, &r);
		obuf_putc(&text, '\0');
		CHECK_STR(obuf_at(&text), routes[i]);
		bgp_set_drop(sets, set);
		bgp_set_drop(sets, again);
		obuf_fini(&text);
		arena_fini(&arena);
	}
	CHECK(bgp_sets_count(sets) == 0);
	bgp_sets_free(sets);
}

static void
what_a_set_lacks_goes_from_the_route(void)
{
	struct arena arena = { 0 };
	struct rec full = route(routes[0], &arena);
	struct rec bare = route(routes[4], &arena);
	struct obuf text = { 0 };
	struct rec_fault f;
	struct bgp_set *set;

	sets = bgp_sets_new();
	set = bgp_set_of_route(sets, &bare.route, &arena, &f);
	bgp_set_put_route(&full.route, sets, set, &arena);
	rec_write(&text, &full);
	obuf_putc(&text, '\0');
	CHECK_STR(obuf_at(&text), routes[4]);
	bgp_set_drop(sets, set);
	bgp_sets_free(sets);
	obuf_fini(&text);
	arena_fini(&arena);
}

static void
what_fits_into_no_attribute_is_refused_with_its_key(void)
{
	struct arena arena = { 0 };
	struct rec r = route(routes[2], &arena);
	struct rec_fault f;

	sets = bgp_sets_new();
	r.route.originator_id = (struct addr){ ADDR_IP6, { 1 } };
	CHECK(bgp_set_of_route(sets, &r.route, &arena, &f) == NULL);
	CHECK_STR(f.key, "originator_id");
	CHECK_STR(f.text, "it is not an IPv4 address");
	bgp_sets_free(sets);
	arena_fini(&arena);
}

static void
only_what_is_no_prefix_has_an_nlri(void)
{
	struct arena arena = { 0 };
	struct rec plain = route(routes[0], &arena);
	struct rec evpn =
	    route(HEAD ":\"l2vpn_evpn\",\"nlri\":{"
		       "\"route_type\":3,\"rd\":\"1:1\","
		       "\"ethernet_tag\":0,"
		       "\"originator\":\"192.0.2.1\"},\"peer\":\"a\"}",
		&arena);
	uint8_t room[64];
	struct rbuf nlri;

	nlri = bgp_nlri_of_route(&plain.route, room, sizeof(room));
	CHECK(rbuf_left(&nlri) == 0);
	nlri = bgp_nlri_of_route(&evpn.route, room, sizeof(room));
	CHECK(get_u8(&nlri) == 3 && rbuf_left(&nlri) == 18);
	nlri = bgp_nlri_of_route(&evpn.route, room, 4);
	CHECK(rbuf_left(&nlri) == 0);
	arena_fini(&arena);
}

int
main(void)
{
	RUN(what_a_set_is_made_of_comes_back_from_it);
	RUN(what_a_set_lacks_goes_from_the_route);
	RUN(what_fits_into_no_attribute_is_refused_with_its_key);
	RUN(only_what_is_no_prefix_has_an_nlri);
	return DONE();
}
