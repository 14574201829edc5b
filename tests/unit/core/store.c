/* Rules 5 to 7 of the stream: statements, live records, whole files. */
#include "core/store.h"

#include "../../t.h"
#include "base/arena.h"

/* A store with one stream into it, and one of another producer. */
struct world {
	struct store *store;
	struct store_feed feed, other;
	struct arena arena;
	struct rec_fault fault;
	char text[512];
};

static struct world
world(void)
{
	struct world w = { .store = store_new() };

	store_feed_init(w.store, &w.feed, "-");
	store_feed_init(w.store, &w.other, "watch.sock");
	return w;
}

static void
world_end(struct world *w)
{
	store_free(w->store);
	arena_fini(&w->arena);
}

static struct rec
read_record(struct world *w, const char *json)
{
	struct rec_fault fault = { 0 };
	struct rec r;

	if (!rec_read(&r, json, strlen(json), 0, &w->arena, &fault)) {
		printf("# %s: %s: %s\n", json, fault.key, fault.text);
		abort();
	}
	return r;
}

static bool
say_on(struct world *w, struct store_feed *feed, const char *json)
{
	struct rec r = read_record(w, json);

	return store_put(w->store, feed, &r, &w->fault);
}

static bool
say(struct world *w, const char *json)
{
	return say_on(w, &w->feed, json);
}

static bool
begin(struct world *w, const char *source)
{
	char json[128];

	sprintf(json, "{\"type\":\"begin\",\"source\":\"%s\"}", source);
	return say(w, json);
}

static bool
end(struct world *w, const char *source)
{
	char json[128];

	sprintf(json, "{\"type\":\"end\",\"source\":\"%s\"}", source);
	return say(w, json);
}

static bool
peer(struct world *w, const char *name, int as)
{
	char json[128];

	sprintf(json, "{\"type\":\"peer\",\"name\":\"%s\",\"remote_as\":%d}",
	    name, as);
	return say(w, json);
}

static bool
peer_del(struct world *w, const char *name)
{
	char json[128];

	sprintf(
	    json, "{\"type\":\"peer\",\"op\":\"del\",\"name\":\"%s\"}", name);
	return say(w, json);
}

static bool
eth(struct world *w, struct store_feed *feed, const char *name, bool up)
{
	char json[128];

	sprintf(json,
	    "{\"type\":\"interface_state\",\"name\":\"%s\",\"up\":%s}", name,
	    up ? "true" : "false");
	return say_on(w, feed, json);
}

/* The changes since the last time, as "+a ~b -c =d". */
static const char *
changes(struct world *w)
{
	static const char sign[] = {
		[STORE_ADDED] = '+',
		[STORE_CHANGED] = '~',
		[STORE_REMOVED] = '-',
		[STORE_REPEATED] = '=',
	};
	const struct store_change *c;
	size_t n, used = 0;

	w->text[0] = '\0';
	c = store_changes(w->store, &n);
	for (size_t i = 0; i < n; i++) {
		const struct rec *r = c[i].new ? c[i].new : c[i].old;
		char prefix[PREFIX_TEXT];
		const char *name = prefix;

		if (r->type == REC_PEER)
			name = r->peer.name;
		else if (r->type == REC_INTERFACE_STATE)
			name = r->interface_state.name;
		else if (r->type == REC_ROUTE)
			prefix_format(&r->route.prefix, prefix);
		else
			name = rec_type_name(r->type);
		used += (size_t)snprintf(w->text + used, sizeof(w->text) - used,
		    "%s%c%s", i > 0 ? " " : "", sign[c[i].what], name);
	}
	store_settle(w->store);
	return w->text;
}

/* ---- rule 5 ---- */

