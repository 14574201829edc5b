/* bgpspeak policy: what policies make of routes, before anything is touched. */
#include "core/draft.h"
#include "core/rpki.h"
#include "core/rpki_text.h"
#include "filter.h"
#include "message/bgp_judge.h"
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct policy_opts {
	const char *peer;
	struct opt_list policies;
	bool import, export_, explain;
};

const struct opt policy_options[] = {
	OPT(policy_opts, peer, "peer", 0, OPT_STRING, "NAME",
	    "as this neighbour's policies say (default: each route's own)"),
	OPT(policy_opts, policies, "policy", 'p', OPT_LIST, "NAME",
	    "with this policy; several are a chain"),
	OPT(policy_opts, import, "import", 0, OPT_FLAG, NULL,
	    "what is received, with import policies (default)"),
	OPT(policy_opts, export_, "export", 0, OPT_FLAG, NULL,
	    "what is sent, with export policies"),
	OPT(policy_opts, explain, "explain", 0, OPT_FLAG, NULL,
	    "before each route which rule has decided, also of rejected ones"),
	{ 0 },
};

struct policy {
	struct filter out;
	const struct policy_opts *opts;
	struct bgp_judge *judge;
	struct rpki *roas;
	struct arena arena;
	struct draft *draft; /* of the file of configuration at hand */
	const char *of;
	uint64_t strangers; /* routes of neighbours that are in no record */
	char stranger[64];
};

/* ---- configuration ---- */

static bool
on_config(void *ctx, const struct source_item *item)
{
	struct policy *p = ctx;
	struct rec_fault f = { 0 };

	if (item->rec == NULL)
		return true;
	if (p->of != p->out.source) {
		draft_free(p->draft);
		p->of = p->out.source;
		p->draft = draft_new(p->of);
	}
	if (draft_put(p->draft, item->rec, &f) &&
	    bgp_judge_config(p->judge, item->rec, filter_file, &p->out, &f))
		return true;
	f.line = item->line;
	cli_refused(p->out.cli, p->out.source, &f);
	return true;
}

static void
read_roas(struct policy *p, const char *name)
{
	struct cli *cli = p->out.cli;
	struct rec_fault fault = { 0 };
	struct rpki_text reader;
	enum rpki_read got;
	struct roa roa;
	size_t n;
	const char *text = filter_file(&p->out, name, &n);

	if (text == NULL) {
		cli->status = cli_failed(cli, "%s", name);
		return;
	}
	if (!rpki_text_init(&reader, text, n, &fault)) {
		cli_refused(cli, name, &fault);
		return;
	}
	while ((got = rpki_text_next(&reader, &roa, &fault)) != RPKI_READ_END) {
		if (got == RPKI_READ_ROA)
			rpki_add(p->roas, &roa);
		else
			cli_refused(cli, name, &fault);
	}
	rpki_text_fini(&reader);
}

/* Those of files: a filter asks no cache. */
static bool
read_all_roas(struct policy *p, const struct rpki_sources *sources)
{
	const struct rec_rpki *r = bgp_judge_roas(p->judge);

	for (uint32_t i = 0; r != NULL && i < r->files.n; i++)
		read_roas(p, r->files.at[i]);
	if (r != NULL && r->caches.n > 0)
		cli_warn(p->out.cli,
		    "router: rpki.caches: not asked; ROAs are those of files");
	bgp_judge_rpki(p->judge, r != NULL ? sources : NULL);
	return p->out.cli->status == CLI_DONE;
}

/* ---- routes ---- */

/* Whether the route is one that these policies would see. */
static bool
is_asked(const struct policy *p, const struct rec *r)
{
	int rib = HAS(&r->route, route, rib) ? r->route.rib : RIB_NONE;

	if (p->opts->export_)
		return rib == RIB_LOC;
	return rib == RIB_ADJ_IN || rib == RIB_ADJ_IN_PRE;
}

