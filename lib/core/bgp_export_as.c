/*
 * The AS path as each kind of neighbour is to see it: RFC 4271 5.1.2, 5065 4,
 * and what a peer's record asks for.
 */
#include "core/bgp_export_in.h"

/* RFC 6996 5. */
static bool
is_private(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) ||
	       (asn >= 4200000000 && asn <= 4294967294);
}

static bool
is_confederation(const struct bgp_segment *s)
{
	return s->type == BGP_AS_CONFED_SEQUENCE ||
	       s->type == BGP_AS_CONFED_SET;
}

/* The segment as it goes to the neighbour; left out when nothing remains. */
static void
segment_write(
    struct wbuf *w, const struct bgp_target *to, const struct bgp_segment *s)
{
	uint8_t *n;

	put_u8(w, s->type);
	n = put_len(w, 1);
	for (unsigned i = 0; i < s->n; i++) {
		uint32_t asn = bgp_segment_asn(s, i);

		if (to->remove_private_as && is_private(asn))
			continue;
		if (to->as_override && asn == to->remote_as)
			asn = to->local_as;
		put_u32(w, asn);
	}
	if (w->bad)
		return;
	*n = (uint8_t)((w->at - n - 1) / 4);
	if (*n == 0)
		w->at = n - 1;
}

/* RFC 5065 4.1 c: the members of a confederation are nobody else's affair. */
static struct bgp_as_path
rewrite(struct wbuf *w, const struct bgp_target *to, struct bgp_as_path path)
{
	const uint8_t *from = w->at;
	struct bgp_segment s;

	while (bgp_segment_next(&path, &s))
		if (!is_confederation(&s))
			segment_write(w, to, &s);
	return bgp_as_path_of(from, w);
}

static struct bgp_as_path
prepend(struct wbuf *w, struct bgp_as_path path, uint32_t asn)
{
	const uint8_t *from = w->at;

	bgp_as_path_prepend(w, path, asn, 1);
	return bgp_as_path_of(from, w);
}

/* RFC 5065 4.1 b: our member AS goes in front, in a sequence of its own kind.
 */
static struct bgp_as_path
prepend_member(struct wbuf *w, struct bgp_as_path path, uint32_t asn)
{
	const uint8_t *from = w->at;
	struct bgp_as_path rest = path;
	struct bgp_segment s;
	bool joins = bgp_segment_next(&rest, &s) &&
		     s.type == BGP_AS_CONFED_SEQUENCE && s.n < UINT8_MAX;

	put_u8(w, BGP_AS_CONFED_SEQUENCE);
	put_u8(w, joins ? s.n + 1u : 1u);
	put_u32(w, asn);
	for (unsigned i = 0; joins && i < s.n; i++)
		put_u32(w, bgp_segment_asn(&s, i));
	path = joins ? rest : path;
	put_bytes(w, path.raw.at, rbuf_left(&path.raw));
	return bgp_as_path_of(from, w);
}

struct bgp_as_path
export_as_path(
    const struct bgp_target *to, struct wbuf *w, struct bgp_as_path path)
{
	if (to->member)
		return prepend_member(w, path, to->local_as);
	if (!to->external)
		return path;
	path = rewrite(w, to, path);
	if (to->true_as != 0) /* behind the one that it knows us by */
		path = prepend(w, path, to->true_as);
	return prepend(w, path, to->local_as);
}
