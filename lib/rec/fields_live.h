/* The fields of what is so now. See fields.h. */
/* clang-format off */
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

OBJECT(bmp_state)
FIELD(bmp_state, address, "address", ADDR, REQUIRED, "of the station")
UINT(bmp_state, port, "port", REQUIRED, 1, 65535, "its TCP port")
FIELD(bmp_state, connected, "connected", BOOL, 0, "whether it is there")
FIELD(bmp_state, reason, "reason", TEXT, 0, "why it is not")
FIELD(bmp_state, since, "since", TIME, 0, "when it was connected")
UINT(bmp_state, connections, "connections", 0, 0, 0, "since the start")
UINT(bmp_state, messages, "messages", 0, 0, 0, "of BMP, since the start")
UINT(bmp_state, announced, "announced", 0, 0, 0, "routes, since the start")
UINT(bmp_state, withdrawn, "withdrawn", 0, 0, 0, "routes, since the start")
UINT(bmp_state, routes, "routes", 0, 0, 0, "that it has now, in all views")
UINT(bmp_state, unsent, "unsent", 0, 0, 0, "routes that no message holds")
END(bmp_state)

OBJECT(hello_count)
UINT(hello_count, sent, "sent", 0, 0, 0, "by us")
UINT(hello_count, received, "received", 0, 0, 0, "from anyone")
UINT(hello_count, malformed, "malformed", 0, 0, 0, "of these, ignored as such")
UINT(hello_count, ignored, "ignored", 0, 0, 0, "of these, for other reasons")
UINT(hello_count, displaced, "displaced", 0, 0, 0,
    "adjacencies that made room for others")
END(hello_count)

OBJECT(policy_use)
WORD(policy_use, way, "way", 0, policy_ways, "what it is asked about")
FIELD(policy_use, name, "name", NAME, 0,
    "of the peer, the protocol or the aggregate")
END(policy_use)

OBJECT(policy_state)
FIELD(policy_state, name, "name", NAME, KEY, "the policy's name")
UINT(policy_state, rules, "rules", 0, 0, 0, "how many it has")
PART(policy_state, used_by, "used_by", LIST, policy_use,
    "chains that name it, or call it")
END(policy_state)

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
PART(router_state, bmp, "bmp", LIST, bmp_state, "monitoring stations")
UINT(router_state, fecs, "fecs", 0, 0, 0, "that LDP knows")
UINT(router_state, labels, "labels", 0, 0, 0, "of ours, given to FECs")
UINT(router_state, lsps, "lsps", 0, 0, 0, "FECs that are reached by a label")
PART(router_state, hellos, "hellos", 0, hello_count, "of LDP, since the start")
UINT(router_state, longest_round, "longest_round", 0, 0, 0,
    "microseconds of processor that the longest round of its loop took")
FIELD(router_state, time, "time", TIME, 0, "when it was so")
END(router_state)

OBJECT(bfd_state)
WORD(bfd_state, state, "state", REQUIRED, bfd_states, "RFC 5880 6.2")
FIELD(bfd_state, diagnostic, "diagnostic", NAME, 0, "why it went down")
FIELD(bfd_state, multihop, "multihop", BOOL, 0, "UDP port 4784, not 3784")
UINT(bfd_state, detection_ms, "detection_ms", 0, 0, 0,
    "milliseconds of silence until it is down")
END(bfd_state)

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

OBJECT(hello)
FIELD(hello, interface, "interface", NAME, 0, "the link that it came over")
FIELD(hello, address, "address", ADDR, 0, "that it came from")
FIELD(hello, targeted, "targeted", BOOL, 0, "from afar, and over no link")
UINT(hello, hold_time, "hold_time", 0, 0, 65535, "seconds that it lasts")
END(hello)

OBJECT(adjacency)
FIELD(adjacency, name, "name", NAME, KEY | REQUIRED,
    "the neighbour's LDP identifier")
FIELD(adjacency, state, "state", NAME, 0, "of the session, RFC 5036 2.5.4")
FIELD(adjacency, remote_address, "remote_address", ADDR, 0,
    "its transport address")
FIELD(adjacency, local_address, "local_address", ADDR, 0, "ours")
FIELD(adjacency, active, "active", BOOL, 0, "it is for us to connect")
FIELD(adjacency, gtsm, "gtsm", BOOL, 0, "RFC 6720 holds")
PART(adjacency, hellos, "hellos", LIST, hello, "where it is heard")
UINT(adjacency, keepalive_time, "keepalive_time", 0, 0, 65535,
    "that in force, in seconds")
UINT(adjacency, max_pdu_length, "max_pdu_length", 0, 0, 65535,
    "that in force, in octets")
FIELD(adjacency, capabilities, "capabilities", NAME, LIST,
    "that it has announced (RFC 5561)")
FIELD(adjacency, on_demand, "on_demand", BOOL, 0, "labels are for who asks")
FIELD(adjacency, loop_detection, "loop_detection", BOOL, 0, "it has it on")
UINT(adjacency, reconnect_time, "reconnect_time", 0, 0, 0,
    "milliseconds that its labels outlast it (RFC 3478)")
UINT(adjacency, recovery_time, "recovery_time", 0, 0, 0,
    "milliseconds that it has kept ours for")
UINT(adjacency, received, "received", 0, 0, 0, "labels that it has told")
UINT(adjacency, advertised, "advertised", 0, 0, 0, "labels that it was told")
UINT(adjacency, addresses, "addresses", 0, 0, 0, "of its interfaces")
UINT(adjacency, messages_in, "messages_in", 0, 0, 0, "since it was first heard")
UINT(adjacency, messages_out, "messages_out", 0, 0, 0,
    "since it was first heard")
UINT(adjacency, established, "established", 0, 0, 0,
    "times that the session came up")
FIELD(adjacency, since, "since", TIME, 0, "when it came up last")
FIELD(adjacency, reason, "reason", TEXT, 0, "why it is not up")
WORD(adjacency, direction, "direction", 0, notified,
    "of the last notification that counted")
UINT(adjacency, code, "code", 0, 0, 0, "its status code")
FIELD(adjacency, notification, "notification", TEXT, 0, "the name of that")
FIELD(adjacency, time, "time", TIME, 0, "of the last change")
END(adjacency)

OBJECT(state)
FIELD(state, name, "name", NAME, KEY | REQUIRED, "whose state it is")
FIELD(state, state, "state", NAME, 0, "in one word")
FIELD(state, ike, "ike", TEXT, 0, "what IKE agreed on")
FIELD(state, esp, "esp", TEXT, 0, "what was agreed on for ESP")
FIELD(state, interface, "interface", NAME, 0, "the interface")
FIELD(state, reason, "reason", TEXT, 0, "why it is so")
FIELD(state, time, "time", TIME, 0, "of the last change")
END(state)
/* clang-format on */
