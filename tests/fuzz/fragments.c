/*
 * Fragments with any bytes in them: what comes out whole has the octets of
 * parts that went in, and no more than IP can carry. Six bytes a fragment.
 */
#include "message/fragments.h"

#include <stdlib.h>

enum { PART_HEAD = 6 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ip_part
part_of(const uint8_t *p)
{
	return (struct ip_part){
		.src = { .ip = p[0] & 0x80 ? ADDR_IP6 : ADDR_IP4 },
		.dst = { .ip = p[0] & 0x80 ? ADDR_IP6 : ADDR_IP4 },
		.id = p[0] & 0x0f,
		.more = p[0] & 0x40,
		.missing = p[0] >> 5 & 1,
		.offset = (uint32_t)(p[1] << 8 | p[2]) % 8192 * 8,
		.protocol = p[3],
	};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fragments *f = fragments_new();
	struct ip_part whole;
	int64_t time_us = 0;

	for (uint64_t i = 1; size >= PART_HEAD; i++) {
		struct ip_part p = part_of(data);
		size_t n = data[4];

		time_us += data[5] * INT64_C(100000);
		data += PART_HEAD;
		size -= PART_HEAD;
		n = n < size ? n : size;
		p.payload = rbuf(data, n);
		data += n;
		size -= n;
		if (!fragments_add(f, &p, i, time_us, &whole))
			continue;
		if (rbuf_left(&whole.payload) > UINT16_MAX ||
		    rbuf_left(&whole.payload) < n || whole.missing > 0)
			abort();
	}
	fragments_end(f);
	fragments_free(f);
	return 0;
}
