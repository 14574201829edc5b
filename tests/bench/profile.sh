#!/bin/bash
# Where the time of `bgpspeak decode` goes: the functions that take most of it,
# as records, for each of the files of tests/bench/decode.c. Says why where perf
# cannot tell.
# PROFILE_PREFIXES (200000) prefixes; the share is of processor time.
set -eu
build=${BUILD:-build}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

skip() {
	echo "{\"name\":\"decode_profile\",\"skipped\":\"$1\"}"
	exit 0
}

command -v perf >/dev/null || skip "perf is not installed"
perf record -qo "$folder/try" true >"$folder/why" 2>&1 ||
	skip "perf may not record: see perf_event_paranoid"
DECODE_PREFIXES=${PROFILE_PREFIXES:-200000} "$build/bench/decode" "$folder"
for what in table updates capture; do
	perf record -qF 5000 -o "$folder/perf" "$build/bin/bgpspeak" decode \
		"$folder/$what" >/dev/null 2>"$folder/why"
	perf report -qi "$folder/perf" --stdio --no-children -F overhead,dso,sym \
		2>/dev/null | awk -v what="$what" 'n < 15 && $1 ~ /%$/ {
			printf("{\"name\":\"decode_profile_%s\",\"in\":\"%s\",", what, $2)
			printf("\"function\":\"%s\",\"percent\":%.1f}\n", $NF, $1)
			n++
		}'
done
