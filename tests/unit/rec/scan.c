/* The fast reader: what it reads, and what it leaves to the full one. */
#include "rec/scan.h"

#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"
#include "value/family.h"

/* Each as the writer writes it. */
static const char *const lines[] = {
	"{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\",\"vrf\":"
	"\"A\","
	"\"family\":\"ipv4_unicast\",\"rd\":\"65001:100\","
	"\"prefix\":\"172.16.0.0/24\",\"path_id\":7,\"metric\":4294967295,"
	"\"paths\":[{\"next_hop\":\"192.168.0.2\",\"interface\":\"eth0\","
	"\"labels\":[16,1048575],\"weight\":1},{}],\"labels\":[],"
	"\"from_rd\":\"192.0.2.1:7\",\"next_hop\":\"192.168.0.2\","
	"\"next_hop_link_local\":\"fe80::1\",\"origin\":\"igp\","
	"\"as_path\":[64512,4200000000],\"local_pref\":200,\"med\":0,"
	"\"atomic_aggregate\":true,"
	"\"aggregator\":{\"as\":64512,\"address\":\"192.0.2.9\"},"
	"\"communities\":[\"64512:100\",\"65535:65281\"],"
	"\"large_communities\":[\"1:2:3\"],"
	"\"ext_communities\":[\"rt:65001:100\",\"0x9906000000000000\"],"
	"\"originator_id\":\"192.0.2.8\",\"cluster_list\":[\"192.0.2.7\","
	"\"192.0.2.6\",\"192.0.2.5\",\"192.0.2.4\",\"192.0.2.3\"],"
	"\"unknown\":[{\"code\":99,\"flags\":192,\"value\":\"00ff\"}],"
	"\"peer\":\"aws-dx-1\",\"peer_as\":64512,\"weight\":0,"
	"\"reason\":\"local_pref 200 over 100\",\"stale\":false,"
	"\"time\":1447830000.123456}\n",
	"{\"type\":\"route\",\"op\":\"del\",\"rib\":\"loc\",\"protocol\":"
	"\"bgp\","
	"\"family\":\"ipv6_unicast\",\"prefix\":\"2001:db8::/32\"}\n",
	"{\"type\":\"label\",\"fec\":\"192.0.2.3/32\","
	"\"neighbor\":\"192.0.2.2:0\",\"direction\":\"remote\",\"label\":20}\n",
	"{\"type\":\"lsp\",\"fec\":\"192.0.2.3/32\",\"protocol\":\"ldp\","
	"\"paths\":[{\"next_hop\":\"10.0.12.2\",\"interface\":\"eth1\","
	"\"labels\":[20]}]}\n",
	"{\"type\":\"lfib\",\"in_label\":17,\"protocol\":\"ldp\","
	"\"paths\":[{\"next_hop\":\"10.0.23.3\",\"interface\":\"eth2\","
	"\"labels\":[20]}],\"accept_on\":[\"eth1\",\"eth3\"]}\n",
	"{\"type\":\"lfib\",\"in_label\":200001,\"protocol\":\"bgp\","
	"\"vrf\":\"\"}\n",
	"{\"type\":\"eor\",\"of\":\"route\",\"protocol\":\"bgp\",\"vrf\":\"A\","
	"\"family\":\"ipv4_unicast\"}\n",
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":\"update\","
	"\"time\":1447830000.000000,\"frame\":2,\"src\":\"10.0.0.2\","
	"\"sport\":179,\"dst\":\"10.0.0.254\",\"dport\":41022,"
	"\"length\":98,"
	"\"announce\":[{\"family\":\"ipv4_unicast\",\"next_hop\":"
	"\"10.0.0.2\",\"nlri\":[\"13.189.141.0/24\",{\"prefix\":"
	"\"10.0.0.0/8\",\"path_id\":7}]},{\"family\":\"ipv4_vpn\","
	"\"nlri\":[{\"rd\":\"65001:100\",\"prefix\":\"10.2.0.0/16\","
	"\"labels\":[200001]}]}],\"withdraw\":[],"
	"\"attributes\":{\"origin\":\"igp\",\"as_path\":[65002]},"
	"\"raw\":{\"as4\":false}}\n",
	"{\"type\":\"message\",\"protocol\":\"bgp\",\"kind\":"
	"\"keepalive\"}\n",
};

