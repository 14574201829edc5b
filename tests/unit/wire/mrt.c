/* MRT records of each kind. */
#include "wire/mrt.h"
#include "base/text.h"

#include "../../t.h"

#define TIME "564c5f70"
#define PEERS                                                                  \
	TIME "000d0001"                                                        \
	     "0000002d"                                                        \
	     "c0000202"                                                        \
	     "0001"                                                            \
	     "61"                                                              \
	     "0002"                                                            \
	     "00"                                                              \
	     "c0000201"                                                        \
	     "c0000201"                                                        \
	     "fde9"                                                            \
	     "03"                                                              \
	     "c0000202"                                                        \
	     "20010db8000000000000000000000002"                                \
	     "00011170"
#define PLACES                                                                 \
	TIME "000d0007"                                                        \
	     "00000026"                                                        \
	     "c0000202"                                                        \
	     "0001"                                                            \
	     "61"                                                              \
	     "42510000"                                                        \
	     "40900000"                                                        \
	     "0001"                                                            \
	     "02"                                                              \
	     "c0000201"                                                        \
	     "c0000201"                                                        \
	     "0000fc00"                                                        \
	     "c2060000"                                                        \
	     "43174000"
#define RIB                                                                    \
	TIME "000d0002"                                                        \
	     "00000016"                                                        \
	     "00000007"                                                        \
	     "180a0102"                                                        \
	     "0001"                                                            \
	     "0001"                                                            \
	     "564c5f00"                                                        \
	     "0004"                                                            \
	     "40010100"
#define RIB_ADD_PATH                                                           \
	TIME "000d0008"                                                        \
	     "0000001a"                                                        \
	     "00000007"                                                        \
	     "180a0102"                                                        \
	     "0001"                                                            \
	     "0001"                                                            \
	     "564c5f00"                                                        \
	     "00000009"                                                        \
	     "0004"                                                            \
	     "40010100"
#define TABLE                                                                  \
	TIME "000c0001"                                                        \
	     "0000001a"                                                        \
	     "00000001"                                                        \
	     "0a010200"                                                        \
	     "18"                                                              \
	     "01"                                                              \
	     "564c5f00"                                                        \
	     "c0000201"                                                        \
	     "fde9"                                                            \
	     "0004"                                                            \
	     "40010100"
#define MESSAGE                                                                \
	TIME "00100004"                                                        \
	     "00000027"                                                        \
	     "0000fde9"                                                        \
	     "00011170"                                                        \
	     "0003"                                                            \
	     "0001"                                                            \
	     "c0000201"                                                        \
	     "c0000202"                                                        \
	     "ffffffffffffffffffffffffffffffff"                                \
	     "0013"                                                            \
	     "04"
#define STATE_ET                                                               \
	TIME "00110000"                                                        \
	     "00000018"                                                        \
	     "0001e240"                                                        \
	     "fde9"                                                            \
	     "fdea"                                                            \
	     "0000"                                                            \
	     "0001"                                                            \
	     "c0000201"                                                        \
	     "c0000202"                                                        \
	     "0006"                                                            \
	     "0001"
#define OLD                                                                    \
	TIME "00050001"                                                        \
	     "00000010"                                                        \
	     "fde9"                                                            \
	     "c0000201"                                                        \
	     "fdea"                                                            \
	     "c0000202"                                                        \
	     "00000000"

static const struct {
	const char *hex;
	enum mrt_kind kind;
} records[] = {
	{ PEERS, MRT_PEERS },
	{ PLACES, MRT_PEERS },
	{ RIB, MRT_RIB },
	{ RIB_ADD_PATH, MRT_RIB },
	{ TABLE, MRT_ROUTE },
	{ MESSAGE, MRT_MESSAGE },
	{ STATE_ET, MRT_STATE },
	{ OLD, MRT_MESSAGE },
	{ TIME "00630000"
	       "00000000",
	    MRT_OTHER },
};

/* The record in `to`, whose room is 256; false when it is damaged. */
static bool
record(const char *hex, uint8_t *to, struct mrt_record *m)
{
	size_t n = strlen(hex) / 2;

	CHECK(text_unhex(hex, 2 * n, to, NULL));
	return mrt_header_decode(to, m, NULL) &&
	       m->length == n - MRT_HEADER_SIZE &&
	       mrt_body_decode(rbuf(to + MRT_HEADER_SIZE, m->length), m, NULL);
}

/* Always false: a refusal says why. */
static bool
refused(const struct fault *f)
{
	CHECK(f->what != NULL && f->at != NULL);
	return false;
}

/* Reads all that a record has; whether all of it was there. */
static bool
read_all(const struct mrt_record *m)
{
	struct mrt_peers peers;
	struct mrt_peer peer;
	struct mrt_rib rib;
	struct mrt_entry entry;
	struct fault f = { 0 };
	unsigned n = 0;

	switch (m->kind) {
	case MRT_OTHER:
		return true;
	case MRT_PEERS:
		if (!mrt_peers_decode(m, &peers, &f))
			return refused(&f);
		while (mrt_peer_next(&peers, &peer))
			n++;
		return n == peers.n;
	case MRT_RIB:
		if (!mrt_rib_decode(m, &rib, &f))
			return refused(&f);
		while (mrt_entry_next(&rib.entries, &rib, &entry))
			n++;
		return n == rib.n;
	case MRT_ROUTE:
		return mrt_route_decode(m, &(struct mrt_route){ 0 }, &f) ||
		       refused(&f);
	case MRT_MESSAGE:
	case MRT_STATE:
		return mrt_session_decode(m, &(struct mrt_session){ 0 }, &f) ||
		       refused(&f);
	}
	return false;
}

