/* Communities and large communities as text. */
#include "value/community.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/names.h"

#include <string.h>

/* IANA, BGP Well-known Communities: all are 65535:VALUE. */
/* clang-format off */
static const struct name well_known[] = {
	{ 0xff01, "no_export" },                  /* RFC 1997 */
	{ 0xff02, "no_advertise" },               /* RFC 1997 */
	{ 0xff03, "no_export_subconfed" },        /* RFC 1997 */
	{ 0xff04, "nopeer" },                     /* RFC 3765 */
	{ 0x0000, "graceful_shutdown" },          /* RFC 8326 */
	{ 0x0001, "accept_own" },                 /* RFC 7611 */
	{ 0x0002, "route_filter_translated_v4" }, /* l3vpn-legacy-rtc */
	{ 0x0003, "route_filter_v4" },            /* l3vpn-legacy-rtc */
	{ 0x0004, "route_filter_translated_v6" }, /* l3vpn-legacy-rtc */
	{ 0x0005, "route_filter_v6" },            /* l3vpn-legacy-rtc */
	{ 0x0006, "llgr_stale" },                 /* RFC 9494 */
	{ 0x0007, "no_llgr" },                    /* RFC 9494 */
	{ 0x0008, "accept_own_nexthop" },         /* accept-own-nexthop */
	{ 0x0009, "standby_pe" },                 /* RFC 9026 */
	{ 0x029a, "blackhole" },                  /* RFC 7999 */
	{ 0 },
};
/* clang-format on */

/* `count` numbers with colons between them. */
static bool
numbers_parse(uint32_t *v, unsigned count, uint32_t max, const char *s,
    size_t n, struct fault *f)
{
	const char *end = s + n, *colon;

	for (unsigned i = 0; i + 1 < count; i++) {
		colon = memchr(s, ':', (size_t)(end - s));
		if (colon == NULL)
			return fault(f, end, 0, "a colon is missing");
		if (!text_u32(s, (size_t)(colon - s), max, &v[i], f))
			return false;
		s = colon + 1;
	}
	colon = memchr(s, ':', (size_t)(end - s));
	if (colon != NULL)
		return fault(f, colon, 0, "a colon too many");
	return text_u32(s, (size_t)(end - s), max, &v[count - 1], f);
}

bool
community_parse(uint32_t *community, const char *s, size_t n, struct fault *f)
{
	uint32_t v[2];
	int value;

	if (n == 0)
		return fault(f, s, 0, "a community is missing");
	if (s[0] >= 'a' && s[0] <= 'z') {
		if (!name_find(well_known, s, n, &value))
			return fault(f, s, 0, "not a well-known community");
		*community = 0xffff0000u | (uint32_t)value;
		return true;
	}
	if (!numbers_parse(v, 2, 0xffff, s, n, f))
		return false;
	*community = v[0] << 16 | v[1];
	return true;
}

char *
community_format(uint32_t community, char *to)
{
	to = text_put_u32(to, community >> 16);
	*to++ = ':';
	return text_put_u32(to, community & 0xffff);
}

bool
large_community_parse(
    struct large_community *c, const char *s, size_t n, struct fault *f)
{
	uint32_t v[3];

	if (n == 0)
		return fault(f, s, 0, "a large community is missing");
	if (!numbers_parse(v, 3, UINT32_MAX, s, n, f))
		return false;
	*c = (struct large_community){ v[0], v[1], v[2] };
	return true;
}

char *
large_community_format(const struct large_community *c, char *to)
{
	to = text_put_u32(to, c->global);
	*to++ = ':';
	to = text_put_u32(to, c->local1);
	*to++ = ':';
	return text_put_u32(to, c->local2);
}
