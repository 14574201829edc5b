/*
 * `show routes`: which of them, from which side of the policies, and why.
 *
 * An answer may be long and its reader slow: it keeps its place in the RIB and
 * goes on when there is room, a slice a turn, so that a table in which little
 * is wanted holds up nobody either.
 */
#include "base/mem.h"
#include "message/bgp_filter.h"
#include "speaker.h"
#include "value/asn.h"
#include "value/family.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Destinations that one turn looks at for one answer. */
#define SLICE 2048

struct answer {
	struct answer *next;
	struct stage_sink *sink;
	struct arena arena; /* what is asked for */
	int rib;
	bool all;     /* every path, not the best alone */
	bool explain; /* and why each is not the best */
	const char *vrf;
	rec_names peers;
	struct bgp_filter *filter;
	bool by_prefix; /* that destination, or the longest that covers it */
	struct prefix prefix;
	struct rd rd;
	uint16_t table;
	uint32_t at; /* of bgp_rib_walk() */
};

/* ---- one route ---- */

static bool
is_of(const char *wanted, const struct bgp_source *s)
{
	size_t n = strlen(wanted);
	struct addr a;
	uint32_t as;

	if (strcmp(wanted, s->name) == 0)
		return true;
	if (asn_parse(&as, wanted, n, NULL))
		return as == s->as && !s->local;
	return addr_parse(&a, wanted, n, NULL) && !s->local &&
	       addr_cmp(&a, &s->address) == 0;
}

static bool
is_peer_wanted(const struct answer *a, const struct bgp_source *s)
{
	for (uint32_t i = 0; i < a->peers.n; i++)
		if (is_of(a->peers.at[i], s))
			return true;
	return a->peers.n == 0;
}

static void
write_route(struct answer *a, struct rec *rec)
{
	if (bgp_filter_route(a->filter, &rec->route, BGP_IF_ANY))
		stage_sink_write(a->sink, rec);
}

static const char *
text_copy(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

/* The step by which it lost or won, and what was compared. */
static void
put_compared(struct speaker *sp, uint32_t dest, const struct bgp_path *path,
    struct rec_route *r)
{
	struct bgp_explained e;
	char text[BGP_RUNG_TEXT];

	if (!bgp_rib_explain(sp->rib, dest, path, &e))
		return;
	PUT(r, route, reason, bgp_rung_name(e.rung));
	if (e.other == NULL)
		return;
	MARK(r, route, compared);
	bgp_rung_text(e.rung, &e.own, text);
	PUT(&r->compared, compared, own, text_copy(&sp->arena, text));
	bgp_rung_text(e.rung, &e.others, text);
	PUT(&r->compared, compared, other, text_copy(&sp->arena, text));
	PUT(&r->compared, compared, peer,
	    bgp_rib_source(sp->rib, e.other->source)->name);
}

static void
write_path(struct speaker *sp, struct answer *a, uint32_t dest,
    const struct bgp_path *path, int rib)
{
	struct rec rec;

	if (!is_peer_wanted(a, bgp_rib_source(sp->rib, path->source)))
		return;
	output_route(sp, dest, path, rib, &rec, &sp->arena);
	if (a->explain)
		put_compared(sp, dest, path, &rec.route);
	write_route(a, &rec);
	arena_reset(&sp->arena);
}

/* Before policy all; behind it what it has let through; at last the best. */
static void
write_paths(struct speaker *sp, struct answer *a, uint32_t dest)
{
	const struct bgp_path *best = bgp_rib_best(sp->rib, dest);
	const struct bgp_path *p;

	for (p = bgp_rib_first(sp->rib, dest); p != NULL;
	     p = bgp_rib_next(sp->rib, p)) {
		bool local = bgp_rib_source(sp->rib, p->source)->local;

		if (a->rib != RIB_LOC) {
			if (!local && (a->rib == RIB_ADJ_IN_PRE || p->set != 0))
				write_path(sp, a, dest, p, a->rib);
		} else if (p == best || a->all) {
			write_path(
			    sp, a, dest, p, p == best ? RIB_LOC : RIB_ADJ_IN);
		}
	}
}

/* What the neighbour would be told of the destination now. */
static void
write_sent(struct speaker *sp, struct answer *a, uint32_t dest,
    const struct neighbor *n, const struct member *m)
{
	uint16_t limit = bgp_export_paths(sp->export, m->told);
	const struct bgp_path *best = bgp_rib_best(sp->rib, dest);
	const uint32_t *ranked;
	uint32_t count =
	    bgp_rib_rank(sp->rib, dest, limit == 0 ? 1 : limit, &ranked);

	for (uint32_t i = 0; best != NULL && i < count; i++) {
		const struct bgp_path *p =
		    limit == 0 ? best : bgp_rib_path(sp->rib, ranked[i]);
		struct rec rec;

		if (!output_sent(sp, n, m, dest, p,
			limit == 0 ? 0 : ranked[i] + 1, &rec, &sp->arena))
			continue;
		write_route(a, &rec);
		arena_reset(&sp->arena);
	}
}

static void
write_sent_to_all(struct speaker *sp, struct answer *a, uint32_t dest)
{
	struct bgp_net net;
	uint32_t family;

	bgp_rib_net(sp->rib, dest, &net);
	family = bgp_table_family(sp->rib, net.table);
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		const struct neighbor *n = sp->neighbors[i];
		const struct member *m = member_find(n, family);

		if (m != NULL &&
		    is_peer_wanted(a, bgp_rib_source(sp->rib, m->source)))
			write_sent(sp, a, dest, n, m);
	}
}

