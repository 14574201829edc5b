/* What AS_PATH and AS4_PATH come to, and routes of EVPN with two overlays. */
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

static const struct bgp_codec narrow = { 0 };

static size_t
unhex(const char *text, uint8_t *to)
{
	CHECK(text_unhex(text, strlen(text), to, NULL));
	return strlen(text) / 2;
}

/* RFC 6793 4.2.3, 6: what AS_PATH, AS4_PATH and the aggregators come to. */
static void
what_came_from_two_octets_is_merged_by_the_rules(void)
{
	static const struct {
		const char *path, *path4, *merged;
		uint32_t as, as4, aggregator;
	} rows[] = {
		{ "0203fde95ba05ba0", "02020001117000011171",
		    "02010000fde9"
		    "02020001117000011171",
		    0, 0, 0 },
		/* longer than AS_PATH: ignored */
		{ "02015ba0", "02020001117000011171", "020100005ba0", 0, 0, 0 },
		/* confederation segments before it stay, those in it go */
		{ "0301fdea"
		  "0202fde95ba0",
		    "030100011170"
		    "020100011171",
		    "03010000fdea"
		    "02010000fde9"
		    "020100011171",
		    0, 0, 0 },
		/* AS_TRANS: the other AGGREGATOR is true */
		{ "02015ba0", "020100011170", "020100011170", 23456, 70000,
		    70000 },
		/* no AS_TRANS: it came later, and all of the others are old */
		{ "02015ba0", "020100011170", "020100005ba0", 7, 70000, 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t path[32], path4[32], want[32], merged[64];
		size_t n = unhex(rows[i].path, path);
		size_t n4 = unhex(rows[i].path4, path4);
		size_t n_want = unhex(rows[i].merged, want);
		struct wbuf w = wbuf(merged, sizeof(merged));
		struct bgp_attrs a = {
			.has = 1u << BGP_AS_PATH | 1u << BGP_AS4_PATH,
			.as_path = { rbuf(path, n), 2 },
			.as4_path = { rbuf(path4, n4), 4 },
			.aggregator = { rows[i].as, 1 },
			.as4_aggregator = { rows[i].as4, 1 },
		};

		if (rows[i].as != 0)
			a.has |=
			    1u << BGP_AGGREGATOR | 1u << BGP_AS4_AGGREGATOR;
		bgp_attrs_merge_as4(&a, &w);
		CHECK(rbuf_left(&a.as_path.raw) == n_want);
		CHECK(memcmp(a.as_path.raw.at, want, n_want) == 0);
		CHECK(a.aggregator.as == rows[i].aggregator);
	}
}

/* RFC 9136 3.2 */
static void
a_prefix_of_evpn_has_a_segment_or_a_gateway(void)
{
	static const char head[] = "00000038"
				   "40010100"
				   "400200"
				   "800e2e"
				   "001946"
				   "04c0000201"
				   "00"
				   "0522"
				   "0000fde900000064";
	static const char *const esi[] = { "00000000000000000000",
		"00010203040506070809" };
	static const char *const gateway[] = { "00000000", "0a000001" };

	for (unsigned i = 0; i < 4; i++) {
		uint8_t body[64];
		size_t n = unhex(head, body);
		struct bgp_update u;

		n += unhex(esi[i & 1], body + n);
		n += unhex("00000000"
			   "180a0203"
			   "00",
		    body + n);
		n += unhex(gateway[i >> 1], body + n);
		n += unhex("002710", body + n);
		body[3] = (uint8_t)(n - 4);
		body[13] = (uint8_t)(n - 14);
		CHECK(bgp_update_decode(rbuf(body, n), &narrow, &u) ==
		      (i == 3 ? BGP_TREAT_AS_WITHDRAW : BGP_FINE));
		CHECK(i != 3 || strcmp(u.error.clause, "RFC 9136 3.2") == 0);
	}
}

int
main(void)
{
	RUN(what_came_from_two_octets_is_merged_by_the_rules);
	RUN(a_prefix_of_evpn_has_a_segment_or_a_gateway);
	return DONE();
}
