/* Identity: which records are one, and what they are called. */
#include "../../t.h"
#include "base/arena.h"
#include "rec/rec.h"

static struct arena arena;

static struct rec
read_line(const char *line)
{
	struct rec_fault f = { 0 };
	struct rec r;

	if (!rec_read(&r, line, strlen(line), 0, &arena, &f))
		printf("# %s: %s\n", line, f.text);
	return r;
}

/* `a` and `b` have one key, or not; hashes follow. */
static void
check_pair(const char *a, const char *b, bool same)
{
	struct rec ra = read_line(a), rb = read_line(b);

	CHECK(rec_key_equal(&ra, &rb) == same);
	CHECK(rec_key_equal(&rb, &ra) == same);
	CHECK((rec_key_hash(&ra) == rec_key_hash(&rb)) == same);
	arena_reset(&arena);
}

/* Routes that are the same but for `field`, which is in the key or not. */
static void
check_route(const char *rib, const char *field, bool in_key)
{
	char with[300], without[300];

	snprintf(with, sizeof(with),
	    "{\"type\":\"route\",%s\"family\":\"ipv4_unicast\","
	    "\"prefix\":\"10.0.0.0/8\",%s}",
	    rib, field);
	snprintf(without, sizeof(without),
	    "{\"type\":\"route\",%s\"family\":\"ipv4_unicast\","
	    "\"prefix\":\"10.0.0.0/8\"}",
	    rib);
	check_pair(with, without, !in_key);
	check_pair(with, with, true);
}

static void
the_key_of_a_route_follows_from_its_rib(void)
{
	static const struct {
		const char *field;
		bool source, adj, loc;
	} rows[] = {
		{ "\"protocol\":\"static\"", true, false, false },
		{ "\"metric\":5", true, false, false },
		{ "\"vrf\":\"A\"", true, true, true },
		{ "\"rd\":\"1:1\"", false, true, true },
		{ "\"peer\":\"a\"", false, true, false },
		{ "\"path_id\":1", false, true, false },
		{ "\"local_pref\":1", false, false, false },
		{ "\"paths\":[]", false, false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		check_route("", rows[i].field, rows[i].source);
		check_route("\"rib\":\"adj_in\",", rows[i].field, rows[i].adj);
		check_route(
		    "\"rib\":\"adj_in_pre\",", rows[i].field, rows[i].adj);
		check_route("\"rib\":\"adj_out\",", rows[i].field, rows[i].adj);
		check_route("\"rib\":\"loc\",", rows[i].field, rows[i].loc);
	}
}

static void
views_of_different_ribs_are_different_routes(void)
{
	static const char *const ribs[] = { "", "\"rib\":\"adj_in_pre\",",
		"\"rib\":\"adj_in\",", "\"rib\":\"adj_out\",",
		"\"rib\":\"loc\"," };
	char a[200], b[200];

	for (int i = 0; i < 5; i++) {
		for (int j = 0; j < 5; j++) {
			snprintf(a, sizeof(a),
			    "{\"type\":\"route\",%s\"family\":"
			    "\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\"}",
			    ribs[i]);
			snprintf(b, sizeof(b),
			    "{\"type\":\"route\",%s\"family\":"
			    "\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\"}",
			    ribs[j]);
			check_pair(a, b, i == j);
		}
	}
}

static void
all_other_types_have_their_key_in_the_table(void)
{
	check_pair("{\"type\":\"peer\",\"name\":\"a\",\"remote_as\":1}",
	    "{\"type\":\"peer\",\"op\":\"del\",\"name\":\"a\"}", true);
	check_pair("{\"type\":\"vrf\",\"name\":\"a\"}",
	    "{\"type\":\"vrf\",\"name\":\"b\"}", false);
	check_pair("{\"type\":\"vrf\",\"name\":\"a\"}",
	    "{\"type\":\"cloud\",\"name\":\"a\"}", false);
	check_pair("{\"type\":\"lsp\",\"fec\":\"10.0.0.1/32\",\"paths\":[]}",
	    "{\"type\":\"lsp\",\"fec\":\"10.0.0.1/32\",\"paths\":[{}]}", true);
	check_pair("{\"type\":\"lfib\",\"in_label\":16,\"vrf\":\"A\"}",
	    "{\"type\":\"lfib\",\"in_label\":16}", true);
	check_pair("{\"type\":\"eor\",\"of\":\"route\",\"protocol\":\"bgp\"}",
	    "{\"type\":\"eor\",\"of\":\"route\"}", false);
	check_pair("{\"type\":\"router\",\"as\":1,\"router_id\":\"1.1.1.1\"}",
	    "{\"type\":\"router\",\"as\":2,\"router_id\":\"1.1.1.2\"}", true);
}

static void
one_different_field_makes_records_unequal(void)
{
	static const char *const lines[] = {
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\"}",
		"{\"type\":\"route\",\"op\":\"del\",\"family\":"
		"\"ipv4_unicast\"}",
		"{\"type\":\"route\",\"family\":\"ipv6_unicast\"}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\",\"med\":0}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\",\"med\":1}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"as_path\":[]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"as_path\":[1,2]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"as_path\":[1,3]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"as_path\":[{\"set\":[1,3]}]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"paths\":[{\"next_hop\":\"10.0.0.1\"}]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"paths\":[{\"next_hop\":\"10.0.0.1\"},{}]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"paths\":[{\"next_hop\":\"10.0.0.1\",\"weight\":1}]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"paths\":[{\"next_hop\":\"10.0.0.1\",\"labels\":[16]}]}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"hex\":\"00\"}",
		"{\"type\":\"route\",\"family\":\"ipv4_unicast\","
		"\"hex\":\"01\"}",
		"{\"type\":\"step\",\"action\":\"add\",\"to\":1}",
		"{\"type\":\"step\",\"action\":\"add\",\"to\":1.0}",
	};
	size_t n = sizeof(lines) / sizeof(*lines);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			struct rec a = read_line(lines[i]);
			struct rec b = read_line(lines[j]);

			CHECK(rec_equal(&a, &b) == (i == j));
		}
	}
	arena_reset(&arena);
}

