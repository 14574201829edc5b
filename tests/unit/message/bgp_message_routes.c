/* What messages do to routes. */
#include "message/bgp_message_routes.h"
#include "value/family.h"

#include "../../t.h"

static struct rec_nlri nlri[] = {
	{ .has = UINT64_C(1) << AT_nlri_prefix,
	    .prefix = { { ADDR_IP4, { 10, 1 } }, 16 } },
	{ .has = UINT64_C(1) << AT_nlri_prefix,
	    .prefix = { { ADDR_IP4, { 10, 2 } }, 16 } },
};

static struct rec_announce group = {
	.has = UINT64_C(1) << AT_announce_family | UINT64_C(1)
						       << AT_announce_next_hop,
	.family = FAMILY_IPV4_UNICAST,
	.next_hop = { ADDR_IP4, { 192, 0, 2, 1 } },
	.nlri = { 2, nlri },
};

struct got {
	unsigned n, dels;
	uint64_t has[4];
	uint32_t path[8], path_n;
	struct rec_aggregator aggregator;
};

static void
take(void *ctx, const struct rec *r)
{
	struct got *g = ctx;

	g->has[g->n++] = r->route.has;
	g->dels += r->del;
	g->path_n = 0;
	for (uint32_t i = 0; i < r->route.as_path.n; i++)
		for (uint32_t k = 0; k < r->route.as_path.at[i].n; k++)
			g->path[g->path_n++] = r->route.as_path.at[i].asns[k];
	g->aggregator = r->route.aggregator;
}

static struct got
routes_of(const struct rec_message *m)
{
	struct arena arena = { 0 };
	struct got g = { 0 };

	bgp_message_routes(m, take, &g);
	arena_fini(&arena);
	return g;
}

static struct rec_message
an_update(void)
{
	struct rec_message m = { 0 };

	PUT(&m, message, protocol, "bgp");
	PUT(&m, message, kind, "update");
	m.announce.n = 1;
	m.announce.at = &group;
	MARK(&m, message, announce);
	return m;
}

static void
an_error_of_rfc_7606_withdraws_or_says_nothing(void)
{
	static const struct {
		const char *treatment;
		unsigned n, dels;
	} rows[] = {
		{ "attribute_discard", 2, 0 },
		{ "treat_as_withdraw", 2, 2 },
		{ "afi_safi_disable", 2, 2 },
		{ "session_reset", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rec_message m = an_update();
		struct got g;

		PUT(&m.error, error, treatment, rows[i].treatment);
		MARK(&m, message, error);
		g = routes_of(&m);
		CHECK(g.n == rows[i].n && g.dels == rows[i].dels);
	}
}

static void
what_is_withdrawn_comes_first_and_has_no_attributes(void)
{
	struct rec_message m = an_update();
	struct got g;

	m.withdraw.n = 1;
	m.withdraw.at = &group;
	PUT(&m.attributes, attributes, med, 5);
	g = routes_of(&m);
	CHECK(g.n == 4 && g.dels == 2);
	CHECK(!(g.has[0] >> AT_route_med & 1) && g.has[2] >> AT_route_med & 1);
	CHECK(g.has[2] >> AT_route_next_hop & 1);
	CHECK(!(g.has[1] >> AT_route_next_hop & 1));
}

/* RFC 6793 4.2.3 */
static void
routes_have_the_path_that_was_merged(void)
{
	static const uint32_t narrow[] = { 1, 23456 }, wide[] = { 70000 },
			      whole[] = { 1, 70000 };
	struct rec_segment a = { AS_SEQUENCE, 2, narrow },
			   b = { AS_SEQUENCE, 1, wide },
			   c = { AS_SEQUENCE, 2, whole };
	struct rec_message m = an_update();
	struct got g;

	PUT(&m.attributes, attributes, as_path, (rec_as_path){ 1, &a });
	PUT(&m.attributes, attributes, as4_path, (rec_as_path){ 1, &b });
	PUT(&m.attributes.aggregator, aggregator, as, 23456);
	MARK(&m.attributes, attributes, aggregator);
	g = routes_of(&m); /* between two that speak 4 octets: nothing to be */
	CHECK(g.path_n == 2 && memcmp(g.path, narrow, sizeof(narrow)) == 0);
	CHECK(!(g.has[0] >> AT_route_as4_path & 1));
	PUT(&m.merged, merged, as_path, (rec_as_path){ 1, &c });
	PUT(&m.merged.aggregator, aggregator, as, 70000);
	MARK(&m.merged, merged, aggregator);
	MARK(&m, message, merged);
	g = routes_of(&m);
	CHECK(g.path_n == 2 && memcmp(g.path, whole, sizeof(whole)) == 0);
	CHECK(g.aggregator.as == 70000);
	CHECK(!(g.has[0] >> AT_route_as4_path & 1));
}

int
main(void)
{
	RUN(an_error_of_rfc_7606_withdraws_or_says_nothing);
	RUN(what_is_withdrawn_comes_first_and_has_no_attributes);
	RUN(routes_have_the_path_that_was_merged);
	return DONE();
}
