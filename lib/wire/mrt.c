/* MRT records: which there are, and their common header. */
#include "wire/mrt.h"

enum {
	OLD_BGP = 5, /* deprecated by RFC 6396 4.5, still in archives */
	OLD_BGP4PLUS = 9,
	OLD_BGP4PLUS_01 = 10,
	TABLE_DUMP = 12,
	TABLE_DUMP_V2 = 13,
	BGP4MP = 16,
	BGP4MP_ET = 17,
};

const struct name mrt_type_names[] = {
	/* RFC 6396 4, and what it deprecates in 4.6 */
	{ 0, "null" },
	{ 1, "start" },
	{ 2, "die" },
	{ 3, "i_am_dead" },
	{ 4, "peer_down" },
	{ OLD_BGP, "bgp" },
	{ 6, "rip" },
	{ 7, "idrp" },
	{ 8, "ripng" },
	{ OLD_BGP4PLUS, "bgp4plus" },
	{ OLD_BGP4PLUS_01, "bgp4plus_01" },
	{ 11, "ospfv2" },
	{ TABLE_DUMP, "table_dump" },
	{ TABLE_DUMP_V2, "table_dump_v2" },
	{ BGP4MP, "bgp4mp" },
	{ BGP4MP_ET, "bgp4mp_et" },
	{ 32, "isis" },
	{ 33, "isis_et" },
	{ 48, "ospfv3" },
	{ 49, "ospfv3_et" },
	{ 0, NULL },
};

static const struct kind_row {
	uint16_t type, first, last; /* subtypes */
	enum mrt_kind kind;
} kinds[] = {
	{ OLD_BGP, 1, 1, MRT_MESSAGE }, { OLD_BGP, 3, 3, MRT_STATE },
	{ OLD_BGP, 5, 7, MRT_MESSAGE }, { OLD_BGP4PLUS, 1, 1, MRT_MESSAGE },
	{ OLD_BGP4PLUS, 3, 3, MRT_STATE }, { OLD_BGP4PLUS, 5, 7, MRT_MESSAGE },
	{ OLD_BGP4PLUS_01, 1, 1, MRT_MESSAGE },
	{ OLD_BGP4PLUS_01, 3, 3, MRT_STATE },
	{ OLD_BGP4PLUS_01, 5, 7, MRT_MESSAGE }, { TABLE_DUMP, 1, 2, MRT_ROUTE },
	{ TABLE_DUMP_V2, 1, 1, MRT_PEERS }, { TABLE_DUMP_V2, 2, 6, MRT_RIB },
	{ TABLE_DUMP_V2, 7, 7, MRT_PEERS }, /* RFC 6397 4 */
	{ TABLE_DUMP_V2, 8, 12, MRT_RIB },  /* RFC 8050 4 */
	{ BGP4MP, 0, 0, MRT_STATE }, { BGP4MP, 1, 1, MRT_MESSAGE },
	{ BGP4MP, 4, 4, MRT_MESSAGE }, { BGP4MP, 5, 5, MRT_STATE },
	{ BGP4MP, 6, 11, MRT_MESSAGE }, /* 8 to 11: RFC 8050 3 */
};

static enum mrt_kind
kind_of(uint16_t type, uint16_t subtype)
{
	if (type == BGP4MP_ET)
		type = BGP4MP;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type && subtype >= kinds[i].first &&
		    subtype <= kinds[i].last)
			return kinds[i].kind;
	return MRT_OTHER;
}

bool
mrt_header_decode(const uint8_t *p, struct mrt_record *m, struct fault *f)
{
	struct rbuf r = rbuf(p, MRT_HEADER_SIZE);

	*m = (struct mrt_record){ .time_us = get_u32(&r) * INT64_C(1000000) };
	m->type = get_u16(&r);
	m->subtype = get_u16(&r);
	m->length = get_u32(&r);
	m->kind = kind_of(m->type, m->subtype);
	if (m->length > MRT_MAX_SIZE)
		return fault(f, p + 8, 0, "record is longer than 16 MiB");
	return true;
}

bool
mrt_is_near(const struct mrt_record *m, int64_t time_us)
{
	const int64_t day = INT64_C(86400) * 1000000;

	return m->time_us <= time_us + day && m->time_us >= time_us - day;
}

bool
mrt_body_decode(struct rbuf body, struct mrt_record *m, struct fault *f)
{
	m->body = body;
	if (m->type != BGP4MP_ET)
		return true;
	m->time_us += get_u32(&m->body);
	return !m->body.bad ||
	       fault(f, body.at, 0, "record ends in its microseconds");
}

