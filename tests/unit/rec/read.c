/* The full reader: what it reads, and what it says about what it refuses. */
#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"
#include "rec/canon.h"
#include "rec/json.h"

/* ---- what is read is written again ---- */

/* Canonical lines of every type, with every kind of value. */
static const char *const lines[] = {
	"{\"type\":\"begin\",\"source\":\"site.json\"}\n",
	"{\"type\":\"end\",\"source\":\"site.json\"}\n",
	"{\"type\":\"router\",\"name\":\"dc1\",\"as\":65001,"
	"\"router_id\":\"192.0.2.1\",\"listen\":[\"192.0.2.1\",\"::\"],"
	"\"port\":179,\"cluster_id\":\"192.0.2.1\","
	"\"confederation\":{\"id\":1,\"members\":[2,3]},"
	"\"redistribute\":{\"connected\":[\"our-networks\"],"
	"\"static\":[],\"kernel\":[\"accept\"]},\"restart_time\":120}\n",
	"{\"type\":\"peer\",\"name\":\"aws-dx-1\",\"remote_as\":64512,"
	"\"remote_address\":\"169.254.10.1\","
	"\"local_address\":\"169.254.10.2\",\"families\":[\"ipv4_unicast\"],"
	"\"hold_time\":30,\"password_file\":\"aws-dx-1.md5\","
	"\"bfd\":{\"interval_ms\":300,\"multiplier\":3},"
	"\"max_prefixes\":100,\"import\":[\"prefer-200\"],"
	"\"export\":[\"our-prefixes\"],\"add_path\":[{\"mode\":\"both\","
	"\"paths\":4}],"
	"\"site_of_origin\":\"soo:65001:7\"}\n",
	"{\"type\":\"policy\",\"name\":\"prefer-200\",\"rules\":["
	"{\"match\":{\"prefix\":[\"172.16.0.0/12 le 24\"],"
	"\"as_path\":[\"^64512( |$)\"],\"origin\":[\"igp\",\"egp\"]},"
	"\"set\":{\"local_pref\":200,\"prepend\":[65001,65001],"
	"\"large_communities_add\":[\"65001:1:2\"]},\"then\":\"accept\"},"
	"{\"then\":\"reject\"},{\"call\":\"other\"},{}]}\n",
	"{\"type\":\"vrf\",\"name\":\"A\",\"rd\":\"65001:100\","
	"\"import_rt\":[\"65001:100\"],\"export_rt\":[\"192.0.2.1:100\"],"
	"\"interfaces\":[\"eth2\"],\"table\":100,\"label_mode\":\"vrf\"}\n",
	"{\"type\":\"interface\",\"name\":\"eth2\","
	"\"addresses\":[\"10.0.0.1/24\"],\"mtu\":1500,\"vlan\":7,"
	"\"vxlan\":null,\"mpls\":true,\"ldp\":false}\n",
	"{\"type\":\"tunnel\",\"name\":\"aws-vpn-1a\",\"profile\":\"aws\","
	"\"local_address\":\"203.0.113.10\","
	"\"remote_address\":\"198.51.100.7\","
	"\"psk_file\":\"aws-vpn-1a.psk\",\"inside_local\":\"169.254.21.2/30\","
	"\"inside_remote\":\"169.254.21.1\",\"interface\":\"vpn1\"}\n",
	"{\"type\":\"cloud\",\"name\":\"a\",\"preference\":\"backup\"}\n",
	"{\"type\":\"requirements\",\"name\":\"a\"}\n",
	"{\"type\":\"scenario\",\"name\":\"a\"}\n",
	"{\"type\":\"interface_state\",\"name\":\"eth2\",\"up\":true,"
	"\"ifindex\":4,\"mtu\":1500,\"addresses\":[\"10.0.0.1/24\"],"
	"\"vrf\":\"A\"}\n",
	"{\"type\":\"route\",\"protocol\":\"connected\","
	"\"family\":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/24\",\"metric\":0,"
	"\"paths\":[{\"interface\":\"eth3\"}]}\n",
	"{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\","
	"\"family\":\"ipv4_unicast\",\"prefix\":\"172.16.0.0/24\","
	"\"paths\":[{\"next_hop\":\"192.168.0.2\",\"interface\":\"eth0\"}],"
	"\"next_hop\":\"192.168.0.2\",\"origin\":\"igp\","
	"\"as_path\":[64512],\"local_pref\":200,\"med\":0,"
	"\"communities\":[\"64512:100\"],\"peer\":\"aws-dx-1\","
	"\"reason\":\"local_pref\",\"time\":1447830000.123456}\n",
	"{\"type\":\"route\",\"op\":\"del\",\"rib\":\"loc\","
	"\"protocol\":\"bgp\",\"family\":\"ipv4_unicast\","
	"\"prefix\":\"172.16.0.0/24\"}\n",
	"{\"type\":\"route\",\"rib\":\"adj_in\",\"family\":\"ipv6_vpn\","
	"\"rd\":\"65001:100\",\"prefix\":\"2001:db8::/32\",\"path_id\":7,"
	"\"labels\":[200001],\"from_rd\":\"192.0.2.1:1\","
	"\"next_hop_link_local\":\"fe80::1\","
	"\"as_path\":[{\"confed_sequence\":[1]},64512,4200000000,"
	"{\"set\":[7,8]}],\"atomic_aggregate\":true,"
	"\"aggregator\":{\"as\":1,\"address\":\"192.0.2.9\"},"
	"\"ext_communities\":[\"rt:65001:100\"],"
	"\"cluster_list\":[\"192.0.2.1\"],\"unknown\":[{\"code\":99,"
	"\"flags\":192,\"value\":\"00ff\"}],\"stale\":true}\n",
	"{\"type\":\"label\",\"fec\":\"192.0.2.3/32\","
	"\"neighbor\":\"192.0.2.2:0\",\"direction\":\"remote\","
	"\"label\":20}\n",
	"{\"type\":\"lsp\",\"fec\":\"192.0.2.3/32\",\"protocol\":\"ldp\","
	"\"paths\":[{\"next_hop\":\"10.0.12.2\",\"interface\":\"eth1\","
	"\"labels\":[20]}]}\n",
	"{\"type\":\"lfib\",\"in_label\":17,\"protocol\":\"ldp\","
	"\"paths\":[{\"next_hop\":\"10.0.23.3\",\"interface\":\"eth2\","
	"\"labels\":[20],\"weight\":2}],\"accept_on\":[\"eth1\"]}\n",
	"{\"type\":\"lfib\",\"in_label\":200001,\"protocol\":\"bgp\","
	"\"vrf\":\"\"}\n",
	"{\"type\":\"eor\",\"of\":\"route\",\"protocol\":\"bgp\","
	"\"vrf\":\"A\",\"family\":\"ipv4_unicast\"}\n",
	"{\"type\":\"policy_state\",\"name\":\"p\",\"rules\":2,\"used_by\":[{"
	"\"way\":\"import\",\"name\":\"a\"}]}\n",
	"{\"type\":\"router_state\",\"as\":65001,\"tables\":[{\"family\":"
	"\"ipv4_unicast\",\"destinations\":3}],\"memory\":[{\"part\":"
	"\"rib\",\"bytes\":4096}],\"roas\":[{\"source\":\"files\","
	"\"count\":2}]}\n",
	"{\"type\":\"peer_state\",\"name\":\"a\",\"state\":\"open_sent\","
	"\"messages_in\":9223372036854775807,\"direction\":\"sent\","
	"\"code\":6,\"subcode\":2,\"data\":\"\"}\n",
	"{\"type\":\"adjacency\",\"name\":\"a\"}\n",
	"{\"type\":\"tunnel_state\",\"name\":\"aws-vpn-1a\","
	"\"state\":\"installed\",\"ike\":\"2\","
	"\"esp\":\"aes256-sha256-modp2048\",\"interface\":\"vpn1\"}\n",
	"{\"type\":\"cloud_state\",\"name\":\"a\"}\n",
	"{\"type\":\"install_state\",\"name\":\"a\"}\n",
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"update\","
	"\"time\":1447830000.123456,\"frame\":42,\"src\":\"192.0.2.1\","
	"\"sport\":179,\"dst\":\"192.0.2.2\",\"dport\":41022,"
	"\"announce\":[{\"family\":\"ipv4_unicast\","
	"\"next_hop\":\"192.0.2.1\",\"nlri\":[\"10.0.0.0/24\","
	"{\"prefix\":\"10.0.1.0/24\",\"path_id\":7}]},"
	"{\"family\":\"ipv4_vpn\",\"next_hop\":\"192.0.2.1\","
	"\"nlri\":[{\"rd\":\"65001:100\",\"prefix\":\"10.2.0.0/16\","
	"\"labels\":[200001]}]},{\"family\":\"afi_9_safi_9\","
	"\"nlri\":[{\"hex\":\"0011\"}]}],\"withdraw\":[],"
	"\"attributes\":{\"origin\":\"igp\",\"as_path\":[65001],\"med\":10},"
	"\"error\":{\"offset\":23,\"attribute\":\"as_path\","
	"\"text\":\"segment of length 0\","
	"\"treatment\":\"treat_as_withdraw\",\"clause\":\"RFC 7606 7.2\"}}\n",
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"open\","
	"\"assumed\":{\"as4\":true},\"version\":4,\"capabilities\":["
	"{\"code\":1,\"name\":\"multiprotocol\","
	"\"family\":\"l2vpn_evpn\"},{\"code\":65,\"as\":4200000000,"
	"\"value\":\"fa56ea00\"}]}\n",
	"{\"type\":\"session\",\"protocol\":\"bgp\",\"lost\":12}\n",
	"{\"type\":\"flow\",\"packets\":1}\n",
	"{\"type\":\"step\",\"action\":\"add\",\"of\":\"route\","
	"\"to\":{\"type\":\"route\",\"time\":1.000000},\"done\":false}\n",
	"{\"type\":\"difference\",\"left\":[],\"right\":\"\\u00e4\"}\n",
	"{\"type\":\"verdict\",\"verdict\":\"yes\"}\n",
	"{\"type\":\"advice\",\"reason\":\"two \\\"lines\\\"\\nof text\"}\n",
	"{\"type\":\"command\",\"id\":1,\"verb\":\"show\","
	"\"args\":[\"\",\"a b\"],\"follow\":true}\n",
	"{\"type\":\"reply\",\"id\":1,\"ok\":false}\n",
	"{\"type\":\"log\",\"time\":0.000001,\"tool\":\"bgpspeak\","
	"\"level\":\"error\",\"text\":\"gr\xc3\xbc\xc3\x9f\"}\n",
};

