/* What LDP sessions are told: malformed, in pieces, much at once. */
#include "ldp_lab.h"

static size_t
from_hex(const char *hex, uint8_t *to)
{
	size_t n = 0;
	unsigned octet;

	for (; *hex != '\0'; hex += hex[0] == ' ' ? 1 : 2)
		if (*hex != ' ' && sscanf(hex, "%2x", &octet) == 1)
			to[n++] = (uint8_t)octet;
	return n;
}

/* To router 1, from router 2: "0001 LENGTH 00000002 0000 MESSAGES". */
static const struct wrong {
	const char *what, *hex;
	uint32_t status;
	bool ends;
} in_session[] = {
	{ "version", "0002 0006 00000002 0000", LDP_BAD_VERSION, true },
	{ "length too short", "0001 0005 00000002 0000", LDP_BAD_PDU_LENGTH,
	    true },
	{ "length too long", "0001 1001 00000002 0000", LDP_BAD_PDU_LENGTH,
	    true },
	{ "identifier", "0001 000e 00000003 0000 0201 0004 00000001",
	    LDP_BAD_IDENTIFIER, true },
	{ "label space", "0001 000e 00000002 0001 0201 0004 00000001",
	    LDP_BAD_IDENTIFIER, true },
	{ "message too long", "0001 000e 00000002 0000 0201 0005 00000001",
	    LDP_BAD_MESSAGE_LENGTH, true },
	{ "message too short", "0001 000e 00000002 0000 0201 0003 00000001",
	    LDP_BAD_MESSAGE_LENGTH, true },
	{ "half a message", "0001 0009 00000002 0000 020100", 
	    LDP_BAD_MESSAGE_LENGTH, true },
	{ "unknown message", "0001 000e 00000002 0000 0fff 0004 00000001",
	    LDP_UNKNOWN_MESSAGE, false },
	{ "unknown message to be ignored",
	    "0001 000e 00000002 0000 8fff 0004 00000001", 0, false },
	{ "unknown TLV",
	    "0001 0012 00000002 0000 0201 0008 00000001 0fff 0000",
	    LDP_UNKNOWN_TLV, false },
	{ "unknown TLV to be ignored",
	    "0001 0012 00000002 0000 0201 0008 00000001 8fff 0000", 0, false },
	{ "TLV too long",
	    "0001 0012 00000002 0000 0400 0008 00000001 0100 0001",
	    LDP_BAD_TLV_LENGTH, true },
	{ "address list of an unknown family",
	    "0001 0014 00000002 0000 0300 000a 00000001 0101 0002 0009",
	    LDP_UNSUPPORTED_FAMILY, false },
	{ "half an address",
	    "0001 0016 00000002 0000 0300 000c 00000001 0101 0004 0001 0a00",
	    LDP_MALFORMED_VALUE, true },
	{ "mapping without a label",
	    "0001 001a 00000002 0000 0400 0010 00000001 "
	    "0100 0008 02 0001 20 0a000001",
	    LDP_MISSING_PARAMETERS, false },
	{ "FEC element of an unknown type",
	    "0001 0013 00000002 0000 0402 0009 00000001 0100 0001 63",
	    LDP_UNKNOWN_FEC, false },
	{ "address without its list",
	    "0001 000e 00000002 0000 0300 0004 00000001",
	    LDP_MISSING_PARAMETERS, false },
	{ "Initialization again",
	    "0001 0020 00000002 0000 0200 0016 00000001 0500 000e "
	    "0001 00b4 00 00 1000 00000001 0000",
	    LDP_SHUTDOWN, true },
	{ "dynamic announcement taken back",
	    "0001 0013 00000002 0000 0202 0009 00000001 8506 0001 00",
	    LDP_MALFORMED_VALUE, true },
}, in_opensent[] = {
	{ "keepalive time of 0",
	    "0001 0020 00000002 0000 0200 0016 00000001 0500 000e "
	    "0001 0000 00 00 1000 00000001 0000",
	    LDP_REJECTED_KEEPALIVE, true },
	{ "version of the session",
	    "0001 0020 00000002 0000 0200 0016 00000001 0500 000e "
	    "0002 00b4 00 00 1000 00000001 0000",
	    LDP_BAD_VERSION, true },
	{ "for another router",
	    "0001 0020 00000002 0000 0200 0016 00000001 0500 000e "
	    "0001 00b4 00 00 1000 00000009 0000",
	    LDP_REJECTED_NO_HELLO, true },
	{ "from another router",
	    "0001 0020 00000009 0000 0200 0016 00000001 0500 000e "
	    "0001 00b4 00 00 1000 00000001 0000",
	    LDP_REJECTED_NO_HELLO, true },
	{ "without parameters",
	    "0001 000e 00000002 0000 0200 0004 00000001",
	    LDP_MISSING_PARAMETERS, true },
	{ "KeepAlive first", "0001 000e 00000002 0000 0201 0004 00000001",
	    LDP_SHUTDOWN, true },
	{ "addresses first",
	    "0001 0014 00000002 0000 0300 000a 00000001 0101 0002 0001",
	    LDP_SHUTDOWN, true },
};

