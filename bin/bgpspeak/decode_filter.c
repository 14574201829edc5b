/* The options of decode that choose what is wanted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "decode.h"
#include "message/bgp_filter.h"
#include "stage/source.h"
#include "value/dist.h"

const struct opt decode_filter_options[] = {
	OPT(decode_filter_opts, peer, "peer", 0, OPT_LIST, "ADDRESS|AS",
	    "only sessions with, or routes from this neighbour"),
	OPT(decode_filter_opts, prefix, "prefix", 0, OPT_LIST, "PREFIX",
	    "only this prefix; also \"P longer\", \"P shorter\", "
	    "\"P ge N le N\""),
	OPT(decode_filter_opts, prefix_file, "prefix-file", 0, OPT_LIST, "FILE",
	    "only prefixes of the file, one a line, as for --prefix",
	    .hint = OPT_FILE),
	OPT(decode_filter_opts, as_path, "as-path", 0, OPT_LIST, "PATTERN",
	    "only AS paths that match: PCRE2, _ is the edge of a number"),
	OPT(decode_filter_opts, origin_as, "origin-as", 0, OPT_LIST, "AS",
	    "only routes that this AS has originated"),
	OPT(decode_filter_opts, community, "community", 0, OPT_LIST,
	    "COMMUNITY",
	    "only with it, of any kind: 65001:*, 1:2:*, rt:65001:100"),
	OPT(decode_filter_opts, family, "family", 0, OPT_LIST, "FAMILY",
	    "only of this address family: ipv6_unicast"),
	OPT(decode_filter_opts, rd, "rd", 0, OPT_LIST, "RD",
	    "only with this route distinguisher; * for a part"),
	OPT(decode_filter_opts, rt, "rt", 0, OPT_LIST, "RT",
	    "only with this route target; * for a part"),
	OPT(decode_filter_opts, vrf, "vrf", 0, OPT_LIST, "NAME",
	    "only what this vrf of --config would import"),
	OPT(decode_filter_opts, config, "config", 'c', OPT_LIST, "FILE",
	    "a file with vrf records, for --vrf", .hint = OPT_FILE),
	OPT(decode_filter_opts, kind, "kind", 0, OPT_LIST, "KIND",
	    "only messages of this kind: open, update, notification"),
	OPT(decode_filter_opts, since, "since", 0, OPT_STRING, "TIME",
	    "only from then on: seconds, or 2026-11-22T10:00:00Z"),
	OPT(decode_filter_opts, until, "until", 0, OPT_STRING, "TIME",
	    "only up to then"),
	{ 0 },
};

/* A condition as the option gives it, or a line of a file (`where`). */
static bool
add(struct decode *d, enum bgp_condition which, const char *option,
    const char *text, const char *where)
{
	char why[256];

	if (bgp_filter_add(d->filter, which, text, why, sizeof(why)))
		return true;
	if (where != NULL)
		cli_refuse(d->cli, where, "%s", why);
	else
		cli_usage(d->cli, "--%s: %s", option, why);
	return false;
}

static bool
add_all(struct decode *d, enum bgp_condition which, const char *option,
    const struct opt_list *list)
{
	bool ok = true;

	for (unsigned i = 0; i < list->n; i++)
		ok &= add(d, which, option, list->at[i], NULL);
	return ok;
}

static bool
add_one(struct decode *d, enum bgp_condition which, const char *option,
    const char *text)
{
	return text == NULL || add(d, which, option, text, NULL);
}

/* The text of a line without its comment and the blanks around it. */
static char *
trim(char *line)
{
	char *end = line + strcspn(line, "#\r\n");

	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = 0;
	return line + strspn(line, " \t");
}

