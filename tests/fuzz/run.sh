#!/bin/bash
# Runs each libFuzzer program of a folder for FUZZ_TIME seconds; what it finds
# goes to build/findings, the corpus in the tree stays as it is.
set -u
cd "$(dirname "$0")/../.." || exit
status=0
mkdir -p build/findings
for fuzzer in "$1"/*; do
	[[ -x $fuzzer ]] || continue
	name=${fuzzer##*/}
	corpus=$(mktemp -d)
	seeds=tests/data/fuzz/$name
	if timeout "$((FUZZ_TIME * 2 + 60))" "$fuzzer" \
		-max_total_time="$FUZZ_TIME" -rss_limit_mb=1024 \
		-artifact_prefix="build/findings/$name-" -verbosity=0 \
		"$corpus" "$seeds" >"build/findings/$name.log" 2>&1; then
		echo "ok - fuzz $name, $FUZZ_TIME s"
	else
		echo "not ok - fuzz $name: build/findings/$name.log"
		tail -n 20 "build/findings/$name.log" | sed 's/^/# /'
		status=1
	fi
	rm -rf "$corpus"
done
exit "$status"
