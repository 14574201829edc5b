/* How fast canonical lines pass without being parsed. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/obuf.h"
#include "rec/pass.h"

enum { LINES = 200000 };

static void
fill(struct obuf *o)
{
	for (unsigned i = 0; i < LINES; i++)
		obuf_printf(o,
		    "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\","
		    "\"family\":\"ipv4_unicast\",\"prefix\":\"10.%u.%u.0/24\","
		    "\"paths\":[{\"next_hop\":\"192.168.0.2\","
		    "\"interface\":\"eth0\"}],\"peer\":\"aws-dx-1\","
		    "\"reason\":\"local_pref\",\"time\":1447830000.%06u,"
		    "\"next_hop\":\"192.168.0.2\",\"origin\":\"igp\","
		    "\"as_path\":[64512,%u],\"local_pref\":200,\"med\":0,"
		    "\"communities\":[\"64512:100\"]}\n",
		    i >> 8 & 255, i & 255, i, 1000 + i);
}

static void
pass_all(const struct obuf *o)
{
	const char *at = obuf_at(o);
	size_t left = obuf_left(o), n;
	enum rec_type type;

	while (left > 0) {
		n = rec_pass(at, left, &type);
		if (n == 0 || type != REC_ROUTE)
			abort();
		at += n;
		left -= n;
	}
}

int
main(void)
{
	struct obuf o = { 0 };

	fill(&o);
	BENCH("rec_pass", LINES, obuf_left(&o), pass_all(&o));
	obuf_fini(&o);
	return 0;
}
