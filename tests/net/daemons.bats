#!/usr/bin/env bats
# The same edge as daemons joined by their sockets: each is restarted by itself,
# and what is installed goes on forwarding meanwhile.
# One story: each test goes on from where the one before has ended.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"
# shellcheck source=tests/demo/bird.bash
. "$BATS_TEST_DIRNAME/../demo/bird.bash"

setup_file() {
	need_netns
	need ip jq ping nsenter bird birdc
	export LAB=d$((RANDOM % 10000)) RUN
	RUN=$(mktemp -d)
	pids=()
	lab_up
	bird_start a 1 2 10 3>&-
	bird_start b 2 1 20 3>&-
	printf '%s\n' "${pids[@]}" >"$RUN/birds"
}

teardown_file() {
	local file

	[[ -n ${LAB-} ]] || return 0
	for file in "$RUN"/*.is "$RUN/birds"; do
		# shellcheck disable=SC2046
		[[ ! -e $file ]] || kill -KILL $(cat "$file") 2>/dev/null
	done
	lab_down
	rm -rf "$RUN"
}

setup() {
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN # which lib.bash has forgotten
}

# A daemon of the edge: its process id is in NAME.is.
daemon() { # NAME COMMAND...
	local name=$1

	shift
	lab_start dc "$@" --no-output \
		</dev/null >/dev/null 2>>"$RUN/$name.log" 3>&-
	echo $! >"$RUN/$name.is"
}

stop() { # NAME SIGNAL
	local pid

	pid=$(cat "$RUN/$1.is")
	kill "-$2" "$pid"
	wait_for 10 gone "$pid"
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

in_kernel() { # NEXT-HOP
	lab_in dc ip -j route show 172.16.0.0/24 |
		jq -e --arg via "$1" 'any(.[]; .gateway == $via)' >/dev/null
}

not_in_kernel() {
	[[ -z $(lab_in dc ip route show 172.16.0.0/24) ]]
}

established() { # HOW-MANY
	bgpspeak show peers 2>/dev/null |
		jq -se --argjson n "$1" '[.[] | select(.state == "established")] |
			length == $n' >/dev/null
}

# What was forwarded while COMMAND ran: lines of ping without an answer.
lost_during() { # COMMAND...
	local pinger

	lab_start h1 ping -O -i 0.05 172.16.0.10 >"$RUN/pings" 3>&-
	pinger=$!
	wait_for 5 grep -q 'bytes from' "$RUN/pings"
	"$@"
	kill -INT "$pinger"
	wait "$pinger" || :
	grep -c 'no answer' "$RUN/pings" || :
}

@test "daemons find each other in whatever order they begin" {
	daemon sync vrfctl sync --from bgpspeak-run --restart-time 60
	daemon run bgpspeak run --from vrfctl-watch --restart-time 60
	daemon watch vrfctl watch "$TOP/tests/demo/site.json"
	wait_for 30 in_kernel 169.254.10.2
	wait_for 10 established 2
	wait_for 10 lab_in h1 ping -q -c 1 -W 1 172.16.0.10
}

@test "a speaker that is killed comes back, and its routes stayed" {
	# the gateways have dropped ours: only the way out is looked at
	stop run KILL
	in_kernel 169.254.10.2
	daemon run bgpspeak run --from vrfctl-watch --restart-time 60
	wait_for 30 established 2
	wait_for 10 in_kernel 169.254.10.2
	wait_for 10 lab_in h1 ping -q -c 1 -W 1 172.16.0.10
}

@test "watch and sync come and go without a packet lost" {
	again() {
		stop watch TERM
		daemon watch vrfctl watch "$TOP/tests/demo/site.json"
		stop sync KILL
		daemon sync vrfctl sync --from bgpspeak-run --restart-time 60
		wait_for 20 answers vrfctl-sync
		wait_for 20 answers vrfctl-watch
	}
	answers() {
		[[ -S $RUN/$1.sock ]]
	}
	run lost_during again
	[ "$output" = 0 ]
	established 2
	in_kernel 169.254.10.2
}

@test "configuration that is fed to the head arrives at the tail" {
	jq -nc '{type: "policy", name: "first-out", rules: [{then: "reject"}]}' |
		vrfctl watch --feed >/dev/null
	wait_for 10 in_kernel 169.254.20.2
}

@test "a speaker that does not come back takes its routes with it" {
	stop sync TERM
	daemon sync vrfctl sync --from bgpspeak-run --restart-time 1
	wait_for 10 in_kernel 169.254.20.2
	stop run KILL
	wait_for 10 not_in_kernel
	wait_for 10 gone "$(cat "$RUN/sync.is")"
}
