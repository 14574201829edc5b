/* LDP numbers and their names: status codes, TLVs, pseudowires (IANA). */
#include <string.h>

#include "wire/ldp.h"

/* ---- status codes ---- */

static const struct name statuses[] = {
	{ 0x00, "success" },
	{ 0x01, "bad_ldp_identifier" },
	{ 0x02, "bad_protocol_version" },
	{ 0x03, "bad_pdu_length" },
	{ 0x04, "unknown_message_type" },
	{ 0x05, "bad_message_length" },
	{ 0x06, "unknown_tlv" },
	{ 0x07, "bad_tlv_length" },
	{ 0x08, "malformed_tlv_value" },
	{ 0x09, "hold_timer_expired" },
	{ 0x0a, "shutdown" },
	{ 0x0b, "loop_detected" },
	{ 0x0c, "unknown_fec" },
	{ 0x0d, "no_route" },
	{ 0x0e, "no_label_resources" },
	{ 0x0f, "label_resources_available" },
	{ 0x10, "session_rejected_no_hello" },
	{ 0x11, "session_rejected_advertisement_mode" },
	{ 0x12, "session_rejected_max_pdu_length" },
	{ 0x13, "session_rejected_label_range" },
	{ 0x14, "keepalive_timer_expired" },
	{ 0x15, "label_request_aborted" },
	{ 0x16, "missing_message_parameters" },
	{ 0x17, "unsupported_address_family" },
	{ 0x18, "session_rejected_bad_keepalive_time" },
	{ 0x19, "internal_error" },
	{ 0x1a, "no_ldp_session" },
	{ 0x1b, "zero_ft_seqnum" },
	{ 0x1c, "unexpected_tlv_session_not_ft" },
	{ 0x1d, "unexpected_tlv_label_not_ft" },
	{ 0x1e, "missing_ft_protection_tlv" },
	{ 0x1f, "ft_ack_sequence_error" },
	{ 0x20, "temporary_shutdown" },
	{ 0x21, "ft_seq_numbers_exhausted" },
	{ 0x22, "ft_session_parameters_changed" },
	{ 0x23, "unexpected_ft_cork_tlv" },
	{ 0x24, "illegal_c_bit" },
	{ 0x25, "wrong_c_bit" },
	{ 0x26, "incompatible_bit_rate" },
	{ 0x27, "cep_tdm_mis_configuration" },
	{ 0x28, "pw_status" },
	{ 0x29, "unassigned_or_unrecognized_tai" },
	{ 0x2a, "generic_misconfiguration_error" },
	{ 0x2b, "label_withdraw_pw_status_method_not_supported" },
	{ 0x2c, "ip_address_of_ce" },
	{ 0x2d,
	    "attachment_circuit_bound_to_different_remote_attachment_circuit" },
	{ 0x2e, "unsupported_capability" },
	{ 0x2f, "end_of_lib" },
	{ 0x30, "attachment_circuit_bound_to_different_pe" },
	{ 0x31, "invalid_topology_id" },
	{ 0x32, "transport_connection_mismatch" },
	{ 0x33, "dual_stack_noncompliance" },
	{ 0x34, "mrt_capability_negotiated_without_mt_capability" },
	{ 0x35, "vccv_type_error" },
	{ 0x37, "bandwidth_resources_unavailable" },
	{ 0x38, "resources_unavailable" },
	{ 0x39, "aii_unreachable" },
	{ 0x3a, "pw_loop_detected" },
	{ 0x3b, "unable_to_use_tunnel" },
	{ 0x3c, "c_bit_or_s_bit_unknown" },
	{ 0x40, "ldp_mp_status" },
	{ 0x4a, "ip_address_type_mismatch" },
	{ 0x4b, "wrong_ip_address_type" },
	{ 0x4c, "session_rejected_targeted_application_capability_mismatch" },
	{ 0x10001, "unknown_iccp_rg" },
	{ 0x10002, "iccp_connection_count_exceeded" },
	{ 0x10003, "iccp_application_connection_count_exceeded" },
	{ 0x10004, "iccp_application_not_in_rg" },
	{ 0x10005, "incompatible_iccp_protocol_version" },
	{ 0x10006, "iccp_rejected_message" },
	{ 0x10007, "iccp_administratively_disabled" },
	{ 0x10010, "iccp_rg_removed" },
	{ 0x10011, "iccp_application_removed_from_rg" },
	{ 0, NULL },
};

const char *
ldp_status_name(uint32_t code)
{
	return name_of(statuses, (int)(code & LDP_STATUS_CODE));
}

/* RFC 5036 3.9, RFC 7552 9. */
bool
ldp_status_is_fatal(uint32_t code)
{
	static const uint64_t fatal = 0xc0000031f07ae;

	return code < 64 && (fatal >> code & 1);
}

/* ---- TLVs ---- */

