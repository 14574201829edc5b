/* Addresses: what is read, what is refused and where, what is written. */
#include "value/addr.h"
#include "../../t.h"
#include "base/fault.h"

#include <arpa/inet.h>

#define ROUNDS 200000

/* Parses from an exact copy on the heap, so that ASan sees one byte too far. */
static bool
parse(struct addr *a, const char *s, size_t n, struct fault *f, size_t *where)
{
	char *copy = (char *)t_exact(s, n);
	bool ok = addr_parse(a, copy, n, f);

	*where = ok ? 0 : (size_t)((const char *)f->at - copy);
	free(copy);
	return ok;
}

static void
texts_come_back_in_their_canonical_form(void)
{
	static const struct {
		const char *text, *canonical;
	} rows[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "10.20.30.40", "10.20.30.40" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:DB8::A", "2001:db8::a" },
		{ "2001:db8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:0db8::0001", "2001:db8::1" },
		/* RFC 5952 4.2.2: one group is not shortened */
		{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		/* RFC 5952 4.2.3: the longest run, the first of equals */
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "0:0:1:0:0:0:0:0", "0:0:1::" },
		{ "1:0:0:2:3:0:0:0", "1:0:0:2:3::" },
		/* RFC 5952 5: dotted where the prefix says IPv4 */
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:201", "::ffff:192.0.2.1" },
		{ "::192.0.2.1", "::c000:201" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a" },
		{ "fe80::1", "fe80::1" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[ADDR_TEXT], *end;
		struct addr a = { 0 };
		struct fault f;
		size_t where;

		CHECK(
		    parse(&a, rows[i].text, strlen(rows[i].text), &f, &where));
		end = addr_format(&a, text);
		CHECK_STR(text, rows[i].canonical);
		CHECK(*end == '\0' && end == text + strlen(text));
	}
}

static void
what_is_no_address_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 0, "an address is missing" },
		{ "10", 2, "an octet is missing" },
		{ "10.0.0", 6, "an octet is missing" },
		{ "10.0.0.", 7, "an octet is missing" },
		{ "10..0.1", 3, "not a digit" },
		{ ".1.2.3", 0, "not a digit" },
		{ "10.0.0.256", 7, "octet over 255" },
		{ "10.0.0.1000", 7, "octet over 255" },
		{ "10.99999999999.0.1", 3, "octet over 255" },
		{ "10.00.0.1", 3, "leading zero" },
		{ "010.0.0.1", 0, "leading zero" },
		{ "10.0.0.1.", 8, "more than four octets" },
		{ "10.0.0.1 ", 8, "not a digit or a dot" },
		{ " 10.0.0.1", 0, "not a digit" },
		{ "10.0.0.-1", 7, "not a digit" },
		{ "10.0.0.0x1", 8, "not a digit or a dot" },
		{ "cafe", 0, "not a digit" },
		{ ":", 0, "a lone colon" },
		{ ":1", 0, "a lone colon" },
		{ "1:", 1, "a lone colon" },
		{ "1::2:", 4, "a lone colon" },
		{ ":1::", 0, "a lone colon" },
		{ ":::", 2, "a colon too many" },
		{ "1:::2", 3, "a colon too many" },
		{ "1::2::3", 4, "a second \"::\"" },
		{ "1:2:3:4:5:6:7", 13, "fewer than eight groups" },
		{ "1:2:3:4:5:6:7:8:9", 16, "more than eight groups" },
		{ "1:2:3:4:5:6:7:8::", 0, "\"::\" beside eight groups" },
		{ "::1:2:3:4:5:6:7:8", 0, "\"::\" beside eight groups" },
		{ "::12345", 6, "group of over four digits" },
		{ "00000::", 4, "group of over four digits" },
		{ "::g", 2, "not a hex digit" },
		{ "1:2 ::", 3, "not a hex digit" },
		{ "fe80::1%eth0", 7, "a zone is not part of an address" },
		{ "fe80::%1", 6, "a zone is not part of an address" },
		{ "::1.2.3", 7, "an octet is missing" },
		{ "::1.2.3.256", 8, "octet over 255" },
		{ "::1.2.3.4.5", 9, "more than four octets" },
		{ "::1.2.3.4:5", 9, "not a digit or a dot" },
		{ "::a.2.3.4", 2, "not a digit" },
		{ "::.2.3.4", 2, "not a hex digit" },
		{ "1:2:3:4:5:6:7:1.2.3.4", 14, "more than eight groups" },
		{ "1.2.3.4::", 7, "not a digit or a dot" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addr a = { .ip = 99 };
		struct fault f = { 0 };
		size_t where;

		CHECK(
		    !parse(&a, rows[i].text, strlen(rows[i].text), &f, &where));
		CHECK_STR(f.what, rows[i].what);
		CHECK(where == rows[i].at);
		CHECK(a.ip == 99); /* a refused text changes nothing */
	}
}

