/* TCP segments in any order, with holes, to bytes in order. */
#include "message/stream.h"

#include "../../t.h"

static const char text[] = "in order, each byte once";

/* What the two ends of the test's connection say. */
static struct frame
segment(uint32_t seq, const char *p, size_t n)
{
	return (struct frame){ .src = addr_ip4(1),
		.dst = addr_ip4(2),
		.sport = 179,
		.dport = 41022,
		.seq = seq,
		.payload = rbuf(p, n),
		.length = (uint32_t)n };
}

static struct frame
ack_of(uint32_t ack)
{
	return (struct frame){ .src = addr_ip4(2),
		.dst = addr_ip4(1),
		.sport = 41022,
		.dport = 179,
		.flags = TCP_ACK,
		.ack = ack };
}

static unsigned gone_calls;

static void
count_gone(void *ctx, struct stream *s)
{
	(void)ctx;
	(void)s;
	gone_calls++;
}

static struct stream *
add(struct streams *t, struct frame f)
{
	struct stream *s = NULL;
	unsigned side = 0;

	CHECK(streams_add(t, &f, &s, &side, count_gone, NULL) != STREAM_NONE);
	return s;
}

static struct stream *
add_syn(struct streams *t, uint32_t isn)
{
	struct frame f = segment(isn, "", 0);

	f.flags = TCP_SYN;
	return add(t, f);
}

static bool
has_text(const struct stream *s, const char *want, size_t n)
{
	struct rbuf r = stream_bytes(s, 0);

	return rbuf_left(&r) == n && (n == 0 || memcmp(r.at, want, n) == 0);
}

static void
every_order_of_segments_gives_the_same_bytes(void)
{
	/* overlapping ones too: of six octets, every four */
	enum { N = 6 };
	const size_t n = sizeof(text) - 1;
	const uint32_t isns[] = { 1000, UINT32_MAX - 10 };

	for (unsigned code = 0; code < 720 * 2; code++) {
		struct streams *t = streams_new();
		uint32_t isn = isns[code % 2];
		struct stream *s = add_syn(t, isn);
		unsigned left[N] = { 0, 1, 2, 3, 4, 5 }, rest = code / 2;

		for (unsigned k = N; k > 0; k--) {
			unsigned pick = rest % k, i = left[pick];
			size_t at = i * 4, size = at + 6 < n ? 6 : n - at;

			rest /= k;
			left[pick] = left[k - 1];
			add(t,
			    segment(isn + 1 + (uint32_t)at, text + at, size));
		}
		CHECK(has_text(s, text, n));
		CHECK(stream_hole(s, 0, true) == 0);
		streams_free(t);
	}
}

static void
what_came_first_is_right(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);

	add(t, segment(4, "DEF", 3));
	add(t, segment(1, "abcdefgh", 8));
	add(t, segment(1, "ABCDEFGH", 8));
	CHECK(has_text(s, "abcDEFgh", 8));
	streams_free(t);
}

static void
a_hole_that_was_acknowledged_is_given_up(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);

	add(t, segment(1, "abc", 3));
	add(t, segment(9, "xyz", 3));
	CHECK(stream_hole(s, 0, false) == 0);
	add(t, ack_of(9)); /* not yet beyond it */
	CHECK(stream_hole(s, 0, false) == 0);
	for (unsigned i = 0; i < STREAM_PATIENCE; i++) {
		add(t, ack_of(12));
		CHECK(stream_hole(s, 0, false) == 0);
	}
	add(t, ack_of(12));
	CHECK(stream_hole(s, 0, false) == 5);
	stream_skip(s, 0);
	CHECK(has_text(s, "xyz", 3));
	streams_free(t);
}

static void
an_acknowledgement_may_stand_before_what_it_is_for(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);

	add(t, segment(4, "def", 3));
	add(t, ack_of(7));
	CHECK(stream_hole(s, 0, false) == 0);
	add(t, segment(1, "abc", 3));
	CHECK(has_text(s, "abcdef", 6));
	streams_free(t);
}

