#!/usr/bin/env python3
"""What bgpspeak decode says of byte vectors, against what their sources say.

usage: truth_vectors.py BGPSPEAK SHARED

SHARED/corpus/vectors.jsonl has messages and parts of messages from the tests
of ExaBGP, FRR, GoBGP and others, with what their decoders make of them. Each
vector of BGP becomes a session of its own in one capture: two OPENs that agree
on its context, then the vector, wrapped to a message where it is a part of one.
What both sides know must be the same: destinations of every family, next hops,
attributes, the verdict on what is malformed. The frames are captures already,
with what tshark says of them. Where we differ stands in EXCEPTIONS, with the
reason and who is right; one that no longer differs does not belong there.

Prints TAP.
"""

import collections
import ipaddress
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import truth_bgp

# Name of the vector: the facts that differ; who is right, and why.
EXCEPTIONS = {
    # the vector is wrong
    "conf-flow#7": (
        "announce error", "we are: of ::1/128 with an offset of 120 the "
        "pattern is one octet (RFC 8956 3.1); ExaBGP writes all 16, so that a "
        "component of type 0 follows"),
    "conf-generic-attribute#3": (
        "error", "we are: an unknown attribute without the Optional bit ends "
        "the session (RFC 4271 6.3); it is what ExaBGP sends"),
    "conf-no-asn4#1": (
        "as_path error", "we are: AS numbers of 2 octets, as its name says "
        "but not its context"),
    "TIER2_UPDATE_RAW": (
        "error", "we are: AS numbers of 4 octets, against its context"),
    # others are milder
    "conf-attributes#3": (
        "error", "we are: 0.0.0.0 is no next hop (RFC 4271 6.3)"),
    "BGPPANextHop - Basic dissection": (
        "error", "we are: as conf-attributes#3; scapy does not judge"),
    "BGPCapFourBytesASN - Basic dissection": (
        "error", "we are: AS 0 (RFC 7607); scapy does not judge"),
    "Test_MpReachNLRIWithImplicitPrefix": (
        "error", "both: MP_REACH cut down to its next hop, as dumps of tables "
        "have it (RFC 6396 4.3.4) but no UPDATE"),
    "Test_PathAttributeNextHop_InvalidLength/valid IPv6": (
        "error", "we are: NEXT_HOP is of 4 octets (RFC 7606 7.3)"),
    # others are stricter
    "TestMPLSLabelStackMissingBOS#1": (
        "error", "we are: among speakers of single labels the bottom bit says "
        "nothing (RFC 8277 2.2); the octets are told in `raw`"),
    "local-pref-len-0-ebgp-oad": (
        "withdrawn", "both: by its OPENs the neighbour is external, and its "
        "LOCAL_PREF is discarded, right or wrong (RFC 7606 7.5); the source "
        "knows that both are of one administrative domain"),
    # we know less
    "BGPRouteRefresh - Dissection (2) - With ORFs": (
        "some_prefixes", "scapy is: we tell ORF entries as hex"),
}

# ---- vectors to messages

MARKER = b"\xff" * 16
ORIGIN = bytes.fromhex("40010100")
PATH = bytes.fromhex("4002060201" "0000fde9")
HOP = bytes.fromhex("4003040a000002")
PREFIX = bytes.fromhex("180a0001")


def message(kind, body):
    return MARKER + struct.pack(">HB", 19 + len(body), kind) + body


def update(attributes, nlri=b"", withdrawn=b""):
    return message(2, struct.pack(">H", len(withdrawn)) + withdrawn +
                   struct.pack(">H", len(attributes)) + attributes + nlri)


def attribute(code, value, flags=0x80):
    return struct.pack(">BBH", flags | 0x10, code, len(value)) + value


def open_body(caps, asn=65001):
    params = bytes([2, len(caps)]) + caps if caps else b""
    return struct.pack(">BHH4sB", 4, asn, 90, bytes([192, 0, 2, 1]),
                       len(params)) + params


def mp(code, afi, safi, nlri, hop=b"\xc0\0\2\1"):
    value = struct.pack(">HB", afi, safi)
    if code == 14:
        value += bytes([len(hop)]) + hop + b"\0"
    return attribute(code, value + nlri)


def link_state(kind, value):
    return mp(15, 16388, 71, struct.pack(">HH", kind, len(value)) + value)