static void
write_dest(struct speaker *sp, struct answer *a, uint32_t dest)
{
	if (a->rib == RIB_ADJ_OUT)
		write_sent_to_all(sp, a, dest);
	else
		write_paths(sp, a, dest);
}

/* The default route of our own, which is in no table. */
static void
write_default(struct speaker *sp, struct answer *a)
{
	uint32_t family = bgp_table_family(sp->rib, a->table);

	if (a->rib != RIB_ADJ_OUT || bgp_table_vrf(sp->rib, a->table)[0] != 0)
		return;
	for (size_t i = 0; i < sp->n_neighbors; i++) {
		const struct neighbor *n = sp->neighbors[i];
		const struct member *m = member_find(n, family);
		struct rec rec;

		if (m == NULL ||
		    !is_peer_wanted(a, bgp_rib_source(sp->rib, m->source)) ||
		    !output_sent_default(sp, n, m, &rec, &sp->arena))
			continue;
		write_route(a, &rec);
		arena_reset(&sp->arena);
	}
}

/* ---- all that is asked for ---- */

static bool
is_table_wanted(const struct speaker *sp, const struct answer *a)
{
	struct rec_route r = { .family = bgp_table_family(sp->rib, a->table) };

	return (a->vrf == NULL ||
		   strcmp(a->vrf, bgp_table_vrf(sp->rib, a->table)) == 0) &&
	       bgp_filter_route(a->filter, &r, 1u << BGP_IF_FAMILY);
}

/* True when there is more to look at. */
static bool
write_table(struct speaker *sp, struct answer *a, unsigned *budget)
{
	uint32_t dest;

	while ((dest = bgp_rib_walk(sp->rib, a->table, &a->at)) != BGP_NONE) {
		write_dest(sp, a, dest);
		if (stage_sink_full(a->sink) || --*budget == 0)
			return true;
	}
	return false;
}

static void
write_prefix(struct speaker *sp, struct answer *a)
{
	struct bgp_net net = {
		.table = a->table,
		.prefix = a->prefix,
		.rd = a->rd,
	};
	uint32_t family = bgp_table_family(sp->rib, a->table), dest;

	if (FAMILY_AFI(family) != (a->prefix.addr.ip == ADDR_IP6 ? 2 : 1))
		return;
	if (a->prefix.len == 0)
		write_default(sp, a);
	dest = bgp_rib_find(sp->rib, &net);
	if (dest == BGP_NONE)
		dest = bgp_rib_match(sp->rib, &net);
	if (dest != BGP_NONE)
		write_dest(sp, a, dest);
}

/* True when all was written, and the answer is gone. */
static bool
go_on(struct speaker *sp, struct answer *a)
{
	struct stage_sink *sink = a->sink;
	unsigned budget = SLICE;

	for (; a->table < bgp_rib_tables(sp->rib); a->table++, a->at = 0) {
		if (!is_table_wanted(sp, a))
			continue;
		if (!a->by_prefix && a->at == 0)
			write_default(sp, a);
		if (a->by_prefix)
			write_prefix(sp, a);
		else if (write_table(sp, a, &budget))
			return false;
	}
	answer_close(sp, sink);
	stage_reply(sink, NULL);
	return true;
}

bool
answer_pump(struct speaker *sp)
{
	struct answer *a, *next;
	bool more = false;

	for (a = sp->answers; a != NULL; a = next) {
		next = a->next;
		if (!stage_sink_full(a->sink) && !go_on(sp, a))
			more |= !stage_sink_full(a->sink);
	}
	return more;
}

