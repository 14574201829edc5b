/* Operators of flow specifications as text: RFC 8955 4.2.1. */
#include "value/flow.h"
#include "base/fault.h"
#include "base/text.h"

#include "../../t.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static const struct row {
	enum flow_kind kind;
	unsigned shortest;
	const char *hex, *text;
} rows[] = {
	{ FLOW_NUMBER, 1, "8106", "=6" },
	{ FLOW_NUMBER, 1, "01068111", "=6 =17" },
	{ FLOW_NUMBER, 1, "0389458b911f90", ">=137&<=139 =8080" },
	{ FLOW_NUMBER, 1, "02c854012c120190d401f4", ">200&<300 >400&<500" },
	{ FLOW_NUMBER, 1, "8600", "!=0" },
	{ FLOW_NUMBER, 1, "0700c000", "true&false" },
	{ FLOW_NUMBER, 1, "a100010000", "=65536" },
	{ FLOW_NUMBER, 1, "b50000000100000000", "<=4294967296" },
	{ FLOW_NUMBER, 1, "b4ffffffffffffffff", "<18446744073709551615" },
	{ FLOW_NUMBER, 4, "a1000007dd", "=2013" },
	{ FLOW_TCP_FLAGS, 1, "8102", "=syn" },
	{ FLOW_TCP_FLAGS, 1, "01048109", "=rst =fin+psh" },
	{ FLOW_TCP_FLAGS, 1, "8212", "!syn+ack" },
	{ FLOW_TCP_FLAGS, 1, "02018300", "!fin !=0x0" },
	{ FLOW_TCP_FLAGS, 1, "80ff", "fin+syn+rst+psh+ack+urg+ece+cwr" },
	{ FLOW_TCP_FLAGS, 1, "918101", "=fin+ae+0x8000" },
	{ FLOW_FRAGMENT, 1, "8002", "is_fragment" },
	{ FLOW_FRAGMENT, 1, "00048008", "first_fragment last_fragment" },
	{ FLOW_FRAGMENT, 1, "83ff",
	    "!=dont_fragment+is_fragment+first_fragment+last_fragment+0xf0" },
};

/* What differs from what its text becomes, but reads the same. */
static const struct row loose[] = {
	{ FLOW_NUMBER, 1, "910006", "=6" },    /* longer than it need be */
	{ FLOW_NUMBER, 1, "c106", "=6" },      /* AND in the first */
	{ FLOW_NUMBER, 1, "8906", "=6" },      /* a bit of no meaning */
	{ FLOW_NUMBER, 1, "8706", "true" },    /* with a value */
	{ FLOW_NUMBER, 4, "9107dd", "=2013" }, /* shorter than it should be */
	{ FLOW_FRAGMENT, 1, "8502", "=is_fragment" },
};

static struct rbuf
take(const struct row *row, uint8_t *raw)
{
	size_t n = strlen(row->hex);
	struct rbuf r, ops;

	CHECK(text_unhex(row->hex, n, raw, NULL));
	r = rbuf(raw, n / 2);
	CHECK(flow_ops_take(&r, &ops, NULL));
	CHECK(rbuf_left(&r) == 0);
	return ops;
}

static void
operators_read_and_write_as_text(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[32], out[32];
		struct wbuf w = wbuf(out, sizeof(out));
		struct rbuf ops = take(&rows[i], raw);
		size_t n = rbuf_left(&ops);
		char text[FLOW_TEXT(sizeof(raw))];

		CHECK(flow_ops_format(ops, rows[i].kind, text) ==
		      text + strlen(text));
		CHECK_STR(text, rows[i].text);
		CHECK(strlen(text) < FLOW_TEXT(n));
		CHECK(flow_ops_are_canonical(
		    ops, rows[i].kind, rows[i].shortest));
		CHECK(flow_ops_parse(&w, rows[i].kind, rows[i].shortest, text,
		    strlen(text), NULL));
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	}
}

static void
what_text_does_not_say_is_not_canonical(void)
{
	for (size_t i = 0; i < COUNT(loose); i++) {
		uint8_t raw[32];
		struct rbuf ops = take(&loose[i], raw);
		char text[FLOW_TEXT(sizeof(raw))];

		flow_ops_format(ops, loose[i].kind, text);
		CHECK_STR(text, loose[i].text);
		CHECK(!flow_ops_are_canonical(
		    ops, loose[i].kind, loose[i].shortest));
	}
}

