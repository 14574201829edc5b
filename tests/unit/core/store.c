/* Rules 5 and 6 of the stream: statements. */
#include "core/store.h"

#include "world.h"

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
sources_can_be_listed_also_when_nothing_is_left(void)
{
	struct world w = world();
	uint32_t at = 0;

	begin(&w, "aws");
	peer(&w, "a", 1);
	end(&w, "aws");
	peer(&w, "b", 1);
	begin(&w, "azure");
	end(&w, "azure");
	CHECK_STR(store_next_source(w.store, &at), "-");
	CHECK_STR(store_next_source(w.store, &at), "aws");
	CHECK_STR(store_next_source(w.store, &at), "azure");
	CHECK(store_next_source(w.store, &at) == NULL);
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
	RUN(sources_can_be_listed_also_when_nothing_is_left);
	RUN(a_router_has_no_key_and_is_one);
	RUN(what_is_neither_configuration_nor_live_is_not_kept);
	return DONE();
}
