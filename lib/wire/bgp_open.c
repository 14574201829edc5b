/* OPEN messages (RFC 4271 4.2), with long parameters (RFC 9072). */
#include "value/asn.h"
#include "wire/bgp.h"
#include "wire/bgp_caps.h"

enum {
	PARAM_EXTENDED = 255, /* RFC 9072 2: in the place of the first type */
};

/* Where the optional parameters are; sets `extended`. */
static struct rbuf
params_find(struct rbuf *r, bool *extended)
{
	uint8_t n = get_u8(r);

	*extended = n > 0 && rbuf_left(r) > 0 && r->at[0] == PARAM_EXTENDED;
	if (!*extended)
		return get_sub(r, n);
	get_u8(r);
	return get_sub(r, get_u16(r));
}

static bool
fixed_check(struct rbuf body, const struct bgp_open *o, struct fault *f)
{
	if (o->as == 0)
		return fault(f, body.at + 1, BGP_ERR_PEER_AS,
		    "AS number is 0 (RFC 7607)");
	if (o->hold_time == 1 || o->hold_time == 2)
		return fault(f, body.at + 3, BGP_ERR_HOLD_TIME,
		    "hold time is below 3 s");
	if (o->id == 0)
		return fault(f, body.at + 5, BGP_ERR_ID, "BGP identifier is 0");
	return true;
}

bool
bgp_open_decode(struct rbuf body, struct bgp_open *o, struct fault *f)
{
	struct rbuf r = body;

	*o = (struct bgp_open){ 0 };
	o->version = get_u8(&r);
	o->as = o->as2 = get_u16(&r);
	o->hold_time = get_u16(&r);
	o->id = get_u32(&r);
	o->params = params_find(&r, &o->extended);
	if (!r.bad && o->version != BGP_VERSION)
		return fault(f, body.at, BGP_ERR_VERSION, "version is not 4");
	if (r.bad || rbuf_left(&r) > 0)
		return fault(f, r.at, BGP_ERR_OPEN,
		    "optional parameters do not fill the OPEN");
	if (!bgp_caps_decode(o, f))
		return false;
	if (o->caps.as4)
		o->as = o->caps.as;
	return fixed_check(body, o, f);
}

static void
params_encode(struct wbuf *w, struct rbuf params, bool extended)
{
	size_t n = rbuf_left(&params);

	if (extended) {
		put_u8(w, 255);
		put_u8(w, PARAM_EXTENDED);
		put_u16(w, n);
	} else {
		put_u8(w, n);
	}
	put_bytes(w, params.at, n);
}

bool
bgp_open_encode(struct wbuf *w, const struct bgp_open *o)
{
	uint8_t *start = bgp_message_begin(w, BGP_OPEN);
	uint8_t room[BGP_CAPS_ROOM];
	struct rbuf params = o->params;
	bool extended = o->extended;

	if (rbuf_left(&params) == 0)
		params = bgp_caps_encode(&o->caps, room, &extended);
	put_u8(w, o->version);
	put_u16(w, o->as > UINT16_MAX ? ASN_TRANS : o->as);
	put_u16(w, o->hold_time);
	put_u32(w, o->id);
	params_encode(w, params, extended);
	bgp_message_end(w, start);
	return !w->bad;
}
