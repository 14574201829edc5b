/* What an UPDATE says of the session whose OPENs are missing. */
#include "message/bgp_guess.h"

#include "../../t.h"

static void
the_width_is_the_one_in_which_the_path_is_whole(void)
{
	static const uint8_t narrow[] = { 0x40, 2, 6, 2, 2, 0xfd, 0xe9, 0xfd,
		0xea };
	static const uint8_t wide[] = { 0x40, 2, 6, 2, 1, 0, 1, 0, 0 };
	static const uint8_t empty[] = { 0x40, 2, 0 };
	static const uint8_t aggregator[] = { 0x40, 2, 0, 0xc0, 7, 6, 0, 1, 1,
		2, 3, 4 };

	CHECK(bgp_guess_width(rbuf(narrow, sizeof(narrow))) == BGP_WIDTH_2);
	CHECK(bgp_guess_width(rbuf(wide, sizeof(wide))) == BGP_WIDTH_4);
	CHECK(bgp_guess_width(rbuf(empty, sizeof(empty))) == BGP_WIDTH_ANY);
	CHECK(bgp_guess_width(rbuf(aggregator, sizeof(aggregator))) ==
	      BGP_WIDTH_2);
}

static bool
has_path_ids(const uint8_t *withdrawn, uint8_t n)
{
	uint8_t body[64] = { 0, n };
	struct bgp_codec codec = { .as4 = true };
	struct bgp_update u;

	memcpy(body + 2, withdrawn, n);
	return bgp_guess_add_path(rbuf(body, 4u + n), &codec, &u);
}

static void
path_ids_are_seen_where_plain_prefixes_make_no_sense(void)
{
	static const uint8_t plain[] = { 8, 10, 16, 172, 16, 0 };
	static const uint8_t ids[] = { 0, 0, 0, 1, 8, 10, 0, 0, 0, 2, 8, 10 };
	static const uint8_t large[] = { 0x7f, 1, 2, 3, 8, 10 };
	static const uint8_t nonsense[] = { 0x7f, 1, 2, 3, 99, 10 };

	CHECK(!has_path_ids(plain, sizeof(plain)));
	CHECK(has_path_ids(ids, sizeof(ids)));
	CHECK(has_path_ids(large, sizeof(large)));
	CHECK(!has_path_ids(nonsense, sizeof(nonsense)));
}

int
main(void)
{
	RUN(the_width_is_the_one_in_which_the_path_is_whole);
	RUN(path_ids_are_seen_where_plain_prefixes_make_no_sense);
	return DONE();
}
