/* Whatever the fast reader takes, the full one reads to an equal record. */
#include "base/arena.h"
#include "base/obuf.h"
#include "rec/json.h"
#include "rec/scan.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Both readers agree on the text; and on what is written of it. */
static void
compare(const char *text, size_t n, bool again)
{
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	struct rec fast, full;
	struct rec_fault fault;

	if (rec_scan(&fast, text, n, &arena)) {
		if (!rec_read_json(&full, text, n, REC_STRICT, &arena, &fault))
			abort();
		if (fast.del != full.del || !rec_equal(&fast, &full))
			abort();
		rec_write(&line, &fast);
		if (again)
			compare(obuf_at(&line), obuf_left(&line), false);
	} else if (!again) {
		abort(); /* what the writer wrote was declined */
	}
	obuf_fini(&line);
	arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	compare((const char *)data, size, true);
	return 0;
}
