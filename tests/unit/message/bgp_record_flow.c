/* Flow specifications and MVPN routes: records to bytes, and back again. */
#include "base/obuf.h"
#include "base/text.h"
#include "message/bgp_encode_parts.h"
#include "message/bgp_records.h"

#include "../../t.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define RD          "0000fde900000064"

struct row {
	uint32_t family;
	const char *nlri, *hex; /* or key and reason */
};

static const struct row written[] = {
	/* clang-format off */
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"dst\":\"192.0.2.0/24\","
	    "\"src\":\"203.0.0.0/8\",\"protocol\":\"=6\","
	    "\"port\":\">=137&<=139 =8080\"}}",
	    "13" "0118c00002" "0208cb" "038106" "040389458b911f90" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"dst_port\":\"=25\","
	    "\"src_port\":\"true\",\"icmp_type\":\"=8\",\"icmp_code\":\"=0\","
	    "\"tcp_flags\":\"=syn !ack\",\"packet_length\":\">1500\","
	    "\"dscp\":\"=46\",\"fragment\":\"!is_fragment\"}}",
	    "1b" "058119" "068700" "078108" "088100" "0901028210" "0a9205dc"
	    "0b812e" "0c8202" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{}}", "00" },
	{ FAMILY_IPV4_VPN_FLOWSPEC,
	    "{\"rd\":\"65001:100\",\"flow\":{\"protocol\":\"=6\"}}",
	    "0b" RD "038106" },
	{ FAMILY_IPV6_FLOWSPEC, "{\"flow\":{\"dst\":\"2001:db8::/32\","
	    "\"src\":\"::1234:5678:9a00:0/104\",\"src_offset\":65,"
	    "\"flow_label\":\"=7\"}}",
	    "15" "01200020010db8" "0268412468acf134" "0da100000007" },
	{ FAMILY_IPV6_VPN_FLOWSPEC,
	    "{\"rd\":\"65001:100\",\"flow\":{\"dst\":\"::/0\"}}",
	    "0b" RD "010000" },
	{ FAMILY_IPV4_MVPN, "{\"rd\":\"65001:100\",\"route_type\":1,"
	    "\"originator\":\"192.0.2.1\"}", "010c" RD "c0000201" },
	{ FAMILY_IPV6_MVPN, "{\"rd\":\"65001:100\",\"route_type\":2,"
	    "\"source_as\":65001}", "020c" RD "0000fde9" },
	{ FAMILY_IPV4_MVPN, "{\"rd\":\"65001:100\",\"route_type\":3,"
	    "\"originator\":\"192.0.2.1\",\"group\":\"232.0.0.1\"}",
	    "0312" RD "00" "20e8000001" "c0000201" },
	{ FAMILY_IPV4_MVPN, "{\"route_type\":4,\"originator\":\"192.0.2.1\","
	    "\"route_key\":\"020c0000fde9000000640000fde9\"}",
	    "0412" "020c" RD "0000fde9" "c0000201" },
	{ FAMILY_IPV4_MVPN, "{\"rd\":\"65001:100\",\"route_type\":5,"
	    "\"source\":\"10.0.0.1\",\"group\":\"232.0.0.1\"}",
	    "0512" RD "200a000001" "20e8000001" },
	{ FAMILY_IPV4_MVPN, "{\"rd\":\"65001:100\",\"route_type\":7,"
	    "\"source_as\":65001,\"source\":\"10.0.0.1\","
	    "\"group\":\"232.0.0.1\"}",
	    "0716" RD "0000fde9" "200a000001" "20e8000001" },
	{ FAMILY_BGP_LS, "{\"route_type\":1,\"name\":\"node\","
	    "\"hex\":\"00010002aabb\"}", "00010002aabb" },
	/* clang-format on */
};