ATTRIBUTES = {"AS4Aggregator": (18, 0xc0), "Community": (8, 0xc0),
              "LocalPref": (5, 0x40), "MPReachNLRI": (14, 0x80),
              "MultiExitDisc": (4, 0x80), "NextHop": (3, 0x40),
              "OriginatorID": (9, 0x80)}


def one_attribute(code, value, flags):
    """An UPDATE with this attribute, and with the others that it needs."""
    own = attribute(code, value, flags)
    if code in (5, 9):
        return update(ORIGIN + b"\x40\2\0" + HOP + own +
                      (b"" if code == 5 else bytes.fromhex("40050400000064")),
                      PREFIX)
    if code == 3:
        return update(ORIGIN + PATH + own, PREFIX)
    if code == 15:
        return update(own)
    if code == 14:
        return update(ORIGIN + PATH + own)
    return update(ORIGIN + PATH + HOP + own, PREFIX)


def raw_attribute(raw):
    head = 4 if raw[0] & 0x10 else 3
    if raw[1] in (2, 3, 14, 15):
        fill = {2: ORIGIN + HOP, 3: ORIGIN + PATH, 14: ORIGIN + PATH, 15: b""}
        return update(fill[raw[1]] + raw, PREFIX if raw[1] < 14 else b"")
    return one_attribute(raw[1], raw[head:], raw[0])


def wrap(vector):
    """The bytes as a message; None where they are no part of one."""
    raw, kind = bytes.fromhex(vector["hex"]), vector["kind"]
    if kind == "bgp-message":
        return raw
    if kind == "bgp-update-body" and raw[:16] == MARKER:
        return raw
    if kind == "bgp-update-body" or vector["name"] == \
            "Test_MalformedUpdateMsg#4":
        return message(2, raw)
    if kind == "bgp-path-attributes":
        return update(raw, PREFIX if vector["context"]["has_nlri"] else b"")
    if kind.startswith("bgp-path-attribute:") or kind == "scapy:BGPPathAttr":
        return raw_attribute(raw)
    if kind == "bgp-mp-reach-value":
        code = 15 if "unreach" in vector["name"] else 14
        return one_attribute(code, raw, 0x80)
    if kind == "bgp-as-path-value":
        return update(ORIGIN + attribute(2, raw, 0x40) + HOP, PREFIX)
    if kind == "bgp-ext-community":
        return one_attribute(16, raw, 0xc0)
    if vector["name"] == "Test_UnknownIP6Extended_RoundTrip":
        return one_attribute(25, raw, 0xc0)
    if kind == "bgp-capability-tlv":
        return message(1, open_body(raw))
    if kind == "gobgp:BGPOpen":
        return message(1, raw)
    if kind == "gobgp:LabeledIPAddrPrefix":
        return update(ORIGIN + PATH + mp(14, 1, 4, raw))
    if kind == "gobgp:LsPrefixV4NLRI":
        return update(link_state(3, raw))
    if kind.startswith("gobgp:Ls"):
        return update(link_state(6 if "Addr" in kind else 1, raw))
    if kind == "scapy:BGPOptParam":
        return message(1, open_body(raw[2:]))
    if kind == "scapy:BGPCapORFBlock":
        return message(1, open_body(bytes([3, len(raw)]) + raw))
    if kind.startswith("scapy:BGPCap"):
        return message(1, open_body(raw))
    if kind == "scapy:BGPNLRI_IPv4":
        return update(ORIGIN + PATH + HOP, raw)
    if kind == "scapy:BGPNLRI_IPv6":
        return update(mp(15, 2, 1, raw))
    if kind == "scapy:BGPRouteRefresh":
        return message(5, raw)
    if kind.startswith("scapy:BGPPA"):
        code, flags = ATTRIBUTES[kind[len("scapy:BGPPA"):]]
        return one_attribute(code, raw, flags)
    return None


# ---- messages to a capture

FAMILIES = [(1, 1), (1, 4), (1, 5), (1, 128), (1, 133), (2, 1), (2, 4), (2, 5),
            (2, 128), (2, 133), (25, 70)]


def session_of(vector, whole):
    """Where it is not told: LOCAL_PREF belongs among internal neighbours."""
    told = vector["context"].get("session")
    return told or ("ibgp" if b"\x40\x05\x04" in whole or
                    b"\x40\x15\0\4" in whole or b"\x50\5\0\4" in whole
                    else "ebgp")


