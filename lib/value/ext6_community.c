/* IPv6 address specific extended communities (RFC 5701) as text. */
#include "base/fault.h"
#include "base/text.h"
#include "value/addr.h"
#include "value/community.h"
#include "value/names.h"

#include <string.h>

/* IANA, Transitive IPv6-Address-Specific Extended Community Types. */
static const struct name names[] = {
	{ 0x02, "rt" },                 /* RFC 5701 3 */
	{ 0x03, "soo" },                /* RFC 5701 3 */
	{ 0x0b, "vrf_route_import" },   /* RFC 6515 5 */
	{ 0x0d, "redirect" },           /* RFC 8956 6.1 */
	{ 0x12, "segmented_next_hop" }, /* RFC 7524 4.4 */
	{ 0, NULL },
};

enum { ADDRESS = 2, NUMBER = 18 }; /* where they stand */

char *
ext6_community_format(const struct ext6_community *c, char *to)
{
	const char *name = c->b[0] == 0 ? name_of(names, c->b[1]) : NULL;
	struct addr a = addr_from(ADDR_IP6, c->b + ADDRESS);

	if (name == NULL)
		return text_put_hex(stpcpy(to, "0x"), c->b, sizeof(c->b));
	to = stpcpy(stpcpy(to, name), ":[");
	to = stpcpy(addr_format(&a, to), "]:");
	to = text_put_u32(to, (uint32_t)c->b[NUMBER] << 8 | c->b[NUMBER + 1]);
	*to = '\0';
	return to;
}

static bool
parts_parse(
    struct ext6_community *c, const char *s, const char *end, struct fault *f)
{
	const char *close = memchr(s, ']', (size_t)(end - s));
	struct addr a;
	uint32_t number;

	if (*s != '[' || close == NULL || close + 1 == end || close[1] != ':')
		return fault(f, s, 0, "not [ADDRESS]:NUMBER");
	if (!addr_parse(&a, s + 1, (size_t)(close - s - 1), f))
		return false;
	if (a.ip != ADDR_IP6)
		return fault(f, s + 1, 0, "not an IPv6 address");
	if (!text_u32(
		close + 2, (size_t)(end - close - 2), UINT16_MAX, &number, f))
		return false;
	memcpy(c->b + ADDRESS, a.b, 16);
	c->b[NUMBER] = (uint8_t)(number >> 8);
	c->b[NUMBER + 1] = (uint8_t)number;
	return true;
}

bool
ext6_community_parse(
    struct ext6_community *c, const char *s, size_t n, struct fault *f)
{
	const char *colon = n > 0 ? memchr(s, ':', n) : NULL;
	struct ext6_community got = { 0 };
	int type;

	if (n >= 2 && memcmp(s, "0x", 2) == 0) {
		if (n != 2 + 2 * sizeof(got.b))
			return fault(f, s, 0, "not 40 hex digits");
		if (!text_unhex(s + 2, n - 2, got.b, f))
			return false;
		*c = got;
		return true;
	}
	if (colon == NULL || colon + 1 == s + n ||
	    !name_find(names, s, (size_t)(colon - s), &type))
		return fault(f, s, 0, "neither a name like \"rt:\" nor \"0x\"");
	got.b[1] = (uint8_t)type;
	if (!parts_parse(&got, colon + 1, s + n, f))
		return false;
	*c = got;
	return true;
}
