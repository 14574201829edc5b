#!/usr/bin/env python3
"""The text form of Prometheus (0.0.4) from standard input, sorted.

Refuses what `promtool check metrics` would: a sample that is not of the family
before it, a family twice or without HELP and TYPE, the same labels twice, a
counter that does not end with _total, a name or a value that is none.
"""

import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")


def fail(number, why):
    sys.exit(f"line {number}: {why}")


def main():
    families, samples, family, helped = set(), {}, None, None
    for number, line in enumerate(sys.stdin.read().splitlines(), 1):
        if m := re.fullmatch(rf"# HELP ({NAME}) (.+)", line):
            helped = m[1]
        elif m := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge)", line):
            family = m[1]
            if helped != family or family in families:
                fail(number, f"{family}: no HELP before it, or twice")
            if (m[2] == "counter") != family.endswith("_total"):
                fail(number, f"{family} is no name of a {m[2]}")
            families.add(family)
        elif m := SAMPLE.fullmatch(line):
            if m[1] != family:
                fail(number, f"{m[1]} is not of the family {family}")
            key = m[1], frozenset(re.findall(LABEL, m[2] or ""))
            if key in samples:
                fail(number, "the same labels again")
            float(m[3])
            samples[key] = line
        else:
            fail(number, f"neither a comment nor a sample: {line}")
    print("\n".join(sorted(samples.values())))


main()
