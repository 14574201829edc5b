/* BMP as records: how peers' OPENs, flags and tables decide what is read. */
#include "message/bmp_records.h"

#include "base/obuf.h"
#include "base/text.h"
#include "value/family.h"
#include "wire/bgp.h"

#include "../../t.h"

enum { ROOM = 4096 };

struct test {
	struct bmp_reader *reader;
	struct obuf lines;
	unsigned records, errors;
};

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct test *t = ctx;

	rec_write(&t->lines, r);
	t->records++;
	t->errors += error != NULL;
}

static void
begin(struct test *t)
{
	*t = (struct test){ 0 };
	t->reader = bmp_reader_new(take, t);
}

static void
end(struct test *t)
{
	bmp_reader_free(t->reader);
	obuf_fini(&t->lines);
}

/* What came out since the last time, as a string. */
static const char *
lines(struct test *t)
{
	obuf_putc(&t->lines, '\0');
	t->lines.used = 0;
	return t->lines.mem;
}

static bool
says(struct test *t, const char *what)
{
	const char *all = lines(t);

	if (strstr(all, what) != NULL)
		return true;
	printf("# %s\n", all);
	return false;
}

static void
add(struct test *t, const struct bmp_message *m)
{
	uint8_t p[ROOM], *exact;
	struct wbuf w = wbuf(p, sizeof(p));

	bmp_encode(&w, m);
	CHECK(!w.bad);
	exact = t_exact(p, wbuf_used(&w));
	bmp_reader_add(t->reader, rbuf(exact, wbuf_used(&w)), 1, 0);
	free(exact);
}

/* An OPEN that can send and receive path ids of IPv4 unicast, or not. */
static struct rbuf
open_of(uint8_t *to, uint32_t as, uint32_t id, bool add_path)
{
	struct bgp_open o = {
		.version = 4, .as = as, .hold_time = 90, .id = id
	};
	struct wbuf w = wbuf(to, 256);

	o.caps.as4 = true;
	o.caps.as = as;
	if (add_path)
		bgp_cap_families_add(&o.caps.add_path, FAMILY_IPV4_UNICAST,
		    BGP_ADD_PATH_RECEIVE | BGP_ADD_PATH_SEND);
	CHECK(bgp_open_encode(&w, &o));
	return rbuf(to, wbuf_used(&w));
}

static struct bmp_peer
peer_of(uint8_t type, uint8_t flags)
{
	struct bmp_peer p = { .type = type,
		.flags = flags,
		.as = 65001,
		.id = 0xc0000201,
		.time_us = 1447830000000000 };

	if (type != BMP_LOC_RIB)
		p.address = addr_ip4(0xc0000201);
	return p;
}

static void
up(struct test *t, uint8_t type, bool add_path, const char *table)
{
	struct bmp_message m = { .type = BMP_PEER_UP,
		.peer = peer_of(type, 0),
		.local_port = 179,
		.remote_port = 41022 };
	uint8_t sent[256], received[256], tlvs[256];
	struct wbuf w = wbuf(tlvs, sizeof(tlvs));

	if (type != BMP_LOC_RIB)
		m.local = addr_ip4(0xc0000202);
	m.sent = open_of(sent, 65002, 0xc0000202, add_path);
	m.received = open_of(received, 65001, 0xc0000201, add_path);
	if (table != NULL) {
		put_u16(&w, BMP_TABLE_NAME);
		put_u16(&w, strlen(table));
		put_bytes(&w, table, strlen(table));
	}
	m.tlvs = rbuf(tlvs, wbuf_used(&w));
	add(t, &m);
}

static void
monitor(struct test *t, uint8_t type, uint8_t flags, const char *hex)
{
	struct bmp_message m = { .type = BMP_ROUTE_MONITORING,
		.peer = peer_of(type, flags) };
	size_t n = strlen(hex) / 2;
	uint8_t body[256], p[300];
	struct wbuf w = wbuf(p, sizeof(p));
	uint8_t *start = bgp_message_begin(&w, BGP_UPDATE);

	CHECK(text_unhex(hex, 2 * n, body, NULL));
	put_bytes(&w, body, n);
	bgp_message_end(&w, start);
	m.bgp = rbuf(p, wbuf_used(&w));
	add(t, &m);
}

