/* Policies that ask for the result of origin validation. */
#include "../../t.h"
#include "base/arena.h"
#include "core/bgp_policy.h"
#include "core/bgp_set.h"
#include "core/rpki.h"
#include "value/family.h"

static const struct prefix net = { { ADDR_IP4, { 172, 16, 5, 0 } }, 24 };

/* Whether a policy for that state accepts the set; asked as a neighbour would.
 */
static bool
says(struct bgp_policies *policies, const char *state, struct bgp_set *set)
{
	const char *name = "p";
	rec_names names = { 1, &name };
	struct bgp_route route = { .set = set,
		.prefix = &net,
		.family = FAMILY_IPV4_UNICAST,
		.source = 1,
		.peer = "aws",
		.protocol = "bgp" };
	struct arena arena = { 0 };
	struct bgp_chain *c;
	struct rec_fault why;
	struct rec rec;
	char text[200];
	bool yes;

	snprintf(text, sizeof(text),
	    "{\"type\":\"policy\",\"name\":\"p\",\"rules\":[{\"match\":"
	    "{\"rpki\":\"%s\"},\"then\":\"accept\"}]}",
	    state);
	CHECK(rec_read(&rec, text, strlen(text), REC_STRICT, &arena, &why));
	CHECK(bgp_policies_set(policies, &rec.policy, NULL, NULL, &why));
	arena_fini(&arena);
	c = bgp_chain_new(policies, &names, BGP_CHAIN_CLOSED);
	CHECK(bgp_chain_sees_rpki(c) && bgp_chain_sees_prefix(c));
	yes = bgp_chain_run(c, &route).accept;
	bgp_chain_free(c);
	return yes;
}

static void
origins_are_judged_by_the_roas_that_there_are(void)
{
	static const uint8_t path[] = { 2, 2, 0, 0, 0xfd, 0xe9, 0, 0, 0xfd,
		0xea };
	struct bgp_attrs of_65002 = { .has = 1u << BGP_AS_PATH,
		.as_path = { rbuf(path, sizeof(path)), 4 } };
	struct bgp_attrs of_ours = { 0 };
	struct bgp_sets *sets = bgp_sets_new();
	struct bgp_policies *p = bgp_policies_new(sets);
	struct bgp_set *s = bgp_sets_intern(sets, &of_65002, NULL, 0);
	struct bgp_set *ours = bgp_sets_intern(sets, &of_ours, NULL, 0);
	struct rpki *table = rpki_new();
	struct rpki_sources sources = { 1, &table };
	struct roa roa = { net, 24, 65002 };

	CHECK(says(p, "not_found", s) && !says(p, "valid", s));
	bgp_policies_rpki(p, &sources, 65001);
	CHECK(says(p, "not_found", s));
	rpki_add(table, &roa);
	CHECK(says(p, "valid", s) && !says(p, "invalid", s));
	CHECK(!says(p, "not_found", s));
	CHECK(says(p, "invalid", ours)); /* it is of AS 65001 */
	rpki_remove(table, &roa);
	roa.as = 65001;
	rpki_add(table, &roa);
	CHECK(says(p, "invalid", s) && says(p, "valid", ours));
	bgp_policies_rpki(p, NULL, 0);
	CHECK(says(p, "not_found", s));
	bgp_set_drop(sets, s);
	bgp_set_drop(sets, ours);
	rpki_free(table);
	bgp_policies_free(p);
	bgp_sets_free(sets);
}

int
main(void)
{
	RUN(origins_are_judged_by_the_roas_that_there_are);
	return DONE();
}
