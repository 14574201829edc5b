#!/bin/bash
# Every script, bats files too, through shellcheck.
set -u
if ! command -v shellcheck >/dev/null; then
	echo "shellcheck is not installed"
	exit 77
fi
mapfile -t scripts < <(git ls-files '*.sh' '*.bash' '.ci/*' tests/{run,long} \
	'completions/bash/*')
mapfile -t bats < <(git ls-files '*.bats')
status=0
shellcheck "${scripts[@]}" || status=1
# A bats test runs in a subshell and reads what `run` sets.
((${#bats[@]} == 0)) ||
	shellcheck -e SC1091,SC2030,SC2031,SC2154 "${bats[@]}" || status=1
exit "$status"
