/* Members of TLVs: a row for each, looked at by the type of the TLV. */
#include "message/ldp_fields.h"

enum kind { NUMBER, BIT, IP4, IP6 };

struct row {
	uint16_t type; /* of the TLV */
	uint8_t kind, key;
	uint16_t to, to_size; /* in the record */
	uint16_t at, size;    /* in the TLV */
	uint32_t mask;        /* of the number there; 0: all of it */
};

#define ROW(type, kind, key, member, mask)                                     \
	{ LDP_TLV_##type, kind, AT_ldp_tlv_##key,                              \
		offsetof(struct rec_ldp_tlv, key),                             \
		sizeof(((struct rec_ldp_tlv *)0)->key),                        \
		offsetof(struct ldp_tlv, member),                              \
		sizeof(((struct ldp_tlv *)0)->member), mask },
#define STATE(type) ROW(type, BIT, enabled, octet, LDP_STATE)

/* clang-format off */
static const struct row rows[] = {
	ROW(ADDRESS_LIST, NUMBER, afi, family, 0)
	ROW(HOP_COUNT, NUMBER, hop_count, octet, 0)
	ROW(GENERIC_LABEL, NUMBER, label, number, 0)
	ROW(ATM_LABEL, NUMBER, v_bits, atm.vpi, 0x3000)
	ROW(ATM_LABEL, NUMBER, vpi, atm.vpi, 0x0fff)
	ROW(ATM_LABEL, NUMBER, vci, atm.vci, 0)
	ROW(FRAME_RELAY_LABEL, NUMBER, dlci_length, number, 0x1800000)
	ROW(FRAME_RELAY_LABEL, NUMBER, dlci, number, 0x7fffff)
	ROW(FT_PROTECTION, NUMBER, sequence, number, 0)
	ROW(STATUS, NUMBER, status, status.code, LDP_STATUS_CODE)
	ROW(STATUS, BIT, fatal, status.code, LDP_STATUS_E)
	ROW(STATUS, BIT, forward_status, status.code, LDP_STATUS_F)
	ROW(STATUS, NUMBER, message_id, status.message_id, 0)
	ROW(STATUS, NUMBER, message_type, status.message_type, 0)
	ROW(EXTENDED_STATUS, NUMBER, status, number, 0)
	ROW(HELLO, NUMBER, hold_time, hello.hold, 0)
	ROW(HELLO, BIT, targeted, hello.flags, LDP_HELLO_TARGETED)
	ROW(HELLO, BIT, request_targeted, hello.flags, LDP_HELLO_REQUEST)
	ROW(HELLO, BIT, gtsm, hello.flags, LDP_HELLO_GTSM)
	ROW(IPV4_TRANSPORT, IP4, address, number, 0)
	ROW(IPV6_TRANSPORT, IP6, address, ip6, 0)
	ROW(CONFIGURATION_SEQUENCE, NUMBER, sequence, number, 0)
	ROW(SESSION, NUMBER, version, session.version, 0)
	ROW(SESSION, NUMBER, keepalive_time, session.keepalive, 0)
	ROW(SESSION, BIT, on_demand, session.flags, LDP_SESSION_ON_DEMAND)
	ROW(SESSION, BIT, loop_detection, session.flags,
	    LDP_SESSION_LOOP_DETECTION)
	ROW(SESSION, NUMBER, path_vector_limit, session.path_vector_limit, 0)
	ROW(SESSION, NUMBER, max_pdu_length, session.max_pdu, 0)
	ROW(SESSION, IP4, receiver, session.lsr, 0)
	ROW(SESSION, NUMBER, receiver_space, session.space, 0)
	ROW(ATM_SESSION, NUMBER, flags, number, 0)
	ROW(FRAME_RELAY_SESSION, NUMBER, flags, number, 0)
	ROW(FT_SESSION, NUMBER, flags, ft.flags, 0)
	ROW(FT_SESSION, NUMBER, reconnect_time, ft.reconnect, 0)
	ROW(FT_SESSION, NUMBER, recovery_time, ft.recovery, 0)
	ROW(FT_ACK, NUMBER, sequence, number, 0)
	STATE(DYNAMIC_CAPABILITY) STATE(P2MP) STATE(MP2MP)
	STATE(MAKE_BEFORE_BREAK) STATE(TYPED_WILDCARD) STATE(MULTI_TOPOLOGY)
	STATE(STATE_CONTROL) STATE(TARGETED_APPLICATION)
	STATE(UNRECOGNIZED_NOTIFICATION) STATE(ICCP)
	ROW(REQUEST_ID, NUMBER, message_id, number, 0)
	ROW(MTU, NUMBER, mtu, mtu, 0)
	ROW(DUAL_STACK, NUMBER, preference, number, 0xf0000000)
	ROW(PW_STATUS, NUMBER, status, number, 0)
	ROW(PW_GROUP, NUMBER, group_id, number, 0)
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static uint32_t
number_get(const void *from, size_t size)
{
	uint8_t b;
	uint16_t h;
	uint32_t n;

	if (size == sizeof(b))
		return memcpy(&b, from, size), b;
	if (size == sizeof(h))
		return memcpy(&h, from, size), h;
	memcpy(&n, from, sizeof(n));
	return n;
}

static void
number_put(void *to, size_t size, uint32_t n)
{
	uint8_t b = (uint8_t)n;
	uint16_t h = (uint16_t)n;

	memcpy(to,
	    size == sizeof(b)   ? (void *)&b
	    : size == sizeof(h) ? (void *)&h
				: (void *)&n,
	    size);
}

/* How far left the bits of a mask stand. */
static unsigned
shift(uint32_t mask)
{
	return mask == 0 ? 0 : (unsigned)__builtin_ctz(mask);
}

static void
row_record(const struct row *row, struct rec_ldp_tlv *to, const uint8_t *from)
{
	uint8_t *at = (uint8_t *)to + row->to;
	uint32_t n = row->kind == IP6 ? 0 : number_get(from, row->size);
	struct addr a;

	if (row->mask != 0)
		n &= row->mask;
	if (row->kind == BIT && n == 0)
		return; /* absent says the same */
	to->has |= UINT64_C(1) << row->key;
	if (row->kind == NUMBER) {
		number_put(at, row->to_size, n >> shift(row->mask));
	} else if (row->kind == BIT) {
		*(bool *)at = true;
	} else {
		a = row->kind == IP4 ? addr_ip4(n) : addr_from(ADDR_IP6, from);
		memcpy(at, &a, sizeof(a));
	}
}

void
ldp_fields_record(struct rec_ldp_tlv *to, const struct ldp_tlv *t)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].type == t->type)
			row_record(
			    &rows[i], to, (const uint8_t *)t + rows[i].at);
	/* What is off is of interest, too, where it may go on and off. */
	if (ldp_tlv_is_capability(t->type))
		PUT(to, ldp_tlv, enabled, (t->octet & LDP_STATE) != 0);
}

static void
row_encode(const struct row *row, uint8_t *to, const struct rec_ldp_tlv *from)
{
	const uint8_t *at = (const uint8_t *)from + row->to;
	uint32_t n = 0;
	struct addr a;

	if (!(from->has >> row->key & 1))
		return;
	if (row->kind == NUMBER) {
		n = number_get(at, row->to_size) << shift(row->mask);
	} else if (row->kind == BIT) {
		n = *(const bool *)at ? row->mask : 0;
	} else {
		memcpy(&a, at, sizeof(a));
		if (row->kind == IP6)
			memcpy(to, a.b, row->size);
		else
			n = addr_u32(&a);
	}
	if (row->kind != IP6)
		number_put(to, row->size, number_get(to, row->size) | n);
}

void
ldp_fields_encode(struct ldp_tlv *t, const struct rec_ldp_tlv *from)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].type == t->type)
			row_encode(&rows[i], (uint8_t *)t + rows[i].at, from);
}