#define NLINES (sizeof(lines) / sizeof(*lines))

static void
every_type_comes_back_as_it_was_written(void)
{
	bool seen[REC_NTYPES] = { false };
	struct arena arena = { 0 };
	struct obuf out = { 0 };

	for (size_t i = 0; i < NLINES; i++) {
		struct rec_fault fault = { 0 };
		struct rec r;
		bool good;

		good = rec_read_json(
		    &r, lines[i], strlen(lines[i]), REC_STRICT, &arena, &fault);
		CHECK(good);
		CHECK_STR(fault.text, "");
		if (!good)
			continue;
		rec_write(&out, &r);
		obuf_putc(&out, '\0');
		CHECK_STR(obuf_at(&out), lines[i]);
		obuf_take(&out, obuf_left(&out));
		seen[r.type] = true;
		arena_reset(&arena);
	}
	for (int type = REC_NONE + 1; type < REC_NTYPES; type++)
		CHECK(seen[type]);
	arena_fini(&arena);
	obuf_fini(&out);
}

static void
both_readers_agree_on_every_line(void)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < NLINES; i++) {
		size_t n = strlen(lines[i]);
		struct rec a, b;

		CHECK(rec_read(&a, lines[i], n, 0, &arena, NULL));
		CHECK(rec_read_json(&b, lines[i], n, 0, &arena, NULL));
		CHECK(rec_equal(&a, &b) && rec_key_equal(&a, &b));
		CHECK(rec_key_hash(&a) == rec_key_hash(&b));
	}
	arena_fini(&arena);
}

