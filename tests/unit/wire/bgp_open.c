/* OPEN, and the messages that are little more than a header. */
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

/*
 * AS 70000, hold time 90, 192.0.2.1: IPv6 unicast, route refresh, extended
 * messages, graceful restart, 4-octet AS, ADD-PATH both ways, one of our own.
 */
static const uint8_t golden[] = {
	/* clang-format off */
	4,  0x5b, 0xa0,  0, 90,  192, 0, 2, 1,
	38, 2, 36,
	1, 4, 0, 2, 0, 1,
	2, 0,
	6, 0,
	64, 6, 0xc0, 120, 0, 2, 1, 0x80,
	65, 4, 0, 1, 0x11, 0x70,
	69, 4, 0, 2, 1, 3,
	200, 4, 1, 2, 3, 4,
	/* clang-format on */
};

static void
all_that_an_open_says_is_read(void)
{
	struct bgp_open o;
	struct bgp_capability_iter it;
	struct bgp_capability c;
	unsigned n = 0;

	CHECK(bgp_open_decode(rbuf(golden, sizeof(golden)), &o, NULL));
	CHECK(o.version == 4 && o.as == 70000 && o.as2 == 23456);
	CHECK(o.hold_time == 90 && o.id == 0xc0000201);
	CHECK(o.caps.as4 && o.caps.route_refresh && o.caps.extended_message);
	CHECK(!o.caps.enhanced_refresh && !o.caps.has_role);
	CHECK(bgp_cap_families_has(&o.caps.families, FAMILY_IPV6_UNICAST));
	CHECK(!bgp_cap_families_has(&o.caps.families, FAMILY_IPV4_UNICAST));
	CHECK(
	    bgp_cap_families_value(&o.caps.add_path, FAMILY_IPV6_UNICAST) == 3);
	CHECK(o.caps.graceful_restart && o.caps.restart_time == 120);
	CHECK(o.caps.restart_flags == (BGP_GR_RESTARTED | BGP_GR_NOTIFICATION));
	for (it = bgp_open_capabilities(&o); bgp_capability_next(&it, &c);)
		n++;
	CHECK(n == 7);
}

static void
what_was_read_is_written_as_it_was(void)
{
	struct bgp_open o;
	uint8_t out[128];
	struct wbuf w = wbuf(out, sizeof(out));

	bgp_open_decode(rbuf(golden, sizeof(golden)), &o, NULL);
	CHECK(bgp_open_encode(&w, &o));
	CHECK(wbuf_used(&w) == BGP_HEADER_SIZE + sizeof(golden));
	CHECK(memcmp(out + BGP_HEADER_SIZE, golden, sizeof(golden)) == 0);
}

static void
a_summary_is_written_as_capabilities(void)
{
	struct bgp_open o, back;
	uint8_t out[128];
	struct wbuf w = wbuf(out, sizeof(out));

	bgp_open_decode(rbuf(golden, sizeof(golden)), &o, NULL);
	o.params = (struct rbuf){ 0 };
	CHECK(bgp_open_encode(&w, &o));
	CHECK(bgp_open_decode(
	    rbuf(out + BGP_HEADER_SIZE, wbuf_used(&w) - BGP_HEADER_SIZE), &back,
	    NULL));
	CHECK(back.as == 70000 && back.caps.restart_time == 120);
	CHECK(back.caps.add_path.n == 1 && back.caps.families.n == 1);
	CHECK(!back.extended);
}

static void
what_needs_over_255_octets_takes_the_long_form(void)
{
	struct bgp_open o = { .version = 4, .as = 65001, .id = 1 }, back;
	uint8_t out[1024];
	struct wbuf w = wbuf(out, sizeof(out));

	for (unsigned i = 0; i < BGP_MAX_FAMILIES; i++) {
		bgp_cap_families_add(&o.caps.families, FAMILY(i + 1, 1), 0);
		bgp_cap_families_add(&o.caps.next_hop, FAMILY(i + 1, 1), 2);
	}
	CHECK(!bgp_cap_families_add(&o.caps.families, FAMILY(99, 1), 0));
	CHECK(bgp_open_encode(&w, &o));
	CHECK(out[28] == 255 && out[29] == 255);
	CHECK(bgp_open_decode(
	    rbuf(out + BGP_HEADER_SIZE, wbuf_used(&w) - BGP_HEADER_SIZE), &back,
	    NULL));
	CHECK(back.extended);
	CHECK(memcmp(&back.caps.families, &o.caps.families,
		  sizeof(o.caps.families)) == 0);
	CHECK(back.caps.next_hop.n == BGP_MAX_FAMILIES);
}

static void
every_truncation_is_refused(void)
{
	for (size_t n = 0; n < sizeof(golden); n++) {
		uint8_t *p = t_exact(golden, n);

		CHECK(!bgp_open_decode(
		    rbuf(p, n), &(struct bgp_open){ 0 }, NULL));
		free(p);
	}
}