static struct addr
get_addr(struct rbuf *r, unsigned ip)
{
	const uint8_t *p = get_bytes(r, ip == ADDR_IP6 ? 16 : 4);

	return p == NULL ? (struct addr){ 0 } : addr_from(ip, p);
}

/* ---- TABLE_DUMP_V2 (RFC 6396 4.3) ---- */

/* As a number of IEEE 754. */
static float
get_degrees(struct rbuf *r)
{
	uint32_t bits = get_u32(r);
	float degrees;

	memcpy(&degrees, &bits, sizeof(degrees));
	return degrees;
}

static void
get_place(struct rbuf *r, struct mrt_place *p)
{
	p->latitude = get_degrees(r);
	p->longitude = get_degrees(r);
}

bool
mrt_peers_decode(
    const struct mrt_record *m, struct mrt_peers *p, struct fault *f)
{
	struct rbuf r = m->body;

	*p = (struct mrt_peers){ .geo = m->subtype == 7 };
	p->collector = get_u32(&r);
	p->view = get_sub(&r, get_u16(&r));
	if (p->geo)
		get_place(&r, &p->place);
	p->n = get_u16(&r);
	p->peers = r;
	return !r.bad || fault(f, r.at, 0, "peer index table is cut off");
}

bool
mrt_peer_next(struct mrt_peers *all, struct mrt_peer *p)
{
	struct rbuf *r = &all->peers;
	uint8_t type;

	if (rbuf_left(r) == 0)
		return false;
	type = get_u8(r);
	p->id = get_u32(r);
	p->address = get_addr(r, type & 1 ? ADDR_IP6 : ADDR_IP4);
	p->as = type & 2 ? get_u32(r) : get_u16(r);
	if (all->geo)
		get_place(r, &p->place);
	return !r->bad;
}

/* By subtype less 2; those of RFC 8050 begin at 8. */
static const uint32_t rib_families[] = {
	FAMILY_IPV4_UNICAST, FAMILY_IPV4_MULTICAST, FAMILY_IPV6_UNICAST,
	FAMILY_IPV6_MULTICAST, 0, /* RIB_GENERIC says it */
};

/*
 * The prefix of a family whose NLRI have no form here: all of them say their
 * length in bits first, which is as much as we need to find the entries.
 */
static void
skip_opaque(struct rbuf *r, struct bgp_nlri *n)
{
	const uint8_t *at = r->at;

	*n = (struct bgp_nlri){ .kind = BGP_NLRI_OPAQUE };
	get_bytes(r, (get_u8(r) + 7u) / 8);
	n->raw = rbuf(at, (size_t)(r->at - at));
}

bool
mrt_rib_decode(const struct mrt_record *m, struct mrt_rib *rib, struct fault *f)
{
	const struct bgp_codec plain = { 0 };
	struct rbuf r = m->body;
	struct bgp_nlri_iter it;

	rib->add_path = m->subtype >= 8;
	rib->family = rib_families[m->subtype - (rib->add_path ? 8 : 2)];
	rib->sequence = get_u32(&r);
	if (rib->family == 0) {
		uint16_t afi = get_u16(&r);

		rib->family = FAMILY(afi, get_u8(&r));
	}
	if (bgp_family_known(rib->family)) {
		it = bgp_nlri_walk(r, rib->family, &plain);
		if (!bgp_nlri_next(&it, &rib->nlri, f)) {
			if (!it.left.bad)
				fault(f, r.at, 0, "RIB record has no prefix");
			return false;
		}
		r = it.left;
	} else {
		skip_opaque(&r, &rib->nlri);
	}
	rib->n = get_u16(&r);
	rib->entries = r;
	return !r.bad || fault(f, r.at, 0, "RIB record is cut off");
}

bool
mrt_entry_next(struct rbuf *r, const struct mrt_rib *rib, struct mrt_entry *e)
{
	if (rbuf_left(r) == 0)
		return false;
	e->peer = get_u16(r);
	e->time_us = get_u32(r) * INT64_C(1000000);
	e->has_path_id = rib->add_path;
	e->path_id = rib->add_path ? get_u32(r) : 0;
	e->attributes = get_sub(r, get_u16(r));
	return !r->bad;
}

/* ---- TABLE_DUMP (RFC 6396 4.2) ---- */

