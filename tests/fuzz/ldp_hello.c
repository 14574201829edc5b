/*
 * Whatever datagrams come: discovery keeps to its bounds, every neighbour that
 * it has is heard somewhere, and when all links are gone nobody is left.
 */
#include "core/ldp_hello.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
look(struct ldp_hellos *h)
{
	struct ldp_hello_action a;

	while (ldp_hellos_next(h, &a)) {
		const struct ldp_heard *n = ldp_hellos_find(h, a.id);

		if (a.what == LDP_HELLO_SEND) {
			must(a.n > 0);
			continue;
		}
		must(n == NULL || n->adjacencies != NULL);
		must(n == NULL || n->ip == LDP_N_IP ||
		     n->transport[n->ip].ip != ADDR_NONE);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const bool on[] = { true, true }, off[] = { false, false };
	struct ldp_hello_config c = {
		.lsr = 1, .accept_targeted = true, .max_adjacencies = 4
	};
	struct ldp_hellos *h = ldp_hellos_new();
	struct rbuf r = rbuf(data, size);
	mono now = { MONO_S(1000) };

	c.transport[LDP_IP4] = addr_ip4(0xc0000201);
	c.transport[LDP_IP6] =
	    addr_from(ADDR_IP6, (const uint8_t[16]){ 0x20, 1, [15] = 1 });
	ldp_hellos_config(h, now, &c);
	ldp_hellos_link(h, now, 1, on);
	while (rbuf_left(&r) > 0) {
		uint8_t how = get_u8(&r), n = get_u8(&r);
		struct ldp_hello_from from = {
			.peer = how & 1 ? addr_from(ADDR_IP6,
					      (const uint8_t[16]){
						  0xfe, 0x80, [15] = how })
					: addr_ip4(0x0a000000u + how),
			.ifindex = 1,
			.multicast = how & 2,
			.ttl = 255,
		};

		now = mono_add(now, MONO_S(how >> 4));
		n = n < rbuf_left(&r) ? n : (uint8_t)rbuf_left(&r);
		ldp_hellos_input(h, now, &from, get_sub(&r, n));
		ldp_hellos_tick(h, now);
		look(h);
	}
	ldp_hellos_link(h, now, 1, off);
	ldp_hellos_tick(h, mono_add(now, MONO_S(70000)));
	look(h);
	ldp_hellos_free(h);
	return 0;
}
