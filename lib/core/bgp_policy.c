/* The policies that exist, chains of them, and running a chain. */
#include "base/hash.h"
#include "base/mem.h"
#include "core/bgp_policy_in.h"

#include <stdlib.h>
#include <string.h>

/* Calls deeper than this are a loop: the route is rejected. */
#define MAX_DEPTH 16

/* Results that a chain remembers. */
#define MEMOS 256

enum outcome { UNDECIDED, ACCEPT, REJECT };

/* What became of a set: in a rule, or (rule NULL) in the whole chain. */
struct memo {
	const struct rule *rule;
	struct bgp_set *from, *to; /* held; from NULL: empty */
	uint32_t family;
	uint16_t source;
	uint8_t outcome, hop;
	bool med_set;
	uint32_t by_rule;
	const struct policy *by; /* of the chain's */
};

struct bgp_chain {
	struct bgp_policies *all;
	struct bgp_chain *next; /* in all->chains */
	uint32_t refs;
	bool current, sees_prefix, sees_rpki;
	enum bgp_chain_default without;
	char *names; /* each ends with a NUL; n of them */
	size_t n, names_size;
	char *missing;
	struct policy **uses; /* the first n are the chain, then the called */
	size_t n_uses, room_uses;
	struct memo *memos; /* MEMOS, once it has run */
	struct bgp_set *last;
};

struct bgp_policies {
	struct bgp_sets *sets;
	struct policy **at;
	size_t n, room;
	struct bgp_chain *chains;
	const struct rpki_sources *rpki;
	uint32_t local_as;
};

/* ---- policies ---- */

static struct policy *
builtin(const char *name, int then)
{
	struct rec_rule rule = { 0 };
	struct rec_policy rec = { 0 };
	struct policy *p;

	PUT(&rec, policy, name, name);
	MARK(&rec, policy, rules);
	rec.rules.n = 1;
	rec.rules.at = &rule;
	PUT(&rule, rule, then, then);
	if (then == THEN_NEXT) {
		MARK(&rule, rule, set);
		PUT(&rule.set, set, next_hop, "self");
	}
	p = policy_compile(&rec, NULL, NULL, NULL);
	p->rules[0].accepts_at_end = then == THEN_NEXT;
	return p;
}

static void
put(struct bgp_policies *all, struct policy *p)
{
	all->at =
	    mem_grow(all->at, &all->room, all->n, sizeof(struct policy *));
	all->at[all->n++] = p;
}

struct bgp_policies *
bgp_policies_new(struct bgp_sets *sets)
{
	struct bgp_policies *all = mem_zalloc(sizeof(*all));

	all->sets = sets;
	put(all, builtin("accept", THEN_ACCEPT));
	put(all, builtin("reject", THEN_REJECT));
	put(all, builtin("next_hop_self", THEN_NEXT));
	return all;
}

void
bgp_policies_free(struct bgp_policies *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++)
		policy_drop(all->at[i]);
	free(all->at);
	free(all);
}

void
bgp_policies_rpki(struct bgp_policies *all, const struct rpki_sources *rpki,
    uint32_t local_as)
{
	all->rpki = rpki;
	all->local_as = local_as;
}

static size_t
find(const struct bgp_policies *all, const char *name)
{
	size_t i = 0;

	while (i < all->n && strcmp(all->at[i]->name, name) != 0)
		i++;
	return i;
}

/* Chains that use it, or wait for it, are no longer what they should be. */
static void
outdate(struct bgp_policies *all, const char *name)
{
	for (struct bgp_chain *c = all->chains; c != NULL; c = c->next)
		if (bgp_chain_uses(c, name))
			c->current = false;
}

bool
bgp_policies_set(struct bgp_policies *all, const struct rec_policy *rec,
    bgp_file_fn *file, void *ctx, struct rec_fault *f)
{
	struct policy *p = policy_compile(rec, file, ctx, f);
	size_t at;

	if (p == NULL)
		return false;
	outdate(all, rec->name);
	at = find(all, rec->name);
	if (at == all->n) {
		put(all, p);
	} else {
		policy_drop(all->at[at]);
		all->at[at] = p;
	}
	return true;
}

void
bgp_policies_del(struct bgp_policies *all, const char *name)
{
	size_t at = find(all, name);

	if (at == all->n)
		return;
	outdate(all, name);
	policy_drop(all->at[at]);
	all->at[at] = all->at[--all->n];
}

/* ---- chains ---- */

static bool
same_names(const struct bgp_chain *c, const char *names, size_t size)
{
	return c->names_size == size &&
	       (size == 0 || memcmp(c->names, names, size) == 0);
}

