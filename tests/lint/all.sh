#!/bin/bash
# Runs every lint beside this file, as TAP; BUILD names the build to look at.
# A lint prints what is wrong and fails; 77 says that it cannot run here.
set -u
cd "$(dirname "$0")/../.." || exit
export BUILD=${BUILD:-build}
failed=0 n=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for lint in tests/lint/*.sh; do
	name=${lint##*/}
	name=${name%.sh}
	[[ $name == all ]] && continue
	"$lint" >"$out" 2>&1
	case $? in
	0) echo "ok $((++n)) - $name" ;;
	77) echo "  skipped: lint $name: $(tail -n 1 "$out")" ;;
	*)
		sed 's/^/# /' "$out"
		echo "not ok $((++n)) - $name"
		((failed++))
		;;
	esac
done
echo "total: $((n - failed)) ok, $failed not ok, lints"
((failed == 0))