static void
judge(const struct wrong *w, struct end *a)
{
	uint8_t bytes[128], *exact;
	size_t n = from_hex(w->hex, bytes);
	unsigned closes = a->closes;

	a->status = 0;
	exact = t_exact(bytes, n);
	hear(a, at(1), exact, n);
	free(exact);
	if (a->status != w->status || (a->closes > closes) != w->ends)
		printf("# %s: status 0x%x\n", w->what, a->status);
	CHECK(a->status == w->status);
	CHECK((a->closes > closes) == w->ends);
	CHECK(a->messages == 0);
	CHECK(w->status == 0 || a->s.notice.sent);
}

static void
what_is_malformed_gets_the_notification_of_rfc_5036_3_5(void)
{
	for (size_t i = 0; i < sizeof(in_session) / sizeof(*in_session); i++) {
		struct end a, b;

		meet(&a, &b);
		judge(&in_session[i], &a);
		CHECK(a.up == !in_session[i].ends);
	}
	for (size_t i = 0; i < sizeof(in_opensent) / sizeof(*in_opensent);
	     i++) {
		struct end a = end(1, 2);

		a.s.config.active = true;
		start(&a, at(0));
		connected(&a, at(0));
		judge(&in_opensent[i], &a);
	}
}

static void
a_refused_message_is_named_in_the_notification(void)
{
	struct end a, b;
	uint8_t bytes[64];
	size_t n =
	    from_hex("0001 000e 00000002 0000 0fff 0004 01020304", bytes);

	meet(&a, &b);
	hear(&a, at(1), bytes, n);
	carry(&a, &b, at(1));
	CHECK(a.s.notice.message_id == 0x01020304);
	CHECK(a.s.notice.message_type == 0x0fff);
	CHECK(b.messages == 1 && b.up); /* advisory: for the labels to see */
}

static const char address_and_mapping[] =
    "0001 0034 00000002 0000 0300 000e 00000001 0101 0006 0001 0a000002 "
    "0400 0018 80000002 0100 0008 02 0001 20 0a000001 0200 0004 00000010";

static void
messages_are_taken_octet_by_octet_and_many_at_once(void)
{
	struct end a, b;
	uint8_t bytes[128];
	size_t n = from_hex(address_and_mapping, bytes);

	meet(&a, &b);
	for (size_t i = 0; i < n; i++)
		hear(&a, at(1), bytes + i, 1);
	CHECK(a.messages == 2);
	memcpy(bytes + n, bytes, n);
	hear(&a, at(1), bytes, 2 * n);
	CHECK(a.messages == 6 && a.up);
}

static void
every_flip_of_a_session_is_survived(void)
{
	struct end a, b;
	uint8_t bytes[128];
	size_t n = from_hex(address_and_mapping, bytes);

	for (size_t bit = 0; bit < n * 8; bit++) {
		uint8_t *p;

		meet(&a, &b);
		p = t_exact(bytes, n);
		p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		hear(&a, at(1), p, n);
		free(p);
		CHECK(a.up == (a.closes == 0));
	}
}

static void
capabilities_come_and_go_in_a_running_session(void)
{
	struct end a, b;
	uint8_t bytes[64];
	size_t n;

	meet(&a, &b);
	n = from_hex("0001 0018 00000002 0000 0202 000e 00000001 850b 0001 00 "
		     "8603 0001 00",
	    bytes);
	hear(&a, at(1), bytes, n);
	CHECK(a.s.agreed.can == LDP_CAN_ANNOUNCE);
	CHECK(a.s.agreed.n_capabilities == 1);
	n = from_hex(
	    "0001 0013 00000002 0000 0202 0009 00000001 850b 0001 80", bytes);
	hear(&a, at(1), bytes, n);
	CHECK(a.s.agreed.can == (LDP_CAN_ANNOUNCE | LDP_CAN_TYPED_WILDCARD));
	CHECK(a.up);
}

static void
restart_is_agreed_where_both_offer_it(void)
{
	struct end a = end(1, 2), b = end(2, 1);

	b.s.config.reconnect = 60000;
	b.s.config.recovery = 30000;
	connected(&a, at(0));
	connected(&b, at(0));
	carry(&a, &b, at(0));
	CHECK(a.s.agreed.restart && a.s.agreed.reconnect == 60000);
	CHECK(a.s.agreed.recovery == 30000);
	CHECK(b.s.agreed.restart && b.s.agreed.reconnect == 0);
	a = end(1, 2);
	b = end(2, 1);
	b.s.config.restart = false;
	connected(&a, at(0));
	connected(&b, at(0));
	carry(&a, &b, at(0));
	CHECK(!a.s.agreed.restart && !b.s.agreed.restart);
}

int
main(void)
{
	RUN(what_is_malformed_gets_the_notification_of_rfc_5036_3_5);
	RUN(a_refused_message_is_named_in_the_notification);
	RUN(messages_are_taken_octet_by_octet_and_many_at_once);
	RUN(every_flip_of_a_session_is_survived);
	RUN(capabilities_come_and_go_in_a_running_session);
	RUN(restart_is_agreed_where_both_offer_it);
	return DONE();
}
