/* Fragments in any order to the packet that was sent, or to a loss. */
#include "message/fragments.h"

#include "../../t.h"

static const char text[] = "0123456701234567abcdefghABCDEFGHthe end";
enum { WHOLE = sizeof(text) - 1, N = 5 };

static struct ip_part
part(unsigned ip, uint32_t id, uint32_t offset, uint32_t n)
{
	static const uint8_t a[16] = { 192, 0, 2, 1 }, b[16] = { 192, 0, 2, 2 };

	return (struct ip_part){
		.src = addr_from(ip, a),
		.dst = addr_from(ip, b),
		.id = id,
		.offset = offset,
		.protocol = 6,
		.more = offset + n < WHOLE,
		.payload = rbuf(text + offset, n),
	};
}

/* The k-th of five. */
static struct ip_part
nth(unsigned ip, uint32_t id, unsigned k)
{
	return part(ip, id, k * 8, k == N - 1 ? WHOLE - k * 8 : 8);
}

static bool
add(struct fragments *f, struct ip_part p, int64_t seconds)
{
	struct ip_part whole;

	if (!fragments_add(f, &p, 7, seconds * 1000000, &whole))
		return false;
	CHECK(rbuf_left(&whole.payload) == WHOLE);
	CHECK(memcmp(whole.payload.at, text, WHOLE) == 0);
	CHECK(whole.protocol == 6 && !whole.more && whole.offset == 0);
	CHECK(whole.missing == 0 && addr_cmp(&whole.src, &p.src) == 0);
	return true;
}

static uint64_t
lost(struct fragments *f)
{
	return fragments_end(f).n;
}

static void
parts_in_other_vlans_are_of_other_packets(void)
{
	struct fragments *f = fragments_new();

	for (unsigned k = 0; k < N; k++)
		for (uint64_t tags = 0; tags < 3; tags++) {
			struct ip_part p = nth(ADDR_IP4, 1, k);

			p.tags = tags;
			CHECK(add(f, p, 0) == (k == N - 1));
		}
	CHECK(lost(f) == 0);
	fragments_free(f);
}

static void
every_order_gives_the_packet_with_its_last_part(void)
{
	struct fragments *f = fragments_new();

	for (unsigned code = 0; code < 120 * 2; code++) {
		unsigned left[N] = { 0, 1, 2, 3, 4 }, rest = code / 2;

		for (unsigned k = N; k > 0; k--) {
			unsigned pick = rest % k, i = left[pick];

			rest /= k;
			left[pick] = left[k - 1];
			CHECK(
			    add(f, nth(code % 2 ? ADDR_IP6 : ADDR_IP4, code, i),
				0) == (k == 1));
		}
	}
	CHECK(lost(f) == 0);
	fragments_free(f);
}

static void
parts_that_come_twice_change_nothing(void)
{
	for (unsigned ip = ADDR_IP4; ip <= ADDR_IP6; ip += 2) {
		struct fragments *f = fragments_new();

		for (unsigned k = 0; k < N; k++) {
			CHECK(add(f, nth(ip, 1, k), 0) == (k == N - 1));
			CHECK(!add(f, nth(ip, 1, k), 0));
		}
		CHECK(lost(f) == 0);
		fragments_free(f);
	}
}

static void
of_two_ip4_parts_the_first_is_right(void)
{
	struct fragments *f = fragments_new();
	struct ip_part other = part(ADDR_IP4, 1, 8, 16);

	for (unsigned k = 0; k < N; k++) {
		if (k == 2) {
			other.payload = rbuf("xxxxxxxxabcdefgh", 16);
			CHECK(!add(f, other, 0));
		} else
			CHECK(add(f, nth(ADDR_IP4, 1, k), 0) == (k == N - 1));
	}
	CHECK(lost(f) == 0);
	fragments_free(f);
}

static void
an_ip6_packet_with_an_overlap_is_lost(void)
{
	struct fragments *f = fragments_new();

	for (unsigned k = 0; k < N; k++)
		if (k == 2)
			CHECK(!add(f, part(ADDR_IP6, 1, 8, 16), 0));
		else
			CHECK(!add(f, nth(ADDR_IP6, 1, k), 0));
	CHECK(lost(f) == 1);
	fragments_free(f);
}

static void
parts_that_no_receiver_takes_lose_the_packet(void)
{
	struct ip_part bad[] = {
		part(ADDR_IP4, 1, 8, 7),     /* no whole units, and more */
		part(ADDR_IP4, 2, 65528, 8), /* beyond what a packet can be */
		part(ADDR_IP4, 3, 8, 0),     /* nothing */
		part(ADDR_IP4, 4, 16, 8),    /* the last, before another */
		part(ADDR_IP4, 5, 8, 8),     /* not captured whole */
		part(ADDR_IP4, 6, WHOLE, 8), /* behind the last */
	};
	struct fragments *f = fragments_new();

	bad[1].payload = bad[5].payload = rbuf(text, 8);
	bad[1].more = bad[5].more = true;
	bad[3].more = false;
	bad[4].missing = 1;
	for (uint32_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(!add(f, nth(ADDR_IP4, i + 1, 4), 0));
		CHECK(!add(f, bad[i], 0));
		for (unsigned k = 0; k < 4; k++)
			CHECK(!add(f, nth(ADDR_IP4, i + 1, k), 0));
	}
	CHECK(lost(f) == 6);
	fragments_free(f);
}

static void
a_last_part_before_the_end_of_another_loses_the_packet(void)
{
	struct fragments *f = fragments_new();
	struct ip_part last = part(ADDR_IP4, 1, 8, 8);

	last.more = false;
	CHECK(!add(f, part(ADDR_IP4, 1, 16, 8), 0)); /* units: one too many */
	CHECK(!add(f, last, 0));
	CHECK(!add(f, part(ADDR_IP4, 1, 0, 8), 0));
	CHECK(lost(f) == 1);
	fragments_free(f);
}

static void
a_packet_is_given_up_by_capture_time_and_the_oldest_for_room(void)
{
	struct fragments *f = fragments_new();
	struct fragments_lost gone;

	for (unsigned k = 0; k < N - 1; k++)
		CHECK(!add(f, nth(ADDR_IP4, 1, k), 0));
	CHECK(!add(f, nth(ADDR_IP4, 1, 4), FRAGMENTS_SECONDS + 1));
	gone = fragments_end(f);
	CHECK(gone.n == 2 && gone.first == 7);
	for (uint32_t i = 0; i < 3 * FRAGMENTS_MAX; i++)
		CHECK(!add(f, nth(ADDR_IP4, i, 0), 0));
	for (uint32_t i = 0; i < FRAGMENTS_MAX; i++)
		for (unsigned k = 1; k < N; k++)
			CHECK(add(f, nth(ADDR_IP4, 2 * FRAGMENTS_MAX + i, k),
				  0) == (k == N - 1));
	CHECK(lost(f) == 2 * FRAGMENTS_MAX);
	CHECK(lost(f) == 0);
	fragments_free(f);
}

int
main(void)
{
	RUN(parts_in_other_vlans_are_of_other_packets);
	RUN(every_order_gives_the_packet_with_its_last_part);
	RUN(parts_that_come_twice_change_nothing);
	RUN(of_two_ip4_parts_the_first_is_right);
	RUN(an_ip6_packet_with_an_overlap_is_lost);
	RUN(parts_that_no_receiver_takes_lose_the_packet);
	RUN(a_last_part_before_the_end_of_another_loses_the_packet);
	RUN(a_packet_is_given_up_by_capture_time_and_the_oldest_for_room);
	return DONE();
}
