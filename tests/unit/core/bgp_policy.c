/* Policies: every match, every set, chains, calls, and what is refused. */
#include "core/bgp_policy.h"
#include "../../t.h"
#include "base/arena.h"
#include "core/bgp_set.h"
#include "rec/rec.h"
#include "value/family.h"

static struct bgp_sets *sets;
static struct bgp_policies *policies;
static struct rec_fault why;

static const char *
read_file(void *ctx, const char *name, size_t *n)
{
	const char *text = ctx;

	if (strcmp(name, "list") != 0)
		return NULL;
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
	if (!rec_read(&rec, text, strlen(text), REC_STRICT, &a, &f)) {
		printf("# %s: %s\n", f.key, f.text);
		CHECK(false);
		return false;
	}
	done = bgp_policies_set(
	    policies, &rec.policy, read_file, (void *)(uintptr_t)file, &why);
	arena_fini(&a);
	return done;
}

static bool
policy(const char *rules)
{
	return policy_file(rules, "");
}

static bool
named_policy(const char *name, const char *rules)
{
	struct arena a = { 0 };
	struct rec_fault f;
	struct rec rec;
	char text[1000];
	bool done;

	snprintf(text, sizeof(text),
	    "{\"type\":\"policy\",\"name\":\"%s\",\"rules\":%s}", name, rules);
	done = rec_read(&rec, text, strlen(text), REC_STRICT, &a, &f) &&
	       bgp_policies_set(policies, &rec.policy, NULL, NULL, &why);
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

/* AS path 65001 65002, communities 65001:100 and 65001:200, LOCAL_PREF 150. */
static struct bgp_set *
sample(void)
{
	static const uint8_t path[] = { 2, 2, 0, 0, 0xfd, 0xe9, 0, 0, 0xfd,
		0xea };
	static const uint8_t standard[] = { 0xfd, 0xe9, 0, 100, 0xfd, 0xe9, 0,
		200 };
	static const uint8_t large[] = { 0, 0, 0xfd, 0xe9, 0, 0, 0, 1, 0, 0, 0,
		2 };
	static const uint8_t ext[] = { 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 };
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH |
		       1u << BGP_NEXT_HOP | 1u << BGP_LOCAL_PREF |
		       1u << BGP_MED | 1u << BGP_COMMUNITIES |
		       1u << BGP_EXT_COMMUNITIES |
		       UINT64_C(1) << BGP_LARGE_COMMUNITIES,
		.origin = BGP_EGP,
		.as_path = { rbuf(path, sizeof(path)), 4 },
		.next_hop = addr_ip4(0xc0000201),
		.local_pref = 150,
		.med = 5,
		.communities = rbuf(standard, sizeof(standard)),
		.large_communities = rbuf(large, sizeof(large)),
		.ext_communities = rbuf(ext, sizeof(ext)),
	};

	return bgp_sets_intern(sets, &a, NULL, 0);
}

static const struct prefix net = { { ADDR_IP4, { 172, 16, 5, 0 } }, 24 };

static struct bgp_judgement
run(struct bgp_chain *c, struct bgp_set *set)
{
	struct bgp_route r = { set, &net, FAMILY_IPV4_UNICAST, 1, "aws", "bgp",
		0 };

	return bgp_chain_run(c, &r);
}

static struct bgp_chain *
chain(const char *const *list, uint32_t n)
{
	const char *at[4];
	rec_names names = { n, at };

	for (uint32_t i = 0; i < n; i++)
		at[i] = list[i];
	return bgp_chain_new(policies, &names, BGP_CHAIN_CLOSED);
}

/* Whether policy p accepts the sample: asked twice, as verdicts are kept. */
static bool
accepts(void)
{
	static const char *const names[] = { "p" };
	struct bgp_chain *c = chain(names, 1);
	struct bgp_set *s = sample();
	bool once = run(c, s).accept, twice = run(c, s).accept;

	CHECK(once == twice);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	return once;
}

/* ---- matching ---- */

