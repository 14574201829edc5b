/* Discovery: routers that hear each other, or no longer. */
#include "core/ldp_hello.h"
#include "wire/ldp.h"

#include "../../t.h"

enum { ETH1 = 1, ETH2 = 2 };

static const bool BOTH[] = { true, true }, FOUR[] = { true, false },
		  SIX[] = { false, true }, OFF[] = { false, false };

/* A router N: its transport addresses are 192.0.2.N and 2001:db8::N. */
struct router {
	struct ldp_hellos *h;
	uint32_t n;
	unsigned sent, changed;
	uint16_t status; /* of the last change */
	struct ldp_hello_action last;
};

static struct addr
address(unsigned ip, uint32_t n, bool local)
{
	uint8_t b[16] = { 0x20, 0x01, 0x0d, 0xb8 };

	if (ip == LDP_IP4)
		return addr_ip4((local ? 0x0a000000 : 0xc0000200) + n);
	if (local)
		memcpy(b, (uint8_t[4]){ 0xfe, 0x80 }, 4);
	b[14] = (uint8_t)(n >> 8);
	b[15] = (uint8_t)n;
	return addr_from(ADDR_IP6, b);
}

static mono
at(int64_t seconds)
{
	return (mono){ MONO_S(1000 + seconds) };
}

static struct ldp_hello_config
config(uint32_t n, const bool ip[LDP_N_IP])
{
	struct ldp_hello_config c = { .lsr = 0xc0000200 + n };

	for (unsigned i = 0; i < LDP_N_IP; i++)
		if (ip[i])
			c.transport[i] = address(i, n, false);
	return c;
}

static struct router
router(uint32_t n, const struct ldp_hello_config *c)
{
	struct router r = { .h = ldp_hellos_new(), .n = n };

	ldp_hellos_config(r.h, at(0), c);
	return r;
}

static struct ldp_hello_from
from(const struct router *r, const struct ldp_hello_action *a)
{
	return (struct ldp_hello_from){
		.peer = address(a->ip, r->n, a->ifindex != 0),
		.ifindex = a->ifindex,
		.multicast = a->ifindex != 0,
		.ttl = 255,
	};
}

/* What `r` does; its hellos arrive at `to`, over links of the same number. */
static void
deliver(struct router *r, struct router *to, mono now)
{
	struct ldp_hello_action a;

	while (ldp_hellos_next(r->h, &a)) {
		struct ldp_hello_from f;

		if (a.what == LDP_HELLO_CHANGED) {
			r->changed++;
			r->status = a.status;
			continue;
		}
		r->sent++;
		r->last = a;
		f = from(r, &a);
		if (to != NULL)
			ldp_hellos_input(to->h, now, &f, rbuf(a.bytes, a.n));
	}
}

static void
exchange(struct router *a, struct router *b, mono now)
{
	for (unsigned i = 0; i < 4; i++) {
		deliver(a, b, now);
		deliver(b, a, now);
	}
}

static const struct ldp_heard *
heard(const struct router *r, uint32_t n)
{
	return ldp_hellos_find(r->h, (struct ldp_id){ .lsr = 0xc0000200 + n });
}

static void
over(struct router *a, struct router *b)
{
	ldp_hellos_free(a->h);
	ldp_hellos_free(b->h);
}

/* Both with a link by these versions of IP, who have heard each other. */
static void
meet(struct router *a, struct router *b, const bool ip[LDP_N_IP])
{
	struct ldp_hello_config ca = config(1, ip), cb = config(2, ip);

	*a = router(1, &ca);
	*b = router(2, &cb);
	ldp_hellos_link(a->h, at(0), ETH1, ip);
	ldp_hellos_link(b->h, at(0), ETH1, ip);
	exchange(a, b, at(0));
}

