/*
 * The label database under any order of facts and any messages of two
 * neighbours; at the end, with all routes and sessions gone, nothing is left.
 * The first octet chooses modes; then each step is an octet and what it takes.
 */
#include "core/ldp_lib.h"

#include "base/obuf.h"
#include "rec/rec.h"
#include "value/family.h"

#include <stdlib.h>

enum { PEERS = 2, NETWORKS = 8, DOWN = -1 };

struct play {
	struct ldp_lib *lib;
	mono now;
	bool on_demand;
	int64_t peer[PEERS]; /* handles, or DOWN */
	struct obuf out, text;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
route(struct play *p, uint8_t what, bool del)
{
	struct rec_path path = { 0 };
	struct rec_route r = { .paths = { 1, &path } };
	struct prefix to = { addr_ip4(0x0a000000u + (what % NETWORKS << 16)),
		16 };

	PUT(&path, path, interface, "eth1");
	if (what & 0x30)
		PUT(&path, path, next_hop, addr_ip4(what >> 4 & 3));
	PUT(&r, route, protocol, what & 0x40 ? "static" : "kernel");
	PUT(&r, route, family, FAMILY_IPV4_UNICAST);
	PUT(&r, route, prefix, to);
	r.has |= UINT64_C(1) << AT_route_paths;
	ldp_lib_route(p->lib, p->now, &r, del);
}

static void
session(struct play *p, unsigned i, uint8_t how)
{
	struct ldp_lib_session s = { .lsr = i + 2,
		.families = 1 + how % 3,
		.max_pdu = 256,
		.on_demand = p->on_demand,
		.end_of_lib = how & 4,
		.recovery = how & 8 ? MONO_S(10) : 0 };

	if (p->peer[i] == DOWN) {
		p->peer[i] = ldp_lib_up(p->lib, p->now, &s);
		return;
	}
	ldp_lib_down(
	    p->lib, p->now, (uint32_t)p->peer[i], how & 8 ? MONO_S(10) : 0);
	p->peer[i] = DOWN;
}

/* What is said can be read. */
static void
fill(struct play *p, unsigned i)
{
	bool more;

	if (p->peer[i] == DOWN)
		return;
	ldp_lib_state(p->lib, &p->text, false);
	ldp_lib_fill(p->lib, (uint32_t)p->peer[i], &p->out, 300, 8, &more);
	while (obuf_left(&p->out) > 0) {
		struct rbuf r = rbuf(obuf_at(&p->out), obuf_left(&p->out));
		struct ldp_message m;
		struct ldp_pdu pdu;
		size_t n;

		must(ldp_pdu_size(r, 256, &n, NULL));
		must(ldp_pdu_decode(rbuf(r.at, n), &pdu, NULL));
		while (rbuf_left(&pdu.messages) > 0) {
			must(ldp_message_next(&pdu.messages, &m, NULL));
			must(ldp_message_check(&m, NULL));
		}
		obuf_take(&p->out, n);
	}
}

static void
records(struct play *p)
{
	const struct rec *r;

	p->text.used = 0;
	while ((r = ldp_lib_record(p->lib)) != NULL)
		rec_write(&p->text, r);
}

/* A message of any type, its parameters next in the input. */
static void
message(struct play *p, unsigned i, struct rbuf *in)
{
	static const uint16_t types[] = { LDP_LABEL_MAPPING, LDP_LABEL_REQUEST,
		LDP_LABEL_WITHDRAW, LDP_LABEL_RELEASE, LDP_LABEL_ABORT_REQUEST,
		LDP_ADDRESS, LDP_ADDRESS_WITHDRAW, LDP_NOTIFICATION };
	struct ldp_message m = { .type = types[get_u8(in) % 8],
		.id = get_u8(in) };
	size_t n = get_u8(in);

	m.params = get_sub(in, n < rbuf_left(in) ? n : rbuf_left(in));
	m.whole = m.params;
	if (p->peer[i] == DOWN)
		return;
	if (!ldp_lib_receive(p->lib, p->now, (uint32_t)p->peer[i], &m, NULL))
		session(p, i, 0);
}

static void
step(struct play *p, struct rbuf *in)
{
	unsigned op = get_u8(in), i = op >> 7;

	switch (op & 7) {
	case 0:
	case 1:
		route(p, get_u8(in), op & 1);
		break;
	case 2:
		session(p, i, get_u8(in));
		break;
	case 3:
	case 4:
		message(p, i, in);
		break;
	case 5:
		fill(p, i);
		break;
	case 6:
		records(p);
		break;
	case 7:
		p->now = mono_add(p->now, MONO_S(get_u8(in)));
		ldp_lib_tick(p->lib, p->now);
		ldp_lib_work(p->lib, p->now, 2);
		break;
	}
}

static void
end(struct play *p)
{
	struct ldp_lib_counts c;

	for (unsigned i = 0; i < PEERS; i++)
		if (p->peer[i] != DOWN)
			session(p, i, 0);
	for (unsigned i = 0; i < 256; i++)
		route(p, (uint8_t)i, true);
	p->now = mono_add(p->now, MONO_S(1000));
	ldp_lib_tick(p->lib, p->now);
	while (ldp_lib_work(p->lib, p->now, 10))
		;
	records(p);
	ldp_lib_count(p->lib, UINT32_MAX, &c);
	must(c.fecs == 0 && c.labels == 0 && c.remote == 0 && c.told == 0);
	must(c.addresses == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rbuf in = rbuf(data, size);
	uint8_t modes = get_u8(&in);
	struct ldp_lib_config c = { .lsr = 1,
		.first_label = 16,
		.last_label = modes & 8 ? 18 : 100,
		.ordered = modes & 1,
		.loop_detection = modes & 2,
		.explicit_null = modes & 16 };
	struct play p = { .lib = ldp_lib_new(&c),
		.on_demand = modes & 4,
		.peer = { DOWN, DOWN } };

	while (rbuf_left(&in) > 0)
		step(&p, &in);
	end(&p);
	ldp_lib_free(p.lib);
	obuf_fini(&p.out);
	obuf_fini(&p.text);
	return 0;
}
