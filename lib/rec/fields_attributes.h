/* The fields of NLRI and path attributes. See fields.h. */
/* clang-format off */
#define PLAIN_ATTRIBUTES(type)                                                \
FIELD(type, next_hop, "next_hop", ADDR, 0, "the BGP next hop")                \
FIELD(type, next_hop_link_local, "next_hop_link_local", ADDR, 0,              \
    "the link-local half of an IPv6 next hop (RFC 2545)")                     \
ENUM(type, origin, "origin", 0, origins, "where BGP first heard of it")      \
FIELD(type, as_path, "as_path", AS_PATH, 0,                                   \
    "AS numbers, nearest first; sets and confederations as objects")          \
UINT(type, local_pref, "local_pref", 0, 0, 0, "preference inside the AS")     \
UINT(type, med, "med", 0, 0, 0, "MULTI_EXIT_DISC, smaller is better")         \
FIELD(type, atomic_aggregate, "atomic_aggregate", BOOL, 0,                    \
    "whether a more specific route was left out on the way")                  \
PART(type, aggregator, "aggregator", 0, aggregator, "who aggregated it")      \
FIELD(type, communities, "communities", COMMUNITY, LIST, "RFC 1997")          \
FIELD(type, large_communities, "large_communities", LARGE, LIST, "RFC 8092")  \
FIELD(type, ext_communities, "ext_communities", EXT, LIST, "RFC 4360")        \
FIELD(type, originator_id, "originator_id", ADDR, 0,                          \
    "the router that brought it into the AS (RFC 4456)")                      \
FIELD(type, cluster_list, "cluster_list", ADDR, LIST,                         \
    "the route reflectors that it passed (RFC 4456)")                         \
UINT(type, aigp, "aigp", 0, 0, UINT64_MAX,                                    \
    "accumulated IGP metric (RFC 7311)")                                      \
UINT(type, only_to_customer, "only_to_customer", 0, 0, 0,                     \
    "the AS that let it go only downwards (RFC 9234)")                        \
FIELD(type, as4_path, "as4_path", AS_PATH, 0, "AS4_PATH (RFC 6793)")          \
PART(type, as4_aggregator, "as4_aggregator", 0, aggregator,                   \
    "AS4_AGGREGATOR (RFC 6793)")                                              \
PART(type, unknown, "unknown", LIST, unknown,                                 \
    "path attributes that have no form here")

#define ATTRIBUTES(type)                                                      \
PLAIN_ATTRIBUTES(type)                                                        \
FIELD(type, ipv6_ext_communities, "ipv6_ext_communities", NAME, LIST,         \
    "RFC 5701: rt:[2001:db8::1]:100; what has no name: 0x and 40 hex digits") \
PART(type, pmsi_tunnel, "pmsi_tunnel", ONE, pmsi_tunnel,                      \
    "the tunnel of multicast traffic (RFC 6514)")                             \
PART(type, tunnel_encapsulation, "tunnel_encapsulation", LIST, tunnel_tlv,    \
    "tunnels to the next hop (RFC 9012)")                                     \
PART(type, prefix_sid, "prefix_sid", LIST, prefix_sid,                        \
    "segment routing (RFC 8669), SRv6 services (RFC 9252)")                   \
PART(type, attr_set, "attr_set", ONE, attr_set,                               \
    "the attributes as the customer's router had them (RFC 6368)")            \
PART(type, traffic_engineering, "traffic_engineering", LIST, te, "RFC 5543")  \
PART(type, aigp_tlvs, "aigp_tlvs", LIST, aigp_tlv,                            \
    "TLVs of AIGP beside the metric")                                         \
PART(type, pe_distinguisher_labels, "pe_distinguisher_labels", LIST,          \
    pe_label, "RFC 6514 8")                                                   \
PART(type, d_path, "d_path", LIST, domains,                                   \
    "the domains that it passed, in segments (RFC 10039)")                    \
PART(type, bfd_discriminator, "bfd_discriminator", ONE, bfd_discriminator,    \
    "of the head of a multicast tunnel (RFC 9026)")

/* ---- parts of records ---- */

OBJECT(path)
FIELD(path, next_hop, "next_hop", ADDR, 0,
    "the neighbour, or the egress where there are labels")
FIELD(path, interface, "interface", NAME, 0, "the way out")
UINT(path, labels, "labels", LIST, 0, LABEL_MAX, "to push, outermost first")
UINT(path, weight, "weight", 0, 1, 65535, "the share of this path in ECMP")
END(path)

OBJECT(aggregator)
UINT(aggregator, as, "as", REQUIRED, 0, 0, "AS number")
FIELD(aggregator, address, "address", ADDR, REQUIRED, "router id")
END(aggregator)

