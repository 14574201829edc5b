/* Any bytes as a BMP message: what is read is written and read as the same. */
#include <stdlib.h>

#include "wire/bmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t
sum(struct rbuf tlvs)
{
	struct bmp_tlv t;
	struct bmp_stat s;
	uint64_t all = 0;

	while (bmp_tlv_next(&tlvs, &t)) {
		bmp_stat_decode(&t, &s);
		all += s.value + t.type;
	}
	return all;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bmp_message m, again;
	uint8_t *back;
	struct wbuf w;

	if (!bmp_decode(rbuf(data, size), &m, NULL))
		return 0;
	back = malloc(size + 1);
	w = wbuf(back, size);
	bmp_encode(&w, &m);
	if (!w.bad && (wbuf_used(&w) != size ||
			  !bmp_decode(rbuf(back, size), &again, NULL) ||
			  sum(again.tlvs) != sum(m.tlvs) ||
			  again.peer.time_us != m.peer.time_us ||
			  rbuf_left(&again.rest) != rbuf_left(&m.rest)))
		abort();
	free(back);
	return 0;
}