static void
routers_whose_link_comes_up_hear_each_other_at_once(void)
{
	struct ldp_hello_config ca = config(1, FOUR), cb = config(2, FOUR);
	struct router a = router(1, &ca), b = router(2, &cb);
	struct addr transport = address(LDP_IP4, 2, false);

	ldp_hellos_link(a.h, at(0), ETH1, FOUR);
	deliver(&a, NULL, at(0)); /* nobody is there to hear it */
	ldp_hellos_link(b.h, at(1), ETH1, FOUR);
	exchange(&a, &b, at(1));
	CHECK(heard(&a, 2) != NULL && heard(&b, 1) != NULL);
	CHECK(heard(&a, 2)->ip == LDP_IP4 && heard(&a, 2)->gtsm);
	CHECK(addr_cmp(&heard(&a, 2)->transport[LDP_IP4], &transport) == 0);
	CHECK(a.changed == 1 && b.changed == 1);
	CHECK(a.sent == 2 && b.sent == 2);
	over(&a, &b);
}

static void
hellos_go_out_at_a_third_of_the_shortest_hold_time(void)
{
	struct ldp_hello_config ca = config(1, FOUR), cb = config(2, FOUR);
	struct router a = router(1, &ca), b;

	ldp_hellos_link(a.h, at(0), ETH1, FOUR);
	deliver(&a, NULL, at(0));
	CHECK(ldp_hellos_deadline(a.h).us == at(5).us);
	cb.link_hold = 6;
	b = router(2, &cb);
	ldp_hellos_link(b.h, at(0), ETH1, FOUR);
	exchange(&a, &b, at(0));
	CHECK(heard(&a, 2)->adjacencies->hold == 6);
	CHECK(ldp_hellos_deadline(a.h).us == at(2).us);
	over(&a, &b);
}

static void
a_neighbour_that_says_nothing_is_gone_after_the_hold_time(void)
{
	struct router a, b;

	meet(&a, &b, FOUR);
	for (int64_t s = 1; s < 15; s++) {
		ldp_hellos_tick(a.h, at(s));
		deliver(&a, NULL, at(s));
	}
	CHECK(heard(&a, 2) != NULL);
	ldp_hellos_tick(a.h, at(15));
	deliver(&a, NULL, at(15));
	CHECK(heard(&a, 2) == NULL);
	CHECK(a.status == LDP_HOLD_EXPIRED);
	over(&a, &b);
}

static void
a_neighbour_on_two_links_is_one_and_survives_the_loss_of_either(void)
{
	struct router a, b;

	meet(&a, &b, FOUR);
	ldp_hellos_link(a.h, at(1), ETH2, FOUR);
	ldp_hellos_link(b.h, at(1), ETH2, FOUR);
	exchange(&a, &b, at(1));
	CHECK(heard(&a, 2)->by_ip[LDP_IP4] == 2);
	ldp_hellos_link(a.h, at(2), ETH1, OFF);
	deliver(&a, &b, at(2));
	CHECK(heard(&a, 2)->by_ip[LDP_IP4] == 1);
	CHECK(heard(&a, 2)->adjacencies->ifindex == ETH2);
	ldp_hellos_link(a.h, at(3), ETH2, OFF);
	deliver(&a, &b, at(3));
	CHECK(heard(&a, 2) == NULL && a.status == LDP_SHUTDOWN);
	over(&a, &b);
}

static void
targeted_hellos_are_answered_by_who_accepts_them(void)
{
	struct ldp_hello_config ca = config(1, FOUR), cb = config(2, FOUR);
	struct router a = router(1, &ca), b = router(2, &cb);
	struct addr to_b = address(LDP_IP4, 2, false);

	ldp_hellos_target(a.h, at(0), &to_b, true);
	exchange(&a, &b, at(0));
	CHECK(heard(&b, 1) == NULL && b.sent == 0);
	cb.accept_targeted = true;
	ldp_hellos_config(b.h, at(1), &cb);
	ldp_hellos_tick(a.h, at(15));
	exchange(&a, &b, at(15));
	CHECK(heard(&b, 1) != NULL && heard(&a, 2) != NULL);
	CHECK(heard(&a, 2)->adjacencies->hold == 45);
	CHECK(!heard(&a, 2)->gtsm);
	ldp_hellos_target(a.h, at(16), &to_b, false);
	deliver(&a, &b, at(16));
	CHECK(heard(&a, 2) == NULL);
	ldp_hellos_tick(b.h, at(61));
	deliver(&b, NULL, at(61));
	CHECK(heard(&b, 1) == NULL);
	CHECK(ldp_hellos_deadline(b.h).us == INT64_MAX);
	over(&a, &b);
}

