/* How fast routes are read without json-c: flat ones, and with lists. */
#include "bench.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/obuf.h"
#include "rec/scan.h"
#include "value/family.h"

enum { RECORDS = 200000 };

static struct rec
route(unsigned i)
{
	static const char *const peers[] = { "aws-dx-1", "azure-er-2" };
	static const char *const reasons[] = { "local_pref", "med" };
	struct rec r = { .type = REC_ROUTE };
	struct rec_route *t = &r.route;
	uint32_t bits = i * 2654435761u;
	struct prefix prefix = { addr_ip4(bits & 0xffffff00), 24 };

	PUT(t, route, rib, RIB_LOC);
	PUT(t, route, protocol, "bgp");
	PUT(t, route, family, FAMILY_IPV4_UNICAST);
	PUT(t, route, prefix, prefix);
	PUT(t, route, metric, bits >> 20);
	PUT(t, route, next_hop, addr_ip4(0xc0a80000 | (bits & 0xffff)));
	PUT(t, route, origin, (int)(i % 3));
	PUT(t, route, local_pref, 100 + i % 200);
	PUT(t, route, med, bits >> 8);
	PUT(t, route, peer, peers[i & 1]);
	PUT(t, route, reason, reasons[i >> 1 & 1]);
	PUT(t, route, time, 1447830000123456 + i);
	return r;
}

/* As bgpspeak writes the best one. */
static void
put_full(struct obuf *o, unsigned i)
{
	obuf_printf(o,
	    "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"10.%u.%u.0/24\","
	    "\"paths\":[{\"next_hop\":\"192.168.0.2\","
	    "\"interface\":\"eth0\"}],\"next_hop\":\"192.168.0.2\","
	    "\"origin\":\"igp\",\"as_path\":[64512,%u,3356],"
	    "\"local_pref\":200,\"med\":0,"
	    "\"communities\":[\"64512:100\",\"64512:%u\"],"
	    "\"peer\":\"aws-dx-1\",\"reason\":\"local_pref\","
	    "\"time\":1447830000.%06u}\n",
	    i >> 8 & 255, i & 255, 1000 + i, i & 0xffff, i);
}

static void
scan_all(const struct obuf *o, struct arena *arena)
{
	const char *at = obuf_at(o), *end = at + obuf_left(o), *line;
	struct rec r;

	for (; at < end; at = line) {
		line = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
		if (!rec_scan(&r, at, (size_t)(line - at), arena))
			abort();
		arena_reset(arena);
	}
}

int
main(void)
{
	struct arena arena = { 0 };
	struct obuf o = { 0 };

	for (unsigned i = 0; i < RECORDS; i++) {
		struct rec r = route(i);

		rec_write(&o, &r);
	}
	BENCH("rec_scan", RECORDS, obuf_left(&o), scan_all(&o, &arena));
	obuf_take(&o, obuf_left(&o));
	for (unsigned i = 0; i < RECORDS; i++)
		put_full(&o, i);
	BENCH("rec_scan_full", RECORDS, obuf_left(&o), scan_all(&o, &arena));
	arena_fini(&arena);
	obuf_fini(&o);
	return 0;
}
