/* Records to dumps: which index they get, and what stands in one entry. */
#include "message/mrt_encode.h"
#include "base/arena.h"
#include "wire/mrt.h"

#include "../../t.h"

#define ROUTE(prefix, peer, more)                                              \
	"{\"type\":\"route\",\"family\":\"ipv4_unicast\",\"prefix\":\"" prefix \
	"\",\"next_hop\":\"192.0.2.9\",\"origin\":\"igp\",\"as_path\":[1],"    \
	"\"peer\":\"" peer "\",\"peer_as\":65001" more "}"
#define MESSAGE(kind, src, more)                                               \
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"" kind          \
	"\",\"src\":\"" src "\",\"dst\":\"192.0.2.9\"" more "}"

/* The dump that records make; false when one was refused. */
static bool
encoded(struct obuf *out, const char *const *json, struct rec_fault *f)
{
	struct mrt_encoder *e = mrt_encoder_new(out);
	struct arena arena = { 0 };
	bool good = true;
	struct rec r;

	for (; *json != NULL; json++) {
		CHECK(rec_read(&r, *json, strlen(*json), 0, &arena, f));
		good = mrt_encoder_add(e, &r, f) && good;
	}
	mrt_encoder_end(e);
	mrt_encoder_free(e);
	arena_fini(&arena);
	return good;
}

/* Takes the next record off; MRT_OTHER with no body at the end. */
static struct mrt_record
next(struct obuf *out)
{
	struct mrt_record m = { 0 };
	const uint8_t *at = (const uint8_t *)obuf_at(out);

	if (obuf_left(out) < MRT_HEADER_SIZE)
		return m;
	CHECK(mrt_header_decode(at, &m, NULL));
	CHECK(obuf_left(out) >= MRT_HEADER_SIZE + m.length);
	CHECK(mrt_body_decode(rbuf(at + MRT_HEADER_SIZE, m.length), &m, NULL));
	obuf_take(out, MRT_HEADER_SIZE + m.length);
	return m;
}

static void
the_index_stands_before_the_routes_that_were_held_for_it(void)
{
	static const char *const json[] = { ROUTE(
						"10.0.0.0/8", "192.0.2.1", ""),
		ROUTE("10.0.0.0/8", "192.0.2.2", ""),
		ROUTE("11.0.0.0/8", "192.0.2.1", ""), NULL };
	static const unsigned entries[] = { 2, 1 };
	struct obuf out = { 0 };
	struct mrt_record m;
	struct mrt_peers peers;
	struct mrt_rib rib;

	CHECK(encoded(&out, json, NULL));
	m = next(&out);
	CHECK(m.kind == MRT_PEERS && mrt_peers_decode(&m, &peers, NULL));
	CHECK(peers.n == 2);
	for (unsigned i = 0; i < 2; i++) {
		m = next(&out);
		CHECK(m.kind == MRT_RIB && mrt_rib_decode(&m, &rib, NULL));
		CHECK(rib.n == entries[i] && rib.sequence == i);
	}
	CHECK(obuf_left(&out) == 0);
	obuf_fini(&out);
}

/* That of one peer: 192.0.2.1 of AS 65001. */
#define INDEX                                                                  \
	"{\"type\":\"message\",\"protocol\":\"mrt\",\"kind\":"                 \
	"\"peer_index_table\",\"time\":7,\"data\":"                            \
	"\"c0000202"                                                           \
	"0000"                                                                 \
	"0001"                                                                 \
	"02c0000201c00002010000fde9\"}"

static void
an_index_that_is_given_is_the_one(void)
{
	static const char *const json[] = { INDEX,
		ROUTE("10.0.0.0/8", "192.0.2.1", ",\"time\":3"),
		ROUTE("10.0.0.0/8", "192.0.2.2", ""), NULL };
	struct rec_fault f = { 0 };
	struct obuf out = { 0 };
	struct mrt_record m;
	struct mrt_rib rib;
	struct mrt_entry e;

	CHECK(!encoded(&out, json, &f));
	CHECK_STR(f.key, "peer");
	CHECK_STR(f.text, "it is not in the peer_index_table");
	CHECK(next(&out).kind == MRT_PEERS);
	m = next(&out);
	CHECK(m.time_us == 7000000 && mrt_rib_decode(&m, &rib, NULL));
	CHECK(rib.n == 1 && mrt_entry_next(&rib.entries, &rib, &e));
	CHECK(e.peer == 0 && e.time_us == 3000000);
	CHECK(obuf_left(&out) == 0);
	obuf_fini(&out);
}

/* What comes before an index has one of its own. */
static void
each_table_has_its_index(void)
{
	static const char *const json[] = { ROUTE(
						"10.0.0.0/8", "192.0.2.7", ""),
		INDEX, ROUTE("11.0.0.0/8", "192.0.2.1", ""), NULL };
	static const enum mrt_kind kinds[] = { MRT_PEERS, MRT_RIB, MRT_PEERS,
		MRT_RIB };
	struct obuf out = { 0 };

	CHECK(encoded(&out, json, NULL));
	for (unsigned i = 0; i < 4; i++)
		CHECK(next(&out).kind == kinds[i]);
	CHECK(obuf_left(&out) == 0);
	obuf_fini(&out);
}

static void
as_numbers_are_those_of_the_opens(void)
{
	static const char *const json[] = {
		MESSAGE("open", "192.0.2.1",
		    ",\"as\":65536,\"hold_time\":90,"
		    "\"router_id\":\"192.0.2.1\""),
		MESSAGE("keepalive", "192.0.2.1", ",\"time\":1.5"),
		MESSAGE("keepalive", "192.0.2.2", ""),
		MESSAGE("keepalive", "192.0.2.1", ",\"peer_as\":7"), NULL
	};
	static const uint32_t as[] = { 65536, 65536, 0, 7 };
	struct obuf out = { 0 };
	struct mrt_session s;

	CHECK(encoded(&out, json, NULL));
	for (unsigned i = 0; i < 4; i++) {
		struct mrt_record m = next(&out);

		CHECK(
		    m.kind == MRT_MESSAGE && mrt_session_decode(&m, &s, NULL));
		CHECK(s.peer_as == as[i]);
		CHECK(m.time_us == (i == 1 ? 1500000 : 0));
	}
	obuf_fini(&out);
}

static void
what_was_left_in_hex_is_as_it_was(void)
{
	static const char *const json[] = {
		"{\"type\":\"message\",\"protocol\":\"mrt\",\"kind\":"
		"\"type_32_subtype_5\",\"time\":9,\"data\":\"aabb\"}",
		NULL
	};
	static const char *const bad[] = {
		"{\"type\":\"message\",\"protocol\":\"mrt\",\"kind\":"
		"\"type_70000_subtype_5\",\"data\":\"aabb\"}",
		NULL
	};
	struct rec_fault f = { 0 };
	struct obuf out = { 0 };
	struct mrt_record m;

	CHECK(encoded(&out, json, NULL));
	m = next(&out);
	CHECK(m.type == 32 && m.subtype == 5 && m.time_us == 9000000);
	CHECK(m.length == 2 && m.body.at[0] == 0xaa);
	CHECK(!encoded(&out, bad, &f));
	CHECK_STR(f.text, "it is not of the form type_N_subtype_N");
	obuf_fini(&out);
}

int
main(void)
{
	RUN(the_index_stands_before_the_routes_that_were_held_for_it);
	RUN(an_index_that_is_given_is_the_one);
	RUN(each_table_has_its_index);
	RUN(as_numbers_are_those_of_the_opens);
	RUN(what_was_left_in_hex_is_as_it_was);
	return DONE();
}
