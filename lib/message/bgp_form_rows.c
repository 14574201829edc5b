/* Path attributes as steps: read this beside their RFCs. */
#include "message/bgp_form_parts.h"
#include "message/bgp_records.h"
#include "wire/bgp.h"

/* clang-format off */
/* ---- PMSI_TUNNEL (RFC 6514 5) ---- */

STEPS pmsi_rsvp_te[] = {
	STEP(ADDR, 4, pmsi_tunnel, extended_tunnel_id),
	ZERO(2),
	UINT(2, pmsi_tunnel, tunnel_id),
	UINT(4, pmsi_tunnel, p2mp_id),
	END
};
STEPS pmsi_mldp[] = { /* RFC 6388 2.2 */
	UINT(1, pmsi_tunnel, fec_type),
	UINT(2, pmsi_tunnel, address_family),
	STEP(SIZED, 1, pmsi_tunnel, root),
	STEP(HEX, 2, pmsi_tunnel, opaque),
	END
};
STEPS pmsi_pim[] = {
	STEP(HALF, 0, pmsi_tunnel, source),
	STEP(ADDR, 0, pmsi_tunnel, group),
	END
};
STEPS pmsi_endpoint[] = { STEP(ADDR, 0, pmsi_tunnel, endpoint), END };
STEPS pmsi_bier[] = { /* RFC 8556 2.1 */
	UINT(1, pmsi_tunnel, sub_domain),
	UINT(2, pmsi_tunnel, bfr_id),
	STEP(ADDR, 0, pmsi_tunnel, bfr_prefix),
	END
};
STEPS nothing[] = { END };
static const struct name pmsi_names[] = {
	{ 0, "no_tunnel" },
	{ BGP_PMSI_RSVP_TE, "rsvp_te_p2mp" },
	{ BGP_PMSI_MLDP_P2MP, "mldp_p2mp" },
	{ BGP_PMSI_PIM_SSM, "pim_ssm" },
	{ BGP_PMSI_PIM_SM, "pim_sm" },
	{ BGP_PMSI_BIDIR_PIM, "bidir_pim" },
	{ BGP_PMSI_INGRESS_REPLICATION, "ingress_replication" },
	{ BGP_PMSI_MLDP_MP2MP, "mldp_mp2mp" },
	{ 8, "transport_tunnel" },
	{ BGP_PMSI_ASSISTED_REPLICATION, "assisted_replication" },
	{ BGP_PMSI_BIER, "bier" },
	{ 12, "sr_mpls_p2mp" },
	{ 13, "srv6_p2mp" },
	{ 0, NULL },
};
ROWS pmsi_rows[] = {
	{ 0, 0, nothing },
	{ BGP_PMSI_RSVP_TE, 0, pmsi_rsvp_te },
	{ BGP_PMSI_MLDP_P2MP, 0, pmsi_mldp },
	{ BGP_PMSI_PIM_SSM, 0, pmsi_pim },
	{ BGP_PMSI_PIM_SM, 0, pmsi_pim },
	{ BGP_PMSI_BIDIR_PIM, 0, pmsi_pim },
	{ BGP_PMSI_INGRESS_REPLICATION, 0, pmsi_endpoint },
	{ BGP_PMSI_MLDP_MP2MP, 0, pmsi_mldp },
	{ BGP_PMSI_ASSISTED_REPLICATION, 0, pmsi_endpoint },
	{ BGP_PMSI_BIER, 0, pmsi_bier },
};
static const struct bgp_forms pmsi_forms = {
	.type = AT_pmsi_tunnel_type,
	.value = AT_pmsi_tunnel_value,
	.names = pmsi_names,
	OF(pmsi_rows),
};
STEPS pmsi_parts[] = {
	UINT(1, pmsi_tunnel, flags),
	WORD(1, pmsi_tunnel, type, pmsi_names),
	STEP(LABEL, 3, pmsi_tunnel, vni),
	{ STEP_BY_TYPE, 0, 0, { .forms = &pmsi_forms } },
	END
};
STEPS pmsi[] = { INTO(PART, 0, attributes, pmsi_tunnel, pmsi_parts), END };

/* ---- tunnel encapsulation (RFC 9012) ---- */

enum { L2TPV3 = 1, GRE = 2, VXLAN = 8, NVGRE = 9, MPLS_IN_GRE = 11 };

