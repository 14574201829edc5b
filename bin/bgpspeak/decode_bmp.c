/* BMP as input of decode: a file of it as a router sent it. */
#include "decode.h"
#include "message/bmp_records.h"

bool
decode_bmp_is(const uint8_t *at, size_t n)
{
	struct bmp_header h;

	return n >= BMP_HEADER_SIZE && bmp_header_decode(at, &h, NULL) &&
	       h.type <= BMP_ROUTE_MIRRORING;
}

/* One message or what is none; false at the end. */
static bool
bmp_next(struct decode *d, struct input *in, struct bmp_reader *to,
    struct bmp_cutter *c)
{
	const uint8_t *at;
	size_t want = BMP_HEADER_SIZE, size;
	struct rbuf r;
	struct fault f;
	enum bmp_cut cut;

	for (;;) {
		ssize_t n = input_peek(in, want, &at);

		if (n <= 0)
			return false;
		r = rbuf(at, (size_t)n);
		cut = bmp_cut_next(c, r, &size, &f);
		if (cut != BMP_CUT_MORE)
			break;
		if ((size_t)n < want || input_error(in) != NULL) {
			d->number++;
			decode_damage_end(
			    d, in, "ends inside a message of BMP");
			return false;
		}
		want = c->in_step && size > want ? size : (size_t)n + 1;
	}
	d->number++;
	if (cut == BMP_CUT_MESSAGE)
		bmp_reader_add(to, rbuf(at, size), (uint32_t)d->number, 0);
	else
		bmp_reader_refuse(
		    to, rbuf(at, size), &f, (uint32_t)d->number, 0, true);
	input_take(in, size);
	return !d->failed;
}

void
decode_bmp(struct decode *d, struct input *in)
{
	struct bmp_cutter c = { .in_step = true };
	struct bmp_reader *to = bmp_reader_new(decode_take, d);

	bmp_reader_assume(to, &d->assumed);
	d->unit = "message";
	while (bmp_next(d, in, to, &c)) {
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	bmp_reader_free(to);
}