static void
a_hole_is_given_up_when_too_much_waits_behind_it(void)
{
	static char megabyte[STREAM_HELD + 1];
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);

	add(t, segment(2, megabyte, sizeof(megabyte)));
	CHECK(stream_hole(s, 0, false) == 1);
	streams_free(t);
}

static void
what_was_cut_from_a_packet_is_a_hole(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);
	struct frame f = segment(1, "abc", 3);

	f.length = 10;
	add(t, f);
	add(t, segment(11, "xyz", 3));
	CHECK(has_text(s, "abc", 3));
	CHECK(stream_hole(s, 0, true) == 7);
	streams_free(t);
}

static void
a_start_in_mid_stream_is_a_start(void)
{
	struct streams *t = streams_new();
	struct stream *s = add(t, segment(5000, "abc", 3));

	CHECK(!stream_is_whole(s, 0));
	CHECK(has_text(s, "abc", 3));
	stream_take(s, 0, 2);
	CHECK(has_text(s, "c", 1));
	streams_free(t);
}

static void
what_stands_before_a_start_in_mid_stream_is_told_once(void)
{
	struct streams *t = streams_new();
	struct frame f = segment(4997, "xyzabc", 6);
	struct stream *s = add(t, segment(5000, "abc", 3));

	CHECK(stream_early(s, 0, &f) == 3);
	CHECK(stream_early(s, 0, &f) == 0);
	f = segment(5001, "bcd", 3);
	CHECK(stream_early(s, 0, &f) == 0);
	streams_free(t);
	t = streams_new();
	s = add_syn(t, 4999);
	CHECK(stream_early(s, 0, &f) == 0);
	streams_free(t);
}

static void
a_connection_on_the_same_ports_is_a_new_one(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 100);

	gone_calls = 0;
	add(t, segment(101, "old", 3));
	add_syn(t, 100); /* only said again */
	CHECK(gone_calls == 0 && has_text(s, "old", 3));
	s = add_syn(t, 90000);
	CHECK(gone_calls == 1);
	add(t, segment(90001, "new", 3));
	CHECK(has_text(s, "new", 3));
	streams_free(t);
}

static void
after_a_reset_anything_is_a_new_one(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 100);
	struct frame rst = segment(101, "why", 3);

	rst.flags = TCP_RST;
	add(t, rst);
	CHECK(has_text(s, "", 0));
	s = add(t, segment(7, "new", 3));
	CHECK(has_text(s, "new", 3));
	streams_free(t);
}

static void
the_quietest_connection_makes_room(void)
{
	struct streams *t = streams_new();
	struct frame f = segment(1, "x", 1);

	gone_calls = 0;
	for (uint32_t i = 0; i < STREAM_MAX + 10; i++) {
		f.src = addr_ip4(i + 10);
		add(t, f);
	}
	CHECK(gone_calls == 10);
	gone_calls = 0;
	streams_end(t, count_gone, NULL);
	CHECK(gone_calls == STREAM_MAX);
	streams_free(t);
}

/* The n-th stranger. */
static struct frame
stranger(uint32_t n, uint32_t seq, const char *p, size_t size, uint8_t flags)
{
	struct frame f = segment(seq, p, size);

	f.src = addr_ip4(0x0a000000 + n);
	f.flags = flags;
	return f;
}

static void
who_only_knocks_drives_out_no_session(void)
{
	struct streams *t = streams_new();
	struct stream *s = add_syn(t, 0);

	add(t, segment(1, "abc", 3));
	gone_calls = 0;
	for (uint32_t n = 0; n < 100000; n++)
		add(t, stranger(n, n, "", 0, TCP_SYN));
	CHECK(gone_calls == 100000 - STREAM_MAX + 1);
	CHECK(streams_crowded(t) == 0);
	CHECK(has_text(s, "abc", 3));
	add(t, segment(4, "def", 3));
	CHECK(has_text(s, "abcdef", 6));
	for (uint32_t n = 0; n < STREAM_MAX + 10; n++)
		add(t, stranger(n, 1, "x", 1, 0));
	CHECK(streams_crowded(t) == 11); /* ours is one of them */
	streams_free(t);
}

