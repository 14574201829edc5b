#!/usr/bin/env python3
"""What bgpspeak encode makes of what decode says of real files.

usage: encode_corpus.py [--long] BGPSPEAK SHARED [CAPTURE ...]

Messages are taken out of every capture of SHARED/corpus/bgp, and of those that
are named, by tshark, out of MRT dumps and vectors here; decode and encode must
give the same octets: in order from MRT; from captures each message that decode
found nothing wrong with must be one that tshark sees, or stand in the file as
it is (tshark gives up where a message is broken). Then

- the capture that encode writes must be without fault for tshark and hold the
  messages again;
- the dump that encode writes must be the same lines for bgpdump.

How many messages need which hint is printed. Prints TAP. Without --long only
every fourth file goes the long way over packets and dumps.
"""

import bz2
import collections
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

KINDS = ["open", "update", "notification", "keepalive", "route_refresh"]
HEADER = b"\xff" * 16

# Behind their first records nobody but decode goes on.
DAMAGED = {"mrt/bgpkit/rrc00/updates.20000325.0345.gz"}

# File: why bgpdump's lines differ.
OLD = ("in the old form (RFC 6396 4.5) bgpdump prints the peer's address for "
       "withdrawn prefixes")
PATH_IDS = ("NLRI have path ids, in a record type that has none; it is "
            "written in the type that has")
DUMPS = {
    "mrt/bgpkit/rrc00/updates.20000102.2014.gz": OLD,
    "mrt/bgpkit/rrc00/updates.20000325.0345.gz": OLD,
    "mrt/mrtparse/bird6_bgp": PATH_IDS,
    "mrt/mrtparse/bird_bgp": PATH_IDS,
}


def run(*command, data=None):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def decode(tool, path):
    return [json.loads(line)
            for line in run(tool, "decode", path).stdout.splitlines()]


def encode(tool, form, records):
    text = "".join(json.dumps(r) + "\n" for r in records).encode()
    done = run(tool, "encode", form, "-", data=text)
    return done.stdout, done.stderr.decode(), done.returncode


def messages(records):
    return [r for r in records if r["type"] == "message"
            and r["protocol"] == "bgp" and r["kind"] != "partial"
            and r["kind"] != "state_change"]


# ---- messages by other means


def of_tshark(path):
    """The octets of every BGP message, as tshark puts them together."""
    out = []

    def pairs(items):
        out.extend(v[0] for k, v in items if k == "bgp_raw"
                   and isinstance(v[0], str))
        for k, v in items:
            if k == "bgp_raw" and isinstance(v[0], list):
                out.extend(one[0] for one in v)
        return dict(items)

    text = run("tshark", "-r", path, "-T", "jsonraw", "-J", "bgp").stdout
    json.loads(text or "[]", object_pairs_hook=pairs)
    return out


def unpacked(path):
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    return bz2.decompress(data) if data[:3] == b"BZh" else data


def of_mrt(data):
    """The messages of a dump (RFC 6396 4.4), those of its old forms too."""
    old = {1: 2, 5: 1, 6: 3, 7: 4}
    while len(data) >= 12:
        kind, sub, n = (int.from_bytes(data[4:6], "big"),
                        int.from_bytes(data[6:8], "big"),
                        int.from_bytes(data[8:12], "big"))
        body, data = data[12:12 + n], data[12 + n:]
        if kind == 17:
            kind, body = 16, body[4:]
        if kind == 16 and sub not in (0, 5):
            at = 8 if sub in (4, 7, 9, 11) else 4
            wide = body[at + 3] == 2
            yield body[at + 4 + (32 if wide else 8):].hex()
        elif kind == 5 and sub in old:
            body = body[12:]
            head = HEADER + (len(body) + 19).to_bytes(2, "big")
            yield (head + bytes([old[sub]]) + body).hex()


def of_vectors(path):
    """Messages as a dump, in a record type that says how they are read."""
    out = b""
    for line in path.open():
        v = json.loads(line)
        if v["kind"] != "bgp-message" or v.get("malformed"):
            continue
        as4 = v["context"].get("as4", True)
        sub = (9 if as4 else 8) if v["context"].get("add_path") \
            else (4 if as4 else 1)
        head = bytes(8 if as4 else 4) + b"\0\0\0\1" + bytes(8)
        body = head + bytes.fromhex(v["hex"])
        out += bytes(4) + (16).to_bytes(2, "big") + sub.to_bytes(2, "big")
        out += len(body).to_bytes(4, "big") + body
    return out


# ---- what must hold


class Tally:
    def __init__(self):
        self.n = self.failed = 0
        self.hints = collections.Counter()

    def ok(self, good, what, *why):
        self.n += 1
        self.failed += not good
        print(("ok" if good else "not ok"), self.n, "-", what)
        for line in [] if good else why:
            print("#", str(line)[:400])

    def count(self, records):
        for r in messages(records):
            self.hints["messages"] += 1
            if "error" in r:
                self.hints["malformed"] += 1
                continue
            raw = r.get("raw", {})
            for key in raw:
                self.hints[key] += 1
            nlri = [n for part in ("announce", "withdraw")
                    for a in r.get(part, []) for n in a["nlri"]]
            if any(isinstance(n, dict) and "raw" in n for n in nlri):
                self.hints["nlri"] += 1
                raw = True
            self.hints["without a hint"] += not raw


