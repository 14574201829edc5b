# What every bats file begins with: `load ../lib`.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BUILD=$(realpath -m "${BUILD:-$TOP/build}")
DATA=$TOP/tests/data
SHARED=$(realpath -m "${SHARED:-$TOP/../shared}")
PATH=$BUILD/bin:$PATH
export TOP BUILD DATA SHARED PATH LC_ALL=C.UTF-8
unset NO_COLOR EDGEPIPE_RUN EDGEPIPE_STATE EDGEPIPE_SECRETS

# need PROGRAM ...: skip where one is not installed.
need() {
	local program

	for program; do
		command -v "$program" >/dev/null ||
			skip "$program is not installed"
	done
}

# need_shared PATH: skip where the test data outside the tree is not there.
need_shared() {
	[[ -e $SHARED/$1 ]] || skip "no $1 in $SHARED (SHARED=)"
}

# need_netns: skip without the rights to make network namespaces.
need_netns() {
	[[ $EUID -eq 0 ]] || skip "not root"
	unshare -n true 2>/dev/null || skip "no right to make namespaces"
}

# wait_for SECONDS COMMAND ...: until the command holds. Polls what belongs to
# others (a kernel, a peer); our own tools say when they are done.
wait_for() {
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		read -rt 0.1 <> <(:) || :
	done
}

# As bats' own run; the records that it saw are held to the schema later.
eval "bats_own_$(declare -f run)"
run() {
	local saw=0

	bats_own_run "$@" || saw=$?
	if [[ -n ${RECORDS:-} && -n ${output:-} ]]; then
		grep '^{"type":"' <<<"$output" >>"$RECORDS" || :
	fi
	return "$saw"
}
