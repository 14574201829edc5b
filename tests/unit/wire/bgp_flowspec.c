/* Flow specifications: RFC 8955 4, 8956 3. */
#include "wire/bgp_flowspec.h"
#include "base/text.h"

#include "../../t.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define RD          "0000fde900000064"
#define ALL                                                                    \
	"0118c00002"                                                           \
	"0208cb"                                                               \
	"038106"                                                               \
	"048119"                                                               \
	"058119"                                                               \
	"068119"                                                               \
	"078108"                                                               \
	"088100"                                                               \
	"098102"                                                               \
	"0a8128"                                                               \
	"0b812e"                                                               \
	"0c8002"

static const struct row {
	const char *hex;
	unsigned ip;
	bool has_rd;
	uint32_t has;
	const char *dst; /* and its offset */
	unsigned offset;
} rows[] = {
	/* clang-format off */
	/* RFC 8955 4.3.1 and 4.3.2 */
	{ "0b" "0118c00002" "038106" "048119", ADDR_IP4, false,
	    1 << BGP_FLOW_DST | 1 << BGP_FLOW_PROTOCOL | 1 << BGP_FLOW_PORT,
	    "192.0.2.0/24", 0 },
	{ "10" "0118c00002" "0208cb" "040389458b911f90", ADDR_IP4, false,
	    1 << BGP_FLOW_DST | 1 << BGP_FLOW_SRC | 1 << BGP_FLOW_PORT,
	    "192.0.2.0/24", 0 },
	{ "26" ALL, ADDR_IP4, false, 0x1ffe, "192.0.2.0/24", 0 },
	{ "2e" RD ALL, ADDR_IP4, true, 0x1ffe, "192.0.2.0/24", 0 },
	{ "00", ADDR_IP4, false, 0, "", 0 }, /* what matches everything */
	{ "08" RD, ADDR_IP4, true, 0, "", 0 },
	{ "02" "0100", ADDR_IP4, false, 1 << BGP_FLOW_DST, "0.0.0.0/0", 0 },
	/* RFC 8956 3.1, 3.8: the pattern of 39 bits begins at bit 65 */
	{ "08" "0168412468acf134", ADDR_IP6, false, 1 << BGP_FLOW_DST,
	    "::1234:5678:9a00:0/104", 65 },
	{ "15" RD "01200020010db8" "0da1000007dd",
	    ADDR_IP6, true, 1 << BGP_FLOW_DST | 1 << BGP_FLOW_LABEL,
	    "2001:db8::/32", 0 },
	{ "03" "010000", ADDR_IP6, false, 1 << BGP_FLOW_DST, "::/0", 0 },
	/* clang-format on */
};

static size_t
bytes_of(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex);

	CHECK(text_unhex(hex, n, to, NULL));
	return n / 2;
}

static void
components_are_read_to_their_parts(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct bgp_flow_part *dst;
		char text[PREFIX_TEXT] = "";
		uint8_t raw[64];
		size_t n = bytes_of(rows[i].hex, raw);
		struct bgp_flow flow;
		struct fault f = { 0 };

		CHECK(bgp_flow_decode(
		    rbuf(raw, n), rows[i].ip, rows[i].has_rd, &flow, &f));
		if (f.what != NULL)
			printf("# %zu: %s\n", i, f.what);
		CHECK(flow.has == rows[i].has);
		if (flow.has_rd) {
			rd_format(&flow.rd, text);
			CHECK_STR(text, "65001:100");
			*text = '\0';
		}
		dst = &flow.parts[BGP_FLOW_DST];
		if (flow.has >> BGP_FLOW_DST & 1)
			prefix_format(&dst->prefix, text);
		CHECK_STR(text, rows[i].dst);
		CHECK(*rows[i].dst == '\0' || dst->offset == rows[i].offset);
		CHECK(bgp_flow_is_canonical(&flow));
	}
}

static void
each_is_written_as_it_was(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[64], out[64];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = bytes_of(rows[i].hex, raw);
		struct bgp_flow flow;

		CHECK(bgp_flow_decode(
		    rbuf(raw, n), rows[i].ip, rows[i].has_rd, &flow, NULL));
		bgp_flow_encode(&w, &flow);
		CHECK(wbuf_used(&w) == n && memcmp(out, raw, n) == 0);
	}
}

/* RFC 8955 4.1: from 240 octets on the length takes two. */
static void
long_ones_have_two_octets_of_length(void)
{
	static const size_t sizes[] = { 239, 241, 4095 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint8_t raw[4200], out[4200];
		struct wbuf w = wbuf(out, sizeof(out));
		size_t n = sizes[i], head = n < 0xf0 ? 1 : 2;
		struct bgp_flow flow;

		raw[0] = (uint8_t)(head == 1 ? n : 0xf0 | n >> 8);
		raw[1] = (uint8_t)n;
		raw[head] = BGP_FLOW_PORT;
		for (size_t at = 1; at < n; at += 2) {
			raw[head + at] = at + 2 < n ? 0x01 : 0x81;
			raw[head + at + 1] = 80;
		}
		CHECK(bgp_flow_decode(
		    rbuf(raw, head + n), ADDR_IP4, false, &flow, NULL));
		bgp_flow_encode(&w, &flow);
		CHECK(wbuf_used(&w) == head + n);
		CHECK(memcmp(out, raw, head + n) == 0);
	}
}

