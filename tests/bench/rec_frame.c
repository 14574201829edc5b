/* How fast a stream is cut into records, canonical and as people write it. */
#include "bench.h"
#include "rec/frame.h"

#include <string.h>

#define CHUNK 65536
#define BYTES (32u << 20)

/* The same records again and again, in pieces as they come from a pipe. */
static unsigned
frame(const char *chunk, size_t n)
{
	struct rec_frame f = { 0 };
	struct rec_fault fault;
	struct rec_text text;
	enum rec_framed got;
	unsigned texts = 0;

	for (size_t bytes = 0; bytes < BYTES; bytes += n) {
		size_t amid = n / 2 + 7; /* so that one is in two pieces */

		rec_frame_feed(&f, chunk, amid);
		while ((got = rec_frame_next(&f, &text, &fault)) != FRAME_MORE)
			texts += got == FRAME_TEXT;
		rec_frame_feed(&f, chunk + amid, n - amid);
		while ((got = rec_frame_next(&f, &text, &fault)) != FRAME_MORE)
			texts += got == FRAME_TEXT;
	}
	rec_frame_fini(&f);
	return texts;
}

static void
bench(const char *name, const char *records)
{
	static char chunk[2 * CHUNK];
	size_t n = strlen(records), used = 0;
	unsigned texts = 0;

	for (; used < CHUNK; used += n)
		memcpy(chunk + used, records, n);
	BENCH(name, texts, (uint64_t)texts * n, texts = frame(chunk, used));
}

int
main(void)
{
	bench("rec_frame_canonical",
	    "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"172.16.0.0/24\","
	    "\"paths\":[{\"next_hop\":\"192.168.0.2\","
	    "\"interface\":\"eth0\"}],\"next_hop\":\"192.168.0.2\","
	    "\"origin\":\"igp\",\"as_path\":[64512],\"local_pref\":200,"
	    "\"med\":0,\"communities\":[\"64512:100\"],"
	    "\"peer\":\"aws-dx-1\",\"reason\":\"local_pref\","
	    "\"time\":1447830000.123456}\n");
	bench("rec_frame_layout",
	    "{\"type\": \"peer\", \"name\": \"aws-dx-1\", // the first\n"
	    "  \"remote_as\": 64512, \"remote_address\": \"169.254.10.1\",\n"
	    "  \"import\": [\"prefer-200\"]}\n");
	return 0;
}
