/* Conditions on routes: what holds, and what is no condition. */
#include "message/bgp_filter.h"
#include "base/arena.h"

#include "../../t.h"

static const char route[] =
    "{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\","
    "\"family\":\"ipv4_vpn\",\"rd\":\"192.0.2.9:5\",\"prefix\":\"10.1.2.0/24\","
    "\"origin\":\"igp\",\"as_path\":[65001,{\"set\":[3,4]},"
    "{\"confed_sequence\":[7,8]}],\"communities\":[\"65001:7\"],"
    "\"large_communities\":[\"4200000000:1:2\"],"
    "\"ext_communities\":[\"rt:65001:100\",\"soo:192.0.2.1:7\"],"
    "\"peer\":\"2001:db8::1\",\"peer_as\":65001,\"time\":1000.500000}";

/* Whether the route passes one condition; -1: that is none. */
static int
passes(enum bgp_condition which, const char *text)
{
	struct bgp_filter *f = bgp_filter_new();
	struct arena arena = { 0 };
	struct rec_fault fault;
	struct rec r;
	char why[128];
	int answer = -1;

	CHECK(
	    rec_read(&r, route, sizeof(route) - 1, REC_STRICT, &arena, &fault));
	if (bgp_filter_add(f, which, text, why, sizeof(why)))
		answer = bgp_filter_route(f, &r.route, BGP_IF_ANY);
	bgp_filter_free(f);
	arena_fini(&arena);
	return answer;
}

static const struct row {
	enum bgp_condition which;
	const char *text;
	int answer;
} rows[] = {
	{ BGP_IF_PEER, "2001:db8:0::1", 1 },
	{ BGP_IF_PEER, "2001:db8::2", 0 },
	{ BGP_IF_PEER, "65001", 1 },
	{ BGP_IF_PEER, "", -1 },
	{ BGP_IF_PREFIX, "10.1.2.0/24", 1 },
	{ BGP_IF_PREFIX, "10.1.0.0/16", 0 },
	{ BGP_IF_PREFIX, "10.1.0.0/16 longer", 1 },
	{ BGP_IF_PREFIX, "0.0.0.0/0 longer", 1 },
	{ BGP_IF_PREFIX, "::/0 longer", 0 },
	{ BGP_IF_PREFIX, "10.1.2.128/25 shorter", 1 },
	{ BGP_IF_PREFIX, "10.1.3.0/25 shorter", 0 },
	{ BGP_IF_PREFIX, "10.1.0.0/16 ge 25", 0 },
	{ BGP_IF_PREFIX, "10.1.2.0/24 longer longer", -1 },
	{ BGP_IF_PREFIX, "10.1.2.0/33", -1 },
	{ BGP_IF_PREFIX, " 10.1.2.0/24", -1 },
	/* sets in braces, confederations in parentheses, as in policies */
	{ BGP_IF_AS_PATH, "^65001 \\{3,4\\} \\(7 8\\)$", 1 },
	{ BGP_IF_AS_PATH, "_8_", 1 },
	{ BGP_IF_AS_PATH, "_5001_", 0 },
	{ BGP_IF_ORIGIN_AS, "8", 1 },
	{ BGP_IF_ORIGIN_AS, "7", 0 },
	{ BGP_IF_COMMUNITY, "65001:7", 1 },
	{ BGP_IF_COMMUNITY, "*:8", 0 },
	{ BGP_IF_COMMUNITY, "4200000000:*:2", 1 },
	{ BGP_IF_COMMUNITY, "soo:192.0.2.1:*", 1 },
	{ BGP_IF_COMMUNITY, "rt:65001:101", 0 },
	{ BGP_IF_COMMUNITY, "1:2:3:4", -1 },
	{ BGP_IF_COMMUNITY, "hello", -1 },
	{ BGP_IF_FAMILY, "ipv4_vpn", 1 },
	{ BGP_IF_FAMILY, "afi_1_safi_1", -1 },
	{ BGP_IF_KIND, "update", 0 },
	{ BGP_IF_RD, "192.0.2.9:5", 1 },
	{ BGP_IF_RD, "*:6", 0 },
	{ BGP_IF_RT, "65001:100", 1 },
	{ BGP_IF_RT, "192.0.2.1:7", 0 }, /* a site of origin is no target */
	{ BGP_IF_SINCE, "1000.5", 1 },
	{ BGP_IF_SINCE, "1000.500001", 0 },
	{ BGP_IF_UNTIL, "1970-01-01T00:16:40", 0 },
	{ BGP_IF_UNTIL, "1970-01-01 00:16:41Z", 1 },
	{ BGP_IF_UNTIL, "2024-02-29", 1 },
	{ BGP_IF_SINCE, "1e3", -1 },
	{ BGP_IF_SINCE, "1000.1234567", -1 },
	{ BGP_IF_SINCE, "2024-1-1", -1 },
	{ BGP_IF_SINCE, "2024-01-01T24:00", -1 },
	{ BGP_IF_SINCE, "99999999999999999999", -1 },
};

static void
each_condition_holds_or_not_or_is_refused(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int answer = passes(rows[i].which, rows[i].text);

		if (answer != rows[i].answer)
			printf("# \"%s\": %d\n", rows[i].text, answer);
		CHECK(answer == rows[i].answer);
	}
}

static void
an_empty_list_lets_nothing_pass(void)
{
	struct bgp_filter *f = bgp_filter_new();
	const struct rec_route r = { 0 };

	CHECK(bgp_filter_route(f, &r, BGP_IF_ANY));
	bgp_filter_expect(f, BGP_IF_PREFIX);
	CHECK(!bgp_filter_route(f, &r, BGP_IF_ANY));
	CHECK(bgp_filter_route(f, &r, BGP_IF_OF_ATTRIBUTES));
	bgp_filter_free(f);
}

int
main(void)
{
	RUN(each_condition_holds_or_not_or_is_refused);
	RUN(an_empty_list_lets_nothing_pass);
	return DONE();
}
