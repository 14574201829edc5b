/* What an UPDATE's bytes are in a record: destinations of every family. */
#include "message/bgp_records.h"
#include "base/obuf.h"
#include "base/text.h"

#include "../../t.h"

#define RD  "0000fde900000064"
#define ESI "00000000000000000000"

/* MP_REACH or MP_UNREACH as hex, and the member that comes of it. */
static const struct row {
	const char *attributes, *json;
} rows[] = {
	/* clang-format off */
	{ "800e11" "000104" "04c0000201" "00" "300001417b0101",
	    "\"announce\":[{\"family\":\"ipv4_labeled_unicast\","
	    "\"next_hop\":\"192.0.2.1\",\"nlri\":"
	    "[{\"prefix\":\"123.1.1.0/24\",\"labels\":[20]}]}]" },
	{ "800e20" "000180" "0c0000000000000000c0000201" "00"
	    "70030d410000fde9000000640a0203",
	    "\"announce\":[{\"family\":\"ipv4_vpn\","
	    "\"next_hop\":\"192.0.2.1\",\"nlri\":[{\"rd\":\"65001:100\","
	    "\"prefix\":\"10.2.3.0/24\",\"labels\":[12500]}]}]" },
	/* an RD that is not 0 before the next hop is told */
	{ "800e11" "000180" "0c0000000100000002c0000201" "00",
	    "\"next_hop\":\"192.0.2.1\",\"next_hop_rd\":\"1:2\"" },
	/* withdrawn: the label says nothing; the old form is kept as it was */
	{ "800f0c" "000104" "208000000a" "200000000b",
	    "\"withdraw\":[{\"family\":\"ipv4_labeled_unicast\",\"nlri\":"
	    "[\"10.0.0.0/8\",{\"prefix\":\"11.0.0.0/8\","
	    "\"labels\":[0],\"raw\":\"200000000b\"}]}]" },
	{ "800f15" "000184" "00" "200000fde9" "600000fde90002fde900000064",
	    "\"nlri\":[{\"bits\":0},{\"origin_as\":65001,\"bits\":32},"
	    "{\"origin_as\":65001,\"route_target\":\"rt:65001:100\"}]" },
	/* bits of no meaning are kept too */
	{ "800f05" "000201" "04ff",
	    "\"nlri\":[{\"prefix\":\"f000::/4\",\"raw\":\"04ff\"}]" },
	/* RFC 7432 7.1 to 7.4, 9136 3.1; a type that we do not know */
	{ "800f1f" "001946" "0119" RD "000102030405060708090000000a000141",
	    "[{\"rd\":\"65001:100\",\"labels\":[20],\"route_type\":1,"
	    "\"esi\":\"00:01:02:03:04:05:06:07:08:09\","
	    "\"ethernet_tag\":10,\"vnis\":[321]}]" },
	{ "800f2a" "001946" "0225" RD ESI "00000000" "30020000000001"
	    "200a000001" "002710",
	    "[{\"rd\":\"65001:100\",\"labels\":[625],\"route_type\":2,"
	    "\"esi\":\"00:00:00:00:00:00:00:00:00:00\","
	    "\"ethernet_tag\":0,\"mac\":\"02:00:00:00:00:01\","
	    "\"ip\":\"10.0.0.1\",\"vnis\":[10000]}]" },
	{ "800f26" "001946" "0221" RD ESI "00000000" "30020000000001" "00"
	    "000141",
	    "\"mac\":\"02:00:00:00:00:01\",\"vnis\":[321]}]" },
	{ "800f16" "001946" "0311" RD "00000000" "20c0000201",
	    "[{\"rd\":\"65001:100\",\"route_type\":3,\"ethernet_tag\":0,"
	    "\"originator\":\"192.0.2.1\"}]" },
	{ "800f1c" "001946" "0417" RD ESI "20c0000201",
	    "\"route_type\":4,\"esi\":\"00:00:00:00:00:00:00:00:00:00\","
	    "\"originator\":\"192.0.2.1\"}]" },
	{ "800f27" "001946" "0522" RD ESI "00000000" "180a0203000a000001"
	    "002710",
	    "[{\"rd\":\"65001:100\",\"prefix\":\"10.2.3.0/24\","
	    "\"labels\":[625],\"route_type\":5,"
	    "\"esi\":\"00:00:00:00:00:00:00:00:00:00\","
	    "\"ethernet_tag\":0,\"gateway\":\"10.0.0.1\","
	    "\"vnis\":[10000]}]" },
	{ "800f07" "001946" "0602aabb",
	    "[{\"route_type\":6,\"hex\":\"0602aabb\"}]" },
	/* RFC 4761 3.2.2 */
	{ "800f16" "001941" "0011" "0001c0a8c901007b" "0005" "0001" "0008"
	    "029ce1",
	    "[{\"rd\":\"192.168.201.1:123\",\"ve_id\":5,"
	    "\"block_offset\":1,\"block_size\":8,"
	    "\"label_base\":10702}]" },
	{ "800f07" "001941" "0002aabb", "[{\"hex\":\"0002aabb\"}]" },
	/* RFC 6514 4.1 to 4.7; 4.4: the key of a route of type 2 */
	{ "800f11" "000105" "010c" RD "c0000201",
	    "[{\"rd\":\"65001:100\",\"route_type\":1,"
	    "\"originator\":\"192.0.2.1\"}]" },
	{ "800f11" "000105" "020c" RD "0000fde9",
	    "[{\"rd\":\"65001:100\",\"route_type\":2,"
	    "\"source_as\":65001}]" },
	{ "800f1b" "000105" "0316" RD "200a000001" "20e8000001" "c0000201",
	    "[{\"rd\":\"65001:100\",\"route_type\":3,"
	    "\"originator\":\"192.0.2.1\",\"source\":\"10.0.0.1\","
	    "\"group\":\"232.0.0.1\"}]" },
	{ "800f17" "000105" "0412" "020c" RD "0000fde9" "c0000201",
	    "[{\"route_type\":4,\"originator\":\"192.0.2.1\","
	    "\"route_key\":\"020c0000fde9000000640000fde9\"}]" },
	{ "800f1b" "000105" "0716" RD "0000fde9" "200a000001" "20e8000001",
	    "[{\"rd\":\"65001:100\",\"route_type\":7,"
	    "\"source_as\":65001,\"source\":\"10.0.0.1\","
	    "\"group\":\"232.0.0.1\"}]" },
	{ "800f07" "000105" "0802aabb",
	    "[{\"route_type\":8,\"hex\":\"0802aabb\"}]" },
	/* RFC 9552 5.2: the type, and what is not read */
	{ "800f0f" "400447" "00010002aabb" "00630000",
	    "[{\"route_type\":1,\"name\":\"node\","
	    "\"hex\":\"00010002aabb\"},"
	    "{\"route_type\":99,\"hex\":\"00630000\"}]" },
	/* RFC 8955 4, 8956 3 */
	{ "800f28" "000185" "25" "0118c00002" "0208cb" "038106"
	    "050350455a9101bb" "078108" "088100" "098112" "0a812e" "0b810a"
	    "0c8002",
	    "\"nlri\":[{\"flow\":{\"dst\":\"192.0.2.0/24\","
	    "\"src\":\"203.0.0.0/8\",\"protocol\":\"=6\","
	    "\"dst_port\":\">=80&<=90 =443\",\"icmp_type\":\"=8\","
	    "\"icmp_code\":\"=0\",\"tcp_flags\":\"=syn+ack\","
	    "\"packet_length\":\"=46\",\"dscp\":\"=10\","
	    "\"fragment\":\"is_fragment\"}}]" },
	{ "800f12" "000285" "0e" "0168412468acf134" "0da100000007",
	    "\"nlri\":[{\"flow\":{\"dst\":\"::1234:5678:9a00:0/104\","
	    "\"dst_offset\":65,\"flow_label\":\"=7\"}}]" },
	{ "800f0f" "000186" "0b" RD "0a8064",
	    "[{\"rd\":\"65001:100\",\"flow\":"
	    "{\"packet_length\":\"false\"},\"raw\":" },
	/* a value longer than it need be */
	{ "800f08" "000185" "04" "03910006",
	    "[{\"flow\":{\"protocol\":\"=6\"},\"raw\":\"0403910006\"}]" },
	/* RFC 8955 4.2: out of order; what is behind it can be read */
	{ "800f12" "000185" "03" "038106" "06" "048119" "038106" "03" "038111",
	    "[{\"flow\":{\"protocol\":\"=6\"}},"
	    "{\"hex\":\"06048119038106\"},"
	    "{\"flow\":{\"protocol\":\"=17\"}}]" },
	{ "800f06" "000147" "aabbcc",
	    "\"family\":\"afi_1_safi_71\",\"nlri\":[{\"hex\":\"aabbcc\"}]" },
	/* clang-format on */
};