#define NLINES (sizeof(lines) / sizeof(*lines))

/* Scans a text whose ends ASan guards. */
static bool
scan(struct rec *r, const char *text, size_t n, struct arena *arena)
{
	uint8_t *p = t_exact(text, n);
	bool read = rec_scan(r, (const char *)p, n, arena);

	free(p);
	return read;
}

static bool
is_read(const char *text)
{
	struct arena arena = { 0 };
	struct rec r;
	bool read = scan(&r, text, strlen(text), &arena);

	arena_fini(&arena);
	return read;
}

static void
what_the_writer_wrote_is_read_and_written_the_same(void)
{
	for (size_t i = 0; i < NLINES; i++) {
		struct arena arena = { 0 };
		struct obuf o = { 0 };
		struct rec r;

		CHECK(scan(&r, lines[i], strlen(lines[i]), &arena));
		rec_write(&o, &r);
		obuf_putc(&o, '\0');
		CHECK_STR(obuf_at(&o), lines[i]);
		obuf_fini(&o);
		arena_fini(&arena);
	}
}

static void
the_values_are_those_of_the_text(void)
{
	struct arena arena = { 0 };
	const struct rec_route *t;
	struct rec r;

	CHECK(scan(&r, lines[0], strlen(lines[0]), &arena));
	t = &r.route;
	CHECK(r.type == REC_ROUTE && !r.del && t->rib == RIB_LOC);
	CHECK(t->family == FAMILY_IPV4_UNICAST && t->prefix.len == 24);
	CHECK(t->metric == UINT32_MAX && t->time == 1447830000123456);
	CHECK(t->paths.n == 2 && t->paths.at[0].labels.at[1] == 1048575);
	CHECK(t->paths.at[1].has == 0 && HAS(t, route, labels));
	CHECK(t->as_path.n == 1 && t->as_path.at[0].type == AS_SEQUENCE);
	CHECK(t->as_path.at[0].n == 2);
	CHECK(t->cluster_list.n == 5 && t->cluster_list.at[4].b[3] == 3);
	CHECK(t->unknown.at[0].value.at[1] == 0xff);
	CHECK(!HAS(t, route, hex) && HAS(t, route, stale) && !t->stale);
	arena_fini(&arena);
}

static void
keys_may_stand_in_any_order(void)
{
	struct arena arena = { 0 };
	const char text[] = "{\"type\":\"eor\",\"family\":\"ipv4_unicast\","
			    "\"vrf\":\"A\",\"of\":\"route\"}";
	struct rec r;

	CHECK(scan(&r, text, sizeof(text) - 1, &arena));
	CHECK_STR(r.eor.of, "route");
	CHECK_STR(r.eor.vrf, "A");
	arena_fini(&arena);
}

static void
every_truncation_is_declined(void)
{
	struct arena arena = { 0 };
	struct rec r;

	for (size_t i = 0; i < NLINES; i++)
		for (size_t n = 0; n + 1 < strlen(lines[i]); n++)
			CHECK(!scan(&r, lines[i], n, &arena));
	arena_fini(&arena);
}

static void
every_changed_byte_survives(void)
{
	struct arena arena = { 0 };
	struct rec r;

	for (size_t i = 0; i < NLINES; i++) {
		size_t n = strlen(lines[i]);
		char *copy = (char *)t_exact(lines[i], n);

		for (size_t at = 0; at < n; at++)
			for (int bit = 0; bit < 8; bit++) {
				copy[at] = (char)(copy[at] ^ 1 << bit);
				scan(&r, copy, n, &arena);
				copy[at] = (char)(copy[at] ^ 1 << bit);
				arena_reset(&arena);
			}
		free(copy);
	}
	arena_fini(&arena);
}

