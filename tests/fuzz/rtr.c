/* What a cache may send: the engine takes it, and PDUs come back as read. */
#include "core/rtr.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
round_trip(const uint8_t *data, size_t size)
{
	static uint8_t back[RTR_MAX_SIZE];
	struct wbuf w = wbuf(back, sizeof(back));
	struct rtr_pdu p, again;

	if (!rtr_decode(rbuf(data, size), &p, NULL) || p.type == RTR_ROUTER_KEY)
		return;
	must(rtr_encode(&w, &p) && wbuf_used(&w) == size);
	must(rtr_decode(rbuf(back, size), &again, NULL));
	must(again.serial == p.serial && again.roa.as == p.roa.as);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mono now = { 0 };
	struct rtr_out out;
	struct rtr r;
	size_t n;

	round_trip(data, size);
	rtr_init(&r, now);
	rtr_tick(&r, now, &out);
	rtr_connected(&r, now, &out);
	while ((n = rtr_input(&r, now, rbuf(data, size), &out)) > 0) {
		must(n <= size && out.n <= sizeof(out.bytes));
		data += n;
		size -= n;
	}
	rtr_fini(&r);
	return 0;
}