static const struct {
	const char *match;
	bool yes;
} matches[] = {
	{ "\"prefix\":[\"172.16.0.0/12 le 24\"]", true },
	{ "\"prefix\":[\"172.16.0.0/12 le 23\"]", false },
	{ "\"prefix\":[\"10.0.0.0/8 le 32\",\"172.16.5.0/24\"]", true },
	{ "\"prefix_file\":\"list\"", true },
	{ "\"family\":[\"ipv4_unicast\"]", true },
	{ "\"family\":[\"ipv6_unicast\"]", false },
	{ "\"as_path\":[\"_65002$\"]", true },
	{ "\"as_path\":[\"^65002\",\"^65001 65002$\"]", true },
	{ "\"as_path\":[\"^$\"]", false },
	{ "\"origin_as\":[65002]", true },
	{ "\"origin_as\":[65001]", false },
	{ "\"community\":[\"65001:100\"]", true },
	{ "\"community\":[\"65001:*\"]", true },
	{ "\"community\":[\"*:200\"]", true },
	{ "\"community\":[\"*\"]", true },
	{ "\"community\":[\"no_export\",\"65001:300\"]", false },
	{ "\"large_community\":[\"65001:1:2\"]", true },
	{ "\"large_community\":[\"65001:*:2\"]", true },
	{ "\"large_community\":[\"65001:*:3\"]", false },
	{ "\"ext_community\":[\"rt:65001:100\"]", true },
	{ "\"ext_community\":[\"rt:65001:*\"]", true },
	{ "\"ext_community\":[\"soo:65001:100\"]", false },
	{ "\"next_hop\":[\"192.0.2.0/24\"]", true },
	{ "\"next_hop\":[\"192.0.3.0/24\"]", false },
	{ "\"peer\":[\"gcp\",\"aws\"]", true },
	{ "\"peer\":[\"gcp\"]", false },
	{ "\"protocol\":[\"bgp\"]", true },
	{ "\"protocol\":[\"connected\"]", false },
	{ "\"origin\":[\"egp\"]", true },
	{ "\"origin\":[\"igp\",\"incomplete\"]", false },
	{ "\"med\":5", true },
	{ "\"med\":6", false },
	{ "\"local_pref\":150", true },
	{ "\"local_pref\":100", false },
	{ "\"med\":5,\"community\":[\"65001:100\"],\"origin\":[\"egp\"]",
	    true },
	{ "\"med\":5,\"community\":[\"65001:100\"],\"origin\":[\"igp\"]",
	    false },
};

static void
every_match_matches_what_it_says(void)
{
	begin();
	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++) {
		char rules[300];
		bool yes;

		snprintf(rules, sizeof(rules),
		    "[{\"match\":{%s},\"then\":\"accept\"}]", matches[i].match);
		CHECK(
		    policy_file(rules, "# ours\n\n172.16.0.0/12 le 24 # b\n"));
		yes = accepts();
		CHECK(yes == matches[i].yes);
		if (yes != matches[i].yes)
			printf("# %s\n", matches[i].match);
	}
	end();
}

/* ---- setting ---- */