static void
every_flip_survives(void)
{
	for (size_t i = 0; i < sizeof(golden) * 8; i++) {
		uint8_t *p = t_exact(golden, sizeof(golden));
		struct fault f = { 0 };
		struct bgp_open o;

		p[i / 8] ^= (uint8_t)(1 << i % 8);
		if (!bgp_open_decode(rbuf(p, sizeof(golden)), &o, &f))
			CHECK(f.code >> 8 == 2);
		free(p);
	}
}

static const struct {
	const char *body;
	uint16_t code;
	size_t at;
} faults[] = {
	{ "03fde9005ac000020100", BGP_ERR_VERSION, 0 },
	{ "040000005ac000020100", BGP_ERR_PEER_AS, 1 },
	{ "04fde90002c000020100", BGP_ERR_HOLD_TIME, 3 },
	{ "04fde9005a0000000000", BGP_ERR_ID, 5 },
	{ "04fde9005ac0000201020100", BGP_ERR_PARAMETER, 10 },
	{ "04fde9005ac0000201020205", BGP_ERR_OPEN, 10 },
	{ "04fde9005ac000020103020101", BGP_ERR_OPEN, 12 },
	{ "04fde9005ac00002010700", BGP_ERR_OPEN, 10 },
	{ "04fde9005ac000020108020641040000000041", BGP_ERR_OPEN, 18 },
	/* AS 0 in the capability */
	{ "04fde9005ac0000201080206410400000000", BGP_ERR_PEER_AS, 1 },
	/* roles 0 and 3 */
	{ "04fde9005ac0000201080206090100090103", BGP_ERR_ROLE, 17 },
};

static void
each_fault_has_its_code_and_place(void)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		uint8_t body[64];
		size_t n = strlen(faults[i].body) / 2;
		struct bgp_open o;
		struct fault f = { 0 };

		CHECK(text_unhex(faults[i].body, 2 * n, body, NULL));
		CHECK(!bgp_open_decode(rbuf(body, n), &o, &f));
		CHECK(f.code == faults[i].code);
		if (f.code != faults[i].code || f.at != body + faults[i].at)
			printf("# row %zu: %04x at %td\n", i, f.code,
			    (const uint8_t *)f.at - body);
		CHECK(f.at == body + faults[i].at);
	}
}

static void
two_opens_agree_on_what_both_can_do(void)
{
	struct bgp_open a = { .as = 1,
		.caps = { .as4 = true, .extended_message = true } };
	struct bgp_open b = { .as = 2, .caps = { .as4 = true } };
	struct bgp_codec codec;

	bgp_cap_families_add(
	    &a.caps.add_path, FAMILY_IPV4_UNICAST, BGP_ADD_PATH_SEND);
	bgp_cap_families_add(
	    &b.caps.add_path, FAMILY_IPV4_UNICAST, BGP_ADD_PATH_RECEIVE);
	bgp_codec_agree(&codec, &a, &b);
	CHECK(codec.as4 && !codec.extended);
	CHECK(codec.session == BGP_EXTERNAL);
	CHECK(bgp_codec_add_path(&codec, FAMILY_IPV4_UNICAST));
	bgp_codec_agree(&codec, &b, &a);
	CHECK(!bgp_codec_add_path(&codec, FAMILY_IPV4_UNICAST));
	/* Without a word of families it is IPv4 unicast (RFC 4760 8). */
	CHECK(codec.one_family);
	bgp_cap_families_add(&a.caps.families, FAMILY_IPV4_UNICAST, 0);
	bgp_cap_families_add(&a.caps.families, FAMILY_BGP_LS, 0);
	bgp_cap_families_add(&b.caps.families, FAMILY_BGP_LS, 0);
	bgp_codec_agree(&codec, &a, &b);
	CHECK(codec.one_family);
	bgp_cap_families_add(&b.caps.families, FAMILY_IPV4_UNICAST, 0);
	bgp_codec_agree(&codec, &a, &b);
	CHECK(!codec.one_family);
}

static const struct {
	uint16_t length;
	uint8_t type;
	bool extended;
	uint16_t code; /* 0: fine */
} headers[] = {
	{ 19, BGP_KEEPALIVE, false, 0 },
	{ 20, BGP_KEEPALIVE, false, BGP_ERR_LENGTH },
	{ 18, BGP_KEEPALIVE, false, BGP_ERR_LENGTH },
	{ 28, BGP_OPEN, false, BGP_ERR_LENGTH },
	{ 29, BGP_OPEN, false, 0 },
	{ 4097, BGP_OPEN, true, BGP_ERR_LENGTH },
	{ 22, BGP_UPDATE, false, BGP_ERR_LENGTH },
	{ 4096, BGP_UPDATE, false, 0 },
	{ 4097, BGP_UPDATE, false, BGP_ERR_LENGTH },
	{ 65535, BGP_UPDATE, true, 0 },
	{ 20, BGP_NOTIFICATION, false, BGP_ERR_LENGTH },
	{ 22, BGP_ROUTE_REFRESH, false, BGP_ERR_LENGTH },
	{ 19, 0, false, BGP_ERR_TYPE },
	{ 19, 6, false, BGP_ERR_TYPE },
};

