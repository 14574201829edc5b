#!/usr/bin/env python3
"""Neighbours and strangers that mean no good, for bgp-attacks.bats.

Beside each of them is a good neighbour with a hold time of 3 s, that must hear
something in each second and a half, and that keeps its session. Memory is what
the kernel counts at its peak, against a bound that is far below what there
would be if what is sent were kept.
"""

import os
import random
import socket
import struct
import sys
import threading
import time

from bgp_peer import (BASE, KEEPALIVE, NOTIFICATION, PATIENCE, THEM, UPDATE, Peer,
                      Speaker, a_peer, an_open, attribute, message, update)

GOOD, BAD, FEEDER, STRANGER = "127.0.0.2", "127.0.0.3", "127.0.0.4", \
    "127.0.0.66"

SECONDS = 20 if os.environ.get("LONG") else 2  # longer than a silence may be


class Good(threading.Thread):
    """Established, and says so each second; notes the longest silence."""

    def __init__(self, speaker):
        super().__init__(daemon=True)
        self.peer = Peer(speaker, GOOD).establish(
            an_open(hold=3, ident=b"\xc0\0\2\3"))
        self.peer.socket.settimeout(0.2)
        self.longest, self.ended, self.stop = 0, False, False
        self.start()

    def run(self):
        heard = said = time.monotonic()
        while not self.stop and not self.ended:
            now = time.monotonic()
            if now - said > 0.9:
                self.peer.send(message(KEEPALIVE))
                said = now
            try:
                m = self.peer.get()
                if m is None or m[0] == NOTIFICATION:
                    self.ended = True
                heard = time.monotonic()
            except TimeoutError:
                pass
            self.longest = max(self.longest, time.monotonic() - heard)

    def verdict(self):
        self.stop = True
        self.join()
        print("the other:", "ended" if self.ended else "established,",
              "silent for too long" if self.longest > 1.5 else "on time")
        print(f"longest silence {self.longest:.2f} s", file=sys.stderr)


def peak(speaker):
    """The most memory that it ever had, in MB."""
    with open(f"/proc/{speaker.process.pid}/status", encoding="ascii") as f:
        for line in f:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return None


def descriptors(speaker):
    return len(os.listdir(f"/proc/{speaker.process.pid}/fd"))


def table(n, attrs=BASE):
    """UPDATEs with n prefixes from 10.0.0.0/24 on."""
    out, block = [], []
    for i in range(n):
        block.append(b"\x18" + struct.pack(">I", (10 << 16) + i)[1:])
        if len(block) == 900 or i == n - 1:
            out.append(update(attrs, b"".join(block)))
            block = []
    return out


LAST = "11.134.159.0/24"  # of 100,000


def shown(speaker, holds, *words):
    """Waits until show says so of something."""
    end = time.monotonic() + PATIENCE
    while not any(map(holds, speaker.show(*words))):
        if time.monotonic() > end:
            raise SystemExit(f"waited in vain for {words}")
        time.sleep(0.1)


def a_speaker(**bad):
    return Speaker(
        a_peer(name="good", remote_address=GOOD, hold_time=3),
        a_peer(name="bad", remote_address=BAD, **bad),
        a_peer(name="feeder", remote_address=FEEDER, remote_as=THEM,
               export=[]), args=["--no-output"])


def bound(speaker, limit):
    used = peak(speaker)
    with open(f"/proc/{speaker.process.pid}/maps", encoding="ascii") as f:
        if "libasan" in f.read():
            limit *= 20  # the sanitizer keeps what was freed
    print(f"peak {used:.0f} MB, {descriptors(speaker)} descriptors",
          file=sys.stderr)
    print("memory:", "bounded" if used < limit else f"{used:.0f} MB")


def attack_reader():
    """One with a small buffer that never reads, while 100,000 routes are told
    and changed again and again: TCP's window is shut."""
    speaker = a_speaker()
    good = Good(speaker)
    bad = socket.socket()
    bad.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    bad.bind((BAD, 0))
    bad.connect(("127.0.0.1", speaker.port))
    bad.sendall(an_open() + message(KEEPALIVE))
    shown(speaker, lambda r: r["state"] == "established", "peers", "bad")
    feeder = Peer(speaker, FEEDER).establish(an_open(ident=b"\xc0\0\2\5"))
    end = time.monotonic() + SECONDS
    times = 0
    while time.monotonic() < end:
        times += 1
        feeder.send(*table(100000, BASE + attribute(
            4, struct.pack(">I", times))))
        bad.sendall(message(KEEPALIVE))
    print(f"{times} times", file=sys.stderr)
    shown(speaker, lambda r: r.get("med") == times, "routes", LAST)
    good.verdict()
    print("told:", len(speaker.show("routes")))
    bound(speaker, 100)
    bad.close()
    speaker.end()


