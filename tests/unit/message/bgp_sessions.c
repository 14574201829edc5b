/* Sessions from segments and messages. */
#include "message/bgp_sessions.h"

#include "../../t.h"

enum { SECOND = 1000000 };

struct got {
	unsigned n;
	uint32_t sport[4], messages[4];
	char reason[4][64];
};

static void
take(void *ctx, const struct rec *r)
{
	struct got *g = ctx;
	const struct rec_session *s = &r->session;
	unsigned i = g->n++ % 4;

	g->sport[i] = s->sport;
	g->messages[i] = s->messages;
	snprintf(g->reason[i], sizeof(g->reason[i]), "%s",
	    HAS(s, session, reason) ? s->reason : "");
}

static void
segment(struct bgp_sessions *v, uint16_t port, unsigned flags, uint32_t seq,
    int64_t time_us)
{
	const struct frame f = {
		.src = { ADDR_IP4, { 192, 0, 2, 2 } },
		.dst = { ADDR_IP4, { 192, 0, 2, 1 } },
		.sport = port,
		.dport = 179,
		.seq = seq,
		.flags = (uint8_t)flags,
	};

	bgp_sessions_segment(v, &f, time_us);
}

static void
keepalive(struct bgp_sessions *v, uint16_t port, int64_t time_us)
{
	struct rec_message m = { .protocol = "bgp", .kind = "keepalive" };

	PUT(&m, message, time, time_us);
	PUT(&m, message, src, (struct addr){ ADDR_IP4, { 192, 0, 2, 1 } });
	PUT(&m, message, sport, 179);
	PUT(&m, message, dst, (struct addr){ ADDR_IP4, { 192, 0, 2, 2 } });
	PUT(&m, message, dport, port);
	bgp_sessions_message(v, &m);
}

static void
what_comes_late_counts_and_then_the_session_is_told(void)
{
	struct got g = { 0 };
	struct bgp_sessions *v = bgp_sessions_new(take, &g);

	segment(v, 1000, TCP_SYN, 1, 0);
	segment(v, 1000, TCP_FIN | TCP_ACK, 2, SECOND);
	keepalive(v, 1000, 2 * SECOND);
	segment(v, 1001, TCP_SYN, 1, 6 * SECOND);
	CHECK(g.n == 0);
	segment(v, 1001, TCP_ACK, 2, 8 * SECOND);
	CHECK(g.n == 1 && g.sport[0] == 1000 && g.messages[0] == 1);
	CHECK(strcmp(g.reason[0], "tcp_fin") == 0);
	bgp_sessions_end(v);
	CHECK(g.n == 2 && g.sport[1] == 1001 && g.reason[1][0] == 0);
	bgp_sessions_free(v);
}

static void
the_first_reason_counts(void)
{
	struct got g = { 0 };
	struct bgp_sessions *v = bgp_sessions_new(take, &g);

	segment(v, 1000, TCP_RST, 1, 0);
	segment(v, 1000, TCP_FIN, 1, 0);
	bgp_sessions_end(v);
	CHECK(g.n == 1 && strcmp(g.reason[0], "tcp_reset") == 0);
	bgp_sessions_free(v);
}

static void
a_syn_again_is_the_same_and_another_syn_is_not(void)
{
	struct got g = { 0 };
	struct bgp_sessions *v = bgp_sessions_new(take, &g);

	segment(v, 1000, TCP_SYN, 1, 0);
	segment(v, 1000, TCP_SYN, 1, SECOND);
	keepalive(v, 1000, SECOND);
	CHECK(g.n == 0);
	segment(v, 1000, TCP_SYN, 77, SECOND);
	CHECK(g.n == 1 && g.messages[0] == 1);
	bgp_sessions_end(v);
	CHECK(g.n == 2 && g.messages[1] == 0);
	bgp_sessions_free(v);
}

static void
of_too_many_the_quietest_goes(void)
{
	struct got g = { 0 };
	struct bgp_sessions *v = bgp_sessions_new(take, &g);

	for (uint32_t i = 1; i < BGP_SESSIONS_MAX; i++)
		segment(v, (uint16_t)i, TCP_SYN, 1, i);
	segment(v, 1, TCP_ACK, 2, BGP_SESSIONS_MAX);
	segment(v, 0, TCP_ACK, 2, BGP_SESSIONS_MAX);
	CHECK(g.n == 0);
	keepalive(v, 1, BGP_SESSIONS_MAX);
	bgp_sessions_segment(v,
	    &(struct frame){ .src = { ADDR_IP4, { 10 } }, .sport = 9 },
	    BGP_SESSIONS_MAX);
	CHECK(g.n == 1 && g.sport[0] == 2);
	bgp_sessions_end(v);
	CHECK(g.n == 1 + BGP_SESSIONS_MAX);
	bgp_sessions_free(v);
}

int
main(void)
{
	RUN(what_comes_late_counts_and_then_the_session_is_told);
	RUN(the_first_reason_counts);
	RUN(a_syn_again_is_the_same_and_another_syn_is_not);
	RUN(of_too_many_the_quietest_goes);
	return DONE();
}