/* The attributes of the sample behind policy p, in hex from the canon. */
static void
set_is(const char *set,
    void (*check)(const struct bgp_set *, const struct bgp_attrs *))
{
	static const char *const names[] = { "p" };
	struct bgp_judgement j;
	struct bgp_chain *c;
	struct bgp_set *s;
	struct bgp_attrs a;
	char rules[300];

	begin();
	snprintf(
	    rules, sizeof(rules), "[{\"set\":{%s},\"then\":\"accept\"}]", set);
	CHECK(policy(rules));
	c = chain(names, 1);
	s = sample();
	j = run(c, s);
	CHECK(j.accept && j.set != NULL);
	if (j.set != NULL) {
		bgp_set_open(j.set, &a);
		check(j.set, &a);
	}
	CHECK(run(c, s).set == j.set);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

static void
numbers(const struct bgp_set *s, const struct bgp_attrs *a)
{
	CHECK(s->local_pref == 200 && s->weight == 7 && a->origin == BGP_IGP);
	CHECK(!bgp_set_has(s, BGP_MED));
}

static void
prepended(const struct bgp_set *s, const struct bgp_attrs *a)
{
	(void)a;
	CHECK(s->as_path_length == 4 && s->first_as == 1);
	CHECK(s->origin_as == 65002);
}

static void
recoloured(const struct bgp_set *s, const struct bgp_attrs *a)
{
	struct rbuf r = a->communities;

	(void)s;
	CHECK(get_u32(&r) == 0xfde900c8); /* 65001:200 stays */
	CHECK(get_u32(&r) == 0xfde90009);
	CHECK(rbuf_left(&r) == 0 && !r.bad);
	CHECK(!bgp_has(a, BGP_LARGE_COMMUNITIES));
	CHECK(rbuf_left(&a->ext_communities) == 16);
}

static void
rehopped(const struct bgp_set *s, const struct bgp_attrs *a)
{
	CHECK(addr_u32(&a->next_hop) == 0xc6336401);
	CHECK(addr_u32(&bgp_set_next_hop(sets, s)->addr) == 0xc6336401);
}

static void
every_set_sets_what_it_says(void)
{
	set_is("\"local_pref\":200,\"weight\":7,\"med_remove\":true,"
	       "\"origin\":\"igp\"",
	    numbers);
	set_is("\"prepend\":[1,2]", prepended);
	set_is("\"communities_remove\":[\"65001:100\"],"
	       "\"communities_add\":[\"65001:9\",\"65001:200\"],"
	       "\"large_communities_remove\":[\"*\"],"
	       "\"ext_communities_add\":[\"rt:1:1\"]",
	    recoloured);
	set_is("\"next_hop\":\"198.51.100.1\"", rehopped);
}

/* ---- chains ---- */

static void
a_chain_ends_with_reject_once_it_has_begun(void)
{
	static const char *const two[] = { "p", "q" };
	rec_names none = { 0 };
	struct bgp_chain *c;
	struct bgp_set *s;

	begin();
	s = sample();
	CHECK(policy("[{\"set\":{\"local_pref\":300}}]"));
	CHECK(named_policy(
	    "q", "[{\"match\":{\"local_pref\":300},\"then\":\"accept\"}]"));
	c = chain(two, 1);
	CHECK(!run(c, s).accept);
	bgp_chain_free(c);
	c = chain(two, 2); /* the second sees what the first has set */
	CHECK(run(c, s).accept && run(c, s).set->local_pref == 300);
	bgp_chain_free(c);
	c = bgp_chain_new(policies, &none, BGP_CHAIN_CLOSED);
	CHECK(!run(c, s).accept);
	bgp_chain_free(c);
	c = bgp_chain_new(policies, &none, BGP_CHAIN_OPEN);
	CHECK(run(c, s).accept && run(c, s).set == s);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

static void
accept_reject_and_next_hop_self_exist(void)
{
	static const char *const self[] = { "next_hop_self" };
	static const char *const both[] = { "next_hop_self", "reject" };
	static const char *const plain[] = { "accept" };
	struct bgp_chain *c;
	struct bgp_set *s;

	begin();
	s = sample();
	c = chain(self, 1);
	CHECK(run(c, s).accept && run(c, s).hop == BGP_HOP_SELF);
	CHECK(run(c, s).set == s);
	bgp_chain_free(c);
	c = chain(both, 2);
	CHECK(!run(c, s).accept);
	bgp_chain_free(c);
	c = chain(plain, 1);
	CHECK(run(c, s).accept && run(c, s).hop == BGP_HOP_DEFAULT);
	CHECK(!run(c, s).med_set);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

static void
a_called_policy_decides_or_hands_back(void)
{
	begin();
	CHECK(policy("[{\"call\":\"q\"},{\"then\":\"accept\"}]"));
	CHECK(
	    named_policy("q", "[{\"match\":{\"med\":5},\"then\":\"reject\"}]"));
	CHECK(!accepts());
	CHECK(
	    named_policy("q", "[{\"match\":{\"med\":6},\"then\":\"reject\"}]"));
	CHECK(accepts());
	CHECK(named_policy("q", "[{\"call\":\"p\"}]")); /* round and round */
	CHECK(!accepts());
	end();
}

static void
a_policy_that_is_missing_is_named_and_rejects(void)
{
	static const char *const names[] = { "accept", "later" };
	struct bgp_chain *c, *again;
	struct bgp_set *s;

	begin();
	s = sample();
	c = chain(names, 2);
	CHECK_STR(bgp_chain_missing(c), "later");
	CHECK(!run(c, s).accept);
	CHECK(bgp_chain_uses(c, "later") && bgp_chain_current(c));
	CHECK(named_policy("later", "[]"));
	CHECK(!bgp_chain_current(c));
	again = chain(names, 2);
	CHECK(again != c && bgp_chain_missing(again) == NULL);
	CHECK(run(again, s).accept);
	bgp_chain_free(c);
	bgp_chain_free(again);
	CHECK(policy("[{\"call\":\"nowhere\"}]"));
	c = chain((const char *const[]){ "p" }, 1);
	CHECK_STR(bgp_chain_missing(c), "nowhere");
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

static void
equal_chains_are_one_until_a_policy_changes(void)
{
	static const char *const names[] = { "p" };
	struct bgp_chain *a, *b, *c;
	struct bgp_set *s;

	begin();
	s = sample();
	CHECK(policy("[{\"then\":\"accept\"}]"));
	a = chain(names, 1);
	b = chain(names, 1);
	CHECK(a == b);
	CHECK(policy("[{\"then\":\"reject\"}]"));
	c = chain(names, 1);
	CHECK(c != a && !bgp_chain_current(a));
	CHECK(run(a, s).accept && !run(c, s).accept);
	bgp_policies_del(policies, "p");
	CHECK(!bgp_chain_current(c) && !run(c, s).accept);
	bgp_chain_free(a);
	bgp_chain_free(b);
	bgp_chain_free(c);
	bgp_set_drop(sets, s);
	end();
}

/* ---- faults ---- */

static const struct {
	const char *rules, *key, *text;
} faults[] = {
	{ "[{},{\"match\":{\"as_path\":[\"(\"]}}]",
	    "policy \"p\": rules[1].match.as_path",
	    "\"(\": missing closing parenthesis" },
	{ "[{\"match\":{\"community\":[\"1:2:3\"]}}]",
	    "policy \"p\": rules[0].match.community",
	    "\"1:2:3\": not a community" },
	{ "[{\"match\":{\"large_community\":[\"1:2\"]}}]",
	    "policy \"p\": rules[0].match.large_community",
	    "\"1:2\": not a community" },
	{ "[{\"set\":{\"communities_remove\":[\"70000:1\"]}}]",
	    "policy \"p\": rules[0].set.communities_remove",
	    "\"70000:1\": not a community" },
	{ "[{\"set\":{\"next_hop\":\"me\"}}]",
	    "policy \"p\": rules[0].set.next_hop",
	    "\"me\": neither an address nor self or unchanged" },
	{ "[{\"match\":{\"prefix_file\":\"gone\"}}]",
	    "policy \"p\": rules[0].match.prefix_file",
	    "\"gone\": cannot be read" },
	{ "[{\"match\":{\"prefix_file\":\"list\"}}]",
	    "policy \"p\": rules[0].match.prefix_file",
	    "list:2: \"10.0.0.1/8\": not a prefix or a range of them" },
	{ "[{\"match\":{\"origin_as_file\":\"list\"}}]",
	    "policy \"p\": rules[0].match.origin_as_file",
	    "list:1: \"10.0.0.0/8\": not an AS number" },
	{ "[{\"match\":{\"community_file\":\"list\"}}]",
	    "policy \"p\": rules[0].match.community_file",
	    "list:1: \"10.0.0.0/8\": not a community" },
};

static void
a_bad_value_is_refused_with_its_place(void)
{
	begin();
	CHECK(policy("[{\"then\":\"accept\"}]"));
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		CHECK(!policy_file(
		    faults[i].rules, "10.0.0.0/8\r\n 10.0.0.1/8\n"));
		CHECK_STR(why.key, faults[i].key);
		CHECK_STR(why.text, faults[i].text);
		CHECK(accepts()); /* the old one stays */
	}
	end();
}

int
main(void)
{
	RUN(every_match_matches_what_it_says);
	RUN(every_set_sets_what_it_says);
	RUN(a_chain_ends_with_reject_once_it_has_begun);
	RUN(accept_reject_and_next_hop_self_exist);
	RUN(a_called_policy_decides_or_hands_back);
	RUN(a_policy_that_is_missing_is_named_and_rejects);
	RUN(equal_chains_are_one_until_a_policy_changes);
	RUN(a_bad_value_is_refused_with_its_place);
	return DONE();
}