#define ATTRIBUTES(path) "400101004002" path "400304c0000201"
#define AS4              "0602010000fde9"
#define AS2              "040201fde9"
/* 10.1.0.0/16, with path id 1 or without */
#define PLAIN     "00000014" ATTRIBUTES(AS4) "100a01"
#define WITH_ID   "00000014" ATTRIBUTES(AS4) "00000001100a01"
#define TWO_OCTET "00000012" ATTRIBUTES(AS2) "100a01"

static void
a_peer_that_goes_up_is_three_records(void)
{
	struct test t;
	const char *all;

	begin(&t);
	up(&t, BMP_GLOBAL, true, "blue");
	CHECK(t.records == 3 && t.errors == 0);
	all = lines(&t);
	CHECK(strstr(all, "\"protocol\":\"bmp\",\"kind\":\"peer_up\"") != NULL);
	CHECK(strstr(all,
		  "\"src\":\"192.0.2.2\",\"sport\":179,\"dst\":\"192.0.2.1\","
		  "\"dport\":41022,\"peer_as\":65001,") != NULL);
	CHECK(strstr(all, "\"as\":65001,") != NULL);
	CHECK(strstr(all, "\"as\":65002,") != NULL);
	CHECK(strstr(all, "\"table\":\"blue\"") != NULL);
	end(&t);
}

static void
the_opens_decide_about_path_ids(void)
{
	struct test t;

	begin(&t);
	up(&t, BMP_GLOBAL, true, NULL);
	lines(&t);
	monitor(&t, BMP_GLOBAL, 0, WITH_ID);
	CHECK(says(&t, "{\"prefix\":\"10.1.0.0/16\",\"path_id\":1}"));
	up(&t, BMP_GLOBAL, false, NULL);
	lines(&t);
	monitor(&t, BMP_GLOBAL, 0, PLAIN);
	CHECK(says(&t, "\"nlri\":[\"10.1.0.0/16\"]"));
	CHECK(t.errors == 0);
	end(&t);
}

static void
nothing_is_assumed_where_it_is_known_and_said_where_it_is_not(void)
{
	struct test t;

	begin(&t);
	monitor(&t, BMP_GLOBAL, 0, WITH_ID "00000002100a02");
	CHECK(says(&t, "\"assumed\":{\"add_path\":true}"));
	up(&t, BMP_GLOBAL, true, NULL);
	lines(&t);
	monitor(&t, BMP_GLOBAL, 0, WITH_ID);
	CHECK(strstr(lines(&t), "assumed") == NULL);
	end(&t);
}

static void
the_flag_of_a_peer_says_how_wide_as_numbers_are(void)
{
	struct test t;

	begin(&t);
	monitor(&t, BMP_GLOBAL, BMP_FLAG_AS2, TWO_OCTET);
	CHECK(says(&t, "\"as_path\":[65001]"));
	monitor(&t, BMP_GLOBAL, 0, PLAIN);
	CHECK(says(&t, "\"as_path\":[65001]"));
	CHECK(t.errors == 0);
	end(&t);
}

static void
each_table_has_its_word(void)
{
	static const struct {
		uint8_t type, flags;
		const char *rib;
	} rows[] = {
		{ BMP_GLOBAL, 0, "\"rib\":\"adj_in_pre\"" },
		{ BMP_RD, BMP_FLAG_POST_POLICY, "\"rib\":\"adj_in\"" },
		{ BMP_LOCAL, BMP_FLAG_OUT, "\"rib\":\"adj_out_pre\"" },
		{ BMP_GLOBAL, BMP_FLAG_OUT | BMP_FLAG_POST_POLICY,
		    "\"rib\":\"adj_out\"" },
		{ BMP_LOC_RIB, 0, "\"rib\":\"loc\"" },
	};
	struct test t;

	begin(&t);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		monitor(&t, rows[i].type, rows[i].flags, PLAIN);
		CHECK(says(&t, rows[i].rib));
	}
	monitor(&t, BMP_LOC_RIB, BMP_FLAG_FILTERED, PLAIN);
	CHECK(says(&t, "\"filtered\":true"));
	end(&t);
}

static void
what_goes_to_a_peer_is_from_us(void)
{
	struct test t;

	begin(&t);
	up(&t, BMP_GLOBAL, false, NULL);
	lines(&t);
	monitor(&t, BMP_GLOBAL, BMP_FLAG_OUT, PLAIN);
	CHECK(says(&t, "\"src\":\"192.0.2.2\",\"sport\":179,"
		       "\"dst\":\"192.0.2.1\",\"dport\":41022"));
	end(&t);
}

