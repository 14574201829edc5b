/* Any bytes as a capture file: each frame lies in what was offered. */
#include "wire/pcap.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pcap_reader p = { 0 };
	struct rbuf r = rbuf(data, size);
	struct pcap_frame f;
	enum pcap_step step;
	size_t n;

	while (rbuf_left(&r) > 0) {
		step = pcap_next(&p, r, &n, &f, NULL);
		if (step == PCAP_MORE && n <= rbuf_left(&r))
			abort();
		if (step == PCAP_MORE || step == PCAP_BAD)
			break;
		if (n == 0 || n > rbuf_left(&r))
			abort();
		if (step == PCAP_FRAME &&
		    (f.at < r.at || f.n > n || f.at + f.n > r.at + n))
			abort();
		get_bytes(&r, n);
	}
	pcap_fini(&p);
	return 0;
}