def opens(context, session):
    caps = b"".join(struct.pack(">BBHBB", 1, 4, afi, 0, safi)
                    for afi, safi in FAMILIES)
    if context.get("add_path"):
        caps += bytes([69, 4 * len(FAMILIES)]) + b"".join(
            struct.pack(">HBB", afi, safi, 3) for afi, safi in FAMILIES)
    for asn in (65001, 65001 if session == "ibgp" else 65002):
        as4 = struct.pack(">BBI", 65, 4, asn)
        yield message(1, open_body(
            caps + (as4 if context.get("as4", True) else b""), asn))


def segment(number, forward, seq, data):
    addr = [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])]
    port = [10000 + number, 179]
    if not forward:
        addr.reverse()
        port.reverse()
    tcp = struct.pack(">HHIIHHHH", *port, seq, 1, 5 << 12 | 0x18, 65535, 0, 0)
    head = struct.pack(">BBHIBBH", 0x45, 0, 40 + len(data), 0, 64, 6, 0)
    return head + b"".join(addr) + tcp + data


def capture(vectors):
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)
    for number, (vector, whole) in enumerate(vectors):
        one, two = opens(vector["context"], session_of(vector, whole))
        for packet in (segment(number, True, 1000, one),
                       segment(number, False, 5000, two),
                       segment(number, True, 1000 + len(one), whole)):
            out += struct.pack("<IIII", 1447830000, 0, len(packet),
                               len(packet)) + packet
    return out


# ---- facts, as both sides have them: a name, and what is said of it

def prefix(text):
    return str(ipaddress.ip_network(text, strict=False))


def rd_text(text):
    return text.replace(", ", ":")


def operators(texts):
    """ExaBGP's list of alternatives in our words."""
    words = {"tcp": "6", "udp": "17", "unreachable": "3", "echo-request": "8",
             "echo-reply": "0"}
    line = " ".join(texts).replace("push", "psh").replace("urgent", "urg")
    line = re.sub(r"([a-z]+)-fragment", r"\1_fragment", line)
    return re.sub(r"(?<=[=<>])[a-z-]+",
                  lambda m: words.get(m.group(), m.group()), line)


FLOW = {"protocol": "protocol", "next-header": "protocol", "port": "port",
        "destination-port": "dst_port", "source-port": "src_port",
        "icmp-type": "icmp_type", "icmp-code": "icmp_code",
        "tcp-flags": "tcp_flags", "packet-length": "packet_length",
        "dscp": "dscp", "traffic-class": "dscp", "fragment": "fragment",
        "flow-label": "flow_label"}


def flow_of_exabgp(item):
    flow = {FLOW[k]: operators(v) for k, v in item.items() if k in FLOW}
    for end, key in (("destination", "dst"), ("source", "src")):
        for ip in ("ipv4", "ipv6"):
            for text in item.get(f"{end}-{ip}", []):
                parts = text.split("/")
                flow[key] = prefix("/".join(parts[:2]))
                if parts[2:] not in ([], ["0"]):
                    flow[key + "_offset"] = int(parts[2])
    return tuple(sorted(flow.items()))


LINK_STATE = {"bgpls-node": 1, "bgpls-link": 2}


def destination_of_exabgp(family, item):
    if "nlri" in item:
        labels = tuple(one[0] for one in item.get("label", []))
        path_id = item.get("path-information")
        return (prefix(item["nlri"]), item.get("rd"), labels,
                path_id and int(ipaddress.ip_address(path_id)))
    if "flow" in family:
        return flow_of_exabgp(item)
    if "mcast" in family:
        return (item["code"], item["rd"], item.get("source-as"),
                item["source"], item["group"])
    if "vpls" in family:
        return tuple(item[k] for k in
                     ("rd", "endpoint", "base", "offset", "size"))
    if "bgp-ls" in family:
        return LINK_STATE[item["ls-nlri-type"]]
    if "sr-policy" in family:
        return (b"\x60" + struct.pack(
            ">II", item["distinguisher"], item["color"]) +
            ipaddress.ip_address(item["endpoint"]).packed).hex()
    return item["raw"].lower()


NAMES = {"flow": "flowspec", "mcast-vpn": "mvpn", "mpls-vpn": "vpn",
         "nlri-mpls": "labeled_unicast", "bgp-ls": "ls",
         "mup": "safi_85", "sr-policy": "safi_73"}


def family_of_exabgp(text):
    ip, name = text.split()
    name = f"{ip}_{NAMES.get(name, name)}".replace("bgp-ls", "bgp")
    return re.sub(r"ipv(.)_safi", lambda m: "afi_" +
                  ("1" if m.group(1) == "4" else "2") + "_safi", name)