static void
a_route_of_the_router_itself_needs_no_next_hop(void)
{
	static const char own[] = "00000014400101004002" AS4 "40030400000000"
				  "100a01";
	struct test t;

	begin(&t);
	monitor(&t, BMP_LOC_RIB, 0, own);
	monitor(&t, BMP_GLOBAL, BMP_FLAG_OUT, own);
	CHECK(t.errors == 0);
	monitor(&t, BMP_GLOBAL, 0, own);
	CHECK(t.errors == 1 && says(&t, "RFC 7606 3 (e)"));
	end(&t);
}

static void
a_peer_that_goes_down_is_forgotten(void)
{
	struct bmp_message m = { .type = BMP_PEER_DOWN,
		.peer = peer_of(BMP_GLOBAL, 0),
		.reason = BMP_DOWN_EVENT,
		.event = 10 };
	struct test t;

	begin(&t);
	up(&t, BMP_GLOBAL, true, NULL);
	lines(&t);
	add(&t, &m);
	CHECK(says(&t, "\"reason\":\"closed_by_router\",\"event\":10"));
	monitor(&t, BMP_GLOBAL, 0, WITH_ID "00000002100a02");
	CHECK(says(&t, "\"assumed\":{\"add_path\":true}"));
	end(&t);
}

static void
an_update_shorter_than_its_message_is_told(void)
{
	struct bmp_message m = { .type = BMP_ROUTE_MONITORING,
		.peer = peer_of(BMP_GLOBAL, 0) };
	uint8_t p[64];
	struct wbuf w = wbuf(p, sizeof(p));
	uint8_t *start = bgp_message_begin(&w, BGP_UPDATE);
	struct test t;

	put_u32(&w, 0);
	bgp_message_end(&w, start);
	put_u8(&w, 7);
	m.bgp = rbuf(p, wbuf_used(&w));
	begin(&t);
	add(&t, &m);
	CHECK(t.records == 1 && t.errors == 1);
	end(&t);
}

static void
statistics_that_are_not_all_there_are_told(void)
{
	static const uint8_t one[] = { 0, 1, 0, 4, 0, 0, 0, 9 };
	struct bmp_message m = { .type = BMP_STATISTICS,
		.peer = peer_of(BMP_GLOBAL, 0),
		.count = 1,
		.tlvs = rbuf(one, sizeof(one)) };
	struct test t;

	begin(&t);
	add(&t, &m);
	CHECK(t.errors == 0);
	CHECK(says(&t, "{\"code\":1,\"name\":\"duplicate_announcements\","
		       "\"value\":9}"));
	m.count = 2;
	add(&t, &m);
	CHECK(t.errors == 1);
	end(&t);
}

static void
a_stream_is_cut_also_from_its_middle(void)
{
	static const uint8_t two[] = { 9, 9, 3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 6,
		5 };
	struct bmp_cutter c = { 0 };
	struct rbuf r = rbuf(two, sizeof(two));
	struct fault f;
	size_t n = 0;

	CHECK(bmp_cut_next(&c, r, &n, &f) == BMP_CUT_JUNK && n == 2);
	get_bytes(&r, n);
	CHECK(bmp_cut_next(&c, r, &n, &f) == BMP_CUT_MESSAGE && n == 6);
	get_bytes(&r, n);
	CHECK(bmp_cut_next(&c, rbuf(r.at, 5), &n, &f) == BMP_CUT_MORE);
	CHECK(bmp_cut_next(&c, r, &n, &f) == BMP_CUT_MESSAGE && n == 6);
	get_bytes(&r, n);
	CHECK(bmp_cut_next(&c, r, &n, &f) == BMP_CUT_MORE);
}

int
main(void)
{
	RUN(a_peer_that_goes_up_is_three_records);
	RUN(the_opens_decide_about_path_ids);
	RUN(nothing_is_assumed_where_it_is_known_and_said_where_it_is_not);
	RUN(the_flag_of_a_peer_says_how_wide_as_numbers_are);
	RUN(each_table_has_its_word);
	RUN(what_goes_to_a_peer_is_from_us);
	RUN(a_route_of_the_router_itself_needs_no_next_hop);
	RUN(a_peer_that_goes_down_is_forgotten);
	RUN(an_update_shorter_than_its_message_is_told);
	RUN(statistics_that_are_not_all_there_are_told);
	RUN(a_stream_is_cut_also_from_its_middle);
	return DONE();
}