static const struct row refused[] = {
	/* clang-format off */
	{ FAMILY_IPV4_FLOWSPEC, "{\"rd\":\"1:1\"}", "nlri.flow: it is missing" },
	{ FAMILY_IPV4_VPN_FLOWSPEC, "{\"flow\":{}}", "nlri.rd: it is missing" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"dst\":\"::/0\"}}",
	    "nlri.flow.dst: it is not of the address family" },
	{ FAMILY_IPV4_FLOWSPEC,
	    "{\"flow\":{\"dst\":\"10.0.0.0/8\",\"dst_offset\":4}}",
	    "nlri.flow.dst: it is no longer than its offset" },
	{ FAMILY_IPV6_FLOWSPEC,
	    "{\"flow\":{\"src\":\"2001:db8::/32\",\"src_offset\":16}}",
	    "nlri.flow.src: it has bits before its offset" },
	{ FAMILY_IPV6_FLOWSPEC,
	    "{\"flow\":{\"src\":\"::/32\",\"src_offset\":32}}",
	    "nlri.flow.src: it is no longer than its offset" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"flow_label\":\"=7\"}}",
	    "nlri.flow.flow_label: it is of IPv6 alone" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"protocol\":\"tcp\"}}",
	    "nlri.flow.protocol: an operator such as = is missing" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"dscp\":\"=256\"}}",
	    "nlri.flow.dscp: more bits than the field has" },
	{ FAMILY_IPV4_FLOWSPEC, "{\"flow\":{\"tcp_flags\":\"=sin\"}}",
	    "nlri.flow.tcp_flags: neither a flag nor 0x" },
	{ FAMILY_IPV4_MVPN, "{\"route_type\":8}",
	    "nlri.route_type: it is not 1 to 7" },
	{ FAMILY_IPV4_MVPN, "{\"route_type\":5,\"rd\":\"1:1\"}",
	    "nlri.source: it is missing" },
	{ FAMILY_IPV4_MVPN, "{\"route_type\":4,\"route_key\":\"0203aabb\","
	    "\"originator\":\"192.0.2.1\"}",
	    "nlri.route_key: it is no route" },
	/* clang-format on */
};

/* The hex of a route's destination, or its key and why it was refused. */
static const char *
encoded(const struct row *row)
{
	static char text[320];
	char line[512], family[FAMILY_TEXT];
	uint8_t out[120];
	struct wbuf w = wbuf(out, sizeof(out));
	struct arena arena = { 0 };
	struct rec_fault f = { 0 };
	struct rec r;

	family_format(row->family, family);
	snprintf(line, sizeof(line),
	    "{\"type\":\"route\",\"family\":\"%s\",\"nlri\":%s}", family,
	    row->nlri);
	if (!rec_read(&r, line, strlen(line), REC_STRICT, &arena, &f) ||
	    !bgp_encode_destination(&w, &r.route, &f))
		snprintf(text, sizeof(text), "%s: %s", f.key, f.text);
	else
		text_put_hex(text, out, wbuf_used(&w));
	arena_fini(&arena);
	return text;
}

static void
destinations_are_written_as_they_are_told(void)
{
	for (size_t i = 0; i < COUNT(written); i++)
		CHECK_STR(encoded(&written[i]), written[i].hex);
}

static void
they_read_back_as_the_same(void)
{
	for (size_t i = 0; i < COUNT(written); i++) {
		const struct row *row = &written[i];
		struct rec r = { .type = REC_ROUTE };
		struct arena arena = { 0 };
		struct obuf line = { 0 };
		struct bgp_nlri_iter it;
		struct bgp_nlri n;
		uint8_t raw[120];
		size_t size = strlen(row->hex);

		CHECK(text_unhex(row->hex, size, raw, NULL));
		it = bgp_nlri_walk(
		    rbuf(raw, size / 2), row->family, &(struct bgp_codec){ 0 });
		CHECK(bgp_nlri_check(it, NULL, NULL));
		CHECK(bgp_nlri_next(&it, &n, NULL));
		bgp_record_destination(&r.route, &n, &arena);
		rec_write(&line, &r);
		obuf_put(&line, "", 1);
		if (strstr(obuf_at(&line), row->nlri) == NULL)
			CHECK_STR(obuf_at(&line), row->nlri);
		obuf_fini(&line);
		arena_fini(&arena);
	}
}

static void
what_cannot_be_written_says_why(void)
{
	for (size_t i = 0; i < COUNT(refused); i++)
		CHECK_STR(encoded(&refused[i]), refused[i].hex);
}

int
main(void)
{
	RUN(destinations_are_written_as_they_are_told);
	RUN(they_read_back_as_the_same);
	RUN(what_cannot_be_written_says_why);
	return DONE();
}
