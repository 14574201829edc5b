/* How fast the store takes routes, takes them again, and sweeps them. */
#include "bench.h"

#include "base/arena.h"
#include "base/obuf.h"
#include "core/relay.h"
#include "core/store.h"
#include "value/family.h"

enum { RECORDS = 500000, SLICE = 1000 };

static struct rec
route(unsigned i, uint32_t med)
{
	struct rec r = { .type = REC_ROUTE };
	struct rec_route *t = &r.route;
	struct prefix prefix = { addr_ip4(i << 8), 24 };

	PUT(t, route, rib, RIB_LOC);
	PUT(t, route, protocol, "bgp");
	PUT(t, route, family, FAMILY_IPV4_UNICAST);
	PUT(t, route, prefix, prefix);
	PUT(t, route, next_hop, addr_ip4(0xc0a80002));
	PUT(t, route, med, med);
	return r;
}

static void
put_all(struct store *s, struct store_feed *feed, uint32_t med)
{
	struct rec_fault fault;

	for (unsigned i = 0; i < RECORDS; i++) {
		struct rec r = route(i, med);

		store_put(s, feed, &r, &fault);
		if (i % SLICE == 0)
			store_settle(s);
	}
	store_settle(s);
}

static void
sweep_all(struct store *s)
{
	while (store_work(s, SLICE))
		store_settle(s);
	store_settle(s);
}

static void
bench_store(void)
{
	struct store *s = store_new();
	struct store_feed feed;
	int64_t t = bench_ns();

	store_feed_init(s, &feed, "-");
	put_all(s, &feed, 1);
	bench_report("store_add", RECORDS, bench_ns() - t, 0);
	t = bench_ns();
	put_all(s, &feed, 1);
	bench_report("store_repeat", RECORDS, bench_ns() - t, 0);
	t = bench_ns();
	put_all(s, &feed, 2);
	bench_report("store_change", RECORDS, bench_ns() - t, 0);
	t = bench_ns();
	store_lost(s, &feed);
	store_expire(s);
	sweep_all(s);
	bench_report("store_sweep", RECORDS, bench_ns() - t, 0);
	store_free(s);
}

/* All routes twice past a reader that does not read: half of them wait. */
static void
bench_relay(void)
{
	struct obuf line = { 0 }, out = { 0 };
	struct relay *q = relay_new(1);
	uint64_t bytes = 0;
	int64_t t;

	obuf_puts(&out, "full");
	t = bench_ns();
	for (unsigned i = 0; i < 2 * RECORDS; i++) {
		struct rec r = route(i % RECORDS, i);

		rec_write(&line, &r);
		relay_put(q, obuf_at(&line), obuf_left(&line), REC_ROUTE, &out);
		bytes += obuf_left(&line);
		obuf_take(&line, obuf_left(&line));
	}
	bench_report("relay_put", 2 * RECORDS, bench_ns() - t, bytes);
	relay_free(q);
	obuf_fini(&line);
	obuf_fini(&out);
}

int
main(void)
{
	bench_store();
	bench_relay();
	return 0;
}
