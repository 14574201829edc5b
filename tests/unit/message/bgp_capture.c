/* Captured sessions: what the OPENs agree on, and what is read by it. */
#include "message/bgp_capture.h"

#include "base/obuf.h"
#include "message/bgp_records.h"

#include "../../t.h"

enum { A, B }; /* the two ends */

struct test {
	struct bgp_capture *capture;
	struct obuf lines;
	unsigned errors;
	uint32_t seq[2];
	uint32_t number;
};

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct test *t = ctx;

	rec_write(&t->lines, r);
	t->errors += error != NULL;
}

static void
begin(struct test *t)
{
	*t = (struct test){ .seq = { 1000, 5000 } };
	t->capture = bgp_capture_new(179, take, t);
}

/* What came out since the last time, as a string. */
static const char *
lines(struct test *t)
{
	obuf_putc(&t->lines, '\0');
	t->lines.used = 0;
	return t->lines.mem;
}

static void
end(struct test *t)
{
	bgp_capture_free(t->capture);
	obuf_fini(&t->lines);
}

/* The next segment of one end. */
static void
say(struct test *t, unsigned from, const void *p, size_t n)
{
	struct frame f = { .src = addr_ip4(0xc0000201 + from),
		.dst = addr_ip4(0xc0000202 - from),
		.sport = from == A ? 179 : 41022,
		.dport = from == A ? 41022 : 179,
		.seq = t->seq[from],
		.ack = t->seq[!from],
		.flags = TCP_ACK,
		.payload = rbuf(p, n),
		.length = (uint32_t)n };

	t->seq[from] += (uint32_t)n;
	bgp_capture_add(t->capture, &f, ++t->number, 0);
}

static void
say_open_of(struct test *t, unsigned from, uint32_t as, uint8_t add_path)
{
	struct bgp_open o = { .version = 4,
		.as = as,
		.hold_time = 90,
		.id = 1,
		.caps = { .as4 = true, .as = as } };
	uint8_t out[128];
	struct wbuf w = wbuf(out, sizeof(out));

	if (add_path != 0)
		bgp_cap_families_add(
		    &o.caps.add_path, FAMILY_IPV4_UNICAST, add_path);
	CHECK(bgp_open_encode(&w, &o));
	say(t, from, out, wbuf_used(&w));
}

static void
say_open(struct test *t, unsigned from, uint8_t add_path)
{
	say_open_of(t, from, 65001 + from, add_path);
}

/* An UPDATE from A with these attributes that announces 10.0.0.0/8. */
static void
say_announce(struct test *t, const uint8_t *attributes, size_t n)
{
	uint8_t out[128];
	struct wbuf w = wbuf(out, sizeof(out));
	uint8_t *start = bgp_message_begin(&w, BGP_UPDATE);

	put_u16(&w, 0);
	put_u16(&w, n);
	put_bytes(&w, attributes, n);
	put_u16(&w, 8 << 8 | 10);
	bgp_message_end(&w, start);
	say(t, A, out, wbuf_used(&w));
}

/* Withdraws what are these octets, one way or another. */
static void
say_withdraw(struct test *t, unsigned from, const uint8_t *p, uint8_t n)
{
	uint8_t out[64];
	struct wbuf w = wbuf(out, sizeof(out));
	uint8_t *start = bgp_message_begin(&w, BGP_UPDATE);

	put_u16(&w, n);
	put_bytes(&w, p, n);
	put_u16(&w, 0);
	bgp_message_end(&w, start);
	say(t, from, out, wbuf_used(&w));
}

/* Three prefixes, or one behind its path id. */
static const uint8_t both_ways[] = { 8, 10, 8, 11, 8, 12 };

static void
path_ids_are_read_in_the_direction_that_has_them(void)
{
	struct test t;

	begin(&t);
	say_open(&t, A, BGP_ADD_PATH_SEND);
	say_open(&t, B, BGP_ADD_PATH_RECEIVE);
	lines(&t);
	say_withdraw(&t, A, both_ways, sizeof(both_ways));
	CHECK(strstr(lines(&t),
		  "{\"prefix\":\"12.0.0.0/8\",\"path_id\":134875147}") != NULL);
	say_withdraw(&t, B, both_ways, sizeof(both_ways));
	CHECK(strstr(lines(&t),
		  "[\"10.0.0.0/8\",\"11.0.0.0/8\",\"12.0.0.0/8\"]") != NULL);
	CHECK(t.errors == 0);
	end(&t);
}