bool
mrt_route_decode(
    const struct mrt_record *m, struct mrt_route *t, struct fault *f)
{
	unsigned ip = m->subtype == 2 ? ADDR_IP6 : ADDR_IP4;
	struct rbuf r = m->body;
	uint8_t length;

	*t = (struct mrt_route){ .family = ip == ADDR_IP6
					       ? FAMILY_IPV6_UNICAST
					       : FAMILY_IPV4_UNICAST };
	get_u32(&r); /* view and sequence */
	t->prefix.addr = get_addr(&r, ip);
	length = get_u8(&r);
	get_u8(&r); /* status: always 1 */
	t->entry.time_us = get_u32(&r) * INT64_C(1000000);
	t->entry.of.address = get_addr(&r, ip);
	t->entry.of.as = get_u16(&r);
	t->entry.attributes = get_sub(&r, get_u16(&r));
	if (r.bad)
		return fault(f, r.at, 0, "route record is cut off");
	t->rest = r;
	if (length > addr_bits(&t->prefix.addr))
		return fault(
		    f, m->body.at, 0, "prefix is longer than an address");
	t->prefix.len = length;
	t->prefix = prefix_mask(t->prefix);
	return true;
}

/* ---- BGP4MP (RFC 6396 4.4) and what came before it (4.5) ---- */

static const struct session_row {
	uint8_t subtype;
	bool as4, sent, add_path;
} sessions[] = {
	{ 0, false, false, false }, /* STATE_CHANGE */
	{ 1, false, false, false }, /* MESSAGE */
	{ 4, true, false, false },  /* MESSAGE_AS4 */
	{ 5, true, false, false },  /* STATE_CHANGE_AS4 */
	{ 6, false, true, false },  /* MESSAGE_LOCAL */
	{ 7, true, true, false },   /* MESSAGE_AS4_LOCAL */
	{ 8, false, false, true },  /* the same four, RFC 8050 3 */
	{ 9, true, false, true },
	{ 10, false, true, true },
	{ 11, true, true, true },
};

static const struct session_row *
session_row(uint16_t subtype)
{
	for (size_t i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++)
		if (sessions[i].subtype == subtype)
			return &sessions[i];
	return &sessions[0];
}

static bool
bgp4mp_decode(
    const struct mrt_record *m, struct mrt_session *s, struct fault *f)
{
	const struct session_row *row = session_row(m->subtype);
	struct rbuf r = m->body;
	uint16_t afi;

	s->as4 = row->as4;
	s->sent = row->sent;
	s->add_path = row->add_path;
	s->peer_as = s->as4 ? get_u32(&r) : get_u16(&r);
	s->local_as = s->as4 ? get_u32(&r) : get_u16(&r);
	get_u16(&r); /* interface */
	afi = get_u16(&r);
	if (!r.bad && afi != 1 && afi != 2)
		return fault(f, r.at - 2, 0, "address family is not IP");
	s->peer = get_addr(&r, afi == 2 ? ADDR_IP6 : ADDR_IP4);
	s->local = get_addr(&r, afi == 2 ? ADDR_IP6 : ADDR_IP4);
	if (m->kind == MRT_STATE) {
		s->old_state = get_u16(&r);
		s->new_state = get_u16(&r);
		s->rest = r;
	} else {
		s->message = r;
	}
	return !r.bad || fault(f, r.at, 0, "record is cut off");
}

static bool
old_bgp_decode(
    const struct mrt_record *m, struct mrt_session *s, struct fault *f)
{
	static const uint8_t types[] = { [1] = BGP_UPDATE,
		[5] = BGP_OPEN,
		[6] = BGP_NOTIFICATION,
		[7] = BGP_KEEPALIVE };
	unsigned ip = m->type == OLD_BGP ? ADDR_IP4 : ADDR_IP6;
	struct rbuf r = m->body;

	s->peer_as = get_u16(&r);
	s->peer = get_addr(&r, ip);
	if (m->kind == MRT_STATE) {
		s->old_state = get_u16(&r);
		s->new_state = get_u16(&r);
		s->rest = r;
	} else {
		s->local_as = get_u16(&r);
		s->local = get_addr(&r, ip);
		s->message_type = types[m->subtype];
		s->message = r;
	}
	return !r.bad || fault(f, r.at, 0, "record is cut off");
}

bool
mrt_session_decode(
    const struct mrt_record *m, struct mrt_session *s, struct fault *f)
{
	*s = (struct mrt_session){ 0 };
	if (m->type >= OLD_BGP && m->type <= OLD_BGP4PLUS_01)
		return old_bgp_decode(m, s, f);
	return bgp4mp_decode(m, s, f);
}
