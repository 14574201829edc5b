#!/bin/bash
# run.sh FOLDER [NAME ...]: runs the libFuzzer programs of a folder, or those of
# these names, for FUZZ_TIME seconds of CPU time each, so that a busy machine
# shortens nothing. What one finds goes to build/findings; the corpus in the tree
# stays as it is.
set -u
cd "$(dirname "$0")/../.." || exit
folder=$1
shift
(($#)) || mapfile -t fuzzers < <(cd "$folder" && ls)
(($#)) && fuzzers=("$@")
time_up=$((128 + $(kill -l XCPU)))
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
mkdir -p build/findings
ulimit -c 0
status=0
for name in "${fuzzers[@]}"; do
	mkdir "$corpus/$name"
	sh -c '"$@"; exit $?' sh \
		prlimit --cpu="$FUZZ_TIME:unlimited" "$folder/$name" \
		-rss_limit_mb=1024 -verbosity=0 \
		-artifact_prefix="build/findings/$name-" \
		"$corpus/$name" "tests/data/fuzz/$name" \
		>"build/findings/$name.log" 2>&1
	if (($? == time_up)); then
		echo "ok - fuzz $name, $FUZZ_TIME s," \
			"$(find "$corpus/$name" -type f | wc -l) new inputs"
	else
		echo "not ok - fuzz $name: build/findings/$name.log"
		tail -n 20 "build/findings/$name.log" | sed 's/^/# /'
		status=1
	fi
done
exit "$status"
