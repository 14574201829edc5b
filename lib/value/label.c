/* MPLS labels are numbers of 20 bits. */
#include "value/label.h"
#include "base/fault.h"
#include "base/text.h"

bool
label_parse(uint32_t *label, const char *s, size_t n, struct fault *f)
{
	uint32_t v;

	if (!text_u32(s, n, UINT32_MAX, &v, f))
		return false;
	if (v > LABEL_MAX)
		return fault(f, s, 0, "label over 1048575");
	*label = v;
	return true;
}
