/* Communities, large communities and extended communities as text. */
#include "value/community.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/dist.h"
#include "value/names.h"

#include <string.h>

#define SUBTYPE_RT  0x02 /* RFC 4360 4 */
#define SUBTYPE_SOO 0x03 /* RFC 4360 5 */

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

bool
ext_community_parse(
    struct ext_community *c, const char *s, size_t n, struct fault *f)
{
	struct ext_community got;

	if (n >= 2 && memcmp(s, "0x", 2) == 0) {
		if (n != 2 + 2 * sizeof(got.b))
			return fault(f, s, 0, "not 16 hex digits");
		if (!text_unhex(s + 2, n - 2, got.b, f))
			return false;
	} else if (n >= 3 && memcmp(s, "rt:", 3) == 0) {
		if (!rt_parse(&got, s + 3, n - 3, f))
			return false;
	} else if (n >= 4 && memcmp(s, "soo:", 4) == 0) {
		if (!rt_parse(&got, s + 4, n - 4, f))
			return false;
		got.b[1] = SUBTYPE_SOO;
	} else {
		return fault(f, s, 0, "neither \"rt:\", \"soo:\" nor \"0x\"");
	}
	*c = got;
	return true;
}

char *
ext_community_format(const struct ext_community *c, char *to)
{
	struct ext_community rt = *c;

	if (ext_community_is_rt(c))
		return rt_format(c, stpcpy(to, "rt:"));
	rt.b[1] = SUBTYPE_RT;
	if (c->b[1] == SUBTYPE_SOO && ext_community_is_rt(&rt))
		return rt_format(&rt, stpcpy(to, "soo:"));
	return text_put_hex(stpcpy(to, "0x"), c->b, sizeof(c->b));
}
