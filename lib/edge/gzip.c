/* gzip (RFC 1952). The only door to zlib. */
#include "edge/unpack.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/mem.h"

enum { GZIP_ALONE = 16 }; /* added to the bits of the window */

static void *
gzip_begin(void)
{
	z_stream *z = mem_zalloc(sizeof(*z));

	return mem_need(
	    inflateInit2(z, MAX_WBITS + GZIP_ALONE) == Z_OK ? z : NULL);
}

static enum unpacked
gzip_step(void *ctx, struct rbuf *packed, uint8_t *to, size_t room, size_t *n)
{
	z_stream *z = ctx;
	int result;

	z->next_in = packed->at;
	z->avail_in = (uInt)rbuf_left(packed);
	z->next_out = to;
	z->avail_out = (uInt)room;
	result = inflate(z, Z_SYNC_FLUSH);
	packed->at = z->next_in;
	*n = room - z->avail_out;
	if (result == Z_STREAM_END)
		return UNPACK_END;
	/* Z_BUF_ERROR: there was nothing to be done. */
	return result == Z_OK || result == Z_BUF_ERROR ? UNPACK_ON : UNPACK_BAD;
}

static void
gzip_again(void *ctx)
{
	inflateReset(ctx);
}

static void
gzip_end(void *ctx)
{
	inflateEnd(ctx);
	free(ctx);
}

const struct packing packing_gzip = {
	2,
	{ 0x1f, 0x8b },
	gzip_begin,
	gzip_step,
	gzip_again,
	gzip_end,
};