static const struct name sub_tlv_names[] = {
	{ 1, "encapsulation" },
	{ 2, "protocol_type" },
	{ 3, "ipsec_tunnel_authenticator" },
	{ 4, "color" },
	{ 5, "load_balancing_block" },
	{ 6, "tunnel_egress_endpoint" },
	{ 7, "ds_field" },
	{ 8, "udp_destination_port" },
	{ 9, "embedded_label_handling" },
	{ 10, "mpls_label_stack" },
	{ 11, "prefix_sid" },
	{ 12, "preference" },
	{ 13, "binding_sid" },
	{ 14, "enlp" },
	{ 15, "priority" },
	{ 16, "spi_si_representation" },
	{ 17, "ipv6_sid_structure" },
	{ 20, "srv6_binding_sid" },
	{ 128, "segment_list" },
	{ 129, "policy_candidate_path_name" },
	{ 130, "policy_name" },
	{ 0, NULL },
};
STEPS of_vxlan[] = { /* 3.2.1, 3.2.2 */
	UINT(1, tunnel_sub_tlv, flags),
	UINT(3, tunnel_sub_tlv, vni),
	STEP(MAC, 6, tunnel_sub_tlv, mac),
	ZERO(2),
	END
};
STEPS of_l2tpv3[] = { /* 3.2.3 */
	UINT(4, tunnel_sub_tlv, session_id),
	STEP(HEX, 0, tunnel_sub_tlv, cookie),
	END
};
STEPS of_gre[] = { UINT(4, tunnel_sub_tlv, key), END }; /* 3.2.4 */
STEPS protocol[] = { UINT(2, tunnel_sub_tlv, protocol), END };
STEPS color[] = { /* 3.4.2: the extended community */
	CONST("\x03\x0b"),
	UINT(2, tunnel_sub_tlv, flags),
	UINT(4, tunnel_sub_tlv, color),
	END
};
STEPS block[] = { UINT(2, tunnel_sub_tlv, block), END };
STEPS endpoint[] = { /* 3.1 */
	ZERO(4),
	STEP(FAMILY, 0, tunnel_sub_tlv, endpoint),
	END
};
STEPS ds[] = { UINT(1, tunnel_sub_tlv, ds), END };
STEPS port[] = { UINT(2, tunnel_sub_tlv, port), END };
STEPS handling[] = { UINT(1, tunnel_sub_tlv, handling), END };
STEPS stack[] = { STEP(STACK, 4, tunnel_sub_tlv, labels), END };
STEPS preference[] = { /* RFC 9830 2.4.1 */
	UINT(1, tunnel_sub_tlv, flags),
	ZERO(1),
	UINT(4, tunnel_sub_tlv, preference),
	END
};
STEPS priority[] = { UINT(1, tunnel_sub_tlv, priority), ZERO(1), END };
STEPS text[] = { ZERO(1), STEP(TEXT, 0, tunnel_sub_tlv, text), END };
ROWS sub_tlv_rows[] = {
	{ 1, VXLAN, of_vxlan },
	{ 1, NVGRE, of_vxlan },
	{ 1, L2TPV3, of_l2tpv3 },
	{ 1, GRE, of_gre },
	{ 1, MPLS_IN_GRE, of_gre },
	{ 2, 0, protocol },
	{ 4, 0, color },
	{ 5, 0, block },
	{ 6, 0, endpoint },
	{ 7, 0, ds },
	{ 8, 0, port },
	{ 9, 0, handling },
	{ 10, 0, stack },
	{ 12, 0, preference },
	{ 15, 0, priority },
	{ 129, 0, text },
	{ 130, 0, text },
};
static const struct bgp_forms sub_tlvs = {
	.type_octets = 1,
	.wide = true,
	.type = AT_tunnel_sub_tlv_type,
	.value = AT_tunnel_sub_tlv_value,
	.names = sub_tlv_names,
	OF(sub_tlv_rows),
};
STEPS tunnel_parts[] = { TLVS(tunnel_tlv, sub_tlvs, sub_tlvs), END };
static const struct bgp_forms tunnels = {
	.type_octets = 2,
	.length_octets = 2,
	.type = AT_tunnel_tlv_type,
	.names = tunnel_type_names,
	.steps = tunnel_parts,
};
STEPS tunnel[] = { TLVS(attributes, tunnel_encapsulation, tunnels), END };

/* ---- prefix SID (RFC 8669, 9252) ---- */

