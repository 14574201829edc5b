/* LDP PDUs, messages, TLVs and FEC elements, and what is refused. */
#include "wire/ldp.h"

#include <stdlib.h>

#include "base/text.h"

#include "../../t.h"

enum { TLVS = 5, ROOM = 512 };

/* Messages; their lengths are filled in. TLVs are TYPE:VALUE. */
static const struct golden {
	uint16_t type;
	const char *tlvs[TLVS];
} golden[] = {
	{ LDP_NOTIFICATION, { "0300:8000000a000000000000", "0301:00000001" } },
	{ LDP_NOTIFICATION, { "0300:00000006000000070400", "c302:", "0303:abcd",
				"0304:fe010000" } },
	{ LDP_HELLO, { "0400:000f2000", "0401:01010101", "0402:00000002" } },
	{ LDP_HELLO,
	    { "0400:002dc000", "0401:0a000001",
		"0403:20010db8000000000000000000000001", "8701:40000000" } },
	{ LDP_INITIALIZATION, { "0500:000100b400000000010101010000", "8506:80",
				  "850b:80", "8603:80" } },
	{ LDP_INITIALIZATION,
	    { "0500:0001000fc02010000a0000020001",
		"8503:000100000001d4c00001d4c0", "8508:80", "8509:80" } },
	{ LDP_INITIALIZATION, { "0500:0001000fc02010000a0000020001",
				  "0501:440000000000002000000040",
				  "0502:040000000000001000000020" } },
	{ LDP_KEEPALIVE, { 0 } },
	{ LDP_KEEPALIVE, { "8504:00000001", "8505:", "fe01:000abc11" } },
	{ LDP_CAPABILITY, { "850b:00" } },
	{ LDP_ADDRESS, { "0101:0001010101010a000101" } },
	{ LDP_ADDRESS_WITHDRAW, { "0101:000220010db8000000000000000000000001",
				    "c404:001122334455" } },
	{ LDP_LABEL_MAPPING,
	    { "0100:020001200a000001", "0200:00000010", "8601:05dc" } },
	{ LDP_LABEL_MAPPING,
	    { "0100:020001180a0102", "0200:000fffff", "0103:02",
		"0104:0a0000010a000002", "0600:00000009" } },
	{ LDP_LABEL_MAPPING,
	    { "0100:0200022020010db8", "0202:01800010", "0203:00000005" } },
	{ LDP_LABEL_MAPPING, { "0100:030001040a000001", "0201:30010020" } },
	{ LDP_LABEL_MAPPING, { "0100:80800514"
			       "0000000700000064"
			       "010405dc0308657468312f31"
			       "0c040102",
				 "0200:00000011", "096a:00000018" } },
	{ LDP_LABEL_MAPPING,
	    { "0100:810005180106000100000001"
	      "02060a0000010001"
	      "02060a0000020002",
		"0200:00000012", "096c:00000001", "096b:01040bb8" } },
	{ LDP_LABEL_MAPPING, { "0100:060001040a000001000701000400000001",
				 "0200:00000013", "096f:0001000101" } },
	{ LDP_LABEL_REQUEST, { "0100:0502020001" } },
	{ LDP_LABEL_WITHDRAW, { "0100:01" } },
	{ LDP_LABEL_WITHDRAW, { "0100:80000400"
				"00000007" } },
	{ LDP_LABEL_RELEASE,
	    { "0100:020001080a0200022020010db8", "0200:00000003" } },
	{ LDP_LABEL_ABORT_REQUEST,
	    { "0100:020001200a000001", "0600:00000009" } },
};
enum { N_GOLDEN = sizeof(golden) / sizeof(golden[0]) };