static void
chain_use(struct bgp_chain *c, const char *name, bool called)
{
	size_t at = find(c->all, name);
	struct policy *p;

	if (at == c->all->n) {
		if (c->missing == NULL)
			c->missing = mem_strdup(name);
		return;
	}
	p = c->all->at[at];
	for (size_t i = c->n; called && i < c->n_uses; i++)
		if (c->uses[i] == p)
			return;
	p->refs++;
	c->sees_prefix |= p->sees_prefix;
	c->sees_rpki |= p->sees_rpki;
	c->uses = mem_grow(
	    c->uses, &c->room_uses, c->n_uses, sizeof(struct policy *));
	c->uses[c->n_uses++] = p;
}

/* The policies that those in the chain call, and so on; each once. */
static void
chain_use_called(struct bgp_chain *c)
{
	for (size_t i = 0; i < c->n_uses; i++)
		for (uint32_t j = 0; j < c->uses[i]->n; j++) {
			const struct rec_rule *r = c->uses[i]->rules[j].rec;

			if (HAS(r, rule, call))
				chain_use(c, r->call, true);
		}
}

struct bgp_chain *
bgp_chain_new(struct bgp_policies *all, const rec_names *names,
    enum bgp_chain_default without)
{
	struct bgp_chain *c;
	size_t size = 0;
	char *text;

	for (uint32_t i = 0; i < names->n; i++)
		size += strlen(names->at[i]) + 1;
	text = mem_alloc(size + 1);
	size = 0;
	for (uint32_t i = 0; i < names->n; i++) {
		strcpy(text + size, names->at[i]);
		size += strlen(names->at[i]) + 1;
	}
	for (c = all->chains; c != NULL; c = c->next)
		if (c->current && c->without == without &&
		    same_names(c, text, size)) {
			free(text);
			c->refs++;
			return c;
		}
	c = mem_zalloc(sizeof(*c));
	c->all = all;
	c->refs = 1;
	c->current = true;
	c->without = without;
	c->names = text;
	c->names_size = size;
	for (uint32_t i = 0; i < names->n; i++)
		chain_use(c, names->at[i], false);
	c->n = c->n_uses;
	chain_use_called(c);
	c->next = all->chains;
	all->chains = c;
	return c;
}

static void
memo_forget(struct bgp_sets *sets, struct memo *m)
{
	bgp_set_drop(sets, m->from);
	bgp_set_drop(sets, m->to);
	*m = (struct memo){ 0 };
}

void
bgp_chain_free(struct bgp_chain *c)
{
	struct bgp_chain **at;

	if (c == NULL || --c->refs > 0)
		return;
	for (at = &c->all->chains; *at != c; at = &(*at)->next)
		;
	*at = c->next;
	for (size_t i = 0; c->memos != NULL && i < MEMOS; i++)
		memo_forget(c->all->sets, &c->memos[i]);
	bgp_set_drop(c->all->sets, c->last);
	for (size_t i = 0; i < c->n_uses; i++)
		policy_drop(c->uses[i]);
	free(c->uses);
	free(c->memos);
	free(c->missing);
	free(c->names);
	free(c);
}

const char *
bgp_chain_missing(const struct bgp_chain *c)
{
	return c->missing;
}

bool
bgp_chain_current(const struct bgp_chain *c)
{
	return c->current;
}

bool
bgp_chain_sees_prefix(const struct bgp_chain *c)
{
	return c->sees_prefix;
}

bool
bgp_chain_sees_rpki(const struct bgp_chain *c)
{
	return c->sees_rpki;
}

bool
bgp_chain_uses(const struct bgp_chain *c, const char *name)
{
	for (size_t i = 0; i < c->n_uses; i++)
		if (strcmp(c->uses[i]->name, name) == 0)
			return true;
	return c->missing != NULL && strcmp(c->missing, name) == 0;
}

/* ---- running ---- */

static struct memo *
memo_of(struct bgp_chain *c, const struct rule *rule,
    const struct bgp_route *route, const struct bgp_set *from)
{
	struct {
		const void *rule, *from;
		uint32_t family, source;
	} key = { rule, from, route->family, route->source };

	if (c->memos == NULL)
		c->memos = mem_zalloc(MEMOS * sizeof(*c->memos));
	return &c->memos[hash_bytes(&key, sizeof(key), 0) % MEMOS];
}

static bool
memo_is(const struct memo *m, const struct rule *rule,
    const struct bgp_route *route, const struct bgp_set *from)
{
	return m->from == from && m->rule == rule &&
	       m->family == route->family && m->source == route->source;
}