static void
what_is_unusual_is_declined(void)
{
	static const char *const unusual[] = {
		"",
		"{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":1}",
		"{\"type\":\"eors\",\"of\":\"route\"}",
		"{\"type\":\"eor\", \"of\":\"route\"}",
		"{\"type\":\"eor\",\"of\" :\"route\"}",
		"{\"type\":\"eor\",\"of\":\"r\\u006fute\"}",
		"{\"type\":\"eor\",\"of\":\"\xc3\xa9\"}",
		"{\"type\":\"eor\",\"of\":\"route\",\"of\":\"lsp\"}",
		"{\"type\":\"eor\",\"of\":\"route\",\"new\":1}",
		"{\"type\":\"eor\",\"of\":\"route\",\"op\":\"del\"}",
		"{\"type\":\"eor\",\"op\":\"put\",\"of\":\"route\"}",
		"{\"type\":\"eor\",\"of\":null}",
		"{\"type\":\"eor\",\"of\":7}",
		"{\"type\":\"eor\",\"of\":\"\"}",
		"{\"type\":\"eor\",\"of\":\"a b\"}",
		"{\"type\":\"eor\"}",
		"{\"type\":\"eor\",\"of\":\"route\"}x",
		"{\"type\":\"eor\",\"of\":\"route\"}\n\n",
		"{\"type\":\"eor\",\"of\":\"route\",}",
		"{\"type\":\"eor\",\"of\":\"route\",\"family\":\"ipv5\"}",
	};

	CHECK(is_read("{\"type\":\"eor\",\"of\":\"route\"}"));
	CHECK(is_read("{\"type\":\"eor\",\"op\":\"add\",\"of\":\"route\"}\n"));
	for (size_t i = 0; i < sizeof(unusual) / sizeof(*unusual); i++)
		CHECK(!is_read(unusual[i]));
}

static void
a_value_of_the_wrong_form_is_declined(void)
{
	static const char *const wrong[] = { "\"in_label\":\"17\"",
		"\"in_label\":1048576", "\"in_label\":-1", "\"in_label\":017",
		"\"in_label\":1.0", "\"in_label\":1e1",
		"\"in_label\":99999999999999999999",
		"\"in_label\":", "\"in_label\":[17]",
		"\"in_label\":17,\"paths\":{}",
		"\"in_label\":17,\"paths\":[{\"weight\":0}]",
		"\"in_label\":17,\"paths\":[{\"weight\":65536}]",
		"\"in_label\":17,\"paths\":[{\"next_hop\":\"10.0.0\"}]",
		"\"in_label\":17,\"paths\":[{\"labels\":[1,]}]",
		"\"in_label\":17,\"paths\":[,]",
		"\"in_label\":17,\"paths\":[{}",
		"\"in_label\":17,\"vrf\":true" };
	char line[128];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(
		    line, sizeof(line), "{\"type\":\"lfib\",%s}", wrong[i]);
		CHECK(!is_read(line));
	}
}

static void
a_del_needs_only_what_makes_its_key(void)
{
	CHECK(
	    is_read("{\"type\":\"label\",\"op\":\"del\",\"fec\":\"10.0.0.0/8\","
		    "\"neighbor\":\"192.0.2.2:0\",\"direction\":\"local\"}"));
	CHECK(
	    !is_read("{\"type\":\"label\",\"fec\":\"10.0.0.0/8\","
		     "\"neighbor\":\"192.0.2.2:0\",\"direction\":\"local\"}"));
	CHECK(!is_read("{\"type\":\"label\",\"op\":\"del\","
		       "\"fec\":\"10.0.0.0/8\",\"direction\":\"local\"}"));
}

int
main(void)
{
	RUN(what_the_writer_wrote_is_read_and_written_the_same);
	RUN(the_values_are_those_of_the_text);
	RUN(keys_may_stand_in_any_order);
	RUN(every_truncation_is_declined);
	RUN(every_changed_byte_survives);
	RUN(what_is_unusual_is_declined);
	RUN(a_value_of_the_wrong_form_is_declined);
	RUN(a_del_needs_only_what_makes_its_key);
	return DONE();
}