static void
a_copy_is_equal_and_stands_by_itself(void)
{
	struct arena arena = { 0 }, other = { 0 };

	for (size_t i = 0; i < NLINES; i++) {
		struct rec r, copy, *dup;

		CHECK(rec_read_json(
		    &r, lines[i], strlen(lines[i]), 0, &arena, NULL));
		dup = rec_dup(&r);
		rec_copy(&copy, &r, &other);
		CHECK(rec_equal(&r, dup) && rec_equal(&r, &copy));
		arena_fini(&arena); /* a copy must not need it */
		CHECK(rec_equal(dup, &copy));
		rec_free(dup);
	}
	arena_fini(&other);
}

/* ---- what is refused ---- */

static const struct {
	const char *text, *want; /* line: key: reason */
	unsigned flags;
} faults[] = {
	{ "{\"type\":\"peer\",\"name\":\"aws-1\",\n\"remote_as\":1,\n"
	  "\"hold_time\":2}",
	    "3: peer \"aws-1\": hold_time: 2 is neither 0 nor 3..65535", 0 },
	{ "{\"type\":\"peer\",\"hold_time\":-1,\"name\":\"aws-1\"}",
	    "1: peer \"aws-1\": hold_time: -1 is neither 0 nor 3..65535", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"hold_time\":\"30\"}",
	    "1: peer \"a\": hold_time: \"30\" is not a number", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"hold_time\":3.5}",
	    "1: peer \"a\": hold_time: 3.5 is not a whole number", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":4294967296}",
	    "1: peer \"a\": remote_as: 4294967296 is not in 1..4294967295", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":"
	  "18446744073709551617}",
	    "1: peer \"a\": remote_as: 18446744073709551617 is not in "
	    "1..4294967295",
	    0 },
	{ "{\"type\":\"peer_state\",\"name\":\"a\",\"messages_in\":"
	  "9223372036854775808}",
	    "1: peer_state \"a\": messages_in: 9223372036854775808 is not in "
	    "0..9223372036854775807",
	    0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"hold_tine\":2}",
	    "1: peer \"a\": hold_tine: unknown key; did you mean hold_time?",
	    REC_STRICT },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"zebra\":2}",
	    "1: peer \"a\": zebra: unknown key", REC_STRICT },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":1,\n"
	  "\"bfd\":{\"intervall_ms\":300}}",
	    "2: peer \"a\": bfd.intervall_ms: unknown key; did you mean "
	    "interval_ms?",
	    REC_STRICT },
	{ "{\"type\":\"peer\",\"name\":\"a\"}",
	    "1: peer \"a\": remote_as is missing", 0 },
	{ "{\"type\":\"peer\",\"remote_as\":1}", "1: peer: name is missing",
	    0 },
	{ "{\"type\":\"peer\",\"op\":\"del\"}", "1: peer: name is missing", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a b\"}",
	    "1: peer: name: \"a b\" has a blank in it", 0 },
	{ "{\"type\":\"peer\",\"name\":\"\"}", "1: peer: name: it is empty",
	    0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"op\":\"replace\"}",
	    "1: peer \"a\": op: \"replace\" is neither add nor del", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":1,\n\n"
	  "\"name\":\"b\"}",
	    "3: peer \"b\": name is there twice", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"bfd\":{\"x\":1,\"x\":1}}",
	    "1: peer \"a\": x is there twice", 0 },
	{ "{\"type\":\"peer\",\"name\":\"a\",\"role\":\"king\"}",
	    "1: peer \"a\": role: \"king\" is not provider, rs, rs_client, "
	    "customer or peer",
	    0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"vrf\":\"A\","
	  "\"origin\":1}",
	    "1: route 10.0.0.0/8 vrf A: origin: 1 is not a string", 0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\","
	  "\"origin\":\"none\"}",
	    "1: route 10.0.0.0/8: origin: \"none\" is not igp, egp or "
	    "incomplete",
	    0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\"}",
	    "1: route 10.0.0.0/8: family is missing", 0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"as_path\":["
	  "1,{\"set\":[2,\"x\"]}]}",
	    "1: route 10.0.0.0/8: as_path[1].set[1]: \"x\" is not a number",
	    0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"as_path\":["
	  "{\"bag\":[2]}]}",
	    "1: route 10.0.0.0/8: as_path[0]: it is not set, "
	    "confed_sequence or confed_set",
	    0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"time\":1e9}",
	    "1: route 10.0.0.0/8: time: 1e9 is not a time in seconds", 0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"time\":-1.5}",
	    "1: route 10.0.0.0/8: time: -1.5 is not a time in seconds", 0 },
	{ "{\"type\":\"route\",\"prefix\":\"10.0.0.0/8\",\"labels\":"
	  "[16,1048576]}",
	    "1: route 10.0.0.0/8: labels[1]: 1048576 is not in 0..1048575", 0 },
	{ "{\"type\":\"lfib\",\"in_label\":17,\"paths\":{}}",
	    "1: lfib 17: paths: an object is not an array", 0 },
	{ "{\"type\":\"policy\",\"name\":\"p\",\"rules\":[\n"
	  "{\"match\":{\"prefix\":[\"10.0.0.0/8\",\n7]}}]}",
	    "3: policy \"p\": rules[0].match.prefix[1]: 7 is not a string", 0 },
	{ "{\"type\":\"policy\",\"name\":\"p\",\"rules\":[1]}",
	    "1: policy \"p\": rules[0]: 1 is not an object", 0 },
	{ "{\"type\":\"interface_state\",\"name\":\"a\",\"up\":1}",
	    "1: interface_state \"a\": up: 1 is neither true nor false", 0 },
	{ "{\"type\":\"interface_state\",\"name\":\"a\",\"up\":null}",
	    "1: interface_state \"a\": up: null is neither true nor false", 0 },
	{ "{\"type\":\"tunnel\",\"name\":\"a\",\"socket\":\"a\\u0000b\"}",
	    "1: tunnel \"a\": socket: \"a\\u0000b\" has a NUL in it", 0 },
	{ "{\"name\":\"a\"}", "1: type is missing", 0 },
	{ "{\"type\":7}", "1: type: 7 is not a string", 0 },
	{ "[1]", "1: a record is a JSON object", 0 },
	{ "{\"type\":\"peer\",\n\"name\":'a'}", "2: not JSON", 0 },
	{ "{\"type\":\"peer\",\n\"name\":01}", "2: not JSON", 0 },
	{ "{\"type\":\"peer\",}", "1: a key is missing", 0 },
	{ "{\"type\":\"peer\"\n\"name\":\"a\"}", "2: a comma is missing", 0 },
	{ "{\"type\"}", "1: a colon is missing", 0 },
	{ "{\"type\":\"peer\"", "1: it ends too early", 0 },
	{ "{\"type\":\"peer", "1: a string without end", 0 },
	{ "{\"type\":\"pe\xff\"}", "1: not UTF-8", 0 },
	{ "{\"type\":\"\\x\"}", "1: no such escape", 0 },
	{ "{\"type\":\"\\ud800\"}", "1: no such escape", 0 },
	{ "{\"type\":\"a\tb\"}", "1: a control character in a string", 0 },
	{ "{\"type\":\"begin\",\"source\":\"a\"}}", "1: not JSON", 0 },
};

