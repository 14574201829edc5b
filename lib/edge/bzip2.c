/* bzip2. The only door to libbz2. */
#include "edge/unpack.h"

#include <bzlib.h>
#include <stdlib.h>

#include "base/mem.h"

static void
stream_begin(bz_stream *b)
{
	mem_need(BZ2_bzDecompressInit(b, 0, 0) == BZ_OK ? b : NULL);
}

static void *
bzip2_begin(void)
{
	bz_stream *b = mem_zalloc(sizeof(*b));

	stream_begin(b);
	return b;
}

static enum unpacked
bzip2_step(void *ctx, struct rbuf *packed, uint8_t *to, size_t room, size_t *n)
{
	bz_stream *b = ctx;
	size_t had = rbuf_left(packed);
	int result;

	/* It does not write there, though it does not say const. */
	memcpy(&b->next_in, &packed->at, sizeof(b->next_in));
	b->avail_in = (unsigned)had;
	b->next_out = (char *)to;
	b->avail_out = (unsigned)room;
	result = BZ2_bzDecompress(b);
	packed->at += had - b->avail_in;
	*n = room - b->avail_out;
	if (result == BZ_STREAM_END)
		return UNPACK_END;
	return result == BZ_OK ? UNPACK_ON : UNPACK_BAD;
}

static void
bzip2_again(void *ctx)
{
	BZ2_bzDecompressEnd(ctx);
	stream_begin(ctx);
}

static void
bzip2_end(void *ctx)
{
	BZ2_bzDecompressEnd(ctx);
	free(ctx);
}

const struct packing packing_bzip2 = {
	3,
	{ 'B', 'Z', 'h' },
	bzip2_begin,
	bzip2_step,
	bzip2_again,
	bzip2_end,
};
