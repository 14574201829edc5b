/* bgpspeak check: every fault of a site's files, before anything runs. */
#include "base/mem.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/bgp_policy.h"
#include "core/bgp_set.h"
#include "core/draft.h"
#include "edge/input.h"
#include "stage/source.h"
#include "verbs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A record to be looked at again, when all names are known. */
struct kept {
	struct rec *rec;
	const char *source;
	unsigned line;
	bool refused; /* a policy that does not compile: told once */
};

struct check {
	struct cli *cli;
	const char *source;
	struct draft *draft;
	struct bgp_sets *sets;
	struct bgp_policies *policies;
	struct kept *kept;
	size_t n, room;
};

static void
refuse(struct check *c, const struct kept *k, const char *key, const char *text)
{
	struct rec_fault f = { .line = k->line };
	char what[64];

	rec_key_format(k->rec, what, sizeof(what));
	snprintf(f.key, sizeof(f.key), "%s%s%s", what, key != NULL ? ": " : "",
	    key != NULL ? key : "");
	snprintf(f.text, sizeof(f.text), "%s", text);
	cli_refused(c->cli, k->source, &f);
}

/* ---- the first look: each record by itself ---- */

static const char *
read_file(void *ctx, const char *name, size_t *n)
{
	struct check *c = ctx;
	struct obuf all = { 0 };
	char *text = NULL;

	if (input_all(name, &all)) {
		*n = obuf_left(&all);
		text = arena_strndup(&c->cli->arena, obuf_at(&all), *n);
	}
	obuf_fini(&all);
	return text;
}

static void
compile(struct check *c, struct kept *k)
{
	struct rec_fault f = { .line = k->line };

	if (bgp_policies_set(c->policies, &k->rec->policy, read_file, c, &f))
		return;
	f.line = k->line;
	cli_refused(c->cli, k->source, &f);
	k->refused = true;
}

/* Other tools may know the type, but more often it is not what was meant. */
static void
warn_of_type(struct check *c, const struct source_item *item)
{
	static const char begin[] = "{\"type\":\"";
	const char *at = item->text + sizeof(begin) - 1, *closest = NULL;
	const char *end = memchr(at, '"', item->n - sizeof(begin) + 1);
	unsigned best = UINT_MAX;
	char type[40];

	snprintf(type, sizeof(type), "%.*s", (int)(end - at), at);
	for (int t = REC_NONE + 1; t < REC_NTYPES; t++)
		if (opts_is_closer(type, rec_objects[t].name, &best))
			closest = rec_objects[t].name;
	cli_warn(c->cli, "%s:%u: type %s is not known%s%s%s", c->source,
	    item->line, type, closest != NULL ? "; did you mean " : "",
	    closest != NULL ? closest : "", closest != NULL ? "?" : "");
}

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct check *c = ctx;
	struct rec_fault f = { 0 };
	struct kept *k;

	if (item->refused)
		return true;
	if (item->rec == NULL) {
		warn_of_type(c, item);
		return true;
	}
	if (!draft_put(c->draft, item->rec, &f)) {
		f.line = item->line;
		cli_refused(c->cli, c->source, &f);
		return true;
	}
	if (item->type != REC_POLICY && item->type != REC_PEER &&
	    item->type != REC_ROUTER)
		return true;
	c->kept = mem_grow(c->kept, &c->room, c->n, sizeof(*c->kept));
	k = &c->kept[c->n++];
	*k = (struct kept){
		.rec = rec_dup(item->rec),
		.source = c->source,
		.line = item->line,
	};
	if (item->type == REC_POLICY)
		compile(c, k);
	return true;
}

/* ---- the second: what they refer to ---- */

static bool
was_refused(const struct check *c, const char *policy)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->kept[i].refused &&
		    strcmp(c->kept[i].rec->policy.name, policy) == 0)
			return true;
	return false;
}

