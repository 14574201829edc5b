/* BFD Control packets, and what is discarded of them. */
#include "wire/bfd.h"

#include "../../t.h"

/* Up, Poll, 3 x 300 ms, discriminators 1 and 2. */
static const uint8_t golden[] = { 0x20, 0xe0, 3, 24, 0, 0, 0, 1, 0, 0, 0, 2, 0,
	4, 0x93, 0xe0, 0, 4, 0x93, 0xe0, 0, 0, 0, 0 };
/* The same with keyed SHA1 (RFC 5880 4.4). */
static const uint8_t authenticated[] = { 0x20, 0xe4, 3, 52, 0, 0, 0, 1, 0, 0, 0,
	2, 0, 4, 0x93, 0xe0, 0, 4, 0x93, 0xe0, 0, 0, 0, 0, 4, 28, 1, 0, 0, 0, 0,
	9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	20 };

static bool
comes_back(const uint8_t *p, size_t n)
{
	struct bfd_packet packet;
	uint8_t back[BFD_MAX_SIZE];
	struct wbuf w = wbuf(back, sizeof(back));

	return bfd_decode(rbuf(p, n), &packet, NULL) &&
	       bfd_encode(&w, &packet) && wbuf_used(&w) == n &&
	       memcmp(back, p, n) == 0;
}

static void
a_packet_is_read(void)
{
	struct bfd_packet p;

	CHECK(bfd_decode(rbuf(golden, sizeof(golden)), &p, NULL));
	CHECK(p.state == BFD_UP && p.flags == BFD_FLAG_POLL);
	CHECK(p.diagnostic == BFD_NO_DIAGNOSTIC && p.multiplier == 3);
	CHECK(p.my == 1 && p.your == 2);
	CHECK(p.min_tx == 300000 && p.min_rx == 300000 && p.min_echo == 0);
}

static void
what_is_read_is_written_the_same(void)
{
	CHECK(comes_back(golden, sizeof(golden)));
	CHECK(comes_back(authenticated, sizeof(authenticated)));
}

static void
every_truncation_is_refused(void)
{
	for (size_t n = 0; n < sizeof(authenticated); n++) {
		uint8_t *p = t_exact(authenticated, n);
		struct bfd_packet packet;
		struct fault f = { 0 };

		CHECK(!bfd_decode(rbuf(p, n), &packet, &f));
		CHECK((const uint8_t *)f.at - p >= 0);
		CHECK((const uint8_t *)f.at - p <= (long)n);
		CHECK(f.what != NULL);
		free(p);
	}
}

static void
every_flip_is_refused_or_comes_back(void)
{
	for (size_t i = 0; i < sizeof(authenticated) * 8; i++) {
		uint8_t *p = t_exact(authenticated, sizeof(authenticated));
		struct bfd_packet packet;

		p[i / 8] ^= (uint8_t)(1 << i % 8);
		if (bfd_decode(rbuf(p, sizeof(authenticated)), &packet, NULL))
			CHECK(comes_back(p, p[3]));
		free(p);
	}
}

static void
what_the_rfc_discards_is_refused_with_its_place(void)
{
	static const struct {
		size_t at;
		uint8_t value;
		const char *what;
	} rows[] = {
		{ 0, 0x00, "version is not 1" },
		{ 0, 0x40, "version is not 1" },
		{ 1, 0xe1, "the Multipoint bit is set" },
		{ 2, 0, "Detect Mult is 0" },
		{ 3, 23, "Length is not that of the packet" },
		{ 3, 25, "Length is not that of the packet" },
		{ 1, 0xe4, "authentication section of the wrong length" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t p[sizeof(golden)];
		struct bfd_packet packet;
		struct fault f;

		memcpy(p, golden, sizeof(p));
		p[rows[i].at] = rows[i].value;
		CHECK(!bfd_decode(rbuf(p, sizeof(p)), &packet, &f));
		CHECK_STR(f.what, rows[i].what);
	}
}

static void
only_a_session_that_is_down_may_not_know_the_other_discriminator(void)
{
	for (unsigned state = 0; state < BFD_NSTATES; state++) {
		uint8_t p[sizeof(golden)];
		struct bfd_packet packet;

		memcpy(p, golden, sizeof(p));
		p[1] = (uint8_t)(state << 6);
		p[11] = 0;
		CHECK(bfd_decode(rbuf(p, sizeof(p)), &packet, NULL) ==
		      (state <= BFD_DOWN));
		p[7] = 0;
		CHECK(!bfd_decode(rbuf(p, sizeof(p)), &packet, NULL));
	}
}

static void
what_the_wire_has_no_room_for_is_not_written(void)
{
	struct bfd_packet p = { .diagnostic = 32, .my = 1 };
	uint8_t to[BFD_SIZE];
	struct wbuf w = wbuf(to, sizeof(to));

	CHECK(!bfd_encode(&w, &p));
	p.diagnostic = 31;
	w = wbuf(to, sizeof(to) - 1);
	CHECK(!bfd_encode(&w, &p));
	w = wbuf(to, sizeof(to));
	CHECK(bfd_encode(&w, &p));
}

int
main(void)
{
	RUN(a_packet_is_read);
	RUN(what_is_read_is_written_the_same);
	RUN(every_truncation_is_refused);
	RUN(every_flip_is_refused_or_comes_back);
	RUN(what_the_rfc_discards_is_refused_with_its_place);
	RUN(only_a_session_that_is_down_may_not_know_the_other_discriminator);
	RUN(what_the_wire_has_no_room_for_is_not_written);
	return DONE();
}
