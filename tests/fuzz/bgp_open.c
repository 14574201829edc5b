/* An OPEN that decodes is written as it was, and its summary means the same. */
#include "wire/bgp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* Writes *o to `to`, reads it back, and returns how long the body is. */
static size_t
round_trip(
    const struct bgp_open *o, uint8_t *to, size_t room, struct bgp_open *back)
{
	struct wbuf w = wbuf(to, room);
	size_t n;

	must(bgp_open_encode(&w, o));
	n = wbuf_used(&w) - BGP_HEADER_SIZE;
	must(bgp_open_decode(rbuf(to + BGP_HEADER_SIZE, n), back, NULL));
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t one[70000], two[70000];
	struct bgp_open o, back, again;
	size_t n;

	if (size > 60000 || !bgp_open_decode(rbuf(data, size), &o, NULL))
		return 0;
	n = round_trip(&o, one, sizeof(one), &back);
	must(back.as == o.as && back.id == o.id);
	must(back.hold_time == o.hold_time);
	must(back.caps.families.n == o.caps.families.n);
	must(back.caps.as == o.caps.as);

	back.params = (struct rbuf){ 0 };
	n = round_trip(&back, one, sizeof(one), &again);
	again.params = (struct rbuf){ 0 };
	must(round_trip(&again, two, sizeof(two), &back) == n);
	must(memcmp(one, two, n + BGP_HEADER_SIZE) == 0);
	return 0;
}
