/* BMP messages, as in the sections of RFC 7854 that stand beside them. */
#include "wire/bmp.h"

#include "value/family.h"
#include "wire/bgp.h"

/* clang-format off */
const struct name bmp_type_names[] = {
	{ BMP_ROUTE_MONITORING, "route_monitoring" },
	{ BMP_STATISTICS,       "statistics" },
	{ BMP_PEER_DOWN,        "peer_down" },
	{ BMP_PEER_UP,          "peer_up" },
	{ BMP_INITIATION,       "initiation" },
	{ BMP_TERMINATION,      "termination" },
	{ BMP_ROUTE_MIRRORING,  "route_mirroring" },
	{ 0, NULL },
};

const struct name bmp_peer_type_names[] = {
	{ BMP_GLOBAL,  "global" },
	{ BMP_RD,      "rd" },
	{ BMP_LOCAL,   "local" },
	{ BMP_LOC_RIB, "loc_rib" },
	{ 0, NULL },
};

const struct name bmp_down_names[] = {
	{ BMP_DOWN_SENT,         "notification_sent" },
	{ BMP_DOWN_EVENT,        "closed_by_router" },
	{ BMP_DOWN_RECEIVED,     "notification_received" },
	{ BMP_DOWN_CLOSED,       "closed_by_peer" },
	{ BMP_DOWN_DECONFIGURED, "no_longer_monitored" },
	{ BMP_DOWN_TLVS,         "table_closed" },
	{ 0, NULL },
};

const struct name bmp_mirror_names[] = {
	{ 0, "errored_pdu" },
	{ 1, "messages_lost" },
	{ 0, NULL },
};

const struct name bmp_termination_names[] = {
	{ 0, "administratively_closed" },
	{ 1, "unspecified" },
	{ 2, "out_of_resources" },
	{ 3, "redundant_connection" },
	{ 4, "permanently_closed" },
	{ 0, NULL },
};

static const struct name initiation_tlvs[] = { /* 4.4, RFC 8671 7 */
	{ 0, "string" },
	{ 1, "system_description" },
	{ 2, "system_name" },
	{ BMP_TABLE_NAME, "table_name" },
	{ 4, "admin_label" },
	{ 0, NULL },
};

static const struct name peer_tlvs[] = { /* RFC 9736 5 */
	{ 0, "string" },
	{ BMP_TABLE_NAME, "table_name" },
	{ 4, "admin_label" },
	{ 0, NULL },
};

static const struct name termination_tlvs[] = { /* 4.5 */
	{ 0, "string" },
	{ BMP_TERMINATION_REASON, "reason" },
	{ 0, NULL },
};

/* 4.8, RFC 8671 6.2; `size`: of the value, behind a family where there is one */
static const struct stat_row {
	const char *name;
	uint8_t size;
	bool by_family;
} stats[] = {
	{ "rejected_by_policy",                    4, false },
	{ "duplicate_announcements",               4, false },
	{ "duplicate_withdrawals",                 4, false },
	{ "cluster_list_loops",                    4, false },
	{ "as_path_loops",                         4, false },
	{ "originator_id_loops",                   4, false },
	{ "confederation_loops",                   4, false },
	{ "adj_in_routes",                         8, false },
	{ "loc_routes",                            8, false },
	{ "adj_in_routes",                         8, true },
	{ "loc_routes",                            8, true },
	{ "updates_treated_as_withdraw",           4, false },
	{ "prefixes_treated_as_withdraw",          4, false },
	{ "duplicate_updates",                     4, false },
	{ "adj_out_pre_routes",                    8, false },
	{ "adj_out_routes",                        8, false },
	{ "adj_out_pre_routes",                    8, true },
	{ "adj_out_routes",                        8, true },
};
/* clang-format on */

const char *
bmp_tlv_name(uint8_t type, uint16_t tlv)
{
	switch (type) {
	case BMP_INITIATION:
		return name_of(initiation_tlvs, tlv);
	case BMP_TERMINATION:
		return name_of(termination_tlvs, tlv);
	case BMP_PEER_UP:
	case BMP_PEER_DOWN:
		return name_of(peer_tlvs, tlv);
	default:
		return NULL;
	}
}

bool
bmp_has_peer(uint8_t type)
{
	return type != BMP_INITIATION && type != BMP_TERMINATION &&
	       type <= BMP_ROUTE_MIRRORING;
}

