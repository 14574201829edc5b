/* LDP PDUs: what is read comes back, down to the elements of FECs. */
#include "wire/ldp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 17 };

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
fecs_again(struct rbuf r)
{
	static uint8_t back[ROOM];
	struct wbuf w = wbuf(back, sizeof(back));
	struct rbuf all = r;
	struct ldp_fec e;

	while (rbuf_left(&r) > 0) {
		must(ldp_fec_next(&r, &e, NULL));
		ldp_fec_encode(&w, &e);
	}
	must(!w.bad && wbuf_used(&w) == rbuf_left(&all));
	must(memcmp(back, all.at, rbuf_left(&all)) == 0);
}

static void
message_again(struct ldp_message m)
{
	static uint8_t back[ROOM];
	struct wbuf w = wbuf(back, sizeof(back));
	uint8_t *length = ldp_message_begin(&w, &m);
	bool good =
	    ldp_message_name(m.type) != NULL && ldp_message_check(&m, NULL);

	while (rbuf_left(&m.params) > 0) {
		struct ldp_tlv t;
		struct fault f = { 0 };

		if (!ldp_tlv_next(&m.params, &t, &f)) {
			must(!good && f.what != NULL);
			return;
		}
		if (t.type == LDP_TLV_FEC)
			fecs_again(t.value);
		ldp_tlv_encode(&w, &t);
	}
	ldp_message_end(&w, length);
	must(!w.bad && wbuf_used(&w) == rbuf_left(&m.whole));
	must(memcmp(back, m.whole.at, wbuf_used(&w)) == 0);
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
		message_again(m);
	return 0;
}
