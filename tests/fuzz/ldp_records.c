/* LDP messages as records, read again from their text: the same octets. */
#include "message/ldp_records.h"

#include <stdlib.h>

#include "base/obuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
message_again(const struct ldp_pdu *p, const struct ldp_message *from)
{
	static uint8_t back[1 << 17];
	struct wbuf w = wbuf(back, sizeof(back));
	struct arena arena = { 0 };
	struct obuf text = { 0 };
	struct rec r = { .type = REC_MESSAGE };
	struct rec_fault f;

	ldp_record_message(&r.message, p, from, false, &arena);
	rec_write(&text, &r);
	must(rec_read(
	    &r, obuf_at(&text), obuf_left(&text), REC_STRICT, &arena, &f));
	must(ldp_encode_message(&w, &r.message, &arena, &f));
	must(wbuf_used(&w) == rbuf_left(&from->whole));
	must(memcmp(back, from->whole.at, wbuf_used(&w)) == 0);
	obuf_fini(&text);
	arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ldp_message m;
	struct ldp_pdu p;

	if (!ldp_pdu_decode(rbuf(data, size), &p, NULL))
		return 0;
	while (rbuf_left(&p.messages) > 0 &&
	       ldp_message_next(&p.messages, &m, NULL))
		message_again(&p, &m);
	return 0;
}
