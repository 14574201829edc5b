#!/usr/bin/env python3
"""What bgpspeak decode says of real files, against what other decoders said.

usage: truth_bgp.py BGPSPEAK SHARED

SHARED/corpus has captures and MRT dumps, SHARED/truth what tshark and bgpdump
make of them. For IPv4 and IPv6 unicast the announced and withdrawn prefixes,
next hops, AS paths, LOCAL_PREF and MED must be the same, message by message; so
must route distinguishers, labels and the other attributes where tshark tells
them. A
file where the oracle is wrong stands in EXCEPTIONS with the reason; one that
no longer differs does not belong there, and is a failure too.

Prints TAP.
"""

import collections
import gzip
import ipaddress
import json
import os
import pathlib
import re
import subprocess
import sys

# File: why it differs, found in its bytes; and how many entries differ.
EXCEPTIONS = {
    "bgp/tcpdump/bgp-addpath.pcap": (
        "MP_REACH and MP_UNREACH stand in it twice: RFC 7606 3 (g) ends the "
        "session, and only the first of each is read; tshark reads all", 2),
    "bgp/tcpdump/bgp-aigp-oobr.pcap": (
        "64 KB of broken messages: behind each fault we look for the next "
        "marker and go on, tshark stops after nine", 442),
    "bgp/tcpdump/bgp-as-path-oobr.pcap": (
        "the same in four packets, which overlap: the first is right for us; "
        "tshark also reads a message whose marker is broken", 329),
    "bgp/tcpdump/bgp-role.pcapng": (
        "the message behind a lost segment is an End-of-RIB that tshark "
        "shows but its JSON leaves out", 1),
    "bgp/tcpdump/bgp_mp_reach_nlri-oobr.pcap": (
        "one broken message and junk: we find five more markers in it", 5),
    "bgp/tcpdump/bgp_pmsi_tunnel-oobr.pcap": (
        "the first fragment of an IP packet whose rest is not there; tshark "
        "reads it as if it were whole", 1),
    "bgp/tcpdump/bgp_vpn_rt-oobr.pcap": (
        "packets that are not BGP (truth/README.md) with two markers in "
        "them, behind a header that makes tshark stop", 2),
    "mrt/bgpkit/rrc00/updates.20000325.0345.gz": (
        "damaged after four records: bgpdump reads on at the wrong place "
        "and prints 2042 lines of a peer 0.5.0.3 that does not exist; we find "
        "the next record, and 5142 lines behind it", 7184),
    "mrt/mrtparse/bird6_bgp": (
        "NLRI have path ids, in a record type that has none: bgpdump reads "
        "these as default routes", 46),
    "mrt/mrtparse/bird_bgp": (
        "as bird6_bgp", 38),
}

UNICAST = {"ipv4_unicast", "ipv6_unicast"}

# Families whose NLRI tshark reads to their parts, when they are announced.
LABELED = {"ipv4-vpn": "ipv4_vpn", "ipv4-labeled": "ipv4_labeled_unicast"}


def lines(path):
    opener = gzip.open if path.name.endswith(".gz") else open
    with opener(path, "rt") as f:
        for line in f:
            yield json.loads(line)


def prefix(text):
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:  # the oracle reads junk as prefixes
        return text


def address(text):
    return str(ipaddress.ip_address(text)) if text else None


def bgpdump_hop(text):
    """255.255.255.255 is how bgpdump says that there is none."""
    return None if text == "255.255.255.255" else address(text)


# ---- AS paths, as tuples: a number, or a type and its numbers


def path_of_record(path):
    out = []
    for item in path or []:
        if isinstance(item, dict):
            (kind, asns), = item.items()
            out.append((kind, tuple(sorted(asns))))
        else:
            out.append(item)
    return tuple(out)


KINDS = {1: "set", 3: "confed_sequence", 4: "confed_set"}


def path_of_tshark(segments):
    out = []
    for s in segments or []:
        if s["type"] == 2:
            out += s["asns"]
        else:
            kind = KINDS.get(s["type"], s["type"])
            out.append((kind, tuple(sorted(s["asns"]))))
    return tuple(out)


def path_of_bgpdump(text):
    out = []
    for word in text.split():
        if word.startswith("{"):
            asns = (int(n) for n in word.strip("{}").split(","))
            out.append(("set", tuple(sorted(asns))))
        elif word.startswith("("):
            asns = (int(n) for n in word.strip("()").split(","))
            out.append(("confed_sequence", tuple(sorted(asns))))
        else:
            out.append(int(word))
    return tuple(out)


# ---- MRT: one tuple per line of bgpdump -m