static bool
file_add(struct decode *d, const char *path)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	unsigned n = 0;
	bool ok = true;

	if (in == NULL) {
		d->cli->status = cli_failed(d->cli, "%s", path);
		return false;
	}
	bgp_filter_expect(d->filter, BGP_IF_PREFIX);
	while (getline(&line, &room, in) >= 0) {
		char where[512];
		const char *text = trim(line);

		snprintf(where, sizeof(where), "%s:%u", path, ++n);
		if (*text != 0)
			ok &= add(d, BGP_IF_PREFIX, NULL, text, where);
	}
	free(line);
	fclose(in);
	return ok;
}

/* While the files of --config are read: whose VRFs are wanted. */
struct vrfs {
	struct decode *decode;
	bool *seen; /* as in the list of the option */
};

static bool
vrf_take(void *ctx, const struct source_item *item)
{
	struct vrfs *v = ctx;
	const struct opt_list *wanted = &v->decode->opts->filter.vrf;
	const struct rec_vrf *vrf;

	if (item->rec == NULL || item->type != REC_VRF || item->rec->del)
		return true;
	vrf = &item->rec->vrf;
	for (unsigned i = 0; i < wanted->n; i++) {
		if (strcmp(wanted->at[i], vrf->name) != 0)
			continue;
		v->seen[i] = true;
		for (uint32_t k = 0; k < vrf->import_rt.n; k++) {
			char text[DIST_TEXT];

			rt_format(&vrf->import_rt.at[k], text);
			add(v->decode, BGP_IF_RT, "vrf", text, NULL);
		}
	}
	return true;
}

static bool
vrfs_read(struct vrfs *v)
{
	struct decode *d = v->decode;
	const struct decode_filter_opts *o = &d->opts->filter;

	for (unsigned i = 0; i < o->config.n; i++)
		if (!source_read(d->cli, o->config.at[i], vrf_take, v))
			return false;
	for (unsigned i = 0; i < o->vrf.n; i++)
		if (!v->seen[i]) {
			d->cli->status = cli_usage(d->cli,
			    "--vrf: no vrf \"%s\" in the files of --config",
			    o->vrf.at[i]);
			return false;
		}
	return true;
}

/* The route targets that the VRFs import (RFC 4364 4.3.1). */
static bool
vrfs_add(struct decode *d)
{
	struct vrfs v = { .decode = d };
	bool ok;

	if (d->opts->filter.vrf.n == 0)
		return true;
	bgp_filter_expect(d->filter, BGP_IF_RT); /* it may import nothing */
	v.seen = mem_zalloc(d->opts->filter.vrf.n * sizeof(*v.seen));
	ok = vrfs_read(&v);
	free(v.seen);
	return ok;
}

bool
decode_filter_open(struct decode *d)
{
	const struct decode_filter_opts *o = &d->opts->filter;
	bool ok = true;

	d->filter = bgp_filter_new();
	ok &= add_all(d, BGP_IF_PEER, "peer", &o->peer);
	ok &= add_all(d, BGP_IF_PREFIX, "prefix", &o->prefix);
	ok &= add_all(d, BGP_IF_AS_PATH, "as-path", &o->as_path);
	ok &= add_all(d, BGP_IF_ORIGIN_AS, "origin-as", &o->origin_as);
	ok &= add_all(d, BGP_IF_COMMUNITY, "community", &o->community);
	ok &= add_all(d, BGP_IF_FAMILY, "family", &o->family);
	ok &= add_all(d, BGP_IF_RD, "rd", &o->rd);
	ok &= add_all(d, BGP_IF_RT, "rt", &o->rt);
	ok &= add_all(d, BGP_IF_KIND, "kind", &o->kind);
	ok &= add_one(d, BGP_IF_SINCE, "since", o->since);
	ok &= add_one(d, BGP_IF_UNTIL, "until", o->until);
	if (!ok) {
		d->cli->status = CLI_USAGE;
		return false;
	}
	ok &= vrfs_add(d);
	for (unsigned i = 0; i < o->prefix_file.n; i++)
		ok &= file_add(d, o->prefix_file.at[i]);
	return ok;
}
