/* Conditions of a rule that stand in files, and those of a family alone. */
#include "../../t.h"
#include "base/arena.h"
#include "core/bgp_policy.h"
#include "core/bgp_set.h"

static struct bgp_sets *sets;
static struct bgp_policies *policies;

static const char *
read_file(void *ctx, const char *name, size_t *n)
{
	const char *text = ctx;

	CHECK_STR(name, "list");
	*n = strlen(text);
	return text;
}

static bool
policy_file(const char *rules, const char *file)
{
	struct arena a = { 0 };
	struct rec_fault f;
	struct rec rec;
	char text[1000];
	bool done;

	snprintf(text, sizeof(text),
	    "{\"type\":\"policy\",\"name\":\"p\",\"rules\":%s}", rules);
	CHECK(rec_read(&rec, text, strlen(text), REC_STRICT, &a, &f));
	done = bgp_policies_set(
	    policies, &rec.policy, read_file, (void *)(uintptr_t)file, &f);
	arena_fini(&a);
	return done;
}

static void
begin(void)
{
	sets = bgp_sets_new();
	policies = bgp_policies_new(sets);
}

static void
end(void)
{
	bgp_policies_free(policies);
	CHECK(bgp_sets_count(sets) == 0);
	bgp_sets_free(sets);
}

static struct bgp_chain *
chain(void)
{
	const char *name = "p";
	rec_names names = { 1, &name };

	return bgp_chain_new(policies, &names, BGP_CHAIN_CLOSED);
}

/* AS path 65001 65002, a community of each kind. */
static struct bgp_set *
sample(void)
{
	static const uint8_t path[] = { 2, 2, 0, 0, 0xfd, 0xe9, 0, 0, 0xfd,
		0xea };
	static const uint8_t standard[] = { 0xfd, 0xe9, 0, 100 };
	static const uint8_t large[] = { 0, 0, 0xfd, 0xe9, 0, 0, 0, 1, 0, 0, 0,
		2 };
	static const uint8_t ext[] = { 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 };
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
		       1u << BGP_COMMUNITIES | 1u << BGP_EXT_COMMUNITIES |
		       UINT64_C(1) << BGP_LARGE_COMMUNITIES,
		.as_path = { rbuf(path, sizeof(path)), 4 },
		.communities = rbuf(standard, sizeof(standard)),
		.large_communities = rbuf(large, sizeof(large)),
		.ext_communities = rbuf(ext, sizeof(ext)),
	};

	return bgp_sets_intern(sets, &a, NULL, 0);
}

static const struct prefix net = { { ADDR_IP4, { 172, 16, 5, 0 } }, 24 };

static bool
accepts(void)
{
	struct bgp_route r = { .set = sample(),
		.prefix = &net,
		.family = FAMILY_IPV4_UNICAST,
		.peer = "aws",
		.protocol = "bgp" };
	struct bgp_chain *c = chain();
	bool yes = bgp_chain_run(c, &r).accept;

	bgp_chain_free(c);
	bgp_set_drop(sets, r.set);
	return yes;
}

/* What a file holds, alone or beside what stands in the record. */
static const struct {
	const char *match, *file;
	bool yes;
} in_files[] = {
	{ "\"as_path_file\":\"list\"", "^1_\n_65002$ # ours", true },
	{ "\"as_path_file\":\"list\"", "^1_\n^65001$\n", false },
	{ "\"as_path_file\":\"list\"", "# none\n", false },
	{ "\"as_path\":[\"_65001_\"],\"as_path_file\":\"list\"", "^1_", true },
	{ "\"origin_as_file\":\"list\"", "70000\nAS65002\n1\n", true },
	{ "\"origin_as_file\":\"list\"", "65001\r\n65003\r\n", false },
	{ "\"origin_as_file\":\"list\"", "", false },
	{ "\"origin_as\":[65002],\"origin_as_file\":\"list\"", "1", true },
	{ "\"community_file\":\"list\"", "no_export\n65001:1*\n", false },
	{ "\"community_file\":\"list\"", "no_export\n65001:*\n", true },
	{ "\"community_file\":\"list\"", "\n\n", false },
	{ "\"large_community_file\":\"list\"", "65001:1:*", true },
	{ "\"large_community_file\":\"list\"", "65001:2:*", false },
	{ "\"ext_community_file\":\"list\"", "rt:65001:100", true },
	{ "\"ext_community_file\":\"list\"", "soo:*:*", false },
};

