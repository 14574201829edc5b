/*
 * Attributes that are carried as they came: only whether they are well formed
 * is asked here, as far as their RFCs say what becomes of those that are not.
 */
#include "wire/bgp_attr.h"

static bool
wrong(struct bgp_error *e, const uint8_t *at, const char *what)
{
	return fault(&e->fault, at, BGP_ERR_OPTIONAL, what);
}

/* A type and a length, each of so many octets, and what it is long. */
static struct rbuf
tlv_take(struct rbuf *r, unsigned type_octets, unsigned length_octets,
    uint32_t *type)
{
	*type = type_octets == 1 ? get_u8(r) : get_u16(r);
	return get_sub(r, length_octets == 1 ? get_u8(r) : get_u16(r));
}

static bool
tlvs_check(struct rbuf r, unsigned type_octets, unsigned length_octets,
    struct bgp_error *e)
{
	uint32_t type;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;

		tlv_take(&r, type_octets, length_octets, &type);
		if (r.bad)
			return wrong(e, at, "TLV runs past the end");
	}
	return true;
}

/* ---- PMSI_TUNNEL: RFC 6514 5 ---- */

/* Of the mLDP FEC element (RFC 6388 2.2): a root, and an opaque value. */
static bool
mldp_fits(struct rbuf r)
{
	get_bytes(&r, 3); /* type, address family */
	get_bytes(&r, get_u8(&r));
	get_bytes(&r, get_u16(&r));
	return !r.bad && rbuf_left(&r) == 0;
}

static bool
addresses_fit(struct rbuf r, unsigned before, unsigned n)
{
	size_t left = rbuf_left(&r);

	return left == before + 4u * n || left == before + 16u * n;
}

static bool
tunnel_fits(uint8_t type, struct rbuf id)
{
	switch (type) {
	case BGP_PMSI_RSVP_TE:
		return rbuf_left(&id) == 12 || rbuf_left(&id) == 24;
	case BGP_PMSI_MLDP_P2MP:
	case BGP_PMSI_MLDP_MP2MP:
		return mldp_fits(id);
	case BGP_PMSI_PIM_SSM:
	case BGP_PMSI_PIM_SM:
	case BGP_PMSI_BIDIR_PIM:
		return addresses_fit(id, 0, 2);
	case BGP_PMSI_INGRESS_REPLICATION:
	case BGP_PMSI_ASSISTED_REPLICATION:
		return addresses_fit(id, 0, 1);
	case BGP_PMSI_BIER:
		return addresses_fit(id, 3, 1);
	}
	return true; /* of no form that is known here */
}

/* IANA, P-Multicast Service Interface Tunnel Types. */
static bool
tunnel_is_defined(uint8_t type)
{
	enum { COMPOSITE = 0x80, FIRST_FREE = 0x0e };
	uint8_t base = type & (uint8_t)~COMPOSITE;

	return base < FIRST_FREE || (base >= 0x7b && type != 0xff);
}

bool
bgp_check_pmsi(struct rbuf r, struct bgp_error *e)
{
	const uint8_t *at = r.at + 1;
	uint8_t type = r.at[1];

	get_bytes(&r, 5); /* flags, type, label */
	if (!tunnel_is_defined(type))
		return wrong(e, at, "tunnel type is not defined");
	return tunnel_fits(type, r) ||
	       wrong(e, r.at, "tunnel identifier is not of its type");
}

/* RFC 6514 8: an address and a label each. */
bool
bgp_check_pe_labels(struct rbuf r, struct bgp_error *e)
{
	size_t n = rbuf_left(&r);

	return n % 7 == 0 || n % 19 == 0 ||
	       fault(&e->fault, r.at, BGP_ERR_ATTRIBUTE_LENGTH,
		   "PE labels are of the wrong length");
}

/* ---- tunnel encapsulation: RFC 9012 13 ---- */

bool
bgp_check_tunnels(struct rbuf r, struct bgp_error *e)
{
	uint32_t type;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		struct rbuf tunnel = tlv_take(&r, 2, 2, &type);

		if (r.bad)
			return wrong(e, at, "TLV runs past the end");
		while (rbuf_left(&tunnel) > 0) {
			at = tunnel.at;
			tlv_take(&tunnel, 1, *at < 128 ? 1 : 2, &type);
			if (tunnel.bad)
				return wrong(
				    e, at, "sub-TLV runs past its TLV");
		}
	}
	return true;
}

