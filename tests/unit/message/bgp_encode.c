/* Records to BGP messages: the usual form, its hints, and what is refused. */
#include "message/bgp_encode.h"
#include "base/obuf.h"
#include "base/text.h"
#include "message/bgp_records.h"

#include "../../t.h"

#define MARKER     "ffffffffffffffffffffffffffffffff"
#define UPDATE     "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"update\""
#define WELL_KNOWN "\"attributes\":{\"origin\":\"igp\",\"as_path\":[65001]}"

/* The hex of a record's message, or its key and why it was refused. */
static const char *
encoded(const char *json)
{
	static char text[2 * BGP_MAX_EXTENDED_SIZE + 1];
	static uint8_t out[BGP_MAX_EXTENDED_SIZE];
	struct wbuf w = wbuf(out, sizeof(out));
	struct arena arena = { 0 };
	struct rec_fault f = { 0 };
	struct rec r;

	if (!rec_read(&r, json, strlen(json), REC_STRICT, &arena, &f))
		snprintf(text, sizeof(text), "not read: %s: %s", f.key, f.text);
	else if (!bgp_encode_message(&w, &r.message, &arena, &f))
		snprintf(text, sizeof(text), "%s: %s", f.key, f.text);
	else
		text_put_hex(text, out, wbuf_used(&w));
	arena_fini(&arena);
	return text;
}

