/* How fast records are written, next to json-c writing the same. */
#include "base/obuf.h"
#include "rec/rec.h"
#include "value/family.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DISTINCT 1024 /* records, so that no branch is learned by heart */

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
report(const char *name, unsigned n, double ns, size_t bytes)
{
	printf("{\"name\":\"%s\",\"n\":%u,\"ns_per_op\":%.1f,\"bytes\":%zu}\n",
	    name, n, ns / n, bytes);
}

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

static void
bench_ours(const char *name, const struct rec *records, unsigned n)
{
	struct obuf out = { 0 };
	double start = now_ns();
	size_t bytes = 0;

	for (unsigned i = 0; i < n; i++) {
		rec_write(&out, &records[i % DISTINCT]);
		if (obuf_left(&out) > 65536) {
			bytes += obuf_left(&out);
			obuf_take(&out, obuf_left(&out));
		}
	}
	bytes += obuf_left(&out);
	report(name, n, now_ns() - start, bytes);
	obuf_fini(&out);
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

static void
bench_tree(const struct rec *records, unsigned n)
{
	double start = now_ns();
	size_t bytes = 0;

	for (unsigned i = 0; i < n; i++)
		bytes += tree_write(&records[i % DISTINCT].route);
	report("rec_write_json_c", n, now_ns() - start, bytes);
}

int
main(void)
{
	static struct rec records[DISTINCT];
	static uint32_t asns[] = { 64512, 3320, 4200000001 };
	static struct rec_segment path = { AS_SEQUENCE, 3, asns };
	static struct rec_path way;

	for (unsigned i = 0; i < DISTINCT; i++)
		records[i] = route(i);
	bench_ours("rec_write_flat_12", records, 4000000);
	bench_tree(records, 300000);
	PUT(&way, path, next_hop, addr_ip4(0xc0a80002));
	PUT(&way, path, interface, "eth0");
	for (unsigned i = 0; i < DISTINCT; i++) {
		struct rec_route *t = &records[i].route;

		PUT(t, route, as_path, (rec_as_path){ 1, &path });
		MARK(t, route, paths);
		t->paths.n = 1;
		t->paths.at = &way;
	}
	bench_ours("rec_write_route", records, 2000000);
	return 0;
}
