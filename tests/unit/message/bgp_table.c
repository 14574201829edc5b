/* The table that a stream of records leaves. */
#include "message/bgp_table.h"

#include "base/obuf.h"

#include "../../t.h"

static void
put_line(void *ctx, const struct rec *r)
{
	rec_write(ctx, r);
}

/* The routes of the table, each without what all of these have. */
static bool
holds(struct bgp_table *t, const char *want)
{
	struct obuf out = { 0 };
	bool equal;

	bgp_table_each(t, put_line, &out);
	equal = obuf_left(&out) == strlen(want) &&
		memcmp(obuf_at(&out), want, strlen(want)) == 0;
	if (!equal)
		printf("# %.*s", (int)obuf_left(&out), obuf_at(&out));
	obuf_fini(&out);
	return equal;
}

static void
add(struct bgp_table *t, const char *text)
{
	struct arena arena = { 0 };
	struct rec_fault f;
	struct rec r;

	CHECK(rec_read(&r, text, strlen(text), REC_STRICT, &arena, &f));
	bgp_table_add(t, &r);
	arena_fini(&arena);
}

#define ROUTE(rest)                                                            \
	"{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\","         \
	"\"family\":" rest "}\n"
#define GONE(rest)                                                             \
	"{\"type\":\"route\",\"op\":\"del\",\"rib\":\"adj_in_pre\","           \
	"\"protocol\":\"bgp\",\"family\":" rest "}\n"
#define MESSAGE(rest)                                                          \
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":" rest "}\n"
#define A  "\"peer\":\"192.0.2.1\""
#define B  "\"peer\":\"192.0.2.2\""
#define P1 "\"ipv4_unicast\",\"prefix\":\"10.1.0.0/16\","
#define P2 "\"ipv4_unicast\",\"prefix\":\"10.2.0.0/16\","

static void
routes_are_replaced_withdrawn_and_sorted(void)
{
	struct bgp_table *t = bgp_table_new();

	add(t, ROUTE(P2 "\"med\":1," A));
	add(t, ROUTE(P1 "\"med\":1," A));
	add(t, ROUTE(P1 "\"med\":1," B));
	add(t, ROUTE(P1 "\"path_id\":3,\"med\":1," A));
	add(t, ROUTE(P1 "\"med\":2," A));
	add(t, GONE(P1 B));
	add(t, GONE(P2 B));
	CHECK(holds(t,
	    ROUTE(P1 "\"med\":2," A) ROUTE(P1 "\"path_id\":3,\"med\":1," A)
		ROUTE(P2 "\"med\":1," A)));
	bgp_table_free(t);
}

static void
destinations_that_are_no_prefix_are_told_apart(void)
{
	struct bgp_table *t = bgp_table_new();

	add(t, ROUTE("\"afi_9_safi_9\",\"hex\":\"0a0b\",\"med\":1," A));
	add(t, ROUTE("\"afi_9_safi_9\",\"hex\":\"0a0c\",\"med\":1," A));
	add(t, ROUTE("\"afi_9_safi_9\",\"hex\":\"0a0b\",\"med\":2," A));
	add(t, GONE("\"afi_9_safi_9\",\"hex\":\"0a0c\"," A));
	CHECK(
	    holds(t, ROUTE("\"afi_9_safi_9\",\"hex\":\"0a0b\",\"med\":2," A)));
	bgp_table_free(t);
}

static void
a_session_that_ends_takes_its_routes_alone(void)
{
	static const char *const ends[] = {
		MESSAGE("\"notification\",\"src\":\"192.0.2.1\","
			"\"dst\":\"192.0.2.9\""),
		MESSAGE("\"notification\",\"src\":\"192.0.2.9\","
			"\"dst\":\"192.0.2.1\""),
		MESSAGE("\"open\",\"src\":\"192.0.2.1\","
			"\"dst\":\"192.0.2.9\""),
		MESSAGE("\"state_change\",\"src\":\"192.0.2.1\","
			"\"old_state\":\"established\","
			"\"new_state\":\"idle\""),
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct bgp_table *t = bgp_table_new();

		add(t, ROUTE(P1 "\"med\":1," A));
		add(t, ROUTE(P1 "\"med\":1," B));
		add(t, MESSAGE("\"keepalive\",\"src\":\"192.0.2.1\""));
		add(t, ends[i]);
		CHECK(holds(t, ROUTE(P1 "\"med\":1," B)));
		add(t, ROUTE(P2 "\"med\":1," A));
		CHECK(holds(
		    t, ROUTE(P1 "\"med\":1," B) ROUTE(P2 "\"med\":1," A)));
		bgp_table_free(t);
	}
}

int
main(void)
{
	RUN(routes_are_replaced_withdrawn_and_sorted);
	RUN(destinations_that_are_no_prefix_are_told_apart);
	RUN(a_session_that_ends_takes_its_routes_alone);
	return DONE();
}