static void
every_fault_names_line_and_key_and_reason(void)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct rec_fault f = { 0 };
		char got[300];
		struct rec r;
		uint8_t *text;
		size_t n = strlen(faults[i].text);

		text = t_exact(faults[i].text, n);
		CHECK(!rec_read_json(
		    &r, (char *)text, n, faults[i].flags, &arena, &f));
		snprintf(got, sizeof(got), "%u: %s%s%s", f.line, f.key,
		    f.key[0] ? ": " : "", f.text);
		CHECK_STR(got, faults[i].want);
		CHECK(!rec_read_json(&r, (char *)text, n, faults[i].flags,
		    &arena, NULL)); /* and nobody need ask */
		free(text);
	}
	arena_fini(&arena);
}

static void
unknown_keys_and_types_are_nobodys_business(void)
{
	static const char *const good[] = {
		"{\"type\":\"eor\",\"of\":\"route\",\"new_key\":[1,{}]}",
		"{\"type\":\"martian\",\"as\":\"none\",\"as\":1}",
		"{\"of\":\"route\", // a comment\n \"type\":\"eor\"/**/}",
	};
	struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct rec r;

		CHECK(rec_read_json(
		    &r, good[i], strlen(good[i]), 0, &arena, NULL));
		CHECK(r.type == (i == 1 ? REC_NONE : REC_EOR));
	}
	arena_fini(&arena);
}