static const struct name prefix_sid_names[] = {
	{ 1, "label_index" },
	{ 3, "originator_srgb" },
	{ 5, "srv6_l3_service" },
	{ 6, "srv6_l2_service" },
	{ 0, NULL },
};
static const struct name srv6_sid_names[] = {
	{ 1, "srv6_sid_information" },
	{ 0, NULL },
};
static const struct name srv6_structure_names[] = {
	{ 1, "srv6_sid_structure" },
	{ 0, NULL },
};
static const struct name behavior_names[] = { /* IANA; RFC 8986, 9800 */
	{ 1, "end" },
	{ 5, "end_x" },
	{ 9, "end_t" },
	{ 14, "end_b6_encaps" },
	{ 15, "end_bm" },
	{ 16, "end_dx6" },
	{ 17, "end_dx4" },
	{ 18, "end_dt6" },
	{ 19, "end_dt4" },
	{ 20, "end_dt46" },
	{ 21, "end_dx2" },
	{ 22, "end_dx2v" },
	{ 23, "end_dt2u" },
	{ 24, "end_dt2m" },
	{ 27, "end_b6_encaps_red" },
	{ 62, "end_dt6_next_csid" },
	{ 63, "end_dt4_next_csid" },
	{ 64, "end_dt46_next_csid" },
	{ 65535, "opaque" },
	{ 0, NULL },
};
STEPS structure[] = {
	UINT(1, srv6_structure, locator_block),
	UINT(1, srv6_structure, locator_node),
	UINT(1, srv6_structure, function),
	UINT(1, srv6_structure, argument),
	UINT(1, srv6_structure, transposition_length),
	UINT(1, srv6_structure, transposition_offset),
	END
};
ROWS structure_rows[] = { { 1, 0, structure } };
static const struct bgp_forms structures = {
	.type_octets = 1,
	.length_octets = 2,
	.type = AT_srv6_structure_type,
	.value = AT_srv6_structure_value,
	.names = srv6_structure_names,
	OF(structure_rows),
};
STEPS srv6_sid[] = {
	ZERO(1),
	STEP(ADDR, 16, srv6_sid, sid),
	UINT(1, srv6_sid, flags),
	WORD(2, srv6_sid, behavior, behavior_names),
	ZERO(1),
	TLVS(srv6_sid, sub_tlvs, structures),
	END
};
ROWS srv6_sid_rows[] = { { 1, 0, srv6_sid } };
static const struct bgp_forms srv6_sids = {
	.type_octets = 1,
	.length_octets = 2,
	.type = AT_srv6_sid_type,
	.value = AT_srv6_sid_value,
	.names = srv6_sid_names,
	OF(srv6_sid_rows),
};
STEPS label_index[] = {
	ZERO(1),
	UINT(2, prefix_sid, flags),
	UINT(4, prefix_sid, label_index),
	END
};
STEPS srgb_range[] = { UINT(3, srgb, base), UINT(3, srgb, range), END };
STEPS srgb[] = {
	UINT(2, prefix_sid, flags),
	INTO(LIST, 6, prefix_sid, srgb, srgb_range),
	END
};
STEPS srv6_service[] = { ZERO(1), TLVS(prefix_sid, sub_tlvs, srv6_sids), END };
ROWS prefix_sid_rows[] = {
	{ 1, 0, label_index },
	{ 3, 0, srgb },
	{ 5, 0, srv6_service },
	{ 6, 0, srv6_service },
};
static const struct bgp_forms prefix_sids = {
	.type_octets = 1,
	.length_octets = 2,
	.type = AT_prefix_sid_type,
	.value = AT_prefix_sid_value,
	.names = prefix_sid_names,
	OF(prefix_sid_rows),
};
STEPS prefix_sid[] = { TLVS(attributes, prefix_sid, prefix_sids), END };

/* ---- the smaller ones ---- */

STEPS ext6[] = { STEP(EXT6, 20, attributes, ipv6_ext_communities), END };

static const struct name switching_names[] = { /* RFC 4203 1.4 */
	{ 1, "psc_1" },
	{ 2, "psc_2" },
	{ 3, "psc_3" },
	{ 4, "psc_4" },
	{ 51, "l2sc" },
	{ 100, "tdm" },
	{ 150, "lsc" },
	{ 200, "fsc" },
	{ 0, NULL },
};
STEPS te_parts[] = {
	WORD(1, te, switching, switching_names),
	UINT(1, te, encoding),
	ZERO(2),
	STEP(HEX, 0, te, value),
	END
};
STEPS te[] = { INTO(PART, 0, attributes, traffic_engineering, te_parts), END };

