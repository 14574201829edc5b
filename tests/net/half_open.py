#!/usr/bin/env python3
"""Neighbours at addresses in a row, until killed: they keep their sessions, and
announce their prefixes again and again, each time with another MED.

usage: half_open.py SPEAKER FIRST-ADDRESS NEIGHBOURS PREFIXES
"""

import ipaddress
import os
import select
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli"))
from bgp_peer import BASE, KEEPALIVE, Peer, an_open, attribute, message, update


class There:
    port = 179

    def __init__(self, host):
        self.host = host


def table(i, prefixes, times):
    attrs = BASE + attribute(4, struct.pack(">I", times))
    for at in range(0, prefixes, 800):
        yield update(attrs, b"".join(
            b"\x20" + struct.pack(">I", (10 << 24) + (i << 16) + k)
            for k in range(at, min(at + 800, prefixes))))


def main():
    first = ipaddress.ip_address(sys.argv[2])
    count, prefixes = int(sys.argv[3]), int(sys.argv[4])
    peers = {}
    for i in range(count):
        peer = Peer(There(sys.argv[1]), str(first + i)).establish(
            an_open(hold=3, ident=(first + i).packed))
        peers[peer.socket.fileno()] = peer
    times = 0
    while True:
        times += 1
        for i, peer in enumerate(peers.values()):
            peer.send(*table(int(first) + i & 255, prefixes, times),
                      message(KEEPALIVE))
        if times == 1:
            print("told", flush=True)
        end = time.monotonic() + 0.8
        while (left := end - time.monotonic()) > 0:
            for fd in select.select(list(peers), [], [], left)[0]:
                if not peers[fd].socket.recv(262144):
                    raise SystemExit("closed")


if __name__ == "__main__":
    main()
