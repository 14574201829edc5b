/* Two BFD engines on a path that loses what the test wants, without a clock. */
#include "core/bfd.h"

#include "../../t.h"

#define INTERVAL 300000u

/* A neighbourhood of two: packets arrive at once, or not at all. */
struct path {
	struct bfd ends[2];
	mono now;
	bool cut[2]; /* nothing that this end sends arrives */
	unsigned sent[2], failures[2];
	uint8_t last_flags[2];
};

static void deliver(struct path *, unsigned from, const struct bfd_out *);

static void
receive(struct path *p, unsigned at, const struct bfd_packet *packet)
{
	struct bfd_out out;

	bfd_receive(&p->ends[at], p->now, packet, &out);
	deliver(p, at, &out);
}

static void
deliver(struct path *p, unsigned from, const struct bfd_out *out)
{
	p->failures[from] += out->failed;
	if (!out->send)
		return;
	p->sent[from]++;
	p->last_flags[from] = out->packet.flags;
	if (!p->cut[from])
		receive(p, 1 - from, &out->packet);
}

static mono
next(const struct path *p)
{
	return mono_min(bfd_deadline(&p->ends[0]), bfd_deadline(&p->ends[1]));
}

static void
run_for(struct path *p, int64_t us)
{
	mono end = mono_add(p->now, us);

	while (!mono_before(end, next(p))) {
		p->now = next(p);
		for (unsigned i = 0; i < 2; i++) {
			struct bfd_out out;

			if (!mono_due(bfd_deadline(&p->ends[i]), p->now))
				continue;
			bfd_tick(&p->ends[i], p->now, &out);
			deliver(p, i, &out);
		}
	}
	p->now = end;
}

static struct path
path_of(uint32_t interval_a, uint32_t interval_b)
{
	struct bfd_config a = { interval_a, 3 }, b = { interval_b, 3 };
	struct path p = { .now = { 1000000 } };

	bfd_init(&p.ends[0], &a, 11, p.now);
	bfd_init(&p.ends[1], &b, 22, p.now);
	return p;
}

static struct path
path_up(void)
{
	struct path p = path_of(INTERVAL, INTERVAL);

	run_for(&p, MONO_S(5));
	p.sent[0] = p.sent[1] = 0;
	return p;
}

static void
two_that_hear_each_other_come_up(void)
{
	struct path p = path_of(INTERVAL, INTERVAL);

	CHECK(p.ends[0].state == BFD_DOWN);
	run_for(&p, MONO_S(5));
	for (unsigned i = 0; i < 2; i++) {
		CHECK(p.ends[i].state == BFD_UP);
		CHECK(p.ends[i].diagnostic == BFD_NO_DIAGNOSTIC);
		CHECK(!p.ends[i].polling);
		CHECK(p.failures[i] == 0);
	}
	CHECK(p.ends[0].your == 22 && p.ends[1].your == 11);
	CHECK(bfd_detection_time(&p.ends[0]) == 3 * INTERVAL);
}

static void
one_that_nobody_answers_sends_once_a_second_at_most(void)
{
	struct path p = path_of(INTERVAL, INTERVAL);

	p.cut[0] = p.cut[1] = true;
	run_for(&p, MONO_S(60));
	CHECK(p.ends[0].state == BFD_DOWN);
	CHECK(p.sent[0] >= 60 && p.sent[0] <= 81); /* 750 to 1000 ms */
	CHECK(p.failures[0] == 0);
}

static void
an_interval_is_shortened_by_a_quarter_at_most(void)
{
	static const struct {
		uint8_t multiplier;
		uint16_t chance;
		int64_t least;
	} rows[] = {
		{ 3, 0, 225000 }, { 3, 1000, 300000 }, { 1, 0, 225000 },
		{ 1, 1000, 270000 }, /* 6.8.7: one loss would be a failure */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct path p = path_up();
		struct bfd *b = &p.ends[0];
		struct bfd_out out;

		b->config.multiplier = rows[i].multiplier;
		b->chance = rows[i].chance;
		p.now = b->send_at;
		bfd_tick(b, p.now, &out);
		CHECK(out.send);
		CHECK(mono_sub(b->send_at, p.now) == rows[i].least);
	}
}

