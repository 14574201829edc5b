/* How fast records are written, next to json-c writing the same. */
#include "base/obuf.h"
#include "bench.h"
#include "rec/rec.h"
#include "value/family.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#define DISTINCT 1024 /* records, so that no branch is learned by heart */

/* A flat route of 12 fields. */
static struct rec
route(unsigned i)
{
	static const char *const peers[] = { "aws-dx-1", "azure-er-2" };
	static const char *const reasons[] = { "local_pref", "med" };
	struct rec r = { .type = REC_ROUTE };
	struct rec_route *t = &r.route;
	uint32_t bits = i * 2654435761u;

	PUT(t, route, rib, RIB_LOC);
	PUT(t, route, protocol, "bgp");
	PUT(t, route, family, FAMILY_IPV4_UNICAST);
	PUT(t, route, prefix,
	    (struct prefix){ .addr = addr_ip4(bits & 0xffffff00), .len = 24 });
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

static size_t
write_all(const struct rec *records, unsigned n)
{
	struct obuf out = { 0 };
	size_t bytes = 0;

	for (unsigned i = 0; i < n; i++) {
		rec_write(&out, &records[i % DISTINCT]);
		if (obuf_left(&out) > 65536) {
			bytes += obuf_left(&out);
			obuf_take(&out, obuf_left(&out));
		}
	}
	bytes += obuf_left(&out);
	obuf_fini(&out);
	return bytes;
}

/* As a tool does it with json-c: the values exist, a tree is made of them. */
static size_t
tree_write(const struct rec_route *t)
{
	char text[64];
	json_object *o = json_object_new_object();
	size_t n;

	json_object_object_add(o, "type", json_object_new_string("route"));
	json_object_object_add(o, "rib", json_object_new_string("loc"));
	json_object_object_add(
	    o, "protocol", json_object_new_string(t->protocol));
	family_format(t->family, text);
	json_object_object_add(o, "family", json_object_new_string(text));
	prefix_format(&t->prefix, text);
	json_object_object_add(o, "prefix", json_object_new_string(text));
	json_object_object_add(o, "metric", json_object_new_int64(t->metric));
	addr_format(&t->next_hop, text);
	json_object_object_add(o, "next_hop", json_object_new_string(text));
	json_object_object_add(o, "origin", json_object_new_string("igp"));
	json_object_object_add(
	    o, "local_pref", json_object_new_int64(t->local_pref));
	json_object_object_add(o, "med", json_object_new_int64(t->med));
	json_object_object_add(o, "peer", json_object_new_string(t->peer));
	json_object_object_add(o, "reason", json_object_new_string(t->reason));
	snprintf(text, sizeof(text), "%.6f", (double)t->time / 1e6);
	json_object_object_add(
	    o, "time", json_object_new_double_s((double)t->time / 1e6, text));
	json_object_to_json_string_length(o, JSON_C_TO_STRING_PLAIN, &n);
	json_object_put(o);
	return n + 1;
}

static size_t
write_all_trees(const struct rec *records, unsigned n)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < n; i++)
		bytes += tree_write(&records[i % DISTINCT].route);
	return bytes;
}

int
main(void)
{
	static struct rec records[DISTINCT];
	static uint32_t asns[] = { 64512, 3320, 4200000001 };
	static struct rec_segment path = { AS_SEQUENCE, 3, asns };
	static struct rec_path way;
	size_t bytes = 0;

	for (unsigned i = 0; i < DISTINCT; i++)
		records[i] = route(i);
	BENCH("rec_write_flat_12", 1000000, bytes,
	    bytes = write_all(records, 1000000));
	BENCH("rec_write_json_c", 50000, bytes,
	    bytes = write_all_trees(records, 50000));
	PUT(&way, path, next_hop, addr_ip4(0xc0a80002));
	PUT(&way, path, interface, "eth0");
	for (unsigned i = 0; i < DISTINCT; i++) {
		struct rec_route *t = &records[i].route;

		PUT(t, route, as_path, (rec_as_path){ 1, &path });
		MARK(t, route, paths);
		t->paths.n = 1;
		t->paths.at = &way;
	}
	BENCH("rec_write_route", 1000000, bytes,
	    bytes = write_all(records, 1000000));
	return 0;
}