bool
bmp_header_decode(const uint8_t *p, struct bmp_header *h, struct fault *f)
{
	struct rbuf r = rbuf(p, BMP_HEADER_SIZE);
	uint8_t version = get_u8(&r);

	h->length = get_u32(&r);
	h->type = get_u8(&r);
	if (version != BMP_VERSION)
		return fault(f, p, 0, "version of BMP is not 3");
	if (h->length <
	    BMP_HEADER_SIZE + (bmp_has_peer(h->type) ? BMP_PEER_SIZE : 0))
		return fault(f, p + 1, 0, "message is shorter than its header");
	if (h->length > BMP_MAX_SIZE)
		return fault(f, p + 1, 0, "message is longer than 1 MiB");
	return true;
}

/* ---- the per-peer header, 4.2 ---- */

/* Always 16 octets: an IPv4 address stands in the last four. */
static struct addr
get_addr(struct rbuf *r, bool ip6)
{
	const uint8_t *p = get_bytes(r, 16);

	if (p == NULL)
		return (struct addr){ 0 };
	return ip6 ? addr_from(ADDR_IP6, p) : addr_from(ADDR_IP4, p + 12);
}

static void
put_addr(struct wbuf *w, const struct addr *a)
{
	static const uint8_t zeros[16];
	size_t n = a->ip == ADDR_NONE ? 0 : addr_bits(a) / 8;

	put_bytes(w, zeros, 16 - n);
	put_bytes(w, a->b, n);
}

static bool
is_ip6(const struct bmp_peer *p)
{
	return p->type != BMP_LOC_RIB && p->flags & BMP_FLAG_IP6;
}

static void
get_peer(struct rbuf *r, struct bmp_peer *p)
{
	const uint8_t *rd;

	p->type = get_u8(r);
	p->flags = get_u8(r);
	rd = get_bytes(r, sizeof(p->rd.b));
	if (rd != NULL)
		memcpy(p->rd.b, rd, sizeof(p->rd.b));
	p->address = get_addr(r, is_ip6(p));
	if (p->type == BMP_LOC_RIB)
		p->address = (struct addr){ 0 };
	p->as = get_u32(r);
	p->id = get_u32(r);
	p->time_us = get_u32(r) * INT64_C(1000000);
	p->time_us += get_u32(r);
}

static void
put_peer(struct wbuf *w, const struct bmp_peer *p)
{
	put_u8(w, p->type);
	put_u8(w, p->flags);
	put_bytes(w, p->rd.b, sizeof(p->rd.b));
	put_addr(w, &p->address);
	put_u32(w, p->as);
	put_u32(w, p->id);
	put_u32(w, (uint64_t)(p->time_us / 1000000));
	put_u32(w, (uint64_t)(p->time_us % 1000000));
}

/* ---- the types ---- */

/* A BGP message that something else follows: its own length ends it. */
static struct rbuf
get_bgp(struct rbuf *r)
{
	size_t n = BGP_HEADER_SIZE;

	if (rbuf_left(r) >= n &&
	    (n = (size_t)(r->at[16] << 8 | r->at[17])) < BGP_HEADER_SIZE)
		n = SIZE_MAX; /* none: the reader goes bad */
	return get_sub(r, n);
}

/* 4.10 */
static bool
get_up(struct rbuf *r, struct bmp_message *m, struct fault *f)
{
	m->local = get_addr(r, is_ip6(&m->peer));
	if (m->peer.type == BMP_LOC_RIB)
		m->local = (struct addr){ 0 };
	m->local_port = get_u16(r);
	m->remote_port = get_u16(r);
	m->sent = get_bgp(r);
	m->received = get_bgp(r);
	return !r->bad || fault(f, r->at, 0, "OPENs of a peer are cut off");
}

/* 4.9 */
static void
get_down(struct rbuf *r, struct bmp_message *m)
{
	m->reason = get_u8(r);
	switch (m->reason) {
	case BMP_DOWN_SENT:
	case BMP_DOWN_RECEIVED:
		m->bgp = get_bgp(r);
		break;
	case BMP_DOWN_EVENT:
		m->event = get_u16(r);
		break;
	case BMP_DOWN_TLVS:
		m->tlvs = get_sub(r, rbuf_left(r));
		break;
	case BMP_DOWN_CLOSED:
	case BMP_DOWN_DECONFIGURED:
	default:
		break;
	}
	m->rest = get_sub(r, rbuf_left(r));
}

static bool
tlvs_check(struct rbuf r, struct fault *f)
{
	struct bmp_tlv tlv;

	while (bmp_tlv_next(&r, &tlv))
		;
	return !r.bad || fault(f, r.at, 0, "TLV goes on beyond the end");
}