/* A PDU of one message. */
static size_t
golden_pdu(const struct golden *g, uint8_t *to)
{
	struct ldp_message m = { .type = g->type, .id = 7 };
	struct wbuf w = wbuf(to, ROOM);
	uint8_t *pdu = ldp_pdu_begin(&w, 0x0a000001, 0);
	uint8_t *message = ldp_message_begin(&w, &m);

	for (unsigned i = 0; i < TLVS && g->tlvs[i] != NULL; i++) {
		const char *s = g->tlvs[i];
		size_t n = strlen(s) - 5;
		uint8_t octets[ROOM], *length;

		CHECK(text_unhex(s, 4, octets, NULL));
		put_bytes(&w, octets, 2);
		length = put_len(&w, 2);
		CHECK(text_unhex(s + 5, n, octets, NULL));
		put_bytes(&w, octets, n / 2);
		end_len(&w, length, 2);
	}
	ldp_message_end(&w, message);
	ldp_pdu_end(&w, pdu);
	CHECK(!w.bad);
	return wbuf_used(&w);
}

/* What is read of a PDU, written again. */
static size_t
again(struct rbuf r, uint8_t *to, struct fault *f)
{
	struct wbuf w = wbuf(to, ROOM);
	struct ldp_pdu p;
	uint8_t *pdu;

	if (!ldp_pdu_decode(r, &p, f))
		return 0;
	pdu = ldp_pdu_begin(&w, p.lsr, p.space);
	while (rbuf_left(&p.messages) > 0) {
		struct ldp_message m;
		uint8_t *message;
		struct ldp_tlv t;

		if (!ldp_message_next(&p.messages, &m, f) ||
		    !ldp_message_check(&m, f))
			return 0;
		message = ldp_message_begin(&w, &m);
		while (rbuf_left(&m.params) > 0) {
			CHECK(ldp_tlv_next(&m.params, &t, f));
			ldp_tlv_encode(&w, &t);
		}
		ldp_message_end(&w, message);
	}
	ldp_pdu_end(&w, pdu);
	CHECK(!w.bad);
	return wbuf_used(&w);
}

static void
each_message_is_read_and_written_again(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t p[ROOM], back[ROOM];
		size_t n = golden_pdu(&golden[i], p), size;
		struct fault f = { 0 };

		CHECK(ldp_pdu_size(rbuf(p, n), LDP_MAX_LENGTH, &size, &f));
		CHECK(size == n);
		CHECK(again(rbuf(p, n), back, &f) == n);
		CHECK_STR(f.what == NULL ? "" : f.what, "");
		CHECK(memcmp(p, back, n) == 0);
	}
}

static void
every_truncation_is_refused(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t whole[ROOM], back[ROOM];
		size_t all = golden_pdu(&golden[i], whole);

		for (size_t n = 0; n < all; n++) {
			uint8_t *p = t_exact(whole, n);
			struct fault f = { 0 };

			CHECK(again(rbuf(p, n), back, &f) == 0);
			CHECK(f.what != NULL);
			free(p);
		}
	}
}

/* The same where the lengths of PDU and message say so, too. */
static void
what_ends_inside_a_tlv_is_refused(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t whole[ROOM], back[ROOM];
		size_t all = golden_pdu(&golden[i], whole);

		for (size_t n = LDP_HEADER_SIZE + LDP_MESSAGE_HEAD + 1; n < all;
		     n++) {
			uint8_t *p = t_exact(whole, n);
			struct fault f = { 0 };
			size_t got;

			p[3] = (uint8_t)(n - LDP_LENGTH_END);
			p[13] = (uint8_t)(n - LDP_HEADER_SIZE - 4);
			got = again(rbuf(p, n), back, &f);
			CHECK(got == 0 || got == n);
			CHECK(got != 0 || f.what != NULL);
			free(p);
		}
	}
}

/* What a flip leaves well-formed comes back as it is. */
static void
every_flip_survives(void)
{
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint8_t whole[ROOM], back[ROOM];
		size_t n = golden_pdu(&golden[i], whole);

		for (size_t bit = 0; bit < n * 8; bit++) {
			uint8_t *p = t_exact(whole, n);
			size_t got;

			p[bit / 8] ^= (uint8_t)(1u << bit % 8);
			got = again(rbuf(p, n), back, NULL);
			CHECK(got == 0 || memcmp(p, back, n) == 0);
			free(p);
		}
	}
}