/* RFC 7311 3: type 1, length 11; behind it may be others. */
static const struct bgp_forms aigp_forms = {
	.type_octets = 1,
	.length_octets = 2,
	.counts = true,
	.type = AT_aigp_tlv_type,
	.value = AT_aigp_tlv_value,
};
STEPS aigp[] = {
	CONST("\1\0\13"),
	UINT(8, attributes, aigp),
	TLVS(attributes, aigp_tlvs, aigp_forms),
	END
};
STEPS aigp_other[] = { TLVS(attributes, aigp_tlvs, aigp_forms), END };

STEPS pe4[] = { STEP(ADDR, 4, pe_label, address), UINT(3, pe_label, label), END };
STEPS pe6[] = { STEP(ADDR, 16, pe_label, address), UINT(3, pe_label, label), END };
STEPS pe_labels4[] = {
	INTO(LIST, 7, attributes, pe_distinguisher_labels, pe4), END
};
STEPS pe_labels6[] = {
	INTO(LIST, 19, attributes, pe_distinguisher_labels, pe6), END
};

STEPS only_to_customer[] = { UINT(4, attributes, only_to_customer), END };

STEPS domain[] = { /* RFC 10039 4 */
	UINT(4, domain, as),
	UINT(2, domain, number),
	UINT(1, domain, safi),
	END
};
STEPS domains[] = { INTO(COUNT, 1, domains, domains, domain), END };
STEPS d_path[] = { INTO(LIST, 1, attributes, d_path, domains), END };

static const struct name bfd_names[] = { { 1, "source_ip" }, { 0, NULL } };
STEPS bfd_source[] = { STEP(ADDR, 0, bfd_tlv, source), END };
ROWS bfd_rows[] = { { 1, 0, bfd_source } };
static const struct bgp_forms bfd_tlvs = {
	.type_octets = 1,
	.length_octets = 1,
	.type = AT_bfd_tlv_type,
	.value = AT_bfd_tlv_value,
	.names = bfd_names,
	OF(bfd_rows),
};
STEPS bfd_parts[] = { /* RFC 9026 3.1.6 */
	UINT(1, bfd_discriminator, mode),
	UINT(4, bfd_discriminator, discriminator),
	TLVS(bfd_discriminator, tlvs, bfd_tlvs),
	END
};
STEPS bfd[] = { INTO(PART, 0, attributes, bfd_discriminator, bfd_parts), END };

/* ---- all of them; of two with one code the first that fits ---- */

#define ROW(code, member, steps) { code, AT_attributes_##member, steps }
static const struct row {
	uint8_t code, key; /* what must be there to write it so */
	const struct bgp_step *steps;
} rows[] = {
	ROW(BGP_PMSI_TUNNEL, pmsi_tunnel, pmsi),
	ROW(BGP_TUNNEL_ENCAPSULATION, tunnel_encapsulation, tunnel),
	ROW(BGP_TRAFFIC_ENGINEERING, traffic_engineering, te),
	ROW(BGP_IPV6_EXT_COMMUNITIES, ipv6_ext_communities, ext6),
	ROW(BGP_AIGP, aigp, aigp),
	ROW(BGP_AIGP, aigp_tlvs, aigp_other),
	ROW(BGP_PE_LABELS, pe_distinguisher_labels, pe_labels4),
	ROW(BGP_PE_LABELS, pe_distinguisher_labels, pe_labels6),
	ROW(BGP_ONLY_TO_CUSTOMER, only_to_customer, only_to_customer),
	ROW(BGP_D_PATH, d_path, d_path),
	ROW(BGP_BFD_DISCRIMINATOR, bfd_discriminator, bfd),
	ROW(BGP_PREFIX_SID, prefix_sid, prefix_sid),
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };
/* clang-format on */

static const struct object *
attributes_object(void)
{
	return rec_objects[REC_MESSAGE].fields[AT_message_attributes].object;
}

bool
bgp_form_decode(struct rec_attributes *to, uint8_t code, struct rbuf value,
    struct arena *arena)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].code == code && bgp_form_read(value, rows[i].steps,
						attributes_object(), to, arena))
			return to->has >> rows[i].key & 1;
	return false;
}

bool
bgp_form_has(const struct rec_attributes *from, uint8_t code)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].code == code && from->has >> rows[i].key & 1)
			return true;
	return false;
}

bool
bgp_form_encode(struct wbuf *w, uint8_t code, const struct rec_attributes *from,
    struct bgp_unfit *why)
{
	struct wbuf before = *w;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].code != code || !(from->has >> rows[i].key & 1))
			continue;
		*w = before;
		if (bgp_form_write(
			w, rows[i].steps, attributes_object(), from, why))
			return true;
	}
	return false;
}
