/* The TLVs of LDP messages: a row for each that has a form of its own. */
#include <string.h>

#include "wire/ldp.h"

enum { PARTS = 7 };

struct part {
	uint8_t size; /* octets; 0: no more of them */
	uint8_t at;   /* of the member */
};

typedef bool check_fn(const struct ldp_tlv *, struct fault *);

static check_fn check_fecs, check_addresses, check_numbers, check_macs,
    check_parameters, check_ranges, check_label;

enum { EXACT, REST }; /* whether octets may follow the parts */

#define P(member)                                                              \
	{                                                                      \
		sizeof(((struct ldp_tlv *)0)->member),                         \
		    offsetof(struct ldp_tlv, member)                           \
	}
#define CAPABILITY { P(octet) }, REST, NULL

/* clang-format off */
static const struct row {
	uint16_t type;
	struct part parts[PARTS];
	uint8_t rest;
	check_fn *check;
} rows[] = {
	{ LDP_TLV_FEC,                { { 0 } }, REST, check_fecs },
	{ LDP_TLV_ADDRESS_LIST,       { P(family) }, REST, check_addresses },
	{ LDP_TLV_HOP_COUNT,          { P(octet) }, EXACT, NULL },
	{ LDP_TLV_PATH_VECTOR,        { { 0 } }, REST, check_numbers },
	{ LDP_TLV_GENERIC_LABEL,      { P(number) }, EXACT, check_label },
	{ LDP_TLV_ATM_LABEL,          { P(atm.vpi), P(atm.vci) }, EXACT, NULL },
	{ LDP_TLV_FRAME_RELAY_LABEL,  { P(number) }, EXACT, NULL },
	{ LDP_TLV_FT_PROTECTION,      { P(number) }, EXACT, NULL },
	{ LDP_TLV_STATUS,             { P(status.code), P(status.message_id),
	                                P(status.message_type) }, EXACT, NULL },
	{ LDP_TLV_EXTENDED_STATUS,    { P(number) }, EXACT, NULL },
	{ LDP_TLV_HELLO,              { P(hello.hold), P(hello.flags) },
	                              EXACT, NULL },
	{ LDP_TLV_IPV4_TRANSPORT,     { P(number) }, EXACT, NULL },
	{ LDP_TLV_CONFIGURATION_SEQUENCE, { P(number) }, EXACT, NULL },
	{ LDP_TLV_IPV6_TRANSPORT,     { P(ip6) }, EXACT, NULL },
	{ LDP_TLV_MAC_LIST,           { { 0 } }, REST, check_macs },
	{ LDP_TLV_SESSION,            { P(session.version),
	                                P(session.keepalive), P(session.flags),
	                                P(session.path_vector_limit),
	                                P(session.max_pdu), P(session.lsr),
	                              P(session.space) }, EXACT, NULL },
	{ LDP_TLV_ATM_SESSION,        { P(number) }, REST, check_ranges },
	{ LDP_TLV_FRAME_RELAY_SESSION, { P(number) }, REST, check_ranges },
	{ LDP_TLV_FT_SESSION,         { P(ft.flags), P(ft.reserved),
	                                P(ft.reconnect), P(ft.recovery) },
	                              EXACT, NULL },
	{ LDP_TLV_FT_ACK,             { P(number) }, EXACT, NULL },
	{ LDP_TLV_FT_CORK,            { { 0 } }, EXACT, NULL },
	{ LDP_TLV_DYNAMIC_CAPABILITY, CAPABILITY },
	{ LDP_TLV_P2MP,               CAPABILITY },
	{ LDP_TLV_MP2MP,              CAPABILITY },
	{ LDP_TLV_MAKE_BEFORE_BREAK,  CAPABILITY },
	{ LDP_TLV_TYPED_WILDCARD,     CAPABILITY },
	{ LDP_TLV_MULTI_TOPOLOGY,     CAPABILITY },
	{ LDP_TLV_STATE_CONTROL,      CAPABILITY },
	{ LDP_TLV_TARGETED_APPLICATION, CAPABILITY },
	{ LDP_TLV_UNRECOGNIZED_NOTIFICATION, CAPABILITY },
	{ LDP_TLV_ICCP,               CAPABILITY },
	{ LDP_TLV_REQUEST_ID,         { P(number) }, EXACT, NULL },
	{ LDP_TLV_MTU,                { P(mtu) }, EXACT, NULL },
	{ LDP_TLV_DUAL_STACK,         { P(number) }, EXACT, NULL },
	{ LDP_TLV_PW_STATUS,          { P(number) }, EXACT, NULL },
	{ LDP_TLV_PW_PARAMETERS,      { { 0 } }, REST, check_parameters },
	{ LDP_TLV_PW_GROUP,           { P(number) }, EXACT, NULL },
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct row *
row_of(uint16_t type)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

bool
ldp_tlv_is_capability(uint16_t type)
{
	const struct row *row = row_of(type);

	return row != NULL && row->rest == REST && row->parts[0].size == 1;
}

/* ---- what lists hold ---- */

static bool
malformed(struct fault *f, const void *at, const char *what)
{
	return fault(f, at, LDP_MALFORMED_VALUE, what);
}

static bool
check_fecs(const struct ldp_tlv *t, struct fault *f)
{
	struct rbuf r = t->value;
	struct ldp_fec fec;

	do /* RFC 5036 3.4.1: one at least */
		if (!ldp_fec_next(&r, &fec, f))
			return false;
	while (rbuf_left(&r) > 0);
	return true;
}

bool
ldp_address_next(struct rbuf *r, uint16_t family, struct addr *a)
{
	unsigned ip = family == LDP_AFI_IPV6 ? ADDR_IP6 : ADDR_IP4;
	const uint8_t *at = get_bytes(r, ip == ADDR_IP6 ? 16 : 4);

	if (at == NULL)
		return false;
	*a = addr_from(ip, at);
	return true;
}

static bool
check_addresses(const struct ldp_tlv *t, struct fault *f)
{
	if (t->family != LDP_AFI_IPV4 && t->family != LDP_AFI_IPV6)
		return fault(f, t->value.at - 2, LDP_UNSUPPORTED_FAMILY,
		    "address family is not known");
	return rbuf_left(&t->value) % (t->family == LDP_AFI_IPV4 ? 4 : 16) ==
		   0 ||
	       malformed(f, t->value.at, "ends inside an address");
}

static bool
check_numbers(const struct ldp_tlv *t, struct fault *f)
{
	return rbuf_left(&t->value) % 4 == 0 ||
	       malformed(f, t->value.at, "ends inside an identifier");
}

static bool
check_macs(const struct ldp_tlv *t, struct fault *f)
{
	return rbuf_left(&t->value) % 6 == 0 ||
	       malformed(f, t->value.at, "ends inside an address");
}

static bool
check_label(const struct ldp_tlv *t, struct fault *f)
{
	return t->number >> 20 == 0 ||
	       malformed(f, t->value.at, "label is over 20 bits");
}

static bool
check_parameters(const struct ldp_tlv *t, struct fault *f)
{
	struct rbuf r = t->value;
	struct ldp_parameter p;

	while (rbuf_left(&r) > 0)
		if (!ldp_parameter_next(&r, &p, f))
			return false;
	return true;
}

/* RFC 5036 3.5.3: N ranges of eight octets, N in bits 2 to 5. */
static bool
check_ranges(const struct ldp_tlv *t, struct fault *f)
{
	return rbuf_left(&t->value) == (t->number >> 26 & 15) * 8 ||
	       malformed(
		   f, t->value.at, "label ranges are not as many as it says");
}

/* ---- in and out ---- */

static void
part_get(struct rbuf *r, struct part p, void *to)
{
	uint8_t b;
	uint16_t h;
	uint32_t n;

	if (p.size == 1)
		b = get_u8(r), memcpy(to, &b, sizeof(b));
	else if (p.size == 2)
		h = get_u16(r), memcpy(to, &h, sizeof(h));
	else if (p.size == 4)
		n = get_u32(r), memcpy(to, &n, sizeof(n));
	else if (rbuf_left(r) >= p.size)
		memcpy(to, get_bytes(r, p.size), p.size);
	else
		get_bytes(r, p.size); /* and it is bad */
}

static void
part_put(struct wbuf *w, struct part p, const void *from)
{
	uint16_t h;
	uint32_t n;

	if (p.size == 2)
		memcpy(&h, from, sizeof(h)), put_u16(w, h);
	else if (p.size == 4)
		memcpy(&n, from, sizeof(n)), put_u32(w, n);
	else
		put_bytes(w, from, p.size);
}

static bool
parts_get(const struct row *row, struct ldp_tlv *t, struct fault *f)
{
	struct rbuf r = t->value;

	for (unsigned i = 0; i < PARTS && row->parts[i].size > 0; i++)
		part_get(&r, row->parts[i], (uint8_t *)t + row->parts[i].at);
	if (r.bad || (rbuf_left(&r) > 0 && row->rest == EXACT))
		return fault(f, t->value.at, LDP_BAD_TLV_LENGTH,
		    "length of the TLV does not suit its type");
	t->value = r;
	return row->check == NULL || row->check(t, f);
}

bool
ldp_tlv_next(struct rbuf *r, struct ldp_tlv *t, struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned type = get_u16(r), length = get_u16(r);
	struct rbuf value = get_sub(r, length);
	const struct row *row;

	*t = (struct ldp_tlv){ 0 };
	if (r->bad)
		return fault(f, at, LDP_BAD_TLV_LENGTH,
		    "TLV is longer than its message");
	t->type = type & (LDP_F - 1);
	t->ignore = type & LDP_U;
	t->forward = type & LDP_F;
	t->value = value;
	row = row_of(t->type);
	if (row == NULL || parts_get(row, t, f))
		return true;
	t->value = value;
	return false;
}

void
ldp_tlv_encode(struct wbuf *w, const struct ldp_tlv *t)
{
	const struct row *row = row_of(t->type);
	uint8_t *length;

	put_u16(
	    w, t->type | (t->ignore ? LDP_U : 0u) | (t->forward ? LDP_F : 0u));
	length = put_len(w, 2);
	for (unsigned i = 0; row != NULL && i < PARTS; i++)
		if (row->parts[i].size > 0)
			part_put(w, row->parts[i],
			    (const uint8_t *)t + row->parts[i].at);
	put_bytes(w, t->value.at, rbuf_left(&t->value));
	end_len(w, length, 2);
}
