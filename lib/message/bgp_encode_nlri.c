/* Destinations and next hops of every family, from records to bytes. */
#include "base/text.h"
#include "message/bgp_encode_parts.h"
#include "message/bgp_records.h"
#include "wire/bgp_evpn.h"
#include "wire/bgp_nlri.h"

enum {
	LABELS = 1, /* before the prefix */
	RD = 2,     /* the same, and before the next hop */
	NO_HOP = 4, /* a next hop is not needed */
	FLOW_RD = 8,
};

struct row {
	uint32_t family;
	uint8_t ip, before;
	bool (*put)(struct wbuf *, const struct row *, const struct rec_nlri *,
	    struct rec_fault *);
};

/* ---- prefixes ---- */

static bool
prefix_fits(
    const struct row *row, const struct rec_nlri *n, struct rec_fault *f)
{
	if (!HAS(n, nlri, prefix))
		return bgp_encode_refuse(f, "prefix", "it is missing");
	if (row->ip != 0 && n->prefix.addr.ip != row->ip)
		return bgp_encode_refuse(
		    f, "prefix", "it is not of the address family");
	return true;
}

static bool
put_prefix(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	struct bgp_nlri to = { .kind = BGP_NLRI_PREFIX, .prefix = n->prefix };

	if (!prefix_fits(row, n, f))
		return false;
	bgp_nlri_encode(w, &to);
	return true;
}

/* RFC 8277 2: one octet says the length of all, in bits. */
enum { LABELS_MAX = 255 / 24 };

static bool
put_labeled(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	uint8_t labels[3 * LABELS_MAX];
	struct wbuf l = wbuf(labels, sizeof(labels));
	struct bgp_nlri to = {
		.kind = BGP_NLRI_LABELED,
		.prefix = n->prefix,
		.has_rd = row->before & RD,
		.rd = n->rd,
	};
	size_t bits;

	if (!prefix_fits(row, n, f))
		return false;
	if (to.has_rd && !HAS(n, nlri, rd))
		return bgp_encode_refuse(f, "rd", "it is missing");
	if (row->before & LABELS)
		bgp_labels_encode(&l, n->labels.at, n->labels.n);
	bits = 8 * wbuf_used(&l) + n->prefix.len + (to.has_rd ? 64 : 0);
	if (l.bad || bits > 255)
		return bgp_encode_refuse(
		    f, "labels", "there is no room for so many");
	to.labels = rbuf(labels, wbuf_used(&l));
	bgp_nlri_encode(w, &to);
	return true;
}

/* ---- those that are no prefixes ---- */

static bool
put_target(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	struct bgp_nlri to = {
		.kind = BGP_NLRI_TARGET,
		.target_bits = HAS(n, nlri, bits) ? n->bits : 96,
		.origin_as = n->origin_as,
		.target = n->route_target,
	};

	(void)row;
	if (to.target_bits > 96 || (to.target_bits > 0 && to.target_bits < 32))
		return bgp_encode_refuse(f, "bits", "it is not 0 or 32 to 96");
	if (to.target_bits > 0 && !HAS(n, nlri, origin_as))
		return bgp_encode_refuse(f, "origin_as", "it is missing");
	if (to.target_bits > 32 && !HAS(n, nlri, route_target))
		return bgp_encode_refuse(f, "route_target", "it is missing");
	bgp_nlri_encode(w, &to);
	return true;
}

/* "00:11:22" to n octets. */
static bool
octets_parse(uint8_t *to, size_t n, const char *text, const char *key,
    struct rec_fault *f)
{
	size_t length = text == NULL ? 0 : strlen(text);

	if (text == NULL)
		return bgp_encode_refuse(f, key, "it is missing");
	for (size_t i = 0; i < n; i++, text += 3) {
		if (length != 3 * n - 1 || !text_unhex(text, 2, to + i, NULL) ||
		    text[2] != (i + 1 < n ? ':' : '\0'))
			return bgp_encode_refuse(
			    f, key, "not octets in hex with colons between");
	}
	return true;
}

/* All 24 bits where they are told, else labels at the bottom of a stack. */
static void
vnis_put(struct wbuf *w, const struct rec_nlri *n)
{
	if (!HAS(n, nlri, vnis) && n->labels.n > 0)
		bgp_labels_encode(w, n->labels.at, n->labels.n);
	for (uint32_t i = 0; i < n->vnis.n; i++)
		put_u24(w, n->vnis.at[i]);
}