static void
what_waits_is_bounded_over_all_connections(void)
{
	enum { PART = STREAM_HELD / 2, N = 4 * (STREAMS_HELD / PART) };
	static char part[PART];
	struct streams *t = streams_new();

	gone_calls = 0;
	for (uint32_t n = 0; n < N; n++) {
		add(t, stranger(n, 0, "", 0, TCP_SYN));
		add(t, stranger(n, 9, part, PART, 0));
	}
	/* Half of it goes each time that it is full. */
	CHECK(gone_calls >= N - STREAMS_HELD / PART - 1);
	CHECK(gone_calls < N - STREAMS_HELD / PART / 2 + 1);
	CHECK(streams_crowded(t) == gone_calls);
	streams_free(t);
}

static struct stream *
add_in(struct streams *t, uint64_t tags, struct frame f)
{
	f.tags = tags;
	return add(t, f);
}

static void
tenants_with_equal_addresses_and_ports_are_two(void)
{
	struct streams *t = streams_new();
	struct stream *a = add_in(t, 10, segment(1000, "in A", 4));
	struct stream *b = add_in(t, 20, segment(90000000, "in B", 4));
	struct rbuf r;

	CHECK(a != b);
	CHECK(add_in(t, 10, segment(1004, ", too", 5)) == a);
	CHECK(add_in(t, 20, segment(90000004, " too", 4)) == b);
	r = stream_bytes(a, 0);
	CHECK(rbuf_left(&r) == 9 && memcmp(r.at, "in A, too", 9) == 0);
	r = stream_bytes(b, 0);
	CHECK(rbuf_left(&r) == 8 && memcmp(r.at, "in B too", 8) == 0);
	streams_free(t);
}

static void
one_connection_may_have_other_tags_each_way(void)
{
	struct streams *t = streams_new();
	struct stream *a = add_in(t, 10, segment(1000, "there", 5));
	struct stream *b = add_in(t, 20, segment(90000000, "there", 5));
	struct frame back = ack_of(1005);
	struct rbuf r;

	back.seq = 70000;
	back.payload = rbuf("back", 4);
	back.length = 4;
	CHECK(add_in(t, 11, back) == a);
	back.ack = 90000005;
	back.seq = 3000000000;
	CHECK(add_in(t, 21, back) == b);
	/* The same packet, once more where a router has moved it to. */
	CHECK(add_in(t, 30, segment(1000, "there", 5)) == a);
	CHECK(add_in(t, 0, segment(1005, "!", 1)) == a);
	r = stream_bytes(a, 0);
	CHECK(rbuf_left(&r) == 6);
	r = stream_bytes(b, 0);
	CHECK(rbuf_left(&r) == 5);
	streams_free(t);
}

int
main(void)
{
	RUN(tenants_with_equal_addresses_and_ports_are_two);
	RUN(one_connection_may_have_other_tags_each_way);
	RUN(every_order_of_segments_gives_the_same_bytes);
	RUN(what_came_first_is_right);
	RUN(a_hole_that_was_acknowledged_is_given_up);
	RUN(an_acknowledgement_may_stand_before_what_it_is_for);
	RUN(a_hole_is_given_up_when_too_much_waits_behind_it);
	RUN(what_was_cut_from_a_packet_is_a_hole);
	RUN(a_start_in_mid_stream_is_a_start);
	RUN(what_stands_before_a_start_in_mid_stream_is_told_once);
	RUN(a_connection_on_the_same_ports_is_a_new_one);
	RUN(after_a_reset_anything_is_a_new_one);
	RUN(the_quietest_connection_makes_room);
	RUN(who_only_knocks_drives_out_no_session);
	RUN(what_waits_is_bounded_over_all_connections);
	return DONE();
}