def nlri_pairs(entry):
    for n in entry["nlri"]:
        if isinstance(n, str):
            yield prefix(n), None
        elif "prefix" in n:
            yield prefix(n["prefix"]), n.get("path_id")


# RFC 6396 4.4.1 has the first six, Quagga's collectors two more.
STATES = ["", "idle", "connect", "active", "opensent", "openconfirm",
          "established", "unknown_7", "unknown_8"]


def of_route(r):
    return ("B", None, address(r["peer"]), r["peer_as"], prefix(r["prefix"]),
            r.get("path_id"), path_of_record(r.get("as_path")), address(r.get("next_hop")),
            r.get("local_pref", 0), r.get("med", 0))


def of_message(r):
    time, peer, asn = r["time"], r["src"], r["peer_as"]
    if r["kind"] == "state_change":
        yield ("STATE", int(time), peer, asn, STATES.index(r["old_state"]),
               STATES.index(r["new_state"]))
    for entry in r.get("withdraw", []):
        for where, path_id in nlri_pairs(entry):
            if "length" not in r:  # see mrt_truth()
                where = where.split("/")[1]
            yield ("W", int(time), peer, asn, where)
    a = r.get("attributes", {})
    path = path_of_record(r.get("merged", a).get("as_path"))
    for entry in r.get("announce", []):
        for where, path_id in nlri_pairs(entry):
            yield ("A", int(time), peer, asn, where, path_id, path,
                   address(entry.get("next_hop")), a.get("local_pref", 0),
                   a.get("med", 0))


def mrt_records(records):
    for r in records:
        if r["type"] == "route" and r["family"] in UNICAST:
            yield of_route(r)
        elif r["type"] == "message" and r["protocol"] == "bgp" and "src" in r:
            yield from of_message(r)


def mrt_truth(path):
    for line in lines(path):
        if line["p"] != "mrt":
            continue
        m = line["m"]
        kind, time, what, peer, asn = m[:5]
        time, peer, asn = int(float(time)), address(peer), int(asn)
        if what == "STATE":
            yield ("STATE", time, peer, asn, int(m[5]), int(m[6]))
        elif what == "W" and kind == "BGP":
            # In the old form (RFC 6396 4.5), whose messages have no header,
            # bgpdump prints the peer's address as the withdrawn prefix; the
            # length is right.
            yield ("W", time, peer, asn, m[5].split("/")[1])
        elif what == "W":
            yield ("W", time, peer, asn, prefix(m[5]))
        else:
            path_id = int(m.pop(6)) if kind.endswith("_AP") else None
            yield (what, None if what == "B" else time, peer, asn,
                   prefix(m[5]), path_id, path_of_bgpdump(m[6]),
                   bgpdump_hop(m[8]), int(m[9]), int(m[10]))


# ---- captures: one tuple per UPDATE


def update(frame, src, dst, announce, withdraw, path, attributes):
    return (frame, src, dst, tuple(sorted(announce, key=str)),
            tuple(sorted(withdraw, key=str)), path, attributes)


# Of the same name and form on both sides.
PLAIN = ["local_pref", "med", "originator_id"]
LISTS = ["communities", "large_communities", "cluster_list"]
ORIGINS = ["igp", "egp", "incomplete"]


def attributes_of(a, origin, aggregator, targets):
    return (origin, aggregator, targets) + tuple(a.get(k) for k in PLAIN) + \
        tuple(tuple(a.get(k) or ()) for k in LISTS)


def attributes_of_record(a):
    aggregator = a.get("aggregator")
    # An L says that a small AS number is in four octets.
    targets = tuple(c[3:].replace("L:", ":")
                    for c in a.get("ext_communities", [])
                    if c.startswith("rt:"))
    return attributes_of(
        a, a.get("origin"),
        aggregator and (aggregator["as"], aggregator["address"]), targets)


def attributes_of_tshark(m):
    origin, aggregator = m.get("origin"), m.get("aggregator")
    texts = [re.match(r"Route Target: (?:[\d.]+\()?([^ )]+)\)?(:\d+)?", c)
             for c in m.get("ext_communities", [])]
    return attributes_of(
        m, origin if origin is None or origin > 2 else ORIGINS[origin],
        aggregator and tuple(aggregator),
        tuple(t.group(1) + (t.group(2) or "") for t in texts if t))


