#!/usr/bin/env python3
"""What ldpd-lite decode says of real files, against what tshark said.

usage: truth_ldp.py LDPD-LITE SHARED
       truth_ldp.py --again LDPD-LITE CAPTURE...

SHARED/corpus has captures and vectors, SHARED/truth what tshark makes of the
captures. Messages, their TLVs in their order, and each field that both know
must be the same, frame by frame. Vectors are put into a capture; what they
expect must be told, and encode must give their octets again. What differs
stands in EXCEPTIONS with the reason; what no longer differs does not belong
there, and is a failure too.

--again: of captures of raw IP with segments in order, encode gives the octets
of all PDUs again.

Prints TAP.
"""

import collections
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

# File and frame: why it differs, found in its bytes.
EXCEPTIONS = {
    ("ldp/packetlife/LDP_Ethernet_FrameRelay.pcap.cap", 7):
        "an interface parameter of length 0: tshark says so too, but shows "
        "the pseudowire before it; here the FEC is in hex",
    ("ldp/tcpdump/ldp_tlv_print-oobr.pcap", 1):
        "a datagram that is not captured whole; tshark reads what there is",
}

CAPABILITIES = {0x506, 0x508, 0x509, 0x50a, 0x50b, 0x50c, 0x50d, 0x50f, 0x603}


def flags(tlv, **keys):
    return {name: int(tlv.get(key, False)) for name, key in keys.items()}


def fec(tlv):
    """tshark has one name for the same field of all elements: lists."""
    out = collections.defaultdict(list)
    for one in tlv.get("fecs", []):
        if isinstance(one, str):
            address, length = one.split("/")
            out["fec.type"].append(2)
            out["fec.pfval"].append(address)
            out["fec.len"].append(int(length))
            continue
        out["fec.type"].append(one["type"])
        if one["type"] != 128:
            continue
        out["fec.pw.controlword"].append(int(one["control_word"]))
        out["fec.pw.pwtype"].append(one["pw_type"])
        out["fec.pw.groupid"].append(one["group_id"])
        out["fec.pw.pwid"].append(one["pw_id"])
        for p in one.get("parameters", []):
            out["fec.vc.intparam.id"].append(p["id"])
            if p["id"] == 1:
                out["fec.vc.intparam.mtu"].append(p["number"])
    return out


def hello(tlv):
    return {"hello.hold": tlv["hold_time"],
            **flags(tlv, **{"hello.targeted": "targeted", "hello.gtsm": "gtsm",
                            "hello.requested": "request_targeted"})}


def status(tlv):
    return {"status.data": tlv["status"],
            "status.msg.id": tlv["message_id"],
            "status.msg.type": tlv["message_type"],
            **flags(tlv, **{"status.ebit": "fatal",
                            "status.fbit": "forward_status"})}


def session(tlv):
    return {"sess.ver": tlv["version"], "sess.ka": tlv["keepalive_time"],
            "sess.pvlim": tlv["path_vector_limit"],
            "sess.mxpdu": tlv["max_pdu_length"],
            "sess.rxlsr": tlv["receiver"],
            "sess.rxls": tlv["receiver_space"],
            **flags(tlv, **{"sess.advbit": "on_demand",
                            "sess.ldetbit": "loop_detection"})}


ROWS = {
    0x100: fec,
    0x101: lambda t: {"addrl.addr_family": t["afi"],
                      "addrl.addr": t["addresses"]},
    0x103: lambda t: {"hc.value": t["hop_count"]},
    0x104: lambda t: {"pv.lsrid": t["addresses"]},
    0x200: lambda t: {"generic.label": t["label"]},
    0x300: status,
    0x400: hello,
    0x401: lambda t: {"ipv4.taddr": t["address"]},
    0x402: lambda t: {"hello.cnf_seqno": t["sequence"]},
    0x403: lambda t: {"ipv6.taddr": t["address"]},
    0x500: session,
    0x503: lambda t: {"ft_sess.reconn_to": t["reconnect_time"],
                      "ft_sess.recovery_time": t["recovery_time"]},
    0x701: lambda t: {"value": "%02x:00:00:00" % (t["preference"] << 4)},
    0x96a: lambda t: {"pw_status.code": t["status"]},
}

compared = collections.Counter()


def as_list(value):
    return value if isinstance(value, list) else [value]


def tlv_differs(ours, theirs):
    if ours["type"] != theirs["type"]:
        return "TLV %#x is %#x" % (theirs["type"], ours["type"])
    if "value" in ours and ours["type"] in ROWS:
        return "TLV %#x is in hex" % ours["type"]
    row = ROWS.get(ours["type"], lambda t: {})
    for key, value in row(ours).items():
        want = theirs["f"].get(key)
        if want is None:
            continue
        # An address of many is listed by tshark in any order it likes.
        compared[key] += 1
        if sorted(map(str, as_list(value))) != sorted(map(str,
                                                          as_list(want))):
            return "%s: %s is %s" % (key, want, value)
    return None


def frame_differs(ours, theirs):
    if len(ours) != len(theirs):
        return "%d messages, tshark has %d" % (len(ours), len(theirs))
    for one, other in zip(ours, theirs):
        ldp, said = one["ldp"], other
        if (ldp["lsr"], ldp["label_space"]) != (said["lsr"], said["space"]):
            return "LDP identifier of %d" % ldp["id"]
        if (ldp["id"], one["length"]) != (said["id"], said["len"] + 4):
            return "message %d is %d" % (said["id"], ldp["id"])
        if len(ldp["tlvs"]) != len(said["tlvs"]):
            return "TLVs of %d" % ldp["id"]
        for a, b in zip(ldp["tlvs"], said["tlvs"]):
            why = tlv_differs(a, b)
            if why:
                return "message %d: %s" % (ldp["id"], why)
        compared["messages"] += 1
    return None