static void
two_with_both_versions_of_ip_take_the_one_they_prefer(void)
{
	struct router a, b;

	meet(&a, &b, BOTH);
	CHECK(heard(&a, 2)->by_ip[LDP_IP4] == 1);
	CHECK(heard(&a, 2)->by_ip[LDP_IP6] == 1);
	CHECK(heard(&a, 2)->ip == LDP_IP6 && heard(&b, 1)->ip == LDP_IP6);
	over(&a, &b);
}

static void
where_they_prefer_different_ones_there_is_no_session(void)
{
	struct ldp_hello_config ca = config(1, BOTH), cb = config(2, BOTH);
	struct router a = router(1, &ca), b;

	cb.prefer_ip4 = true;
	b = router(2, &cb);
	ldp_hellos_link(a.h, at(0), ETH1, BOTH);
	ldp_hellos_link(b.h, at(0), ETH1, BOTH);
	exchange(&a, &b, at(0));
	CHECK(heard(&a, 2)->status == LDP_TRANSPORT_MISMATCH);
	CHECK(heard(&a, 2)->ip == LDP_N_IP);
	cb.prefer_ip4 = false; /* and it heals */
	ldp_hellos_config(b.h, at(1), &cb);
	exchange(&a, &b, at(1));
	CHECK(heard(&a, 2)->status == 0 && heard(&a, 2)->ip == LDP_IP6);
	over(&a, &b);
}

static void
who_speaks_both_without_saying_so_is_not_compliant(void)
{
	struct ldp_hello_config ca = config(1, BOTH), c4 = config(2, FOUR),
				c6 = config(2, SIX);
	struct router a = router(1, &ca), b = router(2, &c4),
		      b6 = router(2, &c6);

	ldp_hellos_link(a.h, at(0), ETH1, BOTH);
	ldp_hellos_link(b.h, at(0), ETH1, FOUR);
	ldp_hellos_link(b6.h, at(0), ETH1, SIX);
	deliver(&b, &a, at(0));
	CHECK(heard(&a, 2)->ip == LDP_IP4);
	deliver(&b6, &a, at(0));
	CHECK(heard(&a, 2)->status == LDP_DUAL_STACK_NONCOMPLIANCE);
	ldp_hellos_free(b6.h);
	over(&a, &b);
}

static void
the_other_version_will_do_where_the_preferred_stays_silent(void)
{
	struct ldp_hello_config ca = config(1, BOTH), cb = config(2, BOTH);
	struct router a = router(1, &ca), b = router(2, &cb);

	ldp_hellos_link(a.h, at(0), ETH1, FOUR);
	ldp_hellos_link(b.h, at(0), ETH1, FOUR);
	exchange(&a, &b, at(0));
	CHECK(heard(&a, 2)->ip == LDP_N_IP && heard(&a, 2)->status == 0);
	for (int64_t s = 5; s <= 15; s += 5) {
		ldp_hellos_tick(a.h, at(s));
		ldp_hellos_tick(b.h, at(s));
		exchange(&a, &b, at(s));
	}
	CHECK(heard(&a, 2)->ip == LDP_IP4 && heard(&b, 1)->ip == LDP_IP4);
	over(&a, &b);
}

static void
a_session_keeps_its_transport(void)
{
	struct ldp_hello_config cb = config(2, FOUR);
	struct router a, b;
	struct addr old = address(LDP_IP4, 2, false);

	meet(&a, &b, FOUR);
	ldp_hellos_busy(a.h, (struct ldp_id){ 0xc0000202, 0 }, true);
	cb.transport[LDP_IP4] = address(LDP_IP4, 77, false);
	ldp_hellos_config(b.h, at(1), &cb);
	exchange(&a, &b, at(1));
	CHECK(addr_cmp(&heard(&a, 2)->transport[LDP_IP4], &old) == 0);
	ldp_hellos_busy(a.h, (struct ldp_id){ 0xc0000202, 0 }, false);
	ldp_hellos_tick(b.h, at(6));
	exchange(&a, &b, at(6));
	CHECK(addr_cmp(&heard(&a, 2)->transport[LDP_IP4],
		  &cb.transport[LDP_IP4]) == 0);
	CHECK(ldp_hellos_at(a.h, &cb.transport[LDP_IP4], NULL) == heard(&a, 2));
	CHECK(ldp_hellos_at(a.h, &old, NULL) == NULL);
	over(&a, &b);
}

