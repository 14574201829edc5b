#!/usr/bin/env python3
"""Stories of what two speakers agree on in their OPENs, and then keep to.

usage: bgp_agreement_stories.py STORY ...
"""

import struct
import sys

from bgp_peer import *

P, Q, R = "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"
UP, SIDE, DOWN = THEM, 64513, 64514
PROVIDER, CUSTOMER, PEER = 0, 3, 4


def role(value):
    return capability(9, bytes([value]))


def otc(asn):
    return attribute(35, struct.pack(">I", asn))


def path(*asns):
    return ORIGIN + attribute(2, as_path(*asns)) + HOP


def hello(asn, *caps):
    return an_open(asn=asn, caps=family(1) + as4(asn) + b"".join(caps))


def attributes_of(body):
    """The attributes of an UPDATE, by code."""
    start = 2 + struct.unpack(">H", body[:2])[0]
    left = body[start + 2:start + 2 +
                struct.unpack(">H", body[start:start + 2])[0]]
    found = {}
    while left:
        flags, code = left[:2]
        head, n = (4, struct.unpack(">H", left[2:4])[0]) if flags & 0x10 \
            else (3, left[2])
        found[code] = left[head:head + n]
        left = left[head + n:]
    return found


def told(peer, prefix):
    """What the peer is told of the prefix, by attribute code."""
    while True:
        body = peer.until(UPDATE)[1]
        if body.endswith(nlri(prefix)):
            return attributes_of(body)


def refused(name, record, opened):
    speaker = Speaker(a_peer(**record))
    peer = Peer(speaker)
    peer.until(OPEN)
    peer.send(opened)
    print(f"{name}: {peer.verdict()}")
    r = speaker.wait("the reason", lambda r: "notification" in r)
    print(r["reason"], r["error"].get("offset"))
    speaker.end()


def story_roles():
    refused("both customers", {"role": "customer"},
            hello(THEM, role(CUSTOMER)))
    refused("none said", {"role": "customer", "role_strict": True},
            hello(THEM))


def story_otc():
    """RFC 9234 5, from a provider, to a peer and a customer, and back."""
    def one(name, asn, address, ours):
        return a_peer(name=name, remote_as=asn, remote_address=address,
                      role=ours)

    speaker = Speaker(one("up", UP, "127.0.0.1", "customer"),
                      one("side", SIDE, "127.0.0.2", "peer"),
                      one("down", DOWN, "127.0.0.3", "provider"))
    up = Peer(speaker).establish(hello(UP, role(PROVIDER)))
    side = Peer(speaker, "127.0.0.2").establish(hello(SIDE, role(PEER)))
    down = Peer(speaker, "127.0.0.3").establish(hello(DOWN, role(CUSTOMER)))
    up.send(update(path(UP), [P]))
    print("from the provider to the customer:", told(down, P)[35].hex())
    down.send(update(path(DOWN), [Q]))
    print("from the customer to the peer:", told(side, Q)[35].hex())
    print("to the provider:", told(up, Q).get(35))
    down.send(update(path(DOWN) + otc(9), [R]))
    side.send(update(path(SIDE) + otc(9), [R]))
    side.send(update(path(SIDE), ["10.4.0.0/16"]))
    told(down, "10.4.0.0/16")
    for r in speaker.show("routes", "all", R):
        print(r["peer"], r["reason"])
    # neither P nor 10.4/16 went up or across: this is the next that does
    down.send(update(path(DOWN), ["10.5.0.0/16"]))
    for peer in up, side:
        print(peer.until(UPDATE)[1][-3:].hex())
    speaker.end()


def story_graceful_shutdown():
    """RFC 8326: last choice, in and out."""
    other = a_peer(name="other", remote_as=SIDE, remote_address="127.0.0.2")
    speaker = Speaker(a_peer(), other)
    them = Peer(speaker).establish()
    side = Peer(speaker, "127.0.0.2").establish(hello(SIDE))
    them.send(update(path(UP) + attribute(8, b"\xff\xff\0\0"), [P]))
    print("from who goes:", speaker.route(P)["local_pref"])
    told(side, P)
    them.send(update(path(UP), [Q]))
    print("before:", told(side, Q).get(8))
    speaker.tell({**other, "graceful_shutdown": True})
    print("to whom we leave:", told(side, Q)[8].hex())
    side.send(update(path(SIDE), [R]))
    print("and from there:", speaker.route(R)["local_pref"])
    speaker.end()


def story_words():
    """RFC 9003, both ways."""
    with a_session() as (speaker, peer):
        peer.send(message(NOTIFICATION, b"\6\2\x05lunch"))
        r = speaker.wait("the words", lambda r: "text" in r)
        print(r["direction"], r["notification"], r["text"])
    with a_session() as (speaker, peer):
        speaker.tell(a_peer(shutdown=True, shutdown_message="new línes"))
        print(peer.verdict())
        r = speaker.wait("the words", lambda r: "text" in r)
        print(r["direction"], r["notification"], r["text"], r["reason"])


def story_parameters():
    """RFC 5492 3: who knows no capabilities; RFC 9072: who has many."""
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    print("first:", peer.until(OPEN)[1][9] > 0)
    peer.send(message(NOTIFICATION, b"\2\4"))
    peer.socket.close()
    peer = Peer(speaker)
    while (said := peer.until(OPEN)) is None:
        peer.socket.close()
        peer = Peer(speaker)
    print("then:", said[1][9])
    peer.send(an_open(params=b""))
    print(peer.until(KEEPALIVE)[0])
    speaker.end()
    caps = family(1) + as4(THEM) + 20 * capability(200, bytes(20))
    many = struct.pack(">BBHBH", 255, 255, len(caps) + 3, 2, len(caps)) + caps
    with a_session(hello=message(OPEN, struct.pack(
            ">BHH4s", 4, THEM, 90, b"\xc0\0\2\2") + many)) as (speaker, peer):
        print(speaker.wait("it", lambda r: r.get("state") ==
                           "established")["remote_as"])


def story_limit():
    """Near the limit; over it, and down for a minute."""
    with a_session(a_peer(max_prefixes=2, max_prefixes_warning=100,
                          max_prefixes_restart=1)) as (speaker, peer):
        peer.send(update(path(UP), [P, Q]))
        speaker.route(Q)
        peer.send(update(path(UP), [R]))
        print(peer.verdict())
        print(Peer(speaker).verdict())
        speaker.tell(a_peer(max_prefixes=3))
        again = Peer(speaker).retry(speaker)
        again.send(an_open(), message(KEEPALIVE))
        print("raised:", "it is back" if again.until(UPDATE) else "closed")
        again.socket.close()
        speaker.errors.seek(0)
        print(*[line for line in speaker.errors.read().splitlines()
                if "max_prefixes" in line], sep="\n")


def story_ao():
    speaker = Speaker(a_peer(ao_file="them.ao"))
    print(Peer(speaker).verdict())
    print(speaker.wait("the reason", lambda r: "reason" in r)["reason"])
    speaker.end()


def main():
    for name in sys.argv[1:]:
        globals()[f"story_{name}"]()


if __name__ == "__main__":
    main()
