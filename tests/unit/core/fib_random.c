/* A fib and a kernel to which anything happens, at random. */
#include "../../t.h"
#include "core/fib.h"
#include "core/kernel.h"
#include "core/links.h"
#include "value/family.h"

#include <errno.h>
#include <linux/rtnetlink.h>

enum { TABLE = 254, METRIC = 20, PREFIXES = 12, HOPS = 4, IN_FLIGHT = 64 };

static struct fib *fib;
static struct links links;
static uint64_t seed = 88172645463325252;

/* The kernel: the last byte of each route's only next hop, 0 for no route. */
static unsigned ours[PREFIXES];
static bool foreign[PREFIXES], link_down;

/* What was asked and has not been answered yet. */
static struct fib_request asked[IN_FLIGHT];
static int error[IN_FLIGHT];
static unsigned n_asked;

static unsigned
draw(unsigned below)
{
	return (unsigned)(t_draw(&seed) % below);
}

static struct prefix
nth_prefix(unsigned i)
{
	return (struct prefix){ addr_ip4(0x0a000000 + (i << 8)), 24 };
}

static void
tell(unsigned i, unsigned hop, bool deleted)
{
	struct rtnl_route route = {
		.prefix = nth_prefix(i),
		.table = TABLE,
		.protocol = KERNEL_PROTOCOL_SYNC,
		.metric = METRIC,
		.type = RTN_UNICAST,
		.n_next_hops = 1,
		.next_hops[0] = { .interface = 2, .weight = 1 },
	};

	route.next_hops[0].gateway = addr_ip4(0xc0000200 + hop);
	fib_have(fib, &route, deleted);
}

/* One request, with or without an event that reaches anyone. */
static int
carry_out(const struct fib_request *r, bool heard)
{
	unsigned i = addr_u32(&r->route.prefix.addr) >> 8 & 0xff;
	unsigned hop = ours[i];

	if (r->op == RTNL_DEL) {
		ours[i] = 0;
		if (hop != 0 && heard)
			tell(i, hop, true);
		return hop != 0 ? 0 : ESRCH;
	}
	if (link_down)
		return ENETDOWN;
	if (foreign[i] || (r->op == RTNL_ADD && hop != 0))
		return EEXIST;
	ours[i] = addr_u32(&r->route.next_hops[0].gateway) & 0xff;
	if (heard)
		tell(i, ours[i], false);
	return 0;
}

static void
ask_some(unsigned most, bool heard)
{
	while (most-- > 0 && n_asked < IN_FLIGHT &&
	       fib_next(fib, &links, &asked[n_asked])) {
		error[n_asked] = carry_out(&asked[n_asked], heard);
		n_asked++;
	}
}

static void
answer_all(bool lost)
{
	for (unsigned i = 0; i < n_asked; i++)
		fib_done(
		    fib, asked[i].tag, lost ? ENOBUFS : error[i], (mono){ 0 });
	n_asked = 0;
}

static void
dump(void)
{
	fib_dump_begin(fib);
	for (unsigned i = 0; i < PREFIXES; i++)
		if (ours[i] != 0)
			tell(i, ours[i], false);
	fib_dump_end(fib);
}

static void
disturb(void)
{
	unsigned i = draw(PREFIXES), hop = ours[i];

	switch (draw(6)) {
	case 0: /* someone removes ours */
		ours[i] = 0;
		if (hop != 0)
			tell(i, hop, true);
		break;
	case 1: /* the link goes, and the routes with it, in silence */
		link_down = true;
		memset(ours, 0, sizeof(ours));
		break;
	case 2:
		link_down = false;
		dump();
		fib_retry(fib);
		break;
	case 3: /* someone else comes first, or goes */
		foreign[i] = hop == 0 && !foreign[i];
		break;
	case 4: /* events and answers are lost */
		ask_some(5, false);
		answer_all(true);
		dump();
		break;
	case 5:
		fib_retry(fib);
		break;
	}
}

/* Each prefix and next hop has a record; fib_want() borrows it. */
static struct rec_route records[PREFIXES][HOPS];
static struct rec_path paths[PREFIXES][HOPS];

static void
make_records(void)
{
	for (unsigned i = 0; i < PREFIXES; i++)
		for (unsigned hop = 0; hop < HOPS; hop++) {
			struct rec_route *r = &records[i][hop];
			struct rec_path *path = &paths[i][hop];

			*r = (struct rec_route){ 0 };
			*path = (struct rec_path){ 0 };
			PUT(r, route, rib, RIB_LOC);
			PUT(r, route, family, FAMILY_IPV4_UNICAST);
			PUT(r, route, prefix, nth_prefix(i));
			PUT(path, path, next_hop, addr_ip4(0xc0000200 + hop));
			PUT(path, path, interface, "eth0");
			r->paths.at = path;
			r->paths.n = 1;
		}
}

/* Nothing disturbs any more; it has as many retries as it may need. */
static void
calm_down(void)
{
	answer_all(false);
	memset(foreign, 0, sizeof(foreign));
	link_down = false;
	dump();
	fib_sweep(fib, 0);
	for (unsigned i = 0; i < 3; i++) {
		fib_retry(fib);
		do {
			ask_some(IN_FLIGHT, true);
			answer_all(false);
		} while (!fib_is_settled(fib));
	}
}

static void
whatever_happens_it_ends_as_wanted(void)
{
	struct rtnl_link link = { .index = 2, .name = "eth0", .up = true };

	make_records();
	links_set(&links, &link);
	for (unsigned round = 0; round < 1000; round++) {
		unsigned wants[PREFIXES] = { 0 };

		fib = fib_new(TABLE, METRIC, KERNEL_PROTOCOL_SYNC);
		memset(ours, 0, sizeof(ours));
		for (unsigned step = 0; step < 100; step++) {
			unsigned i = draw(PREFIXES), hop = draw(HOPS);
			struct prefix p = nth_prefix(i);

			wants[i] = hop;
			fib_want(fib, &p, hop != 0 ? &records[i][hop] : NULL);
			ask_some(draw(4), true);
			disturb();
			if (draw(3) == 0)
				answer_all(false);
		}
		calm_down();
		CHECK(memcmp(ours, wants, sizeof(ours)) == 0);
		CHECK(fib_failed(fib) == 0);
		fib_free(fib);
	}
	links_fini(&links);
}

int
main(void)
{
	RUN(whatever_happens_it_ends_as_wanted);
	return DONE();
}
