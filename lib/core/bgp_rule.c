/* Compiling the rules of a policy from its record. */
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/bgp_policy_in.h"
#include "core/pattern.h"
#include "core/rpki.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a compile stands, for its faults. */
struct compile {
	const struct policy *policy;
	uint32_t rule;
	bgp_file_fn *file;
	void *ctx;
	struct rec_fault *f;
};

static bool
refuse(const struct compile *c, const char *key, const char *value,
    const char *what)
{
	if (c->f == NULL)
		return false;
	*c->f = (struct rec_fault){ 0 };
	snprintf(c->f->key, sizeof(c->f->key), "policy \"%.40s\": rules[%u].%s",
	    c->policy->name, c->rule, key);
	if (value != NULL)
		snprintf(c->f->text, sizeof(c->f->text), "\"%.60s\": %.80s",
		    value, what);
	else
		snprintf(c->f->text, sizeof(c->f->text), "%s", what);
	return false;
}

/* ---- communities ---- */

static bool
part_parse(const char *s, size_t n, uint32_t max, struct wild *w, unsigned i)
{
	if (n == 1 && s[0] == '*') {
		w->mask[i] = 0;
		return true;
	}
	w->mask[i] = UINT32_MAX;
	return text_u32(s, n, max, &w->value[i], NULL);
}

/* As many parts as the kind has, each a number or '*'. */
static bool
parts_parse(struct wild *w, unsigned parts, uint32_t max)
{
	const char *s = w->text;

	for (unsigned i = 0; i < parts; i++) {
		size_t n = strcspn(s, ":");

		if (!part_parse(s, n, max, w, i))
			return false;
		s += n;
		if (i + 1 < parts && *s++ != ':')
			return false;
	}
	return *s == 0;
}

static bool
wild_parse(struct wild *w, enum community_kind kind)
{
	uint32_t named;

	if (strcmp(w->text, "*") == 0)
		return true;
	switch (kind) {
	case STANDARD:
		if (parts_parse(w, 2, UINT16_MAX))
			return true;
		if (!community_parse(&named, w->text, strlen(w->text), NULL))
			return false;
		w->value[0] = named >> 16;
		w->value[1] = named & UINT16_MAX;
		w->mask[0] = w->mask[1] = UINT32_MAX;
		return true;
	case LARGE:
		return parts_parse(w, 3, UINT32_MAX);
	case EXTENDED:
		return strchr(w->text, '*') != NULL ||
		       ext_community_parse(&(struct ext_community){ 0 },
			   w->text, strlen(w->text), NULL);
	case N_COMMUNITY_KINDS:
		break;
	}
	return false;
}

static bool
wilds_compile(const struct compile *c, const char *key, const rec_names *names,
    enum community_kind kind, struct wilds *to)
{
	if (names->n == 0)
		return true;
	to->at = mem_zalloc(names->n * sizeof(*to->at));
	for (; to->n < names->n; to->n++) {
		to->at[to->n].text = names->at[to->n];
		if (!wild_parse(&to->at[to->n], kind))
			return refuse(
			    c, key, names->at[to->n], "not a community");
	}
	return true;
}

static bool
communities_compile(const struct compile *c, struct rule *r)
{
	const struct rec_match *m = &r->rec->match;
	const struct rec_set *s = &r->rec->set;

	return wilds_compile(c, "match.community", &m->community, STANDARD,
		   &r->match[STANDARD]) &&
	       wilds_compile(c, "match.large_community", &m->large_community,
		   LARGE, &r->match[LARGE]) &&
	       wilds_compile(c, "match.ext_community", &m->ext_community,
		   EXTENDED, &r->match[EXTENDED]) &&
	       wilds_compile(c, "set.communities_remove",
		   &s->communities_remove, STANDARD, &r->remove[STANDARD]) &&
	       wilds_compile(c, "set.large_communities_remove",
		   &s->large_communities_remove, LARGE, &r->remove[LARGE]) &&
	       wilds_compile(c, "set.ext_communities_remove",
		   &s->ext_communities_remove, EXTENDED, &r->remove[EXTENDED]);
}

/* ---- prefixes ---- */

/* A range a line; '#' begins a comment. */
static bool
prefix_file_read(
    const struct compile *c, struct rule *r, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		const char *stop = newline == NULL ? end : newline;
		const char *next = newline == NULL ? end : newline + 1;
		const char *hash = memchr(s, '#', (size_t)(stop - s));
		struct prefix_range range;

		stop = hash == NULL ? stop : hash;
		while (stop > s && strchr(" \t\r", stop[-1]) != NULL)
			stop--;
		while (s < stop && (*s == ' ' || *s == '\t'))
			s++;
		if (s < stop) {
			if (!prefix_range_parse(
				&range, s, (size_t)(stop - s), NULL)) {
				char line[48];

				snprintf(line, sizeof(line), "%.*s",
				    (int)(stop - s), s);
				return refuse(c, "match.prefix_file", line,
				    "not a prefix or a range of them");
			}
			prefix_set_add(&r->prefixes, &range);
		}
		s = next;
	}
	return true;
}