static void
times_are_cut_to_microseconds(void)
{
	static const struct {
		const char *seconds;
		int64_t us;
	} cases[] = {
		{ "1447830000.123456", 1447830000123456 },
		{ "1447830000", 1447830000000000 },
		{ "0", 0 },
		{ "0.5", 500000 },
		{ "0.000001", 1 },
		{ "1447830000.1234569", 1447830000123456 },
		{ "4102444800.999999", 4102444800999999 },
	};
	struct arena arena = { 0 };
	char line[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rec r;

		snprintf(line, sizeof(line), "{\"type\":\"flow\",\"time\":%s}",
		    cases[i].seconds);
		CHECK(rec_read_json(&r, line, strlen(line), 0, &arena, NULL));
		CHECK(r.session.time == cases[i].us);
	}
	arena_fini(&arena);
}

static void
every_truncation_is_refused(void)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < NLINES; i++) {
		for (size_t n = 0; n + 1 < strlen(lines[i]); n++) {
			uint8_t *text = t_exact(lines[i], n);
			struct rec_fault f;
			struct rec r;

			CHECK(!rec_read(&r, (char *)text, n, 0, &arena, &f));
			free(text);
		}
		arena_reset(&arena);
	}
	arena_fini(&arena);
}

static void
every_changed_byte_survives(void)
{
	struct arena arena = { 0 };
	struct obuf out = { 0 };

	for (size_t i = 0; i < NLINES; i++) {
		size_t n = strlen(lines[i]);

		for (size_t at = 0; at < n; at++) {
			uint8_t *text = t_exact(lines[i], n);
			struct rec_fault f;
			struct rec r;

			text[at] ^= (uint8_t)(1 + at % 127);
			if (rec_read(&r, (char *)text, n, 0, &arena, &f) &&
			    r.type != REC_NONE)
				rec_write(&out, &r);
			obuf_take(&out, obuf_left(&out));
			free(text);
		}
		arena_reset(&arena);
	}
	arena_fini(&arena);
	obuf_fini(&out);
}

