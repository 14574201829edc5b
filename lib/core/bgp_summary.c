/* The attributes of an aggregate, counted. */
#include "core/bgp_summary.h"

#include "core/bgp_set.h"

#include <stdlib.h>
#include <string.h>

#define BIT(code) (UINT64_C(1) << (code))

/* Of each there is so much room in a message that all of them fit. */
#define MAX_AS_NUMBERS 255
#define MAX_LEADING    32

static const struct community_row {
	uint16_t code, size, max;
} rows[BGP_SUMMARY_KINDS] = {
	[BGP_SUMMARY_STANDARD] = { BGP_COMMUNITIES, 4, 200 },
	[BGP_SUMMARY_EXTENDED] = { BGP_EXT_COMMUNITIES, 8, 64 },
	[BGP_SUMMARY_LARGE] = { BGP_LARGE_COMMUNITIES, 12, 64 },
};

struct leading {
	uint32_t place, asn;
};

/* ---- counting ---- */

/* RFC 5065: what a confederation notes stays in it, and is none of this. */
static void
count_path(struct bgp_summary *s, struct bgp_as_path path, int by)
{
	struct leading lead = { 0 };
	struct bgp_segment seg;
	bool leads = true;

	while (bgp_segment_next(&path, &seg)) {
		if (seg.type >= BGP_AS_CONFED_SEQUENCE)
			continue;
		leads &= seg.type == BGP_AS_SEQUENCE;
		for (unsigned i = 0; i < seg.n; i++) {
			lead.asn = bgp_segment_asn(&seg, i);
			tally_count(
			    &s->as_numbers, &lead.asn, sizeof(lead.asn), by);
			if (leads && lead.place < MAX_LEADING) {
				tally_count(
				    &s->leading, &lead, sizeof(lead), by);
				lead.place++;
			}
		}
	}
}

static void
count_communities(struct bgp_summary *s, const struct bgp_set *set, int by)
{
	struct bgp_attrs a;
	struct rbuf all[BGP_SUMMARY_KINDS];

	bgp_set_open(set, &a);
	all[BGP_SUMMARY_STANDARD] = a.communities;
	all[BGP_SUMMARY_EXTENDED] = a.ext_communities;
	all[BGP_SUMMARY_LARGE] = a.large_communities;
	for (unsigned i = 0; i < BGP_SUMMARY_KINDS; i++) {
		if (!bgp_has(&a, rows[i].code))
			continue;
		while (rbuf_left(&all[i]) >= rows[i].size) {
			tally_count(
			    &s->communities[i], all[i].at, rows[i].size, by);
			get_bytes(&all[i], rows[i].size);
		}
	}
}

void
bgp_summary_count(struct bgp_summary *s, const struct bgp_set *set, int by)
{
	struct bgp_as_path path = bgp_set_as_path(set);
	bool pathful = set->as_path_length > 0;

	s->n += (uint32_t)by;
	s->origins[set->origin] += (uint32_t)by;
	if (pathful)
		s->pathful += (uint32_t)by;
	if (bgp_set_has(set, BGP_ATOMIC_AGGREGATE))
		s->atomic += (uint32_t)by;
	if (s->same_med)
		tally_count(&s->meds, &set->med, sizeof(set->med), by);
	if (s->as_set)
		count_path(s, path, by);
	if (s->as_set || !pathful)
		count_communities(s, set, by);
}

bool
bgp_summary_is_whole(const struct bgp_summary *s)
{
	return s->n > 0 && s->meds.n <= 1;
}

/* ---- what comes of it ---- */

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* What all paths begin with; how many numbers. */
static unsigned
find_leading(const struct bgp_summary *s, uint32_t to[MAX_LEADING])
{
	bool there[MAX_LEADING] = { 0 };
	unsigned n = 0;

	for (size_t i = 0; i < s->leading.n; i++) {
		struct leading lead;

		if (s->leading.at[i].n != s->n)
			continue;
		memcpy(&lead, s->leading.at[i].key, sizeof(lead));
		to[lead.place] = lead.asn;
		there[lead.place] = true;
	}
	while (n < MAX_LEADING && there[n])
		n++;
	return n;
}

