/* Outbound route filters: RFC 5291 4, RFC 5292 3. */
#include "wire/bgp_orf.h"

bool
bgp_orf_next(struct rbuf *r, struct bgp_orf *o)
{
	if (rbuf_left(r) == 0)
		return false;
	o->type = get_u8(r);
	o->entries = get_sub(r, get_u16(r));
	return !r->bad;
}

bool
bgp_orf_entry_next(struct rbuf *r, unsigned ip, struct bgp_orf_entry *e)
{
	const unsigned bits = ip == ADDR_IP6 ? 128 : 32;
	const uint8_t *octets;
	uint8_t head;

	if (rbuf_left(r) == 0)
		return false;
	head = get_u8(r);
	*e = (struct bgp_orf_entry){ .action = head >> 6 };
	if (e->action == BGP_ORF_REMOVE_ALL)
		return true;
	e->match = head >> 5 & 1;
	e->sequence = get_u32(r);
	e->min = get_u8(r);
	e->max = get_u8(r);
	e->prefix.len = get_u8(r);
	if (e->prefix.len > bits)
		get_bytes(r, SIZE_MAX); /* of no address: bad from here on */
	octets = get_bytes(r, (e->prefix.len + 7u) / 8);
	if (r->bad)
		return false;
	e->prefix.addr.ip = (uint8_t)ip;
	if (e->prefix.len > 0)
		memcpy(e->prefix.addr.b, octets, (e->prefix.len + 7u) / 8);
	return true;
}

void
bgp_orf_entry_encode(struct wbuf *w, const struct bgp_orf_entry *e)
{
	put_u8(w, e->action << 6 | e->match << 5);
	if (e->action == BGP_ORF_REMOVE_ALL)
		return;
	put_u32(w, e->sequence);
	put_u8(w, e->min);
	put_u8(w, e->max);
	put_u8(w, e->prefix.len);
	put_bytes(w, e->prefix.addr.b, (e->prefix.len + 7u) / 8);
}
