/* Conditions from their text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "core/pattern.h"
#include "message/bgp_filter_in.h"
#include "value/asn.h"

/* Why a condition is refused, for whoever gave it. */
struct why {
	char *text;
	size_t room;
};

static bool
refuse(struct why *why, const char *text, const char *what)
{
	snprintf(why->text, why->room, "\"%s\" %s", text, what);
	return false;
}

static void
number_add(struct numbers *to, uint32_t v)
{
	to->at = mem_grow(to->at, &to->room, to->n, sizeof(*to->at));
	to->at[to->n++] = v;
}

static void
text_add(struct bgp_filter *f, struct texts *to, const char *text)
{
	to->at = mem_grow(to->at, &to->room, to->n, sizeof(*to->at));
	to->at[to->n++] = arena_strndup(&f->arena, text, strlen(text));
}

/* ---- one kind each ---- */

static bool
peer_add(struct bgp_filter *f, const char *text, struct why *why)
{
	char name[ADDR_TEXT];
	struct addr a;
	uint32_t as;

	if (asn_parse(&as, text, strlen(text), NULL)) {
		number_add(&f->peer_as, as);
		return true;
	}
	if (!addr_parse(&a, text, strlen(text), NULL))
		return refuse(why, text, "is neither an address nor an AS");
	f->peers =
	    mem_grow(f->peers, &f->peers_room, f->peers_n, sizeof(*f->peers));
	f->peers[f->peers_n++] = a;
	addr_format(&a, name);
	text_add(f, &f->peer_names, name);
	return true;
}

/* An address is the prefix of all its bits. */
static bool
destination_parse(struct prefix *p, const char *s, size_t n)
{
	if (memchr(s, '/', n) != NULL)
		return prefix_parse(p, s, n, NULL);
	if (!addr_parse(&p->addr, s, n, NULL))
		return false;
	p->len = (uint8_t)addr_bits(&p->addr);
	return true;
}

static void
prefix_add_shorter(struct prefix_set *set, struct prefix p)
{
	for (int len = p.len; len >= 0; len--) {
		struct prefix_range one = {
			.prefix = p, .ge = (uint8_t)len, .le = (uint8_t)len
		};

		one.prefix.len = (uint8_t)len;
		one.prefix = prefix_mask(one.prefix);
		prefix_set_add(set, &one);
	}
}

static bool
prefix_add(struct bgp_filter *f, const char *text, struct why *why)
{
	size_t n = strcspn(text, " ");
	const char *word = text + n + strspn(text + n, " ");
	struct prefix_range range = { 0 };

	if (prefix_range_parse(&range, text, strlen(text), NULL)) {
		prefix_set_add(&f->prefixes, &range);
		return true;
	}
	if (!destination_parse(&range.prefix, text, n))
		return refuse(why, text, "is not a prefix");
	range.ge = range.prefix.len;
	range.le = range.prefix.len;
	if (strcmp(word, "longer") == 0)
		range.le = (uint8_t)addr_bits(&range.prefix.addr);
	if (strcmp(word, "shorter") == 0 || strcmp(word, "covers") == 0)
		prefix_add_shorter(&f->prefixes, range.prefix);
	else if (strcmp(word, "longer") == 0 || strcmp(word, "exact") == 0 ||
		 *word == 0)
		prefix_set_add(&f->prefixes, &range);
	else
		return refuse(why, text,
		    "ends in none of exact, longer, shorter, covers, ge N, "
		    "le N");
	return true;
}

static bool
path_add(struct bgp_filter *f, const char *text, struct why *why)
{
	struct pattern *p = pattern_new(text, why->text, why->room);

	if (p == NULL)
		return false;
	f->patterns = mem_grow(f->patterns, &f->patterns_room, f->patterns_n,
	    sizeof(struct pattern *));
	f->patterns[f->patterns_n++] = p;
	return true;
}

