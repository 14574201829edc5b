#!/usr/bin/env python3
"""Writes captures and dumps for the views and filters of `bgpspeak decode`.

usage: views.py FOLDER

FOLDER gets day.pcap (three connections between two routers: one that a
NOTIFICATION ends, one that is reset, one that goes on), table.mrt (a table of
two peers), day.mrt (what they said afterwards, with changes of state), and
kinds.mrt (an UPDATE for each thing that a filter can ask for).
"""

import pathlib
import struct
import sys

import bgp
from bgp import A, B, TIME, attribute, attributes, entry, message, nlri
from bgp import open_message, update

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


# ---- a capture


class Connection:
    """From a port of b to port 179 of a."""

    def __init__(self, port):
        self.port, self.seq = port, {A: 1000, B: 5000}

    def send(self, src, payload=b"", flags=PSH | ACK):
        dst = B if src == A else A
        ports = (179, self.port) if src == A else (self.port, 179)
        ack = 0 if flags == SYN else self.seq[dst]
        out = bgp.frame(src, dst, *ports, self.seq[src], ack, flags, payload)
        self.seq[src] += len(payload) + (flags & (SYN | FIN) != 0)
        return out

    def begin(self):
        return [self.send(B, flags=SYN), self.send(A, flags=SYN | ACK),
                self.send(B, open_message(65001, B)),
                self.send(A, open_message(64512, A)),
                self.send(B, message(4, b""))]


def day_capture():
    one, two, three = Connection(40001), Connection(40002), Connection(40003)
    p = ["10.1.0.0/16", "10.2.0.0/16"]
    shutdown = message(3, b"\6\2\5night")
    return one.begin() + [
        one.send(A, update(attributes(), p)),
        one.send(B, update(attributes(0, (65001,), B), ["10.9.0.0/16"])),
        one.send(A, update(b"", withdraw=["10.2.0.0/16"])),
        one.send(A, shutdown), one.send(A, flags=FIN | ACK),
        one.send(B, flags=FIN | ACK),
    ] + two.begin() + [
        two.send(A, update(attributes(), p)),
        two.send(B, flags=RST),
    ] + three.begin() + [
        three.send(A, update(attributes(), ["10.3.0.0/16", "10.2.0.0/16"])),
        three.send(A, update(attributes(2, (64512, 64999)), ["10.3.0.0/16"])),
    ]


# ---- dumps


def record(kind, subtype, body, at=0):
    return struct.pack(">IHHI", TIME + at, kind, subtype, len(body)) + body


def head(peer=A, asn=64512):
    return struct.pack(">IIHH", asn, 65000, 0, 1) + peer + bytes(4)


def said(msg, at, **peer):
    return record(16, 4, head(**peer) + msg, at)


def state(old, new, at, **peer):
    return record(16, 5, head(**peer) + struct.pack(">HH", old, new), at)


def table():
    peers = B + struct.pack(">HH", 0, 2)
    for asn, addr in ((64512, A), (70000, B)):
        peers += b"\2" + addr + addr + struct.pack(">I", asn)
    out = record(13, 1, peers)
    for i, p in enumerate(("10.1.0.0/16", "10.2.0.0/16", "10.2.3.0/24")):
        out += record(13, 2, struct.pack(">I", i) + nlri(p) +
                      struct.pack(">H", 2) + entry(0, attributes()) +
                      entry(1, attributes(2, (70000, 64999), B)))
    return out


def day_dump():
    b = {"peer": B, "asn": 70000}
    return b"".join([
        said(update(b"", withdraw=["10.1.0.0/16"]), 1),
        said(update(attributes(1, (64512, 64513)), ["10.2.0.0/16"]), 2),
        said(update(attributes(0, (70000,), B), ["10.4.0.0/16"]), 3, **b),
        state(6, 1, 4, **b),
        state(1, 2, 5, **b),
        state(5, 6, 6, **b),
        said(update(attributes(0, (70000,), B), ["10.5.0.0/16"]), 7, **b),
        # an ORIGIN of 7: treated as a withdraw
        said(update(attributes(7), ["10.2.3.0/24"]), 8),
    ])


def reach(afi, safi, hop, prefixes):
    return attribute(0x80, 14, struct.pack(">HBB", afi, safi, len(hop)) + hop +
                     b"\0" + prefixes)


def vpn(rd, prefix):
    addr, bits = prefix.split("/")
    octets = bytes(int(o) for o in addr.split("."))[:(int(bits) + 7) // 8]
    return bytes([int(bits) + 88]) + b"\0\x01\x41" + rd + octets


def kinds():
    community = attribute(0xc0, 8, struct.pack(">HHI", 64512, 7, 0xffffff01))
    large = attribute(0xc0, 32, struct.pack(">III", 64512, 1, 2))
    target = attribute(0xc0, 16, struct.pack(">HHI", 2, 65001, 100))
    rd = struct.pack(">HHI", 0, 65001, 100)
    vpn_reach = reach(1, 128, bytes(8) + A, vpn(rd, "10.7.0.0/16"))
    six = reach(2, 1, bytes(15) + b"\1", bytes([32]) + b"\x20\x01\x0d\xb8")
    base = attributes()[:-7]
    return b"".join([
        said(open_message(64512, A), 0),
        said(message(4, b""), 1),
        said(update(attributes() + community, ["10.0.0.0/8"]), 2),
        said(update(attributes(0, (64512, 3356, 64999)) + large,
                    ["10.1.0.0/16", "10.1.2.0/24"]), 3),
        said(update(base + target + vpn_reach), 4),
        said(update(base + six), 5),
        said(update(b"", withdraw=["10.1.2.0/24"]), 6, peer=B, asn=70000),
        said(message(3, b"\6\2"), 7, peer=B, asn=70000),
    ])


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "day.pcap").write_bytes(bgp.pcap(day_capture()))
    (folder / "table.mrt").write_bytes(table())
    (folder / "day.mrt").write_bytes(day_dump())
    (folder / "kinds.mrt").write_bytes(kinds())


if __name__ == "__main__":
    main()
