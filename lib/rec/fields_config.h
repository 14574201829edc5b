/* The fields of configuration. See fields.h. */
/* clang-format off */
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

OBJECT(aggregate)
FIELD(aggregate, prefix, "prefix", PREFIX, REQUIRED,
    "announced while a route beneath it is there")
FIELD(aggregate, vrf, "vrf", NAME, 0, "the VRF that it is in")
FIELD(aggregate, summary_only, "summary_only", BOOL, 0,
    "what is beneath it is announced to nobody")
FIELD(aggregate, as_set, "as_set", BOOL, 0,
    "with the AS numbers of these, as a set where they differ")
FIELD(aggregate, same_med, "same_med", BOOL, 0,
    "only while all of these have the same MED")
FIELD(aggregate, policy, "policy", NAME, LIST, "policies that judge it")
END(aggregate)

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

/* ---- the records ---- */

OBJECT(begin)
FIELD(begin, source, "source", TEXT, KEY | REQUIRED, "who states it")
END(begin)

OBJECT(mrt)
FIELD(mrt, file, "file", TEXT, REQUIRED,
    "its name, with the conversions of strftime(3) for the time in UTC")
UINT(mrt, period, "period", 0, 1, 604800,
    "seconds until the next file begins; absent: 900")
END(mrt)

OBJECT(bmp_station)
FIELD(bmp_station, address, "address", ADDR, REQUIRED, "of the station")
UINT(bmp_station, port, "port", 0, 1, 65535, "its TCP port; absent: 11019")
WORD(bmp_station, what, "what", LIST, bmp_views,
    "routes to be told; absent: pre_policy")
UINT(bmp_station, stats_interval, "stats_interval", OR_ZERO, 1, 86400,
    "seconds between statistics; absent: 60; 0: none")
UINT(bmp_station, connect_retry, "connect_retry", 0, 1, 720,
    "seconds until the second attempt; doubled each time; absent: 30")
END(bmp_station)

OBJECT(ldp_neighbor)
FIELD(ldp_neighbor, router_id, "router_id", ADDR, REQUIRED,
    "its LDP identifier, an IPv4 address")
FIELD(ldp_neighbor, advertise, "advertise", RANGE, LIST,
    "networks whose labels it is told; absent: as all others are")
FIELD(ldp_neighbor, accept, "accept", RANGE, LIST,
    "networks whose labels are taken from it; absent: as from all others")
FIELD(ldp_neighbor, password_file, "password_file", TEXT, 0,
    "file with the TCP MD5 password (RFC 2385)")
END(ldp_neighbor)

OBJECT(ldp_router)
WORD(ldp_router, control, "control", 0, label_controls,
    "when labels are told (RFC 5036 2.6.1); absent: independent")
FIELD(ldp_router, explicit_null, "explicit_null", BOOL, 0,
    "for our own networks, in place of the implicit null")
FIELD(ldp_router, loop_detection, "loop_detection", BOOL, 0,
    "by hop counts and path vectors (RFC 5036 2.8)")
UINT(ldp_router, max_hops, "max_hops", 0, 1, 255,
    "loop detection: as many are a loop; absent: 255")
UINT(ldp_router, max_path, "max_path", 0, 1, 254,
    "loop detection: as many routers are a loop; absent: 254")
FIELD(ldp_router, fecs, "fecs", RANGE, LIST,
    "networks that get labels; absent: all but the default route")
FIELD(ldp_router, egress, "egress", RANGE, LIST,
    "networks for which the LSP ends here, connected or not")
FIELD(ldp_router, advertise, "advertise", RANGE, LIST,
    "networks whose labels neighbours are told; absent: all")
FIELD(ldp_router, accept, "accept", RANGE, LIST,
    "networks whose labels are taken from neighbours; absent: all")
UINT(ldp_router, max_labels, "max_labels", 0, 1, 0,
    "that one neighbour may tell, before its session ends; absent: 1000000")
PART(ldp_router, neighbors, "neighbors", LIST, ldp_neighbor,
    "those with whom it is otherwise")
FIELD(ldp_router, transport, "transport", ADDR, LIST,
    "where sessions end, one of each IP version; absent: router_id")
WORD(ldp_router, prefer, "prefer", 0, ip_versions,
    "for sessions where both are spoken (RFC 7552); absent: ipv6")
UINT(ldp_router, hold_time, "hold_time", 0, 3, 65535,
    "seconds that a hello of a link lasts; absent: 15")
UINT(ldp_router, targeted_hold_time, "targeted_hold_time", 0, 3, 65535,
    "the same of targeted hellos; absent: 45")
UINT(ldp_router, keepalive_time, "keepalive_time", 0, 3, 65535,
    "seconds that a session lasts in silence; absent: 180")
FIELD(ldp_router, targeted, "targeted", ADDR, LIST,
    "routers on no link of ours that are told of us")
FIELD(ldp_router, accept_targeted, "accept_targeted", BOOL, 0,
    "answer whoever does the same")
FIELD(ldp_router, gtsm, "gtsm", BOOL, 0,
    "refuse what came over a router (RFC 6720); absent: true")
FIELD(ldp_router, on_demand, "on_demand", BOOL, 0,
    "labels for neighbours that ask, if they want it so too")
FIELD(ldp_router, password_file, "password_file", TEXT, 0,
    "of all neighbours that have none of their own")
END(ldp_router)

OBJECT(router)
FIELD(router, name, "name", NAME, 0, "the name of this router")
UINT(router, as, "as", REQUIRED, 1, 0, "our AS number")
FIELD(router, router_id, "router_id", ADDR, REQUIRED,
    "BGP and LDP identifier, an IPv4 address")
FIELD(router, listen, "listen", ADDR, LIST, "addresses to listen on")
FIELD(router, listen_interfaces, "listen_interfaces", NAME, LIST,
    "interfaces to listen on; absent: on all")
UINT(router, port, "port", 0, 1, 65535, "TCP port to listen on")
FIELD(router, cluster_id, "cluster_id", ADDR, 0,
    "as a route reflector (RFC 4456)")
PART(router, confederation, "confederation", 0, confederation,
    "of whose members `as` is one (RFC 5065)")
PART(router, redistribute, "redistribute", 0, redistribute,
    "which routes go into BGP, by protocol")
PART(router, aggregates, "aggregates", LIST, aggregate,
    "prefixes that stand for what is beneath them")
PART(router, rpki, "rpki", 0, rpki,
    "where the ROAs of origin validation come from (RFC 6811)")
PART(router, mrt, "mrt", 0, mrt,
    "messages of neighbours are kept there (RFC 6396)")
PART(router, bmp, "bmp", LIST, bmp_station,
    "stations that are told of sessions and routes (RFC 7854)")
UINT(router, restart_time, "restart_time", 0, 0, 4095,
    "seconds that neighbours wait for us (RFC 4724)")
PART(router, ldp, "ldp", 0, ldp_router, "how labels are distributed")
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
FIELD(peer, interface, "interface", NAME, 0, "the only one that it may be on")
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
FIELD(peer, extended_next_hop, "extended_next_hop", BOOL, 0,
    "IPv4 routes may have IPv6 next hops (RFC 8950); over IPv6 they may anyway")
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
/* clang-format on */