def capture_records(records):
    for r in records:
        if r["kind"] != "update":
            continue
        a = r.get("attributes", {})
        announce = [(w, i, e.get("next_hop")) for e in r.get("announce", [])
                    if e["family"] in UNICAST for w, i in nlri_pairs(e)]
        announce += [n for e in r.get("announce", [])
                     for n in labeled_of_record(e)]
        withdraw = [(w, i) for e in r.get("withdraw", [])
                    if e["family"] in UNICAST for w, i in nlri_pairs(e)]
        yield update(r["frame"], r["src"], r["dst"], announce, withdraw,
                     path_of_record(a.get("as_path")),
                     attributes_of_record(a))


def labeled_of_record(entry):
    for n in entry["nlri"]:
        if entry["family"] in LABELED.values() and "prefix" in n:
            yield (n.get("rd"), prefix(n["prefix"]),
                   tuple(n.get("labels", [])), entry.get("next_hop"))


def labeled_of_tshark(entry):
    hop = entry["next_hop_text"][-1]
    for n in entry.get("nlri", []):
        if entry["family"] in LABELED and "addr" in n:
            labels = tuple(int(i) for i in
                           re.findall(r"\d+", n.get("labels_text", "")))
            bits = n["bits"] - 24 * len(labels) - (64 if "rd" in n else 0)
            yield (n.get("rd"), prefix(f"{n['addr']}/{bits}"), labels,
                   address(hop))


def tshark_pairs(nlri):
    for n in nlri:
        if "addr" in n and n.get("bits", 999) <= 128:
            yield prefix(f"{n['addr']}/{n['bits']}"), n.get("path_id")


def capture_truth(path):
    for m in lines(path):
        if m["p"] != "bgp" or m["type"] != 2:
            continue
        announce = [(w, i, m.get("next_hop"))
                    for w, i in tshark_pairs(m.get("nlri", []))]
        withdraw = list(tshark_pairs(m.get("withdrawn", [])))
        for e in m.get("mp_reach", []):
            if e.get("family", "").replace("-", "_") in UNICAST:
                hop = e["next_hop_text"][1] if len(e["next_hop_text"]) > 1 \
                    else None
                announce += [(w, i, address(hop))
                             for w, i in tshark_pairs(e.get("nlri", []))]
            announce += labeled_of_tshark(e)
        for e in m.get("mp_unreach", []):
            if e.get("family", "").replace("-", "_") in UNICAST:
                withdraw += tshark_pairs(e.get("nlri", []))
        yield update(m["frame"], m["src"], m["dst"], announce, withdraw,
                     path_of_tshark(m.get("as_path")),
                     attributes_of_tshark(m))


# ---- the comparison


def decode(bgpspeak, path):
    run = subprocess.run([bgpspeak, "decode", str(path)], capture_output=True)
    if run.returncode not in (0, 65):
        raise RuntimeError(f"status {run.returncode}: {run.stderr[-2000:]}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(bgpspeak, file, truth):
    records = decode(bgpspeak, file)
    if "/mrt/" in str(file):
        ours, theirs = mrt_records(records), mrt_truth(truth)
    else:
        ours, theirs = capture_records(records), capture_truth(truth)
    ours, theirs = collections.Counter(ours), collections.Counter(theirs)
    return ours - theirs, theirs - ours


def truth_of(file, shared):
    name = file.relative_to(shared / "corpus")
    for ending in (".jsonl", ".jsonl.gz"):
        truth = shared / "truth" / (str(name) + ending)
        if truth.exists():
            return truth
    return None


def check(number, bgpspeak, shared, file):
    name = str(file.relative_to(shared / "corpus"))
    truth = truth_of(file, shared)
    if truth is None:
        print(f"ok {number} - {name} # SKIP no truth")
        return True
    try:
        more, less = compare(bgpspeak, file, truth)
    except (RuntimeError, ValueError, KeyError) as e:
        print(f"not ok {number} - {name}\n# {type(e).__name__} {e}")
        return False
    reason, expected = EXCEPTIONS.get(name, ("", 0))
    differing = sum(more.values()) + sum(less.values())
    if differing == expected:
        note = f" ({expected} differ: {reason})" if reason else ""
        print(f"ok {number} - {name}{note}")
        return True
    print(f"not ok {number} - {name}: {differing} differ, not {expected}")
    for mark, side in (("+", more), ("-", less)):
        for item in sorted(side, key=str)[:4]:
            print(f"# {mark} {str(item)[:400]}")
    return False


def main():
    bgpspeak, shared = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    files = sorted(p for d in ("bgp", "mrt")
                   for p in (shared / "corpus" / d).rglob("*") if p.is_file())
    good = [check(i, bgpspeak, shared, f) for i, f in enumerate(files, 1)]
    print(f"1..{len(files)}")
    return 0 if all(good) and files else 1


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.exit(main())