static void
silence_for_the_detection_time_is_a_failure(void)
{
	struct path p = path_up();

	p.cut[1] = true;
	run_for(&p, 2 * INTERVAL);
	CHECK(p.ends[0].state == BFD_UP);
	run_for(&p, INTERVAL + 1);
	CHECK(p.ends[0].state == BFD_DOWN);
	CHECK(p.ends[0].diagnostic == BFD_TIME_EXPIRED);
	CHECK(p.ends[0].your == 0);
	CHECK(p.failures[0] == 1);
	/* The other is told, for that way still works. */
	CHECK(p.ends[1].state == BFD_DOWN);
	CHECK(p.ends[1].diagnostic == BFD_NEIGHBOR_SIGNALED);
	CHECK(p.failures[1] == 1);
}

static void
one_that_comes_back_comes_up_again(void)
{
	struct path p = path_up();

	p.cut[0] = p.cut[1] = true;
	run_for(&p, MONO_S(10));
	CHECK(p.ends[0].state == BFD_DOWN && p.ends[1].state == BFD_DOWN);
	p.cut[0] = p.cut[1] = false;
	run_for(&p, MONO_S(5));
	CHECK(p.ends[0].state == BFD_UP && p.ends[1].state == BFD_UP);
	CHECK(p.failures[0] == 1 && p.failures[1] == 1);
}

static void
the_slower_of_both_sets_the_pace(void)
{
	struct path p = path_of(INTERVAL, 2 * INTERVAL);
	unsigned sent;

	run_for(&p, MONO_S(5));
	p.sent[0] = p.sent[1] = 0;
	run_for(&p, MONO_S(60));
	for (unsigned i = 0; i < 2; i++) {
		sent = p.sent[i];
		CHECK(sent >= 100 && sent <= 134); /* 600 ms, jittered */
		CHECK(bfd_detection_time(&p.ends[i]) == 6 * INTERVAL);
	}
}

static void
a_poll_is_answered_at_once_with_final(void)
{
	struct path p = path_up();
	struct bfd_packet poll = { .state = BFD_UP,
		.flags = BFD_FLAG_POLL,
		.multiplier = 3,
		.my = 22,
		.your = 11,
		.min_tx = INTERVAL,
		.min_rx = INTERVAL };
	struct bfd_out out;

	bfd_receive(&p.ends[0], p.now, &poll, &out);
	CHECK(out.send && out.packet.flags == BFD_FLAG_FINAL);
	CHECK(!out.changed);
}

static void
a_slower_interval_waits_for_the_end_of_its_poll(void)
{
	struct path p = path_up();
	struct bfd *b = &p.ends[0];
	struct bfd_config slower = { 4 * INTERVAL, 3 };
	struct bfd_out out;

	bfd_change(b, &slower, p.now);
	CHECK(b->polling && b->used_tx == INTERVAL);
	bfd_tick(b, p.now, &out);
	CHECK(out.packet.flags == BFD_FLAG_POLL);
	CHECK(out.packet.min_tx == 4 * INTERVAL);
	deliver(&p, 0, &out); /* and the Final comes back */
	CHECK(!b->polling && b->used_tx == 4 * INTERVAL);
	run_for(&p, MONO_S(60));
	CHECK(p.failures[0] == 0 && p.failures[1] == 0);
	CHECK(bfd_detection_time(&p.ends[1]) == 12 * INTERVAL);
}

static void
a_faster_interval_loses_nothing(void)
{
	struct path p = path_up();
	struct bfd_config faster = { INTERVAL / 6, 3 };

	bfd_change(&p.ends[0], &faster, p.now);
	run_for(&p, MONO_S(60));
	bfd_change(&p.ends[1], &faster, p.now);
	run_for(&p, MONO_S(60));
	CHECK(p.failures[0] == 0 && p.failures[1] == 0);
	CHECK(bfd_detection_time(&p.ends[0]) == INTERVAL / 2);
}