static struct ldp_tlv
tlv(const struct golden *g, unsigned which, uint8_t *room)
{
	struct rbuf r = rbuf(room, golden_pdu(g, room));
	struct ldp_pdu p;
	struct ldp_message m;
	struct ldp_tlv t = { 0 };

	CHECK(ldp_pdu_decode(r, &p, NULL) && p.lsr == 0x0a000001);
	CHECK(ldp_message_next(&p.messages, &m, NULL) && m.id == 7);
	for (unsigned i = 0; i <= which; i++)
		CHECK(ldp_tlv_next(&m.params, &t, NULL));
	return t;
}

static void
parameters_are_where_the_rfc_has_them(void)
{
	uint8_t p[ROOM];
	struct ldp_tlv t = tlv(&golden[3], 0, p);
	struct addr a;

	CHECK(t.hello.hold == 45);
	CHECK(t.hello.flags == (LDP_HELLO_TARGETED | LDP_HELLO_REQUEST));
	t = tlv(&golden[3], 3, p);
	CHECK(t.type == LDP_TLV_DUAL_STACK && t.ignore && !t.forward);
	CHECK(t.number >> 28 == 4);
	t = tlv(&golden[5], 0, p);
	CHECK(t.session.version == 1 && t.session.keepalive == 15);
	CHECK(t.session.flags ==
	      (LDP_SESSION_ON_DEMAND | LDP_SESSION_LOOP_DETECTION));
	CHECK(t.session.path_vector_limit == 32 && t.session.max_pdu == 4096);
	CHECK(t.session.lsr == 0x0a000002 && t.session.space == 1);
	t = tlv(&golden[5], 1, p);
	CHECK(t.ft.flags == LDP_FT_RESTART && t.ft.reconnect == 120000);
	t = tlv(&golden[0], 0, p);
	CHECK(t.status.code == (LDP_STATUS_E | LDP_SHUTDOWN));
	CHECK_STR(ldp_status_name(t.status.code), "shutdown");
	CHECK(ldp_status_is_fatal(LDP_SHUTDOWN));
	CHECK(!ldp_status_is_fatal(LDP_UNKNOWN_TLV));
	t = tlv(&golden[10], 0, p);
	CHECK(ldp_address_next(&t.value, t.family, &a));
	CHECK(addr_u32(&a) == 0x01010101);
	CHECK(ldp_tlv_is_capability(LDP_TLV_TYPED_WILDCARD));
	CHECK(!ldp_tlv_is_capability(LDP_TLV_HOP_COUNT));
}

static void
elements_are_where_the_rfc_has_them(void)
{
	uint8_t p[ROOM];
	struct ldp_tlv t = tlv(&golden[16], 0, p);
	struct ldp_parameter o;
	struct ldp_fec e;

	CHECK(ldp_fec_next(&t.value, &e, NULL) && rbuf_left(&t.value) == 0);
	CHECK(e.type == LDP_FEC_PWID && e.control_word && e.pw_type == 5);
	CHECK(e.group == 7 && e.has_pw_id && e.pw_id == 100);
	CHECK(ldp_parameter_next(&e.parameters, &o, NULL));
	CHECK(o.id == LDP_PARAMETER_MTU && get_u16(&o.value) == 1500);
	CHECK(ldp_parameter_next(&e.parameters, &o, NULL));
	CHECK(memcmp(o.value.at, "eth1/1", 6) == 0);
	t = tlv(&golden[17], 0, p);
	CHECK(ldp_fec_next(&t.value, &e, NULL) && !e.control_word);
	CHECK(e.agi.type == 1 && rbuf_left(&e.agi.value) == 6);
	CHECK(e.taii.type == 2 && e.taii.value.at[3] == 2);
	t = tlv(&golden[18], 0, p);
	CHECK(ldp_fec_next(&t.value, &e, NULL));
	CHECK(addr_u32(&e.root) == 0x0a000001 && rbuf_left(&e.opaque) == 7);
	t = tlv(&golden[22], 0, p);
	CHECK(ldp_fec_next(&t.value, &e, NULL) && e.prefix.len == 8);
	CHECK(addr_u32(&e.prefix.addr) == 0x0a000000);
}