/* Records that people write, and what goes over the wire. */
static const struct row {
	const char *json, *hex;
} usual[] = {
	/* clang-format off */
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"keepalive\"}",
	    MARKER "0013" "04" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"open\","
	    "\"as\":65536,\"hold_time\":90,\"router_id\":\"192.0.2.1\","
	    "\"capabilities\":[{\"code\":1,\"family\":\"ipv4_unicast\"},"
	    "{\"code\":2},{\"code\":65,\"as\":65536}]}",
	    MARKER "002d" "01" "04" "5ba0" "005a" "c0000201"
	    "10" "020e" "010400010001" "0200" "410400010000" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"notification\",\"code\":6,\"subcode\":2,\"text\":\"bye\"}",
	    MARKER "0019" "03" "0602" "03627965" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"route_refresh\",\"family\":\"ipv6_unicast\"}",
	    MARKER "0017" "05" "00020001" },
	/* RFC 5291 4, RFC 5292 3 */
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"route_refresh\",\"family\":\"ipv4_unicast\","
	    "\"when_to_refresh\":\"immediate\",\"orfs\":[{\"type\":64,"
	    "\"name\":\"address_prefix\",\"entries\":["
	    "{\"action\":\"remove_all\"},{\"action\":\"add\","
	    "\"match\":\"deny\",\"sequence\":5,\"prefix\":\"10.0.0.0/9\","
	    "\"max_length\":24}]},{\"type\":99,\"value\":\"aa\"}]}",
	    MARKER "002a" "05" "00010001" "01" "40000b" "80"
	    "20" "00000005" "00" "18" "09" "0a00" "630001" "aa" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"route_refresh\",\"family\":\"ipv6_unicast\","
	    "\"when_to_refresh\":\"defer\",\"orfs\":[{\"type\":128,"
	    "\"entries\":[{\"action\":\"remove\",\"match\":\"permit\","
	    "\"sequence\":1,\"prefix\":\"2001:db8::/32\","
	    "\"min_length\":48}]}]}",
	    MARKER "0027" "05" "00020001" "02" "80000c" "40" "00000001"
	    "30" "00" "20" "20010db8" },
	{ UPDATE ",\"announce\":[{\"family\":\"ipv4_unicast\",\"next_hop\":"
	    "\"192.0.2.1\",\"nlri\":[\"10.0.0.0/8\"]}]," WELL_KNOWN "}",
	    MARKER "002d" "02" "0000" "0014" "40010100"
	    "40020602010000fde9" "400304c0000201" "080a" },
	/* that of another family comes first */
	{ UPDATE ",\"announce\":[{\"family\":\"ipv6_unicast\",\"next_hop\":"
	    "\"2001:db8::1\",\"nlri\":[{\"prefix\":\"2001:db8::/32\","
	    "\"path_id\":7}]}]," WELL_KNOWN "}",
	    MARKER "0045" "02" "0000" "002e"
	    "800e1e" "000201" "1020010db8000000000000000000000001" "00"
	    "00000007" "2020010db8" "40010100" "40020602010000fde9" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv4_unicast\",\"nlri\":"
	    "[\"10.0.0.0/8\"]}]}",
	    MARKER "0019" "02" "0002" "080a" "0000" },
	{ UPDATE ",\"end_of_rib\":[\"ipv4_unicast\"]}",
	    MARKER "0017" "02" "0000" "0000" },
	{ UPDATE ",\"end_of_rib\":[\"ipv6_unicast\"]}",
	    MARKER "001d" "02" "0000" "0006" "800f03" "000201" },
	/* a layout without what it names, and with an attribute more */
	{ UPDATE ",\"announce\":[{\"family\":\"ipv4_unicast\",\"next_hop\":"
	    "\"192.0.2.1\",\"nlri\":[\"10.0.0.0/8\"]}]," WELL_KNOWN ","
	    "\"raw\":{\"as4\":false,\"layout\":\"5003800450024001\"}}",
	    MARKER "002d" "02" "0000" "0014" "50030004c0000201"
	    "500200040201fde9" "40010100" "080a" },
	/* octets that no longer are what the rest says */
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv4_unicast\",\"nlri\":"
	    "[{\"prefix\":\"10.0.0.0/8\",\"raw\":\"090aff\"}]}],"
	    "\"raw\":{\"message\":\"" MARKER "0019020002080b0000\"}}",
	    MARKER "0019" "02" "0002" "080a" "0000" },
	/* a message that is malformed is what it was */
	{ UPDATE ",\"error\":{\"text\":\"bad\"},"
	    "\"raw\":{\"message\":\"" MARKER "001702ffff0000\"}}",
	    MARKER "0017" "02" "ffff0000" },
	{ UPDATE ",\"error\":{\"text\":\"bad\"},\"data\":\"ffff0000\"}",
	    MARKER "0017" "02" "ffff0000" },
	/* clang-format on */
}, refused[] = {
	/* clang-format off */
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"partial\"}",
	    "kind: it is no BGP message" },
	{ "{\"type\":\"message\",\"protocol\":\"ldp\",\"kind\":\"hello\"}",
	    "protocol: it is not bgp" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"open\","
	    "\"as\":65536,\"hold_time\":90}", "router_id: it is missing" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"route_refresh\",\"family\":\"ipv6_unicast\","
	    "\"when_to_refresh\":\"defer\",\"orfs\":[{\"type\":64,"
	    "\"entries\":[{\"action\":\"add\",\"match\":\"permit\","
	    "\"sequence\":1,\"prefix\":\"10.0.0.0/8\"}]}]}",
	    "orfs[0].entries[0].prefix: it is not of the family" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	    "\"route_refresh\",\"family\":\"ipv6_unicast\",\"orfs\":[]}",
	    "when_to_refresh: it is missing beside orfs" },
	{ "{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"open\","
	    "\"as\":1,\"hold_time\":90,\"router_id\":\"192.0.2.1\","
	    "\"capabilities\":[{\"code\":69,\"families\":"
	    "[{\"family\":\"ipv4_unicast\"}]}]}",
	    "capabilities[0].families[0].mode: it is missing" },
	{ UPDATE ",\"announce\":[{\"family\":\"ipv4_unicast\",\"next_hop\":"
	    "\"192.0.2.1\",\"nlri\":[\"10.0.0.0/8\"]}]}",
	    "attributes.origin: it is missing" },
	{ UPDATE ",\"announce\":[{\"family\":\"ipv4_unicast\","
	    "\"nlri\":[\"10.0.0.0/8\"]}]," WELL_KNOWN "}",
	    "announce: next_hop is missing for ipv4_unicast" },
	{ UPDATE ",\"announce\":[{\"family\":\"ipv6_unicast\",\"next_hop\":"
	    "\"2001:db8::1\",\"nlri\":[\"2001:db8::/32\",\"10.0.0.0/8\"]}],"
	    WELL_KNOWN "}",
	    "announce[0].nlri[1].prefix: it is not of the address family" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv4_vpn\","
	    "\"nlri\":[\"10.0.0.0/8\"]}]}",
	    "withdraw[0].nlri[0].rd: it is missing" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv4_labeled_unicast\",\"nlri\":"
	    "[{\"prefix\":\"10.0.0.0/8\",\"labels\":"
	    "[1,2,3,4,5,6,7,8,9,10,11]}]}]}",
	    "withdraw[0].nlri[0].labels: there is no room for so many" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv6_unicast\"},"
	    "{\"family\":\"ipv6_multicast\"}]}",
	    "withdraw[1]: a message has room for one family beside "
	    "ipv4_unicast" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"afi_1_safi_71\","
	    "\"nlri\":[\"10.0.0.0/8\"]}]}",
	    "withdraw[0].nlri[0].hex: it is missing, and the family has no "
	    "other form" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"ipv4_unicast\",\"nlri\":"
	    "[\"10.0.0.0/8\",{\"prefix\":\"11.0.0.0/8\",\"path_id\":1}]}]}",
	    "withdraw[0].nlri[1].path_id: some destinations have one, and some "
	    "have none" },
	{ UPDATE ",\"withdraw\":[{\"family\":\"l2vpn_evpn\",\"nlri\":"
	    "[{\"rd\":\"1:1\",\"route_type\":4,\"esi\":\"00:01\"}]}]}",
	    "withdraw[0].nlri[0].esi: not octets in hex with colons between" },
	{ UPDATE ",\"attributes\":{\"as_path\":[65536]},"
	    "\"raw\":{\"as4\":false}}",
	    "attributes.as_path: an AS number does not fit in two octets" },
	{ UPDATE ",\"attributes\":{\"as_path\":[{\"set\":[]}]}}",
	    "attributes.as_path: a segment is not of 1 to 255 AS numbers" },
	{ UPDATE ",\"attributes\":{\"originator_id\":\"2001:db8::1\"}}",
	    "attributes.originator_id: it is not an IPv4 address" },
	{ UPDATE ",\"error\":{\"text\":\"bad\"}}",
	    "error: a malformed message is written as raw.message says, which "
	    "is missing" },
	/* clang-format on */
};