static void
explain(struct policy *p, const struct rec_route *r, bool accepted,
    const struct bgp_judged_by *by)
{
	struct rec verdict = { .type = REC_VERDICT };
	struct rec_finding *v = &verdict.finding;

	PUT(v, finding, of, "route");
	PUT(v, finding, family, r->family);
	if (HAS(r, route, rd))
		PUT(v, finding, rd, r->rd);
	if (HAS(r, route, prefix))
		PUT(v, finding, prefix, r->prefix);
	if (HAS(r, route, path_id))
		PUT(v, finding, path_id, r->path_id);
	if (HAS(r, route, peer))
		PUT(v, finding, peer, r->peer);
	PUT(v, finding, verdict, accepted ? "accept" : "reject");
	if (by->policy != NULL) {
		PUT(v, finding, policy, by->policy);
		PUT(v, finding, rule, by->rule);
	}
	if (by->why != NULL)
		PUT(v, finding, reason, by->why);
	filter_record(&p->out, &verdict);
}

static void
count_stranger(struct policy *p, const struct rec_route *r)
{
	if (p->strangers++ == 0)
		snprintf(p->stranger, sizeof(p->stranger), "%s",
		    HAS(r, route, peer) ? r->peer : "(no peer)");
}

static bool
judge(struct policy *p, const struct source_item *item)
{
	struct rec now = *item->rec;
	struct rec_fault f = { 0 };
	struct bgp_judged_by by;
	enum bgp_judged judged;

	judged = bgp_judge_route(p->judge, &now.route, &p->arena, &by, &f);
	if (judged == BGP_JUDGED_FAULT) {
		f.line = item->line;
		cli_refused(p->out.cli, p->out.source, &f);
		return !p->out.cli->strict;
	}
	if (by.stranger)
		count_stranger(p, &item->rec->route);
	if (p->opts->explain)
		explain(
		    p, &item->rec->route, judged != BGP_JUDGED_REJECTED, &by);
	if (judged == BGP_JUDGED_AS_IS)
		filter_line(&p->out, item->text, item->n);
	else if (judged == BGP_JUDGED_CHANGED)
		filter_record(&p->out, &now);
	return true;
}

/* What is no route of that kind passes as it is, a withdrawal too. */
static bool
on_item(void *ctx, const struct source_item *item)
{
	struct policy *p = ctx;
	bool go_on = true;

	if (item->refused)
		return true;
	if (item->rec != NULL && item->type == REC_ROUTE && !item->rec->del &&
	    is_asked(p, item->rec))
		go_on = judge(p, item);
	else
		filter_line(&p->out, item->text, item->n);
	arena_reset(&p->arena);
	filter_flush_if_waiting(&p->out);
	return go_on && !p->out.failed;
}

/* ---- the verb ---- */

static bool
prepare(struct policy *p, const struct rpki_sources *sources)
{
	const rec_names names = { p->opts->policies.n, p->opts->policies.at };
	enum bgp_direction direction =
	    p->opts->export_ ? BGP_EXPORT : BGP_IMPORT;
	char why[160];

	if (!filter_config(&p->out, on_config, p) || !read_all_roas(p, sources))
		return false;
	if (bgp_judge_ask(
		p->judge, direction, p->opts->peer, &names, why, sizeof(why)))
		return true;
	cli_error(p->out.cli, "%s", why);
	p->out.cli->status = CLI_REFUSED;
	return false;
}

static void
policy(struct policy *p)
{
	const struct rpki_sources sources = { 1, &p->roas };

	if (!prepare(p, &sources))
		return;
	filter_read(&p->out, on_item, p);
	if (p->strangers > 0)
		cli_warn(p->out.cli,
		    "%" PRIu64
		    " routes are of neighbours that no `peer` record "
		    "names, and rejected; the first is of %s",
		    p->strangers, p->stranger);
}

int
policy_main(struct cli *cli)
{
	struct policy_opts o = { 0 };
	struct policy p = { .out = { .cli = cli }, .opts = &o };
	int status;

	if (!cli_parse(cli, &o))
		return cli->status;
	if (o.import && o.export_)
		return cli_usage(cli, "--import or --export, not both");
	if (cli->config.n == 0)
		return cli_usage(cli, "-c FILE is missing: which policies?");
	if (o.export_ && o.peer == NULL && o.policies.n == 0)
		return cli_usage(cli, "--export to whom? --peer or --policy");
	p.judge = bgp_judge_new();
	p.roas = rpki_new();
	policy(&p);
	status = filter_end(&p.out);
	bgp_judge_free(p.judge);
	rpki_free(p.roas);
	draft_free(p.draft);
	arena_fini(&p.arena);
	return status;
}