static void
each_kind_is_read(void)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		uint8_t p[256];
		struct mrt_record m;

		CHECK(record(records[i].hex, p, &m));
		CHECK(m.kind == records[i].kind);
		CHECK(read_all(&m));
	}
}

static void
a_table_says_who_announced_what_and_when(void)
{
	uint8_t p[256], q[256];
	struct mrt_record m;
	struct mrt_peers peers;
	struct mrt_peer peer;
	struct mrt_rib rib;
	struct mrt_entry e;
	char text[PREFIX_TEXT];

	CHECK(record(PEERS, p, &m) && mrt_peers_decode(&m, &peers, NULL));
	CHECK(peers.collector == 0xc0000202 && peers.n == 2);
	CHECK(mrt_peer_next(&peers, &peer) && peer.as == 65001);
	CHECK(mrt_peer_next(&peers, &peer) && peer.as == 70000);
	CHECK(peer.address.ip == ADDR_IP6 && peer.address.b[15] == 2);
	CHECK(!mrt_peer_next(&peers, &peer));

	CHECK(record(RIB_ADD_PATH, q, &m) && mrt_rib_decode(&m, &rib, NULL));
	prefix_format(&rib.nlri.prefix, text);
	CHECK_STR(text, "10.1.2.0/24");
	CHECK(mrt_entry_next(&rib.entries, &rib, &e));
	CHECK(e.peer == 1 && e.has_path_id && e.path_id == 9);
	CHECK(e.time_us == INT64_C(0x564c5f00) * 1000000);
	CHECK(rbuf_left(&e.attributes) == 4);
}

static void
a_table_of_places_says_where_peers_are(void)
{
	uint8_t p[256];
	struct mrt_record m;
	struct mrt_peers peers;
	struct mrt_peer peer;

	CHECK(record(PLACES, p, &m) && mrt_peers_decode(&m, &peers, NULL));
	CHECK(peers.geo && peers.place.latitude == 52.25F);
	CHECK(mrt_peer_next(&peers, &peer) && peer.as == 64512);
	CHECK(peer.place.latitude == -33.5F && peer.place.longitude == 151.25F);
	CHECK(!mrt_peer_next(&peers, &peer) && !peers.peers.bad);
}

static void
a_session_says_who_spoke_to_whom(void)
{
	uint8_t p[256];
	struct mrt_record m;
	struct mrt_session s;

	CHECK(record(MESSAGE, p, &m) && mrt_session_decode(&m, &s, NULL));
	CHECK(s.as4 && !s.add_path && !s.sent);
	CHECK(s.peer_as == 65001 && s.local_as == 70000);
	CHECK(rbuf_left(&s.message) == BGP_HEADER_SIZE);
	CHECK(record(STATE_ET, p, &m) && mrt_session_decode(&m, &s, NULL));
	CHECK(m.time_us % 1000000 == 123456);
	CHECK(s.old_state == 6 && s.new_state == 1);
	CHECK(record(OLD, p, &m) && mrt_session_decode(&m, &s, NULL));
	CHECK(s.message_type == BGP_UPDATE && rbuf_left(&s.message) == 4);
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i + 1 < sizeof(records) / sizeof(records[0]); i++) {
		uint8_t p[256];
		struct mrt_record m;

		CHECK(record(records[i].hex, p, &m));
		if (m.kind == MRT_MESSAGE) /* its end is the message's */
			continue;
		for (uint32_t n = 0; n < m.length; n++) {
			uint8_t *cut = t_exact(p + MRT_HEADER_SIZE, n);

			CHECK(!mrt_body_decode(rbuf(cut, n), &m, NULL) ||
			      !read_all(&m));
			free(cut);
		}
	}
}

static void
every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		uint8_t whole[256];
		size_t n = strlen(records[i].hex) / 2;
		struct mrt_record m;

		CHECK(record(records[i].hex, whole, &m));
		for (size_t k = 0; k < 8 * n; k++) {
			uint8_t *p = t_exact(whole, n);

			p[k / 8] ^= (uint8_t)(1 << k % 8);
			if (mrt_header_decode(p, &m, NULL) &&
			    mrt_body_decode(
				rbuf(p + MRT_HEADER_SIZE, n - MRT_HEADER_SIZE),
				&m, NULL))
				read_all(&m);
			free(p);
		}
	}
}

static void
records_of_one_dump_are_near(void)
{
	const int64_t day = INT64_C(86400) * 1000000;
	struct mrt_record m = { .time_us = 10 * day };

	CHECK(mrt_is_near(&m, 9 * day));
	CHECK(mrt_is_near(&m, 11 * day));
	CHECK(!mrt_is_near(&m, 9 * day - 1));
	CHECK(!mrt_is_near(&m, 11 * day + 1));
}

int
main(void)
{
	RUN(each_kind_is_read);
	RUN(a_table_says_who_announced_what_and_when);
	RUN(a_table_of_places_says_where_peers_are);
	RUN(a_session_says_who_spoke_to_whom);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(records_of_one_dump_are_near);
	return DONE();
}