OBJECT(unknown)
UINT(unknown, code, "code", REQUIRED, 0, 0, "type of the attribute")
FIELD(unknown, name, "name", NAME, 0, "its name")
UINT(unknown, flags, "flags", REQUIRED, 0, 0, "its flags, as on the wire")
FIELD(unknown, value, "value", HEX, REQUIRED, "its value in hex")
END(unknown)

OBJECT(flowspec)
FIELD(flowspec, dst, "dst", PREFIX, 0, "destination")
UINT(flowspec, dst_offset, "dst_offset", 0, 0, 127,
    "bits at its start that do not matter (RFC 8956 3.1)")
FIELD(flowspec, src, "src", PREFIX, 0, "source")
UINT(flowspec, src_offset, "src_offset", 0, 0, 127,
    "bits at its start that do not matter (RFC 8956 3.1)")
FIELD(flowspec, protocol, "protocol", TEXT, 0,
    "above IP: \"=6 =17\"; a space is or, & is and")
FIELD(flowspec, port, "port", TEXT, 0, "either port: \">=80&<=90 =443\"")
FIELD(flowspec, dst_port, "dst_port", TEXT, 0, "destination port")
FIELD(flowspec, src_port, "src_port", TEXT, 0, "source port")
FIELD(flowspec, icmp_type, "icmp_type", TEXT, 0, "ICMP type")
FIELD(flowspec, icmp_code, "icmp_code", TEXT, 0, "ICMP code")
FIELD(flowspec, tcp_flags, "tcp_flags", TEXT, 0,
    "\"syn+ack\": any of them; \"=syn\": that one; \"!\": not so")
FIELD(flowspec, packet_length, "packet_length", TEXT, 0, "of IP, in octets")
FIELD(flowspec, dscp, "dscp", TEXT, 0, "diffserv code point")
FIELD(flowspec, fragment, "fragment", TEXT, 0,
    "dont_fragment, is_fragment, first_fragment, last_fragment")
FIELD(flowspec, flow_label, "flow_label", TEXT, 0, "of IPv6")
END(flowspec)

OBJECT(nlri)
FIELD(nlri, rd, "rd", RD, 0, "route distinguisher")
FIELD(nlri, prefix, "prefix", PREFIX, BARE, "the destination")
UINT(nlri, path_id, "path_id", 0, 0, 0, "ADD-PATH identifier (RFC 7911)")
UINT(nlri, labels, "labels", LIST, 0, LABEL_MAX, "outermost first (RFC 8277)")
UINT(nlri, origin_as, "origin_as", 0, 0, 0,
    "the AS that wants the route target (RFC 4684)")
FIELD(nlri, route_target, "route_target", EXT, 0, "of route target constraint")
UINT(nlri, bits, "bits", 0, 0, 96,
    "of origin_as and route_target, where not all of them count")
UINT(nlri, route_type, "route_type", 0, 0, 0,
    "of EVPN (RFC 7432 7), MVPN (RFC 6514 4), BGP-LS (RFC 9552 5.2)")
FIELD(nlri, name, "name", NAME, 0, "the name of the route type of BGP-LS")
FIELD(nlri, esi, "esi", NAME, 0, "Ethernet segment identifier, in hex")
UINT(nlri, ethernet_tag, "ethernet_tag", 0, 0, 0, "of EVPN")
FIELD(nlri, mac, "mac", NAME, 0, "MAC address")
FIELD(nlri, ip, "ip", ADDR, 0, "the address of the MAC address")
FIELD(nlri, gateway, "gateway", ADDR, 0, "gateway of an IP prefix (RFC 9136)")
FIELD(nlri, originator, "originator", ADDR, 0, "the router that it is from")
UINT(nlri, source_as, "source_as", 0, 0, 0, "MVPN: the AS of the source")
FIELD(nlri, source, "source", ADDR, 0, "multicast source; absent: any")
FIELD(nlri, group, "group", ADDR, 0, "multicast group; absent: any")
FIELD(nlri, route_key, "route_key", HEX, 0,
    "MVPN: the route that a leaf answers (RFC 6514 4.4)")
UINT(nlri, vnis, "vnis", LIST, 0, 16777215,
    "EVPN: the labels with all of their 24 bits, as VXLAN has them (RFC 8365)")
UINT(nlri, ve_id, "ve_id", 0, 0, 65535, "VPLS edge (RFC 4761 3.2.2)")
UINT(nlri, block_offset, "block_offset", 0, 0, 65535, "of VPLS labels")
UINT(nlri, block_size, "block_size", 0, 0, 65535, "of VPLS labels")
UINT(nlri, label_base, "label_base", 0, 0, LABEL_MAX, "of VPLS labels")
PART(nlri, flow, "flow", 0, flowspec, "a flow specification (RFC 8955)")
FIELD(nlri, hex, "hex", HEX, 0, "NLRI of a family without a form of its own")
FIELD(nlri, raw, "raw", HEX, 0,
    "as on the wire, where that is not the usual form of the rest")
