/* Routes judged without a session, and who has decided. */
#include "message/bgp_judge.h"
#include "../../t.h"

static struct arena arena;

static struct rec
read(const char *text)
{
	struct rec_fault f;
	struct rec r;

	CHECK(rec_read(&r, text, strlen(text), REC_STRICT, &arena, &f));
	return r;
}

static void
config(struct bgp_judge *j, const char *text)
{
	struct rec r = read(text);
	struct rec_fault f;

	CHECK(bgp_judge_config(j, &r, NULL, NULL, &f));
}

static struct bgp_judge *
begin(void)
{
	struct bgp_judge *j = bgp_judge_new();

	config(j, "{\"type\":\"router\",\"as\":65001,"
		  "\"router_id\":\"192.0.2.9\"}");
	config(j, "{\"type\":\"policy\",\"name\":\"outer\",\"rules\":["
		  "{\"match\":{\"med\":1},\"then\":\"reject\"},"
		  "{\"call\":\"inner\"},{\"then\":\"next\"}]}");
	config(j, "{\"type\":\"policy\",\"name\":\"inner\",\"rules\":["
		  "{\"match\":{\"peer\":[\"a\"]},\"set\":{\"weight\":3}},"
		  "{\"match\":{\"med\":2},\"then\":\"accept\"}]}");
	config(j, "{\"type\":\"policy\",\"name\":\"loop\",\"rules\":["
		  "{\"call\":\"loop\"}]}");
	config(j, "{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":64512,"
		  "\"remote_address\":\"192.0.2.1\","
		  "\"import\":[\"outer\",\"inner\"],\"export\":[\"accept\"]}");
	config(j, "{\"type\":\"peer\",\"name\":\"b\",\"remote_as\":64513,"
		  "\"remote_address\":\"192.0.2.2\",\"import\":[\"loop\"]}");
	return j;
}

static void
end(struct bgp_judge *j)
{
	bgp_judge_free(j);
	arena_fini(&arena);
}

/* A route of the peer with this MED, judged; *by says how. */
static enum bgp_judged
judge(struct bgp_judge *j, const char *peer, unsigned med, struct rec *r,
    struct bgp_judged_by *by)
{
	struct rec_fault f;
	char text[300];

	snprintf(text, sizeof(text),
	    "{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\","
	    "\"next_hop\":\"192.0.2.1\",\"as_path\":[1],\"med\":%u,"
	    "\"peer\":\"%s\"}",
	    med, peer);
	*r = read(text);
	return bgp_judge_route(j, &r->route, &arena, by, &f);
}

static void
the_rule_that_decides_is_named_also_inside_of_a_call(void)
{
	static const rec_names none;
	struct bgp_judge *j = begin();
	struct bgp_judged_by by;
	struct rec r;
	char why[80];

	CHECK(bgp_judge_ask(j, BGP_IMPORT, NULL, &none, why, sizeof(why)));
	for (int twice = 0; twice < 2; twice++) { /* verdicts are kept */
		CHECK(judge(j, "a", 1, &r, &by) == BGP_JUDGED_REJECTED);
		CHECK_STR(by.policy, "outer");
		CHECK(by.rule == 0 && by.why == NULL);
		CHECK(judge(j, "192.0.2.1", 2, &r, &by) == BGP_JUDGED_CHANGED);
		CHECK_STR(by.policy, "inner");
		CHECK(by.rule == 1 && r.route.weight == 3);
		CHECK(judge(j, "a", 3, &r, &by) == BGP_JUDGED_REJECTED);
		CHECK(by.policy == NULL);
		CHECK_STR(by.why, "no rule decided");
		CHECK(judge(j, "b", 1, &r, &by) == BGP_JUDGED_REJECTED);
		CHECK_STR(by.policy, "loop");
		CHECK(judge(j, "c", 1, &r, &by) == BGP_JUDGED_REJECTED);
		CHECK(by.stranger);
	}
	end(j);
}

static void
what_is_sent_is_seen_from_the_neighbour_that_gets_it(void)
{
	static const rec_names none;
	struct bgp_judge *j = begin();
	struct bgp_judged_by by;
	struct rec r;
	char why[80];

	CHECK(!bgp_judge_ask(j, BGP_EXPORT, "z", &none, why, sizeof(why)));
	CHECK_STR(why, "peer \"z\" does not exist");
	CHECK(bgp_judge_ask(j, BGP_EXPORT, "a", &none, why, sizeof(why)));
	CHECK(judge(j, "b", 1, &r, &by) == BGP_JUDGED_CHANGED);
	CHECK(r.route.rib == RIB_ADJ_OUT);
	CHECK_STR(r.route.peer, "a");
	CHECK_STR(by.policy, "accept");
	end(j);
}

static void
named_policies_stand_for_those_of_all_neighbours(void)
{
	const char *names[] = { "inner", "none" };
	rec_names one = { 1, names }, two = { 2, names };
	struct bgp_judge *j = begin();
	struct bgp_judged_by by;
	struct rec r;
	char why[80];

	CHECK(!bgp_judge_ask(j, BGP_IMPORT, NULL, &two, why, sizeof(why)));
	CHECK_STR(why, "policy \"none\" does not exist");
	end(j);
	j = begin();
	CHECK(bgp_judge_ask(j, BGP_IMPORT, NULL, &one, why, sizeof(why)));
	CHECK(judge(j, "stranger", 2, &r, &by) == BGP_JUDGED_AS_IS);
	CHECK(judge(j, "a", 2, &r, &by) == BGP_JUDGED_CHANGED);
	end(j);
}

int
main(void)
{
	RUN(the_rule_that_decides_is_named_also_inside_of_a_call);
	RUN(what_is_sent_is_seen_from_the_neighbour_that_gets_it);
	RUN(named_policies_stand_for_those_of_all_neighbours);
	return DONE();
}
