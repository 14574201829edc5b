#!/usr/bin/env bats
# Neighbours that vanish without a word: their line is cut, and no FIN, RST or
# NOTIFICATION says so. What was theirs goes with the hold time, another neighbour
# notices nothing of it, and they may come back.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

MANY=50

setup() {
	need_netns
	need ip jq nsenter python3
	# shellcheck disable=SC2034 # lab.bash reads it
	LAB=o$((RANDOM % 10000))
	RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN=$RUN
	pids=()
	lab_ns us many good
	lab_wire us to-many 192.0.2.1/24 many wire "$(printf '192.0.2.%d/24 ' $(seq 100 $((99 + MANY))))"
	lab_wire us to-good 198.51.100.1/24 good wire 198.51.100.2/24
	jq -nc '{type: "router", as: 65001, router_id: "192.0.2.1"},
		({type: "peer", remote_as: 64512, hold_time: 3,
		import: ["accept"], export: ["accept"]} | . +
		{name: "many", remote_prefix: "192.0.2.0/24", max_peers: 100}, . +
		{name: "good", remote_address: "198.51.100.2", passive: true})' \
		>"$RUN/us.json"
	lab_start us bgpspeak run --no-output --no-resolve "$RUN/us.json" \
		</dev/null 2>"$RUN/us.log" 3>&-
	us=$!
	lab_wait 5 test -S "$RUN/bgpspeak-run.sock"
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 "$RUN"/*.log
	kill "${pids[@]}" 2>/dev/null || :
	wait
	for name in us many good; do
		ip netns delete "$LAB-$name"
	done
}

# neighbours NAMESPACE SPEAKER FIRST COUNT PREFIXES
neighbours() {
	lab_start "$1" /usr/bin/python3 "$BATS_TEST_DIRNAME/half_open.py" \
		"${@:2}" </dev/null >"$RUN/$1.told" 2>"$RUN/$1.log" 3>&-
	lab_wait 20 grep -q told "$RUN/$1.told"
}

there_are() { # NEIGHBOURS ROUTES
	lab_in us bgpspeak show peers | jq -se --argjson n "$1" '
		map(select(.name == "many")) | .[0].peers == $n' &&
		[[ $(lab_in us bgpspeak show routes --peer good | wc -l) == 2000 ]] &&
		[[ $(lab_in us bgpspeak show routes | wc -l) == "$2" ]]
}

descriptors() {
	find "/proc/$us/fd" | wc -l
}

descriptors_are() { # COUNT
	[[ $(descriptors) == "$1" ]]
}

@test "half-open sessions end with the hold time, and bind nothing" {
	local before

	neighbours good 198.51.100.1 198.51.100.2 1 2000
	lab_wait 5 there_are 0 2000
	before=$(descriptors)
	neighbours many 192.0.2.1 192.0.2.100 "$MANY" 100
	lab_wait 5 there_are "$MANY" $((2000 + 100 * MANY))
	ip -n "$LAB-many" link set wire down
	lab_wait 8 there_are 0 2000
	lab_wait 5 descriptors_are "$before"
	kill -9 "${pids[-1]}"
	ip -n "$LAB-many" link set wire up
	neighbours many 192.0.2.1 192.0.2.100 "$MANY" 100
	lab_wait 5 there_are "$MANY" $((2000 + 100 * MANY))
	lab_in us bgpspeak show peers good | jq -se '.[0].state == "established"
		and .[0].established == 1'
	grep -q libasan "/proc/$us/maps" || # which keeps what was freed
		(($(awk '/^VmHWM/ { print $2 }' "/proc/$us/status") < 30000))
}