/* Puts what the rule sets in the place of the set. */
static void
apply(struct judging *j, const struct rule *r)
{
	struct bgp_sets *sets = j->chain->all->sets;
	const struct rec_set *s = &r->rec->set;
	struct memo *m;

	if (!HAS(r->rec, rule, set))
		return;
	if (HAS(s, set, med))
		j->med_set = true;
	if (HAS(s, set, med_remove) && s->med_remove)
		j->med_set = HAS(s, set, med);
	if (r->hop != BGP_HOP_DEFAULT)
		j->hop = r->hop;
	else if (r->next_hop.ip != ADDR_NONE)
		j->hop = BGP_HOP_UNCHANGED;
	m = memo_of(j->chain, r, j->route, j->set);
	if (!memo_is(m, r, j->route, j->set)) {
		memo_forget(sets, m);
		*m = (struct memo){
			.rule = r,
			.from = bgp_set_hold(j->set),
			.to = rule_apply(r, sets, j->set),
			.family = j->route->family,
			.source = j->route->source,
		};
	}
	bgp_set_hold(m->to);
	bgp_set_drop(sets, j->set);
	j->set = m->to;
}

static enum outcome
outcome_of(const struct rec_rule *r)
{
	if (!HAS(r, rule, then) || r->then == THEN_NEXT)
		return UNDECIDED;
	return r->then == THEN_ACCEPT ? ACCEPT : REJECT;
}

static const struct policy *
called(const struct bgp_chain *c, const char *name)
{
	for (size_t i = c->n; i < c->n_uses; i++)
		if (strcmp(c->uses[i]->name, name) == 0)
			return c->uses[i];
	return NULL;
}

static enum outcome
policy_run(struct judging *j, const struct policy *p, bool last, unsigned depth)
{
	enum outcome outcome = UNDECIDED;

	if (p == NULL || depth > MAX_DEPTH) {
		j->policy = p;
		j->rule = 0;
		return REJECT;
	}
	for (uint32_t i = 0; i < p->n && outcome == UNDECIDED; i++) {
		const struct rule *r = &p->rules[i];

		if (!rule_matches(r, j, j->chain->all->sets))
			continue;
		apply(j, r);
		if (HAS(r->rec, rule, call))
			outcome = policy_run(j, called(j->chain, r->rec->call),
			    false, depth + 1);
		if (outcome != UNDECIDED)
			break;
		outcome = outcome_of(r->rec);
		if (outcome == UNDECIDED && last && r->accepts_at_end)
			outcome = ACCEPT;
		j->policy = p;
		j->rule = i;
	}
	return outcome;
}

static bool
chain_accepts(struct judging *j)
{
	struct bgp_chain *c = j->chain;
	enum outcome outcome = UNDECIDED;

	if (c->missing != NULL)
		return false;
	if (c->n == 0)
		return c->without == BGP_CHAIN_OPEN;
	for (size_t i = 0; i < c->n && outcome == UNDECIDED; i++)
		outcome = policy_run(j, c->uses[i], i + 1 == c->n, 0);
	if (outcome == UNDECIDED)
		j->policy = NULL;
	return outcome == ACCEPT;
}

/* RFC 7432 7: the first octet. */
uint8_t
bgp_route_type(uint32_t family, struct rbuf nlri)
{
	return family == FAMILY_L2VPN_EVPN ? (uint8_t)get_u8(&nlri) : 0;
}

struct bgp_judgement
bgp_chain_run(struct bgp_chain *c, const struct bgp_route *route)
{
	struct bgp_sets *sets = c->all->sets;
	struct judging j = { .chain = c,
		.route = route,
		.rpki = c->all->rpki,
		.local_as = c->all->local_as };
	struct bgp_judgement out = { 0 };
	struct memo *m = NULL;

	if (!c->sees_prefix) {
		m = memo_of(c, NULL, route, route->set);
		if (memo_is(m, NULL, route, route->set))
			return (struct bgp_judgement){
				.accept = m->outcome == ACCEPT,
				.set = m->outcome == ACCEPT ? m->to : NULL,
				.hop = (enum bgp_set_hop)m->hop,
				.med_set = m->med_set,
				.policy = m->by != NULL ? m->by->name : NULL,
				.rule = m->by_rule,
			};
	}
	j.set = bgp_set_hold(route->set);
	out.accept = chain_accepts(&j);
	out.set = out.accept ? j.set : NULL;
	out.hop = j.hop;
	out.med_set = j.med_set;
	out.policy = j.policy != NULL ? j.policy->name : NULL;
	out.rule = j.rule;
	bgp_set_drop(sets, c->last); /* held, so that it can be borrowed */
	c->last = j.set;
	if (m != NULL) {
		memo_forget(sets, m);
		*m = (struct memo){
			.from = bgp_set_hold(route->set),
			.to = bgp_set_hold(j.set),
			.family = route->family,
			.source = route->source,
			.outcome = out.accept ? ACCEPT : REJECT,
			.hop = (uint8_t)j.hop,
			.med_set = j.med_set,
			.by_rule = j.rule,
			.by = j.policy,
		};
	}
	return out;
}