def attack_silence():
    """Hundreds of connections that say nothing, of a neighbour and of
    strangers."""
    speaker = a_speaker()
    good = Good(speaker)
    open_ones = []
    for i in range(400):
        s = socket.socket()
        s.bind((BAD if i % 2 else STRANGER, 0))
        s.connect(("127.0.0.1", speaker.port))
        open_ones.append(s)
    most, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        most = max(most, descriptors(speaker))
        time.sleep(0.02)
    print("descriptors:", "bounded" if most < 40 else most)
    good.verdict()
    bound(speaker, 30)
    for s in open_ones:
        s.close()
    comes_back(speaker)


def attack_opens():
    """OPEN after OPEN, on connection after connection, and garbage."""
    speaker = a_speaker()
    good = Good(speaker)
    dice = random.Random(1)
    end = time.monotonic() + SECONDS
    times = 0
    while time.monotonic() < end:
        times += 1
        s = socket.socket()
        s.bind((dice.choice([BAD, BAD, STRANGER]), 0))
        s.settimeout(1)
        try:
            s.connect(("127.0.0.1", speaker.port))
            s.sendall(dice.choice([
                an_open() * 200,
                (an_open() + message(KEEPALIVE)) * 100,
                dice.randbytes(20000),
                b"\xff" * 16 + dice.randbytes(5000),
                message(UPDATE, dice.randbytes(4000)) * 50,
                an_open() + message(KEEPALIVE) +
                message(UPDATE, dice.randbytes(300)) * 500]))
        except OSError:
            pass
        s.close()
    print(f"{times} connections", file=sys.stderr)
    print("hundreds of connections:", times > 300)
    good.verdict()
    bound(speaker, 30)
    comes_back(speaker)


def attack_limit():
    """A million prefixes where a thousand are allowed."""
    speaker = a_speaker(max_prefixes=1000)
    good = Good(speaker)
    bad = Peer(speaker, BAD).establish(an_open(ident=b"\xc0\0\2\4"))
    try:
        for m in table(1000000):
            bad.send(m)
    except OSError:
        pass
    bad.buffer = b""
    try:
        print("verdict:", bad.verdict())
    except OSError:
        print("verdict: reset")
    time.sleep(SECONDS)
    good.verdict()
    print("its routes:", len(speaker.show("routes")))
    bound(speaker, 30)
    speaker.end()


def attack_trickle():
    """Of the longest message an octet at a time: no message, so no sign of life,
    whatever TCP carries."""
    speaker = a_speaker(hold_time=3)
    good = Good(speaker)
    bad = Peer(speaker, BAD).establish(an_open(hold=3, ident=b"\xc0\0\2\4"))
    began = time.monotonic()
    octets = update(BASE, b"".join(b"\x20" + bytes([10, 1, i >> 8, i & 255])
                                   for i in range(800)))
    bad.socket.settimeout(0.1)
    verdict = None
    for octet in octets:
        try:
            bad.send(bytes([octet]))
            verdict = bad.verdict()
            break
        except TimeoutError:
            pass
    took = time.monotonic() - began
    print(f"verdict: {verdict}, {'in time' if 2.5 < took < 5 else took}")
    good.verdict()
    print("its routes:", len(speaker.show("routes")))
    bound(speaker, 30)
    speaker.end()


def comes_back(speaker):
    """The bad one mends its ways."""
    peer = Peer(speaker, BAD).retry(speaker, BAD)
    peer.send(an_open(ident=b"\xc0\0\2\4"))
    peer.until(KEEPALIVE, NOTIFICATION)
    peer.send(message(KEEPALIVE))
    print("it may come back:", peer.until(UPDATE, NOTIFICATION)[0] == UPDATE)
    peer.socket.close()
    speaker.end()


if __name__ == "__main__":
    globals()[f"attack_{sys.argv[1]}"]()
