/* The words for BGP's numbers, by the IANA registries. */
#include "wire/bgp.h"

/* clang-format off */
const struct name bgp_type_names[] = {
	{ BGP_OPEN,          "open" },
	{ BGP_UPDATE,        "update" },
	{ BGP_NOTIFICATION,  "notification" },
	{ BGP_KEEPALIVE,     "keepalive" },
	{ BGP_ROUTE_REFRESH, "route_refresh" },
	{ 0, NULL },
};

const struct name bgp_capability_names[] = {
	{ BGP_CAP_MULTIPROTOCOL,      "multiprotocol" },
	{ BGP_CAP_ROUTE_REFRESH,      "route_refresh" },
	{ BGP_CAP_ORF,                "outbound_route_filtering" },
	{ BGP_CAP_EXTENDED_NEXT_HOP,  "extended_next_hop" },
	{ BGP_CAP_EXTENDED_MESSAGE,   "extended_message" },
	{ 7,                          "bgpsec" },
	{ 8,                          "multiple_labels" },
	{ BGP_CAP_ROLE,               "role" },
	{ BGP_CAP_GRACEFUL_RESTART,   "graceful_restart" },
	{ BGP_CAP_AS4,                "four_octet_as" },
	{ 67,                         "dynamic_capability" },
	{ 68,                         "multisession" },
	{ BGP_CAP_ADD_PATH,           "add_path" },
	{ BGP_CAP_ENHANCED_REFRESH,   "enhanced_route_refresh" },
	{ BGP_CAP_LONG_LIVED_RESTART, "long_lived_graceful_restart" },
	{ 72,                         "routing_policy_distribution" },
	{ BGP_CAP_FQDN,               "fqdn" },
	{ 74,                         "bfd_strict_mode" },
	{ 75,                         "software_version" },
	{ 76,                         "paths_limit" },
	{ 128,                        "route_refresh_cisco" },
	{ 130,                        "outbound_route_filtering_cisco" },
	{ 131,                        "multisession_cisco" },
	{ 0, NULL },
};

const struct name bgp_orf_names[] = {
	{ 64, "address_prefix" }, /* RFC 5292 */
	{ 65, "covering_prefix" }, /* RFC 7543 */
	{ 128, "address_prefix_cisco" },
	{ 0, NULL },
};

const struct name bgp_attr_names[] = {
	{ BGP_ORIGIN,            "origin" },
	{ BGP_AS_PATH,           "as_path" },
	{ BGP_NEXT_HOP,          "next_hop" },
	{ BGP_MED,               "med" },
	{ BGP_LOCAL_PREF,        "local_pref" },
	{ BGP_ATOMIC_AGGREGATE,  "atomic_aggregate" },
	{ BGP_AGGREGATOR,        "aggregator" },
	{ BGP_COMMUNITIES,       "communities" },
	{ BGP_ORIGINATOR_ID,     "originator_id" },
	{ BGP_CLUSTER_LIST,      "cluster_list" },
	{ 11,                    "dpa" },
	{ 12,                    "advertiser" },
	{ 13,                    "rcid_path" },
	{ BGP_MP_REACH,          "mp_reach_nlri" },
	{ BGP_MP_UNREACH,        "mp_unreach_nlri" },
	{ BGP_EXT_COMMUNITIES,   "ext_communities" },
	{ BGP_AS4_PATH,          "as4_path" },
	{ BGP_AS4_AGGREGATOR,    "as4_aggregator" },
	{ BGP_CONNECTOR,         "connector" },
	{ BGP_AS_PATHLIMIT,      "as_pathlimit" },
	{ BGP_PMSI_TUNNEL,       "pmsi_tunnel" },
	{ BGP_TUNNEL_ENCAPSULATION, "tunnel_encapsulation" },
	{ BGP_TRAFFIC_ENGINEERING, "traffic_engineering" },
	{ BGP_IPV6_EXT_COMMUNITIES, "ipv6_ext_communities" },
	{ BGP_AIGP,              "aigp" },
	{ BGP_PE_LABELS,         "pe_distinguisher_labels" },
	{ 28,                    "entropy_label_capability" },
	{ BGP_LINK_STATE,        "bgp_ls" },
	{ BGP_LARGE_COMMUNITIES, "large_communities" },
	{ BGP_BGPSEC_PATH,       "bgpsec_path" },
	{ 34,                    "community_container" },
	{ BGP_ONLY_TO_CUSTOMER,  "only_to_customer" },
	{ BGP_D_PATH,            "d_path" },
	{ BGP_SFP,               "sfp" },
	{ BGP_BFD_DISCRIMINATOR, "bfd_discriminator" },
	{ 39,                    "next_hop_characteristics" },
	{ BGP_PREFIX_SID,        "prefix_sid" },
	{ BGP_BIER,              "bier" },
	{ BGP_ATTR_SET,          "attr_set" },
	{ 0, NULL },
};