static void
the_longest_text_fits(void)
{
	uint8_t raw[60];
	char text[FLOW_TEXT(sizeof(raw))];

	for (size_t i = 0; i < sizeof(raw); i += 2) {
		raw[i] = i + 2 == sizeof(raw) ? 0x83 : 0x03;
		raw[i + 1] = 0xff;
	}
	CHECK(flow_ops_format(rbuf(raw, sizeof(raw)), FLOW_FRAGMENT, text) <
	      text + sizeof(text));
	memset(raw, 0x07, sizeof(raw));
	CHECK(flow_ops_format(rbuf(raw, sizeof(raw)), FLOW_NUMBER, text) <
	      text + sizeof(text));
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[32];
		struct rbuf ops = take(&rows[i], raw);
		size_t n = rbuf_left(&ops);

		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *p = t_exact(raw, cut);
			struct rbuf r = rbuf(p, cut), none;
			struct fault f = { 0 };

			CHECK(!flow_ops_take(&r, &none, &f));
			CHECK(f.what != NULL && f.at == p);
			free(p);
		}
	}
}

/* Any list has a text, and that of a canonical one is the list again. */
static void
every_flip_survives(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[32], out[64];
		struct rbuf whole = take(&rows[i], raw);
		size_t n = rbuf_left(&whole);

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(raw, n);
			struct rbuf r = rbuf(p, n), ops;
			struct wbuf w = wbuf(out, sizeof(out));
			char text[FLOW_TEXT(sizeof(raw))];

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (flow_ops_take(&r, &ops, NULL) &&
			    flow_ops_are_canonical(
				ops, rows[i].kind, rows[i].shortest)) {
				flow_ops_format(ops, rows[i].kind, text);
				flow_ops_parse(&w, rows[i].kind,
				    rows[i].shortest, text, strlen(text), NULL);
				CHECK(wbuf_used(&w) == rbuf_left(&ops));
				CHECK(memcmp(out, p, wbuf_used(&w)) == 0);
			}
			free(p);
		}
	}
}

static void
values_have_the_lengths_of_their_field(void)
{
	static const uint8_t raw[] = { 0x01, 6, 0x91, 0, 6 };

	CHECK(flow_ops_fit(rbuf(raw, sizeof(raw)), 1 | 2));
	CHECK(!flow_ops_fit(rbuf(raw, sizeof(raw)), 1));
	CHECK(!flow_ops_fit(rbuf(raw, sizeof(raw)), 2 | 4 | 8));
}

static void
text_that_is_none_is_refused_at_its_place(void)
{
	static const struct {
		enum flow_kind kind;
		const char *text;
		size_t at;
	} bad[] = {
		{ FLOW_NUMBER, "", 0 },
		{ FLOW_NUMBER, "6", 0 },
		{ FLOW_NUMBER, "=", 1 },
		{ FLOW_NUMBER, "=x", 1 },
		{ FLOW_NUMBER, "=06", 1 },
		{ FLOW_NUMBER, "=6 ", 3 },
		{ FLOW_NUMBER, "=6  =7", 3 },
		{ FLOW_NUMBER, "=6&", 3 },
		{ FLOW_NUMBER, "&=6", 0 },
		{ FLOW_NUMBER, "true1", 4 },
		{ FLOW_NUMBER, "=18446744073709551616", 1 },
		{ FLOW_TCP_FLAGS, "", 0 },
		{ FLOW_TCP_FLAGS, "=sin", 1 },
		{ FLOW_TCP_FLAGS, "=syn+", 5 },
		{ FLOW_TCP_FLAGS, "=0x", 3 },
		{ FLOW_TCP_FLAGS, "=0x1g", 4 },
		{ FLOW_TCP_FLAGS, "=0x10000", 1 },
		{ FLOW_FRAGMENT, "0x100", 0 },
		{ FLOW_FRAGMENT, "=0x11111111111111111", 3 },
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		uint8_t out[32];
		struct wbuf w = wbuf(out, sizeof(out));
		struct fault f = { 0 };
		const char *text = bad[i].text;

		CHECK(!flow_ops_parse(
		    &w, bad[i].kind, 1, text, strlen(text), &f));
		CHECK(f.what != NULL);
		if (f.at != text + bad[i].at)
			printf("# \"%s\" at %ld\n", text,
			    (long)((const char *)f.at - text));
		CHECK(f.at == text + bad[i].at);
	}
}

int
main(void)
{
	RUN(operators_read_and_write_as_text);
	RUN(what_text_does_not_say_is_not_canonical);
	RUN(the_longest_text_fits);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(values_have_the_lengths_of_their_field);
	RUN(text_that_is_none_is_refused_at_its_place);
	return DONE();
}