/* ---- beginning and end ---- */

static void
answer_free(struct answer *a)
{
	bgp_filter_free(a->filter);
	arena_fini(&a->arena);
	free(a);
}

void
answer_close(struct speaker *sp, struct stage_sink *sink)
{
	struct answer **at = &sp->answers, *a;

	while (*at != NULL && (*at)->sink != sink)
		at = &(*at)->next;
	a = *at;
	if (a == NULL)
		return;
	*at = a->next;
	answer_free(a);
}

/* ---- what is asked for ---- */

#define WHY 256

static bool
read_rib(struct answer *a, const char *text, char why[WHY])
{
	static const struct name ribs[] = {
		{ RIB_ADJ_IN_PRE, "adj_in_pre" },
		{ RIB_ADJ_IN, "adj_in" },
		{ RIB_LOC, "loc" },
		{ RIB_ADJ_OUT, "adj_out" },
		{ 0 },
	};

	if (name_find(ribs, text, strlen(text), &a->rib))
		return true;
	snprintf(why, WHY,
	    "rib: %s is none of adj_in_pre, adj_in, loc and adj_out", text);
	return false;
}

static bool
read_condition(struct answer *a, const char *name, size_t n, const char *text,
    char why[WHY])
{
	static const struct name conditions[] = {
		{ BGP_IF_PREFIX, "prefix" },
		{ BGP_IF_AS_PATH, "as-path" },
		{ BGP_IF_ORIGIN_AS, "origin-as" },
		{ BGP_IF_COMMUNITY, "community" },
		{ BGP_IF_FAMILY, "family" },
		{ BGP_IF_RD, "rd" },
		{ BGP_IF_RT, "rt" },
		{ 0 },
	};
	int which;

	if (!name_find(conditions, name, n, &which)) {
		snprintf(
		    why, WHY, "%.*s: there is no such condition", (int)n, name);
		return false;
	}
	if (which == BGP_IF_RD)
		rd_parse(&a->rd, text, strlen(text), NULL);
	return bgp_filter_add(
	    a->filter, (enum bgp_condition)which, text, why, WHY);
}

/* NAME=VALUE: an option of show, which may be given several times. */
static bool
read_option(
    struct answer *a, const char *word, const char *equals, char why[WHY])
{
	size_t n = (size_t)(equals - word);
	const char *text = text_copy(&a->arena, equals + 1);

	if (n == 3 && memcmp(word, "rib", n) == 0)
		return read_rib(a, text, why);
	if (n == 3 && memcmp(word, "vrf", n) == 0) {
		a->vrf = text;
	} else if (n == 4 && memcmp(word, "peer", n) == 0) {
		a->peers.at[a->peers.n++] = text;
	} else {
		return read_condition(a, word, n, text, why);
	}
	return true;
}

static bool
read_prefix(struct answer *a, const char *text, char why[WHY])
{
	size_t n = strlen(text);

	a->by_prefix = true;
	if (prefix_parse(&a->prefix, text, n, NULL))
		return true;
	if (addr_parse(&a->prefix.addr, text, n, NULL)) {
		a->prefix.len = (uint8_t)addr_bits(&a->prefix.addr);
		return true;
	}
	snprintf(why, WHY, "%s is neither a prefix nor an address", text);
	return false;
}

/* The words after "routes", in any order. */
static bool
read_words(struct answer *a, const rec_names *args, char why[WHY])
{
	a->peers.at = arena_alloc(&a->arena, args->n * sizeof(*a->peers.at));
	for (uint32_t i = 1; i < args->n; i++) {
		const char *word = args->at[i], *equals = strchr(word, '=');
		bool fine = true;

		if (equals != NULL)
			fine = read_option(a, word, equals, why);
		else if (strcmp(word, "all") == 0)
			a->all = true;
		else if (strcmp(word, "explain") == 0)
			a->all = a->explain = true;
		else
			fine = read_prefix(a, word, why);
		if (!fine)
			return false;
	}
	return true;
}

void
answer_routes(
    struct speaker *sp, struct stage_sink *sink, const rec_names *args)
{
	struct answer *a = mem_zalloc(sizeof(*a));
	char why[WHY];

	a->sink = sink;
	a->rib = RIB_LOC;
	a->filter = bgp_filter_new();
	if (!read_words(a, args, why)) {
		answer_free(a);
		stage_reply(sink, why);
		return;
	}
	a->next = sp->answers;
	sp->answers = a;
	speaker_work(sp);
}
