/* zstd (RFC 8878). The only door to libzstd. */
#include "edge/unpack.h"

#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"

static void *
zstd_begin(void)
{
	return mem_need(ZSTD_createDStream());
}

static enum unpacked
zstd_step(void *ctx, struct rbuf *packed, uint8_t *to, size_t room, size_t *n)
{
	ZSTD_inBuffer in = { packed->at, rbuf_left(packed), 0 };
	ZSTD_outBuffer out = { to, room, 0 };
	size_t result = ZSTD_decompressStream(ctx, &out, &in);

	packed->at += in.pos;
	*n = out.pos;
	if (result == 0)
		return UNPACK_END;
	if (!ZSTD_isError(result))
		return UNPACK_ON;
	return ZSTD_getErrorCode(result) ==
		       ZSTD_error_frameParameter_windowTooLarge
		   ? UNPACK_LARGE
		   : UNPACK_BAD;
}

/* It goes on by itself, and over frames that are to be skipped. */
static void
zstd_again(void *ctx)
{
	(void)ctx;
}

static void
zstd_end(void *ctx)
{
	ZSTD_freeDStream(ctx);
}

const struct packing packing_zstd = {
	4,
	{ 0x28, 0xb5, 0x2f, 0xfd },
	zstd_begin,
	zstd_step,
	zstd_again,
	zstd_end,
};
