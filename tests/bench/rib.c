/*
 * A full table through the RIB: a million prefixes as UPDATEs in, decided,
 * packed for a neighbour; with attributes as they are seen on the Internet:
 * 60 % /24, paths of 2 to 8 AS, communities on two thirds, 5.4 prefixes to an
 * UPDATE. RIB_PREFIXES in the environment asks for another number;
 * RIB_CURVE (1000000) is up to how many the curve goes.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/obuf.h"
#include "core/bgp_export.h"
#include "core/bgp_import.h"
#include "core/bgp_policy.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "rec/rec.h"
#include "table.h"
#include "value/family.h"

/* Once: the work changes what it works on. */
#define ONCE(name, n, bytes, work)                                             \
	do {                                                                   \
		int64_t once_t = bench_ns();                                   \
                                                                               \
		work;                                                          \
		bench_report(name, n, bench_ns() - once_t, bytes);             \
	} while (0)

enum { OUR_AS = 65000, THEIR_AS = 65001 };

static const struct bgp_codec codec = { .as4 = true, .session = BGP_EXTERNAL };

struct router {
	struct bgp_sets *sets;
	struct bgp_rib *rib;
	struct bgp_policies *policies;
	struct bgp_chain *all;
	struct bgp_export *export;
	struct bgp_import in[2];
};

/* ---- the table, as one stream of messages ---- */

static void
put_attributes(struct wbuf *w, uint32_t *seed, uint32_t first_as)
{
	uint8_t path[64], some[64];
	struct wbuf p = wbuf(path, sizeof(path)), c = wbuf(some, sizeof(some));
	unsigned hops = 2 + draw(seed, 7), n = 1 + draw(seed, 8);
	struct bgp_attrs a = {
		.has =
		    1u << BGP_ORIGIN | 1u << BGP_AS_PATH | 1u << BGP_NEXT_HOP,
		.origin =
		    (uint8_t)(draw(seed, 10) == 0 ? BGP_INCOMPLETE : BGP_IGP),
		.next_hop = addr_ip4(0x0a000001),
	};

	put_u8(&p, BGP_AS_SEQUENCE);
	put_u8(&p, hops);
	put_u32(&p, first_as);
	for (unsigned i = 1; i < hops; i++)
		put_u32(&p, 1000 + draw(seed, i + 1 < hops ? 5000 : 70000));
	a.as_path = bgp_as_path_of(path, &p);
	if (draw(seed, 3) > 0) {
		for (unsigned i = 0; i < n; i++)
			put_u32(&c, first_as << 16 | draw(seed, 3000));
		a.has |= 1u << BGP_COMMUNITIES;
		a.communities = rbuf(some, wbuf_used(&c));
	}
	bgp_attrs_encode(w, &a, &codec);
}

/* Each prefix once: the odd multiplier goes round all 4,194,304 of them. */
static struct bgp_nlri
nlri(uint32_t i)
{
	return (struct bgp_nlri){
		.prefix = table_prefix((i * 10368889u) & 0x3fffff),
	};
}

/* The first n prefixes are withdrawn. */
static void
fill_gone(struct obuf *o, uint32_t n)
{
	for (uint32_t i = 0; i < n;) {
		uint32_t some = n - i < 5 ? n - i : 5;
		struct bgp_nlri list[5];
		struct wbuf m = wbuf(obuf_need(o, BGP_MAX_SIZE), BGP_MAX_SIZE);

		for (uint32_t j = 0; j < some; j++)
			list[j] = nlri(i++);
		bgp_withdraw_encode(
		    &m, &codec, FAMILY_IPV4_UNICAST, list, some);
		obuf_used(o, wbuf_used(&m));
	}
}