static void
a_nul_within_is_refused(void)
{
	struct addr a;
	struct fault f;
	size_t where;

	CHECK(!parse(&a, "10.0.0.1\0", 9, &f, &where) && where == 8);
	CHECK(!parse(&a, "::1\0", 4, &f, &where) && where == 3);
	CHECK(!addr_parse(&a, "1.2.3", 5, NULL));
}

static void
random_ipv4_addresses_agree_with_libc(void)
{
	uint64_t state = 3;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct addr a = addr_ip4((uint32_t)t_draw(&state)), back;
		char ours[ADDR_TEXT], libc[ADDR_TEXT];
		char *end = addr_format(&a, ours);

		inet_ntop(AF_INET, a.b, libc, sizeof(libc));
		CHECK_STR(ours, libc);
		CHECK(addr_parse(&back, ours, (size_t)(end - ours), NULL));
		CHECK(addr_cmp(&a, &back) == 0);
	}
}

/*
 * Groups are made zero often, so that there are runs of all lengths. libc also
 * writes the deprecated IPv4-compatible addresses (::a.b.c.d) with dots, which
 * RFC 5952 5 does not ask for: those are left out.
 */
static void
random_ipv6_addresses_agree_with_libc(void)
{
	static const uint8_t zeros[12];
	uint64_t state = 4;

	for (unsigned i = 0; i < ROUNDS; i++) {
		uint8_t b[16];
		struct addr a, back;
		char ours[ADDR_TEXT], libc[ADDR_TEXT], *end;

		for (unsigned g = 0; g < 8; g++) {
			unsigned kind = t_draw(&state) >> 20 & 7;
			unsigned v = kind < 4 ? 0 : (unsigned)t_draw(&state);

			v &= kind == 5 ? 0xf : kind == 6 ? 0xff : 0xffff;
			b[2 * g] = (uint8_t)(v >> 8);
			b[2 * g + 1] = (uint8_t)v;
		}
		a = addr_from(ADDR_IP6, b);
		end = addr_format(&a, ours);
		inet_ntop(AF_INET6, b, libc, sizeof(libc));
		if (memcmp(b, zeros, 12) != 0)
			CHECK_STR(ours, libc);
		CHECK(addr_parse(&back, ours, (size_t)(end - ours), NULL));
		CHECK(addr_cmp(&a, &back) == 0);
		CHECK(addr_parse(&back, libc, strlen(libc), NULL));
		CHECK(addr_cmp(&a, &back) == 0);
	}
}

/* Texts of the right letters: those that libc takes are those we take. */
static void
random_texts_are_judged_as_libc_judges_them(void)
{
	static const char letters[] = "::::0125af.";
	uint64_t state = 5;
	unsigned taken = 0;

	for (unsigned i = 0; i < 20 * ROUNDS; i++) {
		char text[24];
		size_t n = 1 + t_draw(&state) % 18;
		uint8_t b[16] = { 0 };
		struct addr a = { 0 };
		bool ok, want;

		for (size_t k = 0; k < n; k++)
			text[k] =
			    letters[t_draw(&state) % (sizeof(letters) - 1)];
		text[n] = '\0';
		want = memchr(text, ':', n) != NULL
			   ? inet_pton(AF_INET6, text, b) == 1
			   : inet_pton(AF_INET, text, b) == 1;
		ok = addr_parse(&a, text, n, NULL);
		CHECK(ok == want);
		if (ok != want)
			printf("# %s\n", text);
		if (ok)
			CHECK(memcmp(a.b, b, 16) == 0);
		taken += ok;
	}
	CHECK(taken > 1000);
}

/* Mostly four numbers with dots between them, of which some are no octets. */
static void
random_dotted_texts_are_judged_as_libc_judges_them(void)
{
	static const char *const joints[] = { ".", ".", ".", ".", ".", ".", ".",
		".", ".", "", "..", ":", "/", " " };
	uint64_t state = 6;
	unsigned taken = 0, refused = 0;

	for (unsigned i = 0; i < 2 * ROUNDS; i++) {
		char text[64] = "", *copy;
		uint8_t b[16] = { 0 };
		struct addr a = { 0 };
		bool ok, want;
		size_t n;

		for (unsigned k = 0; k < 4; k++) {
			unsigned v = (unsigned)(t_draw(&state) >> 40);
			int width = v % 64 == 0 ? 3 : 1;

			snprintf(text + strlen(text), 16, "%s%0*u",
			    k == 0 ? "" : joints[v % 14], width,
			    v >> 10 & 0xff >> (v >> 8 & 3) * 2);
		}
		n = strlen(text);
		n -= i % 16 == 0;
		if (i % 32 == 1)
			text[t_draw(&state) % n] ^= (char)(1 << i / 32 % 7);
		text[n] = '\0';
		copy = (char *)t_exact(text, n);
		want = strlen(text) == n && inet_pton(AF_INET, text, b) == 1;
		ok = addr_parse(&a, copy, n, NULL);
		CHECK(ok == want);
		if (ok)
			CHECK(memcmp(a.b, b, 16) == 0);
		taken += ok;
		refused += !ok;
		free(copy);
	}
	CHECK(taken > 10000 && refused > 10000);
}