/* Also where the length says what is there. */
static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *p = t_exact(raw, cut);
			struct fault f = { 0 };
			struct bgp_flow flow;

			CHECK(!bgp_flow_decode(rbuf(p, cut), rows[i].ip,
			    rows[i].has_rd, &flow, &f));
			CHECK(f.what != NULL && f.code == BGP_ERR_NETWORK);
			if (cut > 0) {
				p[0] = (uint8_t)(cut - 1);
				if (!bgp_flow_decode(rbuf(p, cut), rows[i].ip,
					rows[i].has_rd, &flow, &f))
					CHECK((const uint8_t *)f.at <= p + cut);
				else /* between two components */
					CHECK(flow.has < rows[i].has);
			}
			free(p);
		}
	}
}

static void
every_flip_survives(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t raw[64], out[64];
		size_t n = bytes_of(rows[i].hex, raw);

		for (size_t bit = 0; bit < 8 * n; bit++) {
			uint8_t *p = t_exact(raw, n);
			struct wbuf w = wbuf(out, sizeof(out));
			struct bgp_flow flow, back;

			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (bgp_flow_decode(rbuf(p, n), rows[i].ip,
				rows[i].has_rd, &flow, NULL)) {
				bgp_flow_encode(&w, &flow);
				CHECK(!w.bad && wbuf_used(&w) == n);
				CHECK(bgp_flow_decode(rbuf(out, wbuf_used(&w)),
				    rows[i].ip, rows[i].has_rd, &back, NULL));
				CHECK(back.has == flow.has);
			}
			free(p);
		}
	}
}

static void
what_is_malformed_says_why(void)
{
	static const struct {
		const char *hex;
		unsigned ip;
		const char *what;
		size_t at;
	} bad[] = {
		{ "06"
		  "038106"
		  "038106",
		    ADDR_IP4, "component appears twice", 4 },
		{ "06"
		  "048119"
		  "038106",
		    ADDR_IP4, "components are out of order", 4 },
		{ "03"
		  "008106",
		    ADDR_IP4, "component type is not known", 1 },
		{ "03"
		  "0e8106",
		    ADDR_IP6, "component type is not known", 1 },
		{ "06"
		  "0da100000001",
		    ADDR_IP4, "component type is not known", 1 },
		{ "07"
		  "0121c000020100",
		    ADDR_IP4, "prefix is longer than an address", 2 },
		{ "04"
		  "01814000",
		    ADDR_IP6, "prefix is longer than an address", 2 },
		{ "03"
		  "012020",
		    ADDR_IP6, "prefix is no longer than its offset", 2 },
		{ "03"
		  "010001",
		    ADDR_IP6, "prefix is no longer than its offset", 2 },
		{ "04"
		  "0118c000",
		    ADDR_IP4, "prefix runs past the end", 2 },
		{ "03"
		  "030106",
		    ADDR_IP4, "list of operators runs past the end", 2 },
		{ "04"
		  "0b91002e",
		    ADDR_IP4,
		    "value is of a length that its component cannot have", 2 },
		{ "04"
		  "0c910002",
		    ADDR_IP4,
		    "value is of a length that its component cannot have", 2 },
		{ "06"
		  "09a100000002",
		    ADDR_IP4,
		    "value is of a length that its component cannot have", 2 },
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(bad[i].hex, raw);
		struct fault f = { 0 };
		struct bgp_flow flow;

		CHECK(!bgp_flow_decode(
		    rbuf(raw, n), bad[i].ip, false, &flow, &f));
		CHECK_STR(f.what, bad[i].what);
		CHECK(f.at == raw + bad[i].at && f.code == BGP_ERR_NETWORK);
	}
}

/* Read, but not as it would be written. */
static void
other_forms_are_not_canonical(void)
{
	static const struct {
		const char *hex;
		uint32_t family;
	} loose[] = {
		{ "f00b"
		  "0118c00002"
		  "038106"
		  "048119",
		    FAMILY_IPV4_FLOWSPEC },
		{ "05"
		  "0117c00003",
		    FAMILY_IPV4_FLOWSPEC },
		{ "04"
		  "03910006",
		    FAMILY_IPV4_FLOWSPEC },
		{ "08"
		  "0168412468acf135",
		    FAMILY_IPV6_FLOWSPEC },
		{ "0c" RD "03910006", FAMILY_IPV4_VPN_FLOWSPEC },
	};

	for (size_t i = 0; i < COUNT(loose); i++) {
		uint8_t raw[64];
		size_t n = bytes_of(loose[i].hex, raw);
		struct bgp_nlri_iter it = bgp_nlri_walk(
		    rbuf(raw, n), loose[i].family, &(struct bgp_codec){ 0 });
		struct bgp_nlri nlri;

		CHECK(bgp_nlri_next(&it, &nlri, NULL));
		CHECK(!bgp_nlri_is_canonical(&nlri));
		CHECK(rbuf_left(&it.left) == 0);
	}
}

int
main(void)
{
	RUN(components_are_read_to_their_parts);
	RUN(each_is_written_as_it_was);
	RUN(long_ones_have_two_octets_of_length);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(what_is_malformed_says_why);
	RUN(other_forms_are_not_canonical);
	return DONE();
}
