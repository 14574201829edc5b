/* Outbound route filters: the wire form, and what is refused. */
#include "wire/bgp_orf.h"

#include "../../t.h"

/* Of type 64: all go, then 10.0.0.0/9 up to /24 is denied; and of type 99. */
static const uint8_t golden[] = { 64, 0, 11, 0x80, 0x20, 0, 0, 0, 5, 0, 24, 9,
	10, 0, 99, 0, 1, 0xaa };

static void
what_is_read_is_written_as_it_was(void)
{
	struct rbuf r = rbuf(golden, sizeof(golden));
	uint8_t out[sizeof(golden)];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_orf o;
	struct bgp_orf_entry e;

	CHECK(bgp_orf_next(&r, &o) && o.type == BGP_ORF_ADDRESS_PREFIX);
	CHECK(bgp_orf_entry_next(&o.entries, ADDR_IP4, &e));
	CHECK(e.action == BGP_ORF_REMOVE_ALL);
	bgp_orf_entry_encode(&w, &e);
	CHECK(bgp_orf_entry_next(&o.entries, ADDR_IP4, &e));
	CHECK(e.action == BGP_ORF_ADD && e.match == 1 && e.sequence == 5);
	CHECK(e.min == 0 && e.max == 24 && e.prefix.len == 9);
	CHECK(e.prefix.addr.ip == ADDR_IP4 && e.prefix.addr.b[0] == 10);
	bgp_orf_entry_encode(&w, &e);
	CHECK(!bgp_orf_entry_next(&o.entries, ADDR_IP4, &e) && !o.entries.bad);
	CHECK(wbuf_used(&w) == 11 && memcmp(out, golden + 3, 11) == 0);
	CHECK(bgp_orf_next(&r, &o) && o.type == 99);
	CHECK(rbuf_left(&o.entries) == 1);
	CHECK(!bgp_orf_next(&r, &o) && !r.bad);
}

/* Whether all of it can be walked. */
static bool
walk(const uint8_t *from, size_t n)
{
	uint8_t *p = t_exact(from, n);
	struct rbuf r = rbuf(p, n);
	struct bgp_orf o;
	struct bgp_orf_entry e;
	bool good = true;

	while (bgp_orf_next(&r, &o)) {
		while (o.type == BGP_ORF_ADDRESS_PREFIX &&
		       bgp_orf_entry_next(&o.entries, ADDR_IP4, &e))
			continue;
		good &= !o.entries.bad;
	}
	free(p);
	return good && !r.bad;
}

static void
every_truncation_is_refused(void)
{
	for (size_t n = 1; n < sizeof(golden); n++)
		CHECK(walk(golden, n) == (n == 14)); /* between the two */
}

static void
every_flip_survives(void)
{
	uint8_t copy[sizeof(golden)];

	for (size_t i = 0; i < 8 * sizeof(golden); i++) {
		memcpy(copy, golden, sizeof(copy));
		copy[i / 8] ^= (uint8_t)(1 << i % 8);
		walk(copy, sizeof(copy));
	}
	memcpy(copy, golden, sizeof(copy));
	copy[11] = 33; /* more bits than there are */
	CHECK(!walk(copy, sizeof(copy)));
}

int
main(void)
{
	RUN(what_is_read_is_written_as_it_was);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	return DONE();
}
