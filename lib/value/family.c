/* The names of address families; the commonest come first. */
#include "value/family.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/names.h"

#include <string.h>

/* clang-format off */
static const struct name names[] = {
	{ FAMILY_IPV4_UNICAST,         "ipv4_unicast" },
	{ FAMILY_IPV6_UNICAST,         "ipv6_unicast" },
	{ FAMILY_IPV4_VPN,             "ipv4_vpn" },
	{ FAMILY_IPV6_VPN,             "ipv6_vpn" },
	{ FAMILY_IPV4_LABELED_UNICAST, "ipv4_labeled_unicast" },
	{ FAMILY_IPV6_LABELED_UNICAST, "ipv6_labeled_unicast" },
	{ FAMILY_IPV4_MULTICAST,       "ipv4_multicast" },
	{ FAMILY_IPV6_MULTICAST,       "ipv6_multicast" },
	{ FAMILY_IPV4_VPN_MULTICAST,   "ipv4_vpn_multicast" },
	{ FAMILY_IPV6_VPN_MULTICAST,   "ipv6_vpn_multicast" },
	{ FAMILY_IPV4_MVPN,            "ipv4_mvpn" },
	{ FAMILY_IPV6_MVPN,            "ipv6_mvpn" },
	{ FAMILY_IPV4_FLOWSPEC,        "ipv4_flowspec" },
	{ FAMILY_IPV6_FLOWSPEC,        "ipv6_flowspec" },
	{ FAMILY_IPV4_VPN_FLOWSPEC,    "ipv4_vpn_flowspec" },
	{ FAMILY_IPV6_VPN_FLOWSPEC,    "ipv6_vpn_flowspec" },
	{ FAMILY_L2VPN_VPLS,           "l2vpn_vpls" },
	{ FAMILY_L2VPN_EVPN,           "l2vpn_evpn" },
	{ FAMILY_IPV4_RTC,             "ipv4_rtc" },
	{ FAMILY_BGP_LS,               "bgp_ls" },
	{ 0 },
};
/* clang-format on */

static const char before_afi[] = "afi_", before_safi[] = "_safi_";

/* "afi_N_safi_N" */
static bool
numbers_parse(uint32_t *family, const char *s, size_t n, struct fault *f)
{
	size_t skip = sizeof(before_afi) - 1, between = sizeof(before_safi) - 1;
	const char *end = s + n, *safi_word;
	uint32_t afi, safi;

	if (n < skip || memcmp(s, before_afi, skip) != 0)
		return fault(f, s, 0, "unknown address family");
	s += skip;
	safi_word = memmem(s, n - skip, before_safi, between);
	if (safi_word == NULL)
		return fault(f, end, 0, "\"_safi_\" is missing");
	if (!text_u32(s, (size_t)(safi_word - s), 0xffff, &afi, f))
		return false;
	s = safi_word + between;
	if (!text_u32(s, (size_t)(end - s), 0xff, &safi, f))
		return false;
	*family = FAMILY(afi, safi);
	return true;
}

bool
family_parse(uint32_t *family, const char *s, size_t n, struct fault *f)
{
	uint32_t number;
	int named;

	if (name_find(names, s, n, &named)) {
		*family = (uint32_t)named;
		return true;
	}
	if (!numbers_parse(&number, s, n, f))
		return false;
	if (name_of(names, (int)number) != NULL)
		return fault(f, s, 0, "this address family has a name");
	*family = number;
	return true;
}

char *
family_format(uint32_t family, char *to)
{
	const char *name = name_of(names, (int)family);

	if (name != NULL)
		return stpcpy(to, name);
	to = text_put_u32(stpcpy(to, before_afi), FAMILY_AFI(family));
	return text_put_u32(stpcpy(to, before_safi), FAMILY_SAFI(family));
}
