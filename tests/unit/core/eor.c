/* Rule 6 of the stream: live records, and what an eor says of them. */
#include "core/eor.h"

#include "world.h"

static bool
route(struct world *w, const char *prefix, const char *rest)
{
	char json[256];

	sprintf(json,
	    "{\"type\":\"route\",\"rib\":\"loc\",\"prefix\":\"%s\",%s}", prefix,
	    rest);
	return say(w, json);
}

#define BGP4 "\"protocol\":\"bgp\",\"family\":\"ipv4_unicast\""
#define BGP6 "\"protocol\":\"bgp\",\"family\":\"ipv6_unicast\""

static void
a_live_record_amid_a_statement_is_not_of_it(void)
{
	struct world w = world();

	begin(&w, "site");
	CHECK(eth(&w, &w.feed, "eth0", true));
	CHECK(eth(&w, &w.feed, "eth0", false));
	end(&w, "site");
	begin(&w, "site");
	end(&w, "site");
	CHECK_STR(changes(&w), "+eth0 ~eth0");
	world_end(&w);
}

static void
a_lost_producer_leaves_its_live_records_stale(void)
{
	struct world w = world();
	struct rec eth0 = read_record(
	    &w, "{\"type\":\"interface_state\",\"name\":\"eth0\",\"up\":true}");
	struct rec eth1 = read_record(
	    &w, "{\"type\":\"interface_state\",\"name\":\"eth1\",\"up\":true}");

	eth(&w, &w.other, "eth0", true);
	eth(&w, &w.feed, "eth1", true);
	changes(&w);
	store_lost(w.store, &w.other);
	CHECK(store_is_stale(w.store, &eth0));
	CHECK(!store_is_stale(w.store, &eth1));
	CHECK_STR(changes(&w), "");
	eth(&w, &w.other, "eth0", true);
	CHECK(!store_is_stale(w.store, &eth0));
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

static void
an_eor_removes_only_the_stale_of_its_kind(void)
{
	struct world w = world();

	route(&w, "10.0.0.0/8", BGP4);
	route(&w, "10.1.0.0/16", BGP4);
	route(&w, "10.2.0.0/16", BGP4 ",\"vrf\":\"A\"");
	route(&w, "2001:db8::/32", BGP6);
	eth(&w, &w.feed, "eth0", true);
	store_lost(w.store, &w.feed);
	route(&w, "10.1.0.0/16", BGP4);
	changes(&w);
	say(&w, "{\"type\":\"eor\",\"of\":\"route\"," BGP4 "}");
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-10.0.0.0/8");
	say(&w, "{\"type\":\"eor\",\"of\":\"route\"," BGP4 ",\"vrf\":\"A\"}");
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-10.2.0.0/16");
	say(&w, "{\"type\":\"eor\",\"of\":\"interface_state\"}");
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth0");
	world_end(&w);
}

static void
an_lfib_is_covered_whatever_vrf_it_leads_to(void)
{
	struct world w = world();

	say(&w, "{\"type\":\"lfib\",\"in_label\":200001,\"protocol\":\"bgp\","
		"\"vrf\":\"A\"}");
	say(&w, "{\"type\":\"lfib\",\"in_label\":17,\"protocol\":\"ldp\"}");
	store_lost(w.store, &w.feed);
	changes(&w);
	say(&w, "{\"type\":\"eor\",\"of\":\"lfib\",\"protocol\":\"bgp\"}");
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-lfib");
	world_end(&w);
}

static void
the_end_of_the_restart_time_removes_all_that_is_stale(void)
{
	struct world w = world();

	route(&w, "10.0.0.0/8", BGP4);
	eth(&w, &w.feed, "eth0", true);
	eth(&w, &w.other, "eth1", true);
	peer(&w, "a", 1);
	store_lost(w.store, &w.feed);
	changes(&w);
	store_expire(w.store);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-10.0.0.0/8 -eth0");
	world_end(&w);
}

static void
a_sweep_goes_on_in_slices(void)
{
	struct world w = world();

	route(&w, "10.0.0.0/8", BGP4);
	route(&w, "10.1.0.0/16", BGP4);
	route(&w, "10.2.0.0/16", BGP4);
	store_lost(w.store, &w.feed);
	changes(&w);
	store_expire(w.store);
	CHECK(store_work(w.store, 1));
	CHECK_STR(changes(&w), "-10.0.0.0/8");
	route(&w, "10.2.0.0/16", BGP4); /* in time */
	CHECK(store_work(w.store, 1));
	CHECK(!store_work(w.store, 2));
	CHECK_STR(changes(&w), "-10.1.0.0/16");
	world_end(&w);
}

static void
what_was_repeated_amid_a_sweep_stays_when_it_is_lost_again(void)
{
	struct world w = world();

	eth(&w, &w.feed, "eth0", true);
	store_lost(w.store, &w.feed);
	store_expire(w.store);
	eth(&w, &w.feed, "eth0", true);
	store_lost(w.store, &w.feed);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "+eth0");
	store_expire(w.store);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth0");
	world_end(&w);
}

static void
what_becomes_stale_amid_a_sweep_is_not_swept(void)
{
	struct world w = world();

	eth(&w, &w.feed, "eth0", true);
	eth(&w, &w.other, "eth1", true);
	store_lost(w.store, &w.feed);
	changes(&w);
	say(&w, "{\"type\":\"eor\",\"of\":\"interface_state\"}");
	store_lost(w.store, &w.other);
	store_lost(w.store, &w.feed);
	CHECK_STR(changes(&w), "");
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth0");
	store_expire(w.store);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth1");
	world_end(&w);
}

int
main(void)
{
	RUN(a_live_record_amid_a_statement_is_not_of_it);
	RUN(a_lost_producer_leaves_its_live_records_stale);
	RUN(an_eor_removes_only_the_stale_of_its_kind);
	RUN(an_lfib_is_covered_whatever_vrf_it_leads_to);
	RUN(the_end_of_the_restart_time_removes_all_that_is_stale);
	RUN(a_sweep_goes_on_in_slices);
	RUN(what_was_repeated_amid_a_sweep_stays_when_it_is_lost_again);
	RUN(what_becomes_stale_amid_a_sweep_is_not_swept);
	return DONE();
}
