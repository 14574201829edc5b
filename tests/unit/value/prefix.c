/* Prefixes and ranges of them: text, order, and what lies within. */
#include "value/prefix.h"
#include "../../t.h"
#include "base/fault.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

/* A text known to be good. */
static struct prefix
prefix(const char *text)
{
	struct prefix p = { 0 };

	CHECK(prefix_parse_host(&p, text, strlen(text), NULL));
	return p;
}

static void
texts_come_back_in_their_canonical_form(void)
{
	static const struct {
		const char *text, *canonical;
	} rows[] = {
		{ "0.0.0.0/0", "0.0.0.0/0" },
		{ "10.0.0.0/8", "10.0.0.0/8" },
		{ "10.128.0.0/9", "10.128.0.0/9" },
		{ "192.0.2.255/32", "192.0.2.255/32" },
		{ "192.0.2.254/31", "192.0.2.254/31" },
		{ "::/0", "::/0" },
		{ "2001:DB8:0:0::/32", "2001:db8::/32" },
		{ "8000::/1", "8000::/1" },
		{ "::ffff:10.0.0.0/104", "::ffff:10.0.0.0/104" },
		{ "2001:db8::1/128", "2001:db8::1/128" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[PREFIX_TEXT], *end;
		struct prefix p = { 0 };

		CHECK(
		    prefix_parse(&p, rows[i].text, strlen(rows[i].text), NULL));
		end = prefix_format(&p, text);
		CHECK_STR(text, rows[i].canonical);
		CHECK(end == text + strlen(text));
	}
}

static void
what_is_no_prefix_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 0, "an address is missing" },
		{ "/8", 0, "an address is missing" },
		{ "10.0.0.0", 8, "a prefix length is missing" },
		{ "10.0.0.0/", 9, "a prefix length is missing" },
		{ "::", 2, "a prefix length is missing" },
		{ "10.0.0/8", 6, "an octet is missing" },
		{ "10.0.0.0/33", 9, "prefix length over 32" },
		{ "10.0.0.0/4294967296", 9, "number too large" },
		{ "10.0.0.0/08", 9, "leading zero" },
		{ "10.0.0.0/-1", 9, "not a digit" },
		{ "10.0.0.0/8 ", 10, "not a digit" },
		{ "10.0.0.0/8/8", 10, "not a digit" },
		{ "10.0.0.0 /8", 8, "not a digit or a dot" },
		{ "10.0.0.0/255.0.0.0", 12, "not a digit" },
		{ "2001:db8::/129", 11, "prefix length over 128" },
		{ "10.0.0.1/8", 0, "host bits are set" },
		{ "10.0.0.128/24", 0, "host bits are set" },
		{ "128.0.0.0/0", 0, "host bits are set" },
		{ "192.0.2.255/31", 0, "host bits are set" },
		{ "2001:db8::1/127", 0, "host bits are set" },
		{ "::1/0", 0, "host bits are set" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct prefix p = { .len = 99 };
		struct fault f = { 0 };

		CHECK(!prefix_parse(&p, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(p.len == 99);
		free(copy);
	}
}

static void
host_bits_are_kept_where_they_are_allowed(void)
{
	struct prefix p = prefix("10.1.2.3/24"), net = prefix_mask(p);
	char text[PREFIX_TEXT];

	prefix_format(&p, text);
	CHECK_STR(text, "10.1.2.3/24");
	prefix_format(&net, text);
	CHECK_STR(text, "10.1.2.0/24");
}

/* Bit by bit, which is slow and plain. */
static unsigned
common_bits(const struct addr *a, const struct addr *b)
{
	unsigned n = 0;

	while (n < addr_bits(a) &&
	       ((a->b[n / 8] ^ b->b[n / 8]) >> (7 - n % 8) & 1) == 0)
		n++;
	return n;
}

static void
masking_keeps_exactly_the_bits_of_the_prefix(void)
{
	static const char *const ones[] = {
		"255.255.255.255/0",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0",
	};

	for (size_t i = 0; i < COUNT(ones); i++) {
		struct prefix all = prefix(ones[i]);
		struct addr none = { .ip = all.addr.ip };

		for (unsigned len = 0; len <= addr_bits(&none); len++) {
			struct prefix p = all, again;

			p.len = (uint8_t)len;
			p = prefix_mask(p);
			CHECK(p.len == len);
			CHECK(common_bits(&p.addr, &all.addr) == len);
			for (unsigned bit = len; bit < addr_bits(&none); bit++)
				CHECK(
				    (p.addr.b[bit / 8] & 0x80 >> bit % 8) == 0);
			again = prefix_mask(p);
			CHECK(prefix_cmp(&p, &again) == 0);
		}
	}
}

static void
covering_agrees_with_counting_bits(void)
{
	uint64_t state = 31;
	unsigned covered = 0;

	for (unsigned i = 0; i < 200000; i++) {
		struct prefix out = { .addr.ip = i % 2 ? ADDR_IP4 : ADDR_IP6 };
		struct prefix in;
		unsigned bits = addr_bits(&out.addr), flip;
		bool want;

		for (unsigned k = 0; k < bits / 8; k++)
			out.addr.b[k] = (uint8_t)(t_draw(&state) >> 9);
		in = out;
		flip = (unsigned)(t_draw(&state) % bits);
		in.addr.b[flip / 8] ^= (uint8_t)(0x80 >> flip % 8);
		out.len = (uint8_t)(t_draw(&state) % (bits + 1));
		in.len = (uint8_t)(t_draw(&state) % (bits + 1));
		want = common_bits(&out.addr, &in.addr) >= out.len;
		CHECK(prefix_has(&out, &in.addr) == want);
		want = want && out.len <= in.len;
		CHECK(prefix_covers(&out, &in) == want);
		covered += want;
	}
	CHECK(covered > 10000);
}

static void
ipv4_and_ipv6_never_cover_each_other(void)
{
	struct prefix four = prefix("0.0.0.0/0"), six = prefix("::/0");
	struct prefix mapped = prefix("::ffff:10.0.0.0/104");

	CHECK(!prefix_covers(&four, &six) && !prefix_covers(&six, &four));
	CHECK(!prefix_covers(&four, &mapped));
	CHECK(prefix_covers(&six, &mapped) && !prefix_covers(&mapped, &six));
	CHECK(prefix_covers(&four, &four));
}

static void
order_is_by_address_and_then_by_length(void)
{
	static const char *const sorted[] = { "0.0.0.0/0", "10.0.0.0/8",
		"10.0.0.0/9", "10.0.0.0/32", "10.128.0.0/9", "192.0.2.0/24",
		"::/0", "::/128", "2001:db8::/32", "2001:db8::/48" };

	for (size_t i = 0; i < COUNT(sorted); i++)
		for (size_t k = 0; k < COUNT(sorted); k++) {
			struct prefix a = prefix(sorted[i]);
			struct prefix b = prefix(sorted[k]);
			int order = prefix_cmp(&a, &b);

			CHECK((order > 0) - (order < 0) == (i > k) - (i < k));
		}
}

static void
ranges_come_back_in_their_canonical_form(void)
{
	static const struct {
		const char *text, *canonical;
		unsigned ge, le;
	} rows[] = {
		{ "10.0.0.0/8", "10.0.0.0/8", 8, 8 },
		{ "10.0.0.0/8 le 24", "10.0.0.0/8 le 24", 8, 24 },
		{ "10.0.0.0/8 ge 9", "10.0.0.0/8 ge 9", 9, 32 },
		{ "10.0.0.0/8 ge 9 le 24", "10.0.0.0/8 ge 9 le 24", 9, 24 },
		{ "10.0.0.0/8 ge 24 le 24", "10.0.0.0/8 ge 24 le 24", 24, 24 },
		{ "10.0.0.0/8 ge 8", "10.0.0.0/8 le 32", 8, 32 },
		{ "10.0.0.0/8 ge 8 le 24", "10.0.0.0/8 le 24", 8, 24 },
		{ "10.0.0.0/8 le 8", "10.0.0.0/8", 8, 8 },
		{ "10.0.0.0/8 ge 9 le 32", "10.0.0.0/8 ge 9", 9, 32 },
		{ "10.0.0.0/8 ge 32 le 32", "10.0.0.0/8 ge 32", 32, 32 },
		{ "10.0.0.1/32 ge 32 le 32", "10.0.0.1/32", 32, 32 },
		{ "0.0.0.0/0 le 0", "0.0.0.0/0", 0, 0 },
		{ "::/0 ge 0", "::/0 le 128", 0, 128 },
		{ "2001:DB8::/32 ge 33 le 127", "2001:db8::/32 ge 33 le 127",
		    33, 127 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct prefix_range r = { .ge = 99 }, back;
		char text[PREFIX_RANGE_TEXT], *end;
		size_t n = strlen(rows[i].text);

		CHECK(prefix_range_parse(&r, rows[i].text, n, NULL));
		CHECK(r.ge == rows[i].ge && r.le == rows[i].le);
		end = prefix_range_format(&r, text);
		CHECK_STR(text, rows[i].canonical);
		CHECK(end == text + strlen(text));
		CHECK(prefix_range_parse(&back, text, strlen(text), NULL));
		CHECK(back.ge == r.ge && back.le == r.le);
	}
}

static void
what_is_no_range_is_refused_at_its_place(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} rows[] = {
		{ "", 0, "an address is missing" },
		{ " le 24", 0, "an address is missing" },
		{ "10.0.0.1/8 le 24", 0, "host bits are set" },
		{ "10.0.0.0/8 ge 7", 14, "ge under the prefix length" },
		{ "10.0.0.0/8 le 7", 14, "le under the prefix length" },
		{ "10.0.0.0/8 ge 20 le 19", 20, "le under ge" },
		{ "10.0.0.0/8 ge 33", 14, "prefix length over 32" },
		{ "10.0.0.0/8 ge 9 le 33", 19, "prefix length over 32" },
		{ "::/0 le 129", 8, "prefix length over 128" },
		{ "10.0.0.0/8 ge", 10, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 ge ", 14, "a prefix length is missing" },
		{ "10.0.0.0/8 ge  9", 14, "a prefix length is missing" },
		{ "10.0.0.0/8 ge 09", 14, "leading zero" },
		{ "10.0.0.0/8 ge x", 14, "not a digit" },
		{ "10.0.0.0/8 ", 10, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8  le 24", 10, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 GE 9", 10, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 eq 9", 10, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 le 24 ", 16, "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 le 24 ge 9", 16,
		    "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8 ge 9 ge 9", 15,
		    "neither ge LENGTH nor le LENGTH" },
		{ "10.0.0.0/8\tle 24", 10, "not a digit" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct prefix_range r = { .ge = 99 };
		struct fault f = { 0 };

		CHECK(!prefix_range_parse(&r, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(r.ge == 99);
		free(copy);
	}
}

static void
every_range_comes_back_from_its_text(void)
{
	for (unsigned len = 0; len <= 32; len++)
		for (unsigned ge = len; ge <= 32; ge++)
			for (unsigned le = ge; le <= 32; le++) {
				struct prefix_range r, back = { .ge = 99 };
				char text[PREFIX_RANGE_TEXT], *end;

				r.prefix = prefix("0.0.0.0/0");
				r.prefix.len = (uint8_t)len;
				r.ge = (uint8_t)ge;
				r.le = (uint8_t)le;
				end = prefix_range_format(&r, text);
				CHECK(prefix_range_parse(
				    &back, text, (size_t)(end - text), NULL));
				CHECK(back.ge == ge && back.le == le);
			}
}

static void
a_range_has_what_it_covers_of_its_lengths(void)
{
	static const struct {
		const char *range, *prefix;
		bool has;
	} rows[] = {
		{ "10.0.0.0/8", "10.0.0.0/8", true },
		{ "10.0.0.0/8", "10.0.0.0/9", false },
		{ "10.0.0.0/8 le 9", "10.0.0.0/8", true },
		{ "10.0.0.0/8 le 9", "10.128.0.0/9", true },
		{ "10.0.0.0/8 le 9", "10.128.0.0/10", false },
		{ "10.0.0.0/8 ge 9", "10.0.0.0/8", false },
		{ "10.0.0.0/8 ge 9", "10.0.0.0/32", true },
		{ "10.0.0.0/8 ge 9", "11.0.0.0/32", false },
		{ "10.0.0.0/8 le 32", "0.0.0.0/0", false },
		{ "0.0.0.0/0 le 32", "::/0", false },
		{ "::/0 ge 48 le 64", "2001:db8::/48", true },
		{ "::/0 ge 48 le 64", "2001:db8::/65", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct prefix_range r = { 0 };
		struct prefix p = prefix(rows[i].prefix);

		CHECK(prefix_range_parse(
		    &r, rows[i].range, strlen(rows[i].range), NULL));
		CHECK(prefix_range_has(&r, &p) == rows[i].has);
	}
}

/* Whatever is refused is refused at a place within the text. */
static void
check_survives(const char *text, size_t n)
{
	char *copy = (char *)t_exact(text, n);
	struct prefix_range r;
	struct fault f;
	const char *at;

	if (!prefix_range_parse(&r, copy, n, &f)) {
		at = f.at;
		CHECK(at >= copy && at <= copy + n);
	}
	free(copy);
}

static void
every_truncation_and_byte_flip_survives(void)
{
	static const char *const texts[] = { "10.0.0.0/8 ge 9 le 24",
		"2001:db8::/32 ge 33 le 127" };

	for (size_t t = 0; t < COUNT(texts); t++) {
		size_t n = strlen(texts[t]);

		for (size_t i = 0; i < n; i++) {
			char text[64];

			check_survives(texts[t], i);
			memcpy(text, texts[t], n);
			for (unsigned byte = 0; byte < 256; byte++) {
				text[i] = (char)byte;
				check_survives(text, n);
			}
		}
	}
}

int
main(void)
{
	RUN(texts_come_back_in_their_canonical_form);
	RUN(what_is_no_prefix_is_refused_at_its_place);
	RUN(host_bits_are_kept_where_they_are_allowed);
	RUN(masking_keeps_exactly_the_bits_of_the_prefix);
	RUN(covering_agrees_with_counting_bits);
	RUN(ipv4_and_ipv6_never_cover_each_other);
	RUN(order_is_by_address_and_then_by_length);
	RUN(ranges_come_back_in_their_canonical_form);
	RUN(what_is_no_range_is_refused_at_its_place);
	RUN(every_range_comes_back_from_its_text);
	RUN(a_range_has_what_it_covers_of_its_lengths);
	RUN(every_truncation_and_byte_flip_survives);
	return DONE();
}