static void
a_neighbour_that_is_told_to_stop_is_no_failure(void)
{
	struct path p = path_up();
	struct bfd_out out;

	bfd_stop(&p.ends[1], p.now, &out);
	CHECK(out.send && out.packet.state == BFD_ADMIN_DOWN);
	deliver(&p, 1, &out);
	CHECK(p.ends[0].state == BFD_DOWN);
	CHECK(p.ends[0].diagnostic == BFD_NEIGHBOR_SIGNALED);
	CHECK(p.failures[0] == 0);
	run_for(&p, MONO_S(10));
	CHECK(p.failures[0] == 0);
	CHECK(p.ends[1].state == BFD_ADMIN_DOWN && p.sent[1] == 1);
}

static void
demand_silences_us_only_while_both_are_up(void)
{
	struct path p = path_up();
	struct bfd_packet demand = { .state = BFD_UP,
		.flags = BFD_FLAG_DEMAND,
		.multiplier = 3,
		.my = 22,
		.your = 11,
		.min_tx = INTERVAL,
		.min_rx = INTERVAL };
	struct bfd_out out;

	bfd_receive(&p.ends[0], p.now, &demand, &out);
	CHECK(p.ends[0].send_at.us == MONO_NEVER.us);
	demand.state = BFD_DOWN;
	bfd_receive(&p.ends[0], p.now, &demand, &out);
	CHECK(out.failed && p.ends[0].send_at.us != MONO_NEVER.us);
}

static void
who_wants_no_packets_gets_none(void)
{
	struct path p = path_up();
	struct bfd_packet quiet = { .state = BFD_UP,
		.multiplier = 3,
		.my = 22,
		.your = 11,
		.min_tx = INTERVAL };
	struct bfd_out out;

	bfd_receive(&p.ends[0], p.now, &quiet, &out);
	CHECK(p.ends[0].send_at.us == MONO_NEVER.us);
}

static void
each_state_follows_that_of_the_neighbour(void)
{
	/* RFC 5880 6.8.6; ours by row, theirs by column. */
	static const enum bfd_state rows[3][BFD_NSTATES] = {
		{ BFD_DOWN, BFD_INIT, BFD_UP, BFD_DOWN },
		{ BFD_DOWN, BFD_INIT, BFD_UP, BFD_UP },
		{ BFD_DOWN, BFD_DOWN, BFD_UP, BFD_UP },
	};

	for (unsigned ours = BFD_DOWN; ours <= BFD_UP; ours++) {
		for (unsigned theirs = 0; theirs < BFD_NSTATES; theirs++) {
			struct path p = path_of(INTERVAL, INTERVAL);
			struct bfd_packet packet = {
				.state = (uint8_t)theirs,
				.multiplier = 3,
				.my = 22,
				.your = 11,
				.min_tx = INTERVAL,
				.min_rx = INTERVAL,
			};
			struct bfd_out out;

			p.ends[0].state = ours;
			bfd_receive(&p.ends[0], p.now, &packet, &out);
			CHECK(p.ends[0].state == rows[ours - 1][theirs]);
			CHECK(out.changed == (p.ends[0].state != ours));
			CHECK(out.send == out.changed);
		}
	}
}

static void
an_authenticated_packet_is_discarded(void)
{
	struct path p = path_up();
	struct bfd_packet packet = { .state = BFD_DOWN,
		.flags = BFD_FLAG_AUTHENTICATED,
		.multiplier = 3,
		.my = 22 };
	struct bfd_out out;

	bfd_receive(&p.ends[0], p.now, &packet, &out);
	CHECK(p.ends[0].state == BFD_UP && !out.send);
}

int
main(void)
{
	RUN(two_that_hear_each_other_come_up);
	RUN(one_that_nobody_answers_sends_once_a_second_at_most);
	RUN(an_interval_is_shortened_by_a_quarter_at_most);
	RUN(silence_for_the_detection_time_is_a_failure);
	RUN(one_that_comes_back_comes_up_again);
	RUN(the_slower_of_both_sets_the_pace);
	RUN(a_poll_is_answered_at_once_with_final);
	RUN(a_slower_interval_waits_for_the_end_of_its_poll);
	RUN(a_faster_interval_loses_nothing);
	RUN(a_neighbour_that_is_told_to_stop_is_no_failure);
	RUN(demand_silences_us_only_while_both_are_up);
	RUN(who_wants_no_packets_gets_none);
	RUN(each_state_follows_that_of_the_neighbour);
	RUN(an_authenticated_packet_is_discarded);
	return DONE();
}
