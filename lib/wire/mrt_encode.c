/* Writing MRT records. */
#include "wire/mrt_encode.h"
#include "value/asn.h"

enum { BGP4MP = 16, BGP4MP_ET = 17 };
enum { RIB_GENERIC = 6, ADD_PATH = 6 }; /* RFC 8050 4: six further on */
enum { SECOND = 1000000 };

void
mrt_record_encode(struct wbuf *w, uint16_t type, uint16_t subtype,
    int64_t time_us, struct rbuf body)
{
	bool micro = type == BGP4MP_ET;

	put_u32(w, (uint64_t)time_us / SECOND);
	put_u16(w, type);
	put_u16(w, subtype);
	put_u32(w, rbuf_left(&body) + (micro ? 4 : 0));
	if (micro)
		put_u32(w, (uint64_t)time_us % SECOND);
	put_bytes(w, body.at, rbuf_left(&body));
}

/* ---- sessions (RFC 6396 4.4, RFC 8050 3) ---- */

static uint16_t
session_subtype(const struct mrt_session *s)
{
	static const uint8_t subtypes[2][2][2] = {
		/* [add_path][sent][as4] */
		{ { 1, 4 }, { 6, 7 } },
		{ { 8, 9 }, { 10, 11 } },
	};

	if (s->message.at == NULL)
		return s->as4 ? 5 : 0;
	return subtypes[s->add_path][s->sent][s->as4];
}

static void
put_asn(struct wbuf *w, uint32_t asn, bool as4)
{
	if (as4)
		put_u32(w, asn);
	else
		put_u16(w, asn > UINT16_MAX ? ASN_TRANS : asn);
}

void
mrt_session_encode(struct wbuf *w, int64_t time_us, const struct mrt_session *s)
{
	size_t n = addr_bits(&s->peer) / 8;
	uint8_t *length;

	put_u32(w, (uint64_t)time_us / SECOND);
	put_u16(w, time_us % SECOND != 0 ? BGP4MP_ET : BGP4MP);
	put_u16(w, session_subtype(s));
	length = put_len(w, 4);
	if (time_us % SECOND != 0)
		put_u32(w, (uint64_t)time_us % SECOND);
	put_asn(w, s->peer_as, s->as4);
	put_asn(w, s->local_as, s->as4);
	put_u16(w, 0); /* interface */
	put_u16(w, s->peer.ip == ADDR_IP6 ? 2 : 1);
	put_bytes(w, s->peer.b, n);
	put_bytes(w, s->local.b, n);
	if (s->message.at == NULL) {
		put_u16(w, s->old_state);
		put_u16(w, s->new_state);
	}
	put_bytes(w, s->message.at, rbuf_left(&s->message));
	end_len(w, length, 4);
}

/* ---- tables (RFC 6396 4.3) ---- */

void
mrt_peer_encode(struct wbuf *w, const struct mrt_peer *p)
{
	enum { IP6 = 1, AS4 = 2 };

	put_u8(w, AS4 | (p->address.ip == ADDR_IP6 ? IP6 : 0));
	put_u32(w, p->id);
	put_bytes(w, p->address.b, addr_bits(&p->address) / 8);
	put_u32(w, p->as);
}

uint16_t
mrt_rib_subtype(uint32_t family, bool add_path, bool *generic)
{
	static const uint32_t families[] = { FAMILY_IPV4_UNICAST,
		FAMILY_IPV4_MULTICAST, FAMILY_IPV6_UNICAST,
		FAMILY_IPV6_MULTICAST };
	uint16_t subtype = RIB_GENERIC;

	for (uint16_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i] == family)
			subtype = 2 + i;
	*generic = subtype == RIB_GENERIC;
	return add_path ? subtype + ADD_PATH : subtype;
}