/* Which parts each type has (RFC 7432 7, 9136 3.1). */
enum { SEGMENT = 1, TAG = 2, MAC = 4, NETWORK = 8 };
static const struct evpn_row {
	uint8_t parts;
	uint8_t labels_min, labels_max;
	const char *ip; /* the key of its address */
	bool ip_optional;
} evpn_rows[] = {
	/* clang-format off */
	[BGP_EVPN_DISCOVERY] = { SEGMENT | TAG, 1, 1, NULL, true },
	[BGP_EVPN_MAC_IP] = { SEGMENT | TAG | MAC, 1, 2, "ip", true },
	[BGP_EVPN_MULTICAST] = { TAG, 0, 0, "originator", false },
	[BGP_EVPN_SEGMENT] = { SEGMENT, 0, 0, "originator", false },
	[BGP_EVPN_PREFIX] = { SEGMENT | TAG | NETWORK, 1, 1, "gateway", false },
	/* clang-format on */
};

static struct addr
evpn_ip(const struct rec_nlri *n, uint8_t type)
{
	if (type == BGP_EVPN_MAC_IP && HAS(n, nlri, ip))
		return n->ip;
	if (type == BGP_EVPN_PREFIX && HAS(n, nlri, gateway))
		return n->gateway;
	if (evpn_rows[type].labels_max == 0 && HAS(n, nlri, originator))
		return n->originator;
	return (struct addr){ 0 };
}

static bool
evpn_fill(struct bgp_evpn *e, const struct evpn_row *row,
    const struct rec_nlri *n, struct rec_fault *f)
{
	size_t labels = rbuf_left(&e->labels) / 3;

	if (!HAS(n, nlri, rd))
		return bgp_encode_refuse(f, "rd", "it is missing");
	if (row->parts & SEGMENT &&
	    !octets_parse(e->esi, sizeof(e->esi), n->esi, "esi", f))
		return false;
	if (row->parts & MAC &&
	    !octets_parse(e->mac, sizeof(e->mac), n->mac, "mac", f))
		return false;
	if (row->parts & NETWORK && !HAS(n, nlri, prefix))
		return bgp_encode_refuse(f, "prefix", "it is missing");
	if (labels < row->labels_min || labels > row->labels_max)
		return bgp_encode_refuse(
		    f, "labels", "not as many as the route type has");
	if (!row->ip_optional && e->ip.ip == ADDR_NONE)
		return bgp_encode_refuse(f, row->ip, "it is missing");
	if (row->parts & NETWORK && e->ip.ip != n->prefix.addr.ip)
		return bgp_encode_refuse(
		    f, row->ip, "it is not of the IP version of prefix");
	return true;
}

static bool
put_evpn(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	uint8_t labels[6];
	struct wbuf l = wbuf(labels, sizeof(labels));
	struct bgp_evpn e = {
		.type = n->route_type,
		.rd = n->rd,
		.ethernet_tag = n->ethernet_tag,
		.prefix = n->prefix,
	};

	(void)row;
	if (e.type < BGP_EVPN_DISCOVERY || e.type > BGP_EVPN_PREFIX)
		return bgp_encode_refuse(f, "route_type", "it is not 1 to 5");
	vnis_put(&l, n);
	if (l.bad)
		return bgp_encode_refuse(
		    f, "labels", "not as many as the route type has");
	e.labels = rbuf(labels, wbuf_used(&l));
	e.ip = evpn_ip(n, e.type);
	if (!evpn_fill(&e, &evpn_rows[e.type], n, f))
		return false;
	bgp_evpn_encode(w, &e);
	return true;
}

static bool
put_vpls(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	static const struct {
		uint64_t bit;
		const char *key;
	} needed[] = {
		{ UINT64_C(1) << AT_nlri_rd, "rd" },
		{ UINT64_C(1) << AT_nlri_ve_id, "ve_id" },
		{ UINT64_C(1) << AT_nlri_block_offset, "block_offset" },
		{ UINT64_C(1) << AT_nlri_block_size, "block_size" },
		{ UINT64_C(1) << AT_nlri_label_base, "label_base" },
	};
	const struct bgp_vpls v = {
		.rd = n->rd,
		.ve_id = (uint16_t)n->ve_id,
		.block_offset = (uint16_t)n->block_offset,
		.block_size = (uint16_t)n->block_size,
		.label_base = n->label_base << 4 | 1,
	};

	(void)row;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!(n->has & needed[i].bit))
			return bgp_encode_refuse(
			    f, needed[i].key, "it is missing");
	bgp_vpls_encode(w, &v);
	return true;
}

