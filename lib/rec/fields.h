/*
 * Every field of every record, in the order in which it is written.
 *
 * Included by rec.h for the enumerators AT_type_member and by tables.c for the
 * tables, each with its own meaning of
 *
 *	OBJECT(type)                                      of struct rec_type
 *	FIELD(type, member, "key", kind, flags, "help")
 *	UINT(type, member, "key", flags, lo, hi, "help")  hi 0: what fits
 *	ENUM(type, member, "key", flags, words, "help")   a number with a word
 *	WORD(type, member, "key", flags, words, "help")   a name, one of these
 *	PART(type, member, "key", flags, object, "help")  an object in it
 *	END(type)
 *
 * The help begins in lower case, as it follows the key in the manual.
 */
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

OBJECT(announce)
FIELD(announce, family, "family", FAMILY, REQUIRED, "address family")
FIELD(announce, next_hop, "next_hop", ADDR, 0, "of all the NLRI")
FIELD(announce, next_hop_link_local, "next_hop_link_local", ADDR, 0,
    "the link-local half of an IPv6 next hop (RFC 2545)")
FIELD(announce, next_hop_rd, "next_hop_rd", RD, 0,
    "the RD before a VPN next hop, where it is not 0")
PART(announce, nlri, "nlri", LIST, nlri,
    "the destinations: a prefix where that says all, else an object")
END(announce)