static const struct name tlvs[] = {
	{ 0x0100, "fec" },
	{ 0x0101, "address_list" },
	{ 0x0103, "hop_count" },
	{ 0x0104, "path_vector" },
	{ 0x0200, "generic_label" },
	{ 0x0201, "atm_label" },
	{ 0x0202, "frame_relay_label" },
	{ 0x0203, "ft_protection" },
	{ 0x0204, "upstream_assigned_label" },
	{ 0x0205, "upstream_assigned_label_request" },
	{ 0x0206, "entropy_label_capability" },
	{ 0x0300, "status" },
	{ 0x0301, "extended_status" },
	{ 0x0302, "returned_pdu" },
	{ 0x0303, "returned_message" },
	{ 0x0304, "returned_tlvs" },
	{ 0x0400, "hello_parameters" },
	{ 0x0401, "ipv4_transport_address" },
	{ 0x0402, "configuration_sequence" },
	{ 0x0403, "ipv6_transport_address" },
	{ 0x0404, "mac_list" },
	{ 0x0405, "cryptographic_authentication" },
	{ 0x0406, "mac_flush_parameters" },
	{ 0x0500, "session_parameters" },
	{ 0x0501, "atm_session_parameters" },
	{ 0x0502, "frame_relay_session_parameters" },
	{ 0x0503, "ft_session" },
	{ 0x0504, "ft_ack" },
	{ 0x0505, "ft_cork" },
	{ 0x0506, "dynamic_capability" },
	{ 0x0507, "upstream_label_assignment_capability" },
	{ 0x0508, "p2mp_capability" },
	{ 0x0509, "mp2mp_capability" },
	{ 0x050a, "make_before_break_capability" },
	{ 0x050b, "typed_wildcard_capability" },
	{ 0x050c, "multi_topology_capability" },
	{ 0x050d, "state_advertisement_control_capability" },
	{ 0x050f, "targeted_application_capability" },
	{ 0x0600, "label_request_id" },
	{ 0x0601, "mtu" },
	{ 0x0603, "unrecognized_notification_capability" },
	{ 0x0700, "iccp_capability" },
	{ 0x0701, "dual_stack_capability" },
	{ 0x0805, "l2_pw_address_of_switching_point" },
	{ 0x0901, "diff_serv" },
	{ 0x0902, "hsmp_lsp_capability" },
	{ 0x096a, "pw_status" },
	{ 0x096b, "pw_interface_parameters" },
	{ 0x096c, "pw_group_id" },
	{ 0x096d, "pw_switching_point" },
	{ 0x096e, "bandwidth" },
	{ 0x096f, "mp_status" },
	{ 0x0971, "queue_request" },
	{ 0x0972, "mp_node_protection_capability" },
	{ 0x0973, "psn_tunnel_binding" },
	{ 0x0974, "egress_protection_capability" },
	{ 0, NULL },
};

/* RFC 5036 3.6: blocks of numbers. */
static const struct {
	uint16_t from, to;
	const char *name;
} blocks[] = {
	{ 0x3e00, 0x3eff, "vendor" },
	{ 0x3f00, 0x3fff, "experimental" },
};

const char *
ldp_tlv_name(uint16_t type)
{
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (type >= blocks[i].from && type <= blocks[i].to)
			return blocks[i].name;
	return name_of(tlvs, type);
}

bool
ldp_tlv_find(const char *name, uint16_t *type)
{
	int found;

	if (!name_find(tlvs, name, strlen(name), &found))
		return false;
	*type = (uint16_t)found;
	return true;
}

/* ---- FEC elements ---- */

const struct name ldp_fec_names[] = {
	{ LDP_FEC_WILDCARD, "wildcard" },
	{ LDP_FEC_PREFIX, "prefix" },
	{ LDP_FEC_HOST, "host" },
	{ LDP_FEC_TYPED_WILDCARD, "typed_wildcard" },
	{ LDP_FEC_P2MP, "p2mp" },
	{ LDP_FEC_MP2MP_UP, "mp2mp_up" },
	{ LDP_FEC_MP2MP_DOWN, "mp2mp_down" },
	{ LDP_FEC_PWID, "pwid" },
	{ LDP_FEC_GENERALIZED_PWID, "generalized_pwid" },
	{ 0, NULL },
};

const struct name ldp_pw_names[] = {
	{ 1, "frame_relay_dlci_martini" },
	{ 2, "atm_aal5_sdu" },
	{ 3, "atm_cell" },
	{ 4, "ethernet_tagged" },
	{ 5, "ethernet" },
	{ 6, "hdlc" },
	{ 7, "ppp" },
	{ 8, "cem" },
	{ 9, "atm_n_to_one_vcc" },
	{ 10, "atm_n_to_one_vpc" },
	{ 11, "ip" },
	{ 12, "atm_one_to_one_vcc" },
	{ 13, "atm_one_to_one_vpc" },
	{ 14, "atm_aal5_pdu" },
	{ 15, "frame_relay_port" },
	{ 16, "cep" },
	{ 17, "satop_e1" },
	{ 18, "satop_t1" },
	{ 19, "satop_e3" },
	{ 20, "satop_t3" },
	{ 21, "cesopsn_basic" },
	{ 22, "tdmoip_aal1" },
	{ 23, "cesopsn_cas" },
	{ 24, "tdmoip_aal2" },
	{ 25, "frame_relay_dlci" },
	{ 0, NULL },
};

const struct name ldp_parameter_names[] = {
	{ 1, "mtu" },
	{ 2, "max_atm_cells" },
	{ 3, "description" },
	{ 4, "cep_payload" },
	{ 5, "cep_options" },
	{ 6, "vlan" },
	{ 7, "cep_bit_rate" },
	{ 8, "frame_relay_dlci_length" },
	{ 9, "fragmentation" },
	{ 10, "fcs_retention" },
	{ 11, "tdm_options" },
	{ 12, "vccv" },
	{ 23, "flow_label" },
	{ 0, NULL },
};