bool
bmp_decode(struct rbuf message, struct bmp_message *m, struct fault *f)
{
	struct rbuf r = message;
	struct bmp_header h = { 0 };

	*m = (struct bmp_message){ 0 };
	if (rbuf_left(&r) < BMP_HEADER_SIZE)
		return fault(f, r.at, 0, "message is cut off");
	if (!bmp_header_decode(get_bytes(&r, BMP_HEADER_SIZE), &h, f))
		return false;
	m->type = h.type;
	if (h.length != rbuf_left(&message))
		return fault(f, message.at + 1, 0, "message is cut off");
	if (bmp_has_peer(m->type))
		get_peer(&r, &m->peer);
	switch (m->type) {
	case BMP_ROUTE_MONITORING:
		m->bgp = r; /* all of it, should it not be so long */
		get_bytes(&r, BGP_HEADER_SIZE);
		break;
	case BMP_PEER_UP:
		if (!get_up(&r, m, f))
			return false;
		m->tlvs = r;
		break;
	case BMP_PEER_DOWN:
		get_down(&r, m);
		break;
	case BMP_STATISTICS:
		m->count = get_u32(&r);
		m->tlvs = r;
		break;
	case BMP_INITIATION:
	case BMP_TERMINATION:
	case BMP_ROUTE_MIRRORING:
		m->tlvs = r;
		break;
	default:
		m->rest = r;
		break;
	}
	if (r.bad)
		return fault(f, r.at, 0, "message is cut off");
	return tlvs_check(m->tlvs, f);
}

static void
put_rbuf(struct wbuf *w, const struct rbuf *r)
{
	put_bytes(w, r->at, rbuf_left(r));
}

void
bmp_encode(struct wbuf *w, const struct bmp_message *m)
{
	uint8_t *length, *start = w->at;

	put_u8(w, BMP_VERSION);
	length = put_len(w, 4);
	put_u8(w, m->type);
	if (bmp_has_peer(m->type))
		put_peer(w, &m->peer);
	if (m->type == BMP_PEER_UP) {
		put_addr(w, &m->local);
		put_u16(w, m->local_port);
		put_u16(w, m->remote_port);
		put_rbuf(w, &m->sent);
		put_rbuf(w, &m->received);
	}
	if (m->type == BMP_PEER_DOWN)
		put_u8(w, m->reason);
	if (m->type == BMP_PEER_DOWN && m->reason == BMP_DOWN_EVENT)
		put_u16(w, m->event);
	if (m->type == BMP_STATISTICS)
		put_u32(w, m->count);
	put_rbuf(w, &m->bgp);
	put_rbuf(w, &m->tlvs);
	put_rbuf(w, &m->rest);
	if (w->bad)
		return;
	/* The length counts from the version on. */
	for (unsigned i = 0; i < 4; i++)
		length[i] = (uint8_t)((size_t)(w->at - start) >> (24 - 8 * i));
}

bool
bmp_tlv_next(struct rbuf *r, struct bmp_tlv *t)
{
	if (rbuf_left(r) == 0)
		return false;
	t->type = get_u16(r);
	t->value = get_sub(r, get_u16(r));
	return !r->bad;
}

void
bmp_tlv_encode(struct wbuf *w, uint16_t type, const void *value, size_t n)
{
	put_u16(w, type);
	put_u16(w, n);
	put_bytes(w, value, n);
}

void
bmp_stat_decode(const struct bmp_tlv *t, struct bmp_stat *s)
{
	const struct stat_row *row;
	struct rbuf r = t->value;
	uint16_t afi;

	*s = (struct bmp_stat){ 0 };
	if (t->type >= sizeof(stats) / sizeof(stats[0]))
		return;
	row = &stats[t->type];
	if (rbuf_left(&r) != row->size + (row->by_family ? 3u : 0u))
		return;
	if (row->by_family) {
		afi = get_u16(&r);
		s->family = FAMILY(afi, get_u8(&r));
	}
	s->value = row->size == 8 ? get_u64(&r) : get_u32(&r);
	s->name = row->name;
}

void
bmp_stat_encode(struct wbuf *w, unsigned type, uint32_t family, uint64_t value)
{
	const struct stat_row *row = &stats[type];

	put_u16(w, type);
	put_u16(w, row->size + (row->by_family ? 3u : 0u));
	if (row->by_family) {
		put_u16(w, FAMILY_AFI(family));
		put_u8(w, FAMILY_SAFI(family));
	}
	if (row->size == 8)
		put_u64(w, value);
	else
		put_u32(w, value);
}
