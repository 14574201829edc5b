/* Checked reading and writing: order of bytes, and failure that sticks. */
#include "base/buf.h"
#include "../../t.h"

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18 };

static void
numbers_are_read_big_endian(void)
{
	struct rbuf r = rbuf(bytes, sizeof(bytes));

	CHECK(get_u8(&r) == 0x01);
	CHECK(get_u16(&r) == 0x0203);
	CHECK(get_u24(&r) == 0x040506);
	CHECK(get_u32(&r) == 0x0708090a);
	CHECK(get_u64(&r) == 0x0b0c0d0e0f101112);
	CHECK(rbuf_left(&r) == 0 && !r.bad);
}

static void
a_read_past_the_end_empties_the_reader_for_good(void)
{
	for (size_t n = 0; n < 4; n++) {
		uint8_t *p = t_exact(bytes, n);
		struct rbuf r = rbuf(p, n);

		CHECK(get_u32(&r) == 0);
		CHECK(r.bad && rbuf_left(&r) == 0);
		CHECK(r.at == p); /* on the byte that was wanted */
		CHECK(get_u8(&r) == 0 && get_bytes(&r, 1) == NULL);
		CHECK(r.bad);
		free(p);
	}
}

static void
each_width_fails_one_byte_short(void)
{
	uint8_t *p = t_exact(bytes, 7);
	struct rbuf none = rbuf(p, 0), one = rbuf(p, 1), two = rbuf(p, 2);
	struct rbuf three = rbuf(p, 3), seven = rbuf(p, 7);

	CHECK(get_u8(&none) == 0 && none.bad);
	CHECK(get_u16(&one) == 0 && one.bad);
	CHECK(get_u24(&two) == 0 && two.bad);
	CHECK(get_u32(&three) == 0 && three.bad);
	(void)get_u64(&seven);
	CHECK(seven.bad && rbuf_left(&seven) == 0);
	free(p);
}

static void
bytes_are_borrowed_from_the_buffer(void)
{
	struct rbuf r = rbuf(bytes, sizeof(bytes));

	CHECK(get_bytes(&r, 3) == bytes);
	CHECK(get_bytes(&r, 0) == bytes + 3);
	CHECK(get_bytes(&r, sizeof(bytes) - 3) == bytes + 3);
	CHECK(get_bytes(&r, 0) != NULL && !r.bad);
	CHECK(get_bytes(&r, SIZE_MAX) == NULL && r.bad);
}

static void
an_empty_buffer_may_be_null(void)
{
	struct rbuf r = rbuf(NULL, 0);

	CHECK(rbuf_left(&r) == 0 && !r.bad);
	get_bytes(&r, 0);
	CHECK(!r.bad);
	CHECK(get_u8(&r) == 0 && r.bad);
}

static void
a_part_cannot_read_its_neighbour(void)
{
	struct rbuf r = rbuf(bytes, 5), part = get_sub(&r, 2);

	CHECK(get_u16(&part) == 0x0102);
	CHECK(get_u8(&part) == 0 && part.bad);
	CHECK(!r.bad && get_u8(&r) == 3);
	part = get_sub(&r, 3);
	CHECK(part.bad && rbuf_left(&part) == 0 && r.bad);
	part = get_sub(&r, 0);
	CHECK(part.bad); /* of a bad reader every part is bad */
}

static void
numbers_are_written_big_endian(void)
{
	uint8_t *p = t_exact(bytes, sizeof(bytes));
	struct wbuf w = wbuf(p, sizeof(bytes));

	memset(p, 0, sizeof(bytes));
	put_u8(&w, 0x01);
	put_u16(&w, 0x0203);
	put_u24(&w, 0x040506);
	put_u32(&w, 0x0708090a);
	put_u64(&w, 0x0b0c0d0e0f101112);
	CHECK(!w.bad && wbuf_used(&w) == sizeof(bytes));
	CHECK(memcmp(p, bytes, sizeof(bytes)) == 0);
	put_u8(&w, 0);
	CHECK(w.bad && wbuf_used(&w) == sizeof(bytes));
	free(p);
}

