/* Any bytes as MRT records: each record that comes of it can be read. */
#include "base/arena.h"
#include "base/obuf.h"
#include "message/mrt_records.h"

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
	struct mrt_reader *reader = mrt_reader_new(take, NULL);
	struct mrt_record m;
	size_t at = 0;

	for (uint32_t i = 1; size - at >= MRT_HEADER_SIZE; i++) {
		if (!mrt_header_decode(data + at, &m, NULL))
			break;
		at += MRT_HEADER_SIZE;
		if (m.length > size - at)
			break;
		if (mrt_body_decode(rbuf(data + at, m.length), &m, NULL))
			mrt_reader_add(reader, &m, i);
		at += m.length;
	}
	mrt_reader_free(reader);
	return 0;
}