static bool
put_flow(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	return bgp_encode_flow(w, row->ip, row->before & FLOW_RD, n, f);
}

static bool
put_mvpn(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	(void)row;
	return bgp_encode_mvpn(w, n, f);
}

static bool
put_nothing(struct wbuf *w, const struct row *row, const struct rec_nlri *n,
    struct rec_fault *f)
{
	(void)w;
	(void)row;
	(void)n;
	return bgp_encode_refuse(
	    f, "hex", "it is missing, and the family has no other form");
}

/* ---- the table ---- */

static const struct row rows[] = {
	/* clang-format off */
	{ FAMILY_IPV4_UNICAST,         ADDR_IP4, 0, put_prefix },
	{ FAMILY_IPV6_UNICAST,         ADDR_IP6, 0, put_prefix },
	{ FAMILY_IPV4_MULTICAST,       ADDR_IP4, 0, put_prefix },
	{ FAMILY_IPV6_MULTICAST,       ADDR_IP6, 0, put_prefix },
	{ FAMILY_IPV4_LABELED_UNICAST, ADDR_IP4, LABELS, put_labeled },
	{ FAMILY_IPV6_LABELED_UNICAST, ADDR_IP6, LABELS, put_labeled },
	{ FAMILY_IPV4_VPN,             ADDR_IP4, LABELS | RD, put_labeled },
	{ FAMILY_IPV6_VPN,             ADDR_IP6, LABELS | RD, put_labeled },
	{ FAMILY_IPV4_VPN_MULTICAST,   ADDR_IP4, RD, put_labeled },
	{ FAMILY_IPV6_VPN_MULTICAST,   ADDR_IP6, RD, put_labeled },
	{ FAMILY_IPV4_RTC,             0, 0, put_target },
	{ FAMILY_L2VPN_EVPN,           0, 0, put_evpn },
	{ FAMILY_L2VPN_VPLS,           0, 0, put_vpls },
	{ FAMILY_IPV4_MVPN,            0, 0, put_mvpn },
	{ FAMILY_IPV6_MVPN,            0, 0, put_mvpn },
	{ FAMILY_IPV4_FLOWSPEC,        ADDR_IP4, NO_HOP, put_flow },
	{ FAMILY_IPV6_FLOWSPEC,        ADDR_IP6, NO_HOP, put_flow },
	{ FAMILY_IPV4_VPN_FLOWSPEC,    ADDR_IP4, NO_HOP | FLOW_RD, put_flow },
	{ FAMILY_IPV6_VPN_FLOWSPEC,    ADDR_IP6, NO_HOP | FLOW_RD, put_flow },
	/* clang-format on */
};
static const struct row opaque = { .before = NO_HOP, .put = put_nothing };

static const struct row *
row_of(uint32_t family)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].family == family)
			return &rows[i];
	return &opaque;
}

/* One that has no row is told in hex, if nothing else is made of it. */
bool
bgp_nlri_is_told(uint32_t family)
{
	return row_of(family) != &opaque || !bgp_family_known(family) ||
	       family == FAMILY_BGP_LS;
}

/* Whether these bytes still are what the rest says. */
static bool
raw_holds(uint32_t family, const struct rec_nlri *n)
{
	const struct bgp_codec plain = { 0 };
	struct arena arena = { 0 };
	struct bgp_nlri_iter it =
	    bgp_nlri_walk(rbuf(n->raw.at, n->raw.n), family, &plain);
	struct rec said = { .type = REC_ROUTE }, is = { .type = REC_ROUTE };
	struct bgp_nlri one;
	bool holds = bgp_nlri_next(&it, &one, NULL) && rbuf_left(&it.left) == 0;

	if (holds) {
		said.route.nlri = *n;
		MARK(&said.route, route, nlri);
		DROP(&said.route.nlri, nlri, path_id);
		bgp_record_nlri(&is.route.nlri, &one, &arena);
		MARK(&is.route, route, nlri);
		holds = rec_equal(&said, &is);
	}
	arena_fini(&arena);
	return holds;
}