static void
a_record_is_added_then_changed_then_removed(void)
{
	struct world w = world();
	const struct store_change *c;
	size_t n;

	CHECK(peer(&w, "a", 1));
	CHECK_STR(changes(&w), "+a");
	CHECK(peer(&w, "a", 2));
	c = store_changes(w.store, &n);
	CHECK(n == 1 && c->old->peer.remote_as == 1);
	CHECK(n == 1 && c->new->peer.remote_as == 2);
	CHECK_STR(changes(&w), "~a");
	CHECK(peer_del(&w, "a"));
	CHECK_STR(changes(&w), "-a");
	CHECK(peer_del(&w, "a"));
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

static void
the_same_record_again_changes_nothing(void)
{
	struct world w = world();

	peer(&w, "a", 1);
	eth(&w, &w.feed, "eth0", true);
	changes(&w);
	CHECK(peer(&w, "a", 1));
	CHECK_STR(changes(&w), "=a");
	CHECK(eth(&w, &w.feed, "eth0", true));
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

static void
a_change_of_a_change_is_told_in_order(void)
{
	struct world w = world();
	const struct store_change *c;
	size_t n;

	peer(&w, "a", 1);
	peer(&w, "a", 2);
	peer_del(&w, "a");
	peer(&w, "a", 3);
	c = store_changes(w.store, &n);
	CHECK(n == 4 && c[0].new == c[1].old &&c[1].new == c[2].old);
	CHECK(n == 4 && c[3].new->peer.remote_as == 3);
	CHECK_STR(changes(&w), "+a ~a -a +a");
	world_end(&w);
}

static void
a_stream_applied_twice_gives_the_same_state_as_once(void)
{
	struct world w = world();
	const struct rec *r;
	uint32_t at = 0;

	for (int twice = 0; twice < 2; twice++) {
		begin(&w, "site");
		peer(&w, "a", 1);
		peer(&w, "b", 2);
		end(&w, "site");
		peer(&w, "c", 3);
		peer_del(&w, "b");
	}
	CHECK_STR(changes(&w), "+a +b +c -b =a +b =c -b");
	r = store_next(w.store, REC_PEER, &at);
	CHECK(r != NULL && strcmp(r->peer.name, "a") == 0);
	r = store_next(w.store, REC_PEER, &at);
	CHECK(r != NULL && strcmp(r->peer.name, "c") == 0);
	CHECK(store_next(w.store, REC_PEER, &at) == NULL);
	world_end(&w);
}

/* ---- rule 6: statements ---- */

static void
what_a_statement_does_not_repeat_is_removed_at_its_end(void)
{
	struct world w = world();

	begin(&w, "site");
	peer(&w, "a", 1);
	peer(&w, "b", 2);
	CHECK(end(&w, "site"));
	changes(&w);
	begin(&w, "site");
	peer(&w, "b", 2);
	peer(&w, "c", 3);
	CHECK_STR(changes(&w), "=b +c");
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "-a");
	world_end(&w);
}

static void
without_an_end_nothing_is_removed(void)
{
	struct world w = world();

	begin(&w, "site");
	peer(&w, "a", 1);
	end(&w, "site");
	changes(&w);
	begin(&w, "site");
	peer(&w, "b", 2);
	begin(&w, "other");
	CHECK(end(&w, "other"));
	CHECK_STR(changes(&w), "+b");
	begin(&w, "site");
	store_lost(w.store, &w.feed);
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

static void
an_unfinished_statement_made_again_removes_what_it_left(void)
{
	struct world w = world();

	begin(&w, "site");
	peer(&w, "a", 1);
	begin(&w, "site");
	peer(&w, "b", 1);
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "+a +b -a");
	world_end(&w);
}

static void
a_statement_with_a_refused_record_removes_nothing(void)
{
	struct world w = world();

	begin(&w, "site");
	peer(&w, "a", 1);
	end(&w, "site");
	changes(&w);
	begin(&w, "site");
	store_refused(&w.feed);
	peer(&w, "b", 2);
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "+b");
	begin(&w, "site");
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "-a -b");
	world_end(&w);
}

static void
a_key_given_twice_in_one_statement_is_refused(void)
{
	struct world w = world();

	begin(&w, "site");
	peer(&w, "a", 1);
	end(&w, "site");
	begin(&w, "site");
	CHECK(peer(&w, "b", 1));
	CHECK(!peer(&w, "b", 1));
	CHECK_STR(w.fault.text, "given twice in one statement");
	CHECK(strstr(w.fault.key, "b") != NULL);
	end(&w, "site");
	CHECK_STR(changes(&w), "+a +b"); /* and so nothing was removed */
	CHECK(peer(&w, "b", 2) && peer(&w, "b", 3));
	world_end(&w);
}

static void
a_key_deleted_and_given_in_one_statement_is_refused(void)
{
	struct world w = world();
	struct rec key = read_record(
	    &w, "{\"type\":\"peer\",\"op\":\"del\",\"name\":\"a\"}");

	peer(&w, "a", 1);
	begin(&w, "site");
	CHECK(peer_del(&w, "a"));
	CHECK(store_find(w.store, &key) == NULL);
	CHECK(!peer(&w, "a", 1));
	CHECK(!peer_del(&w, "a"));
	CHECK(peer_del(&w, "never-there"));
	CHECK(!peer(&w, "never-there", 1));
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "+a -a");
	begin(&w, "site");
	CHECK(peer(&w, "a", 1));
	CHECK_STR(changes(&w), "+a");
	world_end(&w);
}

static void
an_empty_statement_removes_all_of_its_source(void)
{
	struct world w = world();

	begin(&w, "aws");
	peer(&w, "a", 1);
	peer(&w, "b", 1);
	end(&w, "aws");
	begin(&w, "azure");
	peer(&w, "c", 1);
	end(&w, "azure");
	changes(&w);
	begin(&w, "aws");
	CHECK(end(&w, "aws"));
	CHECK_STR(changes(&w), "-a -b");
	world_end(&w);
}

