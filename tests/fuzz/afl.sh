#!/bin/bash
# AFL++ on whole programs, FUZZ_TIME seconds each: what people hand to them is a
# file, and no file may crash or hang them. Seeds are our own small captures and
# records; findings go to build/findings.
set -u
cd "$(dirname "$0")/../.." || exit
FUZZ_TIME=${FUZZ_TIME:-60}
status=0
if ! command -v afl-fuzz afl-clang-fast >/dev/null; then
	echo "ok - afl # skip afl++ is not installed"
	exit
fi
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1
export AFL_USE_ASAN=1 AFL_USE_UBSAN=1 AFL_QUIET=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1
if ! make -s -j"$(nproc)" CC=afl-clang-fast B=build/afl all \
	>/dev/null 2>build/afl.log; then
	echo "not ok - afl: does not build"
	sed 's/^/# /' build/afl.log
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seeds NAME FOLDER ...: one folder of small files, whose names do not meet.
seeds() {
	local to=$work/$1 folder file

	shift
	mkdir -p "$to"
	for folder; do
		for file in "tests/data/fuzz/$folder"/*; do
			cp "$file" "$to/$folder-${file##*/}"
		done
	done
}

# fuzz NAME TOOL ARGUMENT ...: @@ stands for the file.
fuzz() {
	local name=$1 tool=$2 found

	shift 2
	AFL_NO_AFFINITY=1 timeout "$((FUZZ_TIME * 2 + 120))" afl-fuzz \
		-i "$work/$name" -o "$work/out-$name" -m none -t 2000 \
		-V "$FUZZ_TIME" -- "build/afl/bin/$tool" "$@" \
		>"build/findings/afl-$name.log" 2>&1
	found=$(find "$work/out-$name/default/crashes" \
		"$work/out-$name/default/hangs" -name 'id:*' 2>/dev/null)
	if [[ ! -e $work/out-$name/default/fuzzer_stats ]]; then
		echo "not ok - afl $name: did not run"
		tail -n 20 "build/findings/afl-$name.log" | sed 's/^/# /'
		status=1
	elif [[ -n $found ]]; then
		mkdir -p "build/findings/afl-$name"
		xargs -d '\n' cp -t "build/findings/afl-$name" <<<"$found"
		echo "not ok - afl $name: build/findings/afl-$name"
		status=1
	else
		echo "ok - afl $name, $FUZZ_TIME s, $(sed -n \
			's/^execs_done *: *//p' \
			"$work/out-$name/default/fuzzer_stats") runs"
	fi
}

mkdir -p build/findings
# A capture of any kind; a dump; lines of hex; records.
seeds decode pcap bgp_capture mrt bmp stream
seeds hex hex
seeds encode bgp_encode rec_json
seeds check rec_json rec_scan
fuzz decode bgpspeak decode -q -q @@
fuzz hex bgpspeak decode -q -q --hex @@
fuzz encode bgpspeak encode -q -q --hex @@
fuzz check bgpspeak check -q -q @@
exit "$status"
