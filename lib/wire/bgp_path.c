/* AS_PATH and AS4_PATH: walking, measuring, changing their width. */
#include "value/asn.h"
#include "wire/bgp.h"

enum { SEGMENT_MAX = 255 };

bool
bgp_segment_next(struct bgp_as_path *path, struct bgp_segment *s)
{
	struct rbuf *r = &path->raw;

	if (rbuf_left(r) == 0)
		return false;
	s->type = get_u8(r);
	s->n = get_u8(r);
	s->width = path->width;
	s->asns = get_bytes(r, (size_t)s->n * s->width);
	return !r->bad;
}

uint32_t
bgp_segment_asn(const struct bgp_segment *s, unsigned i)
{
	const uint8_t *p = s->asns + (size_t)i * s->width;

	if (s->width == 2)
		return (uint32_t)p[0] << 8 | p[1];
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

bool
bgp_as_path_check(struct bgp_as_path path, struct fault *f)
{
	struct bgp_segment s;
	const uint8_t *at = path.raw.at;

	while (bgp_segment_next(&path, &s)) {
		if (s.type < BGP_AS_SET || s.type > BGP_AS_CONFED_SET)
			return fault(
			    f, at, BGP_ERR_AS_PATH, "segment of unknown type");
		if (s.n == 0)
			return fault(
			    f, at + 1, BGP_ERR_AS_PATH, "segment of length 0");
		at = path.raw.at;
	}
	if (path.raw.bad)
		return fault(
		    f, at, BGP_ERR_AS_PATH, "segment runs past the end");
	return true;
}

/* What the segment adds to the length of the path. */
static unsigned
segment_hops(const struct bgp_segment *s)
{
	if (s->type == BGP_AS_SEQUENCE)
		return s->n;
	return s->type == BGP_AS_SET ? 1 : 0;
}

unsigned
bgp_as_path_length(struct bgp_as_path path)
{
	struct bgp_segment s;
	unsigned n = 0;

	while (bgp_segment_next(&path, &s))
		n += segment_hops(&s);
	return n;
}

bool
bgp_as_path_has(struct bgp_as_path path, uint32_t asn)
{
	struct bgp_segment s;

	while (bgp_segment_next(&path, &s))
		for (unsigned i = 0; i < s.n; i++)
			if (bgp_segment_asn(&s, i) == asn)
				return true;
	return false;
}

static void
put_asn(struct wbuf *w, uint32_t asn, uint8_t width)
{
	if (width == 2)
		put_u16(w, asn > UINT16_MAX ? ASN_TRANS : asn);
	else
		put_u32(w, asn);
}

static void
put_segment(
    struct wbuf *w, const struct bgp_segment *s, unsigned n, uint8_t width)
{
	put_u8(w, s->type);
	put_u8(w, n);
	for (unsigned i = 0; i < n; i++)
		put_asn(w, bgp_segment_asn(s, i), width);
}

void
bgp_as_path_encode(struct wbuf *w, struct bgp_as_path path, uint8_t width)
{
	struct bgp_segment s;

	if (path.width == width) {
		put_bytes(w, path.raw.at, rbuf_left(&path.raw));
		return;
	}
	while (bgp_segment_next(&path, &s))
		put_segment(w, &s, s.n, width);
}

static void
put_repeated(struct wbuf *w, uint32_t asn, unsigned n)
{
	while (n-- > 0)
		put_u32(w, asn);
}

void
bgp_as_path_prepend(
    struct wbuf *w, struct bgp_as_path path, uint32_t asn, unsigned n)
{
	struct bgp_as_path rest = path;
	struct bgp_segment s;

	for (; n > SEGMENT_MAX; n -= SEGMENT_MAX) {
		put_u8(w, BGP_AS_SEQUENCE);
		put_u8(w, SEGMENT_MAX);
		put_repeated(w, asn, SEGMENT_MAX);
	}
	if (n > 0) {
		bool joins = bgp_segment_next(&rest, &s) &&
			     s.type == BGP_AS_SEQUENCE &&
			     s.n + n <= SEGMENT_MAX;

		put_u8(w, BGP_AS_SEQUENCE);
		put_u8(w, joins ? s.n + n : n);
		put_repeated(w, asn, n);
		for (unsigned i = 0; joins && i < s.n; i++)
			put_u32(w, bgp_segment_asn(&s, i));
		if (joins)
			path = rest;
	}
	bgp_as_path_encode(w, path, 4);
}

struct bgp_as_path
bgp_as_path_of(const uint8_t *from, const struct wbuf *w)
{
	return (struct bgp_as_path){
		.raw = rbuf(from, (size_t)(w->at - from)),
		.width = 4,
	};
}

/*
 * RFC 6793 4.2.3: the first `n` numbers of the path, counted as for its
 * length, and whatever confederation segments stand before or among them.
 */
static void
put_leading(struct wbuf *w, struct bgp_as_path path, unsigned n)
{
	struct bgp_segment s;

	while (bgp_segment_next(&path, &s)) {
		unsigned hops = segment_hops(&s);

		if (hops > 0 && n == 0)
			return;
		if (hops > n) {
			put_segment(w, &s, n, 4);
			return;
		}
		put_segment(w, &s, s.n, 4);
		n -= hops;
	}
}

/* RFC 6793 6: confederation segments in AS4_PATH are invalid, and left out. */
static void
put_valid(struct wbuf *w, struct bgp_as_path path)
{
	struct bgp_segment s;

	while (bgp_segment_next(&path, &s))
		if (s.type <= BGP_AS_SEQUENCE)
			put_segment(w, &s, s.n, 4);
}

void
bgp_attrs_merge_as4(struct bgp_attrs *a, struct wbuf *w)
{
	const uint64_t as4 =
	    UINT64_C(1) << BGP_AS4_PATH | UINT64_C(1) << BGP_AS4_AGGREGATOR;
	uint64_t had = a->has;
	uint8_t *from = w->at;
	unsigned n, n4;

	a->has &= ~as4;
	if (!(had >> BGP_AS_PATH & 1) || a->as_path.width == 4)
		return;
	/* An aggregator that is no AS_TRANS came after the AS4 attributes. */
	if (had >> BGP_AGGREGATOR & 1 && had >> BGP_AS4_AGGREGATOR & 1) {
		if (a->aggregator.as != ASN_TRANS)
			had &= ~as4;
		else
			a->aggregator = a->as4_aggregator;
	}
	n = bgp_as_path_length(a->as_path);
	n4 = had >> BGP_AS4_PATH & 1 ? bgp_as_path_length(a->as4_path) : 0;
	if (had >> BGP_AS4_PATH & 1 && n >= n4) {
		put_leading(w, a->as_path, n - n4);
		put_valid(w, a->as4_path);
	} else {
		bgp_as_path_encode(w, a->as_path, 4);
	}
	a->as_path = bgp_as_path_of(from, w);
}