static void
a_set_in_a_file_is_one_condition_with_the_list_beside_it(void)
{
	begin();
	for (size_t i = 0; i < sizeof(in_files) / sizeof(*in_files); i++) {
		char rules[300];
		bool taken;

		snprintf(rules, sizeof(rules),
		    "[{\"match\":{%s},\"then\":\"accept\"}]",
		    in_files[i].match);
		taken = policy_file(rules, in_files[i].file);
		if (strstr(in_files[i].file, ":1*") != NULL) {
			CHECK(!taken); /* a part is whole, or * */
			continue;
		}
		CHECK(taken);
		CHECK(accepts() == in_files[i].yes);
		if (accepts() != in_files[i].yes)
			printf("# %s\n", in_files[i].match);
	}
	end();
}

static void
a_route_type_is_that_of_evpn(void)
{
	static const uint8_t mac_ip[] = { 2, 0 };
	struct bgp_route r = { .prefix = &net,
		.family = FAMILY_L2VPN_EVPN,
		.source = 1,
		.peer = "pe1",
		.protocol = "bgp" };
	struct rbuf nlri = rbuf(mac_ip, sizeof(mac_ip));
	struct bgp_chain *c;

	begin();
	CHECK(bgp_route_type(FAMILY_L2VPN_EVPN, nlri) == 2);
	CHECK(bgp_route_type(FAMILY_IPV4_UNICAST, nlri) == 0);
	CHECK(bgp_route_type(FAMILY_L2VPN_EVPN, rbuf(mac_ip, 0)) == 0);
	CHECK(policy_file(
	    "[{\"match\":{\"route_type\":[2,5]},\"then\":\"accept\"}]", ""));
	c = chain();
	CHECK(bgp_chain_sees_prefix(c)); /* asked for each destination */
	r.set = sample();
	r.route_type = 2;
	CHECK(bgp_chain_run(c, &r).accept);
	r.route_type = 3;
	CHECK(!bgp_chain_run(c, &r).accept);
	r.route_type = 0;
	CHECK(!bgp_chain_run(c, &r).accept);
	bgp_chain_free(c);
	bgp_set_drop(sets, r.set);
	end();
}

/* The next hop of a VPN route stands behind an RD, whatever a rule sets. */
static void
a_vpn_next_hop_keeps_its_distinguisher(void)
{
	const struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH, .as_path.width = 4
	};
	const struct prefix any = { { ADDR_IP4, { 0 } }, 0 };
	const struct bgp_next_hop *hop;
	struct bgp_judgement j;
	struct bgp_chain *c;
	struct bgp_set *s;

	begin();
	CHECK(
	    policy_file("[{\"set\":{\"local_pref\":7,"
			"\"next_hop\":\"198.51.100.1\"},\"then\":\"accept\"}]",
		""));
	c = chain();
	s = bgp_sets_intern(sets, &a,
	    &(struct bgp_hop){ .addr = addr_ip4(9), .has_rd = true }, 0);
	j = bgp_chain_run(c, &(struct bgp_route){ .set = s,
				 .prefix = &any,
				 .family = FAMILY_IPV4_VPN,
				 .peer = "",
				 .protocol = "bgp" });
	CHECK(j.accept && j.set->local_pref == 7);
	hop = bgp_set_next_hop(sets, j.set);
	CHECK(hop->has_rd && addr_u32(&hop->addr) == 0xc6336401);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

int
main(void)
{
	RUN(a_vpn_next_hop_keeps_its_distinguisher);
	RUN(a_set_in_a_file_is_one_condition_with_the_list_beside_it);
	RUN(a_route_type_is_that_of_evpn);
	return DONE();
}
