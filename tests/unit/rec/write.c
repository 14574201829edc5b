/* Records as they are written. */
#include "rec/write.h"
#include "../../t.h"
#include "base/obuf.h"
#include "rec/rec.h"
#include "value/family.h"

static struct prefix
prefix(const char *text)
{
	struct prefix p = { 0 };

	if (!prefix_parse(&p, text, strlen(text), NULL))
		abort();
	return p;
}

static void
check_line(const struct rec *r, const char *want)
{
	struct obuf out = { 0 };

	rec_write(&out, r);
	obuf_putc(&out, '\0');
	CHECK_STR(obuf_at(&out), want);
	obuf_fini(&out);
}

static void
type_comes_first_and_op_second(void)
{
	struct rec r = { .type = REC_ROUTE, .del = true };

	PUT(&r.route, route, rib, RIB_LOC);
	PUT(&r.route, route, protocol, "bgp");
	PUT(&r.route, route, family, FAMILY_IPV4_UNICAST);
	PUT(&r.route, route, prefix, prefix("172.16.0.0/24"));
	check_line(&r, "{\"type\":\"route\",\"op\":\"del\",\"rib\":\"loc\","
		       "\"protocol\":\"bgp\",\"family\":\"ipv4_unicast\","
		       "\"prefix\":\"172.16.0.0/24\"}\n");
}

static void
fields_come_in_the_order_of_the_table(void)
{
	struct rec r = { .type = REC_ROUTE };
	struct rec_route *t = &r.route;
	struct rec_path path = { 0 };
	uint32_t asns[] = { 64512 }, communities[] = { 64512u << 16 | 100 };
	struct rec_segment segment = { AS_SEQUENCE, 1, asns };

	PUT(t, route, time, 1447830000123456);
	PUT(t, route, reason, "local_pref");
	PUT(t, route, peer, "aws-dx-1");
	PUT(t, route, family, FAMILY_IPV4_UNICAST);
	PUT(t, route, protocol, "bgp");
	PUT(t, route, rib, RIB_LOC);
	PUT(t, route, prefix, prefix("172.16.0.0/24"));
	PUT(t, route, origin, 0);
	PUT(t, route, as_path, (rec_as_path){ 1, &segment });
	PUT(t, route, med, 0);
	PUT(t, route, local_pref, 200);
	PUT(t, route, communities, (rec_numbers){ 1, communities });
	PUT(t, route, next_hop, addr_ip4(0xc0a80002));
	PUT(&path, path, interface, "eth0");
	PUT(&path, path, next_hop, addr_ip4(0xc0a80002));
	MARK(t, route, paths);
	t->paths.n = 1;
	t->paths.at = &path;
	check_line(&r,
	    "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\","
	    "\"family\":\"ipv4_unicast\",\"prefix\":\"172.16.0.0/24\","
	    "\"paths\":[{\"next_hop\":\"192.168.0.2\","
	    "\"interface\":\"eth0\"}],\"next_hop\":\"192.168.0.2\","
	    "\"origin\":\"igp\",\"as_path\":[64512],\"local_pref\":200,"
	    "\"med\":0,\"communities\":[\"64512:100\"],"
	    "\"peer\":\"aws-dx-1\",\"reason\":\"local_pref\","
	    "\"time\":1447830000.123456}\n");
}

static void
a_lone_prefix_stands_bare_in_nlri(void)
{
	struct rec r = { .type = REC_MESSAGE };
	struct rec_announce announce = { 0 };
	struct rec_nlri nlri[2] = { 0 };

	PUT(&nlri[0], nlri, prefix, prefix("10.0.0.0/24"));
	PUT(&nlri[1], nlri, prefix, prefix("10.0.1.0/24"));
	PUT(&nlri[1], nlri, path_id, 7);
	PUT(&announce, announce, family, FAMILY_IPV4_UNICAST);
	MARK(&announce, announce, nlri);
	announce.nlri.n = 2;
	announce.nlri.at = nlri;
	MARK(&r.message, message, announce);
	r.message.announce.n = 1;
	r.message.announce.at = &announce;
	MARK(&r.message, message, withdraw);
	MARK(&r.message, message, attributes);
	check_line(&r,
	    "{\"type\":\"message\",\"announce\":[{\"family\":\"ipv4_unicast\","
	    "\"nlri\":[\"10.0.0.0/24\",{\"prefix\":\"10.0.1.0/24\","
	    "\"path_id\":7}]}],\"withdraw\":[],\"attributes\":{}}\n");
}

static void
sets_and_confederations_are_objects_in_the_as_path(void)
{
	struct rec r = { .type = REC_ROUTE };
	uint32_t asns[] = { 1, 4200000000 };
	struct rec_segment segments[] = {
		{ AS_CONFED_SEQUENCE, 2, asns },
		{ AS_CONFED_SET, 1, asns },
		{ AS_SEQUENCE, 2, asns },
		{ AS_SET, 2, asns },
		{ AS_SEQUENCE, 1, asns },
	};

	PUT(&r.route, route, as_path, (rec_as_path){ 5, segments });
	check_line(&r, "{\"type\":\"route\",\"as_path\":[{\"confed_sequence\":"
		       "[1,4200000000]},{\"confed_set\":[1]},1,4200000000,"
		       "{\"set\":[1,4200000000]},1]}\n");
}

static void
special_characters_are_escaped_wherever_they_stand(void)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "a", "\"a\"" },
		{ "ab\"", "\"ab\\\"\"" },
		{ "a\\b", "\"a\\\\b\"" },
		{ "\n\r\t\b\f", "\"\\n\\r\\t\\b\\f\"" },
		{ "1234567\x01", "\"1234567\\u0001\"" },
		{ "12345678\x1f", "\"12345678\\u001f\"" },
		{ "123456789012\"345678", "\"123456789012\\\"345678\"" },
		{ "\x7f", "\"\x7f\"" },
		{ "gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"" },
		{ "\xff-\xc3", "\"\xef\xbf\xbd-\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", /* half of a surrogate pair */
		    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct obuf out = { 0 };

		rec_write_text(&out, cases[i].text);
		obuf_putc(&out, '\0');
		CHECK_STR(obuf_at(&out), cases[i].json);
		obuf_fini(&out);
	}
}

static void
a_long_record_makes_the_buffer_grow(void)
{
	struct rec r = { .type = REC_MESSAGE };
	struct obuf out = { 0 };
	uint8_t data[5000];
	size_t after;

	memset(data, 0xab, sizeof(data));
	PUT(&r.message, message, data, (struct rec_bytes){ 5000, data });
	PUT(&r.message.error, error, text, "too long");
	MARK(&r.message, message, error);
	obuf_puts(&out, "taken");
	obuf_take(&out, 4); /* what was taken moves out when it grows */
	rec_write(&out, &r);
	obuf_putc(&out, '\0');
	after = strlen("n{\"type\":\"message\",\"data\":\"") + 10000;
	CHECK(obuf_left(&out) > after);
	CHECK_STR(
	    obuf_at(&out) + after, "\",\"error\":{\"text\":\"too long\"}}\n");
	obuf_fini(&out);
}

int
main(void)
{
	RUN(type_comes_first_and_op_second);
	RUN(fields_come_in_the_order_of_the_table);
	RUN(a_lone_prefix_stands_bare_in_nlri);
	RUN(sets_and_confederations_are_objects_in_the_as_path);
	RUN(special_characters_are_escaped_wherever_they_stand);
	RUN(a_long_record_makes_the_buffer_grow);
	return DONE();
}
