#!/usr/bin/env python3
"""Holds records, a line each, to the JSON Schema; TAP.

usage: schema.py SCHEMA FILE
"""
import json
import re
import sys

try:
    import jsonschema
except ImportError:
    print("ok 1 - the JSON Schema # skip python3-jsonschema is not installed")
    sys.exit(0)


def samples(lines, each):
    """So many lines of each shape: the same but for values."""
    seen = {}
    for line in lines:
        shape = re.sub(r'"[^"]*"(?!:)|[0-9.]+', "", line)
        shape = re.sub(r",,+", "", shape)
        seen[shape] = seen.get(shape, 0) + 1
        if seen[shape] <= each:
            yield line


def faults(validators, line):
    """What is wrong with one line."""
    try:
        record = json.loads(line)
    except ValueError as e:
        return [str(e)]
    kind = record.get("type")
    if kind not in validators:
        return []  # a type that we do not know is nobody's fault
    return [e.message for e in validators[kind].iter_errors(record)]


def main():
    with open(sys.argv[1]) as f:
        schema = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    # By the type at once, in place of the schema's long list of ifs.
    validators = {
        name.removesuffix("_record"): jsonschema.Draft202012Validator(
            {"$defs": schema["$defs"], "$ref": "#/$defs/" + name})
        for name in schema["$defs"] if name.endswith("_record")
    }
    bad = n = 0
    with open(sys.argv[2]) as f:
        for line in samples(f, 5):
            n += 1
            for fault in faults(validators, line)[:3]:
                bad += 1
                if bad <= 20:
                    print(f"# {line.strip()[:200]}\n#   {fault[:200]}")
    if n == 0:
        print("ok 1 - the JSON Schema # skip no test printed a record")
        return False
    print(f"{'not ' if bad else ''}ok 1 - {n} shapes of records, as printed, "
          "hold to the JSON Schema")
    return bad > 0


sys.exit(main())