END(nlri)

/* Parts that are TLVs begin with type and name and end with the value. */

OBJECT(pmsi_tunnel)
UINT(pmsi_tunnel, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(pmsi_tunnel, name, "name", NAME, 0, "its name")
UINT(pmsi_tunnel, flags, "flags", 0, 0, 0, "1: leaf information required")
UINT(pmsi_tunnel, label, "label", 0, 0, LABEL_MAX, "MPLS label; 0: none")
UINT(pmsi_tunnel, vni, "vni", 0, 0, 16777215,
    "all 24 bits of the label, as VXLAN has them (RFC 8365)")
FIELD(pmsi_tunnel, endpoint, "endpoint", ADDR, 0, "of ingress replication")
FIELD(pmsi_tunnel, source, "source", ADDR, 0, "of PIM: sender or root")
FIELD(pmsi_tunnel, group, "group", ADDR, 0, "of PIM: the P-multicast group")
FIELD(pmsi_tunnel, extended_tunnel_id, "extended_tunnel_id", ADDR, 0,
    "of an RSVP-TE P2MP LSP (RFC 4875)")
UINT(pmsi_tunnel, tunnel_id, "tunnel_id", 0, 0, 65535, "of the same")
UINT(pmsi_tunnel, p2mp_id, "p2mp_id", 0, 0, 0, "of the same")
UINT(pmsi_tunnel, fec_type, "fec_type", 0, 0, 0, "of mLDP (RFC 6388)")
UINT(pmsi_tunnel, address_family, "address_family", 0, 0, 0, "of the root")
FIELD(pmsi_tunnel, root, "root", ADDR, 0, "root of an mLDP LSP")
FIELD(pmsi_tunnel, opaque, "opaque", HEX, 0, "value of an mLDP LSP")
UINT(pmsi_tunnel, sub_domain, "sub_domain", 0, 0, 255, "of BIER (RFC 8556)")
UINT(pmsi_tunnel, bfr_id, "bfr_id", 0, 0, 65535, "of BIER")
FIELD(pmsi_tunnel, bfr_prefix, "bfr_prefix", ADDR, 0, "of BIER")
FIELD(pmsi_tunnel, value, "value", HEX, 0,
    "the tunnel identifier, where it has no other form")
END(pmsi_tunnel)

OBJECT(tunnel_sub_tlv)
UINT(tunnel_sub_tlv, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(tunnel_sub_tlv, name, "name", NAME, 0, "its name")
FIELD(tunnel_sub_tlv, endpoint, "endpoint", ADDR, 0, "where the tunnel ends")
UINT(tunnel_sub_tlv, flags, "flags", 0, 0, 0, "by the type")
UINT(tunnel_sub_tlv, vni, "vni", 0, 0, 16777215, "of VXLAN and NVGRE")
FIELD(tunnel_sub_tlv, mac, "mac", NAME, 0, "inner destination of VXLAN, NVGRE")
UINT(tunnel_sub_tlv, session_id, "session_id", 0, 0, 0, "of L2TPv3")
FIELD(tunnel_sub_tlv, cookie, "cookie", HEX, 0, "of L2TPv3")
UINT(tunnel_sub_tlv, key, "key", 0, 0, 0, "of GRE")
UINT(tunnel_sub_tlv, color, "color", 0, 0, 0, "the color (RFC 9012 4.3)")
UINT(tunnel_sub_tlv, preference, "preference", 0, 0, 0, "of an SR policy")
UINT(tunnel_sub_tlv, priority, "priority", 0, 0, 0, "of an SR policy")
UINT(tunnel_sub_tlv, protocol, "protocol", 0, 0, 0,
    "Ethernet type of what may go into the tunnel")
UINT(tunnel_sub_tlv, port, "port", 0, 0, 0, "UDP destination port")
UINT(tunnel_sub_tlv, ds, "ds", 0, 0, 0, "DS field of the outer header")
UINT(tunnel_sub_tlv, handling, "handling", 0, 0, 0,
    "1: an embedded label is in the payload; 2: in the VNI")
UINT(tunnel_sub_tlv, block, "block", 0, 0, 0,
    "bits of the load-balancing block (RFC 5640)")
UINT(tunnel_sub_tlv, labels, "labels", LIST, 0, LABEL_MAX, "label stack")
FIELD(tunnel_sub_tlv, text, "text", TEXT, 0, "the name of an SR policy")
FIELD(tunnel_sub_tlv, value, "value", HEX, 0, "where it has no other form")
END(tunnel_sub_tlv)

OBJECT(tunnel_tlv)
UINT(tunnel_tlv, type, "type", REQUIRED, 0, 0, "tunnel type, IANA's number")
FIELD(tunnel_tlv, name, "name", NAME, 0, "its name")
PART(tunnel_tlv, sub_tlvs, "sub_tlvs", LIST, tunnel_sub_tlv,
    "what is said of the tunnel")
END(tunnel_tlv)

OBJECT(srgb)
UINT(srgb, base, "base", REQUIRED, 0, 16777215, "first label")
UINT(srgb, range, "range", REQUIRED, 0, 16777215, "how many")
END(srgb)

OBJECT(srv6_structure)
UINT(srv6_structure, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(srv6_structure, name, "name", NAME, 0, "its name")
UINT(srv6_structure, locator_block, "locator_block", 0, 0, 0, "bits")
UINT(srv6_structure, locator_node, "locator_node", 0, 0, 0, "bits")
UINT(srv6_structure, function, "function", 0, 0, 0, "bits")
UINT(srv6_structure, argument, "argument", 0, 0, 0, "bits")
UINT(srv6_structure, transposition_length, "transposition_length", 0, 0, 0,
    "bits that stand in the label")
UINT(srv6_structure, transposition_offset, "transposition_offset", 0, 0, 0,
    "bits before those")
FIELD(srv6_structure, value, "value", HEX, 0, "where it has no other form")
END(srv6_structure)

OBJECT(srv6_sid)
UINT(srv6_sid, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(srv6_sid, name, "name", NAME, 0, "its name")
FIELD(srv6_sid, sid, "sid", ADDR, 0, "the SID")
UINT(srv6_sid, flags, "flags", 0, 0, 0, "of the SID")
UINT(srv6_sid, behavior, "behavior", 0, 0, 0, "endpoint behavior (RFC 8986)")
FIELD(srv6_sid, behavior_name, "behavior_name", NAME, 0, "its name")
PART(srv6_sid, sub_tlvs, "sub_tlvs", LIST, srv6_structure,
    "what is said of the SID")
FIELD(srv6_sid, value, "value", HEX, 0, "where it has no other form")
END(srv6_sid)

OBJECT(prefix_sid)
UINT(prefix_sid, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(prefix_sid, name, "name", NAME, 0, "its name")
UINT(prefix_sid, flags, "flags", 0, 0, 0, "by the type")
UINT(prefix_sid, label_index, "label_index", 0, 0, 0, "into the SRGB")
PART(prefix_sid, srgb, "srgb", LIST, srgb, "of who has the prefix")
PART(prefix_sid, sub_tlvs, "sub_tlvs", LIST, srv6_sid, "of an SRv6 service")
FIELD(prefix_sid, value, "value", HEX, 0, "where it has no other form")
END(prefix_sid)

OBJECT(te)
UINT(te, switching, "switching", REQUIRED, 0, 0, "capability (RFC 4202)")
FIELD(te, name, "name", NAME, 0, "its name")
UINT(te, encoding, "encoding", 0, 0, 0, "of LSPs (RFC 3471)")
FIELD(te, value, "value", HEX, 0, "bandwidths, and what the capability says")
END(te)

OBJECT(pe_label)
FIELD(pe_label, address, "address", ADDR, REQUIRED, "a PE router")
UINT(pe_label, label, "label", REQUIRED, 0, 16777215, "24 bits")
END(pe_label)

OBJECT(aigp_tlv)
UINT(aigp_tlv, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(aigp_tlv, value, "value", HEX, REQUIRED, "its value in hex")
END(aigp_tlv)

OBJECT(domain)
UINT(domain, as, "as", REQUIRED, 0, 0, "global administrator of the domain")
UINT(domain, number, "number", REQUIRED, 0, 0, "its local number")
UINT(domain, safi, "safi", REQUIRED, 0, 0, "of the family that left it")
END(domain)

OBJECT(domains)
PART(domains, domains, "domains", REQUIRED | LIST, domain, "nearest first")
END(domains)

OBJECT(bfd_tlv)
UINT(bfd_tlv, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(bfd_tlv, name, "name", NAME, 0, "its name")
FIELD(bfd_tlv, source, "source", ADDR, 0, "address of the BFD packets")
FIELD(bfd_tlv, value, "value", HEX, 0, "where it has no other form")
END(bfd_tlv)

OBJECT(bfd_discriminator)
UINT(bfd_discriminator, mode, "mode", REQUIRED, 0, 0, "1: P2MP")
UINT(bfd_discriminator, discriminator, "discriminator", REQUIRED, 0, 0,
    "of the session")
PART(bfd_discriminator, tlvs, "tlvs", LIST, bfd_tlv, "what more is said")
END(bfd_discriminator)

OBJECT(attr_set)
UINT(attr_set, origin_as, "origin_as", REQUIRED, 0, 0, "where it is from")
PLAIN_ATTRIBUTES(attr_set)
END(attr_set)

OBJECT(attributes)
ATTRIBUTES(attributes)
END(attributes)
/* clang-format on */