/* RFC 5036 3.5.1.2 */
static void
each_fault_has_its_status(void)
{
	static const struct {
		const char *hex;
		enum ldp_status status;
	} rows[] = {
		{ "0002000e0a0000010000"
		  "0201000400000001",
		    LDP_BAD_VERSION },
		{ "000100050a00000100", LDP_BAD_PDU_LENGTH },
		{ "0001000e0a0000010000"
		  "0201000500000001",
		    LDP_BAD_MESSAGE_LENGTH },
		{ "0001000e0a0000010000"
		  "0201000300000001",
		    LDP_BAD_MESSAGE_LENGTH },
		{ "0001000e0a0000010000"
		  "0210000400000001",
		    LDP_UNKNOWN_MESSAGE },
		{ "000100120a0000010000"
		  "020100080000000112340000",
		    LDP_UNKNOWN_TLV },
		{ "000100120a0000010000"
		  "020100080000000112340001",
		    LDP_BAD_TLV_LENGTH },
		{ "000100140a0000010000"
		  "0100000a00000001040000020001",
		    LDP_BAD_TLV_LENGTH },
		{ "0001000e0a0000010000"
		  "0100000400000001",
		    LDP_MISSING_PARAMETERS },
		{ "000100170a0000010000"
		  "0402000d000000010100000502000121ff",
		    LDP_MALFORMED_VALUE },
		{ "000100130a0000010000"
		  "040200090000000101000001c8",
		    LDP_UNKNOWN_FEC },
		{ "000100180a0000010000"
		  "0402000e00000001010000060200100801ff",
		    LDP_UNSUPPORTED_FAMILY },
		{ "0001001a0a0000010000"
		  "030000100000000101010008000901020304"
		  "0506",
		    LDP_UNSUPPORTED_FAMILY },
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].hex) / 2;
		uint8_t octets[ROOM], back[ROOM];
		struct fault f = { 0 };

		CHECK(text_unhex(rows[i].hex, 2 * n, octets, NULL));
		CHECK(again(rbuf(octets, n), back, &f) == 0);
		CHECK_STR(
		    ldp_status_name(f.code), ldp_status_name(rows[i].status));
		CHECK((const uint8_t *)f.at >= octets &&
		      (const uint8_t *)f.at <= octets + n);
	}
}

static void
what_is_not_known_but_may_be_ignored_is_let_through(void)
{
	static const struct golden unknown = { 0x0210, { "9234:00", "d234:" } };
	uint8_t p[ROOM], back[ROOM];
	size_t n = golden_pdu(&unknown, p);

	p[LDP_HEADER_SIZE] |= LDP_U >> 8;
	CHECK(again(rbuf(p, n), back, NULL) == n && memcmp(p, back, n) == 0);
}

static void
names_are_found_again(void)
{
	unsigned n = 0;

	for (unsigned type = 0; type < LDP_F; type++) {
		const char *name = ldp_tlv_name((uint16_t)type);
		uint16_t back;

		if (name == NULL || type >= LDP_TLV_VENDOR)
			continue;
		n++;
		CHECK(ldp_tlv_find(name, &back) && back == type);
	}
	CHECK(n > 40);
	for (unsigned i = 0; i < N_GOLDEN; i++) {
		uint16_t back;

		CHECK(
		    ldp_message_find(ldp_message_name(golden[i].type), &back));
		CHECK(back == golden[i].type);
	}
}

int
main(void)
{
	RUN(each_message_is_read_and_written_again);
	RUN(every_truncation_is_refused);
	RUN(what_ends_inside_a_tlv_is_refused);
	RUN(every_flip_survives);
	RUN(parameters_are_where_the_rfc_has_them);
	RUN(elements_are_where_the_rfc_has_them);
	RUN(each_fault_has_its_status);
	RUN(what_is_not_known_but_may_be_ignored_is_let_through);
	RUN(names_are_found_again);
	return DONE();
}