static void
people_are_told_what_tells_records_apart(void)
{
	static const struct {
		const char *line, *name;
	} cases[] = {
		{ "{\"type\":\"peer\",\"name\":\"aws-1\",\"remote_as\":1}",
		    "peer \"aws-1\"" },
		{ "{\"type\":\"begin\",\"source\":\"my site.json\"}",
		    "begin \"my site.json\"" },
		{ "{\"type\":\"route\",\"rib\":\"loc\",\"vrf\":\"A\","
		  "\"family\":\"ipv4_unicast\",\"prefix\":\"10.0.0.0/8\"}",
		    "route 10.0.0.0/8 vrf A" },
		{ "{\"type\":\"route\",\"protocol\":\"static\","
		  "\"family\":\"ipv6_unicast\",\"prefix\":\"::/0\","
		  "\"metric\":5}",
		    "route ::/0 protocol static metric 5" },
		{ "{\"type\":\"label\",\"fec\":\"10.0.0.1/32\",\"neighbor\":"
		  "\"10.0.0.2:0\",\"direction\":\"local\",\"label\":16}",
		    "label 10.0.0.1/32 neighbor 10.0.0.2:0 direction local" },
		{ "{\"type\":\"lfib\",\"in_label\":17}", "lfib 17" },
		{ "{\"type\":\"eor\",\"of\":\"route\",\"protocol\":\"bgp\","
		  "\"family\":\"ipv4_unicast\"}",
		    "eor route protocol bgp family ipv4_unicast" },
		{ "{\"type\":\"router\",\"as\":1,\"router_id\":\"1.1.1.1\"}",
		    "router" },
	};
	char name[96], little[8];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rec r = read_line(cases[i].line);

		rec_key_format(&r, name, sizeof(name));
		CHECK_STR(name, cases[i].name);
		rec_key_format(&r, little, sizeof(little));
		CHECK(strlen(little) < sizeof(little));
		CHECK(strncmp(little, name, strlen(little)) == 0);
	}
	arena_reset(&arena);
}

int
main(void)
{
	RUN(the_key_of_a_route_follows_from_its_rib);
	RUN(views_of_different_ribs_are_different_routes);
	RUN(all_other_types_have_their_key_in_the_table);
	RUN(one_different_field_makes_records_unequal);
	RUN(people_are_told_what_tells_records_apart);
	arena_fini(&arena);
	return DONE();
}
