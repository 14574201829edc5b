/* A BFD packet that decodes is written as it was. */
#include "wire/bfd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bfd_packet p;
	uint8_t back[BFD_MAX_SIZE];
	struct wbuf w = wbuf(back, sizeof(back));

	if (!bfd_decode(rbuf(data, size), &p, NULL))
		return 0;
	if (!bfd_encode(&w, &p) || wbuf_used(&w) > size ||
	    memcmp(back, data, wbuf_used(&w)) != 0)
		abort();
	return 0;
}
