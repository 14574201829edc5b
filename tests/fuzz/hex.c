/* Any text as lines of hex: each is a record, nothing, or refused in place. */
#include <stdlib.h>
#include <string.h>

#include "message/bgp_records.h"
#include "message/hex_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	unsigned *n = ctx;

	(void)error;
	*n += r->type == REC_MESSAGE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned records = 0;
	const struct bgp_reading how = { 0 };
	struct hex_reader *h = hex_reader_new(&how, take, &records);
	const char *at = (const char *)data, *end = at + size;

	for (uint32_t i = 1; at < end; i++) {
		const char *line = at, *what;
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((stop == NULL ? end : stop) - at), column;

		at = stop == NULL ? end : stop + 1;
		if (!hex_reader_line(h, line, n, i, &what, &column) &&
		    (column < 1 || column > n + 1))
			abort();
	}
	hex_reader_free(h);
	return 0;
}
