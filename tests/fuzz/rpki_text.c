/* Whatever the text, its ROAs come to an end, and each is one that can be. */
#include "core/rpki_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpki_text t;
	struct rec_fault f = { 0 };
	struct roa roa;
	enum rpki_read got;
	size_t n = 0;

	if (!rpki_text_init(&t, (const char *)data, size, &f))
		return 0;
	while ((got = rpki_text_next(&t, &roa, &f)) != RPKI_READ_END) {
		if (++n > size || f.line > size + 1)
			abort();
		if (got == RPKI_READ_ROA &&
		    (roa.max_length < roa.prefix.len ||
			roa.max_length > addr_bits(&roa.prefix.addr)))
			abort();
	}
	rpki_text_fini(&t);
	return 0;
}