static size_t
body_of(const char *attributes, uint8_t *to)
{
	size_t n = strlen(attributes);

	to[0] = to[1] = to[2] = 0;
	CHECK(text_unhex(attributes, n, to + 4, NULL));
	to[3] = (uint8_t)(n / 2);
	to[6] = (uint8_t)(n / 2 - 3); /* the length is not worth counting */
	return 4 + n / 2;
}

static void
write_record(
    struct obuf *line, enum bgp_type type, const uint8_t *body, size_t n)
{
	struct bgp_reading how = {
		.codec.as4 = true, .as4_known = true, .add_path_known = true
	};
	struct arena arena = { 0 };
	struct rec r = { .type = REC_MESSAGE }, back;
	struct rec_fault f;

	bgp_record_body(&r.message, type, rbuf(body, n), &how, &arena);
	rec_write(line, &r);
	CHECK(rec_read(
	    &back, obuf_at(line), obuf_left(line), REC_STRICT, &arena, &f));
	CHECK(rec_equal(&r, &back));
	obuf_put(line, "", 1);
	arena_fini(&arena);
}

/* RFC 6793 4.2.3: as it came, and what it comes to. */
static void
a_path_of_two_octets_is_told_raw_and_merged(void)
{
	static const char hex[] = "0000001b"
				  "400206"
				  "02025ba0fde9"
				  "c0110a"
				  "0202000111700000fde9"
				  "c00706"
				  "5ba0c0000201"
				  "c01208"
				  "00011170c0000201";
	struct bgp_reading how = { .as4_known = true, .add_path_known = true };
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	uint8_t body[64];
	size_t n = sizeof(hex) / 2;

	for (unsigned wide = 0; wide < 2; wide++) {
		struct rec r = { .type = REC_MESSAGE };

		CHECK(text_unhex(hex, sizeof(hex) - 1, body, NULL));
		body[3] = (uint8_t)(n - 4);
		how.codec.as4 = wide;
		bgp_record_body(
		    &r.message, BGP_UPDATE, rbuf(body, n), &how, &arena);
		rec_write(&line, &r);
		obuf_put(&line, "", 1);
		if (wide) { /* RFC 6793 4.1 */
			CHECK(strstr(obuf_at(&line), "merged") == NULL);
			break;
		}
		CHECK(strstr(obuf_at(&line), "\"as_path\":[23456,65001]"));
		CHECK(strstr(obuf_at(&line), "\"as4_path\":[70000,65001]"));
		CHECK(strstr(obuf_at(&line),
		    "\"merged\":{\"as_path\":[70000,65001],\"aggregator\":"
		    "{\"as\":70000,\"address\":\"192.0.2.1\"}}"));
		obuf_take(&line, obuf_left(&line));
	}
	obuf_fini(&line);
	arena_fini(&arena);
}