static void
every_single_byte_flip_survives(void)
{
	static const char *const texts[] = {
		"192.0.2.255",
		"2001:db8::ffff:1",
		"::ffff:192.0.2.1",
	};

	for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
		size_t n = strlen(texts[t]);

		for (size_t i = 0; i < n * 256; i++) {
			char text[64], canonical[ADDR_TEXT];
			struct addr a, back;
			struct fault f;
			size_t where;

			memcpy(text, texts[t], n);
			text[i / 256] = (char)(i % 256);
			if (!parse(&a, text, n, &f, &where)) {
				CHECK(where <= n);
				continue;
			}
			addr_format(&a, canonical);
			CHECK(addr_parse(
			    &back, canonical, strlen(canonical), NULL));
			CHECK(addr_cmp(&a, &back) == 0);
		}
	}
}

static void
ipv4_sorts_before_ipv6_and_each_by_its_bytes(void)
{
	static const char *const sorted[] = { "0.0.0.0", "9.255.0.0",
		"10.0.0.0", "255.255.255.255", "::", "::1",
		"fe80::", "ff02::1" };
	size_t n = sizeof(sorted) / sizeof(*sorted);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			struct addr a, b;
			int order;

			CHECK(
			    addr_parse(&a, sorted[i], strlen(sorted[i]), NULL));
			CHECK(
			    addr_parse(&b, sorted[k], strlen(sorted[k]), NULL));
			order = addr_cmp(&a, &b);
			CHECK((order > 0) - (order < 0) == (i > k) - (i < k));
		}
}

static void
special_addresses_are_known(void)
{
	static const struct {
		const char *text;
		bool link_local, multicast, loopback, unspecified;
	} rows[] = {
		{ "0.0.0.0", false, false, false, true },
		{ "::", false, false, false, true },
		{ "127.0.0.1", false, false, true, false },
		{ "127.255.0.1", false, false, true, false },
		{ "128.0.0.1", false, false, false, false },
		{ "::1", false, false, true, false },
		{ "::2", false, false, false, false },
		{ "223.255.255.255", false, false, false, false },
		{ "224.0.0.1", false, true, false, false },
		{ "239.255.255.255", false, true, false, false },
		{ "240.0.0.0", false, false, false, false },
		{ "ff02::1", false, true, false, false },
		{ "fe80::1", true, false, false, false },
		{ "febf::1", true, false, false, false },
		{ "fec0::1", false, false, false, false },
		{ "fe7f::1", false, false, false, false },
		/* RFC 3927; in BGP it is an address like any other */
		{ "169.254.1.1", false, false, false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addr a;

		CHECK(addr_parse(&a, rows[i].text, strlen(rows[i].text), NULL));
		CHECK(addr_is_link_local(&a) == rows[i].link_local);
		CHECK(addr_is_multicast(&a) == rows[i].multicast);
		CHECK(addr_is_loopback(&a) == rows[i].loopback);
		CHECK(addr_is_unspecified(&a) == rows[i].unspecified);
	}
}

static void
no_address_is_nothing_special_and_has_no_text(void)
{
	struct addr none = { 0 };
	char text[ADDR_TEXT] = "x";

	CHECK(addr_bits(&none) == 0);
	CHECK(!addr_is_link_local(&none));
	CHECK(!addr_is_multicast(&none));
	CHECK(!addr_is_loopback(&none));
	CHECK(!addr_is_unspecified(&none));
	CHECK(addr_format(&none, text) == text);
	CHECK_STR(text, "");
}

static void
a_number_is_an_address_and_back(void)
{
	struct addr a = addr_ip4(0xc0000201);
	char text[ADDR_TEXT];

	addr_format(&a, text);
	CHECK_STR(text, "192.0.2.1");
	CHECK(addr_u32(&a) == 0xc0000201);
	CHECK(addr_bits(&a) == 32);
}

int
main(void)
{
	RUN(texts_come_back_in_their_canonical_form);
	RUN(what_is_no_address_is_refused_at_its_place);
	RUN(a_nul_within_is_refused);
	RUN(random_ipv4_addresses_agree_with_libc);
	RUN(random_ipv6_addresses_agree_with_libc);
	RUN(random_texts_are_judged_as_libc_judges_them);
	RUN(random_dotted_texts_are_judged_as_libc_judges_them);
	RUN(every_single_byte_flip_survives);
	RUN(ipv4_sorts_before_ipv6_and_each_by_its_bytes);
	RUN(special_addresses_are_known);
	RUN(no_address_is_nothing_special_and_has_no_text);
	RUN(a_number_is_an_address_and_back);
	return DONE();
}
