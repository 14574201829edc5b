/* What passes unparsed is JSON to the full reader too, and canonical. */
#include "base/arena.h"
#include "base/obuf.h"
#include "rec/canon.h"
#include "rec/json.h"
#include "rec/pass.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	struct rec_fault fault;
	enum rec_type type;
	struct rec r;
	size_t n = rec_pass(text, size, &type);

	if (n > 0) {
		if (!rec_canonical(&line, text, n, &fault) ||
		    obuf_left(&line) != n ||
		    memcmp(obuf_at(&line), text, n) != 0)
			abort();
		rec_read_json(&r, text, n, 0, &arena, &fault);
		if (r.type != type || rec_peek(text, n) != type)
			abort();
	}
	obuf_fini(&line);
	arena_fini(&arena);
	return 0;
}
