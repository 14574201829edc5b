/* AS numbers: plain decimal, and the ranges that are for private use. */
#include "value/asn.h"
#include "base/text.h"

bool
asn_parse(uint32_t *asn, const char *s, size_t n, struct fault *f)
{
	return text_u32(s, n, UINT32_MAX, asn, f);
}

char *
asn_format(uint32_t asn, char *to)
{
	return text_put_u32(to, asn);
}

/* RFC 6996 5; the last of each size (65535, 4294967295) is reserved. */
bool
asn_is_private(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) ||
	       (asn >= 4200000000u && asn <= 4294967294u);
}
