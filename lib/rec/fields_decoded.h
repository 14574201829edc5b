/* The fields of captured messages and sessions. See fields.h. */
/* clang-format off */
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

/* ---- the records ---- */

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
/* clang-format on */
