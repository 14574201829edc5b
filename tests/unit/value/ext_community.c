/* Extended communities, by the RFC that named each. */
#include "../../t.h"
#include "base/fault.h"
#include "value/community.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

struct refused {
	const char *text;
	size_t at;
	const char *what;
};

static void
extended_communities_read_and_write_as_their_bytes(void)
{
	static const struct {
		const char *text;
		uint8_t b[8];
	} rows[] = {
		{ "rt:65001:100", { 0, 2, 0xfd, 0xe9, 0, 0, 0, 100 } },
		{ "rt:192.0.2.1:7", { 1, 2, 192, 0, 2, 1, 0, 7 } },
		{ "rt:65536:7", { 2, 2, 0, 1, 0, 0, 0, 7 } },
		{ "rt:2:1:7", { 2, 2, 0, 0, 0, 1, 0, 7 } },
		{ "soo:65001:100", { 0, 3, 0xfd, 0xe9, 0, 0, 0, 100 } },
		{ "soo:192.0.2.1:7", { 1, 3, 192, 0, 2, 1, 0, 7 } },
		{ "soo:2:0:7", { 2, 3, 0, 0, 0, 0, 0, 7 } },
		{ "encapsulation:vxlan", { 3, 12, 0, 0, 0, 0, 0, 8 } },
		{ "encapsulation:99", { 3, 12, 0, 0, 0, 0, 0, 99 } },
		{ "link_bandwidth:65001:1250000",
		    { 0x40, 4, 0xfd, 0xe9, 0x49, 0x98, 0x96, 0x80 } },
		{ "ospf_domain_id:65001:5", { 0, 5, 0xfd, 0xe9, 0, 0, 0, 5 } },
		{ "ospf_route_type:0.0.0.1:5:1", { 3, 6, 0, 0, 0, 1, 5, 1 } },
		{ "ospf_router_id:192.0.2.1:0", { 1, 7, 192, 0, 2, 1, 0, 0 } },
		{ "vrf_route_import:192.0.2.1:7",
		    { 1, 11, 192, 0, 2, 1, 0, 7 } },
		{ "color:0:100", { 3, 11, 0, 0, 0, 0, 0, 100 } },
		{ "default_gateway", { 3, 13 } },
		{ "mac_mobility:1:5", { 6, 0, 1, 0, 0, 0, 0, 5 } },
		{ "esi_label:1:20", { 6, 1, 1, 0, 0, 0, 1, 0x40 } },
		{ "es_import:02:00:00:00:00:ff", { 6, 2, 2, 0, 0, 0, 0, 255 } },
		{ "router_mac:02:00:00:00:00:01", { 6, 3, 2, 0, 0, 0, 0, 1 } },
		{ "evpn_layer2:2:1500", { 6, 4, 0, 2, 5, 0xdc } },
		{ "df_election:1:16384", { 6, 6, 1, 0x40 } },
		{ "traffic_rate:0:0", { 0x80, 6 } },
		{ "traffic_rate:1:9600", { 0x80, 6, 0, 1, 0x46, 0x16 } },
		{ "traffic_rate_packets:0:1", { 0x80, 12, 0, 0, 0x3f, 0x80 } },
		{ "traffic_action:3", { 0x80, 7, 0, 0, 0, 0, 0, 3 } },
		{ "traffic_marking:10", { 0x80, 9, 0, 0, 0, 0, 0, 10 } },
		{ "redirect:65500:12345",
		    { 0x80, 8, 0xff, 0xdc, 0, 0, 0x30, 0x39 } },
		{ "redirect:192.0.2.1:7", { 0x81, 8, 192, 0, 2, 1, 0, 7 } },
		{ "redirect:65536:7", { 0x82, 8, 0, 1, 0, 0, 0, 7 } },
		{ "layer2_info:19:0:1500:111",
		    { 0x80, 10, 19, 0, 5, 0xdc, 0, 111 } },
		{ "origin_validation:2", { 0x43, 0, 0, 0, 0, 0, 0, 2 } },
		/* bits where the name leaves none; half an octet; minus zero */
		{ "0x030c000001000008", { 3, 12, 0, 0, 1, 0, 0, 8 } },
		{ "0x060101000000014f", { 6, 1, 1, 0, 0, 0, 1, 0x4f } },
		{ "0x800600003f000000", { 0x80, 6, 0, 0, 0x3f, 0, 0, 0 } },
		{ "0x8006000080000000", { 0x80, 6, 0, 0, 0x80, 0, 0, 0 } },
		{ "0x800600007fc00000", { 0x80, 6, 0, 0, 0x7f, 0xc0, 0, 0 } },
		/* not transitive, unknown */
		{ "0x4002fde900000064", { 0x40, 2, 0xfd, 0xe9, 0, 0, 0, 100 } },
		{ "0x0004fde900000064", { 0, 4, 0xfd, 0xe9, 0, 0, 0, 100 } },
		{ "0xffffffffffffffff",
		    { 255, 255, 255, 255, 255, 255, 255, 255 } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ext_community c = { { 99 } };
		char text[EXT_COMMUNITY_TEXT], *end;

		CHECK(ext_community_parse(
		    &c, rows[i].text, strlen(rows[i].text), NULL));
		CHECK(memcmp(c.b, rows[i].b, 8) == 0);
		end = ext_community_format(&c, text);
		CHECK_STR(text, rows[i].text);
		CHECK(end == text + strlen(text));
	}
}

static void
every_extended_community_comes_back_from_its_text(void)
{
	uint64_t state = 53;

	for (unsigned i = 0; i < 500000; i++) {
		uint64_t v = t_draw(&state);
		struct ext_community c, back;
		char text[EXT_COMMUNITY_TEXT], *end;

		memcpy(c.b, &v, 8);
		if (i % 4 != 0) {
			c.b[0] = (uint8_t)(i % 5);
			c.b[1] = (uint8_t)(1 + i % 3);
		}
		if (i % 7 == 0)
			c.b[2] = c.b[3] = 0;
		end = ext_community_format(&c, text);
		CHECK(ext_community_parse(
		    &back, text, (size_t)(end - text), NULL));
		CHECK(memcmp(c.b, back.b, 8) == 0);
	}
}

/* Values that have a name, and such as just miss it. */
static void
every_named_value_comes_back_from_its_text(void)
{
	static const uint8_t types[] = { 0, 1, 2, 3, 6, 0x40, 0x43, 0x80, 0x81,
		0x82 };
	uint64_t state = 71;

	for (unsigned i = 0; i < 500000; i++) {
		uint64_t v = t_draw(&state), mask = t_draw(&state);
		struct ext_community c, back;
		char text[EXT_COMMUNITY_TEXT], *end;

		memcpy(c.b, &v, 8);
		c.b[0] = types[c.b[0] % sizeof(types)];
		c.b[1] %= 0x14;
		for (unsigned k = 2; k < 8; k++)
			if (mask >> k & 1)
				c.b[k] = 0;
		end = ext_community_format(&c, text);
		CHECK(end == text + strlen(text));
		CHECK(end < text + sizeof(text));
		CHECK(ext_community_parse(
		    &back, text, (size_t)(end - text), NULL));
		CHECK(memcmp(c.b, back.b, 8) == 0);
	}
}

static void
all_types_and_subtypes_come_back(void)
{
	for (unsigned i = 0; i < 65536; i++) {
		struct ext_community c = { { (uint8_t)(i >> 8), (uint8_t)i, 1,
		    2, 3, 4, 5, 6 } };
		struct ext_community back;
		char text[EXT_COMMUNITY_TEXT], *end;

		end = ext_community_format(&c, text);
		CHECK(ext_community_parse(
		    &back, text, (size_t)(end - text), NULL));
		CHECK(memcmp(c.b, back.b, 8) == 0);
	}
}

static void
what_is_no_extended_community_is_refused_at_its_place(void)
{
	static const struct refused rows[] = {
		{ "", 0, "neither a name like \"rt:\" nor \"0x\"" },
		{ "rt", 2, "a colon is missing" },
		{ "65001:100", 0, "neither a name like \"rt:\" nor \"0x\"" },
		{ "RT:65001:100", 0, "neither a name like \"rt:\" nor \"0x\"" },
		{ "rt:", 3, "a colon is missing" },
		{ "rt:65001", 8, "a colon is missing" },
		{ "rt:65001:", 9, "a number is missing" },
		{ "rt:1:2:3", 6, "a colon too many" },
		{ "rt:2:70000:1", 3, "\"2:\" before a large AS number" },
		{ "soo:65001:x", 10, "not a digit" },
		{ "color:0", 7, "a colon is missing" },
		{ "color:0:1:2", 9, "a colon too many" },
		{ "color:65536:1", 6, "number too large" },
		{ "default_gateway:1", 15, "a colon too many" },
		{ "esi_label:1:1048576", 12, "number too large" },
		{ "router_mac:02:00", 11, "not a MAC address" },
		{ "router_mac:02:00:00:00:00-01", 25, "not a colon" },
		{ "encapsulation:vx", 14, "not a digit" },
		{ "0x", 0, "not 16 hex digits" },
		{ "0x0002fde90000006", 0, "not 16 hex digits" },
		{ "0x0002fde90000006x", 17, "not a hex digit" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].text);
		char *copy = (char *)t_exact(rows[i].text, n);
		struct ext_community c = { { 77 } };
		struct fault f = { 0 };

		CHECK(!ext_community_parse(&c, copy, n, &f));
		CHECK_STR(f.what, rows[i].what);
		CHECK((const char *)f.at == copy + rows[i].at);
		CHECK(c.b[0] == 77);
		free(copy);
	}
}

int
main(void)
{
	RUN(extended_communities_read_and_write_as_their_bytes);
	RUN(every_extended_community_comes_back_from_its_text);
	RUN(all_types_and_subtypes_come_back);
	RUN(what_is_no_extended_community_is_refused_at_its_place);
	RUN(every_named_value_comes_back_from_its_text);
	return DONE();
}