/* ---- traffic engineering: RFC 5543 3, RFC 4203 1.4 ---- */

bool
bgp_check_te(struct rbuf r, struct bgp_error *e)
{
	enum { HEAD = 36, TDM = 100 };

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		uint8_t capability = *at;
		bool more = capability <= 4 || capability == TDM;

		get_bytes(&r, HEAD + (more ? 8 : 0));
		if (r.bad)
			return wrong(e, at, "descriptor runs past the end");
	}
	return true;
}

/* ---- AIGP: RFC 7311 3 ---- */

bool
bgp_check_aigp(struct rbuf r, struct bgp_error *e)
{
	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		uint8_t type = get_u8(&r);
		uint16_t length = get_u16(&r); /* of all three */

		if (length >= 3)
			get_bytes(&r, length - 3u);
		if (r.bad || length < 3)
			return wrong(e, at, "TLV runs past the end");
		if (type == 1 && length != 11)
			return wrong(e, at, "AIGP TLV is not 11 octets");
	}
	return true;
}

bool
bgp_check_link_state(struct rbuf r, struct bgp_error *e)
{
	return tlvs_check(r, 2, 2, e);
}

/* ---- BGPsec: RFC 8205 3, 5.2 ---- */

static bool
signatures_check(struct rbuf r, unsigned hops, struct bgp_error *e)
{
	enum { KEY_ID = 20 };
	const uint8_t *at = r.at;

	get_u8(&r); /* algorithm */
	for (; hops > 0 && !r.bad; hops--) {
		get_bytes(&r, KEY_ID);
		get_bytes(&r, get_u16(&r));
	}
	return (!r.bad && rbuf_left(&r) == 0) ||
	       wrong(e, at, "signatures are not one for each hop");
}

/* A block that says its length with the two octets of that. */
static struct rbuf
block_take(struct rbuf *r)
{
	uint16_t length = get_u16(r);

	return get_sub(r, length >= 2 ? length - 2u : SIZE_MAX);
}

bool
bgp_check_bgpsec(struct rbuf r, struct bgp_error *e)
{
	enum { HOP = 6, BLOCKS = 2 };
	const uint8_t *at = r.at;
	struct rbuf path = block_take(&r);
	unsigned hops = (unsigned)rbuf_left(&path) / HOP, blocks = 0;

	if (path.bad || hops == 0 || rbuf_left(&path) % HOP != 0)
		return wrong(e, at, "Secure_Path is of the wrong length");
	while (rbuf_left(&r) > 0) {
		struct rbuf block;

		at = r.at;
		block = block_take(&r);
		if (block.bad || ++blocks > BLOCKS)
			return wrong(
			    e, at, "signature block that does not fit");
		if (!signatures_check(block, hops, e))
			return false;
	}
	return blocks > 0 || wrong(e, r.at, "no signature block");
}

/* ---- D-PATH: RFC 10039 4 ---- */

bool
bgp_check_d_path(struct rbuf r, struct bgp_error *e)
{
	enum { DOMAIN = 7 };

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		uint8_t n = get_u8(&r);

		get_bytes(&r, (size_t)n * DOMAIN);
		if (r.bad || n == 0)
			return wrong(e, at, "segment of no fitting length");
	}
	return true;
}

/* ---- service function paths: RFC 9015 3.2.1 ---- */

bool
bgp_check_sfp(struct rbuf r, struct bgp_error *e)
{
	enum { HOP = 2 };
	const uint8_t *start = r.at;
	bool any = false;
	uint32_t type;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		struct rbuf tlv = tlv_take(&r, 1, 2, &type);

		if (r.bad)
			return wrong(e, at, "TLV runs past the end");
		if (type != HOP)
			continue;
		any = true;
		get_u8(&tlv); /* service index */
		if (rbuf_left(&tlv) == 0)
			return wrong(e, at, "hop without a service function");
		if (!tlvs_check(tlv, 1, 2, e))
			return false;
	}
	return any || wrong(e, start, "no hop");
}

/* ---- BFD discriminator: RFC 9026 3.1.6 ---- */

