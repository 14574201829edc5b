/* Any bytes as a frame: what is called payload lies in it. */
#include "wire/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = { 0, 1, 9, 12, 50, 51, 101, 104, 107, 113,
		228, 229, 276, 9999, 6, 8, 10, 100, 105, 109, 117, 122, 127,
		138, 166, 178, 179, 180, 181, 204, 205, 206, 239, 258, 108,
		14 };
	enum frame_kind kind;
	struct frame f;

	if (size < 1)
		return 0;
	kind = frame_decode(links[data[0] % (sizeof(links) / sizeof(links[0]))],
	    rbuf(data + 1, size - 1), &f);
	if (kind == FRAME_FRAGMENT) {
		struct ip_part whole = f.part;

		kind = frame_rest(&whole, &f);
	}
	if (kind != FRAME_TCP)
		return 0;
	if (f.payload.at < data || f.payload.end > data + size ||
	    f.payload.at > f.payload.end || rbuf_left(&f.payload) > f.length)
		abort();
	return 0;
}
