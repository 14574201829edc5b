/* VPLS routes (RFC 4761 3.2.2), within the NLRI of their family. */
#include "wire/bgp.h"

enum { VPLS_SIZE = 17 };

bool
bgp_vpls_decode(struct rbuf raw, struct bgp_vpls *v)
{
	if (get_u16(&raw) != VPLS_SIZE || rbuf_left(&raw) != VPLS_SIZE)
		return false;
	memcpy(v->rd.b, get_bytes(&raw, sizeof(v->rd.b)), sizeof(v->rd.b));
	v->ve_id = get_u16(&raw);
	v->block_offset = get_u16(&raw);
	v->block_size = get_u16(&raw);
	v->label_base = get_u24(&raw);
	return true;
}

void
bgp_vpls_encode(struct wbuf *w, const struct bgp_vpls *v)
{
	put_u16(w, VPLS_SIZE);
	put_bytes(w, v->rd.b, sizeof(v->rd.b));
	put_u16(w, v->ve_id);
	put_u16(w, v->block_offset);
	put_u16(w, v->block_size);
	put_u24(w, v->label_base);
}
