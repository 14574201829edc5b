/* Address families: the names of the vocabulary, and numbers for the rest. */
#include "value/family.h"
#include "../../t.h"
#include "base/fault.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static void
each_name_stands_for_its_numbers(void)
{
	static const struct {
		const char *name;
		unsigned afi, safi;
	} rows[] = {
		{ "ipv4_unicast", 1, 1 },
		{ "ipv6_unicast", 2, 1 },
		{ "ipv4_multicast", 1, 2 },
		{ "ipv6_multicast", 2, 2 },
		{ "ipv4_labeled_unicast", 1, 4 },
		{ "ipv6_labeled_unicast", 2, 4 },
		{ "ipv4_vpn", 1, 128 },
		{ "ipv6_vpn", 2, 128 },
		{ "ipv4_vpn_multicast", 1, 129 },
		{ "ipv6_vpn_multicast", 2, 129 },
		{ "ipv4_mvpn", 1, 5 },
		{ "ipv6_mvpn", 2, 5 },
		{ "ipv4_flowspec", 1, 133 },
		{ "ipv6_flowspec", 2, 133 },
		{ "ipv4_vpn_flowspec", 1, 134 },
		{ "ipv6_vpn_flowspec", 2, 134 },
		{ "l2vpn_vpls", 25, 65 },
		{ "l2vpn_evpn", 25, 70 },
		{ "ipv4_rtc", 1, 132 },
		{ "bgp_ls", 16388, 71 },
		{ "afi_2_safi_132", 2, 132 },
		{ "afi_0_safi_0", 0, 0 },
		{ "afi_65535_safi_255", 65535, 255 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[FAMILY_TEXT], *end;
		uint32_t family;

		CHECK(family_parse(
		    &family, rows[i].name, strlen(rows[i].name), NULL));
		CHECK(family == FAMILY(rows[i].afi, rows[i].safi));
		CHECK(FAMILY_AFI(family) == rows[i].afi);
		CHECK(FAMILY_SAFI(family) == rows[i].safi);
		end = family_format(family, text);
		CHECK_STR(text, rows[i].name);
		CHECK(end == text + strlen(text));
	}
}

static void
every_family_comes_back_from_its_text(void)
{
	for (unsigned i = 0; i < 300 * 256; i++) {
		unsigned afi = i / 256 < 299 ? i / 256 : 16388;
		uint32_t family = FAMILY(afi, i % 256), back;
		char text[FAMILY_TEXT], *end = family_format(family, text);

		CHECK(family_parse(&back, text, (size_t)(end - text), NULL));
		CHECK(back == family);
	}
}

static void
what_is_no_family_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 0, "unknown address family" },
		{ "ipv4", 0, "unknown address family" },
		{ "ipv4_unicas", 0, "unknown address family" },
		{ "ipv4_unicast_", 0, "unknown address family" },
		{ "IPV4_UNICAST", 0, "unknown address family" },
		{ "afi_3", 5, "\"_safi_\" is missing" },
		{ "afi_3_safi_", 11, "a number is missing" },
		{ "afi__safi_3", 4, "a number is missing" },
		{ "afi_03_safi_3", 4, "leading zero" },
		{ "afi_65536_safi_3", 4, "number too large" },
		{ "afi_3_safi_256", 11, "number too large" },
		{ "afi_3_safi_3x", 12, "not a digit" },
		{ "afi_1_safi_1", 0, "this address family has a name" },
		{ "afi_16388_safi_71", 0, "this address family has a name" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct fault f = { 0 };
		uint32_t v = 77;

		CHECK(!family_parse(&v, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(v == 77);
		free(copy);
	}
}

int
main(void)
{
	RUN(each_name_stands_for_its_numbers);
	RUN(every_family_comes_back_from_its_text);
	RUN(what_is_no_family_is_refused_at_its_place);
	return DONE();
}
