/* MRT records that are written are read again. */
#include "wire/mrt_encode.h"

#include "../../t.h"

static const uint8_t octets[] = { 1, 2, 3 };

static bool
record_read(const struct wbuf *w, struct mrt_record *m)
{
	size_t n = wbuf_used(w);

	return !w->bad && mrt_header_decode(w->start, m, NULL) &&
	       m->length == n - MRT_HEADER_SIZE &&
	       mrt_body_decode(
		   rbuf(w->start + MRT_HEADER_SIZE, m->length), m, NULL);
}

/* Every combination has a type of its own (RFC 6396 4.4, RFC 8050 3). */
static void
a_session_is_read_as_it_was_written(void)
{
	for (unsigned i = 0; i < 64; i++) {
		struct mrt_session s = { .as4 = i & 1,
			.sent = i & 2,
			.add_path = i & 4,
			.peer_as = i & 1 ? 65536 : 65001,
			.local_as = 65002 };
		int64_t time_us = INT64_C(1447830000000000) + (i & 8);
		uint8_t ip = i & 16 ? ADDR_IP6 : ADDR_IP4, out[256];
		uint8_t at[16] = { 192, 0, 2, 1 };
		struct wbuf w = wbuf(out, sizeof(out));
		struct mrt_session back;
		struct mrt_record m;
		bool state = i & 32;

		s.peer = addr_from(ip, at);
		s.local = addr_from(ip, at);
		if (state) {
			s.old_state = 1;
			s.new_state = 6;
			s.sent = s.add_path = false;
		} else {
			s.message = rbuf(octets, sizeof(octets));
		}
		mrt_session_encode(&w, time_us, &s);
		CHECK(record_read(&w, &m) && m.time_us == time_us);
		CHECK(m.kind == (state ? MRT_STATE : MRT_MESSAGE));
		CHECK(mrt_session_decode(&m, &back, NULL));
		CHECK(back.as4 == s.as4 && back.sent == s.sent);
		CHECK(back.add_path == s.add_path);
		CHECK(back.peer_as == s.peer_as && back.local_as == 65002);
		CHECK(addr_cmp(&back.peer, &s.peer) == 0);
		CHECK(back.old_state == s.old_state &&
		      back.new_state == s.new_state);
		CHECK(rbuf_left(&back.message) == rbuf_left(&s.message));
	}
}

static void
an_as_number_without_room_is_as_trans(void)
{
	struct mrt_session s = { .peer_as = 65536,
		.peer = addr_ip4(1),
		.local = addr_ip4(2),
		.message = rbuf(octets, 3) };
	uint8_t out[64];
	struct wbuf w = wbuf(out, sizeof(out));
	struct mrt_record m;

	mrt_session_encode(&w, 0, &s);
	CHECK(record_read(&w, &m) && mrt_session_decode(&m, &s, NULL));
	CHECK(s.peer_as == 23456);
}

static void
a_time_beyond_32_bits_is_bad(void)
{
	const struct mrt_session s = { .peer = addr_ip4(1),
		.local = addr_ip4(2) };
	uint8_t out[64];
	struct wbuf w = wbuf(out, sizeof(out));

	mrt_session_encode(&w, INT64_C(4294967296) * 1000000, &s);
	CHECK(w.bad);
}

static void
an_index_is_read_as_it_was_written(void)
{
	const struct mrt_peer in[] = {
		{ .address = addr_ip4(0xc0000201), .id = 1, .as = 65001 },
		{ .address =
			addr_from(ADDR_IP6, (const uint8_t[16]){ 0x20, 1 }),
		    .id = 2,
		    .as = 65536 },
	};
	uint8_t body[64], out[96];
	struct wbuf b = wbuf(body, sizeof(body)), w = wbuf(out, sizeof(out));
	struct mrt_record m;
	struct mrt_peers p;
	struct mrt_peer one;

	put_u32(&b, 0);
	put_u16(&b, 0);
	put_u16(&b, 2);
	for (unsigned i = 0; i < 2; i++)
		mrt_peer_encode(&b, &in[i]);
	mrt_record_encode(&w, MRT_TABLE_DUMP_V2, MRT_PEER_INDEX, 0,
	    rbuf(body, wbuf_used(&b)));
	CHECK(record_read(&w, &m) && m.kind == MRT_PEERS);
	CHECK(mrt_peers_decode(&m, &p, NULL) && p.n == 2);
	for (unsigned i = 0; i < 2; i++) {
		CHECK(mrt_peer_next(&p, &one));
		CHECK(addr_cmp(&one.address, &in[i].address) == 0);
		CHECK(one.id == in[i].id && one.as == in[i].as);
	}
}

static void
a_family_has_its_subtype(void)
{
	bool generic;

	CHECK(mrt_rib_subtype(FAMILY_IPV4_UNICAST, false, &generic) == 2);
	CHECK(mrt_rib_subtype(FAMILY_IPV6_MULTICAST, true, &generic) == 11);
	CHECK(!generic);
	CHECK(mrt_rib_subtype(FAMILY_IPV4_VPN, false, &generic) == 6);
	CHECK(generic);
	CHECK(mrt_rib_subtype(FAMILY_L2VPN_EVPN, true, &generic) == 12);
}

int
main(void)
{
	RUN(a_session_is_read_as_it_was_written);
	RUN(an_as_number_without_room_is_as_trans);
	RUN(a_time_beyond_32_bits_is_bad);
	RUN(an_index_is_read_as_it_was_written);
	RUN(a_family_has_its_subtype);
	return DONE();
}