static void
fill(struct obuf *o, uint32_t n, uint32_t first_as)
{
	uint32_t seed = 1, i = 0;

	while (i < n) {
		uint32_t some = 1 + draw(&seed, 10);
		struct bgp_nlri list[10];
		uint8_t attrs[512];
		struct wbuf w = wbuf(attrs, sizeof(attrs)), m;

		if (some > n - i)
			some = n - i;
		for (uint32_t j = 0; j < some; j++)
			list[j] = nlri(i++);
		put_attributes(&w, &seed, first_as);
		m = wbuf(obuf_need(o, BGP_MAX_SIZE), BGP_MAX_SIZE);
		bgp_announce_encode(&m, &codec, FAMILY_IPV4_UNICAST, NULL,
		    rbuf(attrs, wbuf_used(&w)), list, some);
		obuf_used(o, wbuf_used(&m));
	}
}

/* ---- the router ---- */

static struct router
router_new(void)
{
	struct router r = { .sets = bgp_sets_new() };
	const char *accept = "accept";

	r.rib = bgp_rib_new(r.sets, NULL, &(struct bgp_decide_opts){ 0 });
	r.policies = bgp_policies_new(r.sets);
	r.all = bgp_chain_new(
	    r.policies, &(rec_names){ 1, &accept }, BGP_CHAIN_CLOSED);
	r.export = bgp_export_new(r.rib);
	for (unsigned i = 0; i < 2; i++) {
		struct bgp_source s = { .protocol = "bgp",
			.external = true,
			.router_id = i + 1,
			.address = addr_ip4(i + 1) };

		r.in[i] = (struct bgp_import){
			.rib = r.rib,
			.chain = r.all,
			.source = bgp_rib_source_add(r.rib, &s),
			.vrf = "",
			.local_as = OUR_AS,
			.remote_as = THEIR_AS + i,
			.external = true,
			.local_address = addr_ip4(0x0a000002),
		};
	}
	return r;
}

static void
router_free(struct router *r)
{
	bgp_export_free(r->export);
	bgp_rib_free(r->rib);
	bgp_chain_free(r->all);
	bgp_policies_free(r->policies);
	bgp_sets_free(r->sets);
}

/* Of this thread: what others do on the machine does not count. */
static int64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* One message in; where it ends. */
static const uint8_t *
take_one(struct router *r, unsigned from, const uint8_t *at)
{
	struct bgp_header h;
	struct bgp_update u;

	bgp_header_decode(at, false, &h, NULL);
	bgp_update_decode(
	    rbuf(at + BGP_HEADER_SIZE, h.length - BGP_HEADER_SIZE), &codec, &u);
	bgp_import_update(&r->in[from], &u, &codec);
	return at + h.length;
}

static void
take(struct router *r, unsigned from, const struct obuf *o)
{
	const uint8_t *at = (const uint8_t *)obuf_at(o);
	const uint8_t *end = at + obuf_left(o);

	while (at < end)
		at = take_one(r, from, at);
}

/* The longest step, of one message: the loop waits for it. */
static int64_t
longest_step(struct router *r, const struct obuf *o)
{
	const uint8_t *at = (const uint8_t *)obuf_at(o);
	const uint8_t *end = at + obuf_left(o);
	int64_t longest = 0;

	while (at < end) {
		int64_t before = cpu_ns(), took;

		at = take_one(r, 0, at);
		took = cpu_ns() - before;
		if (took > longest)
			longest = took;
	}
	return longest;
}

static uint32_t
join(struct router *r, uint16_t source)
{
	return bgp_export_join(r->export,
	    &(struct bgp_target){
		.table = bgp_rib_table(r->rib, "", FAMILY_IPV4_UNICAST),
		.source = source,
		.chain = r->all,
		.codec = &codec,
		.external = true,
		.local_as = OUR_AS,
		.local_address = addr_ip4(0x0a000102 + source),
	    });
}

