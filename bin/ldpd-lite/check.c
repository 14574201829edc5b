/* ldpd-lite check: every fault of a site's files, before anything runs. */
#include "cli/cli.h"
#include "core/draft.h"
#include "core/ldp_config.h"
#include "edge/secret.h"
#include "rec/rec.h"
#include "stage/source.h"
#include "verbs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct check {
	struct cli *cli;
	const char *source;
	struct draft *draft;
	bool has_router, has_link;
};

static void
refuse(struct check *c, unsigned line, struct rec_fault *f)
{
	f->line = line;
	cli_refused(c->cli, c->source, f);
}

static void
check_password(
    struct check *c, unsigned line, const char *key, const char *file)
{
	struct rec_fault f = { 0 };
	char secret[256];

	if (secret_read(c->cli->secrets, file, secret, sizeof(secret)) < 0) {
		snprintf(f.key, sizeof(f.key), "%s", key);
		snprintf(f.text, sizeof(f.text), "%s: %s", file,
		    errno == EPERM ? "others may read it (mode 0600 is needed)"
				   : strerror(errno));
		refuse(c, line, &f);
	}
	explicit_bzero(secret, sizeof(secret));
}

static void
check_router(struct check *c, unsigned line, const struct rec_router *r)
{
	struct rec_fault f = { 0 };
	char key[64];

	c->has_router = true;
	if (!ldp_config_check(r, &f))
		refuse(c, line, &f);
	if (HAS(&r->ldp, ldp_router, password_file))
		check_password(
		    c, line, "ldp.password_file", r->ldp.password_file);
	for (uint32_t i = 0; i < r->ldp.neighbors.n; i++) {
		const struct rec_ldp_neighbor *n = &r->ldp.neighbors.at[i];

		if (!HAS(n, ldp_neighbor, password_file))
			continue;
		snprintf(
		    key, sizeof(key), "ldp.neighbors[%u].password_file", i);
		check_password(c, line, key, n->password_file);
	}
}

static bool
on_item(void *ctx, const struct source_item *item)
{
	struct check *c = ctx;
	struct rec_fault f = { 0 };

	if (item->refused || item->rec == NULL)
		return true; /* told; or for others */
	if (!draft_put(c->draft, item->rec, &f)) {
		refuse(c, item->line, &f);
		return true;
	}
	if (item->type == REC_ROUTER)
		check_router(c, item->line, &item->rec->router);
	c->has_link |= item->type == REC_INTERFACE && item->rec->interface.ldp;
	return true;
}

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
	for (unsigned i = 0; i < cli->args.n; i++)
		check_file(&c, cli->args.at[i]);
	if (cli->args.n == 0)
		check_file(&c, "-");
	if (!c.has_router)
		cli_warn(cli, "there is no router record, so that LDP has no "
			      "identifier");
	if (!c.has_link)
		cli_warn(cli, "no interface record has \"ldp\": true, so that "
			      "LDP is spoken on no link");
	return cli->status;
}
