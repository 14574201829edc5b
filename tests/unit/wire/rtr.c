/* PDUs of RFC 8210 section 5, and what is refused. */
#include "wire/rtr.h"
#include "base/text.h"

#include "../../t.h"

static const char *const golden[] = {
	"0100abcd0000000c00000007", /* notify */
	"0101abcd0000000c00000007", /* serial query */
	"0102000000000008",         /* reset query */
	"0103abcd00000008",         /* response */
	"01040000000000140118190"
	"0c0000200"
	"0000fbf4", /* 192.0.2.0/24-25 */
	"0106000000000020012030002001"
	"0db8"
	"000000000000000000000000"
	"0000fbf5", /* 2001:db8::/32-48 */
	"0107abcd00000018000000070000"
	"0e100000"
	"025800001c20",             /* end */
	"0007abcd0000000c00000007", /* of version 0 */
	"0108000000000008",         /* reset */
	"010a00040000001a"
	"000000080202000000000008"
	"00000002"
	"6869",
};
enum { N_GOLDEN = sizeof(golden) / sizeof(golden[0]) };

static size_t
octets(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex) / 2;

	CHECK(text_unhex(hex, 2 * n, to, NULL));
	return n;
}

static bool
comes_back(const uint8_t *p, size_t n)
{
	struct rtr_pdu pdu;
	uint8_t back[256];
	struct wbuf w = wbuf(back, sizeof(back));

	return rtr_decode(rbuf(p, n), &pdu, NULL) && rtr_encode(&w, &pdu) &&
	       wbuf_used(&w) == n && memcmp(back, p, n) == 0;
}

static void
each_type_is_read_and_written_again(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t p[256];
		size_t n = octets(golden[i], p), length;

		CHECK(comes_back(p, n));
		CHECK(rtr_length(rbuf(p, n), &length, NULL) && length == n);
	}
}

static void
the_fields_are_where_the_rfc_has_them(void)
{
	uint8_t p[256];
	struct rtr_pdu pdu;
	char text[PREFIX_TEXT];

	CHECK(rtr_decode(rbuf(p, octets(golden[4], p)), &pdu, NULL));
	prefix_format(&pdu.roa.prefix, text);
	CHECK_STR(text, "192.0.2.0/24");
	CHECK(pdu.announce && pdu.roa.max_length == 25 && pdu.roa.as == 64500);
	CHECK(rtr_decode(rbuf(p, octets(golden[5], p)), &pdu, NULL));
	prefix_format(&pdu.roa.prefix, text);
	CHECK_STR(text, "2001:db8::/32");
	CHECK(rtr_decode(rbuf(p, octets(golden[6], p)), &pdu, NULL));
	CHECK(pdu.session == 0xabcd && pdu.serial == 7);
	CHECK(pdu.refresh == 3600 && pdu.retry == 600 && pdu.expire == 7200);
	CHECK(rtr_decode(rbuf(p, octets(golden[9], p)), &pdu, NULL));
	CHECK(pdu.session == RTR_UNSUPPORTED_VERSION);
	CHECK(rbuf_left(&pdu.pdu) == 8 && rbuf_left(&pdu.text) == 2);
}

static void
every_truncation_is_refused(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t whole[256];
		size_t all = octets(golden[i], whole);

		for (size_t n = 0; n < all; n++) {
			uint8_t *p = t_exact(whole, n);
			struct rtr_pdu pdu;
			size_t length;

			CHECK(!rtr_decode(rbuf(p, n), &pdu, NULL));
			CHECK(rtr_length(rbuf(p, n), &length, NULL));
			CHECK(length == (n < RTR_HEADER_SIZE ? 0 : all));
			free(p);
		}
	}
}

static void
every_flip_is_refused_or_means_the_same_when_written(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t whole[256];
		size_t n = octets(golden[i], whole);

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(whole, n), back[256];
			struct wbuf w = wbuf(back, sizeof(back));
			struct rtr_pdu pdu, again;

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (rtr_decode(rbuf(p, n), &pdu, NULL) &&
			    pdu.type != RTR_ROUTER_KEY) {
				CHECK(rtr_encode(&w, &pdu));
				CHECK(rtr_decode(
				    rbuf(back, wbuf_used(&w)), &again, NULL));
				CHECK(again.serial == pdu.serial);
				CHECK(again.roa.as == pdu.roa.as);
			}
			free(p);
		}
	}
}

static void
what_cannot_be_is_refused_with_the_code_for_it(void)
{
	static const struct {
		const char *hex;
		uint16_t code;
	} rows[] = {
		{ "0202000000000008", RTR_UNSUPPORTED_VERSION },
		{ "0105000000000008", RTR_UNSUPPORTED_TYPE },
		{ "01020000000000080000", RTR_CORRUPT },
		{ "0104000000000014012119000000000000000000", RTR_CORRUPT },
		{ "0104000000000014011921000000000000000000", RTR_CORRUPT },
		{ "0104000000000014011918000000000000000000", RTR_CORRUPT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t p[256];
		size_t n = octets(rows[i].hex, p);
		struct rtr_pdu pdu;
		struct fault f;

		CHECK(!rtr_decode(rbuf(p, n), &pdu, &f));
		CHECK(f.code == rows[i].code);
	}
}

static void
a_length_that_no_pdu_has_is_refused_before_it_is_read(void)
{
	static const uint8_t lengths[][4] = { { 0, 0, 0, 7 }, { 0, 1, 0, 1 },
		{ 255, 255, 255, 255 } };

	for (size_t i = 0; i < 3; i++) {
		uint8_t p[8] = { 1, 4 };
		size_t length;

		memcpy(p + 4, lengths[i], 4);
		CHECK(!rtr_length(rbuf(p, sizeof(p)), &length, NULL));
	}
}

int
main(void)
{
	RUN(each_type_is_read_and_written_again);
	RUN(the_fields_are_where_the_rfc_has_them);
	RUN(every_truncation_is_refused);
	RUN(every_flip_is_refused_or_means_the_same_when_written);
	RUN(what_cannot_be_is_refused_with_the_code_for_it);
	RUN(a_length_that_no_pdu_has_is_refused_before_it_is_read);
	return DONE();
}
