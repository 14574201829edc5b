/* The growing buffer: what goes in comes out, in order, however it is taken. */
#include "base/obuf.h"
#include "../../t.h"

#include <stdbool.h>

static bool
holds(const struct obuf *o, const char *want)
{
	size_t n = strlen(want);

	return obuf_left(o) == n && memcmp(obuf_at(o), want, n) == 0;
}

static void
an_empty_buffer_holds_nothing(void)
{
	struct obuf o = { 0 };

	CHECK(obuf_left(&o) == 0);
	CHECK(obuf_at(&o) == NULL);
	obuf_put(&o, NULL, 0);
	obuf_take(&o, 0);
	CHECK(obuf_left(&o) == 0);
	obuf_fini(&o);
}

static void
text_is_appended_in_order(void)
{
	struct obuf o = { 0 };

	obuf_puts(&o, "one ");
	obuf_putc(&o, '2');
	obuf_put(&o, " three!", 6);
	obuf_printf(&o, " %d%s", 4, "");
	CHECK(holds(&o, "one 2 three 4"));
	obuf_fini(&o);
	CHECK(o.mem == NULL && obuf_left(&o) == 0);
}

static void
room_is_lent_and_then_used(void)
{
	struct obuf o = { 0 };

	memcpy(obuf_need(&o, 100), "abc", 3);
	obuf_used(&o, 3);
	CHECK(o.room - o.used >= 97);
	CHECK(holds(&o, "abc"));
	obuf_fini(&o);
}

static void
what_was_taken_is_gone(void)
{
	struct obuf o = { 0 };

	obuf_puts(&o, "abcdef");
	obuf_take(&o, 2);
	CHECK(holds(&o, "cdef"));
	obuf_puts(&o, "gh");
	CHECK(holds(&o, "cdefgh"));
	obuf_take(&o, 6);
	CHECK(obuf_left(&o) == 0 && o.from == 0 && o.used == 0);
	obuf_fini(&o);
}

static void
formatted_text_of_any_length_fits(void)
{
	for (unsigned n = 0; n < 9000; n += 7) {
		struct obuf o = { 0 };

		obuf_putc(&o, '<');
		obuf_printf(&o, "%*d", (int)n, 5);
		obuf_putc(&o, '>');
		CHECK(obuf_left(&o) == (n > 0 ? n : 1) + 2);
		CHECK(obuf_at(&o)[obuf_left(&o) - 2] == '5');
		CHECK(obuf_at(&o)[obuf_left(&o) - 1] == '>');
		obuf_fini(&o);
	}
}

static void
formatted_text_may_fill_the_room_exactly(void)
{
	for (int spare = 0; spare < 4; spare++) {
		struct obuf o = { 0 };
		size_t room;

		obuf_putc(&o, 'a');
		room = o.room;
		while (o.used + (size_t)spare < room)
			obuf_putc(&o, 'a');
		obuf_printf(&o, "%s", "bcd");
		CHECK(obuf_left(&o) == room - (size_t)spare + 3);
		CHECK(memcmp(obuf_at(&o) + obuf_left(&o) - 4, "abcd", 4) == 0);
		obuf_fini(&o);
	}
}

/* Each byte is the low byte of its place in the stream. */
static void
random_puts_and_takes_keep_the_stream(void)
{
	struct obuf o = { 0 };
	uint64_t state = 7, put = 0, taken = 0;
	unsigned wrong = 0;

	for (unsigned step = 0; step < 20000; step++) {
		size_t n = t_draw(&state) % 2000, left;
		char *to = obuf_need(&o, n);

		for (size_t i = 0; i < n; i++)
			to[i] = (char)(put + i);
		obuf_used(&o, n);
		put += n;
		left = obuf_left(&o);
		wrong += left != put - taken;
		n = t_draw(&state) % (2000 + 64 * (step % 2));
		n = n < left ? n : left;
		for (size_t i = 0; i < n; i++)
			wrong += obuf_at(&o)[i] != (char)(taken + i);
		obuf_take(&o, n);
		taken += n;
	}
	CHECK(wrong == 0);
	obuf_fini(&o);
}

/* A reader that keeps up leaves the room where it was. */
static void
a_steady_stream_does_not_grow(void)
{
	struct obuf o = { 0 };

	obuf_puts(&o, "x");
	for (unsigned i = 0; i < 100000; i++) {
		obuf_puts(&o, "0123456789");
		obuf_take(&o, 10);
	}
	CHECK(o.room == 4096);
	CHECK(obuf_left(&o) == 1);
	obuf_fini(&o);
}

/* Else each byte that comes would move all of those that wait. */
static void
a_nearly_full_buffer_grows_rather_than_moves(void)
{
	struct obuf o = { 0 };

	while (o.room == 0 || o.used < o.room)
		obuf_putc(&o, 'a');
	obuf_take(&o, 1);
	obuf_putc(&o, 'b');
	CHECK(o.room == 8192 && obuf_left(&o) == 4096);
	CHECK(obuf_at(&o)[4095] == 'b');
	obuf_fini(&o);
}

int
main(void)
{
	RUN(an_empty_buffer_holds_nothing);
	RUN(text_is_appended_in_order);
	RUN(room_is_lent_and_then_used);
	RUN(what_was_taken_is_gone);
	RUN(formatted_text_of_any_length_fits);
	RUN(formatted_text_may_fill_the_room_exactly);
	RUN(random_puts_and_takes_keep_the_stream);
	RUN(a_steady_stream_does_not_grow);
	RUN(a_nearly_full_buffer_grows_rather_than_moves);
	return DONE();
}