static void
destinations_are_told_in_the_words_of_their_family(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct obuf line = { 0 };
		uint8_t body[256];

		write_record(
		    &line, BGP_UPDATE, body, body_of(rows[i].attributes, body));
		if (strstr(obuf_at(&line), rows[i].json) == NULL)
			printf(
			    "# %s# lacks %s\n", obuf_at(&line), rows[i].json);
		CHECK(strstr(obuf_at(&line), rows[i].json) != NULL);
		obuf_fini(&line);
	}
}

/* A capability as hex, and what its record says behind its name. */
static const struct row capabilities[] = {
	/* clang-format off */
	{ "010400010080", "\"multiprotocol\",\"family\":\"ipv4_vpn\"}" },
	{ "010400010180", "\"multiprotocol\",\"value\":\"00010180\"}" },
	{ "0506000100010002", "\"extended_next_hop\",\"families\":"
	    "[{\"family\":\"ipv4_unicast\",\"next_hop\":2}]}" },
	{ "0506000101010002",
	    "\"extended_next_hop\",\"value\":\"000101010002\"}" },
	{ "0307" "00010001" "014003", "\"outbound_route_filtering\",\"families\":"
	    "[{\"afi\":1,\"safi\":1,\"orfs\":[{\"type\":64,"
	    "\"name\":\"address_prefix\",\"mode\":3}]}]}" },
	{ "0703080001", "\"bgpsec\",\"flags\":8,\"afi\":1}" },
	{ "07020800", "\"bgpsec\",\"value\":\"0800\"}" },
	{ "080400010402", "\"multiple_labels\",\"families\":"
	    "[{\"family\":\"ipv4_labeled_unicast\",\"count\":2}]}" },
	{ "43020140", "\"dynamic_capability\",\"codes\":[1,64]}" },
	{ "44020001", "\"multisession\",\"flags\":0,\"codes\":[1]}" },
	{ "4b0403312e32", "\"software_version\",\"software\":\"1.2\"}" },
	{ "4b0404312e32", "\"software_version\",\"value\":\"04312e32\"}" },
	{ "4c050001010008", "\"paths_limit\",\"families\":"
	    "[{\"family\":\"ipv4_unicast\",\"count\":8}]}" },
	{ "090103", "\"role\",\"role\":\"customer\"}" },
	{ "090105", "\"role\",\"value\":\"05\"}" },
	{ "4006c07800010180", "\"graceful_restart\",\"restart_time\":120,"
	    "\"restarted\":true,\"notification\":true,\"families\":"
	    "[{\"family\":\"ipv4_unicast\",\"forwarding\":true}]}" },
	{ "40021078", "\"graceful_restart\",\"value\":\"1078\"}" },
	{ "40030078ff", "\"graceful_restart\",\"value\":\"0078ff\"}" },
	{ "410400010000", "\"four_octet_as\",\"as\":65536}" },
	{ "45080001010100020103", "\"add_path\",\"families\":"
	    "[{\"family\":\"ipv4_unicast\",\"mode\":\"receive\"},"
	    "{\"family\":\"ipv6_unicast\",\"mode\":\"both\"}]}" },
	{ "450400010104", "\"add_path\",\"value\":\"00010104\"}" },
	{ "470700010180000e10", "\"families\":[{\"family\":\"ipv4_unicast\","
	    "\"forwarding\":true,\"seconds\":3600}]}" },
	{ "4908027231056c6f63616c", "\"fqdn\",\"value\":"
	    "\"027231056c6f6361\"}" },
	{ "4909027231056c6f63616c",
	    "\"fqdn\",\"host\":\"r1\",\"domain\":\"local\"}" },
	{ "49040201ff00", "\"fqdn\",\"value\":\"0201ff00\"}" },
	{ "6301aa", "{\"code\":99,\"value\":\"aa\"}" },
	/* clang-format on */
};