/* Or whoever takes a neighbour's name has us say hello to anybody, for ever. */
static void
who_does_not_say_what_the_neighbour_said_gets_no_answer(void)
{
	struct ldp_hello_config ca = config(1, FOUR), cx = config(2, FOUR);
	struct addr to = address(LDP_IP4, 1, false);
	struct router a, b, x;
	struct ldp_hello_from f;
	uint64_t sent;

	meet(&a, &b, FOUR);
	ca.accept_targeted = true;
	ldp_hellos_config(a.h, at(0), &ca);
	deliver(&a, NULL, at(0));
	cx.transport[LDP_IP4] = address(LDP_IP4, 77, false);
	x = router(2, &cx);
	ldp_hellos_target(x.h, at(1), &to, true);
	deliver(&x, NULL, at(1));
	f = from(&x, &x.last);
	sent = ldp_hellos_counts(a.h)->sent;
	ldp_hellos_busy(a.h, (struct ldp_id){ 0xc0000202, 0 }, true);
	ldp_hellos_input(a.h, at(1), &f, rbuf(x.last.bytes, x.last.n));
	CHECK(ldp_hellos_counts(a.h)->sent == sent);
	CHECK(ldp_hellos_counts(a.h)->ignored == 1);
	ldp_hellos_busy(a.h, (struct ldp_id){ 0xc0000202, 0 }, false);
	ldp_hellos_input(a.h, at(1), &f, rbuf(x.last.bytes, x.last.n));
	CHECK(ldp_hellos_counts(a.h)->sent == sent + 1);
	ldp_hellos_free(x.h);
	over(&a, &b);
}

static void
what_rfc_7552_refuses_is_ignored(void)
{
	struct ldp_hello_config ca = config(1, SIX), cb = config(2, SIX);
	struct router a = router(1, &ca), b = router(2, &cb);
	struct ldp_hello_from f;

	ldp_hellos_link(a.h, at(0), ETH1, SIX);
	ldp_hellos_link(b.h, at(0), ETH1, SIX);
	deliver(&b, NULL, at(0));
	f = from(&b, &b.last);
	f.ttl = 254; /* over a router */
	ldp_hellos_input(a.h, at(0), &f, rbuf(b.last.bytes, b.last.n));
	f = from(&b, &b.last);
	f.peer = address(LDP_IP6, 2, false); /* not of the link */
	ldp_hellos_input(a.h, at(0), &f, rbuf(b.last.bytes, b.last.n));
	f = from(&b, &b.last);
	f.multicast = false; /* a link hello to us alone */
	ldp_hellos_input(a.h, at(0), &f, rbuf(b.last.bytes, b.last.n));
	f = from(&b, &b.last);
	f.ifindex = ETH2; /* where we do not speak */
	ldp_hellos_input(a.h, at(0), &f, rbuf(b.last.bytes, b.last.n));
	f = from(&b, &b.last);
	ldp_hellos_input(b.h, at(0), &f, rbuf(b.last.bytes, b.last.n));
	CHECK(heard(&a, 2) == NULL && heard(&b, 2) == NULL);
	CHECK(ldp_hellos_counts(a.h)->ignored == 4);
	CHECK(ldp_hellos_counts(b.h)->ignored == 1);
	over(&a, &b);
}