static void
what_people_write_has_a_usual_form(void)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		CHECK_STR(encoded(usual[i].json), usual[i].hex);
}

static void
what_makes_no_message_is_refused_with_its_key(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK_STR(encoded(refused[i].json), refused[i].hex);
}

static void
what_is_longer_than_a_message_is_refused(void)
{
	struct obuf json = { 0 };

	obuf_puts(&json, UPDATE ",\"attributes\":{\"communities\":[\"0:0\"");
	for (unsigned i = 0; i < BGP_MAX_EXTENDED_SIZE / 4; i++)
		obuf_puts(&json, ",\"0:0\"");
	obuf_put(&json, "]}}", 4);
	CHECK_STR(encoded(obuf_at(&json)),
	    ": the message is longer than a message can be");
	obuf_fini(&json);
}

/* A path of many numbers is cut into segments that are full but the last. */
static void
a_long_path_takes_several_segments(void)
{
	struct obuf json = { 0 };
	const char *hex;

	obuf_puts(&json, UPDATE ",\"attributes\":{\"as_path\":[1");
	for (unsigned i = 1; i < 300; i++)
		obuf_puts(&json, ",1");
	obuf_put(&json, "]}}", 4);
	hex = encoded(obuf_at(&json));
	CHECK(strstr(hex, "000004b8"
			  "500204b4"
			  "02ff00000001") != NULL);
	CHECK(strstr(hex, "00000001"
			  "022d00000001") != NULL);
	obuf_fini(&json);
}

int
main(void)
{
	RUN(what_people_write_has_a_usual_form);
	RUN(what_makes_no_message_is_refused_with_its_key);
	RUN(what_is_longer_than_a_message_is_refused);
	RUN(a_long_path_takes_several_segments);
	return DONE();
}