def path_of_exabgp(path):
    out = []
    for segment_ in path.values():
        if segment_["element"] == "as-sequence":
            out += segment_["value"]
        else:
            out.append((segment_["element"], tuple(segment_["value"])))
    return tuple(out)


def facts_of_exabgp(update_):
    a = update_.get("attribute", {})
    facts = {}
    for name, key in (("origin", "origin"), ("local-preference", "local_pref"),
                      ("med", "med"), ("originator-id", "originator_id")):
        if name in a:
            facts[key] = a[name]
    if "as-path" in a:
        facts["as_path"] = path_of_exabgp(a["as-path"])
    if "cluster-list" in a:
        facts["cluster_list"] = tuple(a["cluster-list"])
    if "aggregator" in a:
        facts["aggregator"] = a["aggregator"]
    if "community" in a:
        facts["communities"] = tuple(f"{x}:{y}" for x, y in a["community"])
    if "large-community" in a:
        facts["large_communities"] = tuple(
            ":".join(map(str, c)) for c in a["large-community"])
    if "extended-community" in a:
        facts["ext_communities"] = tuple(
            ext_text(c["value"].to_bytes(8, "big"))
            for c in a["extended-community"])
    for what in ("announce", "withdraw"):
        found = collections.Counter()
        for family, of in update_.get(what, {}).items():
            by_hop = of.items() if isinstance(of, dict) else [(None, of)]
            for hop, items in by_hop:
                hop = None if hop == "no-nexthop" else hop
                for item in items:
                    found[family_of_exabgp(family), hop if what == "announce"
                          else None, destination_of_exabgp(family, item)] += 1
        facts[what] = found
    return facts


# Type and subtype: the name, and how the other six octets are to be read.
EXT = {(0x03, 0x0c): ("encapsulation", None), (0x80, 0x06): (
    "traffic_rate", ">Hf"), (0x80, 0x0c): ("traffic_rate_packets", ">Hf"),
    (0x80, 0x07): ("traffic_action", ">5xB"), (0x80, 0x09): (
        "traffic_marking", ">5xB"), (0x80, 0x0a): ("layer2_info", ">BBHH")}
ROUTE_TARGETS = {0x02: "rt", 0x03: "soo"}


def ext_text(octets):
    kind, sub = octets[:2]
    name = ROUTE_TARGETS.get(sub) if kind < 3 else \
        "redirect" if 0x80 <= kind <= 0x82 and sub == 8 else None
    if name:
        kind &= 0x7f
        form = {0: ">HI", 1: ">4sH", 2: ">IH"}[kind]
        admin, number = struct.unpack(form, octets[2:])
        if kind == 1:
            admin = ipaddress.ip_address(admin)
        elif kind == 2 and admin < 65536:
            admin = f"{admin}L"
        return f"{name}:{admin}:{number}"
    if EXT.get((kind, sub), (0, None))[1]:
        name, form = EXT[kind, sub]
        return ":".join([name] + [f"{v:g}" if isinstance(v, float) and
                                  v != int(v) else str(int(v)) for v in
                                  struct.unpack(form, octets[2:])])
    return "0x" + octets.hex()


COMMAND = {"local-preference": "local_pref", "med": "med", "origin": "origin"}


def facts_of_command(text):
    """The command that made ExaBGP write it: what is easily read of it."""
    facts = {}
    eor = re.match(r"announce eor (.*)$", text)
    if eor:
        return {"end_of_rib": (family_of_exabgp(eor.group(1)),)}
    for word, key in COMMAND.items():
        found = re.search(rf" {word} (\S+)", text)
        if found:
            value = found.group(1)
            facts[key] = int(value) if value.isdigit() else value
    path = re.search(r" as-path \[ ?([\d ]+)\]", text)
    if path:
        facts["as_path"] = tuple(map(int, path.group(1).split()))
    found = re.match(r"(announce|withdraw) (?:route|ipv[46] unicast) (\S+)",
                     text)
    if found:
        hop = re.search(r" next-hop (\S+)", text)
        facts[found.group(1) + "_prefix"] = (prefix(found.group(2)), hop.group(
            1) if hop and found.group(1) == "announce" else None)
    return facts


# ---- the same of our records