/* A policy of n rules (or another record of n objects), read. */
static bool
read_many(const char *head, const char *each, unsigned n, struct rec_fault *f)
{
	struct arena arena = { 0 };
	struct obuf text = { 0 };
	struct rec r;
	bool taken;

	obuf_puts(&text, head);
	for (unsigned i = 0; i < n; i++)
		obuf_printf(&text, "%s%s", i > 0 ? "," : "", each);
	obuf_puts(&text, "]}");
	taken = rec_read(&r, obuf_at(&text), obuf_left(&text), 0, &arena, f);
	obuf_fini(&text);
	arena_fini(&arena);
	return taken;
}

static void
what_a_record_takes_in_memory_is_bounded(void)
{
	static const char policy[] =
	    "{\"type\":\"policy\",\"name\":\"p\",\"rules\":[";
	static const char route[] =
	    "{\"type\":\"route\",\"protocol\":\"static\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\","
	    "\"paths\":[";
	static const char other[] = "{\"type\":\"colour\",\"all\":[";
	struct rec_fault f = { 0 };

	CHECK(read_many(policy, "{}", 65536, &f));
	CHECK(!read_many(policy, "{}", 65537, &f));
	CHECK_STR(f.key, "policy \"p\": rules");
	CHECK_STR(f.text, "more than 65536 objects in one record");
	CHECK(read_many(route, "{}", 65536, &f));
	CHECK(!read_many(route, "{}", 65537, &f));
	CHECK_STR(f.text, "more than 65536 objects in one record");
	CHECK(read_many(other, "1", 1000000, &f));
	CHECK(!read_many(other, "1", 1048576, &f));
	CHECK_STR(f.text, "more than 1048576 keys and values in one record");
}

int
main(void)
{
	RUN(every_type_comes_back_as_it_was_written);
	RUN(both_readers_agree_on_every_line);
	RUN(a_copy_is_equal_and_stands_by_itself);
	RUN(every_fault_names_line_and_key_and_reason);
	RUN(unknown_keys_and_types_are_nobodys_business);
	RUN(times_are_cut_to_microseconds);
	RUN(what_a_record_takes_in_memory_is_bounded);
	RUN(every_truncation_is_refused);
	RUN(every_changed_byte_survives);
	return DONE();
}