/* An OPEN of AS 65001 with that capability. */
static size_t
open_of(const char *capability, uint8_t *to)
{
	static const uint8_t fixed[] = { 4, 0xfd, 0xe9, 0, 90, 192, 0, 2, 1 };
	uint8_t bytes[64];
	size_t n = strlen(capability) / 2;

	CHECK(text_unhex(capability, 2 * n, bytes, NULL));
	n = bytes[1] + 2u;
	memcpy(to, fixed, sizeof(fixed));
	to[9] = (uint8_t)(n + 2);
	to[10] = 2;
	to[11] = (uint8_t)n;
	memcpy(to + 12, bytes, n);
	return 12 + n;
}

static void
capabilities_are_told_with_what_they_say(void)
{
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]);
	     i++) {
		const struct row *row = &capabilities[i];
		struct obuf line = { 0 };
		uint8_t body[128];

		write_record(
		    &line, BGP_OPEN, body, open_of(row->attributes, body));
		if (strstr(obuf_at(&line), row->json) == NULL)
			printf("# %s# lacks %s\n", obuf_at(&line), row->json);
		CHECK(strstr(obuf_at(&line), row->json) != NULL);
		obuf_fini(&line);
	}
}

/* Attributes as hex, and what a record says of them. */
static const struct row attributes[] = {
	/* clang-format off */
	{ "801a0b01000b0000000000000064", "\"attributes\":{\"aigp\":100}" },
	{ "801a0b01000bffffffffffffffff",
	    "\"attributes\":{\"aigp\":18446744073709551615}" },
	{ "801a0a01000b00000000000000", "\"value\":\"01000b00000000000000\"" },
	{ "c01a0b01000b0000000000000064", "\"code\":26,\"name\":\"aigp\","
	    "\"flags\":192" },
	{ "c023040000fde9", "\"attributes\":{\"only_to_customer\":65001}" },
	{ "e023040000fde9", "\"attributes\":{\"only_to_customer\":65001}" },
	{ "c0230300fde9", "\"code\":35,\"name\":\"only_to_customer\","
	    "\"flags\":192,\"value\":\"00fde9\"" },
	{ "801d0504000001aa", "\"unknown\":[{\"code\":29,"
	    "\"name\":\"bgp_ls\",\"flags\":128,\"value\":\"04000001aa\"}]" },
	{ "c023040000fde9" "c06301aa", "{\"only_to_customer\":65001,\"unknown\""
	    ":[{\"code\":99,\"flags\":192,\"value\":\"aa\"}]}" },
	/* clang-format on */
};

