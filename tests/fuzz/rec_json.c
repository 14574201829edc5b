/* Any bytes as a stream of records: what reads is written and reads back equal.
 */
#include "base/arena.h"
#include "base/obuf.h"
#include "rec/canon.h"
#include "rec/frame.h"
#include "rec/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* The same record from its line, and the same line from that. */
static void
check_line(const struct rec *r, const char *line, size_t n, struct arena *arena)
{
	struct obuf again = { 0 };
	struct rec back;

	must(rec_read_json(&back, line, n, REC_STRICT, arena, NULL));
	must(rec_equal(r, &back) && rec_key_equal(r, &back));
	must(rec_key_hash(r) == rec_key_hash(&back));
	rec_write(&again, &back);
	must(obuf_left(&again) == n && memcmp(obuf_at(&again), line, n) == 0);
	obuf_fini(&again);
}

static void
check_record(const struct rec *r, struct arena *arena)
{
	struct obuf line = { 0 };
	struct rec *dup = rec_dup(r);

	must(rec_equal(r, dup));
	rec_free(dup);
	rec_write(&line, r);
	check_line(r, obuf_at(&line), obuf_left(&line), arena);
	obuf_fini(&line);
}

/* A canonical line says the same, and is its own canonical line. */
static void
check_canonical(
    const char *text, size_t n, const struct rec *r, struct arena *arena)
{
	struct obuf line = { 0 }, again = { 0 };
	struct rec back;

	if (rec_canonical(&line, text, n, NULL)) {
		must(rec_read_json(
		    &back, obuf_at(&line), obuf_left(&line), 0, arena, NULL));
		must(rec_equal(r, &back));
		must(rec_canonical(
		    &again, obuf_at(&line), obuf_left(&line), NULL));
		must(obuf_left(&again) == obuf_left(&line));
		must(memcmp(obuf_at(&again), obuf_at(&line),
			 obuf_left(&line)) == 0);
	}
	obuf_fini(&line);
	obuf_fini(&again);
}

static void
check_text(const char *text, size_t n)
{
	struct arena arena = { 0 };
	struct rec_fault fault = { 0 };
	struct rec r;

	if (rec_read(&r, text, n, 0, &arena, &fault)) {
		check_canonical(text, n, &r, &arena);
		if (r.type != REC_NONE)
			check_record(&r, &arena);
	} else {
		must(fault.line > 0 && fault.text[0] != '\0');
	}
	arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rec_frame frame = { 0 };
	struct rec_fault fault;
	struct rec_text text;
	enum rec_framed got;

	for (size_t fed = 0, n; fed < size || !frame.ended; fed += n) {
		n = size - fed < 100 ? size - fed : 100;
		rec_frame_feed(&frame, data + fed, n);
		if (fed + n == size)
			rec_frame_end(&frame);
		while (
		    (got = rec_frame_next(&frame, &text, &fault)) != FRAME_MORE)
			if (got == FRAME_TEXT)
				check_text(text.at, text.n);
	}
	rec_frame_fini(&frame);
	return 0;
}