def destination_of_record(family, n):
    if isinstance(n, str):
        return prefix(n), None, (), None
    if "flow" in n:
        return tuple(sorted(n["flow"].items()))
    if family.endswith("mvpn"):
        asn = n.get("source_as")
        return (n["route_type"], n["rd"], None if asn is None else str(asn),
                n.get("source"), n.get("group"))
    if family == "l2vpn_vpls":
        return tuple(n.get(k) for k in ("rd", "ve_id", "label_base",
                                        "block_offset", "block_size"))
    if family == "bgp_ls":
        return n["route_type"]
    if "prefix" in n:
        return (prefix(n["prefix"]), n.get("rd"), tuple(n.get("labels", [])),
                n.get("path_id"))
    return n["hex"]


def facts_of_record(r):
    a = r.get("attributes", {})
    facts = {k: a[k] for k in ("origin", "local_pref", "med", "originator_id")
             if k in a}
    facts["as_path"] = truth_bgp.path_of_record(a.get("as_path"))
    for key in ("communities", "large_communities", "ext_communities",
                "cluster_list"):
        if key in a:
            facts[key] = tuple(a[key])
    if "aggregator" in a:
        facts["aggregator"] = \
            f"{a['aggregator']['as']}:{a['aggregator']['address']}"
    if "end_of_rib" in r:
        facts["end_of_rib"] = tuple(r["end_of_rib"])
    for what in ("announce", "withdraw"):
        facts[what] = collections.Counter(
            (e["family"], e.get("next_hop"),
             destination_of_record(e["family"], n))
            for e in r.get(what, []) for n in e["nlri"])
        if sum(facts[what].values()) == 1:
            (_, hop, where), = facts[what]
            facts[what + "_prefix"] = (where and where[0], hop) \
                if isinstance(where, tuple) else None
    facts["error"] = "error" in r
    facts["treatment"] = r.get("error", {}).get("treatment", "none")
    return facts


# ---- what others than ExaBGP say


def facts_of_others(vector):
    e, facts = vector["expect"], {}
    if "as_path" in e:
        facts["path_text"] = e["as_path"]
    if e.get("result") in ("proceed", "withdraw"):
        facts["withdrawn"] = e["result"] == "withdraw"
    if "handling" in e:
        facts["treatment"] = e["handling"].replace("-", "_")
    if vector["kind"] == "bgp-ext-community":
        facts["ext_text"] = e["text"].replace(" ", ":")
    if "labels" in e:
        facts["labels"] = tuple(map(int, e["labels"]))
        facts["rds"] = tuple(map(rd_text, e["rd"]))
    if "prefixes" in e and "comment_values" not in e or \
            vector["name"] == "Test_MpReachNLRIWithIPv6":
        facts["prefixes"] = tuple(sorted(e["prefixes"]))
    for key, value in e.get("fields", {}).items():
        value = value.strip("'\"b")
        if key in ("code", "med", "local_pref", "originator_id", "next_hop"):
            facts["field_" + key] = value
        elif key.endswith("prefix"):
            facts.setdefault("some_prefixes", set()).add(value)
    if "error_code" in e.get("fields", {}):
        facts["notification"] = (int(e["fields"]["error_code"]),
                                 int(e["fields"]["error_subcode"]))
    return facts


def words_of(path):
    """An AS path as FRR writes it."""
    out, run, was = [], [], None
    for item in path:
        if isinstance(item, dict):
            (kind, asns), = item.items()
            form = {"set": "{%s}", "confed_set": "[%s]",
                    "confed_sequence": "(%s)"}[kind]
            asns = asns if kind == "confed_sequence" else sorted(set(asns))
            out.append(form % (" " if kind == "confed_sequence" else ",").join(
                map(str, asns)))
        else:
            out.append(str(item))
    return " ".join(out)


def more_of_record(r, facts):
    """What is asked of the vectors that ExaBGP did not write."""
    a = r.get("attributes", {})
    facts["path_text"] = words_of(a.get("as_path", []))
    facts["withdrawn"] = facts["treatment"] in (
        "treat_as_withdraw", "session_reset", "afi_safi_disable")
    facts["ext_text"] = (a.get("ext_communities") or [""])[0]
    entries = [e for w in ("announce", "withdraw") for e in r.get(w, [])]
    all_ = [n if isinstance(n, dict) else {"prefix": n}
            for e in entries for n in e["nlri"]]
    facts["labels"] = tuple(x for n in all_ for x in n.get("labels", []))
    facts["rds"] = tuple(n["rd"] for n in all_ if "rd" in n)
    facts["prefixes"] = tuple(sorted(
        n["prefix"] for n in all_ if "prefix" in n))
    facts["some_prefixes"] = set(facts["prefixes"])
    for key in ("med", "local_pref", "originator_id"):
        facts["field_" + key] = str(a.get(key))
    facts["field_next_hop"] = str(next(
        (e["next_hop"] for e in entries if "next_hop" in e), None))
    facts["field_code"] = str((r.get("capabilities") or [{}])[0].get("code"))
    facts["notification"] = (r.get("code"), r.get("subcode"))


