/* The BGP message header, and the messages that are little more than it. */
#include "wire/bgp.h"

/* RFC 4271 6.1, RFC 7313 5: the shortest of each type. */
static const uint8_t min_length[] = {
	[BGP_OPEN] = 29,
	[BGP_UPDATE] = 23,
	[BGP_NOTIFICATION] = 21,
	[BGP_KEEPALIVE] = 19,
	[BGP_ROUTE_REFRESH] = 23,
};

static size_t
max_length(uint8_t type, bool extended)
{
	if (type == BGP_KEEPALIVE)
		return BGP_HEADER_SIZE;
	if (extended && type != BGP_OPEN)
		return BGP_MAX_EXTENDED_SIZE;
	return BGP_MAX_SIZE;
}

bool
bgp_header_decode(
    const uint8_t *p, bool extended, struct bgp_header *h, struct fault *f)
{
	struct rbuf r = rbuf(p, BGP_HEADER_SIZE);
	const uint8_t *marker = get_bytes(&r, BGP_MARKER_SIZE);

	h->length = get_u16(&r);
	h->type = get_u8(&r);
	for (size_t i = 0; i < BGP_MARKER_SIZE; i++)
		if (marker[i] != 0xff)
			return fault(f, marker + i, BGP_ERR_SYNC,
			    "marker is not all ones");
	if (h->length < BGP_HEADER_SIZE)
		return fault(f, p + 16, BGP_ERR_LENGTH,
		    "message is shorter than its header");
	if (h->type < BGP_OPEN || h->type > BGP_ROUTE_REFRESH) {
		if (h->length > max_length(h->type, extended))
			return fault(
			    f, p + 16, BGP_ERR_LENGTH, "message is too long");
		return fault(f, p + 18, BGP_ERR_TYPE, "unknown message type");
	}
	if (h->length < min_length[h->type])
		return fault(f, p + 16, BGP_ERR_LENGTH,
		    "message is too short for its type");
	if (h->length > max_length(h->type, extended))
		return fault(f, p + 16, BGP_ERR_LENGTH,
		    "message is too long for its type");
	return true;
}

uint8_t *
bgp_message_begin(struct wbuf *w, enum bgp_type type)
{
	uint8_t *start = put_room(w, BGP_HEADER_SIZE);

	if (start != NULL) {
		memset(start, 0xff, BGP_MARKER_SIZE);
		start[16] = start[17] = 0;
		start[18] = (uint8_t)type;
	}
	return start;
}

void
bgp_message_end(struct wbuf *w, uint8_t *start)
{
	size_t length;

	if (w->bad || start == NULL)
		return;
	length = (size_t)(w->at - start);
	if (length > BGP_MAX_EXTENDED_SIZE) {
		w->bad = true;
		return;
	}
	start[16] = (uint8_t)(length >> 8);
	start[17] = (uint8_t)length;
}

struct rbuf
bgp_fault_data(const struct fault *f)
{
	static const uint8_t version[] = { 0, BGP_VERSION };
	const uint8_t *at = f->at;

	switch (f->code) {
	case BGP_ERR_LENGTH:
		return rbuf(at, 2);
	case BGP_ERR_TYPE:
		return rbuf(at, 1);
	case BGP_ERR_VERSION:
		return rbuf(version, sizeof(version));
	case BGP_ERR_CAPABILITY:
		return rbuf(at, 2u + at[1]);
	}
	return (struct rbuf){ 0 };
}

bool
bgp_keepalive_encode(struct wbuf *w)
{
	bgp_message_end(w, bgp_message_begin(w, BGP_KEEPALIVE));
	return !w->bad;
}

/* RFC 2918 3, RFC 7313 3.2; behind it RFC 5291 may have ORFs. */
bool
bgp_refresh_decode(struct rbuf body, struct bgp_refresh *m, struct fault *f)
{
	struct rbuf r = body;
	uint16_t afi = get_u16(&r);

	m->subtype = get_u8(&r);
	m->family = FAMILY(afi, get_u8(&r));
	m->orf = r;
	if (r.bad)
		return fault(f, r.at, BGP_ERR_LENGTH,
		    "ROUTE-REFRESH is shorter than 4 octets");
	if (rbuf_left(&r) > 0 &&
	    (m->subtype == BGP_REFRESH_BEGIN || m->subtype == BGP_REFRESH_END))
		return fault(f, r.at, BGP_ERR_REFRESH,
		    "ROUTE-REFRESH of the wrong length");
	return true;
}

bool
bgp_refresh_encode(struct wbuf *w, const struct bgp_refresh *m)
{
	uint8_t *start = bgp_message_begin(w, BGP_ROUTE_REFRESH);

	put_u16(w, FAMILY_AFI(m->family));
	put_u8(w, m->subtype);
	put_u8(w, FAMILY_SAFI(m->family));
	put_bytes(w, m->orf.at, rbuf_left(&m->orf));
	bgp_message_end(w, start);
	return !w->bad;
}