bool
bgp_encode_nlri(struct wbuf *w, uint32_t family, const struct rec_nlri *n,
    struct rec_fault *f)
{
	const struct row *row = row_of(family);

	if (HAS(n, nlri, raw) && raw_holds(family, n)) {
		put_bytes(w, n->raw.at, n->raw.n);
		return true;
	}
	if (HAS(n, nlri, hex)) {
		put_bytes(w, n->hex.at, n->hex.n);
		return true;
	}
	return row->put(w, row, n, f);
}

bool
bgp_encode_nlri_list(
    struct wbuf *w, const struct rec_announce *a, struct rec_fault *f)
{
	for (uint32_t i = 0; i < a->nlri.n; i++) {
		const struct rec_nlri *n = &a->nlri.at[i];

		if (HAS(n, nlri, path_id) != HAS(a->nlri.at, nlri, path_id)) {
			bgp_encode_refuse(f, "path_id",
			    "some destinations have one, and some have none");
			return bgp_encode_inside(f, "nlri", i);
		}
		if (HAS(n, nlri, path_id))
			put_u32(w, n->path_id);
		if (!bgp_encode_nlri(w, a->family, n, f))
			return bgp_encode_inside(f, "nlri", i);
	}
	return true;
}

bool
bgp_encode_destination(
    struct wbuf *w, const struct rec_route *r, struct rec_fault *f)
{
	struct rec_nlri n = { 0 };

	if (HAS(r, route, nlri))
		return bgp_encode_nlri(w, r->family, &r->nlri, f) ||
		       bgp_encode_inside(f, "nlri", UINT32_MAX);
	if (HAS(r, route, prefix))
		PUT(&n, nlri, prefix, r->prefix);
	if (HAS(r, route, rd))
		PUT(&n, nlri, rd, r->rd);
	if (HAS(r, route, labels))
		PUT(&n, nlri, labels, r->labels);
	if (HAS(r, route, hex))
		PUT(&n, nlri, hex, r->hex);
	return bgp_encode_nlri(w, r->family, &n, f);
}

/* ---- next hops ---- */

/* Those of VPN families stand behind an RD (RFC 4364 4.3.2), mostly of 0. */
static struct bgp_hop
usual_hop(uint32_t family, struct addr addr, struct addr link_local,
    const struct rd *rd)
{
	struct bgp_hop h = { .addr = addr, .link_local = link_local };

	h.has_rd = row_of(family)->before & RD || rd != NULL;
	if (rd != NULL)
		h.rd = *rd;
	return h;
}

bool
bgp_encode_hop(
    struct wbuf *w, const struct rec_announce *a, struct rec_fault *f)
{
	const struct bgp_hop h =
	    usual_hop(a->family, a->next_hop, a->next_hop_link_local,
		HAS(a, announce, next_hop_rd) ? &a->next_hop_rd : NULL);
	uint8_t *length = put_len(w, 1);

	if (HAS(a, announce, next_hop_link_local) &&
	    (a->next_hop.ip != ADDR_IP6 ||
		a->next_hop_link_local.ip != ADDR_IP6))
		return bgp_encode_refuse(f, "next_hop_link_local",
		    "it needs to be of IPv6, beside next_hop of IPv6");
	if (!(row_of(a->family)->before & NO_HOP) &&
	    !HAS(a, announce, next_hop))
		return bgp_encode_refuse(f, "next_hop", "it is missing");
	if (HAS(a, announce, next_hop))
		bgp_hop_encode(w, &h);
	end_len(w, length, 1);
	return true;
}

bool
bgp_hop_is_usual(const struct bgp_hop *hop, uint32_t family)
{
	static const uint8_t zeros[sizeof(hop->rd.b)];
	bool told = hop->has_rd && memcmp(hop->rd.b, zeros, sizeof(zeros)) != 0;
	const struct bgp_hop usual = usual_hop(
	    family, hop->addr, hop->link_local, told ? &hop->rd : NULL);
	uint8_t out[48];
	struct wbuf w = wbuf(out, sizeof(out));

	if (hop->addr.ip == ADDR_NONE)
		return rbuf_left(&hop->raw) == 0;
	bgp_hop_encode(&w, &usual);
	return wbuf_used(&w) == rbuf_left(&hop->raw) &&
	       memcmp(out, hop->raw.at, wbuf_used(&w)) == 0;
}
