/* Multicast VPN routes (RFC 6514 4): seven types, a table of their fields. */
#include "wire/bgp_mvpn.h"

/*
 * The fields of a type, one after another: r RD, a source AS, s multicast
 * source, g multicast group, o originating router (what is left), k the key of
 * another route, which says its own length.
 */
static const char *const fields[BGP_MVPN_NTYPES] = {
	[BGP_MVPN_INTRA_AS] = "ro",
	[BGP_MVPN_INTER_AS] = "ra",
	[BGP_MVPN_S_PMSI] = "rsgo",
	[BGP_MVPN_LEAF] = "ko",
	[BGP_MVPN_SOURCE] = "rsg",
	[BGP_MVPN_SHARED_JOIN] = "rasg",
	[BGP_MVPN_SOURCE_JOIN] = "rasg",
};

static bool
get_ip(struct rbuf *r, size_t n, struct addr *to)
{
	const uint8_t *from = get_bytes(r, n);

	*to = (struct addr){ 0 };
	if (from == NULL || (n != 4 && n != 16))
		return false;
	*to = addr_from(n == 4 ? ADDR_IP4 : ADDR_IP6, from);
	return true;
}

/* A length in bits; 0 is a wildcard, in S-PMSI routes alone (RFC 6625 2.1). */
static bool
get_multicast(struct rbuf *r, bool any, struct addr *to, struct fault *f)
{
	const uint8_t *at = r->at;
	uint8_t bits = get_u8(r);

	*to = (struct addr){ 0 };
	if (bits == 0 && any && !r->bad)
		return true;
	return (bits % 8 == 0 && get_ip(r, bits / 8, to)) ||
	       fault(f, at, 0, "multicast address is of the wrong length");
}

static bool
get_key(struct rbuf *r, struct rbuf *key, struct fault *f)
{
	const uint8_t *at = r->at;

	get_u8(r);
	get_bytes(r, get_u8(r));
	*key = rbuf(at, (size_t)(r->at - at));
	return !r->bad || fault(f, at, 0, "route key runs past the end");
}

static bool
get_rd(struct rbuf *r, struct rd *rd, struct fault *f)
{
	const uint8_t *at = r->at, *from = get_bytes(r, sizeof(rd->b));

	if (from == NULL)
		return fault(f, at, 0, "route distinguisher is cut off");
	memcpy(rd->b, from, sizeof(rd->b));
	return true;
}

static bool
get_field(struct rbuf *r, char field, struct bgp_mvpn *m, struct fault *f)
{
	const uint8_t *at = r->at;

	switch (field) {
	case 'r':
		return get_rd(r, &m->rd, f);
	case 'a':
		m->source_as = get_u32(r);
		return !r->bad || fault(f, at, 0, "source AS is cut off");
	case 's':
		return get_multicast(
		    r, m->type == BGP_MVPN_S_PMSI, &m->source, f);
	case 'g':
		return get_multicast(
		    r, m->type == BGP_MVPN_S_PMSI, &m->group, f);
	case 'o':
		return get_ip(r, rbuf_left(r), &m->originator) ||
		       fault(f, at, 0, "originating router is no address");
	}
	return get_key(r, &m->route_key, f);
}

bool
bgp_mvpn_decode(struct rbuf raw, struct bgp_mvpn *m, struct fault *f)
{
	struct rbuf r = raw;

	*m = (struct bgp_mvpn){ .type = get_u8(&r) };
	if (get_u8(&r) != rbuf_left(&r) || r.bad)
		return fault(f, raw.at, 0, "route is not as long as it says");
	if (m->type == 0 || m->type >= BGP_MVPN_NTYPES)
		return fault(f, raw.at, 0, "route type is not known");
	for (const char *field = fields[m->type]; *field != '\0'; field++)
		if (!get_field(&r, *field, m, f))
			return false;
	return rbuf_left(&r) == 0 ||
	       fault(f, r.at, 0, "route is longer than its fields");
}

/* ---- writing ---- */

static void
put_ip(struct wbuf *w, const struct addr *a)
{
	put_bytes(w, a->b, addr_bits(a) / 8);
}

static void
put_multicast(struct wbuf *w, const struct addr *a)
{
	put_u8(w, addr_bits(a));
	put_ip(w, a);
}

static void
put_field(struct wbuf *w, char field, const struct bgp_mvpn *m)
{
	switch (field) {
	case 'r':
		put_bytes(w, m->rd.b, sizeof(m->rd.b));
		break;
	case 'a':
		put_u32(w, m->source_as);
		break;
	case 's':
		put_multicast(w, &m->source);
		break;
	case 'g':
		put_multicast(w, &m->group);
		break;
	case 'o':
		put_ip(w, &m->originator);
		break;
	default:
		put_bytes(w, m->route_key.at, rbuf_left(&m->route_key));
		break;
	}
}

void
bgp_mvpn_encode(struct wbuf *w, const struct bgp_mvpn *m)
{
	uint8_t *length;

	if (m->type == 0 || m->type >= BGP_MVPN_NTYPES) {
		w->bad = true;
		return;
	}
	put_u8(w, m->type);
	length = put_len(w, 1);
	for (const char *field = fields[m->type]; *field != '\0'; field++)
		put_field(w, *field, m);
	end_len(w, length, 1);
}
