/* Writing UPDATEs: as many NLRI in each as there is room for. */
#include "wire/bgp.h"
#include "wire/bgp_nlri.h"

enum { MP_FLAGS = BGP_FLAG_OPTIONAL | BGP_FLAG_EXTENDED };

/* A writer of one message: no longer than the session allows. */
static struct wbuf
message_room(const struct wbuf *w, const struct bgp_codec *codec)
{
	size_t room = (size_t)(w->end - w->at), max = bgp_codec_max(codec);

	return wbuf(w->at, w->bad ? 0 : room < max ? room : max);
}

/* Writes NLRI while they fit, and keep `behind` octets free; how many. */
static size_t
put_nlri(struct wbuf *w, const struct bgp_nlri *nlri, size_t n, size_t behind)
{
	size_t done = 0;

	while (done < n) {
		struct wbuf one = *w;

		bgp_nlri_encode(&one, &nlri[done]);
		if (one.bad || (size_t)(one.end - one.at) < behind)
			break;
		*w = one;
		done++;
	}
	return done;
}

/* Only a message that says something is one. */
static size_t
message_done(struct wbuf *w, struct wbuf *m, uint8_t *start, size_t done)
{
	bgp_message_end(m, start);
	if (m->bad || done == 0)
		return 0;
	w->at = m->at;
	return done;
}

size_t
bgp_announce_encode(struct wbuf *w, const struct bgp_codec *codec,
    uint32_t family, const struct bgp_hop *hop, struct rbuf attrs,
    const struct bgp_nlri *nlri, size_t n)
{
	struct wbuf m = message_room(w, codec);
	uint8_t *start = bgp_message_begin(&m, BGP_UPDATE);
	size_t rest = rbuf_left(&attrs), done;
	uint8_t *total, *len, *hop_len;

	put_u16(&m, 0);
	total = put_len(&m, 2);
	if (hop == NULL) {
		put_bytes(&m, attrs.at, rest);
		end_len(&m, total, 2);
		done = put_nlri(&m, nlri, n, 0);
		return message_done(w, &m, start, done);
	}
	put_u8(&m, MP_FLAGS);
	put_u8(&m, BGP_MP_REACH);
	len = put_len(&m, 2);
	put_u16(&m, FAMILY_AFI(family));
	put_u8(&m, FAMILY_SAFI(family));
	hop_len = put_len(&m, 1);
	bgp_hop_encode(&m, hop);
	end_len(&m, hop_len, 1);
	put_u8(&m, 0);
	done = put_nlri(&m, nlri, n, rest);
	end_len(&m, len, 2);
	put_bytes(&m, attrs.at, rest);
	end_len(&m, total, 2);
	return message_done(w, &m, start, done);
}

static uint8_t *
put_unreach(struct wbuf *m, uint32_t family)
{
	uint8_t *len;

	put_u8(m, MP_FLAGS);
	put_u8(m, BGP_MP_UNREACH);
	len = put_len(m, 2);
	put_u16(m, FAMILY_AFI(family));
	put_u8(m, FAMILY_SAFI(family));
	return len;
}

size_t
bgp_withdraw_encode(struct wbuf *w, const struct bgp_codec *codec,
    uint32_t family, const struct bgp_nlri *nlri, size_t n)
{
	struct wbuf m = message_room(w, codec);
	uint8_t *start = bgp_message_begin(&m, BGP_UPDATE);
	uint8_t *total, *len;
	size_t done;

	if (family == FAMILY_IPV4_UNICAST) {
		len = put_len(&m, 2);
		done = put_nlri(&m, nlri, n, 2);
		end_len(&m, len, 2);
		put_u16(&m, 0);
		return message_done(w, &m, start, done);
	}
	put_u16(&m, 0);
	total = put_len(&m, 2);
	len = put_unreach(&m, family);
	done = put_nlri(&m, nlri, n, 0);
	end_len(&m, len, 2);
	end_len(&m, total, 2);
	return message_done(w, &m, start, done);
}

bool
bgp_end_of_rib_encode(struct wbuf *w, uint32_t family)
{
	uint8_t *start = bgp_message_begin(w, BGP_UPDATE);
	uint8_t *total;

	put_u16(w, 0);
	total = put_len(w, 2);
	if (family != FAMILY_IPV4_UNICAST)
		end_len(w, put_unreach(w, family), 2);
	end_len(w, total, 2);
	bgp_message_end(w, start);
	return !w->bad;
}