static void
headers_are_checked_by_type(void)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		uint8_t p[BGP_HEADER_SIZE];
		struct bgp_header h;
		struct fault f = { 0 };
		struct rbuf data;

		memset(p, 0xff, 16);
		p[16] = (uint8_t)(headers[i].length >> 8);
		p[17] = (uint8_t)headers[i].length;
		p[18] = headers[i].type;
		CHECK(bgp_header_decode(p, headers[i].extended, &h, &f) ==
		      (headers[i].code == 0));
		CHECK(f.code == headers[i].code);
		data = bgp_fault_data(&f);
		if (f.code == BGP_ERR_LENGTH)
			CHECK(data.at == p + 16 && rbuf_left(&data) == 2);
		if (f.code == BGP_ERR_TYPE)
			CHECK(data.at == p + 18 && rbuf_left(&data) == 1);
		p[7] = 0;
		CHECK(!bgp_header_decode(p, headers[i].extended, &h, &f));
		CHECK(f.code == BGP_ERR_SYNC && f.at == p + 7);
	}
}

static void
a_notification_keeps_its_text_and_its_data(void)
{
	static const uint8_t text[] = { 3, 'b', 'y', 'e' };
	uint8_t out[64];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_notification n;
	struct rbuf r;

	CHECK(bgp_notification_encode(
	    &w, BGP_CEASE_SHUTDOWN, rbuf(text, sizeof(text))));
	CHECK(wbuf_used(&w) == 25 && out[17] == 25 && out[18] == 3);
	CHECK(bgp_notification_decode(rbuf(out + 19, 6), &n, NULL));
	CHECK(n.code == 6 && n.subcode == 2);
	r = bgp_notification_text(&n);
	CHECK(rbuf_left(&r) == 3 && memcmp(r.at, "bye", 3) == 0);
	n.data.end--; /* the text is longer than the message */
	r = bgp_notification_text(&n);
	CHECK(rbuf_left(&r) == 0);
	CHECK_STR(bgp_error_name(6, 2), "cease/administrative_shutdown");
	CHECK_STR(bgp_error_name(6, 99), "cease");
	CHECK_STR(bgp_error_name(77, 0), "unknown");
}

static void
a_notification_never_exceeds_4096_octets(void)
{
	static uint8_t data[8192], out[8192];
	struct wbuf w = wbuf(out, sizeof(out));

	CHECK(bgp_notification_encode(
	    &w, BGP_ERR_OPTIONAL, rbuf(data, sizeof(data))));
	CHECK(wbuf_used(&w) == BGP_MAX_SIZE);
}

static void
a_route_refresh_is_read_and_written(void)
{
	static const uint8_t begin[] = { 0, 2, 1, 1, 9 };
	struct bgp_refresh m = { .family = FAMILY_IPV6_UNICAST }, back;
	uint8_t out[32];
	struct wbuf w = wbuf(out, sizeof(out));
	struct fault f = { 0 };

	CHECK(bgp_refresh_encode(&w, &m) && wbuf_used(&w) == 23);
	CHECK(bgp_refresh_decode(rbuf(out + 19, 4), &back, NULL));
	CHECK(back.family == FAMILY_IPV6_UNICAST && back.subtype == 0);
	CHECK(!bgp_refresh_decode(rbuf(out + 19, 3), &back, NULL));
	/* BoRR has nothing behind its family (RFC 7313 5) */
	CHECK(!bgp_refresh_decode(rbuf(begin, sizeof(begin)), &back, &f));
	CHECK(f.code == BGP_ERR_REFRESH);
}

int
main(void)
{
	RUN(all_that_an_open_says_is_read);
	RUN(what_was_read_is_written_as_it_was);
	RUN(a_summary_is_written_as_capabilities);
	RUN(what_needs_over_255_octets_takes_the_long_form);
	RUN(every_truncation_is_refused);
	RUN(every_flip_survives);
	RUN(each_fault_has_its_code_and_place);
	RUN(two_opens_agree_on_what_both_can_do);
	RUN(headers_are_checked_by_type);
	RUN(a_notification_keeps_its_text_and_its_data);
	RUN(a_notification_never_exceeds_4096_octets);
	RUN(a_route_refresh_is_read_and_written);
	return DONE();
}