OBJECT(capability_orf)
UINT(capability_orf, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(capability_orf, name, "name", NAME, 0, "its name")
UINT(capability_orf, mode, "mode", REQUIRED, 0, 0,
    "1: receive, 2: send, 3: both")
END(capability_orf)

OBJECT(orf_entry)
ENUM(orf_entry, action, "action", REQUIRED, orf_actions,
    "what becomes of the entry")
ENUM(orf_entry, match, "match", 0, orf_matches, "what becomes of the routes")
UINT(orf_entry, sequence, "sequence", 0, 0, 0, "its place among the others")
FIELD(orf_entry, prefix, "prefix", PREFIX, 0, "which routes")
UINT(orf_entry, min_length, "min_length", 0, 1, 255,
    "of at least so many bits")
UINT(orf_entry, max_length, "max_length", 0, 1, 255, "of at most so many")
END(orf_entry)

OBJECT(orf)
UINT(orf, type, "type", REQUIRED, 0, 0, "IANA's number")
FIELD(orf, name, "name", NAME, 0, "its name")
PART(orf, entries, "entries", LIST, orf_entry, "address prefixes (RFC 5292)")
FIELD(orf, value, "value", HEX, 0, "entries that have no form here")
END(orf)

OBJECT(capability_family)
FIELD(capability_family, family, "family", FAMILY, 0, "address family")
WORD(capability_family, mode, "mode", 0, add_path_modes,
    "what the sender of ADD-PATH can do (RFC 7911)")
UINT(capability_family, next_hop, "next_hop", 0, 0, 65535,
    "the AFI that next hops may be of (RFC 8950)")
FIELD(capability_family, forwarding, "forwarding", BOOL, 0,
    "forwarding went on while it restarted (RFC 4724, 9494)")
UINT(capability_family, seconds, "seconds", 0, 0, 16777215,
    "how long stale routes may stay (RFC 9494)")
UINT(capability_family, count, "count", 0, 0, 0,
    "most labels (RFC 8277), or paths")
UINT(capability_family, afi, "afi", 0, 0, 0, "of outbound route filtering")
UINT(capability_family, safi, "safi", 0, 0, 0, "of outbound route filtering")
PART(capability_family, orfs, "orfs", LIST, capability_orf,
    "outbound route filters (RFC 5291)")
END(capability_family)

OBJECT(capability)
UINT(capability, code, "code", REQUIRED, 0, 0, "RFC 5492")
FIELD(capability, name, "name", NAME, 0, "its name")
FIELD(capability, family, "family", FAMILY, 0, "of multiprotocol (RFC 4760)")
UINT(capability, as, "as", 0, 0, 0, "of four-octet AS numbers (RFC 6793)")
WORD(capability, role, "role", 0, roles, "the sender's (RFC 9234)")
FIELD(capability, host, "host", TEXT, 0, "the sender's name")
FIELD(capability, domain, "domain", TEXT, 0, "the domain of that name")
UINT(capability, restart_time, "restart_time", 0, 0, 4095,
    "seconds that a restart may take (RFC 4724)")
FIELD(capability, restarted, "restarted", BOOL, 0, "it has restarted")
FIELD(capability, notification, "notification", BOOL, 0,
    "a NOTIFICATION is a restart too (RFC 8538)")
PART(capability, families, "families", LIST, capability_family,
    "what it says of each family")
UINT(capability, flags, "flags", 0, 0, 0,
    "of BGPsec: version in the upper half, 8: it can send")
UINT(capability, afi, "afi", 0, 0, 0, "of BGPsec")
UINT(capability, codes, "codes", LIST, 0, 255,
    "capabilities that may change, or make a session")
FIELD(capability, software, "software", TEXT, 0, "what the sender runs")
FIELD(capability, value, "value", HEX, 0, "its value in hex")
END(capability)

OBJECT(notification)
UINT(notification, code, "code", REQUIRED, 0, 0, "error code")
UINT(notification, subcode, "subcode", REQUIRED, 0, 0, "error subcode")
FIELD(notification, name, "name", TEXT, 0, "what they mean")
END(notification)

OBJECT(error)
FIELD(error, kind, "kind", NAME, 0, "the kind of message, in a peer_state")
UINT(error, offset, "offset", 0, 0, 0, "bytes from the start of the message")
FIELD(error, attribute, "attribute", NAME, 0, "the path attribute")
FIELD(error, text, "text", TEXT, REQUIRED, "what is wrong")
FIELD(error, treatment, "treatment", NAME, 0,
    "what a speaker does about it (RFC 7606)")
FIELD(error, clause, "clause", TEXT, 0, "where it is written")
END(error)

OBJECT(assumed)
FIELD(assumed, as4, "as4", BOOL, 0, "four-octet AS numbers")
FIELD(assumed, add_path, "add_path", BOOL, 0, "path identifiers")
FIELD(assumed, extended, "extended", BOOL, 0, "messages over 4096 bytes")
END(assumed)

OBJECT(bmp_item)
UINT(bmp_item, code, "code", REQUIRED, 0, 65535, "its type")
FIELD(bmp_item, name, "name", NAME, 0, "its name")
FIELD(bmp_item, family, "family", FAMILY, 0, "of a statistic by family")
UINT(bmp_item, value, "value", 0, 0, UINT64_MAX, "of a statistic")
FIELD(bmp_item, text, "text", TEXT, 0, "of a TLV that is text")
FIELD(bmp_item, hex, "hex", HEX, 0, "what has no form of its own")
END(bmp_item)

OBJECT(bmp)
FIELD(bmp, kind, "kind", NAME, REQUIRED, "which message (RFC 7854 4)")
FIELD(bmp, router, "router", ADDR, 0, "who sent it, where it came over TCP")
UINT(bmp, router_port, "router_port", 0, 0, 65535, "its port")
ENUM(bmp, rib, "rib", 0, ribs,
    "which table the routes are in (RFC 7854, 8671, 9069)")
FIELD(bmp, peer_type, "peer_type", NAME, 0, "RFC 7854 4.2, 9069 4.1")
FIELD(bmp, peer, "peer", ADDR, 0, "the neighbour of the router")
FIELD(bmp, peer_id, "peer_id", ADDR, 0, "its BGP identifier")
FIELD(bmp, rd, "rd", RD, 0, "of the VRF that the neighbour is in")
FIELD(bmp, table, "table", TEXT, 0, "the table's name (RFC 9069)")
FIELD(bmp, filtered, "filtered", BOOL, 0, "only a part of the table is told")
FIELD(bmp, reason, "reason", NAME, 0,
    "why the neighbour went down, or the router closed")
UINT(bmp, event, "event", 0, 0, 65535, "the FSM's (RFC 4271 8.1)")
PART(bmp, items, "items", LIST, bmp_item, "statistics, or what else it tells")
END(bmp)

OBJECT(ldp_parameter)
UINT(ldp_parameter, id, "id", REQUIRED, 0, 0, "its number (RFC 4446)")
FIELD(ldp_parameter, name, "name", NAME, 0, "its name")
UINT(ldp_parameter, number, "number", 0, 0, 0, "an MTU, a VLAN id")
FIELD(ldp_parameter, text, "text", TEXT, 0, "a description")
FIELD(ldp_parameter, value, "value", HEX, 0, "of any other")
END(ldp_parameter)

OBJECT(ldp_attachment)
UINT(ldp_attachment, type, "type", 0, 0, 0, "of the identifier (RFC 4446)")
FIELD(ldp_attachment, value, "value", HEX, 0, "the identifier")
END(ldp_attachment)

OBJECT(ldp_fec)
FIELD(ldp_fec, prefix, "prefix", PREFIX, BARE, "the destination")
UINT(ldp_fec, type, "type", 0, 0, 0, "of the element; absent: prefix")
FIELD(ldp_fec, name, "name", NAME, 0, "of the type")
FIELD(ldp_fec, host, "host", ADDR, 0, "RFC 3036")
UINT(ldp_fec, of, "of", 0, 0, 0, "typed wildcard: of which type (RFC 5918)")
FIELD(ldp_fec, root, "root", ADDR, 0, "multipoint: its root (RFC 6388)")
UINT(ldp_fec, pw_type, "pw_type", 0, 0, 32767, "of the pseudowire (RFC 4446)")
FIELD(ldp_fec, pw_name, "pw_name", NAME, 0, "the name of that")
FIELD(ldp_fec, control_word, "control_word", BOOL, 0, "RFC 8077 6.1")
UINT(ldp_fec, group_id, "group_id", 0, 0, 0, "of pseudowires")
UINT(ldp_fec, pw_id, "pw_id", 0, 0, 0, "absent: all of the group")
PART(ldp_fec, parameters, "parameters", LIST, ldp_parameter,
    "of its interface")
PART(ldp_fec, agi, "agi", 0, ldp_attachment, "group (RFC 8077 6.2)")
PART(ldp_fec, saii, "saii", 0, ldp_attachment, "the sender's end")
PART(ldp_fec, taii, "taii", 0, ldp_attachment, "the other end")
FIELD(ldp_fec, value, "value", HEX, 0,
    "what a typed wildcard says, what a multipoint FEC is for")
END(ldp_fec)

OBJECT(ldp_tlv)
UINT(ldp_tlv, type, "type", 0, 0, 16383, "absent: as the name says")
FIELD(ldp_tlv, name, "name", NAME, 0, "of the type")
FIELD(ldp_tlv, ignore, "ignore", BOOL, 0, "the U bit: it may be ignored")
FIELD(ldp_tlv, forward, "forward", BOOL, 0, "the F bit: unknown, it goes on")
PART(ldp_tlv, fecs, "fecs", LIST, ldp_fec, "what the message is about")
UINT(ldp_tlv, label, "label", 0, 0, LABEL_MAX, "generic")
UINT(ldp_tlv, v_bits, "v_bits", 0, 0, 3, "ATM: whether VPI or VCI counts")
UINT(ldp_tlv, vpi, "vpi", 0, 0, 4095, "ATM")
UINT(ldp_tlv, vci, "vci", 0, 0, 0, "ATM")
UINT(ldp_tlv, dlci_length, "dlci_length", 0, 0, 3, "frame relay: its code")
UINT(ldp_tlv, dlci, "dlci", 0, 0, 8388607, "frame relay")
UINT(ldp_tlv, afi, "afi", 0, 0, 0, "of the addresses; absent: as they are")
FIELD(ldp_tlv, addresses, "addresses", ADDR, LIST,
    "of an address list, or identifiers of a path vector")
UINT(ldp_tlv, hold_time, "hold_time", 0, 0, 0, "hello: seconds")
FIELD(ldp_tlv, targeted, "targeted", BOOL, 0, "hello: not to all routers")
FIELD(ldp_tlv, request_targeted, "request_targeted", BOOL, 0,
    "hello: send such hellos, too")
FIELD(ldp_tlv, gtsm, "gtsm", BOOL, 0, "hello: RFC 6720")
FIELD(ldp_tlv, address, "address", ADDR, 0, "where the session is to be")
UINT(ldp_tlv, sequence, "sequence", 0, 0, 0, "of a configuration, or RFC 3479")
UINT(ldp_tlv, version, "version", 0, 0, 0, "session: of the protocol")
UINT(ldp_tlv, keepalive_time, "keepalive_time", 0, 0, 0, "session: seconds")
FIELD(ldp_tlv, on_demand, "on_demand", BOOL, 0,
    "session: labels are given on demand alone")
FIELD(ldp_tlv, loop_detection, "loop_detection", BOOL, 0, "session: it is on")
UINT(ldp_tlv, path_vector_limit, "path_vector_limit", 0, 0, 0,
    "session: of loop detection")
UINT(ldp_tlv, max_pdu_length, "max_pdu_length", 0, 0, 0, "session: octets")
FIELD(ldp_tlv, receiver, "receiver", ADDR, 0, "session: with which router")
UINT(ldp_tlv, receiver_space, "receiver_space", 0, 0, 0,
    "session: with which of its label spaces")
UINT(ldp_tlv, status, "status", 0, 0, 0, "the code, or status bits")
FIELD(ldp_tlv, status_name, "status_name", NAME, 0, "what the code means")
FIELD(ldp_tlv, fatal, "fatal", BOOL, 0, "status: the session ends")
FIELD(ldp_tlv, forward_status, "forward_status", BOOL, 0,
    "status: to be told further routers")
UINT(ldp_tlv, message_id, "message_id", 0, 0, 0, "which message it is about")
UINT(ldp_tlv, message_type, "message_type", 0, 0, 0, "of which type that is")
UINT(ldp_tlv, hop_count, "hop_count", 0, 0, 0, "0: unknown")
UINT(ldp_tlv, flags, "flags", 0, 0, 0,
    "of FT sessions (RFC 3478, 3479), ATM, frame relay")
UINT(ldp_tlv, reconnect_time, "reconnect_time", 0, 0, 0, "milliseconds")
UINT(ldp_tlv, recovery_time, "recovery_time", 0, 0, 0, "milliseconds")
FIELD(ldp_tlv, enabled, "enabled", BOOL, 0, "of a capability (RFC 5561)")
UINT(ldp_tlv, mtu, "mtu", 0, 0, 0, "of the LSP (RFC 3988)")
UINT(ldp_tlv, preference, "preference", 0, 0, 15,
    "dual stack: 4 or 6 carries the session (RFC 7552)")
UINT(ldp_tlv, group_id, "group_id", 0, 0, 0, "of pseudowires")
PART(ldp_tlv, parameters, "parameters", LIST, ldp_parameter,
    "of a pseudowire's interface")
FIELD(ldp_tlv, value, "value", HEX, 0, "what has no form of its own, in hex")
END(ldp_tlv)

OBJECT(ldp)
FIELD(ldp, lsr, "lsr", ADDR, 0, "the sender's identifier")
UINT(ldp, label_space, "label_space", 0, 0, 0, "and its label space")
UINT(ldp, id, "id", 0, 0, 0, "of the message")
UINT(ldp, type, "type", 0, 0, 32767, "of a message that has no name")
FIELD(ldp, ignore, "ignore", BOOL, 0, "the U bit: it may be ignored")
FIELD(ldp, more, "more", BOOL, 0, "the next message is in the same PDU")
PART(ldp, tlvs, "tlvs", LIST, ldp_tlv, "in their order (RFC 5036 3.4)")
END(ldp)

OBJECT(mrt_peer)
FIELD(mrt_peer, peer, "peer", ADDR, 0, "its address")
UINT(mrt_peer, as, "as", 0, 0, 0, "its AS number")
FIELD(mrt_peer, id, "id", ADDR, 0, "its BGP identifier")
FIELD(mrt_peer, latitude, "latitude", NAME, 0, "degrees (RFC 6397)")
FIELD(mrt_peer, longitude, "longitude", NAME, 0, "degrees (RFC 6397)")
END(mrt_peer)

OBJECT(merged)
FIELD(merged, as_path, "as_path", AS_PATH, REQUIRED, "AS_PATH and AS4_PATH")
PART(merged, aggregator, "aggregator", 0, aggregator,
    "AGGREGATOR or AS4_AGGREGATOR")
END(merged)

OBJECT(raw)
FIELD(raw, as4, "as4", BOOL, 0, "false: its AS numbers have two octets")
FIELD(raw, layout, "layout", HEX, 0,
    "UPDATE: flags and code of each path attribute, in their order")
FIELD(raw, message, "message", HEX, 0, "all of the message")
END(raw)

OBJECT(confederation)
UINT(confederation, id, "id", REQUIRED, 1, 0, "its AS number for all others")
UINT(confederation, members, "members", REQUIRED | LIST, 1, 0,
    "the AS numbers in it, of which ours need not be named")
END(confederation)

OBJECT(redistribute)
FIELD(redistribute, connected, "connected", NAME, LIST,
    "policies for the networks of our interfaces")
FIELD(redistribute, static_, "static", NAME, LIST,
    "policies for static routes")
FIELD(redistribute, kernel, "kernel", NAME, LIST,
    "policies for the kernel's other routes")
END(redistribute)

OBJECT(rpki_cache)
FIELD(rpki_cache, address, "address", ADDR, REQUIRED, "of the cache")
UINT(rpki_cache, port, "port", 0, 1, 65535, "its TCP port; absent: 323")
END(rpki_cache)

OBJECT(rpki)
FIELD(rpki, files, "files", TEXT, LIST,
    "of ROAs: JSON with roas, or CSV; read again when they change")
PART(rpki, caches, "caches", LIST, rpki_cache, "to be asked (RFC 8210)")
END(rpki)

OBJECT(bfd)
UINT(bfd, interval_ms, "interval_ms", REQUIRED, 10, 60000,
    "milliseconds between packets, both ways")
UINT(bfd, multiplier, "multiplier", 0, 1, 255, "packets lost until it is down")
FIELD(bfd, multihop, "multihop", BOOL, 0,
    "over routers (RFC 5883); absent: when the session may be")
END(bfd)

OBJECT(add_path)
FIELD(add_path, family, "family", FAMILY, 0, "absent: of every family")
WORD(add_path, mode, "mode", REQUIRED, add_path_modes, "which way")
UINT(add_path, paths, "paths", 0, 1, 65535,
    "send no more than the best so many of each; absent: all")
END(add_path)

OBJECT(graceful_restart)
WORD(graceful_restart, mode, "mode", 0, restart_modes,
    "whose routes are kept; full where it is not there")
UINT(graceful_restart, restart_time, "restart_time", 0, 0, 4095,
    "seconds that it shall wait for us")
UINT(graceful_restart, stale_time, "stale_time", 0, 1, 65535,
    "seconds that stale routes may stay when it is back")
FIELD(graceful_restart, notification, "notification", BOOL, 0,
    "also after a NOTIFICATION (RFC 8538)")
END(graceful_restart)

OBJECT(bfd_state)
WORD(bfd_state, state, "state", REQUIRED, bfd_states, "RFC 5880 6.2")
FIELD(bfd_state, diagnostic, "diagnostic", NAME, 0, "why it went down")
FIELD(bfd_state, multihop, "multihop", BOOL, 0, "UDP port 4784, not 3784")
UINT(bfd_state, detection_ms, "detection_ms", 0, 0, 0,
    "milliseconds of silence until it is down")
END(bfd_state)

/* ---- policies ---- */

OBJECT(match)
FIELD(match, prefix, "prefix", RANGE, LIST, "PREFIX, or PREFIX ge N le N")
FIELD(match, prefix_file, "prefix_file", TEXT, 0,
    "a file of prefixes, one a line")
FIELD(match, family, "family", FAMILY, LIST, "address families")
FIELD(match, as_path, "as_path", TEXT, LIST,
    "patterns; _ is the edge of an AS number")
FIELD(match, as_path_file, "as_path_file", TEXT, 0,
    "a file of patterns, one a line")
UINT(match, origin_as, "origin_as", LIST, 0, 0, "the last AS of the path")
FIELD(match, origin_as_file, "origin_as_file", TEXT, 0,
    "a file of AS numbers, one a line")
FIELD(match, community, "community", NAME, LIST, "one of them; * in a part")
FIELD(match, large_community, "large_community", NAME, LIST,
    "one of them; * in a part")
FIELD(match, ext_community, "ext_community", NAME, LIST,
    "one of them; * in a part")
FIELD(match, community_file, "community_file", TEXT, 0,
    "a file of communities, one a line")
FIELD(match, large_community_file, "large_community_file", TEXT, 0,
    "a file of them, one a line")
FIELD(match, ext_community_file, "ext_community_file", TEXT, 0,
    "a file of them, one a line")
FIELD(match, next_hop, "next_hop", PREFIX, LIST, "the next hop is in one")
FIELD(match, peer, "peer", NAME, LIST, "names of peers")
WORD(match, rpki, "rpki", 0, rpki_states, "the result of RFC 6811")
UINT(match, route_type, "route_type", LIST, 0, 255, "of EVPN (RFC 7432)")
FIELD(match, protocol, "protocol", NAME, LIST, "whose route it is")
ENUM(match, origin, "origin", LIST, origins, "ORIGIN")
UINT(match, med, "med", 0, 0, 0, "exactly this")
UINT(match, local_pref, "local_pref", 0, 0, 0, "exactly this")
END(match)

OBJECT(set)
UINT(set, local_pref, "local_pref", 0, 0, 0, "preference inside the AS")
UINT(set, med, "med", 0, 0, 0, "MULTI_EXIT_DISC")
FIELD(set, med_remove, "med_remove", BOOL, 0, "take MULTI_EXIT_DISC away")
UINT(set, weight, "weight", 0, 0, 0, "preference in this router alone")
UINT(set, prepend, "prepend", LIST, 1, 0, "AS numbers put before the path")
FIELD(set, communities_add, "communities_add", COMMUNITY, LIST, "RFC 1997")
FIELD(set, communities_remove, "communities_remove", NAME, LIST,
    "* in a part, or * for all")
FIELD(set, large_communities_add, "large_communities_add", LARGE, LIST,
    "RFC 8092")
FIELD(set, large_communities_remove, "large_communities_remove", NAME, LIST,
    "* in a part, or * for all")
FIELD(set, ext_communities_add, "ext_communities_add", EXT, LIST, "RFC 4360")
FIELD(set, ext_communities_remove, "ext_communities_remove", NAME, LIST,
    "* in a part, or * for all")
FIELD(set, next_hop, "next_hop", NAME, 0, "an address, self or unchanged")
ENUM(set, origin, "origin", 0, origins, "ORIGIN")
END(set)

OBJECT(rule)
PART(rule, match, "match", 0, match, "what it is for; absent: everything")
PART(rule, set, "set", 0, set, "what it changes")
ENUM(rule, then, "then", 0, verdicts, "what becomes of the route")
FIELD(rule, call, "call", NAME, 0, "a policy whose verdict stands here")
END(rule)

/* ---- configuration ---- */

OBJECT(begin)
FIELD(begin, source, "source", TEXT, KEY | REQUIRED, "who states it")
END(begin)

OBJECT(mrt)
FIELD(mrt, file, "file", TEXT, REQUIRED,
    "its name, with the conversions of strftime(3) for the time in UTC")
UINT(mrt, period, "period", 0, 1, 604800,
    "seconds until the next file begins; absent: 900")
END(mrt)

OBJECT(router)
FIELD(router, name, "name", NAME, 0, "the name of this router")
UINT(router, as, "as", REQUIRED, 1, 0, "our AS number")
FIELD(router, router_id, "router_id", ADDR, REQUIRED,
    "BGP and LDP identifier, an IPv4 address")
FIELD(router, listen, "listen", ADDR, LIST, "addresses to listen on")
UINT(router, port, "port", 0, 1, 65535, "TCP port to listen on")
FIELD(router, cluster_id, "cluster_id", ADDR, 0,
    "as a route reflector (RFC 4456)")
PART(router, confederation, "confederation", 0, confederation,
    "of whose members `as` is one (RFC 5065)")
PART(router, redistribute, "redistribute", 0, redistribute,
    "which routes go into BGP, by protocol")
PART(router, rpki, "rpki", 0, rpki,
    "where the ROAs of origin validation come from (RFC 6811)")
PART(router, mrt, "mrt", 0, mrt,
    "messages of neighbours are kept there (RFC 6396)")
UINT(router, restart_time, "restart_time", 0, 0, 4095,
    "seconds that neighbours wait for us (RFC 4724)")
END(router)

OBJECT(peer)
FIELD(peer, name, "name", NAME, KEY | REQUIRED, "the name of this neighbour")
UINT(peer, remote_as, "remote_as", REQUIRED, 1, 0, "its AS number")
FIELD(peer, remote_address, "remote_address", ADDR, 0, "its address")
FIELD(peer, remote_prefix, "remote_prefix", PREFIX, 0,
    "whoever connects from there")
UINT(peer, max_peers, "max_peers", 0, 1, 0,
    "how many of remote_prefix there may be at once")
FIELD(peer, local_address, "local_address", ADDR, 0, "our address")
UINT(peer, local_as, "local_as", 0, 1, 0, "our AS number as it sees it")
WORD(peer, local_as_mode, "local_as_mode", 0, local_as_modes,
    "local_as stands alone in paths, or with ours: sent, or both ways")
FIELD(peer, interface, "interface", NAME, 0, "the way to its link-local address")
FIELD(peer, vrf, "vrf", NAME, 0, "the VRF that it is in")
UINT(peer, port, "port", 0, 1, 65535, "its TCP port")
FIELD(peer, passive, "passive", BOOL, 0, "never connect, only listen")
FIELD(peer, families, "families", FAMILY, LIST, "address families to speak")
UINT(peer, hold_time, "hold_time", OR_ZERO, 3, 65535, "seconds; 0: for ever")
UINT(peer, connect_retry, "connect_retry", 0, 1, 65535,
    "seconds between attempts")
UINT(peer, ttl, "ttl", 0, 1, 255, "TTL of what we send")
FIELD(peer, multihop, "multihop", BOOL, 0, "it is not on a connected network")
FIELD(peer, gtsm, "gtsm", BOOL, 0, "refuse what came over a router (RFC 5082)")
FIELD(peer, password_file, "password_file", TEXT, 0,
    "file with the TCP MD5 password (RFC 2385)")
FIELD(peer, ao_file, "ao_file", TEXT, 0, "file with TCP-AO keys (RFC 5925)")
PART(peer, bfd, "bfd", 0, bfd, "watch the path with BFD (RFC 5880)")
UINT(peer, max_prefixes, "max_prefixes", 0, 1, 0,
    "end the session when it announces more in a family")
UINT(peer, max_prefixes_warning, "max_prefixes_warning", 0, 1, 100,
    "warn at so many percent of that")
UINT(peer, max_prefixes_restart, "max_prefixes_restart", 0, 1, 65535,
    "minutes until it may come back")
FIELD(peer, import, "import", NAME, LIST, "policies for what it announces")
FIELD(peer, export_, "export", NAME, LIST, "policies for what we announce")
FIELD(peer, next_hop_self, "next_hop_self", BOOL, 0,
    "announce ourselves as the next hop")
FIELD(peer, route_reflector_client, "route_reflector_client", BOOL, 0,
    "reflect to it (RFC 4456)")
WORD(peer, role, "role", 0, roles, "ours towards it (RFC 9234)")
FIELD(peer, role_strict, "role_strict", BOOL, 0, "it must say its own role")
PART(peer, add_path, "add_path", LIST, add_path,
    "several paths for a destination (RFC 7911)")
PART(peer, graceful_restart, "graceful_restart", 0, graceful_restart,
    "routes that outlive the session (RFC 4724)")
UINT(peer, long_lived_restart, "long_lived_restart", 0, 0, 16777215,
    "seconds that they are worth behind that (RFC 9494)")
FIELD(peer, as_override, "as_override", BOOL, 0,
    "put our AS number in the place of its own")
UINT(peer, allow_own_as, "allow_own_as", 0, 0, 255,
    "how often our AS number may be in a path")
FIELD(peer, remove_private_as, "remove_private_as", BOOL, 0,
    "take private AS numbers out of the path")
FIELD(peer, default_originate, "default_originate", BOOL, 0,
    "announce a default route")
FIELD(peer, site_of_origin, "site_of_origin", EXT, 0, "RFC 4364 7")
FIELD(peer, shutdown, "shutdown", BOOL, 0, "held down on purpose")
FIELD(peer, shutdown_message, "shutdown_message", TEXT, 0,
    "why, as it is told (RFC 9003)")
FIELD(peer, graceful_shutdown, "graceful_shutdown", BOOL, 0,
    "about to go: last choice both ways (RFC 8326)")
END(peer)

OBJECT(policy)
FIELD(policy, name, "name", NAME, KEY | REQUIRED, "the name of this policy")
PART(policy, rules, "rules", REQUIRED | LIST, rule,
    "in order, until one decides")
END(policy)

OBJECT(vrf)
FIELD(vrf, name, "name", NAME, KEY | REQUIRED, "the name of this VRF")
FIELD(vrf, rd, "rd", RD, 0, "route distinguisher of what it exports")
FIELD(vrf, import_rt, "import_rt", RT, LIST, "route targets to import")
FIELD(vrf, export_rt, "export_rt", RT, LIST, "route targets to export with")
FIELD(vrf, interfaces, "interfaces", NAME, LIST, "interfaces in it")
UINT(vrf, table, "table", 0, 1, 0, "the kernel's routing table")
UINT(vrf, label, "label", 0, LABEL_FIRST, LABEL_MAX, "its VPN label, pinned")
WORD(vrf, label_mode, "label_mode", 0, label_modes, "labels are allocated by")
UINT(vrf, max_routes, "max_routes", 0, 1, 0, "refuse more routes")
PART(vrf, redistribute, "redistribute", 0, redistribute,
    "which routes go into BGP, by protocol")
END(vrf)

OBJECT(interface)
FIELD(interface, name, "name", NAME, KEY | REQUIRED, "the kernel's name")
FIELD(interface, addresses, "addresses", IFADDR, LIST, "with their length")
UINT(interface, mtu, "mtu", 0, 68, 65535, "bytes")
UINT(interface, vlan, "vlan", 0, 1, 4094, "VLAN id")
FIELD(interface, vxlan, "vxlan", JSON, 0, "RFC 7348")
FIELD(interface, bridge, "bridge", NAME, 0, "the bridge that it is a port of")
FIELD(interface, vrf, "vrf", NAME, 0, "the VRF that it is in")
FIELD(interface, mpls, "mpls", BOOL, 0, "labelled packets are accepted")
FIELD(interface, ldp, "ldp", BOOL, 0, "LDP is spoken")
END(interface)

OBJECT(tunnel)
FIELD(tunnel, name, "name", NAME, KEY | REQUIRED, "the name of this tunnel")
FIELD(tunnel, profile, "profile", NAME, 0, "defaults for a provider")
FIELD(tunnel, local_address, "local_address", ADDR, 0, "our outer address")
FIELD(tunnel, remote_address, "remote_address", ADDR, 0, "its outer address")
FIELD(tunnel, local_id, "local_id", TEXT, 0, "our IKE identity")
FIELD(tunnel, remote_id, "remote_id", TEXT, 0, "its IKE identity")
FIELD(tunnel, psk_file, "psk_file", TEXT, 0, "file with the pre-shared key")
FIELD(tunnel, certificate_file, "certificate_file", TEXT, 0,
    "file with our certificate")
FIELD(tunnel, key_file, "key_file", TEXT, 0, "file with our private key")
FIELD(tunnel, inside_local, "inside_local", IFADDR, 0,
    "our inner address with its length")
FIELD(tunnel, inside_remote, "inside_remote", ADDR, 0, "its inner address")
FIELD(tunnel, interface, "interface", NAME, 0, "the name to give it")
FIELD(tunnel, ike, "ike", NAME, LIST, "IKE proposals, best first")
FIELD(tunnel, esp, "esp", NAME, LIST, "ESP proposals, best first")
UINT(tunnel, ike_version, "ike_version", 0, 1, 2, "of IKE")
FIELD(tunnel, lifetimes, "lifetimes", JSON, 0, "when to rekey")
FIELD(tunnel, dpd, "dpd", JSON, 0, "dead peer detection")
UINT(tunnel, mtu, "mtu", 0, 68, 65535, "bytes")
UINT(tunnel, mss, "mss", 0, 64, 65535, "TCP MSS to clamp to")
FIELD(tunnel, start, "start", NAME, 0, "when to bring it up")
FIELD(tunnel, socket, "socket", TEXT, 0, "the VICI socket")
END(tunnel)

OBJECT(cloud)
FIELD(cloud, name, "name", NAME, KEY | REQUIRED, "of this connection")
FIELD(cloud, provider, "provider", NAME, 0, "whose cloud")
FIELD(cloud, kind, "kind", NAME, 0, "how it is connected")
FIELD(cloud, region, "region", NAME, 0, "where")
ENUM(cloud, preference, "preference", 0, preferences,
    "becomes LOCAL_PREF in; MED and prepending out")
END(cloud)

OBJECT(named)
FIELD(named, name, "name", NAME, KEY | REQUIRED, "its name")
END(named)

/* ---- what is so now ---- */

OBJECT(interface_state)
FIELD(interface_state, name, "name", NAME, KEY | REQUIRED, "the kernel's name")
FIELD(interface_state, up, "up", BOOL, REQUIRED, "up, and with carrier")
UINT(interface_state, ifindex, "ifindex", 0, 1, 2147483647,
    "the kernel's number")
UINT(interface_state, mtu, "mtu", 0, 0, 0, "bytes")
FIELD(interface_state, addresses, "addresses", IFADDR, LIST,
    "with their length")
FIELD(interface_state, vrf, "vrf", NAME, 0, "the VRF that it is in")
END(interface_state)

OBJECT(compared)
FIELD(compared, own, "own", TEXT, 0, "of this path")
FIELD(compared, other, "other", TEXT, 0, "of that which it was held against")
FIELD(compared, peer, "peer", NAME, 0, "whose that is")
END(compared)

OBJECT(route)
ENUM(route, rib, "rib", KEY, ribs, "whose view it is; absent: its source's")
FIELD(route, protocol, "protocol", NAME, KEY, "what the route comes from")
FIELD(route, vrf, "vrf", NAME, KEY, "absent: the global table")
FIELD(route, family, "family", FAMILY, KEY | REQUIRED, "address family")
FIELD(route, rd, "rd", RD, 0, "route distinguisher")
FIELD(route, prefix, "prefix", PREFIX, KEY, "the destination")
FIELD(route, hex, "hex", HEX, 0, "NLRI of a family without a form of its own")
PART(route, nlri, "nlri", 0, nlri, "a destination that is no prefix")
UINT(route, path_id, "path_id", 0, 0, 0, "ADD-PATH identifier (RFC 7911)")
UINT(route, metric, "metric", KEY, 0, 0, "the source's own; smaller is better")
PART(route, paths, "paths", LIST, path, "where packets go; several: ECMP")
UINT(route, labels, "labels", LIST, 0, LABEL_MAX, "outermost first (RFC 8277)")
FIELD(route, from_rd, "from_rd", RD, 0,
    "RD of the VPN route that it was imported from")
ATTRIBUTES(route)
FIELD(route, peer, "peer", NAME, 0, "the neighbour that it is from")
UINT(route, peer_as, "peer_as", 0, 0, 0, "the neighbour's AS number")
UINT(route, weight, "weight", 0, 0, 0, "preference in this router alone")
FIELD(route, reason, "reason", TEXT, 0, "the step that chose it, or why not")
PART(route, compared, "compared", 0, compared, "what that step compared")
FIELD(route, stale, "stale", BOOL, 0, "its source has gone; to be swept")
FIELD(route, time, "time", TIME, 0, "when it came or changed")
FIELD(route, file, "file", TEXT, 0,
    "the file that it is from, where several are merged")
PART(route, assumed, "assumed", 0, assumed,
    "what was inferred, where a dump does not keep to what it says")
END(route)

OBJECT(label)
FIELD(label, fec, "fec", PREFIX, KEY | REQUIRED, "what the label is for")
FIELD(label, neighbor, "neighbor", NAME, KEY | REQUIRED, "its LDP identifier")
ENUM(label, direction, "direction", KEY | REQUIRED, directions,
    "whose label it is")
FIELD(label, peer, "peer", NAME, KEY,
    "the address that was told, in a capture")
UINT(label, label, "label", REQUIRED, 0, LABEL_MAX, "the label")
UINT(label, was, "was", 0, 0, LABEL_MAX, "the label before")
FIELD(label, reason, "reason", TEXT, 0, "why it is gone")
FIELD(label, time, "time", TIME, 0, "of the change")
END(label)

OBJECT(lsp)
FIELD(lsp, fec, "fec", PREFIX, KEY | REQUIRED, "the egress")
FIELD(lsp, protocol, "protocol", NAME, KEY, "who made it")
PART(lsp, paths, "paths", REQUIRED | LIST, path, "how it is reached")
END(lsp)

OBJECT(lfib)
UINT(lfib, in_label, "in_label", KEY | REQUIRED, 0, LABEL_MAX,
    "the incoming label")
FIELD(lfib, protocol, "protocol", NAME, 0, "who made it")
PART(lfib, paths, "paths", LIST, path,
    "where to; their labels take the place of the incoming one")
FIELD(lfib, vrf, "vrf", TEXT, 0,
    "pop, and look up in this VRF; empty: the global table")
FIELD(lfib, accept_on, "accept_on", NAME, LIST,
    "interfaces that it may come in on; absent: any")
END(lfib)

OBJECT(eor)
FIELD(eor, of, "of", NAME, KEY | REQUIRED, "the type that is complete")
FIELD(eor, protocol, "protocol", NAME, KEY, "only of this protocol")
FIELD(eor, vrf, "vrf", NAME, KEY, "only of this VRF; absent: the global table")
FIELD(eor, family, "family", FAMILY, KEY, "only of this address family")
END(eor)

OBJECT(timers)
UINT(timers, hold, "hold", 0, 0, 0, "until the neighbour is given up")
UINT(timers, keepalive, "keepalive", 0, 0, 0, "until we say that we live")
UINT(timers, connect_retry, "connect_retry", 0, 0, 0, "until the next attempt")
UINT(timers, idle_hold, "idle_hold", 0, 0, 0, "until it begins again")
END(timers)

OBJECT(message_count)
FIELD(message_count, kind, "kind", NAME, REQUIRED, "of message")
UINT(message_count, received, "received", 0, 0, 0, "since the start")
UINT(message_count, sent, "sent", 0, 0, 0, "since the start")
END(message_count)

OBJECT(table_count)
FIELD(table_count, vrf, "vrf", NAME, 0, "absent: the global table")
FIELD(table_count, family, "family", FAMILY, REQUIRED, "address family")
UINT(table_count, received, "received", 0, 0, 0, "prefixes it announces")
UINT(table_count, accepted, "accepted", 0, 0, 0, "of those, imported")
UINT(table_count, advertised, "advertised", 0, 0, 0, "prefixes we announce")
UINT(table_count, destinations, "destinations", 0, 0, 0, "with a best path")
END(table_count)

OBJECT(memory)
FIELD(memory, part, "part", NAME, REQUIRED, "what it is for")
UINT(memory, bytes, "bytes", 0, 0, 0, "of memory")
END(memory)

OBJECT(roas)
FIELD(roas, source, "source", TEXT, REQUIRED, "files, or the cache's address")
FIELD(roas, connected, "connected", BOOL, 0, "whether the cache is there")
UINT(roas, count, "count", 0, 0, 0, "that are valid")
END(roas)

OBJECT(router_state)
FIELD(router_state, name, "name", NAME, KEY, "the router's name")
UINT(router_state, as, "as", 0, 0, 0, "its AS number")
FIELD(router_state, router_id, "router_id", ADDR, 0, "its BGP identifier")
UINT(router_state, peers, "peers", 0, 0, 0, "neighbours that should exist")
UINT(router_state, established, "established", 0, 0, 0, "of these, up")
FIELD(router_state, converged, "converged", BOOL, 0,
    "whether all of them have said all, or were waited for")
PART(router_state, tables, "tables", LIST, table_count, "by family")
UINT(router_state, attribute_sets, "attribute_sets", 0, 0, 0,
    "sets of path attributes that differ")
PART(router_state, memory, "memory", LIST, memory, "by what it is for")
PART(router_state, roas, "roas", LIST, roas, "by where they come from")
FIELD(router_state, time, "time", TIME, 0, "when it was so")
END(router_state)

OBJECT(peer_state)
FIELD(peer_state, name, "name", NAME, KEY | REQUIRED, "the peer's name")
ENUM(peer_state, state, "state", 0, bgp_states, "RFC 4271 8.2.2")
FIELD(peer_state, remote_address, "remote_address", ADDR, 0, "its address")
FIELD(peer_state, remote_prefix, "remote_prefix", PREFIX, 0,
    "whoever connects from there")
UINT(peer_state, peers, "peers", 0, 0, 0, "how many of remote_prefix there are")
FIELD(peer_state, local_address, "local_address", ADDR, 0, "our address")
UINT(peer_state, remote_as, "remote_as", 0, 0, 0, "its AS number")
UINT(peer_state, local_as, "local_as", 0, 0, 0, "our AS number")
FIELD(peer_state, router_id, "router_id", ADDR, 0, "the neighbour's")
FIELD(peer_state, families, "families", FAMILY, LIST, "those in force")
UINT(peer_state, hold_time, "hold_time", 0, 0, 65535, "that in force")
FIELD(peer_state, end_of_rib, "end_of_rib", FAMILY, LIST,
    "families for which the neighbour has sent it")
FIELD(peer_state, stale, "stale", FAMILY, LIST,
    "families whose routes are kept, to be repeated")
FIELD(peer_state, long_lived_stale, "long_lived_stale", FAMILY, LIST,
    "families whose routes are kept for long (RFC 9494)")
UINT(peer_state, received, "received", 0, 0, 0, "prefixes it announces")
UINT(peer_state, accepted, "accepted", 0, 0, 0, "of those, prefixes imported")
UINT(peer_state, advertised, "advertised", 0, 0, 0, "prefixes we announce")
UINT(peer_state, messages_in, "messages_in", 0, 0, 0, "since the start")
UINT(peer_state, messages_out, "messages_out", 0, 0, 0, "since the start")
UINT(peer_state, established, "established", 0, 0, 0,
    "how often, since the start")
FIELD(peer_state, since, "since", TIME, 0, "when it was established")
PART(peer_state, timers, "timers", 0, timers, "seconds left of each that runs")
PART(peer_state, tables, "tables", LIST, table_count, "by family")
PART(peer_state, messages, "messages", LIST, message_count, "by kind")
PART(peer_state, capabilities_sent, "capabilities_sent", LIST, capability,
    "those of our OPEN")
PART(peer_state, capabilities_received, "capabilities_received", LIST,
    capability, "those of its OPEN")
FIELD(peer_state, reason, "reason", TEXT, 0, "why it is down or held down")
PART(peer_state, bfd, "bfd", 0, bfd_state, "the path to it (RFC 5880)")
PART(peer_state, error, "error", 0, error, "what was wrong with its message")
WORD(peer_state, direction, "direction", 0, notified,
    "of the last NOTIFICATION")
UINT(peer_state, code, "code", 0, 0, 255, "of the NOTIFICATION")
UINT(peer_state, subcode, "subcode", 0, 0, 255, "of the NOTIFICATION")
FIELD(peer_state, notification, "notification", TEXT, 0, "its name")
FIELD(peer_state, data, "data", HEX, 0, "its data in hex")
FIELD(peer_state, text, "text", TEXT, 0, "what it says (RFC 9003)")
FIELD(peer_state, time, "time", TIME, 0, "of the last change")
END(peer_state)

OBJECT(state)
FIELD(state, name, "name", NAME, KEY | REQUIRED, "whose state it is")
FIELD(state, state, "state", NAME, 0, "in one word")
FIELD(state, ike, "ike", TEXT, 0, "what IKE agreed on")
FIELD(state, esp, "esp", TEXT, 0, "what was agreed on for ESP")
FIELD(state, interface, "interface", NAME, 0, "the interface")
FIELD(state, reason, "reason", TEXT, 0, "why it is so")
FIELD(state, time, "time", TIME, 0, "of the last change")
END(state)

/* ---- decoded ---- */

OBJECT(message)
FIELD(message, protocol, "protocol", NAME, REQUIRED, "what it is a message of")
FIELD(message, kind, "kind", NAME, REQUIRED, "which message")
FIELD(message, time, "time", TIME, 0, "when it was captured")
UINT(message, frame, "frame", 0, 1, 0, "its number in the input, from 1")
FIELD(message, src, "src", ADDR, 0, "source address")
UINT(message, sport, "sport", 0, 0, 65535, "source port")
FIELD(message, dst, "dst", ADDR, 0, "destination address")
UINT(message, dport, "dport", 0, 0, 65535, "destination port")
UINT(message, peer_as, "peer_as", 0, 0, 0, "the neighbour's AS number (MRT, BMP)")
UINT(message, local_as, "local_as", 0, 0, 0, "the collector's AS number (MRT)")
UINT(message, length, "length", 0, 0, 0, "bytes on the wire")
FIELD(message, file, "file", TEXT, 0,
    "the file that it is from, where several are merged")
PART(message, assumed, "assumed", 0, assumed,
    "what was inferred, as the OPENs were not seen")
UINT(message, version, "version", 0, 0, 255, "OPEN: BGP version")
UINT(message, as, "as", 0, 0, 0, "OPEN: the sender's AS number")
UINT(message, hold_time, "hold_time", 0, 0, 65535, "OPEN: seconds")
FIELD(message, router_id, "router_id", ADDR, 0, "OPEN: BGP identifier")
PART(message, capabilities, "capabilities", LIST, capability, "OPEN: RFC 5492")
PART(message, announce, "announce", LIST, announce,
    "UPDATE: reachable destinations, by family")
PART(message, withdraw, "withdraw", LIST, announce,
    "UPDATE: withdrawn destinations, by family")
PART(message, attributes, "attributes", 0, attributes, "UPDATE: of announce")
PART(message, merged, "merged", 0, merged,
    "UPDATE: what attributes with AS4_PATH come to (RFC 6793 4.2.3)")
FIELD(message, end_of_rib, "end_of_rib", FAMILY, LIST,
    "UPDATE: families whose initial routes are complete (RFC 4724 2)")
UINT(message, code, "code", 0, 0, 255, "NOTIFICATION: error code")
UINT(message, subcode, "subcode", 0, 0, 255, "NOTIFICATION: error subcode")
FIELD(message, name, "name", TEXT, 0, "NOTIFICATION: what the codes mean")
FIELD(message, text, "text", TEXT, 0,
    "NOTIFICATION: what its sender wrote (RFC 9003)")
PART(message, hard_reset, "hard_reset", 0, notification,
    "NOTIFICATION: why, where it is a hard reset (RFC 8538)")
FIELD(message, family, "family", FAMILY, 0, "ROUTE-REFRESH: address family")
UINT(message, subtype, "subtype", 0, 0, 255, "ROUTE-REFRESH: RFC 7313")
ENUM(message, when_to_refresh, "when_to_refresh", 0, orf_times,
    "ROUTE-REFRESH: whether to send the routes again now (RFC 5291)")
PART(message, orfs, "orfs", LIST, orf,
    "ROUTE-REFRESH: outbound route filters (RFC 5291)")
FIELD(message, old_state, "old_state", NAME, 0, "MRT: the state before")
FIELD(message, new_state, "new_state", NAME, 0, "MRT: the state after")
PART(message, peers, "peers", LIST, mrt_peer,
    "MRT: of the table's entries, in the order of their numbers")
PART(message, bmp, "bmp", 0, bmp, "BMP: what it came in")
PART(message, ldp, "ldp", 0, ldp, "LDP: the message")
FIELD(message, data, "data", HEX, 0, "what has no form of its own, in hex")
PART(message, error, "error", 0, error, "what was wrong with it")
PART(message, raw, "raw", 0, raw,
    "how it stood on the wire, where that is not the usual form of the rest")
END(message)

OBJECT(session_side)
UINT(session_side, as, "as", 0, 0, 0, "its AS number")
FIELD(session_side, router_id, "router_id", ADDR, 0, "its BGP identifier")
UINT(session_side, hold_time, "hold_time", 0, 0, 65535, "seconds it offered")
FIELD(session_side, capabilities, "capabilities", NAME, LIST, "of its OPEN")
FIELD(session_side, families, "families", FAMILY, LIST, "of its OPEN")
UINT(session_side, open, "open", 0, 0, 0, "OPENs that it sent")
UINT(session_side, update, "update", 0, 0, 0, "UPDATEs")
UINT(session_side, notification, "notification", 0, 0, 0, "NOTIFICATIONs")
UINT(session_side, keepalive, "keepalive", 0, 0, 0, "KEEPALIVEs")
UINT(session_side, route_refresh, "route_refresh", 0, 0, 0, "ROUTE-REFRESHes")
UINT(session_side, other, "other", 0, 0, 0, "messages of other types")
UINT(session_side, malformed, "malformed", 0, 0, 0, "messages with an error")
UINT(session_side, announced, "announced", 0, 0, 0, "destinations, each time")
UINT(session_side, withdrawn, "withdrawn", 0, 0, 0, "destinations, each time")
END(session_side)

OBJECT(session)
FIELD(session, protocol, "protocol", NAME, 0, "what was spoken")
FIELD(session, src, "src", ADDR, 0, "source address")
UINT(session, sport, "sport", 0, 0, 65535, "source port")
FIELD(session, dst, "dst", ADDR, 0, "destination address")
UINT(session, dport, "dport", 0, 0, 65535, "destination port")
FIELD(session, time, "time", TIME, 0, "of its first packet")
UINT(session, packets, "packets", 0, 0, 0, "captured")
UINT(session, messages, "messages", 0, 0, 0, "complete messages in them")
UINT(session, bytes, "bytes", 0, 0, 0, "of payload")
UINT(session, lost, "lost", 0, 0, 0, "bytes that were never captured")
FIELD(session, end, "end", TIME, 0, "of its last packet or message")
FIELD(session, duration, "duration", TIME, 0, "seconds from time to end")
FIELD(session, capabilities, "capabilities", NAME, LIST, "that both sides have")
FIELD(session, families, "families", FAMILY, LIST, "that both sides can carry")
PART(session, src_side, "src_side", 0, session_side, "what src said")
PART(session, dst_side, "dst_side", 0, session_side, "what dst said")
FIELD(session, reason, "reason", TEXT, 0,
    "why it ended; absent: it did not, or nobody saw it")
FIELD(session, ended_by, "ended_by", ADDR, 0, "who ended it")
FIELD(session, text, "text", TEXT, 0,
    "what the sender of the NOTIFICATION wrote (RFC 9003)")
END(session)

/* ---- plans and findings ---- */

OBJECT(step)
WORD(step, action, "action", REQUIRED, actions, "what is done")
FIELD(step, of, "of", NAME, 0, "the type of what changes")
FIELD(step, name, "name", TEXT, 0, "its key, in words")
FIELD(step, from, "from", JSON, 0, "the record before")
FIELD(step, to, "to", JSON, 0, "the record after")
FIELD(step, reason, "reason", TEXT, 0, "why")
FIELD(step, done, "done", BOOL, 0, "false: it would be done")
FIELD(step, error, "error", TEXT, 0, "why it could not be done")
END(step)

OBJECT(finding)
FIELD(finding, name, "name", TEXT, 0, "what it is about")
FIELD(finding, of, "of", NAME, 0, "the type of what it is about")
FIELD(finding, family, "family", FAMILY, 0, "of the route that was judged")
FIELD(finding, rd, "rd", RD, 0, "route distinguisher")
FIELD(finding, prefix, "prefix", PREFIX, 0, "its destination")
UINT(finding, path_id, "path_id", 0, 0, 0, "ADD-PATH identifier (RFC 7911)")
FIELD(finding, peer, "peer", NAME, 0, "the neighbour that it is from")
FIELD(finding, verdict, "verdict", NAME, 0, "in one word")
FIELD(finding, policy, "policy", NAME, 0, "the policy that decided")
UINT(finding, rule, "rule", 0, 0, 0, "which of its rules, from 0")
FIELD(finding, reason, "reason", TEXT, 0, "why")
PART(finding, compared, "compared", 0, compared,
    "what the step of the decision has compared")
FIELD(finding, left, "left", JSON, 0, "what the one side has")
FIELD(finding, right, "right", JSON, 0, "what the other side has")
FIELD(finding, change, "change", JSON, 0,
    "the smallest change that would turn the verdict")
END(finding)

OBJECT(command)
UINT(command, id, "id", KEY, 0, 0, "chosen by who asks; the reply repeats it")
FIELD(command, verb, "verb", NAME, REQUIRED, "what is asked")
FIELD(command, args, "args", TEXT, LIST, "its arguments")
FIELD(command, follow, "follow", BOOL, 0, "go on with changes")
END(command)

OBJECT(reply)
UINT(reply, id, "id", KEY, 0, 0, "that of the command")
FIELD(reply, ok, "ok", BOOL, REQUIRED, "whether it was done")
FIELD(reply, more, "more", BOOL, 0, "another reply follows")
FIELD(reply, text, "text", TEXT, 0, "in words")
END(reply)

OBJECT(log)
FIELD(log, time, "time", TIME, 0, "when")
FIELD(log, tool, "tool", NAME, REQUIRED, "which tool")
WORD(log, level, "level", REQUIRED, levels, "how bad it is")
FIELD(log, source, "source", TEXT, 0, "the input that it is about")
UINT(log, line, "line", 0, 1, 0, "the line of the input")
FIELD(log, text, "text", TEXT, REQUIRED, "in words")
END(log)
/* clang-format on */

#undef ATTRIBUTES
#undef PLAIN_ATTRIBUTES
#undef OBJECT
#undef FIELD
#undef UINT
#undef ENUM
#undef WORD
#undef PART
#undef END