const struct name bgp_treatment_names[] = {
	{ BGP_ATTRIBUTE_DISCARD, "attribute_discard" },
	{ BGP_TREAT_AS_WITHDRAW, "treat_as_withdraw" },
	{ BGP_AFI_SAFI_DISABLE,  "afi_safi_disable" },
	{ BGP_SESSION_RESET,     "session_reset" },
	{ 0, NULL },
};

const struct name bgp_state_names[] = {
	{ 1, "idle" },
	{ 2, "connect" },
	{ 3, "active" },
	{ 4, "opensent" },
	{ 5, "openconfirm" },
	{ 6, "established" },
	{ 0, NULL },
};

static const struct name error_names[] = {
	{ BGP_ERROR(1, 0), "message_header_error" },
	{ BGP_ERR_SYNC, "message_header_error/connection_not_synchronized" },
	{ BGP_ERR_LENGTH, "message_header_error/bad_message_length" },
	{ BGP_ERR_TYPE, "message_header_error/bad_message_type" },
	{ BGP_ERR_OPEN, "open_message_error" },
	{ BGP_ERR_VERSION, "open_message_error/unsupported_version_number" },
	{ BGP_ERR_PEER_AS, "open_message_error/bad_peer_as" },
	{ BGP_ERR_ID, "open_message_error/bad_bgp_identifier" },
	{ BGP_ERR_PARAMETER,
	    "open_message_error/unsupported_optional_parameter" },
	{ BGP_ERROR(2, 5), "open_message_error/authentication_failure" },
	{ BGP_ERR_HOLD_TIME, "open_message_error/unacceptable_hold_time" },
	{ BGP_ERR_CAPABILITY, "open_message_error/unsupported_capability" },
	{ BGP_ERR_ROLE, "open_message_error/role_mismatch" },
	{ BGP_ERR_UPDATE, "update_message_error" },
	{ BGP_ERR_ATTRIBUTES,
	    "update_message_error/malformed_attribute_list" },
	{ BGP_ERR_WELL_KNOWN,
	    "update_message_error/unrecognized_well_known_attribute" },
	{ BGP_ERR_MISSING,
	    "update_message_error/missing_well_known_attribute" },
	{ BGP_ERR_FLAGS, "update_message_error/attribute_flags_error" },
	{ BGP_ERR_ATTRIBUTE_LENGTH,
	    "update_message_error/attribute_length_error" },
	{ BGP_ERR_ORIGIN, "update_message_error/invalid_origin" },
	{ BGP_ERROR(3, 7), "update_message_error/as_routing_loop" },
	{ BGP_ERR_NEXT_HOP, "update_message_error/invalid_next_hop" },
	{ BGP_ERR_OPTIONAL, "update_message_error/optional_attribute_error" },
	{ BGP_ERR_NETWORK, "update_message_error/invalid_network_field" },
	{ BGP_ERR_AS_PATH, "update_message_error/malformed_as_path" },
	{ BGP_ERR_HOLD_TIMER, "hold_timer_expired" },
	{ BGP_ERR_FSM, "finite_state_machine_error" },
	{ BGP_ERR_FSM_OPENSENT,
	    "finite_state_machine_error/unexpected_message_in_opensent" },
	{ BGP_ERR_FSM_OPENCONFIRM,
	    "finite_state_machine_error/unexpected_message_in_openconfirm" },
	{ BGP_ERR_FSM_ESTABLISHED,
	    "finite_state_machine_error/unexpected_message_in_established" },
	{ BGP_CEASE, "cease" },
	{ BGP_CEASE_MAX_PREFIXES, "cease/maximum_number_of_prefixes" },
	{ BGP_CEASE_SHUTDOWN, "cease/administrative_shutdown" },
	{ BGP_CEASE_DECONFIGURED, "cease/peer_deconfigured" },
	{ BGP_CEASE_RESET, "cease/administrative_reset" },
	{ BGP_CEASE_REJECTED, "cease/connection_rejected" },
	{ BGP_CEASE_CONFIGURATION, "cease/other_configuration_change" },
	{ BGP_CEASE_COLLISION, "cease/connection_collision_resolution" },
	{ BGP_CEASE_RESOURCES, "cease/out_of_resources" },
	{ BGP_CEASE_HARD_RESET, "cease/hard_reset" },
	{ BGP_CEASE_BFD_DOWN, "cease/bfd_down" },
	{ BGP_ERR_SEND_HOLD, "send_hold_timer_expired" },
	{ BGP_ERROR(9, 0), "loss_of_lsdb_synchronization" }, /* RFC 9815 */
	{ BGP_ERROR(7, 0), "route_refresh_message_error" },
	{ BGP_ERR_REFRESH,
	    "route_refresh_message_error/invalid_message_length" },
	{ 0, NULL },
};
/* clang-format on */

const char *
bgp_error_name(uint8_t code, uint8_t subcode)
{
	const char *name = name_of(error_names, BGP_ERROR(code, subcode));

	if (name == NULL)
		name = name_of(error_names, BGP_ERROR(code, 0));
	return name != NULL ? name : "unknown";
}