static bool
origin_add(struct bgp_filter *f, const char *text, struct why *why)
{
	uint32_t as;

	if (!asn_parse(&as, text, strlen(text), NULL))
		return refuse(why, text, "is not an AS number");
	number_add(&f->origins, as);
	return true;
}

/* How many parts there are, each a number up to max or '*'; 0: others too. */
static unsigned
parts_of(const char *s, uint64_t max)
{
	unsigned n = 1;

	for (;; n++) {
		size_t len = strcspn(s, ":");
		uint64_t v;

		if (!(len == 1 && *s == '*') &&
		    !text_u64(s, len, max, &v, NULL))
			return 0;
		s += len;
		if (*s++ == 0)
			return n;
	}
}

static bool
community_add(struct bgp_filter *f, const char *text, struct why *why)
{
	size_t n = strlen(text);
	char own[EXT_COMMUNITY_TEXT];
	struct ext_community ext;
	uint32_t standard;
	int kind;

	if (strcmp(text, "*") == 0)
		return refuse(why, text, "says nothing: N:*, N:*:* or NAME:*");
	if (parts_of(text, UINT16_MAX) == 2) {
		kind = COMMUNITY_STANDARD;
	} else if (parts_of(text, UINT32_MAX) == 3) {
		kind = COMMUNITY_LARGE;
	} else if (community_parse(&standard, text, n, NULL)) {
		kind = COMMUNITY_STANDARD;
		community_format(standard, own);
		text = own;
	} else if (ext_community_parse(&ext, text, n, NULL)) {
		kind = COMMUNITY_EXTENDED;
		ext_community_format(&ext, own);
		text = own;
	} else if (strstr(text, ":*") != NULL && text[0] >= 'a' &&
		   text[0] <= 'z') {
		kind = COMMUNITY_EXTENDED;
	} else {
		return refuse(why, text, "is not a community");
	}
	f->community_kinds |= 1u << kind;
	text_add(f, &f->communities, text);
	return true;
}

static bool
family_add(struct bgp_filter *f, const char *text, struct why *why)
{
	uint32_t family;

	if (!family_parse(&family, text, strlen(text), NULL))
		return refuse(why, text, "is not an address family");
	number_add(&f->families, family);
	return true;
}

static bool
kind_add(struct bgp_filter *f, const char *text, struct why *why)
{
	if (*text == 0)
		return refuse(why, text, "is not a kind of message");
	text_add(f, &f->kinds, text);
	return true;
}

static bool
rd_add(struct bgp_filter *f, const char *text, struct why *why)
{
	char own[DIST_TEXT];
	struct rd rd;

	if (rd_parse(&rd, text, strlen(text), NULL)) {
		rd_format(&rd, own);
		text = own;
	} else if (strchr(text, '*') == NULL) {
		return refuse(why, text, "is not a route distinguisher");
	}
	text_add(f, &f->rds, text);
	return true;
}

static bool
rt_add(struct bgp_filter *f, const char *text, struct why *why)
{
	char own[EXT_COMMUNITY_TEXT];
	struct ext_community rt;

	if (rt_parse(&rt, text, strlen(text), NULL)) {
		ext_community_format(&rt, own);
	} else if (strchr(text, '*') == NULL ||
		   strlen(text) + sizeof("rt:") > sizeof(own)) {
		return refuse(why, text, "is not a route target");
	} else {
		stpcpy(stpcpy(own, "rt:"), text);
	}
	text_add(f, &f->rts, own);
	return true;
}

/* ---- time ---- */