def run(tool, *args, text=None):
    return subprocess.run([tool, *map(str, args)], input=text, text=True,
                          capture_output=True, check=False).stdout


def decode(tool, path):
    return [json.loads(line)
            for line in run(tool, "decode", path).splitlines()]


def ok(good, name, why=None):
    ok.n += 1
    ok.bad += not good
    print("%sok %d - %s" % ("" if good else "not ", ok.n, name))
    if why:
        print("# " + why)


ok.n = ok.bad = 0


def files(tool, shared):
    for truth in sorted((shared / "truth").glob("*/*/*.jsonl")):
        name = str(truth.relative_to(shared / "truth"))[:-len(".jsonl")]
        theirs = collections.defaultdict(list)
        if not name.startswith(("ldp/", "mpls/")):
            continue
        for line in map(json.loads, truth.open()):
            for message in line.get("msgs", []) if line["p"] == "ldp" else []:
                message.update(lsr=line["lsr"], space=line["space"])
                theirs[line["frame"]].append(message)
        ours = collections.defaultdict(list)
        for record in decode(tool, shared / "corpus" / name):
            if record["kind"] != "partial":
                ours[record["frame"]].append(record)
        if not theirs and not ours and not name.startswith("ldp/"):
            continue
        wrong = []
        for frame in sorted(set(ours) | set(theirs)):
            why = frame_differs(ours[frame], theirs[frame])
            known = EXCEPTIONS.get((name, frame))
            if why and not known:
                wrong.append("frame %d: %s" % (frame, why))
            if known and not why:
                wrong.append("frame %d is no exception" % frame)
        ok(not wrong, name, "; ".join(wrong))


def pcap(path, link_type, frames):
    with open(path, "wb") as f:
        f.write(struct.pack("!IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 1 << 18,
                            link_type))
        for one in frames:
            f.write(struct.pack("!IIII", 0, 0, len(one), len(one)) + one)


def datagram(pdu):
    return struct.pack("!BBHHHBBH4s4sHHHH", 0x45, 0, 28 + len(pdu), 0, 0, 64,
                       17, 0, b"\xc0\0\2\1", b"\xc0\0\2\2", 646, 646,
                       8 + len(pdu), 0) + pdu


EXPECTED = {"holdtime": "hold_time", "keepalive_time": "keepalive_time",
            "cfg_seqno": "sequence"}


def vector_differs(vector, octets, records, back):
    if vector["kind"] == "frame":
        whole = "".join(back.split())
        return None if whole and whole in vector["hex"] else "other octets"
    if back.strip() != octets.hex():
        return "encode gives " + back.strip()
    tlvs = [t for r in records for t in r["ldp"]["tlvs"]]
    expect = vector["expect"]
    if [str(r["ldp"]["id"]) for r in records] != expect["msg_id"]:
        return "message ids"
    for key, member in EXPECTED.items():
        told = [str(t[member]) for t in tlvs if member in t]
        if key in expect and told != expect[key]:
            return "%s is %s" % (key, told)
    told = [a for t in tlvs for a in t.get("addresses", [])]
    told += [t[k] for t in tlvs for k in ("address", "receiver") if k in t]
    if not set(expect.get("addresses", [])) <= set(told) | {
            r["ldp"]["lsr"] for r in records}:
        return "addresses are %s" % told
    return None


def vectors(tool, shared):
    for line in (shared / "corpus/vectors.jsonl").open():
        vector = json.loads(line)
        if vector["proto"] != "ldp":
            continue
        octets = bytes.fromhex(vector["hex"])
        if vector["kind"] == "ldp-message":
            octets = struct.pack("!HHIH", 1, len(octets) + 6, 0x0a000001,
                                 0) + octets
        with tempfile.NamedTemporaryFile() as f:
            if vector["kind"] == "frame":
                pcap(f.name, 1, [octets])
            else:
                pcap(f.name, 101, [datagram(octets)])
            text = run(tool, "decode", f.name)
        back = run(tool, "encode", "--hex", "-", text=text)
        records = [json.loads(one) for one in text.splitlines()]
        why = vector_differs(vector, octets, records, back)
        ok(why is None, "vector " + vector["name"], why)


def again(tool, path):
    data = pathlib.Path(path).read_bytes()[24:]
    sent = collections.defaultdict(bytes)
    while data:
        size, = struct.unpack("!I", data[8:12])
        packet, data = data[16:16 + size], data[16 + size:]
        sent[packet[12:16]] += packet[28 if packet[9] == 17 else 40:]
    back = collections.defaultdict(str)
    for pdu in run(tool, "encode", "--hex", "-",
                   text=run(tool, "decode", path)).split():
        back[bytes.fromhex(pdu[8:16])] += pdu
    want = {lsr: octets.hex() for lsr, octets in sent.items()}
    ok(back == want and len(want) == 2, path)


def main(args):
    if args[0] == "--again":
        for path in args[2:]:
            again(args[1], path)
    else:
        files(args[0], pathlib.Path(args[1]))
        vectors(args[0], pathlib.Path(args[1]))
        print("# compared: %s" % dict(compared))
    print("1..%d" % ok.n)
    return 1 if ok.bad or ok.n == 0 else 0


sys.exit(main(sys.argv[1:]))