/* All that there is to tell, in writes of 64 KiB. */
static size_t
tell(struct router *r, const uint32_t *members, unsigned n)
{
	struct obuf out = { 0 };
	size_t bytes = 0;
	bool more, any = true;

	while (any) {
		any = false;
		for (unsigned i = 0; i < n; i++) {
			bytes += bgp_export_fill(
			    r->export, members[i], &out, 65536, 100000, &more);
			obuf_take(&out, obuf_left(&out));
			any |= more;
		}
	}
	obuf_fini(&out);
	return bytes;
}

static void
work(struct router *r)
{
	while (bgp_rib_work(r->rib, 100000))
		;
}

/* The bytes of memory, and by prefix in the place of the time. */
static void
report_memory(const char *name, const struct router *r)
{
	size_t bytes = bgp_rib_memory(r->rib) + bgp_sets_memory(r->sets);
	uint32_t n = bgp_table_count(r->rib, 0);

	printf("{\"name\":\"%s\",\"n\":%u,\"bytes\":%zu,"
	       "\"bytes_per_prefix\":%.1f,\"sets\":%u}\n",
	    name, n, bytes, (double)bytes / n, bgp_sets_count(r->sets));
}

/* In and out again, by prefix: of how many there are it should not depend. */
static void
curve(uint32_t n)
{
	struct obuf all = { 0 };
	struct router r = router_new();
	uint32_t reader;

	fill(&all, n, THEIR_AS);
	ONCE("rib_curve_in", n, obuf_left(&all), take(&r, 0, &all));
	reader = join(&r, 100);
	ONCE("rib_curve_out", n, obuf_left(&all), tell(&r, &reader, 1));
	report_memory("rib_curve_memory", &r);
	router_free(&r);
	obuf_fini(&all);
}

int
main(void)
{
	static const uint32_t sizes[] = { 100000, 200000, 500000, 1000000,
		2000000, 4000000 };

	uint32_t n = number_of("RIB_PREFIXES", 1000000);
	struct obuf one = { 0 }, two = { 0 }, some = { 0 }, gone = { 0 };
	struct router r = router_new();
	uint32_t members[9], reader;

	fill(&one, n, THEIR_AS);
	fill(&two, n, THEIR_AS + 1);
	fill(&some, n / 10, THEIR_AS);
	fill_gone(&gone, n / 10);
	bench_report("rib_import_longest_step", 1, longest_step(&r, &one), 0);
	router_free(&r);
	r = router_new();
	ONCE("rib_import", n, obuf_left(&one), take(&r, 0, &one));
	report_memory("rib_memory", &r);
	ONCE("rib_import_again", n, obuf_left(&one), take(&r, 0, &one));
	reader = join(&r, 100);
	tell(&r, &reader, 1);
	ONCE("rib_withdraw", n / 10, obuf_left(&gone), take(&r, 0, &gone));
	ONCE("rib_withdraw_export", n / 10, 0, tell(&r, &reader, 1));
	ONCE("rib_announce", n / 10, obuf_left(&some), take(&r, 0, &some));
	ONCE("rib_announce_export", n / 10, 0, tell(&r, &reader, 1));
	bgp_export_leave(r.export, reader);
	ONCE("rib_import_second_path", n, obuf_left(&two), take(&r, 1, &two));
	report_memory("rib_memory_two_paths", &r);
	members[0] = join(&r, 100);
	ONCE("rib_export", n, obuf_left(&one), tell(&r, members, 1));
	for (unsigned i = 1; i < 9; i++)
		members[i] = join(&r, (uint16_t)(100 + i));
	ONCE("rib_export_to_eight", n, obuf_left(&one),
	    tell(&r, members + 1, 8));
	bgp_rib_source_down(r.rib, r.in[0].source);
	ONCE("rib_source_down", n, 0, work(&r));
	ONCE("rib_export_change", n, obuf_left(&two), tell(&r, members, 9));
	router_free(&r);
	obuf_fini(&one);
	obuf_fini(&two);
	obuf_fini(&some);
	obuf_fini(&gone);
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (sizes[i] <= number_of("RIB_CURVE", 1000000))
			curve(sizes[i]);
	return 0;
}
