/* AS numbers: asplain and nothing else. */
#include "value/asn.h"
#include "../../t.h"
#include "base/fault.h"
#include "base/text.h"

static void
asplain_comes_back(void)
{
	static const uint32_t asns[] = { 0, 1, 23456, 65535, 65536, 4200000000u,
		UINT32_MAX };

	for (size_t i = 0; i < sizeof(asns) / sizeof(*asns); i++) {
		char text[TEXT_U64], *end = asn_format(asns[i], text);
		uint32_t back;

		CHECK(asn_parse(&back, text, (size_t)(end - text), NULL));
		CHECK(back == asns[i]);
	}
}

static void
other_forms_are_refused(void)
{
	static const char *const texts[] = { "", "1.10", "AS1", "01", "-1",
		"4294967296", "1 " };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		uint32_t asn = 77;

		CHECK(!asn_parse(&asn, texts[i], strlen(texts[i]), NULL));
		CHECK(asn == 77);
	}
}

/* RFC 6996 5 */
static void
private_ranges_end_where_they_should(void)
{
	CHECK(!asn_is_private(64511) && asn_is_private(64512));
	CHECK(asn_is_private(65534) && !asn_is_private(65535));
	CHECK(!asn_is_private(4199999999u) && asn_is_private(4200000000u));
	CHECK(asn_is_private(4294967294u) && !asn_is_private(4294967295u));
	CHECK(!asn_is_private(0) && !asn_is_private(ASN_TRANS));
}

int
main(void)
{
	RUN(asplain_comes_back);
	RUN(other_forms_are_refused);
	RUN(private_ranges_end_where_they_should);
	return DONE();
}