static void
a_flood_is_bounded_and_costs_no_session(void)
{
	struct ldp_hello_config ca = config(1, FOUR), cx;
	struct router a, b, x;
	uint64_t sent;

	meet(&a, &b, FOUR);
	ca.max_adjacencies = 100;
	ldp_hellos_config(a.h, at(0), &ca);
	deliver(&a, &b, at(0));
	ldp_hellos_busy(a.h, (struct ldp_id){ 0xc0000202, 0 }, true);
	sent = ldp_hellos_counts(a.h)->sent;
	for (uint32_t n = 1000; n < 6000; n++) {
		struct ldp_hello_from f;

		cx = config(n, FOUR);
		x = router(n, &cx);
		ldp_hellos_link(x.h, at(1), ETH1, FOUR);
		deliver(&x, NULL, at(1));
		f = from(&x, &x.last);
		ldp_hellos_input(a.h, at(1), &f, rbuf(x.last.bytes, x.last.n));
		deliver(&a, NULL, at(1));
		ldp_hellos_free(x.h);
	}
	CHECK(heard(&a, 2) != NULL);
	CHECK(heard(&a, 5999) != NULL && heard(&a, 5901) != NULL);
	CHECK(heard(&a, 5900) == NULL);
	CHECK(ldp_hellos_counts(a.h)->displaced == 5000 - 99);
	CHECK(ldp_hellos_counts(a.h)->sent - sent <= 8);
	over(&a, &b);
}

/* A hello as it goes out, to be damaged. */
static struct router
one_hello(struct ldp_hello_action *hello)
{
	struct ldp_hello_config c = config(2, BOTH);
	struct router r = router(2, &c);

	ldp_hellos_link(r.h, at(0), ETH1, FOUR);
	deliver(&r, NULL, at(0));
	*hello = r.last;
	return r;
}

static void
every_truncation_is_ignored_and_every_flip_survived(void)
{
	struct ldp_hello_action hello;
	struct ldp_hello_config ca = config(1, BOTH);
	struct router b = one_hello(&hello), a = router(1, &ca);
	struct ldp_hello_from f = from(&b, &hello);

	ldp_hellos_link(a.h, at(0), ETH1, BOTH);
	for (unsigned n = 0; n < hello.n; n++) {
		uint8_t *p = t_exact(hello.bytes, n);

		ldp_hellos_input(a.h, at(0), &f, rbuf(p, n));
		free(p);
	}
	CHECK(heard(&a, 2) == NULL);
	CHECK(ldp_hellos_counts(a.h)->malformed == hello.n);
	for (unsigned bit = 0; bit < hello.n * 8; bit++) {
		uint8_t *p = t_exact(hello.bytes, hello.n);

		p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ldp_hellos_input(a.h, at(0), &f, rbuf(p, hello.n));
		deliver(&a, NULL, at(0));
		free(p);
	}
	over(&a, &b);
}

static void
another_configuration_is_told_by_its_number(void)
{
	struct ldp_hello_config cb = config(2, FOUR);
	struct router a, b;
	unsigned before;

	meet(&a, &b, FOUR);
	before = a.changed;
	CHECK(heard(&a, 2)->sequence == 1);
	ldp_hellos_config(b.h, at(1), &cb);
	exchange(&a, &b, at(1));
	CHECK(heard(&a, 2)->sequence == 2 && a.changed == before + 1);
	over(&a, &b);
}

int
main(void)
{
	RUN(routers_whose_link_comes_up_hear_each_other_at_once);
	RUN(hellos_go_out_at_a_third_of_the_shortest_hold_time);
	RUN(a_neighbour_that_says_nothing_is_gone_after_the_hold_time);
	RUN(a_neighbour_on_two_links_is_one_and_survives_the_loss_of_either);
	RUN(targeted_hellos_are_answered_by_who_accepts_them);
	RUN(two_with_both_versions_of_ip_take_the_one_they_prefer);
	RUN(where_they_prefer_different_ones_there_is_no_session);
	RUN(who_speaks_both_without_saying_so_is_not_compliant);
	RUN(the_other_version_will_do_where_the_preferred_stays_silent);
	RUN(a_session_keeps_its_transport);
	RUN(who_does_not_say_what_the_neighbour_said_gets_no_answer);
	RUN(what_rfc_7552_refuses_is_ignored);
	RUN(a_flood_is_bounded_and_costs_no_session);
	RUN(every_truncation_is_ignored_and_every_flip_survived);
	RUN(another_configuration_is_told_by_its_number);
	return DONE();
}
