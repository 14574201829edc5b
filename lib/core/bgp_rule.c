/* Compiling the rules of a policy from its record. */
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/bgp_policy_in.h"
#include "core/pattern.h"
#include "core/rpki.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
wild_add(struct wilds *to, enum community_kind kind, const char *text)
{
	to->at = mem_grow(to->at, &to->room, to->n, sizeof(*to->at));
	to->at[to->n] = (struct wild){ .text = text };
	return wild_parse(&to->at[to->n++], kind);
}

static bool
wilds_compile(const struct compile *c, const char *key, const rec_names *names,
    enum community_kind kind, struct wilds *to)
{
	to->given = names->n > 0;
	for (uint32_t i = 0; i < names->n; i++)
		if (!wild_add(to, kind, names->at[i]))
			return refuse(c, key, names->at[i], "not a community");
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

/* ---- AS paths ---- */

static bool
pattern_add(struct rule *r, const char *text, char *why, size_t room)
{
	struct patterns *p = &r->as_paths;
	struct pattern *pattern = pattern_new(text, why, room);

	if (pattern == NULL)
		return false;
	p->at = mem_grow(p->at, &p->room, p->n, sizeof(struct pattern *));
	p->at[p->n++] = pattern;
	return true;
}

static void
origin_add(struct rule *r, uint32_t as)
{
	struct as_numbers *o = &r->origins;

	o->at = mem_grow(o->at, &o->room, o->n, sizeof(*o->at));
	o->at[o->n++] = as;
}

static bool
as_paths_compile(const struct compile *c, struct rule *r)
{
	const struct rec_match *m = &r->rec->match;
	char why[160];

	r->as_paths.given = m->as_path.n > 0;
	for (uint32_t i = 0; i < m->as_path.n; i++)
		if (!pattern_add(r, m->as_path.at[i], why, sizeof(why)))
			return refuse(c, "match.as_path", NULL, why);
	r->origins.given = m->origin_as.n > 0;
	for (uint32_t i = 0; i < m->origin_as.n; i++)
		origin_add(r, m->origin_as.at[i]);
	return true;
}

/* ---- files: a value a line, '#' begins a comment ---- */

static bool
prefix_line(struct rule *r, const char *s)
{
	struct prefix_range range;

	r->has_prefixes = true;
	if (s == NULL)
		return true;
	if (!prefix_range_parse(&range, s, strlen(s), NULL))
		return false;
	prefix_set_add(&r->prefixes, &range);
	return true;
}

static bool
as_path_line(struct rule *r, const char *s)
{
	char why[160];

	r->as_paths.given = true;
	return s == NULL || pattern_add(r, s, why, sizeof(why));
}

static bool
origin_as_line(struct rule *r, const char *s)
{
	uint32_t as;

	r->origins.given = true;
	if (s == NULL)
		return true;
	if (strncasecmp(s, "AS", 2) == 0)
		s += 2;
	if (!text_u32(s, strlen(s), UINT32_MAX, &as, NULL))
		return false;
	origin_add(r, as);
	return true;
}

static bool
community_put(struct rule *r, enum community_kind kind, const char *s)
{
	r->match[kind].given = true;
	return s == NULL || wild_add(&r->match[kind], kind, s);
}

static bool
community_line(struct rule *r, const char *s)
{
	return community_put(r, STANDARD, s);
}

static bool
large_community_line(struct rule *r, const char *s)
{
	return community_put(r, LARGE, s);
}

static bool
ext_community_line(struct rule *r, const char *s)
{
	return community_put(r, EXTENDED, s);
}

/* clang-format off */
#define KEY(member) \
	AT_match_##member, offsetof(struct rec_match, member), "match." #member
static const struct set_file {
	uint8_t bit;
	size_t name; /* where the name of the file is */
	const char *key;
	/* One line; NULL: the file is there. False: it is none of these. */
	bool (*line)(struct rule *, const char *);
	const char *fault;
} set_files[] = {
	{ KEY(prefix_file), prefix_line, "not a prefix or a range of them" },
	{ KEY(as_path_file), as_path_line, "not an AS-path pattern" },
	{ KEY(origin_as_file), origin_as_line, "not an AS number" },
	{ KEY(community_file), community_line, "not a community" },
	{ KEY(large_community_file), large_community_line, "not a community" },
	{ KEY(ext_community_file), ext_community_line, "not a community" },
};
#undef KEY
/* clang-format on */

/* What a line holds, without comment and blanks; NULL: nothing. */
static const char *
line_value(struct arena *a, const char *s, const char *end)
{
	const char *hash = memchr(s, '#', (size_t)(end - s));

	end = hash == NULL ? end : hash;
	while (end > s && strchr(" \t\r", end[-1]) != NULL)
		end--;
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s < end ? arena_strndup(a, s, (size_t)(end - s)) : NULL;
}

static bool
file_read(const struct compile *c, struct rule *r, const struct set_file *file,
    const char *name)
{
	size_t n, line = 1;
	const char *s = c->file == NULL ? NULL : c->file(c->ctx, name, &n);
	const char *end, *stop, *value;
	char where[160];

	if (s == NULL)
		return refuse(c, file->key, name, "cannot be read");
	file->line(r, NULL);
	for (end = s + n; s < end; s = stop + 1, line++) {
		stop = memchr(s, '\n', (size_t)(end - s));
		if (stop == NULL)
			stop = end;
		value = line_value(&r->text, s, stop);
		if (value == NULL || file->line(r, value))
			continue;
		snprintf(where, sizeof(where), "%.60s:%zu: \"%.40s\": %s", name,
		    line, value, file->fault);
		return refuse(c, file->key, NULL, where);
	}
	return true;
}

static bool
files_compile(const struct compile *c, struct rule *r)
{
	const struct rec_match *m = &r->rec->match;

	for (size_t i = 0; i < sizeof(set_files) / sizeof(*set_files); i++) {
		const struct set_file *f = &set_files[i];
		const char *name;

		if (!(m->has >> f->bit & 1))
			continue;
		memcpy(&name, (const char *)m + f->name, sizeof(name));
		if (!file_read(c, r, f, name))
			return false;
	}
	return true;
}

bool
bgp_policy_has_files(const struct rec_policy *p)
{
	for (uint32_t i = 0; i < p->rules.n; i++)
		for (size_t k = 0; k < sizeof(set_files) / sizeof(*set_files);
		     k++)
			if (p->rules.at[i].match.has >> set_files[k].bit & 1)
				return true;
	return false;
}

/* ---- the rest ---- */

static void
prefixes_compile(struct rule *r)
{
	const struct rec_match *m = &r->rec->match;

	for (uint32_t i = 0; i < m->prefix.n; i++)
		prefix_set_add(&r->prefixes, &m->prefix.at[i]);
	r->has_prefixes = HAS(m, match, prefix);
}

static int
number_cmp(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
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
	prefixes_compile(r);
	if (!as_paths_compile(c, r) || !communities_compile(c, r) ||
	    !next_hop_compile(c, r) || !files_compile(c, r))
		return false;
	if (r->origins.n > 0)
		qsort(
		    r->origins.at, r->origins.n, sizeof(uint32_t), number_cmp);
	return true;
}

static void
rule_fini(struct rule *r)
{
	prefix_set_fini(&r->prefixes);
	for (size_t i = 0; i < r->as_paths.n; i++)
		pattern_free(r->as_paths.at[i]);
	free(r->as_paths.at);
	free(r->origins.at);
	arena_fini(&r->text);
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
		p->sees_prefix |= r->has_prefixes || r->rpki >= 0 ||
				  r->rec->match.route_type.n > 0;
	}
	return p;
}
