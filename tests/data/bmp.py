#!/usr/bin/env python3
"""Writes BMP as routers send it, for tests.

usage: bmp.py FOLDER

FOLDER gets router.bmp (a peer from its OPENs to its end, with path ids, in all
five tables), torn.bmp (the same without its last octets), junk.bmp (the same
with octets that are none of it in the middle) and bare.bmp (an UPDATE whose
peer has not been told of). router.pcap is router.bmp in small segments out of
order, from a router to port 11019, middle.pcap the same from inside of its
second message on, and other.pcap is router.pcap on port 9000.
"""

import pathlib
import struct
import sys

import bgp

TIME = 1447830000


def tlv(kind, value):
    return struct.pack(">HH", kind, len(value)) + value


def message(kind, body):
    return struct.pack(">BIB", 3, 6 + len(body), kind) + body


def peer(kind=0, flags=0, rd=b"\0" * 8):
    address = b"\0" * 16 if kind == 3 else b"\0" * 12 + bgp.A
    return struct.pack(">BB8s16sI4sII", kind, flags, rd, address, 64512, bgp.A,
                       TIME, 123456)


def open_with_path_ids(asn, router_id):
    caps = struct.pack(">BBHBB", 1, 4, 1, 0, 1) + \
        struct.pack(">BBI", 65, 4, asn) + struct.pack(">BBHBB", 69, 4, 1, 1, 3)
    params = struct.pack(">BB", 2, len(caps)) + caps
    return bgp.message(1, struct.pack(">BHH4sB", 4, asn, 90, router_id,
                                      len(params)) + params)


def update(number, ids=True):
    nlri = (struct.pack(">I", 7) if ids else b"") + bytes([24, 10, 1, number])
    attributes = bgp.attributes()
    return bgp.message(2, struct.pack(">HH", 0, len(attributes)) +
                       attributes + nlri)


def up(header, local):
    return message(3, header + b"\0" * 12 + local +
                   struct.pack(">HH", 179, 41022) +
                   open_with_path_ids(65001, bgp.B) +
                   open_with_path_ids(64512, bgp.A) +
                   tlv(3, b"main"))


def router():
    vpn = struct.pack(">HHI", 0, 65001, 100)
    return [
        message(4, tlv(1, b"a router") + tlv(2, b"gw1") + tlv(99, b"\1")),
        up(peer(), bgp.B),
        up(peer(3), b"\0" * 4),
        message(0, peer(0, 0x00) + update(0)),
        message(0, peer(0, 0x40) + update(1)),
        message(0, peer(0, 0x10) + update(2)),
        message(0, peer(0, 0x50) + update(3)),
        message(0, peer(3, 0x80) + update(4)),
        message(1, peer(1, 0, vpn) + struct.pack(">I", 2) +
                tlv(1, struct.pack(">I", 9)) +
                tlv(10, struct.pack(">HBQ", 2, 1, 1 << 53))),
        message(6, peer() + tlv(1, b"\0\1") + tlv(0, bgp.message(4, b""))),
        message(2, peer() + b"\1" + bgp.message(3, b"\6\2")),
        message(5, tlv(0, b"maintenance") + tlv(1, b"\0\0")),
    ]


def capture(stream, port, syn=True):
    frames = []
    if syn:
        frames = [bgp.frame(bgp.A, bgp.B, 41022, port, 999, 0, 2, b"")]
    pieces = [bgp.frame(bgp.A, bgp.B, 41022, port, 1000 + i, 1, 0x18,
                        stream[i:i + 100]) for i in range(0, len(stream), 100)]
    pieces[3], pieces[4] = pieces[4], pieces[3]
    return bgp.pcap(frames + pieces)


def main():
    folder = pathlib.Path(sys.argv[1])
    parts = router()
    whole = b"".join(parts)
    (folder / "router.bmp").write_bytes(whole)
    (folder / "torn.bmp").write_bytes(whole[:-5])
    (folder / "junk.bmp").write_bytes(
        parts[0] + b"\0\1\2\3\4\5\6\7" + b"".join(parts[1:]))
    (folder / "router.pcap").write_bytes(capture(whole, 11019))
    (folder / "other.pcap").write_bytes(capture(whole, 9000))
    (folder / "middle.pcap").write_bytes(
        capture(whole[len(parts[0]) + 20:], 1790, False))
    (folder / "bare.bmp").write_bytes(
        message(0, peer() + bgp.message(
            2, struct.pack(">HH", 0, len(bgp.attributes())) +
            bgp.attributes() + struct.pack(">I", 1) + bytes([16, 10, 1]) +
            struct.pack(">I", 2) + bytes([16, 10, 2]))))


if __name__ == "__main__":
    main()