static void
a_key_belongs_to_who_stated_it_last(void)
{
	struct world w = world();
	struct rec key;

	begin(&w, "aws");
	peer(&w, "a", 1);
	end(&w, "aws");
	begin(&w, "azure");
	peer(&w, "a", 2);
	end(&w, "azure");
	changes(&w);
	begin(&w, "aws");
	end(&w, "aws");
	CHECK_STR(changes(&w), "");
	key = read_record(
	    &w, "{\"type\":\"peer\",\"op\":\"del\",\"name\":\"a\"}");
	CHECK_STR(store_source(w.store, &key), "azure");
	begin(&w, "azure");
	end(&w, "azure");
	CHECK_STR(changes(&w), "-a");
	CHECK(store_source(w.store, &key) == NULL);
	world_end(&w);
}

static void
an_end_without_its_begin_is_refused(void)
{
	struct world w = world();

	CHECK(!end(&w, "site"));
	begin(&w, "site");
	peer(&w, "a", 1);
	end(&w, "site");
	begin(&w, "site");
	CHECK(!end(&w, "other"));
	CHECK(end(&w, "site"));
	CHECK_STR(changes(&w), "+a"); /* the statement held a refused record */
	world_end(&w);
}

static void
a_record_outside_of_statements_stays(void)
{
	struct world w = world();

	peer(&w, "a", 1);
	begin(&w, "site");
	end(&w, "site");
	CHECK_STR(changes(&w), "+a");
	store_lost(w.store, &w.feed);
	store_expire(w.store);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

static void
a_router_has_no_key_and_is_one(void)
{
	struct world w = world();

	CHECK(say(&w, "{\"type\":\"router\",\"name\":\"x\",\"as\":1,"
		      "\"router_id\":\"192.0.2.1\"}"));
	CHECK(say(&w, "{\"type\":\"router\",\"name\":\"y\",\"as\":1,"
		      "\"router_id\":\"192.0.2.1\"}"));
	CHECK_STR(changes(&w), "+router ~router");
	world_end(&w);
}

/* ---- rule 6: live records ---- */

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
what_becomes_stale_amid_a_sweep_is_not_swept(void)
{
	struct world w = world();

	eth(&w, &w.feed, "eth0", true);
	eth(&w, &w.other, "eth1", true);
	store_lost(w.store, &w.feed);
	changes(&w);
	say(&w, "{\"type\":\"eor\",\"of\":\"interface_state\"}");
	store_lost(w.store, &w.other);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth0");
	store_expire(w.store);
	CHECK(!store_work(w.store, 100));
	CHECK_STR(changes(&w), "-eth1");
	world_end(&w);
}

static void
what_is_neither_configuration_nor_live_is_not_kept(void)
{
	struct world w = world();

	CHECK(say(&w, "{\"type\":\"message\",\"protocol\":\"bgp\","
		      "\"kind\":\"keepalive\"}"));
	CHECK(say(&w, "{\"type\":\"weather\",\"rain\":true}"));
	CHECK_STR(changes(&w), "");
	world_end(&w);
}

int
main(void)
{
	RUN(a_record_is_added_then_changed_then_removed);
	RUN(the_same_record_again_changes_nothing);
	RUN(a_change_of_a_change_is_told_in_order);
	RUN(a_stream_applied_twice_gives_the_same_state_as_once);
	RUN(what_a_statement_does_not_repeat_is_removed_at_its_end);
	RUN(without_an_end_nothing_is_removed);
	RUN(an_unfinished_statement_made_again_removes_what_it_left);
	RUN(a_statement_with_a_refused_record_removes_nothing);
	RUN(a_key_given_twice_in_one_statement_is_refused);
	RUN(a_key_deleted_and_given_in_one_statement_is_refused);
	RUN(an_empty_statement_removes_all_of_its_source);
	RUN(a_key_belongs_to_who_stated_it_last);
	RUN(an_end_without_its_begin_is_refused);
	RUN(a_record_outside_of_statements_stays);
	RUN(a_router_has_no_key_and_is_one);
	RUN(a_live_record_amid_a_statement_is_not_of_it);
	RUN(a_lost_producer_leaves_its_live_records_stale);
	RUN(an_eor_removes_only_the_stale_of_its_kind);
	RUN(an_lfib_is_covered_whatever_vrf_it_leads_to);
	RUN(the_end_of_the_restart_time_removes_all_that_is_stale);
	RUN(a_sweep_goes_on_in_slices);
	RUN(what_becomes_stale_amid_a_sweep_is_not_swept);
	RUN(what_is_neither_configuration_nor_live_is_not_kept);
	return DONE();
}
