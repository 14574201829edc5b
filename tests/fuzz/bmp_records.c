/* Any bytes as a stream of BMP: each record that comes of it can be read. */
#include "message/bmp_records.h"
#include "base/arena.h"
#include "base/obuf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	struct rec back;

	(void)ctx;
	(void)error;
	rec_write(&line, r);
	if (!rec_read(&back, obuf_at(&line), obuf_left(&line), REC_STRICT,
		&arena, NULL) ||
	    !rec_equal(r, &back))
		abort();
	obuf_fini(&line);
	arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bmp_reader *reader = bmp_reader_new(take, NULL);
	struct bmp_cutter cutter = { .in_step = size % 2 == 0 };
	struct rbuf r = rbuf(data, size);
	enum bmp_cut cut;
	struct fault f;
	size_t n;

	for (uint32_t i = 1;
	     (cut = bmp_cut_next(&cutter, r, &n, &f)) != BMP_CUT_MORE; i++) {
		struct rbuf one = get_sub(&r, n);

		if (n == 0 || one.bad)
			abort(); /* it would not end, or not be there */
		if (cut == BMP_CUT_MESSAGE)
			bmp_reader_add(reader, one, i, 0);
		else
			bmp_reader_refuse(reader, one, &f, i, 0, true);
	}
	bmp_reader_free(reader);
	return 0;
}