static void
a_number_too_wide_is_never_cut(void)
{
	uint8_t p[16];
	struct wbuf w;

	for (unsigned n = 1; n < 8; n++) {
		uint64_t least = (uint64_t)1 << (8 * n);

		w = wbuf(p, sizeof(p));
		put_be(&w, least - 1, n);
		CHECK(!w.bad && wbuf_used(&w) == n);
		put_be(&w, least, n);
		CHECK(w.bad);
	}
	w = wbuf(p, sizeof(p));
	put_u64(&w, UINT64_MAX);
	CHECK(!w.bad);
}

static void
what_does_not_fit_makes_the_writer_bad_for_good(void)
{
	uint8_t p[4] = { 9, 9, 9, 9 };
	struct wbuf w = wbuf(p, 3);

	put_u32(&w, 1);
	CHECK(w.bad && wbuf_used(&w) == 0);
	put_u8(&w, 1);
	put_bytes(&w, bytes, 1);
	CHECK(put_room(&w, 0) == NULL);
	CHECK(w.bad && wbuf_used(&w) == 0);
	for (size_t i = 0; i < sizeof(p); i++)
		CHECK(p[i] == 9);
}

static void
bytes_are_copied_and_room_is_lent(void)
{
	uint8_t p[6];
	struct wbuf w = wbuf(p, sizeof(p));
	uint8_t *room;

	put_bytes(&w, bytes, 3);
	put_bytes(&w, NULL, 0);
	room = put_room(&w, 2);
	CHECK(room == p + 3 && wbuf_used(&w) == 5);
	CHECK(memcmp(p, bytes, 3) == 0);
	CHECK(put_room(&w, SIZE_MAX) == NULL && w.bad);
}

static void
a_length_is_filled_in_behind(void)
{
	uint8_t p[16] = { 0 };
	struct wbuf w = wbuf(p, sizeof(p));
	uint8_t *outer = put_len(&w, 2), *inner;

	put_u8(&w, 7);
	inner = put_len(&w, 1);
	put_bytes(&w, bytes, 3);
	end_len(&w, inner, 1);
	end_len(&w, outer, 2);
	CHECK(!w.bad && wbuf_used(&w) == 7);
	CHECK(memcmp(p, (uint8_t[]){ 0, 5, 7, 3, 1, 2, 3 }, 7) == 0);
}

static void
a_length_that_does_not_fit_is_not_cut(void)
{
	uint8_t *p = malloc(300);
	struct wbuf w = wbuf(p, 300);
	uint8_t *len = put_len(&w, 1);

	put_room(&w, 255);
	end_len(&w, len, 1);
	CHECK(!w.bad && p[0] == 255);
	w = wbuf(p, 300);
	len = put_len(&w, 1);
	put_room(&w, 256);
	end_len(&w, len, 1);
	CHECK(w.bad && p[0] == 255);
	free(p);
}

static void
a_length_without_room_is_harmless(void)
{
	uint8_t p[1] = { 9 };
	struct wbuf w = wbuf(p, 1);
	uint8_t *len = put_len(&w, 2);

	CHECK(len == NULL && w.bad);
	end_len(&w, len, 2);
	CHECK(w.bad && p[0] == 9);
}

int
main(void)
{
	RUN(numbers_are_read_big_endian);
	RUN(a_read_past_the_end_empties_the_reader_for_good);
	RUN(each_width_fails_one_byte_short);
	RUN(bytes_are_borrowed_from_the_buffer);
	RUN(an_empty_buffer_may_be_null);
	RUN(a_part_cannot_read_its_neighbour);
	RUN(numbers_are_written_big_endian);
	RUN(a_number_too_wide_is_never_cut);
	RUN(what_does_not_fit_makes_the_writer_bad_for_good);
	RUN(bytes_are_copied_and_room_is_lent);
	RUN(a_length_is_filled_in_behind);
	RUN(a_length_that_does_not_fit_is_not_cut);
	RUN(a_length_without_room_is_harmless);
	return DONE();
}
