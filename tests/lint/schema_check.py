#!/usr/bin/python3
"""Validates the records on standard input against a JSON Schema.

usage: schema_check.py SCHEMA [--known]

Names the first record that fails, and why; exit status 1. With --known a type
that the schema does not know fails too.
"""

import json
import sys

import jsonschema


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        schema = json.load(f)
    known = "--known" in sys.argv[2:]
    jsonschema.Draft202012Validator.check_schema(schema)
    resolver = jsonschema.RefResolver.from_schema(schema)
    validators = {}
    any_record = jsonschema.Draft202012Validator(schema, resolver=resolver)
    for name, part in schema["$defs"].items():
        if name.endswith("_record"):
            validators[name[: -len("_record")]] = (
                jsonschema.Draft202012Validator(part, resolver=resolver)
            )
    for number, line in enumerate(sys.stdin, 1):
        try:
            record = json.loads(line)
        except ValueError as e:
            return fail(number, line, str(e))
        name = record.get("type") if isinstance(record, dict) else None
        # The whole schema is an `if` for every type: one of them will do.
        validator = validators.get(name, any_record)
        if known and validator is any_record:
            return fail(number, line, "unknown type")
        error = jsonschema.exceptions.best_match(
            validator.iter_errors(record)
        )
        if error is not None:
            where = "".join(f"[{step!r}]" for step in error.absolute_path)
            return fail(number, line, f"{where} {error.message}".strip())
    return 0


def fail(number, line, why):
    print(f"record {number}: {why}\n{line.rstrip()}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