bool
bgp_check_bfd(struct rbuf r, struct bgp_error *e)
{
	enum { SOURCE = 1 };
	uint32_t type;

	get_bytes(&r, 5); /* mode, discriminator */
	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		struct rbuf tlv = tlv_take(&r, 1, 1, &type);

		if (r.bad)
			return wrong(e, at, "TLV runs past the end");
		if (type == SOURCE && !addresses_fit(tlv, 0, 1))
			return wrong(e, at, "source is no address");
	}
	return true;
}

/* ---- prefix SID: RFC 8669 6; of SRv6 services RFC 9252 7 ---- */

static bool
srv6_wrong(struct bgp_error *e, const uint8_t *at, const char *what)
{
	e->treatment = BGP_TREAT_AS_WITHDRAW;
	e->clause = "RFC 9252 7";
	return wrong(e, at, what);
}

static bool
srv6_check(struct rbuf r, struct bgp_error *e)
{
	enum { SID_INFORMATION = 1, SID_SIZE = 21 };
	const uint8_t *at = r.at;
	uint32_t type;

	get_u8(&r); /* reserved */
	if (r.bad)
		return srv6_wrong(e, at, "SRv6 service TLV is empty");
	while (rbuf_left(&r) > 0) {
		struct rbuf sub;

		at = r.at;
		sub = tlv_take(&r, 1, 2, &type);
		if (r.bad)
			return srv6_wrong(e, at, "sub-TLV runs past its TLV");
		if (type != SID_INFORMATION)
			continue;
		get_bytes(&sub, SID_SIZE);
		if (sub.bad)
			return srv6_wrong(e, at, "SRv6 SID is too short");
		if (!tlvs_check(sub, 1, 2, e))
			return srv6_wrong(e, e->fault.at, e->fault.what);
	}
	return true;
}

bool
bgp_check_prefix_sid(struct rbuf r, struct bgp_error *e)
{
	enum { LABEL_INDEX = 1, SRGB = 3, SRV6_L3 = 5, SRV6_L2 = 6 };
	uint32_t type;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		struct rbuf tlv = tlv_take(&r, 1, 2, &type);
		size_t n = rbuf_left(&tlv);

		if (r.bad)
			return type == SRV6_L3 || type == SRV6_L2
				   ? srv6_wrong(e, at, "TLV runs past the end")
				   : wrong(e, at, "TLV runs past the end");
		if (type == LABEL_INDEX && n != 7)
			return wrong(e, at, "label index is not 7 octets");
		if (type == SRGB && (n < 8 || (n - 2) % 6 != 0))
			return wrong(e, at, "SRGB is of the wrong length");
		if ((type == SRV6_L3 || type == SRV6_L2) && !srv6_check(tlv, e))
			return false;
	}
	return true;
}

/* ---- BIER: RFC 9793 4 ---- */

bool
bgp_check_bier(struct rbuf r, struct bgp_error *e)
{
	enum { BIER = 1, HEAD = 4 };
	uint32_t type;

	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		struct rbuf tlv = tlv_take(&r, 2, 2, &type);

		if (r.bad)
			return wrong(e, at, "TLV runs past the end");
		if (type != BIER)
			continue;
		get_bytes(&tlv, HEAD);
		if (tlv.bad)
			return wrong(e, at, "BIER TLV is too short");
		if (!tlvs_check(tlv, 2, 2, e))
			return false;
	}
	return true;
}

/* ---- ATTR_SET: RFC 6368 5 ---- */

/* Those inside are always as an internal neighbour has them, in 4 octets. */
bool
bgp_check_attr_set(struct rbuf r, struct bgp_error *e)
{
	const struct bgp_codec codec = { .as4 = true, .session = BGP_INTERNAL };
	struct bgp_attr a;

	get_u32(&r); /* the AS that they are from */
	while (bgp_attr_next(&r, &a)) {
		const struct bgp_attr_row *row = bgp_attr_row(a.code);
		struct bgp_update inner = { 0 };
		struct bgp_error why = { 0 };

		/* A set in a set would only make us recurse. */
		if (row == NULL || a.code == BGP_ATTR_SET)
			continue;
		if (bgp_attr_check(row, &a, &codec, &inner, &why) ||
		    why.treatment < BGP_TREAT_AS_WITHDRAW)
			continue;
		e->fault = why.fault;
		return false;
	}
	return !r.bad || wrong(e, r.at, "attribute runs past the set");
}