static bool
has_number(const uint32_t *at, unsigned n, uint32_t asn)
{
	for (unsigned i = 0; i < n; i++)
		if (at[i] == asn)
			return true;
	return false;
}

static void
put_segment(struct wbuf *w, uint8_t type, const uint32_t *at, unsigned n)
{
	if (n == 0)
		return;
	put_u8(w, type);
	put_u8(w, (uint8_t)n);
	for (unsigned i = 0; i < n; i++)
		put_u32(w, at[i]);
}

/* False: there are too many for a path. */
static bool
put_path(const struct bgp_summary *s, struct wbuf *w)
{
	uint32_t leading[MAX_LEADING], rest[MAX_AS_NUMBERS], asn;
	unsigned n = find_leading(s, leading), more = 0;

	if (s->as_numbers.n > MAX_AS_NUMBERS)
		return false;
	for (size_t i = 0; i < s->as_numbers.n; i++) {
		memcpy(&asn, s->as_numbers.at[i].key, sizeof(asn));
		if (!has_number(leading, n, asn))
			rest[more++] = asn;
	}
	qsort(rest, more, sizeof(*rest), by_number);
	put_segment(w, BGP_AS_SEQUENCE, leading, n);
	put_segment(w, BGP_AS_SET, rest, more);
	return true;
}

static int
by_key(const void *a, const void *b)
{
	return memcmp(a, b, TALLY_KEY);
}

/* In ascending order, each once. */
static struct rbuf
put_communities(
    const struct tally *t, const struct community_row *row, struct wbuf *w)
{
	struct tally_entry sorted[256];
	const uint8_t *from = w->at;

	if (t->n == 0 || t->n > row->max)
		return (struct rbuf){ 0 };
	memcpy(sorted, t->at, t->n * sizeof(*sorted));
	qsort(sorted, t->n, sizeof(*sorted), by_key);
	for (size_t i = 0; i < t->n; i++)
		put_bytes(w, sorted[i].key, row->size);
	return rbuf(from, w->bad ? 0 : (size_t)(w->at - from));
}

void
bgp_summary_attrs(
    const struct bgp_summary *s, struct wbuf *w, struct bgp_attrs *a)
{
	const uint8_t *from = w->at;
	struct rbuf *to[BGP_SUMMARY_KINDS] = {
		[BGP_SUMMARY_STANDARD] = &a->communities,
		[BGP_SUMMARY_EXTENDED] = &a->ext_communities,
		[BGP_SUMMARY_LARGE] = &a->large_communities,
	};
	bool whole;

	*a = (struct bgp_attrs){ .has = BIT(BGP_ORIGIN) | BIT(BGP_AS_PATH) };
	a->origin = s->origins[BGP_INCOMPLETE] > 0 ? BGP_INCOMPLETE
		    : s->origins[BGP_EGP] > 0      ? BGP_EGP
						   : BGP_IGP;
	whole = s->as_set ? put_path(s, w) : s->pathful == 0;
	a->as_path = bgp_as_path_of(from, w);
	if (!whole || s->atomic > 0) {
		a->has |= BIT(BGP_ATOMIC_AGGREGATE);
		return;
	}
	for (unsigned i = 0; i < BGP_SUMMARY_KINDS; i++) {
		*to[i] = put_communities(&s->communities[i], &rows[i], w);
		if (rbuf_left(to[i]) > 0)
			a->has |= BIT(rows[i].code);
	}
}

void
bgp_summary_fini(struct bgp_summary *s)
{
	tally_fini(&s->meds);
	tally_fini(&s->as_numbers);
	tally_fini(&s->leading);
	for (unsigned i = 0; i < BGP_SUMMARY_KINDS; i++)
		tally_fini(&s->communities[i]);
}
