/* NOTIFICATION messages (RFC 4271 4.5), and the text some carry (RFC 9003). */
#include "wire/bgp.h"

enum { NOTIFICATION_SIZE = BGP_HEADER_SIZE + 2 };

bool
bgp_notification_decode(
    struct rbuf body, struct bgp_notification *n, struct fault *f)
{
	struct rbuf r = body;

	n->code = get_u8(&r);
	n->subcode = get_u8(&r);
	n->data = r;
	if (r.bad)
		return fault(f, r.at, BGP_ERR_LENGTH,
		    "NOTIFICATION is shorter than 2 octets");
	return true;
}

bool
bgp_notification_encode(struct wbuf *w, uint16_t error, struct rbuf data)
{
	uint8_t *start = bgp_message_begin(w, BGP_NOTIFICATION);
	size_t n = rbuf_left(&data);

	put_u8(w, BGP_ERROR_CODE(error));
	put_u8(w, BGP_ERROR_SUBCODE(error));
	if (n > BGP_MAX_SIZE - NOTIFICATION_SIZE)
		n = BGP_MAX_SIZE - NOTIFICATION_SIZE;
	put_bytes(w, data.at, n);
	bgp_message_end(w, start);
	return !w->bad;
}

struct rbuf
bgp_notification_text(const struct bgp_notification *n)
{
	uint16_t error = BGP_ERROR(n->code, n->subcode);
	struct rbuf r = n->data;
	struct rbuf text;

	if (error == BGP_CEASE_HARD_RESET) { /* RFC 8538 3.1: one in another */
		struct bgp_notification inner;

		if (rbuf_left(&r) < 2 || r.at[1] == 9)
			return (struct rbuf){ 0 };
		bgp_notification_decode(r, &inner, NULL);
		return bgp_notification_text(&inner);
	}
	if (error != BGP_CEASE_SHUTDOWN && error != BGP_CEASE_RESET)
		return (struct rbuf){ 0 };
	text = get_sub(&r, get_u8(&r));
	return r.bad ? (struct rbuf){ 0 } : text;
}