static void
attributes_that_are_passed_on_have_names_too(void)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]);
	     i++) {
		const char *hex = attributes[i].attributes;
		size_t n = strlen(hex) / 2;
		struct obuf line = { 0 };
		uint8_t body[64] = { 0, 0, 0, (uint8_t)n };

		CHECK(text_unhex(hex, 2 * n, body + 4, NULL));
		write_record(&line, BGP_UPDATE, body, 4 + n);
		if (strstr(obuf_at(&line), attributes[i].json) == NULL)
			printf("# %s", obuf_at(&line));
		CHECK(strstr(obuf_at(&line), attributes[i].json) != NULL);
		obuf_fini(&line);
	}
}

static void
a_hard_reset_says_what_is_in_it(void)
{
	static const uint8_t body[] = { 6, 9, 6, 2, 3, 'b', 'y', 'e' };
	struct obuf line = { 0 };

	write_record(&line, BGP_NOTIFICATION, body, sizeof(body));
	CHECK(strstr(obuf_at(&line),
		  "\"name\":\"cease/hard_reset\",\"text\":\"bye\","
		  "\"hard_reset\":{\"code\":6,\"subcode\":2,"
		  "\"name\":\"cease/administrative_shutdown\"}") != NULL);
	obuf_fini(&line);
}

/* RFC 9003 2: it is UTF-8, or it should be. */
static void
a_text_that_is_no_utf_8_is_told_all_the_same(void)
{
	static const uint8_t body[] = { 6, 2, 4, 'a', 0xff, 0xc3, 0xa9 };
	struct obuf line = { 0 };

	write_record(&line, BGP_NOTIFICATION, body, sizeof(body));
	CHECK(strstr(obuf_at(&line), "\"text\":\"a\xef\xbf\xbd\xc3\xa9\"") !=
	      NULL);
	CHECK(strstr(obuf_at(&line), "\"data\":\"0461ffc3a9\"") != NULL);
	obuf_fini(&line);
}

int
main(void)
{
	RUN(a_hard_reset_says_what_is_in_it);
	RUN(a_text_that_is_no_utf_8_is_told_all_the_same);
	RUN(attributes_that_are_passed_on_have_names_too);
	RUN(capabilities_are_told_with_what_they_say);
	RUN(a_path_of_two_octets_is_told_raw_and_merged);
	RUN(destinations_are_told_in_the_words_of_their_family);
	return DONE();
}
