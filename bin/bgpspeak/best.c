/* bgpspeak best, why: the decision on captured routes. */
#include "core/draft.h"
#include "filter.h"
#include "message/bgp_choice.h"
#include "verbs.h"

#include <string.h>

struct best_opts {
	bool explain, always_compare_med, oldest;
};

const struct opt best_options[] = {
	OPT(best_opts, explain, "explain", 0, OPT_FLAG, NULL,
	    "behind each route a verdict for each path that lost"),
	OPT(best_opts, always_compare_med, "always-compare-med", 0, OPT_FLAG,
	    NULL, "MED counts between neighbouring ASes, too"),
	OPT(best_opts, oldest, "oldest", 0, OPT_FLAG, NULL,
	    "of eBGP paths that are equal the one that came first"),
	{ 0 },
};

const struct opt why_options[] = {
	OPT(best_opts, always_compare_med, "always-compare-med", 0, OPT_FLAG,
	    NULL, "MED counts between neighbouring ASes, too"),
	OPT(best_opts, oldest, "oldest", 0, OPT_FLAG, NULL,
	    "of eBGP paths that are equal the one that came first"),
	{ 0 },
};

struct best {
	struct filter out;
	struct bgp_choice *choice;
};

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct best *b = ctx;
	struct rec_fault f = { 0 };

	if (item->rec == NULL || bgp_choice_take(b->choice, item->rec, &f))
		return true;
	f.line = item->line;
	cli_refused(b->out.cli, b->out.source, &f);
	return !b->out.cli->strict;
}

static void
print(void *ctx, const struct rec *r)
{
	filter_record(ctx, r);
}

static bool
read_all(struct best *b, const struct best_opts *o)
{
	const struct bgp_decide_opts opts = {
		.always_compare_med = o->always_compare_med,
		.oldest = o->oldest,
	};

	b->choice = bgp_choice_new(&opts);
	if (!filter_config(&b->out, on_item, b))
		return false;
	filter_read(&b->out, on_item, b);
	return true;
}

int
best_main(struct cli *cli)
{
	struct best b = { .out = { .cli = cli } };
	struct best_opts o = { 0 };
	int status;

	if (!cli_parse(cli, &o))
		return cli->status;
	if (read_all(&b, &o))
		bgp_choice_each(b.choice, o.explain, print, &b.out);
	status = filter_end(&b.out);
	bgp_choice_free(b.choice);
	return status;
}

/* A prefix, or an address as the longest prefix there is. */
static bool
read_prefix(struct prefix *p, const char *text)
{
	size_t n = strlen(text);

	if (prefix_parse(p, text, n, NULL))
		return true;
	if (!addr_parse(&p->addr, text, n, NULL))
		return false;
	p->len = (uint8_t)addr_bits(&p->addr);
	return true;
}

int
why_main(struct cli *cli)
{
	struct best b = { .out = { .cli = cli } };
	struct best_opts o = { 0 };
	struct prefix prefix;
	bool any = true;
	int status;

	if (!cli_parse(cli, &o))
		return cli->status;
	if (cli->args.n == 0)
		return cli_usage(cli, "a prefix or an address is missing");
	if (!read_prefix(&prefix, cli->args.at[0]))
		return cli_usage(cli,
		    "\"%s\" is neither a prefix nor an address",
		    cli->args.at[0]);
	cli->args.at++;
	cli->args.n--;
	if (read_all(&b, &o))
		any = bgp_choice_of(b.choice, &prefix, true, print, &b.out);
	if (!any)
		cli_error(cli, "no route covers %s", cli->args.at[-1]);
	status = filter_end(&b.out);
	bgp_choice_free(b.choice);
	return status == CLI_DONE && !any ? CLI_NO : status;
}