static void
what_the_opens_say_is_not_assumed(void)
{
	static const uint8_t body[] = { 0, 0, 0, 9, 0x40, 2, 6, 2, 1, 0, 0,
		0xfd, 0xe9 };
	uint8_t out[64];
	struct wbuf w = wbuf(out, sizeof(out));
	uint8_t *start = bgp_message_begin(&w, BGP_UPDATE);
	struct test t;

	put_bytes(&w, body, sizeof(body));
	bgp_message_end(&w, start);
	begin(&t);
	say(&t, A, out, wbuf_used(&w));
	CHECK(strstr(lines(&t), "\"assumed\":{\"as4\":true}") != NULL);
	say_open(&t, A, 0);
	say_open(&t, B, 0);
	lines(&t);
	say(&t, A, out, wbuf_used(&w));
	CHECK(strstr(lines(&t), "assumed") == NULL);
	end(&t);
}

/* RFC 7606 7.5: LOCAL_PREF is for internal neighbours alone. */
static void
the_opens_tell_internal_neighbours_from_external_ones(void)
{
	static const uint8_t attributes[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1,
		0, 0, 0xfd, 0xe9, 0x40, 3, 4, 192, 0, 2, 1, 0x40, 5, 4, 0, 0, 0,
		100 };
	const size_t all = sizeof(attributes), without = all - 7;
	static const uint8_t sid[] = { 0xc0, 40, 10, 1, 0, 7, 0, 0, 0, 0, 0, 0,
		5 };
	uint8_t inside[sizeof(attributes)]; /* a confederation */
	uint8_t with_sid[sizeof(attributes) + sizeof(sid)];
	const char *line;
	struct test t;

	memcpy(inside, attributes, all);
	inside[7] = BGP_AS_CONFED_SEQUENCE;
	begin(&t); /* nobody knows */
	say_announce(&t, attributes, all);
	say_announce(&t, attributes, without);
	CHECK(t.errors == 0);
	end(&t);
	begin(&t);
	say_open_of(&t, A, 65001, 0);
	say_open_of(&t, B, 65001, 0);
	say_announce(&t, attributes, all);
	CHECK(t.errors == 0);
	lines(&t);
	say_announce(&t, attributes, without);
	line = lines(&t);
	CHECK(strstr(line, "\"attribute\":\"local_pref\"") != NULL);
	CHECK(strstr(line, "treat_as_withdraw") != NULL);
	end(&t);
	begin(&t);
	say_open_of(&t, A, 65001, 0);
	say_open_of(&t, B, 65002, 0);
	say_announce(&t, attributes, without);
	say_announce(&t, inside, all);
	say_announce(&t, inside, without);
	/* A prefix SID may be from a neighbour of the same domain. */
	memcpy(with_sid, attributes, without);
	memcpy(with_sid + without, sid, sizeof(sid));
	say_announce(&t, with_sid, without + sizeof(sid));
	CHECK(t.errors == 0);
	lines(&t);
	say_announce(&t, attributes, all);
	line = lines(&t);
	CHECK(strstr(line, "\"attribute\":\"local_pref\"") != NULL);
	CHECK(strstr(line, "attribute_discard") != NULL);
	end(&t);
}

static void
a_message_over_many_segments_is_one(void)
{
	static const uint8_t keepalive[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,
		19, 4 };
	struct test t;

	begin(&t);
	for (size_t i = 0; i < sizeof(keepalive); i++) {
		CHECK_STR(lines(&t), "");
		say(&t, A, keepalive + i, 1);
	}
	CHECK(strstr(lines(&t), "\"kind\":\"keepalive\"") != NULL);
	end(&t);
}

static void
what_the_capture_ends_in_is_told_but_no_error(void)
{
	struct test t;

	begin(&t);
	say(&t, A, "\377\377\377", 3);
	bgp_capture_end(t.capture);
	CHECK(strstr(lines(&t),
		  "\"data\":\"ffffff\",\"error\":{\"text\":\"message is not "
		  "captured to its end\"}") != NULL);
	CHECK(t.errors == 0);
	end(&t);
}

static void
other_ports_are_not_looked_at(void)
{
	struct frame f = {
		.sport = 80, .dport = 81, .payload = rbuf("x", 1), .length = 1
	};
	struct test t;

	begin(&t);
	bgp_capture_add(t.capture, &f, 1, 0);
	bgp_capture_end(t.capture);
	CHECK_STR(lines(&t), "");
	end(&t);
}

int
main(void)
{
	RUN(path_ids_are_read_in_the_direction_that_has_them);
	RUN(what_the_opens_say_is_not_assumed);
	RUN(the_opens_tell_internal_neighbours_from_external_ones);
	RUN(a_message_over_many_segments_is_one);
	RUN(what_the_capture_ends_in_is_told_but_no_error);
	RUN(other_ports_are_not_looked_at);
	return DONE();
}