/* Days from 1970-01-01 in the Gregorian calendar; years begin in March. */
static int64_t
days_from(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

/* "2026-11-22", "2026-11-22T10:00", "2026-11-22T10:00:00Z": always UTC. */
static bool
date_parse(const char *s, int64_t *us)
{
	unsigned year, month, day, hour = 0, minute = 0, second = 0;
	int end = 0;

	if (sscanf(s, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3 ||
	    end != 10)
		return false;
	s += end;
	end = 0;
	if (*s == 'T' || *s == ' ') {
		if (sscanf(s + 1, "%2u:%2u%n", &hour, &minute, &end) != 2)
			return false;
		s += 1 + end;
		end = 0;
	}
	if (*s == ':') {
		if (sscanf(s + 1, "%2u%n", &second, &end) != 1)
			return false;
		s += 1 + end;
	}
	if (*s == 'Z')
		s++;
	*us = (days_from(year, month, day) * 86400 + hour * 3600 + minute * 60 +
		  second) *
	      1000000;
	return *s == 0 && year >= 1970 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= 31 && hour < 24 && minute < 60 &&
	       second <= 60;
}

/* Seconds, with up to six digits behind a point. */
static bool
seconds_parse(const char *s, int64_t *us)
{
	size_t n = strcspn(s, ".");
	uint64_t whole, part = 0;

	if (!text_u64(s, n, INT64_MAX / 1000000 - 1, &whole, NULL))
		return false;
	s += n;
	if (*s == '.') {
		unsigned digits = 0;

		for (s++; *s >= '0' && *s <= '9' && digits < 6; s++, digits++)
			part = part * 10 + (uint64_t)(*s - '0');
		if (digits == 0)
			return false;
		for (; digits < 6; digits++)
			part *= 10;
	}
	*us = (int64_t)(whole * 1000000 + part);
	return *s == 0;
}

static bool
time_add(int64_t *to, const char *text, struct why *why)
{
	if (seconds_parse(text, to) || date_parse(text, to))
		return true;
	return refuse(
	    why, text, "is not a time: seconds, or 2026-11-22T10:00:00Z");
}

/* ---- all of them ---- */

static bool
condition_add(struct bgp_filter *f, enum bgp_condition which, const char *text,
    struct why *why)
{
	switch (which) {
	case BGP_IF_PEER:
		return peer_add(f, text, why);
	case BGP_IF_PREFIX:
		return prefix_add(f, text, why);
	case BGP_IF_AS_PATH:
		return path_add(f, text, why);
	case BGP_IF_ORIGIN_AS:
		return origin_add(f, text, why);
	case BGP_IF_COMMUNITY:
		return community_add(f, text, why);
	case BGP_IF_FAMILY:
		return family_add(f, text, why);
	case BGP_IF_KIND:
		return kind_add(f, text, why);
	case BGP_IF_RD:
		return rd_add(f, text, why);
	case BGP_IF_RT:
		return rt_add(f, text, why);
	case BGP_IF_SINCE:
		return time_add(&f->since, text, why);
	case BGP_IF_UNTIL:
		return time_add(&f->until, text, why);
	case BGP_IF_N:
		break;
	}
	return false;
}

void
bgp_filter_expect(struct bgp_filter *f, enum bgp_condition which)
{
	f->has |= 1u << which;
}

bool
bgp_filter_add(struct bgp_filter *f, enum bgp_condition which, const char *text,
    char *to, size_t room)
{
	bgp_filter_expect(f, which);
	return condition_add(f, which, text, &(struct why){ to, room });
}

struct bgp_filter *
bgp_filter_new(void)
{
	return mem_zalloc(sizeof(struct bgp_filter));
}

static void
texts_fini(struct texts *t)
{
	free(t->at); /* the texts are the arena's */
}

void
bgp_filter_free(struct bgp_filter *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->patterns_n; i++)
		pattern_free(f->patterns[i]);
	free(f->patterns);
	free(f->peers);
	free(f->peer_as.at);
	free(f->origins.at);
	free(f->families.at);
	texts_fini(&f->peer_names);
	texts_fini(&f->kinds);
	texts_fini(&f->communities);
	texts_fini(&f->rds);
	texts_fini(&f->rts);
	prefix_set_fini(&f->prefixes);
	arena_fini(&f->arena);
	free(f);
}