static bool
prefixes_compile(const struct compile *c, struct rule *r)
{
	const struct rec_match *m = &r->rec->match;
	const char *text;
	size_t n;

	for (uint32_t i = 0; i < m->prefix.n; i++)
		prefix_set_add(&r->prefixes, &m->prefix.at[i]);
	r->has_prefixes = HAS(m, match, prefix) || HAS(m, match, prefix_file);
	if (!HAS(m, match, prefix_file))
		return true;
	text = c->file == NULL ? NULL : c->file(c->ctx, m->prefix_file, &n);
	if (text == NULL)
		return refuse(
		    c, "match.prefix_file", m->prefix_file, "cannot be read");
	return prefix_file_read(c, r, text, n);
}

/* ---- the rest ---- */

static bool
as_paths_compile(const struct compile *c, struct rule *r)
{
	const rec_names *names = &r->rec->match.as_path;
	char why[160];

	if (names->n == 0)
		return true;
	r->as_paths = mem_zalloc(names->n * sizeof(*r->as_paths));
	for (uint32_t i = 0; i < names->n; i++) {
		r->as_paths[i] = pattern_new(names->at[i], why, sizeof(why));
		if (r->as_paths[i] == NULL)
			return refuse(c, "match.as_path", NULL, why);
	}
	return true;
}

static bool
next_hop_compile(const struct compile *c, struct rule *r)
{
	const char *s = r->rec->set.next_hop;

	if (!HAS(&r->rec->set, set, next_hop))
		return true;
	if (strcmp(s, "self") == 0)
		r->hop = BGP_HOP_SELF;
	else if (strcmp(s, "unchanged") == 0)
		r->hop = BGP_HOP_UNCHANGED;
	else if (!addr_parse(&r->next_hop, s, strlen(s), NULL))
		return refuse(c, "set.next_hop", s,
		    "neither an address nor self or unchanged");
	return true;
}

/* The reader has taken no other word. */
static void
rpki_compile(struct rule *r)
{
	static const char *const words[] = {
		[RPKI_NOT_FOUND] = "not_found",
		[RPKI_VALID] = "valid",
		[RPKI_INVALID] = "invalid",
	};

	r->rpki = -1;
	if (!HAS(r->rec, rule, match) || !HAS(&r->rec->match, match, rpki))
		return;
	r->rpki = RPKI_INVALID;
	while (strcmp(words[r->rpki], r->rec->match.rpki) != 0)
		r->rpki--;
}

static bool
rule_compile(const struct compile *c, struct rule *r)
{
	rpki_compile(r);
	return prefixes_compile(c, r) && as_paths_compile(c, r) &&
	       communities_compile(c, r) && next_hop_compile(c, r);
}

static void
rule_fini(struct rule *r)
{
	prefix_set_fini(&r->prefixes);
	for (uint32_t i = 0; r->as_paths != NULL && i < r->rec->match.as_path.n;
	     i++)
		pattern_free(r->as_paths[i]);
	free(r->as_paths);
	for (unsigned i = 0; i < N_COMMUNITY_KINDS; i++) {
		free(r->match[i].at);
		free(r->remove[i].at);
	}
}

void
policy_drop(struct policy *p)
{
	if (p == NULL || --p->refs > 0)
		return;
	for (uint32_t i = 0; i < p->n; i++)
		rule_fini(&p->rules[i]);
	free(p->rules);
	rec_free(p->rec);
	free(p);
}

struct policy *
policy_compile(const struct rec_policy *from, bgp_file_fn *file, void *ctx,
    struct rec_fault *f)
{
	struct rec rec = { .type = REC_POLICY, .policy = *from };
	struct policy *p = mem_zalloc(sizeof(*p));
	struct compile c = { p, 0, file, ctx, f };

	p->refs = 1;
	p->rec = rec_dup(&rec);
	p->name = p->rec->policy.name;
	p->n = p->rec->policy.rules.n;
	p->rules = mem_zalloc((p->n + 1) * sizeof(*p->rules));
	for (uint32_t i = 0; i < p->n; i++)
		p->rules[i].rec = &p->rec->policy.rules.at[i];
	for (; c.rule < p->n; c.rule++) {
		struct rule *r = &p->rules[c.rule];

		if (!rule_compile(&c, r)) {
			policy_drop(p);
			return NULL;
		}
		p->sees_rpki |= r->rpki >= 0;
		p->sees_prefix |= r->has_prefixes || r->rpki >= 0;
	}
	return p;
}