static void
check_chain(struct check *c, const struct kept *k, const char *key,
    const rec_names *names)
{
	struct bgp_chain *chain =
	    bgp_chain_new(c->policies, names, BGP_CHAIN_OPEN);
	const char *missing = bgp_chain_missing(chain);
	char text[128];

	if (missing != NULL && !was_refused(c, missing)) {
		snprintf(text, sizeof(text), "policy \"%s\" does not exist",
		    missing);
		refuse(c, k, key, text);
	}
	bgp_chain_free(chain);
}

/* Nothing at all goes without one, which nobody means (RFC 8212). */
static void
warn_of_silence(struct check *c, const struct kept *k)
{
	const struct rec_peer *p = &k->rec->peer;

	if (!HAS(p, peer, import))
		cli_warn(c->cli,
		    "%s:%u: peer \"%s\": no import policy, so nothing of it is "
		    "taken (RFC 8212); \"accept\" takes all",
		    k->source, k->line, p->name);
	if (!HAS(p, peer, export_))
		cli_warn(c->cli,
		    "%s:%u: peer \"%s\": no export policy, so it is told "
		    "nothing (RFC 8212); \"accept\" tells all",
		    k->source, k->line, p->name);
}

/* The router of these files; NULL: it is elsewhere. */
static const struct rec_router *
router_of(const struct check *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->kept[i].rec->type == REC_ROUTER)
			return &c->kept[i].rec->router;
	return NULL;
}

static bool
is_outside(const struct rec_router *r, const struct rec_peer *p)
{
	for (uint32_t i = 0; i < r->confederation.members.n; i++)
		if (r->confederation.members.at[i] == p->remote_as)
			return false;
	return p->remote_as != r->as;
}

static void
warn_of_rpki(struct check *c, const struct kept *k)
{
	const struct rec_policy *p = &k->rec->policy;

	for (uint32_t i = 0; i < p->rules.n; i++)
		if (HAS(&p->rules.at[i].match, match, rpki))
			cli_warn(c->cli,
			    "%s:%u: policy \"%s\": rules[%u].match.rpki: the "
			    "router names no source of ROAs (rpki), so every "
			    "route is not_found",
			    k->source, k->line, p->name, i);
}

/* What is no fault, but hardly meant. */
static void
warn_of_all(struct check *c)
{
	const struct rec_router *r = router_of(c);

	for (size_t i = 0; r != NULL && i < c->n; i++) {
		const struct kept *k = &c->kept[i];

		if (k->rec->type == REC_PEER && is_outside(r, &k->rec->peer))
			warn_of_silence(c, k);
		if (k->rec->type == REC_POLICY && !HAS(r, router, rpki))
			warn_of_rpki(c, k);
	}
}

/* Another before it whose connections would be its own, too. */
static void
check_twin(struct check *c, const struct kept *k)
{
	const struct rec_peer *p = &k->rec->peer;
	char text[128];

	if (!HAS(p, peer, remote_address) ||
	    addr_is_link_local(&p->remote_address))
		return;
	for (const struct kept *other = c->kept; other < k; other++) {
		const struct rec_peer *q = &other->rec->peer;

		if (other->rec->type != REC_PEER || q->port != p->port ||
		    strcmp(q->name, p->name) == 0 ||
		    addr_cmp(&q->remote_address, &p->remote_address) != 0 ||
		    addr_cmp(&q->local_address, &p->local_address) != 0)
			continue;
		snprintf(
		    text, sizeof(text), "peer \"%s\" has the same", q->name);
		refuse(c, k, "remote_address", text);
		return;
	}
}

