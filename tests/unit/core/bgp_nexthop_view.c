/* Next hops inside a VRF, and of routes with labels. */
#include "../../t.h"
#include "base/arena.h"
#include "core/bgp_nexthop.h"
#include "core/bgp_set.h"
#include "rec/rec.h"

static struct bgp_sets *sets;
static struct bgp_hops *hops;

static void
begin(void)
{
	sets = bgp_sets_new();
	hops = bgp_hops_new(sets, false);
}

static void
end(void)
{
	bgp_hops_free(hops);
	bgp_sets_free(sets);
}

/* A record as it stands. */
static void
say(const char *text)
{
	struct arena a = { 0 };
	struct rec_fault f;
	struct rec rec;

	CHECK(rec_read(&rec, text, strlen(text), REC_STRICT, &a, &f));
	if (rec.type == REC_ROUTE)
		bgp_hops_route(hops, &rec.route, rec.del);
	else if (rec.type == REC_LSP)
		bgp_hops_lsp(hops, &rec.lsp, rec.del);
	else if (rec.type == REC_INTERFACE)
		bgp_hops_mpls(hops, rec.interface.name, rec.interface.mpls);
	else
		bgp_hops_interface(hops, &rec.interface_state, rec.del);
	arena_fini(&a);
}

static struct bgp_resolved
by(const struct bgp_hops *view, const char *s)
{
	struct addr a = { 0 };

	CHECK(addr_parse(&a, s, strlen(s), NULL));
	return bgp_hops_resolve(view, &a, NULL);
}

#define CORE                                                                   \
	"{\"type\":\"route\",\"protocol\":\"ospf\",\"family\":"                \
	"\"ipv4_unicast\",\"prefix\":\"192.0.2.0/24\",\"metric\":20,"          \
	"\"paths\":[{\"next_hop\":\"10.0.0.2\",\"interface\":\"core\"}]}"
#define LSP                                                                    \
	"\"type\":\"lsp\",\"fec\":\"192.0.2.3/32\",\"protocol\":\"ldp\","      \
	"\"paths\":[{\"labels\":[20],\"next_hop\":\"10.0.0.2\","               \
	"\"interface\":\"core\"}]}"
#define STATE(name, more)                                                      \
	"{\"type\":\"interface_state\",\"name\":\"" name                       \
	"\",\"up\":true,\"addresses\":[\"10.0.0.1/24\"]" more "}"

static void
labels_need_an_lsp_to_that_router(void)
{
	struct bgp_hops *labeled;

	begin();
	labeled = bgp_hops_labeled(hops);
	CHECK(bgp_hops_labeled(hops) == labeled);
	CHECK(by(labeled, "192.0.2.3").reachable); /* nothing was reported */
	say(CORE);
	CHECK(by(labeled, "192.0.2.3").reachable); /* a reflector, by IP */
	CHECK(!by(labeled, "198.51.100.1").reachable);
	say("{" LSP);
	CHECK(by(labeled, "192.0.2.3").reachable);
	CHECK(by(labeled, "192.0.2.3").metric == 20); /* of the IGP */
	CHECK_STR(by(labeled, "192.0.2.3").interface, "core");
	CHECK(!by(labeled, "192.0.2.4").reachable); /* IP alone */
	CHECK(by(hops, "192.0.2.4").reachable);
	say("{\"op\":\"del\"," LSP);
	CHECK(!by(labeled, "192.0.2.3").reachable);
	end();
}

static void
labels_go_to_a_neighbour_over_an_interface_that_takes_them(void)
{
	struct bgp_hops *labeled;

	begin();
	labeled = bgp_hops_labeled(hops);
	say("{" LSP);
	say(STATE("core", ""));
	CHECK(!by(labeled, "10.0.0.2").reachable);
	say("{\"type\":\"interface\",\"name\":\"core\",\"mpls\":true}");
	CHECK(by(labeled, "10.0.0.2").reachable);
	say("{\"type\":\"interface_state\",\"name\":\"core\",\"up\":false}");
	CHECK(!by(labeled, "10.0.0.2").reachable);
	CHECK(!by(labeled, "192.0.2.3").reachable); /* the LSP is over it */
	end();
}

static void
a_vrf_has_networks_of_its_own(void)
{
	struct bgp_hops *a;

	begin();
	a = bgp_hops_of_vrf(hops, "a");
	CHECK(bgp_hops_of_vrf(hops, "") == hops && a != hops);
	say(CORE);
	say(STATE("lan", ",\"vrf\":\"a\""));
	CHECK(by(a, "10.0.0.9").reachable && !by(hops, "10.0.0.9").reachable);
	CHECK_STR(by(a, "10.0.0.9").interface, "lan");
	CHECK(!by(a, "192.0.2.3").reachable && by(hops, "192.0.2.3").reachable);
	say(STATE("lan", ",\"vrf\":\"b\"")); /* it is moved */
	CHECK(!by(a, "10.0.0.9").reachable);
	CHECK(by(bgp_hops_of_vrf(hops, "b"), "10.0.0.9").reachable);
	say("{\"type\":\"route\",\"vrf\":\"a\",\"protocol\":\"static\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"172.16.0.0/16\","
	    "\"paths\":[{\"interface\":\"wan\"}]}");
	CHECK(
	    by(a, "172.16.1.1").reachable && !by(hops, "172.16.1.1").reachable);
	end();
}

static void
what_changes_in_a_view_is_told_by_the_global_one(void)
{
	const struct bgp_attrs attrs = { .has = 1u << BGP_NEXT_HOP |
						1u << BGP_AS_PATH,
		.as_path.width = 4,
		.next_hop = addr_ip4(0xc0000203) };
	struct bgp_hops *labeled;
	struct bgp_set *set;

	begin();
	labeled = bgp_hops_labeled(hops);
	set = bgp_sets_intern(sets, &attrs, NULL, 0);
	CHECK(bgp_hop_get(labeled, set->hop)->reachable);
	say(CORE);
	CHECK(bgp_hops_settle(hops) && bgp_hop_changed(hops, set->hop));
	CHECK(!bgp_hops_settle(hops) && !bgp_hop_changed(hops, set->hop));
	say("{" LSP);
	bgp_hops_settle(hops);
	CHECK(bgp_hop_get(labeled, set->hop)->reachable);
	say("{\"op\":\"del\"," LSP);
	CHECK(bgp_hops_settle(hops) && bgp_hop_changed(hops, set->hop));
	CHECK(!bgp_hop_get(labeled, set->hop)->reachable);
	bgp_set_drop(sets, set);
	end();
}

int
main(void)
{
	RUN(labels_need_an_lsp_to_that_router);
	RUN(labels_go_to_a_neighbour_over_an_interface_that_takes_them);
	RUN(a_vrf_has_networks_of_its_own);
	RUN(what_changes_in_a_view_is_told_by_the_global_one);
	return DONE();
}