def octets(tally, tool, name, records, expected, file=None):
    ours = messages(records)
    text, errors, status = encode(tool, "--hex", ours)
    lines = text.decode().split()
    tally.count(records)
    if status != 0 or len(lines) != len(ours):
        tally.ok(False, f"{name}: every message is encoded", errors)
        return lines
    if file is None:
        wrong = [(a, b) for a, b in zip(lines, expected) if a != b]
        if len(lines) != len(expected) and name not in DAMAGED:
            wrong.append((len(lines), len(expected)))
    else:
        left = collections.Counter(expected)
        wrong = []
        for line, r in zip(lines, ours):
            if "error" not in r and left[line] == 0 \
                    and bytes.fromhex(line) not in file:
                wrong.append((line, r))
            left[line] -= 1
    tally.ok(not wrong, f"{name}: {len(lines)} messages", *wrong[:3])
    return lines


def packets(tally, tool, name, records, folder):
    ours = [r for r in messages(records) if "error" not in r]
    path = folder / "out.pcap"
    capture, errors, status = encode(tool, "--pcap", ours)
    path.write_bytes(capture)
    sent = encode(tool, "--hex", ours)[0].decode().split()
    bad = run("tshark", "-r", path, "-o", "ip.check_checksum:TRUE", "-o",
              "tcp.check_checksum:TRUE", "-Y",
              "(tcp.analysis.flags and not tcp.analysis.reused_ports)"
              " or tcp.checksum.status == 0 or ip.checksum.status == 0")
    seen = of_tshark(path)
    tally.ok(status == 0 and not bad.stdout and sorted(seen) == sorted(sent),
             f"{name}: {len(sent)} messages in packets", errors,
             bad.stdout[:300], len(seen),
             *list((collections.Counter(sent) - collections.Counter(seen)))[:2])
    back = encode(tool, "--hex", messages(decode(tool, path)))[0]
    tally.ok(sorted(back.decode().split()) == sorted(sent),
             f"{name}: decode reads the packets")


def bgpdump(path):
    text = run("bgpdump", "-m", path).stdout.decode(errors="replace")
    return [re.sub(r"^TABLE_DUMP2?(_AP)?[|]\d+", r"TABLE_DUMP2\1", line)
            for line in text.splitlines()]


def dump(tally, tool, name, path, records, folder):
    out = folder / "out.mrt"
    records = [r for r in records if not (
        r["type"] == "message" and r["kind"] == "partial")]
    text, errors, _ = encode(tool, "--mrt", records)
    out.write_bytes(text)
    a, b = bgpdump(path), bgpdump(out)
    wrong = [(x, y) for x, y in zip(a, b) if x != y]
    if name in DUMPS:
        tally.ok(wrong or len(a) != len(b), f"{name}: {DUMPS[name]}")
        return
    tally.ok(not wrong and len(a) == len(b) and a,
             f"{name}: {len(a)} lines of bgpdump", errors[:300], len(wrong),
             len(a), len(b), *[line for pair in wrong[:3] for line in pair])


def main():
    long = sys.argv[1] == "--long"
    tool, shared, *named = sys.argv[1 + long:]
    shared = pathlib.Path(shared)
    corpus = shared / "corpus"
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vectors = folder / "vectors.mrt"
        if (corpus / "vectors.jsonl").exists():
            vectors.write_bytes(of_vectors(corpus / "vectors.jsonl"))
            octets(tally, tool, "vectors", decode(tool, vectors),
                   list(of_mrt(vectors.read_bytes())))
        captures = [(str(p.relative_to(corpus)), p)
                    for p in sorted((corpus / "bgp").rglob("*"))
                    if re.search(r"cap(ng)?(\.gz)?$", p.name)]
        captures += [(p, pathlib.Path(p)) for p in named]
        for i, (name, path) in enumerate(captures):
            records = decode(tool, path)
            octets(tally, tool, name, records, of_tshark(path),
                   unpacked(path))
            if name not in named and (long or i % 4 == 0):
                packets(tally, tool, name, records, folder)
        for i, path in enumerate(sorted((corpus / "mrt").rglob("*"))):
            name = str(path.relative_to(corpus))
            if path.is_dir() or path.stat().st_size > 1 << 20:
                continue
            records = decode(tool, path)
            octets(tally, tool, name, records,
                   list(of_mrt(unpacked(path))))
            if long or i % 4 == 0:
                dump(tally, tool, name, path, records, folder)
    print("#", ", ".join(f"{n} {what}" for what, n in
                         tally.hints.most_common()))
    print(f"1..{tally.n}")
    return tally.failed > 0


sys.exit(main())