static void
check_peer(struct check *c, const struct kept *k)
{
	const struct rec_peer *p = &k->rec->peer;

	if (!HAS(p, peer, remote_address) && !HAS(p, peer, remote_prefix))
		refuse(c, k, NULL, "remote_address is missing");
	if (HAS(p, peer, remote_address) && HAS(p, peer, remote_prefix))
		refuse(c, k, "remote_prefix",
		    "it has a remote_address, so that it is one neighbour");
	if (HAS(p, peer, remote_address) &&
	    addr_is_link_local(&p->remote_address) && !HAS(p, peer, interface))
		refuse(c, k, NULL,
		    "interface is missing, and remote_address is link-local");
	if (HAS(p, peer, remote_address) && HAS(p, peer, local_address) &&
	    p->remote_address.ip != p->local_address.ip)
		refuse(c, k, "local_address",
		    "it is not of the IP version of remote_address");
	if (HAS(p, peer, site_of_origin) &&
	    !ext_community_is_site(&p->site_of_origin))
		refuse(c, k, "site_of_origin", "it is no soo:...");
	check_twin(c, k);
	check_chain(c, k, "import", &p->import);
	check_chain(c, k, "export", &p->export_);
}

static bool
is_same_aggregate(const struct rec_aggregate *a, const struct rec_aggregate *b)
{
	return prefix_cmp(&a->prefix, &b->prefix) == 0 &&
	       strcmp(HAS(a, aggregate, vrf) ? a->vrf : "",
		   HAS(b, aggregate, vrf) ? b->vrf : "") == 0;
}

/* Each once, and with policies that there are. */
static void
check_aggregates(struct check *c, const struct kept *k)
{
	const struct rec_router *r = &k->rec->router;
	char key[32];

	for (uint32_t i = 0; i < r->aggregates.n; i++) {
		const struct rec_aggregate *a = &r->aggregates.at[i];

		snprintf(key, sizeof(key), "aggregates[%u]", i);
		for (uint32_t j = 0; j < i; j++)
			if (is_same_aggregate(a, &r->aggregates.at[j]))
				refuse(c, k, key, "it is there twice");
		snprintf(key, sizeof(key), "aggregates[%u].policy", i);
		check_chain(c, k, key, &a->policy);
	}
}

static void
check_router(struct check *c, const struct kept *k)
{
	const struct rec_redistribute *r = &k->rec->router.redistribute;

	if (k->rec->router.router_id.ip != ADDR_IP4)
		refuse(c, k, "router_id", "it is not an IPv4 address");
	check_chain(c, k, "redistribute.connected", &r->connected);
	check_chain(c, k, "redistribute.static", &r->static_);
	check_chain(c, k, "redistribute.kernel", &r->kernel);
	check_aggregates(c, k);
}

/* A call to a policy that does not exist shows in a chain of that policy. */
static void
check_policy(struct check *c, const struct kept *k)
{
	const char *name = k->rec->policy.name;
	rec_names names = { 1, &name };

	check_chain(c, k, "rules", &names);
}

static void
check_references(struct check *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct kept *k = &c->kept[i];

		if (k->rec->type == REC_PEER)
			check_peer(c, k);
		else if (k->rec->type == REC_ROUTER)
			check_router(c, k);
		else
			check_policy(c, k);
	}
}

/* ---- the verb ---- */

static void
check_file(struct check *c, const char *path)
{
	c->source = strcmp(path, "-") == 0 ? "standard input" : path;
	c->draft = draft_new(path);
	source_read(c->cli, path, on_item, c);
	draft_free(c->draft);
}

int
check_main(struct cli *cli)
{
	struct check c = { .cli = cli };

	if (!cli_parse(cli, NULL))
		return cli->status;
	c.sets = bgp_sets_new();
	c.policies = bgp_policies_new(c.sets);
	for (unsigned i = 0; i < cli->args.n; i++)
		check_file(&c, cli->args.at[i]);
	if (cli->args.n == 0)
		check_file(&c, "-");
	check_references(&c);
	warn_of_all(&c);
	for (size_t i = 0; i < c.n; i++)
		rec_free(c.kept[i].rec);
	free(c.kept);
	bgp_policies_free(c.policies);
	bgp_sets_free(c.sets);
	return cli->status;
}
