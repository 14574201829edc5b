#!/usr/bin/env python3
"""Writes MRT records of every type and subtype, and some that are not right.

usage: mrt.py FOLDER

FOLDER gets tables.mrt (TABLE_DUMP and TABLE_DUMP_V2 in all subtypes),
messages.mrt (BGP4MP and BGP4MP_ET in all subtypes, and what came before them),
places.mrt (a GEO_PEER_TABLE), lies.mrt (AS numbers of another width than the
type says), others.mrt (protocols that are not BGP) and excess.mrt (octets
behind what a record has).
"""

import pathlib
import struct
import sys

import bgp

TIME = bgp.TIME
A6 = bytes.fromhex("20010db8000000000000000000000001")


def record(kind, subtype, body, time=TIME):
    return struct.pack(">IHHI", time, kind, subtype, len(body)) + body


def peers():
    return record(13, 1, bgp.B + struct.pack(">H", 4) + b"view" +
                  struct.pack(">H", 2) +
                  b"\0" + bgp.A + bgp.A + struct.pack(">H", 64512) +
                  b"\3" + bgp.B + A6 + struct.pack(">I", 70000))


def entries(attributes, ids):
    out = struct.pack(">H", 2)
    for i in range(2):
        out += struct.pack(">HI", i, TIME - 100 - i)
        if ids:
            out += struct.pack(">I", 7 + i)
        out += struct.pack(">H", len(attributes)) + attributes
    return out


def reach(hop, path=(64512,), width="I"):
    base = bgp.attributes(path=path, width=width)[:-7]
    return base + bgp.attribute(0x80, 14, bytes([len(hop)]) + hop)


def tables():
    out = peers()
    v4 = bytes([24, 10, 1])
    v6 = bytes([32]) + A6[:4]
    plain = bgp.attributes()
    for ids in (0, 6):
        for subtype, prefix, attributes in (
                (2, v4, plain), (3, v4, plain), (4, v6, reach(A6)),
                (5, v6, reach(A6))):
            number = bytes([subtype])
            net = prefix + number if prefix is v4 else prefix
            out += record(13, subtype + ids, struct.pack(">I", subtype) + net +
                          entries(attributes, ids))
        vpn = struct.pack(">IHB", 9, 1, 128) + bytes([88 + 24]) + \
            b"\0\1\1" + struct.pack(">HHI", 0, 65001, 100) + b"\x0a\1\2"
        out += record(13, 6 + ids, vpn + entries(
            reach(b"\0" * 8 + bgp.A), ids))
    for subtype, net, hop in ((1, b"\x0a\x01\x09\0", bgp.A),
                              (2, A6[:4] + b"\0" * 12, A6)):
        attributes = bgp.attributes(width="H") if subtype == 1 else \
            reach(A6, width="H")
        out += record(12, subtype, struct.pack(">HH", 0, 1) + net +
                      bytes([24, 1]) + struct.pack(">I", TIME) + hop +
                      struct.pack(">HH", 64512, len(attributes)) + attributes)
    return out


def session(wide, sent=False):
    width = "I" if wide else "H"
    return struct.pack(f">{width}{width}HH", 64512, 65001, 0, 1) + \
        bgp.A + bgp.B


def messages():
    out = b""
    ids = struct.pack(">I", 7)
    for wide, with_ids, subtypes in ((False, False, (1, 6)),
                                     (True, False, (4, 7)),
                                     (False, True, (8, 10)),
                                     (True, True, (9, 11))):
        attributes = bgp.attributes(width="I" if wide else "H")
        for subtype in subtypes:
            net = (ids if with_ids else b"") + bytes([24, 10, 2, subtype])
            update = bgp.message(2, struct.pack(">HH", 0, len(attributes)) +
                                 attributes + net)
            body = session(wide) + update
            out += record(16, subtype, body)
            out += record(17, subtype, struct.pack(">I", 250000) + body)
    for subtype, wide in ((0, False), (5, True)):
        out += record(16, subtype, session(wide) + struct.pack(">HH", 6, 1))
    attributes = bgp.attributes(width="H")
    body = struct.pack(">HH", 0, len(attributes)) + attributes
    out += record(5, 1, struct.pack(">H", 64512) + bgp.A +
                  struct.pack(">H", 65001) + bgp.B + body +
                  bytes([24, 10, 3, 5]))
    for kind in (9, 10):
        out += record(kind, 1, struct.pack(">H", 64512) + A6 +
                      struct.pack(">H", 65001) + A6 + body +
                      bytes([24, 10, 3, kind]))
    return out


def places():
    return record(13, 7, bgp.B + struct.pack(">H", 4) + b"view" +
                  struct.pack(">ffH", 52.25, 4.5, 2) +
                  b"\2" + bgp.A + bgp.A + struct.pack(">Iff", 64512, -33.5,
                                                      151.25) +
                  b"\3" + bgp.B + A6 + struct.pack(
                      ">Iff", 70000, float("nan"), float("nan")))


def lies():
    out = peers()
    wide = bgp.attributes(path=(64512, 70000))
    out += record(16, 1, session(False) + bgp.message(
        2, struct.pack(">HH", 0, len(wide)) + wide + bytes([16, 10, 1])))
    narrow = bgp.attributes(path=(64512, 64513), width="H")
    out += record(16, 4, session(True) + bgp.message(
        2, struct.pack(">HH", 0, len(narrow)) + narrow + bytes([16, 10, 2])))
    out += record(13, 2, struct.pack(">I", 1) + bytes([16, 10, 3]) +
                  entries(narrow, False))
    return out


def others():
    out = record(16, 4, session(True) + bgp.message(4, b""))
    for kind in (11, 11, 32, 48, 6):
        out += record(kind, 0, b"\1\2\3\4")
    return out


def excess():
    grown = peers()[12:] + b"\xaa"
    out = record(13, 1, grown)
    out += record(16, 5, session(True) + struct.pack(">HH", 6, 1) + b"\xbb")
    attributes = bgp.attributes(width="H")
    out += record(12, 1, struct.pack(">HH", 0, 1) + b"\x0a\1\0\0" +
                  bytes([24, 1]) + struct.pack(">I", TIME) + bgp.A +
                  struct.pack(">HH", 64512, len(attributes)) + attributes +
                  b"\xcc")
    out += record(16, 4, session(True) + bgp.message(4, b"") + b"\xdd")
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    for write in (tables, messages, places, lies, others, excess):
        (folder / f"{write.__name__}.mrt").write_bytes(write())


if __name__ == "__main__":
    main()