def expected(vector):
    e = vector["expect"]
    facts = facts_of_others(vector)
    if "exabgp_json" in e:
        facts.update(facts_of_exabgp(e["exabgp_json"]["update"]))
    elif "exabgp_cmd" in e:
        facts.update(facts_of_command(e["exabgp_cmd"]))
    if e.get("result") != "proceed":  # what is discarded is told too
        facts["error"] = vector["malformed"]
    return facts


def differences(vector, records):
    if not records:
        return {"record"}
    r = records[0]
    ours = facts_of_record(r)
    more_of_record(r, ours)
    out = set()
    for key, value in expected(vector).items():
        if key == "some_prefixes":
            same = value <= ours[key]
        else:
            same = ours.get(key) == value
        if not same:
            out.add(key)
    return out


def shown(vector, records, keys):
    ours = facts_of_record(records[0]) if records else {}
    if records:
        more_of_record(records[0], ours)
    theirs = expected(vector)
    for key in sorted(keys):
        yield f"{key}: {ours.get(key)}, not {theirs.get(key)}"
    if records and "error" in records[0]:
        yield f"error: {records[0]['error']}"


# ---- the frames, which tshark has read too


def frame_differs(bgpspeak, vector, truth, folder):
    file = folder / (vector["id"] + ".pcap")
    raw = bytes.fromhex(vector["hex"])
    file.write_bytes(struct.pack(
        "<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1) + struct.pack(
            "<IIII", 0, 0, len(raw), len(raw)) + raw)
    lines = folder / (vector["id"] + ".jsonl")
    lines.write_text("".join(json.dumps(x) + "\n" for x in truth))
    more, less = truth_bgp.compare(bgpspeak, file, lines)
    return {"frame"} if more or less else set()


# ---- all of them


def decode(bgpspeak, vectors, folder):
    """The records that each became, without its OPENs."""
    file = folder / "vectors.pcap"
    file.write_bytes(capture(vectors))
    found = collections.defaultdict(list)
    for r in truth_bgp.decode(bgpspeak, file):
        number = max(r["sport"], r["dport"]) - 10000
        found[number].append(r)
    return [found[i][2:] for i in range(len(vectors))]


def report(number, name, differ, why):
    reason = EXCEPTIONS.get(name)
    if reason is None and not differ:
        print(f"ok {number} - {name}")
        return True
    if reason is not None and differ == set(reason[0].split()):
        print(f"ok {number} - {name} ({reason[1]})")
        return True
    wanted = reason[0] if reason else "nothing"
    print(f"not ok {number} - {name}: {' '.join(sorted(differ)) or 'nothing'} "
          f"differs, not {wanted}")
    for line in why:
        print(f"# {line[:600]}")
    return False


def main():
    bgpspeak, shared = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    text = (shared / "corpus/vectors.jsonl").read_text()
    vectors = [v for v in map(json.loads, text.splitlines())
               if v["proto"] == "bgp"]
    text = (shared / "truth/vectors-frames.jsonl").read_text()
    truth = collections.defaultdict(list)
    for line in map(json.loads, text.splitlines()):
        truth[line["vector"]].append(line)
    plain = [(v, wrap(v)) for v in vectors if v["kind"] != "frame"]
    good, number = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for (v, whole), records in zip(
                plain, decode(bgpspeak, plain, folder)):
            number += 1
            differ = differences(v, records)
            good.append(report(number, v["name"], differ,
                               shown(v, records, differ)))
        for v in vectors:
            if v["kind"] == "frame":
                number += 1
                good.append(report(
                    number, v["name"],
                    frame_differs(bgpspeak, v, truth[v["id"]], folder), []))
    for name in set(EXCEPTIONS) - {v["name"] for v in vectors}:
        print(f"# {name}: an exception of no vector")
        good.append(False)
    print(f"1..{number}")
    return 0 if all(good) and number else 1


if __name__ == "__main__":
    sys.exit(main())
