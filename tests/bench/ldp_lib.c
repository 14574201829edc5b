/*
 * Two label databases exchange FECs: routes in, labels to each other in PDUs,
 * records out; then a route that moves to another neighbour, and the neighbour
 * that goes. LDP_FECS in the environment asks for another number.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/obuf.h"
#include "core/ldp_lib.h"
#include "rec/rec.h"
#include "value/family.h"

/* Once: the work changes what it works on. */
#define ONCE(name, n, bytes, work)                                             \
	do {                                                                   \
		int64_t once_t = bench_ns();                                   \
                                                                               \
		work;                                                          \
		bench_report(name, n, bench_ns() - once_t, bytes);             \
	} while (0)

static const mono now = { MONO_S(1) };

struct side {
	struct ldp_lib *lib;
	uint32_t peer, other; /* the neighbour; one more, of the first alone */
	struct obuf out, state;
	uint64_t octets;
};

static void
route(struct ldp_lib *lib, uint32_t i, uint32_t hop, const char *interface)
{
	struct rec_path path = { 0 };
	struct rec_route r = { .paths = { 1, &path } };
	struct prefix p = { addr_ip4(0x0a000000 + (i << 8)), 24 };

	PUT(&path, path, interface, interface);
	if (hop != 0)
		PUT(&path, path, next_hop, addr_ip4(hop));
	PUT(&r, route, protocol, "static");
	PUT(&r, route, family, FAMILY_IPV4_UNICAST);
	PUT(&r, route, prefix, p);
	PUT(&r, route, metric, 20);
	r.has |= UINT64_C(1) << AT_route_paths;
	ldp_lib_route(lib, now, &r, false);
}

static uint32_t
up(struct ldp_lib *lib, uint32_t lsr)
{
	struct ldp_lib_session s = {
		.lsr = lsr, .families = LDP_LIB_IP4, .end_of_lib = true
	};

	return ldp_lib_up(lib, now, &s);
}

static struct side
side_new(uint32_t lsr, uint32_t peer)
{
	struct ldp_lib_config c = { .lsr = lsr, .last_label = 1000000 };
	struct side s = { .lib = ldp_lib_new(&c) };
	struct addr a = addr_ip4(lsr);

	ldp_lib_address(s.lib, &a, false);
	s.peer = up(s.lib, peer);
	return s;
}

/* What one has to say is said and heard, as much as a turn would. */
static bool
turn(struct side *from, struct side *to)
{
	struct ldp_message m;
	struct ldp_pdu pdu;
	bool more;

	ldp_lib_work(from->lib, now, 1000);
	ldp_lib_state(from->lib, &from->state, false);
	obuf_take(&from->state, obuf_left(&from->state));
	ldp_lib_fill(from->lib, from->peer, &from->out, 65536, 4096, &more);
	from->octets += obuf_left(&from->out);
	while (obuf_left(&from->out) > 0) {
		struct rbuf r =
		    rbuf(obuf_at(&from->out), obuf_left(&from->out));
		size_t size;

		ldp_pdu_size(r, LDP_MAX_LENGTH, &size, NULL);
		ldp_pdu_decode(rbuf(r.at, size), &pdu, NULL);
		while (ldp_message_next(&pdu.messages, &m, NULL))
			ldp_lib_receive(to->lib, now, to->peer, &m, NULL);
		obuf_take(&from->out, size);
	}
	return more;
}

static void
exchange(struct side *a, struct side *b)
{
	bool more = true;

	while (more) {
		more = turn(a, b);
		more |= turn(b, a);
	}
}

static uint64_t
records(struct side *s, struct obuf *to)
{
	const struct rec *r;
	uint64_t n = 0;

	for (;; n++) {
		while (ldp_lib_work(s->lib, now, 1000))
			;
		r = ldp_lib_record(s->lib);
		if (r == NULL)
			return n;
		if (to->used > 1 << 16)
			to->used = 0;
		rec_write(to, r);
	}
}

static void
move(struct side *a, uint32_t n, struct obuf *text)
{
	for (uint32_t i = 0; i < n; i++) {
		route(a->lib, i, i & 1 ? 3 : 2, "eth1");
		records(a, text);
	}
}

int
main(void)
{
	const char *asked = getenv("LDP_FECS");
	uint32_t n = asked == NULL ? 50000 : (uint32_t)atoi(asked);
	struct side a = side_new(1, 2), b = side_new(2, 1);
	struct ldp_lib_counts c;
	struct obuf text = { 0 };
	uint64_t said;

	ONCE(
	    "ldp_routes", n, 0, for (uint32_t i = 0; i < n; i++) {
		    route(a.lib, i, 2, "eth1");
		    route(b.lib, i, 0, "eth2");
	    });
	ONCE("ldp_exchange", n, a.octets + b.octets, exchange(&a, &b));
	ldp_lib_count(a.lib, UINT32_MAX, &c);
	if (c.lsps != n || c.remote != n || c.told != n)
		return 1;
	ONCE("ldp_records", said, text.used, said = records(&a, &text));
	printf(
	    "{\"name\":\"ldp_memory\",\"n\":%u,\"bytes\":%zu}\n", n, c.memory);
	a.other = up(a.lib, 3);
	records(&a, &text);
	ONCE("ldp_move", n, 0, move(&a, n, &text));
	ONCE("ldp_neighbor_gone", n, 0, ldp_lib_down(a.lib, now, a.peer, 0);
	     records(&a, &text));
	ldp_lib_free(a.lib);
	ldp_lib_free(b.lib);
	obuf_fini(&a.out);
	obuf_fini(&b.out);
	obuf_fini(&a.state);
	obuf_fini(&b.state);
	obuf_fini(&text);
	return 0;
}
