/*
 * Route distinguishers and route targets: one value of six bytes, of which
 * the type says where the administrator ends and the assigned number begins.
 *
 *     type 0   AS number (2 bytes), number (4)     65001:100
 *     type 1   IPv4 address (4),    number (2)     192.0.2.1:7
 *     type 2   AS number (4),       number (2)     4200000001:7
 */
#include "value/dist.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/addr.h"
#include "value/community.h"

#include <string.h>

#define SUBTYPE_RT   0x02 /* RFC 4360 4 */
#define SUBTYPE_SITE 0x03 /* RFC 4360 5 */

enum { TYPE_AS2, TYPE_IP4, TYPE_AS4 };

static void
store(uint8_t *to, uint32_t v, unsigned n)
{
	while (n-- > 0)
		*to++ = (uint8_t)(v >> (8 * n));
}

static uint32_t
load(const uint8_t *from, unsigned n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | *from++;
	return v;
}

/* ASN:NUMBER, where a small AS number is of type 2 when that was said. */
static bool
asn_value_parse(uint8_t *type, uint8_t six[6], bool said_as4, const char *s,
    const char *colon, const char *end, struct fault *f)
{
	uint32_t asn, number, max;
	bool as4;

	if (!text_u32(s, (size_t)(colon - s), UINT32_MAX, &asn, f))
		return false;
	if (said_as4 && asn > 0xffff)
		return fault(f, s - 2, 0, "\"2:\" before a large AS number");
	as4 = said_as4 || asn > 0xffff;
	max = as4 ? 0xffff : UINT32_MAX;
	s = colon + 1;
	if (!text_u32(s, (size_t)(end - s), max, &number, f))
		return false;
	*type = as4 ? TYPE_AS4 : TYPE_AS2;
	store(six, asn, as4 ? 4 : 2);
	store(six + (as4 ? 4 : 2), number, as4 ? 2 : 4);
	return true;
}

static bool
value_parse(
    uint8_t *type, uint8_t six[6], const char *s, size_t n, struct fault *f)
{
	const char *end = s + n, *colon = n > 0 ? memchr(s, ':', n) : NULL;
	const char *second;
	struct addr a;
	uint32_t number;

	if (colon == NULL)
		return fault(f, end, 0, "a colon is missing");
	second = memchr(colon + 1, ':', (size_t)(end - colon - 1));
	if (second != NULL) {
		if (colon - s != 1 || *s != '2')
			return fault(f, second, 0, "a colon too many");
		return asn_value_parse(
		    type, six, true, colon + 1, second, end, f);
	}
	if (memchr(s, '.', (size_t)(colon - s)) == NULL)
		return asn_value_parse(type, six, false, s, colon, end, f);
	if (!addr_parse(&a, s, (size_t)(colon - s), f))
		return false;
	s = colon + 1;
	if (!text_u32(s, (size_t)(end - s), 0xffff, &number, f))
		return false;
	*type = TYPE_IP4;
	memcpy(six, a.b, 4);
	store(six + 4, number, 2);
	return true;
}

static char *
value_format(unsigned type, const uint8_t six[6], char *to)
{
	unsigned first = type == TYPE_AS2 ? 2 : 4;
	struct addr a;

	if (type == TYPE_IP4) {
		a = addr_from(ADDR_IP4, six);
		to = addr_format(&a, to);
	} else {
		if (type == TYPE_AS4 && load(six, 4) <= 0xffff)
			to = stpcpy(to, "2:");
		to = text_put_u32(to, load(six, first));
	}
	*to++ = ':';
	return text_put_u32(to, load(six + first, 6 - first));
}

bool
rd_parse(struct rd *rd, const char *s, size_t n, struct fault *f)
{
	struct rd got = { 0 };

	if (n >= 2 && memcmp(s, "0x", 2) == 0) {
		if (n != 2 + 2 * sizeof(got.b))
			return fault(f, s, 0, "not 16 hex digits");
		if (!text_unhex(s + 2, n - 2, got.b, f))
			return false;
	} else if (!value_parse(&got.b[1], got.b + 2, s, n, f)) {
		return false;
	}
	*rd = got;
	return true;
}

char *
rd_format(const struct rd *rd, char *to)
{
	if (rd->b[0] == 0 && rd->b[1] <= TYPE_AS4)
		return value_format(rd->b[1], rd->b + 2, to);
	return text_put_hex(stpcpy(to, "0x"), rd->b, sizeof(rd->b));
}

bool
rt_parse(struct ext_community *rt, const char *s, size_t n, struct fault *f)
{
	struct ext_community got = { .b = { [1] = SUBTYPE_RT } };

	if (!value_parse(&got.b[0], got.b + 2, s, n, f))
		return false;
	*rt = got;
	return true;
}

char *
rt_format(const struct ext_community *rt, char *to)
{
	return value_format(rt->b[0], rt->b + 2, to);
}

bool
ext_community_is_site(const struct ext_community *c)
{
	return c->b[0] <= TYPE_AS4 && c->b[1] == SUBTYPE_SITE;
}

bool
ext_community_is_rt(const struct ext_community *c)
{
	return c->b[0] <= TYPE_AS4 && c->b[1] == SUBTYPE_RT;
}
