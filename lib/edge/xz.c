/* xz. The only door to liblzma. */
#include "edge/unpack.h"

#include <lzma.h>
#include <stdlib.h>

#include "base/mem.h"

/* A header may ask for 4 GB; the strongest setting of xz(1) takes 65 MB. */
#define MEMORY_MAX (UINT64_C(1) << 30)

static void
xz_again(void *ctx)
{
	lzma_ret result = lzma_stream_decoder(ctx, MEMORY_MAX, 0);

	mem_need(result == LZMA_OK ? ctx : NULL);
}

static void *
xz_begin(void)
{
	lzma_stream *x = mem_alloc(sizeof(*x));

	*x = (lzma_stream)LZMA_STREAM_INIT;
	xz_again(x);
	return x;
}

static enum unpacked
xz_step(void *ctx, struct rbuf *packed, uint8_t *to, size_t room, size_t *n)
{
	lzma_stream *x = ctx;
	lzma_ret result;

	x->next_in = packed->at;
	x->avail_in = rbuf_left(packed);
	x->next_out = to;
	x->avail_out = room;
	result = lzma_code(x, LZMA_RUN);
	packed->at = x->next_in;
	*n = room - x->avail_out;
	switch (result) {
	case LZMA_STREAM_END:
		return UNPACK_END;
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* there was nothing to be done, twice */
		return UNPACK_ON;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR:
		return UNPACK_LARGE;
	default:
		return UNPACK_BAD;
	}
}

static void
xz_end(void *ctx)
{
	lzma_end(ctx);
	free(ctx);
}

const struct packing packing_xz = {
	6,
	{ 0xfd, '7', 'z', 'X', 'Z', 0x00 },
	xz_begin,
	xz_step,
	xz_again,
	xz_end,
};
